"""How long policies with many rules and large tables take to load. Prints figures; asserts nothing.

python tests/benchmarks/tables_load.py [ROWS …]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from fairservice.policy.load import load_rulebook

MANIFEST = """language: 1
policy: bench
title: {en: Bench}
owner: a@example.com
languages: [en]
since: 2025-01-01
roles: {agent: {}}
grants: {fee: money}
"""
HEAD = """facts:
  level: {type: choice, values: [basic, silver, gold, platinum]}
  cabin: {type: choice, values: [economy, premium, business]}
  route: {type: text}
  bags: {type: integer, range: 0 to 20}
  weight: {type: integer, range: 0 to 100000}
requests:
  bags:
    question: {en: What do bags cost?}
    otherwise: {answer: no, because: {en: No.}}
rules:
"""
COLUMNS = ["level", "cabin", "bags", "weight", "give.fee", "because.en"]


def rows(count: int) -> list[list[str]]:
    """Rows as they stand in sheets: few different words, many different figures."""
    chance = random.Random(7)
    found = []
    for number in range(count):
        low = chance.randrange(0, 90_000)
        found.append(
            [
                chance.choice(["-", "basic", "silver", "gold", "silver, gold"]),
                chance.choice(["-", "economy", "premium", "business"]),
                chance.choice(["-", "at most 2", "3 to 5", "more than 5"]),
                f"{low} to {low + chance.randrange(1, 900)}",
                f"{chance.randrange(0, 100)}.{chance.randrange(0, 10)}0",
                f"You pay {{fee}} by row {number % 50}.",
            ]
        )
    return found


def table(folder: Path, rows_text: str, hit: str, columns: bool) -> None:
    named = f"      columns: [{', '.join(COLUMNS)}]\n" if columns else ""
    rule = f"  fees:\n    request: bags\n    answer: yes_but\n    table:\n      hit: {hit}\n{named}"
    (folder / "rules.yaml").write_text(f"{HEAD}{rule}      rows: {rows_text}\n")


def inline(folder: Path, content: list[list[str]]) -> None:
    lines = "".join("\n        - [" + ", ".join(f'"{cell}"' for cell in row) + "]" for row in content)
    table(folder, lines, "first", True)


def csv(folder: Path, content: list[list[str]]) -> None:
    lines = [";".join(row) for row in [COLUMNS, *content]]
    (folder / "fees.csv").write_text("\n".join(lines) + "\n")
    table(folder, "fees.csv", "first", False)


def xlsx(folder: Path, content: list[list[str]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [COLUMNS, *content]:
        sheet.append(row)
    book.save(folder / "fees.xlsx")
    table(folder, "fees.xlsx", "first", False)


def plain(folder: Path, content: list[list[str]]) -> None:
    parts = []
    for number, row in enumerate(content):
        tests = [f'      {name}: "{cell}"\n' for name, cell in zip(COLUMNS[:4], row[:4], strict=True) if cell != "-"]
        parts.append(
            f"  rule-{number}:\n    request: bags\n    when:\n{''.join(tests)}    answer: yes_but\n"
            f"    give: {{fee: {row[4]}}}\n    because: {{en: '{row[5]}'}}\n"
        )
    for part in range(0, len(parts), 2500):  # one file holds a megabyte at most
        (folder / f"rules-{part:05}.yaml").write_text(
            (HEAD if part == 0 else "rules:\n") + "".join(parts[part : part + 2500])
        )


def main(sizes: list[int]) -> None:
    for count in sizes:
        content = rows(count)
        for write in (inline, csv, xlsx, plain):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "policy.yaml").write_text(MANIFEST)
                write(folder, content)
                begin = time.perf_counter()
                rulebook, _ = load_rulebook(folder)
                took = time.perf_counter() - begin
                begin = time.perf_counter()
                request = rulebook.requests["bags"]
                order = len(request.overriding_order)
                linked = time.perf_counter() - begin
                print(f"{count:6} rules, {write.__name__:6}: load {took:6.2f} s, order of {order} {linked:5.2f} s")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1000, 10_000])
