"""`fairservice note`: the monthly note to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fairservice.cli.options import command, lang_option, language_of

if TYPE_CHECKING:
    from fairservice.desk.reports.monthly_note import Letter


@command(
    "note",
    example="""
fairservice note --month 2026-10
fairservice note --month 2026-10 --lang nl --format markdown > note.md
""",
    exits="0  fine; 2  that is no month, or there is no desk here",
)
@click.option("--month", metavar="YYYY-MM", help="Which month; the last one that is over if not said.")
@lang_option()
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Text to read, markdown to send on, json for programs.",
)
def run(month: str | None, lang: str | None, format: str) -> None:
    """Write the monthly note to all colleagues.

    It tells which refusals held, which favours became policy or ended, which objections were answered, and what is
    still open and until when. Nobody is named in it.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import say, say_json, width_now
    from fairservice.desk.reports.page import Speaker

    desk = open_place()
    with desk.looking() as session:
        speaker = Speaker(session.rulebook, language_of(session.policy, lang))
        today = session.today
    note = desk.monthly_note(_last_over(today.year, today.month) if month is None else month)
    if format == "json":
        say_json(note.to_dict())
    elif format == "markdown":
        say(note.letter(speaker).markdown(), end=False)
    else:
        say(draw_letter(note.letter(speaker), width_now()))


def _last_over(year: int, month: int) -> str:
    return f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12"


def draw_letter(letter: Letter, width: int) -> str:
    """The letter as lines of at most `width` columns (80 if there are more)."""
    from fairservice.cli.pages import shown
    from fairservice.cli.terminal import WIDEST, bold, hanging, wrap

    width = min(width, WIDEST)
    lines = [bold(letter.title)]
    for paragraph in letter.opening:
        lines += ["", *wrap(paragraph, width)]
    for part in letter.parts:
        lines += ["", bold(part.heading)]
        for each in part.lines:
            lines += hanging("  •", shown(each), 4, width)
    return "\n".join([*lines, "", *wrap(letter.closing, width)])
