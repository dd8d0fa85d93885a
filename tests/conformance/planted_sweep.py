"""Everything that is wrong with a policy over a grid of cases, by deciding them all, with and without each rule.

It knows nothing of formulas: a rule is dead where it never stands in any case of the grid. So what it says is true of
the grid only; who makes the grid takes every boundary in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from fairservice.conditions.nodes import And, Constant, Node, columns_of
from fairservice.conditions.vocabulary import Boolean
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.decisions.sameness import key_of_rule
from fairservice.interpreters.reference import Reference
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.policy.rulebook import Request

if TYPE_CHECKING:
    from conformance.planted import Truth

Wrong: TypeAlias = tuple[str, tuple[str, ...]]
"""A kind of defect and the rules that it is about."""


def everything_wrong(policy: Policy, truth: Truth) -> set[Wrong]:
    """All defects of single cases that the grid of a truth shows; a rule that is dead is told once, as what it is."""
    return set(_Sweep(policy, truth).wrong())


class _Sweep:
    def __init__(self, policy: Policy, truth: Truth) -> None:
        self.policy = policy
        self.truth = truth
        self.request = policy.rulebook.requests[truth.request]
        self.decisions = self._decisions(policy)
        self.told = [content_of(each) for each in self.decisions]
        traces = [each.trace for each in self.decisions]
        self.holding = [{each.rule for each in trace if each.standing != "failed"} for trace in traces]
        self.standing = [{each.rule for each in trace if each.standing == "stands"} for trace in traces]
        self.ever_holding, self.ever_standing = set().union(*self.holding), set().union(*self.standing)

    def _decisions(self, policy: Policy) -> list[Decision]:
        request = self.truth.request
        return [
            policy.decide(request, each.case, today=each.today, received_on=each.received_on)
            for each in self.truth.grid
        ]

    def wrong(self) -> Iterator[Wrong]:
        for decision in self.decisions:
            if decision.status == "conflict":
                yield "conflict", decision.conflict
            elif decision.status != "settled":
                yield decision.status, ()
        for rule in self.request.rules:
            yield from self._dead(rule)
            yield from self._idle_overrides(rule)
        yield from self._otherwise()
        for one, other in combinations(self.request.rules, 2):
            if near_duplicates(one, other):
                yield "near-duplicate", (one.id, other.id)
        yield from self._later_gets_more()

    def _dead(self, rule: Rule) -> Iterator[Wrong]:
        if rule.id not in self.ever_holding:
            yield "never-fires", (rule.id,)
        elif rule.id not in self.ever_standing:
            yield "shadowed", (rule.id,)
        elif not self._changes(replace(rule, condition=Constant(False, Boolean()))):
            yield ("outranked" if self._always_outranked(rule) else "never-matters"), (rule.id,)

    def _idle_overrides(self, rule: Rule) -> Iterator[Wrong]:
        """What a rule says that it overrides, though without it nothing would be otherwise."""
        if rule.table is not None and self.request.tables[rule.table].hit == "first":
            return  # the order of its rows says it, not the owner
        for name in rule.overrides:
            members = self.request.tables[name].rules if name in self.request.tables else (name,)
            if rule.id not in self.ever_holding or not self.ever_holding & set(members):
                continue  # one of them is dead, and told as that
            others = tuple(each for each in rule.overrides if each != name)
            if not self._changes(replace(rule, overrides=others)):
                yield "never-matters", (rule.id, name)

    def _otherwise(self) -> Iterator[Wrong]:
        policy_rules = {rule.id for rule in self.request.rules if rule.basis == "policy"}
        if self.request.otherwise is not None and all(each & policy_rules for each in self.standing):
            yield "never-fires", (OTHERWISE,)

    def _changes(self, changed: Rule) -> bool:
        """Whether any decision of the grid is another one once a rule is changed."""
        rules = tuple(changed if rule.id == changed.id else rule for rule in self.request.rules)
        requests = {**self.policy.rulebook.requests, self.request.name: replace(self.request, rules=rules)}
        other = Policy(replace(self.policy.rulebook, requests=requests), (), Reference)
        return any(a != content_of(b) for a, b in zip(self.told, self._decisions(other), strict=True))

    def _always_outranked(self, rule: Rule) -> bool:
        """Whether a law or a promise stands wherever a rule of the policy does."""
        above = {each.id for each in self.request.rules if each.basis in ("law", "promise")}
        return rule.basis == "policy" and all(each & above for each in self.standing if rule.id in each)

    def _later_gets_more(self) -> Iterator[Wrong]:
        """A count of days since something: who comes later, all else equal, has a higher answer or more of a grant."""
        from conformance.planted import gets_more

        for name in {name for each in self.truth.grid for name in each.case if "since" in name}:
            same: dict[Hashable, list[tuple[int, Decision]]] = {}
            for moment, decision in zip(self.truth.grid, self.decisions, strict=True):
                rest = repr({**moment.case, name: None})
                key = (rest, moment.today, moment.received_on)
                same.setdefault(key, []).append((int(moment.case[name]), decision))
            for each in same.values():
                for (_, first), (_, second) in combinations(sorted(each, key=lambda pair: pair[0]), 2):
                    if gets_more(first, second):
                        yield "later-gets-more", (second.rule or "",)


def content_of(decision: Decision) -> Hashable:
    """What a decision comes to, without the words and without which rule says it."""
    options = [
        (
            tuple(sorted((line.grant, line.amount.to_json(), line.provided) for line in option.lines)),
            tuple(sorted(option.provided)),
        )
        for option in decision.options
    ]
    offers = [
        (each.what, each.calming, each.on and each.on.to_json(), each.amount and each.amount.to_json())
        for each in decision.offers
    ]
    concessions = [(each.rule, each.grant, each.up_to.to_json()) for each in decision.may_concede]
    return (
        (decision.status, decision.answer, decision.may_override),
        (tuple(sorted(options)), tuple(sorted(offers, key=repr)), tuple(sorted(concessions, key=repr))),
    )


def near_duplicates(one: Rule, other: Rule) -> bool:
    """Two rules that come to the same, and whose tests are the same but for what one of them asks of the same facts."""
    if one.basis != other.basis or one.answer is None or key_of_rule(one) != key_of_rule(other):
        return False
    mine, theirs = _tests(one), _tests(other)
    if mine.keys() != theirs.keys():
        return False
    return sum(mine[facts] != theirs[facts] for facts in mine) <= 1


def _tests(rule: Rule) -> dict[tuple[str, ...], frozenset[Node]]:
    """What a rule asks, by the facts that it asks it of."""
    found: dict[tuple[str, ...], frozenset[Node]] = {}
    for condition in (rule.in_force, rule.condition):
        for test in condition.operands if isinstance(condition, And) else (condition,):
            facts = tuple(columns_of(test))
            found[facts] = found.get(facts, frozenset()) | {test}
    return found


def overridden_by(request: Request, rule: str) -> set[str]:
    """The rules that override a rule, however many steps away."""
    position = request.position[rule]
    above = request.program.above[position]
    return {each.id for place, each in enumerate(request.rules) if above >> place & 1}
