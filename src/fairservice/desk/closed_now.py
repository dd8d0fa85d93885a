"""What the policy would allow and the desk has closed: told with the answer, before somebody speaks of it."""

from __future__ import annotations

from dataclasses import dataclass

from fairservice.decisions.decision import Decision
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.watch import closed
from fairservice.desk.session import Session
from fairservice.ledger.records import DecisionMade


@dataclass(frozen=True, slots=True)
class ClosedNow:
    """A favour that is not given for a reason, since it was given so often."""

    rule: str
    """The goodwill rule that would allow it."""
    grant: str
    reason: str


def closed_now(session: Session, record: DecisionMade, decision: Decision) -> tuple[ClosedNow, ...]:
    """What a decision says may be conceded, and is closed: nobody decided on it in time, or it was stopped."""
    if record.draft:  # nothing of it counts, so nothing closes
        return ()
    rules = {each.id: each for each in session.policy_of(record).rulebook.requests[record.request].rules}
    found = []
    for each in decision.may_concede:
        concession = rules[each.rule].concession
        recovery = concession is not None and concession.recovery is not None
        favour = Favour(record.request, each.exception_to, each.grant)
        found += [
            ClosedNow(each.rule, each.grant, reason)
            for reason in each.reasons
            if closed(session.reading, favour, reason, session.today, recovery=recovery) is not None
        ]
    return tuple(found)
