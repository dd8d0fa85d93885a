"""How long the reader takes over files that mean harm: `python tests/benchmarks/hostile_files.py`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fairservice.errors import Finding
from fairservice.source.located_yaml import read_yaml
from fairservice.span import File
from hostile import HOSTILE


def main() -> None:
    for source, code in HOSTILE:
        findings: list[Finding] = []
        begin = time.perf_counter()
        read_yaml(File("hostile.yaml", source), findings, lambda path: False)
        taken = time.perf_counter() - begin
        print(f"{source[:12]!r:20}{len(source):>12,} characters {taken * 1000:8.0f} ms  {code}")


if __name__ == "__main__":
    main()
