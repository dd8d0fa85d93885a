"""Erases what is kept about somebody who asks for it, and says what stays, why, and until when (GDPR art. 17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fairservice.conditions.declarations import Texts
from fairservice.conditions.wording import spoken_day
from fairservice.desk.names import name_of
from fairservice.desk.ports import Reading
from fairservice.desk.privacy.others import ABOUT_RULES
from fairservice.desk.privacy.phrases import FORGOTTEN, STAYS, said
from fairservice.desk.privacy.restored import erased_beyond
from fairservice.desk.privacy.retention import RESTS_ON_DECISION, WAITING, Kept, kept_for
from fairservice.desk.privacy.together import record_of, with_beginnings
from fairservice.desk.privacy.whose import Whose, records_about, refuse_but_protector
from fairservice.desk.refusals.privacy import EMPLOYED, ERASING_AGAIN, FORGETTING, NOT_NAMED, STAYS_ITS_TIME
from fairservice.desk.refusals.refusal import the_day
from fairservice.desk.session import Session
from fairservice.errors import NotStaff
from fairservice.ledger.effects import effects
from fairservice.ledger.item import Item, Put
from fairservice.ledger.records import Erased, Record, Rectified, read_record
from fairservice.policy.desk_terms import Stays
from fairservice.policy.kept_words import KEPT

WHOSE = ("customer", "household", "ticket")
"""The fields by which an entry is found to be about a customer."""
FORGET = "forget"
RESTORE = "restore"
"""Why entries were erased, as the chain says: somebody asked, or they had been erased and came back from a backup."""


@dataclass(frozen=True, slots=True)
class Staying:
    """Entries of one kind that stay, until which day at the latest, and why."""

    kind: str
    count: int
    until: date
    why: Stays
    purpose: Texts


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased about somebody, or would be, and what stays. `said` are the words for them."""

    erased: Mapping[str, int]
    stays: tuple[Staying, ...]
    usable: tuple[tuple[str, str], ...]
    """Concessions that could still be used, and until when."""
    open: tuple[str, ...]
    """What waited for an answer, by name."""
    unlinked: int
    """What employees said of rules: it stays, and no longer says in whose contact that was."""
    entry: str | None
    """The entry that records it; None where there was nothing to erase, or it is only a rehearsal."""
    contact: str

    @property
    def count(self) -> int:
        return sum(self.erased.values())

    def said(self, lang: str) -> str:
        """What the customer is told, one sentence a line."""

        def kinds(counted: Mapping[str, int]) -> str:
            return ", ".join(f"{said(KEPT, kind, lang)} ({count})" for kind, count in counted.items())

        lines = [FORGOTTEN["nothing"][lang]]
        if self.count:
            happened = "would" if self.entry is None else "erased"
            lines = [FORGOTTEN[happened][lang].format(kinds(self.erased))]
            for name, until in self.usable:
                lines.append(FORGOTTEN["usable"][lang].format(name, spoken_day(date.fromisoformat(until), lang)))
            if self.open:
                lines.append(FORGOTTEN["open"][lang].format(", ".join(self.open)))
        if self.unlinked:
            lines.append(FORGOTTEN["unlinked"][lang].format(self.unlinked))
        for each in self.stays:
            article, why = STAYS[each.why]
            day, called = spoken_day(each.until, lang), said(KEPT, each.kind, lang)
            lines.append(FORGOTTEN["stays"][lang].format(called, each.count, day, why[lang], article))
        if self.stays:
            lines.append(FORGOTTEN["complain"][lang].format(self.contact))
        return "\n".join(lines)

    def to_dict(self, lang: str) -> dict[str, Any]:
        return {
            "erased": dict(self.erased),
            "count": self.count,
            "stays": [
                {
                    "kind": each.kind,
                    "count": each.count,
                    "until": each.until.isoformat(),
                    "why": each.why,
                    "article": STAYS[each.why][0],
                    "purpose": dict(each.purpose),
                }
                for each in self.stays
            ],
            "usable": [{"id": name, "until": until} for name, until in self.usable],
            "open": list(self.open),
            "unlinked": self.unlinked,
            "entry": self.entry,
            "said": self.said(lang),
        }


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """How many entries were erased again after a restore, and how many of those that the newer ledger tells stay."""

    count: int
    staying: int


def forget(session: Session, who: Whose, rehearse: bool = False) -> Forgotten:
    """Erases what is kept about somebody, but for what the policy says must stay and is not past its time.

    With `rehearse` nothing is erased, and what would be is told. Raises `Refused` for those without the duty.
    """
    refuse_but_protector(session, FORGETTING)
    kept = kept_for(session.rulebook)
    found = records_about(session.reading, who)
    about = [(number, record) for number, record in found if record.kind not in ABOUT_RULES]
    staying = {number for number, record in about if _stays(kept[record.kept_as], record, session.today)}
    gone = _gone(session.reading, about, staying)
    records = {number: record for number, record in about if number in gone}
    entry: str | None = None
    usable, open_ = _lapses(session, about, gone)
    unlinked = [(number, record) for number, record in found if record.kind in ABOUT_RULES]
    if not rehearse:
        for number, record in unlinked:
            entry = _unlink(session, number, record)
    if gone and not rehearse:
        # Whom it was about is left out on purpose: it would say for years that they asked to be forgotten.
        done = Erased(**session.common(session.own_role), count=len(gone))
        erased = session.writing.erase(sorted(gone), FORGET, done, session.moment)
        entry = name_of(erased.kind, erased.number)
    return Forgotten(
        dict(Counter(record.kept_as for record in records.values())),
        tuple(_staying(kept, about, gone)),
        usable,
        open_,
        len(unlinked),
        entry,
        session.terms.contact,
    )


