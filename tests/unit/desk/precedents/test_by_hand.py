"""Alarms come exactly when their definition holds, read off the entries by hand, in stories nobody thought of."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from alarms_by_hand import history_of
from desk_story import Story, terms, the
from fairservice.desk.precedents.grants import Favour
from fairservice.desk.precedents.watch import due_alarms
from fairservice.policy.desk_terms import Cohort, Drift, Precedents
from memory_ledger import MemoryLedger

LIMITS = Precedents(
    cohort=Cohort(rate=2500, customers=3, givers=2, days=5, within_days=25),
    single_giver=3,
    drift=Drift(within_days=8, cases=8, value=12000),
    recovery_drift=Drift(within_days=8, cases=6, value=12000),
)
FAVOURS = (Favour("goodwill", "otherwise", "credit"), Favour("return", "final", "credit"))


@pytest.mark.parametrize("group", range(3))
def test_as_by_hand(group: int) -> None:
    """After each entry of a random story, on that day, the alarms that are due are those that the definition names.

    Tickets without a number, without a decision, decided again by another rule, grants twice in a ticket, taken back,
    used, reported days later, erased; alarms that are raised or not, and decided on in every way.
    """
    raised = Counter[str]()
    for seed in range(5 * group, 5 * group + 5):
        raised += one_story(seed)
    assert raised.keys() >= {"cohort", "single_giver"} and len(raised) >= 3, raised


def one_story(seed: int) -> Counter[str]:
    """The alarms that were due in a random story, as both said of each entry."""
    choose = random.Random(seed)
    story = Story(MemoryLedger())
    grants: list[int] = []
    alarms: list[int] = []
    day = 0
    busy = choose.random()
    raised = Counter[str]()
    for _ in range(110):
        day += choose.random() < 0.35
        story.favour = choose.choice(FAVOURS)
        ticket = choose.choice([*(f"T{n}" for n in range(40)), None])
        customer = choose.choice(["c1", "c2", "c3", "c4", "c5", None])
        by = choose.choice(["anna", "anna", "bram", "carla"])
        reason = choose.choice(["helped_us", "helped_us", "other"])
        do = choose.random()
        if do < 0.35:
            story.decide(day, ticket, customer, rule=choose.choice([story.favour.rule] * 4 + ["another"]))
        elif do < 0.35 + 0.3 * busy + 0.1:
            amount = choose.choice([1000, 1000, 1500, 2500])
            more = {"recovery": choose.random() < 0.2, "draft": choose.random() < 0.05}
            grants.append(story.concede(day, ticket, customer, by, None, reason=reason, amount=amount, **more))
        elif do < 0.80:
            then = the(max(0, day - choose.randrange(6))).isoformat()
            giver = choose.choice([by, None])
            number = story.outside(day, ticket, customer, giver, reason=reason, happened_on=then)
            if choose.random() < 0.4:
                story.repair(day, number, choose.choice(["honour", "retract"]))
        elif do < 0.88 and grants:
            choose.choice([story.use, story.withdraw])(day, choose.choice(grants))
        elif do < 0.9 and grants:
            gone = grants.pop(choose.randrange(len(grants)))
            story.erase(day, gone, *_said_of(story, gone))
        elif alarms:
            how = choose.choice(["codify", "tighten", "sunset", "accept"])
            until = day + choose.randrange(12) if how in ("sunset", "accept") else None
            story.resolve(day, choose.choice(alarms), how, until)
        with story.ledger.reading() as reading:
            due = due_alarms(reading, terms(LIMITS), the(day))
            by_hand = history_of(reading.entries()).due(LIMITS, the(day))
            favours = {Favour(*kind) for _, kind, _ in by_hand} | set(FAVOURS)
            narrow = [each for favour in favours for each in due_alarms(reading, terms(LIMITS), the(day), favour)]
        found = [(each.alarm, (each.request, each.rule, each.grant), each.reason) for each in due]
        assert len(found) == len(set(found))
        assert set(found) == by_hand
        assert {(each.alarm, (each.request, each.rule, each.grant), each.reason) for each in narrow} == by_hand
        raised.update(each.alarm for each in due)
        for alarm in due:
            if choose.random() < 0.5:
                alarms.append(story.raise_alarm(alarm))
    return raised


def _said_of(story: Story, number: int) -> list[int]:
    """The entries on a grant: erased with it, since they speak of nothing without it."""
    with story.ledger.reading() as reading:
        found = reading.item(f"concession/{number}") or reading.item(f"recovery/{number}")
        return [] if found is None else [each for each in found.entries if each != number]
