"""Generated Python: nothing that an owner or a customer writes becomes code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance import build
from fairservice.conditions.lowering import Program
from fairservice.conditions.nodes import Comparison, Constant, OneOf, Variable
from fairservice.conditions.vocabulary import TEXT
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.python_code.engine import write_python

HOSTILE = [
    '"); import os; ("', "'", '"', "\\", "\\'", "{0}", "%s", "\n", "\r\n", "\u2028", "# x", "${x}", "__import__('os')",
    "\x00", "\ud800", "'''", '"""',
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_a_policy_never_become_code(text: str) -> None:
    """Whatever characters a constant has, the generated function compares with exactly that text."""
    note = Variable("note", TEXT)
    program = Program((Comparison("=", note, Constant(text, TEXT)), OneOf(note, (text, "other"))), ())
    engine = PythonCode(program)
    for value, truth in ((text, True), (text + "x", False), ("", text == "")):
        truths, _ = engine.judge({"note": value})
        assert list(truths) == [truth, truth]
    assert list(engine.judge({})[0]) == [None, None]


@pytest.mark.parametrize(
    "name", ["x'] or get['y", 'a"b', "a\nb", "b0", "x0", "p0", "k0", "get", "case", "not?", "a?", "a T"]
)
def test_names_of_columns_never_become_code(name: str) -> None:
    """A column may be called anything, also what the generated function calls its own."""
    program = Program((Comparison("=", Variable(name, TEXT), Constant("v", TEXT)),), ())
    assert list(PythonCode(program).judge({name: "v"})[0]) == [True]
    assert list(PythonCode(program).judge({})[0]) == [None]


def test_the_same_program_is_the_same_source() -> None:
    """Generated code depends on the program only, so that it can be compared and kept."""
    scope = build.scope_of("facts: {a: {type: boolean}, n: {type: integer}}\n")
    program = Program((build.condition(scope, "a or n in (1, 2, 3)"),), (build.amount(scope, "quantity", "n / 3"),))
    assert write_python(program)[0] == write_python(program)[0]


def test_one_engine_serves_many_threads() -> None:
    """Cases judged at the same time do not see each other."""
    scope = build.scope_of("facts: {n: {type: integer}}\n")
    engine = PythonCode(Program((build.condition(scope, "n > 500"),), (build.amount(scope, "quantity", "n * 2"),)))

    def judged(n: int) -> tuple[object, object]:
        truths, amount = engine.judge({"n": n})
        return truths[0], amount(0)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(judged, range(1000)))
    assert found == [(n > 500, 2 * n) for n in range(1000)]


def test_hundreds_of_rules_compile() -> None:
    """A long list of deeply joined conditions neither overflows the compiler nor the interpreter."""
    scope = build.scope_of("facts: {n: {type: integer}, a: {type: boolean}}\n")
    conditions = tuple(build.condition(scope, f"n > {n} and (a or n < {n + 5})") for n in range(800))
    truths, _ = PythonCode(Program(conditions, ())).judge({"n": 400, "a": True})
    assert sum(truth is True for truth in truths) == 400
