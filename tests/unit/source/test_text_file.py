"""Bytes become text only if their owner can see every character."""

from __future__ import annotations

import pytest

from fairservice.errors import Finding
from fairservice.source.text_file import MAX_BYTES, read_bytes


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a: b\r\nc: d\r\n", "a: b\nc: d\n"),
        (b"a\rb", "a\nb"),
        (b"\xef\xbb\xbfa: b", "a: b"),
        ("é\tb".encode(), "é\tb"),
        ("e\u0301".encode(), "e\u0301"),
    ],
)
def test_text_is_accepted(data: bytes, text: str) -> None:
    """A byte order mark and the line ends of other systems are accepted; letters stay as they are."""
    findings: list[Finding] = []
    file = read_bytes("p.yaml", data, findings)
    assert file is not None and file.text == text and not findings


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"a" * (MAX_BYTES + 1), "FS001", (1, 1)),
        ("a: b".encode("utf-16"), "FS002", (1, 1)),
        ("a: b".encode("utf-16-le"), "FS002", (1, 1)),
        ("a: b\nc: café".encode("latin-1"), "FS002", (2, 7)),
        (b"a: b\r\nc: \x00", "FS003", (2, 4)),
        (b"a: \x1b[0m", "FS003", (1, 4)),
    ],
    ids=["large", "utf-16", "utf-16-le", "latin-1", "nul", "escape"],
)
def test_what_is_no_text_is_refused(data: bytes, code: str, place: tuple[int, int]) -> None:
    """Other encodings and control characters are refused at the line where they show."""
    findings: list[Finding] = []
    assert read_bytes("p.yaml", data, findings) is None
    (finding,) = findings
    assert finding.code == code and finding.help and finding.span is not None
    assert (finding.span.start.line, finding.span.start.column) == place
