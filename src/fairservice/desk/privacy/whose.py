"""Whose data it is: a customer, a household, or nobody but a ticket; and which entries are about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairservice.desk.key import Pseudonyms
from fairservice.desk.phrases import Phrases
from fairservice.desk.ports import Reading
from fairservice.desk.principal import lowest_with, may
from fairservice.desk.recorded import recorded
from fairservice.desk.refusals.privacy import BY_A_PUBLISHED_POLICY, NOBODY_HAS_DUTY, NOBODYS_DUTY, NOT_YOUR_DUTY
from fairservice.desk.session import Session
from fairservice.desk.wording import named
from fairservice.errors import DeskError
from fairservice.ledger.entry import Entry
from fairservice.ledger.item import Query
from fairservice.ledger.records import Record

OF_STAFF = ("by", "asked_by", "answered_by", "given_by", "employee")
"""The fields of records that name an employee, by login."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A customer, and the household that they speak for; or a household as a whole; or a ticket without a name.

    `customer` and `household` are pseudonyms.
    """

    customer: str | None = None
    household: str | None = None
    ticket: str | None = None


def whose(pseudonyms: Pseudonyms, customer: str | None, household: str | None, ticket: str | None) -> Whose:
    """Whose data is meant, by your own ids. Raises `DeskError` where nobody is meant, or too many."""
    if ticket is not None and (customer is not None or household is not None):
        raise DeskError(
            "a ticket is named only where nobody knows the customer",
            "leave the ticket out: all of theirs are looked at",
        )
    if ticket is not None:
        return Whose(ticket=named(ticket, "a ticket"))
    if customer is None and household is None:
        raise DeskError("whose data is it?", "name a customer, a household, or the ticket of somebody without an id")
    return Whose(
        None if customer is None else pseudonyms.of_customer(customer),
        None if household is None else pseudonyms.of_household(household),
    )


def entries_about(reading: Reading, who: Whose) -> list[Entry]:
    """The entries about somebody, in order, without those that are erased.

    Those of a customer, and what was put on their tickets before anybody knew their name, where nobody else is on the
    same ticket. Of a household that a customer speaks for: what is about none of its members by name. Of a household
    as a whole: everything.
    """
    found = {each.number: each for each in _named(reading, who)}
    tickets = {each.content().get("ticket") for each in found.values()} - {None}
    if who.ticket is not None:
        tickets = {who.ticket}
    for ticket in tickets:
        on_it = list(reading.entries(ticket=ticket))
        if who.ticket is None and not _only_theirs(on_it, who):
            continue
        for each in on_it:
            said = each.content()
            if said.get("customer") is None and said.get("household") in (None, who.household):
                found.setdefault(each.number, each)
    return [found[number] for number in sorted(found)]


def _named(reading: Reading, who: Whose) -> Iterator[Entry]:
    if who.customer is not None:
        yield from reading.entries(customer=who.customer)
    if who.household is not None:
        for each in reading.entries(household=who.household):
            if who.customer is None or each.content().get("customer") is None:
                yield each


def _only_theirs(on_ticket: list[Entry], who: Whose) -> bool:
    customers = {each.content().get("customer") for each in on_ticket} - {None}
    households = {each.content().get("household") for each in on_ticket} - {None}
    if who.customer is not None:
        return customers == {who.customer}
    return households <= {who.household}


def records_about(reading: Reading, who: Whose) -> list[tuple[int, Record]]:
    return [(each.number, recorded(each).record) for each in entries_about(reading, who)]


def refuse_but_protector(session: Session, does: Phrases) -> None:
    """Raises `Refused` for all but those whose duty it is to protect data.

    A draft says neither who they are nor how long is kept what was decided by a policy: anybody can write one.
    """
    if session.in_force.draft and session.reading.count(Query(kinds=("case",))):
        raise BY_A_PUBLISHED_POLICY.of(does=does)
    if may(session.rulebook, session.person, "protect_data"):
        return
    role = lowest_with(session.rulebook, "protect_data")
    if role is None:
        raise NOBODYS_DUTY.of(does=does, policy=session.rulebook.name)
    if not any(may(session.rulebook, each, "protect_data") for each in session.parts.staff.people(session.today)):
        raise NOBODY_HAS_DUTY.of(does=does, role=role)
    raise NOT_YOUR_DUTY.of(does=does, role=role)
