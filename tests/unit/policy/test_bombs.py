"""Conditions that are nested to do harm, or by a machine: each is a clear finding or decided soon, never a crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice import load
from fairservice.analysis.check import check_rulebook
from fairservice.errors import Finding
from fairservice.policy.load import read_rulebook
from work import calls_of

BEFORE = """facts:
  n: {type: integer, range: 0 to 9}
  flag: {type: boolean}
  level: {type: choice, values: [gold, silver]}
  lines: {type: list, at_most: 5, of: {price: {type: integer, range: 0 to 9}, ok: boolean}}
requests:
  ask:
    otherwise: {answer: no, because: {en: No.}}
"""
RULE = "rules:\n  r: {request: ask, when: %s, answer: yes, because: {en: Yes.}}\n"


def when(text: str) -> str:
    return RULE % f"{{if: '{text}'}}"


def sums(depth: int, width: int, first: str = "n") -> str:
    """Sums that begin with sums: `((n+1+1)+1+1)`."""
    text = first
    for _ in range(depth):
        text = f"({text})" + "+1" * width
    return text


BOMBS = {
    "sums that begin with sums": (when(sums(4, 99) + " > 1"), "FS200", "sums within sums"),
    "many short ones": (when(sums(38, 20) + " > 1"), "FS200", "sums within sums"),
    "in a test": (RULE % f"{{n: '> {sums(4, 99)}'}}", "FS200", "sums within sums"),
    "in a definition": (f"definitions:\n  d: '{sums(4, 99)}'\n" + when("d > 1"), "FS200", "sums within sums"),
    "in where": (when(f"count(lines where {sums(4, 99, 'price')} > 1) > 0"), "FS200", "sums within sums"),
    "in the cell of a table": (
        "rules:\n  r:\n    request: ask\n    answer: yes\n    because: {en: Yes.}\n    table:\n"
        f"      columns: [n]\n      rows:\n        - ['> {sums(4, 99)}']\n",
        "FS200",
        "sums within sums",
    ),
    "of a field": (RULE % f"{{lines: {{some: {{price: '> {sums(4, 99)}'}}}}}}", "FS200", "sums within sums"),
    "parentheses": (when("(" * 400 + "n" + ")" * 400 + " > 1"), "FS200", "more than 40 deep"),
    "parentheses in a text": (
        "rules:\n  r: {request: ask, answer: yes, because: {en: 'Yes {%s}.'}}\n" % ("(" * 400 + "n" + ")" * 400),
        "FS401",
        "can be filled in here",
    ),
    "where in where": (when("count(lines where " * 38 + "ok" + ") > 0" * 38), "FS232", "more than 3 deep"),
    "groups in groups": (RULE % ("{any: [" * 400 + "{flag: true}" + "]}" * 400), "FS013", "levels deep"),
    "a list in a list": (
        RULE % ("{lines: {some: " + "{any: [" * 400 + "{ok: true}" + "]}" * 400 + "}}"),
        "FS013",
        "levels deep",
    ),
    "a long way from name to name": (
        "definitions:\n  d199: n\n"
        + "".join(f"  d{number}: '{sums(5, 3, f'd{number + 1}')}'\n" for number in range(199))
        + when("d0 > 1"),
        "FS104",
        "builds on more than",
    ),
}


@pytest.mark.parametrize(("text", "code", "said"), BOMBS.values(), ids=BOMBS)
def test_what_is_nested_too_deep_is_a_finding(
    write_policy: Callable[..., Path], text: str, code: str, said: str
) -> None:
    """At its place and soon, whatever it is made of."""
    found: list[Finding] = []
    folder = write_policy(BEFORE + text)
    assert calls_of(lambda: read_rulebook(folder, found)) < 200_000
    assert any(each.code == code and said in each.message and each.span for each in found), list(map(str, found[:3]))


@pytest.mark.parametrize(
    "text",
    [
        "min(" * 38 + "n" + ", 1)" * 38 + " > 0",
        "if " * 19 + "flag" + " then flag else flag" * 19,
        "(" + "if flag then 1 else " * 19 + "n) > 1",
        "not(" * 38 + "flag" + ")" * 38,
        "(1+" * 38 + "n" + ")" * 38 + " > 1",
        "+".join(["n"] * 100) + " > 1",
        sums(1, 99) + " > 1",
        sums(37, 3) + " > 1",
    ],
)
def test_what_is_deep_but_allowed_is_read_checked_and_decided_soon(
    write_policy: Callable[..., Path], text: str
) -> None:
    """No nesting doubles the work with each level."""
    folder = write_policy(BEFORE + when(text))

    def all_of_it() -> None:
        policy = load(folder)
        check_rulebook(policy.rulebook)
        for case in ({}, {"n": 1, "flag": True}):
            decision = policy.decide("ask", case)
            assert decision.to_dict()["trace"] and decision.explain("auditor")

    assert calls_of(all_of_it) < 40_000_000  # doubled 38 times it would be 10,000 times as much
