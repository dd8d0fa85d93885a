"""A customer asks for somebody higher: the answer goes along, and mostly it is upheld."""

from __future__ import annotations

from fairservice.desk.colleagues import name_of_colleague, open_escalation
from fairservice.desk.phrases import UPHELD, phrase
from fairservice.desk.principal import lowest_with, role_with
from fairservice.desk.recorded import Recorded, about, refuse_no_answer
from fairservice.desk.refusals.answering import ANSWERED, ESCALATED, FOR_ANOTHER, TO_UPHOLD
from fairservice.desk.refusals.refusal import labels
from fairservice.desk.session import Session
from fairservice.ledger.effects import case_id
from fairservice.ledger.records import DecisionMade, Escalated, Upheld


def escalate(session: Session, name: str) -> Recorded[Escalated]:
    """Puts on record that the customer asked for somebody higher. Raises `Refused` where that is so already."""
    made = session.answerable(name)
    record = made.record
    if open_escalation(session, made) is not None:
        raise ESCALATED.of(id=made.id)
    rulebook = session.policy_of(record).rulebook
    own = session.own_role
    known = own if own in rulebook.roles else None  # the policy that decided may have other roles than today's
    to_role = (
        lowest_with(rulebook, "override", above=known)
        or lowest_with(rulebook, "approve", above=known)
        or known
        or next(iter(rulebook.roles))
    )
    return session.put(
        Escalated(
            **session.common(own),
            **about(made),
            decision=made.number,
            request=record.request,
            rule=record.rule,
            refused=record.refuses,
            to_role=to_role,
            draft=record.draft,
        )
    )


def uphold(session: Session, name: str) -> Recorded[Upheld]:
    """Stands behind the answer of a colleague to whom a customer would not listen."""
    escalated = session.live(session.found(name, Escalated))
    item = session.item(f"escalation/{escalated.number}")
    if item is None or item.status != "open":
        raise ANSWERED.of(id=escalated.id)
    made = _as_it_stands(session, session.numbered(escalated.record.decision, DecisionMade))
    refuse_no_answer(made, TO_UPHOLD)
    rulebook = session.policy_of(made.record).rulebook
    to_role = escalated.record.to_role
    role = role_with(rulebook, session.person, "override") or role_with(rulebook, session.person, "approve")
    if role is None or session.person.login == made.record.by:
        raise FOR_ANOTHER.of(id=escalated.id, role=labels(rulebook, to_role))
    colleague = name_of_colleague(session, made.record.by)
    return session.put(
        Upheld(
            **session.common(role),
            **about(made),
            decision=made.number,
            escalation=escalated.number,
            sentence=phrase(UPHELD, made.record.lang).format(name=colleague),
        )
    )


def _as_it_stands(session: Session, made: Recorded[DecisionMade]) -> Recorded[DecisionMade]:
    """The decision; where it had no answer, the latest one of that case, which may have one by now.

    Else who asked for somebody higher while it was open would wait for ever.
    """
    record = made.record
    if record.answer is not None or record.request is None:
        return made
    case = session.item(case_id(record.ticket, record.request, record.draft))
    return made if case is None else session.numbered(int(case.body["decision"]), DecisionMade)
