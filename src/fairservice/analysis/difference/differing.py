"""What two versions can differ in besides that one gives more: in formulas, for all cases at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

from fairservice.analysis.difference.shown_options import lists_differ
from fairservice.analysis.proofs.resolution import (
    ALWAYS,
    NEVER,
    Offering,
    Resolution,
    all_of,
    any_of,
    negated,
)
from fairservice.conditions.vocabulary import Quantity, Type
from fairservice.decisions.sameness import key_of_rule, nodes_of
from fairservice.policy.rule import Answer

Z = Any
OTHER_UNIT = " in another unit"


def differs_beside(one: Resolution, other: Resolution) -> Z:
    """That a decision differs in what makes it neither better nor worse.

    The word of the answer (`no_but` with only calming offers is worth as much as `no`), calming offers, which role may
    answer otherwise, where neither role stands above the other, and options that are worth no more than another.
    """
    answers = [one.is_answer[each] != other.is_answer[each] for each in Answer]
    calming = [_missing(each, other.offering) for each in one.offering if each.offer.calming]
    calming += [_missing(each, one.offering) for each in other.offering if each.offer.calming]
    roles = dict.fromkeys((*one.overriding, *other.overriding))
    overriding = [one.overriding.get(role, NEVER) != other.overriding.get(role, NEVER) for role in roles]
    return any_of([*answers, *calming, *overriding, lists_differ(one, other)])


def _missing(each: Offering, others: Iterable[Offering]) -> Z:
    same = [
        all_of((other.there, _equal(each.on, other.on), _equal(each.amount, other.amount)))
        for other in others
        if other.offer.calming and other.offer.what == each.offer.what
    ]
    return all_of((each.there, negated(any_of(same))))


def _equal(one: Z | None, other: Z | None) -> Z:
    if one is None or other is None:
        return ALWAYS if one is other else NEVER
    return one == other


def clash(resolution: Resolution, named: Iterable[str]) -> Z:
    """That some of these rules stand and contradict each other, each pair by itself, so that it can be denied too."""
    request = resolution.request
    policy = [request.position[name] for name in named if name in request.position]
    policy = [position for position in policy if position in set(resolution.policy)]
    pairs = [
        all_of((resolution.allowed, resolution.stands[p], resolution.stands[q], _come_apart(resolution, p, q)))
        for p, q in combinations(policy, 2)
    ]
    return any_of([*pairs, resolution.law_conflict])


def _come_apart(resolution: Resolution, one: int, other: int) -> Z:
    rules = resolution.request.rules
    mine, theirs = key_of_rule(rules[one])[0], key_of_rule(rules[other])[0]
    if mine != theirs:
        return ALWAYS
    both = zip(nodes_of(rules[one]), nodes_of(rules[other]), strict=True)
    return any_of(resolution.figure(a) != resolution.figure(b) for a, b in both if a is not None and b is not None)


def tell_units_apart(one: Resolution, other: Resolution) -> frozenset[str]:
    """Gives grants and offers that are counted in another unit now another name, so that no amount equals another's.

    The grants that this concerns.
    """
    old, new = one.facts.rulebook.grants, other.facts.rulebook.grants
    grants = frozenset(name for name in new if name in old and _unit(old[name].type) != _unit(new[name].type))
    if grants:
        other.outcome.slots[:] = [
            replace(slot, lines={_renamed(grant, grants): much for grant, much in slot.lines.items()})
            for slot in other.outcome.slots
        ]
        other.outcome.adding[:] = [replace(each, grant=_renamed(each.grant, grants)) for each in other.outcome.adding]
        other.conceding[:] = [replace(each, grant=_renamed(each.grant, grants)) for each in other.conceding]
    known = {(each.offer.what, _offered_in(each)) for each in one.offering}
    named = {what for what, _ in known}
    other.offering[:] = [
        replace(each, offer=replace(each.offer, what=each.offer.what + OTHER_UNIT))
        if each.offer.what in named and (each.offer.what, _offered_in(each)) not in known
        else each
        for each in other.offering
    ]
    return grants


def _renamed(grant: str, grants: frozenset[str]) -> str:
    return grant + OTHER_UNIT if grant in grants else grant


def _offered_in(each: Offering) -> tuple[object, ...]:
    return () if each.offer.amount is None else _unit(each.offer.amount.type)


def _unit(type: Type) -> tuple[object, ...]:
    if isinstance(type, Quantity):
        return type.dimension, type.scale, type.unit
    return (type.__class__,)
