"""Weighs a wish to concede: whether the policy allows it, within which bounds, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass

from fairservice.conditions.vocabulary import Quantity, Value, int_of, nearest, shown
from fairservice.decisions.content import Amount, MayConcede
from fairservice.decisions.decision import Decision
from fairservice.desk.amounts import known_grant, read_amount
from fairservice.desk.deciding import as_of_now
from fairservice.desk.incidents import refuse_after_incident
from fairservice.desk.mandates import bounds, given_so_far, reaching
from fairservice.desk.phrases import Phrases
from fairservice.desk.precedents.favour import level
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.resolutions import alarms_of
from fairservice.desk.precedents.watch import closed
from fairservice.desk.principal import roles_above
from fairservice.desk.recorded import Recorded, refuse_no_answer
from fairservice.desk.refusals.answering import TO_EXCEPT
from fairservice.desk.refusals.refusal import (
    amounts,
    both,
    filled,
    joined,
    labels,
    so_much,
    the_day,
    value_of,
)
from fairservice.desk.refusals.weighing import (
    ABOVE_EVERY_MANDATE,
    ABOVE_POLICY,
    ABOVE_POLICY_IN_PARTS,
    AMOUNT_OPEN,
    BY_RULE,
    CALLED,
    CLOSED,
    DECIDED_ANEW,
    GIVEN_BEFORE,
    NO_CUSTOMER,
    NOT_A_REASON,
    NOT_CONCEDED,
    NOT_THAT_REASON,
    NOT_THE_SAME,
    NOTHING,
    OPEN_BY_FACTS,
    OPEN_YET,
    OTHERS_CONCEDED,
    PUT_RIGHT,
    RENEWED,
    STILL_GOOD,
    UNDECIDED,
    UP_TO_BY_RULE,
    WHICH_FAVOUR,
    WITHDRAWN_BEFORE,
    whys,
)
from fairservice.desk.session import Session
from fairservice.desk.wording import named
from fairservice.errors import NotOnRecord, Refused
from fairservice.ledger.effects import TAKEN_BACK, TRIAL
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import Conceded, DecisionMade
from fairservice.policy.requests import history_fact
from fairservice.policy.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to concede. `favour` is the goodwill rule, where more than one would allow it."""

    grant: str
    amount: object
    reason: str
    favour: str | None = None
    in_return: str | None = None
    uses: int | None = None
    renews: str | None = None
    """The name of the concession that it renews."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A wish that the policy allows, and who may give it."""

    made: Recorded[DecisionMade]
    rulebook: Rulebook
    allowed: MayConcede
    amount: int
    level: str
    recovery: bool
    renews: int | None
    roles: tuple[str, ...]
    """The roles that may give it, lowest first."""
    why: tuple[str, ...]
    """Why a lower role may not."""
    wish: Wish


def weigh(session: Session, name: str, wish: Wish, exact: int | None = None) -> Weighed:
    """A wish weighed as of now; `exact` is its amount where it was read before. Raises `Refused` and `NotOnRecord`."""
    made = session.answerable(name)
    record = made.record
    if record.customer is None or record.ticket is None:
        raise NO_CUSTOMER.of()
    refuse_corrected(session, made)
    if record.status in ("conflict", "gap"):
        refuse_no_answer(made, TO_EXCEPT)
    decision = as_of_now(session, record)
    rulebook = session.policy_of(record).rulebook
    allowed = _allowed(decision, rulebook, wish)
    amount = read_amount(rulebook, wish.grant, wish.amount) if exact is None else exact
    up_to = allowed.up_to
    if up_to.value is None:
        raise AMOUNT_OPEN.of()
    if amount <= 0:
        raise NOTHING.of()
    if amount > int_of(up_to.value):
        raise ABOVE_POLICY.of(
            up_to=value_of(rulebook, up_to.value, up_to.type),
            grant=labels(rulebook, wish.grant),
            amount=amounts(rulebook, wish.grant, amount),
        )
    _refuse_parts(session, made, rulebook, allowed, amount)
    _reason_on_list(rulebook, allowed, wish.reason)
    rule = next(each for each in rulebook.requests[record.request].rules if each.id == allowed.rule)
    recovery = rule.concession is not None and rule.concession.recovery is not None
    if not recovery:  # what makes good a failure of our own is owed, whatever was said
        refuse_after_incident(session, made)
    favour = Favour(record.request, allowed.exception_to, wish.grant)
    state = "none"
    if not record.draft:
        _refuse_closed(session, favour, wish.reason, recovery)
    if not record.draft and not recovery:
        state = level(session.reading, favour, record.customer, session.terms, session.today, record.ticket).name
    given = given_so_far(session.reading, wish.grant, record.ticket, record.customer, session.day)
    roles = reaching(rulebook, wish.grant, amount, given)
    why = [each.why for each in bounds(rulebook, session.own_role, wish.grant, amount, given)]
    if roles and state != "none":
        roles, why = above(rulebook, roles), [*why, state]
    renewed = None
    if wish.renews is not None:
        item = _renewed(session, wish, record)
        renewed = item.number
        roles, why = above(rulebook, roles, str(item.body["role"])), [*why, "renewal"]
    if not roles:
        raise ABOVE_EVERY_MANDATE.of(much=so_much(rulebook, wish.grant, amount), why=whys(why))
    return Weighed(made, rulebook, allowed, amount, state, recovery, renewed, roles, tuple(why), wish)


