"""Places in files that people wrote, so that an error can point at the very characters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class File:
    """A text file as read: its path as the reader should see it, and its whole text."""

    path: str
    text: str = field(repr=False, compare=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends: asked for by every place within one."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between characters; line and column count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file, from `start` up to but not including `end`."""

    file: File
    start: Position
    end: Position

    def within(self, offset: int, length: int) -> Span:
        """The part of a one-line span that begins `offset` characters in and is `length` long."""
        start = Position(self.start.line, self.start.column + offset)
        return Span(self.file, start, Position(start.line, start.column + max(length, 1)))

    def __str__(self) -> str:
        return f"{self.file.path}:{self.start.line}:{self.start.column}"
