"""How often a refusal that followed the policy held, where the customer asked for somebody higher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fairservice.desk.groups import Group, tellable
from fairservice.desk.precedents.wilson import bounds
from fairservice.desk.reports import schemas as s
from fairservice.desk.reports.page import Column, Page, Row, Speaker, TableOf, Words
from fairservice.desk.reports.report import Asked, Cell, Report, common
from fairservice.ledger.item import Item, Query

NAME = "backing_rate"
HELD = "held"
OPEN = "open"
OUTCOMES = (HELD, "conceded", "overridden", "outside", OPEN)
"""What became of an escalation: the states of its item."""


@dataclass(frozen=True, slots=True)
class Held:
    """Of refusals that were escalated: what became of them, and the share that held of those that were answered.

    `low` and `high`: Wilson's interval (95 %), in hundredths of a percent and rounded outward; None of nothing.
    """

    escalated: int
    outcomes: Mapping[str, int]

    @property
    def held(self) -> int:
        return self.outcomes[HELD]

    @property
    def answered(self) -> int:
        return self.escalated - self.outcomes[OPEN]

    @property
    def share(self) -> int | None:
        """Half up."""
        return (2 * 10_000 * self.held + self.answered) // (2 * self.answered) if self.answered else None

    @property
    def interval(self) -> tuple[int, int] | None:
        return bounds(self.held, self.answered) if self.answered else None

    def to_dict(self) -> dict[str, Any]:
        low, high = self.interval or (None, None)
        return {
            "escalated": self.escalated,
            "answered": self.answered,
            **{name: self.outcomes[name] for name in OUTCOMES},
            "share": self.share,
            "low": low,
            "high": high,
        }


@dataclass(frozen=True, slots=True)
class OfRule:
    """The figures of one request and the rule that refused it; None where no rule decided."""

    request: str
    rule: str | None
    held: Held


@dataclass(frozen=True, slots=True)
class OfTeam:
    """The figures of one team of enough people, whose answers were escalated."""

    team: str
    held: Held


_HELD = {
    "escalated": s.NUMBER,
    "answered": s.NUMBER,
    **dict.fromkeys(OUTCOMES, s.NUMBER),
    "share": s.RATE_OR_NONE,
    "low": s.RATE_OR_NONE,
    "high": s.RATE_OR_NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackingRate(Report):
    """The share of refusals that held, in all and per rule; per team only where it is of enough people and cases."""

    NAME: ClassVar[str] = NAME
    HEADER: ClassVar[tuple[str, ...]] = ("request", "rule", *_HELD)
    SCHEMA: ClassVar[dict[str, Any]] = s.report_schema(
        NAME,
        {
            "in_all": s.an_object(_HELD),
            "rules": s.a_list(s.an_object({"request": s.TEXT, "rule": s.TEXT_OR_NONE, **_HELD})),
            "teams": s.a_list(s.an_object({"team": s.TEXT, **_HELD})),
        },
    )

    in_all: Held
    rules: tuple[OfRule, ...]
    teams: tuple[OfTeam, ...]
    """Only of a quarter that is over, with all of it answered, and only teams of enough people and cases."""

    def content(self) -> dict[str, Any]:
        return {
            "in_all": self.in_all.to_dict(),
            "rules": [{"request": each.request, "rule": each.rule, **each.held.to_dict()} for each in self.rules],
            "teams": [{"team": each.team, **each.held.to_dict()} for each in self.teams],
        }

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple((each.request, each.rule, *each.held.to_dict().values()) for each in self.rules)

    def page(self, speaker: Speaker) -> Page:
        words = speaker.words(_WORDS)
        names = ("held", "answered", "share", "interval", "open")
        columns = (Column(""), *(Column(words[each], right=True) for each in names))
        rows = [_row(f"{speaker.label(each.request)}, {each.rule or '–'}", each.held, speaker) for each in self.rules]
        if len(rows) > 1:
            rows.append(_row(words["all"], self.in_all, speaker))
        teams = tuple(_row(each.team, each.held, speaker) for each in self.teams)
        tables = [TableOf("", columns, tuple(rows), words["none"])]
        if teams:
            tables.append(TableOf(words["teams"], columns, teams, ""))
        notes = [words["not"]] if rows else []
        if self.in_all.answered != self.in_all.held:
            parts = (
                words[name].format(count=speaker.number(self.in_all.outcomes[name]))
                for name in ("conceded", "overridden", "outside")
                if self.in_all.outcomes[name]
            )
            notes.insert(0, words["else"].format(parts=", ".join(parts)))
        title = words["title"].format(period=speaker.period(self.period))
        return Page(title, words["meaning"], tuple(tables), tuple(notes))


def backing_rate(asked: Asked) -> BackingRate:
    """Of the escalations of the period those of refusals, by request and rule, the most escalated first."""
    period = asked.period
    query = Query(kinds=("escalation",), first_day=period.first_day, last_day=period.last_day)
    refused = [each for each in asked.reading.items(query) if each.body.get("refused") is True]
    rules = tuple(
        sorted(
            (OfRule(request or "", rule, held) for (request, rule), held in _by(refused, _rule_of).items()),
            key=lambda each: (-each.held.escalated, each.request, each.rule or ""),
        )
    )
    return BackingRate(**common(asked), in_all=held_of(refused), rules=rules, teams=_teams(asked, refused))


def held_of(items: Iterable[Item]) -> Held:
    """What became of escalations."""
    listed = list(items)
    outcomes = {name: sum(each.status == name for each in listed) for name in OUTCOMES}
    return Held(len(listed), outcomes)


def _teams(asked: Asked, refused: list[Item]) -> tuple[OfTeam, ...]:
    """The teams whose figures may be told, by name.

    Of any other period than a quarter, or while some are open, two reports would tell by their difference what one
    colleague did.
    """
    team_of = {each.login: each.team for each in asked.people if each.team is not None}
    over = asked.period.quarter and asked.period.last < asked.today
    if not team_of or not over or any(each.status == OPEN for each in refused):
        return ()
    by: dict[str, list[Item]] = {}
    for item in refused:
        entry = asked.reading.entry(int(item.body["decision"]))
        if entry is None or entry.erased:
            return ()  # whoever is left could be told from those who were there before
        by.setdefault(str(entry.content()["by"]), []).append(item)
    everybody = {login: len(items) for login, items in by.items()}
    groups = [Group("", everybody)]
    for team in sorted(set(team_of.values()) - {""}):
        groups.append(Group(team, {login: count for login, count in everybody.items() if team_of.get(login) == team}))
    return tuple(
        OfTeam(team, held_of(item for login, items in by.items() if team_of.get(login) == team for item in items))
        for team in sorted(tellable(groups) - {""})
    )


def _rule_of(item: Item) -> tuple[str | None, str | None]:
    return item.request, item.rule


def _by(
    items: list[Item], key: Callable[[Item], tuple[str | None, str | None]]
) -> dict[tuple[str | None, str | None], Held]:
    return {each: held_of(item for item in items if key(item) == each) for each in dict.fromkeys(map(key, items))}


def _row(title: str, held: Held, speaker: Speaker) -> Row:
    share = speaker.ratio(held.held, held.answered) if held.answered else ""
    interval = "" if held.interval is None else "–".join(map(speaker.share, held.interval))
    figures = (speaker.number(held.held), speaker.number(held.answered), share, interval)
    return Row((title, *figures, speaker.number(held.outcomes[OPEN]) if held.outcomes[OPEN] else "·"))


_WORDS: Mapping[str, Words] = {
    "en": {
        "title": "Refusals that held, {period}",
        "meaning": "Of the refusals by the policy that a customer took higher up: how many stood, of those answered.",
        "held": "held",
        "answered": "answered",
        "share": "share",
        "interval": "95% between",
        "open": "still open",
        "all": "in all",
        "teams": "Teams of enough colleagues",
        "conceded": "a concession {count}",
        "overridden": "another answer {count}",
        "outside": "something outside of the policy {count}",
        "else": "Where it did not hold, the customer got: {parts}.",
        "not": "A refusal that did not hold was right all the same: it followed the policy. What is low here is a rule "
        "to look at, or who overrules it; never who answered.",
        "none": "No refusal was taken higher up in this period.",
    },
    "nl": {
        "title": "Weigeringen die standhielden, {period}",
        "meaning": "Van de weigeringen volgens beleid waarmee een klant hogerop ging: hoeveel er bleven staan.",
        "held": "bleef staan",
        "answered": "beant- woord",
        "share": "aandeel",
        "interval": "95% tussen",
        "open": "nog open",
        "all": "in totaal",
        "teams": "Teams met genoeg collega's",
        "conceded": "een concessie {count}",
        "overridden": "een ander antwoord {count}",
        "outside": "iets buiten het beleid om {count}",
        "else": "Waar het geen stand hield, kreeg de klant: {parts}.",
        "not": "Ook een nee dat niet bleef staan was goed: het volgde het beleid. Is het hier laag, kijk dan naar de "
        "regel, of naar wie het antwoord herziet; nooit naar wie het gaf.",
        "none": "In deze periode ging geen klant met een nee hogerop.",
    },
}
