"""Every slip in a YAML file is found where it is, named, and answered with the fix; nothing ever raises."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding
from fairservice.source import located_yaml
from fairservice.source.located import Entries, Items, Text
from fairservice.source.located_yaml import read_bytes, read_yaml
from fairservice.span import File
from hostile import HOSTILE


def read(source: str, texts: bool = False) -> tuple[Entries | None, list[Finding]]:
    findings: list[Finding] = []
    return read_yaml(File("p.yaml", source), findings, lambda path: texts), findings


def places(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(f.code, f.span.start.line, f.span.start.column) for f in findings if f.span is not None]


# The source; for each finding its code, line and column; what is read in spite of it.
SLIPS: list[tuple[str, list[tuple[str, int, int]], object]] = [
    # A comment close to a value, and one that is none.
    ("a: ticket #55", [("FS015", 1, 11)], {"a": "ticket"}),
    ("a: 14 # x", [("FS015", 1, 7)], {"a": "14"}),
    ("a: 14  #x", [("FS015", 1, 8)], {"a": "14"}),
    ("a: A#12", [], {"a": "A#12"}),
    ("a: 14  # x", [], {"a": "14"}),
    ("a: 14  #", [], {"a": "14"}),
    ("a: '14' # x", [], {"a": "14"}),
    ("a: [b, c] # x", [], {"a": ["b", "c"]}),
    ("a: #55", [("FS009", 1, 1)], {}),
    # A comma in an unquoted text between braces.
    ("a: {nl: Nee, maar wel, en: No}", [("FS016", 1, 9)], {"a": {"nl": "Nee, maar wel", "en": "No"}}),
    (
        "a: {nl: x, y, z, en: {w} b}",
        [("FS016", 1, 9), ("FS018", 1, 22)],
        {"a": {"nl": "x, y, z", "en": "{w} b"}},
    ),
    ("a: {nl: 'x', y, en: b}", [("FS009", 1, 14)], {"a": {"nl": "x", "en": "b"}}),
    ("a: {b, c}", [("FS009", 1, 5), ("FS009", 1, 8)], {"a": {}}),
    # Comparisons.
    ("days: >2\nb: 3", [("FS017", 1, 7)], {"days": ">2", "b": "3"}),
    ("days: > 2\nb: 3", [("FS017", 1, 7)], {"days": "> 2", "b": "3"}),
    ("days: >= 30", [("FS017", 1, 7)], {"days": ">= 30"}),
    ("a: {days: > 2, b: c}", [("FS017", 1, 11)], {"a": {"days": "> 2", "b": "c"}}),
    ("days: < 2", [], {"days": "< 2"}),
    # Placeholders.
    ("say: {x}", [("FS018", 1, 6)], {"say": "{x}"}),
    ("say: {{x}}", [("FS018", 1, 6)], {"say": "{{x}}"}),
    ("say: {x} days", [("FS018", 1, 6)], {"say": "{x} days"}),
    ("say: within {x} days", [], {"say": "within {x} days"}),
    ("say: [{x}, b]", [("FS018", 1, 7)], {"say": ["{x}", "b"]}),
    # Signs that YAML keeps for itself.
    (
        "a: %b\nc: @d\ne: `f",
        [("FS019", 1, 4), ("FS019", 2, 4), ("FS019", 3, 4)],
        {"a": "%b", "c": "@d", "e": "`f"},
    ),
    ("a: ]\nb: }", [("FS019", 1, 4), ("FS019", 2, 4)], {"a": "]", "b": "}"}),
    ("a: *b c\nd: *e", [("FS006", 1, 4), ("FS006", 2, 4)], {"a": "*b c", "d": "*e"}),
    ("a: &b c", [("FS006", 1, 4)], {"a": "&b c"}),
    ("a: !b c\nd: !!int 3", [("FS005", 1, 4), ("FS005", 2, 4)], {"a": "!b c", "d": "!!int 3"}),
    ("a: !!map {b: c}", [("FS005", 1, 4)], {"a": {"b": "c"}}),
    ("a: - b", [("FS004", 1, 4)], {"a": "- b"}),
    ("a: [b\nc: d", [("FS004", 1, 4)], {"a": ["b"], "c": "d"}),
    # Quotes.
    ('a: "used" or so', [("FS020", 1, 4)], {"a": '"used" or so'}),
    ("a: 'don't'", [("FS020", 1, 4)], {"a": "'don't'"}),
    ("a: 'b\nc: d", [("FS004", 1, 4)], {"a": "'b", "c": "d"}),
    ("a: 'b\nc: 'd'", [("FS004", 1, 4)], None),
    (r'a: "\q"', [("FS004", 1, 5)], {"a": r'"\q"'}),
    (r'a: "\0"', [("FS003", 1, 4)], {"a": "\0"}),
    (r'a: "b\u202ec"', [("FS003", 1, 4)], {"a": "b\u202ec"}),
    ("a: “used”", [("FS023", 1, 4)], {"a": "“used”"}),
    ("a: \xa0b", [("FS024", 1, 4)], {"a": "\xa0b"}),
    ("a\xa0b: c", [("FS024", 1, 2)], {"a\xa0b": "c"}),
    ("a: b\xa0c", [], {"a": "b\xa0c"}),
    # Spaces and tabs.
    ("answer:no", [("FS022", 1, 1)], None),
    ("a: 1\nanswer:no\nb: 2", [("FS022", 2, 1)], {"a": "1", "b": "2"}),
    ("a: 1\nb:\xa0no\nc: 2", [("FS022", 2, 1)], {"a": "1", "c": "2"}),
    ("a:\n  b:c", [("FS022", 2, 3)], {"a": {"b": "c"}}),
    ("a: x\n  b:c", [("FS022", 2, 3)], {"a": "x b:c"}),
    ("a: {b:c}", [("FS022", 1, 5)], {"a": "{b:c}"}),
    ("a:\n  -b\n  -c", [("FS022", 2, 3), ("FS022", 3, 3)], {"a": ["b", "c"]}),
    ("a:\n  -b: c", [("FS022", 2, 3)], {"a": [{"b": "c"}]}),
    ("a:\n  nl:Ja hoor\n  en: Yes", [("FS022", 2, 3)], {"a": {"en": "Yes"}}),
    # A colon, or the right column, forgotten.
    ("a:\n  b-c\n    d: e\n  f:\n    d: e", [("FS004", 2, 3)], {"a": {"b-c": {"d": "e"}, "f": {"d": "e"}}}),
    ("a:\n  b:\n    d: e\n  f-g\n    d: e", [("FS004", 4, 3)], {"a": {"b": {"d": "e"}, "f-g": {"d": "e"}}}),
    ("a:\n  b.c yes\n  d: e", [("FS004", 2, 3)], {"a": {"d": "e"}}),
    ("a:\n  b:\n    d: e\nc:\n    d: e\n  f:\n    d: e", [("FS004", 4, 1)], None),
    ("a:\n  b:\n    d: e\n    c:\n    d: f\n    g: h", [("FS009", 4, 5)], {"a": {"b": {"d": "e"}}}),
    ("a: 12:30\nb: law:nl\nc: https://x.nl", [], {"a": "12:30", "b": "law:nl", "c": "https://x.nl"}),
    ("a:\n\tb: c", [("FS021", 2, 1)], None),
    ("a: b: c", [("FS004", 1, 4)], {"a": "b: c"}),
    ("a:\n  b: c\n   d: e", [("FS004", 3, 4)], None),
    ("a:\n  - b\n c: d", [("FS004", 3, 2)], None),
    ("a: 1\nhello\nb: 2", [("FS004", 2, 1)], {"a": "1", "b": "2"}),
    # Keys, values, documents.
    ("a: 1\na: 2", [("FS008", 2, 1)], {"a": "1"}),
    ("<<: {a: b}", [("FS007", 1, 1)], {}),
    ('"<<": b', [], {"<<": "b"}),
    ("a:\nb: c", [("FS009", 1, 1)], {"b": "c"}),
    ("a:\n  -\n  - b", [("FS009", 2, 3)], {"a": ["b"]}),
    ("a: ''", [], {"a": ""}),
    ("? [a]\n: b", [("FS004", 1, 3)], {"[a]": "b"}),
    (": b", [("FS004", 1, 1)], None),
    ("a: |\n  b", [("FS010", 1, 4)], {"a": "b"}),
    ("a: >-\n  b\n  c", [("FS010", 1, 4)], {"a": "b c"}),
    ("a: | b", [("FS010", 1, 4)], {"a": "| b"}),
    ("%YAML 1.1\n---\na: b", [("FS025", 1, 1)], {"a": "b"}),
    ("---\na: b\n...\n", [], {"a": "b"}),
    ("a: b\n---\nc: d", [("FS011", 2, 1)], {"a": "b"}),
    ("- a", [("FS012", 1, 3)], None),
    ("a", [("FS012", 1, 1)], None),
    ("# a", [("FS012", 1, 1)], None),
    ("a: b\u202ec", [("FS003", 1, 5)], None),
]


@pytest.mark.parametrize("loader", [located_yaml.Loader, yaml.SafeLoader], ids=["c", "python"])
@pytest.mark.parametrize(("source", "expected", "tree"), SLIPS, ids=[repr(slip[0]) for slip in SLIPS])
def test_each_slip_is_found_and_read_on(
    source: str,
    expected: list[tuple[str, int, int]],
    tree: object,
    loader: type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each slip has its own finding at its own place, and what its owner meant is read, by either loader."""
    monkeypatch.setattr(located_yaml, "Loader", loader)
    result, findings = read(source + "\n")
    assert places(findings) == expected, [str(finding) for finding in findings]
    assert result == tree


