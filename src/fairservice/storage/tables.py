"""The tables of a ledger, the same on SQLite and PostgreSQL.

`entries` are only ever added to. What they say stands in `payloads`, which can be erased, with the columns that entries
are found by; `named` has the employees that an entry names besides the one who made it. `items` follow from entries.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

VERSION = "0001"
"""The version of these tables: the name of the last migration."""
VERSION_TABLE = "ledger_version"

METADATA = MetaData()

# `INTEGER PRIMARY KEY` is SQLite's own row number: no index besides it.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Sorted by bytes on both, so that two ledgers can be walked in step.
_ID = Text().with_variant(Text(collation="C"), "postgresql")

ENTRIES = Table(
    "ledger_entries",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", _NUMBER, nullable=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("public", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

PAYLOADS = Table(
    "ledger_payloads",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    # What is found by stands before the payload, so that finding does not read payloads.
    Column("customer", Text),
    Column("household", Text),
    Column("ticket", Text),
    Column("staff", Text, nullable=False),
    Column("bundle", _NUMBER),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

NAMED = Table(
    "ledger_named",
    METADATA,
    Column("login", Text, primary_key=True),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

ITEMS = Table(
    "ledger_items",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", _NUMBER, nullable=False),
    Column("day", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("customer", Text),
    Column("household", Text),
    Column("ticket", Text),
    Column("request", Text),
    Column("rule", Text),
    Column("favour", Text),
    Column("grant", Text),
    Column("reason", Text),
    Column("giver", Text),
    Column("amount", _NUMBER),
    Column("due", Integer),
    Column("body", Text, nullable=False),
    Column("entries", Text, nullable=False),
)

BUNDLES = Table(
    "ledger_bundles",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

KEYS = Table(
    "ledger_keys",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("number", _NUMBER, nullable=False),
    sqlite_with_rowid=False,
)

META = Table(
    "ledger_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

COPIED = (ENTRIES, PAYLOADS, NAMED, ITEMS, BUNDLES, KEYS, META)
"""Every table, in the order in which a copy is filled."""


def _index(name: str, table: Table, *columns: str, where: str | None = None) -> None:
    only: dict[str, Any] = {} if where is None else {"sqlite_where": text(where), "postgresql_where": text(where)}
    Index(name, *(table.c[each] for each in columns), **only)


UNCOUNTED = "kind <> 'case' AND kind <> 'refusal'"
"""Which items are listed by their state: most are of the other kinds, and nobody lists those so."""

_index("ledger_payloads_customer", PAYLOADS, "customer", "number", where="customer IS NOT NULL")
_index("ledger_payloads_household", PAYLOADS, "household", "number", where="household IS NOT NULL")
_index("ledger_payloads_ticket", PAYLOADS, "ticket", "number", where="ticket IS NOT NULL")
_index("ledger_payloads_staff", PAYLOADS, "staff", "number")
_index("ledger_payloads_bundle", PAYLOADS, "bundle", where="bundle IS NOT NULL")
_index("ledger_named_number", NAMED, "number")
_index("ledger_keys_number", KEYS, "number")
_index("ledger_items_customer", ITEMS, "customer", "kind", "day", where="customer IS NOT NULL")
_index("ledger_items_household", ITEMS, "household", "kind", "day", where="household IS NOT NULL")
_index("ledger_items_ticket", ITEMS, "ticket", where="ticket IS NOT NULL")
_index("ledger_items_rule", ITEMS, "kind", "request", "rule", "day")
_index("ledger_items_state", ITEMS, "kind", "status", "due", where=UNCOUNTED)
