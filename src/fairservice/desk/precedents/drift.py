"""When grants run away: more often, or more each time, than in the period before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.cohort import Window, decided, granted, of_cases
from fairservice.desk.precedents.grants import Favour, at_least, was_used
from fairservice.desk.precedents.resolutions import Start
from fairservice.desk.precedents.wilson import WHOLE, bounds
from fairservice.ledger.effects import TAKEN_BACK
from fairservice.ledger.item import Item, Query
from fairservice.policy.desk_terms import Drift


@dataclass(frozen=True, slots=True)
class Period:
    """What was granted in one period: in how many of how many cases, and how much in how many grants."""

    cases: int
    granted: int
    grants: int
    total: int

    @property
    def rate(self) -> tuple[int, int]:
        """The bounds of the grant rate, rounded outward, in hundredths of a percent."""
        return bounds(self.granted, self.cases)

    @property
    def mean(self) -> int | None:
        """What a grant came to, to the nearest unit: to be told. What decides is exact."""
        return (2 * self.total + self.grants) // (2 * self.grants) if self.grants else None


def drifted(
    reading: Reading, favour: Favour, kinds: tuple[str, ...], limits: Drift, start: Start, today: date
) -> dict[str, Any] | None:
    """What an alarm says where grants of a kind ran away; None where they did not.

    The recent period lies wholly after what was decided last, or there is nothing new to tell.
    """
    last = today.toordinal()
    now = Window(last - limits.within_days, last)
    before = Window(now.first - 1 - limits.within_days, now.first - 1)
    if now.first < start.day + bool(start.after) or not _can_have_drifted(reading, favour, kinds, limits, now, before):
        return None
    recent, earlier = _period(reading, favour, kinds, now), _period(reading, favour, kinds, before)
    ways = [
        *(["rate"] if _more_often(recent, earlier, limits) else []),
        *(["value"] if _more_each(recent, earlier, limits) else []),
    ]
    if not ways:
        return None
    return {
        "in": ways,
        "days": limits.within_days,
        **_told("recent", recent),
        **_told("earlier", earlier),
    }


def _more_often(recent: Period, earlier: Period, limits: Drift) -> bool:
    """The lower bound passes the upper bound of before, both as they are told: rounded away from an alarm."""
    enough = recent.cases >= limits.cases and earlier.cases >= limits.cases
    return enough and recent.rate[0] > earlier.rate[1]


def _more_each(recent: Period, earlier: Period, limits: Drift) -> bool:
    enough = min(recent.grants, earlier.grants) >= limits.grants
    return enough and recent.total * earlier.grants * WHOLE > limits.value * earlier.total * recent.grants


def _period(reading: Reading, favour: Favour, kinds: tuple[str, ...], window: Window) -> Period:
    grants = granted(reading, favour, window, kinds)
    with_grant, cases = of_cases(reading, favour, grants, window)
    return Period(cases, with_grant, len(grants), sum(map(_amount, grants)))


def _amount(item: Item) -> int:
    return item.amount or 0


def _told(name: str, period: Period) -> dict[str, Any]:
    low, high = period.rate
    return {
        f"{name}_cases": period.cases,
        f"{name}_granted": period.granted,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_mean": period.mean,
    }


def _can_have_drifted(
    reading: Reading, favour: Favour, kinds: tuple[str, ...], limits: Drift, now: Window, before: Window
) -> bool:
    """Whether either can hold at all, by counting only. Where neither can, nothing needs to be looked at."""
    recent = replace(favour.granted(kinds), first_day=now.first, last_day=now.last)
    earlier = replace(favour.granted(kinds), first_day=before.first, last_day=before.last)
    most, most_earlier = reading.count(recent), reading.count(earlier)
    if not most:
        return False
    least = limits.grants
    if min(most, most_earlier) >= least:
        (number, total), (number_earlier, total_earlier) = _sum(reading, recent), _sum(reading, earlier)
        enough = min(number, number_earlier) >= least
        if enough and total * number_earlier * WHOLE > limits.value * total_earlier * number:
            return True
    fewest = decided(reading, favour, now)
    # At most the tickets with a grant come on top of those that the rule decided.
    most_before = decided(reading, favour, before) + most_earlier
    if fewest + most < limits.cases or most_before < limits.cases:
        return False
    surely = min(reading.count(at_least(earlier), distinct="ticket"), most_before)
    return bounds(most, max(most, fewest))[0] > bounds(surely, most_before)[1]


def _sum(reading: Reading, query: Query) -> tuple[int, int]:
    """How many grants count, and what they come to: as `that_count` says, without looking at each."""
    surely = at_least(query)
    used = [each for each in reading.items(replace(query, statuses=TAKEN_BACK)) if was_used(reading, each)]
    return reading.count(surely) + len(used), reading.total(surely) + sum(map(_amount, used))
