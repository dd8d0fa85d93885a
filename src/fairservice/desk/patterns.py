"""Tells of patterns of concessions: each alarm, what it rests on, by when it is decided, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairservice.desk.names import name_of
from fairservice.desk.objecting import refuse_but_owner
from fairservice.desk.precedents.codify import Draft, draft
from fairservice.desk.precedents.grants import favour_of
from fairservice.desk.precedents.resolutions import OWNER_ONLY
from fairservice.desk.precedents.watch import closed, warnings
from fairservice.desk.principal import may
from fairservice.desk.refusals.owning import DRAFTS_THE_RULE, SEES_ONE_COLLEAGUE
from fairservice.desk.reports.nameless import Nameless
from fairservice.desk.session import Session
from fairservice.desk.watching import raise_alarms
from fairservice.errors import NotOnRecord
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import AlarmRaised, PrecedentResolved

NAMED = {
    "alarm": "alarm",
    "approval": "approval_asked",
    "concession": "concession",
    "recovery": "concession",
    "objection": "objection",
    "outside": "outside_policy",
    "opposition": "opposition",
}
"""The kind of entry that each kind of item that comes due began with."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One alarm, as it is today. Nobody is named in it, neither a customer nor a colleague."""

    id: str
    alarm: str
    request: str
    rule: str
    grant: str
    reason: str | None
    status: str
    """`open`, or what was decided: `codify`, `tighten`, `sunset`, `accept`."""
    raised_on: date
    due: date | None
    """Open: the last day to decide. Of what ends or is accepted: its last day."""
    closed: bool
    """Whether it may not be given today."""
    figures: Mapping[str, Any]

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.id,
            "alarm": self.alarm,
            "request": self.request,
            "rule": self.rule,
            "grant": self.grant,
            "reason": self.reason,
            "status": self.status,
            "raised_on": self.raised_on.isoformat(),
            "due": None if self.due is None else self.due.isoformat(),
            "closed": self.closed,
            "figures": dict(self.figures),
        }


@dataclass(frozen=True, slots=True)
class ComesDue:
    """Something that is due within the days of warning, or open past its day."""

    id: str
    kind: str
    status: str
    due: date
    overdue: bool

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "due": self.due.isoformat(),
            "overdue": self.overdue,
        }


@dataclass(frozen=True, slots=True)
class Patterns:
    """All alarms, those to decide first, and what comes due."""

    today: date
    patterns: tuple[Pattern, ...]
    comes_due: tuple[ComesDue, ...]

    def to_dict(self) -> dict[str, object]:
        return {
            "today": self.today.isoformat(),
            "patterns": [each.to_dict() for each in self.patterns],
            "comes_due": [each.to_dict() for each in self.comes_due],
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """One alarm with the words in which it was decided, and for its owner the rule that would make it policy."""

    pattern: Pattern
    why: str | None
    notice: Mapping[str, str]
    draft: str | None

    def to_dict(self) -> dict[str, object]:
        return {**self.pattern.to_dict(), "why": self.why, "notice": dict(self.notice), "draft": self.draft}


def list_patterns(session: Session) -> Patterns:
    """Raises what is due by now, and tells of all alarms. What comes from one colleague only its owner sees."""
    raise_alarms(session)
    found = [_pattern(session, each) for each in session.reading.items(Query(kinds=("alarm",))) if _sees(session, each)]
    return Patterns(
        session.today,
        tuple(sorted(found, key=_urgency)),
        tuple(_comes_due(session, each) for each in warnings(session.reading, session.terms, session.today)
              if _sees(session, each)),
    )  # fmt: skip


def show_pattern(session: Session, name: str) -> Shown:
    """One alarm. Raises `NotOnRecord`, and `Refused` for one that only the owner of the policy sees."""
    alarm = session.found(name, AlarmRaised)
    item = session.item(f"alarm/{alarm.number}")
    if item is None:
        raise NotOnRecord(f"`{alarm.id}` is no longer on record")
    if not _sees(session, item):
        refuse_but_owner(session, SEES_ONE_COLLEAGUE)
    number = item.body.get("resolution")
    decided = None if number is None else session.numbered(int(number), PrecedentResolved).record
    return Shown(
        _pattern(session, item),
        None if decided is None else decided.why,
        {} if decided is None or decided.notice is None else decided.notice,
        None if decided is None else decided.words,
    )


def draft_of(session: Session, name: str) -> Draft:
    """The rule that would make a favour policy, as of today; nothing is decided by it. For the owner of the policy."""
    alarm = session.found(name, AlarmRaised)
    refuse_but_owner(session, DRAFTS_THE_RULE)
    item = session.item(f"alarm/{alarm.number}")
    if item is None:
        raise NotOnRecord(f"`{alarm.id}` is no longer on record")
    return draft(session.reading, session.policy, item, session.terms, session.today)


def _sees(session: Session, item: Item) -> bool:
    return item.body.get("alarm") not in OWNER_ONLY or may(session.rulebook, session.person, "publish")


def _pattern(session: Session, item: Item) -> Pattern:
    favour, kind = favour_of(item), item.body["alarm"]
    shut = closed(session.reading, favour, item.reason, session.today, recovery=kind == "recovery_drift")
    return Pattern(
        name_of("alarm", item.number),
        kind,
        favour.request,
        favour.rule,
        favour.grant,
        Nameless(session.parts.staff.people(session.today))(item.reason),
        item.status,
        date.fromordinal(item.day),
        None if item.due is None else date.fromordinal(item.due),
        shut is not None,
        item.body["figures"],
    )


def _comes_due(session: Session, item: Item) -> ComesDue:
    assert item.due is not None
    day = date.fromordinal(item.due)
    return ComesDue(name_of(NAMED[item.kind], item.number), item.kind, item.status, day, day < session.today)


def _urgency(pattern: Pattern) -> tuple[bool, date, str]:
    return pattern.status != "open", pattern.due or date.max, pattern.id
