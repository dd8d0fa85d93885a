"""One content has one layout, and no comment is lost on the way to it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding, PolicyError
from fairservice.source.comments import Comments, attach
from fairservice.source.layout import WIDTH, format_text, render_tree
from fairservice.source.located import Entries, Items, Located, Text
from fairservice.source.located_yaml import read_yaml
from fairservice.source.text_file import INVISIBLE
from fairservice.span import File, Position, Span

NOWHERE = Span(File("nowhere", ""), Position(1, 1), Position(1, 1))

# What cannot be seen is refused in files, in quotes too.
_UNSEEN = [chr(code) for code in range(0x10000) if INVISIBLE.match(chr(code))]
_CHARS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters=_UNSEEN)
WORDS = st.one_of(
    st.text("ab :#-,[]{}'\"?|>&*!%@`\\\n\t.é日~<=", max_size=12),
    st.text(_CHARS, max_size=8),
    st.sampled_from(
        [
            "no",
            "12:30",
            "014",
            "---",
            "...",
            "a: b",
            "a #b",
            "x\ny",
            "x\n\n  y",
            "{x} y",
            "<<",
            "- a",
        ]
    ),
)
KEYS = st.one_of(
    st.from_regex(r"[a-z_][a-z0-9_.]{0,8}", fullmatch=True),
    st.text(_CHARS, min_size=1, max_size=8),
    st.sampled_from(["<<", "a: b", "#", "-", "?", "a b", "2025-01-01", "no"]),
)


def comment_texts(comments: Comments) -> list[str]:
    """What the comments say, without their signs: what a new layout may not lose."""
    every = [*comments.beside.values()]
    for group in (*comments.above.values(), *comments.below.values()):
        every += group
    return sorted(re.sub(r"^#+\s*", "", text).strip() for text in every)


def text(value: str) -> Text:
    return Text(value, NOWHERE)


TREES = st.recursive(
    WORDS.map(text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: Items(items, NOWHERE)),
        st.dictionaries(KEYS.map(text), inner, max_size=4).map(lambda d: Entries(d.items(), NOWHERE)),
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS.map(text), TREES, max_size=4).map(lambda d: Entries(d.items(), NOWHERE))


def read(source: str) -> Entries:
    findings: list[Finding] = []
    tree = read_yaml(File("p.yaml", source), findings, lambda path: True)
    assert tree is not None and not [f for f in findings if f.severity == "error"], (
        source,
        list(map(str, findings)),
    )
    return tree


class Scribbler:
    """Writes a tree in an arbitrary style, with comments at arbitrary places, and remembers what they say."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.said: list[str] = []

    def comment(self, signs: tuple[str, ...] = ("# ", "#", "## ", "#  ")) -> str:
        self.said.append(f"c{len(self.said)}")
        return self.random.choice(signs) + self.said[-1]

    def aside(self) -> str:
        return "  " + self.comment(("# ", "#  ")) if self.random.random() < 0.3 else ""

    def above(self, column: int) -> Iterator[str]:
        while self.random.random() < 0.3:
            yield " " * self.random.choice([0, column, column, column + 1, column + 3]) + self.comment()
            if self.random.random() < 0.3:
                yield ""

    def key(self, key: Text) -> str:
        return render_tree(Entries([(key, text("v"))], NOWHERE)).removesuffix(" v\n")

    def flow(self, node: Located) -> str:
        if isinstance(node, Text):
            if "\n" in node:
                return render_tree(Entries([(text("k"), node)], NOWHERE), lambda path: False)[3:-1]
            return render_tree(Entries([(text("k"), Items([node], NOWHERE))], NOWHERE))[4:-2]
        parts = (
            [self.flow(item) for item in node]
            if isinstance(node, Items)
            else [f"{self.key(key)} {self.flow(value)}" for key, value in node.pairs() if value is not None]
        )
        written = ""
        for index, part in enumerate(parts):
            if index:
                way = self.random.randrange(4)
                aside = "  " + self.comment(("# ",)) if way > 1 else ""
                written += [", ", ",\n      ", f",{aside}\n      ", f"{aside}\n      , "][way]
            written += part
        return f"[{written}]" if isinstance(node, Items) else f"{{{written}}}"

    def block(self, node: Entries | Items, column: int) -> Iterator[str]:
        pad = " " * column
        pairs = list(node.pairs()) if isinstance(node, Entries) else [(None, item) for item in node]
        for key, value in pairs:
            assert value is not None
            yield from self.above(column)
            head = pad + ("-" if key is None else self.key(key))
            if isinstance(value, Text) and "\n" not in value:
                yield f"{head} {render_tree(Entries([(text('k'), value)], NOWHERE))[3:-1]}{self.aside()}"
            elif isinstance(value, Text) or not value or self.random.random() < 0.3:
                yield f"{head} {self.flow(value)}{self.aside()}"
            else:
                yield head + self.aside()
                yield from self.block(value, column + self.random.choice([1, 2, 4]))
        if self.random.random() < 0.2:
            yield " " * self.random.choice([column, column + 1, max(column - 1, 0)]) + self.comment()

    def document(self, node: Entries) -> str:
        return "\n".join(self.block(node, 0)) + "\n"


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS)
def test_a_tree_reads_back_as_it_was_rendered(tree: Entries) -> None:
    """Reading what was rendered gives the same tree, whatever characters it holds."""
    rendered = render_tree(tree)
    assert read(rendered) == tree if tree else rendered == "{}\n"
    assert render_tree(read(rendered)) == rendered


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS)
def test_a_tree_reads_back_where_no_long_texts_are_allowed(tree: Entries) -> None:
    """Without `|`, line breaks stand in quotes, and the reader finds nothing to object to."""
    findings: list[Finding] = []
    again = read_yaml(File("p", render_tree(tree, lambda path: False)), findings, lambda path: False)
    assert again == tree
    assert not [f for f in findings if f.severity == "error"]


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS.filter(bool), st.integers(0, 2**32))
def test_formatting_keeps_content_and_comments(tree: Entries, seed: int) -> None:
    """Formatting changes no value, loses no comment, and a second time changes nothing."""
    scribbler = Scribbler(seed)
    source = scribbler.document(tree)
    before = read(source)
    assert before == tree
    formatted = format_text(source)
    after = read(formatted)
    assert render_tree(after) == render_tree(before)
    assert comment_texts(attach(source, before)) == sorted(scribbler.said)
    assert comment_texts(attach(formatted, after)) == sorted(scribbler.said)
    assert format_text(formatted) == formatted


