"""Live decisions: which rules fire, found by dispatch on telling columns and bit sets, within the period in force.

The shape was chosen by measurement (`docs/performance.md`): a choice or two decide which *bucket* of rules a case
can concern, and within a bucket each column costs one look-up and one AND. Buckets are made when a case first
needs them, so that a policy of 10,000 rules loads without waiting for cases that never come.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TypeAlias

from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.vocabulary import Boolean, Choice, Type, Value, int_of
from fairservice.interpreters.python_code.bitsets import BitSets, Fire
from fairservice.interpreters.python_code.functions import Functions
from fairservice.interpreters.python_code.specialise import Specialiser, starts_of_periods
from fairservice.interpreters.python_code.tables import Apart, Cells, apart, cells_of

MIN_RULES = 12
"""Fewer rules are not worth a dispatch."""
MAX_SHARE = 0.6
"""The largest part of the rules that a bucket may hold on average, for a dispatch to be worth it."""
MAX_BUCKETS = 8
"""So few that their tables stay in the memory that is near the processor; more of them measured slower."""
MAX_PERIODS = 50
"""The most periods that are kept ready at once."""

_Key: TypeAlias = tuple[Value | None, ...]


class PythonCode:
    """Judges a program by tables and functions made for it."""

    min_rules = MIN_RULES
    max_share = MAX_SHARE

    def __init__(self, program: Program) -> None:
        self.program = program
        self.functions = Functions({name: index for index, name in enumerate(program.columns)})
        self._starts = starts_of_periods(program)
        self._periods: dict[int | None, Fire] = {}
        self.fire: Fire = self._dispatched(program.conditions) if not self._starts else self._fire_in_period

    def amount(self, position: int, row: Row) -> Value | None:
        return self.functions.telling(self.program.amounts[position])(row)

    def _fire_in_period(self, row: Row) -> Firing:
        day = row[0]  # the in-force column is the first one
        period = None if day is None else bisect_right(self._starts, int_of(day))
        fire = self._periods.get(period)
        if fire is None:
            if len(self._periods) >= MAX_PERIODS:
                self._periods.clear()
            fire = self._periods[period] = self._dispatched(self._conditions_in(period))
        return fire(row)

    def _conditions_in(self, period: int | None) -> tuple[Node, ...]:
        column = self.program.in_force
        if period is None or column is None:
            return self.program.conditions
        day = self._starts[period - 1] if period else self._starts[0] - 1
        return tuple(map(Specialiser(column, day).node, self.program.conditions))

    def _dispatched(self, conditions: tuple[Node, ...]) -> Fire:
        return Dispatch(self.program, conditions, self.functions, self.min_rules, self.max_share).fire


class Dispatch:
    """The rules of one period, in buckets by the values of up to two telling columns."""

    def __init__(
        self,
        program: Program,
        conditions: tuple[Node, ...],
        functions: Functions,
        min_rules: int,
        max_share: float,
    ) -> None:
        self.program = program
        self.functions = functions
        self.min_rules = min_rules
        self.max_share = max_share
        self.apart = apart(conditions)
        self._cells: dict[tuple[int, str], Cells] = {}
        self._by_test: dict[tuple[Node, str], Cells] = {}
        self._columns = self._telling_columns()
        self._all: BitSets | None = None
        self._buckets: dict[_Key | Value, Fire] = {}
        self.fire: Fire = self._dispatching() if self._columns else self._everything().fire

    def cells(self, position: int, name: str) -> Cells:
        """The cells of what a rule asks of one column; the same test of many rules is worked out once."""
        found = self._cells.get((position, name))
        if found is None:
            test = self.apart[position].column(name)
            assert test is not None
            found = self._by_test.get((test, name))
            if found is None:
                found = self._by_test[test, name] = cells_of(test, name, self.program.types[name])
            self._cells[position, name] = found
        return found

    # ---- which columns

    def _telling_columns(self) -> list[str]:
        """The columns that leave the fewest rules in a bucket; none where that saves little."""
        if len(self.apart) < self.min_rules:
            return []
        shares = sorted((self._share(name), name) for name in self._candidates())
        chosen: list[str] = []
        buckets, left = 1, 1.0
        for share, name in shares:
            values = len(_values_of(self.program.types[name]))
            if len(chosen) < 2 and share <= (1 + self.max_share) / 2 and buckets * values <= MAX_BUCKETS:
                chosen.append(name)
                buckets, left = buckets * values, left * share
        return chosen if left <= self.max_share else []

    def _candidates(self) -> list[str]:
        tested = dict.fromkeys(name for each in self.apart.values() for name in each.by_column)
        return [name for name in tested if len(_values_of(self.program.types[name])) > 1]

    def _share(self, name: str) -> float:
        """Which part of the rules a value of the column lets through, on average."""
        values = _values_of(self.program.types[name])
        passing = 0
        counted: dict[int, int] = {}  # many rules ask the same, and share its cells
        for position, each in self.apart.items():
            if name in each.by_column:
                cells = self.cells(position, name)
                if id(cells) not in counted:
                    counted[id(cells)] = sum(_passes(cells, value) for value in values)
                passing += counted[id(cells)]
            else:
                passing += len(values)
        return passing / (len(values) * len(self.apart))

    # ---- buckets

    def _dispatching(self) -> Fire:
        indexes = [self.functions.place[name] for name in self._columns]
        key = f"row[{indexes[0]}]" if len(indexes) == 1 else f"(row[{indexes[0]}], row[{indexes[1]}])"
        lines = [
            "def fire(row):",
            f"    bucket = get({key})",
            "    return make(row) if bucket is None else bucket(row)",
        ]
        names: dict[str, object] = {"get": self._buckets.get, "make": self._make}
        exec(compile("\n".join(lines) + "\n", "<generated policy code>", "exec"), names)
        return names["fire"]  # type: ignore[return-value]

    def _make(self, row: Row) -> Firing:
        """Fires a row whose bucket is not there: it is made, or one of its columns is unknown."""
        values = tuple(row[self.functions.place[name]] for name in self._columns)
        if None in values:
            return self._everything().fire_open(row)
        there = dict(zip(self._columns, values, strict=True))
        kept = {
            position: each
            for position, each in self.apart.items()
            if all(
                name not in each.by_column or _passes(self.cells(position, name), value)
                for name, value in there.items()
                if value is not None
            )
        }
        fire = BitSets(self.program, {p: self._without(each) for p, each in kept.items()}, self.cells, self.functions)
        self._buckets[values if len(values) > 1 else values[0]] = fire.fire  # type: ignore[index]
        return fire.fire(row)

    def _without(self, each: Apart) -> Apart:
        """What is left to be tested within a bucket."""
        left = {name: tests for name, tests in each.by_column.items() if name not in self._columns}
        return Apart(left, each.rest)

    def _everything(self) -> BitSets:
        if self._all is None:
            self._all = BitSets(self.program, self.apart, self.cells, self.functions)
        return self._all


def _values_of(type: Type) -> tuple[Value, ...]:
    """The values that a column can be dispatched on."""
    if isinstance(type, Boolean):
        return (True, False)
    if isinstance(type, Choice):
        return tuple(range(len(type.values))) if type.ordered else type.values
    return ()


def _passes(cells: Cells, value: Value) -> bool:
    if cells.truths:
        assert isinstance(value, int)
        return cells.truths[bisect_right(cells.starts, value)]
    return (value in cells.values) != cells.others
