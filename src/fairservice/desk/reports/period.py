"""The days that a report is about."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fairservice.errors import DeskError

USUAL_DAYS = 365
"""A report is about so many days where nobody says otherwise: today, and those before it."""
MOST_YEARS = 20
"""Longer than anything is kept."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both of which belong to it."""

    first: date
    last: date
    chosen: bool = False
    """Whether somebody said on which day it begins."""

    @property
    def first_day(self) -> int:
        return self.first.toordinal()

    @property
    def last_day(self) -> int:
        return self.last.toordinal()

    def has(self, day: int) -> bool:
        """Whether a day, as a number, belongs to it."""
        return self.first_day <= day <= self.last_day

    @property
    def quarter(self) -> bool:
        """Whether it is one quarter of a year."""
        begins = month_of(self.first)
        ends = month_of(self.last)
        whole = self.first == begins.first and self.last == ends.last and begins.year == ends.year
        return whole and begins.month % 3 == 1 and ends.month == begins.month + 2

    def months(self) -> Iterator[tuple[Month, Period]]:
        """The months that it has days of, each with those days, the earliest first."""
        month = month_of(self.first)
        while month.first <= self.last:
            yield month, Period(max(month.first, self.first), min(month.last, self.last))
            month = month_of(month.last + timedelta(1))

    def to_dict(self) -> dict[str, object]:
        return {"from": self.first.isoformat(), "until": self.last.isoformat()}


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def period_of(first: date | None, until: date | None, today: date) -> Period:
    """The period that somebody asked for. Raises `DeskError` for one that cannot be meant."""
    last = today if until is None else until
    if last > today:
        raise DeskError(f"{last} has not come yet", f"say a day up to today, {today}, or leave `until` out")
    begins = last - timedelta(USUAL_DAYS - 1) if first is None else first
    if begins > last:
        help = "the first day comes before the last one" if until is not None else f"today is {today}"
        raise DeskError(f"nothing lies between {begins} and {last}", help)
    if last.year - begins.year > MOST_YEARS:
        raise DeskError(f"{begins} to {last} is longer than anything is kept", f"ask for at most {MOST_YEARS} years")
    return Period(begins, last, chosen=first is not None)


def read_month(text: str, today: date) -> Month:
    """A month as written, like `2026-10`. Raises `DeskError` for another form, and for one that has not begun."""
    found = _MONTH.match(text.strip())
    if found is None or int(found[1]) < 1900:
        raise DeskError(f"`{text[:40]}` is not a month", f"write it like `{month_of(today)}`")
    month = Month(int(found[1]), int(found[2]))
    if month.first > today:
        raise DeskError(f"{month} has not begun yet", f"say a month up to `{month_of(today)}`")
    return month
