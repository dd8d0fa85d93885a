"""What an operation of the desk gives back: what it put on record, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from fairservice.desk.names import name_of
from fairservice.ledger.entry import Entry
from fairservice.ledger.records import Record, read_record

R = TypeVar("R", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[R]):
    """An entry as it was put on the ledger: its name, like `D-1042`, and what it says."""

    id: str
    number: int
    at: datetime
    hash: str
    """The hash of the entry in the chain, in hexadecimal: who has it can tell whether the ledger was rewritten."""
    record: R


def recorded(entry: Entry) -> Recorded[Record]:
    """An entry that is not erased. Raises ValueError for one that is."""
    record = read_record(entry.kind, entry.content())
    return Recorded(name_of(entry.kind, entry.number), entry.number, entry.moment, entry.hash.hex(), record)


def about(made: Recorded[Record]) -> dict[str, Any]:
    """Whom a record is about: of the same ticket, customer and household as another one."""
    record = made.record
    return {"ticket": record.ticket, "customer": record.customer, "household": record.household}
