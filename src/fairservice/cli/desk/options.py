"""Options that the commands of the desk share, and the way in which they all work: open the desk, do it, tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairservice.cli.failures import Trouble
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])

EXITS = "0  it is on record; 2  the command, a name or the desk is wrong; 4  it is refused: it is outside your bounds"
MIGHT_WAIT = (
    "0  it is on record; 2  the command, a name or the desk is wrong; 3  it waits for somebody's approval; "
    "4  it is refused: it is outside the bounds"
)


def desk_command(name: str, *, example: str, exits: str = EXITS) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the desk, with the options that all have that put something on record."""

    def decorate(run: Any) -> click.Command:
        # Click lists what was added last first: what all have is put below, so that each one's own comes first.
        own, run.__click_params__ = getattr(run, "__click_params__", []), []
        for option in (format_option(), lang_option(), key_option()):
            run = option(run)
        run.__click_params__ += own
        return command(name, example=example, exits=exits)(run)

    return decorate


def key_option() -> Callable[[F], F]:
    return click.option(
        "--key",
        metavar="TEXT",
        help="An idempotency key: done twice under one key, it is on record once.",
    )


def lang_option() -> Callable[[F], F]:
    return click.option(
        "--lang",
        metavar="nl|en|…",
        help="The language to tell it in. That of the decision, or else the policy's first one, if not said.",
    )


def open_here(lang: str | None = None) -> Desk:
    """The desk of this folder, or of one above it, for the account that runs this process.

    Raises Trouble for a language that its policy does not have: before anything is recorded, and not when it is told.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.options import language_of

    desk = open_place()
    if lang is not None:
        with desk.looking() as session:
            language_of(session.policy, lang)
    return desk


def either(yes: bool, no: bool, names: tuple[str, str], question: str) -> bool:
    """Which of two flags was typed. Raises Trouble where neither was, or both."""
    if yes == no:
        both = f"`{names[0]}` and `{names[1]}` cannot both be so" if yes else question
        raise Trouble(both, f"say `{names[0]}` or `{names[1]}`")
    return yes


def name_and_value(text: str, option: str, example: str) -> tuple[str, str]:
    """Two parts of `NAME=VALUE`. Raises Trouble."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise Trouble(f"`{option} {text}` names no value", f"write it as `{option} {example}`, without blanks")
    return name.strip(), value.strip()
