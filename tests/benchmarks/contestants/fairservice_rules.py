"""fairservice: a policy folder, `load`, and `decide` with its fact checking, which cannot be switched off.

`FORMS` are the ways to write the rules. Ordered ones are a table with `hit: first` where the language has tables,
exclusive ones are ordinary rules, without an order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.contestants import Decide
from benchmarks.workload import (
    CATCH_ALL,
    FACTS,
    Boolean,
    Choice,
    Day,
    Days,
    Fact,
    Facts,
    Is,
    Number,
    OneOf,
    Test,
    Verdict,
    Within,
    Workload,
)
from fairservice import load

A_FILE = 1000  # so many rules a file, since one of more than 1 MB is refused
TODAY = date(2026, 7, 1)
REQUEST = "service"
MANIFEST = """\
language: 1
policy: benchmark
title: {en: Benchmark}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles: {agent: {}}
grants: {refund: money, store_credit: money}
"""


class Fairservice:
    """`form` is how rules are written; None for what suits them."""

    part = "fairservice"

    def __init__(self, form: str | None = None) -> None:
        self.form = form

    def write(self, work: Workload, folder: Path) -> None:
        (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        (folder / "facts.yaml").write_text(facts_text() + request_text(work), encoding="utf-8")
        write = FORMS[self.form or ("table" if work.kind == "ordered" else "rules")]
        for name, text in write(work):
            (folder / name).write_text(text, encoding="utf-8")

    def load(self, folder: Path) -> Decide:
        policy = load(folder)

        def decide(facts: Facts) -> Verdict:
            decision = policy.decide(REQUEST, facts, today=TODAY)
            if decision.options:
                line = decision.options[0].lines[0]
                return Verdict(decision.answer, decision.rule, line.grant, line.amount.value)
            return Verdict(decision.answer, decision.rule, None, None)

        return decide


CONTESTANT = Fairservice()


def facts_text() -> str:
    return "facts:\n" + "".join(f"  {fact.name}: {{{_type(fact)}}}\n" for fact in FACTS)


def _type(fact: Fact) -> str:
    match fact:
        case Choice(_, values):
            return f"type: choice, values: [{', '.join(values)}]"
        case Boolean():
            return "type: boolean"
        case Number(_, low, high, money):
            return f"type: {'money' if money else 'integer'}, range: {low} to {high}"
        case Day():
            return "type: date"


def request_text(work: Workload) -> str:
    return (
        f"requests:\n  {REQUEST}:\n    question: {{en: May we do this?}}\n    {CATCH_ALL}:\n"
        f"      answer: {work.catch_all.answer}\n      because: {{en: No rule covers this.}}\n"
    )


def ordinary_rules(work: Workload) -> Iterator[tuple[str, str]]:
    """Files of ordinary rules: of ordered ones each overrides the next, and so all that come later."""
    for begin in range(0, len(work.rules), A_FILE):
        lines = ["rules:\n"]
        for at, rule in enumerate(work.rules[begin : begin + A_FILE], begin + 1):
            verdict = rule.verdict
            lines.append(f"  {verdict.rule}:\n    request: {REQUEST}\n")
            if work.kind == "ordered" and at < len(work.rules):
                lines.append(f"    overrides: {work.rules[at].verdict.rule}\n")
            lines.append("    when:\n")
            lines += [f"      {test.fact}: {unary(test)}\n" for test in rule.tests]
            lines.append(f"    answer: {verdict.answer}\n")
            if verdict.amount is not None:
                lines.append(f"    give: {{{verdict.grant}: {euros(verdict.amount)}}}\n")
            if verdict.answer == "yes_but":
                lines.append("    provided: [receipt]\n")
            if verdict.answer == "no_but":
                lines.append("    offer: [{what: exchange}]\n")
            lines.append(f"    because: {{en: This is what {verdict.rule} says.}}\n")
        yield f"rules-{begin // A_FILE:02}.yaml", "".join(lines)


def decision_table(work: Workload) -> Iterator[tuple[str, str]]:
    """One table, its rows in a sheet; a row is called `rule.17`."""
    hit = "first" if work.kind == "ordered" else "unique"
    because = "because: {en: This is what the table says.}"
    table = f"table:\n      hit: {hit}\n      rows: rules.csv"
    yield "rules.yaml", f"rules:\n  rule:\n    request: {REQUEST}\n    {because}\n    {table}\n"
    sheet = io.StringIO()
    outcomes = ["answer", "give.refund", "give.store_credit", "provided", "offer"]
    rows = csv.DictWriter(sheet, ["id", *(fact.name for fact in FACTS), *outcomes], restval="-", lineterminator="\n")
    rows.writeheader()
    for rule in work.rules:
        verdict = rule.verdict
        row = {"id": verdict.rule.removeprefix("rule-"), "answer": verdict.answer}
        row |= {test.fact: unary(test) for test in rule.tests}
        if verdict.amount is not None:
            row[f"give.{verdict.grant}"] = euros(verdict.amount)
        if verdict.answer == "yes_but":
            row["provided"] = "receipt"
        if verdict.answer == "no_but":
            row["offer"] = "exchange"
        rows.writerow(row)
    yield "rules.csv", sheet.getvalue()


def rows_in_place(work: Workload) -> Iterator[tuple[str, str]]:
    """The same table, its rows in the files of rules themselves; a file of more than 1 MB is refused, so is a policy
    of more than about 10,000 rows."""
    (name, text), (_, sheet) = decision_table(work)
    columns, *rows = csv.reader(io.StringIO(sheet))
    listed = "".join(f"        - [{', '.join(_quoted(each))}]\n" for each in rows)
    head = text.removesuffix("rows: rules.csv\n")
    yield name, f"{head}columns: [{', '.join(columns)}]\n      rows:\n{listed}"


def _quoted(row: list[str]) -> Iterator[str]:
    return (f'"{cell}"' if "," in cell else cell for cell in row)


FORMS = {"rules": ordinary_rules, "table": decision_table, "inline": rows_in_place}


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def unary(test: Test) -> str:
    """A test, in the words of the policy language."""
    match test:
        case OneOf(_, values):
            return ", ".join(values)
        case Is(_, value):
            return "true" if value else "false"
        case Within(_, low, high):
            return _between(low, high, "at least", "at most")
        case Days(_, first, last):
            return _between(first, last, "on or after", "on or before")


def _between(low: object, high: object, least: str, most: str) -> str:
    if low is None:
        return f"{most} {high}"
    if high is None:
        return f"{least} {low}"
    return f"{low} to {high}"
