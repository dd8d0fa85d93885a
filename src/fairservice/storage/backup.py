"""Backups: a ledger as it is at one moment, as one file of SQLite that is a ledger itself, and back from one.

A ledger in PostgreSQL is copied into such a file too, so that one kind of backup is verified, opened
and restored everywhere.
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table

from fairservice.desk.ports import Head
from fairservice.errors import LedgerError
from fairservice.storage.migrating import upgrade
from fairservice.storage.on_sqlite import SqlitePlace
from fairservice.storage.places import place_of
from fairservice.storage.sql_ledger import UNWASHED, SqlLedger
from fairservice.storage.statements import MARK, Connection, Database, inserting
from fairservice.storage.tables import COPIED, ENTRIES, META
from fairservice.storage.verify import Verified, verify

_ROWS = 500
"""How many rows are in memory at once."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a ledger, and where its chain ends: what to keep elsewhere, to verify it by."""

    place: str
    head: Head


def back_up(ledger: SqlLedger, file: Path) -> Copied:
    """Copies a ledger that goes on being written into a new file, which is verified before it gets its name.

    Raises `LedgerError` where the file is there already or cannot be written, and where the copy does not verify: then
    nothing is left of it.
    """
    if not file.name or file.is_dir():
        raise LedgerError(f"`{file}` is a folder", f"name a file in it: `{file / 'desk.backup'}`")
    if file.exists():
        raise LedgerError(f"`{file}` is there already", "a backup is a new file each time: name another one")
    part = file.with_name(f"{file.name}.part")
    if part.exists():  # of a copy that is being made, or of one that was killed
        help = "name another file; if no backup is being made, `" + shlex.join(["rm", str(part)]) + "` removes it"
        raise LedgerError(f"`{part}` is there: half of a backup that goes on, or was stopped", help)
    try:
        upgrade(SqlitePlace(f"sqlite:///{part.absolute()}"))
        copy = SqlLedger(SqlitePlace(f"sqlite:///{part.absolute()}"))
        try:
            with ledger.snapshot() as (source, database), copy.filling() as target:
                _copy(source, database, target, "sqlite")
            found = verify(copy)
            _must_be_sound(found, f"the ledger `{ledger.shown}`")
        finally:
            copy.close()
        _on_the_disk(part)
        # A link fails where a file of that name came meanwhile; renaming would put ours in its place.
        os.link(part, file)
        _on_the_disk(file.parent)
    except OSError as error:
        raise LedgerError(f"`{file}` cannot be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        for each in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm")):
            each.unlink(missing_ok=True)
    return Copied(str(file), found.head)


def restore(
    file: Path, url: str, head: tuple[int, bytes] | None = None, agree: Callable[[Head], None] = lambda head: None
) -> Copied:
    """Fills a ledger that has nothing on it from a backup, after that is verified.

    What was erased after the backup was made is there again: `Desk.erase_again` erases it anew, as long as the
    newer ledger can be read. `agree` is called with where the backup ends once nothing stands in the way, and before
    anything is made; what it raises ends it.

    Raises `LedgerError` where the backup is no ledger, or is not sound, or the other one has entries.
    """
    if not file.is_file():
        raise LedgerError(f"there is no backup `{file}`")
    place = place_of(url)
    if isinstance(place, SqlitePlace) and place.path == file.absolute():
        raise LedgerError(f"`{file}` is the backup itself", "name the ledger that is to be filled")
    backup = SqlLedger(SqlitePlace(f"sqlite:///{file.absolute()}"))
    try:
        found = verify(backup, head)
        _must_be_sound(found, f"the backup `{file}`")
        making = isinstance(place, SqlitePlace) and place.new
        if not making:
            with contextlib.closing(SqlLedger(place)) as there, there.snapshot() as (connection, _):
                _must_be_empty(connection, there)
        agree(found.head)
        if making:
            upgrade(place)
        target = SqlLedger(place)
        try:
            with backup.snapshot() as (source, database), target.filling() as filled:
                _must_be_empty(filled, target)
                filled.execute(f"DELETE FROM {META.name}")
                _copy(source, database, filled, target.place.database)
            with target.reading() as reading:
                if reading.head() != found.head:
                    raise LedgerError(f"the ledger `{target.shown}` is not what the backup is", "restore it anew")
        finally:
            target.close()
    finally:
        backup.close()
    return Copied(target.shown, found.head)


def _copy(source: Connection, database: Database, target: Connection, other: Database) -> None:
    for table in COPIED:
        sql = inserting(table, other)
        for row in _rows(source, database, table):
            if table is META and row[0] == UNWASHED:
                continue
            target.execute(sql, row)


def _rows(source: Connection, database: Database, table: Table) -> Iterator[tuple[object, ...]]:
    """All rows, page by page in the order of the first columns of the key."""
    key = [each.name for each in table.primary_key.columns]
    columns = ", ".join(f'"{each.name}"' for each in table.columns)
    names, marks = ", ".join(f'"{each}"' for each in key), ", ".join([MARK[database]] * len(key))
    places = [list(table.columns.keys()).index(each) for each in key]
    after: list[object] | None = None
    while True:
        where = "" if after is None else f" WHERE ({names}) > ({marks})"
        sql = f"SELECT {columns} FROM {table.name}{where} ORDER BY {names} LIMIT {_ROWS}"
        found = source.execute(sql, after or ()).fetchall()
        yield from found
        if len(found) < _ROWS:
            return
        after = [found[-1][each] for each in places]


def _must_be_empty(connection: Connection, ledger: SqlLedger) -> None:
    if connection.execute(f"SELECT 1 FROM {ENTRIES.name} LIMIT 1").fetchone() is not None:
        raise LedgerError(f"the ledger `{ledger.shown}` has entries", "a backup fills an empty ledger only")


def _must_be_sound(found: Verified, what: str) -> None:
    if found.flaws:
        more = f", and {len(found.flaws) - 1} more" if len(found.flaws) > 1 else ""
        raise LedgerError(
            f"{what} is not as it was written: {found.flaws[0]}{more}", "`fairservice ledger verify` lists all of it"
        )


def _on_the_disk(path: Path) -> None:
    with contextlib.suppress(PermissionError):  # Windows has no folders to be written through
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
