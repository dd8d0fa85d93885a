"""`fairservice ledger view` and `views`: figures of one employee, as agreed, and who looked at yours."""

from __future__ import annotations

import click

from fairservice.cli.failures import FINE
from fairservice.cli.ledger.asking import ticked
from fairservice.cli.options import command, format_option


@command(
    "view",
    example='fairservice ledger view own_team_overrides bram --why "to prepare our yearly talk"',
    exits="0  here it is, and the look is on record; 2  there is no such view or colleague; 4  it was not agreed",
)
@click.argument("view", metavar="VIEW")
@click.argument("employee", metavar="LOGIN")
@click.option("--why", metavar="TEXT", required=True, help="What you need it for. Your colleague reads it.")
@format_option()
def view(view: str, employee: str, why: str, format: str) -> int:
    """Look at figures of one colleague, as agreed.

    The works council does: there are none unless `fairservice.yaml` names the agreement. Your colleague sees that you
    looked, and why.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import say, say_json

    seen = open_place().view(view, employee, why)
    if format == "json":
        say_json({"view": seen.view, "employee": seen.employee, "since": seen.since, "figures": dict(seen.figures),
                  "entry": seen.entry.id})  # fmt: skip
        return FINE
    say(f"{seen.view} of {seen.employee}, since {seen.since}:")
    for name, count in seen.figures.items():
        say(f"  {name}  {count}")
    if not seen.figures:
        say("  none")
    say(ticked(f"On record as {seen.entry.id}; {seen.employee} can see it."))
    return FINE


@command("views", example="fairservice ledger views", exits="0  here they are; 2  there is no desk here")
@format_option()
def views(format: str) -> int:
    """List every look at figures of yourself.

    When it was, in which role, and what for.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import say, say_json

    found = open_place().my_views()
    if format == "json":
        say_json({"views": [each.to_dict() for each in found]})
        return FINE
    if not found:
        say("Nobody has looked at figures of yours.")
    for each in found:
        say(f"{each.on}  {each.view}, by a `{each.role}`: {each.why}")
    return FINE
