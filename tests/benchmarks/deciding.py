"""How long a decision takes, beside every other engine that a Python program could use for it, in one run.

    pip install -e ".[bench]"
    python tests/benchmarks/deciding.py [--sizes 20,100] [--kinds ordered] [--peers zen,cel] [--json FILE]

All take the same plain dict of 25 facts and give answer, rule and option; fairservice checks the facts, the peers do
not, so each peer is timed again with msgspec's check of the same facts in front. First all decide all cases, and unless
each is right nothing is printed. What is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contestants import FAIRSERVICE, PARTS, PEERS, Decide, contestant, installed, version
from benchmarks.loading import LIMIT, Loaded, load_apart
from benchmarks.measuring import Disagreement, behind, time_in_turns, verify_agreement
from benchmarks.reporting import Measured, Row, as_json, as_markdown, as_text, refill, verify_marks
from benchmarks.workload import KINDS, Kind, Workload, workload


def measure(work: Workload, names: list[str], rounds: int, loads: int, limit: float, parsed: bool = True) -> Measured:
    """Loads each in a process of its own first, so that one which crashes or hangs is reported, not suffered."""
    loaded: dict[str, Loaded] = {}
    failed: dict[str, str] = {}
    ready: dict[str, Decide] = {}
    with tempfile.TemporaryDirectory() as home:
        for name in names:
            folder = Path(home) / name
            folder.mkdir()
            contestant(name).write(work, folder)
            loaded[name] = load_apart(name, folder, work.cases[0], loads, limit)
            if loaded[name].failed is None:
                ready[name] = contestant(name).load(folder)
                verify_agreement(name, ready[name], work)
            else:
                failed[name] = str(loaded[name].failed)
            _say(f"{work.kind} {len(work.rules):,} {name}: {failed.get(name, 'agrees on all cases')}")
        turns: dict[str, Decide] = {**ready}
        if any(name != FAIRSERVICE for name in ready):
            from benchmarks.checked import checker

            check = checker()
            turns |= {f"{name} checked": behind(check, ready[name]) for name in ready if name != FAIRSERVICE}
            turns["check"] = check  # type: ignore[assignment]
        times = time_in_turns(turns, work.cases, rounds, parsed=parsed)
    rows = [Row(name, loaded[name], times.get(name), times.get(f"{name} checked"), failed.get(name)) for name in names]
    return Measured(work.kind, len(work.rules), work.spread(), times.get("check"), tuple(rows))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="20,100,1000,10000", help="numbers of rules")
    parser.add_argument("--kinds", default=",".join(KINDS), help="ordered, exclusive")
    parser.add_argument("--peers", default=",".join(PEERS), help="those beside fairservice; empty for none")
    parser.add_argument("--cases", type=int, default=300, help="of each workload")
    parser.add_argument("--rounds", type=int, default=60, help="turns that each takes")
    parser.add_argument("--loads", type=int, default=3, help="fresh processes that load")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds after which a load is given up")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other rules and cases")
    parser.add_argument("--same-dicts", action="store_true", help="decide the same dicts again, not newly parsed ones")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures, with the versions")
    parser.add_argument("--markdown", metavar="FILE", help="refill the tables of a page; `-` prints them")
    asked = parser.parse_args()
    wanted = [name for name in asked.peers.split(",") if name]
    if unknown := [name for name in wanted if name not in PEERS]:
        parser.error(f"there is no peer `{unknown[0]}`; known are {', '.join(PEERS)}")
    if unknown := [kind for kind in asked.kinds.split(",") if kind not in KINDS]:
        parser.error(f"there is no kind `{unknown[0]}`; known are {', '.join(KINDS)}")
    sizes = [int(each) if each.isascii() and each.isdigit() else 0 for each in asked.sizes.split(",")]
    if min(sizes) < 2:
        parser.error(f"`{asked.sizes}` are no numbers of rules; write `20,100`, each at least 2")
    if asked.markdown not in (None, "-"):
        verify_marks(Path(asked.markdown))  # before the measuring, which takes minutes
    names = [FAIRSERVICE, *(name for name in wanted if installed(name))]
    for name in wanted:
        if name not in names:
            _say(f"{name} is left out: pip install {PARTS[name]} msgspec")
    print("  ".join(f"{PARTS[name]} {version(name)}" for name in names), end="\n\n")
    found: list[Measured] = []
    kinds: list[Kind] = asked.kinds.split(",")
    try:
        for kind in kinds:
            for size in sizes:
                begin = time.perf_counter()
                work = workload(kind, size, asked.cases, asked.seed)
                found.append(measure(work, names, asked.rounds, asked.loads, asked.limit, not asked.same_dicts))
                _say(f"{kind} {size:,}: {time.perf_counter() - begin:.0f} s")
    except Disagreement as wrong:
        sys.exit(f"no figures, since one decides otherwise. {wrong}")
    for each in found:
        print("\n".join(as_text(each)))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(found), indent=1), encoding="utf-8")
    if asked.markdown == "-":
        print(as_markdown(found))
    elif asked.markdown:
        refill(Path(asked.markdown), as_markdown(found))


if __name__ == "__main__":
    main()
