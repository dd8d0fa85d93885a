"""Decides a case and puts the decision on record; later says what the customer was told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fairservice.decisions.case import day_of
from fairservice.decisions.decision import Decision
from fairservice.desk import wording
from fairservice.desk.history import history_facts
from fairservice.desk.recorded import Recorded, refuse_no_answer
from fairservice.desk.refusals.answering import LEDGER_FACT, TO_TELL
from fairservice.desk.session import Session
from fairservice.errors import DeskError
from fairservice.ledger.records import AnswerGiven, DecisionMade


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided: the request of a ticket, of a customer (or nobody known), with its facts.

    `customer` and `household` are pseudonyms. `received_on` is today where it is None, `lang` the policy's first.
    """

    ticket: str
    customer: str | None
    household: str | None
    request: str
    facts: Mapping[str, object]
    received_on: date | None
    lang: str | None


def decide(session: Session, asked: Asked, corrects: int | None = None) -> tuple[Recorded[DecisionMade], Decision]:
    """The decision of the policy in force, on record, and itself. Raises `CaseError` and `DeskError`."""
    decision = decided(session, asked)
    content = decision.to_dict(trace=False)
    facts = content.pop("facts")
    assert isinstance(facts, dict)
    policy = session.policy
    session.writing.keep_bundle(policy.digest, session.in_force.bundle)
    made = session.put(
        DecisionMade(
            **session.common(session.own_role),
            ticket=asked.ticket,
            customer=asked.customer,
            household=asked.household,
            request=asked.request,
            lang=decision.lang,
            bundle=policy.digest,
            publication=session.in_force.number,
            draft=session.in_force.draft,
            received_on=decision.received_on.isoformat(),
            valid_until=session.in_days(session.terms.answerable_days),
            facts=facts,
            fingerprint=decision.fingerprint,
            status=decision.status,
            answer=decision.answer,
            rule=decision.rule,
            corrects=corrects,
            decision=content,
        )
    )
    return made, decision


def decided(session: Session, asked: Asked) -> Decision:
    """What the policy in force decides, with what the ledger knows of the customer."""
    policy, rulebook = session.policy, session.rulebook
    known: dict[str, object] = {}
    if asked.request in rulebook.requests:  # else the policy says what it answers
        refuse_ledger_facts(session, asked.facts)
        known = history_facts(session.reading, rulebook, asked.request, asked.customer, asked.household, session.today)
    received_on = None if asked.received_on is None else day_of("received_on", asked.received_on)
    if received_on is not None and received_on > session.today:
        raise DeskError(f"a request of {received_on} cannot be decided today", "say the day on which it came in")
    return policy.decide(
        asked.request,
        {**asked.facts, **known} if known and isinstance(asked.facts, Mapping) else asked.facts,
        today=session.today,
        received_on=received_on,
        lang=asked.lang,
    )


def refuse_ledger_facts(session: Session, facts: Mapping[str, object]) -> None:
    """Raises `Refused` where somebody says what only the ledger can know."""
    declared = session.rulebook.facts
    for name in _names(facts):
        fact = declared.get(name)
        if fact is not None and fact.history is not None:
            raise LEDGER_FACT.of(fact=name)


def _names(facts: Mapping[str, object], prefix: str = "", depth: int = 0) -> Iterator[str]:
    if not isinstance(facts, Mapping) or depth > 20:  # told by who reads the case
        return
    for key, value in facts.items():
        if not isinstance(key, str):  # told by who reads the case
            continue
        name = f"{prefix}{key}"
        if not isinstance(value, str | int) and isinstance(value, Mapping):  # most are plain, which is told faster
            yield from _names(value, f"{name}.", depth + 1)
        else:
            yield name


def again(session: Session, made: DecisionMade, facts: Mapping[str, object] | None = None) -> Decision:
    """A decision on record, made again by its own policy on its own day: on its own facts, or on others."""
    policy = session.policy_of(made)
    return policy.decide(
        made.request,
        made.facts if facts is None else facts,
        today=date.fromisoformat(made.on),
        received_on=date.fromisoformat(made.received_on),
        lang=made.lang,
    )


def as_of_now(session: Session, made: DecisionMade) -> Decision:
    """A decision on record with what the ledger knows of the customer by now, and all else as it was.

    What may be conceded depends on it: a favour that was used since is used.
    """
    policy = session.policy_of(made)
    known = history_facts(session.reading, policy.rulebook, made.request, made.customer, made.household, session.today)
    return again(session, made, {**made.facts, **known})


def answer(session: Session, name: str, said: str | None, channel: str | None) -> Recorded[AnswerGiven]:
    """Puts on record what the customer was told. Raises `Refused` where there is no answer yet, or no longer."""
    made = session.answerable(name)
    record = made.record
    refuse_no_answer(made, TO_TELL)
    words = str(record.decision["say"]) if said is None else wording.said(said)
    return session.put(
        AnswerGiven(
            **session.common(session.own_role),
            ticket=record.ticket,
            customer=record.customer,
            household=record.household,
            decision=made.number,
            request=record.request,
            rule=record.rule,
            refused=record.refuses,
            said=words,
            lang=record.lang,
            channel=None if channel is None else wording.named(channel, "a channel"),
            draft=record.draft,
        )
    )
