"""Figures of one employee, where the works council agreed to that: each look is on record, and shown to them.

One employee at a time, never a list of several, so that nobody is ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairservice.conditions.vocabulary import cut, nearest, shown
from fairservice.desk.agreement import Agreement
from fairservice.desk.names import name_of
from fairservice.desk.principal import stands_at
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.refusals.owning import NOT_AGREED, NOT_AGREED_ROLE, OTHER_TEAM
from fairservice.desk.refusals.refusal import either
from fairservice.desk.session import Session
from fairservice.desk.wording import neutral
from fairservice.errors import NotOnRecord
from fairservice.ledger.item import Query
from fairservice.ledger.records import NamedView

DAYS = 365
"""How far back a view looks."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """What was looked at: figures of one employee, by kind of request."""

    view: str
    employee: str
    since: str
    figures: Mapping[str, int]
    entry: Recorded[NamedView]


@dataclass(frozen=True, slots=True)
class Look:
    """A look at one's own figures: when, which, by whom in which role, and what for."""

    id: str
    on: str
    view: str
    role: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "on": self.on, "view": self.view, "role": self.role, "why": self.why}


def _overrides(session: Session, employee: str, first_day: int) -> Mapping[str, int]:
    """How often somebody answered otherwise than the policy, by kind of request."""
    query = Query(kinds=("override",), giver=employee, first_day=first_day)
    return Counter(item.request or "" for item in session.reading.items(query))


VIEWS: Mapping[str, Callable[[Session, str, int], Mapping[str, int]]] = {"own_team_overrides": _overrides}
"""What each view with a name is worked out by. There is none but those that an agreement can name."""


def look(session: Session, view: str, employee: str, why: str) -> Viewed:
    """Looks at figures of an employee of one's own team. Raises `Refused` for all that was not agreed."""
    agreement = _agreed(session, view)
    if not any(stands_at(session.rulebook, session.person, role) for role in agreement.roles):
        raise NOT_AGREED_ROLE.of(view=view, roles=either(agreement.roles))
    person = session.parts.staff.person(employee, session.today)
    if session.person.team is None or person.team != session.person.team:
        raise OTHER_TEAM.of(login=cut(employee))
    first = session.day - DAYS
    seen = NamedView(**session.common(session.own_role), employee=person.login, view=view, why=neutral(why))
    figures = VIEWS[view](session, person.login, first)
    return Viewed(view, person.login, date.fromordinal(first).isoformat(), dict(figures), session.put(seen))


def looks_at(session: Session) -> tuple[Look, ...]:
    """Every look at figures of the employee who asks."""
    found = []
    for entry in session.reading.entries(kinds=(NamedView.kind,)):
        if entry.erased:
            continue
        record = recorded(entry).record
        if isinstance(record, NamedView) and record.employee == session.person.login:
            found.append(Look(name_of(entry.kind, entry.number), record.on, record.view, record.role, record.why))
    return tuple(found)


def _agreed(session: Session, view: str) -> Agreement:
    agreement = session.parts.agreement
    if view not in VIEWS:
        near = nearest(str(view), list(VIEWS))
        listed = ", ".join(f"`{each}`" for each in VIEWS)
        raise NotOnRecord(f"there is no view `{shown(view)}`", f"did you mean `{near}`?" if near else listed)
    if agreement is None or view not in agreement.views or agreement.on > session.today:
        raise NOT_AGREED.of()
    return agreement
