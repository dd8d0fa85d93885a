"""What each node means, written once and plainly: the definition that every interpreter must agree with.

Unknown is Kleene's: `None` is a fact that nobody has supplied yet, neither false nor zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, assert_never

from fairservice.conditions.nodes import (
    And,
    Arithmetic,
    AtLeast,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Count,
    Dated,
    Extreme,
    Extremum,
    Field,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Some,
    Total,
    Variable,
    Whole,
    bounded_factor,
)
from fairservice.conditions.vocabulary import Quantity, Record, Value, int_of

Case = Mapping[str, Value]
"""The known columns of a case; a column that is absent is unknown."""
Bounds = tuple[int, int]


def value_of(node: Node, case: Case, named: dict[int, Value | None] | None = None) -> Value | None:
    """The value of a node in a case, or None where the known facts leave it open. Never raises, always ends.

    `named` remembers what each name came to in this case, so that names of names cost no more than once each.
    """
    return _Meaning(case, {} if named is None else named).value(node)


def values_in(case: Case) -> Callable[[Node], Value | None]:
    """`value_of` for many nodes of one case, which must outlive it: what has a name is worked out once for all."""
    return _Meaning(case, {}).value


class _Meaning:
    """The meaning of nodes in one case, and within the records that are bound, by level."""

    def __init__(self, case: Case, named: dict[int, Value | None]) -> None:
        self.case = case
        self.named = named
        self.bounds_of: dict[int, Bounds | None] = {}
        self.bound: dict[int, Record] = {}

    def value(self, node: Node) -> Value | None:
        value, case = self.value, self.case
        match node:
            case Constant(known):
                return known
            case Variable(name):
                return case.get(name)
            case Field(level, position):
                return self.bound[level][position]
            case Named(body=body):
                if id(node) not in self.named:
                    self.named[id(node)] = value(body)
                return self.named[id(node)]
            case Arithmetic(operator, left, right):
                a, b = value(left), value(right)
                return None if a is None or b is None else calculate(operator, int_of(a), int_of(b))
            case Rescale(operand, factor):
                a = value(operand)
                return None if a is None else int_of(a) * factor
            case Rounded(numerator, denominator):
                a, b = value(numerator), value(denominator)
                return None if a is None or b is None else round_half_up(int_of(a), int_of(b))
            case Whole(which, numerator, denominator):
                a, b = value(numerator), value(denominator)
                return None if a is None or b is None else whole(which, int_of(a), int_of(b))
            case Extremum(which, operands):
                return _extreme(which, [value(operand) for operand in operands])
            case Conditional(condition, then, otherwise):
                holds = value(condition)
                if holds is None:
                    return _agreed(value(then), value(otherwise))
                return value(then if holds else otherwise)
            case Dated(on, versions):
                day = value(on)
                if day is None:
                    return _agreed(*(value(body) for _, body in versions))
                chosen = versions[0][1]
                for first, body in versions:
                    if first <= int_of(day):
                        chosen = body
                return value(chosen)
            case LookUp(keys, entries, otherwise):
                key = tuple(value(each) for each in keys)
                if any(each is None for each in key):
                    return None
                return next((found for at, found in entries if at == key), otherwise)
            case Comparison(operator, left, right):
                if isinstance(left.type, Quantity):
                    return _compare_bounds(operator, self.bounds(left), self.bounds(right))
                a, b = value(left), value(right)
                return None if a is None or b is None else compare(operator, a, b)
            case OneOf(operand, values):
                a = value(operand)
                return None if a is None else a in values
            case Contains(operand, which, values):
                held = value(operand)
                if held is None:
                    return None
                assert isinstance(held, frozenset)
                return bool(held & set(values)) if which == "any" else held >= set(values)
            case Not(operand):
                a = value(operand)
                return None if a is None else not a
            case And(operands):
                return _at_least(len(operands), [value(operand) for operand in operands])
            case Or(operands):
                return _at_least(1, [value(operand) for operand in operands])
            case AtLeast(count, operands):
                return _at_least(count, [value(operand) for operand in operands])
            case Some(level, records, condition):
                met = self.each(level, records, condition)
                return None if met is None else _at_least(1, met)
            case Count():
                low, high = self.counted(node)
                return low if low == high else None
            case Total(level, records, condition, amount):
                amounts = self.amounts(level, records, condition, amount)
                return None if amounts is None else sum(amounts)
            case Extreme(which, level, records, condition, amount, otherwise):
                amounts = self.amounts(level, records, condition, amount)
                if amounts is None:
                    return None
                return _extreme(which, amounts) if amounts else value(otherwise)
            case _:
                assert_never(node)

    # ---- lists

    def each(self, level: int, records: Variable, node: Node) -> list[Value | None] | None:
        """What a node comes to for each record of a list; None where the list is unknown."""
        listed = self.case.get(records.name)
        if listed is None:
            return None
        assert isinstance(listed, tuple)
        before, found = self.bound.get(level, ()), []
        for record in listed:
            self.bound[level] = record
            found.append(self.value(node))
        self.bound[level] = before
        return found

    def counted(self, node: Count) -> Bounds:
        """How many records a condition surely holds for, and how many it may hold for."""
        held = self.each(node.level, node.records, node.condition)
        if held is None:
            return 0, node.type.high
        return sum(each is True for each in held), sum(each is not False for each in held)

    def amounts(self, level: int, records: Variable, condition: Node, amount: Node) -> list[int] | None:
        """The amounts of the records for which a condition holds; None where one of them is open."""
        held, each = self.each(level, records, condition), self.each(level, records, amount)
        if held is None or each is None:
            return None
        counting = [one for one, holds in zip(each, held, strict=True) if holds is not False]
        if any(holds is None for holds in held) or any(one is None for one in counting):
            return None
        return [int_of(one) for one in counting if one is not None]

    # ---- bounds

    def bounds(self, node: Node) -> Bounds | None:
        """The least and the most that an amount may come to, where that is known; never read off its range."""
        match node:
            case Count():
                return self.counted(node)
            case Named(body=body):
                if id(node) not in self.bounds_of:
                    self.bounds_of[id(node)] = self.bounds(body)
                return self.bounds_of[id(node)]
            case Conditional(condition, then, otherwise):
                holds = self.value(condition)
                if holds is not None:
                    return self.bounds(then if holds else otherwise)
                return _both(self.bounds(then), self.bounds(otherwise), lambda a, b: (min(a[0], b[0]), max(a[1], b[1])))
            case Arithmetic("*") if factored := bounded_factor(node):
                found, times = self.bounds(factored[0]), self.value(factored[1])
                return None if found is None or times is None else (found[0] * int_of(times), found[1] * int_of(times))
            case Arithmetic("+", left, right):
                return _both(self.bounds(left), self.bounds(right), lambda a, b: (a[0] + b[0], a[1] + b[1]))
            case Arithmetic("-", left, right):
                return _both(self.bounds(left), self.bounds(right), lambda a, b: (a[0] - b[1], a[1] - b[0]))
            case Rescale(operand, factor):
                found = self.bounds(operand)
                return None if found is None else (found[0] * factor, found[1] * factor)
            case Extremum(which, operands):
                each = [self.bounds(operand) for operand in operands]
                known = [found for found in each if found is not None]
                choose = min if which == "min" else max
                if len(known) < len(each):
                    return None
                return choose(low for low, _ in known), choose(high for _, high in known)
            case _:
                known_value = self.value(node)
                return None if known_value is None else (int_of(known_value), int_of(known_value))


def compare(operator: Comparator, a: Value, b: Value) -> bool:
    """A comparison of two known values; the ordering ones are asked of ints only."""
    match operator:
        case "=":
            return a == b
        case "!=":
            return a != b
        case "<":
            return int_of(a) < int_of(b)
        case "<=":
            return int_of(a) <= int_of(b)
        case ">":
            return int_of(a) > int_of(b)
        case ">=":
            return int_of(a) >= int_of(b)
        case _:
            assert_never(operator)


def whole(which: Literal["floor", "ceiling"], numerator: int, denominator: int) -> int:
    """numerator / denominator down or up to the next int, also below zero. The denominator is above zero."""
    return numerator // denominator if which == "floor" else -(-numerator // denominator)


def round_half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator to the nearest int, halves up; below zero is zero. The denominator is above zero."""
    return max((2 * numerator + denominator) // (2 * denominator), 0)


def calculate(operator: str, a: int, b: int) -> int:
    """A sum, difference or product of two ints."""
    return a + b if operator == "+" else a - b if operator == "-" else a * b


def _agreed(*values: Value | None) -> Value | None:
    """What all that may still come agree on."""
    return values[0] if all(each == values[0] for each in values) else None


def _at_least(count: int, found: list[Value | None]) -> bool | None:
    """Compared by its possible bounds: the surely true ones, and those that are not surely false."""
    if sum(each is True for each in found) >= count:
        return True
    return False if sum(each is not False for each in found) < count else None


def _extreme(which: str, found: Sequence[Value | None]) -> int | None:
    known = [int_of(each) for each in found if each is not None]
    if len(known) < len(found):
        return None
    return min(known) if which == "min" else max(known)


def _both(a: Bounds | None, b: Bounds | None, joined: Callable[[Bounds, Bounds], Bounds]) -> Bounds | None:
    return None if a is None or b is None else joined(a, b)


def _compare_bounds(operator: Comparator, a: Bounds | None, b: Bounds | None) -> bool | None:
    """What all pairs of values within the bounds agree on."""
    if a is None or b is None:
        return None
    found = {compare(operator, one, other) for one in a for other in b}
    if operator in ("=", "!=") and a[0] <= b[1] and b[0] <= a[1] and (a[0] < a[1] or b[0] < b[1]):
        return None  # they overlap, and so can be equal or not
    return found.pop() if len(found) == 1 else None
