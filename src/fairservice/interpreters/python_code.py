"""Generated Python: the lowered form written out as one function per program, for live decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from fairservice.conditions.lowering import Lowered, Program, absent_value, flag_of, lower
from fairservice.conditions.nodes import (
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
)
from fairservice.conditions.reference import Case
from fairservice.conditions.vocabulary import Value
from fairservice.interpreters.protocol import Judged

_OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class PythonCode:
    """Judges a program by a function compiled for it."""

    def __init__(self, program: Program) -> None:
        self.source, constants = write_python(lower(program))
        names: dict[str, object] = {f"k{i}": value for i, value in enumerate(constants)}
        exec(compile(self.source, "<generated policy code>", "exec"), names)
        self._judge: Callable[[Case], tuple[Sequence[bool | None], Sequence[Value | None]]]
        self._judge = names["judge"]  # type: ignore[assignment]

    def judge(self, case: Case) -> Judged:
        truths, amounts = self._judge(case)
        return truths, amounts.__getitem__


def write_python(lowered: Lowered) -> tuple[str, list[object]]:
    """Python source of `judge(case)`, and the constants `k0`, `k1`, … that it refers to.

    Only names that this module makes up and reprs of ints, bools and strings go into the source.
    """
    writer = _Writer(lowered)
    return writer.source(), writer.constants


class _Writer:
    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.locals: dict[str, str] = {}
        self.constants: list[object] = []

    def source(self) -> str:
        lines = ["def judge(case):", "    get = case.get"]
        for position, (name, type) in enumerate(self.lowered.columns):
            value, flag = f"x{position}", f"p{position}"
            self.locals[name], self.locals[flag_of(name)] = value, flag
            lines.append(f"    {value} = get({name!r})")
            lines.append(f"    {flag} = {value} is not None")
            lines.append(f"    if not {flag}: {value} = {self.constant(absent_value(type))}")
        for position, (name, node) in enumerate(self.lowered.bindings):
            lines.append(f"    b{position} = {self.write(node)}")
            self.locals[name] = f"b{position}"
        truths = [
            f"True if {self.write(pair.first)} else False if {self.write(pair.second)} else None"
            for pair in self.lowered.conditions
        ]
        amounts = [f"{self.write(pair.second)} if {self.write(pair.first)} else None" for pair in self.lowered.amounts]
        lines.append(f"    return ({_tuple(truths)}, {_tuple(amounts)})")
        return "\n".join(lines) + "\n"

    def constant(self, value: Value) -> str:
        if isinstance(value, frozenset):
            self.constants.append(value)
            return f"k{len(self.constants) - 1}"
        return repr(value)

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
            case Extremum(which, operands):
                return f"{which}({', '.join(self.write(each) for each in operands)})"
            case Conditional(condition, then, otherwise):
                return f"({self.write(then)} if {self.write(condition)} else {self.write(otherwise)})"
            case LookUp(keys, entries, otherwise):
                self.constants.append(dict(entries))
                key = _tuple([self.write(each) for each in keys])
                return f"k{len(self.constants) - 1}.get({key}, {self.constant(otherwise)})"
            case Comparison(operator, left, right):
                return f"({self.write(left)} {_OPERATORS[operator]} {self.write(right)})"
            case OneOf(operand, values):
                self.constants.append(frozenset(values))
                return f"({self.write(operand)} in k{len(self.constants) - 1})"
            case Contains(operand, which, values):
                self.constants.append(frozenset(values))
                name = f"k{len(self.constants) - 1}"
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
            case Named() | Dated():
                raise AssertionError("lowering leaves no name or dated value in place")
            case _:
                assert_never(node)


def _tuple(parts: list[str]) -> str:
    return "(" + "".join(f"{part}, " for part in parts) + ")"
