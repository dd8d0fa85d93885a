"""Proves what is claimed of a policy, request by request."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims import (
    conflicts,
    dead_rules,
    gaps,
    idle_rules,
    mandates,
    owners,
    pairs,
    refusals,
    windows,
)
from fairservice.analysis.proofs.search import SECONDS
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.policy.invariant import nodes_of
from fairservice.policy.rulebook import Rulebook

Prover = Callable[[Bench], Iterator[Verdict]]

CLAIMS: tuple[Prover, ...] = (
    conflicts.prove,
    gaps.prove,
    dead_rules.prove,
    refusals.prove,
    refusals.prove_offers,
    mandates.prove,
    pairs.prove_rudeness,
    pairs.prove_rights,
    pairs.prove_complaining,
    pairs.prove_protected,
    pairs.prove_backlog,
    owners.prove,
    windows.prove,
    idle_rules.prove,
)
"""Everything that is claimed of each request, in the order in which it is told."""


def prove_rulebook(rulebook: Rulebook, seconds: float = SECONDS) -> Iterator[Verdict]:
    """What is known of every claim about every request, as it is found. `seconds` is the most for one question."""
    for request in rulebook.requests.values():
        asked = [node for each in owners.own(rulebook, request) for node in nodes_of(each)]
        bench = Bench(rulebook, request, asked, seconds)
        for prove in CLAIMS:
            yield from prove(bench)
        bench.ask().possible()  # else all that was proved would say nothing
