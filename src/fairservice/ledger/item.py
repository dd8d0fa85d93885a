"""What entries come to: items, each a thing with its present state, like a case, a concession or an open question.

Items are worked out from entries and can be worked out again at any time; the ledger keeps them to be found fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing with its state. The named columns are what it is found by; `body` has the rest.

    `day` and `due` are days as numbers (`date.toordinal`), in the time zone of the policy; `amount` is in the grant's
    own unit (cents, hundredths of a percent).
    """

    id: str
    kind: str
    number: int
    """The entry that it began with."""
    day: int
    status: str = ""
    customer: str | None = None
    household: str | None = None
    ticket: str | None = None
    request: str | None = None
    rule: str | None = None
    """The rule that decided: of a concession the one that it is an exception to."""
    favour: str | None = None
    """Of a concession: the goodwill rule by which it was given; None where none allowed it."""
    grant: str | None = None
    reason: str | None = None
    giver: str | None = None
    """The login of who gave it. Never a column of any report."""
    amount: int | None = None
    due: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    entries: tuple[int, ...] = ()
    """The entries that made it what it is, the first one first."""


COLUMNS = (
    "id",
    "kind",
    "number",
    "day",
    "status",
    "customer",
    "household",
    "ticket",
    "request",
    "rule",
    "favour",
    "grant",
    "reason",
    "giver",
    "amount",
    "due",
)
"""The fields of an item but `body` and `entries`."""


@dataclass(frozen=True, slots=True)
class Put:
    """An item begins, or is replaced as a whole (with the entries it had, and this one)."""

    item: Item


@dataclass(frozen=True, slots=True)
class Change:
    """An item gets another state. Nothing happens where it is no longer there."""

    id: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    """What is put into its body, over what stands there under the same name."""


Effect = Put | Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which items: all that is said must be so. Of a tuple one of them; empty tuples and None say nothing."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    but_statuses: tuple[str, ...] = ()
    customer: str | None = None
    household: str | None = None
    ticket: str | None = None
    requests: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()
    grant: str | None = None
    reasons: tuple[str, ...] = ()
    giver: str | None = None
    first_day: int | None = None
    last_day: int | None = None
    due_by: int | None = None
    """Items that have a `due` up to this day."""
