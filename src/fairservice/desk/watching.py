"""Sees to it that patterns of concessions never stay silent: raises the alarms that are due."""

from __future__ import annotations

from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.watch import due_alarms
from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Session
from fairservice.ledger.records import AlarmRaised


def raise_alarms(
    session: Session, among: Favour | None = None, reason: str | None = None
) -> tuple[Recorded[AlarmRaised], ...]:
    """Raises every alarm that is due, of one favour, given for one reason, or of all."""
    due = due_alarms(session.reading, session.terms, session.today, among, reason)
    return tuple(session.put(each) for each in due)
