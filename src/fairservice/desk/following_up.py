"""What becomes of a concession: its notice is sent, it is used or taken back; and customers name earlier ones."""

from __future__ import annotations

from typing import Any

from fairservice.desk.amounts import known_grant
from fairservice.desk.principal import stands_at
from fairservice.desk.recorded import Recorded, about
from fairservice.desk.refusals.conceding import (
    BY_A_HIGHER_ROLE,
    ENDED,
    NO_LONGER_USED,
    NOTICED,
    USED,
    USED_UP,
    WITHDRAWN,
)
from fairservice.desk.refusals.refusal import the_day
from fairservice.desk.session import Session
from fairservice.desk.wording import named, neutral
from fairservice.errors import NotOnRecord
from fairservice.ledger.item import Item
from fairservice.ledger.records import (
    Conceded,
    ConcessionUsed,
    ConcessionWithdrawn,
    DecisionMade,
    FavourCited,
    NoticeSent,
)
from fairservice.policy.rule import OTHERWISE


def notice_sent(session: Session, name: str, channel: str | None) -> Recorded[NoticeSent]:
    """The customer was told that a concession is given this once."""
    found, item = _concession(session, name)
    if item.body["noticed"] is not None:
        raise NOTICED.of(id=found.id, day=the_day(str(item.body["noticed"])))
    record = found.record
    return session.put(
        NoticeSent(
            **session.common(session.own_role),
            **_same(record),
            concession=found.number,
            said=record.notice,
            lang=record.lang,
            channel=None if channel is None else named(channel, "a channel"),
        )
    )


def use(session: Session, name: str) -> Recorded[ConcessionUsed]:
    """A concession is used once. Raises `Refused` where it is used up, expired or withdrawn."""
    found, item = _concession(session, name)
    if found.record.expires_on < session.today.isoformat():
        raise NO_LONGER_USED.of(id=found.id, day=the_day(found.record.expires_on))
    left = int(item.body["left"])
    if left < 1:
        raise USED_UP.of(id=found.id)
    return session.put(
        ConcessionUsed(
            **session.common(session.own_role), **_same(found.record), concession=found.number, left=left - 1
        )
    )


def withdraw(session: Session, name: str, why: str) -> Recorded[ConcessionWithdrawn]:
    """A concession is taken back before it is used: by who gave it, who asked for it, or a higher role."""
    found, item = _concession(session, name)
    if int(item.body["left"]) < found.record.uses:
        raise USED.of(id=found.id)
    if found.record.expires_on < session.today.isoformat():  # or what was given would not count any longer
        raise ENDED.of(id=found.id, day=the_day(found.record.expires_on))
    own = session.person.login in (found.record.by, found.record.asked_by)
    if not own and not stands_at(session.rulebook, session.person, found.record.role):
        raise BY_A_HIGHER_ROLE.of(id=found.id)
    return session.put(
        ConcessionWithdrawn(
            **session.common(session.own_role),
            **_same(found.record),
            concession=found.number,
            why=neutral(why),
        )
    )


def cite(session: Session, name: str, grant: str) -> Recorded[FavourCited]:
    """The customer named an earlier favour as a reason to have it again."""
    made = session.live(session.found(name, DecisionMade))
    rulebook = session.policy_of(made.record).rulebook
    known_grant(rulebook, grant)
    return session.put(
        FavourCited(
            **session.common(session.own_role),
            **about(made),
            request=made.record.request,
            rule=made.record.rule or OTHERWISE,
            grant=grant,
            draft=made.record.draft,
        )
    )


def _concession(session: Session, name: str) -> tuple[Recorded[Conceded], Item]:
    found = session.live(session.found(name, Conceded))
    item = session.item(f"concession/{found.number}")
    if item is None:
        raise NotOnRecord(f"`{found.id}` is no longer on record")
    if item.status == "withdrawn":
        raise WITHDRAWN.of(id=found.id)
    return found, item


def _same(record: Conceded) -> dict[str, Any]:
    return {"ticket": record.ticket, "customer": record.customer, "household": record.household}
