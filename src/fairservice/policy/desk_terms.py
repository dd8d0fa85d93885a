"""What a policy says for the desk: how long things last, when favours become precedents, what is kept and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairservice.conditions.declarations import Texts
from fairservice.span import Span

LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
]
"""The six grounds of GDPR art. 6(1) on which personal data may be kept."""

Stays = Literal["legal_obligation", "legal_claims"]
"""Why something stays where a customer asks to be forgotten: GDPR art. 17(3)(b) and (e)."""

KEPT_KINDS = (
    "decisions",
    "concessions",
    "overrides",
    "outside_policy",
    "incidents",
    "complaints",
    "promises",
    "precedents",
    "objections",
    "privacy",
)
"""The kinds of entries on the ledger, of each of which a policy says why and how long it is kept."""


NOTICE: Texts = {
    "nl": "Dit is een uitzondering voor deze ene keer. U kunt er een volgende keer geen recht aan ontlenen.",
    "en": "This is an exception for this one time. It gives no right to the same another time.",
}
"""The no-precedent notice of a policy that has no words of its own for it."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Why one kind of entry is kept, and for how many days. None in `stays`: it goes where somebody asks."""

    kind: str
    purpose: Texts
    basis: LawfulBasis
    days: int
    stays: Stays | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """When a favour has spread: all four must hold within the period of `within_days`.

    `rate`: hundredths of a percent that the lower Wilson bound of the grant rate passes. `customers` and `givers`:
    at least so many different ones. `days`: at least so many between the first grant and the last.
    """

    rate: int = 2000
    customers: int = 10
    givers: int = 3
    days: int = 60
    within_days: int = 365


@dataclass(frozen=True, slots=True)
class Favour:
    """At how many grants of a kind to one customer, within so many days, a pattern emerges and is an expectation.

    `notice_within_days`: a no-precedent notice that has not been sent by then counts as missing.
    """

    emerging: int = 2
    expectation: int = 3
    within_days: int = 365
    notice_within_days: int = 7


@dataclass(frozen=True, slots=True)
class Drift:
    """When grants run away, against the period before of as many days.

    `cases`: at least so many in the period. `value`: hundredths of a percent of what it was: 15000 is one and a half
    times as much.
    """

    within_days: int = 90
    cases: int = 20
    value: int = 15000

    @property
    def grants(self) -> int:
        """At least so many amounts in a period, for what is usual: fewer say nothing of it."""
        return max(5, -(-self.cases // 4))


@dataclass(frozen=True, slots=True)
class Precedents:
    """When favours count as precedents, and by when the owner of the policy decides about them.

    `single_giver`: customers whom one employee gave the same. `decide_within_days`: from an alarm on.
    `warn_days`: so long before an expiry or a deadline it is told.
    """

    favour: Favour = Favour()
    cohort: Cohort = Cohort()
    single_giver: int = 5
    drift: Drift = Drift()
    recovery_drift: Drift = Drift()
    decide_within_days: int = 30
    warn_days: int = 7


@dataclass(frozen=True, slots=True)
class DeskTerms:
    """The section `desk:` of a policy. All periods are in whole days.

    `controller` answers for the data (GDPR art. 4(7)) and is reached at `contact`. `answerable_days`: how long a
    decision can be answered. `concession_days` and `concession_uses`: how long and how often a concession can be used.
    `approval_days`, `objection_days`, `repair_days`: by when an approval request, an objection and a repair are
    answered. `notice`: the no-precedent notice, per language of the policy. `keeps`: one per kind of `KEPT_KINDS`.
    """

    controller: str
    contact: str
    span: Span
    notice: Texts
    keeps: Mapping[str, Keep]
    answerable_days: int = 30
    concession_days: int = 30
    concession_uses: int = 1
    approval_days: int = 2
    objection_days: int = 14
    repair_days: int = 5
    precedents: Precedents = field(default_factory=Precedents)