@pytest.mark.parametrize("source", [slip[0] for slip in SLIPS if slip[1]])
def test_findings_read_well(source: str) -> None:
    """A message is one line without a capital or a full stop, names no Python type, and comes with help."""
    for finding in read(source)[1]:
        assert "\n" not in finding.message
        assert not finding.message[0].isupper() or finding.message.startswith("YAML")
        assert not finding.message.endswith(".")
        assert finding.help and not finding.help.endswith(".")
        assert not {"str", "dict", "NoneType", "scalar", "token"} & set(finding.message.split())


def test_many_slips_are_found_at_once() -> None:
    """Errors that stop libyaml do not hide what comes after them."""
    _, findings = read("a: @b\nc: 'd\ne: f: g\nh: {w} days\ni: j # k\ni: > 3\n")
    assert [f.code for f in findings] == ["FS019", "FS004", "FS004", "FS018", "FS015", "FS008", "FS017"]


def test_values_are_text() -> None:
    """What YAML would turn into something else stays what its owner sees."""
    source = "a: no\nb: 12:30\nc: 014\nd: 25.10\ne: 2026-01-01\nf: 1_000\ng: null\nh: ~\n"
    tree, findings = read(source)
    assert not findings
    assert list((tree or {}).values()) == ["no", "12:30", "014", "25.10", "2026-01-01", "1_000", "null", "~"]


