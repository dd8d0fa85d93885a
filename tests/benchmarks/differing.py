"""How long `fairservice diff` compares: the shipped policies with one figure changed, and requests of many rules.

    python tests/benchmarks/differing.py [--sizes 100,1000] [--policies webshop,supplier]

Seconds of one comparison, loading left out; nothing is asserted.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.contestants.fairservice_rules import Fairservice
from benchmarks.workload import KINDS, Kind, workload
from fairservice.analysis.difference.compare import compare
from fairservice.bootstrap import load, shipped_rules
from fairservice.policy.rulebook import Rulebook

FIGURE = re.compile(r"(      2025-01-01: )(\d+)\n")


def one_figure_changed(name: str, folder: Path) -> tuple[Rulebook, Rulebook]:
    """A shipped policy, and it with the first figure of a parameter one higher."""
    shutil.copytree(shipped_rules(), folder / "rules")
    place = folder / "rules" / name
    for file in sorted(place.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        changed = FIGURE.sub(lambda found: f"{found[1]}{int(found[2]) + 1}\n", text, count=1)
        if changed != text:
            file.write_text(changed, encoding="utf-8")
            break
    return load(name).rulebook, load(place).rulebook


def one_rule_changed(kind: Kind, size: int, folder: Path) -> tuple[Rulebook, Rulebook]:
    """A request of so many rules, and it with another answer in the one in the middle."""
    work = workload(kind, size, cases=10)
    rules = list(work.rules)
    middle = rules[size // 2]
    answer = "no" if middle.verdict.answer != "no" else "yes"
    rules[size // 2] = replace(middle, verdict=middle.verdict._replace(answer=answer, grant=None, amount=None))
    loaded = []
    for at, each in enumerate((work, replace(work, rules=tuple(rules)))):
        place = folder / str(at)
        place.mkdir()
        Fairservice("rules").write(each, place)
        loaded.append(load(place).rulebook)
    return loaded[0], loaded[1]


def told(old: Rulebook, new: Rulebook) -> str:
    began = time.monotonic()
    found = list(compare(old, new))
    seconds = time.monotonic() - began
    changes = sum(len(each.changes) for each in found)
    more = " and more" if any(each.more for each in found) else ""
    unsettled = [each.reason for each in found if each.reason]
    return f"{seconds:6.1f} s  {changes} kinds of changes{more}" + (f"; not settled: {unsettled}" if unsettled else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="100,1000")
    parser.add_argument("--policies", default="starter,webshop,supplier,airline")
    given = parser.parse_args()
    for name in filter(None, given.policies.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name:<24}{told(*one_figure_changed(name, Path(folder)))}", flush=True)
    for size in map(int, filter(None, given.sizes.split(","))):
        for kind in KINDS:
            with tempfile.TemporaryDirectory() as folder:
                print(f"{size} rules, {kind:<12}{told(*one_rule_changed(kind, size, Path(folder)))}", flush=True)


if __name__ == "__main__":
    main()
