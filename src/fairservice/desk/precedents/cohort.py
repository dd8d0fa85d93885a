"""When a favour has spread: many customers got it, from several colleagues, for long, in too many of its cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import GIVEN, Favour, that_count
from fairservice.desk.precedents.resolutions import BEGINNING, Start
from fairservice.desk.precedents.wilson import bounds, lower_bound_exceeds
from fairservice.ledger.effects import case_id
from fairservice.ledger.item import Item
from fairservice.policy.desk_terms import Cohort


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the cases that a rule decided: in how many something was granted, to how many customers, by how many.

    A case is a ticket, however often something was given in it; a grant without a ticket is a case of its own.
    """

    cases: int
    granted: int
    customers: int
    givers: int
    first: int | None
    """The day of the first grant; None where there is none."""
    last: int | None

    @property
    def days(self) -> int:
        """From the first grant to the last."""
        return 0 if self.first is None or self.last is None else self.last - self.first

    def alarming(self, limits: Cohort) -> bool:
        """Whether all four hold."""
        return (
            self.customers >= limits.customers
            and self.givers >= limits.givers
            and self.days >= limits.days
            and lower_bound_exceeds(self.granted, self.cases, limits.rate)
        )

    def told(self, limits: Cohort) -> dict[str, Any]:
        """What an alarm says of them."""
        low, high = bounds(self.granted, self.cases)
        return {
            "cases": self.cases,
            "granted": self.granted,
            "low": low,
            "high": high,
            "limit": limits.rate,
            "customers": self.customers,
            "givers": self.givers,
            "first_day": None if self.first is None else date.fromordinal(self.first).isoformat(),
            "last_day": None if self.last is None else date.fromordinal(self.last).isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Window:
    """Which days count, and within them what came after the last thing that was decided."""

    first: int
    last: int
    start: Start = BEGINNING

    @classmethod
    def until(cls, today: date, within_days: int, start: Start = BEGINNING) -> Window:
        last = today.toordinal()
        return cls(max(last - within_days, start.day), last, start)


def granted_for(reading: Reading, favour: Favour, reason: str | None, window: Window) -> list[Item]:
    """The grants of a favour for one reason that count."""
    return [each for each in granted(reading, favour, window) if each.reason == reason]


def granted(reading: Reading, favour: Favour, window: Window, kinds: tuple[str, ...] = GIVEN) -> list[Item]:
    """The grants of a favour that count, for whichever reason."""
    query = replace(favour.granted(kinds), first_day=window.first, last_day=window.last)
    return [each for each in that_count(reading, query) if window.start.has(each)]


def figures(reading: Reading, favour: Favour, grants: list[Item], window: Window) -> Figures:
    """What grants come to among the cases of their favour."""
    granted, cases = of_cases(reading, favour, grants, window)
    return Figures(
        cases=cases,
        granted=granted,
        customers=len({each.customer for each in grants} - {None}),
        givers=len({each.giver for each in grants} - {None}),
        first=min((each.day for each in grants), default=None),
        last=max((each.day for each in grants), default=None),
    )


def of_cases(reading: Reading, favour: Favour, grants: list[Item], window: Window) -> tuple[int, int]:
    """In how many cases something was granted, and among how many.

    A ticket with a grant is a case also where its decision is gone, came out otherwise later, or never was asked for.
    """
    tickets = {each.ticket for each in grants if each.ticket is not None}
    without = sum(each.ticket is None for each in grants)
    beyond = sum(not _decided_in(reading, favour, ticket, window) for ticket in tickets)
    return len(tickets) + without, decided(reading, favour, window) + beyond + without


def decided(reading: Reading, favour: Favour, window: Window) -> int:
    """How many tickets the rule decided; what was decided without a ticket is no case."""
    query = replace(favour.decided(), first_day=window.first, last_day=window.last)
    count = reading.count(query)  # a ticket has one case of a request, so that no column needs to be looked at
    if _decided_in(reading, favour, None, window):
        count -= 1
    if window.start.after and window.start.day == window.first:
        # What was decided on that day before the alarm was: the days cannot tell it apart.
        same_day = reading.items(replace(query, last_day=window.first))
        count -= sum(not window.start.has(each) for each in same_day)
    return count


def _decided_in(reading: Reading, favour: Favour, ticket: str | None, window: Window) -> bool:
    case = reading.item(case_id(ticket, favour.request))
    return (
        case is not None
        and case.kind == "case"
        and case.rule == favour.rule
        and window.first <= case.day <= window.last
        and window.start.has(case)
    )


def may_be_alarming(reading: Reading, favour: Favour, reason: str, limits: Cohort, window: Window) -> bool:
    """Whether the definition can hold at all, by counting only. Where it cannot, nothing needs to be looked at.

    What was taken back is counted here: more grants among fewer cases, so that the bound is never too low.
    """
    query = replace(favour.granted(), reasons=(reason,), first_day=window.first, last_day=window.last)
    if reading.count(query, distinct="customer") < limits.customers:
        return False
    if reading.count(query, distinct="giver") < limits.givers:
        return False
    most = reading.count(query)
    return lower_bound_exceeds(most, max(most, decided(reading, favour, window)), limits.rate)
