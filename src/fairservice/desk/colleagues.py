"""Whom a customer asked for, and what colleagues call each other."""

from __future__ import annotations

from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Session
from fairservice.errors import NotStaff
from fairservice.ledger.item import Query
from fairservice.ledger.records import DecisionMade


def open_escalation(session: Session, made: Recorded[DecisionMade]) -> int | None:
    """The open request for somebody higher about a decision."""
    query = Query(kinds=("escalation",), statuses=("open",), ticket=made.record.ticket)
    found = [each for each in session.reading.items(query) if each.body["decision"] == made.number]
    return found[-1].number if found else None


def name_of_colleague(session: Session, login: str) -> str:
    """What colleagues call an employee; who left is still called by their login."""
    try:
        return session.parts.staff.person(login, session.today).name
    except NotStaff:
        return login
