"""`fairservice report`: what the desk can be asked about itself; never about an employee."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import Day, command, lang_option, language_of

if TYPE_CHECKING:
    from fairservice.desk.reports.report import Cell

LISTED = {
    "concessions": "what customers may still use, and until when",
    "precedents": "favours that form a pattern, and what closes when",
    "backing_rate": "refusals that held, of those taken higher up",
    "escalation_premium": "what asking for somebody higher brought",
    "overview": "how often what happened, per month and request",
}
"""The reports, and what each is about."""


@command(
    "report",
    example="""
fairservice report concessions
fairservice report backing_rate --from 2026-07-01 --until 2026-09-30
fairservice report overview --format csv > overview.csv
""",
    exits="0  fine; 2  there is no such report or period, or no desk here",
)
@click.argument("name", required=False)
@click.option("--from", "first", type=Day(), help="The first day that counts; 365 days in all if not said.")
@click.option("--until", type=Day(), help="The last day that counts; today if not said.")
@lang_option()
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Text for people, json for programs, csv for a spreadsheet.",
)
def run(name: str | None, first: date | None, until: date | None, lang: str | None, format: str) -> None:
    """Print a report of the desk here.

    NAME is concessions, precedents, backing_rate, escalation_premium or overview. Figures are of requests, rules and
    favours. None is of an employee or a customer.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.pages import draw_page
    from fairservice.cli.terminal import say, say_json, width_now
    from fairservice.desk.reports.page import Speaker

    asked = _known(name)
    desk = open_place()
    report = desk.figures(asked, first=first, until=until)
    if format == "json":
        say_json(report.to_dict())
    elif format == "csv":
        say(as_csv(report.HEADER, report.rows()), end=False)
    else:
        with desk.looking() as session:
            speaker = Speaker(session.rulebook, language_of(session.policy, lang))
        say(draw_page(report.page(speaker), width_now()))


def _known(name: str | None) -> str:
    """The name of a report. Raises Trouble with what there is."""
    column = max(map(len, LISTED))
    listed = "".join(f"\n    {each:<{column}}  {about}" for each, about in LISTED.items())
    if name is None:
        raise Trouble("which report?", f"name one:{listed}")
    found = name.strip().replace("-", "_").lower()
    if found not in LISTED:
        raise Trouble(f"there is no report `{name[:40]}`", meant(found, LISTED, f"there is:{listed}"))
    return found


def as_csv(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A table for a spreadsheet, in which no cell is taken for a formula."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return text.getvalue()


def _cell(value: Cell) -> str | int:
    """A text that begins as a formula does gets a sign before it that spreadsheets leave out."""
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
