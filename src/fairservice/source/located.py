"""Texts, lists and mappings that know where they were written and otherwise are plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias, cast

from fairservice.span import File, Position, Span

Style = Literal["plain", "single", "double", "literal", "folded"]
Place: TypeAlias = tuple[File, int, int, int, int]
"""A span not made yet: file, first line and column, last line and column. Most spans are never asked for."""


def _span(place: Place) -> Span:
    file, line, column, end_line, end_column = place
    return Span(file, Position(line, column), Position(end_line, end_column))


class Text(str):
    """The characters of one value as its owner sees them, with their place and the way they were quoted."""

    __slots__ = ("_at", "style")
    _at: Span | Place
    style: Style

    def __new__(cls, value: str, at: Span | Place, style: Style = "plain") -> Text:
        text = str.__new__(cls, value)
        text._at = at
        text.style = style
        return text

    @property
    def span(self) -> Span:
        """Where the value stands, quotes included."""
        if type(self._at) is tuple:
            self._at = _span(self._at)
        return cast(Span, self._at)

    def part(self, offset: int, length: int) -> Span:
        """Where `length` characters from `offset` stand; all of it where quoting hides that."""
        span = self.span
        lines = span.file.lines
        if self.style == "literal":
            row = self.count("\n", 0, offset)
            begin = self.rfind("\n", 0, offset) + 1
            wanted = self[begin:].partition("\n")[0]
            number = span.start.line + 1 + row
            if number <= len(lines) and wanted and lines[number - 1].endswith(wanted):
                indent = len(lines[number - 1]) - len(wanted)
                length = max(1, min(length, len(wanted) - (offset - begin)))
                start = Position(number, indent + offset - begin + 1)
                return Span(span.file, start, Position(number, start.column + length))
            return span
        if span.start.line != span.end.line or span.start.line > len(lines):
            return span
        skip = 0 if self.style == "plain" else 1
        raw = lines[span.start.line - 1][span.start.column - 1 + skip : span.end.column - 1 - skip]
        return span.within(offset + skip, length) if raw == self else span


class Items(list["Located"]):
    """A list as written, with its place."""

    __slots__ = ("_at",)
    _at: Span | Place

    def __init__(self, values: Iterable[Located], at: Span | Place) -> None:
        super().__init__(values)
        self._at = at

    @property
    def span(self) -> Span:
        """From the first item (or bracket) to the end of the last."""
        if type(self._at) is tuple:
            self._at = _span(self._at)
        return cast(Span, self._at)


class Entries(dict[str, "Located | None"]):
    """A mapping as written, with its place. Every key is a `Text`; None occurs only for JSON's `null`.

    `lost` has the keys that a slip, told already, kept from being read: they are not missing.
    """

    __slots__ = ("_at", "lost")
    _at: Span | Place
    lost: frozenset[str]

    def __init__(
        self, pairs: Iterable[tuple[Text, Located | None]], at: Span | Place, lost: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(pairs)
        self._at = at
        self.lost = lost

    @property
    def span(self) -> Span:
        """From the first key (or brace) to the end of the last value."""
        if type(self._at) is tuple:
            self._at = _span(self._at)
        return cast(Span, self._at)

    def pairs(self) -> Iterator[tuple[Text, Located | None]]:
        """The entries in the order in which they were written, each key with its place."""
        return cast("Iterator[tuple[Text, Located | None]]", iter(self.items()))

    def key(self, name: str) -> Text:
        """The key `name` as written, with its place; KeyError if there is none."""
        for key, _ in self.pairs():
            if key == name:
                return key
        raise KeyError(name)


Located: TypeAlias = Text | Items | Entries
