"""What the desk records: one frozen class a kind of entry, and how each is read from and written to a payload.

A customer or household is known by a pseudonym only; staff by their login. Days are texts (`2026-01-31`), amounts
whole numbers in the grant's own unit (cents, hundredths of a percent). Another kind of entry is another class here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Literal

KINDS: dict[str, type[Record]] = {}
"""Every kind of entry, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every entry says: on which day of the policy, by whom in which role, and about whom."""

    kind: ClassVar[str] = ""
    kept_as: ClassVar[str] = ""
    """The line of `keeps:` in the policy that says why it is kept, and how long."""

    on: str
    by: str
    """The login of who did it."""
    role: str
    ticket: str | None = None
    customer: str | None = None
    household: str | None = None

    def __init_subclass__(cls, kind: str = "", kept_as: str = "", **rest: Any) -> None:
        # A dataclass with slots is made twice; the second class is the one that stays.
        super(Record, cls).__init_subclass__(**rest)
        if kind:
            cls.kind, cls.kept_as = kind, kept_as
        KINDS[cls.kind] = cls

    def content(self) -> dict[str, Any]:
        """The payload: all that is said, without what is not."""
        return {name: value for name in _names(self.kind) if (value := getattr(self, name)) is not None}


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(each.name for each in fields(KINDS[kind]))


def read_record(kind: str, content: Mapping[str, Any]) -> Record:
    """The record of a payload. Raises KeyError for an unknown kind, TypeError for the payload of another one."""
    given: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in content.items()}
    return KINDS[kind](**given)


# ---- decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Record, kind="decision", kept_as="decisions"):
    """What the policy answered to one case, with the facts it was decided on."""

    request: str
    lang: str
    bundle: str
    """The digest of the bundle that decided."""
    publication: int | None = None
    """Its number on the shelf; None of a draft."""
    draft: bool
    received_on: str
    valid_until: str
    """The last day on which it may be answered, also after a newer policy."""
    facts: Mapping[str, Any]
    """The facts that the request reads, as written, those of the ledger among them."""
    fingerprint: str
    status: str
    answer: str | None = None
    rule: str | None = None
    corrects: int | None = None
    """The decision that was made on other facts before."""
    decision: Mapping[str, Any]
    """The full decision, without its trace: that follows from bundle and facts."""
    put_right: Mapping[str, str] | None = None
    """The facts that were put right since, each with the day: the decision stands as it was given on the facts then."""

    @property
    def refuses(self) -> bool:
        return self.answer in ("no", "no_but")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(Record, kind="answer", kept_as="decisions"):
    """What a customer was told of a decision."""

    decision: int
    request: str
    rule: str | None = None
    refused: bool
    said: str
    lang: str
    channel: str | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Record, kind="escalation", kept_as="decisions"):
    """A customer asked for somebody higher."""

    decision: int
    request: str
    rule: str | None = None
    refused: bool
    """Whether the policy refused what was asked."""
    to_role: str
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upheld(Record, kind="upheld", kept_as="decisions"):
    """Somebody higher stood behind the answer of a colleague."""

    decision: int
    escalation: int
    sentence: str


# ---- concessions


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Record, kind="approval_asked", kept_as="concessions"):
    """A concession that somebody higher must approve first."""

    decision: int
    request: str
    rule: str
    favour: str
    grant: str
    amount: int
    reason: str
    in_return: str | None = None
    uses: int
    to_role: str
    """The lowest role that can approve it."""
    why: tuple[str, ...]
    """Why the asker could not give it: `above_mandate`, `above_mandate_per_customer`, `emerging`, `expectation`,
    `renewal`."""
    due: str
    renews: int | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAnswered(Record, kind="approval", kept_as="concessions"):
    """What was said to who asked for an approval. Where it was approved, a concession follows as the next entry."""

    asked: int
    approved: bool
    why: str
    taken_back: bool = False
    """By who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conceded(Record, kind="concession", kept_as="concessions"):
    """A concession: what was given beyond the answer, within which bounds. `by` is who has the mandate for it."""

    decision: int
    request: str
    rule: str
    """The rule, or `otherwise`, that it is an exception to."""
    favour: str
    """The goodwill rule that allows it."""
    grant: str
    amount: int
    reason: str
    in_return: str | None = None
    """What was asked of the customer in return."""
    asked_by: str
    recovery: bool
    """Whether it makes good a failure of our own; counted apart."""
    level: str
    """The pattern of this customer before it: `none`, `emerging`, `expectation`."""
    expires_on: str
    """The last day on which it can be used."""
    uses: int
    notice: str
    """That it is given this once: the words for the customer."""
    lang: str
    approval: int | None = None
    renews: int | None = None
    escalation: int | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent(Record, kind="notice", kept_as="concessions"):
    """The customer was told that a concession is no precedent."""

    concession: int
    said: str
    lang: str
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcessionUsed(Record, kind="use", kept_as="concessions"):
    """A concession was used once."""

    concession: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcessionWithdrawn(Record, kind="withdrawal", kept_as="concessions"):
    """A concession was taken back before it was used."""

    concession: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FavourCited(Record, kind="favour_cited", kept_as="concessions"):
    """The customer named an earlier favour as a reason to get it again."""

    request: str
    rule: str
    grant: str
    draft: bool = False


