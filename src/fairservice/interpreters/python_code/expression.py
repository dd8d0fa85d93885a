"""A two-valued node of the lowered form as a Python expression, for the functions that `python_code` generates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from fairservice.conditions.nodes import (
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
)
from fairservice.conditions.vocabulary import Value

_OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class ExpressionWriter:
    """Writes nodes as Python source. `locals` has the Python name of each column, flag and binding.

    Only names that the generators make up and reprs of ints, bools and strings go into the source; all other
    constants are gathered in `constants`, to be bound as `k0`, `k1`, …
    """

    def __init__(self, locals: Mapping[str, str]) -> None:
        self.locals = locals
        self.constants: list[object] = []

    def names(self) -> dict[str, object]:
        """The constants by the names under which the source refers to them."""
        return {f"k{i}": value for i, value in enumerate(self.constants)}

    def constant(self, value: Value) -> str:
        if isinstance(value, frozenset):
            return self.kept(value)
        return repr(value)

    def kept(self, value: object) -> str:
        """The name under which the source refers to a value."""
        self.constants.append(value)
        return f"k{len(self.constants) - 1}"

    def write(self, node: Node) -> str:
        """A two-valued node as a Python expression; always in parentheses where it could matter."""
        match node:
            case Constant(value):
                return self.constant(value)
            case Variable(name):
                return self.locals[name]
            case Arithmetic(operator, left, right):
                return f"({self.write(left)} {operator} {self.write(right)})"
            case Rescale(operand, factor):
                return f"({self.write(operand)} * {factor})"
            case Rounded(numerator, denominator):
                n, d = self.write(numerator), self.write(denominator)
                whole = n if d == "1" else f"(2 * {n} + {d}) // (2 * {d})"
                return f"max({whole}, 0)"
            case Whole("floor", numerator, denominator):
                return f"({self.write(numerator)} // {self.write(denominator)})"
            case Whole(_, numerator, denominator):
                return f"(-(-{self.write(numerator)} // {self.write(denominator)}))"
            case Extremum(which, operands):
                return f"{which}({', '.join(self.write(each) for each in operands)})"
            case Conditional(condition, then, otherwise):
                return f"({self.write(then)} if {self.write(condition)} else {self.write(otherwise)})"
            case LookUp(keys, entries, otherwise):
                key = tuple_of([self.write(each) for each in keys])
                return f"{self.kept(dict(entries))}.get({key}, {self.constant(otherwise)})"
            case Comparison(operator, left, right):
                return f"({self.write(left)} {_OPERATORS[operator]} {self.write(right)})"
            case OneOf(operand, values):
                return f"({self.write(operand)} in {self.kept(frozenset(values))})"
            case Contains(operand, which, values):
                name = self.kept(frozenset(values))
                held = self.write(operand)
                return f"(not {name}.isdisjoint({held}))" if which == "any" else f"({held} >= {name})"
            case Not(operand):
                return f"(not {self.write(operand)})"
            case And(operands):
                return "(" + " and ".join(self.write(each) for each in operands) + ")"
            case Or(operands):
                return "(" + " or ".join(self.write(each) for each in operands) + ")"
            case AtLeast(count, operands):
                return f"({' + '.join(self.write(each) for each in operands)} >= {count})"
            case Field(level, position):
                return f"r{level}[{position}]"
            case Some(level, records, condition):
                return f"any({self.write(condition)} for r{level} in {self.write(records)})"
            case Count(level, records, condition):
                return f"sum(1 for r{level} in {self.write(records)} if {self.write(condition)})"
            case Total(level, records, condition, amount):
                return f"sum({self._amounts(level, records, condition, amount)})"
            case Extreme(which, level, records, condition, amount, otherwise):
                each = self._amounts(level, records, condition, amount)
                return f"{which}(({each}), default={self.write(otherwise)})"
            case Named() | Dated():
                raise AssertionError("lowering leaves no name or dated value in place")
            case _:
                assert_never(node)

    def _amounts(self, level: int, records: Node, condition: Node, amount: Node) -> str:
        return f"{self.write(amount)} for r{level} in {self.write(records)} if {self.write(condition)}"


def tuple_of(parts: list[str]) -> str:
    """Source of a tuple of these parts."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"
