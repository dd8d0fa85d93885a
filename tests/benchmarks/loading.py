"""How long a policy takes to load, and how much memory, each in a process of its own.

    python tests/benchmarks/loading.py [--sizes 1000,10000] [--contestants fairservice-rules,zen] [--times 3]

*Load* is the time of the processor from the text in the files to the first decision, since some prepare only then;
*first* is the part of that decision alone. *Memory* is how far the resident memory of the process rose above what
it was before, at its peak and after the first decision. A tiny workload is loaded first, so that neither counts
the import of libraries.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contestants import FAIRSERVICE, MODULES, PEERS, contestant, installed
from benchmarks.workload import KINDS, Facts, workload

OWN_FORMS = [f"{FAIRSERVICE}-rules", f"{FAIRSERVICE}-table", f"{FAIRSERVICE}-inline"]
LIMIT = 180
"""Seconds after which a load is given up."""
SLOW = 10
"""Seconds from which on a load is not done again: its figure is not in doubt."""


@dataclass(frozen=True)
class Loaded:
    """Seconds, and MB of memory at the peak and afterwards; or why there are none."""

    seconds: float | None = None
    peak: float | None = None
    kept: float | None = None
    failed: str | None = None
    first: float | None = None
    """Seconds of the first decision alone, for which some prepare only then."""


def load_apart(name: str, folder: Path, facts: Facts, times: int = 1, limit: float = LIMIT) -> Loaded:
    """What it costs to load that folder: the median of so many fresh processes, of one if it is slow."""
    found: list[list[float]] = []
    for _ in range(times):
        command = [sys.executable, __file__, "--one", name, str(folder)]
        paths = os.pathsep.join(filter(None, sys.path))
        try:
            ended = subprocess.run(
                command,
                input=json.dumps(facts),
                env={**os.environ, "PYTHONPATH": paths},
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Loaded(failed=f"not ready after {limit:g} seconds")
        if ended.returncode:
            why = ended.stderr.strip().splitlines()[-1:] or [f"the process ended with {ended.returncode}"]
            return Loaded(failed=why[0])
        found.append(json.loads(ended.stdout.splitlines()[-1]))
        if found[-1][0] > SLOW:
            break
    seconds, peak, kept, first = (statistics.median(each) for each in zip(*found, strict=True))
    return Loaded(seconds, peak, kept, first=first)


def _one(name: str, folder: Path) -> None:
    """In the fresh process: prints seconds, peak, kept, and seconds of the first decision."""
    facts = json.loads(sys.stdin.read())
    taker = contestant(name)
    with tempfile.TemporaryDirectory() as tiny:
        small = workload("ordered", 2, 1)
        taker.write(small, Path(tiny))
        taker.load(Path(tiny))(small.cases[0])
    gc.collect()
    before = _start_of_peak()
    begin = time.process_time()
    decide = taker.load(folder)
    loaded = time.process_time()
    decide(facts)
    ended = time.process_time()
    peak, kept = _memory("VmHWM"), _memory("VmRSS")
    print(json.dumps([ended - begin, peak - before, kept - before, ended - loaded]))


def _start_of_peak() -> float:
    """Forgets the peak so far, where the system can (Linux); gives the memory now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmRSS")


def _memory(field: str) -> float:
    """A figure of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def main() -> None:
    parser = argparse.ArgumentParser(description="How long loading takes, and how much memory.")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--contestants", help="fairservice-rules, fairservice-table, peers")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--limit", type=float, default=LIMIT)
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(asked.one[0], Path(asked.one[1]))
        return
    names = asked.contestants.split(",") if asked.contestants else OWN_FORMS
    for name in names:
        if name not in (*MODULES, *OWN_FORMS) or (name in PEERS and not installed(name)):
            parser.error(f"there is no `{name}` here; known are {', '.join((*MODULES, *OWN_FORMS))}")
    print(f"{'':28}{'rules':>8}{'load s':>10}{'first s':>10}{'peak MB':>10}{'kept MB':>10}")
    for kind in KINDS:
        for size in map(int, asked.sizes.split(",")):
            work = workload(kind, size, 1)
            for name in names:
                with tempfile.TemporaryDirectory() as home:
                    contestant(name).write(work, Path(home))
                    found = load_apart(name, Path(home), work.cases[0], asked.times, asked.limit)
                row = f"{name + ' ' + kind:28}{size:8,}"
                if found.failed or found.seconds is None:
                    print(f"{row}  {found.failed}")
                else:
                    print(
                        f"{row}{found.seconds:10.3f}{found.first:10.3f}{found.peak:10.1f}{found.kept:10.1f}", flush=True
                    )


if __name__ == "__main__":
    main()
