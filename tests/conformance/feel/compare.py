"""Whether what the language finds is what the kit expects: exactly, kind for kind."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from conformance.build import ZONE
from conformance.feel.cases import Written
from fairservice.conditions.vocabulary import Boolean, Choice, Choices, Quantity, Text, Type, Value, int_of, write_value

_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\Z")


def same(expected: Written, value: Value | None, type: Type) -> bool:
    """Whether a value of a type is the expected one; an unknown is never what is expected."""
    if value is None:
        return False
    match type:
        case Boolean():
            return isinstance(expected, bool) and value is expected
        case Quantity(kind="date"):
            return expected == {"$date": write_value(value, type)}
        case Quantity(kind="datetime"):
            return isinstance(expected, dict) and _moment(str(expected.get("$dateTime"))) == int_of(value)
        case Quantity(unit="days" | "months") if isinstance(expected, dict):
            return _counted(expected.get("$duration")) == (Decimal(int_of(value)).scaleb(-type.scale), type.unit)
        case Quantity():
            number = Decimal(int_of(value)).scaleb(-type.scale)
            return isinstance(expected, Decimal) and number == expected
        case Text():
            return expected == value
        case Choice() | Choices():
            return expected == write_value(value, type)


def _moment(written: str) -> int:
    """The second that the kit means; one without offset is local to the policy."""
    moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).timestamp())


def _counted(written: Written) -> tuple[Decimal, str] | None:
    """A duration of whole days as days, one of years and months as months; None for one with hours."""
    if written == "PT0S":  # as the kit writes no time at all
        return Decimal(0), "days"
    match = _DURATION.match(str(written))
    if not match:
        return None
    years, months, days = (Decimal(match[at] or 0) for at in (2, 3, 4))
    sign = -1 if match[1] else 1
    if match[4] is not None:
        return None if years or months else (sign * days, "days")
    return sign * (12 * years + months), "months"


def plain(value: Value | None, type: Type) -> Written:
    """A value as the kit writes it."""
    match type:
        case Quantity(kind="date") if value is not None:
            return {"$date": write_value(value, type)}
        case Quantity() if value is not None:
            return Decimal(int_of(value)).scaleb(-type.scale)
        case Boolean() | Text() | Choice() | Choices() | Quantity():
            assert not isinstance(value, int | frozenset) or isinstance(value, bool)
            return value


def shown(value: Value | None, type: Type) -> str:
    """A value for a list of deviations."""
    return "unknown" if value is None else write_value(value, type)
