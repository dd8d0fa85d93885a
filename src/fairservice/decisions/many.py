"""Decides any number of cases, one after the other as of one day; a bad case never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fairservice.decisions.decision import Decision
from fairservice.errors import CaseError


@dataclass(frozen=True)
class Case:
    """The facts of one case with its own days, where these are not those of all. None: as for all."""

    facts: Mapping[str, object]
    today: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of one case: a decision, or the error that says why there is none. Never both, never neither."""

    position: int
    """Of the case among all, from 0."""
    case: Mapping[str, object] | Case = field(repr=False)
    """The very object that was given, so that anything can be carried along."""
    decision: Decision | None
    error: CaseError | None

    def result(self) -> Decision:
        """The decision. Raises the error where there is none."""
        if self.error is not None:
            raise self.error
        assert self.decision is not None
        return self.decision


class Decide(Protocol):
    """`Policy.decide` with its request and language chosen."""

    def __call__(
        self, case: Mapping[str, object], *, today: date | None = None, received_on: date | None = None
    ) -> Decision: ...


def decide_each(
    decide: Decide, cases: Iterable[Mapping[str, object] | Case], today: date, received_on: date | None
) -> Iterator[Decided]:
    """The cases decided one by one, as they are asked for. Raises TypeError at once for what is not many cases."""
    if isinstance(cases, Mapping | Case | str | bytes):
        raise TypeError("`cases` is an iterable of cases; put a single one in a list")
    return _each(decide, iter(cases), today, received_on)


def _each(
    decide: Decide, cases: Iterator[Mapping[str, object] | Case], today: date, received_on: date | None
) -> Iterator[Decided]:
    for position, given in enumerate(cases):
        case = given if isinstance(given, Case) else Case(given, None, None)
        day = case.today or today
        try:
            decision = decide(case.facts, today=day, received_on=case.received_on or received_on or day)
        except CaseError as error:
            # Without its frames, so that keeping many errors keeps no more than what they say.
            yield Decided(position, given, None, error.with_traceback(None))
        else:
            yield Decided(position, given, decision, None)
