"""A ledger in one file of SQLite: written by one at a time, read by all meanwhile, and on the disk when it says so."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from fairservice.errors import LedgerError
from fairservice.storage.place import PATIENCE
from fairservice.storage.statements import Connection, Database

WASHING_PATIENCE = 2
"""Seconds that one waits for readers: until they have ended, the log has what they read."""


class SqlitePlace:
    """A file, and `-wal` and `-shm` beside it."""

    database: Database = "sqlite"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, url: str) -> None:
        self.shown = url
        named = url.removeprefix("sqlite:///")
        if named in ("", ":memory:") or named.startswith("file:"):
            raise LedgerError(f"`{url}` names no file", "a ledger outlives the program: write `sqlite:///desk.db`")
        if "?" in named:
            raise LedgerError(f"`{url}` has options, and a ledger in a file takes none", "leave out what follows `?`")
        self.path = Path(named).absolute()

    @property
    def absent(self) -> bool:
        """Whether nothing is there yet."""
        try:
            return self.path.stat().st_size == 0
        except FileNotFoundError:
            return True
        except OSError as error:
            raise LedgerError(f"`{self.path}` cannot be opened: {(error.strerror or str(error)).lower()}") from error

    @property
    def new(self) -> bool:
        """Whether there are no tables yet: no file either, or one that somebody has begun to make."""
        if self.absent:
            return True
        connection = self.connect()
        try:
            return not self.tables(connection)
        except sqlite3.Error as error:
            raise self.told(error) from error
        finally:
            connection.close()

    def connect(self) -> Connection:
        # Others on this machine have no business in it: what is made here can be read by its owner and group only.
        with contextlib.suppress(OSError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660))
        try:
            connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=512
            )
            try:
                _keep_a_log(connection)
                # FULL: a commit is on the disk when it returns. What is deleted is overwritten.
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA temp_store = MEMORY")
                # The log is written back at 16 MB, not at 4: pages of indexes that change often are written back less.
                connection.execute("PRAGMA wal_autocheckpoint = 4000")
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise self.told(error) from error
        return connection

    def told(self, error: Exception) -> LedgerError:
        name = getattr(error, "sqlite_errorname", "") or ""
        for begin, (what, help) in _TOLD.items():
            if name.startswith(begin):
                return LedgerError(what.format(path=self.path), help)
        return LedgerError(f"the ledger `{self.path}` cannot be used: {error}")

    def begin_reading(self, connection: Connection) -> None:
        connection.execute("BEGIN")

    def begin_writing(self, connection: Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")

    def usable(self, connection: Connection) -> bool:
        held: Any = connection
        return not held.in_transaction

    def tables(self, connection: Connection) -> set[str]:
        return {
            each for (each,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        }

    def wash(self, connection: Connection) -> bool:
        """Writes the file anew, and cuts off the log.

        `secure_delete` overwrites what is deleted where it is. But as pages are split and joined, SQLite leaves copies
        of rows in the unused part of pages, and those of what is deleted later as well: only a file that is written
        anew has none. It takes as long as writing the file twice, and others wait to write meanwhile.
        """
        connection.execute(f"PRAGMA busy_timeout = {WASHING_PATIENCE * 1000}")
        try:
            # The copy is made on the disk, without a name: a ledger may be larger than the memory.
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        return not busy


def _keep_a_log(connection: Connection) -> None:
    """Has the file keep a write-ahead log, which it then does for ever.

    Of all that ask it of a new file at once, SQLite refuses some straight away, however long they are told to wait:
    each reads the file before it writes, so they would wait for one another. So they ask again, and find it done.
    """
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > patience:
                raise
            time.sleep(0.005)


_TOLD = {
    "SQLITE_BUSY": (
        f"the ledger `{{path}}` was locked for more than {PATIENCE:.0f} seconds",
        "see which program holds it: another desk in a long transaction, a backup tool, or a stopped process",
    ),
    "SQLITE_LOCKED": ("the ledger `{path}` is locked by another part of this program", None),
    "SQLITE_NOTADB": ("`{path}` is not a ledger: it is no SQLite database", "name another file, or restore a backup"),
    "SQLITE_CANTOPEN": ("`{path}` cannot be opened", "its folder must exist, and you must be allowed to write in it"),
    "SQLITE_READONLY": (
        "`{path}` cannot be written to",
        "the file and its folder must be writable for whoever works at the desk",
    ),
    "SQLITE_PERM": ("`{path}` cannot be written to", "you must be allowed to write the file"),
    "SQLITE_FULL": ("the disk of the ledger `{path}` is full, so nothing was written", "make room, and do it again"),
    "SQLITE_CORRUPT": ("the ledger `{path}` is damaged", "restore a backup, and keep the damaged file to look into"),
    "SQLITE_IOERR": ("the disk of the ledger `{path}` does not answer as it should", "look into the disk first"),
}
