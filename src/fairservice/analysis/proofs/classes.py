"""From one case to all that are like it: the conditions that already make it so, as few and as wide as they come.

A *class* is a conjunction of tests on single facts, in the figures that the policy itself compares with, and where
that is not enough of further conditions of its rules. Whatever lies in it has the property that was asked for: that
is proved, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Literal

import z3

from fairservice.analysis.proofs.search import Search, Unsettled
from fairservice.analysis.proofs.situation import Case, Situation
from fairservice.conditions.nodes import (
    FLIPPED,
    And,
    Arithmetic,
    AtLeast,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Count,
    Dated,
    Extreme,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Some,
    Total,
    Variable,
    children,
    conjunction,
    negation,
    open_levels,
)
from fairservice.conditions.reference import calculate, value_of
from fairservice.conditions.vocabulary import (
    CLOCKS,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Text,
    Type,
    Value,
    int_of,
    write_value,
)
from fairservice.decisions.case import with_parts

Z = Any
Version = Literal["first", "second", "both"]
MOST_CONDITIONS = 300
"""So many conditions that join several facts are tried in describing a class."""


MOST_FIGURES = 64
"""So many figures that a calculation can come to are taken as ends of stretches."""


@dataclass(frozen=True)
class Test:
    """What a class asks of one fact: one of these values, or a stretch of them."""

    name: str
    type: Type
    low: int | None = None
    high: int | None = None
    values: tuple[Value, ...] = ()

    @property
    def node(self) -> Node:
        """The test as a condition."""
        fact = Variable(self.name, self.type)
        if isinstance(self.type, Boolean):
            return fact if self.values[0] is True else Not(fact)
        if isinstance(self.type, Choices):
            held = self.values[0]
            assert isinstance(held, frozenset)
            others = tuple(each for each in self.type.values if each not in held)
            parts: list[Node] = [Contains(fact, "all", tuple(sorted(held)))] if held else []
            return conjunction([*parts, *([Not(Contains(fact, "any", others))] if others else [])])
        if self.values:
            constants = [Constant(value, self.type) for value in self.values]
            return Comparison("=", fact, constants[0]) if len(constants) == 1 else OneOf(fact, self.values)
        if self.low == self.high and self.low is not None:
            return Comparison("=", fact, Constant(self.low, self.type))
        ends: list[Node] = []
        if self.low is not None:
            ends.append(Comparison(">=", fact, Constant(self.low, self.type)))
        if self.high is not None:
            ends.append(Comparison("<=", fact, Constant(self.high, self.type)))
        return conjunction(ends)

    @property
    def says_something(self) -> bool:
        return bool(self.values) or self.low is not None or self.high is not None

    @property
    def written(self) -> str:
        """The test as an owner writes it behind the fact's name; of a set of choices it may be two."""
        if isinstance(self.type, Choices):
            return " and ".join(self.of_choices)
        if self.values:
            return ", ".join(write_value(value, self.type) for value in self.values)
        low = None if self.low is None else write_value(self.low, self.type)
        high = None if self.high is None else write_value(self.high, self.type)
        if low is not None and high is not None:
            return low if low == high else f"{low} to {high}"
        return f"at least {low}" if high is None else f"at most {high}"

    @property
    def of_choices(self) -> list[str]:
        """Of a set of choices which it has, and which it has not: a test each."""
        assert isinstance(self.type, Choices)
        held = self.values[0]
        assert isinstance(held, frozenset)
        others = [each for each in self.type.values if each not in held]
        parts = {"all of": sorted(held), "none of": others}
        return [f"{how} {', '.join(named)}" for how, named in parts.items() if named]


@dataclass(frozen=True)
class Class:
    """All cases that pass these tests, and of which these conditions are true."""

    tests: tuple[Test, ...]
    conditions: tuple[Node, ...]
    versions: tuple[Version, ...] = ()
    """Of each condition whether it is one of the first nodes that it was described by, of the others, or of both."""

    @property
    def node(self) -> Node:
        return conjunction([*(test.node for test in self.tests), *self.conditions])


