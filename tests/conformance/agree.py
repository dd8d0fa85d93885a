"""Tries every law on many generated policies and cases, in parallel, and prints what it found.

PYTHONPATH=src:tests python -m conformance.agree [PAIRS] [--seed N] [--jobs 2] [--show]
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

from conformance.chooser import Chooser, Seeded, chance
from conformance.engines import Loaded, additions
from conformance.figures import Figures
from conformance.laws import adding_keeps, completions_agree, engines_agree, resolves_as_designed, within_bounds
from conformance.policies import Writer
from fairservice.errors import CaseError, PolicyError

CASES = 12
"""Cases per policy: half of them on a path from little known to everything known."""
MAX_COMPLETIONS = 150


def try_policy(loaded: Loaded, chooser: Chooser, small: bool, figures: Figures, cases: int = CASES) -> Iterator[str]:
    """Every law on some cases of one policy; yields what breaks."""
    writer = loaded.cases
    while cases > 0:
        full, moment = writer.full(chooser), writer.moment(chooser)
        order = list(full)
        for position in range(len(order) - 1):
            other = chooser.integer(position, len(order) - 1)
            order[position], order[other] = order[other], order[position]
        start = {name: full[name] for name in order if chance(chooser, 40)}
        path = [start, *additions(start, full, order)]
        yield from adding_keeps(loaded, path, moment)
        yield from resolves_as_designed(loaded, full, moment)
        compared = path if len(path) < 4 else [path[0], path[len(path) // 2], path[-1]]
        for known in compared:
            if known is path[-1]:
                yield from within_bounds(loaded, known, moment)
            with suppress(CaseError):  # the in-force date turns out to lie before the policy
                yield from engines_agree(loaded, known, moment)
            figures["pairs"] += 1
            cases -= 1
        if small:
            tried = next((known for known in path if 1 < writer.size(known) <= MAX_COMPLETIONS), None)
            if tried is not None:
                figures["enumerated"] += 1
                yield from completions_agree(loaded, tried, moment, figures)


def run_seed(seed: int, folder: Path, figures: Figures) -> list[str]:
    """All that breaks in the policy of one seed; every third one is small, and fully enumerated."""
    chooser, small = Seeded(seed), seed % 3 == 0
    written = Writer(chooser, small).written()
    try:
        loaded = Loaded.written(folder, written)
    except PolicyError as error:
        figures["rejected"] += 1
        return [f"rejected: {finding.code} {finding.message}" for finding in error.findings]
    except Exception:
        figures["rejected"] += 1
        return ["raised in load: " + traceback.format_exc()]
    figures["policies"] += 1
    broken: list[str] = []
    try:
        broken.extend(try_policy(loaded, chooser, small, figures))
    except Exception:
        broken.append("raised: " + traceback.format_exc())
    return broken


def _work(job: tuple[int, int, int]) -> tuple[Figures, dict[str, list[int]], dict[str, str]]:
    first, step, pairs = job
    figures, seeds, shown = Figures(), dict[str, list[int]](), dict[str, str]()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        seed = first
        while figures["pairs"] < pairs and figures["rejected"] <= 20 + figures["policies"]:
            for broken in run_seed(seed, Path(folder), figures):
                law = broken.partition(":")[0]
                seeds.setdefault(law, [])
                if seeds[law][-1:] != [seed]:
                    seeds[law].append(seed)
                shown.setdefault(law, broken)
            seed += step
    return figures, seeds, shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pairs", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="show one example of each law that breaks")
    parser.add_argument("--replay", type=int, help="one seed only, with all that breaks in it")
    given = parser.parse_args()
    if given.replay is not None:
        with tempfile.TemporaryDirectory() as folder:
            print(Writer(Seeded(given.replay), given.replay % 3 == 0).written())
            found = run_seed(given.replay, Path(folder), Figures())
        print("\n".join(f"{count}× {each}" for each, count in Counter(found).items()) or "every law holds")
        return 1 if found else 0
    began = time.monotonic()
    jobs = [(given.seed + each, given.jobs, given.pairs // given.jobs) for each in range(given.jobs)]
    with multiprocessing.Pool(given.jobs) as pool:
        results = pool.map(_work, jobs)
    figures, seeds, shown = Figures(), dict[str, list[int]](), dict[str, str]()
    for part, found_seeds, found_shown in results:
        figures.update(part)
        for law, each in found_seeds.items():
            seeds.setdefault(law, []).extend(each)
        shown = {**found_shown, **shown}
    print("\n".join(figures.lines()))
    print(f"  rejected policies: {figures['rejected']}; cases enumerated: {figures['enumerated']}")
    print(f"  seconds: {time.monotonic() - began:.0f} on {given.jobs} cores")
    print(f"  policies in which a law breaks: {len({seed for each in seeds.values() for seed in each})}")
    for law, each in sorted(seeds.items(), key=lambda item: -len(item[1])):
        print(f"    {law}: {len(each)} policies, such as seeds {sorted(each)[:6]}")
        if given.show:
            print("      " + shown[law].replace("\n", "\n      ")[:1500])
    return 1 if seeds else 0


if __name__ == "__main__":
    sys.exit(main())
