"""Conditions as regions: alternatives that each bound the facts. Never too narrow: what is not understood is free.

So a condition without a region can surely not hold; one with a region may hold, which a case must still show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from fairservice.analysis.checks.plain.linear import Term, branches, ends, limits
from fairservice.conditions.nodes import (
    And,
    AtLeast,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Dated,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Variable,
    conjunction,
    disjunction,
    negation,
)
from fairservice.conditions.reference import compare
from fairservice.conditions.vocabulary import Boolean, Choice, Choices, Type, Value

MAX_REGIONS = 400
MAX_SET = 6
"""Sets of more values than this are left free."""

Stretch = tuple[int | None, int | None]
_OPPOSITE: dict[Comparator, Comparator] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class TooMany(Exception):
    """A condition has more alternatives than plain analysis follows."""


@dataclass(frozen=True, slots=True)
class Among:
    """The values that a fact may have: these, or all but these."""

    values: frozenset[Value]
    all_but: bool = False

    def meet(self, other: Among) -> Among:
        if self.all_but and other.all_but:
            return Among(self.values | other.values, True)
        if self.all_but or other.all_but:
            kept, lost = (other, self) if self.all_but else (self, other)
            return Among(kept.values - lost.values)
        return Among(self.values & other.values)

    @property
    def empty(self) -> bool:
        return not self.all_but and not self.values


@dataclass(frozen=True, slots=True)
class Region:
    """Facts within these values, and sums of facts within these stretches."""

    among: Mapping[str, Among] = field(default_factory=dict)
    stretches: Mapping[Term, Stretch] = field(default_factory=dict)

    def meet(self, other: Region) -> Region | None:
        """What lies in both; None where nothing does."""
        among, stretches = dict(self.among), dict(self.stretches)
        for name, allowed in other.among.items():
            among[name] = among[name].meet(allowed) if name in among else allowed
            if among[name].empty:
                return None
        for term, stretch in other.stretches.items():
            stretches[term] = within(stretches.get(term, (None, None)), stretch)
            if is_empty(stretches[term]):
                return None
        return Region(among, stretches)


ANYWHERE = Region()


def within(one: Stretch, other: Stretch) -> Stretch:
    """What lies in both stretches."""
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return max(lows, default=None), min(highs, default=None)


def is_empty(stretch: Stretch) -> bool:
    low, high = stretch
    return low is not None and high is not None and low > high


def regions(node: Node, truth: bool = True) -> list[Region]:
    """Where a condition is true (or false), given all facts. Raises `TooMany`."""
    match node:
        case Constant(value=value):
            return [ANYWHERE] if value is truth else []
        case Variable(name=name):
            return [Region({name: Among(frozenset([truth]))})]
        case Named(body=body):
            return regions(body, truth)
        case Not(operand=operand):
            return regions(operand, not truth)
        case And(operands=operands):
            return every(operands, truth) if truth else some(operands, truth)
        case Or(operands=operands):
            return some(operands, truth) if truth else every(operands, truth)
        case AtLeast(count, operands):
            wanted = count if truth else len(operands) - count + 1
            return _several(wanted, operands, truth)
        case Comparison(operator, left, right):
            return _compared(operator if truth else _OPPOSITE[operator], left, right)
        case OneOf(operand, values):
            equal = [Comparison("=", operand, Constant(value, operand.type)) for value in values]
            return regions(disjunction(equal), truth)
        case Contains(Variable(name, Choices(all_values)), which, values) if len(all_values) <= MAX_SET:
            test = any if which == "any" else all
            return [
                Region(
                    {name: Among(frozenset(s for s in _subsets(all_values) if test(v in s for v in values) is truth))}
                )
            ]
        case Conditional() | Dated() | LookUp():
            found = branches(node)
            if any(value is node for _, value in found):
                return [ANYWHERE]
            return limited(
                region for guard, value in found for region in every((guard, value if truth else negation(value)), True)
            )
        case _:
            return [ANYWHERE]


def every(operands: Iterable[Node], truth: bool) -> list[Region]:
    """Where all of them are true (or false)."""
    found = [ANYWHERE]
    for operand in operands:
        found = limited(met for one in regions(operand, truth) for each in found if (met := each.meet(one)))
    return found


def some(operands: Iterable[Node], truth: bool) -> list[Region]:
    """Where one or more of them is true (or false)."""
    return limited(region for operand in operands for region in regions(operand, truth))


def limited(found: Iterable[Region]) -> list[Region]:
    """The regions as a list. Raises `TooMany`."""
    kept: list[Region] = []
    for region in found:
        if region == ANYWHERE:
            return [ANYWHERE]
        kept.append(region)
        if len(kept) > MAX_REGIONS:
            raise TooMany
    return kept


def _several(count: int, operands: tuple[Node, ...], truth: bool) -> list[Region]:
    if count <= 0:
        return [ANYWHERE]
    if len(operands) > 12:
        raise TooMany
    return limited(region for chosen in combinations(operands, count) for region in every(chosen, truth))


def _subsets(values: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(chosen) for size in range(len(values) + 1) for chosen in combinations(values, size)]


def _compared(operator: Comparator, left: Node, right: Node) -> list[Region]:
    if isinstance(left.type, Boolean):
        same = disjunction([conjunction([left, right]), conjunction([negation(left), negation(right)])])
        return regions(same, operator == "=")
    found: list[Region] = []
    for guard, a in branches(left):
        for other_guard, b in branches(right):
            here = _between(operator, a, b)
            if here:
                both = every((guard, other_guard), True)
                found = limited(
                    [*found, *(met for one in both for each in here if (met := one.meet(each)) is not None)]
                )
    return found


def _between(operator: Comparator, a: Node, b: Node) -> list[Region]:
    """A comparison of two values without branches."""
    if ends(a.type) is not None:
        term, stretches = limits(operator, a, b)
        if not term:
            return [ANYWHERE] if any(not is_empty(within((0, 0), each)) for each in stretches) else []
        return [Region(stretches={term: each}) for each in stretches]
    if isinstance(a, Constant) and isinstance(b, Constant):
        return [ANYWHERE] if compare(operator, a.value, b.value) else []
    if isinstance(b, Variable) and isinstance(a, Constant):
        a, b = b, a
    if isinstance(a, Variable) and isinstance(b, Constant):
        asked = Among(frozenset([b.value]), operator == "!=").meet(whole(a.type))
        return [] if asked.empty else [Region({a.name: asked})]
    return [ANYWHERE]


def whole(type: Type) -> Among:
    """All values that a fact without an order can have."""
    match type:
        case Boolean():
            return Among(frozenset([True, False]))
        case Choice(values):
            return Among(frozenset(values))
        case Choices(values) if len(values) <= MAX_SET:
            return Among(frozenset(_subsets(values)))
        case _:
            return Among(frozenset(), True)


def narrowed(region: Region, known: Mapping[str, Stretch]) -> dict[Node, Stretch] | None:
    """The stretch of each part of the sums of a region, from their ranges; None where they cannot all be met.

    `known` has narrower ranges than the types say, by name.
    """
    found: dict[Node, Stretch] = {}
    for term in region.stretches:
        for node, _ in term:
            name = node.name if isinstance(node, Variable) else ""
            found[node] = within(ends(node.type) or (None, None), known.get(name, (None, None)))
    for _ in range(8):
        before = dict(found)
        for term, stretch in region.stretches.items():
            if not _narrow(term, stretch, found):
                return None
        if before == found:
            break
    return None if any(map(is_empty, found.values())) else found


def _narrow(term: Term, stretch: Stretch, found: dict[Node, Stretch]) -> bool:
    """Narrows each part by what the others leave it."""
    for node, count in term:
        lows = highs = 0
        open_low = open_high = False
        for other, times in term:
            if other == node:
                continue
            low, high = found[other] if times > 0 else (found[other][1], found[other][0])
            open_low, open_high = open_low or low is None, open_high or high is None
            lows, highs = lows + (low or 0) * times, highs + (high or 0) * times
        least = None if stretch[0] is None or open_high else stretch[0] - highs
        most = None if stretch[1] is None or open_low else stretch[1] - lows
        if count < 0:
            least, most = most, least
        here = (
            None if least is None else -(-least // count),
            None if most is None else most // count,
        )
        found[node] = within(found[node], here)
        if is_empty(found[node]):
            return False
    return True
