"""Resolution, by hand: who gives the answer, in whose words, and what stays open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fairservice import Decision, Policy

FACTS = """facts:
  shouted: {type: boolean}
  late: {type: boolean}
  price: {type: money}
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
rules:
"""
DAY = date(2026, 6, 1)


@pytest.fixture
def decide(policy_of: Callable[..., Policy]) -> Callable[..., Decision]:
    def decided(rules: str, **case: object) -> Decision:
        lines = "".join(f"  {line}\n" for line in rules.strip().splitlines())
        return policy_of(FACTS + lines).decide("ask", case, today=DAY)

    return decided


def test_a_reason_is_never_given_that_may_not_hold(decide: Callable[..., Decision]) -> None:
    """Where a rule and `otherwise` come to the same answer, and the rule may not hold, its words are not said."""
    rules = "r: {request: ask, when: {shouted: true}, answer: no, because: {en: You shouted.}}"
    open_case = decide(rules)
    assert open_case.answer == "no"
    assert open_case.rule is None
    assert open_case.rules == ()
    assert "shouted" not in open_case.say
    assert decide(rules, shouted=False).say == "Otherwise."
    assert decide(rules, shouted=True).say == "You shouted."


def test_the_words_wait_for_an_earlier_rule_that_agrees(decide: Callable[..., Decision]) -> None:
    """The first in file order lends its words: while an earlier rule that agrees is open, no rule is named first."""
    rules = """
first: {request: ask, when: {shouted: true}, answer: yes, because: {en: First.}, give: {refund: price}}
second: {request: ask, when: {late: true}, answer: yes, because: {en: Second.}, give: {refund: price}}
"""
    before, after = decide(rules, late=True, price=5), decide(rules, late=True, price=5, shouted=True)
    assert (before.answer, after.rule) == ("yes", "first")
    assert before.rule in (None, "first")
    assert before.options_settled
    assert [option.rule for option in before.options] == [None]
    assert [option.rule for option in after.options] == ["first"]


def test_a_concession_on_otherwise_is_open_while_otherwise_may_decide(decide: Callable[..., Decision]) -> None:
    """Goodwill on `otherwise` is not ruled out by a rule that agrees with it and may not hold."""
    rules = """
r: {request: ask, when: {shouted: true}, answer: no, because: {en: R.}}
g:
  {request: ask, basis: goodwill, exception_to: otherwise, because: {en: G.},
   concede: {credit: {up_to: 5.00}}, reasons: [x]}
"""
    before = decide(rules)
    assert not before.may_concede_settled
    assert [each.certain for each in before.may_concede] == [False]
    assert [each.rule for each in decide(rules, shouted=False).may_concede] == ["g"]
    assert decide(rules, shouted=True).may_concede == ()


def test_overriding_reaches_through_a_rule_that_did_not_fire(decide: Callable[..., Decision]) -> None:
    """`overrides` is transitive whether or not the rule between fired."""
    rules = """
low: {request: ask, answer: yes, because: {en: Low.}}
between: {request: ask, overrides: low, when: {late: true}, answer: no, because: {en: Between.}}
top: {request: ask, overrides: between, when: {shouted: true}, answer: no_but, offer: [call], because: {en: Top.}}
"""
    decision = decide(rules, late=False, shouted=True)
    assert (decision.answer, decision.rule, decision.rules) == ("no_but", "top", ("top",))


def test_a_law_right_beside_a_prohibition_is_a_conflict(decide: Callable[..., Decision]) -> None:
    """A right and a prohibition of the law that both stand are never weighed: the answer is withheld."""
    rules = """
right:
  {request: ask, basis: law, reference: a, when: {late: true}, answer: yes, because: {en: R.}, give: {refund: price}}
ban: {request: ask, basis: law, reference: b, when: {shouted: true}, answer: no, because: {en: B.}}
"""
    decision = decide(rules, late=True, shouted=True, price=5)
    assert (decision.status, decision.answer, set(decision.conflict)) == ("conflict", None, {"right", "ban"})
    assert decision.options == ()
    assert decide(rules, late=True, price=5).may_conflict


def test_a_promise_yields_to_a_prohibition(decide: Callable[..., Decision]) -> None:
    """Under a law prohibition nothing is given or conceded, whatever was promised."""
    rules = """
vow: {request: ask, basis: promise, answer: yes, because: {en: V.}, give: {refund: price}}
ban: {request: ask, basis: law, reference: b, answer: no, because: {en: B.}}
g:
  {request: ask, basis: goodwill, exception_to: ban, because: {en: G.},
   concede: {credit: {up_to: 5.00}}, reasons: [x]}
