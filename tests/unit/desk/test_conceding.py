"""A concession is given only as the policy allows, within a mandate, and in the open; no way around leads further."""

from __future__ import annotations

from typing import Any

import pytest

from counter import Counter, counter, refused
from desks import desk_for_tests
from fairservice.desk.ports import Person
from fairservice.errors import CaseError, DeskError, NotOnRecord
from fairservice.ledger.item import Query
from fairservice.ledger.records import ApprovalAnswered, ApprovalAsked, Conceded


def asks(at: Counter, decision: str, amount: str = "50.00", by: str = "anna", **more: Any) -> ApprovalAsked:
    wish: dict[str, Any] = {"favour": "plenty", "reason": "helped_us", **more}
    found = at.desk.for_login(by).concede(decision, "credit", amount, **wish).record
    assert isinstance(found, ApprovalAsked), found
    return found


def test_a_concession_says_all_that_bounds_it() -> None:
    """Scope, value, expiry, uses, the notice in the customer's language, and what was asked in return."""
    at = Counter()
    given = at.given(at.case(), "12.50", in_return="waits  until\nFriday").record
    assert (given.request, given.rule, given.favour, given.grant) == ("ask", "otherwise", "plenty", "credit")
    assert (given.amount, given.uses, given.expires_on, given.level) == (1250, 1, "2026-04-01", "none")
    assert (given.by, given.asked_by, given.role) == ("anna", "anna", "agent")
    assert (
        given.notice == "We do this once. Next time the usual rules hold." and given.in_return == "waits until Friday"
    )


def test_what_is_asked_in_return_is_neutral_too() -> None:
    """It stays on record for years like a reason."""
    at = Counter()
    with refused("health"):
        at.given(at.case(), in_return="a note of the hospital")


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("above_policy", {"amount": "80.01"}),
        ("above_policy", {"amount": "15.01", "favour": "just-one"}),
        ("reason", {"reason": "because"}),
        ("reason", {"reason": "costs_made"}),
        ("reason", {"reason": "circumstances", "favour": "just-one"}),
        ("which_favour", {"favour": None}),
        ("nothing", {"amount": "0.00"}),
        ("not_conceded", {"favour": "makes-up", "reason": "costs_made"}),
        ("uses", {"uses": 2}),
        ("uses", {"uses": 0}),
        ("uses", {"uses": True}),
        ("uses", {"uses": 1.0}),
    ],
)
def test_what_the_policy_does_not_allow_is_refused(code: str, wish: dict[str, Any]) -> None:
    """By whoever asks: more, another reason, another favour, nothing, more often."""
    at = Counter()
    name = at.case()
    for login in ("anna", "hugo"):
        said: dict[str, Any] = {"favour": "plenty", "reason": "helped_us", "amount": "1.00", **wish}
        with refused(code):
            at.desk.for_login(login).concede(name, "credit", **said)


def test_words_that_are_mistyped_are_guessed() -> None:
    """A favour, a grant and a reason."""
    at = Counter()
    name = at.case()
    with pytest.raises(NotOnRecord) as caught:
        at.anna.concede(name, "credit", "1.00", "helped_us", favour="plentty")
    assert caught.value.help == "did you mean `plenty`?"
    with pytest.raises(NotOnRecord) as caught:
        at.anna.concede(name, "credits", "1.00", "helped_us", favour="plenty")
    assert caught.value.help == "did you mean `credit`?"
    with pytest.raises(CaseError):
        at.anna.concede(name, "credit", 1.0, "helped_us", favour="plenty")
    with pytest.raises(CaseError):
        at.anna.concede(name, "credit", "-1.00", "helped_us", favour="plenty")


def test_amounts_of_each_kind_are_bounded() -> None:
    """A percentage by the mandate of the agent, an exchange by that of a lead; a role beside has none."""
    at = Counter()
    name = at.case()
    found = at.anna.concede(name, "discount", "10%", "helped_us").record
    assert isinstance(found, Conceded) and found.amount == 1000
    with refused("above_policy"):
        at.anna.concede(at.case("T2", "c2"), "discount", "15.5%", "helped_us")
    swap = at.anna.concede(at.case("T3", "c3"), "swap", True, "helped_us").record
    assert isinstance(swap, ApprovalAsked) and swap.to_role == "lead"
    with refused("nothing"):
        at.lena.concede(at.case("T4", "c4"), "swap", False, "helped_us")
    assert isinstance(at.finn.concede(at.case("T5", "c5"), "discount", "1%", "helped_us").record, ApprovalAsked)


