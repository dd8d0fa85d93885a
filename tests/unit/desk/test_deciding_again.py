"""A case is decided again from the record: of the same customer, with what became known put over its facts."""

from __future__ import annotations

from datetime import date

import pytest

from counter import CASE, Counter, counter, reads_well, refused
from fairservice.errors import CaseError, DeskError, NotOnRecord
from fairservice.ledger.records import Erased, Overridden


def test_the_case_is_that_of_the_earlier_decision() -> None:
    """Ticket, customer, household, request, day it came in and facts; the ledger is looked up anew."""
    at = Counter()
    unknown = {**CASE, "loyal": None}
    first = at.anna.decide("T1", "c1", "ask", unknown, household="h1", received_on=date(2026, 2, 20))
    at.given(at.case("T2"))
    again = at.bram.decide_again(first.id, {"loyal": True})
    was, now = first.record, again.record
    for name in ("ticket", "customer", "household", "request", "received_on", "lang"):
        assert getattr(was, name) == getattr(now, name), name
    assert (now.by, now.corrects, again.earlier.id if again.earlier else None) == ("bram", None, first.id)
    changed = {name for name in now.facts if now.facts[name] != was.facts.get(name)}
    assert changed <= {"loyal", "history.plenty.used", "house.favours"} and now.facts["history.plenty.used"] == "1"
    assert again.decision.to_dict()["facts"] == now.facts


def test_a_fact_can_become_unknown() -> None:
    """Said by None: it was not known after all."""
    at = Counter()
    first = at.anna.decide("T1", "c1", "ask", CASE)
    again = at.anna.decide_again(first.id, {"price": None})
    assert first.record.facts["price"] == "40.00" and again.record.facts.get("price") is None


def test_under_a_key_it_is_decided_once() -> None:
    """As everything at the desk; with other facts the key is taken."""
    at = Counter()
    name = at.case()
    once = at.anna.decide_again(name, {"price": "50.00"}, key="k")
    twice = at.anna.decide_again(name, {"price": "50.00"}, key="k")
    assert once.id == twice.id and once.decision == twice.decision and twice.earlier is None
    with pytest.raises(DeskError, match="used for something else"):
        at.anna.decide_again(name, {"price": "51.00"}, key="k")


def test_what_an_override_decided_anew_is_not_decided_again_without_its_fact() -> None:
    """Else what somebody proved would be gone again; the decision with that fact is the one to go on from."""
    at = Counter()
    name = at.case()
    done = at.lena.override(name, "yes", "it was in time after all", fact=("lawful", True)).record
    with refused("corrected"):
        at.anna.decide_again(name, {"loyal": False})
    assert isinstance(done, Overridden)
    again = at.anna.decide_again(f"D-{done.decided_anew}", {"price": "41.00"})
    assert again.record.facts["lawful"] == "true" and again.record.facts["price"] == "41.00"


def test_another_policy_is_told_and_what_it_has_no_place_for_is_left_out() -> None:
    """The policy in force decides; where it does not answer such a request any more that is refused."""
    at = Counter()
    name = at.case()
    at.policies.serve(counter(("That was too long ago.", "It is too late.")))
    again = at.anna.decide_again(name, {})
    assert again.decision.say.startswith("It is too late.")
    assert again.earlier is not None and again.earlier.other_policy and not again.earlier.left_out
    same = at.anna.decide_again(again.id, {}).earlier
    assert same is not None and not same.other_policy
    at.policies.serve(counter(("damaged: {type", "broken: {type"), ("when: {damaged: true}", "when: {broken: true}")))
    again = at.anna.decide_again(name, {})
    assert again.earlier is not None and again.earlier.left_out == ("damaged",)
    at.policies.serve(counter(("requests:\n  ask:", "requests:\n  asks:"), ("request: ask\n", "request: asks\n")))
    with refused("policy_changed"):
        at.anna.decide_again(name, {})


def test_what_cannot_be_meant_is_told() -> None:
    """An unknown fact, one of the ledger, a value that it cannot have, what is no mapping of facts, no decision."""
    at = Counter()
    name = at.case()
    for odd in ({"prise": "1.00"}, {"price": "a lot"}, {"price": 1.5}):
        with pytest.raises(CaseError):
            at.anna.decide_again(name, odd)
    with refused("ledger_fact"):
        at.anna.decide_again(name, {"history.plenty.used": 0})
    for worse in (None, [], "price", {1: 2}, {"history": {"plenty": {"used": 0}}}):
        with pytest.raises(DeskError) as caught:
            at.anna.decide_again(name, worse)  # type: ignore[arg-type]
        reads_well(caught.value)
    for no_decision in ("D-99", "C-1", ""):
        with pytest.raises(DeskError):
            at.anna.decide_again(no_decision, {})


def test_what_is_erased_is_not_decided_again() -> None:
    """Nobody knows the case any more."""
    at = Counter()
    name = at.case()
    with at.desk.doing() as session:
        done = Erased(on="2026-03-02", by="olga", role="owner", count=1)
        session.writing.erase([1], "forget", done, session.moment)
    with pytest.raises(NotOnRecord, match="erased"):
        at.anna.decide_again(name, {})
