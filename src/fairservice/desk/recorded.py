"""What an operation of the desk gives back: what it put on record, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from fairservice.desk.names import name_of
from fairservice.errors import Refused
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


def refuse_no_answer(made: Recorded[DecisionMade], what: str) -> None:
    """Raises `Refused` for a decision without an answer: no fact would help where rules disagree, or none covers it."""
    record = made.record
    if record.answer is not None:
        return
    if record.status in ("conflict", "gap"):
        why = "rules disagree" if record.status == "conflict" else "no rule covers it"
        raise Refused(
            record.status,
            f"`{made.id}` has no answer {what}: {why}, and nobody guesses",
            f"tell the owner of the policy with `object {made.id}`, and decide again once it is mended; until then the "
            "holding sentence is what can be said",
        )
    raise Refused(
        "open",
        f"`{made.id}` has no answer {what} yet",
        "ask what is still open, and decide again; until then the holding sentence is what can be said",
    )


def about(made: Recorded[Record]) -> dict[str, Any]:
    """Whom a record is about: of the same ticket, customer and household as another one."""
    record = made.record
    return {"ticket": record.ticket, "customer": record.customer, "household": record.household}
