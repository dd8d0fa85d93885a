"""An override is for a fact that changes the case: above no prohibition, below no right, and within a mandate."""

from __future__ import annotations

from typing import Any

import pytest

from counter import CASE, Counter, counter, refused
from fairservice.errors import CaseError, DeskError
from fairservice.ledger.item import Query
from fairservice.ledger.records import AlarmRaised, Conceded, Overridden, PrecedentResolved

HELD = ("order.held_at_customs", True)


def overrides(at: Counter, decision: str, answer: str = "yes", by: str = "lena", **more: Any) -> Overridden:
    said: dict[str, Any] = {"fact": HELD, "give": {"credit": "10.00"}, "reason": "customs held it for a week.", **more}
    if answer in ("no", "no_but"):
        said["give"] = {}
    found = at.desk.for_login(by).override(decision, answer, said.pop("reason"), **said).record
    assert isinstance(found, Overridden), found
    return found


def test_an_override_keeps_the_original_and_backs_the_colleague() -> None:
    """The decision stays as it was; the sentence says whose answer followed the policy, and why not now."""
    at = Counter()
    name = at.case()
    found = overrides(at, name)
    assert (
        found.sentence == "Anna's answer followed the policy; I make an exception because customs held it for a week."
    )
    assert (found.by, found.role, found.answered_by, found.answer, found.give) == (
        "lena", "lead", "anna", "yes", {"credit": 1000},
    )  # fmt: skip
    assert (found.fact, found.was, found.is_, found.decided_anew) == (HELD[0], None, True, None)
    with at.desk.looking() as session:
        entry = session.reading.entry(1)
        assert entry is not None and entry.content()["answer"] == "no_but"
    own = overrides(at, at.case("T2", by="lena"))
    assert own.sentence.startswith("My answer followed the policy")


def test_only_who_may_overrides() -> None:
    """By the role that the rule names and its duty; others are told to escalate."""
    at = Counter()
    name = at.case()
    for login in ("anna", "finn", "olga"):
        with refused("role_too_low"):
            overrides(at, name, by=login)
    assert overrides(at, name, by="hugo").role == "head"


def test_nobody_overrides_the_law() -> None:
    """What it forbids is not given, and the right of a customer is not taken, whichever fact is named."""
    at = Counter()
    with refused("nobody_may_override"):
        overrides(at, at.case(banned=True), by="hugo")
    with refused("nobody_may_override"):
        overrides(at, at.case(lawful=True), "no", by="hugo")
    with refused("prohibited"):
        overrides(at, at.case("T2"), by="hugo", fact=("banned", True))
    with refused("below_rights"):
        overrides(at, at.case("T3"), "no", by="hugo", fact=("lawful", True))
    with refused("below_rights"):
        overrides(at, at.case("T4"), "no_but", by="hugo", fact=("promised", True))


def test_a_law_that_came_since_is_not_overridden_either() -> None:
    """The case is judged anew by the policy in force, which forbids by a rule that did not exist before."""
    old = counter(("  the-ban:", "  old-ban:"), ("overrides: the-ban", "overrides: old-ban"))
    at = Counter(old)
    name = at.case()
    at.policies.serve(counter())
    with refused("prohibited"):
        overrides(at, name, by="hugo", fact=("banned", True))


def test_what_is_open_is_not_overridden() -> None:
    """While a fact is unknown on which a prohibition or a right hangs nobody can know how far they may go."""
    at = Counter()
    for fact in ("banned", "damaged", "lawful"):
        with refused("open"):
            overrides(at, at.case(**{fact: None}), by="hugo")


def test_a_fact_that_is_not_known_is_none() -> None:
    """Neither a fact without a value, nor one that was known to be so, changes a case."""
    at = Counter()
    name = at.case()
    with refused("no_fact"):
        overrides(at, name, fact=("banned", None))
    with refused("same_fact"):
        overrides(at, name, fact=("damaged", False))
    with refused("same_fact"):
        overrides(at, name, fact=("price", "40.00"))
    with refused("ledger_fact"):
        overrides(at, name, fact=("history.plenty.used", 0))
    with pytest.raises(DeskError, match="no name of a fact"):
        overrides(at, name, fact=("Order Held", True))
    with pytest.raises(CaseError):
        overrides(at, name, fact=("price", "much"))
    with pytest.raises(DeskError, match="value of a fact"):
        overrides(at, name, fact=("order.delay", 1.5))
    with refused("health"):
        overrides(at, name, fact=("customer.state", "in hospital"))


