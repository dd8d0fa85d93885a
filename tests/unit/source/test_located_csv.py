"""CSV rows become facts by the names in the header, and rows that do not fit are pointed at."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding
from fairservice.source.located import Text
from fairservice.source.located_csv import iter_csv, read_csv
from fairservice.span import File

CELLS = st.text('ab",;\n é', max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=5)),
    st.sampled_from(",;"),
)
def test_what_a_csv_library_writes_is_read(rows: list[list[str]], delimiter: str) -> None:
    """Quoted delimiters, quotes and line breaks in cells are read back; blank cells are absent."""
    width = len(rows[0]) if rows else 2
    names = [f"fact_{n}" for n in range(width + 1)]
    rows = [["x", *row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([names, *rows])
    findings: list[Finding] = []
    read = read_csv(File("c.csv", out.getvalue()), findings)
    assert not findings
    assert read == [{n: cell for n, cell in zip(names, row, strict=True) if cell.strip()} for row in rows]


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
    """A row is given out before the next line is asked for, and findings are bounded in number."""
    asked = []

    def lines() -> object:
        yield "a,b\r\n"
        for number in range(1000):
            asked.append(number)
            yield f"{number},\r\n" if number % 2 == 0 else "1,2,3\r\n"

    findings: list[Finding] = []
    rows = iter_csv(lines(), "c.csv", findings)  # type: ignore[arg-type]
    assert next(rows) == {"a": "0"}
    assert asked == [0]
    assert len(list(rows)) == 499
    assert len(findings) == 100


@settings(max_examples=300, deadline=None)
@given(st.text('ab",;\n \r\x00', max_size=30) | st.text(max_size=20))
def test_any_text_is_read_without_raising(source: str) -> None:
    """Whatever the text, reading it ends in rows or findings."""
    findings: list[Finding] = []
    read_csv(File("c.csv", source), findings)
    list(iter_csv(source.splitlines(keepends=True), "c.csv", findings))