def _unlink(session: Session, number: int, record: Record) -> str:
    """An employee's words on a rule are theirs: they stay, without the customer in whose contact they came up."""
    done = Rectified(**session.common(session.own_role), entry=number, facts=WHOSE, why=FORGET)
    entry = session.writing.rectify(
        number, replace(record, customer=None, household=None, ticket=None), done, session.moment
    )
    return name_of(entry.kind, entry.number)


def _stays(kept: Kept, record: Record, today: date) -> bool:
    return kept.keep.stays is not None and kept.last_day(record) >= today


def _gone(reading: Reading, about: list[tuple[int, Record]], staying: set[int]) -> set[int]:
    """What is erased, with what cannot be dealt with any more when it is: nothing may wait for ever."""
    gone = set(with_beginnings(reading, (number for number, _ in about if number not in staying), {}))
    for number, record in about:
        for item in _open_items(reading, number, record):
            if item.kind in RESTS_ON_DECISION and item.kind != "outside" and item.body.get("decision") in gone:
                gone.update(item.entries)
    return gone


def _open_items(reading: Reading, number: int, record: Record) -> list[Item]:
    begun = (reading.item(each.item.id) for each in effects(number, record) if isinstance(each, Put))
    return [item for item in begun if item is not None and WAITING.get(item.kind) == item.status]


def _lapses(
    session: Session, about: list[tuple[int, Record]], gone: set[int]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What the customer loses by it: concessions that can still be used, and matters that are open."""
    usable, open_ = [], []
    for number, record in about:
        if number not in gone:
            continue
        if record.kind == "concession":
            item = session.item(f"concession/{number}")
            if item is not None and item.status == "given" and (item.due or 0) >= session.day:
                usable.append((name_of(record.kind, number), date.fromordinal(item.due or 1).isoformat()))
        if _open_items(session.reading, number, record):
            open_.append(name_of(record.kind, number))
    return tuple(usable), tuple(open_)


def _staying(kept: Mapping[str, Kept], about: list[tuple[int, Record]], gone: set[int]) -> list[Staying]:
    last: dict[str, list[date]] = {}
    for number, record in about:
        if number not in gone:
            last.setdefault(record.kept_as, []).append(kept[record.kept_as].last_day(record))
    found = []
    for kind, days in last.items():
        keep = kept[kind].keep
        assert keep.stays is not None  # else it would be gone
        found.append(Staying(kind, len(days), max(days), keep.stays, keep.purpose))
    return found


def erase_again(session: Session, newer: Reading) -> ErasedAgain:
    """Erases what was erased after a copy was made, once that is in use again, as the newer ledger tells.

    What must stay by the policy in force stays: else a copy in which somebody forgets by a policy of their own would
    do to erase here what the policy keeps. Raises `LedgerError` for what is no newer ledger of this one.
    """
    refuse_but_protector(session, ERASING_AGAIN)
    kept = kept_for(session.rulebook)
    told = sorted(erased_beyond(newer, session.reading.head()))
    records = ((number, record_of(session.reading, number)) for number in told)
    there = [(number, record) for number, record in records if record is not None]
    staying = {number for number, record in there if _stays(kept[record.kept_as], record, session.today)}
    gone = sorted(_gone(session.reading, there, staying) & {number for number, _ in there})
    if gone:
        done = Erased(**session.common(session.own_role), count=len(gone))
        session.writing.erase(gone, RESTORE, done, session.moment)
    return ErasedAgain(len(gone), len(there) - len(gone))


# ---- employees


def refuse_employee(session: Session, login: str) -> None:
    """Says why an employee is not forgotten by a command. Raises `Refused` always.

    Their login stands for who answered, and so for whom the policy stands behind. It goes with the entries that it is
    in, as each is past its time; a name is put to it only by the staff file, from which who left can be taken at once.
    """
    try:
        session.parts.staff.person(login, session.today)
    except NotStaff:
        last = _last_named(session, login)
        if last is None:
            raise NOT_NAMED.of(login=login) from None
        raise STAYS_ITS_TIME.of(login=login, last=the_day(last)) from None
    raise EMPLOYED.of(login=login)


def _last_named(session: Session, login: str) -> date | None:
    kept = kept_for(session.rulebook)
    days = []
    for entry in session.reading.entries(staff=login):
        record = read_record(entry.kind, entry.content())
        days.append(kept[record.kept_as].last_day(record))
    return max(days, default=None)
