"""No conflict: in no case do rules stand that disagree, of the policy or of the law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import DIFFERS
from fairservice.analysis.proofs.resolution import any_of
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.analysis.proofs.witness import readable
from fairservice.decisions.decision import Decision
from fairservice.decisions.sameness import key_of_rule

MOST = 10
"""So many conflicts are told of one request; when they are mended it is asked again."""


def prove(bench: Bench) -> Iterator[Verdict]:
    resolution = bench.resolution
    conflict = any_of((resolution.law_conflict, resolution.disagree))
    if z3.is_false(conflict):
        yield bench.proved("no-conflict")
        return
    search = bench.ask()
    blocked: list[Any] = []
    with search.given(conflict):
        for _ in range(MOST):
            try:
                cases = readable(search, (bench.situation,), *blocked)
            except Unsettled as error:
                yield bench.verdict("no-conflict", "not settled", reason=str(error))
                return
            if cases is None:
                break
            found = bench.witness(cases, lambda _, decisions: decisions[0].status == "conflict")
            if found is None:
                yield bench.verdict("no-conflict", "not settled", reason=DIFFERS, cases=cases)
                return
            decision = bench.replay.decide(bench.request.name, found[0])
            pair = _pair(bench, decision)
            yield bench.verdict("no-conflict", "refuted", rules=pair, by=_narrower(bench, pair), cases=found)
            at = [bench.request.position[each] for each in pair]
            blocked.append(z3.Not(z3.And(*(resolution.stands[each] for each in at))))
        else:
            yield bench.verdict("no-conflict", "refuted", more=True)
            return
    if not blocked:
        yield bench.proved("no-conflict")


def _pair(bench: Bench, decision: Decision) -> tuple[str, str]:
    """Two of the rules that disagree."""
    rules = {rule.id: rule for rule in bench.request.rules}
    first, *rest = decision.conflict
    key = key_of_rule(rules[first])
    return first, next((each for each in rest if key_of_rule(rules[each]) != key), rest[0])


def _narrower(bench: Bench, pair: tuple[str, str]) -> tuple[str, ...]:
    """The rule of the two that fires only where the other does: it is meant as an exception to that one."""
    one, other = (bench.resolution.fires[bench.request.position[each]] for each in pair)
    search = bench.afresh()  # the other one is given a conflict by now
    for rule, here, there in ((pair[0], one, other), (pair[1], other, one)):
        try:
            if search.model_of(z3.And(here, z3.Not(there))) is None:
                return (rule,)
        except Unsettled:
            continue
    return ()
