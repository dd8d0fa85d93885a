"""A sheet of an Excel workbook is read cell by cell: each text is what its owner sees, or a finding.

The rows are rendered as a text file, one line a row with ` | ` between the cells, so that a picture under an error
shows the row with a caret under the cell. Formulas count by the value that was saved with them.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fairservice.errors import Finding
from fairservice.source.defects import CONTROL_CHARACTER, SHEET, SHEET_CELL
from fairservice.source.located import Items, Text
from fairservice.source.text_file import INVISIBLE
from fairservice.span import File, Position, Span

MAX_UNPACKED = 200 * 2**20
"""The most that a workbook may come to when it is unpacked, in bytes."""
MAX_PARTS = 2000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_FINDINGS = 20
MAX_CELL = 2000
_BETWEEN = " | "
_BESIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""What a number format writes beside the figure: words, signs, colours, blanks."""
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
"""A comma after the last digit of a number format: the figure is shown divided by a thousand."""
INSTALL = "pip install 'fairservice[xlsx]'"


def read_xlsx(path: str, data: bytes, sheet: str | None, findings: list[Finding]) -> list[Items] | None:
    """The rows of a sheet (of the only one, where none is named); None after a finding.

    Rows without any content are left out, and so are the empty cells at the end of a row; other empty cells are
    empty texts.
    """
    shown = f"{path}#{sheet}" if sheet else path
    why = _not_a_workbook(data)
    if why is not None:
        findings.append(_sheet(shown, f"`{path}` cannot be read as a workbook: {why}", _SAVE_AGAIN))
        return None
    try:
        import openpyxl  # type: ignore[import-untyped]
    except ImportError:
        message = f"reading `{path}` needs a part that is not installed here"
        findings.append(_sheet(shown, message, f"`{INSTALL}` installs it; or save the sheet as CSV"))
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a workbook has besides its cells: charts, validations, styles
        try:
            return _read(openpyxl, path, data, sheet, findings)
        except Exception as error:  # a damaged workbook fails in as many ways as it can be damaged
            if isinstance(error, MemoryError | RecursionError):
                raise
            findings.append(_sheet(shown, f"`{path}` cannot be read as a workbook: it is damaged", _SAVE_AGAIN))
            return None


_SAVE_AGAIN = "save it anew as .xlsx (Excel workbook), or as CSV"


def _sheet(shown: str, message: str, help: str) -> Finding:
    at = Span(File(shown, ""), Position(1, 1), Position(1, 1))
    return SHEET.at(at, message, help)


_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    struct.error,
)
"""What unpacking raises of bytes that are no archive, or only the beginning of one."""


