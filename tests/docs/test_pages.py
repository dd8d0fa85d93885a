"""What the documentation shows is what happens: its commands, files, code, generated parts and links.

`FAIRSERVICE_UPDATE=1 pytest tests/docs` writes what happens into the pages; read the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from generate import GENERATED
from pages import PAGES, ROOT, Page
from shell import Shell

from fairservice.interpreters.rete_rules import cannot_run

SECOND_ENGINE = "cross-examine  a second engine agrees"
UPDATE = bool(os.environ.get("FAIRSERVICE_UPDATE"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_shows_what_happens(path: Path, tmp_path: Path) -> None:
    """Generated parts are fresh, and every command and every piece of code does what the page says."""
    page = Page(path)
    for name, content in page.generated():
        fresh = GENERATED[name]()
        if UPDATE:
            page.regenerate(name, fresh)
        else:
            assert content == fresh, f"{page.name}: `{name}` is stale; run FAIRSERVICE_UPDATE=1 pytest tests/docs"
    missing = cannot_run() if SECOND_ENGINE in page.text else None
    if missing is not None and missing[1] is None:
        pytest.skip(f"the page shows the second engine at work: {missing[0]}")
    Shell(page, tmp_path, UPDATE).follow()
    if UPDATE:
        page.write()


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    """Links between pages lead to files that are there, and to headings that are in them."""
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{named(path)} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(there), f"{named(path)} links to {target}, which has no such heading"


def anchors(path: Path) -> set[str]:
    """The headings of a page as the usual readers of Markdown make links of them."""
    headings = _HEADING.findall(re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-") for heading in headings}


def test_every_generated_part_is_shown() -> None:
    """What can be generated stands in some page."""
    shown = {name for path in PAGES for name, _ in Page(path).generated()}
    assert shown == set(GENERATED)


def test_the_readme_stays_short() -> None:
    """A README of more than 150 lines is not read."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_names_a_machine(path: Path) -> None:
    """What is shown is the same on every machine: no absolute path gets into an output."""
    found = re.findall(r"(?<![\w….])/(?:tmp|work|home|root|usr|opt|Users)/\S*", path.read_text(encoding="utf-8"))
    assert not found, found


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_shows_a_command_that_was_mistyped(path: Path) -> None:
    """A command that is refused as typed is a slip of the page, however faithfully its output was written down."""
    refused = re.findall(r"^error: .*", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert not refused, refused
