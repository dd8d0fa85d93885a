"""Cases on and beside every boundary of a request: made from its own figures, the same ones each time.

For each fact in turn each of its telling values (a figure that the request speaks of, one less and one more; each
value of a choice; yes and no; its least and most; unknown) is tried in a case that is else made at random, once with
the rest known and once with some of it unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from fairservice.conditions.declarations import Fact
from fairservice.conditions.nodes import Constant, Contains, Dated, LookUp, OneOf, walk
from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Record,
    Records,
    Scalar,
    ScalarType,
    Text,
    Type,
    Value,
    int_of,
)
from fairservice.policy.rulebook import Request, Rulebook

RECORDS = 3
"""The most records of a generated list."""
_OTHER = "something else"


@dataclass(frozen=True)
class Marks:
    """What the conditions and amounts of a request speak of: figures by dimension and decimals, and texts."""

    figures: Mapping[tuple[str, int], tuple[int, ...]]
    texts: tuple[str, ...]


def marks_of(request: Request) -> Marks:
    """Every figure, first day and text in the conditions and amounts of a request."""
    figures: dict[tuple[str, int], set[int]] = {}
    texts: dict[str, None] = {}

    def mark(value: Value, type: Type) -> None:
        if isinstance(type, Quantity) and isinstance(value, int):
            figures.setdefault((type.dimension, type.scale), set()).add(int(value))
        elif isinstance(type, Text) and isinstance(value, str):
            texts[value] = None

    seen: set[int] = set()
    for node in (part for root in request.program.parts for part in walk(root, seen)):
        match node:
            case Constant(value, type):
                mark(value, type)
            case OneOf(operand, values):
                for each in values:
                    mark(each, operand.type)
            case Contains(values=values):
                texts.update(dict.fromkeys(values))
            case Dated(_, versions):
                for first, _ in versions:
                    figures.setdefault(("date", 0), set()).add(first)
            case LookUp(_, entries, otherwise, type):
                for each in (otherwise, *(value for _, value in entries)):
                    mark(each, type)
    return Marks({key: tuple(sorted(values)) for key, values in figures.items()}, tuple(texts))


class BoundaryCases:
    """Makes the cases of one request: facts by name with the values that engines read; what is left out is unknown."""

    def __init__(self, rulebook: Rulebook, request: Request) -> None:
        self.rulebook = rulebook
        self.marks = marks_of(request)
        read = {column.partition("/")[0] for column in (*request.program.columns, request.in_force_fact)}
        self.facts = {name: fact for name, fact in rulebook.facts.items() if name in read and fact.source != "clock"}
        self.request = request

    def cases(self, most: int) -> Iterator[dict[str, Value]]:
        """As many cases: those at a boundary first, each fact in its turn, then further ones at random."""
        random = Random(f"{self.request.name} of {self.rulebook.name}")
        turns = [[(name, value) for value in self.telling(fact)] for name, fact in self.facts.items()]
        by_turn = [each for each in chain.from_iterable(zip_longest(*turns)) if each is not None]
        for number in range(most):
            case = self._random(random, (100, 70, 100, 40)[number % 4])
            at = number // 2  # each boundary twice: with all else known, and with some of it unknown
            if at < len(by_turn):
                name, value = by_turn[at]
                if value is None:
                    case.pop(name, None)
                else:
                    case[name] = value
            yield case

    def telling(self, fact: Fact) -> list[Value | None]:
        """The values of a fact at which an answer may change, and None for unknown."""
        match fact.type:
            case Records(fields, at_most):
                lists: list[Value | None] = [(), None]
                for position, (_, type) in enumerate(fields):
                    for value in self._values(type):
                        lists.append((self._record(fields, position, value),))
                    lists.append((self._record(fields, position, None),))
                return lists if at_most else [(), None]
            case type:
                return [*self._values(type), None]

    def _record(self, fields: tuple[tuple[str, ScalarType], ...], position: int, value: Scalar | None) -> Record:
        rest = Random(str(position))
        return tuple(
            value if at == position else rest.choice(self._values(type)) for at, (_, type) in enumerate(fields)
        )

    def _values(self, type: ScalarType) -> list[Scalar]:
        match type:
            case Boolean():
                return [False, True]
            case Choice(values, ordered):
                return list(range(len(values))) if ordered else list(values)
            case Choices(values):
                return [frozenset(), frozenset(values), *(frozenset([each]) for each in values)]
            case Text():
                return [*self.marks.texts, _OTHER]
            case Quantity(low=low, high=high):
                marks = self.marks.figures.get((type.dimension, type.scale), ())
                if type.kind in ("date", "datetime"):
                    low, high = self._days(type)
                near = {low, high, *(mark + step for mark in marks for step in (-1, 0, 1))}
                return sorted(each for each in near if low <= each <= high)

    def _days(self, type: Quantity) -> tuple[int, int]:
        """The first and the last day, or moment, within two years of the figures; none before the policy began."""
        days = (self.rulebook.since, *self.marks.figures.get(("date", 0), ()))
        first, last = max(self.rulebook.since, min(days) - 400), max(days) + 400
        if type.kind == "datetime":
            first, last = ((day - 719_163) * 86_400 for day in (first, last))  # 1970-01-01
        return max(type.low, first), min(type.high, last)

    def _random(self, random: Random, percent: int) -> dict[str, Value]:
        """A case in which each fact is known with that chance, at a boundary or anywhere between."""
        case: dict[str, Value] = {}
        for name, fact in self.facts.items():
            value = self._any(random, fact, percent)
            if random.randrange(100) < percent:
                case[name] = value
        days = self._values(self.rulebook.facts["today"].type)  # type: ignore[arg-type]  # a date
        case["today"] = random.choice(days)
        case["received_on"] = max(int_of(case["today"]) - random.randrange(3), self.rulebook.since)
        return case

    def _any(self, random: Random, fact: Fact, percent: int) -> Value:
        match fact.type:
            case Records(fields, at_most):
                return tuple(
                    tuple(
                        self._scalar(random, type) if random.randrange(100) < max(percent, 60) else None
                        for _, type in fields
                    )
                    for _ in range(random.randint(0, min(at_most, RECORDS)))
                )
            case type:
                return self._scalar(random, type)

    def _scalar(self, random: Random, type: ScalarType) -> Scalar:
        match type:
            case Choices(values):
                return frozenset(each for each in values if random.randrange(2))
            case Quantity(low=low, high=high) if random.randrange(4) == 0:
                if type.kind in ("date", "datetime"):
                    low, high = self._days(type)
                return random.randint(low, high)
            case _:
                return random.choice(self._values(type))
