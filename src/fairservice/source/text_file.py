"""Bytes become a text file only if every character in it is one that its owner can see."""

from __future__ import annotations

import re

from fairservice.errors import Finding
from fairservice.source.defects import CONTROL_CHARACTER, FILE_TOO_LARGE, NOT_UTF_8
from fairservice.span import File, Position, Span

MAX_BYTES = 1024 * 1024
"""The largest file that is read: about twenty thousand lines."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text has a use for: C0 and C1 controls except tab and line ends, and lone surrogates."""

# Line separators that only some programs see, characters without width, and those that turn the
# direction of the line: with any of these in a policy, what is seen is not what is read.
INVISIBLE = re.compile("[\r\u2028\u2029\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]|" + CONTROL.pattern)

_MAX_SHOWN = 20


def read_bytes(path: str, data: bytes, findings: list[Finding], most: int = MAX_BYTES) -> File | None:
    """The text of a file, with line ends made `\\n` and a byte order mark dropped; None after a finding."""
    if len(data) > most:
        at = Span(File(path, ""), Position(1, 1), Position(1, 1))
        message = f"this file is {len(data) / 1024 / 1024:.1f} MB; the most that is read is {most // 1024 // 1024} MB"
        findings.append(FILE_TOO_LARGE.at(at, message, "split it into several files"))
        return None
    help = "save the file as UTF-8: in most editors that is a choice under “Save as”"
    beginning = data[:200]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or beginning.count(0) * 4 > len(beginning):
        at = Span(File(path, ""), Position(1, 1), Position(1, 1))
        message = "this file is saved as UTF-16 (“Unicode”), not as UTF-8"
        findings.append(NOT_UTF_8.at(at, message, help))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at, char = _place(path, data, error.start)
        message = f"this file is not saved as UTF-8; here is perhaps a `{char}` in an older encoding"
        findings.append(NOT_UTF_8.at(at, message, help))
        return None
    file = File(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    return file if only_visible(file, findings, CONTROL) else None


def only_visible(file: File, findings: list[Finding], refused: re.Pattern[str] = INVISIBLE) -> bool:
    """Whether the text has none of the characters in `refused`; each line that has one gets a finding."""
    if refused.search(file.text) is None:
        return True
    shown = 0
    for number, line in enumerate(file.text.split("\n"), 1):
        match = refused.search(line)
        if match is None:
            continue
        shown += 1
        if shown > _MAX_SHOWN:
            break
        start = Position(number, match.start() + 1)
        message = f"the character U+{ord(match[0]):04X} stands here; it cannot be seen"
        help = "delete it: put the cursor after it and press backspace, or type the line again"
        at = Span(file, start, Position(number, start.column + 1))
        findings.append(CONTROL_CHARACTER.at(at, message, help))
    return False


def _place(path: str, data: bytes, index: int) -> tuple[Span, str]:
    """Where the byte at `index` stands in a file that is not UTF-8, and what letter it most often is."""
    begin = max(data.rfind(b"\n", 0, index), data.rfind(b"\r", 0, index)) + 1
    before = data[:index].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line, column = before.count(b"\n") + 1, len(data[begin:index].decode("utf-8", "replace")) + 1
    shown = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    char = data[index : index + 1].decode("cp1252", "replace")
    return Span(File(path, shown), Position(line, column), Position(line, column + 1)), char
