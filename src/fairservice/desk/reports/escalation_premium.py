"""What those who asked for somebody higher got beyond others, on cases that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from fairservice.conditions.vocabulary import CLOCKS, Quantity
from fairservice.desk.precedents.grants import that_count
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.matched_difference import Difference, Stratum, difference
from fairservice.desk.reports.page import Column, Page, Row, Speaker, TableOf, Words
from fairservice.desk.reports.period import Month, month_of
from fairservice.desk.reports.report import Asked, Cell, Report, common
from fairservice.ledger.effects import case_id
from fairservice.ledger.item import Item, Query

NAME = "escalation_premium"
LEAST_ESCALATED = 20
"""Fewer escalated cases with others to compare them with are too few to tell."""
LEAST_WITH_ANY = 5
"""So are fewer cases in which anything was given."""
Alike = tuple[str, str | None, Month]
"""What matched cases have in common: the request, the rule that decided, and the month."""
CaseKey = tuple[str, str]
"""A case: its ticket and its request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premium:
    """Of one grant what an escalated case got on average beyond others alike. No figures: too few to tell."""

    grant: str
    counted: bool
    """Whether it is told how often it was given, since it has no amount that adds up: a day, or a thing itself."""
    escalated: int
    others: int
    with_any: int
    mean: float | None
    low: float | None
    high: float | None
    scale: int
    """Decimals of the grant's own unit."""

    @property
    def enough(self) -> bool:
        return self.mean is not None

    @property
    def tells(self) -> str:
        """`more`, `less`, or `nothing`: the interval has zero in it; `too_few`."""
        if self.low is None or self.high is None:
            return "too_few"
        return "more" if self.low > 0 else "less" if self.high < 0 else "nothing"

    def to_dict(self) -> dict[str, Any]:
        return {
            "grant": self.grant,
            "measure": "count" if self.counted else "amount",
            "escalated": self.escalated,
            "others": self.others,
            "with_any": self.with_any,
            "tells": self.tells,
            "mean": self._rounded(self.mean),
            "low": self._rounded(self.low),
            "high": self._rounded(self.high),
        }

    def _rounded(self, value: float | None) -> float | None:
        return None if value is None else round(value / 10**self.scale, self.scale + 2)


_FIGURE = {"type": ["number", "null"], "description": "in the grant's unit, as euros; a statistic, decided by nobody"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPremium(Report):
    """The premium per grant, and on how many cases it rests."""

    NAME: ClassVar[str] = NAME
    HEADER: ClassVar[tuple[str, ...]] = (
        "grant",
        "measure",
        "escalated",
        "others",
        "with_any",
        "tells",
        "mean",
        "low",
        "high",
    )
    SCHEMA: ClassVar[dict[str, Any]] = s.report_schema(
        NAME,
        {
            "escalated": s.NUMBER,
            "matched": s.NUMBER,
            "needed": s.NUMBER,
            "grants": s.a_list(
                s.an_object(
                    {
                        "grant": s.TEXT,
                        "measure": s.one_of("amount", "count"),
                        "escalated": s.NUMBER,
                        "others": s.NUMBER,
                        "with_any": s.NUMBER,
                        "tells": s.one_of("more", "less", "nothing", "too_few"),
                        "mean": _FIGURE,
                        "low": _FIGURE,
                        "high": _FIGURE,
                    }
                )
            ),
        },
    )

    escalated: int
    """Escalated cases of the period."""
    matched: int
    """Those of which there are at least two others alike."""
    grants: tuple[Premium, ...]

    def content(self) -> dict[str, Any]:
        return {
            "escalated": self.escalated,
            "matched": self.matched,
            "needed": LEAST_ESCALATED,
            "grants": [each.to_dict() for each in self.grants],
        }

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(_cell(value) for value in each.to_dict().values()) for each in self.grants)

    def page(self, speaker: Speaker) -> Page:
        words = speaker.words(_WORDS)
        columns = (
            Column(""),
            Column(words["mean"], True),
            Column(words["between"], True),
            Column(words["cases"], True),
            Column(words["tells"]),
        )
        rows = tuple(_row(each, speaker, words) for each in self.grants)
        matched = words["matched"].format(
            matched=speaker.number(self.matched), escalated=speaker.number(self.escalated)
        )
        few = words["few"].format(cases=LEAST_ESCALATED, any=LEAST_WITH_ANY)
        notes = [matched, *([few] if any(not each.enough for each in self.grants) else []), words["not"]]
        table = TableOf("", columns, rows, words["none"] if self.escalated else words["nobody"])
        title = words["title"].format(period=speaker.period(self.period))
        return Page(title, words["meaning"], (table,), tuple(notes) if self.escalated else ())


