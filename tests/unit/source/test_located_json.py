"""JSON is read strictly, with places, and every slip is answered with the fix."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding
from fairservice.source.located import Entries, Items, Located, Text
from fairservice.source.located_json import read_json
from fairservice.span import File


def read(source: str) -> tuple[Located | None, list[Finding]]:
    findings: list[Finding] = []
    return read_json(File("c.json", source), findings), findings


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else value


JSON = st.recursive(
    st.booleans() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab\\"é', max_size=4), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_json_is_read_as_python_reads_it(value: object, indent: int | None, ascii: bool) -> None:
    """What is written by a JSON library is read to the same value, with names and numbers as text."""
    tree, findings = read(json.dumps(value, indent=indent, ensure_ascii=ascii))
    assert not findings
    assert tree == as_text(value)


def test_literals_keep_their_characters() -> None:
    """Numbers stay as they were written; `null` is None, which means unknown; each value has its place."""
    tree, findings = read('{"a": 25.10, "b": [-0, 1E+5],\n "c": null, "d": true, "e": "😀\\u00e9"}')
    assert not findings
    assert tree == {"a": "25.10", "b": ["-0", "1E+5"], "c": None, "d": "true", "e": "😀é"}
    assert isinstance(tree, Entries)
    b, e = tree["b"], tree["e"]
    assert isinstance(b, Items) and isinstance(e, Text) and isinstance(b[1], Text)
    assert (str(b.span), str(b[1].span), str(e.span), str(tree.key("c").span)) == (
        "c.json:1:19",
        "c.json:1:24",
        "c.json:2:29",
        "c.json:2:2",
    )
    assert (e.style, b[1].style, tree.span.end.line) == ("double", "plain", 2)


@pytest.mark.parametrize(
    ("source", "expected", "tree"),
    [
        ('{"a": 1, "a": 2}', [("FS008", 10)], {"a": "1"}),
        ('{"a": NaN, "b": -Infinity}', [("FS026", 7), ("FS026", 17)], {"a": "NaN", "b": "-Infinity"}),
        ('{"a": 1,}', [("FS026", 8)], {"a": "1"}),
        ("[1, 2,]", [("FS026", 6)], ["1", "2"]),
        ('{"a": 1} // b', [("FS026", 10)], {"a": "1"}),
        ('{/* b */ "a": 1}', [("FS026", 2)], {"a": "1"}),
        ("{'a': 'b'}", [("FS026", 2), ("FS026", 7)], {"a": "b"}),
        ("{a: 1}", [("FS026", 2)], {"a": "1"}),
        ('{"a": 1 "b": 2}', [("FS026", 9)], {"a": "1", "b": "2"}),
        ('{"a" 1}', [("FS026", 6)], None),
        ('{"a": }', [("FS026", 7)], None),
        ('{"a": 1', [("FS026", 1)], None),
        ("[1}", [("FS026", 3)], None),
        ("[01, +1, .5, 1., 1,5]", [("FS026", 2), ("FS026", 6), ("FS026", 10), ("FS026", 14)], None),
        ("[True, None]", [("FS026", 2), ("FS026", 8)], ["true", "None"]),
        ("[null]", [("FS026", 2)], []),
        ("null", [("FS026", 1)], None),
        ("", [("FS026", 1)], None),
        ("1 2", [("FS026", 3)], "1"),
        ('"a', [("FS026", 1)], None),
        ('"a\tb"', [("FS026", 3)], None),
        (r'"\x"', [("FS026", 2)], None),
        (r'"\ud800"', [("FS003", 1)], "\ufffd"),
        (r'"\u0000"', [("FS003", 1)], "\0"),
        ("[" * 100_000, [("FS013", 41)], None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_each_slip_is_found(source: str, expected: list[tuple[str, int]], tree: object) -> None:
    """Each departure from JSON is found at its place; where the meaning is plain, reading goes on."""
    result, findings = read(source)
    assert [(f.code, f.span.start.column) for f in findings if f.span] == expected, list(map(str, findings))
    assert all(f.help for f in findings)
    if tree is not None or len(findings) == 1:
        assert result == tree


@settings(max_examples=600, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"{}[]:,\"'\\/*# \n\tabn019.-+eE", '"a"', "null", "true", "NaN", "\\u", "\ud800"]),
        max_size=20,
    ).map("".join)
    | st.text(max_size=20)
)
def test_any_text_is_read_without_raising(source: str) -> None:
    """Whatever the text, there is a value or a finding, and no finding where Python's reader is content."""
    tree, findings = read(source)
    assert tree is not None or findings
    if not findings:
        json.loads(source)
