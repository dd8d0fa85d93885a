"""Options that several commands have, so that they are called and read alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairservice.cli.failures import Command, Trouble, meant

if TYPE_CHECKING:
    from fairservice.decisions.decide import Policy

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_LANGUAGE = "en"
"""Of what is not yet anyone's policy: the demo, and a new one."""


def command(name: str, *, example: str, exits: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose `--help` ends in an example and in what its exit codes mean."""
    lines = "\n".join(f"  {line}" for line in example.strip().splitlines())
    codes = "\n".join(f"  {code.strip()}" for code in exits.split(";"))
    epilog = f"\b\nExample:\n{lines}\n\n\b\nExit codes:\n{codes}"
    return click.command(name, cls=Command, epilog=epilog)


def format_option(*also: str) -> Callable[[F], F]:
    """`--format`, for people or for programs."""
    return click.option(
        "--format",
        "format",
        type=click.Choice(["text", "json", *also]),
        default="text",
        show_default=True,
        help="Text for people, json for programs" + (", annotations for CI." if also else "."),
    )


def lang_option(default: str | None = None) -> Callable[[F], F]:
    return click.option(
        "--lang",
        metavar="nl|en|…",
        default=default,
        show_default=default is not None,
        help="The language to answer in." + (" The policy's first one if not said." if default is None else ""),
    )


class Day(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """A day on the command line, written as in a policy."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from fairservice.conditions.vocabulary import Unreadable, read_date

        if isinstance(value, date):
            return value
        try:
            return date.fromordinal(read_date(str(value)))
        except Unreadable as error:
            self.fail(f"{error.message}; {error.help}", param, ctx)


def language_of(policy: Policy, lang: str | None) -> str:
    """The language to use. Raises Trouble for one that the policy does not have."""
    languages = policy.rulebook.languages
    if lang is None:
        return languages[0]
    if lang not in languages:
        known = ", ".join(languages)
        raise Trouble(f"this policy has no texts in `{lang}`", f"it has them in: {known}")
    return lang


def request_of(policy: Policy, request: str | None, lang: str) -> str:
    """The request that was named, or the only one that there is. Raises Trouble with what could be meant."""
    requests = policy.rulebook.requests
    if request is None:
        if len(requests) == 1:
            return next(iter(requests))
        column = max(map(len, requests), default=0)
        listed = "".join(f"\n    {name:<{column}}  {each.question.get(lang, '')}" for name, each in requests.items())
        raise Trouble("which question is it about?", f"name one after the policy:{listed}")
    if request not in requests:
        raise Trouble(f"`{policy.rulebook.name}` answers no request `{request}`", meant(request, requests))
    return request
