"""Which database a URL means. The only module of storage that knows all of them."""

from __future__ import annotations

import re

from fairservice.errors import LedgerError
from fairservice.storage.place import Place, without_password

_FORMS = "it is `sqlite:///FILE` or `postgresql://USER@HOST/NAME`"


def place_of(url: str) -> Place:
    """Raises `LedgerError` for a URL of another form, `MissingPart` where the driver is not installed."""
    if url.startswith("sqlite:///"):
        from fairservice.storage.on_sqlite import SqlitePlace

        return SqlitePlace(url)
    if found := re.match(r"postgres(?:ql)?(?:\+psycopg)?://", url):
        from fairservice.storage.on_postgresql import PostgresPlace

        return PostgresPlace("postgresql://" + url[found.end() :])
    shown = without_password(url)
    if found := re.match(r"sqlite:/*", url):
        help = f"did you mean `sqlite:///{url[found.end() :] or 'desk.db'}`?"
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        help = _FORMS
    else:
        help = f"did you mean `sqlite:///{url}`?" if url else _FORMS
    raise LedgerError(f"`{shown}` is no place of a ledger", help)
