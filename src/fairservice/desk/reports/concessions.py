"""The concessions that can still be used: what, on which ticket, until when, and whether the customer was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

from fairservice.desk.names import name_of
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.page import Column, Page, Row, Speaker, TableOf, Words
from fairservice.desk.reports.report import Asked, Cell, Report, common
from fairservice.ledger.item import Item, Query

NAME = "concessions"
KINDS = ("concession", "recovery")
Notice = Literal["sent", "to_send", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A concession that can be used today."""

    name: str
    recovery: bool
    """Whether it makes good a failure of our own."""
    ticket: str | None
    request: str
    rule: str
    """The rule, or `otherwise`, that it is an exception to."""
    favour: str
    """The goodwill rule that allows it."""
    grant: str
    amount: int
    written: str | None
    """The amount as in a policy; None of a grant that it no longer has."""
    reason: str
    given_on: date
    expires_on: date
    days_left: int
    expiring: bool
    """Whether it ends within the days of warning."""
    uses_left: int
    notice: Notice
    notice_on: date | None
    """The day on which the customer was told that it is no precedent."""
    in_return: str | None
    renews: str | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "recovery": self.recovery,
            "ticket": self.ticket,
            "request": self.request,
            "exception_to": self.rule,
            "favour": self.favour,
            "grant": self.grant,
            "amount": self.written,
            "reason": self.reason,
            "given_on": self.given_on.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "days_left": self.days_left,
            "expiring": self.expiring,
            "uses_left": self.uses_left,
            "notice": self.notice,
            "notice_on": None if self.notice_on is None else self.notice_on.isoformat(),
            "in_return": self.in_return,
            "renews": self.renews,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Concessions(Report):
    """Open concessions, the first to end first; and how many came to an end unused."""

    NAME: ClassVar[str] = NAME
    HEADER: ClassVar[tuple[str, ...]] = (
        "name",
        "recovery",
        "ticket",
        "request",
        "exception_to",
        "favour",
        "grant",
        "amount",
        "reason",
        "given_on",
        "expires_on",
        "days_left",
        "expiring",
        "uses_left",
        "notice",
        "notice_on",
        "in_return",
        "renews",
    )
    SCHEMA: ClassVar[dict[str, Any]] = s.report_schema(
        NAME,
        {
            "concessions": s.a_list(
                s.an_object(
                    {
                        "name": s.TEXT,
                        "recovery": s.YES_NO,
                        "ticket": s.TEXT_OR_NONE,
                        "request": s.TEXT,
                        "exception_to": s.TEXT,
                        "favour": s.TEXT,
                        "grant": s.TEXT,
                        "amount": s.TEXT_OR_NONE,
                        "reason": s.TEXT,
                        "given_on": s.DAY,
                        "expires_on": s.DAY,
                        "days_left": s.NUMBER,
                        "expiring": s.YES_NO,
                        "uses_left": s.NUMBER,
                        "notice": s.one_of("sent", "to_send", "missing"),
                        "notice_on": s.DAY_OR_NONE,
                        "in_return": s.TEXT_OR_NONE,
                        "renews": s.TEXT_OR_NONE,
                    }
                )
            ),
            "expired_unused": s.NUMBER,
        },
    )

    concessions: tuple[Open, ...]
    expired_unused: int
    """How many of the period ended with uses left."""

    def content(self) -> dict[str, Any]:
        return {
            "concessions": [each.to_dict() for each in self.concessions],
            "expired_unused": self.expired_unused,
        }

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(_cell(value) for value in each.to_dict().values()) for each in self.concessions)

    def page(self, speaker: Speaker) -> Page:
        words = speaker.words(_WORDS)
        columns = (
            Column(words["name"]),
            Column(words["what"]),
            Column(words["ticket"]),
            Column(words["until"]),
            Column(words["notice"]),
        )
        rows = tuple(_row(each, speaker, words) for each in self.concessions)
        notes = [words["tell"]] if any(each.notice == "missing" for each in self.concessions) else []
        if self.expired_unused:
            notes.append(words["lapsed"].format(count=speaker.number(self.expired_unused)))
        title = words["title"].format(count=speaker.number(len(rows)))
        return Page(title, words["meaning"], (TableOf("", columns, rows, words["none"]),), tuple(notes))


def concessions(asked: Asked) -> Concessions:
    """What can be used today, of what was given in the period; of all that was given, where nobody chose one."""
    period, today = asked.period, asked.today.toordinal()
    given = Query(
        kinds=KINDS,
        statuses=("given",),
        first_day=period.first_day if period.chosen else None,
        last_day=period.last_day,
    )
    found = asked.reading.items(given)
    usable = sorted((each for each in found if _ends(each) >= today), key=lambda each: (_ends(each), each.number))
    lapsed = sum(_ends(each) < today and period.has(each.day) for each in found)
    listed = tuple(_open(asked, each) for each in usable)
    return Concessions(**common(asked), concessions=listed, expired_unused=lapsed)


