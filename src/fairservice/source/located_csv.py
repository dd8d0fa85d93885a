"""A CSV file is read row by row: the header names the facts, and an empty cell is a fact that is not known.

The delimiter is a comma or a semicolon, whichever occurs more often in the header; cells are not looked at.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairservice.errors import Finding
from fairservice.source.defects import CSV_HEADER, CSV_ROW
from fairservice.source.located import Entries, Items, Text
from fairservice.source.text_file import CONTROL, INVISIBLE, only_visible
from fairservice.span import File, Position, Span

MAX_FINDINGS = 100
_OTHERS = {"\t": "tabs", "|": "`|`"}
"""What other programs put between columns, and how it is called."""
MAX_ROW = 1024 * 1024
"""The longest row in characters: an unclosed quote must not take in a whole file."""


MAX_LINES = 200
"""The most lines that one row may run over."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row below the header: where it begins, its text as given, and its facts or what is wrong with it."""

    line: int
    text: str
    entries: Entries | None
    findings: tuple[Finding, ...]


def read_csv(file: File, findings: list[Finding]) -> list[Entries]:
    """The rows of a CSV file, each with the facts that its cells name. Every slip is added to `findings`."""
    if not only_visible(file, findings, CONTROL):
        return []
    found: list[Finding] = []
    reader = CsvReader((f"{line}\n" for line in file.text.split("\n")), file, found)
    rows = []
    for row in reader:
        found += row.findings
        if row.entries is not None:
            rows.append(row.entries)
    findings += found[:MAX_FINDINGS]
    return rows


def read_csv_rows(file: File, findings: list[Finding]) -> list[Items] | None:
    """Every row with something in it, as it stands, the header among them; None after a finding.

    Blanks around a cell are not part of it, and the empty cells at the end of a row are left out.
    """
    if not only_visible(file, findings, INVISIBLE):
        return None
    told = len(findings)
    lines = _Lines(f"{line}\n" for line in file.text.split("\n"))
    delimiter, cell = ",", _cell(",")
    rows: list[Items] = []
    for line in lines:
        if not line.strip():
            continue
        if not rows:
            delimiter = ";" if line.count(";") > line.count(",") else ","
            cell = _cell(delimiter)
        row = _Row(file, lines.number, line)
        found = row.cells(cell, delimiter, lines)
        if isinstance(found, Finding):
            findings.append(found)
            return None  # a quote that is wrong moves all cells after it
        cells = [_trimmed(each) for each in found]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            last = row.number + len(row.parts) - 1
            rows.append(Items(cells, (file, row.number, 1, last, len(row.parts[-1]) + 1)))
    return None if len(findings) > told else rows


class CsvReader:
    """A CSV file of any size, one row at a time. What is wrong with its header is added to `findings`.

    A row whose quotes are wrong is its first line alone: the lines after it are read as rows of their own.
    """

    def __init__(self, lines: Iterable[str], file: File, findings: list[Finding]) -> None:
        self.file = file
        self.lines = _Lines(lines)
        self.delimiter = ","
        self.names: list[Text] = self._header(findings)
        """The names of the columns, in order; none if the header is wrong."""

    def _header(self, findings: list[Finding]) -> list[Text]:
        for line in self.lines:
            line = line.removeprefix("\ufeff")
            if not line.strip():
                continue
            self.delimiter = ";" if line.count(";") > line.count(",") else ","
            row = _Row(self.file, self.lines.number, line)
            cells = row.cells(_cell(self.delimiter), self.delimiter, self.lines)
            found: list[Finding] = [cells] if isinstance(cells, Finding) else []
            names = [] if isinstance(cells, Finding) else _header(cells, found)
            findings += found
            return [] if found else names
        at = Span(self.file, Position(1, 1), Position(1, 1))
        help = "write the names of the facts in the first row"
        findings.append(CSV_HEADER.at(at, "there is nothing in this file", help))
        return []

    def __iter__(self) -> Iterator[CsvRow]:
        cell = _cell(self.delimiter)
        for line in self.lines if self.names else ():
            if not line.strip():
                continue
            number = self.lines.number
            row = _Row(self.file, number, line)
            cells = row.cells(cell, self.delimiter, self.lines)
            if isinstance(cells, Finding):
                self.lines.back(row.lines[1:])
                yield CsvRow(number, line, None, (cells,))
                continue
            found: list[Finding] = []
            entries = _entries(row, self.names, cells, found)
            yield CsvRow(number, "".join(row.lines), entries, tuple(found))


