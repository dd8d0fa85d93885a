"""The decision card: at most sixty words, in the order in which someone with a caller on the line needs them."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Any

import pytest

from fairservice.bootstrap import load, shipped
from fairservice.cli.below import draw_below
from fairservice.cli.card import MOST_WORDS, Card, card_of, count_words
from fairservice.cli.drawing import draw_card
from fairservice.cli.facts_given import read_case
from fairservice.cli.phrases import PHRASES, phrases_in
from fairservice.cli.terminal import wide
from fairservice.conditions.vocabulary import BOOLEAN, DATE, TEXT, Quantity, default_quantity
from fairservice.decisions.content import Amount, GivenLine, MayConcede, OfferMade, Option, Question
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import explain

CASES = [file for policy in ("webshop", "supplier") for file in sorted((shipped(policy) / "cases").glob("*.json"))]
MONEY = default_quantity("money", 2)


def made(**changed: Any) -> Decision:
    """A settled decision without anything in it but the answer."""
    plain: dict[str, Any] = dict.fromkeys(("answer", "rule", "reference", "if_pressed", "because", "holding"))
    plain["in_force_on"] = None
    for name in (
        "options", "offers", "may_concede", "rules", "conflict", "questions", "facts", "law",
    ):  # fmt: skip
        plain[name] = ()
    plain |= {
        "policy": "shop", "request": "return", "question": "May it come back?", "lang": "en", "status": "settled",
        "answer": "yes", "at_least": "yes", "at_most": "yes", "may_conflict": False, "options_settled": True,
        "offers_settled": True, "may_concede_settled": True, "may_override": "nobody", "say": "Yes, it may.",
        "owner": "owner@example.com", "today": date(2026, 6, 1), "received_on": date(2026, 6, 1), "bundle": "ab" * 32,
        "fingerprint": "cd" * 32,
        "labels": (("agent", "agent"), ("our_delay", "our delay"), ("team_lead", "team lead")),
    }  # fmt: skip
    return object.__new__(type("Made", (Decision,), {**plain, **changed}))


def money(text: str) -> Amount:
    return Amount(int(text.replace(".", "")), MONEY, lambda value, type: f"€{text}")


def option(label: str, text: str, *needed: str, rule: str = "rule") -> Option:
    line = GivenLine(label, label, money(text), rule)
    return Option(rule, "policy", (line,), needed, needed, True)


def offer(label: str) -> OfferMade:
    return OfferMade(label, label, None, None, False, None, "rule", True)


def words_of(card: Card) -> list[str]:
    return [card.headline, card.say, *(f"{row.label}: {'; '.join(row.lines)}" for row in card.rows)]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_no_card_of_a_shipped_case_has_more_than_sixty_words(file: Any, lang: str) -> None:
    """Someone with an angry caller on the line can take in the card of every shipped case."""
    policy = load(file.parent.parent)
    case = read_case(str(file))
    assert case.request and case.today and case.received_on
    decision = policy.decide(case.request, case.facts, today=case.today, received_on=case.received_on, lang=lang)
    card = card_of(decision)
    assert count_words(card) <= MOST_WORDS, "\n".join(words_of(card))
    assert len(card.say.split()) <= 25, card.say
    assert not card.left_out, "a shipped case fits without moving anything below"


def test_there_are_cases_to_demonstrate() -> None:
    """The demo has at least a handful of cases, each with its story in both languages."""
    assert len(CASES) >= 5
    assert all({lang for lang, _ in read_case(str(file)).story} == {"nl", "en"} for file in CASES)


def test_the_order_is_the_one_that_a_call_needs() -> None:
    """Answer, sentence, choices, what to say to one who insists, who may change it, one next action."""
    decision = made(
        answer="yes_but",
        options=(option("refund", "49.95", "the receipt"), option("credit", "60.00", rule="other")),
        if_pressed="It is the same for everyone.",
        may_override="team_lead",
    )
    assert words_of(card_of(decision)) == [
        "YES, BUT",
        "Yes, it may.",
        "Choose: refund €49.95, needs: the receipt; credit €60.00",
        "Insists: “It is the same for everyone.”",
        "Change: only by team lead",
        "Next: Let the customer choose.",
    ]


@pytest.mark.parametrize(
    ("changed", "action"),
    [
        ({"options": (option("refund", "1.00"), option("credit", "2.00"))}, "Let the customer choose."),
        ({"options": (option("refund", "1.00", "the receipt"),)}, "Agree and confirm it."),
        ({"options": (option("refund", "1.00"),)}, "Confirm in writing."),
        ({"answer": "no_but", "offers": (offer("exchange"),)}, "Make the offer."),
        ({"answer": "no_but", "offers": (offer("exchange"), offer("advice"))}, "Offer one of these."),
        ({"answer": "no"}, "Unhappy? Take the complaint."),
    ],
)
def test_there_is_one_next_action(changed: dict[str, Any], action: str) -> None:
    """Every settled card ends with one thing to do, which fits what was decided."""
    assert card_of(made(**changed)).rows[-1].lines == (action,)


def test_a_final_answer_says_that_the_employee_is_backed() -> None:
    """Where nobody may change the answer, the card says so in terms of who gives it."""
    rows = {row.label: row.lines for row in card_of(made()).rows}
    assert rows["Final"] == ("you are backed",)


def test_an_open_case_holds_promises_and_asks() -> None:
    """Without an answer there is a holding sentence, a promise to call back, and the next question."""
    question = Question("item.condition", "Has it been used?", TEXT, "a choice", ("a", "b"), ("new", "used"), False)
    decision = made(status="open", answer=None, say="Let me find out.", questions=(question,))
    assert words_of(card_of(decision)) == [
        "STILL OPEN",
        "Let me find out.",
        "Promise: to call back, and say when",
        "Next: Ask: Has it been used? (new / used)",
    ]


def test_what_the_ledger_knows_is_looked_up_and_not_asked() -> None:
    """A customer is never asked for what the desk has on record."""
    question = Question("history.used", "How often was it used?", MONEY, "a number", (), (), True)
    card = card_of(made(status="open", answer=None, questions=(question,)))
    assert card.rows[-1].lines == ("Look up: How often was it used?",)


@pytest.mark.parametrize("status", ["conflict", "gap"])
def test_a_conflict_or_gap_is_never_guessed(status: Any) -> None:
    """The card holds, and sends to the owner of the policy; the rules that disagree stand below."""
    decision = made(status=status, answer=None, say="Let me find out.", conflict=("rule-a", "rule-b"))
    card = card_of(decision)
    assert card.headline == "ON HOLD"
    assert card.rows[-1].lines == ("Ask owner@example.com.",)
    below = draw_below(decision, card)
    assert ("rule-a, rule-b" in below) == (status == "conflict")


def test_an_answer_that_stands_is_shown_while_an_amount_is_open() -> None:
    """An open amount does not hide an answer that is settled; the next action is the question for it."""
    line = GivenLine("refund", "refund", Amount(None, MONEY, None), "rule")
    question = Question("item.price", "What did it cost?", MONEY, "an amount", (), (), False)
    decision = made(
        status="open",
        options=(Option("rule", "policy", (line,), (), (), True),),
        options_settled=False,
        questions=(question,),
    )
    said = words_of(card_of(decision))
    assert said[0] == "YES"
    assert said[2] == "Gets: refund amount to be found out"
    assert said[-1] == "Next: Ask: What did it cost?"


def test_a_yes_or_no_grant_needs_no_amount() -> None:
    """Of something that is given or not, only the name is told."""
    line = GivenLine("repair", "repair", Amount(True, BOOLEAN, "yes"), "rule")
    card = card_of(made(options=(Option("rule", "law", (line,), (), (), True),)))
    assert card.rows[0].lines == ("repair",)


def test_a_long_policy_still_fits_and_nothing_is_lost() -> None:
    """What has no room on the card stands below it, in full."""
    many = tuple(option(f"choice number {n}", f"{n}.00", "some long condition", rule=f"r{n}") for n in range(1, 9))
    decision = made(say=" ".join(["word"] * 25), options=many, if_pressed=" ".join(["insist"] * 18))
    card = card_of(decision)
    assert count_words(card) <= MOST_WORDS
    assert card.left_out == {"choices", "if_pressed"}
    below = " ".join(draw_below(decision, card).split())
    assert all(f"choice number {n} €{n}.00" in below.replace("\u00a0", " ") for n in range(1, 9))
    assert " ".join(["insist"] * 18) in below


def test_what_can_be_chosen_goes_last() -> None:
    """Where there is no room for all, what to say to one who insists moves below before any choice does."""
    few = tuple(option(f"choice {n}", f"{n}.00", "some condition", rule=f"r{n}") for n in range(1, 4))
    card = card_of(made(say=" ".join(["word"] * 20), options=few, if_pressed=" ".join(["insist"] * 18)))
    assert card.left_out == {"if_pressed"}
    assert len(card.rows[0].lines) == 3


def test_concessions_stand_below_the_card_with_everyone_s_mandate() -> None:
    """Who may concede what, for which reasons, and how often, is told; the card itself is about the answer."""
    concession = MayConcede(
        "once", "otherwise", "credit", "store credit", money("40.00"),
        (("agent", money("25.00")), ("team_lead", money("40.00"))), ("our_delay",), 0, 1, 365, True,
    )  # fmt: skip
    decision = made(answer="no", may_concede=(concession,))
    card = card_of(decision)
    assert "store credit" not in " ".join(words_of(card))
    below = draw_below(decision, card)
    for part in ("store credit, up to €40.00", "agent €25.00, team lead €40.00", "for: our delay", "used 0 of 1"):
        assert part in below


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_line_of_a_card_is_as_wide_as_its_frame(width: int, lang: str) -> None:
    """The frame is straight at any width, with amounts, accents and wide characters in it, and never over 80."""
    decision = made(
        lang=lang,
        say="Één café 日本 " * 6,
        options=(option("refund", "49.95", "een heel lang ding " * 4), option("credit", "1.00")),
        if_pressed="Nee. " * 12,
    )
    lines = draw_card(card_of(decision), lang, width).splitlines()
    assert {wide(line) for line in lines} == {min(width, 80)}


def test_both_languages_have_every_phrase_with_the_same_places_to_fill_in() -> None:
    """A frame text never loses a role, an amount or a count in translation."""

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    en, nl = PHRASES["en"], PHRASES["nl"]
    for name, ours, theirs in zip(en._fields, en, nl, strict=True):
        if isinstance(ours, str):
            assert ours and theirs
            assert places(ours) == places(theirs), name
        elif isinstance(ours, dict):
            assert ours.keys() == theirs.keys()


def test_a_language_without_a_frame_gets_the_english_one() -> None:
    """A policy in a third language can still be shown."""
    assert phrases_in("fy") is PHRASES["en"]
    assert card_of(made(lang="fy")).headline == "YES"


def line(label: str, value: int | None, type: Quantity = MONEY, **more: Any) -> GivenLine:
    return GivenLine(label, label, Amount(value, type, lambda value, type: f"{value}"), "rule", **more)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((line("money back", 4995), line("voucher", 0)), "money back 4995"),
        ((line("voucher", 0), line("bags", 0, default_quantity("integer"))), "voucher 0 + bags 0"),
        ((line("money back", 0), line("voucher", None)), "voucher amount to be found out"),
        ((line("bags", 2, default_quantity("integer")), line("ready", 1, DATE)), "bags 2 + ready 1"),
        ((line("bags", 2), line("voucher", 0, provided=("receipt",))), "bags 2 + voucher 0"),
        ((line("bags", 2), line("voucher", 0, certain=False)), "bags 2 + voucher 0"),
    ],
)
def test_what_comes_to_nothing_is_not_told_beside_something(lines: tuple[GivenLine, ...], told: str) -> None:
    """A line of zero is left out where another one remains, in every text; never where it asks or is open."""
    given = Option("rule", "policy", lines, (), (), True)
    decision = made(options=(given,), answer="yes", trace=())
    (gets,) = [row for row in card_of(decision).rows if row.label == "Gets"]
    assert [each.replace("\u00a0", " ") for each in gets.lines] == [told]
    assert ("voucher 0" in explain(decision, "customer")) is ("voucher 0" in told)
