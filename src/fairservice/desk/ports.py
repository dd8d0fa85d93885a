"""What the desk needs of the world: a ledger, a clock, the staff, and the policies that are in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from fairservice.decisions.decide import Policy
from fairservice.ledger.entry import Entry
from fairservice.ledger.item import Item, Query
from fairservice.ledger.records import Record


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the number of the last entry (0 for none), and its hash."""

    number: int
    hash: bytes


class Reading(Protocol):
    """The ledger at one moment. Nothing that is written meanwhile is seen."""

    def head(self) -> Head: ...

    def entry(self, number: int) -> Entry | None: ...

    def entries(
        self,
        *,
        after: int = 0,
        kinds: tuple[str, ...] = (),
        customer: str | None = None,
        household: str | None = None,
        ticket: str | None = None,
        staff: str | None = None,
    ) -> Iterator[Entry]:
        """The entries after a number, in order; those about somebody are the ones that are not erased."""
        ...

    def item(self, id: str) -> Item | None: ...

    def items(self, query: Query, limit: int | None = None) -> list[Item]:
        """The items that a query means, by the number of the entry that they began with."""
        ...

    def count(self, query: Query, distinct: str | None = None) -> int:
        """How many items; or how many different values of a column they have, None left out."""
        ...

    def total(self, query: Query) -> int:
        """The sum of the amounts of the items."""
        ...

    def last_day(self, query: Query) -> int | None:
        """The latest day of the items."""
        ...

    def remembered(self, key: bytes) -> tuple[bytes, int] | None:
        """What was written under a key: the digest of what was asked, and the entry that answers it."""
        ...

    def bundle(self, digest: str) -> bytes | None: ...


class Writing(Reading, Protocol):
    """The ledger while one writes and nobody else does. All of it is there at the end, or nothing."""

    def append(self, record: Record, at: datetime) -> Entry:
        """The next entry, with its items brought up to date."""
        ...

    def remember(self, key: bytes, digest: bytes, number: int) -> None: ...

    def keep_bundle(self, digest: str, content: bytes) -> None:
        """A bundle that decisions cite, kept once."""
        ...

    def drop_bundle(self, digest: str) -> None:
        """Raises `Refused` where a decision that is not erased cites it."""
        ...

    def erase(self, numbers: Iterable[int], why: str, record: Record, at: datetime) -> Entry:
        """Empties entries, with all that was worked out from them alone, and records that; `why` is public."""
        ...

    def rectify(self, number: int, corrected: Record, record: Record, at: datetime) -> Entry:
        """Puts another payload in the place of an entry's own, which is gone then, and records that."""
        ...


class Ledger(Protocol):
    """The record of everything that the desk did. Safe to share between threads and processes."""

    def reading(self) -> AbstractContextManager[Reading]: ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Waits until nobody else writes. What is written is durable when the block ends without an error."""
        ...

    @property
    def unwashed(self) -> bool:
        """Whether bytes of what was erased may still stand in the files, since somebody read them meanwhile."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment it is, with its offset."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """An employee: the login by which they are known, what colleagues call them, and their roles in the policy."""

    login: str
    name: str
    roles: tuple[str, ...]
    team: str | None = None
    """Only ever used to group figures of enough people."""


class Staff(Protocol):
    def person(self, login: str, day: date) -> Person:
        """The employee with a login. Raises `NotStaff` where nobody has it on that day."""
        ...

    def people(self, day: date) -> tuple[Person, ...]: ...


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy with what stands on record of it. `number` is that of its publication; None for a draft."""

    policy: Policy
    bundle: bytes
    number: int | None

    @property
    def draft(self) -> bool:
        return self.number is None


class Policies(Protocol):
    def in_force(self, day: date) -> InForce:
        """The policy that decides on a day. Raises PolicyError where there is none."""
        ...

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        """The policy of a bundle that a decision cites."""
        ...
