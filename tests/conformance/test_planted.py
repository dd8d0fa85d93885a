"""The ground truth for proofs: planted policies have the defect that their truth tells, their twins have none.

Nothing here proves; the reference engine decides the cases, and brute force goes through the grids.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.planted import JUDGES, PLANTED, Truth, as_shown, judge_of, truths
from conformance.planted_sweep import everything_wrong, overridden_by
from fairservice.analysis.check import check_policy
from fairservice.bootstrap import shipped_rules

TRUTHS = [truth for truth in truths() if truth.refused is None]
"""Those that can be decided by: what the loader refuses as planted has tests of its own."""
HERE = [truth for truth in TRUTHS if truth.finds in JUDGES]
TWINS = ("planted", "repaired")

every_truth = pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
here = pytest.mark.parametrize("truth", HERE, ids=lambda truth: truth.name)


def test_every_folder_has_its_parts() -> None:
    """Each folder of the corpus has a planted policy, its twin, and the truth about them."""
    for folder in PLANTED.iterdir():
        found = {each.name for each in folder.iterdir()}
        assert found == {"planted", "repaired", "truth.yaml"}, folder.name


@every_truth
def test_truth_is_about_its_policy(truth: Truth) -> None:
    """A truth names a known kind, a request and rules that are there, and its witness says every fact that is read."""
    assert judge_of(truth.finds)
    policy = truth.policy("planted")
    request = policy.rulebook.requests[truth.request]
    named = {*truth.rules, *truth.shadowers, *truth.outranked_by}
    assert named <= {rule.id for rule in request.rules} | {"otherwise"}
    read = {column.partition("/")[0] for column in request.program.columns} - {"today", "received_on"}
    for moment in (*truth.witness, *truth.grid):
        assert read <= set(moment.case)


@every_truth
def test_planted_policy_has_the_defect(truth: Truth) -> None:
    """The defect is there: the decisions alone show it."""
    assert judge_of(truth.finds)(truth.policy("planted"), truth) != [], truth.says


@every_truth
def test_repaired_twin_has_it_no_more(truth: Truth) -> None:
    """The same judge finds nothing in the twin."""
    assert judge_of(truth.finds)(truth.policy("repaired"), truth) == [], truth.says


@every_truth
@pytest.mark.parametrize("twin", TWINS)
def test_twins_load(truth: Truth, twin: str) -> None:
    """`check` has no errors in either, and nothing worse than advice for the repaired one."""
    findings = check_policy(truth.folder / twin, (shipped_rules(),))
    worse = {"error"} if twin == "planted" else {"error", "warning"}
    assert [each.message for each in findings if each.severity in worse] == []


@here
def test_witness_is_decided_as_told(truth: Truth) -> None:
    """The decisions on the witness say what the truth shows of them."""
    if not truth.witness:
        assert isinstance(truth.shows, str)
        return
    shown = truth.shows if isinstance(truth.shows, list) else [truth.shows]
    decisions = truth.decisions(truth.policy("planted"))
    assert len(shown) == len(decisions)
    for decision, each in zip(decisions, shown, strict=True):
        assert as_shown(decision, each), decision.to_dict(trace=False)


@here
def test_shadowers_override_the_rule(truth: Truth) -> None:
    """What is told to shadow a rule overrides it, directly or through others."""
    request = truth.policy("planted").rulebook.requests[truth.request]
    for rule in truth.rules if truth.shadowers else ():
        assert set(truth.shadowers) <= overridden_by(request, rule)


@pytest.mark.parametrize("truth", [each for each in HERE if each.shadowers], ids=lambda truth: truth.name)
def test_shadowers_are_exact(truth: Truth) -> None:
    """The judge accepts no set with one shadower less, and none with a rule more."""
    policy = truth.policy("planted")
    judge = judge_of(truth.finds)
    others = {rule.id for rule in policy.rulebook.requests[truth.request].rules} - {*truth.rules, *truth.shadowers}
    for less in truth.shadowers:
        without = tuple(each for each in truth.shadowers if each != less)
        assert judge(policy, replace(truth, shadowers=without)) == [], less
    for more in others:
        assert judge(policy, replace(truth, shadowers=(*truth.shadowers, more))) == [], more


@here
def test_nothing_else_is_wrong(truth: Truth) -> None:
    """Over the grid the planted policy has the one defect, and the repaired one has none of any kind."""
    assert truth.grid, "give a grid"
    assert {kind for kind, _ in everything_wrong(truth.policy("planted"), truth)} <= {truth.finds}
    assert everything_wrong(truth.policy("repaired"), truth) == set()
