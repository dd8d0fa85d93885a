"""Proves what is claimed of a policy, request by request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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
from fairservice.analysis.proofs.kept import Kept, digest_of_request
from fairservice.analysis.proofs.search import SECONDS, Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.policy.invariant import nodes_of
from fairservice.policy.rulebook import Request, Rulebook

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
"""Everything that is claimed of each request, in the order in which it is told. A new claim is a module and a line."""


def prove_rulebook(
    rulebook: Rulebook,
    seconds: float = SECONDS,
    kept: Kept | None = None,
    requests: Iterable[str] | None = None,
    begins: Callable[[str], None] = lambda name: None,
) -> Iterator[Verdict]:
    """What is known of every claim about every request (or these), as it is found.

    `seconds` is the most for one question. What `kept` has is not proved again, and what is proved is kept there.
    `begins` is told the name of each request before it is proved.
    """
    wanted = rulebook.requests if requests is None else requests
    for name in wanted:
        request = rulebook.requests[name]
        begins(name)
        digest = "" if kept is None else digest_of_request(rulebook, request)
        found = None if kept is None else kept.verdicts(rulebook, digest)
        if found is None:
            found = []
            for verdict in _prove(rulebook, request, seconds):
                found.append(verdict)
                yield verdict
            if kept is not None:
                kept.keep(rulebook, digest, found)
        else:
            yield from found


def _prove(rulebook: Rulebook, request: Request, seconds: float) -> Iterator[Verdict]:
    asked = [node for each in owners.own(rulebook, request) for node in nodes_of(each)]
    bench = Bench(rulebook, request, asked, seconds)
    try:
        bench.ask().possible()  # else all that is proved would say nothing
        for prove in CLAIMS:
            yield from prove(bench)
        bench.afresh().possible()  # nor may what was named since contradict anything
    except Unsettled as error:
        yield bench.verdict("no-conflict", "not settled", reason=str(error))
