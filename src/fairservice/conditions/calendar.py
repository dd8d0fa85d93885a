"""Lengths of time: `14 days`, `2 years`, `P2Y`; and what months and years do to a date, on the calendar.

A length is a whole number with a unit. Days are added to dates as numbers are; months and years have no fixed number
of days, so a moved date is read off the calendar when a case is read: a column of its own, `order.placed_on/+24`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from fairservice.conditions.nodes import (
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
)
from fairservice.conditions.quantities import UNITS, calculated, exact, mismatch, quantity_of
from fairservice.conditions.syntax import Literal
from fairservice.conditions.tokens import NUMBER_FORM
from fairservice.conditions.vocabulary import Quantity, Type, Value, cut, int_of, months_later, part_column
from fairservice.errors import Rejected
from fairservice.span import Span

MAX_MONTHS = 1200
"""A hundred years: no date is moved further."""

_MONTHS = {"months": 1, "years": 12}
_DAYS = {"days": 1, "weeks": 7}
_WORDS = re.compile(r"([0-9]{1,18})(\.[0-9]+)? (day|week|month|year)s?\Z", re.ASCII)
_FEEL = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})D)?\Z", re.ASCII)


def length_constant(literal: Literal, expected: Type | None) -> Constant:
    """A length in the unit that its place asks for, else in days or months. Raises `Rejected`."""
    count, unit = _written(literal)
    counted = isinstance(expected, Quantity) and expected.dimension == "number"
    wanted = expected.unit if counted and isinstance(expected, Quantity) else None
    if counted and wanted is None:
        raise Rejected(
            UNITS.at(literal.span, "this goes with a number that has no unit", f"declare that with `unit: {unit}`")
        )
    for scales in (_DAYS, _MONTHS):
        if unit in scales:
            into = wanted or next(iter(scales))
            if into in scales and count * scales[unit] % scales[into] == 0:
                value = count * scales[unit] // scales[into]
                return Constant(value, exact(Quantity("integer", value, value, unit=into), literal.span))
    help = "bring both to one unit, with a parameter"
    if unit in _MONTHS and wanted in _DAYS:
        help = f"they differ in length, so add them to a date: `today <= order.placed_on + {count} {unit}`"
    raise Rejected(UNITS.at(literal.span, f"this puts {wanted} and {unit} together", help))


def _written(literal: Literal) -> tuple[int, str]:
    words = _WORDS.match(literal.text)
    if words:
        number, fraction, unit = words.groups()
        if fraction:
            help = "write a smaller unit, like `18 months` for a year and a half"
            raise Rejected(NUMBER_FORM.at(literal.span, f"`{literal.text}` is not a whole number", help))
        return int(number), unit + "s"
    match = _FEEL.match(literal.text)
    if match and (match[4] is None or (match[2] is None and match[3] is None)):
        years, months, days = (int(match[at] or 0) for at in (2, 3, 4))
        sign = -1 if match[1] else 1
        return (sign * days, "days") if match[4] is not None else (sign * (12 * years + months), "months")
    if re.match(r"-?P[0-9YMWD]*T", literal.text):
        raise mismatch(literal.span, "hours and minutes are not counted", "count whole days, months or years")
    help = "write `P14D`, `P6M`, `P2Y` or `P1Y6M`; or in words: `14 days`, `6 months`, `2 years`"
    raise Rejected(NUMBER_FORM.at(literal.span, f"`{cut(literal.text)}` is not a length of time", help))


def moved(operator: str, left: Node, right: Node, span: Span) -> Node | None:
    """A date moved by weeks, months or years; None where it is some other sum. Raises `Rejected`."""
    day, count = (left, right) if _is_date(left) else (right, left)
    unit = count.type.unit if isinstance(count.type, Quantity) else None
    if not _is_date(day) or _is_date(count) or (operator == "-" and day is right):
        return None
    if unit == "weeks":
        weeks = quantity_of(count)
        days = replace(weeks, low=7 * weeks.low, high=7 * weeks.high, unit="days")
        return calculated(operator, day, _in_days(count, exact(days, span)), span)
    if unit not in _MONTHS:
        return None
    return _by_count(day, count, -_MONTHS[unit] if operator == "-" else _MONTHS[unit], span)


def _is_date(node: Node) -> bool:
    return isinstance(node.type, Quantity) and node.type.kind == "date"


def _in_days(count: Node, type: Quantity) -> Node:
    if isinstance(count, Constant):
        return Constant(7 * int_of(count.value), type)
    return Rescale(count, 7, type)


def _by_count(day: Node, count: Node, factor: int, span: Span) -> Node:
    """The date moved by so many months, for each number that the count can be."""
    match count:
        case Constant(value, Quantity(scale=0)):
            return _by_months(day, int_of(value) * factor, span)
        case Named(name, "parameter" as kind, body):
            return Named(name, kind, _by_count(day, body, factor, span))
        case Dated(on, versions):
            bodies = [(first, _by_count(day, body, factor, span)) for first, body in versions]
            return Dated(on, tuple(bodies), _hull(body for _, body in bodies))
        case LookUp(keys, entries, otherwise, Quantity(scale=0)):
            found = _by_months(day, int_of(otherwise) * factor, span)
            for at, value in reversed(entries):
                then = _by_months(day, int_of(value) * factor, span)
                found = Conditional(_is_at(keys, at), then, found, _hull((then, found)))
            return found
    help = "months and years are added as a figure or a parameter: `order.placed_on + 2 years`"
    raise mismatch(span, "only a fixed number of months can be added to a date", help)


def _is_at(keys: tuple[Node, ...], at: tuple[Value, ...]) -> Node:
    tests: list[Node] = []
    for key, value in zip(keys, at, strict=True):
        tests.append(Comparison("=", key, Constant(value, key.type)))
    return conjunction(tests)


def _by_months(day: Node, months: int, span: Span) -> Node:
    if not -MAX_MONTHS <= months <= MAX_MONTHS:
        raise mismatch(span, f"{abs(months)} months is more than a hundred years", "write a smaller figure")
    if months == 0:
        return day
    match day:
        case Constant(value, Quantity() as type):
            later = months_later(int_of(value), months)
            return Constant(later, type.bounded(later, later))
        case Variable(name, Quantity() as type):
            fact, _, part = name.partition("/")
            if part in ("", "day"):
                low, high = (months_later(end, months) for end in (type.low, type.high))
                return Variable(part_column(fact, f"{months:+d}"), type.bounded(low, high))
        case Named(name, kind, body):
            return Named(part_column(name, f"{months:+d}"), kind, _by_months(body, months, span))
        case Dated(on, versions):
            bodies = [(first, _by_months(body, months, span)) for first, body in versions]
            return Dated(on, tuple(bodies), _hull(body for _, body in bodies))
        case Conditional(condition, then, otherwise):
            one, other = _by_months(then, months, span), _by_months(otherwise, months, span)
            return Conditional(condition, one, other, _hull((one, other)))
        case Extremum(which, operands):
            found = tuple(_by_months(each, months, span) for each in operands)
            return Extremum(which, found, _hull(found))
    help = "add the months first and the days afterwards: `order.placed_on + 2 months + 14 days`"
    raise mismatch(span, "months and years are counted from a date as a case gives it", help)


def _hull(nodes: Iterable[Node]) -> Quantity:
    """The type that holds all of these dates."""
    types = [quantity_of(node) for node in nodes]
    ends = list(chain.from_iterable((type.low, type.high) for type in types))
    return types[0].bounded(min(ends), max(ends))
