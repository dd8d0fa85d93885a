"""What happens around a decision: escalations, incidents, what happened outside, objections, backing and replay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from counter import Counter, counter, reads_well, refused
from fairservice.desk.reporting_outside import next_working_day
from fairservice.desk.waiting import waiting
from fairservice.errors import DeskError, NotOnRecord, NotStaff, Refused
from fairservice.ledger.item import Query
from fairservice.ledger.records import Erased

# ---- what happened outside of the policy


def test_what_happened_is_told_by_anyone_however_much_it_was() -> None:
    """Above every mandate, of any grant, on any case, also one too old to answer; it counts, and opens a repair."""
    at = Counter()
    name = at.case(banned=True)
    at.days(40)
    told = at.finn.report(name, "refund", "5000.00", reason="the customer was promised this", given_by="bram").record
    assert (told.by, told.given_by, told.late, told.rule) == ("finn", "bram", False, "the-ban")
    assert told.due == "2026-04-16"
    with at.desk.looking() as session:
        (item,) = session.reading.items(Query(kinds=("outside",)))
        assert item.status == "to_repair" and item.giver == "bram"


def test_it_is_not_held_against_whoever_tells_it_within_a_working_day() -> None:
    """What happened on Friday is in time on Monday, and late on Tuesday."""
    at = Counter()  # a Monday
    name = at.case()
    assert next_working_day(date(2026, 2, 27)) == date(2026, 3, 2)
    assert not at.anna.report(name, "credit", "1.00", on=date(2026, 2, 27)).record.late
    assert at.anna.report(name, "credit", "1.00", on=date(2026, 2, 26)).record.late
    with pytest.raises(DeskError, match="has not come yet"):
        at.anna.report(name, "credit", "1.00", on=date(2026, 3, 3))
    with pytest.raises(DeskError, match="nothing"):
        at.anna.report(name, "credit", "0.00")


def test_who_gave_it_is_a_colleague_or_nobody() -> None:
    """A name that is no login would tell the wrong person, or a customer."""
    at = Counter()
    with pytest.raises(NotStaff) as caught:
        at.anna.report(at.case(), "credit", "1.00", given_by="Bram")
    assert caught.value.help == "say the login of the colleague, or leave `given_by` out"


def test_a_repair_honours_or_retracts_with_the_words_for_it() -> None:
    """Once, by who may approve; what was given is not honoured by who gave it."""
    at = Counter()
    name = at.case()
    told = at.anna.report(name, "credit", "10.00")
    with refused("role_too_low"):
        at.bram.repair(told.id, "honour")
    with pytest.raises(DeskError, match="no way to repair"):
        at.lena.repair(told.id, "ignore")
    assert at.lena.repair(told.id, "honour").record.said.startswith("We told you that you would have this")
    with refused("repaired"):
        at.luuk.repair(told.id, "retract")
    own = at.lena.report(name, "credit", "500.00")
    with refused("own_request"):
        at.lena.repair(own.id, "honour")
    named = at.anna.report(name, "credit", "500.00", given_by="lena")
    with refused("own_request"):
        at.lena.repair(named.id, "honour")
    told_of_another = at.lena.report(name, "credit", "1.00", given_by="bram")
    with refused("own_request"):  # or a colleague's name would do to give on one's own what no mandate allows
        at.lena.repair(told_of_another.id, "honour")
    said = at.lena.repair(named.id, "retract").record.said
    assert said.endswith("That was too long ago. We advise you what to do.")
    with refused("role_too_low"):  # 500 is above every mandate, so it is for the highest who approve
        at.luuk.repair(own.id, "honour")
    assert at.hugo.repair(own.id, "honour").record.role == "head"


def test_honouring_is_no_way_around_a_mandate() -> None:
    """What was told is honoured by a role whose mandate reaches all that the customer was given."""
    at = Counter()
    told = at.anna.report(at.case(), "credit", "70.00")
    with refused("role_too_low"):
        at.lena.repair(told.id, "honour")
    assert at.hugo.repair(told.id, "honour").record.role == "head"
    small = at.anna.report(at.case("T2", "c2"), "credit", "50.00")
    assert at.lena.repair(small.id, "honour").record.role == "lead"


def test_who_can_only_retract_is_not_sent_to_honour() -> None:
    """What waits says which role can honour it, to who may approve and cannot: it is too much, or it is their own."""
    at = Counter()
    large = at.anna.report(at.case(), "credit", "70.00")
    small = at.anna.report(at.case("T2", "c2"), "credit", "50.00")
    own = at.lena.report(at.case("T3", "c3"), "credit", "5.00")
    for desk, told in (
        (at.lena, {large.id: "head", small.id: None, own.id: "lead"}),
        (at.hugo, {large.id: None, small.id: None, own.id: None}),
    ):
        with desk.looking() as session:
            assert {each.id: each.honoured_by for each in waiting(session) if each.kind == "outside"} == told
    for name in (large.id, own.id):
        with pytest.raises(Refused):
            at.lena.repair(name, "honour")
        at.lena.repair(name, "retract")
    at.lena.repair(small.id, "honour")


def test_nothing_is_conceded_on_the_day_of_an_incident() -> None:
    """Nor approved, in that contact; on the next day it is as before."""
    at = Counter()
    name = at.case()
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    at.bram.report_incident("T1", "c1", "shouting")
    with refused("incident"):
        at.anna.concede(name, "credit", "5.00", "helped_us", favour="plenty")
    with refused("incident"):
        at.lena.approve(asked.id, True, "fine")
    at.clock.pass_(days=1)
    assert at.lena.approve(asked.id, True, "fine").id.startswith("C-")


def test_a_request_for_somebody_higher_is_not_declined_below_them() -> None:
    """A lead does not say no in the place of the head."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "80.00", "helped_us", favour="plenty")
    with refused("role_too_low"):
        at.lena.approve(asked.id, False, "too much")
    assert at.hugo.approve(asked.id, False, "too much").record.approved is False


