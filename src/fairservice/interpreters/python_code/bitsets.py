"""Some rules of a program as bit sets: one look-up and one AND for each column, however many rules there are.

Bit i stands for the i-th of the rules, which are in the order in which they silence each other. What a rule asks
of several columns at once is left to a compiled function, asked only where all else of the rule holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from fairservice.conditions.nodes import conjunction
from fairservice.conditions.program import Firing, Program, Row, mask_of, positions_in
from fairservice.conditions.vocabulary import Value
from fairservice.interpreters.python_code.functions import Functions, Test
from fairservice.interpreters.python_code.tables import Apart, Cells, Column

Fire = Callable[[Row], Firing]


MAX_TOGETHER = 4096
"""So many bytes may the bit sets in one table of several columns have; they grow with the number of rules."""

_Table: TypeAlias = "dict[Value, int | _Table]"


class BitSets:
    """Fires some of the rules of a program, given what is left of the condition of each."""

    def __init__(
        self, program: Program, apart: dict[int, Apart], cells: Callable[[int, str], Cells], functions: Functions
    ) -> None:
        self.program = program
        place = program.place
        self.positions = sorted(apart, key=place.__getitem__)
        self.functions = functions
        self.everything = (1 << len(self.positions)) - 1
        tested: dict[str, dict[int, Cells]] = {}
        self.rest: dict[int, Apart] = {}
        for bit, position in enumerate(self.positions):
            for name in apart[position].by_column:
                tested.setdefault(name, {})[bit] = cells(position, name)
            if apart[position].rest:
                self.rest[bit] = apart[position]
        index = functions.place
        self.columns = [
            (index[name], Column(program.types[name], len(self.positions), tests)) for name, tests in tested.items()
        ]
        self.with_rest = mask_of(self.rest)
        self._tests: dict[int, Test] = {}
        self._alone: list[Firing] = [((position,), ()) for position in self.positions]
        self.fire = self._compiled()

    # ---- rows in which every tested column is known

    def _compiled(self) -> Fire:
        """A function that ANDs the tables of the columns, and tells what is left."""
        names: dict[str, object] = {"b": bisect_right, "fire_open": self.fire_open, "told": self._told}
        names |= {"rest": self._with_rest, "alone": self._alone, "nothing": ((), ())}
        value_of = {index: f"row[{index}]" for index, _ in self.columns}
        unpacked = 2 * len(self.columns) > len(self.functions.place)
        if unpacked:
            value_of = {index: f"x{index}" for index in range(len(self.functions.place))}
        terms, unseen = [], []
        for at, (indexes, table) in enumerate(_grouped(self.columns, len(self.positions))):
            names[f"t{at}"] = table
            terms.append(f"t{at}" + "".join(f"[{value_of[index]}]" for index in indexes))
        for index, column in self.columns:
            value = value_of[index]
            if column.starts and (direct := column.direct()) is not None:
                names[f"c{index}"] = direct
                terms.append(f"c{index}[{value}]")
            elif column.starts:
                names |= {f"c{index}": column.stretches, f"s{index}": column.starts}
                terms.append(f"c{index}[b(s{index}, {value})]")
            elif column.stretches:
                terms.append(str(column.stretches[0]))
                unseen.append(value)
            elif column.endless:
                names[f"c{index}"] = column.by_value
                terms.append(f"c{index}.get({value}, {column.others})")
                unseen.append(value)
        lines = ["def fire(row):"]
        if unpacked:
            lines.append("    " + "".join(f"x{index}, " for index in range(len(self.functions.place))) + "= row")
        if unseen:
            lines.append(f"    if {' or '.join(f'{value} is None' for value in unseen)}: return fire_open(row)")
        lines += ["    try:", f"        fired = {' & '.join(terms) or self.everything}"]
        lines += ["    except (TypeError, LookupError):  # a column is unknown", "        return fire_open(row)"]
        if self.rest:
            lines.append(f"    if fired & {self.with_rest}: return rest(row, fired, fired)")
        lines.append("    if not fired: return nothing")
        if self._in_one_line:
            lines.append("    return alone[(fired & -fired).bit_length() - 1]")
        else:
            lines.append("    return told(fired, 0) if fired & (fired - 1) else alone[fired.bit_length() - 1]")
        exec(compile("\n".join(lines) + "\n", "<generated policy code>", "exec"), names)
        return names["fire"]  # type: ignore[return-value]

    # ---- any row

    def fire_open(self, row: Row) -> Firing:
        """As `fire`, also where columns are unknown."""
        surely = perhaps = self.everything
        for index, column in self.columns:
            value = row[index]
            if value is None:
                surely &= column.surely
                perhaps &= column.perhaps
            else:
                found = column.passing(value)
                surely &= found
                perhaps &= found
        return self._with_rest(row, surely, perhaps)

    def _with_rest(self, row: Row, surely: int, perhaps: int) -> Firing:
        asked = perhaps & self.with_rest
        in_one_line = self._in_one_line
        while asked:
            low = asked & -asked
            asked ^= low
            truth = self._test(low.bit_length() - 1)(row)
            if truth is not True:
                surely &= ~low
                if truth is False:
                    perhaps &= ~low
            elif surely & low and in_one_line:
                break  # all that comes after it is silenced
        return self._told(surely, perhaps & ~surely)

    def _test(self, bit: int) -> Test:
        found = self._tests.get(bit)
        if found is None:
            found = self._tests[bit] = self.functions.test(conjunction(self.rest[bit].rest))
        return found

    # ---- who silences whom

    @cached_property
    def _in_one_line(self) -> bool:
        """Whether each rule silences all that come after it."""
        above = self.program.above
        return all(above[low] >> high & 1 for high, low in zip(self.positions, self.positions[1:], strict=False))

    @cached_property
    def _below(self) -> Sequence[int] | None:
        """For each bit those that it silences; None where none silences any other."""
        bit_of = {position: bit for bit, position in enumerate(self.positions)}
        there = mask_of(self.positions)
        found = [0] * len(self.positions)
        for bit, position in enumerate(self.positions):
            for above in positions_in(self.program.above[position] & there):
                found[bit_of[above]] |= 1 << bit
        return found if any(found) else None

    def _told(self, surely: int, perhaps: int) -> Firing:
        """The positions of what fires, without what is silenced."""
        if surely and self._in_one_line:
            surely &= -surely
            perhaps &= surely - 1
        if not perhaps and not surely & (surely - 1):
            return self._alone[surely.bit_length() - 1] if surely else ((), ())
        below = None if self._in_one_line else self._below
        sure: list[int] = []
        while surely:
            low = surely & -surely
            bit = low.bit_length() - 1
            sure.append(self.positions[bit])
            surely ^= low
            if below is not None:
                surely &= ~below[bit]
                perhaps &= ~below[bit]
        return tuple(sorted(sure)), tuple(sorted(self.positions[bit] for bit in positions_in(perhaps)))


def _grouped(columns: list[tuple[int, Column]], size: int) -> Iterator[tuple[list[int], _Table]]:
    """The columns of few values, several in one table: one AND for all of them, done beforehand."""
    most = min(MAX_TOGETHER * 8 // max(size, 1), 1000)
    group: list[tuple[int, Column]] = []
    combinations = 1
    plain = [each for each in columns if not (each[1].stretches or each[1].endless)]
    for index, column in sorted(plain, key=lambda each: len(each[1].by_value)):
        if group and combinations * len(column.by_value) > most:
            yield [each for each, _ in group], _nested([each for _, each in group], -1)
            group, combinations = [], 1
        group.append((index, column))
        combinations *= len(column.by_value)
    if group:
        yield [each for each, _ in group], _nested([each for _, each in group], -1)


def _nested(columns: list[Column], passing: int) -> _Table:
    """A table by the value of the first column, then of the second, and so on; `passing` are all that still may."""
    column, *others = columns
    found = {value: passing & mask for value, mask in column.by_value.items()}
    return {value: _nested(others, mask) for value, mask in found.items()} if others else dict(found)
