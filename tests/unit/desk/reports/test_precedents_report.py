"""Favours that form a pattern, as they are told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desk_reported import CUSTOMERS, a_busy_desk, kindness, opened, refused
from desks import StandingClock
from fairservice.desk.desk import Desk
from fairservice.desk.precedents.favour import level
from fairservice.desk.precedents.grants import GIVEN, favour_of
from fairservice.desk.reports.page import Speaker
from fairservice.ledger.item import Query


def spread(clock: StandingClock, customers: int = 12) -> Desk:
    """A desk at which a favour has spread among customers, over two months and three givers."""
    desk = opened(clock)
    agents = [desk.for_login(each) for each in ("zq-anna.xx", "zq.bram+77", "ZQ_Çarla")]
    for n in range(customers):
        agent = agents[n % 3]
        given = kindness(agent, refused(agent, f"T{n}", CUSTOMERS[n]))
        agent.notice_sent(given.id)
        clock.pass_(days=6)
    return desk


def patterns(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.figures("precedents").to_dict()["patterns"]
    return found


def test_an_alarm_is_told_with_its_state_and_deadline() -> None:
    """Open until its day; closed, and not to be given, from the day after; accepted until a day once decided."""
    clock = StandingClock()
    desk = spread(clock)
    (alarm,) = patterns(desk)
    assert (alarm["alarm"], alarm["state"], alarm["closed"]) == ("cohort", "open", False)
    assert alarm["figures"]["granted"] == alarm["figures"]["cases"] >= 10
    due = date.fromisoformat(alarm["due"])
    clock.moment = clock.moment.replace(year=due.year, month=due.month, day=due.day)
    assert patterns(desk)[0]["state"] == "open"
    clock.pass_(days=1)
    assert (patterns(desk)[0]["state"], patterns(desk)[0]["closed"]) == ("closed", True)
    until = due + timedelta(40)
    desk.for_login("zq-olga").resolve_precedent(alarm["name"], "accept", "for the season", until=until)
    told = patterns(desk)[0]
    assert (told["state"], told["closed"], told["due"]) == ("accept", False, until.isoformat())
    clock.pass_(days=40)
    assert patterns(desk)[0]["state"] == "ended"


def test_what_one_colleague_did_is_for_the_owner_only() -> None:
    """Nobody else is told that one person gave it all, among what is due neither; the owner is not told who."""
    clock = StandingClock()
    desk = opened(clock)
    for n in range(5):
        kindness(desk, refused(desk, f"T{n}", CUSTOMERS[n]))
    clock.pass_(days=25)
    owner = desk.for_login("zq-olga").figures("precedents").to_dict()
    assert [each["alarm"] for each in owner["patterns"]] == ["single_giver"]
    assert "alarm" in [each["kind"] for each in owner["deadlines"]]
    for login in ("zq-anna.xx", "zq tess$", "zq\\mira"):
        told = desk.for_login(login).figures("precedents").to_dict()
        assert told["patterns"] == []
        assert "alarm" not in [each["kind"] for each in told["deadlines"]]


def test_customers_are_counted_per_level() -> None:
    """Given again, or once and cited, is emerging; notices that are missing count. Who they are is not told."""
    clock = StandingClock()
    desk = opened(clock)
    mira = desk.for_login("zq\\mira")
    kindness(desk, refused(desk, "A1", "once"))
    cited = refused(desk, "B1", "cited")
    desk.notice_sent(kindness(desk, cited).id)
    desk.cite(cited, "store_credit")
    kindness(desk, refused(desk, "C1", "twice"))
    told = refused(mira, "C2", "twice")
    mira.report(told, "store_credit", "10.00")
    clock.pass_(days=1)
    assert desk.figures("precedents").to_dict()["customers"] == [
        {"request": "goodwill", "exception_to": "otherwise", "grant": "store_credit", "emerging": 2, "expectation": 0}
    ]
    clock.pass_(days=10)  # by now notices are missing, and each counts once more
    found = desk.figures("precedents").to_dict()["customers"][0]
    assert (found["emerging"], found["expectation"]) == (2, 1)


def test_customers_are_at_the_level_at_which_they_are_treated() -> None:
    """Counted all at once, each is where `level` has them one by one."""
    desk = a_busy_desk()
    counted = {
        (each["request"], each["exception_to"], each["grant"]): (each["emerging"], each["expectation"])
        for each in desk.figures("precedents").to_dict()["customers"]
    }
    with desk.looking() as session:
        reading, found = session.reading, {}
        for favour in {favour_of(each) for each in reading.items(Query(kinds=GIVEN))}:
            names = [
                level(reading, favour, desk.parts.pseudonyms.of_customer(each), session.terms, session.today).name
                for each in (*CUSTOMERS, "klant-nieuw@example.com")
            ]
            found[favour.request, favour.rule, favour.grant] = (names.count("emerging"), names.count("expectation"))
    assert counted == found and counted


def test_reasons_in_words_hide_no_pattern() -> None:
    """What was given outside of the policy counts as one pattern, in whatever words each of it was told."""
    clock = StandingClock()
    desk = opened(clock)
    for n in range(5):
        told = refused(desk, f"T{n}", CUSTOMERS[n])
        report = desk.report(told, "store_credit", "5.00", reason=f"it rained. All day {n}", given_by="zq@teun")
        assert report.record.reason is None and report.record.why == f"it rained. All day {n}"
    owner = desk.for_login("zq-olga")
    with owner.looking() as session:
        page = owner.figures("precedents").page(Speaker(session.rulebook, "en"))
    assert len(page.tables[0].rows) == 1 and "rained" not in " ".join(page.tables[0].rows[0].below)
