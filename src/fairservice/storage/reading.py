"""Reading a ledger, as it is at one moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from fairservice.desk.ports import Head
from fairservice.ledger.entry import GENESIS, Entry
from fairservice.ledger.item import COLUMNS, Item, Query
from fairservice.storage.payload_rows import bundle_number
from fairservice.storage.statements import (
    MARK,
    Connection,
    Database,
    asking_items,
    finding,
    last_entry,
    one_entry,
    shape_of,
    some_entries,
)
from fairservice.storage.tables import BUNDLES, ITEMS, KEYS, PAYLOADS

PAGE = 500
"""How many entries are in memory at once."""
_EVERYTHING = 2**62
_KNOWN = frozenset(COLUMNS)
assert tuple(each.name for each in fields(Item)) == (*COLUMNS, "body", "entries")


@dataclass(frozen=True, slots=True)
class KeptBundle:
    """A policy that decisions on the ledger were made by: its size in bytes, and how many entries cite it."""

    digest: str
    size: int
    cited: int


class SqlReading:
    """A ledger at one moment, over an open transaction."""

    def __init__(self, connection: Connection, database: Database) -> None:
        self._connection = connection
        self._database: Database = database
        self._execute = connection.execute

    def head(self) -> Head:
        found = self._execute(last_entry(self._database)).fetchone()
        return Head(0, GENESIS) if found is None else Head(found[0], bytes(found[1]))

    def entry(self, number: int) -> Entry | None:
        if not 0 < number < _EVERYTHING:
            return None
        found = self._execute(one_entry(self._database), (number,)).fetchone()
        return None if found is None else Entry(*found)

    def entries(
        self,
        *,
        after: int = 0,
        kinds: tuple[str, ...] = (),
        customer: str | None = None,
        household: str | None = None,
        ticket: str | None = None,
        staff: str | None = None,
    ) -> Iterator[Entry]:
        """Page by page: what is written to a page while it is gone through is not seen, what follows it is."""
        about = {"customer": customer, "household": household, "ticket": ticket, "staff": staff}
        about = {name: value for name, value in about.items() if value is not None}
        sql, order = some_entries(len(kinds), tuple(about), self._database)
        values: dict[str, Any] = {**about, "named": staff, "limit": PAGE}
        values |= {f"kind_{n}": kind for n, kind in enumerate(kinds)}
        while True:
            values["after"] = after
            found = self._execute(sql, tuple(values[each] for each in order)).fetchall()
            for row in found:
                yield Entry(*row)
            if len(found) < PAGE:
                return
            after = found[-1][0]

    def item(self, id: str) -> Item | None:
        sql = finding(ITEMS, "id", (*COLUMNS, "body", "entries"), self._database)
        found = self._execute(sql, (id,)).fetchone()
        return None if found is None else item_of(found)

    def items(self, query: Query, limit: int | None = None) -> list[Item]:
        return [item_of(row) for row in self._asked("items", query, limit).fetchall()]

    def count(self, query: Query, distinct: str | None = None) -> int:
        if distinct is not None and distinct not in _KNOWN:
            raise ValueError(f"an item has no column `{distinct}`")
        return int(self._asked("count" if distinct is None else f"distinct {distinct}", query).fetchone()[0])

    def total(self, query: Query) -> int:
        return int(self._asked("total", query).fetchone()[0])

    def last_day(self, query: Query) -> int | None:
        found: int | None = self._asked("last_day", query).fetchone()[0]
        return found

    def remembered(self, key: bytes) -> tuple[bytes, int] | None:
        found = self._execute(finding(KEYS, "key", ("digest", "number"), self._database), (key,)).fetchone()
        return None if found is None else (bytes(found[0]), found[1])

    def bundle(self, digest: str) -> bytes | None:
        found = self._execute(finding(BUNDLES, "digest", ("content",), self._database), (digest,)).fetchone()
        return None if found is None else bytes(found[0])

    def bundles(self) -> list[KeptBundle]:
        """Every bundle that is kept, in the order of their digests."""
        citing = f"SELECT count(*) FROM {PAYLOADS.name} WHERE bundle = {MARK[self._database]}"
        found = []
        for digest, size in self._execute(
            f"SELECT digest, length(content) FROM {BUNDLES.name} ORDER BY digest"
        ).fetchall():
            cited = self._execute(citing, (bundle_number(digest),)).fetchone()[0]
            found.append(KeptBundle(digest, size, cited))
        return found

    def _asked(self, what: str, query: Query, limit: int | None = None) -> Any:
        shape, values = shape_of(query)
        sql, order = asking_items(what, shape, self._database)
        values["limit"] = _EVERYTHING if limit is None else limit
        return self._execute(sql, tuple([values[each] for each in order]))


def item_of(row: Any) -> Item:
    """The item of a row of the table."""
    *columns, body, entries = row
    return Item(**dict(zip(COLUMNS, columns, strict=True)), body=json.loads(body), entries=numbers_of(entries))


def numbers_of(entries: str) -> tuple[int, ...]:
    return tuple(map(int, entries.split(",")))
