"""How often what happened."""

from __future__ import annotations

from desk_reported import a_busy_desk, kindness, opened, refused
from desks import StandingClock
from fairservice.desk.reports.overview import COUNTED


def test_the_months_add_up() -> None:
    """Per thing that is counted the sum over months and requests is what is told of all."""
    report = a_busy_desk().figures("overview").to_dict()
    for name in COUNTED:
        assert sum(each[name] for each in report["months"]) == report["in_all"][name], name
    assert all(report["in_all"][name] for name in COUNTED if name != "recoveries"), report["in_all"]


def test_each_thing_counts_in_its_month_and_request() -> None:
    """What was taken back does not count as given; an incident is about no request."""
    clock = StandingClock()
    desk = opened(clock)
    kindness(desk, refused(desk, "T1", "c1"))
    back = kindness(desk, refused(desk, "T2", "c2"))
    desk.withdraw(back.id, "not wanted")
    clock.pass_(days=31)
    desk.report_incident("T3", "c3", "shouting")
    made = desk.decide("T3", "c3", "discount", {})
    assert made.record.request == "discount"
    found = {
        (each["month"], each["request"]): {name: each[name] for name in COUNTED if each[name]}
        for each in desk.figures("overview").to_dict()["months"]
    }
    assert found == {
        ("2026-03", "goodwill"): {"cases": 2, "refusals": 2, "concessions": 1},
        ("2026-04", "discount"): {"cases": 1},
        ("2026-04", None): {"incidents": 1},
    }
