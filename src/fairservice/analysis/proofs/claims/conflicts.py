"""No conflict: in no case do rules stand that disagree, of the policy or of the law."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import shown
from fairservice.analysis.proofs.resolution import all_of, any_of
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.decisions.decision import Decision
from fairservice.decisions.sameness import key_of_rule

MOST = 10
"""So many conflicts are told of one request; when they are mended it is asked again."""


def prove(bench: Bench) -> Iterator[Verdict]:
    resolution = bench.resolution
    conflict = any_of((resolution.law_conflict, resolution.disagree))
    for number in range(MOST):
        found = shown(bench, "no-conflict", conflict, bench.cases, lambda _, told: told[0].status == "conflict")
        if isinstance(found, Verdict):
            if found.status != "proved" or number == 0:
                yield found
            return
        pair = _pair(bench, bench.replay.decide(bench.request.name, found[0]))
        yield bench.verdict("no-conflict", "refuted", rules=pair, by=_narrower(bench, pair), cases=found)
        at = [bench.request.position[each] for each in pair]
        conflict = all_of((conflict, z3.Not(z3.And(*(resolution.stands[each] for each in at)))))
    yield bench.verdict("no-conflict", "refuted", more=True)


def _pair(bench: Bench, decision: Decision) -> tuple[str, str]:
    """Two of the rules that disagree."""
    rules = {rule.id: rule for rule in bench.request.rules}
    first, *rest = decision.conflict
    key = key_of_rule(rules[first])
    return first, next((each for each in rest if key_of_rule(rules[each]) != key), rest[0])


def _narrower(bench: Bench, pair: tuple[str, str]) -> tuple[str, ...]:
    """The rule of the two that fires only where the other does: it is meant as an exception to that one."""
    one, other = (bench.resolution.fires[bench.request.position[each]] for each in pair)
    search = bench.ask()
    for rule, here, there in ((pair[0], one, other), (pair[1], other, one)):
        try:
            if search.model_of(z3.And(here, z3.Not(there))) is None:
                return (rule,)
        except Unsettled:
            continue
    return ()