def escalation_premium(asked: Asked) -> EscalationPremium:
    """The premium over the cases that were decided in the period, with all that came of them since."""
    matching = _Matching(asked)
    grants = dict.fromkeys(grant for given in matching.given.values() for grant in given)
    ordered = sorted(grants, key=lambda name: (name not in asked.rulebook.grants, name))
    return EscalationPremium(
        **common(asked),
        escalated=len(matching.escalated),
        matched=sum(len(keys) for alike, keys in matching.by_stratum().items() if matching.others(alike) > 1),
        grants=tuple(_premium(asked, matching, grant) for grant in ordered),
    )


class _Matching:
    """The escalated cases of a period, the cases in which something was given, and how many others are alike.

    Only those are looked at one by one; of all others it is enough to count them.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        reading, first = asked.reading, asked.period.first_day
        escalations = _first_of_each(reading.items(Query(kinds=("escalation",), first_day=first)))
        overrides = reading.items(Query(kinds=("override",), first_day=first))
        overridden = _first_of_each(overrides)
        # What was told afterwards may have happened, or be said to have, before its case was decided.
        favours = that_count(reading, Query(kinds=("concession",), first_day=first))
        favours += that_count(reading, Query(kinds=("outside",)))
        given: dict[CaseKey, dict[str, int]] = {}
        for key, grant, amount in (*_granted(favours), *self._by_override(overrides)):
            of_case = given.setdefault(key, {})
            of_case[grant] = of_case.get(grant, 0) + (amount if _adds_up(asked, grant) else 1)
        self.alike: dict[CaseKey, Alike] = {}
        now_as: dict[Alike, int] = {}
        """How many of these cases the ledger now counts in a stratum."""
        for key in {*escalations, *overridden, *given}:
            case = reading.item(case_id(*key))
            if case is None or case.kind != "case" or not asked.period.has(case.day):
                continue
            month = month_of(date.fromordinal(case.day))
            now = (key[1], case.rule, month)
            now_as[now] = now_as.get(now, 0) + 1
            # A case that was decided anew since is matched by what decided it when it was escalated or overridden.
            begun = escalations.get(key) or overridden.get(key) or case
            self.alike[key] = (key[1], begun.rule, month)
        self.given = {key: each for key, each in given.items() if key in self.alike}
        self.escalated = {key for key in escalations if key in self.alike}
        self._now_as = now_as
        self._others: dict[Alike, int] = {}

    def by_stratum(self) -> dict[Alike, list[CaseKey]]:
        """The escalated cases of each stratum that has any."""
        found: dict[Alike, list[CaseKey]] = {}
        for key in sorted(self.escalated):
            found.setdefault(self.alike[key], []).append(key)
        return found

    def others(self, alike: Alike) -> int:
        """How many cases of a stratum were not escalated."""
        if alike not in self._others:
            looked_at = [key for key, each in self.alike.items() if each == alike]
            counted = self._count(alike) - self._now_as.get(alike, 0) + len(looked_at)
            self._others[alike] = counted - sum(key in self.escalated for key in looked_at)
        return self._others[alike]

    def strata(self, grant: str) -> Iterator[Stratum]:
        by_others: dict[Alike, list[int]] = {}
        for key, given in self.given.items():
            if key not in self.escalated and given.get(grant):
                by_others.setdefault(self.alike[key], []).append(given[grant])
        for alike, keys in self.by_stratum().items():
            first = [self.given.get(key, {}).get(grant, 0) for key in keys]
            yield Stratum(alike[:2], first, by_others.get(alike, []), self.others(alike))

    def _count(self, alike: Alike) -> int:
        request, rule, month = alike
        period = self.asked.period
        query = Query(
            kinds=("case",),
            requests=(request,),
            first_day=max(month.first, period.first).toordinal(),
            last_day=min(month.last, period.last).toordinal(),
        )
        if rule is not None:
            return self.asked.reading.count(replace(query, rules=(rule,)))
        return sum(each.rule is None for each in self.asked.reading.items(query))

    def _by_override(self, overrides: Iterable[Item]) -> Iterator[tuple[CaseKey, str, int]]:
        for item in overrides:
            entry = self.asked.reading.entry(item.number)
            if item.ticket is None or item.request is None or entry is None or entry.erased:
                continue
            for grant, amount in entry.content()["give"].items():
                yield (item.ticket, item.request), grant, int(amount)


def _granted(items: Iterable[Item]) -> Iterator[tuple[CaseKey, str, int]]:
    for item in items:
        if item.ticket is not None and item.request is not None and item.grant is not None:
            yield (item.ticket, item.request), item.grant, item.amount or 0


def _first_of_each(items: Iterable[Item]) -> dict[CaseKey, Item]:
    """The first item of each case."""
    found: dict[CaseKey, Item] = {}
    for item in items:
        if item.ticket is not None and item.request is not None:
            found.setdefault((item.ticket, item.request), item)
    return found


def _adds_up(asked: Asked, grant: str) -> bool:
    """Whether amounts of a grant can be added: those of money, not days."""
    found = asked.rulebook.grants.get(grant)
    return found is not None and isinstance(found.type, Quantity) and found.type.kind not in CLOCKS


def _premium(asked: Asked, matching: _Matching, grant: str) -> Premium:
    adds_up = _adds_up(asked, grant)
    type = asked.rulebook.grants[grant].type if adds_up else None
    found = difference(matching.strata(grant))
    enough = found is not None and found.first >= LEAST_ESCALATED and found.with_any >= LEAST_WITH_ANY
    told: Difference | None = found if enough else None
    return Premium(
        grant=grant,
        counted=not adds_up,
        escalated=found.first if found else 0,
        others=found.others if found else 0,
        with_any=found.with_any if found else 0,
        mean=told.mean if told else None,
        low=told.low if told else None,
        high=told.high if told else None,
        scale=type.scale if isinstance(type, Quantity) else 0,
    )


def _cell(value: Any) -> Cell:
    return f"{value:.10g}" if isinstance(value, float) else value


def _row(each: Premium, speaker: Speaker, words: Words) -> Row:
    cases = speaker.number(each.escalated)
    label = speaker.label(each.grant) + (f" ({words['count']})" if each.counted else "")
    if each.mean is None or each.low is None or each.high is None:
        return Row((label, "", "", cases, words["too_few"]), mood="quiet")

    def told(value: float) -> str:
        if not each.counted:
            return speaker.amount(each.grant, round(value))
        shown = f"{value:.2f}".replace("-", "−")
        return shown.replace(".", ",") if speaker.spoken_in == "nl" else shown

    between = f"{told(each.low)} … {told(each.high)}"
    mood: Any = "alert" if each.tells == "more" else "plain"
    return Row((label, told(each.mean), between, cases, words[f"tells_{each.tells}"]), mood=mood)


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "What asking for somebody higher brought, {period}",
        "meaning": "What an escalated case got extra, more than others of the same request, rule and month.",
        "mean": "on average",
        "between": "95% between",
        "cases": "escalated",
        "tells": "so",
        "count": "times",
        "tells_more": "it pays",
        "tells_less": "it costs",
        "tells_nothing": "no difference seen",
        "too_few": "too few to tell",
        "matched": "{matched} of {escalated} escalated cases have others alike to be compared with.",
        "few": "Too few: under {cases} escalated cases that can be compared, or under {any} in which it was given.",
        "not": "It compares cases as the policy saw them: what else differed is not in it, and it is about no one "
        "customer or colleague. Where it pays, the policy is too strict, or is not stood behind.",
        "none": "Nobody got anything beyond the answer.",
        "nobody": "Nobody asked for somebody higher in this period.",
    },
    "nl": {
        "title": "Wat hogerop gaan opleverde, {period}",
        "meaning": "Wat klanten die hogerop gingen extra kregen, vergeleken met anderen bij hetzelfde verzoek, "
        "dezelfde regel en dezelfde maand.",
        "mean": "gemiddeld",
        "between": "95% tussen",
        "cases": "hogerop",
        "tells": "dus",
        "count": "keer",
        "tells_more": "het loont",
        "tells_less": "het kost",
        "tells_nothing": "geen verschil te zien",
        "too_few": "te weinig om iets te zeggen",
        "matched": "Van de {escalated} gevallen die hogerop gingen zijn er {matched} met andere te vergelijken.",
        "few": "Te weinig: minder dan {cases} gevallen die hogerop gingen en te vergelijken zijn, of minder dan {any} "
        "waarin het is gegeven.",
        "not": "Vergeleken zijn gevallen zoals het beleid ze zag: wat verder verschilde, zit er niet in, en het gaat "
        "niet over één klant of collega. Waar het loont, is het beleid te streng, of staan we er niet achter.",
        "none": "Niemand kreeg iets boven op het antwoord.",
        "nobody": "Niemand ging in deze periode hogerop.",
    },
}