# ---- overrides, and what happened outside of the policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden(Record, kind="override", kept_as="overrides"):
    """Somebody answered otherwise than the policy. The decision that it overrides stays as it was."""

    decision: int
    request: str
    rule: str | None = None
    answer: str
    give: Mapping[str, int]
    """Per grant what is given by it."""
    beyond: Mapping[str, int] | None = None
    """Of what is given all that the policy does not give on the facts as they are: it counts against mandates."""
    reason: str
    fact: str
    """The fact that was not known, or not right."""
    was: Any = None
    is_: Any = None
    decided_anew: int | None = None
    """The decision on the facts as they are now; None where the policy does not know the fact."""
    answered_by: str
    """Who gave the answer that followed the policy."""
    sentence: str
    """What backs that colleague."""
    for_safety: bool = False
    escalation: int | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HappenedOutside(Record, kind="outside_policy", kept_as="outside_policy"):
    """Something was given or promised that the policy does not allow. It is told, not authorised."""

    decision: int | None = None
    request: str
    rule: str
    """The rule, or `otherwise`, that refused it."""
    grant: str
    amount: int
    reason: str | None = None
    """A word from the lists of the request's goodwill rules; whatever else was said of it is `why`."""
    why: str | None = None
    happened_on: str
    given_by: str | None = None
    late: bool
    """Whether it was told later than a working day after it happened."""
    due: str
    """The day by which it is honoured or retracted."""
    escalation: int | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired(Record, kind="repair", kept_as="outside_policy"):
    """What became of something that happened outside of the policy."""

    report: int
    how: Literal["honour", "retract"]
    said: str
    """The words for the customer."""
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReported(Record, kind="incident", kept_as="incidents"):
    """One act of unreasonable conduct, in a contact. It labels conduct, never a person."""

    what: str
    draft: bool = False


# ---- the voice of staff, and patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffObjected(Record, kind="objection", kept_as="objections"):
    """An employee says that a rule is wrong."""

    decision: int
    request: str
    rule: str | None = None
    note: str
    due: str
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Record, kind="objection_answer", kept_as="objections"):
    """What the owner of the policy says to an objection."""

    objection: int
    answer: str
    changes: bool
    """Whether the policy will change for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Record, kind="alarm", kept_as="precedents"):
    """Concessions form a pattern. The owner of the policy must decide by `due`; after that they are closed."""

    alarm: Literal["cohort", "single_giver", "drift", "recovery_drift"]
    request: str
    rule: str
    grant: str
    reason: str | None = None
    figures: Mapping[str, Any]
    """What the alarm rests on: counts and rates, of nobody in particular."""
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentResolved(Record, kind="resolution", kept_as="precedents"):
    """What the owner of the policy decided on a pattern."""

    alarm: int
    how: Literal["codify", "tighten", "sunset", "accept"]
    why: str
    until: str | None = None
    """Of `sunset` the last day on which it is given; of `accept` the last day on which it is accepted."""
    words: str | None = None
    """Of `codify` the draft of a rule."""
    notice: Mapping[str, str] | None = None
    """Of `sunset` what customers are told, per language."""


# ---- privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Record, kind="erased", kept_as="privacy"):
    """Entries were emptied. Which ones, and why, stands in what is public of the entry."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectified(Record, kind="rectified", kept_as="privacy"):
    """What an entry said of a person was put right. Which one stands in what is public of the entry."""

    entry: int
    facts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposed(Record, kind="opposition", kept_as="privacy"):
    """A customer objects to what is held against them (GDPR art. 21). It does not count until somebody decides."""

    grounds: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OppositionDecided(Record, kind="opposition_decided", kept_as="privacy"):
    """What was decided on the objection of a customer."""

    opposition: int
    upheld: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGiven(Record, kind="export", kept_as="privacy"):
    """Somebody was given what is kept about them."""

    whose: Literal["customer", "employee"]
    employee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedView(Record, kind="named_view", kept_as="privacy"):
    """Somebody looked at figures of one employee, as the agreement with the works council allows."""

    employee: str
    view: str
    why: str
