"""A CSV file is read row by row: the header names the facts, and an empty cell is a fact that is not known.

The delimiter is a comma or a semicolon, whichever occurs more often in the header; cells are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairservice.errors import Finding
from fairservice.source.defects import CSV_HEADER, CSV_ROW
from fairservice.source.located import Entries, Items, Text
from fairservice.source.text_file import CONTROL, INVISIBLE, only_visible
from fairservice.span import File, Position, Span

MAX_FINDINGS = 100
MAX_ROW = 1024 * 1024
"""The longest row in characters: an unclosed quote must not take in a whole file."""


def read_csv(file: File, findings: list[Finding]) -> list[Entries]:
    """The rows of a CSV file, each with the facts that its cells name. Every slip is added to `findings`."""
    if not only_visible(file, findings, CONTROL):
        return []
    return list(_rows(file.text.split("\n"), file, findings))


def read_csv_rows(file: File, findings: list[Finding]) -> list[Items] | None:
    """Every row with something in it, as it stands, the header among them; None after a finding.

    Blanks around a cell are not part of it, and the empty cells at the end of a row are left out.
    """
    if not only_visible(file, findings, INVISIBLE):
        return None
    source, number, told = iter(file.text.split("\n")), 0, len(findings)
    delimiter, cell = ",", _cell(",")
    rows: list[Items] = []
    for line in source:
        number += 1
        if not line.strip():
            continue
        if not rows:
            delimiter = ";" if line.count(";") > line.count(",") else ","
            cell = _cell(delimiter)
        row = _Row(file, number, line)
        cells = row.cells(cell, delimiter, source)
        if isinstance(cells, Finding):
            findings.append(cells)
            return None  # a quote that is wrong moves all cells after it
        cells = [_trimmed(each) for each in cells]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(Items(cells, (file, number, 1, number + len(row.parts) - 1, len(row.parts[-1]) + 1)))
        number += len(row.parts) - 1
    return None if len(findings) > told else rows


def _trimmed(cell: Text) -> Text:
    text = cell.strip()
    if len(text) == len(cell):
        return cell
    if not text:
        return Text("", cell.span)
    return Text(text, cell.part(cell.index(text), len(text)))


def iter_csv(lines: Iterable[str], path: str, findings: list[Finding]) -> Iterator[Entries]:
    """The same for a file of any size, one row at a time; its findings have places but no picture."""
    return _rows((line.rstrip("\r\n") for line in lines), File(path, ""), findings)


class _Row:
    """One row's cells with their places; a quoted cell may run over several lines."""

    def __init__(self, file: File, number: int, line: str) -> None:
        self.file = file
        self.number = number
        self.parts = [line]

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

    def cells(self, cell: re.Pattern[str], delimiter: str, source: Iterator[str]) -> list[Text] | Finding:
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
                more = next(source, None)
                if more is None:
                    break
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


def _rows(lines: Iterable[str], file: File, findings: list[Finding]) -> Iterator[Entries]:
    source = iter(lines)
    names: list[Text] | None = None
    delimiter, cell = ",", _cell(",")
    number = 0
    room = MAX_FINDINGS
    for line in source:
        number += 1
        if not line.strip():
            continue
        if names is None:
            line = line.removeprefix("\ufeff")
            delimiter = ";" if line.count(";") > line.count(",") else ","
            cell = _cell(delimiter)
        row = _Row(file, number, line)
        cells = row.cells(cell, delimiter, source)
        number += len(row.parts) - 1
        found: list[Finding] = []
        if isinstance(cells, Finding):
            found.append(cells)
            cells = []
            entries = None
            if names is None:
                findings.extend(found)
                return
        elif names is None:
            names = _header(cells, found)
            findings.extend(found)
            if found:
                return
            continue
        else:
            entries = _entries(row, names, cells, found)
        findings.extend(found[: max(room, 0)])
        room -= len(found)
        if entries is not None:
            yield entries
    if names is None:
        at = Span(file, Position(1, 1), Position(1, 1))
        findings.append(
            CSV_HEADER.at(at, "there is nothing in this file", "write the names of the facts in the first row")
        )


def _cell(delimiter: str) -> re.Pattern[str]:
    return re.compile(
        rf'(?P<value>"(?P<quoted>(?:[^"]|"")*)"|[^"{delimiter}\n][^{delimiter}\n]*|)(?P<after>{delimiter}|\Z)'
    )


def _header(cells: list[Text], found: list[Finding]) -> list[Text]:
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
    pairs = ((name, value) for name, value in zip(names, cells, strict=True) if value.strip())
    return Entries(pairs, at)


def _counted(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
