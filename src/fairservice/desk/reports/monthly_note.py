"""The monthly note to staff: what held, what became of favours and objections, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fairservice.conditions.wording import month_name
from fairservice.desk.names import name_of
from fairservice.desk.precedents.resolutions import OWNER_ONLY
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.backing_rate import OPEN, OUTCOMES, Held, held_of
from fairservice.desk.reports.page import Speaker, Words
from fairservice.desk.reports.period import Month, Period
from fairservice.desk.reports.report import Asked
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import ObjectionAnswered, PrecedentResolved, Record, read_record

NAME = "monthly_note"
DECISIONS = ("codify", "tighten", "sunset", "accept")


@dataclass(frozen=True, slots=True, kw_only=True)
class FavourDecided:
    """What the owner of the policy decided on a favour that formed a pattern."""

    name: str
    how: str
    request: str
    rule: str
    grant: str
    until: date | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "how": self.how,
            "request": self.request,
            "exception_to": self.rule,
            "grant": self.grant,
            "until": None if self.until is None else self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An objection of staff that was answered."""

    name: str
    request: str
    rule: str | None
    answer: str
    changes: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "request": self.request,
            "rule": self.rule,
            "answer": self.answer,
            "changes": self.changes,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """Something that waits for the owner of the policy."""

    name: str
    kind: str
    request: str
    rule: str | None
    grant: str | None
    due: date

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "request": self.request,
            "rule": self.rule,
            "grant": self.grant,
            "due": self.due.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The note of a month. It names nobody, and is about what the policy and its owner did."""

    desk: str
    as_of: date
    month: Month
    over: bool
    """Whether the month is over."""
    refusals: int
    """How often a customer was told no, as the policy says."""
    escalated: Held
    """Of the refusals that were taken higher up in the month, what became of them."""
    favours: tuple[FavourDecided, ...]
    objections: tuple[Answered, ...]
    still_open: tuple[StillOpen, ...]
    """As of today, whatever the month."""
    answered_within: int
    """Days within which an objection is answered."""

    def to_dict(self) -> dict[str, Any]:
        outcomes = {name: self.escalated.outcomes[name] for name in OUTCOMES}
        return {
            "report": NAME,
            "desk": self.desk,
            "as_of": self.as_of.isoformat(),
            "month": str(self.month),
            "over": self.over,
            "refusals": self.refusals,
            "escalated": {"escalated": self.escalated.escalated, **outcomes},
            "favours": [each.to_dict() for each in self.favours],
            "objections": [each.to_dict() for each in self.objections],
            "still_open": [each.to_dict() for each in self.still_open],
            "answered_within_days": self.answered_within,
        }

    def letter(self, speaker: Speaker) -> Letter:
        """The note, to be read."""
        words = speaker.words(_WORDS)
        month = f"{month_name(self.month.month, speaker.spoken_in)} {self.month.year}"
        opening = [" ".join(_about_refusals(self, speaker, words))]
        if not self.over:
            opening.insert(0, words["so_far"].format(day=speaker.day(self.as_of)))
        parts = (
            Part(
                words["favours"],
                tuple(
                    words[each.how].format(
                        favour=_favour(each.request, each.grant, speaker),
                        rule=each.rule,
                        until="" if each.until is None else speaker.day(each.until),
                    )
                    for each in self.favours
                ),
            ),
            Part(
                words["objections"],
                tuple(
                    words["changes" if each.changes else "stays"].format(
                        about=_about(each.request, each.rule, speaker), answer=each.answer
                    )
                    for each in self.objections
                ),
            ),
            Part(words["open"], tuple(_open_line(each, self.as_of, speaker, words) for each in self.still_open)),
        )
        closing = words["closing"].format(days=self.answered_within)
        return Letter(
            words["title"].format(month=month), tuple(opening), tuple(each for each in parts if each.lines), closing
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Lines below a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A note in words."""

    title: str
    opening: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: str

    def markdown(self) -> str:
        """The letter as Markdown. What people wrote is kept from being read as more than text."""
        blocks = [f"# {_plain(self.title)}", *map(_plain, self.opening)]
        for part in self.parts:
            blocks += [f"## {_plain(part.heading)}", "\n".join(f"- {_plain(line)}" for line in part.lines)]
        return "\n\n".join([*blocks, _plain(self.closing)]) + "\n"