class Classes:
    """Describes classes of the cases of one situation, in the figures and conditions that `nodes` speak of.

    `others` are those of another version of the policy, where two are compared.
    """

    def __init__(
        self, search: Search, situation: Situation, nodes: Iterable[Node], others: Iterable[Node] = ()
    ) -> None:
        self.search = search
        self.situation = situation
        self.cuts: dict[str, set[int]] = {}
        self.joint: dict[Node, Version] = {}
        seen: set[int] = set()
        for version, listed in (("first", nodes), ("second", others)):
            self._version: Version = version  # type: ignore[assignment]
            for node in listed:
                self._read(node, seen)

    # ---- what can be said

    def _read(self, node: Node, seen: set[int]) -> None:
        """Takes the figures that single facts are compared with, and the conditions that join several facts."""
        pending = [node]
        while pending:
            each = pending.pop()
            match each:
                case And(operands) | Or(operands) | AtLeast(_, operands):
                    pending += operands
                case Not(operand):
                    pending.append(operand)
                case Named(body=body):
                    if id(each) not in seen:
                        seen.add(id(each))
                        if isinstance(each.type, Boolean) and not isinstance(body, Variable):
                            self._join(each)
                        pending.append(body)
                case Comparison(operator, left, right):
                    if not (self._cut(operator, left, right) or self._cut(FLIPPED[operator], right, left)):
                        self._join(each)
                    pending += [left, right]
                case Some():
                    self._join(each)
                case OneOf(operand) if not _fact_in(operand):
                    self._join(each)
                case Conditional(condition, then, otherwise):
                    pending += [condition, then, otherwise]
                case Dated(_, versions):
                    pending += [body for _, body in versions]
                    if isinstance(each.on, Variable):
                        self.cuts.setdefault(each.on.name, set()).update(first for first, _ in versions)
                case Some() | Count() | Total() | Extreme():
                    pass
                case _:
                    pending += children(each)

    def _join(self, node: Node) -> None:
        if not open_levels(node):
            before = self.joint.setdefault(node, self._version)
            if before != self._version:
                self.joint[node] = "both"

    def _cut(self, operator: str, left: Node, right: Node) -> bool:
        fact = _fact_in(left)
        if fact is not None and isinstance(left.type, Choice) and not left.type.ordered:
            return isinstance(right, Constant)
        figures = list(_constants(right))
        if fact is None or not figures or not isinstance(left.type, Quantity | Choice):
            return False
        found = self.cuts.setdefault(fact[0].name, set())
        for figure in figures:
            below = figure // fact[1]  # the greatest value that is not above it
            least = below if below * fact[1] == figure else below + 1
            found.update(
                {"<=": [below + 1], ">": [below + 1], "<": [least], ">=": [least]}.get(operator, [least, below + 1])
            )
        return True

    # ---- one class

    def around(self, case: Case, formula: Z) -> Class | None:
        """The class of a case of which a formula is true: of all in it, it is true. Raises `Unsettled`."""
        with self.search.given(z3.Not(formula)):
            loose = dict(self._tests(case))
            joint = {f"condition {at}": node for at, node in enumerate(list(self.joint)[:MOST_CONDITIONS])}
            truths = {name: self._as_met(node, case) for name, node in joint.items()}
            parts = {name: self._term(test) for name, test in loose.items()}
            tight = {f"exactly {name}": Test(name, type, values=(case[name],)) for name, type in self._scalars(case)}
            exact = {name: self._term(test) for name, test in tight.items()}
            lists = {
                f"exactly {name}": self.situation.columns.is_value(name, value)
                for name, value in case.items()
                if isinstance(value, tuple)
            }
            terms = {name: self.situation.formulas.of(node) for name, node in truths.items()}
            fixed: list[str] = []
            core = self.search.core(parts) or self.search.core({**terms, **parts})
            if core is None:  # some facts have to be just so; as few as it takes
                with self.search.given(*parts.values(), *terms.values()):
                    fixed = self.search.core({**lists, **exact}) or []
                with self.search.given(*({**lists, **exact}[each] for each in fixed)):
                    core = self.search.core({**terms, **parts})
            if core is None or any(each in lists for each in fixed):
                return None  # a class has no words for a list that has to be just so
            tests = [
                *(tight[each] for each in fixed if each in tight),
                *(loose[each] for each in core if each in loose),
            ]
            conditions = tuple(truths[each] for each in core if each in truths)
            tests = self._widened(tests, conditions)
            versions = tuple(self.joint[joint[each]] for each in core if each in truths)
            return Class(_merged(each for each in tests if each.says_something), conditions, versions)

    def _scalars(self, case: Case) -> Iterator[tuple[str, Type]]:
        types = self.situation.facts.types
        return ((name, types[name]) for name, value in case.items() if not isinstance(value, tuple))

    def _tests(self, case: Case) -> Iterator[tuple[str, Test]]:
        """What can be said of each fact by itself: which value, or between which figures of the policy it lies."""
        for name, type in self._scalars(case):
            if isinstance(type, Quantity) or (isinstance(type, Choice) and type.ordered):
                value = int_of(case[name])
                cuts = sorted({*self.cuts.get(name, ()), *_something(type)})
                low = max((cut for cut in cuts if cut <= value), default=None)
                high = min((cut - 1 for cut in cuts if cut > value), default=None)
                if low is not None:
                    yield f"{name} from", Test(name, type, low=low)
                if high is not None:
                    yield f"{name} to", Test(name, type, high=high)
            elif not isinstance(type, Text) or case[name] in self.situation.facts.texts.numbers:
                yield name, Test(name, type, values=(case[name],))

    def _as_met(self, node: Node, case: Case) -> Node:
        whole = with_parts(dict(case), self.situation.columns.terms, self.situation.facts.rulebook)
        return node if value_of(node, whole) is True else negation(node)

    def _term(self, test: Test) -> Z:
        return _term(self.situation, test)

    def _widened(self, tests: list[Test], conditions: tuple[Node, ...]) -> list[Test]:
        """Each test taken as far as it goes, one after the other."""
        met = [self.situation.formulas.of(node) for node in conditions]
        for at in range(len(tests)):
            others = [self._term(each) for place, each in enumerate(tests) if place != at]
            tests[at] = self._wide(tests[at], [*met, *others])
        return tests

    def _wide(self, test: Test, met: list[Z]) -> Test:
        if test.low is not None or test.high is not None:
            for wider in self._stretches(test):
                if not self._still(wider, met):
                    break
                test = wider
        elif isinstance(test.type, Quantity):  # it had to be just so, for want of a figure that it is compared with
            value, type = int_of(test.values[0]), test.type
            low, high = (self._furthest(test, value, end, met) for end in (type.low, type.high))
            if low < high:
                test = Test(test.name, type, None if low == type.low else low, None if high == type.high else high)
        elif isinstance(test.type, Choice) and not test.type.ordered:
            for other in test.type.values:
                wider = Test(test.name, test.type, values=(*test.values, other))
                if other not in test.values and self._still(wider, met):
                    test = wider
        return test

    def _furthest(self, test: Test, value: int, end: int, met: list[Z]) -> int:
        """How far from a value towards an end of its range the property is true of all that lies between."""
        if self._still(_between(test, value, end), met):
            return end
        good, bad = value, end
        while abs(bad - good) > 1:
            middle = (good + bad) // 2
            if self._still(_between(test, value, middle), met):
                good = middle
            else:
                bad = middle
        return good

    def _still(self, wider: Test, met: list[Z]) -> bool:
        """Whether the property is still true of all that passes the wider test."""
        try:
            return self.search.model_of(z3.And(self._term(wider), *met)) is None
        except Unsettled:
            return False

    def _stretches(self, test: Test) -> Iterator[Test]:
        """The test with its end at the next figure, and the next."""
        cuts = sorted({*self.cuts.get(test.name, ()), *_something(test.type)})
        if test.low is not None:
            return (Test(test.name, test.type, low=cut) for cut in reversed(cuts) if cut < test.low)
        high = int_of(test.high or 0)
        return (Test(test.name, test.type, high=cut - 1) for cut in cuts if cut - 1 > high)


