"""Whatever anybody does at a desk, nothing is authorised outside of its bounds, and the record of it holds."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.desk_machine import DeskMachine
from desks import KEY
from fairservice.desk.key import Pseudonyms
from fairservice.storage.sql_ledger import SqlLedger, migrate, open_ledger
from postgres_here import postgres_url

_COUNT = itertools.count()


def drive(machine: type[DeskMachine], stories: int, steps: int) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=stories, stateful_step_count=steps))


class SqlMachine(DeskMachine):
    """A desk with its ledger in a database, opened anew for each story, and closed after it."""

    opened: SqlLedger

    def where(self) -> str:
        raise NotImplementedError

    def ledger(self) -> SqlLedger:
        self.opened = open_ledger(self.where(), "counter", bytes.fromhex(Pseudonyms(KEY).check()))
        return self.opened

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "opened"):
                self.opened.close()


def test_the_desk_in_memory() -> None:
    """Long stories, many of them."""
    drive(DeskMachine, 100, 40)


def test_the_desk_on_sqlite(tmp_path: Path) -> None:
    """What is erased is in none of the files of the database."""

    class Machine(SqlMachine):
        def where(self) -> str:
            self.folder = tmp_path / str(next(_COUNT))
            self.folder.mkdir()
            return f"sqlite:///{self.folder / 'desk.db'}"

        def bytes_of_all(self) -> bytes:
            return b"".join(each.read_bytes() for each in sorted(self.folder.iterdir()))

    drive(Machine, 8, 20)


def test_the_desk_on_postgresql() -> None:
    """What is erased is in no row of any table."""
    import psycopg

    server = postgres_url()

    class Machine(SqlMachine):
        def where(self) -> str:
            self.schema = f"machine_{os.getpid()}_{next(_COUNT)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {self.schema}".encode())
            url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{self.schema}"
            migrate(url)
            return url

        def bytes_of_all(self) -> bytes:
            with psycopg.connect(server, autocommit=True) as connection:
                tables = connection.execute(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (self.schema,)
                ).fetchall()
                rows = [
                    row
                    for (table,) in tables
                    for row in connection.execute(f"SELECT * FROM {self.schema}.{table}".encode())
                ]
            return b"\n".join(as_bytes(value) for row in rows for value in row)

        def teardown(self) -> None:
            super().teardown()
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute("SET client_min_messages = warning")
                connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE".encode())

    drive(Machine, 5, 15)


def as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
