"""Traces: which rule yields to which, how long they take, and what people are shown of a long decision table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairservice import Policy
from fairservice.cli.why import draw_rules
from fairservice.decisions.content import RowsLeftOut
from fairservice.decisions.trace import MOST_ROWS, NEAREST_ROWS, abridged
from work import calls_of

BEFORE = """facts:
  level: {type: choice, values: [gold, silver]}
  x: {type: integer, range: 0 to 100000}
  gift: {type: boolean}
requests:
  ask:
    otherwise: {answer: no, because: {en: No.}}
rules:
"""
TABLE = """  fees:
    request: ask
    answer: yes
    because: {en: Yes.}
    table:
      hit: first
      columns: [level, x]
      rows:
"""


def table(policy_of: Callable[..., Policy], rows: int, more: str = "") -> Policy:
    lines = "".join(
        f"        - [{'gold' if number % 2 else '-'}, at most {10 * number}]\n" for number in range(1, rows + 1)
    )
    return policy_of(BEFORE + TABLE + lines + more)


@pytest.mark.parametrize(
    ("case", "rows", "left"),
    [
        ({"level": "gold", "x": 10_000}, ["fees.1000"], (999, 1000, 0)),
        ({"level": "gold", "x": 0}, ["fees.1"], (0, 1999, 0)),
        ({"level": "silver", "x": 30_000}, ["fees.2", "fees.4", "fees.6"], (1997, 0, 0)),
        ({"level": "gold"}, [f"fees.{n}" for n in range(1, MOST_ROWS + 1)], (0, 0, 2000 - MOST_ROWS)),
        ({"x": 19_980}, ["fees.1998"], (1997, 2, 0)),
    ],
)
def test_of_a_long_table_only_the_rows_that_matter_are_shown(
    policy_of: Callable[..., Policy], case: dict[str, object], rows: list[str], left: tuple[int, int, int]
) -> None:
    """The row that stands, those that may, or the nearest ones; the others are counted. JSON has them all."""
    decision = table(policy_of, 2000).decide("ask", case)
    shown = [each.rule for each in abridged(decision.trace) if not isinstance(each, RowsLeftOut)]
    counted = [each for each in abridged(decision.trace) if isinstance(each, RowsLeftOut)]
    assert shown == rows
    assert [(each.table, each.failed, each.yielded, each.may_stand) for each in counted] == [("fees", *left)]
    trace = decision.to_dict()["trace"]
    assert isinstance(trace, list) and len(trace) == 2000 and {each["table"] for each in trace} == {"fees"}
    for told in (decision.explain("staff"), decision.explain("auditor"), draw_rules(decision, 80)):
        assert told.count("fees.") <= len(rows) + 3 and "fees: " in told
    assert len(shown) <= max(MOST_ROWS, NEAREST_ROWS)


def test_a_short_table_is_shown_in_whole(policy_of: Callable[..., Policy]) -> None:
    """As any rules are."""
    decision = table(policy_of, MOST_ROWS).decide("ask", {"level": "gold", "x": 25})
    assert abridged(decision.trace) == list(decision.trace)


def test_a_row_that_yields_to_another_rule_is_shown(policy_of: Callable[..., Policy]) -> None:
    """The rows below it yield to it in turn, and are counted."""
    gift = "  gift: {request: ask, overrides: fees, when: {gift: true}, answer: no, because: {en: No.}}\n"
    policy = table(policy_of, 100, gift)
    decision = policy.decide("ask", {"level": "silver", "x": 300, "gift": True})
    found = abridged(decision.trace)
    assert [(each.rule, each.yielded_to) for each in found if not isinstance(each, RowsLeftOut)] == [
        ("fees.30", "gift"),
        ("gift", None),
    ]
    assert found[1] == RowsLeftOut("fees", 29 + 35, 35, 0)


def test_counts_agree_with_their_words(policy_of: Callable[..., Policy]) -> None:
    """One row, more rows; in both languages."""
    policy = table(policy_of, 10)
    told = policy.decide("ask", {"level": "gold", "x": 20}).explain("staff")
    assert "  fees: 1 other row does not hold; 8 other rows yield" in told


def test_the_trace_of_a_long_table_is_made_in_one_pass(policy_of: Callable[..., Policy]) -> None:
    """Where the first of 4,000 rows stands and all others are unknown, none walks up the whole chain."""
    lines = "        - [gold, '-']\n" + "".join(f"        - ['-', at least {number}]\n" for number in range(1, 4000))
    policy = policy_of(BEFORE + TABLE + lines)
    decision = policy.decide("ask", {"level": "gold"})
    assert calls_of(lambda: decision.trace) < 1_000_000  # half the square of 4,000 is 8 million
    assert {each.yielded_to for each in decision.trace[1:]} == {"fees.1"}


def test_what_many_rows_ask_of_a_list_is_worked_out_once(policy_of: Callable[..., Policy]) -> None:
    """A trace of a thousand rows that ask one definition goes through its list once, not once a row."""
    lists = (
        "  l: {type: list, at_most: 200, of: {p: integer}}\ndefinitions:\n  many: count(l where p > 5 and p < 900)\n"
    )
    before = BEFORE.replace("requests:\n", lists + "requests:\n")
    rows = "".join(f"        - [{number % 201}, gold]\n" for number in range(1000))
    policy = policy_of(before + TABLE.replace("[level, x]", "[many, level]") + rows)
    decision = policy.decide("ask", {"l": [{"p": number} for number in range(200)], "level": "silver"})
    assert calls_of(lambda: decision.trace) < 300_000  # each row through the list would be 200,000 more
    assert {each.standing for each in decision.trace} == {"failed"}
