"""One employee doing one thing at the desk, at one moment, with the ledger open: what every use case is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from fairservice.decisions.decide import Policy
from fairservice.desk.agreement import Agreement
from fairservice.desk.key import Pseudonyms
from fairservice.desk.names import name_of, number_of
from fairservice.desk.ports import Clock, InForce, Ledger, Person, Policies, Reading, Staff, Writing
from fairservice.desk.principal import roles_of
from fairservice.desk.recorded import Recorded, recorded
from fairservice.desk.refusals.answering import NO_TRIAL, TOO_OLD, TRIAL
from fairservice.desk.refusals.refusal import the_day
from fairservice.errors import DeskError, NotOnRecord
from fairservice.ledger.item import Item
from fairservice.ledger.records import DecisionMade, Record
from fairservice.policy.desk_terms import DeskTerms
from fairservice.policy.rulebook import Rulebook

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a desk is made of."""

    name: str
    ledger: Ledger
    policies: Policies
    staff: Staff
    clock: Clock
    pseudonyms: Pseudonyms
    agreement: Agreement | None


@dataclass(frozen=True)
class Session:
    """Who does something, when, by which policy. `reading` is the ledger at this moment."""

    parts: Parts
    person: Person
    moment: datetime
    in_force: InForce
    today: date
    reading: Reading
    named: list[Record] = field(default_factory=list, init=False, repr=False, compare=False)
    """The first entry that was looked up by its name or number: what is done is done about that."""

    @property
    def policy(self) -> Policy:
        return self.in_force.policy

    @property
    def rulebook(self) -> Rulebook:
        return self.in_force.policy.rulebook

    @property
    def terms(self) -> DeskTerms:
        terms = self.rulebook.desk
        if terms is None:  # the desk was opened with one, and another policy came in force since
            raise DeskError(
                f"the policy in force says nothing for the desk: `{self.rulebook.name}` has no section `desk`",
                "publish one that has; `fairservice init` writes a beginning of it",
            )
        return terms

    @property
    def writing(self) -> Writing:
        """The ledger, to write on. Only a session that was opened to write has one."""
        assert hasattr(self.reading, "append")
        return self.reading  # type: ignore[return-value]

    @cached_property
    def day(self) -> int:
        """Today as a number."""
        return self.today.toordinal()

    @cached_property
    def own_role(self) -> str:
        """The first role of the person that the policy knows. Raises `NotStaff` where there is none."""
        return roles_of(self.rulebook, self.person)[0]

    def in_days(self, days: int) -> str:
        """The day that is so many days from today, as written."""
        return (self.today + timedelta(days)).isoformat()

    def common(self, role: str) -> dict[str, Any]:
        """What every record says of who made it."""
        return {"on": self.today.isoformat(), "by": self.person.login, "role": role}

    def put(self, record: R) -> Recorded[R]:
        """Puts a record on the ledger."""
        entry = self.writing.append(record, self.moment)
        return Recorded(name_of(entry.kind, entry.number), entry.number, entry.moment, entry.hash.hex(), record)

    # ---- finding what is on record

    def found(self, name: str, wanted: type[R]) -> Recorded[R]:
        """The entry of a name. Raises `NotOnRecord` where there is none, it is of another kind, or it is erased."""
        return self.numbered(number_of(name, wanted.kind), wanted)

    def numbered(self, number: int, wanted: type[R]) -> Recorded[R]:
        name = name_of(wanted.kind, number)
        entry = self.reading.entry(number)
        if entry is None or entry.kind != wanted.kind:
            raise NotOnRecord(f"there is no `{name}` on the ledger", "its name is on what the desk said at the time")
        if entry.erased:
            raise NotOnRecord(f"what `{name}` said is erased", "`fairservice ledger verify` tells why")
        found = recorded(entry)
        assert isinstance(found.record, wanted)
        if not self.named:
            self.named.append(found.record)
        return found  # type: ignore[return-value]

    def live(self, found: Recorded[R]) -> Recorded[R]:
        """An entry on which something is done now. Raises `Refused` where a draft led to it and no draft is in force,
        or the other way round: what is tried out changes nothing that counts, and nothing is given by it.
        """
        if getattr(found.record, "draft", False) and not self.in_force.draft:
            raise TRIAL.of(id=found.id)
        if self.in_force.draft and not getattr(found.record, "draft", False):
            raise NO_TRIAL.of(id=found.id)
        return found

    def item(self, id: str) -> Item | None:
        return self.reading.item(id)

    def policy_of(self, decision: DecisionMade) -> Policy:
        """The policy that made a decision, from the bundle on the ledger."""
        if decision.bundle == self.policy.digest:
            return self.policy
        content = self.reading.bundle(decision.bundle)
        if content is None:
            raise DeskError(f"the bundle {decision.bundle[:12]}… that decided is not on the ledger")
        return self.parts.policies.of_bundle(decision.bundle, content)

    def decision_of(self, record: Record | None) -> DecisionMade | None:
        """The decision that a record is, or is about. None where there is none, or it is no longer on record."""
        number = getattr(record, "decision", None)
        if isinstance(record, DecisionMade) or not isinstance(number, int):
            return record if isinstance(record, DecisionMade) else None
        try:
            return self.numbered(number, DecisionMade).record
        except NotOnRecord:
            return None

    @property
    def lang(self) -> str:
        """The language of the decision that something is done about; where there is none the policy's first."""
        decision = self.decision_of(next(iter(self.named), None))
        return self.rulebook.languages[0] if decision is None else decision.lang

    def answerable(self, name: str) -> Recorded[DecisionMade]:
        """A decision that may still be answered. Raises `Refused` for one that is too old, and `NotOnRecord`."""
        found = self.live(self.found(name, DecisionMade))
        if found.record.valid_until < self.today.isoformat():
            raise TOO_OLD.of(id=found.id, day=the_day(found.record.valid_until))
        return found