def test_block_texts_lose_one_line_end() -> None:
    """One final line end of a `|` text belongs to the file; further ones, kept with `|+`, to the text."""
    tree, findings = read("a: |\n  b\n\n  c\n\nd: |+\n  e\n\nf: |-\n  g\n", texts=True)
    assert not findings
    assert tree == {"a": "b\n\nc", "d": "e\n", "f": "g"}


def test_texts_are_told_their_path() -> None:
    """Whether a long text may stand somewhere is asked with the keys and positions that lead there."""
    asked: list[tuple[str, ...]] = []
    read_yaml(File("p", "a:\n  - b: c\n  - d: |\n      e\n"), [], lambda path: not asked.append(path))
    assert asked == [("a", "1", "d")]


def test_every_value_has_its_place() -> None:
    """Keys, texts, lists and mappings know their first and last character."""
    tree, _ = read("é𝄞: 'ab'\nrow:\n  - {x: [1, 22]}\n  - y: |\n      z\n\n\nlast: 1\n", texts=True)
    assert tree is not None
    row = tree["row"]
    assert isinstance(row, Items) and isinstance(row[0], Entries) and isinstance(row[1], Entries)
    assert str(tree.key("é𝄞").span) == "p.yaml:1:1"
    spans = [tree["é𝄞"], row, row[0], row[0]["x"], row[1]["y"]]
    ends = [
        (s.span.start.line, s.span.start.column, s.span.end.line, s.span.end.column) for s in spans if s is not None
    ]
    assert ends == [(1, 5, 1, 9), (3, 3, 5, 8), (3, 5, 3, 17), (3, 9, 3, 16), (4, 8, 5, 8)]


