"""What can still be used, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from desk_reported import kindness, opened, refused
from desks import StandingClock


def report(desk: Any, **period: Any) -> Any:
    return desk.figures("concessions", **period)


def test_a_concession_is_listed_with_its_bounds() -> None:
    """What, to which ticket, by which rules, how much, until when, how often, for what in return."""
    desk = opened()
    given = kindness(desk, refused(desk, "T1"), "12.50", in_return="a review")
    found = report(desk).to_dict()["concessions"]
    assert found == [
        {
            "name": given.id,
            "recovery": False,
            "ticket": "T1",
            "request": "goodwill",
            "exception_to": "otherwise",
            "favour": "small-kindness",
            "grant": "store_credit",
            "amount": "12.50",
            "reason": "helped_us",
            "given_on": "2026-03-02",
            "expires_on": "2026-04-01",
            "days_left": 30,
            "expiring": False,
            "uses_left": 1,
            "notice": "to_send",
            "notice_on": None,
            "in_return": "a review",
            "renews": None,
        }
    ]


def test_only_what_can_be_used_is_open() -> None:
    """Used, taken back and ended ones are not; on its last day one is, the day after it is counted as unused."""
    clock = StandingClock()
    desk = opened(clock)
    used, back, open_one = (kindness(desk, refused(desk, f"T{n}", f"c{n}")) for n in range(3))
    desk.use(used.id)
    desk.withdraw(back.id, "the customer did not want it")
    assert [each.name for each in report(desk).concessions] == [open_one.id]
    clock.pass_(days=30)
    last_day = report(desk)
    assert [each.days_left for each in last_day.concessions] == [0]
    assert last_day.concessions[0].expiring and last_day.expired_unused == 0
    clock.pass_(days=1)
    assert (report(desk).concessions, report(desk).expired_unused) == ((), 1)


def test_a_notice_is_missing_once_its_days_are_over() -> None:
    """Until then it is to be sent; once sent it is sent, and on which day."""
    clock = StandingClock()
    desk = opened(clock)
    given = kindness(desk, refused(desk, "T1"))
    clock.pass_(days=7)
    assert report(desk).concessions[0].notice == "to_send"
    clock.pass_(days=1)
    assert report(desk).concessions[0].notice == "missing"
    desk.notice_sent(given.id)
    found = report(desk).concessions[0]
    assert (found.notice, found.notice_on) == ("sent", date(2026, 3, 10))


def test_the_period_is_the_day_it_was_given() -> None:
    """Where nobody chose a first day, all that can be used is listed, however long ago it was given."""
    clock = StandingClock()
    desk = opened(clock)
    kindness(desk, refused(desk, "T1", "c1"))
    clock.pass_(days=3)
    kindness(desk, refused(desk, "T2", "c2"))
    assert len(report(desk).concessions) == 2
    assert [each.ticket for each in report(desk, first=date(2026, 3, 3)).concessions] == ["T2"]
    assert [each.ticket for each in report(desk, until=date(2026, 3, 4)).concessions] == ["T1"]


def test_recoveries_are_told_apart() -> None:
    """What makes good a failure of our own is listed as that."""
    desk = opened()
    facts = {"service.failure": "serious", "service.failure_settled": False, "conduct.level": "none"}
    made = desk.decide("T1", "c1", "goodwill", facts)
    given = desk.concede(made.id, "store_credit", "10.00", "real_costs_made")
    assert given.id.startswith("C-")
    assert [each.recovery for each in report(desk).concessions] == [True]
