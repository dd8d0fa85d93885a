"""Finds what is on record by its name or its ticket, with what belongs to the same matter."""

from __future__ import annotations

from fairservice.desk.names import name_of, number_of
from fairservice.desk.precedents.resolutions import OWNER_ONLY
from fairservice.desk.principal import may
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.refusals.owning import OWNERS_PATTERN
from fairservice.desk.session import Session
from fairservice.errors import DeskError, NotOnRecord
from fairservice.ledger.records import AlarmRaised, PrecedentResolved, Record

_REFERS = (
    "decision",
    "escalation",
    "asked",
    "approval",
    "concession",
    "renews",
    "report",
    "objection",
    "alarm",
    "opposition",
    "corrects",
    "decided_anew",
)
"""The fields of records that have the number of another entry."""


def look_up(session: Session, name: str) -> Recorded[Record]:
    """The entry of any name. Raises `NotOnRecord`, and `Refused` for what only the owner of the policy sees."""
    number = number_of(name)
    entry = session.reading.entry(number)
    wanted = name.strip().upper()
    called = None if entry is None else name_of(entry.kind, number)
    if entry is None or called != wanted:
        help = "its name is on what the desk said at the time"
        if called is not None:
            help = f"did you mean `{called}`?"
        raise NotOnRecord(f"there is no `{wanted}` on the ledger", help)
    if entry.erased:
        raise NotOnRecord(f"what `{wanted}` said is erased", "`fairservice ledger verify` tells why")
    found = recorded(entry)
    _refuse_owners_own(session, found.record)
    return found


def matter_of(session: Session, found: Recorded[Record]) -> list[Recorded[Record]]:
    """The other entries of the same matter: those that it names, and those that name it, in their order."""
    named = _named(found.record)
    if found.record.ticket is None:
        item = session.item(f"alarm/{found.number}")
        named |= set(item.entries) if item is not None else set()
        others = [session.reading.entry(number) for number in sorted(named - {found.number})]
        return [recorded(each) for each in others if each is not None and not each.erased]
    near = of_ticket(session, found.record.ticket)
    return [
        each
        for each in near
        if each.number != found.number and (each.number in named or found.number in _named(each.record))
    ]


def of_ticket(session: Session, ticket: str) -> list[Recorded[Record]]:
    """All that is on record of a ticket, in order. Raises `DeskError` for a ticket that names nothing."""
    ticket = ticket.strip()
    if not ticket:
        raise DeskError("which ticket?", "say its id, as your system calls it")
    return [recorded(each) for each in session.reading.entries(ticket=ticket) if not each.erased]


def _named(record: Record) -> set[int]:
    return {value for name in _REFERS if isinstance(value := getattr(record, name, None), int)}


def _refuse_owners_own(session: Session, record: Record) -> None:
    """What one person gave to many is for the owner of the policy alone."""
    if isinstance(record, PrecedentResolved):
        entry = session.reading.entry(record.alarm)
        if entry is None or entry.erased:
            return
        record = recorded(entry).record
    if (
        isinstance(record, AlarmRaised)
        and record.alarm in OWNER_ONLY
        and not may(session.rulebook, session.person, "publish")
    ):
        raise OWNERS_PATTERN.of()
