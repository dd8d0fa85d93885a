"""What is claimed of two cases held beside each other: who is ruder, who complained, who is protected, and our delay.

- Rudeness never pays: of two cases that differ only in conduct and influence, none better in the second, the second
  is decided no better.
- Rights never shrink: of two that differ only in conduct, goodwill, influence and complaint facts (for law rules:
  segment too), the same rights hold; only a law prohibition that itself reads such facts may lower them.
- Complaining never costs: raising complaint facts lowers nothing.
- Protected facts decide nothing.
- No backlog: a right of the law is the same however long we take to look, with the same rules in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import z3

from fairservice.analysis.proofs.bench import Bench, Beside
from fairservice.analysis.proofs.claims.asking import Cases, at_work, shown
from fairservice.analysis.proofs.comparing import Aspect, added_less, more_in, plainly_more_in, uncovered
from fairservice.analysis.proofs.replay import covered
from fairservice.analysis.proofs.replay import more_in as more_shown
from fairservice.analysis.proofs.resolution import Resolution, all_of, any_of, negated
from fairservice.analysis.proofs.search import Unsettled
from fairservice.analysis.proofs.verdict import Claim, Verdict
from fairservice.conditions.declarations import About
from fairservice.conditions.nodes import Node
from fairservice.conditions.vocabulary import Boolean, Choice, Choices, Quantity, Type
from fairservice.decisions.decision import Decision
from fairservice.policy.rulebook import condition_of

Z = Any


def about(bench: Bench, *kinds: About) -> frozenset[str]:
    """The facts of the request that are about one of these."""
    facts = bench.rulebook.facts
    return frozenset(name for name in bench.facts.types if facts[name].about in kinds)


# ---- rudeness never pays


def prove_rudeness(bench: Bench) -> Iterator[Verdict]:
    free = about(bench, "conduct", "influence")
    yield from no_better(bench, "rudeness-never-pays", free, second_is_worse=True)


def prove_complaining(bench: Bench) -> Iterator[Verdict]:
    free = about(bench, "complaint")
    yield from no_better(bench, "complaining-never-costs", free, second_is_worse=False)


def no_better(bench: Bench, claim: Claim, free: frozenset[str], second_is_worse: bool) -> Iterator[Verdict]:
    """Of two cases, the second no better behaved or with more complained of: which may not be better, or worse."""
    if not free:
        yield bench.proved(claim, reason="nothing here depends on such facts")
        return
    pair = bench.beside(free)
    between = [part for name in sorted(free) for part in _step(pair, name)]
    better, worse = (pair.other, pair.one) if second_is_worse else (pair.one, pair.other)
    if _much(better) > MUCH:
        try:
            plainly = plainly_more_in(better, worse)
            if pair.ask().model_of(all_of((plainly, *between))) is None:
                yield bench.proved(claim)
                return
        except Unsettled:
            pass  # the whole question may be easier
    yield from told_of_pair(bench, claim, pair, more_in(better, worse), between, second_is_worse)


MUCH = 30
"""Of more options, offers and concessions than this, each is first laid beside that of its own rule."""


def _much(resolution: Resolution) -> int:
    return len(resolution.outcome.slots) + len(resolution.offering) + len(resolution.conceding)


def told_of_pair(
    bench: Bench,
    claim: Claim,
    pair: Beside,
    more: dict[Aspect, Z],
    between: list[Z],
    second: bool,
    about: Iterable[Node] = (),
    **told: Any,
) -> Iterator[Verdict]:
    """One verdict: refuted by two cases of which one is better in some aspect than the other may be.

    `about`: as `Bench.witness` has it.
    """

    def aspects(decisions: tuple[Decision, ...]) -> list[str]:
        one, other = decisions if second else reversed(decisions)
        return more_shown(other, one, bench.rulebook)

    def find(formula: Z) -> Cases | None:
        return pair.cases(formula, *between)

    found = shown(
        bench, claim, any_of(more.values()), find, lambda _, decisions: bool(aspects(decisions)), about, **told
    )
    if isinstance(found, Verdict):
        yield found
        return
    decided = tuple(bench.replay.decide(bench.request.name, case) for case in found)
    better_first = reversed(decided) if second else decided
    rules = tuple(dict.fromkeys(rule for each in better_first for rule in at_work(each)))
    yield bench.verdict(claim, "refuted", rules=rules, cases=found, aspects=tuple(aspects(decided)), **told)


def _step(pair: Beside, name: str) -> list[Z]:
    """That a fact is no better in the second case, where the policy says which way is worse; else anything."""
    fact = pair.bench.rulebook.facts[name]
    one, other = pair.bench.situation.columns.terms[name], pair.second.columns.terms[name]
    if fact.about == "complaint":
        return _raised(fact.type, one, other)
    match fact.type, fact.worse:
        case ((Quantity() | Choice(ordered=True)), "higher"):
            return [other >= one]
        case ((Quantity() | Choice(ordered=True)), "lower"):
            return [other <= one]
        case Boolean(), "true":
            return [z3.Implies(one, other)]
        case Boolean(), "false":
            return [z3.Implies(other, one)]
        case _:
            return []


def _raised(type: Type, one: Z, other: Z) -> list[Z]:
    match type:
        case Boolean():
            return [z3.Implies(one, other)]
        case Quantity() | Choice(ordered=True):
            return [other >= one]
        case Choices(values):
            return [z3.Implies(one.members[each], other.members[each]) for each in values]
        case _:
            return []


# ---- rights never shrink


def prove_rights(bench: Bench) -> Iterator[Verdict]:
    rules = bench.request.rules
    kinds: tuple[About, ...] = ("conduct", "goodwill", "influence", "complaint")
    promises = [p for p in bench.resolution.rights if rules[p].basis == "promise"]
    laws = [p for p in bench.resolution.rights if rules[p].basis == "law"]
    if not laws and not promises:
        return
    verdicts = []
    for among, free in ((promises, about(bench, *kinds)), (laws, about(bench, *kinds, "segment"))):
        if among and free:
            verdicts += list(_rights(bench, among, free))
    refuted = [each for each in verdicts if each.status != "proved"]
    yield from refuted
    if not refuted:
        listed = tuple(dict.fromkeys(rule for each in verdicts for rule in each.by))
        yield bench.proved("rights-never-shrink", by=listed)


def _rights(bench: Bench, among: list[int], free: frozenset[str]) -> Iterator[Verdict]:
    pair = bench.beside(free)
    reading = [
        p
        for p in pair.other.prohibitions
        if bench.facts.read_by([condition_of(bench.request.rules[p])]) & free
        if bench.request.rules[p].basis == "law"
    ]
    allowed = any_of(pair.other.stands[p] for p in reading)
    yield from _shrunk(bench, "rights-never-shrink", pair, among, allowed, [bench.request.rules[p].id for p in reading])


def prove_backlog(bench: Bench) -> Iterator[Verdict]:
    laws = [p for p in bench.resolution.rights if bench.request.rules[p].basis == "law"]
    if not laws:
        return
    free = frozenset({"today"}) & bench.facts.read
    if not free:
        yield bench.proved("no-backlog", reason="nothing here depends on such facts")
        return
    pair = bench.beside(free, pinned=True)
    yield from _shrunk(bench, "no-backlog", pair, laws, any_of(()), [])


def _shrunk(
    bench: Bench, claim: Claim, pair: Beside, among: list[int], allowed: Z, listed: list[str]
) -> Iterator[Verdict]:
    """One verdict: whether a right of these rules holds in one case and not in the other."""
    mine = [slot for slot in pair.one.outcome.slots if slot.rules and set(slot.rules) <= set(among)]
    added = [line for line in pair.one.outcome.adding if line.rules and set(line.rules) <= set(among)]
    lost = [uncovered(slot, pair.other) for slot in mine]
    lost += [added_less(line, pair.other.outcome.adding) for line in added]
    formula = all_of((any_of(lost), negated(allowed)))
    name, rules = bench.request.name, bench.request.rules
    gone: list[str] = []

    def find(formula: Z) -> Cases | None:
        same_period = pair.second.same_period  # told of such days, a case is decided as it was proved
        return (pair.cases(formula, *same_period) if same_period else None) or pair.cases(formula)

    def shows(cases: Cases, decisions: tuple[Decision, ...]) -> bool:
        for position in among:
            if any(not covered(right, decisions[1]) for right in bench.replay.rights(name, cases[0], [position])):
                gone.append(rules[position].id)
        return bool(gone)

    found = shown(bench, claim, formula, find, shows)
    if isinstance(found, Verdict):
        yield replace(found, by=tuple(listed)) if found.status == "proved" else found
        return
    other = bench.replay.decide(name, found[1])
    yield bench.verdict(claim, "refuted", rules=tuple(gone), by=other.rules, cases=found, aspects=("options",))


# ---- protected facts


def prove_protected(bench: Bench) -> Iterator[Verdict]:
    facts = bench.rulebook.facts
    free = frozenset(name for name in bench.facts.types if facts[name].protected)
    if not any(fact.protected for fact in facts.values()):
        return
    if not free:
        yield bench.proved("protected-facts", reason="nothing here depends on such facts")
        return
    pair = bench.beside(free)
    both = [*more_in(pair.other, pair.one).values(), *more_in(pair.one, pair.other).values()]
    formula = any_of([*both, _other_words(pair)])
    found = shown(
        bench, "protected-facts", formula, pair.cases, lambda _, decisions: said(decisions[0]) != said(decisions[1])
    )
    if isinstance(found, Verdict):
        yield found
        return
    names = [name for name in sorted(free) if found[0].get(name) != found[1].get(name)]
    decided = [bench.replay.decide(bench.request.name, case) for case in found]
    rules = tuple(dict.fromkeys(rule for each in decided for rule in at_work(each)))
    yield bench.verdict("protected-facts", "refuted", rules=rules, cases=found, aspects=tuple(names))


def said(decision: Decision) -> tuple[object, ...]:
    """What a decision says to a customer and lets an employee do."""
    return (
        decision.answer,
        decision.options,
        decision.offers,
        decision.may_concede,
        decision.may_override,
        decision.say,
        decision.if_pressed,
    )


def _other_words(pair: Beside) -> Z:
    """Other rules stand, so that something else may be said."""
    return any_of(
        one != other for one, other in zip(pair.one.stands, pair.other.stands, strict=True) if not one.eq(other)
    )