# ---- escalations and incidents


def test_an_escalation_waits_for_somebody_higher_who_stands_behind_the_colleague() -> None:
    """Once at a time; not upheld by who answered, nor by who has no duty to."""
    at = Counter()
    name = at.case()
    escalated = at.anna.escalate(name)
    assert escalated.record.to_role == "lead" and escalated.record.refused
    with refused("escalated"):
        at.bram.escalate(name)
    for login in ("anna", "bram", "finn"):
        with refused("role_too_low"):
            at.desk.for_login(login).uphold(escalated.id)
    assert at.lena.uphold(escalated.id).record.sentence == ("Anna's answer followed our policy, and I stand behind it.")
    with refused("answered"):
        at.luuk.uphold(escalated.id)
    by_lead = at.lena.escalate(at.case("T2", by="lena"))
    assert by_lead.record.to_role == "head"
    with refused("role_too_low"):
        at.lena.uphold(by_lead.id)
    assert at.luuk.uphold(by_lead.id).record.by == "luuk"


def test_what_was_open_when_it_was_escalated_is_upheld_once_it_is_known() -> None:
    """The answer that came of the same case since; else it would wait for ever."""
    at = Counter()
    open_yet = at.anna.decide("T1", "c1", "ask", {"price": "40.00"})
    assert open_yet.record.answer is None
    escalated = at.anna.escalate(open_yet.id)
    with refused("open"):
        at.lena.uphold(escalated.id)
    known = at.case("T1", "c1")
    held = at.lena.uphold(escalated.id).record
    assert f"D-{held.decision}" == known and held.escalation == escalated.number
    with at.desk.looking() as session:
        assert not list(session.reading.items(Query(kinds=("escalation",), statuses=("open",))))


def test_what_came_of_an_escalation_is_known() -> None:
    """Upheld, conceded, overridden, or given outside of the policy."""
    at = Counter()
    outcomes = {
        "conceded": lambda name: at.given(name),
        "overridden": lambda name: at.lena.override(name, "no", "as it is", fact=("held_up", True)),
        "outside": lambda name: at.anna.report(name, "credit", "1.00"),
    }
    for number, (status, outcome) in enumerate(outcomes.items()):
        name = at.case(f"T{number}", f"c{number}")
        escalation = at.anna.escalate(name)
        outcome(name)
        with at.desk.looking() as session:
            item = session.item(f"escalation/{escalation.number}")
            assert item is not None and item.status == status
        with refused("answered"):
            at.lena.uphold(escalation.id)


def test_nobody_upholds_an_answer_that_was_not_given() -> None:
    """While the case is open there is none that followed the policy."""
    at = Counter()
    escalation = at.anna.escalate(at.case(damaged=None))
    with refused("open"):
        at.lena.uphold(escalation.id)


def test_an_incident_labels_what_was_done() -> None:
    """One of a few words, guessed where mistyped; of a ticket, also where nobody knows the customer."""
    at = Counter()
    told = at.anna.report_incident("T1", None, "insult").record
    assert (told.what, told.customer, told.ticket) == ("insult", None, "T1")
    with pytest.raises(DeskError) as caught:
        at.anna.report_incident("T1", "c1", "shoutng")
    assert caught.value.help == "did you mean `shouting`?"


# ---- objections


def test_any_employee_objects_and_the_owner_answers_once() -> None:
    """By a day; also to a decision that is too old to answer, and in neutral words."""
    at = Counter()
    name = at.case()
    at.days(100)
    objection = at.finn.object(name, "customers cannot know this")
    assert objection.record.due == "2026-06-24" and objection.record.rule == "otherwise"
    with refused("not_the_owner"):
        at.hugo.answer_objection(objection.id, "we see", False)
    answered = at.olga.answer_objection(objection.id, "you are right", True).record
    assert answered.changes is True
    with refused("answered"):
        at.olga.answer_objection(objection.id, "no, we are", False)
    with refused("health"):
        at.anna.object(name, "this made me ill")
    with pytest.raises(DeskError, match="1,000"):
        at.anna.object(name, "x" * 1001)


# ---- backing


