"""Making the tables of a ledger, and bringing those of an older version up to date."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from fairservice.errors import LedgerError
from fairservice.storage.place import Place
from fairservice.storage.statements import Connection
from fairservice.storage.tables import VERSION, VERSION_TABLE

_MIGRATIONS = Path(__file__).parent / "migrations"


def version_of(place: Place, connection: Connection) -> str | None:
    """The version of the tables; None where there are none. Raises `LedgerError` where others than ours are."""
    tables = place.tables(connection)
    if VERSION_TABLE in tables:
        found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        if found is not None:
            return str(found[0])
    if place.database == "sqlite" and tables:
        raise LedgerError(f"`{place.shown}` is the database of another program", "name another file")
    return None


def verify_version(place: Place, connection: Connection) -> None:
    """Raises `LedgerError` unless the tables are of this version."""
    found = version_of(place, connection)
    if found == VERSION:
        return
    help = f"`fairservice ledger migrate --ledger {place.shown}`"
    if found is None:
        raise LedgerError(f"the ledger `{place.shown}` has no tables yet", f"{help} makes them")
    if found > VERSION:
        raise LedgerError(
            f"the ledger `{place.shown}` was written by a newer fairservice: its version is {found}, not {VERSION}",
            "update fairservice on this machine",
        )
    raise LedgerError(
        f"the ledger `{place.shown}` is of version {found}, and this fairservice needs {VERSION}",
        f"make a backup, and then {help}",
    )


def upgrade(place: Place) -> tuple[str | None, str]:
    """Brings the tables up to date, in one transaction; makes them where there are none. The version before, and now.

    Raises `LedgerError` for tables of a newer version, and where the database objects.
    """
    connection = place.connect()
    try:
        connection.execute("BEGIN IMMEDIATE" if place.database == "sqlite" else "BEGIN")
        try:
            if place.database == "postgresql":
                # Of all that migrate at once, the others find it done.
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('fairservice ledger migrate'))")
            before = version_of(place, connection)
            if before is not None and before > VERSION:
                verify_version(place, connection)
            if before != VERSION:
                _run(place, connection)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(*place.errors):
                connection.execute("ROLLBACK")
            raise
    except place.errors as error:
        raise place.told(error) from error
    finally:
        connection.close()
    return before, VERSION


def _run(place: Place, connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import StaticPool

    # SQLAlchemy works within the transaction that is open already: it may neither begin nor end one.
    within = {"creator": lambda: _Within(connection), "poolclass": StaticPool}
    if place.database == "sqlite":
        engine = create_engine("sqlite://", **within)
    else:
        engine = create_engine("postgresql+psycopg://", use_native_hstore=False, **within)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    try:
        with engine.connect() as given:
            config.attributes["connection"] = given
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise place.told(error.orig or error) from error


class _Within:
    """A driver's connection whose transaction is somebody else's."""

    def __init__(self, connection: Any) -> None:
        self._held = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held, name)

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        pass

    def close(self) -> None:
        pass
