"""What a decision holds: the answer to one case, with everything that staff, customer and auditor need of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Literal

from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Quantity,
    Records,
    Type,
    Value,
    int_of,
    write_value,
    written_records,
)

Status = Literal["settled", "open", "conflict", "gap"]
"""`settled`: answer, options and offers stand. `open`: some fact that matters is unknown. `conflict`: two rules
that both stand disagree. `gap`: the policy claims to be complete and has no rule for this case."""

Standing = Literal["stands", "failed", "yielded", "may_stand"]
Listed = tuple[Mapping[str, str], ...]
"""A list of records as written: the known fields of each, by name. Read-only, and a case can be made of it again."""


def writer_of(type: Type) -> Callable[[Value], str | Listed]:
    """What writes the values of a type, as `write_value` does; a list of records as its records."""
    match type:
        case Records():
            return lambda value: tuple(map(MappingProxyType, written_records(value, type)))
        case Boolean():
            return lambda value: "true" if value else "false"
        case Choice(values, ordered):
            return (lambda value: values[int_of(value)]) if ordered else str
        case _:
            return partial(write_value, type=type)


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its type; `value` is None while it is open."""

    value: Value | None
    type: Type
    _write: Callable[[Value, Type], str] = field(repr=False, compare=False)

    @property
    def text(self) -> str | None:
        """How the asked language writes it."""
        return None if self.value is None else self._write(self.value, self.type)

    def to_json(self) -> str | None:
        return None if self.value is None else write_value(self.value, self.type)


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One grant and how much of it. `rule` and `provided` are its own where it adds to an option of another rule.

    `rule` is None while it is open which of several rules that agree gives it.
    """

    grant: str
    label: str
    amount: Amount
    rule: str | None
    provided: tuple[str, ...] = ()
    certain: bool = True

    @property
    def comes_to_nothing(self) -> bool:
        """Whether it surely is an amount or number of zero, for which nothing must be provided."""
        return (
            self.certain
            and not self.provided
            and isinstance(self.amount.type, Quantity)
            and self.amount.type.kind not in ("date", "datetime")
            and self.amount.value == 0
        )


@dataclass(frozen=True, slots=True)
class Option:
    """What the customer gets by one rule. Not `certain`: it may still come or go with facts that are unknown.

    `rule` is None while it is open which of several rules that agree gives it.
    """

    rule: str | None
    basis: str
    lines: tuple[GivenLine, ...]
    provided: tuple[str, ...]
    provided_labels: tuple[str, ...]
    certain: bool

    @property
    def telling(self) -> tuple[GivenLine, ...]:
        """The lines that people are told: those that come to nothing (€0.00, no bags) only where all do."""
        return tuple(line for line in self.lines if not line.comes_to_nothing) or self.lines


@dataclass(frozen=True, slots=True)
class OfferMade:
    """What can be proposed instead: what, on which day, how much, and the words.

    `rule` and `say` are None while it is open which of several rules offers it.
    """

    what: str
    label: str
    on: Amount | None
    amount: Amount | None
    calming: bool
    say: str | None
    rule: str | None
    certain: bool


@dataclass(frozen=True, slots=True)
class MayConcede:
    """A concession that may be made: of which grant, up to what, for which reasons, in whose mandate.

    `by_role` has for each role that has a mandate, lowest first, up to what it may concede on its own.
    """

    rule: str
    exception_to: str
    grant: str
    label: str
    up_to: Amount
    by_role: tuple[tuple[str, Amount], ...]
    reasons: tuple[str, ...]
    used: int | None
    at_most: int | None
    within_days: int | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is unknown and still matters, with the question to ask for it. `values` of a choice."""

    fact: str
    text: str
    type: Type
    kind: str
    values: tuple[str, ...]
    value_labels: tuple[str, ...]
    from_ledger: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One test of a rule: in words, with the value that it met. `holds` is None while it is open."""

    text: str
    holds: bool | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule that was considered, and why it stands, failed, yielded or may still stand."""

    rule: str
    basis: str
    standing: Standing
    yielded_to: str | None
    reasons: tuple[Reason, ...]
    reference: str | None
    place: str | None
    table: str | None


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """How many rows of a decision table a reader is spared, by what became of them."""

    table: str
    failed: int
    yielded: int
    may_stand: int
