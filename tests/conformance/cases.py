"""Generates cases of a policy: each fact known or unknown, with values on and beside its boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
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

    def known(self, chooser: Chooser, full: Known, percent: int) -> Known:
        """A part of a full case: some facts, and of the lists among them some fields."""
        found: Known = {}
        for name, value in full.items():
            if chance(chooser, percent):
                if isinstance(value, list) and chance(chooser, 60):
                    value = [{key: its for key, its in each.items() if chance(chooser, 65)} for each in value]
                found[name] = value
        return found

    # ---- all completions

    def domain(self, fact: Fact) -> list[Value] | None:
        """Every value of a fact that is no list, where there are few."""
        if fact.source == "ledger":
            return [0, 1]  # the generated limits are 1: more is as much as 1
        return _few(fact.type) if not isinstance(fact.type, Records) else None

    def completions(self, known: Known) -> Iterator[Known]:
        """Every complete case that agrees with what is known."""
        open_ones = {name: fact for name, fact in self.facts.items() if self._ways(fact, known.get(name)) != 1}
        for name in self.facts:
            if name not in known:
                open_ones.setdefault(name, self.facts[name])
        values = [list(self._completed(fact, known.get(name))) for name, fact in open_ones.items()]
        for chosen in product(*values):
            yield {**known, **dict(zip(open_ones, chosen, strict=True))}

    def size(self, known: Known) -> int:
        """How many completions there are; 0 where they cannot be counted off."""
        total = 1
        for name, fact in self.facts.items():
            total *= self._ways(fact, known.get(name))
        return total

    def _ways(self, fact: Fact, given: Any) -> int:
        """In how many ways a fact can turn out, as far as it is given; 0 for too many to count off."""
        if not isinstance(fact.type, Records):
            return 1 if given is not None else len(self.domain(fact) or [])
        fields = {name: len(_few(type) or []) for name, type in fact.type.fields}
        if given is None:
            each = prod(fields.values())
            return sum(each**count for count in range(fact.type.at_most + 1)) if each else 0
        return prod(size for record in given for name, size in fields.items() if name not in record)

    def _completed(self, fact: Fact, given: Any) -> Iterator[Any]:
        if not isinstance(fact.type, Records):
            yield from (self.written(fact, value) for value in self.domain(fact) or [])
            return
        if given is None:
            for count in range(fact.type.at_most + 1):
                yield from self._completed(fact, [{}] * count)
            return
        choices = [
            [record[name]] if name in record else [write_value(value, type) for value in _few(type) or []]
            for record in given
            for name, type in fact.type.fields
        ]
        names = [name for name, _ in fact.type.fields]
        for flat in product(*choices):
            yield [dict(zip(names, flat[at : at + len(names)], strict=True)) for at in range(0, len(flat), len(names))]


def _few(type: ScalarType) -> list[Any] | None:
    """Every value of a type, where there are few."""
    match type:
        case Boolean():
            return [False, True]
        case Choice(values, ordered):
            return list(range(len(values))) if ordered else list(values)
        case Quantity(low=low, high=high):
            return list(range(low, high + 1)) if high - low <= 11 else None
    return None


def growing(known: Known, full: Known, order: Iterable[str]) -> Iterator[Known]:
    """The case as more becomes known, step by step: a fact; of a list first one field, then record by record all."""
    current = dict(known)
    for name in order:
        target = full[name]
        if not isinstance(target, list):
            if name not in current:
                current = {**current, name: target}
                yield current
            continue
        if name not in current:
            current = {**current, name: [dict(list(record.items())[-1:]) for record in target]}
            yield current
        for position, record in enumerate(target):
            if current[name][position] != record:
                current = {**current, name: [*target[: position + 1], *current[name][position + 1 :]]}
                yield current
