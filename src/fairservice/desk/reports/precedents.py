"""Which favours have become patterns, what was decided on them, and what closes when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from fairservice.desk.names import name_of
from fairservice.desk.patterns import NAMED
from fairservice.desk.precedents.favour import Level, weighed
from fairservice.desk.precedents.grants import GIVEN, Favour, favour_of, that_count
from fairservice.desk.precedents.resolutions import OWNER_ONLY
from fairservice.desk.precedents.watch import closed, warnings
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.page import Column, Page, Row, Speaker, TableOf, Words
from fairservice.desk.reports.report import Asked, Cell, Report, common
from fairservice.ledger.item import Item, Query

NAME = "precedents"
STATES = ("open", "closed", "codify", "tighten", "sunset", "accept", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """An alarm: what formed a pattern, what it rests on, and what was decided."""

    name: str
    alarm: str
    request: str
    rule: str
    grant: str
    reason: str | None
    raised_on: date
    state: str
    """`open`; `closed`: nobody decided in time; what was decided; `ended`: the day of that is past."""
    due: date | None
    """Open: the last day to decide. Decided: the last day of it, where it has one."""
    closed: bool
    """Whether the favour may not be given today."""
    figures: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "alarm": self.alarm,
            "request": self.request,
            "exception_to": self.rule,
            "grant": self.grant,
            "reason": self.reason,
            "raised_on": self.raised_on.isoformat(),
            "state": self.state,
            "due": None if self.due is None else self.due.isoformat(),
            "closed": self.closed,
            "figures": dict(self.figures),
        }


@dataclass(frozen=True, slots=True)
class Customers:
    """How many customers have come to a level of a favour. Which ones is nobody's business here."""

    favour: Favour
    emerging: int
    expectation: int

    def to_dict(self) -> dict[str, Any]:
        favour = {"request": self.favour.request, "exception_to": self.favour.rule, "grant": self.favour.grant}
        return {**favour, "emerging": self.emerging, "expectation": self.expectation}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that must be decided, or ends, by a day."""

    name: str
    kind: str
    request: str | None
    due: date
    overdue: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "request": self.request,
            "due": self.due.isoformat(),
            "overdue": self.overdue,
        }


_FAVOUR = {"request": s.TEXT, "exception_to": s.TEXT, "grant": s.TEXT}
_FIGURES = {
    "type": "object",
    "additionalProperties": {"anyOf": [s.NUMBER_OR_NONE, s.DAY, s.a_list(s.TEXT)]},
    "description": "counts, rates in hundredths of a percent, and days; of nobody in particular",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedents(Report):
    """Alarms that are open or of the period, customers per level as counts, and what comes due soon."""

    NAME: ClassVar[str] = NAME
    HEADER: ClassVar[tuple[str, ...]] = (
        "name",
        "alarm",
        "request",
        "exception_to",
        "grant",
        "reason",
        "raised_on",
        "state",
        "due",
        "closed",
    )
    SCHEMA: ClassVar[dict[str, Any]] = s.report_schema(
        NAME,
        {
            "patterns": s.a_list(
                s.an_object(
                    {
                        "name": s.TEXT,
                        "alarm": s.one_of("cohort", "single_giver", "drift", "recovery_drift"),
                        **_FAVOUR,
                        "reason": s.TEXT_OR_NONE,
                        "raised_on": s.DAY,
                        "state": s.one_of(*STATES),
                        "due": s.DAY_OR_NONE,
                        "closed": s.YES_NO,
                        "figures": _FIGURES,
                    }
                )
            ),
            "customers": s.a_list(s.an_object({**_FAVOUR, "emerging": s.NUMBER, "expectation": s.NUMBER})),
            "deadlines": s.a_list(
                s.an_object(
                    {
                        "name": s.TEXT,
                        "kind": s.one_of(*NAMED),
                        "request": s.TEXT_OR_NONE,
                        "due": s.DAY,
                        "overdue": s.YES_NO,
                    }
                )
            ),
        },
    )

    patterns: tuple[Pattern, ...]
    customers: tuple[Customers, ...]
    deadlines: tuple[Deadline, ...]

    def content(self) -> dict[str, Any]:
        return {
            "patterns": [each.to_dict() for each in self.patterns],
            "customers": [each.to_dict() for each in self.customers],
            "deadlines": [each.to_dict() for each in self.deadlines],
        }

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        found = (each.to_dict() for each in self.patterns)
        return tuple(tuple(_cell(each[name]) for name in self.HEADER) for each in found)

    def page(self, speaker: Speaker) -> Page:
        words = speaker.words(_WORDS)
        patterns = TableOf(
            words["patterns"],
            (Column(""), Column(words["favour"]), Column(words["state"]), Column(words["by"])),
            tuple(_pattern_row(each, speaker, words) for each in self.patterns),
            words["none"],
        )
        customers = TableOf(
            words["customers"],
            (Column(words["favour"]), Column(words["emerging"], True), Column(words["expectation"], True)),
            tuple(
                Row((_told(each.favour, speaker), speaker.number(each.emerging), speaker.number(each.expectation)))
                for each in self.customers
            ),
            words["no_customers"],
        )
        deadlines = TableOf(
            words["deadlines"],
            (Column(""), Column(words["what"]), Column(words["request"]), Column(words["by"])),
            tuple(
                Row(
                    (each.name, words[f"of_{each.kind}"], speaker.label(each.request), _by(each, speaker, words)),
                    mood="alert" if each.overdue else "plain",
                )
                for each in self.deadlines
            ),
            words["no_deadlines"],
        )
        return Page(words["title"], words["meaning"], (patterns, customers, deadlines))


def precedents(asked: Asked) -> Precedents:
    """The patterns as of today. What one colleague did alone is shown to the owner of the policy only."""
    period = asked.period
    raised = asked.reading.items(Query(kinds=("alarm",), last_day=period.last_day))
    shown = [each for each in raised if asked.by_owner or each.body["alarm"] not in OWNER_ONLY]
    told = (_pattern(asked, each) for each in shown)
    patterns = tuple(sorted((each for each in told if _matters(each, asked)), key=_urgency))
    return Precedents(
        **common(asked), patterns=patterns, customers=tuple(_customers(asked)), deadlines=tuple(_deadlines(asked))
    )


def _pattern(asked: Asked, item: Item) -> Pattern:
    favour = favour_of(item)
    due = None if item.due is None else date.fromordinal(item.due)
    past = due is not None and due < asked.today
    state = item.status
    if past:
        state = {"open": "closed", "accept": "ended"}.get(state, state)
    why = closed(asked.reading, favour, item.reason, asked.today, recovery=item.body["alarm"] == "recovery_drift")
    return Pattern(
        name=name_of("alarm", item.number),
        alarm=item.body["alarm"],
        request=favour.request,
        rule=favour.rule,
        grant=favour.grant,
        reason=asked.nameless(item.reason),
        raised_on=date.fromordinal(item.day),
        state=state,
        due=due,
        closed=why is not None,
        figures=item.body["figures"],
    )


def _matters(pattern: Pattern, asked: Asked) -> bool:
    """Whether it is of the period, or still means something today."""
    lasts = pattern.due is not None and pattern.due >= asked.today
    return pattern.state == "open" or pattern.closed or lasts or asked.period.has(pattern.raised_on.toordinal())


def _urgency(pattern: Pattern) -> tuple[int, date, str]:
    order = 0 if pattern.state == "closed" else 1 if pattern.state == "open" else 2
    return order, pattern.due or pattern.raised_on, pattern.name


def _customers(asked: Asked) -> Iterator[Customers]:
    last = asked.today.toordinal()
    first = last - asked.terms.precedents.favour.within_days
    lately = asked.reading.items(Query(kinds=GIVEN, first_day=first, last_day=last))
    favours = (favour_of(each) for each in lately if each.rule is not None and each.grant is not None)
    for favour in dict.fromkeys(favours):
        levels = Counter(each.name for each in _levels(asked, favour, first, last))
        if levels["emerging"] or levels["expectation"]:
            yield Customers(favour, levels["emerging"], levels["expectation"])


def _levels(asked: Asked, favour: Favour, first: int, last: int) -> Iterator[Level]:
    """The level of every customer who ever got a favour: all are found at once, not one after the other."""
    reading = asked.reading
    grants = _by_customer(that_count(reading, replace(favour.granted(), last_day=last)))
    cites = replace(favour.granted(("cited",)), first_day=first, last_day=last)
    refusals = replace(cites, kinds=("refusal",), grant=None)
    told_no, named = _by_customer(reading.items(refusals)), _by_customer(reading.items(cites))
    for customer, ever in grants.items():
        yield weighed(ever, told_no.get(customer, []), named.get(customer, []), asked.terms, asked.today)


def _by_customer(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if item.customer is not None:
            found.setdefault(item.customer, []).append(item)
    return found


def _deadlines(asked: Asked) -> Iterator[Deadline]:
    for item in warnings(asked.reading, asked.terms, asked.today):
        if item.due is None or (item.body.get("alarm") in OWNER_ONLY and not asked.by_owner):
            continue
        due = date.fromordinal(item.due)
        yield Deadline(name_of(NAMED[item.kind], item.number), item.kind, item.request, due, overdue=due < asked.today)


def _cell(value: Any) -> Cell:
    return ("true" if value else "false") if isinstance(value, bool) else value


def _told(favour: Favour, speaker: Speaker) -> str:
    return f"{speaker.label(favour.request)}: {speaker.label(favour.grant)} ({favour.rule})"


def _by(each: Deadline, speaker: Speaker, words: Words) -> str:
    return f"{speaker.day(each.due)}, {words['overdue']}" if each.overdue else speaker.day(each.due)


def _pattern_row(each: Pattern, speaker: Speaker, words: Words) -> Row:
    told = _told(Favour(each.request, each.rule, each.grant), speaker)
    below = [words[f"why_{each.alarm}"]]
    figures = each.figures
    if each.alarm == "cohort" and "granted" in figures:
        below.append(
            words["rate"].format(
                granted=speaker.number(figures["granted"]),
                cases=speaker.number(figures["cases"]),
                low=speaker.share(figures["low"]),
                limit=speaker.share(figures["limit"]),
            )
        )
    if each.reason:
        below.append(words["reason"].format(reason=speaker.reason(each.reason)))
    if each.closed:
        below.append(words["is_closed"])
    by = "" if each.due is None else speaker.day(each.due)
    urgent = each.state in ("open", "closed")
    return Row((each.name, told, words[each.state], by), ("; ".join(below),), "alert" if urgent else "plain")


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "Favours that form a pattern",
        "meaning": "What was given so often that it must become policy or stop, and by when its owner decides.",
        "patterns": "Alarms",
        "favour": "Favour",
        "state": "State",
        "by": "Until",
        "none": "None: no favour forms a pattern.",
        "customers": "Customers who may have come to expect it",
        "emerging": "emerging",
        "expectation": "expect it",
        "no_customers": "None.",
        "deadlines": "Due soon, or late",
        "what": "What",
        "request": "Request",
        "no_deadlines": "Nothing.",
        "overdue": "late",
        "of_alarm": "a pattern to decide on",
        "of_approval": "an approval to give or refuse",
        "of_objection": "an objection of staff to answer",
        "of_outside": "something given outside of the policy, to honour or retract",
        "of_opposition": "a customer's objection to decide on",
        "of_concession": "a concession that ends",
        "of_recovery": "a recovery that ends",
        "open": "to decide",
        "closed": "closed: nobody decided in time",
        "codify": "becomes policy",
        "tighten": "ended",
        "sunset": "ends",
        "accept": "accepted",
        "ended": "was accepted, counts anew",
        "why_cohort": "given to many",
        "why_single_giver": "given to many, by one colleague",
        "why_drift": "given more, or more often, than before",
        "why_recovery_drift": "our own failures are made good more, or more often, than before",
        "rate": "{granted} of {cases} cases, at least {low} where {limit} is the limit",
        "reason": "for {reason}",
        "is_closed": "not to be given now",
    },
    "nl": {
        "title": "Gunsten die een patroon vormen",
        "meaning": "Wat zo vaak is gegeven dat het beleid wordt of stopt, en wanneer de eigenaar uiterlijk beslist.",
        "patterns": "Signalen",
        "favour": "Gunst",
        "state": "Stand",
        "by": "Tot en met",
        "none": "Geen: geen gunst vormt een patroon.",
        "customers": "Klanten die erop kunnen zijn gaan rekenen",
        "emerging": "in wording",
        "expectation": "rekent erop",
        "no_customers": "Geen.",
        "deadlines": "Loopt binnenkort af, of is te laat",
        "what": "Wat",
        "request": "Verzoek",
        "no_deadlines": "Niets.",
        "overdue": "te laat",
        "of_alarm": "een patroon om over te beslissen",
        "of_approval": "een goedkeuring om te geven of te weigeren",
        "of_objection": "een bezwaar van medewerkers om te beantwoorden",
        "of_outside": "iets dat buiten het beleid is gegeven: nakomen of intrekken",
        "of_opposition": "een bezwaar van een klant om over te beslissen",
        "of_concession": "een concessie die afloopt",
        "of_recovery": "een herstel dat afloopt",
        "open": "te beslissen",
        "closed": "gesloten: niet op tijd beslist",
        "codify": "wordt beleid",
        "tighten": "gestopt",
        "sunset": "loopt af",
        "accept": "aanvaard",
        "ended": "was aanvaard, telt opnieuw",
        "why_cohort": "aan velen gegeven",
        "why_single_giver": "aan velen gegeven, door één collega",
        "why_drift": "meer of vaker gegeven dan eerder",
        "why_recovery_drift": "eigen fouten worden ruimer of vaker goedgemaakt dan eerder",
        "rate": "{granted} van de {cases} gevallen, minstens {low}; de grens is {limit}",
        "reason": "om {reason}",
        "is_closed": "nu niet te geven",
    },
}
