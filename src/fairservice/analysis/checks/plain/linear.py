"""Amounts as sums: what a comparison of two amounts says about the facts in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import gcd, prod

from fairservice.conditions.nodes import (
    Arithmetic,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Dated,
    Extremum,
    LookUp,
    Named,
    Node,
    Rescale,
    Variable,
    conjunction,
    negation,
)
from fairservice.conditions.vocabulary import Boolean, Choice, Quantity, Type, Value, int_of

MAX_BRANCHES = 24
"""Beyond so many alternatives an amount is taken as a whole, of which only the range is known."""

Term = tuple[tuple[Node, int], ...]
"""A sum of facts, each so many times; the first one a positive number of times."""
Branch = tuple[Node, Node]
"""When this holds, it is that."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A constant, plus each node so many times."""

    constant: int
    parts: Term = ()

    def plus(self, other: Sum, times: int = 1) -> Sum:
        """This and so many times the other."""
        found = dict(self.parts)
        for node, count in other.parts:
            found[node] = found.get(node, 0) + count * times
        parts = sorted(((node, count) for node, count in found.items() if count), key=_name)
        return Sum(self.constant + other.constant * times, tuple(parts))


def _name(part: tuple[Node, int]) -> tuple[str, str]:
    node = part[0]
    return (node.name, "") if isinstance(node, Variable) else ("~", repr(node))


def ends(type: Type) -> tuple[int, int] | None:
    """The least and greatest int that a value of the type can be; None where it is no int."""
    if isinstance(type, Quantity):
        return type.low, type.high
    return (0, len(type.values) - 1) if isinstance(type, Choice) and type.ordered else None


def branches(node: Node) -> list[Branch]:
    """What a value can be under which condition: dated figures, tables, `if` and `min` are taken apart."""
    found = _branches(node)
    return found if len(found) <= MAX_BRANCHES else [(conjunction([]), node)]


def _branches(node: Node) -> list[Branch]:
    always = conjunction([])
    match node:
        case Named(body=body):
            return branches(body)
        case Dated(on, versions):
            return [
                (conjunction([_dated(on, versions, at), guard]), value)
                for at, (_, body) in enumerate(versions)
                for guard, value in branches(body)
            ]
        case Conditional(condition, then, otherwise):
            return [(conjunction([condition, guard]), value) for guard, value in branches(then)] + [
                (conjunction([negation(condition), guard]), value) for guard, value in branches(otherwise)
            ]
        case LookUp():
            return list(_rows(node))
        case Extremum(which, operands):
            sign: Comparator = "<=" if which == "min" else ">="
            return [
                (conjunction([guard, *(Comparison(sign, one, other) for other in operands if other is not one)]), value)
                for one in operands
                for guard, value in branches(one)
            ]
        case Rescale(operand, factor, type):
            return [(guard, _scaled(value, factor, type)) for guard, value in branches(operand)]
        case Arithmetic(operator, left, right, type):
            sides = product(branches(left), branches(right))
            return [(conjunction([g, h]), Arithmetic(operator, a, b, type)) for (g, a), (h, b) in sides]
        case _:
            return [(always, node)]


def _dated(on: Node, versions: tuple[tuple[int, Node], ...], at: int) -> Node:
    """That the version at this position is the one in force."""
    return conjunction(
        [
            *([Comparison(">=", on, Constant(versions[at][0], on.type))] if at else []),
            *([Comparison("<", on, Constant(versions[at + 1][0], on.type))] if at + 1 < len(versions) else []),
        ]
    )


def _rows(table: LookUp) -> Iterator[Branch]:
    domains = [_domain(key.type) for key in table.keys]
    if prod(map(len, domains)) > MAX_BRANCHES:
        yield conjunction([]), table
        return
    rows = dict(table.entries)
    for key in product(*domains):
        at = [Comparison("=", node, Constant(value, node.type)) for node, value in zip(table.keys, key, strict=True)]
        yield conjunction(at), Constant(rows.get(key, table.otherwise), table.type)


def _domain(type: Type) -> list[Value]:
    if isinstance(type, Choice):
        return list(range(len(type.values))) if type.ordered else list(type.values)
    return [True, False] if isinstance(type, Boolean) else []


def _scaled(node: Node, factor: int, type: Quantity) -> Node:
    return Constant(int_of(node.value) * factor, type) if isinstance(node, Constant) else Rescale(node, factor, type)


def sum_of(node: Node) -> Sum:
    """A node without branches as a sum; what is no sum is one part of it, as a whole."""
    match node:
        case Constant(value=value) if isinstance(value, int):
            return Sum(int(value))
        case Rescale(operand, factor):
            return Sum(0).plus(sum_of(operand), factor)
        case Arithmetic("+", left, right):
            return sum_of(left).plus(sum_of(right))
        case Arithmetic("-", left, right):
            return sum_of(left).plus(sum_of(right), -1)
        case Arithmetic("*", left, right):
            a, b = sum_of(left), sum_of(right)
            if not a.parts:
                return Sum(0).plus(b, a.constant)
            return Sum(0).plus(a, b.constant) if not b.parts else Sum(0, ((node, 1),))
        case _:
            return Sum(0, ((node, 1),))


def limits(operator: Comparator, left: Node, right: Node) -> tuple[Term, list[tuple[int | None, int | None]]]:
    """`left operator right` as a term and the stretches that it may lie in; an empty term has the value 0."""
    difference = sum_of(left).plus(sum_of(right), -1)
    term, at = difference.parts, -difference.constant
    stretches: dict[Comparator, list[tuple[int | None, int | None]]] = {
        "=": [(at, at)],
        "!=": [(None, at - 1), (at + 1, None)],
        "<": [(None, at - 1)],
        "<=": [(None, at)],
        ">": [(at + 1, None)],
        ">=": [(at, None)],
    }
    return _reduced(term, stretches[operator])


def _reduced(
    term: Term, stretches: list[tuple[int | None, int | None]]
) -> tuple[Term, list[tuple[int | None, int | None]]]:
    """The same with the smallest counts, the first one positive, so that equal terms are recognised."""
    if not term:
        return term, stretches
    common = reduce(gcd, (abs(count) for _, count in term))
    sign = 1 if term[0][1] > 0 else -1
    shorter = tuple((node, sign * count // common) for node, count in term)
    if sign < 0:
        stretches = [(None if b is None else -b, None if a is None else -a) for a, b in stretches]
    return shorter, [(None if a is None else -(-a // common), None if b is None else b // common) for a, b in stretches]
