"""CSV rows become facts by the names in the header, and rows that do not fit are pointed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding
from fairservice.source.located import Entries, Text
from fairservice.source.located_csv import CsvReader, CsvRow, read_csv
from fairservice.span import File

PLACE = (File("c.csv", ""), 1, 1, 1, 1)
CELLS = st.text('ab",;\n é', max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=5)),
    st.sampled_from(",;"),
)
def test_what_a_csv_library_writes_is_read(rows: list[list[str]], delimiter: str) -> None:
    """Quoted delimiters, quotes and line breaks in cells are read back; blanks in and around cells do not count."""
    width = len(rows[0]) if rows else 2
    names = [f"fact_{n}" for n in range(width + 1)]
    rows = [["x", *row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([names, *rows])
    findings: list[Finding] = []
    read = read_csv(File("c.csv", out.getvalue()), findings)
    assert not findings
    meant = [[cell if set(cell) & {'"', delimiter, "\n"} else cell.strip() for cell in row] for row in rows]
    assert read == [{n: cell for n, cell in zip(names, row, strict=True) if cell.strip()} for row in meant]


def test_cells_have_their_places() -> None:
    """Each cell is pointed at, also after one that runs over two lines."""
    (row,) = read_csv(File("c.csv", 'a;b;c\n1,5;"x\ny";z\n'), [])
    assert row == {"a": "1,5", "b": "x\ny", "c": "z"}
    assert isinstance(row["b"], Text) and isinstance(row["c"], Text)
    assert [str(row.key("c").span), str(row["b"].span), str(row["c"].span)] == [
        "c.csv:1:5",
        "c.csv:2:5",
        "c.csv:3:4",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", [("FS027", 1, 1)]),
        ("a,,a\n", [("FS027", 1, 3), ("FS027", 1, 4)]),
        ("a,b\n1\n1,2\n1,2,3\n", [("FS028", 2, 1), ("FS028", 4, 5)]),
        ('a,b\n"x"y,2\n1,2\n', [("FS028", 2, 1)]),
        ('a,b\n1,"2\n3,4\n', [("FS028", 2, 3)]),
        ('a,"b\n', [("FS028", 1, 3)]),
    ],
)
def test_rows_that_do_not_fit_are_found(source: str, expected: list[tuple[str, int, int]]) -> None:
    """Columns without a name of their own, rows too long or short, and stray quotes are found."""
    findings: list[Finding] = []
    read_csv(File("c.csv", source), findings)
    assert [(f.code, f.span.start.line, f.span.start.column) for f in findings if f.span] == expected


def test_large_files_are_read_row_by_row() -> None:
    """A row is given out before the next line is asked for, with its text, and a bad one with its own findings."""
    asked = []

    def lines() -> Iterator[str]:
        yield "a,b\r\n"
        for number in range(1000):
            asked.append(number)
            yield f"{number},\r\n" if number % 2 == 0 else "1,2,3\r\n"

    reader = CsvReader(lines(), File("c.csv", ""), [])
    rows = iter(reader)
    assert reader.names == ["a", "b"]
    assert next(rows) == CsvRow(2, "0,\r\n", Entries([(Text("a", PLACE), Text("0", PLACE))], PLACE), ())
    assert asked == [0]
    rest = list(rows)
    assert [row.line for row in rest] == list(range(3, 1002))
    assert sum(row.entries is not None for row in rest) == 499
    assert sum(len(row.findings) for row in rest) == 500


def test_a_stray_quote_takes_no_other_row_with_it() -> None:
    """Only the line where the quote is wrong is no row; those after it are read, each once and at its own line."""
    source = ["a,b\n", '1,"x\n', *(f"{n},y\n" for n in range(500)), '2,"p\nq"\n', '3,"z"z\n', "4,w"]
    reader = CsvReader((line for each in source for line in each.splitlines(keepends=True)), File("c.csv", ""), [])
    rows = list(reader)
    assert "".join(row.text for row in rows) == "".join(source[1:])
    assert [row.line for row in rows if row.entries is None] == [2, 505]
    assert [row.line for row in rows] == [*range(2, 504), 505, 506]
    assert rows[-3].entries == {"a": "2", "b": "p\nq"}


@pytest.mark.parametrize(("header", "said"), [("a\tb\n", "tabs"), ("a|b\n", "`|`")])
def test_other_separators_are_named(header: str, said: str) -> None:
    """What is no comma and no semicolon is not taken for part of a name."""
    findings: list[Finding] = []
    assert read_csv(File("c.csv", header + "1\t2\n"), findings) == []
    assert said in findings[0].message


@settings(max_examples=300, deadline=None)
@given(st.text('ab",;\n \r\x00', max_size=30) | st.text(max_size=20))
def test_any_text_is_read_without_raising(source: str) -> None:
    """Whatever the text, reading it ends in rows or findings."""
    findings: list[Finding] = []
    read_csv(File("c.csv", source), findings)
    rows = list(CsvReader(source.splitlines(keepends=True), File("c.csv", ""), findings))
    assert all(0 < row.line <= len(source.splitlines()) for row in rows)