def refuse_corrected(session: Session, made: Recorded[DecisionMade]) -> None:
    """Raises `Refused` for a decision that rests on a fact that was put right since: the one made anew counts."""
    record = made.record
    if record.put_right is not None:
        facts = ", ".join(f"`{each}`" for each in record.put_right)
        raise PUT_RIGHT.of(id=made.id, facts=facts)
    refuse_decided_anew(session, made)


def refuse_decided_anew(session: Session, made: Recorded[DecisionMade]) -> None:
    """Raises `Refused` for a decision that an override decided anew: a fact that was proved would be gone again."""
    overrides = session.reading.items(Query(kinds=("override", TRIAL), ticket=made.record.ticket))
    anew = [each.body.get("decided_anew") for each in overrides if each.body.get("decision") == made.number]
    later = [each for each in anew if each is not None]
    if later:
        raise DECIDED_ANEW.of(id=made.id, anew=f"D-{later[-1]}")


def _refuse_parts(
    session: Session, made: Recorded[DecisionMade], rulebook: Rulebook, allowed: MayConcede, amount: int
) -> None:
    """What the policy allows is for the case: it is not had several times by giving it in parts."""
    up_to = allowed.up_to
    record = made.record
    if record.draft or (isinstance(up_to.type, Quantity) and up_to.type.kind == "date"):  # days do not add up
        return
    query = Query(
        kinds=("concession", "recovery"),
        but_statuses=TAKEN_BACK,
        ticket=record.ticket,
        requests=(record.request,),
        favours=(allowed.rule,),
        grant=allowed.grant,
    )
    before = session.reading.total(query)
    if before and amount + before > int_of(_known(up_to)):
        raise ABOVE_POLICY_IN_PARTS.of(
            up_to=value_of(rulebook, _known(up_to), up_to.type),
            grant=labels(rulebook, allowed.grant),
            before=amounts(rulebook, allowed.grant, before),
        )


def _known(amount: Amount) -> Value:
    assert amount.value is not None
    return amount.value


def above(rulebook: Rulebook, roles: tuple[str, ...], lowest: str | None = None) -> tuple[str, ...]:
    """Those of the roles, lowest first, that stand above one: above the first of them where it is not said."""
    if not roles:
        return ()
    lowest = lowest or roles[0]
    higher = roles_above(rulebook, lowest)
    return tuple(role for role in roles if role in higher)