def test_backing_says_that_the_answer_followed_the_rule_and_is_verified() -> None:
    """Under a seal of this desk; whatever is changed in it shows, and what is no statement is told."""
    at = Counter()
    statement = at.anna.backing(at.case())
    assert statement["rule"] == "otherwise" and statement["bundle"] == counter().digest
    assert statement["says"].startswith("This answer followed rule `otherwise` of policy counter")
    assert at.bram.verify_backing(statement) == "holds"
    for name in statement:
        if name not in ("format", "decision"):
            changed: Mapping[str, Any] = {**statement, name: "x"}
            assert at.bram.verify_backing(changed) == "not_ours", name
    assert at.bram.verify_backing({**statement, "more": 1.5}) == "not_ours"
    for odd in ({}, {"format": "fairservice-backing/1"}, None, [], "D-1"):
        with pytest.raises(DeskError) as caught:
            at.bram.verify_backing(odd)  # type: ignore[arg-type]
        reads_well(caught.value)


def test_backing_holds_after_a_newer_policy_and_after_erasing() -> None:
    """By its seal and the chain alone; a ledger that was written anew shows."""
    at = Counter()
    statement = at.anna.backing(at.case())
    at.policies.serve(counter(("That was too long ago.", "It is too late.")))
    assert at.anna.verify_backing(statement) == "holds"
    other = Counter()
    other.case()
    assert other.anna.verify_backing(statement) == "differs"
    with at.desk.doing() as session:
        gone = Erased(on="2026-03-02", by="olga", role="owner", count=1)
        session.writing.erase([1], "forget", gone, session.moment)
    assert at.anna.verify_backing(statement) == "holds_but_erased"
    with pytest.raises(NotOnRecord, match="is erased"):
        at.anna.backing("D-1")


def test_nobody_stands_behind_a_draft_or_an_open_case() -> None:
    """There is nothing that the organisation decided."""
    at = Counter()
    with refused("open"):
        at.anna.backing(at.case(damaged=None))
    draft = Counter(number=None)
    with refused("draft"):
        draft.anna.backing(draft.case())


# ---- replay, and an entry that is erased in the middle


def test_every_decision_is_made_again_by_its_own_policy() -> None:
    """Also after newer ones; what is erased is told as that, and what was changed differs."""
    at = Counter()
    at.case("T1")
    at.policies.serve(counter(("That was too long ago.", "It is too late.")))
    at.case("T2")
    at.case("T3", damaged=None)
    assert [(each.id, each.result) for each in at.anna.replay()] == [("D-1", "same"), ("D-2", "same"), ("D-3", "same")]
    with at.desk.doing() as session:
        gone = Erased(on="2026-03-02", by="olga", role="owner", count=1)
        session.writing.erase([2], "forget", gone, session.moment)
    assert [each.result for each in at.anna.replay()] == ["same", "not_replayable", "same"]


def test_what_rests_on_an_erased_entry_says_so() -> None:
    """A concession whose decision is gone is used all the same; what needs the decision says that it is gone."""
    at = Counter()
    name = at.case()
    given = at.given(name)
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    told = at.anna.report(name, "credit", "1.00")
    escalation = at.anna.escalate(name)
    with at.desk.doing() as session:
        gone = Erased(on="2026-03-02", by="olga", role="owner", count=1)
        session.writing.erase([1], "forget", gone, session.moment)
    at.anna.notice_sent(given.id)
    at.anna.use(given.id)
    for action in (
        lambda: at.lena.approve(asked.id, True, "fine"),
        lambda: at.lena.repair(told.id, "honour"),
        lambda: at.lena.uphold(escalation.id),
        lambda: at.given(name),
        lambda: at.anna.cite(name, "credit"),
        lambda: at.anna.object(name, "this helps nobody"),
    ):
        with pytest.raises(NotOnRecord) as caught:
            action()  # type: ignore[no-untyped-call]
        reads_well(caught.value)


def test_who_is_said_to_have_given_something_is_told_so() -> None:
    """It waits for them while it is open, and can be answered; who told it of themselves is told nothing."""
    at = Counter()
    name = at.case()
    told = at.anna.report(name, "credit", "5.00", given_by="bram")
    at.anna.report(name, "credit", "6.00", given_by="anna")
    for desk, found in ((at.bram, [("named", told.id)]), (at.anna, [])):
        with desk.looking() as session:
            assert [(each.kind, each.id) for each in waiting(session)] == found
    at.bram.object(name, "I promised nothing, I only said that I would ask")
    at.lena.repair(told.id, "retract")
    with at.bram.looking() as session:
        assert waiting(session) == []


def test_what_the_policy_does_not_know_can_be_told_too() -> None:
    """Flowers are counted; a slip is told as one, and parts of flowers are not understood."""
    at = Counter()
    told = at.anna.report(at.case(), "flowers", "2", reason="the customer was upset").record
    assert (told.grant, told.amount, told.why) == ("flowers", 2, "the customer was upset")
    for grant, amount, says in (("credt", "1.00", "gives no `credt`"), ("flowers", "1.50", "nothing that the policy")):
        with pytest.raises(DeskError, match=says):
            at.anna.report(at.case(), grant, amount)
