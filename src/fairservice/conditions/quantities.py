"""Puts quantities together: to one dimension, one unit and one scale, and always below 2^53."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fairservice.conditions.nodes import (
    Arithmetic,
    Comparator,
    Comparison,
    Constant,
    Field,
    Named,
    Node,
    Rescale,
    Variable,
    walk,
)
from fairservice.conditions.vocabulary import (
    CLOCKS,
    EXACT,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Text,
    Type,
    default_quantity,
    int_of,
)
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

MISMATCH = Defect("FS202", "types-do-not-match", "error", "two things are put together that are of different kinds")
TOO_LARGE = Defect("FS205", "too-large", "error", "a calculation could grow too large to be exact")
DIVISION = Defect("FS206", "division", "error", "a division stands where it cannot be exact")
UNITS = Defect("FS207", "units-do-not-match", "error", "two figures have different units")
ORDER = Defect("FS208", "no-order", "error", "things that have no order are compared by size")


def kind_in_words(type: Type) -> str:
    """A type as an owner would call it."""
    match type:
        case Boolean():
            return "a yes or no"
        case Quantity(kind=kind, unit=unit):
            words = {
                "integer": "a whole number",
                "number": "a number",
                "money": "an amount of money",
                "percent": "a percentage",
                "date": "a date",
                "datetime": "a date with a time",
                "time": "a time of day",
            }[kind]
            return f"{words} of {unit}" if unit and kind in ("integer", "number") else words
        case Choice():
            return "a choice"
        case Choices():
            return "a set of choices"
        case Text():
            return "a text"
        case Records():
            return "a list of records"


def compared(operator: Comparator, left: Node, right: Node, span: Span) -> Node:
    """Two nodes compared; both of one kind, brought to one scale."""
    if isinstance(left.type, Quantity) and isinstance(right.type, Quantity):
        left, right = same_dimension(left, right, span)
        return Comparison(operator, left, right)
    if type(left.type) is not type(right.type) or isinstance(left.type, Choices):
        help = "compare things of one kind"
        if isinstance(left.type, Text) and isinstance(right.type, Quantity):
            help = "a text is compared with a text in double quotes"
        raise mismatch(span, f"{kind_in_words(left.type)} is compared with {kind_in_words(right.type)}", help)
    if isinstance(left.type, Choice) and left.type != right.type:
        raise mismatch(span, "two choices with different values are compared", "they need the same values")
    ordered = isinstance(left.type, Choice) and left.type.ordered
    if operator not in ("=", "!=") and not ordered:
        raise Rejected(
            ORDER.at(
                span,
                f"`{left.name}` has no order"
                if isinstance(left, Variable | Named | Field)
                else f"{kind_in_words(left.type)} has no order",
                "declare the choice with `ordered:` instead of `values:`"
                if isinstance(left.type, Choice)
                else "test it for being equal",
            )
        )
    return Comparison(operator, left, right)


def same_dimension(left: Node, right: Node, span: Span) -> tuple[Node, Node]:
    a, b = left.type, right.type
    if not isinstance(a, Quantity) or not isinstance(b, Quantity) or a.dimension != b.dimension:
        help = "compare and add things of one kind"
        kinds = {t.kind for t in (a, b) if isinstance(t, Quantity)}
        if kinds == {"date", "datetime"}:
            help = "take the day of the moment: `date(…)`"
        elif kinds == {"datetime", "time"}:
            help = "take the time of the moment: `time(…)`"
        elif "time" in kinds:
            help = "a time of day is written with a colon: `09:30`, `22:00`"
        elif "money" in kinds and "percent" in kinds:
            help = "a percentage is taken `of` an amount: `10% of order.total`"
        elif "date" in kinds:
            help = "count the days between two dates: `days_between(a, b)`"
        raise mismatch(span, f"{kind_in_words(a)} does not go with {kind_in_words(b)}", help)
    if a.unit and b.unit and a.unit != b.unit:
        raise Rejected(
            UNITS.at(
                span,
                f"this puts {a.unit} and {b.unit} together",
                "bring both to one unit, with a parameter",
            )
        )
    return aligned(left, right, span)


def aligned(left: Node, right: Node, span: Span | None = None) -> tuple[Node, Node]:
    """Both at the finer of the two scales."""
    a, b = left.type, right.type
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return left, right
    scale = max(a.scale, b.scale)
    return rescaled(left, scale - a.scale, span), rescaled(right, scale - b.scale, span)


def rescaled(node: Node, decimals: int, span: Span | None) -> Node:
    if decimals == 0:
        return node
    type, factor = quantity_of(node), 10**decimals
    wider = exact(replace(type, scale=type.scale + decimals, low=type.low * factor, high=type.high * factor), span)
    if isinstance(node, Constant):
        return Constant(int_of(node.value) * factor, wider)
    return Rescale(node, factor, wider)


def calculated(operator: str, left: Node, right: Node, span: Span) -> Node:
    a, b = left.type, right.type
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        wrong = a if not isinstance(a, Quantity) else b
        raise mismatch(span, f"{kind_in_words(wrong)} cannot be calculated with", None)
    if operator in ("*", "of"):
        return _product(operator, left, right, span)
    dates = (a.kind == "date", b.kind == "date")
    if any(dates) and dates != (True, True):
        other = b if dates[0] else a
        if (
            other.dimension != "number"
            or other.scale
            or other.unit not in (None, "days")
            or (operator == "-" and dates[1])
        ):
            raise mismatch(
                span,
                f"{kind_in_words(a)} and {kind_in_words(b)} do not go together",
                "add days to a date",
            )
        low, high = interval_of(operator, a, b)
        if low < 1 or high > date.max.toordinal():
            help = "give the number of days a `range` that fits what really happens"
            raise Rejected(TOO_LARGE.at(span, "this could leave the calendar", help))
        return Arithmetic(operator, left, right, Quantity("date", low, high))  # type: ignore[arg-type]
    if dates == (True, True) and operator == "-":
        low, high = interval_of("-", a, b)
        return Arithmetic("-", left, right, Quantity("integer", low, high, unit="days"))
    if any(dates) or CLOCKS & {a.kind, b.kind}:
        raise mismatch(span, "moments cannot be added", "count the days between two: `days_between(a, b)`")
    left, right = same_dimension(left, right, span)
    a, b = quantity_of(left), quantity_of(right)
    low, high = interval_of(operator, a, b)
    type = exact(joined(a, b).bounded(low, high), span, left, right)
    return folded(Arithmetic(operator, left, right, type))  # type: ignore[arg-type]


def _product(operator: str, left: Node, right: Node, span: Span) -> Node:
    a, b = quantity_of(left), quantity_of(right)
    dimensions = {a.dimension, b.dimension}
    extra = 0
    if operator == "of":
        if a.kind != "percent" or b.kind in CLOCKS | {"percent"}:
            raise mismatch(span, "`of` takes a percentage of an amount or a number", "write `10% of order.total`")
        kind, extra = ("number" if b.dimension == "number" else b.kind), 2
    elif dimensions == {"number"}:
        kind = "integer" if (a.kind, b.kind) == ("integer", "integer") else "number"
    elif dimensions == {"number", "money"}:
        kind = "money"
    elif dimensions == {"number", "percent"}:
        kind = "percent"
    elif dimensions == {"percent", "money"}:
        kind, extra = "money", 2
    else:
        raise mismatch(span, f"{kind_in_words(a)} times {kind_in_words(b)} means nothing", None)
    units = {unit for unit in (a.unit, b.unit) if unit}
    unit = units.pop() if len(units) == 1 else None
    low, high = interval_of("*", a, b)
    type = exact(Quantity(kind, low, high, a.scale + b.scale + extra, unit), span, left, right)
    return folded(Arithmetic("*", left, right, type))


def exact(type: Quantity, span: Span | None, *operands: Node) -> Quantity:
    """The type, if every value of it is exact. The help names what in the `operands` has no range of its own."""
    if max(abs(type.low), abs(type.high)) < EXACT:
        return type
    wide = {
        part.name for each in operands for part in walk(each) if isinstance(part, Variable | Field) and _is_wide(part)
    }
    which = " and ".join(f"`{name}`" for name in sorted(wide)) or "the facts in it"
    help = f"give {which} a `range` that fits what really happens, or use fewer decimals"
    raise Rejected(TOO_LARGE.at(span, "this could grow too large to be calculated exactly", help))


def _is_wide(fact: Variable | Field) -> bool:
    type = fact.type
    if not isinstance(type, Quantity) or type.kind in CLOCKS:
        return False
    return type.high == default_quantity(type.kind, type.scale).high


def mismatch(span: Span, message: str, help: str | None) -> Rejected:
    return Rejected(MISMATCH.at(span, message, help))


def quantity_of(node: Node) -> Quantity:
    assert isinstance(node.type, Quantity)
    return node.type


def like(type: Type, value: int) -> Quantity:
    base = type if isinstance(type, Quantity) else default_quantity("integer")
    return base.bounded(value, value)


def joined(a: Quantity, b: Quantity) -> Quantity:
    """The kind of what two quantities of one dimension and scale come to."""
    return replace(a, kind="number" if a.kind != b.kind else a.kind, unit=a.unit or b.unit)


def interval_of(operator: str, a: Quantity, b: Quantity) -> tuple[int, int]:
    if operator == "+":
        return a.low + b.low, a.high + b.high
    if operator == "-":
        return a.low - b.high, a.high - b.low
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(corners), max(corners)


def folded(node: Arithmetic) -> Node:
    """A calculation between constants is a constant."""
    left, right = node.left, node.right
    if not (isinstance(left, Constant) and isinstance(right, Constant)):
        return node
    a, b = int_of(left.value), int_of(right.value)
    value = a + b if node.operator == "+" else a - b if node.operator == "-" else a * b
    return Constant(value, node.type.bounded(value, value))
