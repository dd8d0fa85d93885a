"""Unknowns lowered once: a Kleene condition becomes two two-valued ones, an expression becomes (known, value).

A lowered node reads only columns that are always present: each column that may be unknown gets a *flag*
column (`order.price?`) and is 0, empty or false where the flag is down. Evaluated plainly, T says that
the condition surely holds and F that it surely fails; neither means unknown. Interpreters that have no
unknown of their own (generated Python, SQL, z3, Rete) work from this form.

A lowered record has its fields and after them, in the same order, the flag of each. Counts and scores that may
be known to lie between bounds are lowered to three: known, least, most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import assert_never, cast

from fairservice.conditions.halves import Between, Pair, branch, by_day, compared_bounds, equal, some_record
from fairservice.conditions.nodes import (
    TRUE,
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
    Extremum,
    Field,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Some,
    Total,
    Variable,
    Whole,
    bounded_factor,
    conjunction,
    disjunction,
    negation,
    open_levels,
    spreads,
)
from fairservice.conditions.program import Program
from fairservice.conditions.reference import Case, value_of
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Record,
    Records,
    Text,
    Type,
    Value,
)

ALWAYS_KNOWN = frozenset({"today", "received_on"})


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
        case Records():
            return ()
        case _:
            assert_never(type)


def lowered_records(type: Records, records: Iterable[Record]) -> tuple[Record, ...]:
    """Each record with every field present, and after the fields their flags."""
    absent = [absent_value(each) for _, each in type.fields]
    full = [
        (
            *(gap if value is None else value for value, gap in zip(record, absent, strict=True)),
            *(value is not None for value in record),
        )
        for record in records
    ]
    return cast("tuple[Record, ...]", tuple(full))


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
        full[flag_of(name)] = value is not None
        if isinstance(value, tuple) and isinstance(type, Records):
            value = lowered_records(type, value)
        full[name] = absent_value(type) if value is None else value
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
        self._between_named: dict[Named, Between] = {}
        self._taken: dict[str, int] = {}
        self._bound: dict[int, Records] = {}

    def bind(self, name: str, node: Node) -> Pair:
        """Lower a node and give both halves a name, so that no reader inlines them into another."""
        pair = self.condition(node) if isinstance(node.type, Boolean) else self.expression(node)
        return Pair(self._bind(name + " T", pair.first), self._bind(name + " F", pair.second))

    def bind_known(self, name: str, node: Node) -> Pair:
        """Lower a node to (known, value), also where it is a condition, and give both halves a name."""
        pair = self._known(node)
        return Pair(self._bind(name + " known", pair.first), self._bind(name, pair.second))

    def _bind(self, name: str, node: Node) -> Node:
        if isinstance(node, Constant | Variable | Field):
            return node
        if self._bound and open_levels(node):  # it differs from record to record, and stays where it is
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
            case Comparison(operator, left, right) if spreads(left) or spreads(right):
                return compared_bounds(operator, self._between(left), self._between(right))
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
                return Pair(branch(c, a.first, b.first), branch(c, a.second, b.second))
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
            case Field():
                flag = self._field_flag(node)
                return Pair(conjunction((flag, node)), conjunction((flag, Not(node))))
            case Some(level, records, condition):
                flag = self._flag(records)
                with self._within(level, records):
                    inner = self.condition(condition)
                possible = some_record(level, records, negation(inner.second))
                return Pair(
                    conjunction((flag, some_record(level, records, inner.first))),
                    conjunction((flag, negation(possible))),
                )
            case Arithmetic() | Rescale() | Rounded() | Whole() | Extremum() | Count() | Total() | Extreme():
                raise AssertionError("a quantity is not a condition")
            case _:
                assert_never(node)

    def _tested(self, operands: tuple[Pair, ...], test: Node) -> Pair:
        known = conjunction(each.first for each in operands)
        return Pair(conjunction((known, test)), conjunction((known, negation(test))))

    def _dated_half(self, on: Node, starts: list[int], halves: list[Node]) -> Node:
        """One half of a dated condition: of the version in force, or of every version where the day is open."""
        day = self._shared(self.expression(on))
        chosen = by_day(day.second, starts, halves, BOOLEAN)
        if day.first == TRUE:
            return chosen
        return disjunction((conjunction((day.first, chosen)), conjunction(halves)))

    def _divided(self, numerator: Node, denominator: Node) -> tuple[Node, Node, Node]:
        """Whether both are known, the numerator, and a denominator that is never 0, as an unknown one would be."""
        a, b = self.expression(numerator), self.expression(denominator)
        known = conjunction((a.first, b.first))
        if known == TRUE:
            return known, a.second, b.second
        return known, a.second, Conditional(known, b.second, Constant(1, denominator.type), denominator.type)

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
                known, top, bottom = self._divided(numerator, denominator)
                return Pair(known, Rounded(top, bottom, type))
            case Whole(which, numerator, denominator, type):
                known, top, bottom = self._divided(numerator, denominator)
                return Pair(known, Whole(which, top, bottom, type))
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
                chosen = by_day(day.second, starts, [p.first for p in pairs], BOOLEAN)
                agree = conjunction(
                    (
                        *(p.first for p in pairs),
                        *(equal(pairs[0].second, p.second) for p in pairs[1:]),
                    )
                )
                known = chosen if day.first == TRUE else disjunction((conjunction((day.first, chosen)), agree))
                return Pair(known, by_day(day.second, starts, [p.second for p in pairs], type))
            case LookUp(keys, entries, otherwise, type):
                pairs = [self._known(each) for each in keys]
                return Pair(
                    conjunction(p.first for p in pairs),
                    LookUp(tuple(p.second for p in pairs), entries, otherwise, type),
                )
            case Field():
                return Pair(self._field_flag(node), node)
            case Count():
                found = self._between(node)
                return Pair(equal(found.low, found.high), found.low)
            case Total(level, records, condition, amount, type):
                known, holds, each = self._counting(level, records, condition, amount)
                return Pair(known, Total(level, records, holds, each, type))
            case Extreme(which, level, records, condition, amount, otherwise, type):
                known, holds, each = self._counting(level, records, condition, amount)
                rest = self.expression(otherwise)
                known = conjunction((known, disjunction((some_record(level, records, holds), rest.first))))
                return Pair(known, Extreme(which, level, records, holds, each, rest.second, type))
            case Comparison() | OneOf() | Contains() | Not() | And() | Or() | AtLeast() | Some():
                raise AssertionError("a condition is not a quantity")
            case _:
                assert_never(node)

    # ---- lists

    @contextmanager
    def _within(self, level: int, records: Variable) -> Iterator[None]:
        """Lowers what is asked of each record; what reads one is not named outside of the list then."""
        assert isinstance(records.type, Records)
        before = dict(self._bound)
        self._bound[level] = records.type
        yield
        self._bound = before

    def _field_flag(self, field: Field) -> Node:
        count = len(self._bound[field.level].fields)
        return Field(field.level, count + field.position, flag_of(field.name), BOOLEAN)

    def _counting(self, level: int, records: Variable, condition: Node, amount: Node) -> tuple[Node, Node, Node]:
        """Whether all amounts that count are known, which records surely count, and the amount of each."""
        flag = self._flag(records)
        with self._within(level, records):
            holds, each = self.condition(condition), self.expression(amount)
        settled = disjunction((holds.second, conjunction((holds.first, each.first))))
        return (
            conjunction((flag, negation(some_record(level, records, negation(settled))))),
            holds.first,
            each.second,
        )

    # ---- bounds

    def _between(self, node: Node) -> Between:
        """Known, least and most of an amount; each has a name, as it is used more than once."""
        if not spreads(node):
            pair = self._shared(self.expression(node))
            return Between(pair.first, pair.second, pair.second)
        if isinstance(node, Named):
            if node not in self._between_named:
                self._between_named[node] = self._between(node.body)
            return self._between_named[node]
        found = self._spread(node)
        return Between(*(self._bind("part", each) for each in (found.known, found.low, found.high)))

    def _spread(self, node: Node) -> Between:
        match node:
            case Count(level, records, condition, type):
                flag = self._flag(records)
                with self._within(level, records):
                    inner = self.condition(condition)
                low = Count(level, records, inner.first, type)
                high = Count(level, records, negation(inner.second), type)
                return Between(TRUE, low, Conditional(flag, high, Constant(type.high, type), type))
            case Conditional(condition, then, otherwise, type):
                assert isinstance(type, Quantity)
                c, a, b = self._shared(self.condition(condition)), self._between(then), self._between(otherwise)
                known = branch(c, a.known, b.known)
                least: Node = Extremum("min", (a.low, b.low), type)
                most: Node = Extremum("max", (a.high, b.high), type)
                return Between(
                    known,
                    Conditional(c.first, a.low, Conditional(c.second, b.low, least, type), type),
                    Conditional(c.first, a.high, Conditional(c.second, b.high, most, type), type),
                )
            case Arithmetic("*", type=type) if factored := bounded_factor(node):
                a, b = self._between(factored[0]), self._between(factored[1])
                known = conjunction((a.known, b.known))
                return Between(known, Arithmetic("*", a.low, b.low, type), Arithmetic("*", a.high, b.high, type))
            case Arithmetic(operator, left, right, type):
                a, b = self._between(left), self._between(right)
                last, first = (b.low, b.high) if operator == "+" else (b.high, b.low)
                return Between(
                    conjunction((a.known, b.known)),
                    Arithmetic(operator, a.low, last, type),
                    Arithmetic(operator, a.high, first, type),
                )
            case Rescale(operand, factor, type):
                a = self._between(operand)
                return Between(a.known, Rescale(a.low, factor, type), Rescale(a.high, factor, type))
            case Extremum(which, operands, type):
                each = [self._between(operand) for operand in operands]
                return Between(
                    conjunction(one.known for one in each),
                    Extremum(which, tuple(one.low for one in each), type),
                    Extremum(which, tuple(one.high for one in each), type),
                )
            case _:
                raise AssertionError("only counts, scores and sums of them have bounds")