def test_the_layout_of_a_policy() -> None:
    """A file laid out by hand becomes this, comments included."""
    source = dedent("""\
        # The rules.

        policy: 'webshop'
        uses: [ "law/nl" ]    # the law
        rules:
            late: {request: return, when: {days: "> 30"}, days: [1,
               2,  # two
               3]}
            # Why not?
            early:
                because: "a\\nb"
                offer:
                # the first
                - {what: x, note: "Nee, maar: ja"}
                # the end of the offers
            # the end of the rules
        # the end
        """)
    assert format_text(source) == dedent("""\
        # The rules.

        policy: webshop
        uses: [law/nl]  # the law

        rules:
          # two
          late:
            request: return
            when:
              days: "> 30"
            days: [1, 2, 3]

          # Why not?
          early:
            because: |
              a
              b
            offer:
              # the first
              - what: x
                note: "Nee, maar: ja"
              # the end of the offers
          # the end of the rules
        # the end
        """)


def test_long_lists_stand_below_each_other() -> None:
    """A list goes into brackets only where the line has room for it."""
    short = Entries([(text("a"), Items([text("x" * 40), text("y" * 40)], NOWHERE))], NOWHERE)
    long = Entries([(text("a"), Items([text("x" * 50), text("y" * 50)], NOWHERE))], NOWHERE)
    assert render_tree(short) == f"a: [{'x' * 40}, {'y' * 40}]\n"
    assert render_tree(long) == f"a:\n  - {'x' * 50}\n  - {'y' * 50}\n"
    assert len(render_tree(short)) <= WIDTH


def test_unknown_values_are_left_out() -> None:
    """A key without a known value means the same as no key, and YAML has no way to write it."""
    assert render_tree(Entries([(text("a"), None), (text("b"), text("c"))], NOWHERE)) == "b: c\n"


def test_files_with_errors_are_not_formatted() -> None:
    """What cannot be read for sure is not rewritten."""
    with pytest.raises(PolicyError) as caught:
        format_text("a: b # c\n", path="p.yaml")
    assert [f.code for f in caught.value.findings] == ["FS015"]


@settings(max_examples=300, deadline=None)
@given(st.text("ab:- #\n'|[{}],", max_size=40))
def test_formatting_keeps_any_readable_text(source: str) -> None:
    """Whatever was readable before formatting is the same after it, twice over."""
    try:
        formatted = format_text(source)
    except PolicyError:
        return
    assert read(formatted) == read(source)
    assert format_text(formatted) == formatted
