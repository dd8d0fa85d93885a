"""A ledger in memory: plain and slow, for tests of what stands on one. It passes the tests of every ledger."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fairservice.desk.ports import Head
from fairservice.errors import KeyReused, LedgerError, NotOnRecord, Refused
from fairservice.ledger.effects import effects
from fairservice.ledger.entry import (
    GENESIS,
    SALT_BYTES,
    Entry,
    chained,
    commitment_to,
    microseconds,
    written,
)
from fairservice.ledger.item import COLUMNS, Change, Effect, Item, Put, Query
from fairservice.ledger.records import Record, read_record
from fairservice.storage.payload_rows import NAMES_OF_STAFF, payload_of


@dataclass
class State:
    """All that is on the ledger. A copy is written to, and takes the place of what it was copied from."""

    entries: list[Entry] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    keys: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    bundles: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> State:
        return State(list(self.entries), dict(self.items), dict(self.keys), dict(self.bundles))


class MemoryLedger:
    """What `desk.ports.Ledger` asks for. Each write copies all there is, so that readers keep what they saw."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """With entries of another ledger, as they stand there."""
        self._state = State()
        self._state.entries = list(entries)
        self._state.items = rebuilt(self._state.entries)
        self._lock = threading.Lock()
        self._writer: int | None = None

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        yield MemoryReading(self._state)

    @contextmanager
    def writing(self) -> Iterator[MemoryWriting]:
        if self._writer == threading.get_ident():
            raise LedgerError("the ledger is being written by the same thread already")
        with self._lock:
            self._writer = threading.get_ident()
            try:
                state = self._state.copy()
                yield MemoryWriting(state)
                self._state = state
            finally:
                self._writer = None

    @property
    def unwashed(self) -> bool:
        return False


class MemoryReading:
    def __init__(self, state: State) -> None:
        self._state = state

    def head(self) -> Head:
        if not self._state.entries:
            return Head(0, GENESIS)
        last = self._state.entries[-1]
        return Head(last.number, last.hash)

    def entry(self, number: int) -> Entry | None:
        return self._state.entries[number - 1] if 1 <= number <= len(self._state.entries) else None

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
        about = {"customer": customer, "household": household, "ticket": ticket, "staff": staff}
        asked = {name: value for name, value in about.items() if value is not None}
        for entry in list(self._state.entries[after:]):
            if kinds and entry.kind not in kinds:
                continue
            if asked and (entry.erased or not all(value in _named(entry, name) for name, value in asked.items())):
                continue
            yield entry

    def item(self, id: str) -> Item | None:
        return self._state.items.get(id)

    def items(self, query: Query, limit: int | None = None) -> list[Item]:
        found = sorted((each for each in self._state.items.values() if meant(query, each)), key=_begun)
        return found if limit is None else found[:limit]

    def count(self, query: Query, distinct: str | None = None) -> int:
        if distinct is not None and distinct not in COLUMNS:
            raise ValueError(f"an item has no column `{distinct}`")
        found = self.items(query)
        if distinct is None:
            return len(found)
        return len({getattr(each, distinct) for each in found} - {None})

    def total(self, query: Query) -> int:
        return sum(each.amount or 0 for each in self.items(query))

    def last_day(self, query: Query) -> int | None:
        return max((each.day for each in self.items(query)), default=None)

    def remembered(self, key: bytes) -> tuple[bytes, int] | None:
        return self._state.keys.get(key)

    def bundle(self, digest: str) -> bytes | None:
        return self._state.bundles.get(digest)


class MemoryWriting(MemoryReading):
    def append(self, record: Record, at: datetime) -> Entry:
        return self._append(record, at, "")

    def remember(self, key: bytes, digest: bytes, number: int) -> None:
        if key in self._state.keys:
            raise KeyReused("the idempotency key stands for something already")
        self._state.keys[key] = (digest, number)

    def keep_bundle(self, digest: str, content: bytes) -> None:
        if self._state.bundles.setdefault(digest, content) != content:
            raise LedgerError(f"the ledger has another bundle as `{digest}`")

    def drop_bundle(self, digest: str) -> None:
        if digest not in self._state.bundles:
            raise NotOnRecord(f"the ledger has no bundle `{digest}`")
        for entry in self._state.entries:
            if entry.kind == "decision" and not entry.erased and entry.content()["bundle"] == digest:
                raise Refused("cited", f"the bundle `{digest}` is cited, by decision D-{entry.number}")
        del self._state.bundles[digest]

    def erase(self, numbers: Iterable[int], why: str, record: Record, at: datetime) -> Entry:
        gone = set(numbers)
        self._must_be_there(gone)
        gone = {number for number in gone if not self._state.entries[number - 1].erased}
        for number in gone:
            self._state.entries[number - 1] = replace(self._state.entries[number - 1], salt=None, payload=None)
        self._state.keys = {key: said for key, said in self._state.keys.items() if said[1] not in gone}
        self._state.items = rebuilt(self._state.entries)
        return self._append(record, at, json.dumps({"erased": ranges(gone), "why": why}, separators=(",", ":")))

    def rectify(self, number: int, corrected: Record, record: Record, at: datetime) -> Entry:
        self._must_be_there({number})
        before = self._state.entries[number - 1]
        if before.erased:
            raise NotOnRecord(f"entry {number} is erased")
        if before.kind != corrected.kind:
            raise ValueError(f"entry {number} is of the kind `{before.kind}`, not `{corrected.kind}`")
        salt, payload = secrets.token_bytes(SALT_BYTES), written(corrected.content())
        self._state.entries[number - 1] = replace(before, salt=salt, payload=payload)
        self._state.items = rebuilt(self._state.entries)
        said = {"rectified": number, "commitment": commitment_to(salt, payload).hex()}
        return self._append(record, at, json.dumps(said, separators=(",", ":")))

    def _append(self, record: Record, at: datetime, public: str) -> Entry:
        head, salt, payload = self.head(), secrets.token_bytes(SALT_BYTES), payload_of(record)
        number, moment, commitment = head.number + 1, microseconds(at), commitment_to(salt, payload)
        hash = chained(head.hash, number, record.kind, moment, commitment, public)
        entry = Entry(number, record.kind, moment, commitment, public, hash, salt, payload)
        self._state.entries.append(entry)
        bring_up_to_date(self._state.items, entry)
        return entry

    def _must_be_there(self, numbers: set[int]) -> None:
        for number in sorted(numbers):
            if self.entry(number) is None:
                raise NotOnRecord(f"the ledger has no entry {number}")


def rebuilt(entries: Iterable[Entry]) -> dict[str, Item]:
    """The items, worked out from the entries that are not erased, and from nothing else."""
    items: dict[str, Item] = {}
    for entry in entries:
        bring_up_to_date(items, entry)
    return items


def bring_up_to_date(items: dict[str, Item], entry: Entry) -> None:
    """What one entry, as it stands on the ledger, makes of the items."""
    if entry.erased:
        return
    for effect in effects(entry.number, read_record(entry.kind, entry.content())):
        _apply(items, effect, entry.number)


def _apply(items: dict[str, Item], effect: Effect, number: int) -> None:
    match effect:
        case Put(item):
            earlier = items[item.id].entries if item.id in items else ()
            items[item.id] = replace(item, body=dict(item.body), entries=(*earlier, number))
        case Change(id, columns, body):
            if id in items:
                before = items[id]
                items[id] = replace(before, **columns, body={**before.body, **body}, entries=(*before.entries, number))


def meant(query: Query, item: Item) -> bool:
    """Whether a query means an item."""
    one_of: list[tuple[tuple[str, ...], str | None]] = [
        (query.kinds, item.kind),
        (query.statuses, item.status),
        (query.requests, item.request),
        (query.rules, item.rule),
        (query.favours, item.favour),
        (query.reasons, item.reason),
    ]
    same: list[tuple[Any, Any]] = [
        (query.customer, item.customer),
        (query.household, item.household),
        (query.ticket, item.ticket),
        (query.grant, item.grant),
        (query.giver, item.giver),
    ]
    return (
        all(value in values for values, value in one_of if values)
        and all(value == wanted for wanted, value in same if wanted is not None)
        and item.status not in query.but_statuses
        and (query.first_day is None or item.day >= query.first_day)
        and (query.last_day is None or item.day <= query.last_day)
        and (query.due_by is None or (item.due is not None and item.due <= query.due_by))
    )


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as first and last of each row of them without a gap."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _named(entry: Entry, name: str) -> set[Any]:
    """What an entry is found by: of employees all that it names."""
    names = ("by", *NAMES_OF_STAFF) if name == "staff" else (name,)
    return {entry.content().get(each) for each in names}


def _begun(item: Item) -> tuple[int, str]:
    return item.number, item.id
