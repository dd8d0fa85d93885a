"""Whether a ledger is as it was written: every entry, payload and item of it."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairservice.desk.ports import Head
from fairservice.ledger.entry import commitment_to
from fairservice.ledger.item import COLUMNS
from fairservice.ledger.records import read_record
from fairservice.policy.bundle import digest_of
from fairservice.storage.chain_walk import Link, Walk
from fairservice.storage.flaws import Flaw, Flaws
from fairservice.storage.item_rows import apply
from fairservice.storage.payload_rows import found_by, named
from fairservice.storage.reading import PAGE, numbers_of
from fairservice.storage.sql_ledger import SqlLedger
from fairservice.storage.statements import MARK, Connection, Database
from fairservice.storage.tables import BUNDLES, ENTRIES, ITEMS, KEYS, NAMED, PAYLOADS


@dataclass(frozen=True, slots=True)
class Verified:
    """What a ledger is: where its chain ends, what was erased by whom it may be, and what is wrong with it."""

    head: Head
    erased: Mapping[str, int]
    """How many entries are empty, by the reason that is told of it: `forget`, `prune`, …"""
    rectified: int
    """How many entries say something else than at first, as is told of them."""
    flaws: tuple[Flaw, ...]

    @property
    def sound(self) -> bool:
        return not self.flaws

    @property
    def mendable(self) -> bool:
        """Whether only what is worked out from the entries is wrong, so that `rebuild` puts all of it right."""
        return bool(self.flaws) and all(each.what == "item" for each in self.flaws)


def verify(ledger: SqlLedger, head: tuple[int, bytes] | None = None) -> Verified:
    """Looks at all of a ledger as it is at one moment, a few entries at a time.

    `head` is the number and hash of an entry as somebody kept them elsewhere: without it, entries that were cut off the
    end show only where items or keys are left of them, and a ledger that was written anew from some entry on does not
    show at all.
    """
    with ledger.snapshot() as (connection, database):
        return _Verifying(connection, database).run(head)


@dataclass(slots=True)
class _Tombstones:
    """What the ledger itself tells of erasing and putting right."""

    ranges: list[tuple[int, int, str]] = field(default_factory=list)
    commitments: dict[int, bytes] = field(default_factory=dict)
    _firsts: list[int] = field(default_factory=list)

    def sort(self) -> None:
        self.ranges.sort()
        self._firsts = [first for first, _, _ in self.ranges]

    def why(self, number: int) -> str | None:
        """Why an entry is empty; None where nothing says so. No entry is erased twice, so ranges do not overlap."""
        place = bisect_right(self._firsts, number) - 1
        if place >= 0 and number <= self.ranges[place][1]:
            return self.ranges[place][2]
        return None


class _Verifying:
    def __init__(self, connection: Connection, database: Database) -> None:
        self._execute = connection.execute
        self._mark = MARK[database]
        self._flaws = Flaws()
        self._tombstones = _Tombstones()
        self._erased: Counter[str] = Counter()
        self._rectified: set[int] = set()
        self._named: dict[int, set[str]] = {}
        # In a file of its own that has no name, which goes when it is closed.
        self._scratch = sqlite3.connect("", isolation_level=None)

    def run(self, head: tuple[int, bytes] | None) -> Verified:
        try:
            self._read_tombstones()
            bundles = self._sound_bundles()
            self._scratch.execute(_scratch_table())
            self._scratch.execute("BEGIN")
            walk = Walk(self._flaws, self._hash_at)
            for row in self._rows():
                walk.step(Link(row[0], row[1], row[2], bytes(row[3]), row[4], bytes(row[5])))
                self._payload(row, bundles)
            last = walk.end()
            beyond = self._items(last)
            self._left_over([*walk.gaps, (last + 1, 2**62)])
            if beyond > last:
                self._flaws.add("removed", last + 1, "items rest on what was there", last=beyond)
            if head is not None:
                self._known_head(last, *head)
            return Verified(
                Head(last, self._hash_at(last) or b"") if last else Head(0, b""),
                dict(self._erased),
                len(self._rectified),
                tuple(self._flaws.in_order()),
            )
        finally:
            self._scratch.close()

    # ---- entries

    def _rows(self) -> Iterator[Any]:
        """number, kind, at, commitment, public, hash, whether it has a payload, what it is found by, salt, payload."""
        after = -(2**62)
        sql = (
            "SELECT e.number, e.kind, e.at, e.commitment, e.public, e.hash, p.number,"
            " p.customer, p.household, p.ticket, p.staff, p.bundle, p.salt, p.payload"
            f" FROM {ENTRIES.name} e"
            f" LEFT JOIN {PAYLOADS.name} p ON p.number = e.number"
            f" WHERE e.number > {self._mark} ORDER BY e.number LIMIT {PAGE}"
        )
        while True:
            found = self._execute(sql, (after,)).fetchall()
            if found:
                self._read_named(found[0][0], found[-1][0])
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1][0]

    def _read_named(self, first: int, last: int) -> None:
        asked = f"SELECT number, login FROM {NAMED.name} WHERE number BETWEEN {self._mark} AND {self._mark}"
        self._named.clear()
        for number, login in self._execute(asked, (first, last)).fetchall():
            self._named.setdefault(number, set()).add(login)

    def _hash_at(self, number: int) -> bytes | None:
        found = self._execute(f"SELECT hash FROM {ENTRIES.name} WHERE number = {self._mark}", (number,)).fetchone()
        return None if found is None else bytes(found[0])

    def _read_tombstones(self) -> None:
        after = -(2**62)
        sql = (
            f"SELECT number, kind, public FROM {ENTRIES.name} WHERE number > {self._mark} AND public <> ''"
            f" ORDER BY number LIMIT {PAGE}"
        )
        while True:
            found = self._execute(sql, (after,)).fetchall()
            for number, kind, public in found:
                if not self._tombstone(number, kind, public):
                    self._flaws.add("tombstone", number)
            if len(found) < PAGE:
                break
            after = found[-1][0]
        self._tombstones.sort()

    def _tombstone(self, number: int, kind: str, public: str) -> bool:
        """Takes in what is public of an entry. False where it cannot be so."""
        try:
            said = json.loads(public)
            if kind == "erased":
                why = str(said["why"])
                for first, last in said["erased"]:
                    if not 1 <= first <= last < number:
                        return False
                    self._tombstones.ranges.append((int(first), int(last), why))
            elif kind == "rectified":
                if not 1 <= said["rectified"] < number:
                    return False
                self._tombstones.commitments[int(said["rectified"])] = bytes.fromhex(said["commitment"])
        except (ValueError, KeyError, TypeError):
            return False
        return True

    # ---- payloads

    def _payload(self, row: Any, bundles: set[str]) -> None:
        number, kind, commitment, there = row[0], row[1], bytes(row[3]), row[6] is not None
        why = self._tombstones.why(number)
        if not there:
            if why is None:
                self._flaws.add("payload_missing", number)
            else:
                self._erased[why] += 1
            return
        if why is not None:
            self._flaws.add("payload_back", number)
        salt, payload = bytes(row[12]), bytes(row[13])
        rectified = self._tombstones.commitments.get(number)
        if rectified is not None:
            self._rectified.add(number)
        actual = commitment_to(salt, payload)
        if actual != (commitment if rectified is None else rectified):
            undone = rectified is not None and actual == commitment
            self._flaws.add("payload_changed", number, "what was put right is as it was before" if undone else "")
        try:
            record = read_record(kind, json.loads(payload))
            apply(self._scratch, "sqlite", number, record)
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError, sqlite3.Error):
            self._flaws.add("unreadable", number)
            return
        if tuple(row[7:12]) != found_by(record) or self._named.get(number, set()) != named(record):
            self._flaws.add("filed_otherwise", number)
        bundle = getattr(record, "bundle", None)
        if bundle is not None and bundle not in bundles:
            self._flaws.add("bundle", number, f"`{bundle[:12]}`")

    def _sound_bundles(self) -> set[str]:
        sound = set()
        for (digest,) in self._execute(f"SELECT digest FROM {BUNDLES.name}").fetchall():
            asked = f"SELECT content FROM {BUNDLES.name} WHERE digest = {self._mark}"
            if digest_of(bytes(self._execute(asked, (digest,)).fetchone()[0])) == digest:
                sound.add(digest)
        return sound

    # ---- what follows from entries

    def _items(self, last: int) -> int:
        """Compares the items with what the entries come to. The highest number of an entry that an item rests on."""
        kept, wanted = self._item_rows(self._execute), self._item_rows(self._scratch.execute)
        beyond = 0
        one, other = next(kept, None), next(wanted, None)
        while one is not None or other is not None:
            if other is None or (one is not None and one[0].encode() < other[0].encode()):
                assert one is not None
                beyond = max(beyond, *one[-1])
                if one[-1][0] <= last:
                    self._flaws.add("item", one[-1][0], f"`{one[0]}` follows from nothing")
                one = next(kept, None)
            elif one is None or other[0].encode() < one[0].encode():
                self._flaws.add("item", other[-1][0], f"`{other[0]}` is missing")
                other = next(wanted, None)
            else:
                beyond = max(beyond, *one[-1])
                names = (*COLUMNS, "body", "entries")
                differing = [name for name, a, b in zip(names, one, other, strict=True) if a != b]
                if differing:
                    self._flaws.add("item", other[-1][0], f"`{one[0]}` differs in {', '.join(differing)}")
                one, other = next(kept, None), next(wanted, None)
        return beyond

    def _item_rows(self, execute: Any) -> Iterator[tuple[Any, ...]]:
        after = ""
        mark = self._mark if execute is self._execute else "?"
        columns = ", ".join(f'"{each}"' for each in (*COLUMNS, "body", "entries"))
        sql = f"SELECT {columns} FROM {ITEMS.name} WHERE id > {mark} ORDER BY id LIMIT {PAGE}"
        while True:
            found = execute(sql, (after,)).fetchall()
            for row in found:
                yield *row[:-2], _read(row[-2]), numbers_of(row[-1])
            if len(found) < PAGE:
                return
            after = found[-1][0]

    def _left_over(self, gaps: list[tuple[int, int]]) -> None:
        """What is still there of entries that are not; and keys of entries that were erased."""
        between = f"number BETWEEN {self._mark} AND {self._mark}"
        for name, what in ((PAYLOADS.name, "its payload"), (KEYS.name, "a key"), (NAMED.name, "who it names")):
            for first, last in gaps:
                asked = f"SELECT DISTINCT number FROM {name} WHERE {between} ORDER BY number"
                for (number,) in self._execute(asked, (first, last)).fetchall():
                    self._flaws.add("left_over", number, what)
        asked = (
            f"SELECT k.number FROM {KEYS.name} k JOIN {ENTRIES.name} e ON e.number = k.number"
            f" LEFT JOIN {PAYLOADS.name} p ON p.number = k.number WHERE p.number IS NULL ORDER BY k.number"
        )
        for (number,) in self._execute(asked).fetchall():
            self._flaws.add("left_over", number, "a key")

    def _known_head(self, last: int, number: int, hash: bytes) -> None:
        if number > last:
            self._flaws.add("removed", last + 1, "the head that was given is after them", last=number)
            return
        if number and self._hash_at(number) not in (None, hash):
            self._flaws.add("rewritten", number, "its hash is not the one that was given")


def _read(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def _scratch_table() -> str:
    columns = ", ".join(f'"{each.name}"' for each in ITEMS.columns if each.name != "id")
    return f'CREATE TABLE {ITEMS.name} ("id" TEXT PRIMARY KEY, {columns}) WITHOUT ROWID'


def rebuild(ledger: SqlLedger) -> int:
    """Works all items out anew from the entries that are not erased. How many there are then."""
    with ledger.writing() as writing:
        return writing.rebuild_items()