class _Lines:
    """Lines with the number of the last one given out; some can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.source = iter(lines)
        self.waiting: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.source)
        self.number += 1
        return line

    def back(self, lines: Sequence[str]) -> None:
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)


class _Row:
    """One row's cells with their places; a quoted cell may run over several lines."""

    def __init__(self, file: File, number: int, line: str) -> None:
        self.file = file
        self.number = number
        self.lines = [line]
        """As given, with their ends."""
        self.parts = [line.rstrip("\r\n")]

    def span(self, begin: int, end: int) -> Span:
        return Span(self.file, self._position(begin), self._position(end))

    def _position(self, index: int) -> Position:
        line = self.number
        for part in self.parts:
            if index <= len(part):
                break
            index -= len(part) + 1
            line += 1
        return Position(line, index + 1)

    def cells(self, cell: re.Pattern[str], delimiter: str, source: _Lines) -> list[Text] | Finding:
        text = self.parts[0]
        if '"' not in text:
            cells, column = [], 1
            for value in text.split(delimiter):
                at = (self.file, self.number, column, self.number, column + len(value))
                cells.append(Text(value, at))
                column += len(value) + 1
            return cells
        cells, at_index = [], 0
        while True:
            match = cell.match(text, at_index)
            while match is None and text.startswith('"', at_index) and len(text) < MAX_ROW and _open(text, at_index):
                more = next(source, None) if len(self.lines) < MAX_LINES else None
                if more is not None and len(more) > MAX_ROW // 4:
                    source.back([more])
                    more = None
                if more is None:
                    break
                self.lines.append(more)
                more = more.rstrip("\r\n")
                self.parts.append(more)
                # An unclosed quote is searched for its end only in what is new.
                if '"' in more:
                    text = "\n".join(self.parts)
                    match = cell.match(text, at_index)
                elif sum(map(len, self.parts)) > MAX_ROW:
                    break
            if match is None:
                if _open(text, at_index):
                    message, help = (
                        "the quote that opens here is never closed",
                        'write `"` at the end of the text',
                    )
                else:
                    message = "a text goes on after its closing quote"
                    help = 'write a quote within a quoted text twice: `""`'
                return CSV_ROW.at(self.span(at_index, at_index + 1), message, help)
            quoted = match["quoted"]
            span = self.span(match.start(), match.end("value"))
            if quoted is None:
                cells.append(Text(match["value"], span))
            else:
                cells.append(Text(quoted.replace('""', '"'), span, "double"))
            at_index = match.end()
            if match["after"] == "":
                return cells


def _open(text: str, index: int) -> bool:
    """Whether the quote at `index` is still open at the end of the text."""
    return text.count('"', index) % 2 == 1


def _cell(delimiter: str) -> re.Pattern[str]:
    return re.compile(
        rf'(?P<value>"(?P<quoted>(?:[^"]++|"")*+)"|[^"{delimiter}\n][^{delimiter}\n]*|)(?P<after>{delimiter}|\Z)'
    )


def _header(cells: list[Text], found: list[Finding]) -> list[Text]:
    if len(cells) == 1 and (other := next((each for each in _OTHERS if each in cells[0]), None)):
        message, help = f"the columns seem to be separated by {_OTHERS[other]}", "separate them by commas or semicolons"
        found.append(CSV_HEADER.at(cells[0].span, message, help))
        return []
    names: dict[str, Text] = {}
    result = []
    for number, cell in enumerate(cells, 1):
        name = Text(cell.strip(), cell.span, cell.style)
        result.append(name)
        if not name:
            help = "write the name of a fact, or delete the column"
            found.append(CSV_HEADER.at(name.span, f"column {number} has no name", help))
        elif name in names:
            also = [(names[name].span, "the first is here")]
            message = f"two columns are named `{name}`"
            found.append(CSV_HEADER.at(name.span, message, "delete or rename one of the two", also))
        else:
            names[name] = name
    return result


def _entries(row: _Row, names: list[Text], cells: list[Text], found: list[Finding]) -> Entries | None:
    """The row's facts; None if its cells cannot be matched with the names."""
    if len(cells) != len(names):
        message = f"this row has {_counted(len(cells))}, and the header has {len(names)}"
        help = "put a cell that holds the delimiter in double quotes"
        if len(cells) < len(names):
            help = "leave the place of an unknown fact empty, but write its delimiter"
        extra = cells[min(len(names), len(cells) - 1)]
        found.append(CSV_ROW.at(extra.span, message, help))
        return None
    at = Span(row.file, cells[0].span.start, cells[-1].span.end)
    pairs = ((name, _trimmed(value)) for name, value in zip(names, cells, strict=True) if value.strip())
    return Entries(pairs, at)


def _trimmed(cell: Text) -> Text:
    """Blanks around a cell are how it was laid out; in quotes they are meant."""
    bare = cell.strip()
    if cell.style != "plain" or bare == cell:
        return cell
    return Text(bare, cell.span.within(cell.index(bare), len(bare)))


def _counted(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
