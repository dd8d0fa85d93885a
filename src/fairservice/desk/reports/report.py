"""What every report is: figures of a period, as data, as rows, and as a page to read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from fairservice.conditions.vocabulary import write_value
from fairservice.desk.ports import Person, Reading
from fairservice.desk.principal import may
from fairservice.desk.reports.nameless import Nameless
from fairservice.desk.reports.page import Page, Speaker
from fairservice.desk.reports.period import Period
from fairservice.desk.session import Session
from fairservice.policy.desk_terms import DeskTerms
from fairservice.policy.rulebook import Rulebook

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made from. Whoever asks is not in it: all that counts is whether they own the policy."""

    desk: str
    reading: Reading
    rulebook: Rulebook
    terms: DeskTerms
    today: date
    period: Period
    by_owner: bool
    people: tuple[Person, ...]
    """Who works here today: to group figures of enough of them, and to leave their names out of texts."""

    @property
    def nameless(self) -> Nameless:
        return Nameless(self.people)

    def written(self, grant: str | None, amount: int | None) -> str | None:
        """An amount as in a policy; None of a grant that the policy in force no longer has."""
        found = None if grant is None else self.rulebook.grants.get(grant)
        return None if found is None or amount is None else write_value(amount, found.type)


def asked_of(session: Session, period: Period) -> Asked:
    """What a report is made from, at a desk."""
    return Asked(
        desk=session.parts.name,
        reading=session.reading,
        rulebook=session.rulebook,
        terms=session.terms,
        today=session.today,
        period=period,
        by_owner=may(session.rulebook, session.person, "publish"),
        people=session.parts.staff.people(session.today),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(ABC):
    """A report of one desk. No login, no name and no customer is in any of its forms."""

    NAME: ClassVar[str]
    HEADER: ClassVar[tuple[str, ...]]
    """What its rows have, in this order."""
    SCHEMA: ClassVar[dict[str, Any]]

    desk: str
    period: Period
    as_of: date

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready data. Amounts are texts as in a policy, rates are hundredths of a percent."""
        common = {"report": self.NAME, "desk": self.desk, "as_of": self.as_of.isoformat(), **self.period.to_dict()}
        return {**common, **self.content()}

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """What it says besides that."""

    @abstractmethod
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Its figures as the rows of one table, below `HEADER`."""

    @abstractmethod
    def page(self, speaker: Speaker) -> Page:
        """The report, to be read."""


def common(asked: Asked) -> dict[str, Any]:
    """What every report says of itself."""
    return {"desk": asked.desk, "period": asked.period, "as_of": asked.today}
