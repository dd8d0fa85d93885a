"""What a customer may have come to expect is worked out as it is defined, whatever the order of things."""

from __future__ import annotations

from datetime import date

from desk_story import FAVOUR, Story, terms, the
from fairservice.desk.precedents.favour import Level, level
from fairservice.policy.desk_terms import Favour as Limits
from fairservice.policy.desk_terms import Precedents


def of(story: Story, day: int, customer: str | None = "c1", limits: Limits | None = None) -> Level:
    with story.ledger.reading() as reading:
        return level(reading, FAVOUR, customer, terms(Precedents(favour=limits or Limits())), the(day))


def test_one_two_three(story: Story) -> None:
    """One grant is nothing, two emerge, three are an expectation; those of somebody else do not count."""
    assert of(story, 0) == Level()
    for number, name in enumerate(("none", "emerging", "expectation", "expectation"), 1):
        story.concede(10 * number, f"T{number}")
        story.concede(10 * number, f"U{number}", f"other{number}")
        found = of(story, 10 * number)
        assert (found.name, found.score, found.grants, found.since) == (name, number, number, the(10))
    assert of(story, 40, "other1").score == 1 and of(story, 40, None) == Level()


def test_another_kind_is_another_favour(story: Story) -> None:
    """Another request, rule or grant is another kind; another reason, or another goodwill rule, is not."""
    story.concede(0, "T1")
    story.concede(1, "T2", request="return")
    story.concede(2, "T3", rule="gesture-already-settled")
    story.concede(3, "T4", grant="discount")
    assert of(story, 9).grants == 1
    story.concede(4, "T5", reason="personal_circumstances", favour="another")
    assert of(story, 9).name == "emerging"


def test_a_missing_notice_counts_as_a_grant(story: Story) -> None:
    """From the day after its last day on, and also where it is sent too late; sent on the last day is in time."""
    first = story.concede(0, "T1", notice=None)
    assert of(story, 7).score == 1 and of(story, 8) == Level("emerging", 1, 1, 0, the(0))
    story.notice(9, first)
    assert of(story, 10).unnoticed == 1
    story.concede(10, "T2", "c2", notice=7)
    assert of(story, 30, "c2").score == 1
    story.concede(10, "T3", "c3", notice=8)
    assert of(story, 30, "c3").name == "emerging"


def test_citing_counts_once_there_was_a_grant(story: Story) -> None:
    """A customer who names a favour that there never was has none; after a grant each time counts."""
    story.cite(0, "T1")
    assert of(story, 0) == Level()
    story.concede(1, "T2")
    assert of(story, 1) == Level("emerging", 1, 0, 1, the(1))
    story.cite(2, "T3")
    assert of(story, 2).name == "expectation"
    story.cite(3, "T4", grant="discount")
    assert of(story, 3).cited == 2


def test_a_refusal_that_the_customer_was_told_ends_it(story: Story) -> None:
    """Only of the same request and rule, and only where nothing was given in that contact, then or later."""
    story.concede(0, "T1")
    story.concede(5, "T2")
    story.refuse(6, "T3", request="return")
    story.refuse(6, "T4", rule="gesture-already-settled")
    story.refuse(6, "T5", "c2")
    story.refuse(6, "T6", refused=False)
    assert of(story, 7).grants == 2
    story.refuse(7, "T7")
    assert of(story, 7) == Level()
    story.concede(8, "T7")
    assert of(story, 8).grants == 3, "in that contact it was given after all, so it was no refusal of it"


def test_on_one_day_the_entries_tell_the_order(story: Story) -> None:
    """A grant before a refusal on the same day is ended by it, one after it is not, whatever was cited between."""
    story.concede(0, "T1")
    story.cite(0, "T2")
    story.refuse(0, "T2")
    assert of(story, 0) == Level()
    story.concede(0, "T3")
    assert of(story, 0) == Level("none", 1, 0, 0, the(0))


