"""The context of a FEEL case as declared facts and a written case: through the real reader, nothing by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from conformance.build import scope_of
from conformance.feel.cases import Unfit, Written, mentions, name_of
from fairservice.conditions.scope import Scope

_DURATION = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?\Z")
_YEAR = re.compile(r"(19\d\d|20\d\d|2[01]\d\d|2200)-")


@dataclass
class Facts:
    """Declarations as YAML lines, the case that is given, and the names as the kit writes them."""

    lines: list[str] = field(default_factory=lambda: ["facts:"])
    case: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def declare(self, name: str, value: Written, like: Written) -> None:
        """A fact of the type that `like` has; `value` is what the case gives, None nothing."""
        keys = declaration(like)
        self.lines.append(f"  {name}:")
        self.lines.extend(f"    {line}" for line in keys)
        if value is not None:
            self.case[name] = written_value(value)

    def scope(self) -> Scope:
        """The scope in which the expression is read."""
        return scope_of("\n".join(self.lines if len(self.lines) > 1 else ["facts:", "  nothing:", "    type: boolean"]))


def facts_of(context: Mapping[str, Written], expressions: Iterable[str], likes: Mapping[str, Written]) -> Facts:
    """The facts of a context that the expressions speak of. Raises `Unfit`.

    A null is a fact that is not known; `likes` has a value of another case, to take its type from.
    """
    facts = Facts()
    spoken = list(expressions)
    for key, value in context.items():
        if not any(mentions(each, key) for each in spoken):
            continue
        facts.names[key] = name_of(key)
        if isinstance(value, dict) and not _typed(value):
            for inner, part in value.items():
                if any(mentions(each, f"{key}.{inner}") for each in spoken):
                    facts.names[f"{key}.{inner}"] = f"{name_of(key)}.{name_of(inner)}"
                    facts.declare(f"{name_of(key)}.{name_of(inner)}", part, part)
        else:
            facts.declare(name_of(key), value, likes.get(key) if value is None else value)
    return facts


def _typed(value: Mapping[str, Written]) -> bool:
    return any(key.startswith("$") for key in value)


def declaration(like: Written) -> list[str]:
    """The lines of a declaration whose type fits a value. Raises `Unfit`."""
    match like:
        case None:
            raise Unfit("null")
        case bool():
            return ["type: boolean"]
        case Decimal():
            if like < 0:
                raise Unfit("facts below zero")
            decimals = max(-int(like.as_tuple().exponent), 0)
            if decimals > 6:
                raise Unfit("more than six decimals")
            kind = ["type: number", f"decimals: {decimals}"] if decimals else ["type: integer"]
            return [*kind, f"range: 0 to {10 ** max(6, like.adjusted() + 1)}"]
        case str():
            return ["type: text"]
        case list():
            return ["type: list", "at_most: 50", "of:", *_fields(like)]
        case {"$date": str()}:
            return ["type: date"]
        case {"$dateTime": str()}:
            return ["type: datetime"]
        case {"$time": str()}:
            return ["type: time"]
        case {"$duration": str(length)}:
            return ["type: integer", f"unit: {_counted(length)[1]}", "range: 0 to 1000"]
    raise Unfit("contexts")


def _fields(records: list[Written]) -> list[str]:
    """The fields of a list of records; of a list of plain values a single one, `value`."""
    found: dict[str, list[Written]] = {}
    for record in records:
        if isinstance(record, list):
            raise Unfit("lists of lists")
        for key, value in (record if isinstance(record, dict) else {"value": record}).items():
            found.setdefault(name_of(key), []).append(value)
    if not found:
        raise Unfit("lists of nothing, whose fields nobody knows")
    lines = []
    for key, values in found.items():
        declared = [declaration(value) for value in values if value is not None] or [declaration(None)]
        if len({each[0] for each in declared} - {"type: integer", "type: number"}) > 1:
            raise Unfit("lists of different kinds of things")
        lines.append(f"  {key}:")
        lines.extend(f"    {line}" for line in max(declared, key=lambda each: each[:2]))
    return lines


def _field(value: Written) -> bool | str | None:
    return value if isinstance(value, bool) or value is None else written_value(value)


def _counted(length: str) -> tuple[int, str]:
    """A duration as a count with its unit. Raises `Unfit` for one with hours."""
    match = _DURATION.match(length)
    if not match:
        raise Unfit("lengths of hours and minutes")
    years, months, days = (int(match[at] or 0) for at in (1, 2, 3))
    return (days, "days") if match[3] else (12 * years + months, "months")


def written_value(value: Written) -> str:
    """A value of the kit as a case of the language writes it. Raises `Unfit`."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case str():
            if value != value.strip():
                raise Unfit("texts with blanks around them")
            return value
        case list():
            records = [each if isinstance(each, dict) else {"value": each} for each in value]
            return json.dumps([{name_of(key): _field(part) for key, part in each.items()} for each in records])
        case {"$time": str(time)}:
            return time
        case {"$duration": str(length)}:
            return str(_counted(length)[0])
        case {"$date": str(day)} | {"$dateTime": str(day)}:
            if not _YEAR.match(day):
                raise Unfit("years before 1900 or after 2200")
            return day
    raise Unfit("contexts")