@pytest.mark.parametrize(
    ("source", "word", "place"),
    [
        ("a: some words\n", "words", (1, 9)),
        ('a: "some words"\n', "words", (1, 10)),
        (r'a: "so\x6de words"', "words", (1, 4)),
        ("a: |\n    first\n    some words\n", "words", (3, 10)),
        ("a: some\n  words\n", "words", (1, 4)),
    ],
)
def test_a_part_of_a_text_has_its_place(source: str, word: str, place: tuple[int, int]) -> None:
    """A word in a text is pointed at itself; where quoting or folding moves it, the whole text is."""
    tree, _ = read(source, texts=True)
    text = (tree or {})["a"]
    assert isinstance(text, Text)
    start = text.part(text.index(word), len(word)).start
    assert (start.line, start.column) == place


@pytest.mark.parametrize(("source", "code"), HOSTILE, ids=lambda value: value[:8])
def test_hostile_files_are_answered(source: str, code: str) -> None:
    """Neither depth nor size nor repetition makes the reader crash, or say more than can be read.

    How long it takes is printed by `tests/benchmarks/hostile_files.py`.
    """
    _, findings = read(source)
    assert findings[0].code == code
    assert len(findings) <= 100
    assert all(len(finding.message) < 300 and len(finding.help or "") < 500 for finding in findings)


PIECES = st.lists(
    st.sampled_from(
        [
            *list("ab:-?[]{},#&*!|>'\"%@`\\ \n\t"),
            "  ",
            "\n  ",
            "\n- ",
            ": ",
            " #",
            "---",
            "...",
            "é",
            "\xa0",
            "“",
            "<<",
            "{x}",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=40)), st.booleans())
@example("{", False)
@example("? - a\n  : b", False)
def test_any_text_is_read_without_raising(source: str, texts: bool) -> None:
    """Whatever the text, reading it ends in a tree or in findings, which point into the text."""
    tree, findings = read(source, texts)
    assert tree is not None or findings
    lines = source.split("\n")
    for finding in findings:
        assert finding.span is not None
        assert 1 <= finding.span.start.line <= len(lines)
        assert finding.span.start <= finding.span.end


@settings(max_examples=400, deadline=None)
@given(PIECES)
def test_what_has_no_finding_is_what_yaml_says(source: str) -> None:
    """Where nothing is found, the tree is the one that YAML itself gives."""
    tree, findings = read(source, texts=True)
    if tree is not None and not findings:
        assert _as_yaml(yaml.compose(source, Loader=yaml.CSafeLoader)) == tree


def _as_yaml(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return {_as_yaml(key): _as_yaml(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_yaml(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return node.value.removesuffix("\n") if node.style in ("|", ">") else node.value


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=40).map(lambda text: text.encode("utf-16"))))
def test_any_bytes_are_read_without_raising(data: bytes) -> None:
    """Whatever the bytes, they become a text without control characters, or findings."""
    findings: list[Finding] = []
    file = read_bytes("p", data, findings)
    assert (file is None) == bool(findings)
    if file is not None:
        assert "\r" not in file.text and "\0" not in file.text
