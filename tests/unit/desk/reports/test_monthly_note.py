"""The note to staff: warm, short, and about nobody in particular."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desk_reported import CUSTOMERS, kindness, opened, refused
from desks import StandingClock
from fairservice.desk.desk import Desk
from fairservice.desk.reports.monthly_note import Letter
from fairservice.desk.reports.page import Speaker


def letter(desk: Desk, month: str, lang: str = "en") -> Letter:
    with desk.looking() as session:
        return desk.monthly_note(month).letter(Speaker(session.rulebook, lang))


def test_a_month_of_each_thing() -> None:
    """Refusals that held, what was decided on favours, objections answered, and what is open until when."""
    clock = StandingClock(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    desk = opened(clock)
    tess, olga = desk.for_login("zq tess$"), desk.for_login("zq-olga")
    agents = [desk.for_login(each) for each in ("zq-anna.xx", "zq.bram+77", "ZQ_Çarla")]
    for n in range(12):
        agent = agents[n % 3]
        kindness(agent, refused(agent, f"T{n}", CUSTOMERS[n]))
        clock.pass_(days=6)
    clock.moment = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
    tess.uphold(desk.escalate(refused(desk, "H1", "h1")).id)
    outside = refused(desk, "H2", "h2")
    desk.escalate(outside)
    desk.report(outside, "store_credit", "5.00")
    first, second = (desk.object(outside, "too strict") for _ in range(2))
    olga.answer_objection(first.id, "Bram is right: *five* years is long.", True)
    alarm = next(each for each in desk.figures("precedents").to_dict()["patterns"])
    olga.resolve_precedent(alarm["name"], "sunset", "it costs too much", until=date(2026, 6, 30))
    clock.moment = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
    found = letter(desk, "2026-05")
    assert found.title == "To all colleagues: May 2026"
    told = " ".join(found.opening)
    assert "Of the 2 that were answered, 1 held." in told and "held against nobody" in told
    favours, objections, still_open = (each.lines for each in found.parts)
    assert favours == (
        "store credit (goodwill) is given as an exception to otherwise until 30 June 2026, and not after that.",
    )
    assert objections == ("goodwill, otherwise: … is right: *five* years is long. (The policy changes.)",)
    assert still_open == (
        f"goodwill, otherwise: what a colleague said of it is answered by {_spoken(second.record.due)}",
    )
    assert "\\*five\\*" in found.markdown()
    assert [each.heading for each in letter(desk, "2026-04").parts] == ["Still open"]


def test_what_was_decided_in_a_month_stays_in_its_note() -> None:
    """A favour that is decided on anew later is in the note of each month."""
    clock = StandingClock()
    desk = opened(clock)
    olga = desk.for_login("zq-olga")
    for n in range(12):
        agent = desk.for_login(("zq-anna.xx", "zq.bram+77", "ZQ_Çarla")[n % 3])
        kindness(agent, refused(agent, f"T{n}", CUSTOMERS[n]))
        clock.pass_(days=6)
    name = desk.figures("precedents").to_dict()["patterns"][0]["name"]
    clock.moment = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
    olga.resolve_precedent(name, "accept", "for now", until=date(2026, 6, 30))
    clock.moment = datetime(2026, 6, 20, 10, 0, tzinfo=UTC)
    olga.resolve_precedent(name, "tighten", "no longer")
    assert [each.how for each in desk.monthly_note("2026-05").favours] == ["accept"]
    assert [each.how for each in desk.monthly_note("2026-06").favours] == ["tighten"]


def test_a_quiet_month_is_told_kindly() -> None:
    """Nothing happened: it says so, and how to be heard."""
    found = letter(opened(), "2026-02", "nl")
    assert found.title == "Aan alle collega's: februari 2026"
    assert found.opening == ("Er is tegen geen enkele klant nee gezegd.",)
    assert found.parts == () and "binnen 14 dagen" in found.closing


def test_what_one_colleague_did_is_never_in_the_note() -> None:
    """Not even in the one that the owner of the policy writes."""
    desk = opened()
    for n in range(5):
        kindness(desk, refused(desk, f"T{n}", CUSTOMERS[n]))
    assert desk.for_login("zq-olga").monthly_note("2026-03").still_open == ()


def _spoken(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B} {found.year}"
