"""Alarms are due when their definition holds and no sooner, once each; and nothing that comes due is silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_story import FAVOUR, Story, terms, the
from fairservice.desk.precedents.grants import GIVEN, RECOVERED
from fairservice.desk.precedents.watch import closed, due_alarms, warnings
from fairservice.ledger.item import Item
from fairservice.ledger.records import AlarmRaised
from fairservice.policy.desk_terms import Cohort, Drift, Precedents

SMALL = Precedents(cohort=Cohort(rate=2000, customers=3, givers=2, days=10, within_days=100), single_giver=3)
WHY = "helped_us"


def due(story: Story, day: int, limits: Precedents = SMALL) -> list[AlarmRaised]:
    """What is due, by all three ways of asking, which must agree."""
    with story.ledger.reading() as reading:
        every = due_alarms(reading, terms(limits), the(day))
        assert every == due_alarms(reading, terms(limits), the(day), FAVOUR)
        given = reading.items(FAVOUR.granted((*GIVEN, *RECOVERED)))
        reasons = dict.fromkeys(each.reason for each in given)
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
    story.decide(3, "U1", "c9")
    story.decide(4, "U2", "c9")
    (alarm,) = due(story, 10)
    assert (alarm.alarm, alarm.request, alarm.rule, alarm.grant) == ("cohort", "goodwill", "otherwise", "store_credit")
    assert (alarm.on, alarm.due, alarm.reason) == (the(10).isoformat(), the(40).isoformat(), WHY)
    assert alarm.figures == {
        "cases": 5, "granted": 3, "low": 2307, "high": 8824, "limit": 2000, "customers": 3, "givers": 2,
        "first_day": the(0).isoformat(), "last_day": the(10).isoformat(),
    }  # fmt: skip
    assert (alarm.by, alarm.role, alarm.customer, alarm.ticket) == ("", "", None, None)
    said = str(alarm.content())
    assert "anna" not in said and "bram" not in said and "c0" not in said


def test_each_of_the_four_is_needed(story: Story) -> None:
    """One customer, one giver or one day fewer, or so many cases that the rate is not passed: no alarm."""
    spread(story)
    cohort = SMALL.cohort
    assert kinds(story, 10) == ["cohort"]
    for limits in (
        replace(cohort, customers=4),
        replace(cohort, givers=3),
        replace(cohort, days=11),
        replace(cohort, rate=4386),  # the lower bound of 3 among 3 is 43.85 %
    ):
        assert kinds(story, 10, replace(SMALL, cohort=limits)) == []
    assert kinds(story, 10, replace(SMALL, cohort=replace(cohort, rate=4385))) == ["cohort"]
    for day in range(3):
        story.decide(day, f"U{day}")
    assert kinds(story, 10) == []


def test_a_ticket_is_one_case(story: Story) -> None:
    """Given twice in one ticket, or decided twice, it is one case; decided by another rule later it is none of this."""
    spread(story)
    story.concede(10, "T10", "c10", "bram")
    story.decide(9, "T5", "c5")
    story.decide(2, "U1", "c9")
    story.decide(3, "U1", "c9", rule="gesture-own-failure", answer="yes")
    (alarm,) = due(story, 10)
    assert (alarm.figures["granted"], alarm.figures["cases"]) == (3, 3)


def test_a_grant_is_a_case_whatever_its_decision_became(story: Story) -> None:
    """Decided otherwise afterwards, erased, or never asked for: where something was given, there was a case."""
    spread(story)
    story.decide(8, "T5", "c5", rule="gesture-own-failure", answer="yes")
    story.erase(9, 1)
    story.outside(9, None, "c7", "carla")
    (alarm,) = due(story, 10)
    assert (alarm.figures["granted"], alarm.figures["cases"], alarm.figures["customers"]) == (4, 4, 4)


def test_drafts_recoveries_and_what_was_taken_back_never_count(story: Story) -> None:
    """Neither a draft's grants and cases, nor what makes good our own failure, nor what was given back unused."""
    for day in (0, 5, 10):
        story.decide(day, f"T{day}", f"c{day}", draft=True)
        story.concede(day, f"T{day}", f"c{day}", f"g{day}", draft=True)
        story.concede(day, f"R{day}", f"c{day}", f"g{day}", recovery=True)
        story.withdraw(day, story.concede(day, f"W{day}", f"c{day}", f"g{day}"))
        story.repair(day, story.outside(day, f"O{day}", f"c{day}", f"g{day}"), "retract")
    assert kinds(story, 10) == []


def test_taken_back_after_use_counts(story: Story) -> None:
    """Who used it has got it: it cannot be taken out of the count afterwards."""
    for day in (0, 5, 10):
        number = story.concede(day, f"T{day}", f"c{day}", f"g{day}", uses=2)
        story.use(day, number, left=1)
        story.withdraw(day, number)
    assert kinds(story, 10) == ["cohort"]


