"""Refusals that held, of those that were taken higher up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from desk_reported import ODD, ONCE_SETTLED, kindness, opened, refused
from desks import StandingClock, desk_for_tests
from fairservice.desk.desk import Desk
from fairservice.desk.ports import Person
from fairservice.desk.precedents.wilson import bounds


def figures(desk: Desk, **period: Any) -> dict[str, Any]:
    return desk.figures("backing_rate", **period).to_dict()


def test_what_became_of_each_escalation_is_counted_once() -> None:
    """Held, conceded, overridden, given outside, and open: the share is of what was answered."""
    desk = opened()
    tess = desk.for_login("zq tess$")
    held = [desk.escalate(refused(desk, f"H{n}", f"h{n}")) for n in range(3)]
    for each in held:
        tess.uphold(each.id)
    conceded = refused(desk, "C", "c")
    desk.escalate(conceded)
    kindness(tess, conceded)
    overridden = refused(desk, "O", "o", ONCE_SETTLED)
    desk.escalate(overridden)
    tess.override(overridden, "yes", "it was open", fact=("service.failure_settled", False))
    outside = refused(desk, "R", "r")
    desk.escalate(outside)
    desk.report(outside, "store_credit", "5.00")
    desk.escalate(refused(desk, "W", "w"))
    refused(desk, "N", "n")  # not escalated
    assert figures(desk)["in_all"] == {
        "escalated": 7,
        "answered": 6,
        "held": 3,
        "conceded": 1,
        "overridden": 1,
        "outside": 1,
        "open": 1,
        "share": 5000,
        "low": bounds(3, 6)[0],
        "high": bounds(3, 6)[1],
    }
    assert [(each["rule"], each["escalated"]) for each in figures(desk)["rules"]] == [
        ("otherwise", 6),
        ("gesture-already-settled", 1),
    ]


def test_an_answer_that_gives_is_no_refusal() -> None:
    """Whoever escalates a yes does not count here."""
    desk = opened()
    facts = {"service.failure": "small", "service.failure_settled": False, "conduct.level": "none"}
    made = desk.decide("T1", "c1", "goodwill", facts)
    assert made.record.answer == "yes"
    desk.escalate(made.id)
    assert figures(desk)["in_all"]["escalated"] == 0
    assert figures(desk)["in_all"]["share"] is None


def of_a_quarter(answers: dict[str, int], teams: dict[str, str | None], open_one: bool = False) -> Desk:
    """A desk on 1 July 2026 at which each agent had so many refusals escalated and held in the quarter before."""
    people = [Person(login, login.title(), ("agent",), teams[login]) for login in answers]
    clock = StandingClock(datetime(2026, 4, 1, 10, 0, tzinfo=UTC))
    desk = desk_for_tests(people[0].login, people=(*people, *ODD[3:]), clock=clock)
    tess = desk.for_login("zq tess$")
    for login, count in answers.items():
        agent = desk.for_login(login)
        for n in range(count):
            escalated = agent.escalate(refused(agent, f"{login}-{n}", f"{login}-{n}"))
            tess.uphold(escalated.id)
    if open_one:
        desk.escalate(refused(desk, "open", "open"))
    clock.moment = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    return desk


QUARTER = {"first": date(2026, 4, 1), "until": date(2026, 6, 30)}
NORTH = {f"n{n}": "North" for n in range(5)}
SOUTH = {f"s{n}": "South" for n in range(5)}


def test_teams_of_enough_colleagues_are_told() -> None:
    """Five colleagues and twenty cases in each: both are told."""
    desk = of_a_quarter(dict.fromkeys([*NORTH, *SOUTH], 4), {**NORTH, **SOUTH})
    found = figures(desk, **QUARTER)["teams"]
    assert [(each["team"], each["escalated"], each["held"]) for each in found] == [("North", 20, 20), ("South", 20, 20)]


def test_no_team_is_told_from_which_another_could_be_worked_out() -> None:
    """With too few cases in one of two, the other is withheld too: what is left of the whole would be the first."""
    desk = of_a_quarter({**dict.fromkeys(NORTH, 4), **dict.fromkeys(SOUTH, 3)}, {**NORTH, **SOUTH})
    assert figures(desk, **QUARTER)["teams"] == []
    four = {name: team for name, team in SOUTH.items() if name != "s4"}
    desk = of_a_quarter({**dict.fromkeys(NORTH, 4), **dict.fromkeys(four, 6)}, {**NORTH, **four})
    assert figures(desk, **QUARTER)["teams"] == []


def test_teams_are_told_of_a_quarter_that_is_over_and_answered() -> None:
    """Of other periods, or while some are open, two reports would tell one colleague's cases by their difference."""
    answers = dict.fromkeys([*NORTH, *SOUTH], 4)
    desk = of_a_quarter(answers, {**NORTH, **SOUTH})
    assert figures(desk, first=date(2026, 4, 1), until=date(2026, 6, 29))["teams"] == []
    assert figures(desk)["teams"] == []
    desk = of_a_quarter(answers, {**NORTH, **SOUTH}, open_one=True)
    assert figures(desk, **QUARTER)["teams"] == []
