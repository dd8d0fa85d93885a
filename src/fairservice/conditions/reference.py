"""What each node means, written once and plainly: the definition that every interpreter must agree with.

Unknown is Kleene's: `None` is a fact that nobody has supplied yet, neither false nor zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from fairservice.conditions.nodes import (
    And,
    Arithmetic,
    AtLeast,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Dated,
    Extremum,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Variable,
)
from fairservice.conditions.vocabulary import Value, int_of

Case = Mapping[str, Value]
"""The known columns of a case; a column that is absent is unknown."""


def value_of(node: Node, case: Case, named: dict[int, Value | None] | None = None) -> Value | None:
    """The value of a node in a case, or None where the known facts leave it open. Never raises, always ends.

    `named` remembers what each name came to in this case, so that names of names cost no more than once each.
    """
    named = {} if named is None else named
    match node:
        case Constant(value):
            return value
        case Variable(name):
            return case.get(name)
        case Named(body=body):
            if id(node) not in named:
                named[id(node)] = value_of(body, case, named)
            return named[id(node)]
        case Arithmetic(operator, left, right):
            a, b = value_of(left, case, named), value_of(right, case, named)
            if a is None or b is None:
                return None
            return _calculate(operator, int_of(a), int_of(b))
        case Rescale(operand, factor):
            a = value_of(operand, case, named)
            return None if a is None else int_of(a) * factor
        case Rounded(numerator, denominator):
            a, b = value_of(numerator, case, named), value_of(denominator, case, named)
            return None if a is None or b is None else round_half_up(int_of(a), int_of(b))
        case Extremum(which, operands):
            found = [value_of(operand, case, named) for operand in operands]
            known = [int_of(each) for each in found if each is not None]
            if len(known) < len(found):
                return None
            return min(known) if which == "min" else max(known)
        case Conditional(condition, then, otherwise):
            holds = value_of(condition, case, named)
            if holds is None:
                return _agreed(value_of(then, case, named), value_of(otherwise, case, named))
            return value_of(then if holds else otherwise, case, named)
        case Dated(on, versions):
            day = value_of(on, case, named)
            if day is None:
                return _agreed(*(value_of(body, case, named) for _, body in versions))
            chosen = versions[0][1]
            for first, body in versions:
                if first <= int_of(day):
                    chosen = body
            return value_of(chosen, case, named)
        case LookUp(keys, entries, otherwise):
            key = tuple(value_of(each, case, named) for each in keys)
            if any(each is None for each in key):
                return None
            return next((value for at, value in entries if at == key), otherwise)
        case Comparison(operator, left, right):
            a, b = value_of(left, case, named), value_of(right, case, named)
            return None if a is None or b is None else compare(operator, a, b)
        case OneOf(operand, values):
            a = value_of(operand, case, named)
            return None if a is None else a in values
        case Contains(operand, which, values):
            held = value_of(operand, case, named)
            if held is None:
                return None
            assert isinstance(held, frozenset)
            return bool(held & set(values)) if which == "any" else held >= set(values)
        case Not(operand):
            a = value_of(operand, case, named)
            return None if a is None else not a
        case And(operands):
            return _at_least(len(operands), operands, case, named)
        case Or(operands):
            return _at_least(1, operands, case, named)
        case AtLeast(count, operands):
            return _at_least(count, operands, case, named)
        case _:
            assert_never(node)


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


def round_half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator to the nearest int, halves up; below zero is zero. The denominator is above zero."""
    return max((2 * numerator + denominator) // (2 * denominator), 0)


def _calculate(operator: str, a: int, b: int) -> int:
    return a + b if operator == "+" else a - b if operator == "-" else a * b


def _agreed(*values: Value | None) -> Value | None:
    """What all that may still come agree on."""
    return values[0] if all(each == values[0] for each in values) else None


def _at_least(count: int, operands: tuple[Node, ...], case: Case, named: dict[int, Value | None]) -> bool | None:
    """Compared by its possible bounds: the surely true ones, and those that are not surely false."""
    found = [value_of(operand, case, named) for operand in operands]
    if sum(each is True for each in found) >= count:
        return True
    return False if sum(each is not False for each in found) < count else None
