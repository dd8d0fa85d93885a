"""Erases what is past its time, a few at a time, so that nobody at the desk waits long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from fairservice.desk.privacy.retention import Kept, held, kept_for, still_answerable
from fairservice.desk.privacy.together import record_of, with_beginnings
from fairservice.desk.privacy.whose import refuse_but_protector
from fairservice.desk.refusals.privacy import PRUNING
from fairservice.desk.session import Session
from fairservice.ledger.records import Erased, Record

BATCH = 500
"""How many entries are erased while others wait."""
PRUNE = "prune"
"""Why entries were erased, as the chain says."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was erased of each kind of entry, or would be; what stays though it is past its time, and why.

    `longer` has what the policy keeps shorter than something of it looks back: there the longer counts.
    """

    erased: Mapping[str, int]
    held: Mapping[str, int]
    longer: Mapping[str, Kept]
    dry_run: bool

    @property
    def count(self) -> int:
        return sum(self.erased.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "erased": dict(self.erased),
            "count": self.count,
            "open": dict(self.held),
            "kept_longer": {
                kind: {"policy_days": each.keep.days, "days": each.days, "for": each.for_}
                for kind, each in self.longer.items()
            },
        }


@dataclass
class _Plan:
    numbers: list[int] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)


def prune(
    looking: Callable[[], AbstractContextManager[Session]],
    doing: Callable[[], AbstractContextManager[Session]],
    dry_run: bool = False,
    batch: int = BATCH,
) -> Pruned:
    """Erases all that is past its time by the policy in force. Each batch is one commit, and looks again.

    What is found while nobody waits is erased only if it still may be: something may have been opened meanwhile.
    """
    with looking() as session:
        refuse_but_protector(session, PRUNING)
        kept = kept_for(session.rulebook)
        plan = _plan(session, kept)
        erased: Counter[str] = Counter()
        if dry_run:
            numbers = with_beginnings(
                session.reading, plan.numbers, held(session.reading, session.rulebook, session.today)
            )
            erased.update(_kinds(session, numbers))
    if not dry_run:
        for first in range(0, len(plan.numbers), batch):
            with doing() as session:
                erased.update(_erase(session, plan.numbers[first : first + batch]))
    longer = {kind: each for kind, each in kept.items() if each.for_ is not None}
    return Pruned(dict(erased), dict(plan.held), longer, dry_run)


def _plan(session: Session, kept: Mapping[str, Kept]) -> _Plan:
    plan, open_ = _Plan(), held(session.reading, session.rulebook, session.today)
    for entry in session.reading.entries():
        if entry.erased:
            continue
        record = record_of(session.reading, entry.number)
        if record is None or not _past(session, kept, record):
            continue
        why = "decision" if still_answerable(record, session.today) else open_.get(entry.number)
        if why is None:
            plan.numbers.append(entry.number)
        else:
            plan.held[why] += 1
    return plan


def _past(session: Session, kept: Mapping[str, Kept], record: Record) -> bool:
    return kept[record.kept_as].last_day(record) < session.today


def _erase(session: Session, numbers: list[int]) -> Counter[str]:
    refuse_but_protector(session, PRUNING)
    kept = kept_for(session.rulebook)
    open_ = held(session.reading, session.rulebook, session.today)
    due = []
    for number in numbers:
        record = record_of(session.reading, number)
        if record is None or number in open_ or still_answerable(record, session.today):
            continue
        if _past(session, kept, record):
            due.append(number)
    gone = with_beginnings(session.reading, due, open_)
    kinds = _kinds(session, gone)
    if gone:
        record = Erased(**session.common(session.own_role), count=len(gone))
        session.writing.erase(gone, PRUNE, record, session.moment)
    return kinds


def _kinds(session: Session, numbers: tuple[int, ...]) -> Counter[str]:
    records = (record_of(session.reading, number) for number in numbers)
    return Counter(record.kept_as for record in records if record is not None)
