"""How long `fairservice prove` takes to prove every claim anew: shipped policies, large ones, and hard ones.

    python tests/benchmarks/proving.py [PART ...] [--times 3] [--all]

Each row is a process of its own: *load* is the time of the processor to read the policy, *prove* that to prove every
claim about every request, *clock* what that took by the clock, *slowest* the time of the processor of the request that
took longest. The rest counts what came of the claims.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contestants.fairservice_rules import Fairservice
from benchmarks.proving_work import HARD, write_mixed
from benchmarks.workload import KINDS, Kind, workload
from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.verdict import Status
from fairservice.bootstrap import shipped, shipped_rules
from fairservice.policy.load import load_rulebook

SHIPPED = ("starter", "webshop", "supplier", "airline", "law/nl-consumer")
STATUSES: tuple[Status, ...] = ("proved", "pointed out", "refuted", "not settled")


def _write(kind: Kind, size: int, form: str | None, folder: Path) -> None:
    Fairservice(form).write(workload(kind, size, 0), folder)


PARTS: dict[str, Callable[[Path], None] | None] = {
    **dict.fromkeys(SHIPPED),
    **{f"{kind} {size}": partial(_write, kind, size, None) for kind in KINDS for size in (200, 1000)},
    **{f"hard: {name}": write for name, write in HARD.items()},
    "mixed 200": partial(write_mixed, requests=1),
    "mixed 10000": partial(write_mixed, requests=50),
}
LAST = "mixed 10000"
"""It takes minutes, so that it is left out unless it is asked for."""


def measured(part: str, folder: Path) -> dict[str, object]:
    """What it takes to load and prove one policy, in this process."""
    begin = time.process_time()
    rulebook, _ = load_rulebook(folder, (shipped_rules(),))
    loaded = time.process_time()
    clock, found, took = time.perf_counter(), Counter[str](), [0.0]
    for name in rulebook.requests:
        started = time.process_time()
        found.update(verdict.status for verdict in prove_rulebook(rulebook, requests=[name]))
        took.append(time.process_time() - started)
    return {
        "load": loaded - begin,
        "prove": time.process_time() - loaded,
        "clock": time.perf_counter() - clock,
        "slowest": max(took),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "requests": len(rulebook.requests),
        "rules": sum(len(request.rules) for request in rulebook.requests.values()),
        **{status: found[status] for status in STATUSES},
    }


def row(part: str, times: int) -> dict[str, float]:
    """The median of so many processes."""
    write = PARTS[part]
    with tempfile.TemporaryDirectory() as home:
        folder = shipped(part) if write is None else Path(home)
        if write is not None:
            write(folder)
        command = [sys.executable, __file__, "--one", part, str(folder)]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(times)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description="How long proving takes.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--all", action="store_true", help=f"with {LAST}, which takes minutes")
    parser.add_argument("--one", nargs=2, metavar=("PART", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.one[0], Path(asked.one[1]))))
        return
    for name in asked.parts:
        if name not in PARTS:
            parser.error(f"there is no part `{name}`; there are {', '.join(PARTS)}")
    print("| policy | rules | requests | load s | prove s | clock s | slowest s | MB | proved | told | not settled |")
    print("| --- |" + " ---: |" * 10)
    for name in asked.parts or [each for each in PARTS if asked.all or each != LAST]:
        found = row(name, asked.times)
        told = found["pointed out"] + found["refuted"]
        print(
            f"| {name} | {found['rules']:,.0f} | {found['requests']:.0f} | {found['load']:.2f} | {found['prove']:.2f} "
            f"| {found['clock']:.2f} | {found['slowest']:.2f} | {found['memory']:.0f} | {found['proved']:.0f} "
            f"| {told:.0f} | {found['not settled']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
