"""Gives a concession, or asks somebody higher for it: only what the policy allows, and within a mandate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairservice.conditions.declarations import Fact
from fairservice.conditions.vocabulary import Quantity, Type, Value, int_of, nearest, shown, write_value
from fairservice.decisions.case import read_fact
from fairservice.decisions.content import Amount, MayConcede
from fairservice.decisions.decision import Decision
from fairservice.desk.deciding import as_of_now
from fairservice.desk.history import TAKEN_BACK
from fairservice.desk.mandates import bounds, given_so_far, reaching
from fairservice.desk.precedents.favour import level
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.resolutions import alarms_of
from fairservice.desk.precedents.watch import closed
from fairservice.desk.principal import acting_role, has_duty, role_with, roles_above, stands_at
from fairservice.desk.recorded import Recorded
from fairservice.desk.session import Session
from fairservice.desk.watching import raise_alarms
from fairservice.desk.wording import flag, named, neutral
from fairservice.errors import CaseError, Finding, NotOnRecord, Refused
from fairservice.ledger.effects import TRIAL
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import (
    ApprovalAnswered,
    ApprovalAsked,
    Conceded,
    DecisionMade,
)
from fairservice.policy.desk_terms import NOTICE
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
class _Weighed:
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


def concede(session: Session, name: str, wish: Wish) -> Recorded[Conceded] | Recorded[ApprovalAsked]:
    """Gives what is wished where the mandate of the employee reaches, else asks the lowest role that can approve it.

    Raises `Refused` where the policy does not allow it, or nobody may approve it.
    """
    weighed = _weigh(session, name, wish)
    for role in weighed.roles:
        if stands_at(weighed.rulebook, session.person, role):
            return _give(session, weighed, acting_role(weighed.rulebook, session.person, role), session.person.login)
    return _ask(session, weighed)


def approve(session: Session, name: str, approved: bool, why: str) -> Recorded[Conceded] | Recorded[ApprovalAnswered]:
    """Answers a request for approval. Where it is approved, the concession is given, within all bounds as of now."""
    asked = session.live(session.found(name, ApprovalAsked))
    record = asked.record
    approved = flag(approved, "approved")
    item = session.item(f"approval/{asked.number}")
    if item is None or item.status != "open":
        raise Refused("answered", f"`{asked.id}` is {item.status if item else 'answered'} already", None)
    if record.by == session.person.login:
        raise Refused("own_request", "nobody approves what they asked for themselves", "leave it to a colleague")
    # A no closes the request also once it is too late for a yes: nothing waits for ever.
    made = session.answerable(f"D-{record.decision}") if approved else session.numbered(record.decision, DecisionMade)
    rulebook = session.policy_of(made.record).rulebook
    approving = role_with(rulebook, session.person, "approve")
    if approving is None:
        raise Refused(
            "role_too_low", f"`{asked.id}` is for a {_label(rulebook, record.to_role)}", "leave it to one of them"
        )
    why = reason_in_words(why)
    if not approved:
        return session.put(_answered(session, asked, made, approving, False, why))
    renews = None if record.renews is None else f"C-{record.renews}"
    wish = Wish(record.grant, record.amount, record.reason, record.favour, record.in_return, record.uses, renews)
    weighed = _weigh(session, made.id, wish, exact=record.amount)
    role = next((each for each in weighed.roles if stands_at(rulebook, session.person, each)), None)
    if role is None:  # more was given since it was asked
        raise Refused(
            "role_too_low",
            f"by now `{asked.id}` needs a {_label(rulebook, weighed.roles[0])}",
            "leave it to one of them",
        )
    acting = acting_role(rulebook, session.person, role)
    session.put(_answered(session, asked, made, acting, True, why))
    return _give(session, weighed, acting, record.by, asked.number)


def _answered(
    session: Session,
    asked: Recorded[ApprovalAsked],
    made: Recorded[DecisionMade],
    role: str,
    approved: bool,
    why: str,
) -> ApprovalAnswered:
    return ApprovalAnswered(**session.common(role), **about(made), asked=asked.number, approved=approved, why=why)


def about(made: Recorded[DecisionMade]) -> dict[str, Any]:
    """Whom a record is about: of the same ticket, customer and household as the decision."""
    record = made.record
    return {"ticket": record.ticket, "customer": record.customer, "household": record.household}


# ---- whether it may be given, and by whom


def _weigh(session: Session, name: str, wish: Wish, exact: int | None = None) -> _Weighed:
    made = session.answerable(name)
    record = made.record
    if record.customer is None or record.ticket is None:
        raise Refused(
            "no_customer", "a concession is given to a customer who is known", "decide the case again with `customer`"
        )
    refuse_corrected(session, made)
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
            f"up to {up_to.text} of {allowed.label} is allowed, and this is {_text(rulebook, wish.grant, amount)}",
            "give less; what was already given or promised is told with `report`",
        )
    _refuse_parts(session, made, allowed, amount)
    _reason_on_list(rulebook, allowed, wish.reason, record.lang)
    rule = next(each for each in rulebook.requests[record.request].rules if each.id == allowed.rule)
    recovery = rule.concession is not None and rule.concession.recovery is not None
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
        roles, why = _above(rulebook, roles, roles[0]), [*why, state]
    renewed = None
    if wish.renews is not None:
        item = _renewed(session, wish, record)
        renewed = item.number
        roles, why = _above(rulebook, roles, str(item.body["role"])), [*why, "renewal"]
    if not roles:
        raise Refused(
            "above_every_mandate",
            f"nobody may give {_text(rulebook, wish.grant, amount)} of {allowed.label} here: {_whys(why)}",
            "give less, or tell the owner of the policy what is needed with `object`",
        )
    return _Weighed(made, rulebook, allowed, amount, state, recovery, renewed, roles, tuple(why), wish)


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


def _above(rulebook: Rulebook, roles: tuple[str, ...], lowest: str) -> tuple[str, ...]:
    """Those of the roles that stand above one."""
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
    listed = "; ".join(f"{each.label} up to {each.up_to.text} by `{each.rule}`" for each in certain)
    raise Refused(
        "not_conceded",
        f"the policy allows no concession of {_label(rulebook, wish.grant, decision.lang)} in this case",
        f"it allows {listed}" if listed else "say what the answer is; if you think the rule is wrong, use `object`",
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
                f"`{rule.id}` was given to this customer {used} times within {limit.within_days} days, "
                f"and {limit.at_most} is the most",
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


# ---- giving and asking


def _give(
    session: Session, weighed: _Weighed, role: str, asked_by: str, approval: int | None = None
) -> Recorded[Conceded]:
    record, wish = weighed.made.record, weighed.wish
    terms = session.terms
    given = session.put(
        Conceded(
            **session.common(role),
            **about(weighed.made),
            decision=weighed.made.number,
            request=record.request,
            rule=weighed.allowed.exception_to,
            favour=weighed.allowed.rule,
            grant=wish.grant,
            amount=weighed.amount,
            reason=wish.reason,
            in_return=None if wish.in_return is None else neutral(wish.in_return),
            asked_by=asked_by,
            recovery=weighed.recovery,
            level=weighed.level,
            expires_on=session.in_days(terms.concession_days),
            uses=_uses(session, wish),
            notice=_notice(session, record),
            lang=record.lang,
            approval=approval,
            renews=weighed.renews,
            escalation=open_escalation(session, weighed.made),
            draft=record.draft,
        )
    )
    if not record.draft:
        raise_alarms(session, Favour(record.request, weighed.allowed.exception_to, wish.grant), wish.reason)
    return given


def _notice(session: Session, record: DecisionMade) -> str:
    """The notice in the language of the decision, which the policy in force may no longer speak."""
    then = session.policy_of(record).rulebook.desk
    return session.terms.notice.get(record.lang) or (then and then.notice.get(record.lang)) or NOTICE[record.lang]


def _ask(session: Session, weighed: _Weighed) -> Recorded[ApprovalAsked]:
    record, wish, rulebook = weighed.made.record, weighed.wish, weighed.rulebook
    approvers = [role for role in weighed.roles if has_duty(rulebook, role, "approve")]
    if not approvers:
        raise Refused(
            "nobody_approves",
            f"no role that may approve can give {_text(rulebook, wish.grant, weighed.amount)}: {_whys(weighed.why)}",
            "give less, or tell the owner of the policy what is needed with `object`",
        )
    return session.put(
        ApprovalAsked(
            **session.common(session.own_role),
            **about(weighed.made),
            decision=weighed.made.number,
            request=record.request,
            rule=weighed.allowed.exception_to,
            favour=weighed.allowed.rule,
            grant=wish.grant,
            amount=weighed.amount,
            reason=wish.reason,
            in_return=None if wish.in_return is None else neutral(wish.in_return),
            uses=_uses(session, wish),
            to_role=approvers[0],
            why=tuple(dict.fromkeys(weighed.why)) or ("above_mandate",),
            due=session.in_days(session.terms.approval_days),
            renews=weighed.renews,
            draft=record.draft,
        )
    )


def _uses(session: Session, wish: Wish) -> int:
    most = session.terms.concession_uses
    if wish.uses is None:
        return most
    if isinstance(wish.uses, bool) or not isinstance(wish.uses, int) or not 1 <= wish.uses <= most:
        raise Refused("uses", f"a concession is used at most {most} times", "leave it out, or say fewer")
    return wish.uses


def open_escalation(session: Session, made: Recorded[DecisionMade]) -> int | None:
    """The open request for somebody higher about a decision."""
    query = Query(kinds=("escalation",), statuses=("open",), ticket=made.record.ticket)
    found = [each for each in session.reading.items(query) if each.body["decision"] == made.number]
    return found[-1].number if found else None


# ---- amounts and words


def read_amount(rulebook: Rulebook, grant: str, amount: object) -> int:
    """An amount of a grant in its own unit, as exact as in a case. Raises `CaseError` and `NotOnRecord`."""
    findings: list[Finding] = []
    fact = Fact(grant, known_grant(rulebook, grant), None)
    value: Value | None = read_fact(fact, amount, rulebook, "amount", findings)
    if findings or value is None:
        raise CaseError(findings)
    return int_of(value)


def known_grant(rulebook: Rulebook, grant: object) -> Type:
    """The type of what can be given. Raises `NotOnRecord` where the policy has nothing of that name."""
    found = rulebook.grants.get(grant) if isinstance(grant, str) else None
    if found is None:
        near = nearest(shown(grant), list(rulebook.grants))
        listed = ", ".join(f"`{each}`" for each in rulebook.grants)
        raise NotOnRecord(
            f"the policy gives no `{shown(grant)}`", f"did you mean `{near}`?" if near else f"it gives {listed}"
        )
    return found.type


def _text(rulebook: Rulebook, grant: str, amount: int) -> str:
    return write_value(amount, rulebook.grants[grant].type)


def _label(rulebook: Rulebook, name: str, lang: str = "en") -> str:
    return rulebook.label(name, lang if lang in rulebook.languages else rulebook.languages[0])


WHY = {
    "above_mandate": "it is more than your mandate for a case",
    "above_mandate_per_customer": "with what this customer was given before, it is more than your mandate",
    "emerging": "it would be the second time or more, and so needs somebody higher",
    "expectation": "it was given so often that the customer counts on it, and so needs somebody higher",
    "renewal": "a renewal needs somebody higher than who gave it",
}
"""Why an employee cannot give something alone, in words."""


def _whys(why: tuple[str, ...] | list[str]) -> str:
    return "; ".join(dict.fromkeys(WHY[each] for each in why)) or "no mandate reaches it"


def reason_in_words(why: str) -> str:
    """A reason as somebody wrote it. Raises `DeskError` for none, and `Refused` for what must not be kept."""
    return neutral(why)
