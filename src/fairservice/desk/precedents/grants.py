"""Which grants count when favours are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairservice.desk.ports import Reading
from fairservice.ledger.effects import TAKEN_BACK
from fairservice.ledger.item import Item, Query

GIVEN = ("concession", "outside", "given_by_override")
"""What was given as a favour: authorised, told afterwards, or by an override beyond what the policy gives.

Never `trial`: what a draft led to is no precedent.
"""
RECOVERED = ("recovery",)
"""What made good a failure of our own, counted apart."""


@dataclass(frozen=True, slots=True)
class Favour:
    """The kind of a favour: what was asked, the rule (or `otherwise`) that it is an exception to, what is given."""

    request: str
    rule: str
    grant: str

    def granted(self, kinds: tuple[str, ...] = GIVEN) -> Query:
        """All grants of it, those that were taken back among them."""
        return Query(kinds=kinds, requests=(self.request,), rules=(self.rule,), grant=self.grant)

    def decided(self) -> Query:
        """The cases that its rule decided."""
        return Query(kinds=("case",), requests=(self.request,), rules=(self.rule,))


def favour_of(item: Item) -> Favour:
    """The favour that a grant or an alarm is about."""
    assert item.request is not None and item.rule is not None and item.grant is not None
    return Favour(item.request, item.rule, item.grant)


def that_count(reading: Reading, query: Query) -> list[Item]:
    """The grants of a query that count.

    What was taken back before it was used does not: the customer was told that it is off, and has got nothing. Once
    used, it has been given, whatever was said later.
    """
    return [each for each in reading.items(query) if each.status not in TAKEN_BACK or was_used(reading, each)]


def was_used(reading: Reading, item: Item) -> bool:
    """Whether a concession was used at least once, as the entries say that made it what it is."""
    entries = (reading.entry(number) for number in item.entries)
    return any(entry is not None and entry.kind == "use" for entry in entries)


def at_least(query: Query) -> Query:
    """Only grants that surely count: what was taken back is left out, used or not."""
    return replace(query, but_statuses=TAKEN_BACK)
