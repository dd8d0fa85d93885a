"""Many cases as they reach the command line: JSON lines, a JSON list or CSV, of any length, one case at a time.

Every case in the file is given out once: as one that can be decided, or as one that is refused, with its text
unchanged. Only one case is held at a time (a JSON list is held whole).
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Literal

from fairservice.cli.facts_given import CASE_FILE, GivenCase, given_case
from fairservice.cli.failures import TYPED, Trouble, meant
from fairservice.decisions.case import read_case
from fairservice.decisions.many import Case
from fairservice.errors import CaseError, Finding
from fairservice.policy.rulebook import Rulebook
from fairservice.source.defects import FILE_TOO_LARGE, JSON_SYNTAX
from fairservice.source.located import Entries, Text
from fairservice.source.located_csv import CsvReader, CsvRow
from fairservice.source.located_json import read_json
from fairservice.source.text_file import CONTROL, read_bytes
from fairservice.span import File, Position, Span

Form = Literal["jsonl", "json", "csv"]

FORMS: dict[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv"}
NOTE = "# fairservice"
"""How a line begins that says why the case below it was refused. Such lines are no cases."""

MAX_LINE = 1024 * 1024
"""The longest line that is read as a case, in bytes; a longer one is refused without being held."""
MAX_LIST = 16 * 1024 * 1024
"""The largest JSON list, in bytes."""
_CHUNK = 64 * 1024
_BESIDE = ("id", "today", "received_on")
_OTHER_KINDS = {
    b"PK\x03\x04": ("a spreadsheet or a zip file", "save the sheet as CSV (UTF-8)"),
    b"\xd0\xcf\x11\xe0": ("a spreadsheet in an old form", "save the sheet as CSV (UTF-8)"),
    b"\x1f\x8b": ("compressed", "unpack it, and pipe it in with `--cases -`"),
    b"\x89PNG": ("a picture", "export the cases as CSV or JSON lines"),
    b"\xff\xd8\xff": ("a picture", "export the cases as CSV or JSON lines"),
    b"%PDF": ("a PDF", "export the cases as CSV or JSON lines"),
}
_BEFORE = re.compile(rf"(?:\s|^[ \t]*{NOTE}[^\n]*)*", re.MULTILINE)
_TOKEN = re.compile(rf'^[ \t]*{NOTE}[^\n]*|"(?:[^"\\]++|\\.)*+"|[\[\]{{}},]', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class CaseAt(Case):
    """A case that can be read, with the line where it begins and its text as given."""

    line: int = 0
    id: str | None = None
    text: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Refused:
    """A case that cannot be decided: where it begins, its text as given (in parts, read once), and why."""

    line: int
    text: Iterator[bytes]
    findings: tuple[Finding, ...]


class CasesFile:
    """The cases in a file, or of the standard input where it is called `-`. Raises Trouble or CaseError at once
    for what cannot be a file of cases at all."""

    def __init__(self, path: str, rulebook: Rulebook, request: str) -> None:
        self.rulebook = rulebook
        self.request = request
        self.name = TYPED[1] if path == "-" else path
        self.form: Form = "jsonl" if path == "-" else _form(path)
        self.read = 0
        """How many bytes are read so far."""
        self.size: int | None = None
        self.delimiter = ","
        """Between the columns of CSV."""
        self.header = b""
        """Of CSV: all up to the first row."""
        self._within = [key for key in ("case", "facts") if not any(f.startswith(f"{key}.") for f in rulebook.facts)]
        self._long: dict[int, IO[bytes]] = {}
        self._closing = ExitStack()
        if path == "-":
            if sys.stdin.isatty():
                print("Type or paste one case a line, as JSON; end with Ctrl-D (Windows: Ctrl-Z).", file=sys.stderr)
            self._stream: IO[bytes] = sys.stdin.buffer
        else:
            self._stream = Path(path).open("rb")  # noqa: SIM115  (closed with the rest)
            self._closing.callback(self._stream.close)
            self.size = Path(path).stat().st_size or None
        try:
            self._cases = self._of_form()
        except BaseException:
            self._closing.close()
            raise

    def __enter__(self) -> CasesFile:
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()

    def __iter__(self) -> Iterator[CaseAt | Refused]:
        return self._cases

    def _of_form(self) -> Iterator[CaseAt | Refused]:
        match self.form:
            case "csv":
                return self._rows()
            case "json":
                return self._list()
            case "jsonl":
                lines = self._lines()
                first = next(lines, None)  # now, so that what is no text at all is refused at once
                return self._json_lines(chain([] if first is None else [first], lines))

    # ---- lines

    def _lines(self) -> Iterator[bytes]:
        """The lines with their ends; of one that is too long only the beginning, the rest is put by in a file."""
        number = 0
        while line := self._stream.readline(MAX_LINE + 1):
            number += 1
            self.read += len(line)
            if number == 1:
                self._only_text(line)
            if len(line) > MAX_LINE and not line.endswith(b"\n"):
                rest = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the rest, or when it is read)
                self._closing.callback(rest.close)
                while not line.endswith(b"\n") and (more := self._stream.readline(_CHUNK)):
                    self.read += len(more)
                    rest.write(more)
                    if more.endswith(b"\n"):
                        break
                self._long[number] = rest
            yield line

    def _only_text(self, beginning: bytes) -> None:
        for start, (kind, help) in _OTHER_KINDS.items():
            if beginning.startswith(start):
                raise Trouble(f"`{self.name}` is {kind}, not a text file", help)
        if b"\x00" in beginning[:_CHUNK] or beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
            findings: list[Finding] = []
            read_bytes(self.name, beginning[:200], findings)
            raise CaseError(findings[:1])

    def _too_long(self, line: int, text: bytes, rest: IO[bytes]) -> Refused:
        size = (len(text) + rest.tell()) / MAX_LINE
        at = Span(File(self.name, ""), Position(line, 1), Position(line, 2))
        message = f"this line is {size:.1f} MB long; the longest that is read is 1 MB"
        help = "check whether line ends are missing; a case is a few hundred characters"

        def parts() -> Iterator[bytes]:
            yield text
            rest.seek(0)
            while part := rest.read(_CHUNK):
                yield part
            rest.close()

        return Refused(line, parts(), (FILE_TOO_LARGE.at(at, message, help),))

    # ---- JSON

    def _json_lines(self, lines: Iterator[bytes]) -> Iterator[CaseAt | Refused]:
        for number, line in enumerate(lines, 1):
            rest = self._long.pop(number, None)
            if rest is not None:
                yield self._too_long(number, line, rest)
            elif (bare := line.strip().removeprefix(b"\xef\xbb\xbf")) and not bare.startswith(NOTE.encode()):
                yield self._json(number, line)

    def _list(self) -> Iterator[CaseAt | Refused]:
        content = self._stream.read(MAX_LIST + 1)
        if len(content) > MAX_LIST:
            raise Trouble(f"`{self.name}` is larger than {MAX_LIST // MAX_LINE} MB", _LINES)
        self._only_text(content)
        self.read = len(content)
        parts = list(self._parts(content.decode("utf-8-sig", "surrogateescape")))
        return (self._json(line, part.encode("utf-8", "surrogateescape")) for line, part in parts)

    def _parts(self, text: str) -> Iterator[tuple[int, str]]:
        """The cases in a list, each with its line; a list that does not end where the file ends is an error."""
        opening = _before(text, 0)
        if not text.startswith("[", opening):
            what = "is one case, not a list of cases" if text.startswith("{", opening) else "is not a JSON list"
            raise Trouble(f"`{self.name}` {what}", "for one case use `--case`; for one a line call the file .jsonl")
        begin, depth, line, counted = opening + 1, 1, 1, 0
        for token in _TOKEN.finditer(text, begin):
            sign = token[0]
            if sign in "[{":
                depth += 1
            elif depth > 1:
                depth -= sign in "]}"
            elif sign in "]},":
                begin = _before(text, begin)
                if begin < token.start():
                    line, counted = line + text.count("\n", counted, begin), begin
                    yield line, text[begin : token.start()].rstrip()
                elif sign == ",":
                    raise self._broken(text, token.start(), "nothing stands before this comma", "delete it")
                begin = token.end()
                if sign != ",":
                    begin = _before(text, begin)
                    if begin < len(text):
                        raise self._broken(text, begin, "something follows after the end of the list", _LINES)
                    return
        raise self._broken(text, opening, "the `[` that opens here is never closed", _LINES)

    def _broken(self, text: str, at: int, message: str, help: str) -> CaseError:
        line = text.count("\n", 0, at) + 1
        place = Position(line, at - text.rfind("\n", 0, at))
        span = Span(File(self.name, text), place, Position(line, place.column + 1))
        return CaseError([JSON_SYNTAX.at(span, message, help)])

    def _json(self, line: int, text: bytes) -> CaseAt | Refused:
        findings: list[Finding] = []
        file = read_bytes(self.name, text.rstrip(b"\r\n"), findings)
        tree = read_json(file, findings) if file is not None else None
        if not findings and not isinstance(tree, Entries):
            at = tree.span if tree is not None else None
            findings.append(CASE_FILE.at(at, "this is not a case", 'write `{"name": value}` for what is known'))
        if findings or not isinstance(tree, Entries):
            return self._refused(line, text, findings)
        return self._made(line, text, partial(self._of_tree, tree))

    def _of_tree(self, tree: Entries) -> GivenCase:
        about = tree.get("request")
        if isinstance(about, Text) and about != self.request and "request" not in self.rulebook.facts:
            message = f"this case is about `{about}`, and `{self.request}` is asked"
            raise CaseError([CASE_FILE.at(about.span, message, "decide it in a run of its own")])
        within = next((key for key in self._within if isinstance(tree.get(key), Entries)), None)
        return given_case(tree, within) if within else GivenCase(tree)

    # ---- CSV

    def _rows(self) -> Iterator[CaseAt | Refused]:
        findings: list[Finding] = []
        kept: list[bytes] = []

        def lines() -> Iterator[str]:
            for number, line in enumerate(self._lines(), 1):
                if not self.header:
                    kept.append(line)
                    if number in self._long:
                        raise CaseError(self._too_long(number, line, self._long.pop(number)).findings)
                    if read_bytes(self.name, b"".join(kept), findings) is None:
                        raise CaseError(findings)
                yield line.decode("utf-8", "surrogateescape")

        reader = CsvReader(lines(), File(self.name, ""), findings)
        self.delimiter = reader.delimiter
        header = b"".join(kept)
        self.header = header or b"\n"
        file = read_bytes(self.name, header, findings) if not findings else None
        if file is None:
            shown = File(self.name, header.decode("utf-8", "replace").removeprefix("\ufeff"))
            raise CaseError([shown_in(each, shown) for each in findings])
        names = [name for name in reader.names if not self._is_beside(name)]
        try:
            read_case(self.rulebook, Entries(((name, None) for name in names), reader.names[0].span))
        except CaseError as error:
            raise CaseError([shown_in(each, file) for each in error.findings]) from None
        return self._of_rows(reader)

    def _is_beside(self, name: str) -> bool:
        """Whether a column stands beside the facts; a fact that the policy calls `id` is a fact."""
        fact = self.rulebook.facts.get(name)
        return name in _BESIDE and (fact is None or fact.source == "clock")

    def _of_rows(self, reader: CsvReader) -> Iterator[CaseAt | Refused]:
        for row in reader:
            if _is_note(row.text.lstrip('"')):
                continue
            text = row.text.encode("utf-8", "surrogateescape")
            rest = self._long.pop(row.line, None)
            if rest is not None:
                yield self._too_long(row.line, text, rest)
            elif CONTROL.search(row.text):
                findings: list[Finding] = []
                read_bytes(self.name, text, findings)
                yield self._refused(row.line, text, findings)
            elif row.entries is None:
                yield Refused(row.line, iter([text]), row.findings)
            else:
                yield self._made(row.line, text, partial(self._of_row, row, row.entries), moved=False)

    def _of_row(self, row: CsvRow, cells: Entries) -> GivenCase:
        beside = [(key, value) for key, value in cells.pairs() if self._is_beside(key)]
        facts = Entries(((key, value) for key, value in cells.pairs() if not self._is_beside(key)), cells.span)
        key = Text("facts", cells.span)
        return given_case(Entries([*beside, (key, facts)], cells.span))

    # ---- what comes of them

    def _made(self, line: int, text: bytes, make: Callable[[], GivenCase], moved: bool = True) -> CaseAt | Refused:
        try:
            case = make()
        except CaseError as error:
            if moved:
                return self._refused(line, text, list(error.findings))
            return Refused(line, iter([text]), error.findings)
        return CaseAt(case.facts, case.today, case.received_on, line, case.id, text)

    def _refused(self, line: int, text: bytes, findings: list[Finding]) -> Refused:
        """What is wrong in a text that was read by itself, with its places where they are in the file."""
        return Refused(line, iter([text]), tuple(moved_down(each, line - 1, self.name) for each in findings))


_LINES = "write one case a line, and call the file .jsonl"


def _form(path: str) -> Form:
    given = Path(path)
    form = FORMS.get(given.suffix.lower())
    if given.is_dir():
        raise Trouble(f"`{path}` is a folder; cases are in one file", "name a .jsonl, .csv or .json file in it")
    if not given.exists():
        names = [each.name for each in given.parent.iterdir()] if given.parent.is_dir() else []
        raise Trouble(
            f"there is no file `{path}`", meant(given.name, names, "`-` reads JSON lines from standard input")
        )
    if form is None:
        raise Trouble(
            f"the name of `{path}` does not tell what is in it",
            "call it .jsonl (one case a line), .json (a list) or .csv; `-` reads JSON lines from standard input",
        )
    return form


def _before(text: str, at: int) -> int:
    """Where what counts begins: after blanks and notes."""
    found = _BEFORE.match(text, at)
    return found.end() if found else at


def _is_note(line: str) -> bool:
    return line.lstrip().startswith(NOTE)


def moved_down(finding: Finding, lines: int, path: str) -> Finding:
    """The finding with its places in the file `path` so many lines further down."""

    def moved(span: Span) -> Span:
        if span.file.path != path:
            return span
        start, end = (Position(each.line + lines, each.column) for each in (span.start, span.end))
        return Span(span.file, start, end)

    also = tuple((moved(span), label) for span, label in finding.also)
    return replace(finding, span=moved(finding.span) if finding.span else None, also=also)


def shown_in(finding: Finding, file: File) -> Finding:
    """The finding with a picture: its places in the text of `file`."""

    def shown(span: Span) -> Span:
        return replace(span, file=file) if span.file.path == file.path else span

    also = tuple((shown(span), label) for span, label in finding.also)
    return replace(finding, span=shown(finding.span) if finding.span else None, also=also)
