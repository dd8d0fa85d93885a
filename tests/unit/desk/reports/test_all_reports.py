"""Every report and every schema: whole, exact, and without a login, a name or a customer in any of its forms."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from desk_reported import CUSTOMERS, ODD, TELLTALES, a_busy_desk
from fairservice.cli.note import draw_letter
from fairservice.cli.pages import draw_page
from fairservice.cli.report import LISTED, as_csv
from fairservice.cli.terminal import wide
from fairservice.desk.desk import Desk
from fairservice.desk.reports import (
    backing_rate,
    concessions,
    escalation_premium,
    monthly_note,
    overview,
    precedents,
)
from fairservice.desk.reports.page import Speaker
from fairservice.desk.reports.registry import REPORTS, SCHEMAS
from fairservice.errors import DeskError, NotOnRecord
from memory_ledger import MemoryLedger

MONTHS = ("2026-03", "2026-04", "2026-05")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return a_busy_desk()


def every_form(desk: Desk, lang: str = "en") -> dict[str, str]:
    """Each report and note, in each form that it can be had in."""
    forms: dict[str, str] = {}
    with desk.looking() as session:
        speaker = Speaker(session.rulebook, lang)
    for name in REPORTS:
        report = desk.figures(name)
        forms[f"{name} json"] = json.dumps(report.to_dict(), ensure_ascii=False)
        forms[f"{name} csv"] = as_csv(report.HEADER, report.rows())
        forms[f"{name} text"] = draw_page(report.page(speaker), 80)
        forms[f"{name} object"] = repr(report)
    for month in MONTHS:
        note = desk.monthly_note(month)
        forms[f"note {month} json"] = json.dumps(note.to_dict(), ensure_ascii=False)
        forms[f"note {month} text"] = draw_letter(note.letter(speaker), 80)
        forms[f"note {month} markdown"] = note.letter(speaker).markdown()
        forms[f"note {month} object"] = repr(note)
    return forms


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_nobody_is_in_any_report(desk: Desk, lang: str) -> None:
    """No login, no name or part of one, no customer and no pseudonym stands anywhere, whoever asks."""
    pseudonyms = [desk.parts.pseudonyms.of_customer(each) for each in CUSTOMERS]
    hidden = {*TELLTALES, *CUSTOMERS, *pseudonyms}
    hidden |= {json.dumps(each, ensure_ascii=False)[1:-1] for each in hidden}
    for login in ("zq-anna.xx", "zq-olga", "zq\\mira"):
        for form, text in every_form(desk.for_login(login), lang).items():
            found = [each for each in hidden if each.casefold() in text.casefold()]
            assert not found, f"{form} shows {found}"


def test_what_is_hidden_was_there_to_be_found(desk: Desk) -> None:
    """The ledger below these reports has every login, and texts with names in them: the test above sees something."""
    with desk.parts.ledger.reading() as reading:
        written = b"".join(each.payload or b"" for each in reading.entries()).decode()
    for person in ODD:
        assert json.dumps(person.login, ensure_ascii=False)[1:-1] in written, person
    assert "Bram van Quispel" in written and "Annabel" in written


def test_no_schema_has_a_place_for_anybody() -> None:
    """No property of any schema is named after who did it, or whom it was for."""
    forbidden = {"by", "login", "giver", "givers", "staff", "employee", "employees", "customer", "household", "person"}

    def names(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = set(part.get("properties", {}))
            return own.union(*(names(each) for each in part.values()))
        return set().union(*map(names, part)) if isinstance(part, list) else set()

    for name, schema in SCHEMAS.items():
        assert not names(schema) & forbidden, name


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_its_schema_says(desk: Desk, name: str) -> None:
    """Also where nothing is on record; and its rows have what its header says."""
    for asked in (desk, a_desk_without_records()):
        report = asked.figures(name)
        jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
        jsonschema.validate(report.to_dict(), SCHEMAS[name], format_checker=jsonschema.FormatChecker())
        assert all(len(row) == len(report.HEADER) for row in report.rows())
        assert name == report.NAME


def test_a_note_is_as_its_schema_says(desk: Desk) -> None:
    """Whether anything happened in its month or not."""
    for month in (*MONTHS, "2025-01"):
        jsonschema.validate(
            desk.monthly_note(month).to_dict(), SCHEMAS["monthly_note"], format_checker=jsonschema.FormatChecker()
        )


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_table_fits(desk: Desk, lang: str, width: int) -> None:
    """No line is wider than the terminal, from 60 columns on; in 40 figures and words stay whole."""
    with desk.looking() as session:
        speaker = Speaker(session.rulebook, lang)
    for name in REPORTS:
        drawn = draw_page(desk.figures(name).page(speaker), width)
        assert max(map(wide, drawn.split("\n"))) <= max(width, 56), drawn


def test_the_languages_say_the_same_things() -> None:
    """Each report has the same words in Dutch and English, with the same places to fill in."""
    import string

    for module in (backing_rate, concessions, escalation_premium, monthly_note, overview, precedents):
        words = module._WORDS
        assert words["en"].keys() == words["nl"].keys(), module.__name__
        for key in words["en"]:
            filled = [{field for _, field, _, _ in string.Formatter().parse(words[x][key]) if field} for x in words]
            assert filled[0] == filled[1], (module.__name__, key)


def test_the_page_shows_what_is_drawn(desk: Desk) -> None:
    """What `docs/reports.md` shows is what this desk prints; whoever changes one changes the other."""
    page = (Path(__file__).parents[4] / "docs" / "reports.md").read_text(encoding="utf-8")
    with desk.looking() as session:
        speaker = Speaker(session.rulebook, "en")
    backing = draw_page(desk.figures("backing_rate").page(speaker), 80)
    note = draw_letter(desk.monthly_note("2026-04").letter(speaker), 80)
    for drawn in (backing, note):
        assert f"```text\n{click.unstyle(drawn)}\n```" in page
    assert all(f"fairservice report {name}`" in page for name in REPORTS)


def test_the_command_lists_every_report() -> None:
    """What `fairservice report` names is what there is, in the same order."""
    assert list(LISTED) == list(REPORTS)


def test_a_report_that_is_not_there_is_told() -> None:
    """With the one that was probably meant."""
    desk = a_desk_without_records()
    with pytest.raises(NotOnRecord, match="`presedents`") as caught:
        desk.figures("presedents")
    assert caught.value.help == "did you mean `precedents`?"
    assert desk.figures("backing-rate").NAME == "backing_rate"


def test_a_period_that_cannot_be_meant_is_told() -> None:
    """The future, an end before its beginning, more than anything is kept, and a month that is none."""
    desk = a_desk_without_records()
    with pytest.raises(DeskError, match="has not come yet"):
        desk.figures("overview", until=date(2026, 3, 3))
    with pytest.raises(DeskError, match="nothing lies between"):
        desk.figures("overview", first=date(2026, 2, 2), until=date(2026, 2, 1))
    with pytest.raises(DeskError, match="longer than anything is kept"):
        desk.figures("overview", first=date(1926, 2, 2))
    for month in ("2026-13", "2026-3", "march", "2026-04", "२०२६-०१"):
        with pytest.raises(DeskError, match=r"is not a month|has not begun"):
            desk.monthly_note(month)


def test_what_a_draft_led_to_is_in_no_report() -> None:
    """Trials of a draft count nowhere."""
    from desks import desk_for_tests

    desk = desk_for_tests(number=None)
    made = desk.decide("T1", "c1", "goodwill", {"service.failure": "no_failure", "customer.tenure_years": 4})
    trial = desk.decide(
        "T2",
        "c1",
        "goodwill",
        {"service.failure": "no_failure", "customer.tenure_years": 4, "conduct.level": "none"},
    )
    desk.answer(trial.id)
    desk.concede(trial.id, "store_credit", "10.00", "helped_us")
    desk.escalate(trial.id)
    assert made.record.draft
    assert not any(desk.figures(name).rows() for name in REPORTS)
    assert desk.monthly_note("2026-03").refusals == 0


def test_reports_are_the_same_on_a_rebuilt_ledger(desk: Desk) -> None:
    """Asked twice, a report says the same: nothing in it depends on an order that is not kept."""
    for name in REPORTS:
        assert desk.figures(name) == desk.figures(name)


def a_desk_without_records() -> Desk:
    from desk_reported import opened

    return opened(ledger=MemoryLedger())