def _allowed(decision: Decision, rulebook: Rulebook, wish: Wish) -> MayConcede:
    known_grant(rulebook, wish.grant)
    if wish.favour is not None:
        named(wish.favour, "a rule")
    certain = [each for each in decision.may_concede if each.certain]
    found = [each for each in certain if each.grant == wish.grant and wish.favour in (None, each.rule)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        rules = ", ".join(f"`{each.rule}`" for each in found)
        raise WHICH_FAVOUR.of(rules=rules)
    used = next((each for each in rulebook.requests[decision.request].rules if each.id == wish.favour), None)
    if wish.favour is not None and (used is None or used.concession is None):
        favours = [each.rule for each in certain]
        near = nearest(wish.favour, favours)
        raise NotOnRecord(
            f"no rule `{wish.favour[:60]}` allows a concession here", f"did you mean `{near}`?" if near else None
        )
    _refuse_used_up(decision, rulebook, wish)
    if any(each.grant == wish.grant and wish.favour in (None, each.rule) for each in decision.may_concede):
        raise _open_yet(decision, rulebook, wish.grant)
    if not certain:
        raise NOT_CONCEDED.of(grant=labels(rulebook, wish.grant))
    raise OTHERS_CONCEDED.of(
        grant=labels(rulebook, wish.grant), allowed=joined([_up_to(rulebook, each) for each in certain], "; ")
    )


def _up_to(rulebook: Rulebook, allowed: MayConcede) -> Phrases:
    """What may be conceded: up to how much of it, and by which rule."""
    what, most = labels(rulebook, allowed.grant), allowed.up_to
    if most.value is None:
        return filled(BY_RULE, what=what, rule=allowed.rule)
    return filled(UP_TO_BY_RULE, what=what, up_to=value_of(rulebook, most.value, most.type), rule=allowed.rule)


def _open_yet(decision: Decision, rulebook: Rulebook, grant: str) -> Refused:
    """What may be conceded depends on a fact that nobody knows yet."""
    asked = [each.fact for each in decision.questions]
    if not asked:
        return OPEN_YET.of(grant=labels(rulebook, grant))
    return OPEN_BY_FACTS.of(grant=labels(rulebook, grant), facts=both(asked[:2]))


def _refuse_used_up(decision: Decision, rulebook: Rulebook, wish: Wish) -> None:
    """Says so where the customer had as many of the favour as the policy allows."""
    known = dict(decision.facts)
    for rule in rulebook.requests[decision.request].rules:
        concession = rule.concession
        if concession is None or concession.per_customer is None or wish.favour not in (None, rule.id):
            continue
        limit, used = concession.per_customer, known.get(history_fact(rule.id))
        if (
            isinstance(used, str)
            and int(used) >= limit.at_most
            and any(x.grant == wish.grant for x in concession.lines)
        ):
            raise GIVEN_BEFORE.of(rule=rule.id, used=used, at_most=limit.at_most, days=limit.within_days)


def _reason_on_list(rulebook: Rulebook, allowed: MayConcede, reason: str) -> None:
    if reason in allowed.reasons:
        return
    near = nearest(shown(reason), list(allowed.reasons))
    if near:
        raise NOT_THAT_REASON.of(reason=shown(reason), near=near)
    raise NOT_A_REASON.of(
        reason=shown(reason),
        reasons=joined([filled(CALLED, name=each, called=labels(rulebook, each)) for each in allowed.reasons]),
    )


def _refuse_closed(session: Session, favour: Favour, reason: str | None, recovery: bool) -> None:
    found = closed(session.reading, favour, reason, session.today, recovery=recovery)
    if found is not None:
        raise (UNDECIDED if found.status == "open" else CLOSED).of(id=f"P-{found.number}")


def refuse_closed_at_all(session: Session, favour: Favour) -> None:
    """Raises `Refused` where a favour is closed for any reason: what has no reason from a list is no way around it."""
    for reason in {each.reason for each in alarms_of(session.reading, favour).items}:
        _refuse_closed(session, favour, reason, False)


def _renewed(session: Session, wish: Wish, record: DecisionMade) -> Item:
    earlier = session.live(session.found(shown(wish.renews), Conceded))
    item = session.item(f"concession/{earlier.number}")
    same = (earlier.record.customer, earlier.record.grant) == (record.customer, wish.grant)
    if item is None or not same:
        raise NOT_THE_SAME.of(id=earlier.id)
    if item.status == "withdrawn":
        raise WITHDRAWN_BEFORE.of(id=earlier.id)
    if int(item.body["left"]) and earlier.record.expires_on >= session.today.isoformat():
        raise STILL_GOOD.of(id=earlier.id, day=the_day(earlier.record.expires_on))
    of_customer = Query(kinds=("concession", "recovery", TRIAL), customer=record.customer, grant=wish.grant)
    by = [each.number for each in session.reading.items(of_customer) if each.body.get("renews") == earlier.number]
    if by:  # or each time the same role could renew the first one
        raise RENEWED.of(id=earlier.id, by=f"C-{by[-1]}")
    return item
