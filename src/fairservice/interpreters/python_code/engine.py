"""Generated Python: the lowered form written out as one function per program, for live decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from fairservice.conditions.lowering import Program, absent_value, flag_of, lower, lowered_records
from fairservice.conditions.reference import Case
from fairservice.conditions.vocabulary import Records, Value
from fairservice.interpreters.protocol import Judged
from fairservice.interpreters.python_code.expression import ExpressionWriter, tuple_of


class PythonCode:
    """Judges a program by a function compiled for it."""

    def __init__(self, program: Program) -> None:
        self.source, names = write_python(program)
        exec(compile(self.source, "<generated policy code>", "exec"), names)
        self._judge: Callable[[Case], tuple[Sequence[bool | None], Sequence[Value | None]]]
        self._judge = names["judge"]  # type: ignore[assignment]

    def judge(self, case: Case) -> Judged:
        truths, amounts = self._judge(case)
        return truths, amounts.__getitem__


def write_python(program: Program) -> tuple[str, dict[str, object]]:
    """Python source of `judge(case)`, and the constants that it refers to by name."""
    lowered = lower(program)
    locals: dict[str, str] = {}
    writer = ExpressionWriter(locals)
    lines = ["def judge(case):", "    get = case.get"]
    for position, (name, type) in enumerate(lowered.columns):
        value, flag = f"x{position}", f"p{position}"
        locals[name], locals[flag_of(name)] = value, flag
        lines.append(f"    {value} = get({name!r})")
        lines.append(f"    {flag} = {value} is not None")
        lines.append(f"    if not {flag}: {value} = {writer.constant(absent_value(type))}")
        if isinstance(type, Records):
            lines.append(f"    else: {value} = {writer.kept(partial(lowered_records, type))}({value})")
    for position, (name, node) in enumerate(lowered.bindings):
        lines.append(f"    b{position} = {writer.write(node)}")
        locals[name] = f"b{position}"
    truths = [
        f"True if {writer.write(pair.first)} else False if {writer.write(pair.second)} else None"
        for pair in lowered.conditions
    ]
    amounts = [f"{writer.write(pair.second)} if {writer.write(pair.first)} else None" for pair in lowered.amounts]
    lines.append(f"    return ({tuple_of(truths)}, {tuple_of(amounts)})")
    return "\n".join(lines) + "\n", writer.names()
