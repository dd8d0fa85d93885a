"""Unknowns lowered once: a Kleene condition becomes two two-valued ones, an expression becomes (known, value).

A lowered node reads only columns that are always present: each column that may be unknown gets a *flag*
column (`order.price?`) and is 0, empty or false where the flag is down. Evaluated plainly, T says that
the condition surely holds and F that it surely fails; neither means unknown. Interpreters that have no
unknown of their own (generated Python, SQL, z3, Rete) work from this form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from fairservice.conditions.nodes import (
    FALSE,
    TRUE,
    And,
    Arithmetic,
    AtLeast,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Dated,
    Extremum,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Variable,
    conjunction,
    disjunction,
    negation,
)
from fairservice.conditions.program import Program
from fairservice.conditions.reference import Case, value_of
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Text,
    Type,
    Value,
)

ALWAYS_KNOWN = frozenset({"today", "received_on"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A lowered node. For a condition `first` is T and `second` F; for an expression known and value."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Lowered:
    """An ordered list of named two-valued bindings (each reads columns and earlier ones) and what to read off."""

    columns: tuple[tuple[str, Type], ...]
    bindings: tuple[tuple[str, Node], ...]
    conditions: tuple[Pair, ...]
    amounts: tuple[Pair, ...]


def flag_of(column: str) -> str:
    """The column that tells whether `column` is known."""
    return column + "?"


def absent_value(type: Type) -> Value:
    """What stands in a column whose flag is down."""
    match type:
        case Boolean():
            return False
        case Quantity():
            return 0
        case Choice(ordered=ordered):
            return 0 if ordered else ""
        case Choices():
            return frozenset()
        case Text():
            return ""
        case _:
            assert_never(type)


def lower(program: Program) -> Lowered:
    """The two-valued form of a program."""
    work = _Lowering()
    conditions = tuple(work.bind(f"condition {i}", each) for i, each in enumerate(program.conditions))
    amounts = tuple(work.bind_known(f"amount {i}", each) for i, each in enumerate(program.amounts))
    return Lowered(tuple(work.columns.items()), tuple(work.bindings), conditions, amounts)


def lowered_case(columns: Iterable[tuple[str, Type]], case: Case) -> dict[str, Value]:
    """A case as the lowered form reads it: every column present, with its flag."""
    full: dict[str, Value] = {}
    for name, type in columns:
        value = case.get(name)
        full[name] = absent_value(type) if value is None else value
        full[flag_of(name)] = value is not None
    return full


def run_lowered(lowered: Lowered, case: Case) -> tuple[list[bool | None], list[Value | None]]:
    """The conditions and amounts of a lowered program, by evaluating its bindings in order."""
    environment = lowered_case(lowered.columns, case)
    for name, node in lowered.bindings:
        value = value_of(node, environment)
        assert value is not None, name
        environment[name] = value
    conditions = [
        True if value_of(pair.first, environment) else False if value_of(pair.second, environment) else None
        for pair in lowered.conditions
    ]
    amounts = [
        value_of(pair.second, environment) if value_of(pair.first, environment) else None for pair in lowered.amounts
    ]
    return conditions, amounts


class _Lowering:
    def __init__(self) -> None:
        self.columns: dict[str, Type] = {}
        self.bindings: list[tuple[str, Node]] = []
        self._named: dict[Named, Pair] = {}
        self._taken: dict[str, int] = {}

    def bind(self, name: str, node: Node) -> Pair:
        """Lower a node and give both halves a name, so that no reader inlines them into another."""
        pair = self.condition(node) if isinstance(node.type, Boolean) else self.expression(node)
        return Pair(self._bind(name + " T", pair.first), self._bind(name + " F", pair.second))

    def bind_known(self, name: str, node: Node) -> Pair:
        """Lower a node to (known, value), also where it is a condition, and give both halves a name."""
        pair = self._known(node)
        return Pair(self._bind(name + " known", pair.first), self._bind(name, pair.second))

    def _bind(self, name: str, node: Node) -> Node:
        if isinstance(node, Constant | Variable):
            return node
        taken = self._taken[name] = self._taken.get(name, 0) + 1
        unique = f"{name} #{taken}" if taken > 1 else name
        self.bindings.append((unique, node))
        return Variable(unique, node.type)

    def _shared(self, pair: Pair) -> Pair:
        """A pair whose halves are used more than once: each gets a name, so that nothing doubles level by level."""
        return Pair(self._bind("part", pair.first), self._bind("part", pair.second))

    def _flag(self, node: Variable) -> Node:
        self.columns.setdefault(node.name, node.type)
        return TRUE if node.name.partition("/")[0] in ALWAYS_KNOWN else Variable(flag_of(node.name), BOOLEAN)

    def _named_pair(self, node: Named) -> Pair:
        if node not in self._named:
            self._named[node] = self.bind(node.name, node.body)
        return self._named[node]

    def _known(self, operand: Node) -> Pair:
        """(known, value) of any operand, a condition included."""
        if not isinstance(operand.type, Boolean):
            return self.expression(operand)
        pair = self.condition(operand)
        return Pair(disjunction((pair.first, pair.second)), pair.first)

    def condition(self, node: Node) -> Pair:
        """T and F of a node that is true, false or unknown."""
        match node:
            case Constant():
                return Pair(node, negation(node))
            case Variable():
                flag = self._flag(node)
                return Pair(conjunction((flag, node)), conjunction((flag, Not(node))))
            case Named():
                return self._named_pair(node)
            case Not(operand):
                inner = self.condition(operand)
                return Pair(inner.second, inner.first)
            case And(operands):
                pairs = [self.condition(each) for each in operands]
                return Pair(conjunction(p.first for p in pairs), disjunction(p.second for p in pairs))
            case Or(operands):
                pairs = [self.condition(each) for each in operands]
                return Pair(disjunction(p.first for p in pairs), conjunction(p.second for p in pairs))
            case AtLeast(count, operands):
                pairs = [self.condition(each) for each in operands]
                return Pair(
                    AtLeast(count, tuple(p.first for p in pairs)),
                    AtLeast(len(operands) - count + 1, tuple(p.second for p in pairs)),
                )
            case Comparison(operator, left, right):
                a, b = self._shared(self._known(left)), self._shared(self._known(right))
                return self._tested((a, b), Comparison(operator, a.second, b.second))
            case OneOf(operand, values):
                a = self._shared(self._known(operand))
                return self._tested((a,), OneOf(a.second, values))
            case Contains(operand, which, values):
                a = self._shared(self._known(operand))
                return self._tested((a,), Contains(a.second, which, values))
            case Conditional(condition, then, otherwise):
                c, a, b = (self._shared(self.condition(each)) for each in (condition, then, otherwise))
                return Pair(_branch(c, a.first, b.first), _branch(c, a.second, b.second))
            case Dated(on, versions):
                pairs = [self._shared(self.condition(body)) for _, body in versions]
                starts = [first for first, _ in versions]
                return Pair(
                    self._dated_half(on, starts, [p.first for p in pairs]),
                    self._dated_half(on, starts, [p.second for p in pairs]),
                )
            case LookUp():
                found = self.expression(node)
                return Pair(conjunction((found.first, found.second)), conjunction((found.first, Not(found.second))))
            case Arithmetic() | Rescale() | Rounded() | Extremum():
                raise AssertionError("a quantity is not a condition")
            case _:
                assert_never(node)

    def _tested(self, operands: tuple[Pair, ...], test: Node) -> Pair:
        known = conjunction(each.first for each in operands)
        return Pair(conjunction((known, test)), conjunction((known, negation(test))))

    def _dated_half(self, on: Node, starts: list[int], halves: list[Node]) -> Node:
        """One half of a dated condition: of the version in force, or of every version where the day is open."""
        day = self._shared(self.expression(on))
        chosen = _by_day(day.second, starts, halves, BOOLEAN)
        if day.first == TRUE:
            return chosen
        return disjunction((conjunction((day.first, chosen)), conjunction(halves)))

    def expression(self, node: Node) -> Pair:
        """Known and value of a node that is a quantity, a choice, a text or a set."""
        match node:
            case Constant():
                return Pair(TRUE, node)
            case Variable():
                return Pair(self._flag(node), node)
            case Named():
                return self._named_pair(node)
            case Arithmetic(operator, left, right, type):
                a, b = self.expression(left), self.expression(right)
                return Pair(conjunction((a.first, b.first)), Arithmetic(operator, a.second, b.second, type))
            case Rescale(operand, factor, type):
                a = self.expression(operand)
                return Pair(a.first, Rescale(a.second, factor, type))
            case Rounded(numerator, denominator, type):
                a, b = self.expression(numerator), self.expression(denominator)
                known = conjunction((a.first, b.first))
                one = Constant(1, type)
                # an unknown denominator would be 0 and its quotient undefined
                safe = b.second if known == TRUE else Conditional(known, b.second, one, type)
                return Pair(known, Rounded(a.second, safe, type))
            case Extremum(which, operands, type):
                pairs = [self.expression(each) for each in operands]
                return Pair(conjunction(p.first for p in pairs), Extremum(which, tuple(p.second for p in pairs), type))
            case Conditional(condition, then, otherwise, type):
                c = self._shared(self.condition(condition))
                a, b = self._shared(self.expression(then)), self._shared(self.expression(otherwise))
                agree = conjunction((a.first, b.first, Comparison("=", a.second, b.second)))
                known = disjunction((conjunction((c.first, a.first)), conjunction((c.second, b.first)), agree))
                return Pair(known, Conditional(c.first, a.second, b.second, type))
            case Dated(on, versions, type):
                day = self._shared(self.expression(on))
                pairs = [self._shared(self.expression(body)) for _, body in versions]
                starts = [first for first, _ in versions]
                chosen = _by_day(day.second, starts, [p.first for p in pairs], BOOLEAN)
                agree = conjunction(
                    (
                        *(p.first for p in pairs),
                        *(_equal(pairs[0].second, p.second) for p in pairs[1:]),
                    )
                )
                known = chosen if day.first == TRUE else disjunction((conjunction((day.first, chosen)), agree))
                return Pair(known, _by_day(day.second, starts, [p.second for p in pairs], type))
            case LookUp(keys, entries, otherwise, type):
                pairs = [self._known(each) for each in keys]
                return Pair(
                    conjunction(p.first for p in pairs),
                    LookUp(tuple(p.second for p in pairs), entries, otherwise, type),
                )
            case Comparison() | OneOf() | Contains() | Not() | And() | Or() | AtLeast():
                raise AssertionError("a condition is not a quantity")
            case _:
                assert_never(node)


def _branch(condition: Pair, then: Node, otherwise: Node) -> Node:
    """One half of a conditional: by its condition, or whatever both branches agree on."""
    return disjunction(
        (
            conjunction((condition.first, then)),
            conjunction((condition.second, otherwise)),
            conjunction((then, otherwise)),
        )
    )


def _equal(left: Node, right: Node) -> Node:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return TRUE if left.value == right.value else FALSE
    return Comparison("=", left, right)


def _by_day(day: Node, starts: list[int], bodies: list[Node], type: Type) -> Node:
    """The body of the last start that is not after the day, else the first; halved, so that it stays shallow."""
    if all(body == bodies[0] for body in bodies):
        return bodies[0]
    middle = len(bodies) // 2
    return Conditional(
        Comparison(">=", day, Constant(starts[middle], day.type)),
        _by_day(day, starts[middle:], bodies[middle:], type),
        _by_day(day, starts[:middle], bodies[:middle], type),
        type,
    )
