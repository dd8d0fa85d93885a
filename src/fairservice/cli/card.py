"""A decision as a card of at most sixty words, in the order in which someone with an angry caller needs them.

The answer; the sentence to say; what the customer can choose from; what to say to one who insists; whether
it is final, or who may change it; one next action. While something is open: the holding sentence and the
next question.
"""

from __future__ import annotations

from typing import NamedTuple

from fairservice.cli.phrases import Phrases, phrases_in
from fairservice.conditions.vocabulary import BOOLEAN
from fairservice.decisions.content import Amount, GivenLine, OfferMade, Option
from fairservice.decisions.decision import Decision
from fairservice.policy.rule import NOBODY

MOST_WORDS = 60
_FITS = ((6, "all"), (6, "first"), (6, "none"), (4, "none"), (3, "none"), (2, "none"))
"""What gives way where there is no room, in this order: how many choices are shown, and how much of what to say to
one who insists. What the customer can choose goes last, since a right that is out of sight is easily forgotten."""


class Row(NamedTuple):
    """One kind of thing on a card: its label, and its lines."""

    label: str
    lines: tuple[str, ...]
    strong: bool = False


class Card(NamedTuple):
    """What stands on a card. `mood` is the answer or status that it is coloured by.

    `left_out` tells what had to move below the card to keep it within its words: `choices`, `if_pressed`.
    """

    mood: str
    headline: str
    say: str
    rows: tuple[Row, ...]
    left_out: frozenset[str] = frozenset()


def card_of(decision: Decision) -> Card:
    """The fullest card that stays within its words. The policy's own texts only ever move below."""
    words = phrases_in(decision.lang)
    for fit in range(len(_FITS)):
        card = _answered(decision, words, fit) if decision.answer else _waiting(decision, words, fit)
        if count_words(card) <= MOST_WORDS:
            break
    return card


def count_words(card: Card) -> int:
    """How many words stand on a card, everything included; a currency sign or a bullet is not a word."""
    texts = [card.headline, card.say]
    for row in card.rows:
        texts += [row.label, *row.lines]
    return sum(any(c.isalnum() for c in word) for text in texts for word in text.split())


def _answered(decision: Decision, words: Phrases, fit: int) -> Card:
    certain = [option for option in decision.options if option.certain]
    options = [option for option in certain if option.lines or option.provided]
    choices = [option_in_words(option, words) for option in options]
    offers = [offer_in_words(offer, words) for offer in decision.offers if offer.certain]
    most, saying = _FITS[fit]
    rows = []
    left_out = set()
    if len(options) == 1 and options[0].lines and options[0].provided:
        rows.append(Row(words.gets, (given_in_words(options[0], words),)))
        rows.append(Row(words.needs, (", ".join(options[0].provided_labels),)))
    elif choices:
        rows.append(Row(words.choose if len(choices) > 1 else words.gets, _at_most(choices, most, words)))
    if offers:
        room = max(most - len(choices), 1)
        rows.append(Row(words.offer, _at_most(offers, room, words)))
    if len(choices) > most or len(offers) > max(most - len(choices), 1):
        left_out.add("choices")
    if decision.if_pressed:
        pressed = {"all": decision.if_pressed, "first": _first_sentence(decision.if_pressed), "none": ""}[saying]
        if pressed:
            rows.append(Row(words.insists, (quoted(pressed, words),)))
        if pressed != decision.if_pressed:
            left_out.add("if_pressed")
    if decision.may_override and decision.may_override != NOBODY:
        role = dict(decision.labels)[decision.may_override]
        rows.append(Row(words.change, (words.only.format(role=role),)))
    else:
        rows.append(Row(words.final, (words.backed,)))
    action = _next_action(decision, options, words) if decision.settled else _find_out(decision, words, fit)
    rows.append(Row(words.next, (action,), strong=True))
    answer = decision.answer or "open"
    return Card(answer, words.answers[answer], decision.say, tuple(rows), frozenset(left_out))


def _next_action(decision: Decision, options: list[Option], words: Phrases) -> str:
    if len(options) > 1:
        return words.let_choose
    if options and (options[0].provided or any(line.provided for line in options[0].lines)):
        return words.agree
    if decision.answer in ("yes", "yes_but"):
        return words.confirm
    if not decision.offers:
        return words.take_complaint
    return words.make_offer if len(decision.offers) == 1 else words.offer_one


def _waiting(decision: Decision, words: Phrases, fit: int) -> Card:
    """The card while there is no answer: the holding sentence, and what to find out or from whom."""
    promise = Row(words.promise, (words.call_back,))
    rows = (promise, Row(words.next, (_find_out(decision, words, fit),), strong=True))
    return Card(decision.status, words.answers[decision.status], decision.say, rows)


def _find_out(decision: Decision, words: Phrases, fit: int) -> str:
    if decision.status in ("conflict", "gap"):
        return words.ask_owner.format(owner=decision.owner)
    if not decision.questions:
        return words.find_out
    question = decision.questions[0]
    if question.from_ledger:
        return words.look_up.format(question=question.text)
    choices = f" ({' / '.join(question.value_labels)})" if fit == 0 and question.value_labels else ""
    return words.ask.format(question=question.text) + choices


def option_in_words(option: Option, words: Phrases) -> str:
    """What the customer gets by an option, and what must be provided for it."""
    given = given_in_words(option, words)
    needed = ", ".join(option.provided_labels)
    return ", ".join(part for part in (given, words.on_condition.format(what=needed) if needed else "") if part)


def given_in_words(option: Option, words: Phrases) -> str:
    """Only what is given, without what comes to nothing beside it."""
    return " + ".join(line_in_words(line, words) for line in option.telling)


def line_in_words(line: GivenLine, words: Phrases) -> str:
    """One grant and how much of it."""
    if line.amount.type == BOOLEAN and line.amount.value is True:
        return line.label
    return f"{line.label} {amount_in_words(line.amount, words)}"


def amount_in_words(amount: Amount, words: Phrases) -> str:
    """An amount as the language writes it, kept together on one line; in words while it is open."""
    return words.open_amount if amount.text is None else amount.text.replace(" ", "\u00a0")


def offer_in_words(offer: OfferMade, words: Phrases) -> str:
    """What is offered, on which day, and how much."""
    text = offer.label
    if offer.amount is not None:
        text += f" {amount_in_words(offer.amount, words)}"
    if offer.on is not None:
        text += " " + words.on.format(day=amount_in_words(offer.on, words))
    return text


def quoted(text: str, words: Phrases) -> str:
    """A sentence to be spoken, in the quotation marks of the language."""
    return f"{words.quote[0]}{text}{words.quote[1]}"


def _at_most(lines: list[str], most: int, words: Phrases) -> tuple[str, ...]:
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[:most], words.more.format(count=len(lines) - most))


def _first_sentence(text: str) -> str:
    for end in (". ", "! ", "? "):
        head, found, _ = text.partition(end)
        if found:
            text = head + end.strip()
    return text
