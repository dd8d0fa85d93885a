"""Workbooks: a cell's text is what its owner sees, or there is a finding at the cell; nothing is unpacked unbounded."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest

from fairservice.errors import Finding
from fairservice.source import located_xlsx
from fairservice.source.located import Items
from fairservice.source.located_xlsx import read_xlsx


def book(*rows: list[Any], formats: dict[str, str] | None = None, sheets: tuple[str, ...] = ("Sheet1",)) -> bytes:
    """A workbook with these rows in its first sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = sheets[0]
    for row in rows:
        sheet.append(row)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    for name in sheets[1:]:
        made.create_sheet(name)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes, sheet: str | None = None) -> tuple[list[list[str]], list[Finding]]:
    findings: list[Finding] = []
    rows = read_xlsx("a.xlsx", data, sheet, findings)
    return [[str(cell) for cell in row] for row in rows or []], findings


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (5, "General", "5"),
        (5.0, "General", "5"),
        (25.1, "General", "25.1"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (12345678901.25, "General", "12345678901.25"),
        (-3, "General", "-3"),
        (0, "0.00", "0"),
        (49.95, "#,##0.00", "49.95"),
        (49.95, '"€" #,##0.00;[Red]-"€" #,##0.00', "49.95"),
        (0.1, "0%", "10%"),
        (0.075, "0.0%", "7.5%"),
        (0.29, "0%", "29%"),
        (True, "General", "true"),
        (False, "General", "false"),
        (date(2026, 2, 1), "DD-MM-YYYY", "2026-02-01"),
        (datetime(2026, 2, 1, 13, 30), "yyyy-mm-dd hh:mm", "2026-02-01T13:30"),
        (time(12, 30), "hh:mm", "12:30"),
        (1250, "#,##0", "1250"),
        ("at most 5", "General", "at most 5"),
        ("  two \n lines ", "General", "two lines"),
        ("014", "@", "014"),
    ],
)
def test_a_cell_is_what_its_owner_sees(value: Any, shown: str, text: str) -> None:
    """Figures without binary noise, percentages with their sign, days as ISO writes them."""
    assert read(book([value], formats={"A1": shown}))[0] == [[text]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.125, "0%"),
        (2.495, "0.00"),
        (1.5, "0"),
        (timedelta(hours=30), "[hh]:mm"),
        (10, '0"%"'),
        (10, "0\\%"),
        (10000, "0,"),
        (2500000, '#,##0.0,,"M"'),
        ("=A2+1", "General"),
        ("x" * 3000, "General"),
    ],
)
def test_a_cell_that_shows_something_else_is_refused(value: Any, shown: str) -> None:
    """A rounded figure, a formula nobody calculated, a painted `%`, cut thousands, hours and a novel are told there."""
    rows, findings = read(book(["name", "beside"], [value, "x"], formats={"A2": shown}))
    assert not rows and [each.code for each in findings] == ["FS030"]
    assert findings[0].span is not None and findings[0].span.start.line == 2
    assert "`A2`" in findings[0].message


def test_an_error_in_a_cell_is_refused() -> None:
    """`#REF!` is no text of a rule."""
    made = openpyxl.load_workbook(io.BytesIO(book(["a"], ["#REF!"])))
    made.active["A2"].data_type = "e"
    out = io.BytesIO()
    made.save(out)
    assert [each.code for each in read(out.getvalue())[1]] == ["FS030"]


def test_the_picture_has_the_row_with_its_cells() -> None:
    """A place in a sheet is its row, and the column where the cell stands in the row as it is shown."""
    findings: list[Finding] = []
    rows = read_xlsx("a.xlsx", book(["level", "answer"], [], ["gold", "no"]), "Sheet1", findings)
    assert rows is not None and isinstance(rows[1], Items)
    span = rows[1][1].span
    assert (str(span), span.file.lines[2]) == ("a.xlsx#Sheet1:3:8", "gold | no")


def test_empty_rows_and_the_ends_of_rows_do_not_count() -> None:
    """What a sheet has beyond its last filled cell is nothing."""
    assert read(book(["a", "b", None], [None, None], ["c", None, None], [None], [None, "d"]))[0] == [
        ["a", "b"],
        ["c"],
        ["", "d"],
    ]


@pytest.mark.parametrize(
    ("sheet", "names", "code"),
    [(None, ("A",), None), ("A", ("A", "B"), None), (None, ("A", "B"), "FS029"), ("C", ("A", "B"), "FS029")],
)
def test_the_sheet_is_named_where_there_are_several(
    sheet: str | None, names: tuple[str, ...], code: str | None
) -> None:
    """One sheet needs no name; of several the right one is never guessed."""
    rows, findings = read(book(["a"], sheets=names), sheet)
    assert [each.code for each in findings] == ([code] if code else [])
    assert rows == ([] if code else [["a"]])


def _with_entry(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            if each.filename != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


WORKBOOK = book(["a"])
HOSTILE = {
    "not a zip": b"level,answer\n",
    "empty": b"",
    "old format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "cut off": book(["a"], ["b"])[:-200],
    "another zip": _with_entry(b"PK\x05\x06" + bytes(18), "a.txt", b"x"),
    "no sheet in it": _with_entry(book(["a"]), "xl/workbook.xml", b"<workbook/>"),
    "broken sheet": _with_entry(book(["a"]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
    "entities": _with_entry(
        book(["a"]), "xl/worksheets/sheet1.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_workbook_is_told(name: str) -> None:
    """A file that is damaged, or only called so, is one finding and never an exception."""
    rows, findings = read(HOSTILE[name])
    assert not rows and [each.code for each in findings] == ["FS029"]


def test_damaged_bytes_never_raise() -> None:
    """Whatever single bytes of a workbook become, it is read, or what is wrong is told."""
    chance = random.Random(3)
    whole = book(["level", "answer"], ["gold", "no"], [0.1, date(2026, 1, 1)])
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        rows, findings = read(bytes(data))
        assert rows or findings


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a workbook unpacks to is bounded before anything is unpacked."""
    monkeypatch.setattr(located_xlsx, "MAX_UNPACKED", 100_000)
    assert [each.code for each in read(_with_entry(book(["a"]), "xl/media/a.bin", bytes(200_000)))[1]] == ["FS029"]


@pytest.mark.parametrize("rows", [[["a"] * 101], [["a"]] * 6])
def test_too_many_rows_or_columns_are_told(rows: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is bounded in both directions."""
    monkeypatch.setattr(located_xlsx, "MAX_ROWS", 5)
    assert [each.code for each in read(book(*rows))[1]] == ["FS029"]


def test_an_invisible_character_is_told() -> None:
    """What cannot be seen in a sheet does not get into a rule."""
    assert [each.code for each in read(book(["go\u200bld"]))[1]] == ["FS003"]


def test_without_the_part_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are an extra: where it is absent the finding says what installs it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (finding,) = read(WORKBOOK)[1]
    assert finding.code == "FS029" and "fairservice[xlsx]" in str(finding.help)
