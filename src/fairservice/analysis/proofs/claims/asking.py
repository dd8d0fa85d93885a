"""How claims ask: whether there is a case, or a pair of cases, of which a formula is true, and what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import z3

from fairservice.analysis.proofs.bench import Bench, Shows
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Claim, Verdict
from fairservice.analysis.proofs.witness import readable
from fairservice.conditions.nodes import Node
from fairservice.decisions.decision import Decision

Z = Any

DIFFERS = "the prover and the definition do not agree on a case; that is a fault of fairservice, please report it"


def refuted_by(
    bench: Bench, claim: Claim, formula: Z, shows: Shows, about: Iterable[Node] = (), **told: Any
) -> Iterator[Verdict]:
    """One verdict: refuted by a case of which the formula is true, or proved. `about`: as `Bench.witness` has it."""
    if z3.is_false(formula):
        yield bench.proved(claim, **told)
        return
    try:
        cases = readable(bench.ask(), (bench.situation,), formula)
    except Unsettled as error:
        yield bench.verdict(claim, "not settled", reason=str(error), **told)
        return
    if cases is None:
        yield bench.proved(claim, **told)
        return
    found = bench.witness(cases, shows, about)
    if found is None:
        yield bench.verdict(claim, "not settled", reason=DIFFERS, cases=cases, **told)
        return
    rules = tuple(at_work(bench.replay.decide(bench.request.name, found[0])))
    yield bench.verdict(claim, "refuted", rules=rules, cases=found, **told)


def at_work(decision: Decision) -> list[str]:
    """The rules that make a decision what it is."""
    conceding = [each.rule for each in decision.may_concede]
    giving = [line.rule for option in decision.options for line in option.lines if line.rule]
    return list(dict.fromkeys([*decision.rules, *giving, *conceding]))
