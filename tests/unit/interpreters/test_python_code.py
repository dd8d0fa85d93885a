"""Generated Python: nothing that an owner or a customer writes becomes code, and all rows are judged alike."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance import build
from fairservice.conditions.nodes import Comparison, Constant, Node, OneOf, Variable, disjunction
from fairservice.conditions.program import Program
from fairservice.conditions.vocabulary import TEXT, Value
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.python_code.functions import write_function

HOSTILE = [
    '"); import os; ("', "'", '"', "\\", "\\'", "{0}", "%s", "\n", "\r\n", "\u2028", "# x", "${x}", "__import__('os')",
    "\x00", "\ud800", "'''", '"""',
]  # fmt: skip


def fired(conditions: tuple[Node, ...], case: Mapping[str, Value]) -> list[bool | None]:
    """The truth of each condition by generated Python."""
    program = Program(conditions, ())
    sure, perhaps = PythonCode(program).fire(program.row(case))
    return [True if at in sure else None if at in perhaps else False for at in range(len(conditions))]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_a_policy_never_become_code(text: str) -> None:
    """Whatever characters a constant has, the generated function compares with exactly that text."""
    note, other = Variable("note", TEXT), Variable("other", TEXT)
    alone = (Comparison("=", note, Constant(text, TEXT)), OneOf(note, (text, "other")))
    # two columns in one comparison are left to a compiled function
    joined = tuple(disjunction((each, Comparison("=", other, Constant(text + "y", TEXT)))) for each in alone)
    for conditions in (alone, joined):
        for value, truth in ((text, True), (text + "x", False), ("", text == "")):
            assert fired(conditions, {"note": value, "other": "no"}) == [truth, truth]
        assert fired(conditions, {}) == [None, None]


@pytest.mark.parametrize(
    "name", ["x'] or get['y", 'a"b', "a\nb", "b0", "x0", "p0", "k0", "get", "row", "told", "not?", "a?", "a T"]
)
def test_names_of_columns_never_become_code(name: str) -> None:
    """A column may be called anything, also what the generated function calls its own."""
    condition = Comparison("=", Variable(name, TEXT), Constant("v", TEXT))
    both = Comparison("=", Variable(name, TEXT), Variable("second", TEXT))
    assert fired((condition, both), {name: "v", "second": "v"}) == [True, True]
    assert fired((condition, both), {}) == [None, None]


def test_the_same_node_is_the_same_source() -> None:
    """Generated code depends on the program only, so that it can be compared and kept."""
    scope = build.scope_of("facts: {a: {type: boolean}, n: {type: integer}}\n")
    programs = (
        Program((build.condition(scope, "a or n in (1, 2, 3)"),), ()),
        Program((), (build.amount(scope, "quantity", "n / 3"),)),
    )
    for program in programs:
        place = {name: at for at, name in enumerate(program.columns)}
        assert write_function(program, place)[0] == write_function(program, place)[0]


def test_one_engine_serves_many_threads() -> None:
    """Cases judged at the same time do not see each other."""
    scope = build.scope_of("facts: {n: {type: integer}, m: {type: integer}}\n")
    conditions = (build.condition(scope, "n > 500"), build.condition(scope, "n > m"))
    program = Program(conditions, (build.amount(scope, "quantity", "n * 2"),))
    engine = PythonCode(program)

    def judged(n: int) -> tuple[object, object]:
        row = program.row({"n": n, "m": 700})
        return engine.fire(row), engine.amount(0, row)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(judged, range(1000)))
    expected = [(((0,) if n > 500 else ()) + ((1,) if n > 700 else ()), ()) for n in range(1000)]
    assert found == [(each, 2 * n) for n, each in enumerate(expected)]


def test_hundreds_of_rules_compile() -> None:
    """A long list of deeply joined conditions neither overflows the compiler nor the interpreter."""
    scope = build.scope_of("facts: {n: {type: integer}, a: {type: boolean}}\n")
    conditions = tuple(build.condition(scope, f"n > {n} and (a or n < {n + 5})") for n in range(800))
    assert sum(truth is True for truth in fired(conditions, {"n": 400, "a": True})) == 400
