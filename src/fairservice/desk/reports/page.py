"""A report as people read it: a title, what its figures mean, and tables; how it is drawn is left to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fairservice.conditions.vocabulary import Boolean
from fairservice.conditions.wording import LOCALES, spoken, spoken_day
from fairservice.desk.reports.period import Period
from fairservice.policy.declare_values import WORD
from fairservice.policy.rulebook import Rulebook

Mood = Literal["plain", "quiet", "alert"]
Words = Mapping[str, str]
"""The words of a report in one language, by what they are for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; figures stand at its right."""

    title: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, with lines that are told below them."""

    cells: tuple[str, ...]
    below: tuple[str, ...] = ()
    mood: Mood = "plain"


@dataclass(frozen=True, slots=True)
class TableOf:
    """Rows below a title. `empty` is what is said where there are none."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Page:
    """A report, told. `meaning` says in one line what its figures are, `notes` what they are not."""

    title: str
    meaning: str
    tables: tuple[TableOf, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Tells figures, days and amounts in one language, with the labels of a policy."""

    rulebook: Rulebook
    lang: str

    @property
    def spoken_in(self) -> str:
        """The language of the words that are no policy's own: English where they are in no other."""
        return self.lang if self.lang in LOCALES else "en"

    def words(self, each: Mapping[str, Words]) -> Words:
        return each[self.spoken_in]

    def label(self, name: str | None) -> str:
        return "" if name is None else self.rulebook.label(name, self.lang)

    def reason(self, reason: str) -> str:
        """A reason: what people call a word of the policy, or else the words that somebody wrote."""
        return self.rulebook.label(reason, self.lang) if WORD.match(reason) else reason

    def day(self, day: date) -> str:
        return spoken_day(day, self.spoken_in)

    def period(self, period: Period) -> str:
        return f"{self.day(period.first)} – {self.day(period.last)}"

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", "." if self.spoken_in == "nl" else ",")

    def share(self, hundredths: int) -> str:
        """Hundredths of a percent, with one decimal, half up."""
        tenths = (hundredths + 5) // 10
        point = "," if self.spoken_in == "nl" else "."
        return f"{tenths // 10}{point}{tenths % 10}%"

    def ratio(self, part: int, whole: int) -> str:
        """The share that a part is of a whole, with one decimal, half up."""
        return self.share((2000 * part + whole) // (2 * whole) * 10)

    def amount(self, grant: str, amount: int) -> str:
        """So much of a grant, as it is said: `€ 15,00`."""
        found = self.rulebook.grants.get(grant)
        if found is None or isinstance(found.type, Boolean):
            return ""
        sign = "−" if amount < 0 else ""
        return sign + spoken(abs(amount), found.type, self.spoken_in, self.rulebook.currency, zone=self.rulebook.zone)

    def given(self, grant: str, amount: int) -> str:
        """An amount with what it is of: `€ 15,00 tegoed`."""
        return f"{self.amount(grant, amount)} {self.label(grant)}".strip()
