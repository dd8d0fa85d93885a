"""A customer objects to what is held against them: it does not count until a human has decided (GDPR art. 21)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from fairservice.desk.privacy.whose import Whose, refuse_but_protector
from fairservice.desk.recorded import Recorded
from fairservice.desk.refusals.conceding import DONE_ALREADY, already
from fairservice.desk.refusals.privacy import DECIDING, OPPOSED, OWN_REPORT
from fairservice.desk.refusals.refusal import the_day
from fairservice.desk.session import Session
from fairservice.desk.wording import flag, neutral
from fairservice.errors import DeskError
from fairservice.ledger.item import Query
from fairservice.ledger.records import Opposed, OppositionDecided


def oppose(session: Session, who: Whose, grounds: str) -> Recorded[Opposed]:
    """Puts the objection of a customer on record. Whoever hears it can do so, and nothing refuses it.

    It is answered within a month (art. 12(3)).
    """
    if who.customer is None:
        raise DeskError("who objects?", "an objection is a customer's: name the customer")
    open_ = session.reading.items(Query(kinds=("opposition",), statuses=("open",), customer=who.customer), limit=1)
    if open_:
        raise OPPOSED.of(id=f"Z-{open_[0].number}", due=the_day(date.fromordinal(open_[0].due or 1)))
    return session.put(
        Opposed(
            **session.common(session.own_role),
            customer=who.customer,
            household=who.household,
            grounds=neutral(grounds),
            due=in_a_month(session.today).isoformat(),
        )
    )


def decide_opposition(session: Session, name: str, upheld: bool, why: str) -> Recorded[OppositionDecided]:
    """Decides on the objection of a customer: by who protects data, and never by who reported what is objected to."""
    refuse_but_protector(session, DECIDING)
    opposed = session.found(name, Opposed)
    record = opposed.record
    item = session.item(f"opposition/{opposed.number}")
    if item is None or item.status != "open":
        raise DONE_ALREADY.of(id=opposed.id, status=already(item.status if item else "decided"))
    reported = session.reading.entries(kinds=("incident",), customer=record.customer)
    if any(each.content()["by"] == session.person.login for each in reported):
        raise OWN_REPORT.of(id=opposed.id)
    return session.put(
        OppositionDecided(
            **session.common(session.own_role),
            customer=record.customer,
            household=record.household,
            opposition=opposed.number,
            upheld=flag(upheld, "upheld"),
            why=neutral(why),
        )
    )


def in_a_month(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
