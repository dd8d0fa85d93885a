"""What was measured, as a table to read, as Markdown for the documentation, and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.contestants import FAIRSERVICE, PARTS, version
from benchmarks.loading import Loaded
from benchmarks.measuring import Times
from benchmarks.workload import Kind

BEGIN = "<!-- measured: deciding -->"
END = "<!-- end of measured -->"


@dataclass(frozen=True)
class Row:
    """One contestant at one size: what it cost, or why it could not."""

    name: str
    loaded: Loaded
    bare: Times | None = None
    checked: Times | None = None
    failed: str | None = None


@dataclass(frozen=True)
class Measured:
    """One workload with all contestants."""

    kind: Kind
    size: int
    spread: str
    check: Times | None
    rows: tuple[Row, ...]
    machine: str = field(default_factory=lambda: f"Python {platform.python_version()}, {platform.machine()}")

    def own(self) -> Times | None:
        return next((row.bare for row in self.rows if row.name == FAIRSERVICE), None)


def as_json(found: list[Measured]) -> dict[str, object]:
    names = dict.fromkeys(row.name for each in found for row in each.rows)
    return {"versions": {PARTS[name]: version(name) for name in names}, "measured": [asdict(each) for each in found]}


def as_text(each: Measured) -> Iterator[str]:
    yield f"{each.kind}, {each.size:,} rules: {each.spread}"
    if each.check:
        yield f"  (the check of the facts by msgspec alone: {each.check.median:.2f} µs)"
    head = ("µs", "quartiles", "ratio", "checked µs", "ratio", "load ms", "peak MB", "kept MB")
    yield f"  {'':13}" + "".join(f"{title:>{21 if title == 'quartiles' else 11}}" for title in head)
    own = each.own()
    for row in each.rows:
        if row.bare is None:
            yield f"  {row.name:13}  {row.failed}"
            continue
        line = f"  {row.name:13}{_us(row.bare):>11}{f'{row.bare.low:,.2f}–{row.bare.high:,.2f}':>21}"
        line += f"{_ratio(row.bare, own):>11}{_us(row.checked):>11}{_ratio(row.checked, own):>11}"
        load = row.loaded
        line += f"{(load.seconds or 0) * 1000:11.1f}{load.peak or 0:11.1f}{load.kept or 0:11.1f}"
        yield line
    yield ""


def as_markdown(found: list[Measured]) -> str:
    names = dict.fromkeys(row.name for each in found for row in each.rows)
    lines = [
        BEGIN,
        f"{found[0].machine}. " + ", ".join(f"{PARTS[name]} {version(name)}" for name in names) + ".",
    ]
    for kind in dict.fromkeys(each.kind for each in found):
        some = [each for each in found if each.kind == kind]
        sizes = [f"{each.size:,} rules" for each in some]
        lines += ["", f"Microseconds a decision, {kind} rules; in brackets, how many times what fairservice takes:", ""]
        lines += _table(["", *sizes], [[row, *cells] for row, cells in _decisions(some, list(names))])
        lines += ["", f"Milliseconds to load and MB of memory at the peak, {kind} rules:", ""]
        lines += _table(["", *sizes], [[name, *(_load(each, name) for each in some)] for name in names])
        failed = [(each, row) for each in some for row in each.rows if row.failed]
        if failed:
            lines += ["", *(f"- {row.name}, {each.size:,} rules: {row.failed}" for each, row in failed)]
        lines += ["", *(f"{each.size:,} rules: {each.spread}.  " for each in some)]
    return "\n".join([*lines, END])


def verify_marks(page: Path) -> None:
    """Ends the program unless the page has one place for the tables."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if not (text.count(BEGIN) == text.count(END) == 1 and text.index(BEGIN) < text.index(END)):
        raise SystemExit(f"{page} has no place for the tables: a line `{BEGIN}` and below it `{END}`")


def refill(page: Path, text: str) -> None:
    """Puts the tables between their marks on a page."""
    verify_marks(page)
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(before + text + rest.partition(END)[2], encoding="utf-8")


def _decisions(some: list[Measured], names: list[str]) -> Iterator[tuple[str, list[str]]]:
    for name in names:
        own = name == FAIRSERVICE
        yield (
            f"**{name}**, facts checked" if own else f"{name}, facts unchecked",
            [_cell(each, _row(each, name).bare) for each in some],
        )
    for name in names:
        if name != FAIRSERVICE:
            yield f"{name} behind a msgspec check", [_cell(each, _row(each, name).checked) for each in some]


def _cell(each: Measured, times: Times | None) -> str:
    if times is None:
        return "–"
    own = each.own()
    return _us(times) if own is None or times is own else f"{_us(times)} ({_ratio(times, own)})"


def _load(each: Measured, name: str) -> str:
    load = _row(each, name).loaded
    if load.seconds is None or load.peak is None:
        return "–"
    return (
        f"{load.seconds * 1000:,.0f} ms, {load.peak:,.0f} MB"
        if load.seconds >= 0.01
        else (f"{load.seconds * 1000:.1f} ms, {load.peak:,.0f} MB")
    )


def _row(each: Measured, name: str) -> Row:
    return next(row for row in each.rows if row.name == name)


def _us(times: Times | None) -> str:
    if times is None:
        return ""
    return (
        f"{times.median:,.0f}"
        if times.median >= 100
        else f"{times.median:.1f}"
        if times.median >= 10
        else (f"{times.median:.2f}")
    )


def _ratio(times: Times | None, own: Times | None) -> str:
    if times is None or own is None:
        return ""
    ratio = times.median / own.median
    return f"{ratio:.0f}×" if ratio >= 10 else f"{ratio:.2f}×"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    dashes = ["---", *("---:" for _ in head[1:])]
    return ["| " + " | ".join(cells).strip() + " |" for cells in (head, dashes, *rows)]
