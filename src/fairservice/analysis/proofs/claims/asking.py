"""How claims ask: whether there is a case, or a pair of cases, of which a formula is true, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import z3

from fairservice.analysis.proofs.bench import Bench, Shows
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.situation import Case
from fairservice.analysis.proofs.verdict import Claim, Verdict
from fairservice.conditions.nodes import Node
from fairservice.decisions.decision import Decision

Z = Any
Cases = tuple[Case, ...]

DIFFERS = "the prover and the definition do not agree on a case; that is a fault of fairservice, please report it"


def shown(
    bench: Bench,
    claim: Claim,
    formula: Z,
    find: Callable[[Z], Cases | None],
    shows: Shows,
    about: Iterable[Node] = (),
    **told: Any,
) -> Cases | Verdict:
    """The cases of which a formula is true, fit to be told; or the verdict that there are none, or none was settled.

    `find` finds them, and raises `Unsettled`. `about`: as `Bench.witness` has it.
    """
    if z3.is_false(formula):
        return bench.proved(claim, **told)
    try:
        cases = find(formula)
    except Unsettled as error:
        return bench.verdict(claim, "not settled", reason=str(error), **told)
    if cases is None:
        return bench.proved(claim, **told)
    found = bench.witness(cases, shows, about)
    return bench.verdict(claim, "not settled", reason=DIFFERS, cases=cases, **told) if found is None else found


def refuted_by(
    bench: Bench, claim: Claim, formula: Z, shows: Shows, about: Iterable[Node] = (), **told: Any
) -> Iterator[Verdict]:
    """One verdict: refuted by a case of which the formula is true, or proved. `about`: as `Bench.witness` has it."""
    found = shown(bench, claim, formula, bench.cases, shows, about, **told)
    if isinstance(found, Verdict):
        yield found
        return
    rules = tuple(at_work(bench.replay.decide(bench.request.name, found[0])))
    yield bench.verdict(claim, "refuted", rules=rules, cases=found, **told)


def at_work(decision: Decision) -> list[str]:
    """The rules that make a decision what it is."""
    conceding = [each.rule for each in decision.may_concede]
    giving = [line.rule for option in decision.options for line in option.lines if line.rule]
    return list(dict.fromkeys([*decision.rules, *giving, *conceding]))
