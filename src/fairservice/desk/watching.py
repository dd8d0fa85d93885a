"""Sees to it that patterns of concessions never stay silent: raises the alarms that are due."""

from __future__ import annotations

from fairservice.desk.precedents.favour import Favour
from fairservice.desk.precedents.watch import due_alarms
from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Session
from fairservice.ledger.records import AlarmRaised

NOBODY_IN_PARTICULAR = ""
"""Who raises an alarm."""


def raise_alarms(session: Session, among: Favour | None = None) -> tuple[Recorded[AlarmRaised], ...]:
    """Raises every alarm that is due, of one favour or of all."""
    due = session.in_days(session.terms.precedents.decide_within_days)
    return tuple(
        session.put(AlarmRaised(on=session.today.isoformat(), by=NOBODY_IN_PARTICULAR, role="", due=due, **found))
        for found in due_alarms(session.reading, session.terms, session.today, among)
    )
