"""Answers otherwise than the policy: by who may, for a fact that was not known or not right, never below rights.

The decision that is overridden stays on record as it was, and the sentence that comes of it backs who answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fairservice.conditions.vocabulary import Quantity, cut, int_of, nearest, shown
from fairservice.decisions.decision import Decision
from fairservice.desk.amounts import read_amount
from fairservice.desk.colleagues import name_of_colleague, open_escalation
from fairservice.desk.conceding import concede
from fairservice.desk.deciding import Asked, decide, decided
from fairservice.desk.incidents import after_incident, pressed, refuse_after_incident
from fairservice.desk.mandates import bounds, given_so_far, reaching
from fairservice.desk.phrases import OVERRIDDEN, OWN_OVERRIDDEN, phrase
from fairservice.desk.precedents.favour import level
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.principal import acting_role, may, stands_at
from fairservice.desk.recorded import Recorded, about, refuse_no_answer
from fairservice.desk.refusals.answering import TO_OVERRIDE
from fairservice.desk.refusals.overriding import (
    BELOW_RIGHTS,
    BY_A_ROLE,
    GIVES_NOTHING,
    HAD_BEFORE,
    LAW_IS_OPEN,
    MORE_THAN_MANDATE,
    NO_FACT,
    NOBODY_BY_RULE,
    NOBODY_YET,
    NOTHING_SAID,
    POLICY_CHANGED,
    PROHIBITED,
    SAME_FACT,
    TO_NOBODY_KNOWN,
    UNKNOWN_FACT,
    WHO_IS_OPEN,
)
from fairservice.desk.refusals.refusal import labels
from fairservice.desk.refusals.weighing import PAYS_NOTHING
from fairservice.desk.session import Session
from fairservice.desk.watching import raise_alarms
from fairservice.desk.weighing import Wish, above, refuse_closed_at_all, refuse_corrected
from fairservice.desk.wording import MOST_NAMED, flag, named, neutral
from fairservice.errors import CaseError, DeskError
from fairservice.ledger.records import ApprovalAsked, Conceded, DecisionMade, Overridden
from fairservice.policy.rule import ANSWERS, NOBODY, OTHERWISE, Answer
from fairservice.policy.rulebook import Rulebook

_FACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", re.ASCII)
_BINDING = ("law", "promise")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What somebody answers instead: the answer, what is given, why, and the fact that changes the case.

    `fact` is a name and a value; None makes it a concession. `for_safety`: somebody is in danger otherwise.
    """

    answer: str
    reason: str
    give: Mapping[str, object]
    fact: tuple[str, object] | None
    favour: str | None = None
    reason_word: str | None = None
    """Of a concession: the neutral word from the list of its rule."""
    for_safety: bool = False


def override(
    session: Session, name: str, other: Otherwise
) -> Recorded[Overridden] | Recorded[Conceded] | Recorded[ApprovalAsked]:
    """Overrides a decision. Raises `Refused` where the employee, or anybody, may not."""
    made = session.answerable(name)
    record = made.record
    rulebook = session.policy_of(record).rulebook
    reason = neutral(other.reason)
    _refuse_odd(other)
    refuse_corrected(session, made)
    role = _overrider(session, made, rulebook)
    if other.fact is None:
        if not other.for_safety:
            refuse_after_incident(session, made)
        return _as_concession(session, name, other)
    fact, value = other.fact
    was, is_, anew = _with_fact(session, made, rulebook, fact, value)
    answer = ANSWERS[other.answer]
    _refuse_out_of_reach(session_decision(session, record), rulebook, answer)
    if anew is not None:  # decided by the policy in force, which may know other prohibitions and rights
        _refuse_out_of_reach(anew, session.rulebook, answer)
    after = pressed(session, made)
    if after and not _is_right(anew, answer) and not other.for_safety:
        raise after_incident(session)
    give = {grant: read_amount(rulebook, grant, amount) for grant, amount in other.give.items()}
    if any(amount <= 0 for amount in give.values()):
        raise GIVES_NOTHING.of()
    if give and not answer.grants:
        raise DeskError("an answer of no gives nothing", "answer `yes_but` or `yes`, or leave out what is given")
    _refuse_unsaid(rulebook, record, anew, answer, give)
    beyond = {grant: amount for grant, amount in give.items() if not _is_given(anew, grant, amount)}
    for grant, amount in beyond.items():
        if after:
            _refuse_pay(session, rulebook, grant, other.for_safety)
        _refuse_beyond(session, made, rulebook, role, grant, amount)
    decided_anew = _decided_anew(session, made, fact, value) if anew is not None else None
    done = session.put(
        Overridden(
            **session.common(role),
            **about(made),
            decision=made.number,
            request=record.request,
            rule=record.rule,
            answer=answer.word,
            give=give,
            beyond=beyond,
            reason=reason,
            fact=fact,
            was=was,
            is_=is_,
            decided_anew=decided_anew,
            answered_by=record.by,
            sentence=_sentence(session, record, reason),
            for_safety=other.for_safety,
            escalation=open_escalation(session, made),
            draft=record.draft,
        )
    )
    if not record.draft:
        for grant in beyond:
            raise_alarms(session, Favour(record.request, record.rule or OTHERWISE, grant))
    return done


