"""What is decided is on record, by the policy in force, with what the ledger knows; and what was said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from counter import CASE, Counter, counter, reads_well, refused
from fairservice.errors import CaseError, DeskError, FairserviceError, NotOnRecord
from fairservice.ledger.item import Query
from fairservice.policy.desk_terms import DeskTerms


def facts_of(at: Counter, name: str) -> dict[str, object]:
    with at.desk.looking() as session:
        entry = session.reading.entry(int(name.partition("-")[2]))
        assert entry is not None
        return dict(entry.content()["facts"])


def test_a_decision_is_on_record_with_all_that_it_rests_on() -> None:
    """Who, in which role, when, ticket, customer, policy, in-force date, facts, and the full decision."""
    at = Counter()
    made = at.anna.decide("T1", "c1", "ask", CASE, household="h1", received_on=date(2026, 2, 20))
    record = made.record
    assert (made.id, record.by, record.role, record.on, record.ticket) == ("D-1", "anna", "agent", "2026-03-02", "T1")
    assert (record.bundle, record.publication, record.draft) == (counter().digest, 1, False)
    assert (record.received_on, record.valid_until) == ("2026-02-20", "2026-04-01")
    assert record.answer == "no_but" and record.rule == "otherwise" and record.refuses
    assert record.fingerprint == made.decision.fingerprint and record.decision["say"] == made.decision.say
    assert record.facts["price"] == "40.00" and record.facts["history.plenty.used"] == "0"


def test_a_customer_is_known_by_a_pseudonym_only() -> None:
    """Neither the id of a customer nor that of a household is anywhere on the ledger."""
    at = Counter()
    at.anna.decide("T1", "jan@example.com", "ask", CASE, household="Dam 1")
    with at.desk.looking() as session:
        (entry,) = session.reading.entries()
        assert entry.payload is not None and b"jan" not in entry.payload and b"Dam" not in entry.payload
        record = entry.content()
        assert len(record["customer"]) == 32 and record["customer"] != record["household"]


def test_what_the_ledger_counts_cannot_be_said() -> None:
    """Neither plainly, nor nested, nor half of it, nor as unknown."""
    at = Counter()
    for facts in (
        {"history.plenty.used": 0},
        {"history": {"plenty": {"used": 0}}},
        {"history.plenty": {"used": "0"}},
        {"house": {"favours": None}},
    ):
        with refused("ledger_fact"):
            at.anna.decide("T1", "c1", "ask", {**CASE, **facts})


def test_a_customer_without_a_name_has_no_history() -> None:
    """What was given to them is unknown, not nothing: so nothing that is counted may be conceded."""
    at = Counter()
    name = at.case(customer=None)
    assert "history.plenty.used" not in facts_of(at, name)
    with refused("no_customer"):
        at.anna.concede(name, "credit", "5.00", "helped_us", favour="plenty")


def test_history_counts_what_was_given_and_not_what_was_taken_back() -> None:
    """Also over tickets, and what was told of afterwards; up to so many days ago."""
    at = Counter()
    first = at.given(at.case("T1"))
    at.given(at.case("T2"), "5.00")
    assert facts_of(at, at.case("T3"))["history.plenty.used"] == "2"
    at.anna.withdraw(first.id, "given by mistake")
    assert facts_of(at, at.case("T4"))["history.plenty.used"] == "1"
    at.days(365)
    assert facts_of(at, at.case("T5"))["history.plenty.used"] == "1"
    at.days(1)
    assert facts_of(at, at.case("T6"))["history.plenty.used"] == "0"


def test_a_household_is_counted_together_and_not_by_leaving_it_out_once() -> None:
    """What this customer had before anybody said which household it was counts too, and nothing counts twice."""
    at = Counter()
    at.given(at.case("T1", "c1"), "5.00")
    at.given(at.case("T2", "c2", household="h"), "5.00")
    assert facts_of(at, at.case("T3", "c1", household="h"))["house.favours"] == "2"
    at.given(at.case("T4", "c1", household="h"), "5.00")
    assert facts_of(at, at.case("T5", "c1", household="h"))["house.favours"] == "3"
    assert facts_of(at, at.case("T6", "c9"))["house.favours"] == "0"
    assert facts_of(at, at.case("T7", "c2"))["house.favours"] == "1"


def test_a_decision_can_be_answered_after_a_newer_policy_until_its_day() -> None:
    """By what was decided then; from the day after on the case is decided again."""
    at = Counter()
    name = at.case()
    at.policies.serve(counter(("That was too long ago.", "It is too late.")))
    at.days(30)
    assert at.anna.answer(name).record.said.startswith("That was too long ago.")
    assert at.given(name).record.decision == 1
    at.days(1)
    for action in (at.anna.answer, at.given, at.anna.escalate):
        with refused("too_old"):
            action(name)


def test_the_day_is_that_of_the_policy_also_around_midnight() -> None:
    """Half past eleven in UTC is tomorrow in Amsterdam."""
    at = Counter()
    at.clock.moment = datetime(2026, 6, 1, 21, 59, tzinfo=UTC)
    assert at.anna.decide("T1", "c1", "ask", CASE).record.on == "2026-06-01"
    at.clock.moment = datetime(2026, 6, 1, 22, 1, tzinfo=UTC)
    assert at.anna.decide("T1", "c1", "ask", CASE).record.on == "2026-06-02"
    assert at.anna.decide("T2", "c1", "ask", CASE, received_on=date(2026, 6, 2)).record.received_on == "2026-06-02"


def test_what_comes_in_tomorrow_is_not_decided_today() -> None:
    """What came in earlier is; what is no day is told."""
    at = Counter()
    with pytest.raises(DeskError, match="2026-03-03"):
        at.anna.decide("T1", "c1", "ask", CASE, received_on=date(2026, 3, 3))
    assert at.anna.decide("T1", "c1", "ask", CASE, received_on=date(2025, 1, 1)).record.received_on == "2025-01-01"
    for odd in ("2026-03-01", 20260301, date(1, 1, 1)):
        with pytest.raises(CaseError):
            at.anna.decide("T1", "c1", "ask", CASE, received_on=odd)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [1, None])
def test_drafts_and_policies_do_not_mix(number: int | None) -> None:
    """What a draft decided binds nobody, and a draft changes nothing that stands."""
    at = Counter(number=number)
    name = at.case()
    given = at.given(name)
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    told = at.anna.report(name, "refund", "5.00", on=date(2026, 3, 2))
    objection = at.anna.object(name, "this rule helps nobody")
    escalation = at.anna.escalate(name)
    at.policies.serve(counter(), None if number else 2)
    for action in (
        lambda: at.anna.answer(name),
        lambda: at.given(name),
        lambda: at.anna.use(given.id),
        lambda: at.anna.notice_sent(given.id),
        lambda: at.anna.withdraw(given.id, "not wanted"),
        lambda: at.anna.cite(name, "credit"),
        lambda: at.lena.approve(asked.id, True, "fine"),
        lambda: at.lena.override(name, "no", "as it is", fact=("held_up", True)),
        lambda: at.lena.repair(told.id, "honour"),
        lambda: at.olga.answer_objection(objection.id, "we look at it", True),
        lambda: at.lena.uphold(escalation.id),
        lambda: at.anna.object(name, "this rule helps nobody"),
        lambda: at.anna.report(name, "refund", "5.00"),
    ):
        with refused("draft"):
            action()  # type: ignore[no-untyped-call]


def test_what_a_draft_led_to_counts_for_nothing() -> None:
    """It is no case, no favour, no refusal and no incident; and what was decided before on that ticket stays a case."""
    at = Counter()
    at.case("T1")
    at.policies.serve(counter(), None)
    name = at.case("T1")
    at.anna.answer(name)
    at.given(name)
    at.anna.cite(name, "credit")
    at.anna.report(name, "credit", "5.00")
    at.anna.report_incident("T1", "c1", "insult")
    with at.desk.looking() as session:
        assert [each.kind for each in session.reading.items(Query()) if each.kind != "trial"] == ["case"]
        case = session.reading.item("case/T1/ask")
        assert case is not None and case.body["decision"] == 1
    at.policies.serve(counter(), 1)
    assert facts_of(at, at.case("T2"))["history.plenty.used"] == "0"


def test_a_draft_erases_and_rectifies_nothing_that_a_policy_decided() -> None:
    """Else whoever can write a policy could keep everything for a day, and be the one to protect data."""
    at = Counter()
    name = at.case()
    at.policies.serve(counter(), None)
    for action in (
        lambda: at.olga.forget("c1"),
        lambda: at.olga.prune(),
        lambda: at.olga.rectify(name, {"loyal": False}, "it was wrong"),
    ):
        with refused("draft"):
            action()  # type: ignore[no-untyped-call]
    trial = Counter(number=None)
    trial.case()
    assert trial.olga.rectify("D-1", {"loyal": False}, "it was wrong").facts == {"loyal": "false"}


def test_what_was_said_is_recorded_or_the_sentence_of_the_policy() -> None:
    """A refusal counts once a decision, however often it is told; an open case has no answer to give."""
    at = Counter()
    name = at.case()
    told = at.anna.answer(name, channel="phone").record
    assert told.said == "That was too long ago. We advise you what to do." and told.refused and told.channel == "phone"
    assert at.anna.answer(name, "As I said:\nno.").record.said == "As I said:\nno."
    with at.desk.looking() as session:
        assert session.reading.count(Query(kinds=("refusal",))) == 1
    opened = at.case("T2", damaged=None)
    with refused("open"):
        at.anna.answer(opened)


ODD: list[object] = [
    None,
    1.5,
    b"x",
    [],
    {},
    "",
    "  ",
    "x" * 10**6,
    "a\x00b",
    "\ud800",
    object(),
    True,
    Decimal("NaN"),
    10**5000,
]


@pytest.mark.parametrize("odd", ODD, ids=map(str, range(14)))
def test_odd_input_is_answered_and_never_crashes(odd: object) -> None:
    """Whatever is passed where a name, a text, an amount or a key belongs: an error that reads well, or it is taken."""
    at = Counter()
    name = at.case()
    given = at.given(name)
    asked = at.anna.concede(name, "credit", "50.00", "helped_us", favour="plenty")
    calls = [
        lambda: at.anna.decide(odd, "c1", "ask", CASE),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", odd, "ask", CASE),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", odd, CASE),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", odd),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", odd, key="k"),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", {**CASE, "price": odd}),
        lambda: at.anna.decide("T", "c1", "ask", {**CASE, "note": odd}, key="k2"),
        lambda: at.anna.decide("T", "c1", "ask", {odd: 1} if odd.__hash__ else {}),  # type: ignore[dict-item]
        lambda: at.anna.decide("T", "c1", "ask", CASE, household=odd),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", CASE, lang=odd),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", CASE, key=odd),  # type: ignore[arg-type]
        lambda: at.anna.decide("T", "c1", "ask", CASE, received_on=odd),  # type: ignore[arg-type]
        lambda: at.anna.answer(odd),  # type: ignore[arg-type]
        lambda: at.anna.answer(name, odd),  # type: ignore[arg-type]
        lambda: at.anna.answer(name, channel=odd),  # type: ignore[arg-type]
        lambda: at.anna.concede(odd, "credit", "1.00", "helped_us"),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, odd, "1.00", "helped_us"),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, "credit", odd, "helped_us", favour="plenty"),
        lambda: at.anna.concede(name, "credit", odd, "helped_us", favour="plenty", key="k3"),
        lambda: at.anna.concede(name, "credit", "1.00", odd, favour="plenty"),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, "credit", "1.00", "helped_us", favour=odd),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, "credit", "1.00", "helped_us", favour="plenty", uses=odd),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, "credit", "1.00", "helped_us", favour="plenty", in_return=odd),  # type: ignore[arg-type]
        lambda: at.anna.concede(name, "credit", "1.00", "helped_us", favour="plenty", renews=odd),  # type: ignore[arg-type]
        lambda: at.lena.approve(odd, True, "fine"),  # type: ignore[arg-type]
        lambda: at.lena.approve(asked.id, odd, "fine"),  # type: ignore[arg-type]
        lambda: at.lena.approve(asked.id, False, odd),  # type: ignore[arg-type]
        lambda: at.anna.notice_sent(given.id, channel=odd),  # type: ignore[arg-type]
        lambda: at.anna.use(odd),  # type: ignore[arg-type]
        lambda: at.anna.withdraw(given.id, odd),  # type: ignore[arg-type]
        lambda: at.anna.cite(name, odd),  # type: ignore[arg-type]
        lambda: at.lena.override(name, odd, "so", fact=("held_up", True), give={"credit": "1.00"}),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", odd, fact=("held_up", True), give={"credit": "1.00"}),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", "so", fact=odd, give={"credit": "1.00"}),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", "so", fact=("held_up", odd), give={"credit": "1.00"}),
        lambda: at.lena.override(name, "yes", "so", fact=(odd, True), give={"credit": "1.00"}),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", "so", fact=("price", odd), give={"credit": "1.00"}),
        lambda: at.lena.override(name, "yes", "so", fact=("held_up", True), give=odd),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", "so", fact=("held_up", True), give={"credit": odd}),
        lambda: at.lena.override(name, "yes", "so", fact=("held_up", True), for_safety=odd),  # type: ignore[arg-type]
        lambda: at.lena.override(name, "yes", "so", give={"credit": "1.00"}, reason_word=odd),  # type: ignore[arg-type]
        lambda: at.anna.report(name, odd, "1.00"),  # type: ignore[arg-type]
        lambda: at.anna.report(name, "credit", odd),
        lambda: at.anna.report(name, "credit", "1.00", on=odd),  # type: ignore[arg-type]
        lambda: at.anna.report(name, "credit", "1.00", reason=odd),  # type: ignore[arg-type]
        lambda: at.anna.report(name, "credit", "1.00", given_by=odd),  # type: ignore[arg-type]
        lambda: at.lena.repair("R-1", odd),  # type: ignore[arg-type]
        lambda: at.lena.repair(at.anna.report(name, "credit", "1.00").id, odd),  # type: ignore[arg-type]
        lambda: at.anna.report_incident("T", "c1", odd),  # type: ignore[arg-type]
        lambda: at.anna.object(name, odd),  # type: ignore[arg-type]
        lambda: at.olga.answer_objection(at.anna.object(name, "it is wrong").id, "no", odd),  # type: ignore[arg-type]
        lambda: at.anna.backing(odd),  # type: ignore[arg-type]
        lambda: at.anna.verify_backing(odd),  # type: ignore[arg-type]
        lambda: at.anna.verify_backing({**at.anna.backing(name), "seal": odd}),
        lambda: at.anna.verify_backing({**at.anna.backing(name), "answer": odd}),
        lambda: at.desk.for_login(odd),  # type: ignore[arg-type]
        lambda: at.olga.forget(odd),  # type: ignore[arg-type]
        lambda: at.olga.forget(household=odd),  # type: ignore[arg-type]
        lambda: at.olga.forget(ticket=odd),  # type: ignore[arg-type]
        lambda: at.olga.forget_employee(odd),  # type: ignore[arg-type]
        lambda: at.olga.export(odd),  # type: ignore[arg-type]
        lambda: at.olga.export("c1", lang=odd) if isinstance(odd, str) else None,
        lambda: at.olga.export_employee(odd),  # type: ignore[arg-type]
        lambda: at.olga.rectify(name, odd, "it was wrong"),  # type: ignore[arg-type]
        lambda: at.olga.rectify(name, {"price": odd}, "it was wrong"),
        lambda: at.olga.rectify(name, {"loyal": False}, odd),  # type: ignore[arg-type]
        lambda: at.olga.oppose(odd, "not fair"),  # type: ignore[arg-type]
        lambda: at.olga.oppose("c1", odd),  # type: ignore[arg-type]
        lambda: at.olga.decide_opposition(odd, True, "it is right"),  # type: ignore[arg-type]
        lambda: at.olga.decide_opposition(at.olga.oppose("c3", "not fair").id, odd, "so"),  # type: ignore[arg-type]
        lambda: at.olga.view(odd, "anna", "to see"),  # type: ignore[arg-type]
        lambda: at.olga.view("concessions", odd, "to see"),  # type: ignore[arg-type]
        lambda: at.olga.resolve_precedent(odd, "tighten", "it spread"),  # type: ignore[arg-type]
        lambda: at.olga.precedent(odd),  # type: ignore[arg-type]
        lambda: at.olga.figures(odd),  # type: ignore[arg-type]
        lambda: at.olga.figures("concessions", first=odd),  # type: ignore[arg-type]
        lambda: at.olga.monthly_note(odd),  # type: ignore[arg-type]
    ]
    for number, call in enumerate(calls):
        try:
            call()  # type: ignore[no-untyped-call]
        except CaseError as error:
            for each in error.findings:
                assert len(each.message) < 500, number
        except FairserviceError as error:
            reads_well(error)
        except Exception as error:
            raise AssertionError(f"call {number} of odd input raised {error!r}") from error


def test_facts_that_lie_too_deep_are_told() -> None:
    """Also under a key, where they are to be known again."""
    at = Counter()
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for key in (None, "k"):
        with pytest.raises((CaseError, DeskError)):
            at.anna.decide("T1", "c1", "ask", deep, key=key)


def test_names_of_another_kind_or_of_nothing_are_told() -> None:
    """The letter says what it is; a wrong one tells what is meant, and a number that is not there that it is not."""
    at = Counter()
    name = at.case()
    with pytest.raises(NotOnRecord, match="`C-1` is a concession, and this needs a decision"):
        at.anna.answer("C-1")
    for odd in ("D-2", "D-01", "D1", "D-", "D-99999999999999999999", "1", "D-1\n2"):
        with pytest.raises(NotOnRecord) as caught:
            at.anna.answer(odd)
        reads_well(caught.value)
    assert at.anna.answer(" d-1 ").record.decision == 1
    with pytest.raises(NotOnRecord, match="there is no `C-1`"):
        at.anna.use("C-1")
    assert name == "D-1"


def test_a_policy_that_says_nothing_for_the_desk_is_told_when_it_comes_in_force() -> None:
    """The desk was opened with another one; what cannot be done says why."""
    at = Counter()
    name = at.case()
    at.policies.serve(without_desk())
    with pytest.raises(DeskError, match="no section `desk`") as caught:
        at.case("T2")
    reads_well(caught.value)
    with pytest.raises(DeskError, match="no section `desk`"):
        at.given(name)


def without_desk() -> object:
    import copy

    from fairservice.decisions.decide import Policy
    from fairservice.interpreters.python_code import PythonCode

    rulebook = copy.copy(counter().rulebook)
    assert isinstance(rulebook.desk, DeskTerms)
    object.__setattr__(rulebook, "desk", None)
    return Policy(rulebook, (), PythonCode)
