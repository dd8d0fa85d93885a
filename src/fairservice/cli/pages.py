"""Draws a report: a title, what its figures mean, and tables that fit the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from fairservice.cli.terminal import WIDEST, bold, dim, paint, wide, wrap
from fairservice.desk.reports.page import Column, Page, Row, TableOf

_GAP = 2
_INDENT = 2
_NARROWEST = 12
"""A column of words is never narrower than this, or its own words."""


def draw_page(page: Page, width: int) -> str:
    """The page as lines of at most `width` columns (80 if there are more), as far as figures allow."""
    return "\n".join(_lines(page, min(width, WIDEST)))


def shown(text: str) -> str:
    """A text without signs that a terminal obeys, whoever wrote it."""
    return "".join(" " if unicodedata.category(each)[0] == "C" else each for each in text)


def _lines(page: Page, width: int) -> Iterator[str]:
    yield from map(bold, wrap(page.title, width))
    yield from (dim(line) for line in wrap(page.meaning, width))
    for table in page.tables:
        yield ""
        yield from draw_table(table, width)
    for note in page.notes:
        yield ""
        yield from (dim(line) for line in wrap(note, width))


def draw_table(table: TableOf, width: int) -> Iterator[str]:
    """A table; in several, each with the first column, where its columns do not fit beside each other."""
    if table.title:
        yield from map(bold, wrap(table.title, width))
    if not table.rows:
        yield " " * _INDENT + dim(table.empty)
        return
    table = replace(table, rows=tuple(_clean(row) for row in table.rows))
    for number, columns in enumerate(_beside(table, width - _INDENT)):
        if number:
            yield ""
        yield from _drawn(table, columns, width - _INDENT, below=number == 0)


def _clean(row: Row) -> Row:
    return replace(row, cells=tuple(map(shown, row.cells)), below=tuple(map(shown, row.below)))


def _beside(table: TableOf, width: int) -> Iterator[list[int]]:
    """Which columns stand beside each other: all, if they fit."""
    least = [_least(table, n) for n in range(len(table.columns))]
    together = [0]
    for n in range(1, len(table.columns)):
        if len(together) > 1 and sum(least[each] + _GAP for each in (*together, n)) - _GAP > width:
            yield together
            together = [0]
        together.append(n)
    yield together


def _least(table: TableOf, number: int) -> int:
    """The width below which a column does not go: figures and titles stay whole, words are broken into lines."""
    column = table.columns[number]
    cells = [row.cells[number] for row in table.rows]
    if column.right:
        return max(map(wide, (*_words(column.title), *cells)))
    longest = max((wide(word) for cell in (column.title, *cells) for word in _words(cell)), default=0)
    return max(min(max(map(wide, (column.title, *cells))), _NARROWEST), min(longest, 30))


def _words(text: str) -> list[str]:
    return text.split(" ")


def _drawn(table: TableOf, columns: list[int], width: int, below: bool) -> Iterator[str]:
    widths = _widths(table, columns, width)
    shown = [table.columns[n] for n in columns]
    titles = [_broken(column.title, room) for column, room in zip(shown, widths, strict=True)]
    if any(column.title for column in shown):
        high = max(map(len, titles))
        yield from (dim(line) for line in _row_of([[""] * (high - len(each)) + each for each in titles], shown, widths))
    for row in table.rows:
        cells = [_broken(row.cells[n], room) for n, room in zip(columns, widths, strict=True)]
        yield from (_painted(line, row) for line in _row_of(cells, shown, widths))
        if below:
            indent = " " * (_INDENT + (widths[0] + _GAP if wide(row.cells[0]) <= _NARROWEST else _GAP))
            yield from (indent + dim(line) for text in row.below for line in wrap(text, width + _INDENT - len(indent)))


def _widths(table: TableOf, columns: list[int], width: int) -> list[int]:
    """What each column takes: all that it wants, or less of what words take where that is too much."""
    least = [_least(table, n) for n in columns]
    wanted = []
    for n, low in zip(columns, least, strict=True):
        cells = [row.cells[n] for row in table.rows]
        title = low if table.columns[n].right else wide(table.columns[n].title)
        wanted.append(max([low, title, *map(wide, cells)]))
    over = sum(wanted) + _GAP * (len(wanted) - 1) - width
    while over > 0:
        spare = [now - low for now, low in zip(wanted, least, strict=True)]
        widest = max(range(len(wanted)), key=lambda n: (spare[n] > 0, wanted[n]))
        if spare[widest] <= 0:
            break
        wanted[widest] -= 1
        over -= 1
    return wanted


def _broken(text: str, room: int) -> list[str]:
    """The text in lines; a hyphen at the end of a word of a title says where it may be broken."""
    joined = text.replace("- ", "") if wide(text.replace("- ", "")) <= room else text
    return wrap(joined, room)


def _row_of(cells: list[list[str]], columns: list[Column], widths: list[int]) -> Iterator[str]:
    for n in range(max(map(len, cells))):
        parts = []
        for lines, column, room in zip(cells, columns, widths, strict=True):
            text = lines[n] if n < len(lines) else ""
            blank = " " * (room - wide(text))
            parts.append(blank + text if column.right else text + blank)
        yield (" " * _INDENT + (" " * _GAP).join(parts)).rstrip()


def _painted(line: str, row: Row) -> str:
    if row.mood == "alert":
        return paint(line, fg="yellow")
    return dim(line) if row.mood == "quiet" else line
