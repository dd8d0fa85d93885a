"""What a condition looks like before its names and types are known: the parser's output, the checker's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Only
from typing import TypeAlias

from fairservice.span import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written. A `word` is read as `true` or `false`; names are `Name`."""

    kind: Only["number", "percent", "date", "datetime", "time", "duration", "text", "boolean"]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name, or a bare word that may be the value of a choice."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator, function or unary test with its operands; `docs/language.md` lists every operator."""

    operator: str
    operands: tuple[Syntax, ...]
    span: Span


Syntax: TypeAlias = Literal | Name | Apply
