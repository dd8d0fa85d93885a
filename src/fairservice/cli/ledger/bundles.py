"""`fairservice ledger bundles`: the policies that decisions on record were made by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, Trouble
from fairservice.cli.ledger.asking import agreed, entries, ticked, yes_option
from fairservice.cli.ledger.keeping import ledger_option
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.storage.reading import KeptBundle

SHOWN = 12
"""So many signs of a digest tell one from another."""


@command(
    "bundles",
    example="""
fairservice ledger bundles
fairservice ledger bundles --drop 5d41402abc4b
""",
    exits="0  here they are, or it is dropped; 2  there is no such bundle; 4  a decision cites it",
)
@click.option("--drop", metavar="DIGEST", help="Drop this one, which no decision cites any more.")
@ledger_option()
@yes_option()
@format_option()
def bundles(drop: str | None, ledger: str | None, yes: bool, format: str) -> int:
    """List the versions of the policy that the ledger keeps.

    It keeps each one that a decision was made by, so that the decision can be replayed and stood behind even where
    the shelf is gone. One that a decision cites cannot be dropped.
    """
    from fairservice.bootstrap import ledger_there
    from fairservice.cli.terminal import say, say_json
    from fairservice.policy.bundle import digest_of, policy_in

    there = ledger_there(ledger)
    with there.reading() as reading:
        kept = reading.bundles()
        rows: list[tuple[str | None, KeptBundle]] = []
        for each in kept if drop is None else ():
            content = reading.bundle(each.digest) or b""
            # A damaged one hides none of the others: it is listed as that.
            rows.append((policy_in(content) if digest_of(content) == each.digest else None, each))
    if drop is not None:
        found = [each for each in kept if drop and each.digest.startswith(drop.lower())]
        if len(found) != 1:
            what = "no bundle" if not found else f"{len(found)} bundles"
            raise Trouble(f"the ledger has {what} `{drop[:80]}`", "`fairservice ledger bundles` lists what it keeps")
        digest = found[0].digest
        if not found[0].cited:  # else nobody needs to say yes to what is refused
            agreed(f"The bundle `{digest[:SHOWN]}` leaves the ledger; the shelf still has what was published.", yes)
        with there.writing() as writing:
            writing.drop_bundle(digest)
        if format == "json":
            say_json({"dropped": digest})
        else:
            say(ticked(f"`{digest[:SHOWN]}` is dropped."))
        return FINE
    if format == "json":
        listed = [
            {"digest": each.digest, "policy": name, "bytes": each.size, "cited": each.cited} for name, each in rows
        ]
        say_json({"bundles": listed})
        return FINE
    if not rows:
        say("No bundles yet: the first decision brings one.")
    for name, each in rows:
        cited = entries(each.cited) if each.cited else "no entry"
        called = name or "damaged (`fairservice ledger verify` tells more)"
        say(f"{each.digest[:SHOWN]}  {called}, {each.size / 1024:,.0f} kB, cited by {cited}")
    return FINE
