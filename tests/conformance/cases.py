"""Generates cases of a policy: each fact known or unknown, with values on and beside its boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from conformance.chooser import Chooser, chance, pick, some
from conformance.expressions import NOTES
from fairservice.conditions.declarations import Fact
from fairservice.conditions.nodes import Constant, Dated, LookUp, OneOf, walk
from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Scalar,
    ScalarType,
    Text,
    Type,
    Value,
    int_of,
    write_value,
    written_records,
)
from fairservice.policy.rulebook import Request, Rulebook

Known = dict[str, Any]
"""Facts as they are written in a case: texts, and for a list its records."""


@dataclass(frozen=True)
class Moment:
    """When a case is decided, and when it came in."""

    today: date
    received_on: date


def marks_of(request: Request) -> dict[tuple[str, int], list[int]]:
    """Every figure that the conditions and amounts of a request speak of, by kind and decimals."""
    found: dict[tuple[str, int], set[int]] = {}

    def mark(value: Value, type: Type) -> None:
        if isinstance(type, Quantity):
            found.setdefault((type.dimension, type.scale), set()).add(int_of(value))

    for node in (part for root in (*request.program.conditions, *request.program.amounts) for part in walk(root)):
        match node:
            case Constant(value, type):
                mark(value, type)
            case OneOf(operand, values):
                for value in values:
                    mark(value, operand.type)
            case Dated(_, versions):
                for first, _ in versions:
                    found.setdefault(("date", 0), set()).add(first)
            case LookUp(_, entries, otherwise, type):
                for value in (otherwise, *(each for _, each in entries)):
                    mark(value, type)
    return {key: sorted(values) for key, values in found.items()}


class CaseWriter:
    """Writes cases of one request of one policy."""

    def __init__(self, rulebook: Rulebook, request: Request) -> None:
        self.rulebook = rulebook
        self.marks = marks_of(request)
        read = {column.partition("/")[0] for column in (*request.program.columns, request.in_force_fact)}
        self.facts = {name: fact for name, fact in rulebook.facts.items() if name in read and fact.source != "clock"}

    def moment(self, chooser: Chooser) -> Moment:
        days = [day for day in self.marks.get(("date", 0), []) if day >= self.rulebook.since + 2]
        anchor = date.fromordinal(pick(chooser, days)) if days and chance(chooser, 70) else date(2026, 3, 1)
        today = anchor + timedelta(days=chooser.integer(-1, 1))
        return Moment(today, today - timedelta(days=chooser.integer(0, 2)))

    def full(self, chooser: Chooser) -> Known:
        """A case in which everything is known."""
        return {name: self.written(fact, self.value(chooser, fact)) for name, fact in self.facts.items()}

    def written(self, fact: Fact, value: Value) -> Any:
        return written_records(value, fact.type) if isinstance(fact.type, Records) else write_value(value, fact.type)

    def value(self, chooser: Chooser, fact: Fact) -> Value:
        """A value of a fact: often on, just under or just over a figure of the policy."""
        match fact.type:
            case Records(fields, at_most):
                count = chooser.integer(0, min(at_most, 3))
                return tuple(tuple(self._scalar(chooser, fact, type) for _, type in fields) for _ in range(count))
            case type:
                return self._scalar(chooser, fact, type)

    def _scalar(self, chooser: Chooser, fact: Fact, type: ScalarType) -> Scalar:
        match type:
            case Boolean():
                return chance(chooser, 50)
            case Choice(values, ordered):
                rank = chooser.integer(0, len(values) - 1)
                return rank if ordered else values[rank]
            case Choices(values):
                return frozenset(some(chooser, values, 40))
            case Text():
                return pick(chooser, (*NOTES, "other"))
            case Quantity() as quantity:
                return self._quantity(chooser, fact, quantity)

    def _quantity(self, chooser: Chooser, fact: Fact, type: Quantity) -> int:
        if fact.source == "ledger":
            return chooser.integer(0, 2)
        low, high = type.low, type.high
        marks = self.marks.get((type.dimension, type.scale), [])
        if type.kind == "datetime":
            midnight = date(2026, 6, 1).toordinal() - date(1970, 1, 1).toordinal()
            return midnight * 86400 - 7200 + chooser.integer(-2, 2) * 43200 + chooser.integer(-1, 1)
        if type.kind == "date":  # the policy decides from its first day on
            low, marks = max(low, self.rulebook.since), marks or [date(2026, 6, 1).toordinal()]
        if marks and chance(chooser, 75):
            return min(max(pick(chooser, marks) + chooser.integer(-1, 1), low), high)
        if type.kind == "date":
            return min(max(marks[0] + chooser.integer(-400, 400), low), high)
        return pick(chooser, (low, high, low + (high - low) // 3, chooser.integer(low, high)))

    # ---- all completions

    def domain(self, fact: Fact) -> list[Value] | None:
        """Every value of a fact, where there are few."""
        match fact.type:
            case Boolean():
                return [False, True]
            case Choice(values, ordered):
                return list(range(len(values))) if ordered else list(values)
            case Quantity(low=low, high=high):
                if fact.source == "ledger":
                    return [0, 1]  # the generated limits are 1: more is as much as 1
                return list(range(low, high + 1)) if high - low <= 11 else None
        return None

    def completions(self, known: Known) -> Iterator[Known]:
        """Every complete case that agrees with what is known."""
        unknown = [name for name in self.facts if name not in known]
        domains = [self.domain(self.facts[name]) or [] for name in unknown]
        for values in product(*domains):
            extra = {name: self.written(self.facts[name], value) for name, value in zip(unknown, values, strict=True)}
            yield {**known, **extra}

    def size(self, known: Known) -> int:
        """How many completions there are; 0 where they cannot be counted off."""
        total = 1
        for name, fact in self.facts.items():
            if name not in known:
                total *= len(self.domain(fact) or [])
        return total
