"""What holds of every operation: done once under a key, by who is on the staff, and all of it or nothing."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from counter import CASE, Counter, counter
from fairservice.decisions.decide import Policy
from fairservice.desk.desk import Ask, Desk
from fairservice.desk.policies import in_force_at
from fairservice.desk.ports import InForce, Person
from fairservice.errors import CaseError, DeskError, KeyReused, NotStaff, PolicyError
from fairservice.ledger.item import Query
from fairservice.policy.bundle import BAD_BUNDLE, bundle_bytes


def head(desk: Desk) -> int:
    with desk.looking() as session:
        return session.reading.head().number


def test_an_operation_is_done_once_under_a_key() -> None:
    """A retry says what came of it, also on another day and after it could no longer be done."""
    at = Counter()
    name = at.case()
    operations: list[Any] = [
        lambda key: at.anna.decide("T1", "c1", "ask", CASE, household="h", received_on=date(2026, 3, 1), key=key),
        lambda key: at.anna.answer(name, key=key),
        lambda key: at.anna.concede(name, "credit", "5.00", "helped_us", favour="plenty", key=key),
        lambda key: at.anna.notice_sent("C-4", key=key),
        lambda key: at.anna.use("C-4", key=key),
        lambda key: at.anna.cite(name, "credit", key=key),
        lambda key: at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty", key=f"{key} more"),
        lambda key: at.hugo.approve("A-8", True, "fine", key=key),
        lambda key: at.anna.withdraw("C-10", "not wanted", key=key),
        lambda key: at.anna.escalate(name, key=key),
        lambda key: at.lena.uphold("U-12", key=key),
        lambda key: at.anna.report(name, "credit", "1.00", key=key),
        lambda key: at.lena.repair("R-14", "retract", key=key),
        lambda key: at.anna.report_incident("T9", "c9", "insult", key=key),
        lambda key: at.anna.object(name, "this helps nobody", key=key),
        lambda key: at.olga.answer_objection("X-17", "it helps some", False, key=key),
        lambda key: at.lena.override(name, "no", "so it is", fact=("held_up", True), key=key),
    ]
    done = [operation("once") for operation in operations]
    assert [each.number for each in done] == [2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    at.days(400)
    last = head(at.desk)
    for before, operation in zip(done, operations, strict=True):
        again = operation("once")
        assert (again.id, again.hash, again.record, again.at) == (before.id, before.hash, before.record, before.at)
    assert head(at.desk) == last


def test_a_key_is_of_one_person_and_one_operation() -> None:
    """The same key of a colleague, or for another operation, is another one; for another thing it is an error."""
    at = Counter()
    first = at.anna.decide("T1", "c1", "ask", CASE, key="k")
    assert at.bram.decide("T1", "c1", "ask", CASE, key="k").number != first.number
    at.anna.answer(first.id, key="k")
    for other in (
        lambda: at.anna.decide("T2", "c1", "ask", CASE, key="k"),
        lambda: at.anna.decide("T1", "c2", "ask", CASE, key="k"),
        lambda: at.anna.decide("T1", "c1", "ask", {**CASE, "price": Decimal("40.00")}, key="k"),
        lambda: at.anna.decide("T1", "c1", "ask", {**CASE, "price": 40}, key="k"),
        lambda: at.anna.decide("T1", "c1", "ask", CASE, lang="en", key="k"),
        lambda: at.anna.decide("T1", "c1", "ask", CASE, household="h", key="k"),
        lambda: at.anna.answer(first.id, "other words", key="k"),
    ):
        with pytest.raises(KeyReused):
            other()  # type: ignore[no-untyped-call]
    assert at.anna.decide(" T1 ", "c1", "ask", CASE, key=" k ").number == first.number


def test_nothing_is_taken_for_a_text_that_it_is_not() -> None:
    """A day and the text of it are two things to ask."""
    at = Counter()
    name = at.case()
    at.anna.report(name, "credit", "1.00", on=date(2026, 3, 1), key="k")
    with pytest.raises(KeyReused):
        at.anna.report(name, "credit", "1.00", on="date 2026-03-01", key="k")  # type: ignore[arg-type]


def test_what_failed_leaves_its_key_free() -> None:
    """And nothing on record."""
    at = Counter()
    with pytest.raises(CaseError):
        at.anna.decide("T1", "c1", "ask", {"price": "much"}, key="k")
    assert head(at.desk) == 0
    assert at.anna.decide("T1", "c1", "ask", CASE, key="k").number == 1


def test_many_are_decided_all_or_none() -> None:
    """One commit; a wrong one among them leaves nothing; the cases are made before the ledger is held."""
    at = Counter()
    wrong = [Ask("T1", "c1", "ask", CASE), Ask("T2", "c1", "ask", {"price": "much"})]
    with pytest.raises(CaseError):
        at.anna.decide_many(wrong)
    assert head(at.desk) == 0

    def cases() -> Any:
        for number in range(3):
            at.case(f"X{number}")  # another one writes meanwhile
            yield Ask(f"T{number}", "c1", "ask", CASE, key=f"k{number}")

    found = at.anna.decide_many(cases())
    with pytest.raises(KeyReused):
        at.anna.decide_many([Ask("T7", "c1", "ask", CASE, key="k1")])
    assert [each.number for each in found] == [4, 5, 6]


def test_only_the_staff_opens_a_desk() -> None:
    """And only with a role that the policy in force knows can anything be done."""
    at = Counter()
    with pytest.raises(NotStaff):
        at.desk.for_login("jan")


def test_a_person_with_two_roles_acts_in_the_lowest_that_will_do() -> None:
    """Who has lead and head gives 10.00 as a lead, and 80.00 as a head."""
    at = Counter()
    at.desk.parts.staff._people["anna"] = Person("anna", "Anna", ("head", "agent", "lead"))  # type: ignore[attr-defined]
    assert at.given(at.case(), "10.00").record.role == "agent"
    assert at.given(at.case("T2", "c2"), "50.00").record.role == "lead"
    assert at.given(at.case("T3", "c3"), "80.00").record.role == "head"


def test_two_who_give_at_once_give_no_more_than_one_after_the_other() -> None:
    """The bounds are looked at inside the block that writes."""
    at = Counter()
    name = at.case()
    results: list[str] = []

    def give(login: str) -> None:
        desk = at.desk.for_login(login)
        for _ in range(5):
            results.append(desk.concede(name, "credit", "5.00", "helped_us", favour="plenty").record.kind)

    threads = [threading.Thread(target=give, args=(login,)) for login in ("anna", "bram")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with at.desk.looking() as session:
        assert session.reading.total(Query(kinds=("concession",), ticket="T1", grant="credit")) <= 2000
    assert len(results) == 10


class Since:
    """A policy from a day on, as a shelf serves it: none before."""

    def __init__(self, first: date, policy: Policy) -> None:
        self.first, self.served = first, InForce(policy, bundle_bytes(policy.rulebook), 1)

    def in_force(self, day: date) -> InForce:
        if day < self.first:
            raise PolicyError([BAD_BUNDLE.at(None, "nothing is in force yet")])
        return self.served

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        return self.served.policy


def test_a_policy_is_in_force_from_the_first_minute_of_its_day() -> None:
    """Of its own zone: in Amsterdam the day begins while it is still yesterday in UTC."""
    policies = Since(date(2026, 3, 2), counter())
    found, today = in_force_at(policies, datetime(2026, 3, 1, 23, 0, 1, tzinfo=UTC))
    assert today == date(2026, 3, 2) and found.number == 1
    with pytest.raises(PolicyError):
        in_force_at(policies, datetime(2026, 3, 1, 22, 59, tzinfo=UTC))


def test_west_of_greenwich_the_day_is_the_one_before() -> None:
    """In New York it is still Sunday when it is Monday in UTC."""
    west = counter(("Europe/Amsterdam", "America/New_York"))
    found, today = in_force_at(Since(date(2026, 3, 1), west), datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    assert today == date(2026, 3, 1) and found.number == 1


def test_a_ticket_is_one_however_it_is_typed() -> None:
    """Spaces around it do not make another one, and signs that nobody sees are refused: cases are counted by it."""
    at = Counter()
    at.given(at.case(" T1 "), "15.00")
    with at.desk.looking() as session:
        assert session.reading.item("case/T1/ask") is not None
    for odd in ("T\u200b1", "T1\x00", "T\n1", "T\ud800", "x" * 201):
        with pytest.raises(DeskError):
            at.case(odd)
