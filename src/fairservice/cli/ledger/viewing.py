"""`fairservice ledger view` and `views`: figures of one employee, as agreed, and who looked at yours."""

from __future__ import annotations

import click

from fairservice.cli.failures import FINE
from fairservice.cli.ledger.asking import ticked
from fairservice.cli.ledger.phrases import phrases_in
from fairservice.cli.options import command, format_option, lang_option


@command(
    "view",
    example='fairservice ledger view own_team_overrides bram --why "to prepare our yearly talk"',
    exits="0  here it is, and the look is on record; 2  there is no such view or colleague; 4  it was not agreed",
)
@click.argument("view", metavar="VIEW")
@click.argument("employee", metavar="LOGIN")
@click.option("--why", metavar="TEXT", required=True, help="What you need it for. Your colleague reads it.")
@lang_option()
@format_option()
def view(view: str, employee: str, why: str, lang: str | None, format: str) -> int:
    """Look at figures of one colleague, as agreed.

    The works council does: there are none unless `fairservice.yaml` names the agreement. Your colleague sees that you
    looked, and why.
    """
    from fairservice.cli.desk.options import open_here
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.cli.terminal import say, say_json

    desk = open_here(lang)
    seen = desk.view(view, employee, why)
    if format == "json":
        say_json({"view": seen.view, "employee": seen.employee, "since": seen.since, "figures": dict(seen.figures),
                  "entry": seen.entry.id})  # fmt: skip
        return FINE
    speaks = speaker_at(desk, lang)
    words = phrases_in(speaks.lang)
    say(words.figures.format(view=seen.view, employee=seen.employee, day=speaks.day(seen.since)))
    for name, count in seen.figures.items():
        say(f"  {name}  {count}")
    if not seen.figures:
        say(f"  {words.no_figures}")
    say(ticked(words.seen.format(id=seen.entry.id, employee=seen.employee)))
    return FINE


@command("views", example="fairservice ledger views", exits="0  here they are; 2  there is no desk here")
@lang_option()
@format_option()
def views(lang: str | None, format: str) -> int:
    """List every look at figures of yourself.

    When it was, in which role, and what for.
    """
    from fairservice.cli.desk.options import open_here
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.cli.terminal import say, say_json

    desk = open_here(lang)
    found = desk.my_views()
    if format == "json":
        say_json({"views": [each.to_dict() for each in found]})
        return FINE
    speaks = speaker_at(desk, lang)
    words = phrases_in(speaks.lang)
    if not found:
        say(words.no_looks)
    for each in found:
        say(f"{each.on}  {words.look.format(view=each.view, role=speaks.label(each.role), why=each.why)}")
    return FINE
