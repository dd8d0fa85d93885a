"""Tells where the versions of a parameter mix up a figure with a table, or the lines of one with what stands beside."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.conditions.vocabulary import BOOLEAN, DATE, Choice, Type, Value, nearest, write_value
from fairservice.source.located import Entries, Located, Text
from fairservice.span import Span

Slip = tuple[Span, str, str]
"""Where it is, what is wrong there, and what works."""


def domain(key: Type) -> list[Value]:
    """Every value of what a table is keyed by."""
    if isinstance(key, Choice):
        return list(range(len(key.values))) if key.ordered else list(key.values)
    return [True, False]


def misplaced(versions: list[tuple[Text, Located]], keys: list[Type], since: int) -> Iterator[Slip]:
    """One slip a version, and one for lines that stand where versions do; `keys` is empty where there is no `by`."""
    for first, value in versions:
        if keys and first in _written(keys[0]):
            help = f"lay the lines below the day from which they count: `{write_value(since, DATE)}:`"
            yield first.span, f"`{first}` stands where the first day of a version is expected", help
            return
        if isinstance(value, Entries):
            yield from _among_lines(value, keys[0]) if keys else _without_by(value)


def _without_by(version: Entries) -> Iterator[Slip]:
    lines = [key for key, below in version.pairs() if key == "table" or isinstance(below, Entries)]
    if "value" not in version and not lines:
        lines = [key for key, _ in version.pairs() if not nearest(key, ("value", "reference"))]
    if lines:
        help = "say above `values` what its lines go by: `by: [FACT]`; else write one figure"
        yield lines[0].span, "this is a table, and the parameter has no `by`", help


def _among_lines(version: Entries, key: Type) -> Iterator[Slip]:
    beside = {str(each): each for each, _ in version.pairs() if each in ("table", "value", "reference")}
    if "table" in beside or _written(key) & beside.keys():
        return
    help = "lay the lines of the table below `table:`, and `reference: …` beside it"
    if "value" in beside:
        yield beside["value"].span, "the figures of a table do not stand under `value`", help
    elif "reference" in beside:
        yield beside["reference"].span, "a reference does not stand among the lines of a table", help


def _written(key: Type) -> frozenset[str]:
    """The words that the lines of a table may begin with."""
    return frozenset((*(write_value(each, key) for each in domain(key)), *(("yes", "no") if key == BOOLEAN else ())))
