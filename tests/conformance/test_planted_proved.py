"""`prove` finds each planted defect, names its rules and shows it by a case of its own; the twins it leaves in peace.

What it comes up with is judged by those who know nothing of formulas: the judges of the corpus, on the prover's cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from conformance.planted import PLANTED, Moment, Truth, judge_of, truths
from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.replay import Replay
from fairservice.analysis.proofs.situation import Case
from fairservice.analysis.proofs.verdict import Claim, Verdict
from fairservice.bootstrap import load
from fairservice.conditions.vocabulary import int_of
from fairservice.decisions.decide import Policy
from fairservice.errors import PolicyError

CLAIMS: dict[str, Claim] = {
    "conflict": "no-conflict",
    "gap": "no-gap",
    "never-fires": "no-dead-rule",
    "shadowed": "no-dead-rule",
    "outranked": "no-idle-rule",
    "never-matters": "no-idle-rule",
    "near-duplicate": "no-idle-rule",
    "later-gets-more": "later-gets-more",
    "rudeness-pays": "rudeness-never-pays",
    "rights-shrink": "rights-never-shrink",
    "complaining-costs": "complaining-never-costs",
    "protected-fact": "protected-facts",
    "beyond-mandate": "within-mandates",
    "backlog": "no-backlog",
    "complaint-refused": "complaints-heard",
    "broken-invariant": "owners",
}
"""Which claim a planted defect refutes."""
KINDS: Mapping[str, set[str | None]] = {"never-matters": {"never-matters", "idle-override"}}
"""What a verdict may call the kind of a defect, where it is more than its own name or nothing."""
SHOWN = {"conflict", "gap", "later-gets-more", "rudeness-pays", "rights-shrink", "complaining-costs", "backlog"}
SHOWN |= {"beyond-mandate", "complaint-refused", "broken-invariant"}
"""The kinds of which a proof shows a case, or two; the others say that there is none."""
PAIRS = ("rudeness-pays", "rights-shrink", "complaining-costs", "backlog")
"""Those that are shown by two customers who differ in what must not matter."""

TRUTHS = truths()
PROVED = [truth for truth in TRUTHS if truth.refused is None]
every_truth = pytest.mark.parametrize("truth", PROVED, ids=lambda truth: truth.name)


@cache
def verdicts_of(name: str, twin: str) -> tuple[Policy, tuple[Verdict, ...]]:
    """A policy of the corpus with all that is known of every claim about it."""
    policy = load(PLANTED / name / twin, engine="reference")
    return policy, tuple(prove_rulebook(policy.rulebook))


def right_ones(truth: Truth) -> list[Verdict]:
    """The verdicts that find what was planted."""
    kinds = KINDS.get(truth.finds, {truth.finds}) | {None}
    return [
        each
        for each in verdicts_of(truth.name, "planted")[1]
        if each.claim == CLAIMS[truth.finds] and each.request == truth.request
        if each.status in ("refuted", "pointed out") and each.kind in kinds
        if set(truth.rules) <= {*each.rules, *each.by} and truth.invariant in (None, each.name)
    ]


def moments_of(policy: Policy, cases: tuple[Case, ...]) -> tuple[Moment, ...]:
    """Cases of the prover as a person writes them; where it does not matter, all messages came in on one day."""
    days = [int_of(case.get("today", policy.rulebook.since)) for case in cases]
    return tuple(
        Moment(
            Replay(policy.rulebook).written(case),
            date.fromordinal(today),
            date.fromordinal(int_of(case.get("received_on", min(days)))),
        )
        for case, today in zip(cases, days, strict=True)
    )


def with_cases(truth: Truth, moments: tuple[Moment, ...]) -> Truth:
    """The truth, told by other cases."""
    raw: list[dict[str, Any]] = [
        {"case": each.case, "today": each.today.isoformat(), "received_on": each.received_on.isoformat()}
        for each in moments
    ]
    return replace(truth, witness=moments, raw={**truth.raw, "witness": raw})


def test_the_whole_corpus_is_there() -> None:
    """What is proved here is measured by all that was planted, the pairs too; no kind goes untried."""
    assert len(TRUTHS) >= 40
    assert {truth.finds for truth in TRUTHS} == set(CLAIMS)


@every_truth
def test_the_planted_defect_is_found(truth: Truth) -> None:
    """The claim is refuted or pointed out, by name of the rules that the truth names."""
    _, verdicts = verdicts_of(truth.name, "planted")
    wrong = [each for each in verdicts if each.status != "proved"]
    assert right_ones(truth), [(each.claim, each.status, each.kind, each.rules, each.by) for each in wrong]


@every_truth
def test_its_case_shows_it_to_other_judges(truth: Truth) -> None:
    """The judges of the corpus, which decide and compare by themselves, find the defect on the prover's cases."""
    if truth.finds not in SHOWN:
        assert not any(each.cases for each in right_ones(truth))
        return
    policy, _ = verdicts_of(truth.name, "planted")
    for verdict in right_ones(truth):
        moments = moments_of(policy, verdict.cases)
        assert judge_of(truth.finds)(policy, with_cases(truth, moments)) != [], moments


@every_truth
def test_the_two_cases_may_be_compared(truth: Truth) -> None:
    """The prover's two cases differ only in what the claim allows, and in the right direction."""
    pairs = pytest.importorskip("conformance.planted_pairs")
    if truth.finds not in PAIRS:
        return
    policy, _ = verdicts_of(truth.name, "planted")
    for verdict in right_ones(truth):
        first, second = with_cases(truth, moments_of(policy, verdict.cases)).raw["witness"]
        assert pairs.allowed(policy, truth.finds, first, second) == []


@every_truth
def test_what_goes_before_a_shadowed_rule_is_told_exactly(truth: Truth) -> None:
    """As few rules as it takes to shadow one, or to outrank it, are named: those of the truth."""
    for named in filter(None, (truth.shadowers, truth.outranked_by)):
        assert [set(each.by) for each in right_ones(truth)] == [set(named)]


@every_truth
def test_the_repaired_twin_is_proved(truth: Truth) -> None:
    """Nothing is refuted, nothing left open, and nothing pointed out."""
    _, verdicts = verdicts_of(truth.name, "repaired")
    assert verdicts
    assert [(each.claim, each.status, each.rules, each.cases) for each in verdicts if each.status != "proved"] == []


@pytest.mark.parametrize("truth", [each for each in TRUTHS if each.refused], ids=lambda truth: truth.name)
def test_what_no_policy_may_say_is_refused_on_load(truth: Truth) -> None:
    """A protected fact that decides does not even come to be proved."""
    with pytest.raises(PolicyError) as caught:
        load(truth.folder / "planted")
    assert truth.refused in [each.code for each in caught.value.findings]
