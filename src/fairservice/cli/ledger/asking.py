"""What the commands on people's data share: whom they are about, and a yes before anything is gone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairservice.cli.failures import Trouble

if TYPE_CHECKING:
    from fairservice.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])
MAX_ID = 1000


def whose_options() -> Callable[[F], F]:
    """CUSTOMER, or `--household` or `--ticket`."""

    def decorate(run: F) -> F:
        for option in (
            click.option("--ticket", metavar="TEXT", help="A ticket of somebody whose id nobody knows."),
            click.option("--household", metavar="ID", help="A household; with CUSTOMER, the one they speak for."),
            click.argument("customer", metavar="[CUSTOMER]", required=False),
        ):
            run = option(run)
        return run

    return decorate


def yes_option() -> Callable[[F], F]:
    return click.option("--yes", is_flag=True, help="Do it without asking; for scripts.")


def given_id(customer: str | None) -> str | None:
    """An id as it was typed; `-` reads it from the standard input, so that it stands in no shell's history."""
    if customer != "-":
        return customer
    found = sys.stdin.read(MAX_ID).strip()
    if not found:
        raise Trouble("nothing came in on the standard input", "write the id of the customer there, and nothing else")
    return found


def agreed(sentence: str, yes: bool) -> None:
    """Asks before something is gone for good. Raises Abort where it is not wanted, Trouble where nobody is there."""
    from fairservice.cli.terminal import say

    if yes:
        return
    say(sentence, err=True)
    try:
        wanted = click.confirm("Go on?", default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        say("", err=True)  # what follows begins its own line
        raise Trouble("nobody is there to say yes", "say `--yes` where a program runs it") from None
    if not wanted:
        raise click.Abort


def tell_of_files(desk: Desk) -> None:
    """Says so where the bytes of what was erased are not gone from the files yet."""
    from fairservice.cli.terminal import say

    if desk.still_in_files:
        say(
            "Somebody was reading meanwhile: the bytes leave the ledger's file with the next that is written.", err=True
        )


def entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def ticked(text: str) -> str:
    from fairservice.cli.terminal import paint

    return f"{paint('✓', fg='green', bold=True)} {text}"
