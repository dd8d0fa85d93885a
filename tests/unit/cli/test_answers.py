"""What a person types in an interview: taken where it cannot be misread, else refused kindly."""

from __future__ import annotations

from datetime import date

import pytest

from fairservice.cli.answers import NotAnAnswer, form_of, written_form
from fairservice.cli.phrases import phrases_in
from fairservice.conditions.vocabulary import BOOLEAN, DATE, TEXT, Choice, Choices, Type, default_quantity
from fairservice.decisions.content import Question

CHOICE = Choice(("unused", "like_new"))
MONEY = default_quantity("money", 2)


def read(typed: str, type: Type, lang: str = "en") -> str:
    values = type.values if isinstance(type, Choice | Choices) else ()
    labels = tuple(value.replace("_", " ") for value in values)
    question = Question("fact", "Which?", type, "", values, labels, False)
    return written_form(typed, question, phrases_in(lang), lang, date(2026, 6, 1))


@pytest.mark.parametrize(
    ("typed", "type", "lang", "written"),
    [
        ("y", BOOLEAN, "en", "true"),
        ("Ja", BOOLEAN, "nl", "true"),
        ("nee", BOOLEAN, "en", "false"),
        ("2", CHOICE, "en", "like_new"),
        ("Like New", CHOICE, "en", "like_new"),
        ("like_new", CHOICE, "en", "like_new"),
        ("1, like new", Choices(("unused", "like_new")), "en", "unused, like_new"),
        ("0", Choices(("unused", "like_new")), "en", ""),
        ("49,95", MONEY, "nl", "49.95"),
        ("€ 49,9", MONEY, "nl", "49.9"),
        ("yesterday", DATE, "en", "2026-05-31"),
        ("vandaag", DATE, "nl", "2026-06-01"),
        ("3-6-2026", DATE, "nl", "2026-06-03"),
        ("anything", TEXT, "en", "anything"),
    ],
)
def test_what_cannot_be_misread_is_taken(typed: str, type: Type, lang: str, written: str) -> None:
    """Numbers of choices, labels, a comma for cents, and days as the language writes them are understood."""
    assert read(typed, type, lang) == written


@pytest.mark.parametrize(
    ("typed", "type", "lang", "kept"),
    [
        ("3-6-2026", DATE, "en", "3-6-2026"),
        ("1.000", MONEY, "nl", "1.000"),
        ("1.000,00", MONEY, "nl", "1.000,00"),
        ("1,000", MONEY, "en", "1,000"),
    ],
)
def test_what_could_be_misread_is_left_for_the_reader_to_refuse(typed: str, type: Type, lang: str, kept: str) -> None:
    """No guess is made between day and month, or between thousands and cents."""
    assert read(typed, type, lang) == kept


@pytest.mark.parametrize(("typed", "type"), [("maybe", BOOLEAN), ("3", CHOICE), ("0", CHOICE), ("²", CHOICE)])
def test_what_is_no_answer_says_what_would_be(typed: str, type: Type) -> None:
    """A wrong answer to a closed question tells the answers there are."""
    with pytest.raises(NotAnAnswer, match="Please"):
        read(typed, type)


def test_the_form_of_an_answer_tells_its_bounds() -> None:
    """The help to a number says how it is written and between which bounds."""
    assert form_of(MONEY, phrases_in("en")) == "A number, written like 49.95. From 0.00 to 10000000.00."
