"""Lists and scores mean the same in every interpreter, and adding facts never changes what was determined."""

from __future__ import annotations

import pytest

from conformance import build
from conformance.chooser import Chooser, Seeded, chance, pick
from conformance.lists import NAMES, ListWriter, completions, domain, forget, full_list
from fairservice.conditions.nodes import Node
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Boolean, Records, Value
from fairservice.errors import Rejected

SCOPE = build.scope_of(NAMES)
ROUNDS = 150
"""Expressions a seed; each in some cases."""


def made(chooser: Chooser) -> Node | None:
    """A random expression; None for one that is refused, such as one that goes too deep."""
    writer = ListWriter(chooser)
    text = writer.condition(3) if chance(chooser, 60) else writer.amount(3)
    try:
        return build.expression(SCOPE, text)
    except Rejected as error:
        assert error.finding.code in ("FS232", "FS205", "FS206"), f"{text}: {error.finding.message}"
        return None


def case_of(chooser: Chooser) -> dict[str, Value]:
    """A case in which facts, lists and fields may be unknown."""
    full = full_case(chooser)
    known = {name: value for name, value in full.items() if chance(chooser, 60)}
    return {name: forget(chooser, value, 25) if isinstance(value, tuple) else value for name, value in known.items()}


def full_case(chooser: Chooser) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, fact in SCOPE.facts.items():
        if isinstance(fact.type, Records):
            found[name] = full_list(chooser, fact.type)
        elif fact.source == "case":
            found[name] = pick(chooser, domain(fact.type))  # type: ignore[assignment]
    return found


def completed(chooser: Chooser, case: dict[str, Value]) -> dict[str, Value]:
    """A complete case that agrees with what is known."""
    full = full_case(chooser)
    for name, fact in SCOPE.facts.items():
        value = case.get(name)
        if isinstance(fact.type, Records) and isinstance(value, tuple):
            full[name] = pick(chooser, list(completions(fact.type, value)))
        elif value is not None:
            full[name] = value
    return full


@pytest.mark.parametrize("seed", range(8))
def test_all_interpreters_agree_on_lists_and_scores(seed: int) -> None:
    """Reference, lowered form and generated Python give one value, whatever is unknown."""
    chooser = Seeded(seed)
    for _ in range(ROUNDS):
        node = made(chooser)
        for _ in range(3 if node is not None else 0):
            case = case_of(chooser)
            assert node is not None
            found = build.values(node, case)
            assert len({(value is None, value) for value in found.values()}) == 1, (found, node, case)


@pytest.mark.parametrize("seed", range(100, 108))
def test_completing_what_is_unknown_never_changes_what_was_determined(seed: int) -> None:
    """A known truth or value stays, whichever records, fields and facts become known."""
    chooser = Seeded(seed)
    determined = 0
    for _ in range(ROUNDS):
        node = made(chooser)
        for _ in range(3 if node is not None else 0):
            assert node is not None
            case = case_of(chooser)
            before = value_of(node, case)
            for _ in range(6 if before is not None else 0):
                determined += 1
                after = completed(chooser, case)
                assert value_of(node, after) == before, (case, after, node)
    assert determined > ROUNDS


@pytest.mark.parametrize("seed", range(200, 204))
def test_a_complete_case_leaves_nothing_open(seed: int) -> None:
    """Where everything is known, everything has a value."""
    chooser = Seeded(seed)
    for _ in range(ROUNDS):
        node = made(chooser)
        if node is not None:
            value = value_of(node, full_case(chooser))
            assert value is not None
            assert isinstance(value, bool) == isinstance(node.type, Boolean)
