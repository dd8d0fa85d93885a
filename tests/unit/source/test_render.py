"""The picture under a finding points at the very characters, whatever their width."""

from __future__ import annotations

from textwrap import dedent

from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.errors import Finding
from fairservice.source.defects import DUPLICATE_KEY, TYPOGRAPHIC_QUOTES, YAML_SYNTAX
from fairservice.source.render import render_annotations, render_findings, summarise
from fairservice.span import File, Position, Span


def span(file: File, line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span(file, Position(line, column), Position(end_line, end_column))


FILE = File("p.yaml", "a: 1\nb:\t日本 x\nc: 3\nd: 4\na: 5\n" + "\n" * 20 + "a: 9\n")


def drawn(finding: Finding, **options: int) -> str:
    return render_findings([finding], **options).rpartition("\n\n")[0] + "\n"


def test_a_picture_underlines_the_place() -> None:
    """Message, place, line, carets and help stand below each other, also past tabs and wide characters."""
    finding = YAML_SYNTAX.at(span(FILE, 2, 4, 2, 6), "two wide letters", "narrow them")
    assert drawn(finding) == dedent("""\
        error[FS004] two wide letters
         --> p.yaml:2:4
          |
        2 | b:    日本 x
          |       ^^^^
          |
          = help: narrow them
        """)


def test_places_nearby_share_a_picture() -> None:
    """A second place in the same file joins the picture if close, and has its own if far."""
    near, far = (span(FILE, 1, 1, 1, 2), "the first is here"), (span(FILE, 26, 1, 26, 2), "and one more")
    finding = DUPLICATE_KEY.at(span(FILE, 5, 1, 5, 2), "`a` twice", None, [near, far])
    assert drawn(finding) == dedent("""\
        error[FS008] `a` twice
          --> p.yaml:5:1
           |
         1 | a: 1
           | - the first is here
        ...
         5 | a: 5
           | ^
           |
          ::: p.yaml:26:1
           |
        26 | a: 9
           | - and one more
           |
        """)


def test_a_long_place_shows_its_first_and_last_line() -> None:
    """Of a place over many lines the first and the last are shown, and no more than needed between."""
    assert drawn(YAML_SYNTAX.at(span(FILE, 1, 4, 5, 3), "long")) == dedent("""\
        error[FS004] long
         --> p.yaml:1:4
          |
        1 | a: 1
          |    ^
        ...
        5 | a: 5
          | ^^
          |
        """)


def test_long_lines_are_cut_around_the_place() -> None:
    """Of a very long line only the surroundings of the place are shown."""
    file = File("p", "x" * 300 + "HERE" + "y" * 300)
    lines = drawn(YAML_SYNTAX.at(span(file, 1, 301, 1, 305), "m"), width=60).split("\n")
    assert all(len(line) <= 60 for line in lines)
    assert lines[3].index("HERE") == lines[4].index("^^^^")
    assert lines[3].startswith("1 | …") and lines[3].endswith("…")


def test_without_a_file_the_place_has_a_name() -> None:
    """A finding about a fact names it; one whose file is not at hand still says where it is."""
    finding = Finding(YAML_SYNTAX, "m", None, where="item.price")
    assert drawn(finding) == "error[FS004] m\n --> item.price\n"
    assert drawn(YAML_SYNTAX.at(span(File("c.csv", ""), 9, 2, 9, 3), "m")) == "error[FS004] m\n --> c.csv:9:2\n"


def test_colour_changes_nothing_but_colour() -> None:
    """Without its escapes, the coloured picture is the plain one."""
    import re

    finding = DUPLICATE_KEY.at(span(FILE, 5, 1, 5, 2), "m", "h", [(span(FILE, 1, 1, 1, 2), "l")])
    coloured = render_findings([finding], colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_findings([finding])


def test_annotations_are_escaped() -> None:
    """Each finding is one workflow command, whatever its path and message hold."""
    finding = TYPOGRAPHIC_QUOTES.at(span(File("a,b:c.yaml", ""), 2, 3, 2, 5), "50% of `a`\nb", "do: this")
    assert render_annotations([finding]) == (
        "::warning file=a%2Cb%3Ac.yaml,line=2,col=3,endLine=2,endColumn=5,title=FS023 typographic-quotes"
        "::50%25 of `a`%0Ab%0Ahelp: do: this\n"
    )


def test_the_summary_counts() -> None:
    """The last line counts findings by severity and the files that they are in."""
    error, warning = (
        YAML_SYNTAX.at(span(FILE, 1, 1, 1, 2), "m"),
        TYPOGRAPHIC_QUOTES.at(span(FILE, 1, 1, 1, 2), "m"),
    )
    assert summarise([error, warning, error]) == "2 errors, 1 warning in 1 file"
    assert summarise([]) == "no findings"
    assert render_findings([]) == ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.tuples(*[st.integers(1, 9)] * 4), st.integers(0, 120))
def test_any_place_can_be_drawn(text: str, at: tuple[int, int, int, int], width: int) -> None:
    """Drawing never raises, also for places beyond the end of a line or file, and emits no raw controls."""
    place = span(File("p", text), *at)
    picture = render_findings([YAML_SYNTAX.at(place, text, text, [(place, text)])], width=width)
    assert not any(char < " " and char != "\n" for char in picture)
