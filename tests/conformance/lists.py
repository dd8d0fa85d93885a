"""Generates what can be asked of lists of records, and scores: expressions, cases, and completions of cases.

Small on purpose: lists of at most three records with a few fields, so that every value of what is unknown can be
tried. Stands beside the generators of whole policies, and makes its choices as they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from conformance.chooser import Chooser, chance, pick
from fairservice.conditions.vocabulary import Record, Records, Value

NAMES = """
facts:
  loyal: {type: boolean}
  late: {type: boolean}
  points: {type: integer, range: 0 to 3}
  floor: {type: integer, range: 0 to 2}
  order.lines:
    type: list
    at_most: 2
    of: {price: {type: integer, range: 0 to 2}, returned: boolean}
  order.parcels:
    type: list
    at_most: 2
    of: {weight: {type: integer, range: 0 to 2}, kind: {type: choice, values: [box, bag]}}
definitions:
  score: (if loyal then 2 else 0) + (if late then 1 else 0)
  returned_lines: count(order.lines where returned)
"""
FIELDS = {"order.lines": ("price", "returned"), "order.parcels": ("weight", "kind")}
AMOUNTS = {"order.lines": "price", "order.parcels": "weight"}
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")


@dataclass
class ListWriter:
    """Writes conditions and amounts over the lists and scores of `NAMES`."""

    chooser: Chooser
    variables: int = 0

    def condition(self, depth: int = 2, bound: tuple[tuple[str, str], ...] = ()) -> str:
        """`bound` has the list and the written prefix of each record in sight, the innermost last."""
        kind = self.chooser.integer(0, 9)
        if depth <= 0 or kind <= 1:
            return self._simple(bound)
        if kind == 2:
            word = pick(self.chooser, ("and", "or"))
            return f"({self.condition(depth - 1, bound)} {word} {self.condition(depth - 1, bound)})"
        if kind == 3:
            return f"not({self.condition(depth - 1, bound)})"
        if kind <= 5 and len(bound) < 2:
            return self._quantified(depth, bound)
        left, right = self.amount(depth - 1, bound), self.amount(depth - 1, bound)
        return f"{left} {pick(self.chooser, OPERATORS)} {right}"

    def _simple(self, bound: tuple[tuple[str, str], ...]) -> str:
        options = ["loyal", "late", "points > floor"]
        for records, prefix in bound:
            if records == "order.lines":
                options += [prefix + "returned", f"{prefix}price > 1", f"not({prefix}returned)"]
            else:
                options += [f'{prefix}kind = "box"', f"{prefix}weight in (0, 2)"]
        return pick(self.chooser, options)

    def _quantified(self, depth: int, bound: tuple[tuple[str, str], ...]) -> str:
        records, name = pick(self.chooser, tuple(FIELDS)), self._variable()
        inner = (*bound, (records, name + "."))
        listed = f"{records}[{self._filter(records, depth - 1, bound)}]" if chance(self.chooser, 25) else records
        body = self.condition(depth - 1, inner)
        return f"({pick(self.chooser, ('some', 'every'))} {name} in {listed} satisfies {body})"

    def _variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def _filter(self, records: str, depth: int, bound: tuple[tuple[str, str], ...]) -> str:
        # an outer bare field would be hidden by an inner one of the same list
        seen = tuple(each for each in bound if each[1] or each[0] != records)
        return self.condition(depth, (*seen, (records, "")))

    def amount(self, depth: int = 2, bound: tuple[tuple[str, str], ...] = ()) -> str:
        kind = self.chooser.integer(0, 11)
        if depth <= 0 or kind <= 2:
            options = ["points", "floor", "1", "2", "score", "returned_lines"]
            options += [prefix + AMOUNTS[records] for records, prefix in bound]
            return pick(self.chooser, options)
        if kind <= 4:
            then, otherwise = self.amount(depth - 1, bound), self.amount(depth - 1, bound)
            return f"(if {self.condition(depth - 1, bound)} then {then} else {otherwise})"
        if kind <= 6:
            return f"({self.amount(depth - 1, bound)} {pick(self.chooser, '+-')} {self.amount(depth - 1, bound)})"
        if kind == 7:
            factor = pick(self.chooser, ("2", "points", "0.5", self.amount(depth - 1, bound)))
            return f"({self.amount(depth - 1, bound)} * {factor})"
        if kind == 8:
            which = pick(self.chooser, ("min", "max", "sum"))
            return f"{which}({self.amount(depth - 1, bound)}, {self.amount(depth - 1, bound)})"
        if len(bound) >= 2:
            return "points"
        records = pick(self.chooser, tuple(FIELDS))
        where = f" where {self._filter(records, depth - 1, bound)}" if chance(self.chooser, 70) else ""
        if kind == 9:
            return f"count({records}{where})"
        which = pick(self.chooser, ("sum", "min", "max"))
        default = "" if which == "sum" else f", otherwise {self.amount(0, bound)}"
        if chance(self.chooser, 30):
            name = self._variable()
            body = self.amount(depth - 1, (*bound, (records, name + ".")))
            return f"{which}(for {name} in {records} return {body}{default})"
        return f"{which}({records}.{AMOUNTS[records]}{where}{default})"


def domain(type: object) -> list[Value | None]:
    """Every value of the small types of `NAMES`."""
    from fairservice.conditions.vocabulary import Boolean, Choice, Quantity

    match type:
        case Boolean():
            return [False, True]
        case Choice(values):
            return list(values)
        case Quantity(low=low, high=high):
            return list(range(low, high + 1))
    raise AssertionError(type)


def full_list(chooser: Chooser, type: Records) -> tuple[Record, ...]:
    """A list in which everything is known."""
    count = chooser.integer(0, type.at_most)
    return tuple(tuple(pick(chooser, domain(each)) for _, each in type.fields) for _ in range(count))  # type: ignore[misc]


def forget(chooser: Chooser, value: tuple[Record, ...], percent: int) -> tuple[Record, ...]:
    """The same list with some fields unknown."""
    return tuple(tuple(None if chance(chooser, percent) else each for each in record) for record in value)


def completions(type: Records, value: tuple[Record, ...] | None) -> Iterator[tuple[Record, ...]]:
    """Every list that a list in which things are unknown, or an unknown list, may turn out to be."""
    if value is None:
        for count in range(type.at_most + 1):
            yield from completions(type, (tuple(None for _ in type.fields),) * count)
        return
    options = [
        [each] if each is not None else domain(its)
        for record in value
        for each, (_, its) in zip(record, type.fields, strict=True)
    ]
    width = len(type.fields)
    for flat in product(*options):
        yield tuple(tuple(flat[at : at + width]) for at in range(0, len(flat), width))  # type: ignore[misc]
