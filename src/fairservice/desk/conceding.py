"""Gives a concession, or asks somebody higher for it: only what the policy allows, and within a mandate."""

from __future__ import annotations

from fairservice.desk.colleagues import open_escalation
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.resolutions import alarms_of, ending
from fairservice.desk.principal import acting_role, has_duty, role_with, roles_above, stands_at
from fairservice.desk.recorded import Recorded, about
from fairservice.desk.refusals.conceding import (
    AT_MOST,
    BY_NOW_FOR_A_ROLE,
    DONE_ALREADY,
    FOR_A_ROLE,
    NOBODY_APPROVES,
    ONCE,
    OWN_REQUEST,
    USES,
    already,
)
from fairservice.desk.refusals.refusal import amounts, filled, labels
from fairservice.desk.refusals.weighing import whys
from fairservice.desk.session import Session
from fairservice.desk.watching import raise_alarms
from fairservice.desk.weighing import Weighed, Wish, weigh
from fairservice.desk.wording import flag, neutral
from fairservice.ledger.records import ApprovalAnswered, ApprovalAsked, Conceded, DecisionMade, PrecedentResolved
from fairservice.policy.desk_terms import NOTICE


def concede(session: Session, name: str, wish: Wish) -> Recorded[Conceded] | Recorded[ApprovalAsked]:
    """Gives what is wished where the mandate of the employee reaches, else asks the lowest role that can approve it.

    Raises `Refused` where the policy does not allow it, or nobody may approve it.
    """
    weighed = weigh(session, name, wish)
    for role in weighed.roles:
        if stands_at(weighed.rulebook, session.person, role):
            return _give(session, weighed, acting_role(weighed.rulebook, session.person, role), session.person.login)
    return _ask(session, weighed)


def approve(session: Session, name: str, approved: bool, why: str) -> Recorded[Conceded] | Recorded[ApprovalAnswered]:
    """Answers a request for approval. Where it is approved, the concession is given, within all bounds as of now.

    Who asked takes it back by refusing it.
    """
    asked = session.live(session.found(name, ApprovalAsked))
    record = asked.record
    approved = flag(approved, "approved")
    item = session.item(f"approval/{asked.number}")
    if item is None or item.status != "open":
        raise DONE_ALREADY.of(id=asked.id, status=already(item.status if item else "answered"))
    own = record.by == session.person.login
    if own and approved:
        raise OWN_REQUEST.of()
    # A no closes the request also once it is too late for a yes: nothing waits for ever.
    made = session.answerable(f"D-{record.decision}") if approved else session.numbered(record.decision, DecisionMade)
    rulebook = session.policy_of(made.record).rulebook
    if own:
        return session.put(_answered(session, asked, made, session.own_role, False, neutral(why), taken_back=True))
    approving = role_with(rulebook, session.person, "approve")
    if approving is None:
        raise FOR_A_ROLE.of(id=asked.id, role=labels(rulebook, record.to_role))
    why = neutral(why)
    if not approved:
        if record.to_role in roles_above(rulebook, approving):
            raise FOR_A_ROLE.of(id=asked.id, role=labels(rulebook, record.to_role))
        return session.put(_answered(session, asked, made, approving, False, why))
    renews = None if record.renews is None else f"C-{record.renews}"
    wish = Wish(record.grant, record.amount, record.reason, record.favour, record.in_return, record.uses, renews)
    weighed = weigh(session, made.id, wish, exact=record.amount)
    role = next((each for each in weighed.roles if stands_at(rulebook, session.person, each)), None)
    if role is None:  # more was given since it was asked
        raise BY_NOW_FOR_A_ROLE.of(id=asked.id, role=labels(rulebook, weighed.roles[0]))
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
    taken_back: bool = False,
) -> ApprovalAnswered:
    return ApprovalAnswered(
        **session.common(role),
        **about(made),
        asked=asked.number,
        approved=approved,
        why=why,
        taken_back=taken_back,
    )


def _give(
    session: Session, weighed: Weighed, role: str, asked_by: str, approval: int | None = None
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
            notice=_notice(session, weighed),
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


def _notice(session: Session, weighed: Weighed) -> str:
    """The notice in the language of the decision: of a favour that ends the owner's words on that, else the policy's.

    The policy in force may no longer speak that language.
    """
    record, lang = weighed.made.record, weighed.made.record.lang
    if not weighed.recovery:
        favour = Favour(record.request, weighed.allowed.exception_to, weighed.wish.grant)
        last = ending(alarms_of(session.reading, favour), weighed.wish.reason, session.day)
        if last is not None:
            said = session.numbered(int(last.body["resolution"]), PrecedentResolved).record.notice or {}
            if lang in said:
                return str(said[lang])
    then = weighed.rulebook.desk
    return session.terms.notice.get(lang) or (then and then.notice.get(lang)) or NOTICE[lang]


def _ask(session: Session, weighed: Weighed) -> Recorded[ApprovalAsked]:
    record, wish, rulebook = weighed.made.record, weighed.wish, weighed.rulebook
    approvers = [role for role in weighed.roles if has_duty(rulebook, role, "approve")]
    if not approvers:
        raise NOBODY_APPROVES.of(much=amounts(rulebook, wish.grant, weighed.amount), why=whys(weighed.why))
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
        raise USES.of(often=ONCE if most == 1 else filled(AT_MOST, times=most))
    return wish.uses
