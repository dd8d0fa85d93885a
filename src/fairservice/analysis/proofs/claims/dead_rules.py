"""No dead rule: each rule fires in some case, and in some case nothing that overrides it fires too."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from fairservice.analysis.checks.plain.belonging import is_own
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import DIFFERS
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.program import positions_in
from fairservice.policy.rulebook import condition_of


def prove(bench: Bench) -> Iterator[Verdict]:
    dead = list(_dead(bench))
    yield from dead
    if not dead:
        yield bench.proved("no-dead-rule")


def own_positions(bench: Bench) -> list[int]:
    """The rules that the policy itself wrote; a pack is told of its own when it is proved by itself."""
    return [at for at, rule in enumerate(bench.request.rules) if is_own(bench.rulebook, rule.span)]


def _dead(bench: Bench) -> Iterator[Verdict]:
    search, resolution = bench.ask(), bench.resolution
    for position in own_positions(bench):
        rule = bench.request.rules[position].id
        stands, fires = resolution.stands[position], resolution.fires[position]
        if position in bench.trials.stood:
            continue
        try:
            model = search.model_of(stands)
            if model is not None:
                bench.trials.learn(bench.situation.case(model), position)
                if position not in bench.trials.stood:
                    yield bench.verdict("no-dead-rule", "not settled", rules=(rule,), reason=DIFFERS)
                continue
            if stands is fires or search.model_of(fires) is None:
                kind = "never-fires"
                by: tuple[str, ...] = ()
            else:
                kind, by = "shadowed", _shadowing(bench, position)
        except Unsettled as error:
            yield bench.verdict("no-dead-rule", "not settled", rules=(rule,), reason=str(error))
            continue
        if short := _cut_short(bench, position):
            reason = f"it may stand where `{short}` is longer than what was looked at"
            yield bench.verdict("no-dead-rule", "not settled", rules=(rule,), reason=reason)
            continue
        yield bench.verdict("no-dead-rule", "refuted", kind=kind, rules=(rule,), by=by)


def _cut_short(bench: Bench, position: int) -> str | None:
    """A list that the rule, or one that overrides it, reads, and that was not looked at whole."""
    rules = bench.request.rules
    conditions = [
        condition_of(rules[each]) for each in (position, *positions_in(bench.request.program.above[position]))
    ]
    return next((name for name in sorted(bench.facts.read_by(conditions)) if name in bench.facts.cut_short), None)


def _shadowing(bench: Bench, position: int) -> tuple[str, ...]:
    """As few of the rules that override a rule as it takes to have one of them fire wherever it does."""
    resolution, search = bench.resolution, bench.ask()
    above = positions_in(bench.request.program.above[position])
    with search.given(resolution.fires[position]):
        core = search.core({str(each): z3.Not(resolution.fires[each]) for each in above})
    return tuple(bench.request.rules[int(each)].id for each in core or ())
