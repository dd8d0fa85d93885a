"""What has to be judged for one request: its conditions, which of them silence which, and its amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from fairservice.conditions.nodes import And, Field, Node, Variable, walk
from fairservice.conditions.vocabulary import Type, Value

Row: TypeAlias = tuple[Value | None, ...]
"""The columns of a case in the order of `Program.columns`; None is unknown."""

Firing: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of the conditions that surely hold, and of those that may; ascending. Those that a surely holding one
silences, however many steps away, are left out of both."""


@dataclass(frozen=True)
class Program:
    """One condition a rule, for each the positions that silence it directly (without circles), and amounts.

    `in_force` is the column that dated values are read by, where there is one.
    """

    conditions: tuple[Node, ...]
    amounts: tuple[Node, ...]
    silencers: tuple[tuple[int, ...], ...] = ()
    in_force: Variable | None = None

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """All amounts, and all that must hold for any condition; what several have in common once."""
        roots = (*self.conditions, *self.amounts)
        parts = (part for root in roots for part in (root.operands if isinstance(root, And) else (root,)))
        return tuple({id(part): part for part in parts}.values())

    @cached_property
    def types(self) -> dict[str, Type]:
        """The columns that any condition or amount reads, each with its type, in a fixed order."""
        found: dict[str, Type] = {} if self.in_force is None else {self.in_force.name: self.in_force.type}
        seen: set[int] = set()
        for part in self.parts:
            for node in walk(part, seen):
                if isinstance(node, Variable):
                    found.setdefault(node.name, node.type)
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of lists that any condition or amount reads, by list and field: `order.lines.price`."""
        seen: set[int] = set()
        return frozenset(node.name for part in self.parts for node in walk(part, seen) if isinstance(node, Field))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.types)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that its columns are, or are parts of: each once, in the order of the columns."""
        return tuple(dict.fromkeys(column.partition("/")[0] for column in self.columns))

    def row(self, case: Mapping[str, Value]) -> Row:
        """The known columns of a case as a row."""
        return tuple(map(case.get, self.columns))

    def case(self, row: Row) -> dict[str, Value]:
        """A row as the known columns of a case."""
        return {name: value for name, value in zip(self.columns, row, strict=True) if value is not None}

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The positions of all conditions, each after those that silence it directly; else ascending."""
        if not any(self.silencers):
            return tuple(range(len(self.conditions)))
        order: list[int] = []
        state = [0] * len(self.conditions)
        for root in range(len(self.conditions)):
            pending = [(root, iter(self.silencers[root]))] if not state[root] else []
            state[root] = state[root] or 1
            while pending:
                position, rest = pending[-1]
                above = next((each for each in rest if not state[each]), None)
                if above is None:
                    order.append(position)
                    state[position] = 2
                    pending.pop()
                else:
                    state[above] = 1
                    pending.append((above, iter(self.silencers[above])))
        return tuple(order)

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each position comes in `order`."""
        return {position: place for place, position in enumerate(self.order)}

    @cached_property
    def above(self) -> tuple[int, ...]:
        """For each position the set of those that silence it, however many steps away: bit p stands for position p.

        A chain of n conditions costs n² / 2 bits, 6 MB for 10,000.
        """
        found = [0] * len(self.conditions)
        if any(self.silencers):
            for position in self.order:
                for each in self.silencers[position]:
                    found[position] |= found[each] | 1 << each
        return tuple(found)

    def firing(self, truths: Sequence[bool | None]) -> Firing:
        """What is left of the truth of each condition once the surely holding ones have silenced others."""
        if not any(self.silencers):
            silenced: Sequence[bool] = [False] * len(truths)
        else:
            silenced = self._silenced(truths)
        sure = tuple(p for p, truth in enumerate(truths) if truth is True and not silenced[p])
        perhaps = tuple(p for p, truth in enumerate(truths) if truth is None and not silenced[p])
        return sure, perhaps

    def _silenced(self, truths: Sequence[bool | None]) -> list[bool]:
        found = [False] * len(truths)
        for position in self.order:
            found[position] = any(truths[each] is True or found[each] for each in self.silencers[position])
        return found


def mask_of(positions: Iterable[int]) -> int:
    """A set of positions as bits."""
    mask = 0
    for position in positions:
        mask |= 1 << position
    return mask


def positions_in(mask: int) -> list[int]:
    """The positions whose bits are set, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
