"""How items are kept: the rows that follow from what entries come to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter

from fairservice.ledger.effects import effects
from fairservice.ledger.item import COLUMNS, Change, Effect, Put
from fairservice.ledger.records import Record
from fairservice.storage.statements import Connection, Database, changing_item, putting_item

_columns = attrgetter(*COLUMNS)
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def apply(connection: Connection, database: Database, number: int, record: Record) -> None:
    """Brings the items up to date with an entry."""
    for effect in effects(number, record):
        apply_one(connection, database, number, effect)


def apply_one(connection: Connection, database: Database, number: int, effect: Effect) -> None:
    if isinstance(effect, Put):
        item = effect.item
        connection.execute(putting_item(database), (*_columns(item), _text(item.body), str(number)))
    else:
        _change(connection, database, number, effect)


def _change(connection: Connection, database: Database, number: int, change: Change) -> None:
    members: list[str] = []
    for name, value in change.body.items():
        members += (_member(name, database), _text(value))
    sql = changing_item(tuple(change.columns), len(change.body), database)
    connection.execute(sql, (*change.columns.values(), *members, str(number), change.id))


@lru_cache
def _member(name: str, database: Database) -> str:
    """How a member of a body is named to the database."""
    return f'$."{name}"' if database == "sqlite" else name


def touched(number: int, record: Record) -> set[str]:
    """The items that an entry begins or changes."""
    return {each.item.id if isinstance(each, Put) else each.id for each in effects(number, record)}


def effects_on(id: str, number: int, record: Record) -> Iterable[Effect]:
    for each in effects(number, record):
        if (each.item.id if isinstance(each, Put) else each.id) == id:
            yield each
