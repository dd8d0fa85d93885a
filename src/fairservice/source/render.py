"""A finding is shown as a picture of the very characters that it is about, with the fix below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from unicodedata import combining, east_asian_width

from fairservice.errors import Finding
from fairservice.span import File, Span

_SEVERITY = {"error": "1;31", "warning": "1;33", "advice": "1;36"}
_ANNOTATION = {"error": "error", "warning": "warning", "advice": "notice"}
_BLUE, _BOLD = "1;34", "1"
_NEAR = 6
"""Secondary places at most this many lines away share the picture of the first."""


def render_findings(findings: Sequence[Finding], width: int = 100, colour: bool = False) -> str:
    """One picture for each finding, at most about `width` columns wide, and a line that counts them.

    Empty for no findings. `colour` adds ANSI escapes; nothing else depends on it.
    """
    if not findings:
        return ""
    picture = _Picture(max(width, 40), colour)
    return "\n".join([*(picture.finding(finding) for finding in findings), summarise(findings) + "\n"])


def render_finding(finding: Finding, width: int = 100, colour: bool = False) -> str:
    """The picture of one finding, where it is told among other things."""
    return _Picture(max(width, 40), colour).finding(finding)


def render_annotations(findings: Iterable[Finding]) -> str:
    """One workflow command a line, so that CI shows each finding beside the line that it is about."""
    lines = []
    for finding in findings:
        properties = []
        if finding.span is not None:
            start, end = finding.span.start, finding.span.end
            properties = [
                f"file={_property(finding.span.file.path)}",
                f"line={start.line}",
                f"col={start.column}",
            ]
            if end.line == start.line:
                properties += [f"endLine={end.line}", f"endColumn={end.column}"]
        properties.append(f"title={_property(f'{finding.code} {finding.defect.name}')}")
        place = f"{finding.where}: " if finding.span is None and finding.where else ""
        message = place + finding.message + (f"\nhelp: {finding.help}" if finding.help else "")
        lines.append(f"::{_ANNOTATION[finding.severity]} {','.join(properties)}::{_data(message)}\n")
    return "".join(lines)


def summarise(findings: Iterable[Finding]) -> str:
    """How many findings of each severity there are, and in how many files."""
    counts: dict[str, int] = {}
    files = set()
    for finding in findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
        if finding.span is not None:
            files.add(finding.span.file.path)
    if not counts:
        return "no findings"
    plural = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}
    single = {"error": "error", "warning": "warning", "advice": "piece of advice"}
    parts = [f"{n} {single[s] if n == 1 else plural[s]}" for s in single if (n := counts.get(s))]
    where = f" in {len(files)} {'file' if len(files) == 1 else 'files'}" if files else ""
    return ", ".join(parts) + where


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _columns(char: str) -> int:
    if combining(char) or char in "\u200d\ufe0f":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _shown(text: str) -> str:
    """The text as a terminal can show it: tabs as four blanks, what is invisible as a box."""
    return "".join("    " if c == "\t" else c if c.isprintable() or c in "\u200d" else "\ufffd" for c in text)


def _wide(text: str) -> int:
    return sum(map(_columns, _shown(text)))


class _Picture:
    """Draws findings; remembers the lines of each file, since a file may have many."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour
        self.lines: dict[int, tuple[File, list[str]]] = {}

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def line(self, file: File, number: int) -> str | None:
        known = self.lines.get(id(file))
        if known is None:
            # The file is kept beside its lines so that its identity cannot be given to another.
            known = self.lines[id(file)] = (file, file.text.split("\n") if file.text else [])
        return known[1][number - 1] if 0 < number <= len(known[1]) else None

    def finding(self, finding: Finding) -> str:
        code = _SEVERITY[finding.severity]
        head = f"{finding.severity}[{finding.code}]"
        first, *rest = self.wrapped(finding.message, len(head) + 1, 2)
        out = [self.paint(head, code) + self.paint(f" {first}", _BOLD), *(self.paint(line, _BOLD) for line in rest)]
        span = finding.span
        together: list[tuple[Span, str, bool]] = []
        apart: list[tuple[Span, str]] = []
        if span is not None:
            together.append((span, "", True))
        for place, label in finding.also:
            near = span is not None and place.file is span.file and self.near(place, span)
            if near:
                together.append((place, label, False))
            else:
                apart.append((place, label))
        numbers = [place.end.line for place, _, _ in together] + [place.end.line for place, _ in apart]
        gutter = len(str(max(numbers, default=0)))
        if span is not None:
            out.append(self.arrow(gutter, "-->", str(span)))
            out += self.picture(gutter, together, code)
        elif finding.where:
            out.append(self.arrow(gutter, "-->", finding.where))
        for place, label in apart:
            out.append(self.arrow(gutter, ":::", str(place)))
            out += self.picture(gutter, [(place, label, False)], code)
        if finding.help:
            out.append(self.note(gutter, "help", finding.help))
        return "\n".join(out) + "\n"

    def near(self, place: Span, span: Span) -> bool:
        return abs(place.start.line - span.start.line) <= _NEAR and place.start.line == place.end.line

    def arrow(self, gutter: int, arrow: str, place: str) -> str:
        return f"{' ' * gutter}{self.paint(arrow, _BLUE)} {_shown(place)}"

    def note(self, gutter: int, kind: str, text: str) -> str:
        begin = gutter + len(f" = {kind}: ")
        lines = "\n".join(self.wrapped(text, begin, begin))
        return f"{' ' * gutter} {self.paint('=', _BLUE)} {self.paint(kind + ':', _BOLD)} {lines}"

    def wrapped(self, text: str, begin: int, indent: int) -> list[str]:
        """A sentence in lines of the width: the first begins at column `begin`, the others at `indent`."""
        lines = wrap(
            _shown(text),
            self.width,
            initial_indent=" " * begin,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [lines[0][begin:], *lines[1:]] if lines else [""]

    def picture(self, gutter: int, places: list[tuple[Span, str, bool]], code: str) -> list[str]:
        """The lines of the places in order, each with what is underlined in it."""
        marks: dict[int, list[tuple[int, int, str, bool]]] = {}
        for span, label, first in places:
            start, end = span.start, span.end
            # A span that ends before the first character of a line ends, to the eye, on the line before.
            last = end.line - 1 if end.column == 1 and end.line > start.line else end.line
            for number in sorted({start.line, last}):
                row = self.line(span.file, number)
                if row is None:
                    continue
                begin = start.column - 1 if number == start.line else len(row) - len(row.lstrip())
                stop = end.column - 1 if number == end.line else len(row.rstrip())
                marks.setdefault(number, []).append(
                    (begin, max(stop, begin + 1), label if number == last else "", first)
                )
        if not marks:
            return []
        bar = self.paint("|", _BLUE)
        out = [f"{' ' * gutter} {bar}"]
        before = None
        for number in sorted(marks):
            if before is not None and number > before + 1:
                if number == before + 2:
                    out.append(self.source(gutter, before + 1, self.line(places[0][0].file, before + 1) or ""))
                else:
                    out.append(self.paint("...", _BLUE))
            before = number
            row = self.line(places[0][0].file, number) or ""
            at = sorted(marks[number])
            text, shift = self.cut(row, gutter, at[0][0], at[-1][1])
            out.append(self.source(gutter, number, text))
            for begin, stop, label, first in sorted(at, key=lambda mark: (not mark[3], mark)):
                begin, stop = max(begin + shift, 0), min(stop + shift, len(text))
                # Beyond the end of a line there is nothing to measure, so it counts as blanks.
                indent = _wide(text[:begin]) + max(begin - len(text), 0)
                carets = ("^" if first else "-") * max(_wide(text[begin:stop]), 1)
                drawn = self.paint(carets + (f" {_shown(label)}" if label else ""), code if first else _BLUE)
                out.append(f"{' ' * gutter} {bar} {' ' * indent}{drawn}")
        out.append(f"{' ' * gutter} {bar}")
        return out

    def source(self, gutter: int, number: int, text: str) -> str:
        line = f"{self.paint(f'{number:>{gutter}} |', _BLUE)} {_shown(text)}"
        return line.rstrip()

    def cut(self, row: str, gutter: int, begin: int, stop: int) -> tuple[str, int]:
        """The part of a long line around what is underlined, and by how much that has moved."""
        room = self.width - gutter - 3
        if len(row) <= room // 2 or _wide(row) <= room:
            return row, 0
        left = max(0, min(begin - room // 4, len(row) - room))
        if left and begin - left < 1:
            left = begin - 1
        head = "…" if left > 0 else ""
        body = row[left:]
        kept, used = 0, len(head)
        for char in body:
            used += _wide(char)
            if used > room - 1:
                break
            kept += 1
        text = head + body[:kept] + ("…" if kept < len(body) else "")
        return text, len(head) - left
