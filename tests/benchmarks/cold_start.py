"""What a cold start costs, beside a bare import of the libraries that any such tool imports.

    python tests/benchmarks/cold_start.py [RUNS]

Each row is a whole process; rows take turns, so that a change of the machine's speed hits all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

CASE = ["return", "--fact", "item.condition=unused", "--today", "2026-07-01"]
ROWS = {
    "import pydantic, click, yaml": ["-c", "import pydantic, click, yaml"],
    "import fairservice": ["-c", "import fairservice"],
    "fairservice dry-run webshop": ["-m", "fairservice", "dry-run", "webshop", *CASE],
    "fairservice check webshop": ["-m", "fairservice", "check", "webshop"],
    "fairservice demo": ["-m", "fairservice", "demo"],
}


def main(runs: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in ROWS}
    for turn in range(runs + 1):
        for name, arguments in ROWS.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
            if turn:  # the first turn warms the disk
                times[name].append(time.perf_counter() - begin)
    base = statistics.median(times["import pydantic, click, yaml"])
    print(f"{'':32}{'median ms':>10}{'min ms':>10}{'ratio':>8}")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:32}{median * 1000:10.0f}{min(found) * 1000:10.0f}{median / base:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
