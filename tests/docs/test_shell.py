"""The tests of the pages notice what they are there for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Page
from shell import Mismatch, Shell

FENCE = "```"


def follow(text: str, folder: Path, update: bool = False) -> str:
    """A page that says this, followed in an empty folder; what it says afterwards."""
    page = Page.__new__(Page)
    page.path, page.name, page.text = folder / "page.md", "page.md", text.replace("FENCE", FENCE)
    Shell(page, folder, update).follow()
    return page.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FENCEconsole\n$ fairservice --version\nsomething else\nFENCE", "prints something else"),
        ("FENCEconsole\n$ rm -r .\nFENCE", "not a command that pages may show"),
        ("FENCEsh\npip install something\nFENCE", "not one of the known set-up lines"),
        ("FENCEpython\nprint(1 / 0)\nFENCE", "the code fails: ZeroDivisionError"),
        ("FENCEpython\nprint(1)\nFENCE\n\n<!-- output -->\nFENCEtext\n2\nFENCE", "prints something else"),
        ("FENCEyaml\na: {b\nFENCE", "cannot be read"),
        ("FENCEbasic\n10 PRINT\nFENCE", "nobody knows what to do"),
        (
            "<!-- file: a.yaml -->\nFENCEyaml\na: 1\nFENCE\n\n<!-- change: a.yaml -->\nFENCEdiff\n-a: 2\n+a: 3\nFENCE",
            "stand 0 times in a.yaml",
        ),
    ],
)
def test_what_is_not_so_is_found(text: str, why: str, tmp_path: Path) -> None:
    """A page that shows another output, an unknown command, broken code, or a change that does not fit, fails."""
    with pytest.raises(Mismatch, match=why):
        follow(text, tmp_path)


def test_an_update_writes_what_happens(tmp_path: Path) -> None:
    """The old output goes, also where the page cuts it short."""
    shown = "FENCEconsole\n$ cat a.txt\nold\n…\n$ echo $?\n7\nFENCE"
    (tmp_path / "a.txt").write_text("first\nsecond\n", encoding="utf-8")
    expected = "FENCEconsole\n$ cat a.txt\nfirst\n…\n$ echo $?\n0\nFENCE".replace("FENCE", FENCE)
    assert follow(shown, tmp_path, update=True) == expected


def test_a_change_goes_by_a_comment_behind_the_line(tmp_path: Path) -> None:
    """A reader of the page does not see the comments in the file, and they stay."""
    (tmp_path / "a.yaml").write_text("a: 1  # one\nb: 2  # two\n", encoding="utf-8")
    follow("<!-- change: a.yaml -->\nFENCEdiff\n a: 1\n-b: 2\n+b: 3\nFENCE", tmp_path)
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == "a: 1  # one\nb: 3\n"


def test_colleagues_type_at_a_desk_on_several_days(tmp_path: Path) -> None:
    """The name before the `$` is who acts, and the clock is that of the page; both stand in what it shows."""
    page = """FENCEconsole
olga$ fairservice desk new --policy webshop --draft
…
FENCE

<!-- clock: 2026-03-02T09:00+00:00 -->
FENCEconsole
olga$ fairservice desk decide goodwill --ticket T-1 --format json
…
olga$ fairservice desk show --ticket T-1 --lang en
old
zoe$ fairservice desk open
…
FENCE

<!-- clock: 2026-03-03T09:00+00:00 -->
FENCEpython
from fairservice.bootstrap import open_place

print(open_place(login="olga").decide("T-2", None, "goodwill", {}).record.on)
FENCE

<!-- output -->
FENCEtext
2026-03-03
FENCE
"""
    said = follow(page, tmp_path, update=True)
    assert "olga$ fairservice desk show --ticket T-1 --lang en\n  Ticket T-1\n  2026-03-02 10:00  D-1  you" in said
    assert "2026-03-03" in said and (tmp_path / "staff.yaml").read_text(encoding="utf-8").count('"olga"') == 2
