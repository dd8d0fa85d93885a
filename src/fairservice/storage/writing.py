"""Writing a ledger, while nobody else does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime

from fairservice.desk.ports import Head
from fairservice.desk.refusals.privacy import CITED
from fairservice.errors import KeyReused, LedgerError, NotOnRecord
from fairservice.ledger.entry import SALT_BYTES, Entry, chained, commitment_to, microseconds
from fairservice.ledger.item import Query
from fairservice.ledger.records import Record, read_record
from fairservice.storage.erasing import Emptied, empty, put_in_place
from fairservice.storage.item_rows import apply
from fairservice.storage.payload_rows import add_payload, bundle_number, payload_of
from fairservice.storage.reading import SqlReading
from fairservice.storage.statements import Connection, Database, deleting, finding, inserting
from fairservice.storage.tables import BUNDLES, ENTRIES, ITEMS, KEYS, PAYLOADS


class SqlWriting(SqlReading):
    """A ledger over an open transaction that nobody else can write beside."""

    def __init__(self, connection: Connection, database: Database) -> None:
        super().__init__(connection, database)
        self._last: Head | None = None
        self._bundles: dict[str, bytes] = {}
        """The bundles that were seen to be kept: nobody else takes one away before this ends."""
        self.erases = False
        """Whether something was erased, and its traces are to be washed off once this is committed."""

    def head(self) -> Head:
        if self._last is None:
            self._last = super().head()
        return self._last

    def append(self, record: Record, at: datetime) -> Entry:
        return self._append(record, at, "")

    def _append(self, record: Record, at: datetime, public: str) -> Entry:
        before = self.head()
        number, kind, moment = before.number + 1, record.kind, microseconds(at)
        payload, salt = payload_of(record), os.urandom(SALT_BYTES)
        commitment = commitment_to(salt, payload)
        hash = chained(before.hash, number, kind, moment, commitment, public)
        self._execute(inserting(ENTRIES, self._database), (number, kind, moment, commitment, public, hash))
        add_payload(self._connection, self._database, number, record, salt, payload)
        apply(self._connection, self._database, number, record)
        self._last = Head(number, hash)
        return Entry(number, kind, moment, commitment, public, hash, salt, payload)

    def remember(self, key: bytes, digest: bytes, number: int) -> None:
        if self.remembered(key) is not None:
            raise KeyReused("this idempotency key stands for something already", "use one of its own for each request")
        self._execute(inserting(KEYS, self._database), (key, digest, number))

    def keep_bundle(self, digest: str, content: bytes) -> None:
        known = self._bundles.get(digest) or self.bundle(digest)
        if known is None:
            self._execute(inserting(BUNDLES, self._database), (digest, content))
        elif known != content:
            raise LedgerError(f"the ledger has another bundle as `{digest}`", "`fairservice ledger verify` looks at it")
        self._bundles[digest] = content

    def drop_bundle(self, digest: str) -> None:
        if self.bundle(digest) is None:
            raise NotOnRecord(f"the ledger has no bundle `{digest}`")
        citing = finding(PAYLOADS, "bundle", ("number",), self._database) + " LIMIT 1"
        cited = self._execute(citing, (bundle_number(digest),)).fetchone()
        if cited is not None:
            raise CITED.of(digest=digest[:12], entry=cited[0])
        self._execute(deleting(BUNDLES, "digest", self._database), (digest,))
        self._bundles.pop(digest, None)

    def erase(self, numbers: Iterable[int], why: str, record: Record, at: datetime) -> Entry:
        """Those that are empty already stay as they are, and are not named again."""
        emptied: Emptied = empty(self._connection, self._database, numbers, self.head().number)
        self.erases = True
        return self._append(record, at, json.dumps({"erased": emptied.ranges, "why": why}, separators=(",", ":")))

    def rectify(self, number: int, corrected: Record, record: Record, at: datetime) -> Entry:
        entry = self.entry(number)
        if entry is None:
            raise NotOnRecord(f"the ledger has no entry {number}")
        if entry.salt is None or entry.payload is None:
            raise NotOnRecord(f"entry {number} is erased, so nothing of it can be put right")
        if corrected.kind != entry.kind:
            raise ValueError(f"entry {number} is of the kind `{entry.kind}`, and stays so")
        commitment = put_in_place(self._connection, self._database, entry, corrected)
        self.erases = True
        said = json.dumps({"rectified": number, "commitment": commitment.hex()}, separators=(",", ":"))
        return self._append(record, at, said)

    def rebuild_items(self) -> int:
        """Works all items out anew from the entries that are not erased. How many there are then."""
        self._execute(f"DELETE FROM {ITEMS.name}")
        for entry in self.entries():
            if not entry.erased:
                apply(self._connection, self._database, entry.number, read_record(entry.kind, entry.content()))
        self.erases = True
        return self.count(Query())
