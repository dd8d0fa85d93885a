"""How often what happened, per month and request: numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fairservice.desk.ports import Reading
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.page import Column, Page, Row, Speaker, TableOf, Words
from fairservice.desk.reports.period import Month, Period
from fairservice.desk.reports.report import Asked, Cell, Report, common
from fairservice.ledger.effects import TAKEN_BACK
from fairservice.ledger.item import Query

NAME = "overview"
COUNTED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cases": ("case", ()),
    "refusals": ("refusal", ()),
    "escalations": ("escalation", ()),
    "concessions": ("concession", TAKEN_BACK),
    "recoveries": ("recovery", TAKEN_BACK),
    "overrides": ("override", ()),
    "outside": ("outside", ()),
    "incidents": ("incident", ()),
    "objections": ("objection", ()),
}
"""What is counted: the kind of item, and in which states it is not."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in a month about a request; None for what is about no request that the policy in force has."""

    month: Month
    request: str | None
    counts: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        return {"month": str(self.month), "request": self.request, **self.counts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview(Report):
    """Counts per month and request, where there is anything to count; and those of the whole period."""

    NAME: ClassVar[str] = NAME
    HEADER: ClassVar[tuple[str, ...]] = ("month", "request", *COUNTED)
    SCHEMA: ClassVar[dict[str, Any]] = s.report_schema(
        NAME,
        {
            "months": s.a_list(
                s.an_object({"month": s.MONTH, "request": s.TEXT_OR_NONE, **dict.fromkeys(COUNTED, s.NUMBER)})
            ),
            "in_all": s.an_object(dict.fromkeys(COUNTED, s.NUMBER)),
        },
    )

    months: tuple[Counts, ...]
    in_all: Mapping[str, int]

    def content(self) -> dict[str, Any]:
        return {"months": [each.to_dict() for each in self.months], "in_all": dict(self.in_all)}

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple((str(each.month), each.request, *each.counts.values()) for each in self.months)

    def page(self, speaker: Speaker) -> Page:
        words = speaker.words(_WORDS)
        shown = [name for name in COUNTED if self.in_all[name]]
        columns = (Column(""), *(Column(words[name], right=True) for name in shown))

        def row(title: str, counts: Mapping[str, int], quiet: bool = False) -> Row:
            figures = (speaker.number(counts[name]) if counts[name] else "·" for name in shown)
            return Row((title, *figures), mood="quiet" if quiet else "plain")

        months = [
            row(str(month), self._sum(each for each in self.months if each.month == month))
            for month in dict.fromkeys(each.month for each in self.months)
        ]
        requests = [
            row(
                speaker.label(request) if request else words["rest"],
                self._sum(each for each in self.months if each.request == request),
                quiet=request is None,
            )
            for request in sorted({each.request for each in self.months}, key=lambda name: (name is None, name))
        ]
        whole = row(words["all"], self.in_all)
        tables = (
            TableOf(words["by_month"], columns, (*months, whole) if shown else (), words["none"]),
            *([TableOf(words["by_request"], columns, (*requests, whole), "")] if shown else []),
        )
        title = words["title"].format(period=speaker.period(self.period))
        return Page(title, words["meaning"], tables, (words["note"],) if shown else ())

    def _sum(self, of: Iterable[Counts]) -> Mapping[str, int]:
        listed = list(of)
        return {name: sum(each.counts[name] for each in listed) for name in COUNTED}


def overview(asked: Asked) -> Overview:
    """What happened in each month of the period."""
    everything = {name: _count(asked.reading, name, asked.period) for name in COUNTED}
    requests = {
        name: [each for each in asked.rulebook.requests if _count(asked.reading, name, asked.period, each)]
        for name, count in everything.items()
        if count
    }
    months = tuple(
        counts for month, days in asked.period.months() for counts in _of_month(asked, month, days, requests)
    )
    return Overview(**common(asked), months=months, in_all=everything)


def _of_month(asked: Asked, month: Month, days: Period, requests: Mapping[str, list[str]]) -> Iterator[Counts]:
    rest = {name: _count(asked.reading, name, days) if name in requests else 0 for name in COUNTED}
    for request in asked.rulebook.requests:
        counts = {
            name: _count(asked.reading, name, days, request) if rest[name] and request in requests[name] else 0
            for name in COUNTED
        }
        if any(counts.values()):
            rest = {name: left - counts[name] for name, left in rest.items()}
            yield Counts(month, request, counts)
    if any(rest.values()):
        yield Counts(month, None, rest)


def _count(reading: Reading, name: str, days: Period, request: str | None = None) -> int:
    kind, without = COUNTED[name]
    requests = () if request is None else (request,)
    query = Query(
        kinds=(kind,), but_statuses=without, requests=requests, first_day=days.first_day, last_day=days.last_day
    )
    return reading.count(query)


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "What happened, {period}",
        "meaning": "How often each thing was put on record: a case counts once a ticket, on the day it was decided.",
        "cases": "cases",
        "refusals": "told no",
        "escalations": "asked higher",
        "concessions": "given extra",
        "recoveries": "put right",
        "overrides": "overruled",
        "outside": "outside",
        "incidents": "inci- dents",
        "objections": "objec- tions",
        "by_month": "Per month",
        "by_request": "Per request",
        "rest": "no request, or one of earlier",
        "all": "in all",
        "none": "Nothing was put on record in this period.",
        "note": "Outside: given outside of the policy and told afterwards, on the day it happened. Numbers of work and "
        "of rules, not of people.",
    },
    "nl": {
        "title": "Wat er gebeurde, {period}",
        "meaning": "Hoe vaak iets is vastgelegd: een geval telt één keer per ticket, op de dag van de beslissing.",
        "cases": "gevallen",
        "refusals": "nee gezegd",
        "escalations": "hoger- op",
        "concessions": "extra gegeven",
        "recoveries": "hersteld",
        "overrides": "herzien",
        "outside": "buiten beleid",
        "incidents": "inci- denten",
        "objections": "bezwaren",
        "by_month": "Per maand",
        "by_request": "Per verzoek",
        "rest": "geen verzoek, of een van vroeger",
        "all": "in totaal",
        "none": "In deze periode is niets vastgelegd.",
        "note": "Buiten beleid: buiten het beleid om gegeven en achteraf gemeld, op de dag dat het gebeurde. Aantallen "
        "van werk en van regels, niet van mensen.",
    },
}
