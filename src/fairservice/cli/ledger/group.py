"""`fairservice ledger`: the record itself, and what the people on it can ask for."""

from __future__ import annotations

import click

from fairservice.cli.group import LazyGroup

COMMANDS = {
    "verify": "ledger.keeping:verify",
    "replay": "ledger.keeping:replay",
    "backup": "ledger.copying:backup",
    "restore": "ledger.copying:restore",
    "migrate": "ledger.keeping:migrate",
    "rebuild": "ledger.keeping:rebuild",
    "bundles": "ledger.bundles:bundles",
    "export": "ledger.giving:export",
    "forget": "ledger.erasing:forget",
    "prune": "ledger.erasing:prune",
    "rectify": "ledger.righting:rectify",
    "object": "ledger.righting:oppose",
    "decide-objection": "ledger.righting:decide_objection",
    "view": "ledger.viewing:view",
    "views": "ledger.viewing:views",
}


@click.group(
    "ledger",
    cls=LazyGroup,
    modules=COMMANDS,
    invoke_without_command=True,
    epilog="\b\nBegin with:\n  fairservice ledger verify\n  fairservice ledger backup desk-2026-11-22.db",
)
@click.pass_context
def run(ctx: click.Context) -> None:
    """Keep the record whole, and give people what is theirs of it.

    It is the ledger of the desk in `fairservice.yaml`. What is erased is told first, and gone once you say yes. What
    concerns customers takes the duty `protect_data`; what is kept of yourself is yours without any.
    """
    if ctx.invoked_subcommand is None:
        from fairservice.cli.terminal import say

        say(ctx.get_help())
