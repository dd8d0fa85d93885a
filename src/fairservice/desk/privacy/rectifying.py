"""Puts right what a decision on record says of somebody; the answer as it was given stays (GDPR art. 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fairservice.conditions.vocabulary import nearest, shown
from fairservice.decisions.decision import Decision
from fairservice.desk.deciding import again, refuse_ledger_facts
from fairservice.desk.privacy.phrases import RECTIFIED
from fairservice.desk.privacy.whose import refuse_but_protector
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.refusals.privacy import COUNTED, PUTTING_RIGHT, SAME_FACTS
from fairservice.desk.session import Session
from fairservice.desk.wording import neutral
from fairservice.errors import DeskError, NotOnRecord
from fairservice.ledger.records import DecisionMade, Rectified


@dataclass(frozen=True, slots=True)
class PutRight:
    """A decision on record with its facts put right: what they are now, and whether the answer would be another."""

    decision: str
    facts: Mapping[str, Any]
    """The facts as they stand now; None for one that is not known."""
    same_answer: bool
    entry: Recorded[Rectified]

    def said(self, lang: str) -> str:
        """What the person hears."""
        facts = ", ".join(f"`{name}`" for name in self.facts)
        told = RECTIFIED["was"][lang].format(self.decision, facts)
        return f"{told} {RECTIFIED['same' if self.same_answer else 'other'][lang]}"

    def to_dict(self, lang: str) -> dict[str, Any]:
        return {
            "decision": self.decision,
            "facts": dict(self.facts),
            "same_answer": self.same_answer,
            "entry": self.entry.id,
            "said": self.said(lang),
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would be put right of a decision: all its facts as they would be, those that differ, and the answer."""

    made: Recorded[DecisionMade]
    right: Mapping[str, Any]
    changed: tuple[str, ...]
    anew: Decision
    why: str


def weigh(session: Session, name: str, facts: Mapping[str, object], why: str) -> Weighed:
    """What putting facts right comes to; nothing is done yet. None makes a fact unknown: nobody knows better.

    Raises `CaseError` for what cannot be the value of a fact, `NotOnRecord` for a fact that the decision does not
    read, and `Refused` for one that is counted on the ledger, where nothing differs, and for those without the duty.
    """
    refuse_but_protector(session, PUTTING_RIGHT)
    made = session.found(name, DecisionMade)
    record = made.record
    if not isinstance(facts, Mapping) or not all(isinstance(each, str) for each in facts):
        raise DeskError("facts are said by name", 'say them like `{"order.total": "25.00"}`')
    if not facts:
        raise DeskError("which fact is not right?", "name it with its right value")
    for fact in facts:
        _refuse_unknown(session, made, fact)
    refuse_ledger_facts(session, facts)
    anew = again(session, record, {**record.facts, **facts})
    right = anew.to_dict(trace=False)["facts"]
    assert isinstance(right, dict)
    changed = tuple(fact for fact in facts if right.get(fact) != record.facts.get(fact))
    if not changed:
        raise SAME_FACTS.of(id=made.id)
    return Weighed(made, right, changed, anew, neutral(why))


def rectify(session: Session, name: str, facts: Mapping[str, object], why: str) -> PutRight:
    """Puts facts of a decision right. Raises as `weigh`."""
    weighed = weigh(session, name, facts, why)
    made, right, changed, anew = weighed.made, weighed.right, weighed.changed, weighed.anew
    record = made.record
    day = session.today.isoformat()
    marks = {**(record.put_right or {}), **dict.fromkeys(changed, day)}
    corrected = replace(record, facts=right, put_right=marks)
    done = Rectified(
        **session.common(session.own_role),
        ticket=record.ticket,
        customer=record.customer,
        household=record.household,
        entry=made.number,
        facts=changed,
        why=weighed.why,
    )
    entry = session.writing.rectify(made.number, corrected, done, session.moment)
    told = recorded(entry)
    same = (anew.answer, anew.rule, anew.to_dict(trace=False)["options"]) == (
        record.answer,
        record.rule,
        record.decision.get("options"),
    )
    return PutRight(
        made.id,
        {fact: right.get(fact) for fact in changed},
        same,
        Recorded(told.id, told.number, told.at, told.hash, done),
    )


def _refuse_unknown(session: Session, made: Recorded[DecisionMade], fact: str) -> None:
    rulebook = session.policy_of(made.record).rulebook
    declared = rulebook.facts.get(fact)
    if declared is not None and declared.history is not None:
        raise COUNTED.of(fact=fact)
    if declared is None:
        near = nearest(str(fact), list(made.record.facts) or list(rulebook.facts))
        help = f"did you mean `{near}`?" if near else f"`{made.id}` rests on {_listed(made.record.facts)}"
        raise NotOnRecord(f"`{rulebook.name}` knows no fact `{shown(fact)}`", help)
    reads = {name.partition("/")[0] for name in rulebook.requests[made.record.request].program.columns}
    if fact not in made.record.facts and fact not in reads:
        raise NotOnRecord(
            f"`{made.id}` does not read `{fact}`, so nothing of it is on record",
            f"it rests on {_listed(made.record.facts)}",
        )


def _listed(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"`{each}`" for each in facts) or "no facts"
