"""Decision tables of the kit as `table:` of a policy, read and decided as one: which row decides, what adds up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import fairservice
from conformance.feel.cases import respelled
from conformance.feel.facts import Facts, facts_of
from conformance.feel.tables import TableCase, outcomes, read_tables

MANIFEST = """language: 1
policy: kit
title: {en: Kit}
owner: kit@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2001-01-01
grants: {amount: quantity}
"""
HITS = {("UNIQUE", None): "unique", ("ANY", None): "unique", ("FIRST", None): "first", ("COLLECT", "SUM"): "collect"}
"""The hit policies that a `table:` has; `any` is unique with rows that agree."""


def fitting() -> Iterator[TableCase]:
    """The decisions whose cells are accepted, by a hit policy that a `table:` has."""
    agreed = {each.name for each in outcomes() if each.kind == "agreed"}
    for case in read_tables():
        if case.name in agreed and (case.table["hitPolicy"], case.table["aggregation"]) in HITS:
            yield case


def rules_of(case: TableCase, facts: Facts) -> str:
    """The rules file of a policy with this table."""
    hit = HITS[case.table["hitPolicy"], case.table["aggregation"]]
    columns = [respelled(each["expression"], facts.names) for each in case.table["inputs"]]
    columns += ["id", "give.amount"] if hit == "collect" else ["id"]
    lines = [
        *facts.lines,
        "requests:",
        "  asked:",
        "    otherwise: {answer: no, because: {en: No row holds.}}",
        "rules:",
        "  kit:",
        "    request: asked",
        "    answer: yes",
        "    because: {en: A row holds.}",
        "    table:",
        f"      hit: {hit}",
        *(["      up_to: {amount: 1000000}"] if hit == "collect" else []),
        f"      columns: [{', '.join(columns)}]",
        "      rows:",
    ]
    for number, rule in enumerate(case.table["rules"]):
        cells = [respelled(each, facts.names) for each in rule["when"]] + [f"r{number}"]
        cells += rule["then"] if hit == "collect" else []
        lines.append("        - [" + ", ".join("'" + cell.replace("'", "''") + "'" for cell in cells) + "]")
    return "\n".join(lines) + "\n"


def decided(case: TableCase, folder: Path) -> object:
    """What the row that decides gives, or what the rows that hold add up to; None where no row holds."""
    facts = facts_of(case.context, case.cells, {})
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(MANIFEST, "utf-8")
    (folder / "rules.yaml").write_text(rules_of(case, facts), "utf-8")
    decision = fairservice.load(folder).decide("asked", facts.case, today=date(2020, 1, 1))
    if decision.rule is None or not decision.rule.startswith("kit"):
        return None
    if case.table["aggregation"] == "SUM":
        return sum(Decimal(str(line.amount.to_json())) for option in decision.options for line in option.lines)
    then = case.table["rules"][int(decision.rule.removeprefix("kit.r"))]["then"]
    names = [each["name"] for each in case.table["outputs"]]
    values = [json.loads(each) for each in then]
    return values[0] if len(names) == 1 else dict(zip(names, values, strict=True))
