"""Takes a report of unreasonable conduct in a contact. It labels what was done, never who did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fairservice.conditions.vocabulary import nearest, shown
from fairservice.desk.recorded import Recorded
from fairservice.desk.refusals.refusal import the_day
from fairservice.desk.refusals.weighing import INCIDENT
from fairservice.desk.session import Session
from fairservice.errors import DeskError, Refused
from fairservice.ledger.effects import TRIAL
from fairservice.ledger.item import Query
from fairservice.ledger.records import DecisionMade, IncidentReported

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


def pressed(session: Session, made: Recorded[DecisionMade]) -> bool:
    """Whether there was an incident today in this contact: on its ticket, or of its customer on another one.

    Who shouted and calls again has not begun anew.
    """
    record = made.record
    kinds = ("incident", TRIAL) if record.draft else ("incident",)  # who tries a draft sees it close as it will
    today = Query(kinds=kinds, first_day=session.day, last_day=session.day)
    contact = session.reading.items(replace(today, ticket=record.ticket))
    if record.customer is not None:
        contact += session.reading.items(replace(today, customer=record.customer))
    return any(each.id.startswith("incident/") for each in contact)


def refuse_after_incident(session: Session, made: Recorded[DecisionMade]) -> None:
    """After an incident in a contact nothing is given beyond the policy there until the next day: pressure never pays.

    Raises `Refused`.
    """
    if pressed(session, made):
        raise after_incident(session)


def after_incident(session: Session) -> Refused:
    """Why nothing beyond the policy is given today."""
    return INCIDENT.of(tomorrow=the_day(session.today + timedelta(1)))
