"""Emptying entries, and working out anew what rested on them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairservice.errors import NotOnRecord
from fairservice.ledger.entry import SALT_BYTES, Entry, commitment_to
from fairservice.ledger.records import Record, read_record
from fairservice.storage.item_rows import apply_one, effects_on, touched
from fairservice.storage.payload_rows import add_payload, drop_payload, payload_of
from fairservice.storage.reading import numbers_of
from fairservice.storage.statements import Connection, Database, deleting, finding, one_entry
from fairservice.storage.tables import ITEMS, KEYS, PAYLOADS


@dataclass(frozen=True, slots=True)
class Emptied:
    """The entries that were emptied, as first and last ones of those that follow each other."""

    ranges: tuple[tuple[int, int], ...]


def empty(connection: Connection, database: Database, numbers: Iterable[int], last: int) -> Emptied:
    """Deletes payloads, keys and what followed from them. Raises `NotOnRecord` for a number that is no entry's."""
    ids: set[str] = set()
    emptied: list[int] = []
    for number in sorted(set(numbers)):
        if not 1 <= number <= last:
            raise NotOnRecord(f"the ledger has no entry {number}")
        record = record_at(connection, database, number)
        if record is None:
            continue
        ids |= touched(number, record)
        drop_payload(connection, database, number)
        connection.execute(deleting(KEYS, "number", database), (number,))
        emptied.append(number)
    for id in sorted(ids):
        derive(connection, database, id, ())
    return Emptied(tuple(ranges(emptied)))


def put_in_place(connection: Connection, database: Database, entry: Entry, corrected: Record) -> bytes:
    """Puts another payload in the place of an entry's own. The commitment to it."""
    before = read_record(entry.kind, entry.content())
    salt, payload = os.urandom(SALT_BYTES), payload_of(corrected)
    drop_payload(connection, database, entry.number)
    add_payload(connection, database, entry.number, corrected, salt, payload)
    old, new = touched(entry.number, before), touched(entry.number, corrected)
    # An item that it is part of only now may have other entries, which said nothing while there was no such item.
    others = [entry.number]
    if new - old and corrected.ticket is not None:
        asked = finding(PAYLOADS, "ticket", ("number",), database)
        others += [number for (number,) in connection.execute(asked, (corrected.ticket,)).fetchall()]
    for id in sorted(old | new):
        derive(connection, database, id, others)
    return commitment_to(salt, payload)


def derive(connection: Connection, database: Database, id: str, others: Iterable[int]) -> None:
    """Works an item out anew, from the entries that it had and others, as far as they are not erased."""
    found = connection.execute(finding(ITEMS, "id", ("entries",), database), (id,)).fetchone()
    numbers = {*others, *(() if found is None else numbers_of(found[0]))}
    connection.execute(deleting(ITEMS, "id", database), (id,))
    for number in sorted(numbers):
        record = record_at(connection, database, number)
        if record is not None:
            for effect in effects_on(id, number, record):
                apply_one(connection, database, number, effect)


def record_at(connection: Connection, database: Database, number: int) -> Record | None:
    """What an entry says; None once it is erased."""
    _, kind, *_, payload = connection.execute(one_entry(database), (number,)).fetchone()
    return None if payload is None else read_record(kind, json.loads(payload))


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order, as first and last ones of those that follow each other."""
    first = last = 0
    for each in numbers:
        if each == last + 1 and first:
            last = each
            continue
        if first:
            yield first, last
        first = last = each
    if first:
        yield first, last