def test_a_household_is_as_many_customers_as_it_has(story: Story) -> None:
    """Customers are counted, not households; somebody unknown is nobody in particular."""
    for day, customer in ((0, "c1"), (5, "c2"), (10, None)):
        story.concede(day, f"T{day}", customer, f"g{day}", household="h1")
    assert kinds(story, 10) == []
    story.concede(10, "T11", "c3", "anna", household="h1")
    assert kinds(story, 10) == ["cohort"]


def test_only_the_period_counts(story: Story) -> None:
    """The first day of the period still counts, the day before it does not."""
    spread(story)
    assert kinds(story, 100) == ["cohort"] and kinds(story, 101) == []


def test_another_reason_is_another_cohort(story: Story) -> None:
    """Grants for two reasons do not add up; what was told without a reason is a cohort of its own."""
    for step, day in enumerate((0, 5, 10)):
        story.concede(day, f"T{day}", f"c{day}", f"g{day}", reason=f"reason_{step % 2}")
    assert kinds(story, 10) == []
    for day in (0, 5, 10):
        story.outside(day, f"O{day}", f"c{day}", f"g{day}", reason=None)
    (alarm,) = due(story, 10)
    assert alarm.reason is None
    raised = story.raise_alarm(alarm)
    assert is_closed(story, 41, "reason_0") is None, "an alarm on one reason closes no other"
    found = is_closed(story, 41, None)
    assert found is not None and found.number == raised


def test_one_alarm_at_a_time(story: Story) -> None:
    """While one is open, the same cohort raises no other; another one does."""
    spread(story)
    (alarm,) = due(story, 10)
    story.raise_alarm(alarm)
    assert due(story, 10) == [] and due(story, 50) == []
    for day in (0, 5, 10):
        story.concede(day, f"T{day}", f"c{day}", f"g{day}", reason="another")
    assert [each.reason for each in due(story, 10)] == ["another"]


@pytest.mark.parametrize("how", ["tighten", "codify"])
def test_after_a_resolution_only_what_comes_later_counts(story: Story, how: str) -> None:
    """Neither the grants nor the cases of before, and on the day itself only what came after it, tell an alarm."""
    spread(story)
    number = story.raise_alarm(due(story, 10)[0])
    story.decide(12, "before", "c88")
    story.resolve(12, number, how)
    assert due(story, 12) == []
    story.outside(20, "late", "c77", "dora", happened_on=the(11).isoformat())
    spread(story, 12)
    assert kinds(story, 22) == ["cohort"] and due(story, 22)[0].figures["cases"] == 3


@pytest.mark.parametrize("how", ["accept", "sunset"])
def test_until_its_last_day_nothing_is_told(story: Story, how: str) -> None:
    """Of what is accepted, or ends by a day, grants count from the day after that day on."""
    spread(story)
    story.resolve(10, story.raise_alarm(due(story, 10)[0]), how, until=20)
    spread(story, 11)
    assert due(story, 20) == [] and due(story, 21) == []
    for day in (20, 21, 26, 30):
        story.concede(day, f"V{day}", f"v{day}", f"g{day}")
    assert due(story, 30) == [], "from day 21 to day 30 it is nine days"
    story.concede(31, "V31", "v31")
    assert due(story, 31)[0].figures["first_day"] == the(21).isoformat()


def test_what_is_decided_anew_counts(story: Story) -> None:
    """The last resolution of an alarm is the one that holds."""
    spread(story)
    number = story.raise_alarm(due(story, 10)[0])
    story.resolve(10, number, "tighten")
    assert is_closed(story, 10)
    story.resolve(11, number, "accept", until=100)
    assert is_closed(story, 12) is None


def test_one_giver_alone(story: Story) -> None:
    """As many customers as the policy says, all by one person: told, without the person. A second giver ends it."""
    for number in range(2):
        story.concede(number, f"T{number}", f"c{number}")
    story.concede(2, "T1b", "c1")
    assert due(story, 2) == []
    story.concede(3, "T3", "c3")
    (alarm,) = due(story, 3)
    assert alarm.alarm == "single_giver" and alarm.figures["customers"] == 3
    assert "anna" not in str(alarm.content()) and "givers" not in alarm.figures
    story.outside(4, "T4", "c4", by=None)
    assert kinds(story, 4) == ["single_giver"], "told without a giver, it says nothing either way"
    story.concede(5, "T5", "c5", "bram")
    assert due(story, 5) == []


def test_one_giver_again_after_a_resolution(story: Story) -> None:
    """A second giver from before it does not hide who goes on alone after it."""
    for number in range(3):
        story.concede(number, f"T{number}", f"c{number}")
    alarm = story.raise_alarm(due(story, 3)[0])
    story.concede(3, "T5", "c5", "bram")
    story.resolve(3, alarm, "codify")
    for number in range(3):
        story.concede(3, f"U{number}", f"c{number}")
    assert kinds(story, 3) == ["single_giver"]
    story.concede(3, "U3", "c9", "bram")
    assert kinds(story, 3) == []


DRIFT = replace(SMALL, drift=Drift(within_days=9, cases=20), recovery_drift=Drift(within_days=9, cases=20),
                cohort=replace(SMALL.cohort, customers=1000), single_giver=1000)  # fmt: skip