def _not_a_workbook(data: bytes) -> str | None:
    """Why the bytes are no workbook, or none that is safe to unpack."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "it is in the old format of Excel, or has a password"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "unpacked it is larger than a sheet of rules can be"
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(2000):
                            return "a part of it is not what Excel writes"
    except _DAMAGED:
        return "it is damaged, or something else under that name"
    return None


def _read(openpyxl: Any, path: str, data: bytes, sheet: str | None, findings: list[Finding]) -> list[Items] | None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = {each.title: each for each in book.worksheets}
    if sheet is None and len(sheets) > 1:
        names = ", ".join(f"`{path}#{name}`" for name in list(sheets)[:6])
        findings.append(_sheet(path, f"`{path}` has {len(sheets)} sheets", f"say which one: {names}"))
        return None
    if not sheets or (sheet is not None and sheet not in sheets):
        names = ", ".join(f"`{name}`" for name in list(sheets)[:6]) or "none"
        message = f"`{path}` has no sheet `{sheet}`" if sheet else f"`{path}` has no sheet"
        findings.append(_sheet(path, message, f"its sheets are {names}"))
        return None
    name = sheet or next(iter(sheets))
    reader = _Sheet(f"{path}#{name}")
    rows = reader.read(sheets[name])
    if reader.holes:
        reader.find_formulas(openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)[name])
    findings += reader.findings[:MAX_FINDINGS]
    return None if reader.findings else rows


class _Sheet:
    """One sheet while it is read: its rows as texts, which become a file once all of them are known."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.slips: list[tuple[int, int, str, str]] = []
        self.holes: set[tuple[int, int]] = set()
        """Cells that are there and hold nothing: a formula without a saved value looks so."""
        self.rows: dict[int, list[str]] = {}
        self.too_large: str | None = None
        self._places: dict[str, int | None] = {}
        self.file = File(shown, "")
        self.findings: list[Finding] = []

    def read(self, sheet: Any) -> list[Items]:
        sheet.reset_dimensions()  # what it says of its size may be wrong
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = [self.text(number, column, cell) for column, cell in enumerate(cells, 1)]
            while texts and not texts[-1]:
                texts.pop()
            if not texts:
                continue
            if number > MAX_ROWS or len(texts) > MAX_COLUMNS:
                self.too_large = (
                    f"row {number} is beyond the {MAX_ROWS:,} rows that are read"
                    if number > MAX_ROWS
                    else f"row {number} has {len(texts)} columns, and the most is {MAX_COLUMNS}"
                )
                break
            self.rows[number] = texts
        last = max(self.rows, default=0)
        lines = [_BETWEEN.join(self.rows.get(number, ())) for number in range(1, last + 1)]
        self.file = File(self.shown, "\n".join(lines))
        if self.too_large:
            self.findings.append(_sheet(self.shown, self.too_large, "delete what is not a rule, or split the sheet"))
        for row, column, message, help in self.slips:
            self.findings.append(SHEET_CELL.at(self.place(row, column), message, help))
        self._refuse_invisible()
        return [self.located(number, texts) for number, texts in self.rows.items()]

    def located(self, number: int, texts: list[str]) -> Items:
        cells, at = [], 1
        for text in texts:
            cells.append(Text(text, (self.file, number, at, number, at + max(len(text), 1))))
            at += len(text) + len(_BETWEEN)
        return Items(cells, (self.file, number, 1, number, max(at - len(_BETWEEN), 2)))

    def place(self, row: int, column: int) -> Span:
        texts = self.rows.get(row, [])
        before = texts[: column - 1]
        start = 1 + sum(map(len, before)) + len(_BETWEEN) * len(before)
        length = len(texts[column - 1]) if column <= len(texts) else 1
        return Span(self.file, Position(row, start), Position(row, start + max(length, 1)))

    def _refuse_invisible(self) -> None:
        for number, texts in self.rows.items():
            for column, text in enumerate(texts, 1):
                match = INVISIBLE.search(text)
                if match:
                    message = (
                        f"the character U+{ord(match[0]):04X} stands in {_name(number, column)}; it cannot be seen"
                    )
                    help = "type the cell anew"
                    self.findings.append(CONTROL_CHARACTER.at(self.place(number, column), message, help))

    def find_formulas(self, sheet: Any) -> None:
        """Which of the empty cells are formulas of which no value was saved."""
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number not in self.rows:
                continue
            for column, cell in enumerate(cells, 1):
                if (number, column) in self.holes and cell.value is not None:
                    message = f"{_name(number, column)} is a formula without a value"
                    help = "open the workbook in Excel and save it, so that it holds what the formula comes to"
                    self.findings.append(SHEET_CELL.at(self.place(number, column), message, help))

    # ---- cells

    def text(self, row: int, column: int, cell: Any) -> str:
        value = cell.value
        if value is None:
            if hasattr(cell, "row"):
                self.holes.add((row, column))
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            if cell.data_type == "e":
                help = "correct the formula, or write the value itself"
                self.slips.append((row, column, f"{_name(row, column)} has an error: `{value}`", help))
            text = unicodedata.normalize("NFC", " ".join(value.split()))
            if len(text) > MAX_CELL:
                message = f"{_name(row, column)} has {len(text)} characters, more than {MAX_CELL}"
                self.slips.append((row, column, message, "shorten it"))
            return text[:MAX_CELL]
        if isinstance(value, int | float):
            return self.number(row, column, value, str(cell.number_format or ""))
        if isinstance(value, datetime):
            if (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
                return value.date().isoformat()
            return value.replace(microsecond=0).isoformat("T", "minutes" if not value.second else "seconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, time):
            return value.isoformat("minutes" if not value.second else "seconds")
        self.slips.append(
            (row, column, f"{_name(row, column)} is a span of time", "write a number, or put `'` before it")
        )
        return str(value)

    def number(self, row: int, column: int, value: int | float, format: str) -> str:
        """A figure as it is shown: 15 digits at most, as in Excel itself, so that no binary noise is among them."""
        exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
        bare = _BESIDE.sub("", format)
        percent = "%" in bare
        text = _plain(exact * 100 if percent else exact)
        if ("%" in format and not percent) or _SCALED.search(bare):
            why = "a percent sign that is only painted" if "%" in format and not percent else "thousands cut off"
            message = f"{_name(row, column)} holds `{text}`, and is shown with {why}"
            self.slips.append((row, column, message, "choose another number format, so that it shows what it holds"))
            return text
        shown = self.decimals(format)
        if shown is not None and len(text.partition(".")[2]) > shown:
            one = Decimal(1).scaleb(-shown)
            rounded = f"{(exact * 100 if percent else exact).quantize(one, ROUND_HALF_UP):f}"
            sign = "%" if percent else ""
            self.slips.append(
                (
                    row,
                    column,
                    f"{_name(row, column)} shows `{rounded}{sign}`, and holds `{text}{sign}`",
                    "round it in the sheet, or let the sheet show all of its decimals",
                )
            )
        return text + ("%" if percent else "")

    def decimals(self, format: str) -> int | None:
        """How many decimals a number format shows; None where it shows what there is."""
        if format not in self._places:
            plain = _BESIDE.sub("", format).partition(";")[0]
            match = re.search(r"[0#?](?:\.([0#?]+))?(?![0#?,.])", plain)
            bare = match is None or "general" in plain.lower() or "E" in plain or "/" in plain
            self._places[format] = None if bare or match is None else len(match[1] or "")
        return self._places[format]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _name(row: int, column: int) -> str:
    """A cell as a sheet calls it: `B3`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"`{letters}{row}`"
