"""Figures and texts that are written out in a condition become constants, if they cannot be misread."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from fairservice.conditions.calendar import length_constant
from fairservice.conditions.nodes import Constant, Node
from fairservice.conditions.quantities import exact
from fairservice.conditions.syntax import Literal
from fairservice.conditions.tokens import NUMBER_FORM
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    DATE,
    DATETIME,
    TEXT,
    TIME,
    Choice,
    Quantity,
    Text,
    Type,
    Unreadable,
    read_value,
)
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

UNKNOWN_VALUE = Defect("FS203", "unknown-value", "error", "a choice is tested for a value that it cannot have")

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}\Z", re.ASCII)


def _too_fine(text: str, span: Span, decimals: int) -> Rejected:
    """`1.500` may be a Dutch fifteen hundred, and is not read as one and a half."""
    if _THOUSANDS.match(text):
        message = f"`{text}` could be {text.partition('.')[0]} and a bit, or {text.replace('.', '')}"
        short = text[: text.index(".") + 3]
        return Rejected(NUMBER_FORM.at(span, message, f"write `{text.replace('.', '')}` or `{short}`"))
    return Rejected(NUMBER_FORM.at(span, f"`{text}` has more than {decimals} decimals", "round it first"))


def constant(text: str, type: Type, span: Span, zone: ZoneInfo | None = None) -> Constant:
    """What a text writes as a value of the type, a moment without offset local to `zone`. Raises `Rejected`."""
    try:
        return Constant(read_value(text, type, zone), type)
    except Unreadable as error:
        raise Rejected(UNKNOWN_VALUE.at(span, error.message, error.help)) from None


def literal_node(literal: Literal, expected: Type | None, zone: ZoneInfo) -> Node:
    """A literal as a constant; `expected` is what it would have to be. Raises `Rejected`."""
    text, span = literal.text, literal.span
    match literal.kind:
        case "boolean" if isinstance(expected, Choice) and text in expected.values:
            return constant(text, expected, span)
        case "boolean":
            return Constant(text in ("true", "yes"), BOOLEAN)
        case "date":
            return constant(text, DATE, span)
        case "datetime":
            return constant(text, DATETIME, span, zone)
        case "time":
            return constant(text, TIME, span)
        case "duration":
            return length_constant(literal, expected)
        case "text":
            if isinstance(expected, Choice | Text):
                return constant(text, expected, span)
            if isinstance(expected, Quantity) and expected.kind == "date":
                return constant(text, DATE, span)
            return constant(text, TEXT, span)
        case "percent":
            return _number(text, "percent", span)
        case "number":
            if isinstance(expected, Quantity) and expected.kind in ("money", "percent"):
                return _number(text, expected.kind, span, expected)
            if isinstance(expected, Quantity) and expected.kind == "integer" and _THOUSANDS.match(text):
                raise _too_fine(text, span, 0)
            return _number(text, "number" if "." in text else "integer", span)


def _number(text: str, kind: str, span: Span, like: Quantity | None = None) -> Constant:
    written = len(text.partition(".")[2])
    scale = max(written, like.scale if like else 2 if kind == "percent" else 0)
    if like is not None and written > like.scale:
        raise _too_fine(text, span, like.scale)
    value = int(text.replace(".", "")) * 10 ** (scale - written)
    type = Quantity(kind, value, value, scale)  # type: ignore[arg-type]
    return Constant(value, exact(type, span))
