"""Every FEEL expression of the kit, put through parser, checker and all interpreters: agreed, deviating or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from conformance.build import columns, located, values
from conformance.feel.cases import FeelCase, Unfit, Written, read_cases, respelled
from conformance.feel.compare import same, shown
from conformance.feel.facts import facts_of
from conformance.feel.reasons import reason_of
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.scope import Scope
from fairservice.conditions.typecheck import Checker
from fairservice.errors import Rejected


@dataclass(frozen=True)
class Outcome:
    """What became of a case: `said` is what was found instead, or why it is refused (None: nobody knows)."""

    name: str
    expression: str
    kind: Literal["agreed", "deviation", "refused"]
    said: str | None = None


def known_likes(cases: Iterable[FeelCase]) -> dict[str, dict[str, Written]]:
    """Per suite a value of each name that is null in some case and something in another."""
    likes: dict[str, dict[str, Written]] = {}
    for case in cases:
        for key, value in case.context.items():
            if value is not None:
                likes.setdefault(case.suite, {}).setdefault(key, value)
    return likes


@cache
def _empty() -> Scope:
    return facts_of({}, (), {}).scope()


def outcome_of(case: FeelCase, likes: Mapping[str, Written]) -> Outcome:
    """One case, tried. Raises nothing but what is a defect of the language or of this test."""
    try:
        facts = facts_of(case.context, [case.expression], likes)
    except Unfit as unfit:
        return Outcome(case.name, case.expression, "refused", str(unfit))
    written = respelled(case.expression, facts.names)
    scope = facts.scope() if facts.names else _empty()
    try:
        checker, syntax = Checker(scope), parse_expression(located(written))
        node = checker.condition(syntax) if isinstance(case.expected, bool) else checker.node(syntax)
    except Rejected as rejected:
        return Outcome(case.name, written, "refused", reason_of(written, rejected.finding))
    found = values(node, columns(scope, node, facts.case))
    value = found["meaning"]
    assert all(type(each) is type(value) and each == value for each in found.values()), (written, found)
    if same(case.expected, value, node.type):
        return Outcome(case.name, written, "agreed")
    return Outcome(case.name, written, "deviation", shown(value, node.type))


@cache
def outcomes() -> tuple[Outcome, ...]:
    """What becomes of every case."""
    cases = read_cases()
    likes = known_likes(cases)
    return tuple(outcome_of(case, likes.get(case.suite, {})) for case in cases)


def counted(found: Iterable[Outcome]) -> tuple[Counter[str], Counter[str]]:
    """How many of each kind, and the refused ones by reason."""
    tried = list(found)
    kinds = Counter(each.kind for each in tried)
    return Counter(dict(kinds)), Counter(str(each.said) for each in tried if each.kind == "refused")
