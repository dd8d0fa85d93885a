"""Large policies resolve in steps that grow with the rules that may stand; else nothing here would end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairservice.bootstrap import Engine, load
from fairservice.decisions.decide import Policy
from probe import SHOP

ROWS = 5000
TODAY = date(2026, 7, 1)
FACTS = "facts:\n  n:\n    type: integer\n    range: 0 to 10000\n  flag:\n    type: boolean\n"
REQUEST = (
    "requests:\n  return:\n    question: {en: May it?}\n    otherwise:\n      answer: no\n      because: {en: No.}\n"
)


def table(folder: Path, hit: str, rows: list[str], engine: Engine = "python") -> Policy:
    (folder / "policy.yaml").write_text(SHOP + "grants: {refund: money}\n", encoding="utf-8")
    listed = "".join(f"        - [{row}]\n" for row in rows)
    (folder / "rules.yaml").write_text(
        f"{FACTS}{REQUEST}rules:\n  big:\n    request: return\n    because: {{en: As the table says.}}\n"
        f"    table:\n      hit: {hit}\n      columns: [n, flag, answer, give.refund]\n      rows:\n{listed}",
        encoding="utf-8",
    )
    return load(folder, engine)


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Each row gives another amount below a limit of its own; the last rows refuse."""
    rows = [f'"at most {n}", "{("-", "true")[n % 2]}", yes, {n}.00' for n in range(ROWS - 1)] + ['"-", "-", no, "-"']
    return table(tmp_path_factory.mktemp("ordered"), "first", rows)


def test_an_ordered_table_without_a_known_fact_is_a_range_and_no_conflict(ordered: Policy) -> None:
    """Thousands of rows that may stand, in one chain: none of them can come to disagree with another."""
    decision = ordered.decide("return", {}, today=TODAY)
    assert (decision.answer, decision.at_least, decision.at_most) == (None, "no", "yes")
    assert not decision.may_conflict and not decision.conflict
    assert len(decision.options) == ROWS - 1
    assert [each.fact for each in decision.questions] == ["n", "flag"]


def test_the_first_row_that_holds_decides(ordered: Policy) -> None:
    """Known facts leave one row; a half known case leaves those that may still come before it."""
    for n in (0, 1, 2, 1233, 4998, 4999, 10000):
        for flag in (True, False):
            row = next((each for each in range(n, ROWS - 1) if each % 2 == 0 or flag), ROWS - 1)
            decision = ordered.decide("return", {"n": n, "flag": flag}, today=TODAY)
            assert decision.rule == f"big.{row + 1}"
            amounts = [line.amount.value for option in decision.options for line in option.lines]
            assert amounts == ([] if row == ROWS - 1 else [row * 100])
    half = ordered.decide("return", {"n": 1233}, today=TODAY)
    assert (half.answer, half.rule, len(half.options)) == ("yes", None, 2)


def test_unordered_rows_that_disagree_are_a_conflict_of_all_of_them(tmp_path: Path) -> None:
    """Every row stands and gives another amount: the answer is withheld, and each row is named."""
    policy = table(tmp_path, "unique", [f'"at least {n}", "-", yes, {n}.00' for n in range(ROWS)])
    decision = policy.decide("return", {"n": 10000}, today=TODAY)
    assert (decision.status, decision.answer, len(decision.conflict)) == ("conflict", None, ROWS)
    one = policy.decide("return", {"n": 0}, today=TODAY)
    assert (one.rule, one.answer) == ("big.1", "yes")
    unknown = policy.decide("return", {}, today=TODAY)
    assert unknown.may_conflict and unknown.status == "open"


def test_unordered_rows_that_agree_are_one_outcome(tmp_path: Path) -> None:
    """Every row stands and gives the same: one option, and the first row speaks."""
    policy = table(tmp_path, "unique", [f'"at least {n}", "-", yes, 5.00' for n in range(ROWS)])
    decision = policy.decide("return", {"n": 10000}, today=TODAY)
    assert (decision.status, decision.rule, len(decision.options)) == ("settled", "big.1", 1)
    assert len(decision.rules) == ROWS
