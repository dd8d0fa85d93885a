"""`fairservice ledger backup` and `restore`: a copy that was verified, and back from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, Trouble
from fairservice.cli.ledger.asking import agreed, entries, tell_of_files, ticked, yes_option
from fairservice.cli.ledger.keeping import ledger_option, read_head, shown_head
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.desk.ports import Head


@command(
    "backup",
    example="fairservice ledger backup desk-2026-03-02.db",
    exits="0  it is there, and verified; 2  it could not be made, and nothing is left of it",
)
@click.argument("file", metavar="FILE")
@ledger_option()
@format_option()
def backup(file: str, ledger: str | None, format: str) -> int:
    """Copy the ledger into a new file, while the desk goes on.

    The copy is a ledger itself, and is verified before it gets its name. Copy the key of the desk too, to another
    place: without it no customer is found back. What is erased later still stands in a copy, so keep none longer than
    you can answer for.
    """
    from fairservice.bootstrap import ledger_there
    from fairservice.cli.terminal import say, say_json
    from fairservice.storage.backup import back_up

    made = back_up(ledger_there(ledger), Path(file))
    head = shown_head(made.head.number, made.head.hash)
    if format == "json":
        say_json({"file": made.place, "entries": made.head.number, "head": head})
        return FINE
    say(ticked(f"{made.place}: {entries(made.head.number)}, verified."))
    say(f"  Head: {head}")
    say("  Keep the head elsewhere, and the key of the desk elsewhere again.")
    return FINE


@command(
    "restore",
    example="""
fairservice ledger restore desk-2026-03-02.db
fairservice ledger restore desk-2026-03-02.db --newer sqlite:///damaged.db
""",
    exits="0  the ledger is what the backup is; 2  the ledger has entries already, the backup is not sound, or "
    "the newer ledger does not go on from it",
)
@click.argument("file", metavar="FILE")
@click.option("--head", metavar="N:HASH", help="The head that was told when the backup was made.")
@click.option("--newer", metavar="URL", help="The ledger that came after it: what was erased there is erased again.")
@ledger_option()
@yes_option()
@format_option()
def restore(file: str, head: str | None, newer: str | None, ledger: str | None, yes: bool, format: str) -> int:
    """Fill an empty ledger from a backup.

    It is that of the desk if not said otherwise. What was forgotten or pruned after the backup was made stands in it
    again. With `--newer` that is erased at once; without it, say again who is to be forgotten.
    """
    from fairservice.bootstrap import ledger_there, ledger_url
    from fairservice.cli.terminal import say, say_json
    from fairservice.desk.privacy.restored import erased_beyond
    from fairservice.storage.backup import restore as restore_to

    known = read_head(head)
    after = None if newer is None else ledger_there(newer)
    if after is not None and ledger is not None and ledger != ledger_url():
        raise Trouble(
            "with `--newer` only the ledger of the desk here is filled", "leave `--ledger` out, or leave `--newer` out"
        )

    def agree(head: Head) -> None:
        if after is None:
            again = "What was erased since then will be there again: nothing tells it apart."
            agreed(f"`{file}` has {entries(head.number)}, each as it was written.\n{again}", yes)
            return
        with after.reading() as reading:
            erased_beyond(reading, head)  # else a ledger that is no newer one is told when the backup is in use already

    made = restore_to(Path(file), ledger_url(ledger), known, agree)
    erased = staying = 0
    if after is not None:
        from fairservice.bootstrap import open_place

        desk = open_place()
        done = desk.erase_again(after)
        erased, staying = done.count, done.staying
        tell_of_files(desk)
    if format == "json":
        told = {"entries": made.head.number, "head": shown_head(made.head.number, made.head.hash)}
        say_json({**told, "erased": erased, "staying": staying})
        return FINE
    say(ticked(f"{made.place} is what the backup is: {entries(made.head.number)}."))
    if after is not None:
        say(f"  Erased again, as was done since: {entries(erased)}.")
        if staying:
            say(f"  Must stay, as the policy in force says: {entries(staying)}.")
    else:
        say("  Next: `fairservice ledger prune`, and `fairservice ledger forget` for whoever asked since.")
    return FINE
