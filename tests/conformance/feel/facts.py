"""The context of a FEEL case as declared facts and a written case: through the real reader, nothing by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from conformance.build import scope_of
from conformance.feel.cases import Unfit, Written, mentions, name_of
from fairservice.conditions.scope import Scope

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
            raise Unfit("lists in facts")
        case {"$date": str()}:
            return ["type: date"]
        case {"$dateTime": str()}:
            return ["type: datetime"]
        case {"$time": _}:
            raise Unfit("times of day")
        case {"$duration": _}:
            raise Unfit("durations in facts")
    raise Unfit("contexts")


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
        case {"$date": str(day)} | {"$dateTime": str(day)}:
            if not _YEAR.match(day):
                raise Unfit("years before 1900 or after 2200")
            return day
    raise Unfit("contexts")
