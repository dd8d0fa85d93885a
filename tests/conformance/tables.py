"""Generates decision tables of each hit policy, with their rows beside them or in a sheet, and overriding of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from conformance.chooser import Chooser, chance, pick, some
from conformance.expressions import DAYS, KINDS, LEVELS, Names
from conformance.yaml_text import Tree

Branch = dict[str, Tree]
Cell = Callable[[], str]
ADDS_UP = {"refund": "money", "credit": "money", "discount": "percent", "extra": "number"}
KEYS = {"choice": KINDS, "ordered": LEVELS, "boolean": ("true", "false")}


class TableWriter:
    """Writes tables over what may be named in one policy."""

    def __init__(self, chooser: Chooser, names: Names, grants: dict[str, str], together: list[str]) -> None:
        self.chooser = chooser
        self.names = names
        self.grants = grants
        self.together = together
        self.sheets: dict[str, str] = {}
        """The text of each sheet, by its path."""

    def table(self, name: str, basis: str, most: int, hit: str | None = None) -> tuple[Branch, list[str]]:
        """What a rule says that is a table, and the ids of its rows (of `collect`: none)."""
        hit = hit or pick(self.chooser, ("unique", "first", "collect"))
        if hit == "collect":
            return self._collect(name, most), []
        return self._ordered(name, basis, hit, most)

    # ---- columns that test

    def _tested(self) -> list[tuple[str, Cell, tuple[str, ...]]]:
        """Per column its name, what its cells say, and all its values where it is a key."""
        names, found = self.names, list[tuple[str, Cell, tuple[str, ...]]]()
        keys = [(name, kind) for name, kind in names.facts.items() if kind in KEYS]
        for name, kind in some(self.chooser, keys, 60):
            found.append((name, lambda name=name, kind=kind: self._cell(name, kind), KEYS[kind]))  # type: ignore[misc]
        others = [each for each in names.facts.items() if each[1] not in ("datetime", "time", *KEYS)]
        others += [(name, "boolean") for name in names.of("boolean") if name not in names.facts]
        for name, kind in some(self.chooser, others, 25):
            found.append((name, lambda name=name, kind=kind: self._cell(name, kind), ()))  # type: ignore[misc]
        if names.scores and chance(self.chooser, 35):
            found.append((pick(self.chooser, names.scores), lambda: names.quantity_test("integer"), ()))
        if not found or chance(self.chooser, 15):
            kind = pick(self.chooser, [each for each in ("number", "money", "date") if names.named(each)])
            over = names.aggregate(kind, 1) if names.lists else None
            written = over if over is not None else names.expression(kind, 1)
            if written not in names.named(kind) and not written[0].isdigit():
                found.append((written, lambda: self._cell("", kind), ()))
        if names.lists and chance(self.chooser, 12):
            found.append((names.quantified(1), lambda: pick(self.chooser, ("true", "false")), ()))
        if not found:
            found.append(("today", lambda: self._cell("today", "date"), ()))
        unique = {each[0]: each for each in found}
        return list(unique.values())[:4]

    def _cell(self, name: str, kind: str) -> str:
        for _ in range(4):
            test = self.names.test(name, kind)
            if isinstance(test, str):
                return test
        return "-"

    def _tests(self, tested: list[tuple[str, Cell, tuple[str, ...]]], count: int) -> list[list[str]]:
        """The test cells of each row; with keys, half of the tables have a row for each of their combinations."""
        keyed = [at for at, (_, _, keys) in enumerate(tested) if keys][:2]
        combined = [[key] for key in tested[keyed[0]][2]] if keyed else []
        if len(keyed) > 1 and chance(self.chooser, 50):
            combined = [[*first, key] for first in combined for key in tested[keyed[1]][2]]
        apart = bool(combined) and chance(self.chooser, 55)
        found = []
        for number in range(count):
            cells = ["-" if chance(self.chooser, 25) else cell() for _, cell, _ in tested]
            if apart:
                for at, key in zip(keyed, combined[number % len(combined)], strict=False):
                    cells[at] = key
            found.append(cells)
        return found

    # ---- the hit policies

    def _collect(self, name: str, most: int) -> Branch:
        adds = [each for each in self.together if each in ADDS_UP]
        pool = adds if adds and chance(self.chooser, 60) else list(ADDS_UP)
        given = some(self.chooser, pool, 45) or [pick(self.chooser, pool)]
        tested = self._tested()
        columns = [each[0] for each in tested] + [f"give.{grant}" for grant in given]
        rows = [
            [*cells, *("-" if chance(self.chooser, 15) else self.names.expression(ADDS_UP[each], 1) for each in given)]
            for cells in self._tests(tested, self.chooser.integer(2, min(most, 12)))
        ]
        if chance(self.chooser, 40):
            columns.append("id")
            rows = [[*row, f"part-{number}"] for number, row in enumerate(rows)]
        table: Branch = {"hit": "collect", **self._with_rows(name, columns, rows)}
        table["up_to"] = {each: self.names.expression(ADDS_UP[each], 1) for each in given}
        found: Branch = {"answer": pick(self.chooser, ("yes", "yes_but")), "table": table}
        if chance(self.chooser, 25):
            rest = [each for each in self.grants if each not in given]
            other = pick(self.chooser, rest)
            found["give"] = {other: self.names.amount(self.grants[other], 1)}
        slot = pick(self.chooser, given)
        found["because"] = {"en": f"{name} adds up to {{{slot}}}." if chance(self.chooser, 60) else f"{name} adds up."}
        return found

    def _ordered(self, name: str, basis: str, hit: str, most: int) -> tuple[Branch, list[str]]:
        chooser = self.chooser
        answers: tuple[str, ...] = ("no", "no_but", "yes_but", "yes")
        if basis == "promise" or (basis == "law" and chance(chooser, 40)):
            answers = ("yes_but", "yes")
        if basis == "law" and answers[0] == "no" and chance(chooser, 40):
            answers = ("no", "no_but")
        shared = pick(chooser, answers)
        has_answer = chance(chooser, 70)
        given = some(chooser, list(self.grants), 25) if has_answer or shared.startswith("yes") else []
        pool = {grant: [self.names.amount(self.grants[grant], 1) for _ in range(2)] for grant in given}
        tested = self._tested()
        says = {
            column: wanted
            for column, wanted in (
                ("provided", ("receipt", "receipt, sent_back", "-")),
                ("offer", ("advice", "exchange", "-")),
                ("may_override", ("lead", "head", "-")),
                ("from", (DAYS[0], DAYS[1], "-")),
                ("until", (DAYS[1], DAYS[2], "-")),
                ("reference", ("art. 2", "art. 3")),
            )
            if chance(chooser, 18)
        }
        has_id, has_words = chance(chooser, 35), chance(chooser, 35)
        columns = [each[0] for each in tested] + (["answer"] if has_answer else [])
        columns += [f"give.{grant}" for grant in given] + list(says) + (["id"] if has_id else [])
        columns += ["because.en"] if has_words else []
        rows, ids = [], []
        for number, cells in enumerate(self._tests(tested, chooser.integer(2, most)), 1):
            answer = pick(chooser, answers) if has_answer else shared
            row = [*cells, *([answer] if has_answer else [])]
            gives = {g: pick(chooser, pool[g]) for g in given if answer.startswith("yes") and chance(chooser, 80)}
            row += [gives.get(grant, "-") for grant in given]
            row += [pick(chooser, wanted) for wanted in says.values()]
            ids.append(f"{name}.row-{number}" if has_id else f"{name}.{number}")
            row += [f"row-{number}"] if has_id else []
            if has_words:
                slots = [*gives, *self.names.facts, *self.names.scores]
                row.append(f"Row {number}: {{{pick(chooser, slots)}}}." if slots and chance(chooser, 60) else "-")
            rows.append(row)
        found: Branch = {"table": {"hit": hit, **self._with_rows(name, columns, rows)}}
        if hit == "unique" and chance(chooser, 30):
            del found["table"]["hit"]  # type: ignore[attr-defined]
        if not has_answer:
            found["answer"] = shared
        found["because"] = {"en": f"Because of {name}."}
        return found, ids

    # ---- where the rows stand

    def _with_rows(self, name: str, columns: list[str], rows: list[list[str]]) -> Branch:
        """Rows beside the table, or in a sheet; its headings are the columns, or are mapped to them."""
        if not chance(self.chooser, 20):
            return {"columns": list(columns), "rows": [list(row) for row in rows]}
        has_expression = any(not each.replace(".", "").replace("_", "").isalnum() for each in columns)
        mapped = has_expression or chance(self.chooser, 50)
        heads = [f"Column {number}" for number in range(len(columns))] if mapped else columns
        found: Branch = {}
        if mapped:
            found["columns"] = {**dict(zip(heads, columns, strict=True)), "Remark": "-"}
            heads, rows = [*heads, "Remark"], [[*row, "seen; by, two"] for row in rows]
        sheet = io.StringIO()
        csv.writer(sheet, lineterminator="\n").writerows([heads, *rows])
        self.sheets[f"{name}.csv"] = sheet.getvalue()
        return {**found, "rows": f"{name}.csv"}
