"""Weighs a wish to concede: whether the policy allows it, within which bounds, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass

from fairservice.conditions.vocabulary import Quantity, Value, int_of, nearest, shown, write_value
from fairservice.decisions.content import Amount, MayConcede
from fairservice.decisions.decision import Decision
from fairservice.desk.amounts import amount_text, known_grant, read_amount
from fairservice.desk.deciding import as_of_now
from fairservice.desk.incidents import refuse_after_incident
from fairservice.desk.mandates import bounds, given_so_far, reaching
from fairservice.desk.precedents.favour import level
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.resolutions import alarms_of
from fairservice.desk.precedents.watch import closed
from fairservice.desk.principal import roles_above
from fairservice.desk.recorded import Recorded, refuse_no_answer
from fairservice.desk.refusals.answering import TO_EXCEPT
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


WHY = {
    "above_mandate": "it is more than your mandate for a case",
    "above_mandate_per_customer": "it is more than your mandate for one customer, all of it together",
    "emerging": "it would be the second time or more, and so needs somebody higher",
    "expectation": "it was given so often that the customer counts on it, and so needs somebody higher",
    "renewal": "a renewal needs somebody higher than who gave it",
}
"""Why an employee cannot give something alone, in words."""


def weigh(session: Session, name: str, wish: Wish, exact: int | None = None) -> Weighed:
    """A wish weighed as of now; `exact` is its amount where it was read before. Raises `Refused` and `NotOnRecord`."""
    made = session.answerable(name)
    record = made.record
    if record.customer is None or record.ticket is None:
        raise Refused(
            "no_customer", "a concession is given to a customer who is known", "decide the case again with `customer`"
        )
    refuse_corrected(session, made)
    if record.status in ("conflict", "gap"):
        refuse_no_answer(made, TO_EXCEPT)
    decision = as_of_now(session, record)
    rulebook = session.policy_of(record).rulebook
    allowed = _allowed(decision, rulebook, wish)
    amount = read_amount(rulebook, wish.grant, wish.amount) if exact is None else exact
    up_to = allowed.up_to
    if up_to.value is None:
        raise Refused("open", "how much may be conceded is not known yet", "ask what is still open, and decide again")
    if amount <= 0:
        raise Refused("nothing", "a concession of nothing is none", "say how much, or leave it")
    if amount > int_of(up_to.value):
        raise Refused(
            "above_policy",
            f"up to {up_to.text} of {allowed.label} is allowed, "
            f"and this is {amount_text(rulebook, wish.grant, amount)}",
            "give less; what was already given or promised is told with `report`",
        )
    _refuse_parts(session, made, allowed, amount)
    _reason_on_list(rulebook, allowed, wish.reason, record.lang)
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
        raise Refused(
            "above_every_mandate",
            f"nobody may give {amount_text(rulebook, wish.grant, amount)} of {allowed.label} here: {whys(why)}",
            "give less, or tell the owner of the policy what is needed with `object`",
        )
    return Weighed(made, rulebook, allowed, amount, state, recovery, renewed, roles, tuple(why), wish)


def refuse_corrected(session: Session, made: Recorded[DecisionMade]) -> None:
    """Raises `Refused` for a decision that rests on a fact that was put right since: the one made anew counts."""
    record = made.record
    if record.put_right is not None:
        facts = ", ".join(f"`{each}`" for each in record.put_right)
        raise Refused("corrected", f"of `{made.id}` was put right since: {facts}", "decide the case again")
    overrides = session.reading.items(Query(kinds=("override", TRIAL), ticket=record.ticket))
    anew = [each.body.get("decided_anew") for each in overrides if each.body.get("decision") == made.number]
    later = [each for each in anew if each is not None]
    if later:
        raise Refused(
            "corrected", f"`{made.id}` was decided anew as `D-{later[-1]}`, with a fact that was put right", "use that"
        )


def _refuse_parts(session: Session, made: Recorded[DecisionMade], allowed: MayConcede, amount: int) -> None:
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
        raise Refused(
            "above_policy",
            f"up to {up_to.text} of {allowed.label} is allowed in a case, and "
            f"{write_value(before, up_to.type)} was given in this one",
            "give less; what was already given or promised is told with `report`",
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
        raise Refused("which_favour", f"more than one rule allows this: {rules}", "say which one with `favour`")
    used = next((each for each in rulebook.requests[decision.request].rules if each.id == wish.favour), None)
    if wish.favour is not None and (used is None or used.concession is None):
        favours = [each.rule for each in certain]
        near = nearest(wish.favour, favours)
        raise NotOnRecord(
            f"no rule `{wish.favour[:60]}` allows a concession here", f"did you mean `{near}`?" if near else None
        )
    _refuse_used_up(decision, rulebook, wish)
    if any(each.grant == wish.grant and wish.favour in (None, each.rule) for each in decision.may_concede):
        raise _open_yet(decision, label_of(rulebook, wish.grant, decision.lang))
    listed = "; ".join(f"{each.label} up to {each.up_to.text} by `{each.rule}`" for each in certain)
    raise Refused(
        "not_conceded",
        f"the policy allows no concession of {label_of(rulebook, wish.grant, decision.lang)} in this case",
        f"it allows {listed}" if listed else "say what the answer is; if you think the rule is wrong, use `object`",
    )


def _open_yet(decision: Decision, label: str) -> Refused:
    """What may be conceded depends on a fact that nobody knows yet."""
    asked = [each.fact for each in decision.questions]
    return Refused(
        "open",
        f"whether {label} may be conceded is open yet: it depends on what is not known",
        "find out " + " and ".join(f"`{each}`" for each in asked[:2]) + ", and decide the case again with it"
        if asked
        else "ask what is still open, and decide again",
    )


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
            raise Refused(
                "given_before",
                f"the customer has had `{rule.id}` as often as it may be given: "
                f"{used} of {limit.at_most} within {limit.within_days} days",
                "say what the answer is, and what can be offered instead",
            )


def _reason_on_list(rulebook: Rulebook, allowed: MayConcede, reason: str, lang: str) -> None:
    if reason in allowed.reasons:
        return
    near = nearest(shown(reason), list(allowed.reasons))
    listed = ", ".join(f"`{each}` ({rulebook.label(each, lang)})" for each in allowed.reasons)
    raise Refused(
        "reason",
        f"`{shown(reason)}` is no reason for which this is given",
        f"did you mean `{near}`?" if near else f"choose one of {listed}",
    )


def _refuse_closed(session: Session, favour: Favour, reason: str | None, recovery: bool) -> None:
    found = closed(session.reading, favour, reason, session.today, recovery=recovery)
    if found is not None:
        raise Refused(
            "precedent_undecided" if found.status == "open" else "precedent_closed",
            "this favour was given so often that it is closed until the owner of the policy decides"
            if found.status == "open"
            else "the owner of the policy decided that this favour is no longer given",
            f"`fairservice precedents show P-{found.number}` tells what it rests on",
        )


def refuse_closed_at_all(session: Session, favour: Favour) -> None:
    """Raises `Refused` where a favour is closed for any reason: what has no reason from a list is no way around it."""
    for reason in {each.reason for each in alarms_of(session.reading, favour).items}:
        _refuse_closed(session, favour, reason, False)


def _renewed(session: Session, wish: Wish, record: DecisionMade) -> Item:
    earlier = session.live(session.found(shown(wish.renews), Conceded))
    item = session.item(f"concession/{earlier.number}")
    same = (earlier.record.customer, earlier.record.grant) == (record.customer, wish.grant)
    if item is None or not same:
        raise Refused("not_the_same", f"`{earlier.id}` is of another customer or grant", "renew what was given to them")
    if item.status == "withdrawn":
        raise Refused("withdrawn", f"`{earlier.id}` was withdrawn", "give a new one, if the policy allows it")
    if int(item.body["left"]) and earlier.record.expires_on >= session.today.isoformat():
        raise Refused(
            "still_good",
            f"`{earlier.id}` can be used until {earlier.record.expires_on}",
            "renew it when it is used up or past its day",
        )
    of_customer = Query(kinds=("concession", "recovery", TRIAL), customer=record.customer, grant=wish.grant)
    by = [each.number for each in session.reading.items(of_customer) if each.body.get("renews") == earlier.number]
    if by:  # or each time the same role could renew the first one
        raise Refused("renewed", f"`{earlier.id}` was renewed already, as `C-{by[-1]}`", f"renew `C-{by[-1]}`")
    return item


def label_of(rulebook: Rulebook, name: str, lang: str = "en") -> str:
    """What people call a role or a grant."""
    return rulebook.label(name, lang if lang in rulebook.languages else rulebook.languages[0])


def whys(why: tuple[str, ...] | list[str]) -> str:
    """Why, in words."""
    return "; ".join(dict.fromkeys(WHY[each] for each in why)) or "no mandate reaches it"
