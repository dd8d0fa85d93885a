"""`fairservice`: finds the command that was typed, and loads only that one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from fairservice.cli.failures import PipeClosed, run
from fairservice.cli.group import LazyGroup
from fairservice.cli.terminal import say

COMMANDS = {
    "demo": "demo",
    "init": "init",
    "check": "check",
    "dry-run": "dry_run",
    "ask": "ask",
    "test": "test",
    "prove": "prove",
    "diff": "diff",
    "explain": "explain",
    "fmt": "fmt",
    "schema": "schema",
    "bundle": "bundle",
    "publish": "publish",
    "published": "published",
    "keys": "keys",
    "desk": "desk.group",
    "backing": "backing",
    "precedents": "precedents",
    "report": "report",
    "note": "note",
    "ledger": "ledger.group",
}
"""The commands in the order in which a newcomer meets them, and the module that each one lives in."""


class Commands(LazyGroup):
    """The commands; every failure ends in words and an exit code."""

    modules = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:
        # Click ends the process itself on a broken pipe, so it is given another name before click sees it.
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise PipeClosed from None
        return result

    def main(  # type: ignore[override]  # it never returns, whatever the mode
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        extra["standalone_mode"] = False
        run(lambda: super(Commands, self).main(args, prog_name or "fairservice", **extra))


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            say(f"fairservice {version('fairservice')}")
        except PackageNotFoundError:
            say("fairservice, from a checkout")
        ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="New here? `fairservice demo` shows what it does; `fairservice init shop` makes you one.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Backed answers for the people who talk with customers.

    Write down once what may be given, to whom, and in which words. From then on every colleague has an
    answer that holds: yes; yes, but; no, but; or no.
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


def main() -> NoReturn:
    """The `fairservice` command."""
    cli.main()
