"""The statements of the ledger as texts: written once with SQLAlchemy, compiled once for each database.

They are handed to the driver as they are, with their values in order. So a statement costs what the driver takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, insert, literal_column, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from fairservice.ledger.item import COLUMNS, Query
from fairservice.storage.tables import ENTRIES, ITEMS, NAMED, PAYLOADS, UNCOUNTED

Database = Literal["sqlite", "postgresql"]
Row = Sequence[Any]


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """What both drivers' connections are used for."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def close(self) -> None: ...


_DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect(paramstyle="format")}  # type: ignore[no-untyped-call]


MARK: dict[Database, str] = {"sqlite": "?", "postgresql": "%s"}
"""Where a value goes in a text."""


def compiled(statement: Executable, database: Database) -> tuple[str, tuple[str, ...]]:
    """The text of a statement, and the names of its values in the order in which the driver wants them."""
    made: Any = statement.compile(dialect=_DIALECTS[database])  # type: ignore[attr-defined]
    return made.string, tuple(made.positiontup or ())


@lru_cache
def inserting(table: Table, database: Database) -> str:
    """A row, its values in the order of the columns of the table."""
    sql, order = compiled(insert(table).values({each: bindparam(each.name) for each in table.columns}), database)
    assert order == tuple(each.name for each in table.columns), order
    return sql


@lru_cache
def putting_item(database: Database) -> str:
    """An item, in the order of its columns, `body` and `entries`; or its replacement, with the entries it had."""
    dialect = sqlite if database == "sqlite" else postgresql
    added = dialect.insert(ITEMS).values({each: bindparam(each.name) for each in ITEMS.columns})
    set_: dict[str, Any] = {
        each.name: added.excluded[each.name] for each in ITEMS.columns if each.name not in ("id", "entries")
    }
    # The comma between entries stands in the text, so that the values are those of the row.
    set_["entries"] = text(f"{ITEMS.name}.entries || ',' || excluded.entries")
    sql, order = compiled(added.on_conflict_do_update(index_elements=[ITEMS.c.id], set_=set_), database)
    assert order == (*COLUMNS, "body", "entries"), order
    return sql


@lru_cache(256)
def changing_item(columns: tuple[str, ...], in_body: int, database: Database) -> str:
    """Sets columns and so many members of the body; adds an entry. Values: columns, names and members, entry, id."""
    sets: list[str] = []
    mark = MARK[database]
    for each in columns:
        assert each in ITEMS.c, each
        sets.append(f'"{each}" = {mark}')
    if in_body and database == "sqlite":
        sets.append(f"body = json_set(body{', ?, json(?)' * in_body})")
    elif in_body:
        pairs = ", ".join(["%s::text, %s::jsonb"] * in_body)
        sets.append(f"body = (body::jsonb || jsonb_build_object({pairs}))::text")
    sets.append(f"entries = entries || ',' || {mark}")
    return f"UPDATE {ITEMS.name} SET {', '.join(sets)} WHERE id = {mark}"


# ---- queries of items

_SAME = ("customer", "household", "ticket", "grant", "giver")
_ONE_OF = {"kinds": "kind", "statuses": "status", "requests": "request", "rules": "rule"}
_ONE_OF |= {"favours": "favour", "reasons": "reason"}
_LISTED_OTHERWISE = frozenset({"case", "refusal"})
Shape = tuple[tuple[str, int], ...]


def shape_of(query: Query) -> tuple[Shape, dict[str, Any]]:
    """What a query tests, which is what its statement depends on; and its values, by name."""
    shape: list[tuple[str, int]] = []
    values: dict[str, Any] = {}
    for name in _ONE_OF:
        if given := getattr(query, name):
            shape.append((name, len(given)))
            values |= {f"{name}_{n}": each for n, each in enumerate(given)}
    if query.but_statuses:
        shape.append(("but_statuses", len(query.but_statuses)))
        values |= {f"but_statuses_{n}": each for n, each in enumerate(query.but_statuses)}
    for name in (*_SAME, "first_day", "last_day", "due_by"):
        if (value := getattr(query, name)) is not None:
            shape.append((name, 1))
            values[name] = value
    if query.kinds and not _LISTED_OTHERWISE.intersection(query.kinds):
        shape.append(("uncounted", 1))
    return tuple(shape), values


_OF_ONE = frozenset({"customer", "household", "ticket"})
"""By these few items are found, however many there are."""


