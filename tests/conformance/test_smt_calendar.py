"""Parts of dates and moments as terms are what the vocabulary says they are: for all days, and odd clocks."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairservice.conditions.vocabulary import DATE, DATETIME, FIRST_DAY, LAST_DAY, Quantity, part_of

pytest.importorskip("z3")

import z3

from fairservice.interpreters.smt_formula import calendar as terms

ZONES = (
    "Europe/Amsterdam",  # 19 minutes and 32 seconds ahead until 1937; one moment at a time since
    "America/New_York",
    "Africa/Monrovia",  # 44 minutes and 30 seconds behind until 1972
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # has no 30 December 2011
    "Africa/Casablanca",  # winter time during Ramadan
    "Antarctica/Troll",  # two hours of summer time
    "Asia/Pyongyang",
    "UTC",
)
DAYS = st.one_of(
    st.integers(FIRST_DAY, LAST_DAY),
    st.builds(  # the ends of months, in years that leap and that do not
        lambda year, month: date(year, month, 1).toordinal() - 1, st.integers(1901, 2200), st.integers(1, 12)
    ),
    st.builds(lambda year: date(year, 2, 28).toordinal() + 1, st.integers(1900, 2200)),
)
MONTHS = st.one_of(st.sampled_from((1, -1, 11, 12, 13, -12, -13, 24, 48, 1200, -1200)), st.integers(-1200, 1200))


@cache
def made(part: str, kind: str, zone: str) -> tuple[object, object, list[object]]:
    """A variable day or moment, a part of it, and what is true of the two."""
    domain: list[object] = []
    base = z3.Int("base")
    type = DATE if kind == "date" else DATETIME
    return base, terms.Calendar(ZoneInfo(zone), domain).part("base", base, type, part), domain


def term_of(value: int, type: Quantity, part: str, zone: str) -> tuple[int, bool]:
    """What the term of a part comes to, and whether it can be anything else."""
    base, term, domain = made(part, type.kind, zone)
    solver = z3.Solver()
    solver.add(base == value, *domain)
    assert solver.check() == z3.sat
    found = solver.model().eval(term, True).as_long()
    solver.add(term != found)
    return found, solver.check() != z3.unsat


@example(FIRST_DAY, "month")
@example(LAST_DAY, "year")
@example(date(2000, 2, 29).toordinal(), "month")
@example(date(1900, 3, 1).toordinal(), "month")
@given(DAYS, st.sampled_from(("weekday", "month", "year")))
def test_parts_of_days(day: int, part: str) -> None:
    """Weekday, month and year of any day, and nothing else."""
    assert term_of(day, DATE, part, "UTC") == (part_of(day, DATE, part, ZoneInfo("UTC")), False)


@example(date(2000, 2, 29).toordinal(), -1200)
@example(date(2000, 2, 29).toordinal(), 1200)
@example(date(2024, 1, 31).toordinal(), 1)
@example(FIRST_DAY, -1)
@example(FIRST_DAY, -1200)
@example(LAST_DAY, 1)
@example(LAST_DAY, 1200)
@settings(max_examples=60)
@given(DAYS, MONTHS)
def test_the_day_some_months_later(day: int, months: int) -> None:
    """The same day of the month, else the last day of it; a hundred years both ways."""
    part = f"{months:+d}"
    assert term_of(day, DATE, part, "UTC") == (part_of(day, DATE, part, ZoneInfo("UTC")), False)


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_is_set_wherever_the_zone_sets_it(zone: str) -> None:
    """Around the seconds at which a zone changes its offset, local day and time are right, and the day's parts."""
    starts, _ = terms._offsets(zone)
    known = [start for start in starts if start < 2_000_000_000]  # what comes later repeats a rule
    starts = [*known[::3], *known[-20:], *starts[len(known) :: 19], *starts[-2:]]
    moments = {start + shift for start in starts for shift in (-86_400, -3_601, -1, 0, 1, 3_600, 86_399)}
    moments |= {DATETIME.low, DATETIME.high}
    parts = {part: made(part, "datetime", zone) for part in ("day", "time", "weekday")}
    for moment in sorted(moments):
        if DATETIME.low <= moment <= DATETIME.high:
            for part, (base, term, _) in parts.items():
                found = z3.simplify(z3.substitute(term, (base, z3.IntVal(moment)))).as_long()
                assert found == part_of(moment, DATETIME, part, ZoneInfo(zone)), (moment, part)


@settings(max_examples=60)
@given(
    st.datetimes(datetime(1900, 1, 3), datetime(2200, 12, 29)),
    st.sampled_from(ZONES),
    st.sampled_from(("day", "time", "weekday", "month", "year", "+1", "-1", "+13")),
)
def test_parts_of_moments(moment: datetime, zone: str, part: str) -> None:
    """Whatever is asked of a moment is asked of its local day and time."""
    second = round((moment - datetime(1970, 1, 1)).total_seconds())
    assert term_of(second, DATETIME, part, zone) == (part_of(second, DATETIME, part, ZoneInfo(zone)), False)
