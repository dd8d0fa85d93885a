"""Tries every law on many generated policies and cases, in parallel, and prints what it found.

PYTHONPATH=src:tests python -m conformance.agree [PAIRS] [--seed N] [--jobs 2] [--show] [--engine rete]
PYTHONPATH=src:tests python -m conformance.agree --replay SEED     # one policy, with all that breaks in it
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conformance.cases import growing
from conformance.chooser import Chooser, Seeded
from conformance.coverage import DISPATCHED, features_of
from conformance.engines import Loaded
from conformance.figures import Figures
from conformance.laws import (
    adding_keeps,
    completions_agree,
    engines_agree,
    judge_alike,
    judges_alike,
    resolves_as_designed,
    within_bounds,
)
from conformance.policies import Size, Writer
from conformance.second import MAKERS, made
from fairservice.errors import CaseError, PolicyError

CASES = 100
"""Pairs per policy. All engines judge each of them; the other laws are tried on some, and counted by themselves."""
PATHS = 2
"""Per policy, how often a case becomes known step by step."""
RESOLVED = 5
"""Further complete cases per policy that the naive resolution decides too, as it does the end of each path."""
MAX_COMPLETIONS = 150
SIZES: tuple[Size, ...] = ("small", "medium", "large", "medium", "small")
"""By seed. As many as are no multiple of the number of jobs."""
CHUNK = 25
"""Policies that one worker takes at a time."""


def try_policy(loaded: Loaded, chooser: Chooser, small: bool, figures: Figures, cases: int = CASES) -> Iterator[str]:
    """Every law on some cases of one policy; yields what breaks."""
    writer = loaded.cases
    for _ in range(PATHS):
        full, moment = writer.full(chooser), writer.moment(chooser)
        order = list(full)
        for position in range(len(order) - 1):
            other = chooser.integer(position, len(order) - 1)
            order[position], order[other] = order[other], order[position]
        start = writer.known(chooser, full, 40)
        path = [start, *growing(start, full, order)]
        yield from adding_keeps(loaded, path, moment)
        figures["steps"] += len(path) - 1
        yield from resolves_as_designed(loaded, full, moment)
        figures["resolved naively"] += 1
        tried = next((known for known in path if 1 < writer.size(known) <= MAX_COMPLETIONS), None) if small else None
        if tried is not None:
            figures["enumerated"] += 1
            yield from completions_agree(loaded, tried, moment, figures)
        yield from within_bounds(loaded, full, moment)
        figures["within bounds"] += 1
        for known in (path[0], path[len(path) // 2], path[-1])[-len(path) :]:
            with suppress(CaseError):  # the in-force date turns out to lie before the policy
                yield from engines_agree(loaded, known, moment)
                figures["decisions compared"] += 1
            figures["pairs"] += 1
            cases -= 1
    for number in range(cases):
        full, moment = writer.full(chooser), writer.moment(chooser)
        if number < RESOLVED:
            known = full
            yield from resolves_as_designed(loaded, known, moment)
            figures["resolved naively"] += 1
        else:
            known = writer.known(chooser, full, (35, 60, 80, 95)[number % 4])
        yield from judge_alike(loaded, known, moment)
        figures["pairs"] += 1


def run_seed(seed: int, folder: Path, figures: Figures, cases: int = CASES, engines: tuple[str, ...] = ()) -> list[str]:
    """All that breaks in the policy of one seed, also with these engines; what it uses is counted."""
    chooser, size = Seeded(seed), SIZES[seed % len(SIZES)]
    written = Writer(chooser, size).written()
    try:
        loaded = Loaded.written(folder, written)
    except PolicyError as error:
        figures["rejected"] += 1
        return [] if {each.code for each in error.findings} == {"FS205"} else [f"rejected: {error}"]
    except Exception:
        figures["rejected"] += 1
        return ["raised in load: " + traceback.format_exc()]
    figures["policies"] += 1
    broken: list[str] = []
    before = figures["pairs"]
    try:
        broken.extend(try_policy(loaded, chooser, size == "small", figures, cases))
        for name in engines:
            broken.extend(judges_alike(loaded, name, made(name)(loaded.program), figures))
    except Exception:
        broken.append("raised: " + traceback.format_exc())
    pairs = figures["pairs"] - before
    for feature in {*features_of(loaded), *([DISPATCHED] if loaded.dispatches else [])}:
        figures[f"policies: {feature}"] += 1
        figures[f"pairs: {feature}"] += pairs
    return broken


Found = tuple[Figures, dict[str, list[int]], dict[str, str]]
"""What was counted; per law the seeds that break it; and per law one of the sentences."""


def run_seeds(asked: tuple[range, tuple[str, ...]]) -> Found:
    seeds, engines = asked
    figures, found, shown = Figures(), dict[str, list[int]](), dict[str, str]()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        for seed in seeds:
            for broken in run_seed(seed, Path(folder), figures, CASES, engines):
                law = broken.partition(":")[0]
                if found.setdefault(law, [])[-1:] != [seed]:
                    found[law].append(seed)
                shown.setdefault(law, broken)
    return figures, found, shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="show one example of each law that breaks")
    parser.add_argument("--engine", action="append", choices=list(MAKERS), default=[], help="an engine more")
    parser.add_argument("--replay", type=int, help="one seed only, with all that breaks in it")
    given = parser.parse_args()
    if given.replay is not None:
        with tempfile.TemporaryDirectory() as folder:
            print(Writer(Seeded(given.replay), SIZES[given.replay % len(SIZES)]).written())
            broken = run_seed(given.replay, Path(folder), Figures(), CASES, tuple(given.engine))
        print("\n".join(f"{count}× {each}" for each, count in Counter(broken).items()) or "every law holds")
        return 1 if broken else 0
    began = told = time.monotonic()
    last = given.seed + given.pairs // CASES + given.pairs // CASES // 100 + 1  # the checker refuses a few
    engines = tuple(given.engine)
    chunks = [(range(first, min(first + CHUNK, last)), engines) for first in range(given.seed, last, CHUNK)]
    figures, seeds, shown = Figures(), dict[str, list[int]](), dict[str, str]()
    with multiprocessing.Pool(given.jobs, maxtasksperchild=40) as pool:
        for part, found_seeds, found_shown in pool.imap_unordered(run_seeds, chunks):
            figures.update(part)
            for law, each in found_seeds.items():
                seeds.setdefault(law, []).extend(each)
            shown = {**found_shown, **shown}
            if time.monotonic() - told > 60:
                told = time.monotonic()
                done = f"{figures['pairs']:,} pairs in {told - began:.0f} seconds; broken: {sorted(seeds) or 'nothing'}"
                print(done, file=sys.stderr, flush=True)
    print("\n".join(figures.lines()))
    print(f"  seeds {given.seed} to {last - 1}; {time.monotonic() - began:.0f} seconds on {given.jobs} cores")
    print("\n".join(figures.checked()))
    print("\n".join(figures.covered()))
    print(f"  policies in which a law breaks: {len({seed for each in seeds.values() for seed in each})}")
    for law, each in sorted(seeds.items(), key=lambda item: -len(item[1])):
        print(f"    {law}: {len(each)} policies, such as seeds {sorted(each)[:6]}")
        if given.show:
            print("      " + shown[law].replace("\n", "\n      ")[:1500])
    return 1 if seeds else 0


if __name__ == "__main__":
    sys.exit(main())
