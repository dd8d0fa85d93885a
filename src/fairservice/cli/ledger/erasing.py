"""`fairservice ledger forget` and `prune`: what is asked to go, and what has been kept long enough."""

from __future__ import annotations

import click

from fairservice.cli.failures import FINE
from fairservice.cli.ledger.asking import agreed, given_id, language, tell_of_files, ticked, whose_options, yes_option
from fairservice.cli.ledger.phrases import phrases_in
from fairservice.cli.options import command, format_option

HELD = {
    "approval": "requests for approval that wait",
    "outside": "reports that wait for a repair",
    "objection": "objections of colleagues that wait",
    "escalation": "customers who wait for somebody higher",
    "opposition": "objections of customers that wait",
    "concession": "concessions that can still be used",
    "alarm": "patterns that wait, or that what was decided on still holds for",
    "decision": "decisions that can still be answered",
}
"""Why entries stay though they are past their time."""


@command(
    "forget",
    example="""
fairservice ledger forget K-1042 --dry-run
fairservice ledger forget K-1042 --lang nl
""",
    exits="0  it is erased, but for what must stay; 2  nobody is meant, or the desk is wrong; "
    "4  it takes the duty `protect_data`, or is about an employee",
)
@whose_options()
@click.option("--employee", metavar="LOGIN", help="Say until when what names an employee stays, and why.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be erased, and what stays.")
@click.option("--lang", metavar="nl|en", help="The language of the words for the customer.")
@yes_option()
@format_option()
def forget(
    customer: str | None,
    household: str | None,
    ticket: str | None,
    employee: str | None,
    dry_run: bool,
    lang: str | None,
    yes: bool,
    format: str,
) -> int:
    """Erase what is kept about somebody.

    For whoever asks for it (GDPR art. 17). What the law or legal claims need stays until its time is over. What is
    printed is for the customer: what was erased, what stays, why and until when. Nothing brings back what is erased;
    backups still have it until they go.

    CUSTOMER is your own id of them; `-` reads it from the standard input.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.failures import Trouble
    from fairservice.cli.terminal import say, say_json

    desk = open_place()
    spoken = language(desk, lang)
    if employee is not None:
        if (customer, household, ticket) != (None, None, None):
            raise Trouble("one person at a time", "name a customer, or say `--employee LOGIN`")
        desk.forget_employee(employee)
    if not yes and not dry_run and customer == "-":
        raise Trouble("the id is read where you would say yes", "say `--dry-run` first, and then `--yes`")
    who = given_id(customer)
    told = desk.forget(who, household=household, ticket=ticket, rehearse=True)
    if not dry_run and (told.count or told.unlinked):
        agreed(f"{told.said(spoken)}\n{phrases_in(spoken).final}", yes, spoken)
        told = desk.forget(who, household=household, ticket=ticket)
        tell_of_files(desk, spoken)
    if format == "json":
        say_json({"dry_run": dry_run, **told.to_dict(spoken)})
    else:
        say(told.said(spoken))
        if told.entry is not None:
            say(ticked(phrases_in(spoken).forgotten.format(id=told.entry)), err=True)
    return FINE


@command(
    "prune",
    example="""
fairservice ledger prune --dry-run
fairservice ledger prune --yes
""",
    exits="0  done; 2  the desk is wrong; 4  it takes the duty `protect_data`",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be erased.")
@yes_option()
@format_option()
def prune(dry_run: bool, yes: bool, format: str) -> int:
    """Erase what is past its time.

    The policy says under `keeps` when that is. What is open stays until it is closed, and nothing goes that a limit
    still counts. A few entries at a time, so that nobody at the desk waits. Let a timer run it once a day, with
    `--yes`.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import say, say_json

    desk = open_place()
    told = desk.prune(dry_run=True)
    if not dry_run and told.count:
        agreed(f"Gone for good: {_listed(told.erased)}.", yes)
        told = desk.prune()
        tell_of_files(desk)
    if format == "json":
        say_json(told.to_dict())
        return FINE
    if not told.count:
        say(ticked("Nothing is past its time."))
    else:
        say(ticked(f"{'Would be erased' if dry_run else 'Erased'}: {_listed(told.erased)}."))
    for why, count in told.held.items():
        say(f"  Past its time, and still there: {count:,} of {HELD[why]}.")
    for kind, kept in told.longer.items():
        say(f"  `{kind}` stay {kept.days} days, not {kept.keep.days}: {kept.for_} looks back so far.")
    return FINE


def _listed(counted: object) -> str:
    assert isinstance(counted, dict)
    return ", ".join(f"{count:,} of `{kind}`" for kind, count in counted.items())
