"""The owner's own invariants and minimums: what never happens, who is never worse off, what is the least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, assert_never

import z3

from fairservice.analysis.proofs.bench import Bench, Shows
from fairservice.analysis.proofs.claims.asking import refuted_by
from fairservice.analysis.proofs.claims.pairs import told_of_pair
from fairservice.analysis.proofs.comparing import Aspect, covers, more_in
from fairservice.analysis.proofs.replay_owners import broken
from fairservice.analysis.proofs.resolution import ALWAYS, NEVER, Much, Resolution, Slot, all_of, any_of, negated
from fairservice.analysis.proofs.situation import Situation
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.nodes import Node
from fairservice.conditions.vocabulary import Boolean, Type
from fairservice.interpreters.smt_formula import Formulas, Term
from fairservice.policy.invariant import CONCEDE, GIVE, Change, Minimum, Never, NeverWorse, column_of, nodes_of
from fairservice.policy.rulebook import Request, Rulebook

Z = Any


def own(rulebook: Rulebook, request: Request) -> list[Never | NeverWorse | Minimum]:
    """What the owner says must be so of a request."""
    return [each for each in rulebook.invariants if each.request == request.name]


def prove(bench: Bench) -> Iterator[Verdict]:
    for each in own(bench.rulebook, bench.request):
        match each:
            case Never():
                yield from _never(bench, each)
            case Minimum():
                yield from _minimum(bench, each)
            case NeverWorse():
                yield from _never_worse(bench, each)
            case _:
                assert_never(each)


def _shows(bench: Bench, claim: Never | Minimum) -> Shows:
    return lambda cases, decisions: broken(claim, bench.rulebook, cases[0], decisions[0])


# ---- never


def _never(bench: Bench, never: Never) -> Iterator[Verdict]:
    resolution = bench.resolution
    parts = [bench.situation.formulas.of(never.condition)]
    if never.answers:
        parts.append(any_of(resolution.is_answer[answer] for answer in sorted(never.answers)))
    if never.gives:
        kept = kept_slots(resolution)
        parts.append(any_of(_gives(resolution, slot, never.gives) for slot in slots_with_added(resolution, kept)))
    for grant, test in never.concedes:
        lines = [each for each in resolution.conceding if each.grant == grant]
        parts.append(
            any_of(all_of((each.there, _passes(resolution, test, CONCEDE, grant, each.much))) for each in lines)
        )
    if never.offers:
        parts.append(any_of(each.there for each in resolution.offering if each.offer.what in never.offers))
    formula = all_of((*parts, *resolution.decided))
    yield from refuted_by(bench, "owners", formula, _shows(bench, never), nodes_of(never), name=never.name)


def kept_slots(resolution: Resolution) -> list[Slot]:
    """The options without those that another one covers."""
    slots = resolution.outcome.slots
    found = []
    for slot in slots:
        better = [all_of((_has_all(more, slot), negated(_has_all(slot, more)))) for more in slots if more is not slot]
        found.append(replace(slot, there=all_of((slot.there, negated(any_of(better))))))
    return found


def _has_all(more: Slot, less: Slot) -> Z:
    """Whether one option covers another as decisions drop them: with each of its lines, also one of nothing."""
    parts = [more.there]
    for grant, line in less.lines.items():
        theirs = more.lines.get(grant)
        parts.append(any_of((negated(line.there), NEVER if theirs is None else theirs.as_much_as(line))))
    parts += [any_of((negated(asked), less.provided.get(item, NEVER))) for item, asked in more.provided.items()]
    return all_of(parts)


def slots_with_added(resolution: Resolution, slots: Sequence[Slot]) -> list[Slot]:
    """The options with what adds to any of them, per grant as a whole; what adds to nothing is an option by itself.

    What must be provided for what adds, must be so for the whole.
    """
    added: dict[str, Much] = {}
    asked: dict[str, Z] = {}
    for each in resolution.outcome.adding:
        before = added.get(each.grant)
        there = each.much.there if before is None else z3.Or(before.there, each.much.there)
        added[each.grant] = Much(there, _together(before, each.much), each.much.type)
        for item, is_asked in each.provided.items():
            asked[item] = any_of((asked.get(item, NEVER), all_of((each.much.there, is_asked))))
    if not added:
        return list(slots)
    alone = all_of((any_of(much.there for much in added.values()), negated(any_of(slot.there for slot in slots))))
    return [
        Slot(
            slot.there,
            {**added, **slot.lines},
            {
                item: any_of((slot.provided.get(item, NEVER), asked.get(item, NEVER)))
                for item in (*slot.provided, *asked)
            },
            slot.plain,
            slot.rules,
        )
        for slot in (*slots, Slot(alone, {}, {}, True))
    ]


def _together(before: Much | None, much: Much) -> Z:
    """What the lines of a grant come to: their sum; of dates the earliest."""
    if before is None:
        return much.amount if much.earlier_is_more else z3.If(much.there, much.amount, 0)
    if much.earlier_is_more:
        first = z3.And(much.there, z3.Or(z3.Not(before.there), much.amount < before.amount))
        return z3.If(first, much.amount, before.amount)
    return before.amount + z3.If(much.there, much.amount, 0)


def _gives(resolution: Resolution, slot: Slot, gives: tuple[tuple[str, Node], ...]) -> Z:
    if any(grant not in slot.lines for grant, _ in gives):
        return any_of(())
    tests = [_passes(resolution, test, GIVE, grant, slot.lines[grant]) for grant, test in gives]
    return all_of((slot.there, *(slot.lines[grant].there for grant, _ in gives), *tests))


def _passes(resolution: Resolution, test: Node, which: str, grant: str, much: Much) -> Z:
    """Whether an amount passes a test."""
    situation = resolution.situation

    def column(name: str, type: Type) -> Term:
        if name == column_of(which, grant):
            return much.amount > 0 if isinstance(type, Boolean) else much.amount
        return situation.columns.term(name, type)

    return Formulas(column, situation.facts.texts).of(test)


# ---- minimums


def _minimum(bench: Bench, minimum: Minimum) -> Iterator[Verdict]:
    resolution = bench.resolution
    parts = []
    if minimum.answer is not None and minimum.answer in resolution.at_least:
        parts.append(resolution.at_least[minimum.answer])
    if minimum.gives:
        lines = {grant: Much(ALWAYS, resolution.figure(node), node.type) for grant, node in minimum.gives}
        asked = minimum.provided
        wanted = Slot(ALWAYS, lines, dict.fromkeys(asked or (), ALWAYS), False)
        slots = slots_with_added(resolution, resolution.outcome.slots)
        if asked is None:  # anything may be asked for it
            slots = [Slot(slot.there, slot.lines, {}, slot.plain) for slot in slots]
        parts.append(any_of(covers(slot, wanted) for slot in slots))
    condition = bench.situation.formulas.of(minimum.condition)
    formula = all_of((condition, negated(all_of(parts)), *resolution.decided))
    shows, about = _shows(bench, minimum), nodes_of(minimum)
    yield from refuted_by(bench, "owners", formula, shows, about, name=minimum.name)


# ---- never worse


def _never_worse(bench: Bench, claim: NeverWorse) -> Iterator[Verdict]:
    pair = bench.beside(claim.facts & frozenset(bench.facts.types))
    both = (bench.situation, pair.second)
    between = [situation.formulas.of(claim.condition) for situation in both]
    for change in claim.changes:
        between += _changed(change, *both)
    # who may override is no part of what a customer gets
    all = more_in(pair.one, pair.other)
    more: dict[Aspect, Z] = {aspect: each for aspect, each in all.items() if aspect != "override"}
    about = nodes_of(claim)
    yield from told_of_pair(bench, "owners", pair, more, between, second=False, about=about, name=claim.name)


def _changed(change: Change, one: Situation, other: Situation) -> list[Z]:
    parts = []
    if change.start is not None:
        parts.append(one.formulas.of(change.start))
    if change.end is not None:
        parts.append(other.formulas.of(change.end))
    if change.direction is not None:
        before, after = one.formulas.of(change.node), other.formulas.of(change.node)
        parts.append(after > before if change.direction == "higher" else after < before)
    return parts
