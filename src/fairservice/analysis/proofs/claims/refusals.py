"""Complaints are heard: a complaint is never answered `no`. And each `no_but` has something to offer."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from fairservice.analysis.checks.complaint_can_be_refused import NAMES
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import refuted_by
from fairservice.analysis.proofs.resolution import all_of, any_of
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.policy.rule import Answer


def prove(bench: Bench) -> Iterator[Verdict]:
    """Of a request that takes complaints."""
    if bench.request.name in NAMES:
        resolution = bench.resolution
        refuses = all_of((z3.Not(resolution.at_least[Answer.NO_BUT]), *resolution.decided))
        yield from refuted_by(bench, "complaints-heard", refuses, lambda _, decisions: decisions[0].answer == "no")


def prove_offers(bench: Bench) -> Iterator[Verdict]:
    """Of every request."""
    resolution = bench.resolution
    offers = any_of(each.there for each in resolution.offering)
    empty = all_of((resolution.is_answer[Answer.NO_BUT], z3.Not(offers), *resolution.decided))
    yield from refuted_by(
        bench,
        "refusals-offer",
        empty,
        lambda _, decisions: decisions[0].answer == "no_but" and not decisions[0].offers,
    )