def session_decision(session: Session, record: DecisionMade) -> Decision:
    """The decision as it was made."""
    from fairservice.desk.deciding import again

    return again(session, record)


def _overrider(session: Session, made: Recorded[DecisionMade], rulebook: Rulebook) -> str:
    """The role in which the employee may override the decision."""
    refuse_no_answer(made, TO_OVERRIDE)  # nobody has an answer yet that followed the policy
    needed = made.record.decision["may_override"]
    if needed is None:
        raise WHO_IS_OPEN.of(id=made.id)
    if needed == NOBODY:
        rule = made.record.rule
        raise NOBODY_BY_RULE.of(id=made.id, rule=rule) if rule else NOBODY_YET.of(id=made.id)
    if not stands_at(rulebook, session.person, needed) or not may(rulebook, session.person, "override"):
        raise BY_A_ROLE.of(id=made.id, role=labels(rulebook, needed))
    return acting_role(rulebook, session.person, needed)


def _as_concession(session: Session, name: str, other: Otherwise) -> Recorded[Conceded] | Recorded[ApprovalAsked]:
    """Without a fact that changes the case it is a favour, and bounded as every other."""
    if len(other.give) != 1 or other.reason_word is None:
        raise NO_FACT.of()
    ((grant, amount),) = other.give.items()
    return concede(session, name, Wish(grant, amount, other.reason_word, other.favour))


def _with_fact(
    session: Session, made: Recorded[DecisionMade], rulebook: Rulebook, fact: str, value: object
) -> tuple[Any, Any, Decision | None]:
    """What the fact was, what it is, and the decision with it; None for a fact that the policy does not know."""
    record = made.record
    declared = rulebook.facts.get(fact)
    if declared is None:
        near = nearest(cut(fact, MOST_NAMED), list(rulebook.facts))
        if near is not None and not _FACT.match(fact):
            raise DeskError(f"`{cut(fact)}` is no name of a fact", f"did you mean `{near}`?")
        if not _FACT.match(fact):
            raise DeskError(f"`{cut(fact)}` is no name of a fact", "write it like `order.held_at_customs`")
        return None, _plain(value), None
    was = record.facts.get(fact)
    try:
        anew = decided(session, _asked(made, fact, value, rulebook))
    except CaseError:
        if session.policy.digest == record.bundle:
            raise
        raise POLICY_CHANGED.of(id=made.id) from None
    now = dict(anew.facts).get(fact)
    if now is not None and now == was:
        raise SAME_FACT.of(id=made.id, fact=fact, was=shown(was))
    return was, _plain(value) if now is None else now, anew


def _asked(made: Recorded[DecisionMade], fact: str, value: object, rulebook: Rulebook) -> Asked:
    """The case with another fact. What the ledger counts is counted anew."""
    record = made.record
    own = {name: each for name, each in record.facts.items() if rulebook.facts[name].history is None}
    return Asked(
        record.ticket or "",
        record.customer,
        record.household,
        record.request,
        {**own, fact: value},
        date.fromisoformat(record.received_on),
        record.lang,
    )


def _decided_anew(session: Session, made: Recorded[DecisionMade], fact: str, value: object) -> int:
    rulebook = session.policy_of(made.record).rulebook
    return decide(session, _asked(made, fact, value, rulebook), corrects=made.number)[0].number


def _refuse_out_of_reach(decision: Decision, rulebook: Rulebook, answer: Answer) -> None:
    """Never above a prohibition, and never below a right; nor where it is open whether there is one."""
    rules = {each.id: each for each in rulebook.requests[decision.request].rules}
    binding = [(rules[each.rule], each.standing) for each in decision.trace if each.basis in _BINDING]
    forbidden = {how for rule, how in binding if rule.answer is not None and not rule.answer.grants}
    rights = {how for rule, how in binding if rule.answer is not None and rule.answer.grants}
    if "stands" in forbidden:
        if answer.grants:
            raise PROHIBITED.of(rule=str(decision.rule))
        return
    if (answer.grants and "may_stand" in forbidden) or (not answer.grants and "may_stand" in rights):
        raise LAW_IS_OPEN.of()
    if any(option.certain and option.basis in _BINDING for option in decision.options):
        own = ANSWERS[decision.answer] if decision.answer else Answer.YES_BUT
        if answer < own:
            raise BELOW_RIGHTS.of(answer=own.word)


