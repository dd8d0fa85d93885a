"""How payloads are kept: what an entry says, and the columns by which it is found."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from fairservice.errors import LedgerError
from fairservice.ledger.entry import written
from fairservice.ledger.records import KINDS, Record
from fairservice.storage.statements import Connection, Database, deleting, inserting
from fairservice.storage.tables import NAMED, PAYLOADS

NAMES_OF_STAFF = ("asked_by", "answered_by", "given_by", "employee")
"""Where a record names employees besides who made it. An entry is about each of them."""


def payload_of(record: Record) -> bytes:
    """The bytes of a payload. Raises `LedgerError` for text that no database keeps."""
    try:
        payload = written(record.content())
    except ValueError:
        raise LedgerError(f"what is recorded as `{record.kind}` has half a character in it") from None
    if b"\\u0000" in payload:
        for name in ("by", "ticket", "customer", "household", "request", "rule", "reason", *NAMES_OF_STAFF):
            if "\0" in (getattr(record, name, None) or ""):
                raise LedgerError(f"the {name} of what is recorded as `{record.kind}` has a zero character in it")
    return payload


def add_payload(
    connection: Connection, database: Database, number: int, record: Record, salt: bytes, payload: bytes
) -> None:
    connection.execute(inserting(PAYLOADS, database), (number, *found_by(record), salt, payload))
    for login in named(record):
        connection.execute(inserting(NAMED, database), (login, number))


def found_by(record: Record) -> tuple[Any, ...]:
    """The columns by which the entry of a record is found."""
    bundle: str | None = getattr(record, "bundle", None)
    number = None if bundle is None else bundle_number(bundle)
    return (record.customer, record.household, record.ticket, record.by, number)


def named(record: Record) -> set[str]:
    """The employees that a record names besides who made it."""
    names = _names_of_staff(record.kind)
    if not names:
        return set()
    found = {name for each in names if (name := getattr(record, each)) is not None}
    found.discard(record.by)
    return found


@cache
def _names_of_staff(kind: str) -> tuple[str, ...]:
    return tuple(each.name for each in fields(KINDS[kind]) if each.name in NAMES_OF_STAFF)


def drop_payload(connection: Connection, database: Database, number: int) -> None:
    connection.execute(deleting(PAYLOADS, "number", database), (number,))
    connection.execute(deleting(NAMED, "number", database), (number,))


@lru_cache(64)
def bundle_number(digest: str) -> int:
    """A bundle as a whole number of 64 bits, which takes an eighth of the room of its digest in the index."""
    return int.from_bytes(hashlib.sha256(digest.encode()).digest()[:8], "big", signed=True)
