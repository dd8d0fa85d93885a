"""Parts of dates and moments as z3 terms: weekday, month, year, local day and time, and the day some months later.

Calendars are tables: which stretch a day lies in is a tree of comparisons with constants, which z3 follows at once;
divisions it follows badly. `conditions.vocabulary.part_of` says what each part means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import z3

from fairservice.conditions.vocabulary import DATETIME, FIRST_DAY, LAST_DAY, Quantity, months_later

EPOCH = date(1970, 1, 1).toordinal()
Z = Any


def part_term(base: Z, type: Quantity, part: str, zone: ZoneInfo) -> Z:
    """A part of a date or moment, as `part_of` has it."""
    if type.kind == "datetime":
        local = base + _offset(base, zone.key)
        if part == "time":
            return local % 86_400
        base = local / 86_400 + EPOCH
    match part:
        case "day":
            return base
        case "weekday":
            return (base - 1) % 7 + 1
        case "month":
            return _by_month(base, lambda first: z3.IntVal(date.fromordinal(first).month))
        case "year":
            return stretch(base, *_years())
        case _:
            return _by_month(base, lambda first: _later(base, first, int(part)))


def stretch(term: Z, starts: Sequence[int], bodies: Sequence[Z]) -> Z:
    """The body of the last start that is not after the term, else the first."""
    if len(bodies) == 1 or all(body is bodies[0] for body in bodies):
        return bodies[0]
    middle = len(bodies) // 2
    later = stretch(term, starts[middle:], bodies[middle:])
    earlier = stretch(term, starts[:middle], bodies[:middle])
    return z3.If(term >= starts[middle], later, earlier)


def _years() -> tuple[list[int], list[Z]]:
    years = range(date.fromordinal(FIRST_DAY).year, date.fromordinal(LAST_DAY).year + 1)
    return [date(year, 1, 1).toordinal() for year in years], [z3.IntVal(year) for year in years]


def _by_month(day: Z, body: Callable[[int], Z]) -> Z:
    firsts = _months()
    return stretch(day, firsts, [body(first) for first in firsts])


@cache
def _months() -> tuple[int, ...]:
    """The first day of every month of the calendar."""
    years = range(date.fromordinal(FIRST_DAY).year, date.fromordinal(LAST_DAY).year + 1)
    return tuple(date(year, month, 1).toordinal() for year in years for month in range(1, 13))


def _later(day: Z, first: int, months: int) -> Z:
    """The day so many months later of a day in the month that begins on `first`."""
    start = months_later(first, months)
    last = months_later(start, 1) - 1
    moved = day + (start - first)
    return z3.If(moved > last, z3.IntVal(last), moved) if last - start < 30 else moved


@cache
def days_between(months: int, more: int) -> tuple[int, int]:
    """The fewest and most days from the day `months` later to the day `more` months later, of any day there is."""
    days = [first + each for first in _months() for each in (0, 27, 28, 29, 30)]
    apart = [months_later(day, more) - months_later(day, months) for day in days]
    return min(apart), max(apart)


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
