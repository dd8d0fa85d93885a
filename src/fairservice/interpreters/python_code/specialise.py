"""A program as it reads within one period of the in-force date: no version and no window of days left to choose."""

from __future__ import annotations

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
    Whole,
    conjunction,
    disjunction,
    negation,
    walk,
)
from fairservice.conditions.program import Program
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import int_of


def starts_of_periods(program: Program) -> list[int]:
    """The days on which a version or a window of the program begins or has ended, ascending."""
    column = program.in_force
    found: set[int] = set()
    seen: set[int] = set()
    for part in program.parts if column is not None else ():
        for node in walk(part, seen):
            if isinstance(node, Dated) and node.on == column:
                found.update(first for first, _ in node.versions[1:])
            elif isinstance(node, Comparison) and column in (node.left, node.right):
                other = node.right if node.left == column else node.left
                if isinstance(other, Constant):
                    found.update((int_of(other.value), int_of(other.value) + 1))
    return sorted(found)


class Specialiser:
    """Rewrites nodes for one `day` of a period; what the day does not touch stays the same object."""

    def __init__(self, column: Variable, day: int) -> None:
        self.column = column
        self.case = {column.name: day}
        self._named: dict[int, Node] = {}

    def node(self, node: Node) -> Node:
        match node:
            case Comparison(left=left, right=right) if {type(left), type(right)} == {Variable, Constant}:
                if self.column not in (left, right):
                    return node
                return TRUE if value_of(node, self.case) else FALSE
            case Dated(on, versions) if on == self.column:
                chosen = versions[0][1]
                for first, body in versions:
                    if first <= self.case[self.column.name]:
                        chosen = body
                return self.node(chosen)
            case Named(body=body):
                if id(node) not in self._named:
                    inner = self.node(body)
                    self._named[id(node)] = node if inner is body else inner
                return self._named[id(node)]
            case And(operands):
                return conjunction(map(self.node, operands))
            case Or(operands):
                return disjunction(map(self.node, operands))
            case Not(operand):
                return negation(self.node(operand))
            case AtLeast(count, operands):
                return AtLeast(count, self._all(operands))
            case Comparison(operator, left, right):
                return Comparison(operator, self.node(left), self.node(right))
            case Arithmetic(operator, left, right, type_):
                return Arithmetic(operator, self.node(left), self.node(right), type_)
            case Rescale(operand, factor, type_):
                inner = self.node(operand)
                if isinstance(inner, Constant):
                    return Constant(int_of(inner.value) * factor, type_)
                return Rescale(inner, factor, type_)
            case Rounded(numerator, denominator, type_):
                return Rounded(self.node(numerator), self.node(denominator), type_)
            case Whole(which, numerator, denominator, type_):
                return Whole(which, self.node(numerator), self.node(denominator), type_)
            case Extremum(which, operands, type_):
                return Extremum(which, self._all(operands), type_)
            case Conditional(condition, then, otherwise, type_):
                return Conditional(self.node(condition), self.node(then), self.node(otherwise), type_)
            case OneOf(operand, values):
                return OneOf(self.node(operand), values)
            case Contains(operand, which, values):
                return Contains(self.node(operand), which, values)
            case LookUp(keys, entries, otherwise, type_):
                return LookUp(self._all(keys), entries, otherwise, type_)
            case _:
                return node

    def _all(self, operands: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(map(self.node, operands))