def _between(test: Test, one: int, other: int) -> Test:
    return Test(test.name, test.type, min(one, other), max(one, other))


def _something(type: Type) -> set[int]:
    """Where an amount begins to be more than nothing."""
    return {1} if isinstance(type, Quantity) and type.kind not in CLOCKS and type.low == 0 else set()


def _term(situation: Situation, test: Test) -> Z:
    term = situation.columns.terms[test.name]
    parts = []
    if test.low is not None:
        parts.append(term >= test.low)
    if test.high is not None:
        parts.append(term <= test.high)
    if test.values:
        parts.append(z3.Or(*(situation.columns.is_value(test.name, value) for value in test.values)))
    return z3.And(*parts)


def _merged(tests: Iterable[Test]) -> tuple[Test, ...]:
    """The two ends of a stretch as one test."""
    found: dict[str, Test] = {}
    for test in tests:
        before = found.get(test.name)
        if before is None or test.values or before.values:
            found[test.name] = test
        else:
            low = before.low if test.low is None else test.low
            high = before.high if test.high is None else test.high
            found[test.name] = Test(test.name, test.type, low, high)
    return tuple(found.values())


def _fact_in(node: Node) -> tuple[Variable, int] | None:
    """The fact that a node is, and times what; None where it is something else."""
    times = 1
    while isinstance(node, Rescale | Named):
        if isinstance(node, Rescale):
            times *= node.factor
            node = node.operand
        else:
            node = node.body
    return (node, times) if isinstance(node, Variable) and "/" not in node.name else None


def _constants(node: Node) -> Iterator[int]:
    """The figures that a node can be, where it is nothing but figures."""
    match node:
        case Constant(value) if isinstance(value, int) and not isinstance(value, bool):
            yield value
        case Named(body=body):
            yield from _constants(body)
        case Rescale(operand, factor):
            yield from (each * factor for each in _constants(operand))
        case Arithmetic(operator, left, right):
            both = islice(product(_constants(left), _constants(right)), MOST_FIGURES)
            yield from (calculate(operator, a, b) for a, b in both)
        case Dated(_, versions):
            for _, body in versions:
                yield from _constants(body)
        case LookUp(_, entries, otherwise):
            yield from (int_of(value) for _, value in entries if isinstance(value, int))
            if isinstance(otherwise, int):
                yield otherwise
        case _:
            return
