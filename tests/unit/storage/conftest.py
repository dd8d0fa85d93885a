"""Ledgers for tests, each empty, in SQLite and in PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairservice.storage.sql_ledger import SqlLedger, migrate, open_ledger
from postgres_here import postgres_url

KEY_CHECK = b"a check of the key"
_COUNT = itertools.count()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def empty_postgres_url() -> Iterator[str]:
    """A schema of its own, with nothing in it, which goes when the test has ended."""
    import psycopg

    server = postgres_url()
    schema = f"desk_{os.getpid()}_{next(_COUNT)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        found: str = request.getfixturevalue("sqlite_url")
    else:
        found = request.getfixturevalue("empty_postgres_url")
        migrate(found)
    return found


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    opened = open_ledger(url, "shop", KEY_CHECK)
    yield opened
    opened.close()