def test_a_case_has_no_more_by_giving_it_in_parts() -> None:
    """Neither above the mandate nor above what the policy allows, and not for another customer of the ticket."""
    at = Counter()
    name = at.case()
    at.given(name, "15.00")
    assert asks(at, name, "5.01").why == ("above_mandate",)
    other = at.case("T1", "c2")
    assert asks(at, other, "5.01").why == ("above_mandate",)
    at.given(name, "60.00", by="hugo")
    with refused("above_policy"):
        at.hugo.concede(name, "credit", "5.01", "helped_us", favour="plenty")
    given_before = at.case("T1", "c1")  # nor by deciding it again
    with refused("above_policy"):
        at.hugo.concede(given_before, "credit", "5.01", "helped_us", favour="plenty")


def test_splitting_over_tickets_does_not_get_round_the_mandate() -> None:
    """What the customer had on all tickets counts, for the days of the mandate, with what happened outside."""
    at = Counter()
    at.told(at.given(at.case("T1"), "20.00").id)
    assert asks(at, at.case("T2"), "10.01").why == ("above_mandate_per_customer",)
    at.anna.report(at.case("T3"), "credit", "5.00")
    assert asks(at, at.case("T4"), "5.01").why[0] == "above_mandate_per_customer"
    at.days(91)
    found = at.anna.concede(at.case("T5"), "credit", "20.00", "helped_us", favour="plenty").record
    assert "above_mandate_per_customer" not in getattr(found, "why", ())


def test_what_an_override_gives_counts_against_mandates() -> None:
    """Also against that of the overruler: overriding again and again gives no more."""
    at = Counter()
    for number, amount in enumerate(("40.00", "20.00")):
        at.lena.override(at.case(), "yes", "customs held it", give={"credit": amount}, fact=(f"held_up{number}", True))
    with refused("above_mandate"):
        at.lena.override(at.case(), "yes", "customs held it", give={"credit": "0.01"}, fact=("held_up", True))
    assert asks(at, at.case("T2"), "1.00").why == ("above_mandate_per_customer", "emerging")  # it is a favour too


def test_above_the_mandate_the_lowest_role_that_can_is_asked() -> None:
    """50 goes to a lead, 80 to the head; who asks never approves, nor does another agent."""
    at = Counter()
    name = at.case()
    first = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    assert isinstance(first.record, ApprovalAsked)
    assert first.record.why == ("above_mandate", "above_mandate_per_customer")
    assert (first.record.to_role, first.record.due) == ("lead", "2026-03-04")
    assert asks(at, name, "80.00").to_role == "head"
    for login in ("anna", "bram", "finn", "olga"):
        with refused("own_request" if login == "anna" else "role_too_low"):
            at.desk.for_login(login).approve(first.id, True, "fine")
    given = at.lena.approve(first.id, True, "she has been patient")
    assert isinstance(given.record, Conceded)
    assert (given.record.by, given.record.asked_by, given.record.role) == ("lena", "anna", "lead")
    assert given.record.approval == first.number
    with refused("answered"):
        at.luuk.approve(first.id, True, "fine")


def test_nobody_approves_their_own_request_in_whichever_role() -> None:
    """Not after they were made a lead either."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")
    staff = at.desk.parts.staff
    staff._people["anna"] = Person("anna", "Anna", ("head",))  # type: ignore[attr-defined]
    with refused("own_request"):
        at.anna.approve(asked.id, True, "fine")


def test_who_asked_takes_it_back() -> None:
    """Nobody else has to answer a request that is needed no more; it is told as taken back, and closed."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")
    with refused("role_too_low"):
        at.bram.approve(asked.id, False, "she left")
    done = at.anna.approve(asked.id, False, "the customer left").record
    assert isinstance(done, ApprovalAnswered) and done.taken_back and not done.approved and done.role == "agent"
    with at.desk.looking() as session:
        item = session.item(f"approval/{asked.number}")
    assert item is not None and item.status == "taken_back"
    with refused("answered"):
        at.lena.approve(asked.id, True, "fine")
    with refused("answered"):
        at.anna.approve(asked.id, False, "again")


def test_an_approval_is_weighed_as_of_now() -> None:
    """What was given meanwhile counts, and so does that the favour was had as often as allowed."""
    at = Counter()
    name = at.case()
    first = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    at.given(name, "15.00", by="bram")
    with refused("role_too_low"):
        at.lena.approve(first.id, True, "fine")
    assert isinstance(at.hugo.approve(first.id, True, "fine").record, Conceded)
    other = at.case("T2", "c2")
    asked = at.anna.concede(other, "swap", True, "helped_us")
    for _ in range(2):
        at.anna.concede(at.case("T3", "c2"), "discount", "1%", "helped_us")
    with refused("given_before"):
        at.lena.approve(asked.id, True, "fine")
    declined = at.lena.approve(asked.id, False, "it was given twice").record
    assert isinstance(declined, ApprovalAnswered) and not declined.approved