NOTE_SCHEMA: dict[str, Any] = {
    "$schema": s.DIALECT,
    "title": "fairservice monthly note",
    **s.an_object(
        {
            "report": {"const": NAME},
            "desk": s.TEXT,
            "as_of": s.DAY,
            "month": s.MONTH,
            "over": s.YES_NO,
            "refusals": s.NUMBER,
            "escalated": s.an_object(dict.fromkeys(("escalated", *OUTCOMES), s.NUMBER)),
            "favours": s.a_list(
                s.an_object(
                    {
                        "name": s.TEXT,
                        "how": s.one_of(*DECISIONS),
                        "request": s.TEXT,
                        "exception_to": s.TEXT,
                        "grant": s.TEXT,
                        "until": s.DAY_OR_NONE,
                    }
                )
            ),
            "objections": s.a_list(
                s.an_object(
                    {"name": s.TEXT, "request": s.TEXT, "rule": s.TEXT_OR_NONE, "answer": s.TEXT, "changes": s.YES_NO}
                )
            ),
            "still_open": s.a_list(
                s.an_object(
                    {
                        "name": s.TEXT,
                        "kind": s.one_of("alarm", "objection"),
                        "request": s.TEXT,
                        "rule": s.TEXT_OR_NONE,
                        "grant": s.TEXT_OR_NONE,
                        "due": s.DAY,
                    }
                )
            ),
            "answered_within_days": s.NUMBER,
        }
    ),
}


def monthly_note(asked: Asked, month: Month) -> Note:
    """The note of a month: of its days up to today, where it is not over."""
    reading = asked.reading
    period = Period(month.first, min(month.last, asked.today))
    in_month = Query(first_day=period.first_day, last_day=period.last_day)
    escalations = reading.items(replace(in_month, kinds=("escalation",)))
    return Note(
        desk=asked.desk,
        as_of=asked.today,
        month=month,
        over=month.last < asked.today,
        refusals=reading.count(replace(in_month, kinds=("refusal",))),
        escalated=held_of(each for each in escalations if each.body.get("refused") is True),
        favours=tuple(_favours(asked, period)),
        objections=tuple(_objections(asked, period)),
        still_open=tuple(_still_open(asked)),
        answered_within=asked.terms.objection_days,
    )


def _favours(asked: Asked, period: Period) -> Iterator[FavourDecided]:
    for item in _alarms(asked, DECISIONS):
        decided = [said for said in _said(asked, item, period) if isinstance(said, PrecedentResolved)]
        for said in decided[-1:]:  # who decided twice in a month meant the last one
            yield FavourDecided(
                name=name_of("alarm", item.number),
                how=said.how,
                request=item.request or "",
                rule=item.rule or "",
                grant=item.grant or "",
                until=None if said.until is None else date.fromisoformat(said.until),
            )


def _said(asked: Asked, item: Item, period: Period) -> Iterator[Record]:
    """What was put on record of an item in a period."""
    for entry in map(asked.reading.entry, item.entries):
        if entry is not None and not entry.erased:
            said = read_record(entry.kind, entry.content())
            if period.has(date.fromisoformat(said.on).toordinal()):
                yield said


def _objections(asked: Asked, period: Period) -> Iterator[Answered]:
    for item in asked.reading.items(Query(kinds=("objection",), statuses=("answered",), last_day=period.last_day)):
        for said in _said(asked, item, period):
            if not isinstance(said, ObjectionAnswered):
                continue
            yield Answered(
                name=name_of("objection", item.number),
                request=item.request or "",
                rule=item.rule,
                answer=asked.nameless(said.answer) or "",
                changes=said.changes,
            )


def _still_open(asked: Asked) -> Iterator[StillOpen]:
    found = [*_alarms(asked, (OPEN,)), *asked.reading.items(Query(kinds=("objection",), statuses=(OPEN,)))]
    for item in sorted(found, key=lambda each: (each.due or 0, each.number)):
        assert item.due is not None  # each of them has a day by which it is answered
        yield StillOpen(
            name=name_of(item.kind, item.number),
            kind=item.kind,
            request=item.request or "",
            rule=item.rule,
            grant=item.grant,
            due=date.fromordinal(item.due),
        )


def _alarms(asked: Asked, statuses: tuple[str, ...]) -> list[Item]:
    """The alarms in some states; never those that come from what one colleague did."""
    found = asked.reading.items(Query(kinds=("alarm",), statuses=statuses))
    return [each for each in found if each.body["alarm"] not in OWNER_ONLY]


def _about_refusals(note: Note, speaker: Speaker, words: Words) -> Iterator[str]:
    held = note.escalated
    if not note.refusals and not held.escalated:
        yield words["no_refusals"]
        return
    if note.refusals:
        key = "refused_once" if note.refusals == 1 else "refused"
        yield words[key].format(count=speaker.number(note.refusals))
    if not held.escalated:
        yield words["nobody"]
        return
    key = "higher_once" if held.escalated == 1 else "higher"
    yield words[key].format(count=speaker.number(held.escalated))
    if held.answered:
        every = held.held == held.answered
        key = "all_held" if every else "held"
        yield words[key].format(held=speaker.number(held.held), answered=speaker.number(held.answered))
        if not every:
            yield words["overruled"]
    if held.outcomes[OPEN]:
        yield words["waiting"].format(count=speaker.number(held.outcomes[OPEN]))


