"""Parts of dates and moments as z3 terms: weekday, month, year, local day and time, and the day some months later.

A date whose month, year or later day is asked is told apart in a year, a month and a day of the month, which are
variables of their own: z3 follows that hundreds of times quicker than a table of all months. What each part means is
said by `conditions.vocabulary.part_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import z3

from fairservice.conditions.vocabulary import DATETIME, FIRST_DAY, LAST_DAY, Quantity

Z = Any
EPOCH = date(1970, 1, 1).toordinal()
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
BEFORE = (0, *accumulate(LENGTHS[:-1]))
"""Of a year that is no leap year: how long each month is, and the days before it."""


class _Date(NamedTuple):
    year: Z
    month: Z
    day: Z


class Calendar:
    """The parts of the dates of one case. `domain` is what is true of the variables that are needed for it."""

    def __init__(self, zone: ZoneInfo, domain: list[Z]) -> None:
        self._zone = zone
        self._domain = domain
        self._dates: dict[str, _Date] = {}

    def part(self, name: str, base: Z, type: Quantity, part: str) -> Z:
        """A part of a date or moment `base`; `name` is unique to it."""
        if type.kind == "datetime":
            local = base + _offset(base, self._zone.key)
            if part == "time":
                return local % 86_400
            base = local / 86_400 + EPOCH
        match part:
            case "day":
                return base
            case "weekday":
                return (base - 1) % 7 + 1
            case "month":
                return self._date(name, base).month
            case "year":
                return self._date(name, base).year
            case _:
                return _later(self._date(name, base), int(part))

    def _date(self, name: str, base: Z) -> _Date:
        if name not in self._dates:
            found = _Date(*(z3.Int(f"{name} {part}!") for part in _Date._fields))
            first, last = date.fromordinal(FIRST_DAY), date.fromordinal(LAST_DAY)
            leap = _is_leap(found.year)
            self._domain += [
                found.year >= first.year,
                found.year <= last.year,
                found.month >= 1,
                found.month <= 12,
                found.day >= 1,
                found.day <= _length(found.month, leap),
                base == _ordinal(found.year, found.month, found.day, leap),
            ]
            self._dates[name] = found
        return self._dates[name]


def _later(start: _Date, months: int) -> Z:
    """The same day of the month so many months later or earlier, else the last day of that month."""
    if months % 12 == 0:
        year, month = start.year + months // 12, start.month
    else:
        place = start.month - 1 + months
        year, month = start.year + place / 12, place % 12 + 1
    leap = _is_leap(year)
    longest = _length(month, leap)
    return _ordinal(year, month, z3.If(start.day > longest, longest, start.day), leap)


def _ordinal(year: Z, month: Z, day: Z, leap: Z) -> Z:
    """The number of a day, as `date.toordinal` counts."""
    past = year - 1
    start = 365 * past + past / 4 - past / 100 + past / 400
    before: Z = z3.IntVal(0)
    for number, days in enumerate(BEFORE, 1):
        before = z3.If(month == number, days + (z3.If(leap, 1, 0) if number > 2 else 0), before)
    return start + before + day


def _is_leap(year: Z) -> Z:
    return z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))


def _length(month: Z, leap: Z) -> Z:
    short = z3.Or(*(month == number for number, days in enumerate(LENGTHS, 1) if days == 30))
    return z3.If(month == 2, z3.If(leap, 29, 28), z3.If(short, 30, 31))


def stretch(term: Z, starts: Sequence[int], bodies: Sequence[Z]) -> Z:
    """The body of the last start that is not after the term, else the first."""
    if len(bodies) == 1 or all(body is bodies[0] for body in bodies):
        return bodies[0]
    middle = len(bodies) // 2
    later = stretch(term, starts[middle:], bodies[middle:])
    earlier = stretch(term, starts[:middle], bodies[:middle])
    return z3.If(term >= starts[middle], later, earlier)


def _offset(moment: Z, zone: str) -> Z:
    """How many seconds the local clock is ahead of UTC."""
    starts, offsets = _offsets(zone)
    return stretch(moment, starts, [z3.IntVal(offset) for offset in offsets])


@cache
def _offsets(name: str) -> tuple[list[int], list[int]]:
    """From which second on the clock has which offset, over the whole calendar."""
    zone = ZoneInfo(name)

    def offset(second: int) -> int:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=second)
        found = moment.astimezone(zone).utcoffset()
        return int(found.total_seconds()) if found is not None else 0

    starts, offsets = [DATETIME.low], [offset(DATETIME.low)]
    for noon in range(DATETIME.low, DATETIME.high + 86_400, 86_400):
        end = min(noon, DATETIME.high)
        if offset(end) != offsets[-1]:
            before, after = end - 86_400, end
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (middle, after) if offset(middle) == offsets[-1] else (before, middle)
            starts.append(after)
            offsets.append(offset(after))
    return starts, offsets