def test_with_a_fact_of_the_policy_the_case_is_decided_anew() -> None:
    """What the policy gives on the facts as they are needs no mandate; all beyond it does."""
    at = Counter()
    found = overrides(at, at.case(), fact=("damaged", True), give={"refund": "40.00"})
    assert found.decided_anew == 2 and found.beyond == {} and (found.was, found.is_) == ("false", "true")
    with at.desk.looking() as session:
        entry = session.reading.entry(2)
        assert entry is not None and entry.content()["corrects"] == 1 and entry.content()["answer"] == "yes"
    with refused("above_mandate"):
        overrides(at, at.case("T2"), fact=("damaged", True), give={"refund": "40.01"})
    assert overrides(at, at.case("T3"), fact=("damaged", True), give={"refund": "90.00"}, by="hugo").beyond == {
        "refund": 9000
    }


def test_a_yes_without_saying_what_is_no_way_around_a_mandate() -> None:
    """Where the policy gives nothing on these facts, a yes says what is given; if anything is given at all."""
    at = Counter()
    with refused("nothing_said"):
        overrides(at, at.case(), give={})
    with refused("nothing"):
        overrides(at, at.case(), give={"credit": "0.00"})
    assert overrides(at, at.case("T2"), give={}, fact=("damaged", True)).give == {}
    assert overrides(at, at.case("T3", request="plain"), give={}).answer == "yes"
    with pytest.raises(DeskError, match="gives nothing"):
        at.lena.override(at.case("T4"), "no", "so it is", give={"credit": "1.00"}, fact=HELD)


def test_an_override_is_bounded_by_a_mandate_with_all_that_was_given() -> None:
    """Per case and per customer, and never to a customer whom nobody knows."""
    at = Counter()
    with refused("above_mandate"):
        overrides(at, at.case(), give={"credit": "60.01"})
    at.given(at.case("T2"), "20.00")
    with refused("above_mandate"):
        overrides(at, at.case("T2"), give={"credit": "40.01"})
    with refused("no_customer"):
        overrides(at, at.case("T3", customer=None))


def test_a_favour_that_is_closed_is_not_had_by_an_override() -> None:
    """Else whoever may override would decide alone what the owner of the policy has ended."""
    at = Counter()
    said: dict[str, Any] = {"on": "2026-03-01", "by": "olga", "role": "owner"}
    with at.desk.doing() as session:
        alarm = AlarmRaised(
            **said, alarm="cohort", request="ask", rule="otherwise", grant="credit", reason="helped_us", figures={},
            due="2026-03-31",
        )  # fmt: skip
        number = session.put(alarm).number
    overrides(at, at.case())
    with at.desk.doing() as session:
        session.put(PrecedentResolved(**said, alarm=number, how="tighten", why="it spread"))
    with refused("precedent_closed"):
        overrides(at, at.case("T2"), "yes")
    with refused("precedent_closed"):
        at.given(at.case("T3"))
    assert overrides(at, at.case("T4"), fact=("damaged", True), give={"refund": "40.00"}).beyond == {}


def test_an_override_without_a_fact_is_a_concession() -> None:
    """Out of the overruler's own mandate, by the rules of favours."""
    at = Counter()
    name = at.case()
    with refused("no_fact"):
        at.lena.override(name, "yes", "be kind", give={"credit": "10.00"})
    found = at.lena.override(
        name, "yes", "be kind", give={"credit": "10.00"}, favour="plenty", reason_word="helped_us"
    ).record
    assert isinstance(found, Conceded) and found.by == "lena" and found.role == "lead"
    with refused("given_before"):
        for ticket in ("T2", "T3", "T4"):
            at.lena.override(
                at.case(ticket), "yes", "be kind", give={"swap": True}, favour="just-one", reason_word="helped_us"
            )


