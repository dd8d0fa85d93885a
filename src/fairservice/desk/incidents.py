"""Takes a report of unreasonable conduct in a contact. It labels what was done, never who did it."""

from __future__ import annotations

from fairservice.conditions.vocabulary import nearest, shown
from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Session
from fairservice.errors import DeskError
from fairservice.ledger.records import IncidentReported

CONDUCT = ("shouting", "insult", "discrimination", "sexual_remark", "threat", "violence", "endless_pressure")
"""What an incident can be: something that was done."""


def report_incident(
    session: Session, ticket: str, customer: str | None, household: str | None, what: str
) -> Recorded[IncidentReported]:
    """Puts on record what was done in the contact of a ticket."""
    if what not in CONDUCT:
        near = nearest(shown(what), list(CONDUCT))
        listed = ", ".join(f"`{each}`" for each in CONDUCT)
        raise DeskError(
            f"`{shown(what)}` is no conduct that is recorded", f"did you mean `{near}`?" if near else f"say {listed}"
        )
    return session.put(
        IncidentReported(
            **session.common(session.own_role),
            ticket=ticket,
            customer=customer,
            household=household,
            what=what,
            draft=session.in_force.draft,
        )
    )
