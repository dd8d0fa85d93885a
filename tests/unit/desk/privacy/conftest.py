"""The desk of the laundry, on a ledger in memory, in SQLite and in PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairservice.desk.ports import Ledger
from fairservice.storage.sql_ledger import migrate, open_ledger
from memory_ledger import MemoryLedger
from postgres_here import postgres_url
from privacy_shop import shop, shop_of

__all__ = ["shop", "shop_of"]

_COUNT = itertools.count()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    match request.param:
        case "memory":
            yield MemoryLedger()
        case "sqlite":
            opened = open_ledger(f"sqlite:///{tmp_path / 'shop.db'}", "laundry", b"check")
            yield opened
            opened.close()
        case _:
            import psycopg

            server = postgres_url()
            schema = f"privacy_{os.getpid()}_{next(_COUNT)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {schema}")
            url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
            migrate(url)
            opened = open_ledger(url, "laundry", b"check")
            yield opened
            opened.close()
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute("SET client_min_messages = warning")
                connection.execute(f"DROP SCHEMA {schema} CASCADE")
