"""`report` and `note`, typed at a desk on which something happened."""

from __future__ import annotations

import csv
import io
import json

import pytest

from desk_reported import a_busy_desk
from desks import desk_for_tests
from fairservice import bootstrap
from fairservice.cli.pages import draw_table
from fairservice.cli.report import as_csv
from fairservice.desk.desk import Desk
from fairservice.desk.reports.page import Column, Row, TableOf
from fairservice.desk.reports.registry import REPORTS

from .conftest import Type


@pytest.fixture(scope="module")
def busy() -> Desk:
    return a_busy_desk()


@pytest.fixture
def here(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where one stands."""
    monkeypatch.setattr(bootstrap, "open_place", lambda: busy)
    return busy


@pytest.mark.parametrize("name", REPORTS)
def test_each_report_in_each_form(typed: Type, here: Desk, name: str) -> None:
    """JSON and CSV are the report itself; the text has its title and what its figures mean."""
    told = typed("report", name, "--format", "json")
    assert told.exit_code == 0 and json.loads(told.stdout) == here.figures(name).to_dict()
    table = typed("report", name, "--format", "csv")
    header, *rows = list(csv.reader(io.StringIO(table.stdout)))
    assert tuple(header) == REPORTS[name][0].HEADER and len(rows) == len(here.figures(name).rows())
    text = typed("report", name.replace("_", "-"), "--lang", "en")
    assert text.exit_code == 0 and len(text.stdout.splitlines()) > 3


def test_the_period_is_as_typed(typed: Type, here: Desk) -> None:
    """From one day to another, both of which count."""
    told = json.loads(
        typed("report", "overview", "--from", "2026-03-01", "--until", "2026-03-31", "--format", "json").stdout
    )
    assert (told["from"], told["until"]) == ("2026-03-01", "2026-03-31")
    assert {each["month"] for each in told["months"]} == {"2026-03"}


def test_the_language_is_the_policys_or_the_one_asked_for(typed: Type, here: Desk) -> None:
    """`webshop` is Dutch first."""
    assert "Weigeringen" in typed("report", "backing_rate").stdout
    assert "Refusals" in typed("report", "backing_rate", "--lang", "en").stdout
    assert "Aan alle collega's" in typed("note", "--month", "2026-05").stdout
    assert typed("report", "backing_rate", "--lang", "fy").exit_code == 2


def test_what_is_mistyped_is_told(typed: Type, here: Desk) -> None:
    """A report, a day, a month; each with what would do."""
    for args, said in (
        (("report",), "which report?"),
        (("report", "concesions"), "did you mean `concessions`?"),
        (("report", "sales"), "escalation_premium"),
        (("report", "overview", "--until", "2027-01-01"), "say a day up to today"),
        (("report", "overview", "--from", "2026-02-30"), "not a day in the calendar"),
        (("note", "--month", "May"), "write it like `2026-05`"),
        (("note", "--month", "2026-06"), "has not begun yet"),
        (("schema", "--report", "overvew"), "did you mean `overview`?"),
        (("schema", "--report", "overview", "--rules"), "leave out --rules or --report"),
    ):
        result = typed(*args)
        assert result.exit_code == 2 and said in result.stderr, (args, result.stderr)


def test_the_note_is_of_the_last_month_that_is_over(typed: Type, here: Desk) -> None:
    """On 31 May that is April; markdown can be sent on as it is."""
    assert json.loads(typed("note", "--format", "json").stdout)["month"] == "2026-04"
    markdown = typed("note", "--lang", "en", "--format", "markdown").stdout
    assert markdown.startswith("# To all colleagues: April 2026\n\n") and markdown.endswith(".\n")


def test_in_january_it_is_that_of_december(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    """The year goes back with the month."""
    desk = desk_for_tests()
    desk.parts.clock.moment = desk.parts.clock.moment.replace(month=1)  # type: ignore[attr-defined]
    monkeypatch.setattr(bootstrap, "open_place", lambda: desk)
    assert json.loads(typed("note", "--format", "json").stdout)["month"] == "2025-12"


def test_schemas_are_published(typed: Type) -> None:
    """One for each report, and one for the note."""
    for name in (*REPORTS, "monthly_note"):
        assert json.loads(typed("schema", "--report", name).stdout)["type"] == "object"


def test_no_text_moves_the_terminal() -> None:
    """Signs that a terminal obeys are not printed, however they came to be on record."""
    rows = (Row(("T\x1b[2J1",), ("a\u202ereview\x07",)),)
    drawn = "\n".join(draw_table(TableOf("", (Column(""),), rows, ""), 80))
    assert not set("\x07\u202e") & set(drawn) and "T [2J1" in drawn and "review" in drawn


def test_no_cell_is_a_formula() -> None:
    """What people wrote cannot begin as a formula does; numbers below zero stay numbers."""
    text = as_csv(("a", "b"), [("=1+1", "-5.20"), ("@x", None), ("-x", -3)])
    assert text == "a,b\n'=1+1,-5.20\n'@x,\n'-x,-3\n"
