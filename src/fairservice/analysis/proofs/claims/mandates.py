"""Within mandates: no concession goes beyond what any role may approve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims.asking import refuted_by
from fairservice.analysis.proofs.resolution import Conceding, all_of
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.decisions.decision import Decision


def prove(bench: Bench) -> Iterator[Verdict]:
    if not bench.resolution.conceding:
        return
    found: list[Verdict] = []
    for each in bench.resolution.conceding:
        most = most_of(bench, each.grant)
        beyond = each.there if most is None else all_of((each.there, each.much.amount > most))

        def shows(_: object, decisions: tuple[Decision, ...], each: Conceding = each, most: int | None = most) -> bool:
            return any(
                line.rule == each.rule.id
                and line.grant == each.grant
                and (most is None or _more(line.up_to.value, most))
                for line in decisions[0].may_concede
            )

        formula = all_of((beyond, *bench.resolution.decided))
        verdicts = refuted_by(bench, "within-mandates", formula, shows)
        found += [_about(verdict, each) for verdict in verdicts if verdict.status != "proved"]
    yield from found
    if not found:
        yield bench.proved("within-mandates")


def most_of(bench: Bench, grant: str) -> int | None:
    """The most of a grant that any role may concede; None where no role may concede any."""
    return max((each.per_case for each in bench.rulebook.mandates if each.grant == grant), default=None)


def _more(value: object, most: int) -> bool:
    return isinstance(value, int) and value > most


def _about(verdict: Verdict, each: Conceding) -> Verdict:
    return replace(verdict, rules=(each.rule.id,), aspects=(each.grant,))
