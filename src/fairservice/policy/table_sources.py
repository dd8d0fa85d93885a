"""Rows of decision tables that stand in sheets of their own (CSV, XLSX) become rows of the rule file that names them.

From here on it makes no difference where rows were written: a bundle carries them, and needs no sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairservice.conditions.vocabulary import cut, nearest, one_of
from fairservice.errors import Defect, Finding
from fairservice.source.defects import SHEET
from fairservice.source.located import Entries, Items, Text
from fairservice.source.text_file import read_bytes
from fairservice.span import File, Span

TABLE_COLUMN = Defect("FS130", "table-column", "error", "a column of a decision table is not one")
MAX_SHEET = 8 * 2**20
"""The largest sheet that is read, in bytes."""
NOT_READ = "-"
"""What a heading is mapped to whose column holds remarks."""
_PLACE = re.compile(r"[^#\\:*?\"<>|\x00-\x1f]+\.(?:csv|xlsx)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where the sheets of a policy lie: its folder, and how its path is shown."""

    folder: Path
    shown: str


def inline_rows(tree: Entries, beside: Beside | None, findings: list[Finding]) -> list[File]:
    """Puts the rows of sheets into the tables of a rule file; returns the sheets. Without a place there are none."""
    sheets: list[File] = []
    for table in _tables(tree):
        named = table.get("rows")
        if not isinstance(named, Text):
            continue
        rows = _rows_of(named, beside, findings)
        columns = table.get("columns")
        if rows:
            sheets.append(rows[0].span.file)
            heads = _headings(rows[0], table.key("columns") if columns is not None else None, columns, findings)
            rows = None if heads is None else _cut_out(rows[1:], heads, len(rows[0]))
            if heads is not None and rows is not None:
                _replace(table, Items([name for name, _ in heads], named.span), Items(rows, named.span))
                continue
        _leave_out(table, "rows", "columns")
    return sheets


def _tables(tree: Entries) -> Iterator[Entries]:
    rules = tree.get("rules")
    for rule in rules.values() if isinstance(rules, Entries) else ():
        table = rule.get("table") if isinstance(rule, Entries) else None
        if isinstance(table, Entries):
            yield table


def _replace(table: Entries, columns: Items, rows: Items) -> None:
    pairs = [(key, value) for key, value in table.pairs() if key != "columns"]
    at = table.key("rows")
    table.clear()
    for key, value in pairs:
        if key == "rows":
            table[Text("columns", at.span)] = columns
            table[key] = rows
        else:
            table[key] = value


def _leave_out(table: Entries, *keys: str) -> None:
    """What was written, but cannot be read, is lost and not missing."""
    for key in keys:
        table.pop(key, None)
    table.lost |= set(keys)


# ---- files


def _rows_of(named: Text, beside: Beside | None, findings: list[Finding]) -> list[Items] | None:
    """The rows of the sheet that is named, its header first; None after a finding."""
    if beside is None:
        findings.append(SHEET.at(named.span, "a bundle has its rows in it, and no sheet beside it", None))
        return None
    path, _, sheet = named.partition("#")
    found = _file(named, path, beside, findings)
    if found is None:
        return None
    shown = str(Path(beside.shown) / path)
    told = len(findings)
    data = found.read_bytes()
    rows: list[Items] | None = None
    if path.lower().endswith(".xlsx"):
        from fairservice.source.located_xlsx import read_xlsx  # only policies with sheets wait for what reads them

        rows = read_xlsx(shown, data, sheet or None, findings)
    elif sheet:
        findings.append(SHEET.at(named.span, "a CSV file has no sheets", f"write `{path}`"))
    else:
        file = read_bytes(shown, data, findings, MAX_SHEET)
        from fairservice.source.located_csv import read_csv_rows

        rows = read_csv_rows(file, findings) if file is not None else None
    # Where nothing but the file itself can be shown, the place that names it is.
    for position, each in enumerate(findings[told:], told):
        if each.defect is SHEET and each.span is not None and not each.span.file.text:
            findings[position] = SHEET.at(named.span, each.message, each.help)
    if rows is not None and len(rows) < 2:
        what = "nothing" if not rows else "nothing below its header"
        help = "write the names of the columns in the first row, and one rule in each row below"
        findings.append(SHEET.at(named.span, f"there is {what} in `{named}`", help))
        return None
    return rows


