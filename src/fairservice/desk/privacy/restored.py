"""What a newer ledger tells of erasing, of a ledger that was restored from an older copy of it.

Only a ledger that goes on from the very entries that are there can tell it: neither a number that somebody names, nor
another ledger, can have anything erased.
"""

from __future__ import annotations

import json
from typing import NoReturn

from fairservice.desk.ports import Head, Reading
from fairservice.errors import LedgerError
from fairservice.ledger.entry import GENESIS, Entry, chained


def erased_beyond(newer: Reading, head: Head) -> frozenset[int]:
    """The entries up to a head that were erased after it, as the newer ledger itself tells, and as they are there.

    Raises `LedgerError` where the newer ledger does not go on from that head, where its chain does not hold, and where
    it still has what it says to have erased.
    """
    told: set[int] = set()
    empty: set[int] = set()
    before, last = GENESIS, 0
    for entry in newer.entries():
        if entry.number != last + 1 or _hash(entry, before) != entry.hash:
            _refuse_unsound(f"its chain does not hold at entry {last + 1}")
        before, last = entry.hash, entry.number
        if last == head.number and before != head.hash:
            _refuse_other()
        if last <= head.number and entry.erased:
            empty.add(last)
        elif last > head.number and entry.kind == "erased":
            told |= _told(entry, head.number)
    if last < head.number:
        _refuse_other()
    if not told <= empty:
        _refuse_unsound(f"it still has entry {min(told - empty)}, and says that it was erased")
    return frozenset(told)


def _hash(entry: Entry, before: bytes) -> bytes:
    return chained(before, entry.number, entry.kind, entry.at, entry.commitment, entry.public)


def _told(entry: Entry, last: int) -> set[int]:
    """The numbers up to `last` that an entry says were erased."""
    try:
        found = json.loads(entry.public)["erased"]
        return {number for first, end in found for number in range(max(first, 1), min(end, last) + 1)}
    except (ValueError, KeyError, TypeError):
        _refuse_unsound(f"entry {entry.number} does not say what was erased")


def _refuse_other() -> NoReturn:
    raise LedgerError(
        "the newer ledger does not go on from what is restored: its entries are others",
        "name the ledger that this backup was made of, as it was last; nothing else tells what was erased since",
    )


def _refuse_unsound(what: str) -> NoReturn:
    raise LedgerError(
        f"the newer ledger is not as it was written: {what}",
        "`fairservice ledger verify --ledger URL` lists all of it; what it tells to be erased cannot be relied on, so "
        "say again who is to be forgotten",
    )