def test_a_request_can_be_declined_when_it_is_too_late_to_approve_it() -> None:
    """Or it would wait for ever."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")
    at.days(31)
    with refused("too_old"):
        at.lena.approve(asked.id, True, "fine")
    assert isinstance(at.lena.approve(asked.id, False, "too late").record, ApprovalAnswered)


def test_a_no_to_a_request_is_no_yes() -> None:
    """The word `no` is refused instead of being taken for true."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")
    with pytest.raises(DeskError, match="`approved` is true or false"):
        at.lena.approve(asked.id, "no", "rather not")  # type: ignore[arg-type]


def test_a_second_time_needs_somebody_higher_also_after_a_no_in_the_same_contact() -> None:
    """From `emerging` on: to say no first, and then to give it after all, is no refusal that held."""
    at = Counter()
    for ticket in ("T1", "T2"):
        at.told(at.given(at.case(ticket), "5.00").id)
    name = at.case("T3")
    at.anna.answer(name)
    assert asks(at, name, "5.00").why == ("emerging",)
    assert at.given(name, "5.00", by="lena").record.level == "emerging"


def test_a_refusal_that_was_told_resets_the_pattern() -> None:
    """And so does time; a favour whose notice was not sent counts twice."""
    at = Counter()
    at.given(at.case("T1"), "5.00")
    at.days(8)
    assert asks(at, at.case("T2"), "5.00").why == ("emerging",)
    at.anna.answer(at.case("T2"))
    assert at.given(at.case("T3"), "5.00").record.level == "none"


def test_a_favour_that_the_customer_cites_needs_somebody_higher() -> None:
    """Once cited, one grant is a pattern."""
    at = Counter()
    at.told(at.given(at.case("T1"), "5.00").id)
    name = at.case("T2")
    at.anna.cite(name, "credit")
    assert asks(at, name, "5.00").why == ("emerging",)


def test_making_up_for_a_failure_needs_the_fact_and_is_counted_apart() -> None:
    """No pattern of favours comes of it; without the fact that shows it there is none."""
    at = Counter()
    for ticket in ("T1", "T2", "T3"):
        name = at.case(ticket, f"c{ticket}", failure="failed", loyal=False)
        found = at.anna.concede(name, "credit", "20.00", "costs_made").record
        assert isinstance(found, Conceded) and found.recovery and found.level == "none"
    with at.desk.looking() as session:
        assert session.reading.count(Query(kinds=("recovery",))) == 3
        assert session.reading.count(Query(kinds=("concession",))) == 0
    with refused("not_conceded"):
        at.anna.concede(at.case("T4", failure="no_failure", loyal=False), "credit", "1.00", "costs_made")


def test_a_renewal_needs_a_higher_role_each_time() -> None:
    """Than who gave it; what is still good, withdrawn, renewed already, or another's is not renewed."""
    at = Counter()
    first = at.given(at.case(), "5.00")
    at.told(first.id)
    with refused("still_good"):
        at.lena.concede(at.case("T2"), "credit", "5.00", "helped_us", favour="plenty", renews=first.id)
    at.days(31)
    name = at.case("T2")
    assert asks(at, name, "5.00", renews=first.id).why == ("renewal",)
    second = at.given(name, "5.00", by="lena", renews=first.id)
    with refused("renewed"):
        at.lena.concede(name, "credit", "5.00", "helped_us", favour="plenty", renews=first.id)
    at.anna.use(second.id)
    with refused("not_the_same"):
        at.lena.concede(at.case("T3", "c9"), "credit", "5.00", "helped_us", favour="plenty", renews=second.id)
    asked = asks(at, at.case("T4"), "5.00", by="lena", renews=second.id)
    assert asked.to_role == "head" and "renewal" in asked.why
    third = at.given(at.case("T4"), "5.00", by="hugo", renews=second.id)
    at.hugo.withdraw(third.id, "not wanted")
    with refused("withdrawn"):
        at.hugo.concede(at.case("T4"), "credit", "5.00", "helped_us", favour="plenty", renews=third.id)


def test_what_becomes_of_a_concession_has_its_order() -> None:
    """Noticed once, used as often as it says, withdrawn only before, and nothing after its day."""
    at = Counter()
    given = at.given(at.case())
    assert at.anna.notice_sent(given.id, channel="mail").record.said == given.record.notice
    with refused("noticed"):
        at.bram.notice_sent(given.id)
    assert at.bram.use(given.id).record.left == 0
    with refused("used_up"):
        at.bram.use(given.id)
    with refused("used"):
        at.anna.withdraw(given.id, "changed our mind")
    taken = at.given(at.case("T2"), "5.00")
    at.bram.withdraw(taken.id, "changed our mind")
    for action in (at.anna.use, at.anna.notice_sent):
        with refused("withdrawn"):
            action(taken.id)
    with refused("withdrawn"):
        at.anna.withdraw(taken.id, "changed our mind")