def _file(named: Text, path: str, beside: Beside, findings: list[Finding]) -> Path | None:
    """The file, if it lies within the folder of the policy and is not too large."""
    within = Path(path)
    if not _PLACE.match(path):
        help = "rows are a list, or stand in a file: `rows: bags.csv`, `rows: bags.xlsx#Sheet1`"
        findings.append(SHEET.at(named.span, f"`{cut(named)}` is not the name of a sheet", help))
        return None
    root = beside.folder.resolve()
    found = (beside.folder / within).resolve()
    if within.is_absolute() or ".." in within.parts or not found.is_relative_to(root):
        message = f"`{cut(path)}` lies outside of the policy"
        findings.append(SHEET.at(named.span, message, "put the sheet into the folder of the policy"))
        return None
    if not found.is_file():
        others = sorted(each.relative_to(root).as_posix() for each in root.rglob("*") if _PLACE.match(each.name))
        near = nearest(path, others) or nearest(path.lower(), others)
        help = f"did you mean `{near}`?" if near else "its place is told from the folder of the policy"
        findings.append(SHEET.at(named.span, f"there is no file `{cut(path)}`", help))
        return None
    if found.stat().st_size > MAX_SHEET:
        message = f"`{cut(path)}` is larger than {MAX_SHEET // 2**20} MB"
        findings.append(SHEET.at(named.span, message, "keep only the rows in it, or split it into several tables"))
        return None
    return found


# ---- columns


def _headings(
    header: Items, key: Text | None, columns: object, findings: list[Finding]
) -> list[tuple[Text, int]] | None:
    """Per column that counts its name and its position in the sheet; None after a finding."""
    told = len(findings)
    heads = [each for each in header if isinstance(each, Text)]
    if isinstance(columns, Items | Text) and key is not None:
        message = "the first row of the sheet names its columns already"
        help = "leave `columns` out, or map the headings to names: `Membership: customer.membership`"
        findings.append(TABLE_COLUMN.at(key.span, message, help))
        return None
    _check_headings(heads, findings)
    if not isinstance(columns, Entries):
        return None if len(findings) > told else [(head, position) for position, head in enumerate(heads)]
    found: list[tuple[Text, int]] = []
    for position, head in enumerate(heads):
        name = columns.get(head)
        if head and head not in columns:
            message = f"the heading `{cut(head)}` is not mapped to a name"
            help = f'add it under `columns`; a column of remarks is left out by `{cut(head)}: "-"`'
            findings.append(TABLE_COLUMN.at(head.span, message, help, [(columns.span, "the names of the others")]))
        elif isinstance(name, Text) and name != NOT_READ:
            found.append((name, position))
        elif name is not None and not isinstance(name, Text):
            findings.append(TABLE_COLUMN.at(name.span, "a heading is mapped to one name", None))
    for wanted, _ in columns.pairs():
        if wanted not in heads:
            message = f"the sheet has no column `{cut(wanted)}`"
            also = [(header.span, "its headings")]
            help = one_of(wanted, [str(head) for head in heads], "headings")
            findings.append(TABLE_COLUMN.at(wanted.span, message, help, also))
    return None if len(findings) > told else found


def _check_headings(heads: list[Text], findings: list[Finding]) -> None:
    first: dict[str, Span] = {}
    for number, head in enumerate(heads, 1):
        if not head:
            help = "write a name above it, or delete the column"
            findings.append(TABLE_COLUMN.at(head.span, f"column {number} has no heading", help))
        elif head in first:
            also = [(first[head], "the first is here")]
            message = f"two columns are called `{cut(head)}`"
            findings.append(TABLE_COLUMN.at(head.span, message, "rename or delete one of them", also))
        else:
            first[str(head)] = head.span


def _cut_out(rows: list[Items], heads: list[tuple[Text, int]], width: int) -> list[Items]:
    """The rows with only the columns that count; a row that goes on beyond the header keeps what is there too much."""
    keep = [position for _, position in heads]
    whole = keep == list(range(width))
    found = []
    for row in rows:
        if whole and len(row) == width:
            found.append(row)
            continue
        at = row.span
        empty = Text("", (at.file, at.end.line, at.end.column, at.end.line, at.end.column + 1))
        cells = [row[position] if position < len(row) else empty for position in keep]
        found.append(Items([*cells, *row[width:]], at))
    return found
