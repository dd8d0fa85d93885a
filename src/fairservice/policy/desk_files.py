"""The shape of the section `desk:`, what holds for the desk: deadlines, precedents, and what is kept."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from fairservice.policy.blocks import Block, Mapping, Scalar
from fairservice.policy.desk_terms import KEPT_KINDS


class UsableFile(Block):
    valid_for: Scalar | None = Field(None, description="how long a concession can be used; 30 days where not said")
    uses: Scalar | None = Field(None, description="how many times; once where not said")


class DeadlineFile(Block):
    answer_within: Scalar | None = Field(None, description="by when it is answered, like `2 days`")


class FavourFile(Block):
    """When favours to one customer count as a pattern."""

    emerging: Scalar | None = Field(
        None, description="favours of a kind with which a pattern emerges; 2 where not said"
    )
    expectation: Scalar | None = Field(None, description="favours with which it is an expectation; 3 where not said")
    within: Scalar | None = Field(None, description="how far back they count; 365 days where not said")
    notice_within: Scalar | None = Field(
        None, description="by when the no-precedent notice is sent, or counts as missing; 7 days where not said"
    )


class CohortFile(Block):
    """When a favour has spread over customers: all of it must be so."""

    rate: Scalar | None = Field(
        None, description="percent of the refused cases in which it is given all the same; 20 where not said"
    )
    customers: Scalar | None = Field(None, description="at least so many customers; 10 where not said")
    givers: Scalar | None = Field(None, description="at least so many colleagues who gave it; 3 where not said")
    days: Scalar | None = Field(None, description="at least so many days from the first to the last; 60 where not said")
    within: Scalar | None = Field(None, description="how far back it counts; 365 days where not said")


class SingleGiverFile(Block):
    customers: Scalar | None = Field(
        None, description="customers who had the same from one colleague; 5 where not said"
    )


class DriftFile(Block):
    """When what is given runs away from what it was."""

    within: Scalar | None = Field(
        None, description="the period that is set against the one before it; 90 days where not said"
    )
    cases: Scalar | None = Field(None, description="at least so many cases in it; 20 where not said")
    value: Scalar | None = Field(None, description="percent of what it was before, like 150")


class PrecedentsFile(Block):
    """When favours count as precedents, and by when the owner decides about them."""

    favour: FavourFile | None = Field(None, description="per customer: when a pattern emerges")
    cohort: CohortFile | None = Field(None, description="over customers: when a favour has spread")
    single_giver: SingleGiverFile | None = Field(None, description="when one colleague gives the same to many")
    drift: DriftFile | None = Field(None, description="when concessions run away")
    recovery_drift: DriftFile | None = Field(None, description="when what makes up for our own failures runs away")
    decide_within: Scalar | None = Field(
        None, description="by when the owner decides after an alarm; 30 days where not said"
    )
    warn_before: Scalar | None = Field(None, description="how long before a deadline it is told; 7 days where not said")


class KeepFile(Block):
    """Why entries of one kind are kept, and how long."""

    purpose: Mapping = Field(description="what they are kept for, per language")
    basis: Scalar = Field(
        description="the ground in GDPR art. 6(1): consent, contract, legal_obligation, vital_interests, public_task "
        "or legitimate_interests",
        json_schema_extra={
            "enum": [
                "consent",
                "contract",
                "legal_obligation",
                "vital_interests",
                "public_task",
                "legitimate_interests",
            ]
        },
    )
    keep: Scalar = Field(description="how long, like `730 days`; after that they are erased")
    stays: Scalar | None = Field(
        None,
        description="why they stay where somebody asks to be forgotten (art. 17(3)): legal_obligation or legal_claims",
        json_schema_extra={"enum": ["legal_obligation", "legal_claims"]},
    )


class KeepsFile(Block):
    """Each kind of entry on the ledger. All are needed."""

    model_config = ConfigDict(json_schema_extra={"required": [*KEPT_KINDS]})

    decisions: KeepFile | None = Field(None, description="what was decided, by which facts, and what was said of it")
    concessions: KeepFile | None = Field(
        None, description="what was given beyond the answer, with what was asked for it"
    )
    overrides: KeepFile | None = Field(None, description="answers that somebody changed, by name and with a reason")
    outside_policy: KeepFile | None = Field(None, description="what was given although nothing allowed it, as reported")
    incidents: KeepFile | None = Field(None, description="acts of unreasonable conduct, and what they led to")
    complaints: KeepFile | None = Field(None, description="complaints and the replies to them")
    promises: KeepFile | None = Field(None, description="what was agreed with a customer, and whether it was kept")
    precedents: KeepFile | None = Field(None, description="alarms about favours, and what the owner decided")
    objections: KeepFile | None = Field(None, description="what staff have against a rule, and the answers to it")
    privacy: KeepFile | None = Field(None, description="requests to see, correct or erase data, and what was done")


class DeskFile(Block):
    """What the policy says for the desk."""

    controller: Scalar = Field(description="who answers for the personal data (GDPR art. 4(7)): name and place")
    contact: Scalar = Field(description="where people ask about their data")
    answerable_for: Scalar | None = Field(
        None, description="how long a decision can still be answered; 30 days where not said"
    )
    concessions: UsableFile | None = Field(None, description="how long and how often a concession can be used")
    approvals: DeadlineFile | None = Field(None, description="what a role may not concede alone; 2 days where not said")
    objections: DeadlineFile | None = Field(None, description="what staff have against a rule; 14 days where not said")
    repairs: DeadlineFile | None = Field(
        None, description="what was given outside the policy is honoured or taken back; 5 days where not said"
    )
    no_precedent: Mapping | None = Field(
        None, description="what a customer is told with each concession: that it is for this once; per language"
    )
    precedents: PrecedentsFile | None = Field(None, description="when favours count as precedents")
    keeps: KeepsFile = Field(description="per kind of entry on the ledger: why it is kept, and how long")