def _ends(item: Item) -> int:
    return item.due or 0


def _open(asked: Asked, item: Item) -> Open:
    entry = asked.reading.entry(item.number)
    in_return = None if entry is None or entry.erased else entry.content().get("in_return")
    left = _ends(item) - asked.today.toordinal()
    noticed = item.body.get("noticed")
    within = asked.terms.precedents.favour.notice_within_days
    notice: Notice = "sent" if noticed else "to_send"
    if notice == "to_send" and asked.today.toordinal() > item.day + within:
        notice = "missing"
    renews = item.body.get("renews")
    return Open(
        name=name_of("concession", item.number),
        recovery=item.kind == "recovery",
        ticket=item.ticket,
        request=item.request or "",
        rule=item.rule or "",
        favour=item.favour or "",
        grant=item.grant or "",
        amount=item.amount or 0,
        written=asked.written(item.grant, item.amount),
        reason=item.reason or "",
        given_on=date.fromordinal(item.day),
        expires_on=asked.today + timedelta(left),
        days_left=left,
        expiring=left <= asked.terms.precedents.warn_days,
        uses_left=int(item.body["left"]),
        notice=notice,
        notice_on=date.fromisoformat(noticed) if noticed else None,
        in_return=asked.nameless(in_return),
        renews=None if renews is None else name_of("concession", int(renews)),
    )


def _cell(value: Any) -> Cell:
    return ("true" if value else "false") if isinstance(value, bool) else value


def _row(each: Open, speaker: Speaker, words: Words) -> Row:
    left = words["today"] if each.days_left == 0 else words["days"].format(days=each.days_left)
    if each.days_left == 1:
        left = words["tomorrow"]
    scope = words["scope"].format(
        request=speaker.label(each.request), rule=each.rule, favour=each.favour, reason=speaker.reason(each.reason)
    )
    below = [scope]
    if each.uses_left > 1:
        below.append(words["uses"].format(count=each.uses_left))
    if each.recovery:
        below.append(words["recovery"])
    if each.renews:
        below.append(words["renews"].format(name=each.renews))
    if each.in_return:
        below.append(words["in_return"].format(what=each.in_return))
    cells = (
        each.name,
        speaker.given(each.grant, each.amount),
        each.ticket or "",
        f"{speaker.day(each.expires_on)} ({left})",
        words[each.notice],
    )
    return Row(cells, ("; ".join(below),), "alert" if each.expiring or each.notice == "missing" else "plain")


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "Concessions that can still be used: {count}",
        "meaning": "What customers may still use of what was given beyond the answer; the first to end first.",
        "name": "",
        "what": "What",
        "ticket": "Ticket",
        "until": "Until",
        "notice": "Notice",
        "today": "today",
        "tomorrow": "tomorrow",
        "days": "{days} days",
        "scope": "{request}: an exception to {rule}, by {favour}; {reason}",
        "uses": "can be used {count} times",
        "recovery": "makes good a failure of our own",
        "renews": "renews {name}",
        "in_return": "in return: {what}",
        "sent": "sent",
        "to_send": "to send",
        "missing": "missing",
        "tell": "A notice that is missing makes a favour a habit sooner: tell the customer that it is this once.",
        "none": "None. What was given is used, ended or taken back.",
        "lapsed": "Ended unused in this period: {count}.",
    },
    "nl": {
        "title": "Concessies die nog te gebruiken zijn: {count}",
        "meaning": "Wat klanten nog mogen gebruiken van wat boven het antwoord is gegeven; wat eerst afloopt eerst.",
        "name": "",
        "what": "Wat",
        "ticket": "Ticket",
        "until": "Tot en met",
        "notice": "Bericht",
        "today": "vandaag",
        "tomorrow": "morgen",
        "days": "{days} dagen",
        "scope": "{request}: uitzondering op {rule}, volgens {favour}; {reason}",
        "uses": "{count} keer te gebruiken",
        "recovery": "maakt een eigen fout goed",
        "renews": "verlengt {name}",
        "in_return": "in ruil: {what}",
        "sent": "verstuurd",
        "to_send": "te sturen",
        "missing": "ontbreekt",
        "tell": "Zonder bericht wordt een gunst eerder een gewoonte: zeg de klant dat het voor deze ene keer is.",
        "none": "Geen. Wat is gegeven, is gebruikt, afgelopen of teruggenomen.",
        "lapsed": "Ongebruikt afgelopen in deze periode: {count}.",
    },
}
