"""Decides the case of an earlier decision again, with what became known since: nobody tells all of it a second time.

The case is taken from the record, so that it is of the same customer, whose id nobody can read back. The policy in
force decides, with what the ledger knows by now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairservice.decisions.decision import Decision
from fairservice.desk.deciding import Asked, decide, refuse_ledger_facts
from fairservice.desk.recorded import Recorded
from fairservice.desk.refusals.answering import NO_SUCH_REQUEST
from fairservice.desk.session import Session
from fairservice.desk.weighing import refuse_decided_anew
from fairservice.errors import DeskError
from fairservice.ledger.records import DecisionMade


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is to be known of the decision whose case is decided again."""

    id: str
    on: date
    """The day on which its facts were said."""
    put_right: tuple[str, ...]
    """Facts that were put right since: they count as they are now."""
    left_out: tuple[str, ...]
    """Facts that the policy in force does not know, or counts itself."""
    other_policy: bool
    """Whether another version of the policy decided it."""


def decide_again(
    session: Session, name: str, facts: Mapping[str, object], lang: str | None = None
) -> tuple[Recorded[DecisionMade], Decision, Earlier]:
    """The decision on the case of an earlier one, with facts put over its own; None for one that is not known.

    Raises `NotOnRecord` where the earlier one is erased, `CaseError` for what cannot be the value of a fact, and
    `Refused` where it was decided anew already, or the policy in force answers no such request.
    """
    if not isinstance(facts, Mapping) or any(
        not isinstance(each, str) or isinstance(value, Mapping) for each, value in facts.items()
    ):
        raise DeskError("facts are said by name", 'say them like `{"order.total": "25.00"}`')
    made = session.live(session.found(name, DecisionMade))
    record = made.record
    refuse_decided_anew(session, made)
    if record.request not in session.rulebook.requests:
        raise NO_SUCH_REQUEST.of(id=made.id, request=record.request)
    refuse_ledger_facts(session, facts)
    own, left_out = _own_facts(session, record)
    asked = Asked(
        record.ticket or "",
        record.customer,
        record.household,
        record.request,
        {**own, **facts},
        date.fromisoformat(record.received_on),
        _language(session, record) if lang is None else lang,
    )
    earlier = Earlier(
        made.id,
        date.fromisoformat(record.on),
        tuple(each for each in record.put_right or () if each not in facts),
        tuple(each for each in left_out if each not in facts),
        record.bundle != session.policy.digest,
    )
    again, decision = decide(session, asked)
    return again, decision, earlier


def _own_facts(session: Session, record: DecisionMade) -> tuple[dict[str, object], list[str]]:
    """What was said of the case, without what the ledger counted; and what the policy in force has no place for."""
    then, now = session.policy_of(record).rulebook.facts, session.rulebook.facts
    said = {name: value for name, value in record.facts.items() if name not in then or then[name].history is None}
    own = {
        name: value
        for name, value in said.items()
        if name in now and now[name].history is None and now[name].source != "clock"
    }
    return own, [name for name in said if name not in own and said[name] is not None]


def _language(session: Session, record: DecisionMade) -> str | None:
    """The language that it was told in, where the policy in force still has it."""
    return record.lang if record.lang in session.rulebook.languages else None
