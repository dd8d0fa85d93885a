"""A ledger in PostgreSQL, shared between machines: writers take turns by a lock that ends with their transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fairservice.errors import LedgerError, MissingPart
from fairservice.storage.place import PATIENCE, without_password
from fairservice.storage.statements import Connection, Database

if TYPE_CHECKING:
    import psycopg

CONNECT_PATIENCE = 10
# The lock of the ledger of this schema, in the part of the numbers that is ours: ASCII "fsl" and the table's own.
_LOCK = f"SELECT pg_advisory_xact_lock(({0x66736C}::bigint << 32) | 'ledger_entries'::regclass::oid::bigint)"


class PostgresPlace:
    """A database of a PostgreSQL server, and in it the first schema of the search path."""

    database: Database = "postgresql"

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise MissingPart("a ledger in PostgreSQL", "pip install 'fairservice[postgres]'") from None
        self.shown = without_password(url)
        self.errors: tuple[type[Exception], ...] = (psycopg.Error,)
        self._url = url

    def connect(self) -> Connection:
        import psycopg

        try:
            connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_PATIENCE, application_name="fairservice"
            )
            try:
                connection.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
                connection.execute("SET client_min_messages = warning")
                if connection.execute("SHOW synchronous_commit").fetchone() == ("off",):
                    # What is acknowledged must be on the disk, whatever the server does for others.
                    connection.execute("SET synchronous_commit = on")
            except BaseException:
                connection.close()
                raise
        except psycopg.Error as error:
            raise self.told(error) from error
        return cast(Connection, connection)

    def told(self, error: Exception) -> LedgerError:
        state: str = getattr(error, "sqlstate", None) or ""
        said = " ".join(str(error).split())
        for begin, (what, help) in _TOLD.items():
            if state.startswith(begin):
                return LedgerError(f"the ledger `{self.shown}` {what}", help)
        for part, (what, help) in _SAID.items():
            if not state and part in said:
                return LedgerError(f"the ledger `{self.shown}` {what}", help)
        return LedgerError(f"the ledger `{self.shown}` cannot be used: {said}")

    def begin_reading(self, connection: Connection) -> None:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def begin_writing(self, connection: Connection) -> None:
        # Each statement sees what was committed before it begins: those after the lock see all that others wrote.
        connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        connection.execute(_LOCK)

    def usable(self, connection: Connection) -> bool:
        from psycopg.pq import TransactionStatus

        held = cast("psycopg.Connection[Any]", connection)
        return not held.closed and held.info.transaction_status == TransactionStatus.IDLE

    def tables(self, connection: Connection) -> set[str]:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {each for (each,) in connection.execute(asked).fetchall()}

    def wash(self, connection: Connection) -> bool:
        """Rows that were deleted are freed, and overwritten as room is needed.

        Their bytes can be in the server's files until then; `VACUUM FULL` writes the tables anew without them. The
        server's write-ahead log and its archive have them for as long as the server keeps those.
        """
        connection.execute("VACUUM ledger_payloads, ledger_named, ledger_items, ledger_keys")
        return True


_TOLD: dict[str, tuple[str, str | None]] = {
    "28": ("refuses this user or password", "look at the user, the password and the server's `pg_hba.conf`"),
    "3D000": ("is not there: the server has no database of that name", "`createdb` makes one"),
    "3F000": ("is not there: the database has no schema of that name", "`CREATE SCHEMA` makes one"),
    "42501": ("may not be used by this user", "grant the user the tables of the ledger"),
    "53": ("has no room left: disk, memory or connections of the server", "look at the server, and do it again"),
    "55P03": (
        f"was locked for more than {PATIENCE:.0f} seconds",
        "see who holds it: `SELECT * FROM pg_stat_activity` tells",
    ),
    "57P": ("was shut down by its server", "start it, and do it again"),
    "25006": ("cannot be written to: the server is a copy that is only read", "name the server that is written to"),
}
_UNREAD = "has a URL that cannot be read", "it is `postgresql://USER@HOST/NAME`"
_SAID: dict[str, tuple[str, str | None]] = {
    "password authentication failed": _TOLD["28"],
    "no password supplied": _TOLD["28"],
    "no pg_hba.conf entry": _TOLD["28"],
    "could not translate host name": ("cannot be reached: there is no such host", "look at the name of the host"),
    "failed to resolve host": ("cannot be reached: there is no such host", "look at the name of the host"),
    "invalid integer value": _UNREAD,
    "invalid connection option": _UNREAD,
    "invalid URI": _UNREAD,
    "does not exist": ("is not there: the server knows no such database or user", "`createdb` makes a database"),
    "timeout": ("cannot be reached: it does not answer", "is the server running, and are host and port right?"),
    "onnection": ("cannot be reached", "is the server running, and are host and port right?"),
}
