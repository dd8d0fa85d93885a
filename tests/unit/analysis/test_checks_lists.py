"""Checks and lists of records: nothing that can be is ruled out, and a case with a list in it can be shown."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from fairservice.analysis.check import check_policy
from fairservice.analysis.checks.plain.cases import Space
from fairservice.conditions.reference import value_of
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import condition_of

FACTS = """facts:
  gift: {type: boolean}
  order.lines:
    type: list
    at_most: 3
    of:
      price: {type: money, range: 0 to 100}
      returned: boolean
      kind: {type: choice, values: [book, shoe]}
      note: text
definitions:
  score: (if gift then 2 else 0) + count(order.lines where returned)
requests:
  ask:
    otherwise: {answer: no, because: {en: No.}}
rules:
"""


def rule(name: str, when: str, answer: str = "yes") -> str:
    return f"  {name}:\n    request: ask\n    answer: {answer}\n    because: {{en: So.}}\n    when: {when}\n"


CAN_BE = [
    "{order.lines: {some: {price: more than 20}}}",
    "{order.lines: {every: {kind: book}, count: at least 2}}",
    "{order.lines: {none: {kind: shoe}, count: 3}}",
    "{if: sum(order.lines.price where returned) > 150}",
    '{if: "max(order.lines.price, otherwise 100) < 10"}',
    "{if: score >= 5}",
    "{if: score >= 2, gift: false}",
]


@pytest.mark.parametrize("when", CAN_BE)
def test_a_case_with_a_list_is_found_for_what_can_hold(write_policy: Callable[..., Path], when: str) -> None:
    """A rule on a list is not called dead, and a case is found in which it holds."""
    folder = write_policy(FACTS + rule("one", when))
    assert not {each.code for each in check_policy(folder)} & {"FS313", "FS314", "FS310", "FS311"}
    rulebook, _ = load_rulebook(folder)
    request = rulebook.requests["ask"]
    space, (found,) = Space(rulebook, request), request.rules
    cases = islice(space.cases(space.fires(found) or []), 200)
    assert any(value_of(condition_of(found), case) is True for case in cases)


def test_two_rules_on_lists_that_contradict_each_other_are_told_with_the_list(
    write_policy: Callable[..., Path],
) -> None:
    """The case that shows an overlap says what is in the list."""
    rules = rule("one", "{order.lines: {some: {returned: true}}}")
    rules += rule("two", "{order.lines: {count: at least 1}}", "no")
    said = [f"{each.message} {each.help}" for each in check_policy(write_policy(FACTS + rules))]
    (found,) = [each for each in said if "can both hold" in each]
    assert '"returned":"true"' in found


def test_figures_within_what_is_asked_of_a_list_are_figures_too(write_policy: Callable[..., Path]) -> None:
    """`price: more than 20` has no name, also within a list."""
    folder = write_policy(FACTS + rule("one", "{order.lines: {some: {price: more than 20}, count: at least 2}}"))
    figures = [each.message for each in check_policy(folder) if each.code == "FS520" and "gift" not in each.message]
    assert any("`20`" in each for each in figures)
    assert any("`2`" in each for each in figures)


def test_labels_of_lists_and_fields_are_labels_of_something(write_policy: Callable[..., Path]) -> None:
    """`order.lines.price` and the values of a field may have labels; a field that is not there may not."""
    labels = "labels:\n" + "".join(
        f"  {name}: {{en: words}}\n" for name in ("order.lines", "order.lines.price", "book", "order.lines.colour")
    )
    folder = write_policy(FACTS + rule("one", "{if: score > 1}") + labels)
    said = [each.message for each in check_policy(folder) if "nothing is called" in each.message]
    assert said == ["nothing is called `order.lines.colour`"]


@pytest.mark.parametrize(
    "some",
    [
        "{some: {kind: shoe, returned: true, price: 7.50}}",
        "{some: {kind: book, returned: true, price: at most 3}}",
        "{some: {note: bent, returned: false}}",
        "{some: {kind: shoe, price: more than 99}}",
    ],
)
def test_an_overlap_behind_a_list_is_found_with_a_record_as_it_is_asked_for(
    write_policy: Callable[..., Path], some: str
) -> None:
    """No record of least, middle or greatest values would meet these conditions; one made of them does."""
    rules = rule("r", f"{{order.lines: {some}}}") + rule("s", "{gift: true}", "no")
    (finding,) = [each for each in check_policy(write_policy(FACTS + rules)) if each.code == "FS312"]
    assert "order.lines [{" in (finding.help or "")
