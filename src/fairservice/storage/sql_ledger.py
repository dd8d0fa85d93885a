"""The ledger of a desk in a database of SQLite or PostgreSQL."""

from __future__ import annotations

import contextlib
import hmac
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from fairservice.errors import LedgerError
from fairservice.storage.migrating import upgrade, verify_version, version_of
from fairservice.storage.on_sqlite import SqlitePlace
from fairservice.storage.place import Connections, Place
from fairservice.storage.places import place_of
from fairservice.storage.reading import SqlReading
from fairservice.storage.statements import MARK, Connection, Database
from fairservice.storage.tables import META
from fairservice.storage.writing import SqlWriting

FORMAT = "1"
"""The form of entries and chain; another one is another `FORMAT` of `ledger.entry`."""
UNWASHED = "unwashed"


def open_ledger(url: str, desk_name: str, key_check: bytes) -> SqlLedger:
    """The ledger of a desk. A file that is not there is made; tables in PostgreSQL are made by `migrate`.

    `key_check` follows from the desk's key (an HMAC of something constant) and tells nothing of it. The desk and key
    that open a ledger first are its own from then on.

    Raises `LedgerError` where it is of another version, desk or key, or cannot be used; `MissingPart` where the driver
    is not installed.
    """
    place = place_of(url)
    if isinstance(place, SqlitePlace) and place.new:
        upgrade(place)
    ledger = SqlLedger(place)
    try:
        ledger.verify_whose(desk_name, key_check)
    except BaseException:
        ledger.close()
        raise
    return ledger


def migrate(url: str) -> tuple[str | None, str]:
    """Makes the tables, or brings them up to date. The version before (None for none), and the one now."""
    return upgrade(place_of(url))


def is_begun(url: str) -> bool:
    """Whether a desk has written on the ledger: then it has a key. Raises as `open_ledger`."""
    place = place_of(url)
    if isinstance(place, SqlitePlace) and place.absent:
        return False
    connection = place.connect()
    try:
        if version_of(place, connection) is None:
            return False
        return connection.execute(f"SELECT 1 FROM {META.name} WHERE name = 'key'").fetchone() is not None
    except place.errors as error:
        raise place.told(error) from error
    finally:
        connection.close()


class SqlLedger:
    """A `Ledger` in a database. Safe to share between threads, and to be carried over a fork."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._connections = Connections(place)
        self._writing = threading.local()
        self._unwashed = False
        # Whoever forgets to close it leaves no connection open.
        weakref.finalize(self, self._connections.close)
        try:
            with self._connections.one() as connection:
                verify_version(place, connection)
        except BaseException:
            self._connections.close()
            raise

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        return self.place.shown

    def close(self) -> None:
        self._connections.close()

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """Raises `LedgerError` where the database cannot be read."""
        with self.snapshot() as (connection, database):
            yield SqlReading(connection, database)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Connection, Database]]:
        """Its tables as they are at one moment."""
        with self._connections.one() as connection:
            self.place.begin_reading(connection)
            try:
                yield connection, self.place.database
            finally:
                with contextlib.suppress(*self.place.errors):
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        """Raises `LedgerError` where it cannot be written: then nothing of the block is."""
        if getattr(self._writing, "now", False):
            raise LedgerError("the ledger is being written by the same thread already", "end that block first")
        self._writing.now = True
        try:
            with self.filling() as connection:
                writing = SqlWriting(connection, self.place.database)
                yield writing
                if writing.erases:
                    self._mark_unwashed(connection)
            if writing.erases or self._unwashed:
                self._wash()
        finally:
            self._writing.now = False

    @contextmanager
    def filling(self) -> Iterator[Connection]:
        """Its tables while nobody else writes, to be filled with rows from elsewhere: all of them, or none."""
        with self._connections.one() as connection:
            self.place.begin_writing(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(*self.place.errors):
                    connection.execute("ROLLBACK")
                raise

    @property
    def unwashed(self) -> bool:
        """Whether bytes of what was erased may still stand in the files, since somebody read them meanwhile."""
        return self._unwashed

    # ---- what was erased, and may still stand in a file

    def _mark_unwashed(self, connection: Connection) -> None:
        mark = MARK[self.place.database]
        connection.execute(
            f"INSERT INTO {META.name} (name, value) VALUES ({mark}, '') ON CONFLICT (name) DO NOTHING", (UNWASHED,)
        )
        self._unwashed = True

    def _wash(self) -> None:
        """Where somebody still reads what was there before, the next one to write or open tries again."""
        # What was written stands: whoever may not clean up, or has no room for it, leaves it to who may.
        with contextlib.suppress(LedgerError), self._connections.one() as connection:
            if self.place.wash(connection):
                connection.execute(f"DELETE FROM {META.name} WHERE name = {MARK[self.place.database]}", (UNWASHED,))
                self._unwashed = False

    # ---- whose it is

    def verify_whose(self, desk_name: str, key_check: bytes) -> None:
        """Makes a new ledger this desk's. Raises `LedgerError` where it is another one's."""
        wanted = {"desk": desk_name, "key": key_check.hex(), "format": FORMAT}
        with self._connections.one() as connection:
            found = dict(connection.execute(f"SELECT name, value FROM {META.name}").fetchall())
            self._unwashed = UNWASHED in found
        if not found.keys() >= wanted.keys():
            mark = MARK[self.place.database]
            with self.filling() as connection:
                for row in wanted.items():
                    connection.execute(
                        f"INSERT INTO {META.name} (name, value) VALUES ({mark}, {mark}) ON CONFLICT DO NOTHING", row
                    )
                found = dict(connection.execute(f"SELECT name, value FROM {META.name}").fetchall())
        if self._unwashed:
            self._wash()
        if found["format"] != FORMAT:
            raise LedgerError(
                f"the ledger `{self.shown}` is of format {found['format']}, and this fairservice knows {FORMAT}",
                "update fairservice on this machine",
            )
        if found["desk"] != desk_name:
            raise LedgerError(
                f"the ledger `{self.shown}` is of the desk `{found['desk']}`, not of `{desk_name}`",
                "each desk has a ledger of its own: name that one",
            )
        if not hmac.compare_digest(found["key"], key_check.hex()):
            raise LedgerError(
                f"the ledger `{self.shown}` was begun with another key of the desk",
                "use the key that it was begun with: without it no customer is found again",
            )