"""
    decision = decide(rules, price=5)
    assert (decision.answer, decision.options, decision.may_concede) == ("no", (), ())
    assert decision.may_override == "nobody"


def test_a_covered_option_is_dropped_and_together_adds_up(decide: Callable[..., Decision]) -> None:
    """As much of each grant for no more asked covers; a grant declared `together` is added to what is left."""
    rules = """
more: {request: ask, basis: law, reference: a, answer: yes, because: {en: M.}, give: {refund: price}}
less:
  {request: ask, answer: yes_but, because: {en: L.}, provided: [receipt],
   give: {refund: 50% of price, discount: 10%}}
"""
    decision = decide(rules, price=5)
    assert [option.rule for option in decision.options] == ["more"]
    assert [(line.grant, line.rule) for line in decision.options[0].lines] == [("refund", "more"), ("discount", "less")]
    assert decision.options[0].lines[1].provided == ("receipt",)


def test_rules_that_give_other_amounts_agree_only_by_value(decide: Callable[..., Decision]) -> None:
    """Two rules that stand agree where their amounts come to the same after rounding, else they conflict."""
    rules = """
a: {request: ask, answer: yes, because: {en: A.}, give: {refund: 10% of price}}
b: {request: ask, answer: yes, because: {en: B.}, give: {refund: 10.4% of price}}
"""
    assert decide(rules, price="0.20").rules == ("a", "b")
    assert decide(rules, price="20").status == "conflict"
    assert decide(rules).may_conflict


def test_a_line_that_is_given_as_yes_or_no_is_told_as_it_is(decide: Callable[..., Decision]) -> None:
    """A yes/no grant that is true is told as true, by every engine."""
    rules = "r: {request: ask, answer: yes, because: {en: R.}, give: {swap: true}}"
    assert [line.amount.to_json() for line in decide(rules).options[0].lines] == ["true"]


def test_an_open_decision_asks_until_it_stands(decide: Callable[..., Decision]) -> None:
    """Answering the first question again and again settles every case."""
    rules = """
a: {request: ask, when: {shouted: false}, answer: yes, because: {en: A.}, give: {refund: price}}
b: {request: ask, when: {late: true}, answer: no_but, offer: [call], because: {en: B.}}
"""
    answers: dict[str, object] = {"shouted": False, "late": False, "price": 5}
    case: dict[str, object] = {}
    for _ in range(4):
        decision = decide(rules, **case)
        if decision.settled:
            break
        case[decision.questions[0].fact] = answers[decision.questions[0].fact]
    assert decision.settled
    assert decision.answer == "yes"


@pytest.mark.parametrize("text", ["today - days", "today + days + days + days"])
def test_a_day_beyond_the_calendar_does_not_break_a_decision(policy_of: Callable[..., Policy], text: str) -> None:
    """An amount that comes to a day before the year 1 or after 9999 is refused when loaded, or still can be told."""
    from fairservice import PolicyError

    rules = FACTS.replace("rules:\n", "").replace("price: {type: money}", "days: {type: integer}")
    rules += f"rules:\n  r: {{request: ask, answer: yes, because: {{en: R.}}, give: {{ready_on: {text}}}}}\n"
    try:
        policy = policy_of(rules)
    except PolicyError as error:
        assert [finding.code for finding in error.findings] == ["FS205"]
        return
    policy.decide("ask", {"days": 1_000_000}, today=DAY).to_dict()


def test_an_offer_of_a_rule_that_may_not_stand_is_not_certain(policy_of: Callable[..., Policy]) -> None:
    """Where a right settles the answer and the policy may come to nothing, the policy's offer is still open."""
    rules = FACTS.replace("otherwise: {answer: no, because: {en: Otherwise.}}", "complete: true") + (
        "  vow: {request: ask, basis: promise, answer: yes_but, because: {en: V.}, provided: [x],"
        " give: {refund: 5.00}}\n"
        "  r: {request: ask, when: {late: true}, answer: yes_but, because: {en: R.}, offer: [call], provided: [x]}\n"
    )
    policy = policy_of(rules)
    decision = policy.decide("ask", {}, today=DAY)
    assert decision.answer == "yes_but"
    assert [offer.certain for offer in decision.offers] == [False]
    assert not decision.offers_settled
    assert policy.decide("ask", {"late": False}, today=DAY).offers == ()


def test_an_amount_that_may_make_two_rules_disagree_is_asked(decide: Callable[..., Decision]) -> None:
    """Where only the amount of a later rule keeps it open whether two rules agree, its facts are asked for."""
    rules = """
first: {request: ask, answer: yes, because: {en: First.}, give: {refund: 5.00}}
second: {request: ask, answer: yes, because: {en: Second.}, give: {refund: price}}
"""
    before = decide(rules)
    assert (before.status, [each.fact for each in before.questions]) == ("open", ["price"])
    assert decide(rules, price=5).status == "settled"
    assert decide(rules, price=6).status == "conflict"
