"""A year at a web shop shows what the desk promises: alarms to the day, the premium as planted, nobody marked down."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from alarms_by_hand import History, Kind
from conformance.year_at_a_web_shop import AGENTS, ALONE, PEOPLE, PRESSED, RARE, SPREADS, Year
from fairservice.desk.reports.registry import REPORTS
from fairservice.ledger.entry import Entry
from fairservice.ledger.item import Query
from fairservice.policy.desk_terms import Precedents

LIMITS = Precedents()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return Year(2026, tmp_path_factory.mktemp("year")).run()


@pytest.fixture(scope="module")
def entries(year: Year) -> list[Entry]:
    with year.owner.parts.ledger.reading() as reading:
        return list(reading.entries())


Alarm = tuple[str, Kind, str | None]


def test_alarms_come_exactly_when_their_definition_holds(year: Year, entries: list[Entry]) -> None:
    """At every evaluation of the year: after each grant those of its favour and reason, each week all of them.

    What is due is read off the entries up to there by hand; what was raised are the alarms that follow.
    """
    history, raised, evaluations = History(), Counter[tuple[str, str | None]](), 0
    looked = {each.after: each for each in year.looked}
    position = 0
    while position < len(entries):
        entry = entries[position]
        said = dict(entry.content())
        history.takes(entry.number, entry.kind, said)
        position += 1
        if entry.kind in ("concession", "outside_policy"):
            kind: Kind = (said["request"], said["rule"], said["grant"])
            reason = said.get("reason") if entry.kind == "concession" else None
            expected = history.due(LIMITS, _day(entry), kind)
            if entry.kind == "concession":
                expected = {each for each in expected if each[2] in (None, reason)}
            found, position = _alarms(entries, position)
            assert {each[0] for each in found} == expected, entry.number
            evaluations += 1
            raised.update((what, why) for (what, _, why), _ in found)
            _take(history, found)
        if entry.kind == "override" and said.get("beyond"):
            kinds = [(said["request"], said["rule"], grant) for grant in said["beyond"]]
            expected = set().union(*(history.due(LIMITS, _day(entry), each) for each in kinds))
            found, position = _alarms(entries, position)
            assert {each[0] for each in found} == expected, entry.number
            evaluations += 1
            raised.update((what, why) for (what, _, why), _ in found)
            _take(history, found)
        if entries[position - 1].number in looked:
            run = looked[entries[position - 1].number]
            expected = history.due(LIMITS, run.day)
            found, position = _alarms(entries, position)
            assert {each[0] for each in found} == expected, run
            evaluations += 1
            raised.update((what, why) for (what, _, why), _ in found)
            _take(history, found)
    assert evaluations > 400
    assert raised["cohort", SPREADS] >= 2, "it spread, was accepted for a while, and spread again"
    assert raised["single_giver", ALONE] >= 1 and raised["single_giver", PRESSED] >= 1
    assert not raised["cohort", RARE] and not raised["cohort", ALONE] and not raised["cohort", PRESSED]


def test_the_favour_that_spreads_is_told_in_time_and_the_rare_one_never(year: Year) -> None:
    """The owner has both before them; what many give now and then is in no alarm of a cohort."""
    patterns = year.owner.precedents().patterns
    spread = [each for each in patterns if (each.alarm, each.reason) == ("cohort", SPREADS)]
    assert spread[0].figures["givers"] >= 3 and spread[0].figures["customers"] >= 10
    assert RARE not in {each.reason for each in patterns if each.alarm in ("cohort", "single_giver")}
    with year.owner.parts.ledger.reading() as reading:
        rare = Query(kinds=("concession",), reasons=(RARE,))
        assert reading.count(rare) > 20 and reading.count(rare, distinct="giver") >= 3


def test_the_premium_is_as_planted(year: Year) -> None:
    """What those who escalated got beyond others lies within the interval, and zero does not."""
    (premium,) = [each for each in _premium(year) if each["grant"] == "store_credit"]
    assert premium["tells"] == "more" and premium["low"] <= year.premium / 100 <= premium["high"], premium
    assert premium["low"] > 0


def test_no_premium_where_none_is_planted(tmp_path: Path) -> None:
    """With a manager who upholds instead, the interval does not say `more`."""
    year = Year(7, tmp_path, tickets=900, premium=0, spread=0.02).run()
    assert year.escalated >= 40
    told = {each["grant"]: each["tells"] for each in _premium(year)}
    assert told["store_credit"] != "more", told


def test_nobody_is_marked_down_for_being_overruled(year: Year, entries: list[Entry]) -> None:
    """The sentence backs them by name; nothing on the ledger is found under them for it; no figure tells of them."""
    assert len(year.overruled) > 10
    for login, sentence in year.overruled:
        assert login.title() in sentence
    overrides = [each for each in entries if each.kind == "override"]
    with year.owner.parts.ledger.reading() as reading:
        for entry in overrides:
            said = entry.content()
            decision = reading.entry(said["decision"])
            assert decision is not None and not decision.erased, "the answer stays as it was"
            about = [each for each in reading.items(Query(ticket=said["ticket"])) if entry.number in each.entries]
            assert about and all(each.giver != said["answered_by"] for each in about)
        for login in AGENTS:
            kinds = {each.kind for each in reading.items(Query(giver=login))}
            assert kinds <= {"concession", "outside", "approval"}, (login, kinds)


def test_no_report_names_anybody(year: Year) -> None:
    """All reports, alarms and patterns of the year, as data: no login and no name is in them."""
    told = [year.owner.figures(name).to_dict() for name in REPORTS]
    told.append(year.owner.precedents().to_dict())
    told += [year.owner.precedent(each.id).to_dict() for each in year.owner.precedents().patterns]
    text = json.dumps(told)
    assert len(text) > 1000
    for person in PEOPLE:
        assert person.login not in text and person.name not in text


def _premium(year: Year) -> list[dict[str, object]]:
    return year.owner.figures("escalation_premium").to_dict()["grants"]


def _day(entry: Entry) -> date:
    return date.fromisoformat(entry.content()["on"])


def _alarms(entries: list[Entry], position: int) -> tuple[list[tuple[Alarm, Entry]], int]:
    """The alarms from a position on, and where they end."""
    found: list[tuple[Alarm, Entry]] = []
    while position < len(entries) and entries[position].kind == "alarm":
        said = entries[position].content()
        kind = (said["request"], said["rule"], said["grant"])
        found.append(((said["alarm"], kind, said.get("reason")), entries[position]))
        position += 1
    return found, position


def _take(history: History, found: list[tuple[Alarm, Entry]]) -> None:
    for _, entry in found:
        history.takes(entry.number, entry.kind, dict(entry.content()))
