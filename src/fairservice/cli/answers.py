"""What a person types as an answer becomes the written form of a fact, if it cannot be misread."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fairservice.cli.phrases import Phrases
from fairservice.conditions.vocabulary import CLOCKS, Boolean, Choice, Choices, Quantity, Records, Type, write_value
from fairservice.decisions.content import Question

_YES = frozenset({"y", "yes", "j", "ja", "true"})
_NO = frozenset({"n", "no", "nee", "false"})
_DAYS_BACK = {"today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1}
_COMMA = re.compile(r"([0-9]+),([0-9]{1,2})\Z", re.ASCII)
_DUTCH_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})\Z", re.ASCII)


class NotAnAnswer(Exception):
    """What was typed answers another kind of question; says what would answer this one."""


def written_form(typed: str, question: Question, words: Phrases, lang: str, today: date) -> str:
    """The fact as a case writes it, which the case reader still checks. Raises NotAnAnswer."""
    match question.type:
        case Boolean():
            return _yes_or_no(typed, words)
        case Choice():
            return _one_of(typed, question, words)
        case Choices():
            if typed == "0":
                return ""
            return ", ".join(_one_of(part.strip(), question, words) for part in typed.split(","))
        case Quantity(kind="date"):
            return _day(typed, lang, today)
        case Quantity(kind="money" | "percent" | "number"):
            return _decimal(typed)
        case _:
            return typed


def _yes_or_no(typed: str, words: Phrases) -> str:
    if typed.casefold() in _YES:
        return "true"
    if typed.casefold() in _NO:
        return "false"
    raise NotAnAnswer(words.not_yes_no)


def _one_of(typed: str, question: Question, words: Phrases) -> str:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(question.values):
        return question.values[int(typed) - 1]
    for value, label in zip(question.values, question.value_labels or question.values, strict=True):
        if typed.casefold() in (value, label.casefold()):
            return value
    raise NotAnAnswer(words.not_a_choice.format(count=len(question.values)))


def _day(typed: str, lang: str, today: date) -> str:
    if typed.casefold() in _DAYS_BACK:
        return (today - timedelta(days=_DAYS_BACK[typed.casefold()])).isoformat()
    # Day before month is how Dutch is written; in English nobody can know which came first.
    match = _DUTCH_DAY.match(typed) if lang == "nl" else None
    return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else typed


def _decimal(typed: str) -> str:
    bare = typed.replace("\u00a0", " ").strip("€% ")
    match = _COMMA.match(bare)
    return f"{match[1]}.{match[2]}" if match else bare


def form_of(type: Type, words: Phrases) -> str:
    """How an answer to a question of this type is written, and between which bounds."""
    if isinstance(type, Quantity) and type.kind not in CLOCKS:
        low, high = write_value(type.low, type), write_value(type.high, type)
        return f"{_form_of(type, words)} {words.from_to.format(low=low, high=high)}"
    return _form_of(type, words)


def _form_of(type: Type, words: Phrases) -> str:
    match type:
        case Boolean():
            return words.not_yes_no
        case Quantity(kind="date"):
            return words.help_date.format(example="2026-01-31")
        case Quantity(kind="datetime"):
            return words.help_number.format(example="2026-01-31T14:30")
        case Quantity(kind="time"):
            return words.help_number.format(example="22:00")
        case Quantity(kind="money"):
            return words.help_number.format(example="49.95")
        case Quantity(kind="percent" | "number", scale=scale):
            return words.help_number.format(example="2.5" if scale else "2")
        case Quantity():
            return words.help_number.format(example="14")
        case Choice(values) | Choices(values):
            return words.not_a_choice.format(count=len(values))
        case Records(fields):
            example = '[{"' + '": "…", "'.join(name for name, _ in fields[:2]) + '": "…"}]'
            return words.help_list.format(example=example)
        case _:
            return words.help_other
