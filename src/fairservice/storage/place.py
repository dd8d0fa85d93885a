"""Where a ledger is, from its URL, and what a database must be able to do for it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from fairservice.errors import LedgerError
from fairservice.storage.statements import Connection, Database

PATIENCE = 60.0
"""Seconds that one waits until others have ended what they write."""


class Place(Protocol):
    """One database. Its connections have no transaction open, and begin none by themselves."""

    database: Database
    shown: str
    """The URL without its password."""
    errors: tuple[type[Exception], ...]
    """What its driver raises."""

    def connect(self) -> Connection: ...

    def told(self, error: Exception) -> LedgerError:
        """What an error of the driver means."""
        ...

    def begin_reading(self, connection: Connection) -> None: ...

    def begin_writing(self, connection: Connection) -> None:
        """Waits until nobody else writes."""
        ...

    def usable(self, connection: Connection) -> bool:
        """Whether it can be used again: it is alive, and has no transaction open."""
        ...

    def tables(self, connection: Connection) -> set[str]: ...

    def wash(self, connection: Connection) -> bool:
        """Takes what was erased out of the files as well. False where somebody still reads it."""
        ...


def without_password(url: str) -> str:
    hidden = re.sub(r"(://[^/@:]*):[^/]*@", r"\1:…@", url)
    return re.sub(r"([?&](?:password|sslpassword)=)[^&]*", r"\1…", hidden)


_INHERITED: list[Any] = []
"""What a parent process had open. It is kept and never closed: closing it here would end it there as well."""


class Connections:
    """The connections of this process to one ledger, each used by one thread at a time. A fork begins anew."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._idle: list[Connection] = []
        self._pid = os.getpid()

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection for as long as the block takes. Raises `LedgerError` for what the database objects to."""
        if os.getpid() != self._pid:
            _INHERITED.append(self._idle)
            self._idle, self._pid = [], os.getpid()
        try:
            connection = self._idle.pop() if self._idle else self.place.connect()
        except IndexError:  # another thread was faster
            connection = self.place.connect()
        try:
            yield connection
        except self.place.errors as error:
            raise self.place.told(error) from error
        finally:
            if self.place.usable(connection):
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        while self._idle and os.getpid() == self._pid:
            self._idle.pop().close()