def _is_right(anew: Decision | None, answer: Answer) -> bool:
    """Whether with the facts as they are the answer is the customer's right."""
    return anew is not None and answer.grants and any(o.certain and o.basis in _BINDING for o in anew.options)


def _refuse_odd(other: Otherwise) -> None:
    """Raises `DeskError` for what cannot be meant."""
    if not isinstance(other.answer, str) or other.answer not in ANSWERS:
        raise DeskError(f"`{shown(other.answer)}` is no answer", "it is `no`, `no_but`, `yes_but` or `yes`")
    if not isinstance(other.give, Mapping):
        raise DeskError("what is given is said per grant", 'say it like `{"store_credit": "10.00"}`')
    flag(other.for_safety, "for_safety")
    if other.fact is None:
        return
    if not isinstance(other.fact, tuple | list) or len(other.fact) != 2 or not isinstance(other.fact[0], str):
        raise DeskError("a fact is a name and a value", 'say it like `("order.held_at_customs", True)`')
    named(other.fact[0], "a fact")
    if other.fact[1] is None:
        raise UNKNOWN_FACT.of()


def _refuse_unsaid(
    rulebook: Rulebook, record: DecisionMade, anew: Decision | None, answer: Answer, give: Mapping[str, int]
) -> None:
    """A yes where the policy says no says what is given, or it would be bounded by nothing."""
    if give or not answer.grants or (anew is not None and anew.answer in ("yes", "yes_but")):
        return
    request = rulebook.requests[record.request]
    if any(rule.lines for rule in (*request.rules, *([request.otherwise] if request.otherwise else []))):
        raise NOTHING_SAID.of()


def _is_given(anew: Decision | None, grant: str, amount: int) -> bool:
    """Whether the policy gives as much on the facts as they are: that needs no mandate."""
    options = anew.options if anew is not None else ()
    lines = [line for option in options if option.certain for line in option.lines if line.grant == grant]
    return any(line.certain and line.amount.value is not None and amount <= int_of(line.amount.value) for line in lines)


def _refuse_beyond(
    session: Session, made: Recorded[DecisionMade], rulebook: Rulebook, role: str, grant: str, amount: int
) -> None:
    """All beyond what the policy gives is a favour: bounded by a mandate, and not given where it is closed.

    From *emerging* on it needs somebody higher, as a concession does: a fact is no way around that.
    """
    record = made.record
    favour = Favour(record.request, record.rule or OTHERWISE, grant)
    if not record.draft:
        refuse_closed_at_all(session, favour)
    if record.customer is None:
        raise TO_NOBODY_KNOWN.of()
    given = given_so_far(session.reading, grant, record.ticket or "", record.customer, session.day)
    passed = next(bounds(rulebook, role, grant, amount, given), None)
    if passed is not None:
        raise MORE_THAN_MANDATE[passed.why].of(id=made.id, grant=labels(rulebook, grant), role=labels(rulebook, role))
    if record.draft:
        return
    state = level(session.reading, favour, record.customer, session.terms, session.today, record.ticket).name
    reach = reaching(rulebook, grant, amount, given)
    if state != "none" and not any(stands_at(rulebook, session.person, each) for each in above(rulebook, reach)):
        raise HAD_BEFORE[state].of(id=made.id, grant=labels(rulebook, grant))


def _refuse_pay(session: Session, rulebook: Rulebook, grant: str, for_safety: bool) -> None:
    """After an incident a right or safety opens the answer, and no purse: a threat would pay better than a request."""
    if not for_safety:
        raise after_incident(session)
    type = rulebook.grants[grant].type
    if isinstance(type, Quantity) and type.kind in ("money", "percent"):
        raise PAYS_NOTHING.of(grant=grant)


def _sentence(session: Session, record: DecisionMade, reason: str) -> str:
    shown = reason.rstrip(".")
    if record.by == session.person.login:
        return phrase(OWN_OVERRIDDEN, record.lang).format(reason=shown)
    return phrase(OVERRIDDEN, record.lang).format(name=name_of_colleague(session, record.by), reason=shown)


def _plain(value: object) -> Any:
    """The value of a fact as it is kept."""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**18):
        return value
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(each, str) for each in value):
        return sorted(map(neutral, value)) if isinstance(value, set | frozenset) else [neutral(each) for each in value]
    if isinstance(value, list | tuple | Mapping):
        return neutral(str(value))
    raise DeskError("this cannot be the value of a fact", "write it as a text, a whole number, a day, or true or false")