def test_what_has_expired_is_neither_used_nor_taken_back() -> None:
    """It was given, and counts; else who gave too much could clear the slate afterwards."""
    at = Counter()
    given = at.given(at.case())
    at.days(30)
    at.clock.pass_(hours=1)
    at.days(1)
    with refused("expired"):
        at.anna.use(given.id)
    with refused("expired"):
        at.anna.withdraw(given.id, "changed our mind")


def test_what_a_higher_role_gave_is_not_taken_back_by_a_lower_one() -> None:
    """But by who asked for it."""
    at = Counter()
    asked = at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")
    given = at.lena.approve(asked.id, True, "fine")
    with refused("role_too_low"):
        at.bram.withdraw(given.id, "not me")
    assert at.anna.withdraw(given.id, "not wanted").record.by == "anna"


def test_a_case_that_was_put_right_is_conceded_on_as_it_is_now() -> None:
    """The decision on the wrong fact gives nothing any more."""
    at = Counter()
    name = at.case(failure="no_failure")
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    anew = at.lena.override(name, "no_but", "it did arrive", fact=("loyal", False)).record
    assert anew.decided_anew is not None  # type: ignore[union-attr]
    with refused("corrected"):
        at.given(name)
    with refused("corrected"):
        at.lena.approve(asked.id, True, "fine")
    with refused("corrected"):
        at.lena.override(name, "yes", "it did arrive", fact=("damaged", True))
    with refused("not_conceded"):
        at.given(f"D-{anew.decided_anew}")  # type: ignore[union-attr]


def test_a_case_whose_facts_were_rectified_is_decided_again() -> None:
    """What was right to say on the wrong facts is no ground to give anything now."""
    at = Counter()
    name = at.case()
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    at.olga.rectify(name, {"price": "30.00"}, "it cost less")
    with refused("corrected"):
        at.given(name)
    with refused("corrected"):
        at.lena.approve(asked.id, True, "fine")
    with refused("corrected"):
        at.lena.override(name, "no", "so it is", fact=("held_up", True))


def test_a_renewal_by_another_favour_is_a_renewal_too() -> None:
    """The first one is not renewed again since the second made up for a failure."""
    at = Counter()
    first = at.given(at.case(), "5.00")
    at.told(first.id)
    at.days(31)
    failed = at.case("T2", failure="failed")
    at.lena.concede(failed, "credit", "5.00", "costs_made", favour="makes-up", renews=first.id)
    with refused("renewed"):
        at.lena.concede(failed, "credit", "5.00", "helped_us", favour="plenty", renews=first.id)


def test_what_no_mandate_reaches_nobody_gives() -> None:
    """And what a role could give that nobody may approve is told as that."""
    tiny = counter(
        ("head:\n    credit: {per_case: 200.00}", "head:\n    credit: {per_case: 60.00}"),
    )
    at = Counter(tiny)
    with refused("above_every_mandate"):
        at.hugo.concede(at.case(), "credit", "61.00", "helped_us", favour="plenty")
    nobody = counter(
        ("lead: {above: agent, may: [approve, override]}", "lead: {above: agent, may: [override]}"),
        ("head: {above: lead, may: [approve, override]}", "head: {above: lead, may: [override]}"),
    )
    at = Counter(nobody)
    with refused("nobody_approves"):
        at.anna.concede(at.case(), "credit", "50.00", "helped_us", favour="plenty")


def test_a_policy_with_other_roles_crashes_nothing_that_was_decided_before() -> None:
    """An agent who is called an adviser by now has no mandate in the policy that decided, and asks."""
    at = Counter()
    name = at.case()
    staff = at.desk.parts.staff
    staff._people["anna"] = Person("anna", "Anna", ("adviser",))  # type: ignore[attr-defined]
    at.policies.serve(
        counter(
            ("agent: {}", "adviser: {}"),
            ("lead: {above: agent,", "lead: {above: adviser,"),
            ("agent:\n    credit", "adviser:\n    credit"),
        )
    )
    assert asks(at, name, "5.00").why == ("above_mandate",)
    escalated = at.anna.escalate(name)
    assert at.lena.uphold(escalated.id).record.by == "lena"


def test_the_notice_is_in_the_language_of_the_decision_also_where_the_policy_dropped_it() -> None:
    """A customer who was answered in Dutch is told in Dutch that it is once."""
    desk = desk_for_tests(policy="webshop")
    facts = {"service.failure": "no_failure", "customer.tenure_years": 3, "conduct.level": "none"}
    name = desk.decide("T1", "c1", "goodwill", facts, lang="nl").id
    desk.parts.policies.serve(counter())  # type: ignore[attr-defined]  # which has English only
    given = desk.concede(name, "store_credit", "5.00", "helped_us").record
    assert isinstance(given, Conceded) and given.notice.startswith("Dit doen wij eenmalig")
