"""Tells what already happened outside of the policy. That is never refused: better known than hidden.

It counts as precedent, and opens a repair: it is honoured or retracted, with the words for the customer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from fairservice.conditions.vocabulary import nearest, shown
from fairservice.decisions.case import day_of
from fairservice.desk.amounts import read_amount
from fairservice.desk.colleagues import open_escalation
from fairservice.desk.mandates import given_so_far, reaching
from fairservice.desk.phrases import HONOURED, RETRACTED, phrase
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.principal import acting_role, has_duty, role_with, roles_above, stands_at
from fairservice.desk.recorded import Recorded, about
from fairservice.desk.refusals.conceding import HONOURED_BY, OWN_REPORT, REPAIRED, REPAIRED_BY_APPROVERS, already
from fairservice.desk.refusals.refusal import labels
from fairservice.desk.session import Session
from fairservice.desk.watching import raise_alarms
from fairservice.desk.wording import named, neutral
from fairservice.errors import DeskError, NotStaff
from fairservice.ledger.records import DecisionMade, HappenedOutside, Repaired
from fairservice.policy.rule import OTHERWISE
from fairservice.policy.rulebook import Rulebook

SATURDAY = 5
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Happened:
    """What was given or promised: of which grant how much, on which day, and by whom, where that is known."""

    grant: str
    amount: object
    on: date | None = None
    reason: str | None = None
    given_by: str | None = None


def report(session: Session, name: str, happened: Happened) -> Recorded[HappenedOutside]:
    """Puts on record what happened outside of the policy. Raises errors only for what cannot be meant."""
    made = session.live(session.found(name, DecisionMade))
    record = made.record
    rulebook = session.policy_of(record).rulebook
    amount = _amount(rulebook, happened)
    if amount <= 0:
        raise DeskError("giving nothing is nothing to tell of", "say how much was given or promised")
    on = session.today if happened.on is None else day_of("on", happened.on)
    if on > session.today:
        raise DeskError(f"{on} has not come yet", "say on which day it happened")
    why = None if happened.reason is None else neutral(happened.reason)
    # What is told in many words would be a cohort of its own each time, and no pattern would ever show.
    listed = why is not None and why in _reasons(rulebook, record.request)
    rule = record.rule or OTHERWISE
    told = session.put(
        HappenedOutside(
            **session.common(session.own_role),
            **about(made),
            decision=made.number,
            request=record.request,
            rule=rule,
            grant=happened.grant,
            amount=amount,
            reason=why if listed else None,
            why=None if listed else why,
            happened_on=on.isoformat(),
            given_by=_giver(session, happened, on),
            late=session.today > next_working_day(on),
            due=session.in_days(session.terms.repair_days),
            escalation=open_escalation(session, made),
            draft=record.draft,
        )
    )
    if not record.draft:
        raise_alarms(session, Favour(record.request, rule, happened.grant))
    return told


def _amount(rulebook: Rulebook, happened: Happened) -> int:
    """How much was given; of what the policy does not know, how many. Nothing keeps people from giving flowers."""
    known, grant = rulebook.grants, happened.grant
    unknown = isinstance(grant, str) and grant not in known and _WORD.match(grant) is not None
    if not unknown or nearest(grant, list(known)) is not None:  # else a slip would be a thing of its own
        return read_amount(rulebook, grant, happened.amount)
    count = happened.amount
    if isinstance(count, str) and re.fullmatch(r"[0-9]{1,6}", count):
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, int) or count >= 10**6:
        raise DeskError(f"`{grant}` is nothing that the policy gives, so it is counted", "say how many, like `1`")
    return count


def _reasons(rulebook: Rulebook, request: str) -> set[str]:
    """The words for which something may be conceded in a request."""
    rules = rulebook.requests[request].rules
    return {reason for rule in rules if rule.concession is not None for reason in rule.concession.reasons}


def _giver(session: Session, happened: Happened, on: date) -> str | None:
    """The login of who gave it, who may have left since. Raises `NotStaff` for what is no login."""
    if happened.given_by is None:
        return None
    login = named(happened.given_by, "a colleague")
    try:
        return session.parts.staff.person(login, session.today).login
    except NotStaff:
        try:
            return session.parts.staff.person(login, on).login
        except NotStaff as error:
            raise NotStaff(str(error), "say the login of the colleague, or leave `given_by` out") from None


def next_working_day(day: date) -> date:
    """The working day after a day: Monday to Friday; holidays are not known here, and make nobody late earlier."""
    found = day + timedelta(1)
    while found.weekday() >= SATURDAY:
        found += timedelta(1)
    return found


def repair(session: Session, name: str, how: str) -> Recorded[Repaired]:
    """Honours or retracts what was given outside of the policy, by a role with the duty to approve."""
    told = session.live(session.found(name, HappenedOutside))
    record = told.record
    item = session.item(f"outside/{told.number}")
    if item is None or item.status != "to_repair":
        raise REPAIRED.of(id=told.id, status=already(item.status if item else "repaired"))
    if how not in ("honour", "retract"):
        raise DeskError(f"`{shown(how)}` is no way to repair it", "say `honour` or `retract`")
    rulebook = session.rulebook
    role = role_with(rulebook, session.person, "approve")
    if role is None:
        raise REPAIRED_BY_APPROVERS.of()
    # Nor who told it of a colleague: else a name would do to give on one's own what no mandate allows.
    if how == "honour" and session.person.login in (record.given_by, record.by):
        raise OWN_REPORT.of()
    if how == "honour":
        role = _honouring(session, rulebook, record)
    assert record.decision is not None
    made = session.numbered(record.decision, DecisionMade)
    said = phrase(HONOURED, made.record.lang)
    if how == "retract":
        said = phrase(RETRACTED, made.record.lang).format(say=made.record.decision["say"])
    return session.put(
        Repaired(
            **session.common(role),
            **about(made),
            report=told.number,
            how="honour" if how == "honour" else "retract",
            said=said,
            lang=made.record.lang,
        )
    )


def honoured_by(session: Session, told: HappenedOutside) -> tuple[str, ...]:
    """The roles that may honour it, lowest first: whose mandate reaches; of what is above all of them, the highest.

    Else to tell of something, and to honour it, would be a way around every mandate. Empty where nobody approves.
    """
    rulebook = session.rulebook
    approving = [role for role in rulebook.roles_upward() if has_duty(rulebook, role, "approve")]
    able = approving
    if told.customer is not None and told.grant in rulebook.grants:
        given = given_so_far(session.reading, told.grant, told.ticket or "", told.customer, session.day)
        # It counts as given already, so nothing is put to it.
        able = [role for role in reaching(rulebook, told.grant, 0, given) if role in approving]
    return tuple(able) or tuple(role for role in approving if not set(roles_above(rulebook, role)) & set(approving))


def honours(session: Session, told: HappenedOutside) -> bool:
    """Whether the employee may honour it: in a role that may, and neither who gave it nor who told of it."""
    if session.person.login in (told.given_by, told.by):
        return False
    return any(stands_at(session.rulebook, session.person, each) for each in honoured_by(session, told))


def _honouring(session: Session, rulebook: Rulebook, told: HappenedOutside) -> str:
    """The role in which somebody honours it. Raises `Refused`."""
    able = honoured_by(session, told)
    role = next((each for each in able if stands_at(rulebook, session.person, each)), None)
    if role is None:
        raise HONOURED_BY.of(role=labels(rulebook, able[0]))
    return acting_role(rulebook, session.person, role)