def _tests(shape: Shape, database: Database) -> Iterable[ColumnElement[bool]]:
    c = ITEMS.c
    # SQLite, until it has looked at what is there, would rather go through all that a rule ever decided than through
    # what there is of one customer. A plus before a column keeps it from the indexes that begin with that one.
    passed_over: tuple[str, ...] = ()
    if database == "sqlite" and (of := _OF_ONE.intersection(name for name, _ in shape)):
        passed_over = ("status", "request", "rule", *(("kind",) if of == {"ticket"} else ()))
    for name, count in shape:
        if name in _ONE_OF:
            column: ColumnElement[Any] = c[_ONE_OF[name]]
            if _ONE_OF[name] in passed_over:
                column = literal_column(f"+{ITEMS.name}.{_ONE_OF[name]}")
            given: list[Any] = [bindparam(f"{name}_{n}") for n in range(count)]
            yield column == given[0] if count == 1 else column.in_(given)
        elif name in _SAME:
            yield c[name] == bindparam(name)
        elif name == "but_statuses":
            yield c.status.not_in([bindparam(f"{name}_{n}") for n in range(count)])
        elif name == "first_day":
            yield c.day >= bindparam(name)
        elif name == "last_day":
            yield c.day <= bindparam(name)
        elif name == "due_by":
            yield c.due <= bindparam(name)
        else:
            yield text(UNCOUNTED)  # type: ignore[misc]


@lru_cache(1024)
def asking_items(what: str, shape: Shape, database: Database) -> tuple[str, tuple[str, ...]]:
    """`items`, `count`, `total`, `last_day`, or `distinct NAME` for the number of different values of a column."""
    asked: Select[Any]
    if what == "items":
        sql, order = compiled(
            select(ITEMS).where(*_tests(shape, database)).order_by(ITEMS.c.number, ITEMS.c.id), database
        )
        return _at_most(sql, database), (*order, "limit")
    else:
        figure: ColumnElement[Any]
        if what == "count":
            figure = func.count()
        elif what == "total":
            figure = func.coalesce(func.sum(ITEMS.c.amount), literal_column("0"))
        elif what == "last_day":
            figure = func.max(ITEMS.c.day)
        else:
            figure = func.count(ITEMS.c[what.removeprefix("distinct ")].distinct())
        asked = select(figure).select_from(ITEMS).where(*_tests(shape, database))
    return compiled(asked, database)


def _at_most(sql: str, database: Database) -> str:
    """SQLAlchemy adds an OFFSET with a value of its own: the limit is written here."""
    return f"{sql} LIMIT {MARK[database]}"


# ---- entries

ENTRY_COLUMNS = (*ENTRIES.columns, PAYLOADS.c.salt, PAYLOADS.c.payload)
_KEPT = ENTRIES.outerjoin(PAYLOADS, ENTRIES.c.number == PAYLOADS.c.number)


@lru_cache
def one_entry(database: Database) -> str:
    return compiled(select(*ENTRY_COLUMNS).select_from(_KEPT).where(ENTRIES.c.number == bindparam("n")), database)[0]


@lru_cache
def last_entry(database: Database) -> str:
    last = select(func.max(ENTRIES.c.number)).scalar_subquery()
    return compiled(select(ENTRIES.c.number, ENTRIES.c.hash).where(ENTRIES.c.number == last), database)[0]


ABOUT = ("customer", "household", "ticket", "staff")
"""What the entries about somebody are found by."""


@lru_cache
def some_entries(kinds: int, about: tuple[str, ...], database: Database) -> tuple[str, tuple[str, ...]]:
    """The entries after `after` in order, at most `limit`: of so many kinds, and about whom."""
    joined = ENTRIES.join(PAYLOADS, ENTRIES.c.number == PAYLOADS.c.number) if about else _KEPT
    # The number of the table that is searched, so that its index has the order too.
    number = PAYLOADS.c.number if about else ENTRIES.c.number
    asked = select(*ENTRY_COLUMNS).select_from(joined).where(number > bindparam("after"))
    if kinds:
        asked = asked.where(ENTRIES.c.kind.in_([bindparam(f"kind_{n}") for n in range(kinds)]))
    for name in about:
        same = PAYLOADS.c[name] == bindparam(name)
        if name == "staff":
            named = select(NAMED.c.number).where(NAMED.c.login == bindparam("named"))
            same = or_(same, PAYLOADS.c.number.in_(named))
        asked = asked.where(same)
    sql, order = compiled(asked.order_by(number), database)
    return _at_most(sql, database), (*order, "limit")


@lru_cache
def deleting(table: Table, column: str, database: Database) -> str:
    """The rows that have a value in a column."""
    mark = MARK[database]
    return f"DELETE FROM {table.name} WHERE {column} = {mark}"


@lru_cache
def finding(table: Table, column: str, found: tuple[str, ...], database: Database) -> str:
    """Some columns of the rows that have a value in another."""
    return compiled(select(*(table.c[n] for n in found)).where(table.c[column] == bindparam("v")), database)[0]
