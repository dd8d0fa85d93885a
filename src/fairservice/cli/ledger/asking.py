"""What the commands on people's data share: whom they are about, and a yes before anything is gone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairservice.cli.failures import Trouble
from fairservice.cli.ledger.phrases import LedgerPhrases, phrases_in

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


def language(desk: Desk, lang: str | None) -> str:
    """The language to tell it in: the one that was typed, or else the policy's first, where fairservice speaks it.

    Raises Trouble for one that it does not speak. It need not be one of the policy: these texts are not its own.
    """
    from fairservice.desk.privacy.phrases import words

    if lang is not None and words(lang) != lang:
        raise Trouble(f"these texts are not there in `{lang[:40]}`", "say `--lang nl` or `--lang en`")
    with desk.looking() as session:
        return words(lang or session.rulebook.languages[0])


def agreed(sentence: str, yes: bool, lang: str = "en") -> None:
    """Asks before something is gone for good. Raises Abort where it is not wanted, Trouble where nobody is there."""
    from fairservice.cli.terminal import say

    if yes:
        return
    say(sentence, err=True)
    try:
        wanted = _goes_on(phrases_in(lang))
    except click.Abort:
        if sys.stdin.isatty():
            raise
        say("", err=True)  # what follows begins its own line
        raise Trouble("nobody is there to say yes", "say `--yes` where a program runs it") from None
    if not wanted:
        raise click.Abort(phrases_in(lang).stopped)


def _goes_on(words: LedgerPhrases) -> bool:
    """What is answered, in the language of the question; without an answer it is no."""
    while True:
        answer = str(click.prompt(words.go_on, default="", show_default=False, err=True)).strip().lower()
        if answer in words.yes:
            return True
        if answer in words.no or not answer:
            return False


def tell_of_files(desk: Desk, lang: str = "en") -> None:
    """Says so where the bytes of what was erased are not gone from the files yet."""
    from fairservice.cli.terminal import say

    if desk.still_in_files:
        say(phrases_in(lang).in_files, err=True)


def entries(count: int, lang: str = "en") -> str:
    words = phrases_in(lang)
    return words.entry if count == 1 else words.entries.format(count=f"{count:,}".replace(",", words.thousands))


def ticked(text: str) -> str:
    from fairservice.cli.terminal import paint

    return f"{paint('✓', fg='green', bold=True)} {text}"
