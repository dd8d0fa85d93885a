"""Gives people what is kept about them: all of it, and why, how long and from where (GDPR art. 15 and 20).

Another person's data are left out: of colleagues in what a customer gets, of customers and colleagues in what an
employee gets. A colleague stands there by the role in which they acted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fairservice.conditions.vocabulary import write_value
from fairservice.desk.names import name_of
from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import GIVEN
from fairservice.desk.privacy.others import Others, of_customer, of_employee
from fairservice.desk.privacy.phrases import (
    EMPLOYEE_RIGHTS,
    ENTRY,
    FROM_EMPLOYEE,
    FROM_WORK,
    NO_RECIPIENTS,
    RIGHTS,
    SOURCES,
    STAYS,
    TRANSFERS,
    said,
)
from fairservice.desk.privacy.retention import Kept, held, kept_for
from fairservice.desk.privacy.whose import Whose, entries_about, refuse_but_protector
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.refusals.privacy import GIVING, GIVING_A_COLLEAGUE
from fairservice.desk.session import Session
from fairservice.errors import NotStaff
from fairservice.ledger.entry import Entry
from fairservice.ledger.item import Query
from fairservice.ledger.records import DataGiven, Record
from fairservice.policy.kept_words import GROUNDS, KEPT
from fairservice.policy.rulebook import Rulebook

FORMAT = "fairservice-export/1"
ALONE = "single_giver"


@dataclass(frozen=True, slots=True)
class Export:
    """All that is kept about somebody, as data for JSON, and the entry that records that it was given."""

    content: Mapping[str, Any]
    given: Recorded[DataGiven]

    def to_dict(self) -> dict[str, Any]:
        return {**self.content, "entry": self.given.id}


def export(session: Session, who: Whose, lang: str) -> Export:
    """What is kept about a customer, a household or a ticket. Raises `Refused` for those without the duty."""
    refuse_but_protector(session, GIVING)
    entries = entries_about(session.reading, who)
    content = _content(session, "customer", entries, of_customer(session, entries, lang), lang, RIGHTS[lang])
    told = DataGiven(
        **session.common(session.own_role), customer=who.customer, household=who.household, ticket=who.ticket,
        whose="customer",
    )  # fmt: skip
    return Export(content, session.put(told))


def export_employee(session: Session, login: str, lang: str) -> Export:
    """What is kept about an employee: one's own, or by the duty of protecting data that of somebody else."""
    if login != session.person.login:
        refuse_but_protector(session, GIVING_A_COLLEAGUE)
    entries = sorted(session.reading.entries(staff=login), key=lambda each: each.number)
    if not entries:
        session.parts.staff.person(login, session.today)  # so that a login that was mistyped is told
    content = _content(session, "employee", entries, of_employee(session, login), lang, EMPLOYEE_RIGHTS[lang])
    content["login"] = login
    content["on_the_staff_file"] = _on_staff_file(session, login)
    content["alarms_from_their_favours_alone"] = _alone(session.reading, login)
    told = DataGiven(**session.common(session.own_role), whose="employee", employee=login)
    return Export(content, session.put(told))


def _content(
    session: Session,
    about: Literal["customer", "employee"],
    entries: Iterable[Entry],
    others: Others,
    lang: str,
    rights: tuple[str, ...],
) -> dict[str, Any]:
    terms, kept = session.terms, kept_for(session.rulebook)
    open_ = held(session.reading, session.rulebook, session.today)
    rulebook = session.rulebook
    told = [
        _entry(about, each, recorded(each).record, kept, each.number in open_, others, rulebook, lang)
        for each in entries
    ]
    kinds = dict.fromkeys(each["kept_as"] for each in told)
    return {
        "format": FORMAT,
        "about": about,
        "lang": lang,
        "made_on": session.today.isoformat(),
        "desk": session.parts.name,
        "controller": {"name": terms.controller, "contact": terms.contact},
        "recipients": NO_RECIPIENTS[lang],
        "transfers": TRANSFERS[lang],
        "rights": list(rights),
        "kinds": {kind: _kind(kept[kind], lang) for kind in kinds},
        "entries": told,
    }


def _kind(kept: Kept, lang: str) -> dict[str, Any]:
    keep = kept.keep
    article, ground = GROUNDS[keep.basis]
    return {
        "called": said(KEPT, keep.kind, lang),
        "purpose": keep.purpose.get(lang) or next(iter(keep.purpose.values()), ""),
        "basis": keep.basis,
        "basis_in_words": f"{ground[lang]} ({article})",
        "days": kept.days,
        "stays_when_asked_to_be_forgotten": None if keep.stays is None else STAYS[keep.stays][1][lang],
    }


def _entry(
    about: Literal["customer", "employee"],
    entry: Entry,
    record: Record,
    kept: Mapping[str, Kept],
    open_: bool,
    others: Others,
    rulebook: Rulebook,
    lang: str,
) -> dict[str, Any]:
    return {
        "id": name_of(entry.kind, entry.number),
        "kind": entry.kind,
        "called": said(ENTRY, entry.kind, lang),
        "at": entry.moment.isoformat(),
        "kept_as": record.kept_as,
        "kept_until": kept[record.kept_as].last_day(record).isoformat(),
        "kept_while_open": open_,
        "from": (SOURCES.get(entry.kind, FROM_EMPLOYEE) if about == "customer" else FROM_WORK)[lang],
        **_written(others.without(record), rulebook),
    }


def _written(told: dict[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    """Amounts as in a policy: `"5.00"`, exact. Of a grant that the policy no longer has they stay in its own unit."""
    content = told["content"]
    grant = rulebook.grants.get(content.get("grant"))
    if grant is not None and content.get("amount") is not None:
        content["amount"] = write_value(content["amount"], grant.type)
    for field in ("give", "beyond"):
        if isinstance(content.get(field), Mapping):
            content[field] = {
                name: write_value(amount, rulebook.grants[name].type) if name in rulebook.grants else amount
                for name, amount in content[field].items()
            }
    return told


def _on_staff_file(session: Session, login: str) -> dict[str, Any] | None:
    try:
        person = session.parts.staff.person(login, session.today)
    except NotStaff:
        return None
    return {"name": person.name, "roles": list(person.roles), "team": person.team}


def _alone(reading: Reading, login: str) -> list[str]:
    """The alarms on favours that this employee alone gave. They name nobody, and are about them all the same."""
    found = []
    for alarm in reading.items(Query(kinds=("alarm",))):
        if alarm.body.get("alarm") != ALONE or alarm.request is None or alarm.rule is None:
            continue
        query = Query(
            kinds=GIVEN,
            requests=(alarm.request,),
            rules=(alarm.rule,),
            grant=alarm.grant,
            reasons=() if alarm.reason is None else (alarm.reason,),
            last_day=alarm.day,
        )
        if {each.giver for each in reading.items(query)} - {None} == {login}:
            found.append(name_of("alarm", alarm.number))
    return found
