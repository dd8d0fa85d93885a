"""Decides what is on record again, by the policies that decided: none may differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fairservice.decisions.decide import Policy
from fairservice.desk.names import name_of
from fairservice.desk.ports import Policies, Reading
from fairservice.errors import FairserviceError
from fairservice.ledger.records import DecisionMade, read_record

Result = Literal["same", "differs", "not_replayable"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision made again. `why` tells what differs, or why it cannot be made again."""

    id: str
    result: Result
    why: str | None


def replay(reading: Reading, policies: Policies) -> Iterator[Replayed]:
    """Every decision on the ledger, in order."""
    known: dict[str, Policy | str] = {}
    for entry in reading.entries(kinds=(DecisionMade.kind,)):
        name = name_of(entry.kind, entry.number)
        if entry.erased:
            yield Replayed(name, "not_replayable", "it is erased")
            continue
        record = read_record(entry.kind, entry.content())
        assert isinstance(record, DecisionMade)
        if record.put_right is not None:
            yield Replayed(name, "not_replayable", "its facts were put right since")
            continue
        policy = known.get(record.bundle) or _policy(reading, policies, record.bundle)
        known[record.bundle] = policy
        if isinstance(policy, str):
            yield Replayed(name, "differs", policy)
        else:
            differs = _differs(policy, record)
            yield Replayed(name, "differs" if differs else "same", differs)


def _policy(reading: Reading, policies: Policies, digest: str) -> Policy | str:
    content = reading.bundle(digest)
    if content is None:
        return "the bundle that decided is not on the ledger"
    try:
        return policies.of_bundle(digest, content)
    except FairserviceError as error:
        return f"the bundle that decided cannot be read: {error}".splitlines()[0]


def _differs(policy: Policy, record: DecisionMade) -> str | None:
    """In what a decision made again is another one; None where it is the same, word for word."""
    try:
        anew = policy.decide(
            record.request,
            record.facts,
            today=date.fromisoformat(record.on),
            received_on=date.fromisoformat(record.received_on),
            lang=record.lang,
        )
    except FairserviceError as error:
        return f"its policy no longer reads its facts: {error}".splitlines()[0]
    content = anew.to_dict(trace=False)
    content.pop("facts")
    differing = [name for name in content if content[name] != record.decision.get(name)]
    if anew.fingerprint != record.fingerprint and not differing:
        differing = ["fingerprint"]
    return f"another {', '.join(differing)}" if differing else None
