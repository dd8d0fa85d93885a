"""No gap: a request that says its rules cover every case has a rule for every case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from fairservice.analysis.checks.plain.belonging import is_pack
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import DIFFERS
from fairservice.analysis.proofs.classes import Classes
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.analysis.proofs.witness import readable
from fairservice.policy.rulebook import condition_of

MOST = 10


def prove(bench: Bench) -> Iterator[Verdict]:
    if bench.request.otherwise is not None or is_pack(bench.rulebook):  # the policies that use a pack add the rest
        return
    resolution = bench.resolution
    gap, search = resolution.gap, bench.ask()
    classes = Classes(search, bench.situation, map(condition_of, bench.request.rules))
    told: list[Any] = []
    for _ in range(MOST):
        try:
            cases = readable(search, (bench.situation,), gap, *(z3.Not(each) for each in told))
            if cases is None:
                break
            found = bench.witness(cases, lambda _, decisions: decisions[0].status == "gap")
            if found is None:
                yield bench.verdict("no-gap", "not settled", reason=DIFFERS, cases=cases)
                return
        except Unsettled as error:
            yield bench.verdict("no-gap", "not settled", reason=str(error))
            return
        try:
            around = classes.around(cases[0], gap)
        except Unsettled:
            around = None  # the case itself is a gap all the same
        yield bench.verdict("no-gap", "refuted", cases=found, around=around)
        if around is None:  # nothing says which cases are told by this one
            yield bench.verdict("no-gap", "refuted", more=True)
            return
        told.append(bench.situation.formulas.of(around.node))
    else:
        yield bench.verdict("no-gap", "refuted", more=True)
        return
    if not told:
        yield bench.proved("no-gap")
