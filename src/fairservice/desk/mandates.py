"""Who may give how much: the mandates of the roles per case, and rolled up per customer over a period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import GIVEN, RECOVERED
from fairservice.ledger.effects import TAKEN_BACK
from fairservice.ledger.item import Query
from fairservice.policy.rulebook import Mandate, Rulebook

COUNTED = (*GIVEN, *RECOVERED)
"""Whatever was given counts against a mandate, also to make good a failure, and also where nobody authorised it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Why a mandate does not reach: which bound, what it is, and what would come to stand against it."""

    why: str
    """`above_mandate` or `above_mandate_per_customer`."""
    at_most: int
    comes_to: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a customer has been given of one grant, before what is asked now."""

    on_ticket: int
    of_customer: Callable[[int], int]
    """By the number of days back."""


def given_so_far(reading: Reading, grant: str, ticket: str, customer: str, today: int) -> Given:
    """What was given of a grant on a ticket, to whomever, and to a customer on all tickets."""
    given = Query(kinds=COUNTED, but_statuses=TAKEN_BACK, grant=grant)

    def of_customer(days: int) -> int:
        return reading.total(replace(given, customer=customer, first_day=today - days))

    return Given(reading.total(replace(given, ticket=ticket)), of_customer)


def bounds(rulebook: Rulebook, role: str, grant: str, amount: int, given: Given) -> Iterator[Bound]:
    """The bounds of a role's mandate that an amount would pass; none where the mandate reaches."""
    mandate = mandate_of(rulebook, role, grant) if role in rulebook.roles else None
    if mandate is None:  # also of a role that this policy does not know
        yield Bound("above_mandate", 0, amount)
        return
    if given.on_ticket + amount > mandate.per_case:
        yield Bound("above_mandate", mandate.per_case, given.on_ticket + amount)
    limit = mandate.per_customer
    if limit is not None:
        comes_to = given.of_customer(limit.within_days) + amount
        if comes_to > limit.at_most:
            yield Bound("above_mandate_per_customer", limit.at_most, comes_to)


def mandate_of(rulebook: Rulebook, role: str, grant: str) -> Mandate | None:
    """The mandate of a role: its own, or where it has none that of the nearest role below it."""
    step: str | None = role
    for _ in rulebook.roles:
        if step is None:
            return None
        for each in rulebook.mandates:
            if (each.role, each.grant) == (step, grant):
                return each
        step = rulebook.roles[step].above
    return None


def reaching(rulebook: Rulebook, grant: str, amount: int, given: Given) -> tuple[str, ...]:
    """The roles whose mandate reaches, lowest first."""
    return tuple(role for role in rulebook.roles_upward() if not any(bounds(rulebook, role, grant, amount, given)))
