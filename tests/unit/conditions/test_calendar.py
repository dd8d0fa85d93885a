"""Lengths of time, moved dates, times of day and whole numbers: how they are read, told and refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conformance import build
from fairservice import Policy
from fairservice.analysis.check import check_rulebook
from fairservice.conditions.describe import Describer
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import TIME, Unreadable, months_later, read_value, write_value
from fairservice.errors import CaseError, Rejected

NAMES = (Path(__file__).parents[2] / "conformance" / "corpus" / "names.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scope() -> Scope:
    return build.scope_of(NAMES)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
        (date(1900, 1, 1), -1200, date(1800, 1, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    """As people and the law count: from the last day of a long month to the last day of a shorter one."""
    assert date.fromordinal(months_later(day.toordinal(), months)) == later


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:00", 0), ("09:30", 34200), ("22:00:05", 79205), ("23:59:59", 86399)]
)
def test_a_time_is_read_and_written_alike(text: str, seconds: int) -> None:
    """Hours and minutes, with seconds where there are any."""
    assert read_value(text, TIME) == seconds
    assert write_value(seconds, TIME) == text


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("9:30", "`09:30`"),
        ("9.30", "`09:30`"),
        ("22.00", "`22:00`"),
        ("24:00", "like `09:30`"),
        ("22:60", "like"),
        ("", "like"),
    ],
)
def test_a_time_that_could_be_misread_is_refused(text: str, help: str) -> None:
    """With the form that is meant, where that is clear."""
    with pytest.raises(Unreadable) as caught:
        read_value(text, TIME)
    assert help in caught.value.help


TOLD = [
    (
        "today <= placed_on + 2 years",
        "today is on or before 2 years after placed_on",
        "today is uiterlijk op 2 jaar na placed_on",
    ),
    (
        "placed_on - 1 month = today",
        "1 month before placed_on is today",
        "1 maand voor placed_on is today",
    ),
    (
        "said_at.time < 22:00",
        "the time of said_at is before 22:00",
        "het tijdstip van said_at is voor 22:00",
    ),
    (
        "opens_at >= 09:30",
        "opens_at is not before 09:30",
        "opens_at is niet eerder dan 09:30",
    ),
    (
        "said_at > 2026-06-01T12:00",
        "said_at is after 1 June 2026 12:00",
        "said_at is na 1 juni 2026 12:00",
    ),
    (
        "days >= 2 weeks",
        "days is at least 14 days",
        "days is minstens 14 dagen",
    ),
    (
        "ceiling(days / 7) > 2",
        "days divided by 7, rounded up is more than 2",
        "days gedeeld door 7, naar boven afgerond is meer dan 2",
    ),
    (
        "floor(weight) = 2",
        "weight, rounded down is 2",
        "weight, naar beneden afgerond is 2",
    ),
    (
        "abs(price - paid) <= 1.00",
        "the size of (price − paid) is at most €1.00",
        "de grootte van (price − paid) is hoogstens €\xa01,00",
    ),
    (
        "-days < 3",
        "−days is less than 3",
        "−days is minder dan 3",
    ),
    (
        "placed_on + guarantee > today",
        "guarantee (2 years after placed_on, 5 years after placed_on from 1 June 2026 on) is after today",
        "guarantee (2 jaar na placed_on, 5 jaar na placed_on vanaf 1 juni 2026) is na today",
    ),
]


@pytest.mark.parametrize(("text", "english", "dutch"), TOLD, ids=[text for text, _, _ in TOLD])
def test_they_are_told_in_words(scope: Scope, text: str, english: str, dutch: str) -> None:
    """As staff read them in a card, in both languages."""
    node = build.condition(scope, text)
    told = [Describer(lang, "EUR", str, ZoneInfo("Europe/Amsterdam")).condition(node) for lang in ("en", "nl")]
    assert told[0] == english
    assert told[1] == dutch


HELPED = [
    ("placed_on + 2 jaar > today", "write `2 years`"),
    ("placed_on + 6 Months > today", "write `6 months`"),
    ("said_at.time < 10 pm", "with a colon"),
    ("said_at.time < 22h", "with a colon"),
    ("said_at.time < 22.00", "with a colon"),
    ("today - placed_on <= 2 years", "add them to a date: `today <= order.placed_on + 2 years`"),
    ("round(price) > 3", "`floor` and `ceiling`"),
    ("modulo(days, 7) = 0", "`a - 7 * floor(a / 7)`"),
    ("contains(note) = 3", "make it a `choice`"),
    ("months_between(placed_on, today) > 3", "placed_on + 2 years <= today"),
    ("cieling(days) > 3", "did you mean `ceiling`?"),
]


@pytest.mark.parametrize(("text", "help"), HELPED, ids=[text for text, _ in HELPED])
def test_what_was_meant_is_told(scope: Scope, text: str, help: str) -> None:
    """A slip, or an operator of FEEL that is not here, is answered with what to write instead."""
    with pytest.raises(Rejected) as caught:
        build.condition(scope, text)
    assert help in (caught.value.finding.help or "")


POLICY = """
facts:
  ordered_at: {type: datetime, ask: {en: When was it ordered?}}
  opens_at: {type: time, range: 06:00 to 12:00, ask: {en: When do they open?}}
parameters:
  guarantee: {unit: years, values: {2025-01-01: 2}}
  cutoff: {values: {2025-01-01: 22:00}}
definitions:
  bought_day: date(ordered_at)
requests:
  repair:
    question: {en: Repair?}
    otherwise: {answer: no, because: {en: No.}}
rules:
  right:
    request: repair
    when:
      if: today <= bought_day + guarantee
      ordered_at.time: before cutoff
      ordered_at.weekday: at most 5
      opens_at: "09:00 to 10:00"
    answer: yes
    because: {en: "Ordered before {cutoff}, at {ordered_at}; open from {opens_at}."}
"""


def test_a_policy_decides_by_years_and_times(policy_of: Callable[..., Policy]) -> None:
    """A date moved by a parameter in years, the local time of a moment, and a fact that is a time."""
    policy = policy_of(POLICY)
    facts: dict[str, object] = {"ordered_at": "2026-07-03T21:59+02:00", "opens_at": time(9, 30)}
    last, after = (policy.decide("repair", facts, today=day, lang="en") for day in (date(2028, 7, 3), date(2028, 7, 4)))
    assert (last.answer, after.answer) == ("yes", "no")
    assert last.say == "Ordered before 22:00, at 3 July 2026 21:59; open from 09:30."
    late = policy.decide("repair", {**facts, "ordered_at": "2026-07-03T20:00Z"}, today=date(2026, 7, 4), lang="en")
    assert late.answer == "no"


@pytest.mark.parametrize("value", ["9:30", "12:01", 930, time(5, 59), True])
def test_a_fact_that_is_no_time_of_its_range_is_refused(policy_of: Callable[..., Policy], value: object) -> None:
    """A time is written, or a time without zone, and within the range that the owner gave."""
    with pytest.raises(CaseError) as caught:
        policy_of(POLICY).decide("repair", {"opens_at": value}, today=date(2026, 7, 4), lang="en")
    assert [finding.code for finding in caught.value.findings] == ["FS601"]


def test_what_is_used_within_a_moved_date_is_used(policy_of: Callable[..., Policy]) -> None:
    """`check` finds no unused parameter or definition, and asks no name for the number of a weekday."""
    found = [str(finding) for finding in check_rulebook(policy_of(POLICY).rulebook)]
    assert not [each for each in found if re.search("FS51[012]", each) or "`5`" in each], found
