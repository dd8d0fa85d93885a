"""`fairservice ledger export`: everything that is kept about somebody, to give to them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from fairservice.cli.failures import FINE, Trouble
from fairservice.cli.ledger.asking import entries, given_id, language, ticked, whose_options
from fairservice.cli.ledger.phrases import phrases_in
from fairservice.cli.options import command, format_option

_OWN = 0o600


@command(
    "export",
    example="""
fairservice ledger export K-1042 -o K-1042.txt
fairservice ledger export K-1042 --format json -o K-1042.json
fairservice ledger export --me
""",
    exits="0  here it is; 2  nobody is meant, or the desk is wrong; 4  it takes the duty `protect_data`",
)
@whose_options()
@click.option("--me", is_flag=True, help="What is kept about yourself, as an employee.")
@click.option("--employee", metavar="LOGIN", help="What is kept about a colleague.")
@click.option("-o", "--out", metavar="FILE", help="Write it to a new file that only you can read.")
@click.option("--lang", metavar="nl|en", help="The language to tell it in. The policy's first one if not said.")
@format_option()
def export(
    customer: str | None,
    household: str | None,
    ticket: str | None,
    me: bool,
    employee: str | None,
    out: str | None,
    lang: str | None,
    format: str,
) -> int:
    """Give somebody everything that is kept about them.

    With what each kind is kept for, on which ground, until when and from where (GDPR art. 15 and 20). Text is to be
    read, JSON has every field. That it was given is recorded.

    CUSTOMER is your own id of them; `-` reads it from the standard input.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import say, say_json
    from fairservice.desk.privacy.readable import readable
    from fairservice.policy.published.placing import place_new

    about_staff = me or employee is not None
    if about_staff and (customer is not None or household is not None or ticket is not None or (me and employee)):
        raise Trouble("one person at a time", "name a customer, or say `--me` or `--employee LOGIN`")
    if out is not None and Path(out).exists():
        raise Trouble(f"`{out}` is there already", "nothing was given; name another file")
    desk = open_place()
    spoken = language(desk, lang)
    if about_staff:
        made = desk.export_employee(employee, lang=spoken)
    else:
        made = desk.export(given_id(customer), household=household, ticket=ticket, lang=spoken)
    with desk.looking() as session:
        label = partial(session.rulebook.label, lang=spoken)
    if out is None:
        if format == "json":
            say_json(made.to_dict())
        else:
            say(readable(made.content, label), end=False)
        return FINE
    text = readable(made.content, label)
    if format == "json":
        text = json.dumps(made.to_dict(), ensure_ascii=False, indent=2) + "\n"
    place_new(Path(out), text.encode(), _OWN)
    count = entries(len(made.content["entries"]), spoken)
    say(ticked(phrases_in(spoken).exported.format(file=out, entries=count, id=made.given.id)))
    return FINE
