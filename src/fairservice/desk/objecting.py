"""Staff have a voice: this rule is wrong. The owner of the policy answers by a deadline."""

from __future__ import annotations

from fairservice.desk.phrases import Phrases
from fairservice.desk.principal import may
from fairservice.desk.recorded import Recorded, about
from fairservice.desk.refusals.answering import ANSWERED
from fairservice.desk.refusals.owning import ANSWERS_OBJECTIONS, NOT_THE_OWNER
from fairservice.desk.session import Session
from fairservice.desk.wording import flag, neutral
from fairservice.ledger.records import DecisionMade, ObjectionAnswered, StaffObjected


def object_to(session: Session, name: str, note: str) -> Recorded[StaffObjected]:
    """An employee says that the rule behind a decision is wrong. Nothing can refuse it."""
    made = session.live(session.found(name, DecisionMade))
    record = made.record
    return session.put(
        StaffObjected(
            **session.common(session.own_role),
            **about(made),
            decision=made.number,
            request=record.request,
            rule=record.rule,
            note=neutral(note),
            due=session.in_days(session.terms.objection_days),
            draft=record.draft,
        )
    )


def answer_objection(session: Session, name: str, answer: str, changes: bool) -> Recorded[ObjectionAnswered]:
    """The owner of the policy answers an objection: what they think of it, and whether the policy changes."""
    objected = session.live(session.found(name, StaffObjected))
    item = session.item(f"objection/{objected.number}")
    if item is None or item.status != "open":
        raise ANSWERED.of(id=objected.id)
    refuse_but_owner(session, ANSWERS_OBJECTIONS)
    record = objected.record
    return session.put(
        ObjectionAnswered(
            **session.common(session.own_role),
            ticket=record.ticket,
            customer=record.customer,
            household=record.household,
            objection=objected.number,
            answer=neutral(answer),
            changes=flag(changes, "changes"),
        )
    )


def refuse_but_owner(session: Session, does: Phrases) -> None:
    """Raises `Refused` for all but those with the duty to publish."""
    if not may(session.rulebook, session.person, "publish"):
        raise NOT_THE_OWNER.of(does=does)
