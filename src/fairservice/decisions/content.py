"""What a decision holds: the answer to one case, with everything that staff, customer and auditor need of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fairservice.conditions.vocabulary import Type, Value, write_value

Status = Literal["settled", "open", "conflict", "gap"]
"""`settled`: answer, options and offers stand. `open`: some fact that matters is unknown. `conflict`: two rules
that both stand disagree. `gap`: the policy claims to be complete and has no rule for this case."""

Standing = Literal["stands", "failed", "yielded", "may_stand"]
Listed = tuple[tuple[tuple[str, str], ...], ...]
"""A list of records as written: the known fields of each, by name."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its type; `value` is None while it is open. `text` is how the asked language writes it."""

    value: Value | None
    type: Type
    text: str | None

    def to_json(self) -> str | None:
        return None if self.value is None else write_value(self.value, self.type)


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One grant and how much of it. `rule` and `provided` are its own where it adds to an option of another rule.

    `rule` is None while it is open which of several rules that agree gives it.
    """

    grant: str
    label: str
    amount: Amount
    rule: str | None
    provided: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """What the customer gets by one rule. Not `certain`: it may still come or go with facts that are unknown.

    `rule` is None while it is open which of several rules that agree gives it.
    """

    rule: str | None
    basis: str
    lines: tuple[GivenLine, ...]
    provided: tuple[str, ...]
    provided_labels: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class OfferMade:
    """What can be proposed instead: what, on which day, how much, and the words.

    `rule` and `say` are None while it is open which of several rules offers it.
    """

    what: str
    label: str
    on: Amount | None
    amount: Amount | None
    calming: bool
    say: str | None
    rule: str | None
    certain: bool


@dataclass(frozen=True, slots=True)
class MayConcede:
    """A concession that may be made: of which grant, up to what, for which reasons, in whose mandate.

    `by_role` has for each role that has a mandate, lowest first, up to what it may concede on its own.
    """

    rule: str
    exception_to: str
    grant: str
    label: str
    up_to: Amount
    by_role: tuple[tuple[str, Amount], ...]
    reasons: tuple[str, ...]
    used: int | None
    at_most: int | None
    within_days: int | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is unknown and still matters, with the question to ask for it. `values` of a choice."""

    fact: str
    text: str
    type: Type
    kind: str
    values: tuple[str, ...]
    value_labels: tuple[str, ...]
    from_ledger: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One test of a rule: in words, with the value that it met. `holds` is None while it is open."""

    text: str
    holds: bool | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule that was considered, and why it stands, failed, yielded or may still stand."""

    rule: str
    basis: str
    standing: Standing
    yielded_to: str | None
    reasons: tuple[Reason, ...]
    reference: str | None
    place: str | None


@dataclass(frozen=True)
class DecisionContent:
    """The answer of a policy to one case, at one moment, in one language. Immutable.

    `answer` is None while it is open, in conflict or in a gap; then `at_least` and `at_most` bound what it
    may still become (None in a conflict or gap). `say` is then the holding sentence.
    `may_override` is a role, or `nobody`.
    """

    policy: str
    request: str
    question: str
    lang: str
    status: Status
    answer: str | None
    at_least: str | None
    at_most: str | None
    may_conflict: bool
    options: tuple[Option, ...]
    options_settled: bool
    offers: tuple[OfferMade, ...]
    offers_settled: bool
    may_concede: tuple[MayConcede, ...]
    may_concede_settled: bool
    may_override: str | None
    say: str
    if_pressed: str | None
    because: str | None
    holding: str | None
    rule: str | None
    rules: tuple[str, ...]
    conflict: tuple[str, ...]
    reference: str | None
    owner: str
    questions: tuple[Question, ...]
    facts: tuple[tuple[str, str | Listed], ...]
    """The facts that were known, in their written form, sorted by name; of a list each record's known fields."""
    today: date
    received_on: date
    in_force_on: date | None
    law: tuple[tuple[str, date], ...]
    """The law packs that it was made against: name, and the date each begins."""
    labels: tuple[tuple[str, str], ...]
    """What people call the roles and reasons that are mentioned: name and words, sorted by name."""
    bundle: str
    fingerprint: str
    _trace: Callable[[str], tuple[Considered, ...]] = field(repr=False, compare=False)

    @property
    def settled(self) -> bool:
        """Whether answer, options and offers all stand, whatever else may still become known."""
        return self.status == "settled"

    @property
    def trace(self) -> tuple[Considered, ...]:
        """Each rule that was considered, with the facts that made it hold, fail or yield."""
        return self._trace(self.lang)
