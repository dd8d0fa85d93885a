"""What one customer may have come to expect: a favour that was given again, without a word that it is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import Favour, that_count
from fairservice.ledger.effects import day_number
from fairservice.ledger.item import Item, Query
from fairservice.policy.desk_terms import DeskTerms

LevelName = Literal["none", "emerging", "expectation"]


@dataclass(frozen=True, slots=True)
class Level:
    """How far a favour has become a pattern with one customer, and what says so.

    The score is the sum of `grants`, of the `unnoticed` among them (no notice in time that it was given once), and of
    how often the customer `cited` an earlier one. `since`: the day of the first grant that counts.
    """

    name: LevelName = "none"
    grants: int = 0
    unnoticed: int = 0
    cited: int = 0
    since: date | None = None

    @property
    def score(self) -> int:
        return self.grants + self.unnoticed + self.cited


def level(
    reading: Reading, favour: Favour, customer: str | None, terms: DeskTerms, today: date, ticket: str | None = None
) -> Level:
    """The level of a favour with a customer, before anything is given today. With nobody in particular: none.

    `ticket`: where it would be given now. A no that was told there first is no refusal of it, as it would not hold.
    """
    if customer is None:
        return Level()
    limits = terms.precedents.favour
    last = today.toordinal()
    first = last - limits.within_days
    # Older grants too: a refusal within a contact in which it was given at any time is no refusal of the favour.
    ever = that_count(reading, replace(favour.granted(), customer=customer, last_day=last))
    refusals = Query(kinds=("refusal",), requests=(favour.request,), rules=(favour.rule,), customer=customer)
    told_no = reading.items(replace(refusals, first_day=first, last_day=last))
    cites = Query(kinds=("cited",), requests=(favour.request,), rules=(favour.rule,), customer=customer)
    named = reading.items(replace(cites, grant=favour.grant, first_day=first, last_day=last))
    return weighed(ever, told_no, named, terms, today, ticket)


def weighed(
    ever: list[Item], told_no: list[Item], named: list[Item], terms: DeskTerms, today: date, ticket: str | None = None
) -> Level:
    """The level that all grants of a favour to one customer come to, and within its period the refusals and cites."""
    limits = terms.precedents.favour
    last = today.toordinal()
    first = last - limits.within_days
    given_in = {_contact(each) for each in ever} | ({(ticket, None)} if ticket is not None else set())
    after = max((_order(each) for each in told_no if _contact(each) not in given_in), default=(first, 0))
    grants = [each for each in ever if _order(each) > after]
    if not grants:
        return Level()
    unnoticed = sum(_unnoticed(each, limits.notice_within_days, last) for each in grants)
    cited = sum(_order(each) > after for each in named)
    score = len(grants) + unnoticed + cited
    name: LevelName = "none"
    if score >= limits.emerging:
        name = "expectation" if score >= limits.expectation else "emerging"
    return Level(name, len(grants), unnoticed, cited, date.fromordinal(_first_day(grants)))


def _order(item: Item) -> tuple[int, int]:
    """When it was, also among what was on the same day."""
    return item.day, item.number


def _contact(item: Item) -> tuple[str | None, int | None]:
    """The contact that it was in: its ticket; without one, what was on the same day is taken for one contact."""
    return (item.ticket, None) if item.ticket is not None else (None, item.day)


def _unnoticed(item: Item, within: int, today: int) -> bool:
    """Whether the customer was not told in time that it was given this once.

    Of what was told afterwards the words of its repair are the notice, of an override its sentence.
    """
    if item.kind == "given_by_override":
        return False
    if item.kind == "outside":
        return item.status == "to_repair" and today > item.day + within
    noticed = item.body.get("noticed")
    told = today if noticed is None else day_number(noticed)
    return told > item.day + within


def _first_day(items: Iterable[Item]) -> int:
    return min(each.day for each in items)
