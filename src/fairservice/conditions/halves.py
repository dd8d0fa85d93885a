"""The two-valued parts that lowering puts together: pairs, bounds, and the formulas that join them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from fairservice.conditions.nodes import (
    FALSE,
    TRUE,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Node,
    Some,
    Variable,
    conjunction,
    disjunction,
)
from fairservice.conditions.vocabulary import Type


@dataclass(frozen=True, slots=True)
class Pair:
    """A lowered node. For a condition `first` is T and `second` F; for an expression known and value."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Between:
    """A lowered amount of which the bounds may be known: between `low` and `high`, where `known`."""

    known: Node
    low: Node
    high: Node


def compared_bounds(operator: Comparator, a: Between, b: Between) -> Pair:
    """What all pairs within the bounds agree on."""
    below, above = Comparison("<", a.high, b.low), Comparison(">", a.low, b.high)
    match operator:
        case "<":
            first: Node = below
            second: Node = Comparison(">=", a.low, b.high)
        case "<=":
            first, second = Comparison("<=", a.high, b.low), above
        case ">":
            first, second = above, Comparison("<=", a.high, b.low)
        case ">=":
            first, second = Comparison(">=", a.low, b.high), below
        case "=" | "!=":
            # least and most meet crosswise only where all four are one
            same = conjunction((Comparison("=", a.low, b.high), Comparison("=", a.high, b.low)))
            apart = disjunction((below, above))
            first, second = (same, apart) if operator == "=" else (apart, same)
        case _:
            assert_never(operator)
    known = (a.known, b.known)
    return Pair(conjunction((*known, first)), conjunction((*known, second)))


def some_record(level: int, records: Variable, condition: Node) -> Node:
    return FALSE if condition == FALSE else Some(level, records, condition)


def branch(condition: Pair, then: Node, otherwise: Node) -> Node:
    """One half of a conditional: by its condition, or whatever both branches agree on."""
    return disjunction(
        (
            conjunction((condition.first, then)),
            conjunction((condition.second, otherwise)),
            conjunction((then, otherwise)),
        )
    )


def equal(left: Node, right: Node) -> Node:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return TRUE if left.value == right.value else FALSE
    return Comparison("=", left, right)


def by_day(day: Node, starts: list[int], bodies: list[Node], type: Type) -> Node:
    """The body of the last start that is not after the day, else the first; halved, so that it stays shallow."""
    if all(body == bodies[0] for body in bodies):
        return bodies[0]
    middle = len(bodies) // 2
    return Conditional(
        Comparison(">=", day, Constant(starts[middle], day.type)),
        by_day(day, starts[middle:], bodies[middle:], type),
        by_day(day, starts[:middle], bodies[:middle], type),
        type,
    )
