"""Each node as a z3 term of one case: `conditions/reference.py` for all cases at once, without unknowns.

Nodes are two-valued here: of a complete case, or of the lowered form, whose flags are columns of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, assert_never

import z3

from fairservice.conditions.nodes import (
    And,
    Arithmetic,
    AtLeast,
    Comparator,
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
)
from fairservice.conditions.vocabulary import Records, Type, Value, scalar_of
from fairservice.interpreters.smt_formula.calendar import stretch
from fairservice.interpreters.smt_formula.columns import ListTerm, SetTerm, Term, Texts, code_of

Z = Any
MAX_LEAVES = 64
"""An amount that is one of so many constants is multiplied and divided by each of them, so that it stays linear."""


class Formulas:
    """The terms of the nodes of one case. `column` gives the term of a column; the same node is the same term.

    `dated`, where it is given, tells which version of a dated value is in force instead of this case itself.
    """

    def __init__(self, column: Callable[[str, Type], Term], texts: Texts, dated: Formulas | None = None) -> None:
        self._column = column
        self._texts = texts
        self._dated = dated or self
        self._known: dict[Node, Term] = {}
        self._bound: dict[int, tuple[Term, ...]] = {}

    def of(self, node: Node) -> Term:
        """The term of a node."""
        if self._bound:  # it may differ from record to record
            return self._term(node)
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._term(node)
        return found

    def _term(self, node: Node) -> Term:
        of = self.of
        match node:
            case Constant(value, type):
                return self._constant(value, type)
            case Variable(name, type):
                return self._column(name, type)
            case Field(level, position):
                return self._bound[level][position]
            case Named(body=body):
                return self._closed(body)
            case Arithmetic("*", left, right):
                return _times(of(left), of(right))
            case Arithmetic(operator, left, right):
                a, b = of(left), of(right)
                return a + b if operator == "+" else a - b
            case Rescale(operand, factor):
                return _times(of(operand), z3.IntVal(factor))
            case Rounded(numerator, denominator):
                top = of(numerator)
                return _each_case(of(denominator), lambda below: _half_up(top, below))
            case Whole(which, numerator, denominator):
                top = of(numerator)
                return _each_case(of(denominator), lambda below: _whole(which, top, below))
            case Extremum(which, operands):
                return _extreme(which, [of(operand) for operand in operands])
            case Conditional(condition, then, otherwise):
                return _if(of(condition), of(then), of(otherwise))
            case Dated(on, versions):
                return _stretch(
                    self._dated.of(on), [first for first, _ in versions], [of(body) for _, body in versions]
                )
            case LookUp(keys, entries, otherwise, type):
                found = self._constant(otherwise, type)
                terms = [of(key) for key in keys]
                for at, value in reversed(entries):
                    meets = [
                        _equal(term, self._constant(each, key.type))
                        for term, each, key in zip(terms, at, keys, strict=True)
                    ]
                    found = _if(_and(meets), self._constant(value, type), found)
                return found
            case Comparison(operator, left, right):
                return _compare(operator, of(left), of(right))
            case OneOf(operand, values):
                term = of(operand)
                return _or([_equal(term, self._constant(value, operand.type)) for value in values])
            case Contains(operand, which, values):
                held = of(operand)
                found = [held.members.get(value, z3.BoolVal(False)) for value in values]
                return _or(found) if which == "any" else _and(found)
            case Not(operand):
                return z3.Not(of(operand))
            case And(operands):
                return _and([of(operand) for operand in operands])
            case Or(operands):
                return _or([of(operand) for operand in operands])
            case AtLeast(count, operands):
                return _at_least(count, [of(operand) for operand in operands])
            case Some(level, records, condition):
                return _or([z3.And(filled, holds) for filled, holds in self._each(level, records, condition)])
            case Count(level, records, condition):
                each = self._each(level, records, condition)
                return _sum([z3.If(z3.And(filled, holds), 1, 0) for filled, holds in each])
            case Total(level, records, condition, amount):
                return _sum(
                    [z3.If(counts, much, 0) for counts, much in self._amounts(level, records, condition, amount)]
                )
            case Extreme(which, level, records, condition, amount, otherwise):
                found, some = of(otherwise), z3.BoolVal(False)
                for counts, much in self._amounts(level, records, condition, amount):
                    better = much < found if which == "min" else much > found
                    found = z3.If(z3.And(counts, z3.Or(z3.Not(some), better)), much, found)
                    some = z3.Or(some, counts)
                return found
            case _:
                assert_never(node)

    def _closed(self, node: Node) -> Term:
        """What stands under a name reads no record, also where it is used within a list: made once."""
        before, self._bound = self._bound, {}
        found = self.of(node)
        self._bound = before
        return found

    def _constant(self, value: Value, type: Type) -> Term:
        return code_of(scalar_of(value), type, self._texts)

    # ---- lists

    def _each(self, level: int, records: Variable, node: Node) -> list[tuple[Z, Term]]:
        """For each slot of a list whether it is filled, and what a node comes to of its record."""
        assert isinstance(records.type, Records)
        listed = self._column(records.name, records.type)
        assert isinstance(listed, ListTerm)
        before, found = dict(self._bound), []
        for filled, fields in listed.slots:
            self._bound[level] = fields
            found.append((filled, self.of(node)))
        self._bound = before
        return found

    def _amounts(self, level: int, records: Variable, condition: Node, amount: Node) -> list[tuple[Z, Z]]:
        held, much = self._each(level, records, condition), self._each(level, records, amount)
        return [(z3.And(filled, holds), each) for (filled, holds), (_, each) in zip(held, much, strict=True)]


def _and(terms: Sequence[Z]) -> Z:
    return z3.And(*terms) if len(terms) > 1 else terms[0] if terms else z3.BoolVal(True)


def _or(terms: Sequence[Z]) -> Z:
    return z3.Or(*terms) if len(terms) > 1 else terms[0] if terms else z3.BoolVal(False)


def _sum(terms: Sequence[Z]) -> Z:
    return z3.Sum(*terms) if terms else z3.IntVal(0)


def _at_least(count: int, terms: Sequence[Z]) -> Z:
    if count <= 0 or count > len(terms):
        return z3.BoolVal(count <= 0)
    return z3.AtLeast(*terms, count)


def _if(condition: Z, then: Term, otherwise: Term) -> Term:
    if isinstance(then, SetTerm):
        return SetTerm({each: z3.If(condition, held, otherwise.members[each]) for each, held in then.members.items()})
    return z3.If(condition, then, otherwise)


def _stretch(day: Z, starts: Sequence[int], bodies: Sequence[Term]) -> Term:
    if isinstance(bodies[0], SetTerm):
        each = {value: stretch(day, starts, [body.members[value] for body in bodies]) for value in bodies[0].members}
        return SetTerm(each)
    return stretch(day, starts, bodies)


def _equal(a: Term, b: Term) -> Z:
    if isinstance(a, SetTerm):
        return _and([held == b.members.get(each, z3.BoolVal(False)) for each, held in a.members.items()])
    return a == b


def _compare(operator: Comparator, a: Term, b: Term) -> Z:
    match operator:
        case "=":
            return _equal(a, b)
        case "!=":
            return z3.Not(_equal(a, b))
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case _:
            assert_never(operator)


def _extreme(which: str, terms: Sequence[Z]) -> Z:
    found = terms[0]
    for each in terms[1:]:
        found = z3.If(each < found if which == "min" else each > found, each, found)
    return found


def _times(a: Z, b: Z) -> Z:
    if z3.is_int_value(a) or not _leaves(b):
        a, b = b, a
    return _each_case(b, lambda constant: a * constant)


def _half_up(numerator: Z, denominator: Z) -> Z:
    if z3.is_int_value(denominator) and denominator.as_long() == 1:
        return z3.If(numerator > 0, numerator, z3.IntVal(0))
    found = (2 * numerator + denominator) / (2 * denominator)
    return z3.If(found > 0, found, z3.IntVal(0))


def _whole(which: str, numerator: Z, denominator: Z) -> Z:
    return numerator / denominator if which == "floor" else -((-numerator) / denominator)


def _each_case(term: Z, use: Callable[[Z], Z]) -> Z:
    """`use` of a term; of each constant that it can be, where it is one of a few constants."""
    if not _leaves(term) or z3.is_int_value(term):
        return use(term)
    condition, then, otherwise = term.children()
    return z3.If(condition, _each_case(then, use), _each_case(otherwise, use))


def _leaves(term: Z) -> int:
    """How many constants an `if … then … else …` of constants has; 0 for any other term, or too many."""
    count, pending = 0, [term]
    while pending:
        each = pending.pop()
        if z3.is_int_value(each):
            count += 1
        elif z3.is_app_of(each, z3.Z3_OP_ITE):
            pending += each.children()[1:]
        else:
            return 0
        if count + len(pending) > MAX_LEAVES:
            return 0
    return count