def _favour(request: str, grant: str, speaker: Speaker) -> str:
    return f"{speaker.label(grant)} ({speaker.label(request)})"


def _about(request: str, rule: str | None, speaker: Speaker) -> str:
    return f"{speaker.label(request)}, {rule}" if rule else speaker.label(request)


def _open_line(each: StillOpen, today: date, speaker: Speaker, words: Words) -> str:
    late = words["late"] if each.due < today else ""
    about = _about(each.request, each.rule, speaker)
    if each.kind == "alarm":
        about = _favour(each.request, each.grant or "", speaker)
    return words[f"open_{each.kind}"].format(about=about, day=speaker.day(each.due)) + late


def _plain(text: str) -> str:
    """A text that Markdown does not read as more: no links, no emphasis, no HTML."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>#|" else each for each in text)


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "To all colleagues: {month}",
        "so_far": "The month is not over: this is how it stands on {day}.",
        "no_refusals": "No customer was told no.",
        "refused": "{count} times you told a customer no, as the policy says.",
        "refused_once": "Once a customer was told no, as the policy says.",
        "nobody": "Nobody asked for somebody higher.",
        "higher": "{count} times a customer took a no higher up.",
        "higher_once": "Once a customer took a no higher up.",
        "all_held": "The answer held each time it was looked at.",
        "held": "Of the {answered} that were answered, {held} held.",
        "overruled": "Where one did not, it followed the policy all the same, and is held against nobody.",
        "waiting": "Waiting for an answer: {count}.",
        "favours": "Favours that were decided on",
        "codify": "{favour} becomes policy, where it was an exception to {rule} before.",
        "tighten": "{favour} is no longer given as an exception to {rule}.",
        "sunset": "{favour} is given as an exception to {rule} until {until}, and not after that.",
        "accept": "{favour} stays possible as an exception to {rule} until {until}; then it is looked at again.",
        "objections": "What you said of the rules, and what came of it",
        "changes": "{about}: {answer} (The policy changes.)",
        "stays": "{about}: {answer} (The policy stays as it is.)",
        "open": "Still open",
        "open_alarm": "{about}: given so often that it becomes policy or stops; decided by {day}",
        "open_objection": "{about}: what a colleague said of it is answered by {day}",
        "late": " (that is late)",
        "closing": "Does a rule not work for you or for customers? Say so: you get an answer within {days} days. "
        "Thank you for your work.",
    },
    "nl": {
        "title": "Aan alle collega's: {month}",
        "so_far": "De maand is nog niet om: zo staat het ervoor op {day}.",
        "no_refusals": "Er is tegen geen enkele klant nee gezegd.",
        "refused": "{count} keer zeiden jullie nee tegen een klant, zoals het beleid zegt.",
        "refused_once": "Eén keer is nee gezegd tegen een klant, zoals het beleid zegt.",
        "nobody": "Geen klant ging daarmee hogerop.",
        "higher": "{count} keer ging een klant met een nee hogerop.",
        "higher_once": "Eén keer ging een klant met een nee hogerop.",
        "all_held": "Het antwoord bleef staan, elke keer dat ernaar is gekeken.",
        "held": "Van de {answered} die beantwoord zijn, bleven er {held} staan.",
        "overruled": "Waar dat niet zo was, volgde het antwoord toch het beleid; het wordt niemand aangerekend.",
        "waiting": "Nog te beantwoorden: {count}.",
        "favours": "Gunsten waarover is beslist",
        "codify": "{favour} wordt beleid; eerst was het een uitzondering op {rule}.",
        "tighten": "{favour} wordt niet meer gegeven als uitzondering op {rule}.",
        "sunset": "{favour} wordt tot en met {until} gegeven als uitzondering op {rule}, en daarna niet meer.",
        "accept": "{favour} blijft tot en met {until} mogelijk als uitzondering op {rule}; dan kijken we opnieuw.",
        "objections": "Wat jullie over de regels zeiden, en wat ervan is gekomen",
        "changes": "{about}: {answer} (Het beleid verandert.)",
        "stays": "{about}: {answer} (Het beleid blijft zoals het is.)",
        "open": "Nog open",
        "open_alarm": "{about}: zo vaak gegeven dat het beleid wordt of stopt; besluit uiterlijk {day}",
        "open_objection": "{about}: wat een collega erover zei, krijgt uiterlijk {day} antwoord",
        "late": " (dat is te laat)",
        "closing": "Werkt een regel niet voor jou of voor klanten? Zeg het: je krijgt antwoord binnen {days} dagen. "
        "Dank voor jullie werk.",
    },
}
