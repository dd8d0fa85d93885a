"""What waits for an employee: what somebody with their roles must answer, and what they asked for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fairservice.desk.names import name_of
from fairservice.desk.principal import may, role_with, stands_at
from fairservice.desk.reporting_outside import honoured_by, honours
from fairservice.desk.session import Session
from fairservice.errors import NotOnRecord
from fairservice.ledger.effects import TRIAL
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import (
    AlarmRaised,
    ApprovalAsked,
    Conceded,
    DecisionMade,
    Escalated,
    HappenedOutside,
    Opposed,
    Record,
    StaffObjected,
)

Kind = Literal["approval", "escalation", "outside", "named", "objection", "alarm", "opposition", "notice"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, its name, by which day (a day as a number; None for none), and its entry."""

    kind: Kind
    id: str
    due: int | None
    record: Record
    item: Item
    honoured_by: str | None = None
    """Of what was given outside of the policy and the employee can only retract: the lowest role that honours it."""


def waiting(session: Session) -> list[Waiting]:
    """All that waits for the employee, what is due soonest first."""
    found = [each for read in (_approvals, _escalations, _outside, _of_owner, _notices) for each in read(session)]
    found += _oppositions(session)
    return sorted(found, key=lambda each: (each.due is None, each.due or 0, each.item.number))


def approvals(session: Session) -> list[Waiting]:
    """The requests for approval that the employee can answer."""
    return sorted(_approvals(session), key=lambda each: (each.due or 0, each.item.number))


def asked(session: Session) -> list[Waiting]:
    """What the employee asked for, and nobody answered yet: approvals, and objections to a rule."""
    own = [each for each in _items(session, "approval") if each.giver == session.person.login]
    found = [Waiting("approval", _name(each, ApprovalAsked), each.due, _of(session, each), each) for each in own]
    for each in _items(session, "objection"):
        record = _of(session, each)
        if record.by == session.person.login:
            found.append(Waiting("objection", _name(each, StaffObjected), each.due, record, each))
    return found


def _approvals(session: Session) -> Iterator[Waiting]:
    """Those of others, to a role that the employee has, by the policy that decided; never one's own."""
    for each in _items(session, "approval"):
        if each.giver != session.person.login and _reaches(session, each, str(each.body["to_role"])):
            yield Waiting("approval", _name(each, ApprovalAsked), each.due, _of(session, each), each)


def _escalations(session: Session) -> Iterator[Waiting]:
    for each in _items(session, "escalation"):
        record = _of(session, each)
        assert isinstance(record, Escalated)
        if record.by != session.person.login and _reaches(session, each, record.to_role):
            yield Waiting("escalation", _name(each, Escalated), each.due, record, each)


def _outside(session: Session) -> Iterator[Waiting]:
    """What is to be repaired, for who may; and for who is said to have given it that this is said of them."""
    repairs = role_with(session.rulebook, session.person, "approve") is not None
    for each in _items(session, "outside", "to_repair"):
        record = _of(session, each)
        assert isinstance(record, HappenedOutside)
        if repairs:
            higher = None if honours(session, record) else honoured_by(session, record)[0]
            yield Waiting("outside", _name(each, HappenedOutside), each.due, record, each, higher)
        elif each.giver == session.person.login != record.by:
            yield Waiting("named", _name(each, HappenedOutside), each.due, record, each)


def _of_owner(session: Session) -> Iterator[Waiting]:
    if not may(session.rulebook, session.person, "publish"):
        return
    for each in _items(session, "objection"):
        yield Waiting("objection", _name(each, StaffObjected), each.due, _of(session, each), each)
    for each in _items(session, "alarm"):
        yield Waiting("alarm", _name(each, AlarmRaised), each.due, _of(session, each), each)


def _oppositions(session: Session) -> Iterator[Waiting]:
    if may(session.rulebook, session.person, "protect_data"):
        for each in _items(session, "opposition"):
            yield Waiting("opposition", _name(each, Opposed), each.due, _of(session, each), each)


def _notices(session: Session) -> Iterator[Waiting]:
    """What the employee gave or asked for, where the customer was not told yet that it is given this once."""
    within = session.terms.precedents.favour.notice_within_days
    for each in [*_items(session, "concession", "given"), *_items(session, "recovery", "given")]:
        if each.body["noticed"] is not None:
            continue
        record = _of(session, each)
        assert isinstance(record, Conceded)
        if record.asked_by == session.person.login:
            yield Waiting("notice", _name(each, Conceded), each.day + within, record, each)


def _items(session: Session, kind: str, status: str = "open") -> list[Item]:
    """Those that stand open by the policy in force: of a draft its trials, which have no kind of their own."""
    if not session.in_force.draft:
        return session.reading.items(Query(kinds=(kind,), statuses=(status,)))
    trials = session.reading.items(Query(kinds=(TRIAL,), statuses=(status,)))
    return [each for each in trials if each.id.startswith(f"{kind}/")]


def _reaches(session: Session, item: Item, role: str) -> bool:
    try:
        made = session.numbered(int(item.body["decision"]), DecisionMade).record
    except NotOnRecord:  # erased; what is open on it can still be seen by who has the role now
        return stands_at(session.rulebook, session.person, role)
    return stands_at(session.policy_of(made).rulebook, session.person, role)


def _name(item: Item, record: type[Record]) -> str:
    return name_of(record.kind, item.number)


def _of(session: Session, item: Item) -> Record:
    """What the entry says with which an item began. Items whose entry is erased are gone."""
    from fairservice.desk.recorded import recorded

    entry = session.reading.entry(item.number)
    assert entry is not None, "an item rests on its first entry"
    return recorded(entry).record
