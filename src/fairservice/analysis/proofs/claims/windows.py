"""Who comes later gets more than who comes earlier: pointed out, since an owner may mean it.

What counts the time that passes is what `check` takes for it: whole numbers and definitions whose names say so. Two
cases differ only in that (of a definition between dates: in the day on which the customer came); concessions are
left out, since goodwill is often meant for who comes too late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fairservice.analysis.checks.later_gets_more import times_in
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.dead_rules import own_positions
from fairservice.analysis.proofs.claims.pairs import told_of_pair
from fairservice.analysis.proofs.comparing import Aspect, higher_answer, more_of_the_same
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.nodes import Variable
from fairservice.policy.rule import OTHERWISE


def prove(bench: Bench) -> Iterator[Verdict]:
    times = times_in(bench.request)
    found: list[Verdict] = []
    for name, node in sorted(times.items()):
        if isinstance(node, Variable):
            free = frozenset({name})
        else:
            free = frozenset({"received_on", "today"} - {bench.request.in_force_fact}) & bench.facts.read_by([node])
        if not free:
            continue
        pair = bench.beside(free)
        later = pair.second.formulas.of(node) > bench.situation.formulas.of(node)
        earlier_counts = bench.situation.formulas.of(node) >= 0
        more: dict[Aspect, Any] = {
            "answer": higher_answer(pair.other, pair.one),
            "options": more_of_the_same(pair.other, pair.one),
        }
        for verdict in told_of_pair(
            bench, "later-gets-more", pair, more, [later, earlier_counts], True, [node], name=name
        ):
            if verdict.status == "not settled" or (verdict.status == "refuted" and _is_new(bench, verdict, found)):
                status = "pointed out" if verdict.status == "refuted" else verdict.status
                found.append(replace(verdict, status=status, kind="later-gets-more"))
    yield from found
    if times and not found:
        yield bench.proved("later-gets-more")


def _is_new(bench: Bench, verdict: Verdict, told: list[Verdict]) -> bool:
    """Whether the policy's own rules have a part in it, and it was not told of another count of the same time."""
    own = {bench.request.rules[at].id for at in own_positions(bench)} | {OTHERWISE}
    return bool(own & set(verdict.rules)) and all(verdict.rules != each.rules for each in told)
