"""Which rules a value of one column lets through: the tests of single columns as tables from value to bit set.

A condition is taken apart into what reads one column only, and the rest. What reads one column is constant on
finitely many *cells* of it (a value of a choice, a stretch between two thresholds), so it is worked out once per
cell, by the reference interpreter, and the rules that pass are one bit set per cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fairservice.conditions.nodes import (
    FALSE,
    And,
    AtLeast,
    Comparison,
    Constant,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Variable,
    children,
    conjunction,
)
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Boolean, Choice, Quantity, Text, Type, Value, int_of

MAX_DIRECT = 256
"""So many values of a column with an order may be looked up one by one, instead of by stretches."""


@dataclass(slots=True)
class Apart:
    """A condition taken apart: per column what reads only that one, and the rest."""

    by_column: dict[str, list[Node]] = field(default_factory=dict)
    rest: list[Node] = field(default_factory=list)

    def column(self, name: str) -> Node | None:
        tests = self.by_column.get(name)
        return None if tests is None else tests[0] if len(tests) == 1 else conjunction(tests)


def apart(conditions: Sequence[Node]) -> dict[int, Apart]:
    """Each condition that can hold taken apart, by its position."""
    columns: dict[int, str | None] = {}  # by identity: many rules have parts in common, looked at once
    found: dict[int, Apart] = {}
    for position, condition in enumerate(conditions):
        if condition == FALSE:
            continue
        each = found[position] = Apart()
        for part in _parts(condition):
            if id(part) not in columns:
                columns[id(part)] = _only_column(part)
            column = columns[id(part)]
            if column is None:
                each.rest.append(part)
            else:
                each.by_column.setdefault(column, []).append(part)
    return found


def _parts(node: Node) -> Iterator[Node]:
    """What must all hold for a condition to hold."""
    pending = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, And):
            pending.extend(reversed(each.operands))
        elif isinstance(each, Named) and isinstance(each.body, And | Named):
            pending.append(each.body)
        else:
            yield each


def _only_column(node: Node) -> str | None:
    """The one column that a test reads, if it is made of plain comparisons that a table can stand for."""
    found: str | None = None
    pending = [node]
    while pending:
        each = pending.pop()
        match each:
            case And() | Or() | Not() | AtLeast() | Named() if isinstance(each.type, Boolean):
                pending.extend(children(each))
                continue
            case Variable(type=Boolean()):
                variable = each
            case Comparison(left=left, right=right):
                one, other = _bare(left), _bare(right)
                if isinstance(one, Constant):
                    one, other = other, one
                if not isinstance(one, Variable) or not isinstance(other, Constant):
                    return None
                variable = one
            case OneOf(operand=operand) if isinstance(_bare(operand), Variable):
                bare = _bare(operand)
                assert isinstance(bare, Variable)
                variable = bare
            case _:
                return None
        if not isinstance(variable.type, Boolean | Choice | Quantity | Text):
            return None
        if found is not None and found != variable.name:
            return None
        found = variable.name
    return found


def _bare(node: Node) -> Node:
    """What stands under names and rescalings, or the constant that they come to."""
    while isinstance(node, Named | Rescale):
        node = node.body if isinstance(node, Named) else node.operand
    return node


@dataclass(frozen=True, slots=True)
class Cells:
    """What one test comes to on the cells of its column.

    Of a column with an order: where a stretch `starts`, and the truth below the first, then from each start on.
    Of any other: whether it holds for `others`, and the `values` for which it does not come to the same as those.
    `open` is its truth while the column is unknown.
    """

    starts: tuple[int, ...]
    truths: tuple[bool, ...]
    values: frozenset[Value]
    others: bool
    open: bool | None


def cells_of(test: Node, name: str, type: Type) -> Cells:
    """The cells of a test that reads the column `name` only."""
    open_truth = value_of(test, {})
    when_open = None if open_truth is None else bool(open_truth)

    def holds(value: Value) -> bool:
        return value_of(test, {name: value}) is True

    if isinstance(type, Boolean):
        return Cells((), (), frozenset(each for each in (True, False) if holds(each)), False, when_open)
    if isinstance(type, Choice) and not type.ordered:
        return Cells((), (), frozenset(filter(holds, type.values)), False, when_open)
    if isinstance(type, Text):
        named = {value for value in _constants(test) if isinstance(value, str)}
        other = "x"
        while other in named:
            other += "x"
        others = holds(other)
        return Cells((), (), frozenset(value for value in named if holds(value) != others), others, when_open)
    starts = sorted(set(_thresholds(test)))
    if not starts:
        return Cells((), (holds(0),), frozenset(), False, when_open)
    truths = [holds(starts[0] - 1), *map(holds, starts)]
    kept = [at for at in range(len(starts)) if truths[at] != truths[at + 1]]
    return Cells(
        tuple(starts[at] for at in kept), (truths[0], *(truths[at + 1] for at in kept)), frozenset(), False, when_open
    )


def _constants(test: Node) -> Iterator[Value]:
    pending = [test]
    while pending:
        each = pending.pop()
        if isinstance(each, Constant):
            yield each.value
        elif isinstance(each, OneOf):
            yield from each.values
        pending.extend(children(each))


def _thresholds(test: Node) -> Iterator[int]:
    """Each value of the column at which a comparison of the test may come out otherwise than just below it."""
    pending = [test]
    while pending:
        each = pending.pop()
        match each:
            case Comparison(left=left, right=right):
                factor = _factor(left) * _factor(right)
                for side in (left, right):
                    if isinstance(_bare(side), Constant):
                        constant = value_of(side, {})
                        assert constant is not None
                        at = int_of(constant) // factor
                        yield from (at, at + 1)
            case OneOf(operand, values):
                factor = _factor(operand)
                for value in values:
                    yield from (int_of(value) // factor, int_of(value) // factor + 1)
            case _:
                pending.extend(children(each))


def _factor(node: Node) -> int:
    """By how much a column is rescaled before it is compared; 1 for a constant."""
    factor, bare = 1, _bare(node)
    while isinstance(node, Named | Rescale) and isinstance(bare, Variable):
        if isinstance(node, Rescale):
            factor *= node.factor
        node = node.body if isinstance(node, Named) else node.operand
    return factor


class Column:
    """The bit sets of one column over some rules: `known` by value or stretch, and while it is unknown."""

    def __init__(self, type: Type, size: int, tests: dict[int, Cells]) -> None:
        everything = (1 << size) - 1
        tested = 0
        for bit in tests:
            tested |= 1 << bit
        free = everything & ~tested
        self.surely = self.perhaps = free
        for bit, cells in tests.items():
            if cells.open is True:
                self.surely |= 1 << bit
            if cells.open is not False:
                self.perhaps |= 1 << bit
        self.starts: list[int] = []
        self.stretches: list[int] = []
        self.by_value: dict[Value, int] = {}
        self.others = free
        self.endless = isinstance(type, Text)
        self._last = type.high if isinstance(type, Quantity) and type.low >= 0 else MAX_DIRECT
        if isinstance(type, Quantity) or (isinstance(type, Choice) and type.ordered):
            self._by_stretch(free, tests)
        else:
            self._by_value(type, free, tests)

    def direct(self) -> list[int] | None:
        """The rules that each value lets through, by the value itself; None where there are too many values."""
        if self._last >= MAX_DIRECT:
            return None
        return [self.stretches[bisect_right(self.starts, value)] for value in range(self._last + 1)]

    def passing(self, value: Value) -> int:
        """The rules that a known value lets through."""
        if self.stretches:
            return self.stretches[bisect_right(self.starts, int_of(value))]
        return self.by_value.get(value, self.others)

    def _by_stretch(self, free: int, tests: dict[int, Cells]) -> None:
        self.starts = sorted({start for cells in tests.values() for start in cells.starts})
        toggles = [0] * len(self.starts)
        below = free
        for bit, cells in tests.items():
            if cells.truths[0]:
                below |= 1 << bit
            for start in cells.starts:  # at each start the truth is another one than before
                toggles[bisect_left(self.starts, start)] ^= 1 << bit
        self.stretches = [below]
        for toggle in toggles:
            self.stretches.append(self.stretches[-1] ^ toggle)

    def _by_value(self, type: Type, free: int, tests: dict[int, Cells]) -> None:
        values: set[Value]
        if isinstance(type, Boolean):
            values = {True, False}
        elif isinstance(type, Choice):
            values = set(type.values)
        else:
            values = {value for cells in tests.values() for value in cells.values}
        self.by_value = dict.fromkeys(values, free)
        for bit, cells in tests.items():
            if cells.others:
                self.others |= 1 << bit
            for value in values if cells.others else cells.values:
                if (value in cells.values) != cells.others:
                    self.by_value[value] |= 1 << bit
