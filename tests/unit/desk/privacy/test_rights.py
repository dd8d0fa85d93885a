"""Facts are put right, and customers object: what was said stays said, and no machine decides on people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fairservice.desk.privacy.opposing import in_a_month
from fairservice.errors import CaseError, DeskError, NotOnRecord, Refused
from fairservice.ledger.records import DecisionMade
from privacy_shop import Shop

COUNTED = {
    "  kindnesses_this_year:\n": "  outbursts:\n    from: ledger\n    history:\n      count: incidents\n"
    "      within: 365 days\n  kindnesses_this_year:\n",
    "      kindnesses_this_year: less than enough_kindness\n": "      kindnesses_this_year: less than enough_kindness\n"
    "      outbursts: at most 3\n",
}


def record(shop: Shop, name: str) -> DecisionMade:
    with shop.desk().looking() as session:
        return session.found(name, DecisionMade).record


def test_a_fact_is_put_right_and_the_answer_stays(shop: Shop) -> None:
    """The fact is the right one and marked with the day; the answer is the one that was given."""
    decision = shop.decide()
    before = record(shop, decision)
    shop.clock.go(3)
    found = shop.desk("omar").rectify(decision, {"garment.cause_of_delay": "ours"}, "The van was late.")
    after = record(shop, decision)
    assert after.facts["garment.cause_of_delay"] == "ours" and after.put_right == {
        "garment.cause_of_delay": "2026-01-08"
    }
    assert (after.answer, after.decision, after.fingerprint) == (before.answer, before.decision, before.fingerprint)
    assert not found.same_answer and "another one" in found.said("en") and "anders" in found.said("nl")
    assert [each.result for each in shop.desk().replay()] == ["not_replayable"]


def test_who_answered_is_backed_all_the_same(shop: Shop) -> None:
    """The answer followed the policy on the facts as they were told: backing holds, made before or after."""
    decision = shop.decide()
    before = shop.desk().backing(decision)
    shop.desk("omar").rectify(decision, {"garment.cause_of_delay": "ours"}, "The van was late.")
    assert shop.desk().verify_backing(before) == "holds_but_erased"
    after = shop.desk().backing(decision)
    assert after["rule"] == before["rule"] and shop.desk().verify_backing(after) == "holds_but_erased"


def test_a_wrong_fact_can_be_unknown(shop: Shop) -> None:
    """Where nobody knows better, the fact is taken out."""
    decision = shop.decide()
    found = shop.desk("omar").rectify(decision, {"garment.price": None}, "Another garment was meant.")
    assert found.facts == {"garment.price": None} and "garment.price" not in record(shop, decision).facts


def test_the_case_is_decided_again_on_what_was_put_right(shop: Shop) -> None:
    """The wrong fact is gone, so the right one counts, and whoever decides is told of it."""
    decision = shop.decide()
    shop.desk("omar").rectify(decision, {"garment.cause_of_delay": "ours"}, "The van was late.")
    again = shop.desk().decide_again(decision, {})
    assert again.record.facts["garment.cause_of_delay"] == "ours" and again.record.put_right is None
    assert again.earlier is not None and again.earlier.put_right == ("garment.cause_of_delay",)
    over = shop.desk().decide_again(decision, {"garment.cause_of_delay": "customer"})
    assert over.earlier is not None and not over.earlier.put_right


@pytest.mark.parametrize(
    ("facts", "error", "says"),
    [
        ({"garment.pric": "1.00"}, NotOnRecord, "knows no fact"),
        ({"kindnesses_this_year": 0}, Refused, "counted on the ledger"),
        ({"garment.cause_of_delay": "mars"}, CaseError, "mars"),
        ({"garment.price": "123.45"}, Refused, "says so already"),
        ({}, DeskError, "which fact"),
    ],
)
def test_what_cannot_be_put_right_is_told(
    shop: Shop, facts: dict[str, object], error: type[Exception], says: str
) -> None:
    """Unknown facts, counted ones, values that cannot be, and what is right already are refused with the reason."""
    decision = shop.decide()
    with pytest.raises(error, match=says):
        shop.desk("omar").rectify(decision, facts, "The customer says so.")


def test_what_is_held_against_them_waits_for_a_human(shop_of: Callable[..., Shop]) -> None:
    """From the objection on incidents do not count; once it is rejected they do, and once upheld never again."""
    shop = shop_of(COUNTED)
    shop.desk().report_incident("T-0", "c-jansen", "shouting")

    def counted() -> object:
        return record(shop, shop.decide()).facts["outbursts"]

    assert counted() == "1" or counted() == 1
    opposed = shop.desk("bram").oppose("c-jansen", "I speak loudly, that is all.")
    assert opposed.id.startswith("Z-") and opposed.record.due == "2026-02-05"
    assert str(counted()) == "0"
    with pytest.raises(Refused, match="open already"):
        shop.desk("bram").oppose("c-jansen", "Again.")
    shop.desk("omar").decide_opposition(opposed.id, False, "Three colleagues heard a threat.")
    assert str(counted()) == "1"
    with pytest.raises(Refused, match="rejected already"):
        shop.desk("omar").decide_opposition(opposed.id, True, "x")
    again = shop.desk("bram").oppose("c-jansen", "It was somebody else.")
    shop.desk("omar").decide_opposition(again.id, True, "It was.")
    assert str(counted()) == "0"


def test_nobody_judges_their_own_word(shop: Shop) -> None:
    """Who reported what is objected to does not decide on it, whatever their duty; nor do those without it."""
    shop.desk("omar").report_incident("T-0", "c-jansen", "insult")
    opposed = shop.desk().oppose("c-jansen", "I did not.")
    with pytest.raises(Refused, match="reported yourself"):
        shop.desk("omar").decide_opposition(opposed.id, False, "I heard it.")
    with pytest.raises(Refused, match="protect_data"):
        shop.desk("mia").decide_opposition(opposed.id, False, "x")


@pytest.mark.parametrize(
    ("day", "due"), [("2026-01-31", "2026-02-28"), ("2028-01-31", "2028-02-29"), ("2026-12-15", "2027-01-15")]
)
def test_a_month_is_a_month(day: str, due: str) -> None:
    """A month ends on the same day of the next one, or on its last."""
    assert in_a_month(date.fromisoformat(day)).isoformat() == due
