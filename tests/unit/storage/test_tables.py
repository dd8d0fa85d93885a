"""The tables are those of the migrations, and what is asked often is found by an index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from fairservice.ledger.item import Query
from fairservice.storage import migrating
from fairservice.storage.sql_ledger import SqlLedger, migrate, open_ledger
from fairservice.storage.statements import asking_items, finding, shape_of, some_entries
from fairservice.storage.tables import KEYS, METADATA, PAYLOADS, VERSION
from ledger_samples import DAY, concession, decision, moment
from unit.storage.conftest import KEY_CHECK


def test_the_last_migration_is_the_version() -> None:
    """So that nobody has to load the migrations to open a ledger; and they follow each other."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrating._MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [VERSION]
    revisions = [each.revision for each in scripts.walk_revisions()]
    assert all(newer > older for newer, older in pairwise(revisions))


def test_migrations_make_the_tables_that_are_used(sqlite_url: str, tmp_path: Path) -> None:
    """Column for column and index for index."""
    migrate(sqlite_url)
    plain = tmp_path / "plain.db"
    engine = create_engine(f"sqlite:///{plain}")
    METADATA.create_all(engine)
    engine.dispose()
    assert _schema(tmp_path / "desk.db") == _schema(plain)


def _schema(file: Path) -> dict[str, str]:
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in found if name != "ledger_version"}


def test_migrations_make_the_tables_that_are_used_in_postgresql(empty_postgres_url: str) -> None:
    """By what Alembic would change: nothing."""
    import psycopg
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    migrate(empty_postgres_url)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(empty_postgres_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": lambda name, type_, _: name != "ledger_version"}
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


WEEK = {"first_day": DAY.toordinal() - 7, "last_day": DAY.toordinal()}


@pytest.mark.parametrize(
    ("query", "index", "by"),
    [
        (Query(kinds=("concession",), customer="c1", **WEEK), "customer", "customer=? AND kind=? AND day>? AND day<?"),
        (Query(kinds=("concession", "outside"), customer="c1", **WEEK), "customer", "customer=? AND kind=? AND day>?"),
        (
            Query(kinds=("refusal",), household="h1", reasons=("x",), **WEEK),
            "household",
            "household=? AND kind=? AND day>? AND day<?",
        ),
        (
            Query(kinds=("case",), requests=("return",), rules=("return-late",), **WEEK),
            "rule",
            "kind=? AND request=? AND rule=? AND day>? AND day<?",
        ),
        (
            Query(kinds=("concession",), requests=("return",), rules=("a", "b"), grant="credit", **WEEK),
            "rule",
            "kind=? AND request=? AND rule=? AND day>? AND day<?",
        ),
        (Query(kinds=("concession",), statuses=("given",), due_by=7), "state", "kind=? AND status=? AND due<?"),
        (Query(kinds=("alarm",), statuses=("open",)), "state", "kind=? AND status=?"),
        (
            Query(kinds=("refusal",), customer="c1", requests=("return",), rules=("otherwise",), **WEEK),
            "customer",
            "customer=? AND kind=? AND day>? AND day<?",
        ),
        (
            Query(kinds=("concession",), household="h1", requests=("return",), rules=("otherwise",), **WEEK),
            "household",
            "household=? AND kind=? AND day>? AND day<?",
        ),
        (Query(kinds=("opposition",), statuses=("open",), customer="c1"), "customer", "customer=? AND kind=?"),
        (Query(kinds=("override",), ticket="T-1", requests=("return",), rules=("a",)), "ticket", "ticket=?"),
        (Query(ticket="T-1"), "ticket", "ticket=?"),
        (Query(ticket="T-1", kinds=("case",)), "ticket", "ticket=?"),
        (Query(customer="c1"), "customer", "customer=?"),
    ],
)
@pytest.mark.parametrize("what", ["count", "total", "last_day", "items", "distinct giver"])
def test_history_is_found_by_an_index(filled: SqlLedger, query: Query, index: str, by: str, what: str) -> None:
    """As far as an index reaches, and never by looking at all items; also once SQLite has looked at what is there."""
    shape, values = shape_of(query)
    sql, order = asking_items(what, shape, "sqlite")
    given = tuple({**values, "limit": 5}[each] for each in order)
    for analysed in (False, True):
        with filled.snapshot() as (connection, _):
            if analysed:
                connection.execute("ROLLBACK")
                connection.execute("ANALYZE")
                connection.execute("BEGIN")
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall()]
        (found,) = (each for each in plan if "ledger_items" in each)
        assert found.startswith("SEARCH ledger_items USING"), plan
        assert f"ledger_items_{index} (" in found, plan
        assert analysed or by in found, plan


@pytest.mark.parametrize("about", ["customer", "household", "ticket"])
def test_entries_about_somebody_are_found_by_an_index(filled: SqlLedger, about: str) -> None:
    """In the order of their numbers, without sorting."""
    sql, order = some_entries(0, (about,), "sqlite")
    with filled.snapshot() as (connection, _):
        asked = tuple({about: "x", "after": 0, "limit": 5}[each] for each in order)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", asked).fetchall()]
        assert f"ledger_payloads_{about} ({about}=? AND number>?)" in plan[0] and not any(
            "TEMP" in each for each in plan
        )


def test_what_is_asked_of_each_request_is_found_by_an_index(filled: SqlLedger) -> None:
    """Keys, and whether a bundle is cited."""
    with filled.snapshot() as (connection, _):
        for table, column in ((KEYS, "key"), (KEYS, "number"), (PAYLOADS, "bundle")):
            sql = finding(table, column, ("number",), "sqlite")
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", (b"x",)).fetchall()[0][3]
            assert plan.startswith("SEARCH"), plan


@pytest.fixture
def filled(sqlite_url: str) -> Iterator[SqlLedger]:
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with ledger.writing() as writing:
        for number in range(1, 400, 2):
            ticket, customer = f"T-{number // 3}", f"c{number // 7}"
            writing.append(decision(ticket, customer=customer, household="h1" if number % 5 == 0 else None), moment(1))
            writing.append(concession(number, ticket, customer=customer), moment(1))
    yield ledger
    ledger.close()