def test_what_is_told_later_counts_on_the_day_it_happened(story: Story) -> None:
    """A favour outside of the policy that was before a refusal is ended by it, though it was told after."""
    story.refuse(5, "T1")
    story.outside(9, "T2", happened_on=the(4).isoformat())
    assert of(story, 9) == Level()
    story.outside(9, "T3", happened_on=the(6).isoformat())
    assert of(story, 9).grants == 1


def test_time_ends_it(story: Story) -> None:
    """A grant counts up to and with the last day of the period, also over a leap day."""
    story.concede(0, "T1")
    story.concede(100, "T2")
    assert of(story, 365).name == "emerging" and of(story, 366).grants == 1
    assert of(story, 366).since == the(100) and of(story, 466) == Level()
    leap = (date(2028, 2, 29) - the(0)).days
    story.concede(leap, "T3", "c2")
    assert of(story, leap + 365, "c2").grants == 1 and of(story, leap + 366, "c2").grants == 0


def test_a_refusal_outside_of_the_period_ends_nothing_within(story: Story) -> None:
    """What lies before the period plays no part, and a refusal from then takes no later grant away."""
    story.refuse(0, "T1")
    story.concede(300, "T2")
    story.concede(380, "T3")
    assert of(story, 400).name == "emerging"


def test_told_of_what_counts(story: Story) -> None:
    """Taken back before use counts not; used and then ended counts; a recovery or a draft never counts."""
    story.withdraw(1, story.concede(0, "T1", uses=2))
    assert of(story, 9).grants == 0
    used = story.concede(2, "T2", uses=2)
    story.use(3, used, left=1)
    story.withdraw(4, used)
    assert of(story, 9).grants == 1
    story.concede(5, "T3", recovery=True)
    story.concede(6, "T4", draft=True)
    story.outside(7, "T5", draft=True)
    assert of(story, 9).grants == 1


def test_what_happened_outside_of_the_policy(story: Story) -> None:
    """It counts; retracted it does not; not repaired in time it counts as one that was given without a notice."""
    honoured, retracted = story.outside(0, "T1"), story.outside(0, "T2", "c2")
    assert of(story, 7).score == 1 and of(story, 8) == Level("emerging", 1, 1, 0, the(0))
    story.repair(9, honoured, "honour")
    story.repair(9, retracted, "retract")
    assert of(story, 9).score == 1 and of(story, 9, "c2") == Level()


def test_twice_in_one_ticket_is_two(story: Story) -> None:
    """What is split over two concessions in one contact is two grants: splitting does not get round the level."""
    story.concede(0, "T1")
    story.concede(0, "T1")
    assert of(story, 0).name == "emerging"


def test_erased_is_never_there(story: Story) -> None:
    """An erased grant counts not; an erased refusal ends nothing."""
    first = story.concede(0, "T1")
    story.concede(1, "T2")
    no = story.refuse(2, "T3")
    assert of(story, 5) == Level()
    story.erase(5, no)
    assert of(story, 5).grants == 2
    story.erase(5, first)
    assert of(story, 5).grants == 1


def test_without_tickets_a_day_is_a_contact(story: Story) -> None:
    """Without a ticket, a refusal on another day than the grant ends it; on the same day it was that contact."""
    story.refuse(0, None)
    story.concede(0, None)
    assert of(story, 1).grants == 1
    story.refuse(1, None)
    assert of(story, 1) == Level()


def test_limits_are_those_of_the_policy(story: Story) -> None:
    """Where the policy says so, the first grant is an emerging pattern already, for as long as it says."""
    story.concede(0, "T1")
    limits = Limits(emerging=1, expectation=5, within_days=10)
    assert of(story, 10, limits=limits).name == "emerging" and of(story, 11, limits=limits).name == "none"


def test_households_are_not_one_customer(story: Story) -> None:
    """What another of the household got is no favour to this customer."""
    story.concede(0, "T1", household="h1")
    story.concede(1, "T2", "c2", household="h1")
    assert of(story, 2).grants == 1 and of(story, 2, "c2").grants == 1
