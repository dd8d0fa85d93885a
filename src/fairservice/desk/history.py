"""Facts `from: ledger`: what the ledger knows of a customer, counted for a decision and recorded with it as values.

The one place that says what each of them means. All entrances (the desk, its commands, services) come through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fairservice.conditions.declarations import Fact, HistoryOf
from fairservice.conditions.vocabulary import Quantity, write_value
from fairservice.desk.ports import Reading
from fairservice.ledger.effects import TAKEN_BACK
from fairservice.ledger.item import Query
from fairservice.policy.rulebook import Rulebook

COUNTED: Mapping[str, tuple[str, ...]] = {
    "concessions": ("concession", "outside"),  # what was given outside of the policy was given all the same
    "recoveries": ("recovery",),
    "refusals": ("refusal",),
    "overrides": ("override",),
    "promises": ("promise",),
    "complaints": ("complaint",),
    "incidents": ("incident",),
}
"""The kinds of items that each word of `history:` counts."""


def history_facts(
    reading: Reading, rulebook: Rulebook, request: str, customer: str | None, household: str | None, today: date
) -> dict[str, object]:
    """What the ledger knows of the facts that a request reads. Unknown, and so left out, of a customer without a name.

    Where no household is given, the customer is their own.
    """
    if customer is None:
        return {}
    found: dict[str, object] = {}
    for name in rulebook.requests[request].program.facts:
        fact = rulebook.facts.get(name)
        of = None if fact is None else fact.history
        if fact is None or of is None:
            continue
        household_of = household if of.of == "household" else None
        query = query_of(of, customer, household_of, today)
        if household_of is not None:
            found[fact.name] = _of_household(reading, fact, of, query, customer, today)
            continue
        if of.what == "incidents":
            query = replace(query, first_day=max(query.first_day or 0, _held_from(reading, customer)))
        found[fact.name] = _measured(reading, fact, of, query, today)
    return found


def _of_household(reading: Reading, fact: Fact, of: HistoryOf, query: Query, customer: str, today: date) -> object:
    """What a household had, and what this customer had where nobody said which household it was.

    Else it would be had anew by leaving the household out once. A household has few items, so they are looked at.
    """
    own = replace(query, household=None, customer=customer)
    items = list({each.id: each for each in (*reading.items(query), *reading.items(own))}.values())
    if of.what == "incidents":
        held = {each.customer: _held_from(reading, each.customer) for each in items if each.customer is not None}
        items = [each for each in items if each.customer is None or each.day >= held[each.customer]]
    type = fact.type
    assert isinstance(type, Quantity)
    if of.measure == "count":
        return min(len(items), type.high)
    if of.measure == "days_since":
        return today.toordinal() - max(each.day for each in items) if items else _never(of)
    return write_value(min(sum(each.amount or 0 for each in items), type.high), type)


def _measured(reading: Reading, fact: Fact, of: HistoryOf, query: Query, today: date) -> object:
    type = fact.type
    assert isinstance(type, Quantity)
    if of.measure == "count":
        return min(reading.count(query), type.high)
    if of.measure == "days_since":
        last = reading.last_day(query)
        return _never(of) if last is None else today.toordinal() - last
    return write_value(min(reading.total(query), type.high), type)


def query_of(of: HistoryOf, customer: str, household: str | None, today: date) -> Query:
    """The items that a history fact counts: those of today, and of up to `within_days` days ago."""
    by_favour = of.what in ("concessions", "recoveries")
    return Query(
        kinds=COUNTED[of.what],
        but_statuses=TAKEN_BACK,
        customer=customer if household is None else None,
        household=household,
        requests=of.requests,
        favours=of.rules if by_favour else (),
        rules=() if by_favour else of.rules,
        grant=of.grant,
        reasons=of.reasons,
        first_day=today.toordinal() - of.within_days,
        last_day=today.toordinal(),
    )


def _never(of: HistoryOf) -> int:
    """What is said where there was none: no days since are one more than the period."""
    return of.within_days + 1 if of.measure == "days_since" else 0


def _held_from(reading: Reading, customer: str) -> int:
    """The first day from which conduct counts: after the customer's last objection that was not rejected."""
    query = Query(kinds=("opposition",), statuses=("open", "upheld"), customer=customer)
    last = reading.last_day(query)
    return 0 if last is None else last + 1
