"""`fairservice ledger verify`, `replay` and `migrate`: whether the record is whole, and fit for this version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.ledger.asking import entries, ticked
from fairservice.cli.options import command, format_option

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 20
"""So many flaws are told one by one; all of them are in the JSON."""


def ledger_option() -> Callable[[F], F]:
    return click.option("--ledger", metavar="URL", help="Another ledger than that of the desk here, or a backup.")


def read_head(text: str | None) -> tuple[int, bytes] | None:
    """A head as `backup` tells it: `1042:9f86d0…`. Raises Trouble."""
    if text is None:
        return None
    number, _, hash = text.strip().partition(":")
    try:
        found = int(number), bytes.fromhex(hash)
    except ValueError:
        found = 0, b""
    if not number.isascii() or len(found[1]) != 32 or found[0] < 1:
        raise Trouble(f"`{text[:80]}` is no head of a ledger", "write it as `verify` tells it: `1042:9f86d0…`")
    return found


def shown_head(number: int, hash: bytes) -> str:
    return f"{number}:{hash.hex()}"


@command(
    "verify",
    example="""
fairservice ledger verify
fairservice ledger verify --head 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
fairservice ledger verify --ledger sqlite:///backup.db
""",
    exits="0  it is as it was written; 1  something was changed, removed or put in; 2  there is no ledger",
)
@click.option("--head", metavar="N:HASH", help="A head that you kept elsewhere: what was cut off the end then shows.")
@ledger_option()
@format_option()
def verify(head: str | None, ledger: str | None, format: str) -> int:
    """Look whether the ledger is as it was written.

    Every entry is looked at: what was changed, removed, put in or moved is told by number. What was erased by `forget`
    or `prune` is no damage, and is counted apart.
    """
    from fairservice.bootstrap import ledger_there
    from fairservice.cli.terminal import paint, say, say_json
    from fairservice.storage import verify as storage

    known = read_head(head)
    there = ledger_there(ledger)
    found = storage.verify(there, known)
    if format == "json":
        flaws = [
            {"what": each.what, "first": each.first, "last": each.last, "message": each.message} for each in found.flaws
        ]
        said = shown_head(found.head.number, found.head.hash) if found.head.number else None
        say_json({"sound": found.sound, "entries": found.head.number, "head": said, "erased": dict(found.erased),
                  "rectified": found.rectified, "flaws": flaws})  # fmt: skip
        return FINE if found.sound else FOUND
    if found.sound:
        say(f"{paint('✓', fg='green', bold=True)} {_entries(found.head.number)}, each as it was written.")
    else:
        say(f"{paint('✗', fg='red', bold=True)} {there.shown} is not as it was written:")
        for each in found.flaws[:SHOWN]:
            say(f"  {each.message}")
        if len(found.flaws) > SHOWN:
            say(f"  … and {len(found.flaws) - SHOWN} more; `--format json` has them all")
    for why, count in found.erased.items():
        say(f"  {_entries(count)} erased by `{why}`, as the ledger itself tells.")
    if found.rectified:
        say(f"  {_entries(found.rectified)} put right, as the ledger itself tells.")
    if found.head.number and found.sound:
        say(f"  Head: {shown_head(found.head.number, found.head.hash)}")
        say("  Keep it elsewhere: `--head` then shows whether anything was cut off or written anew.")
    if found.mendable:
        say("  The entries are whole; only what is worked out from them is not as it should be.")
        say("  Keep a copy of the files to look into, and then: `fairservice ledger rebuild`.")
    elif not found.sound:
        say("  Keep this file to look into, and restore a backup: `fairservice ledger restore`.")
    return FINE if found.sound else FOUND


@command(
    "rebuild",
    example="fairservice ledger rebuild",
    exits="0  all of it follows from the entries; 1  the entries are not as they were written, and nothing was done; "
    "2  there is no ledger",
)
@ledger_option()
@format_option()
def rebuild(ledger: str | None, format: str) -> int:
    """Work out anew what follows from the entries.

    Open cases, what can still be used, patterns: for when `verify` says that only these are not as they should be. No
    entry is changed. Where entries themselves are not as they were written nothing is done: a backup helps.
    """
    from fairservice.bootstrap import ledger_there
    from fairservice.cli.terminal import paint, say, say_json
    from fairservice.storage import verify as storage

    there = ledger_there(ledger)
    found = storage.verify(there)
    wrong = [each for each in found.flaws if each.what != "item"]
    if wrong:
        if format == "json":
            say_json({"rebuilt": False, "wrong": [each.message for each in wrong]})
            return FOUND
        mark = paint("✗", fg="red", bold=True)
        say(f"{mark} Nothing was done: the entries themselves are not as they were written.")
        say(f"  {wrong[0]}")
        say("  `fairservice ledger verify` lists all of it, and says what helps.")
        return FOUND
    if found.flaws:
        storage.rebuild(there)
    if format == "json":
        say_json({"rebuilt": bool(found.flaws), "wrong": []})
    elif found.flaws:
        many = "1 thing was" if len(found.flaws) == 1 else f"{len(found.flaws):,} things were"
        say(ticked(f"{many} worked out anew; now all of it follows from {_entries(found.head.number)}."))
    else:
        say(ticked(f"Nothing had to be done: all of it follows from {_entries(found.head.number)}."))
    return FINE


def _entries(count: int) -> str:
    return entries(count) if count else "no entries yet"


@command(
    "replay",
    example="fairservice ledger replay",
    exits="0  every decision comes out as it did; 1  one differs; 2  there is no desk here",
)
@format_option()
def replay(format: str) -> int:
    """Decide every decision on record again.

    By the policy that decided it: none may differ. What is erased, or was put right since, cannot be decided again,
    and is counted apart.
    """
    from collections import Counter

    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import paint, say, say_json

    counted: Counter[str] = Counter(same=0, differs=0, not_replayable=0)
    differing, reasons = [], Counter[str]()
    for each in open_place().replay():
        counted[each.result] += 1
        if each.result == "differs":
            differing.append(each)
        elif each.why is not None:
            reasons[each.why] += 1
    if format == "json":
        say_json({**counted, "differing": [{"id": each.id, "why": each.why} for each in differing]})
        return FOUND if differing else FINE
    mark = paint("✗", fg="red", bold=True) if differing else paint("✓", fg="green", bold=True)
    say(f"{mark} Decided again: {counted['same']:,} as it was, {len(differing):,} otherwise.")
    for each in differing[:SHOWN]:
        say(f"  {each.id}: {each.why}")
    if len(differing) > SHOWN:
        say(f"  … and {len(differing) - SHOWN} more; `--format json` has them all")
    for why, count in reasons.items():
        say(f"  {count:,} cannot be decided again: {why}.")
    return FOUND if differing else FINE


@command(
    "migrate",
    example="fairservice ledger migrate",
    exits="0  its tables are those of this version; 2  there is no ledger, or it is newer than this fairservice",
)
@ledger_option()
@format_option()
def migrate(ledger: str | None, format: str) -> int:
    """Bring the tables of the ledger up to date, or make them.

    It happens as a whole or not at all. Make a backup first. No entry is changed: the chain holds as it did.
    """
    from fairservice.bootstrap import migrate_ledger
    from fairservice.cli.terminal import paint, say, say_json

    before, now = migrate_ledger(ledger)
    if format == "json":
        say_json({"before": before, "now": now})
        return FINE
    told = f"was {before}, is {now}" if before not in (None, now) else now
    done = "nothing had to be done" if before == now else "made" if before is None else "brought up to date"
    say(f"{paint('✓', fg='green', bold=True)} The tables are of version {told}: {done}.")
    return FINE
