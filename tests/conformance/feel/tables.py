"""Decision tables of the kit: each cell a unary test of the language, each hit policy in a few plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from conformance.build import columns, located, values
from conformance.feel.cases import Unfit, Written, read_json, respelled
from conformance.feel.compare import plain
from conformance.feel.expressions import Outcome
from conformance.feel.facts import Facts, facts_of
from conformance.feel.reasons import reason_of
from fairservice.conditions.nodes import Node, conjunction
from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.scope import Scope
from fairservice.conditions.typecheck import Checker
from fairservice.errors import Rejected


@dataclass(frozen=True)
class TableCase:
    """A decision by one table, with the facts it is asked about and what it must come to."""

    id: str
    context: Mapping[str, Written]
    expected: Written
    table: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.id.split('/')[1]}#{self.id.partition('#')[2]}"

    @property
    def cells(self) -> list[str]:
        """Everything that is written in it."""
        rules = self.table["rules"]
        return [
            *(each["expression"] for each in self.table["inputs"]),
            *(cell for rule in rules for cell in (*rule["when"], *rule["then"])),
        ]


def read_tables() -> list[TableCase]:
    """Every decision by a table, in the order of the file."""
    return [
        TableCase(str(each["id"]), each["context"], each["expected"], each["table"])
        for each in read_json("decision_table_cases.json")
    ]


@dataclass(frozen=True)
class Row:
    """One rule: when it holds, and what each output then is."""

    condition: Node
    outputs: tuple[Node, ...]


class _Refused(Exception):
    """What is written in a cell, and why the language has no place for it."""


def _rows(case: TableCase, facts: Facts, scope: Scope) -> list[Row]:
    checker = Checker(scope)
    inputs = [respelled(each["expression"], facts.names) for each in case.table["inputs"]]
    rows = []
    for rule in case.table["rules"]:
        tests, outputs = [], []
        for subject, cell in zip(inputs, rule["when"], strict=True):
            written = respelled(cell, facts.names)
            try:
                fact = checker.node(parse_expression(located(subject)))
                tests.append(checker.test(fact, parse_tests(located(written))))
            except Rejected as rejected:
                raise _Refused(reason_of(written, rejected.finding)) from None
        for cell in rule["then"]:
            written = respelled(cell, facts.names)
            try:
                outputs.append(checker.node(parse_expression(located(written))))
            except Rejected as rejected:
                raise _Refused(reason_of(written, rejected.finding)) from None
        rows.append(Row(conjunction(tests), tuple(outputs)))
    return rows


def outcome_of(case: TableCase) -> Outcome:
    """One decision, tried. Raises nothing but what is a defect of the language or of this test."""
    try:
        facts = facts_of(case.context, case.cells, {})
        scope = facts.scope()
        rows = _rows(case, facts, scope)
    except Unfit as unfit:
        return Outcome(case.name, "", "refused", str(unfit))
    except _Refused as refused:
        return Outcome(case.name, "", "refused", str(refused))
    told = [_told(row, facts, scope) for row in rows]
    held = [output for holds, output in told if holds]
    if any(holds is None for holds, _ in told):
        return Outcome(case.name, "", "deviation", "unknown")
    found = decided(case.table, held)
    if found == case.expected or (isinstance(found, list) and _in_any_order(case, found)):
        return Outcome(case.name, "", "agreed")
    return Outcome(case.name, "", "deviation", repr(found))


def _in_any_order(case: TableCase, found: list[Written]) -> bool:
    """`COLLECT` says nothing of the order of what it collects."""
    expected = case.expected
    collected = case.table["hitPolicy"] == "COLLECT" and isinstance(expected, list)
    return collected and sorted(map(repr, found)) == sorted(map(repr, expected))


def _told(row: Row, facts: Facts, scope: Scope) -> tuple[bool | None, list[Written]]:
    """Whether a row holds and what it gives, by every interpreter alike."""
    by_engine = values(row.condition, columns(scope, row.condition, facts.case))
    holds = by_engine["meaning"]
    assert all(each is holds for each in by_engine.values()), by_engine
    outputs: list[Written] = []
    for node in row.outputs:
        found = values(node, columns(scope, node, facts.case))
        assert all(each == found["meaning"] for each in found.values()), found
        outputs.append(plain(found["meaning"], node.type))
    assert holds is None or isinstance(holds, bool)
    return holds, outputs


# ---- hit policies


def decided(table: Mapping[str, Any], held: list[list[Written]]) -> Written:
    """What a table comes to when these rows hold, in their order."""
    names = [each["name"] for each in table["outputs"]]
    one = len(names) == 1
    found: list[Written] = [row[0] if one else dict(zip(names, row, strict=True)) for row in held]
    match table["hitPolicy"], table["aggregation"]:
        case "UNIQUE" | "ANY", _:
            assert all(each == found[0] for each in found), "the rows that hold do not agree"
            return found[0] if found else None
        case "FIRST", _:
            return found[0] if found else None
        case "PRIORITY", _:
            return _by_priority(table, held, found)[0] if found else None
        case "OUTPUT ORDER", _:
            return _by_priority(table, held, found)
        case "RULE ORDER", _:
            return found
        case "COLLECT", None:
            return found
        case "COLLECT", "COUNT":
            return Decimal(len(found))
    numbers = [each for each in found if isinstance(each, Decimal)]
    return {"SUM": sum, "MIN": min, "MAX": max}[table["aggregation"]](numbers)


def _by_priority(table: Mapping[str, Any], held: list[list[Written]], found: list[Written]) -> list[Written]:
    """In the order in which the outputs list their values, the first output first."""
    ranks = [
        [part.strip().strip('"') for part in each["values"].split(",")] if each["values"] else None
        for each in table["outputs"]
    ]
    keys = [[rank.index(value) if rank else 0 for rank, value in zip(ranks, row, strict=True)] for row in held]
    return [
        value for _, _, value in sorted(zip(keys, range(len(found)), found, strict=True), key=lambda each: each[:2])
    ]


@cache
def outcomes() -> tuple[Outcome, ...]:
    """What becomes of every decision."""
    return tuple(outcome_of(case) for case in read_tables())


def policies_of(found: Iterable[Outcome]) -> dict[str, int]:
    """How many of them agree, by hit policy."""
    agreed = {each.name for each in found if each.kind == "agreed"}
    counts: dict[str, int] = {}
    for case in read_tables():
        if case.name in agreed:
            counts[case.table["hitPolicy"]] = counts.get(case.table["hitPolicy"], 0) + 1
    return counts
