"""Texts, lists and mappings that know where they were written and otherwise are plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias, cast

from fairservice.span import File, Position, Span

Style = Literal["plain", "single", "double", "literal", "folded"]
Place: TypeAlias = tuple[File, int, int, int, int]
"""A span not made yet: file, first line and column, last line and column. Most spans are never asked for, and those
that are asked for are not kept: a policy of 10,000 rules has hundreds of thousands."""


def _place(at: Span | Place) -> Place:
    if isinstance(at, Span):
        return (at.file, at.start.line, at.start.column, at.end.line, at.end.column)
    return at


def _span(place: Place) -> Span:
    file, line, column, end_line, end_column = place
    return Span(file, Position(line, column), Position(end_line, end_column))


class Text(str):
    """The characters of one value as its owner sees them, with their place and the way they were quoted."""

    __slots__ = ("_at", "style")
    _at: Place
    style: Style

    def __new__(cls, value: str, at: Span | Place, style: Style = "plain") -> Text:
        text = str.__new__(cls, value)
        text._at = _place(at)
        text.style = style
        return text

    @property
    def span(self) -> Span:
        """Where the value stands, quotes included."""
        return _span(self._at)

    @property
    def last_line(self) -> int:
        """The line on which the value ends, counted from 1. Asked of every value: makes no span."""
        return self._at[3]

    def part(self, offset: int, length: int) -> Span:
        """Where `length` characters from `offset` stand; all of it where quoting hides that."""
        file, line, column, end_line, end_column = self._at
        lines = file.lines
        if self.style == "literal":
            row = self.count("\n", 0, offset)
            begin = self.rfind("\n", 0, offset) + 1
            wanted = self[begin:].partition("\n")[0]
            number = line + 1 + row
            if number <= len(lines) and wanted and lines[number - 1].endswith(wanted):
                indent = len(lines[number - 1]) - len(wanted)
                length = max(1, min(length, len(wanted) - (offset - begin)))
                first = indent + offset - begin + 1
                return _span((file, number, first, number, first + length))
            return self.span
        if line != end_line or line > len(lines):
            return self.span
        skip = 0 if self.style == "plain" else 1
        if lines[line - 1][column - 1 + skip : end_column - 1 - skip] != self:
            return self.span
        first = column + skip + offset
        return _span((file, line, first, line, first + max(length, 1)))


class Items(list["Located"]):
    """A list as written, with its place."""

    __slots__ = ("_at",)
    _at: Place

    def __init__(self, values: Iterable[Located], at: Span | Place) -> None:
        super().__init__(values)
        self._at = _place(at)

    @property
    def span(self) -> Span:
        """From the first item (or bracket) to the end of the last."""
        return _span(self._at)


class Entries(dict[str, "Located | None"]):
    """A mapping as written, with its place. Every key is a `Text`; None occurs only for JSON's `null`.

    `lost` has the keys that a slip, told already, kept from being read: they are not missing.
    """

    __slots__ = ("_at", "lost")
    _at: Place
    lost: frozenset[str]

    def __init__(
        self, pairs: Iterable[tuple[Text, Located | None]], at: Span | Place, lost: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(pairs)
        self._at = _place(at)
        self.lost = lost

    @property
    def span(self) -> Span:
        """From the first key (or brace) to the end of the last value."""
        return _span(self._at)

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


class Places(Mapping[str, Span]):
    """Where each key of a mapping stands."""

    __slots__ = ("_tree",)

    def __init__(self, tree: Entries) -> None:
        self._tree = tree

    def __getitem__(self, name: str) -> Span:
        return self._tree.key(name).span

    def __iter__(self) -> Iterator[str]:
        return map(str, self._tree)

    def __len__(self) -> int:
        return len(self._tree)

    def __contains__(self, name: object) -> bool:
        return name in self._tree
