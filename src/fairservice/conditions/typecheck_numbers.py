"""Types what brings a number to a plainer one: `floor`, `ceiling`, `abs` and the sign `-`."""

from __future__ import annotations

from typing import Literal

from fairservice.conditions.checking import Checking
from fairservice.conditions.nodes import Constant, Extremum, Node, Whole
from fairservice.conditions.quantities import (
    DIVISION,
    aligned,
    calculated,
    kind_in_words,
    like,
    mismatch,
    quantity_of,
)
from fairservice.conditions.reference import whole
from fairservice.conditions.syntax import Apply, Syntax
from fairservice.conditions.vocabulary import CLOCKS, Quantity, Type, int_of
from fairservice.errors import Rejected
from fairservice.span import Span


def opposite(operand: Node, span: Span) -> Node:
    """`-a`. Raises `Rejected` for what has no opposite."""
    if isinstance(operand.type, Quantity) and operand.type.kind in CLOCKS:
        raise mismatch(span, f"{kind_in_words(operand.type)} has no opposite", "count days between two dates")
    return calculated("-", Constant(0, like(operand.type, 0)), operand, span)


def size(checker: Checking, operands: tuple[Syntax, ...], expected: Type | None, span: Span) -> Node:
    """`abs(a)`: the greater of a and -a."""
    if len(operands) != 1:
        raise mismatch(span, "`abs` takes one number", "write `abs(a - b)`")
    operand = checker.node(operands[0], expected)
    other = opposite(operand, span)
    if isinstance(operand, Constant):
        return Constant(abs(int_of(operand.value)), like(operand.type, abs(int_of(operand.value))))
    a, b = quantity_of(operand), quantity_of(other)
    return Extremum("max", (operand, other), a.bounded(max(a.low, b.low, 0), max(a.high, b.high)))


def whole_number(
    checker: Checking, which: Literal["floor", "ceiling"], operands: tuple[Syntax, ...], span: Span
) -> Node:
    """`floor(a)`, `ceiling(a / b)`: the division in it need not come out, and is brought to a whole number at once."""
    if len(operands) != 1:
        help = f"write `{which}(days / 7)`; amounts are rounded where they are given, to the unit of the grant"
        raise mismatch(span, f"`{which}` takes one number", help)
    top: Syntax = operands[0]
    bottom: Syntax | None = None
    if isinstance(top, Apply) and top.operator == "/":
        top, bottom = top.operands
    numerator = checker.node(top)
    denominator = None if bottom is None else checker.node(bottom)
    a, b = numerator.type, None if denominator is None else denominator.type
    counted = isinstance(a, Quantity) and a.dimension == "number"
    if bottom is not None and denominator is not None and isinstance(a, Quantity) and isinstance(b, Quantity):
        if b.dimension == a.dimension and a.kind not in CLOCKS:
            return _quotient(which, numerator, denominator, bottom.span, span)
        counted = False
    if not counted:
        help = f"divide it by one of its kind, with a name: `{which}(order.total / points_step)`"
        raise mismatch(operands[0].span, f"`{which}` is asked of {kind_in_words(a)}, not of a number", help)
    type = quantity_of(numerator)
    if type.scale == 0:
        return numerator
    ten = 10**type.scale
    return _whole(which, numerator, Constant(ten, Quantity("integer", ten, ten)), type.unit)


def _quotient(which: Literal["floor", "ceiling"], numerator: Node, denominator: Node, at: Span, span: Span) -> Node:
    if quantity_of(denominator).low <= 0:
        help = "give the fact a `range` that begins above zero, or use `max(…, 1)`"
        raise Rejected(DIVISION.at(at, "this divisor could be zero", help))
    return _whole(which, *aligned(numerator, denominator, span), None)


def _whole(which: Literal["floor", "ceiling"], numerator: Node, denominator: Node, unit: str | None) -> Node:
    a, b = quantity_of(numerator), quantity_of(denominator)
    ends = [whole(which, top, bottom) for top in (a.low, a.high) for bottom in (b.low, b.high)]
    type = Quantity("integer", min(ends), max(ends), unit=unit)
    if type.low == type.high and isinstance(numerator, Constant) and isinstance(denominator, Constant):
        return Constant(type.low, type)
    return Whole(which, numerator, denominator, type)
