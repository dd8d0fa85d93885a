"""A refusal in every language that fairservice speaks, and what may fill its places in each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairservice.conditions.vocabulary import Boolean, Type, Value, write_value
from fairservice.conditions.wording import LOCALES, spoken, spoken_day
from fairservice.desk.phrases import Phrases, phrase
from fairservice.errors import Refused
from fairservice.policy.rulebook import Rulebook

Place = str | int | Phrases
"""What fills a place: the same in every language, or other words in each."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which the desk refuses: its code, for programs, and what people read.

    That is per language the line that says what is refused, and the help that says what would do. All have the same
    places to fill. In Python, and in JSON, it is told in English.
    """

    code: str
    told: Mapping[str, tuple[str, str | None]]

    def of(self, **places: Place) -> Refused:
        """The refusal to raise, with its places filled."""
        told = {
            lang: (_filled(line, lang, places), None if help is None else _filled(help, lang, places))
            for lang, (line, help) in self.told.items()
        }
        return Refused(self.code, *told["en"], told)


def _filled(text: str, lang: str, places: Mapping[str, Place]) -> str:
    return text.format_map({name: x if isinstance(x, str | int) else phrase(x, lang) for name, x in places.items()})


def filled(text: Phrases, **places: Place) -> Phrases:
    """A part of a refusal that has places of its own."""
    return {lang: _filled(said, lang, places) for lang, said in text.items()}


def each_language(make: Callable[[str], str]) -> Phrases:
    """What is made for a language, for every one that fairservice speaks."""
    return {lang: make(lang) for lang in LOCALES}


def labels(rulebook: Rulebook, name: str) -> Phrases:
    """What people call a role or a grant; in the first language of a policy that has no words in another."""
    spoken_here = rulebook.languages
    return each_language(lambda lang: rulebook.label(name, lang if lang in spoken_here else spoken_here[0]))


def the_day(day: str | date) -> Phrases:
    """A day: in English as it is written in a policy, since programs may read that."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return each_language(lambda lang: when.isoformat() if lang == "en" else spoken_day(when, lang))


def value_of(rulebook: Rulebook, value: Value, type: Type) -> Phrases:
    """A value as people say it: `€10.00`."""
    return each_language(lambda lang: spoken(value, type, lang, rulebook.currency).replace("\u202f", "\u00a0"))


def amounts(rulebook: Rulebook, grant: str, amount: int) -> Phrases:
    """How much of a grant: in English as it is written in a policy, since programs may read that."""
    type = rulebook.grants[grant].type
    return {**value_of(rulebook, amount, type), "en": write_value(amount, type)}


def so_much(rulebook: Rulebook, grant: str, amount: int) -> Phrases:
    """What is given with how much of it; of what has no amount only what it is."""
    what, much = labels(rulebook, grant), amounts(rulebook, grant, amount)
    if isinstance(rulebook.grants[grant].type, Boolean):
        return what
    return each_language(lambda lang: f"{much[lang]} {'of ' if lang == 'en' else ''}{what[lang]}")


def either(names: Iterable[str]) -> Phrases:
    """One of some names, as they are typed."""
    typed = [f"`{each}`" for each in names]
    return {"en": " or ".join(typed), "nl": " of ".join(typed)}


def both(names: Iterable[str]) -> Phrases:
    """All of some names, as they are typed."""
    typed = [f"`{each}`" for each in names]
    return {"en": " and ".join(typed), "nl": " en ".join(typed)}


def joined(parts: Sequence[Phrases], between: str = ", ") -> Phrases:
    return each_language(lambda lang: between.join(phrase(each, lang) for each in parts))