def test_pressure_does_not_pay_until_tomorrow() -> None:
    """After an incident in a contact nothing is overridden there that day, but for safety and for rights.

    Another ticket of the same customer is the same contact; that of another customer is not.
    """
    at = Counter()
    name = at.case()
    at.anna.report_incident("T1", "c1", "threat")
    with refused("incident"):
        overrides(at, name)
    with refused("incident"):
        at.lena.override(name, "yes", "be kind", give={"credit": "1.00"}, favour="plenty", reason_word="helped_us")
    with refused("incident"):
        overrides(at, at.case("T2"))
    overrides(at, at.case("T3", "c2"))
    right = at.case("T1")
    assert overrides(at, right, fact=("lawful", True), give={"refund": "40.00"}).answer == "yes"
    at.days(1)
    overrides(at, at.case("T1"), give={"credit": "1.00"})


def test_a_threat_pays_nothing_under_whatever_name() -> None:
    """That day neither safety nor a right opens the purse beyond the policy; help that is no money is given."""
    at = Counter()
    name = at.case()
    at.anna.report_incident("T1", "c1", "threat")
    with refused("incident"):
        overrides(at, name, for_safety=True)
    with refused("incident"):
        overrides(at, name, fact=("lawful", True), give={"refund": "40.00", "credit": "10.00"})
    with refused("incident"):
        overrides(at, name, fact=("lawful", True), give={"refund": "40.00", "credit": "10.00"}, for_safety=True)
    helped = overrides(at, name, give={"swap": True}, for_safety=True)
    assert helped.for_safety and helped.beyond == {"swap": 1}


def test_who_tries_a_draft_sees_it_close() -> None:
    """An incident of a try-out closes the contact in the try-out too, and nothing of what really counts."""
    trial = Counter(number=None)
    name = trial.case()
    trial.anna.report_incident("T2", "c1", "threat")
    with refused("incident"):
        overrides(trial, name)
    with refused("incident"):
        trial.given(name)
    trial.policies.serve(counter(), 1)
    overrides(trial, trial.case("T2"))


def test_a_decision_by_a_policy_that_reads_other_facts_now_is_decided_again() -> None:
    """It says so, instead of listing facts that nobody gave."""
    at = Counter()
    name = at.case()
    at.policies.serve(counter(("  failure: {type", "  fault: {type"), ("failure: failed", "fault: failed"),
                              ("recovery: failure", "recovery: fault")))  # fmt: skip
    with refused("policy_changed"):
        overrides(at, name, fact=("damaged", True), give={"refund": "40.00"})
    overrides(at, name)


def test_an_override_counts_as_one_in_history_and_not_as_a_favour() -> None:
    """What it gives counts against mandates only."""
    at = Counter()
    overrides(at, at.case())
    assert CASE["loyal"] is True
    with at.desk.looking() as session:
        kinds = [each.kind for each in session.reading.items(Query())]
        assert kinds == ["case", "override", "given_by_override"]
    at.anna.decide("T2", "c1", "ask", CASE)
    with at.desk.looking() as session:
        entry = session.reading.entry(3)
        assert entry is not None and entry.content()["facts"]["history.plenty.used"] == "0"


def test_overriding_again_and_again_is_a_pattern_too() -> None:
    """What overrides give beyond the policy counts as a favour: the owner sees that one person gives it to many."""
    at = Counter()
    for number in range(5):
        name = at.case(f"T{number}", f"c{number}")
        at.lena.override(name, "yes", "customs held it", give={"credit": "5.00"}, fact=("held_up", True))
    (pattern,) = at.olga.precedents().patterns
    assert (pattern.alarm, pattern.request, pattern.grant, pattern.reason) == ("single_giver", "ask", "credit", None)
    assert "lena" not in str(pattern)


def test_a_fact_is_no_way_around_a_pattern() -> None:
    """What an override gives beyond the policy is a favour: given twice, the third time needs somebody higher."""
    at = Counter()
    for number in (1, 2):
        at.lena.override(at.case(f"T{number}"), "yes_but", "as it is", fact=("held_up", True), give={"credit": "50.00"})
    name = at.case("T3")
    with refused("emerging"):
        at.lena.override(name, "yes_but", "as it is", fact=("held_up", True), give={"credit": "50.00"})
    given = at.hugo.override(name, "yes_but", "as it is", fact=("held_up", True), give={"credit": "50.00"})
    assert given.record.role == "head"
    by_policy = at.lena.override(
        at.case("T4"), "yes", "it was damaged", fact=("damaged", True), give={"refund": "40.00"}
    )
    assert not by_policy.record.beyond
