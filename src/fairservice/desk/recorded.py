"""What an operation of the desk gives back: what it put on record, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from fairservice.desk.names import name_of
from fairservice.desk.phrases import Phrases
from fairservice.desk.refusals.answering import CONFLICT, GAP, NO_ANSWER_YET
from fairservice.ledger.entry import Entry
from fairservice.ledger.records import DecisionMade, Record, read_record

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


def refuse_no_answer(made: Recorded[DecisionMade], what: Phrases) -> None:
    """Raises `Refused` for a decision without an answer: no fact would help where rules disagree, or none covers it.

    `what` is wanted of the answer.
    """
    record = made.record
    if record.answer is not None:
        return
    refusal = {"conflict": CONFLICT, "gap": GAP}.get(record.status, NO_ANSWER_YET)
    raise refusal.of(id=made.id, what=what)


def about(made: Recorded[Record]) -> dict[str, Any]:
    """Whom a record is about: of the same ticket, customer and household as another one."""
    record = made.record
    return {"ticket": record.ticket, "customer": record.customer, "household": record.household}
