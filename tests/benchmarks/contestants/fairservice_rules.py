"""fairservice: a policy folder, `load`, and `decide` with its fact checking, which cannot be switched off."""

from __future__ import annotations

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


class Rules:
    """Ordinary rules: of ordered ones each overrides the next, and so all that come later."""

    part = "fairservice"

    def write(self, work: Workload, folder: Path) -> None:
        (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        (folder / "facts.yaml").write_text(facts_text() + request_text(work), encoding="utf-8")
        for begin in range(0, len(work.rules), A_FILE):
            text = rules_text(work, range(begin, min(begin + A_FILE, len(work.rules))))
            (folder / f"rules-{begin // A_FILE:02}.yaml").write_text(text, encoding="utf-8")

    def load(self, folder: Path) -> Decide:
        policy = load(folder)

        def decide(facts: Facts) -> Verdict:
            decision = policy.decide(REQUEST, facts, today=TODAY)
            if decision.options:
                line = decision.options[0].lines[0]
                return Verdict(decision.answer, decision.rule, line.grant, line.amount.value)
            return Verdict(decision.answer, decision.rule, None, None)

        return decide


CONTESTANT = Rules()


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


def rules_text(work: Workload, positions: range) -> str:
    lines = ["rules:\n"]
    for at in positions:
        rule = work.rules[at]
        verdict = rule.verdict
        lines.append(f"  {verdict.rule}:\n    request: {REQUEST}\n")
        if work.kind == "ordered" and at + 1 < len(work.rules):
            lines.append(f"    overrides: {work.rules[at + 1].verdict.rule}\n")
        lines.append("    when:\n")
        lines += [f"      {test.fact}: {unary(test)}\n" for test in rule.tests]
        lines.append(f"    answer: {verdict.answer}\n")
        if verdict.amount is not None:
            lines.append(f"    give: {{{verdict.grant}: {verdict.amount // 100}.{verdict.amount % 100:02}}}\n")
        if verdict.answer == "yes_but":
            lines.append("    provided: [receipt]\n")
        if verdict.answer == "no_but":
            lines.append("    offer: [{what: exchange}]\n")
        lines.append(f"    because: {{en: This is what {verdict.rule} says.}}\n")
    return "".join(lines)


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