def period(story: Story, first: int, cases: int, grants: int, amount: int = 1000, recovery: bool = False) -> None:
    for number in range(cases):
        story.decide(first + number % 10, f"T{first}-{number}", f"c{number}")
    for number in range(grants):
        ticket = f"T{first}-{number}"
        story.concede(first + number % 10, ticket, f"c{number}", amount=amount, recovery=recovery)


def test_a_drift_of_how_often(story: Story) -> None:
    """Where the bounds of two periods no longer overlap, and both have cases enough."""
    period(story, 0, 40, 4)
    period(story, 10, 40, 16)
    (alarm,) = due(story, 19, DRIFT)
    assert alarm.alarm == "drift" and alarm.reason is None and alarm.figures["in"] == ["rate"]
    assert alarm.figures["recent_low"] > alarm.figures["earlier_high"]
    more = replace(DRIFT, drift=replace(DRIFT.drift, cases=41))
    assert due(story, 19, more) == []


def test_no_drift_where_bounds_overlap(story: Story) -> None:
    """A little more often is no drift, nor is as often among more cases, nor less."""
    period(story, 0, 40, 8)
    period(story, 10, 80, 20)
    assert due(story, 19, DRIFT) == []


def test_a_drift_of_how_much(story: Story) -> None:
    """Half as much again is not more than the limit, a cent on top is; with five grants in both periods."""
    period(story, 0, 40, 5)
    period(story, 10, 40, 5, amount=1500)
    assert due(story, 19, DRIFT) == []
    story.concede(19, "more", "c99", amount=1501)
    (alarm,) = due(story, 19, DRIFT)
    assert alarm.figures["in"] == ["value"] and alarm.figures["recent_mean"] == 1500


def test_recoveries_drift_apart(story: Story) -> None:
    """Making good our own failures has an alarm of its own, and neither is the other's."""
    period(story, 0, 40, 4, recovery=True)
    period(story, 10, 40, 16, recovery=True)
    (alarm,) = due(story, 19, DRIFT)
    assert alarm.alarm == "recovery_drift"
    number = story.raise_alarm(alarm)
    assert is_closed(story, 50) is None
    found = is_closed(story, 50, recovery=True)
    assert found is not None and found.number == number


def test_after_a_drift_was_decided_on_the_recent_period_is_all_after_it(story: Story) -> None:
    """No second alarm on the same rise; one on another rise."""
    period(story, 0, 40, 4)
    period(story, 10, 40, 16)
    story.resolve(19, story.raise_alarm(due(story, 19, DRIFT)[0]), "codify")
    assert due(story, 19, DRIFT) == []
    period(story, 20, 40, 32)
    assert kinds(story, 28, DRIFT) == [] and kinds(story, 29, DRIFT) == ["drift"]


def test_past_its_day_an_undecided_favour_is_closed(story: Story) -> None:
    """On the last day it is still open; from the next on it is closed, until something is decided."""
    number = story.alarm(10, due=40)
    assert is_closed(story, 40) is None
    found = is_closed(story, 41)
    assert found is not None and found.number == number
    story.resolve(41, number, "codify")
    assert is_closed(story, 42) is None


def test_what_is_decided_closes_or_not(story: Story) -> None:
    """Tightened: at once. Sunset: after its last day. Accepted or codified: not."""
    number = story.alarm(10, due=40)
    story.resolve(11, number, "tighten")
    assert is_closed(story, 11)
    story.resolve(12, number, "sunset", until=30)
    assert is_closed(story, 30) is None and is_closed(story, 31)
    story.resolve(13, number, "accept", until=30)
    assert is_closed(story, 31) is None
    assert is_closed(story, 31, "another") is None
    drifted = story.alarm(14, due=20, kind="drift", reason=None)
    found = is_closed(story, 31, "another")
    assert found is not None and found.number == drifted, "a drift is of every reason"


def test_what_comes_due_is_told_ahead_and_what_is_overdue_stays(story: Story) -> None:
    """The soonest first: open things also past their day, what ends by itself only until its day."""
    alarm = story.alarm(0, due=20)
    accepted = story.alarm(0, due=20, reason="another")
    story.resolve(0, accepted, "accept", until=17)
    concession = story.concede(0, "T1", expires_on=the(16).isoformat())
    used = story.concede(0, "T2", expires_on=the(16).isoformat())
    story.use(1, used)
    outside = story.outside(0, "T3", due=the(5).isoformat())

    def told(day: int) -> list[int]:
        with story.ledger.reading() as reading:
            return [each.number for each in warnings(reading, terms(), the(day))]

    assert told(0) == [outside] and told(8) == [outside] and told(9) == [outside, concession]
    assert told(13) == [outside, concession, accepted, alarm]
    assert told(16) == [outside, concession, accepted, alarm], "on its last day"
    assert told(17) == [outside, accepted, alarm]
    assert told(18) == [outside, alarm] and told(99) == [outside, alarm]
    story.repair(99, outside, "honour")
    assert told(99) == [alarm]
