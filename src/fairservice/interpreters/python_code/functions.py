"""Functions compiled for single nodes: whether a condition holds in a row, and what an amount comes to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fairservice.conditions.lowering import absent_value, flag_of, lower, lowered_records
from fairservice.conditions.nodes import Constant, Node
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import Records, Value
from fairservice.interpreters.python_code.expression import ExpressionWriter

Test = Callable[[Row], bool | None]
Telling = Callable[[Row], Value | None]


class Functions:
    """Compiles a node when it is first asked for, and keeps the function. `place` has the index of each column."""

    def __init__(self, place: dict[str, int]) -> None:
        self.place = place
        self._tests: dict[Node, Test] = {}
        self._tellings: dict[Node, Telling] = {}

    def test(self, node: Node) -> Test:
        found = self._tests.get(node)
        if found is None:
            source, names = write_function(Program((node,), ()), self.place)
            made: Test = _compiled(source, names)  # type: ignore[assignment]
            found = self._tests[node] = made
        return found

    def telling(self, node: Node) -> Telling:
        found = self._tellings.get(node)
        if found is None:
            if isinstance(node, Constant):
                value = node.value
                found = self._tellings[node] = lambda row: value
            else:
                source, names = write_function(Program((), (node,)), self.place)
                found = self._tellings[node] = _compiled(source, names)
        return found


def _compiled(source: str, names: dict[str, object]) -> Telling:
    exec(compile(source, "<generated policy code>", "exec"), names)
    return names["told"]  # type: ignore[return-value]


def write_function(program: Program, place: dict[str, int]) -> tuple[str, dict[str, object]]:
    """Python source of `told(row)` for a program of one condition or one amount, and what it refers to by name."""
    lowered = lower(program)
    locals: dict[str, str] = {}
    writer = ExpressionWriter(locals)
    lines = ["def told(row):"]
    for position, (name, type) in enumerate(lowered.columns):
        value, flag = f"x{position}", f"p{position}"
        locals[name], locals[flag_of(name)] = value, flag
        lines.append(f"    {value} = row[{place[name]}]")
        lines.append(f"    {flag} = {value} is not None")
        lines.append(f"    if not {flag}: {value} = {writer.constant(absent_value(type))}")
        if isinstance(type, Records):
            lines.append(f"    else: {value} = {writer.kept(partial(lowered_records, type))}({value})")
    for position, (name, node) in enumerate(lowered.bindings):
        lines.append(f"    b{position} = {writer.write(node)}")
        locals[name] = f"b{position}"
    for pair in lowered.conditions:
        lines.append(
            f"    return True if {writer.write(pair.first)} else False if {writer.write(pair.second)} else None"
        )
    for pair in lowered.amounts:
        lines.append(f"    return {writer.write(pair.second)} if {writer.write(pair.first)} else None")
    return "\n".join(lines) + "\n", writer.names()
