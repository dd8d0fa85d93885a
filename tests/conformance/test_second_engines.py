"""Each engine that cross-examines means what the corpus says, and agrees with the reference on what is generated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance import build
from conformance.agree import run_seed
from conformance.chooser import Seeded
from conformance.figures import Figures
from conformance.second import CARRIED, GAPS, MAKERS, NODES, differences, made
from conformance.test_corpus import Line, lines, node_of
from conformance.test_lists import case_of
from conformance.test_lists import made as made_expression
from fairservice.conditions.nodes import Node, walk
from fairservice.conditions.program import Program
from fairservice.conditions.vocabulary import Boolean, write_value

POLICIES = range(5_000, 5_030)
CASES = {"rete": 40, "smt": 12}
"""Pairs a policy: z3 terms are made for proofs, and are slow for single cases."""
EXPRESSIONS = {"rete": 60, "smt": 25}


def program_of(node: Node) -> Program:
    """A program that tells what a node comes to; a condition also as something that is judged."""
    return Program((node,) if isinstance(node.type, Boolean) else (), (node,))


def marked() -> list[Any]:
    """Each engine with each line of the corpus; a line that uses what the engine does not carry must fail."""
    found = []
    for engine in MAKERS:
        for line in lines():
            used = {type(part).__name__ for part in walk(node_of(line)[1])} & set(GAPS[engine])
            reason = "; ".join(f"{name}: {GAPS[engine][name]}" for name in sorted(used))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if used else []
            found.append(pytest.param(engine, line, id=f"{engine}, {line['file']}: {line['claim']}", marks=marks))
    return found


@pytest.mark.parametrize(("engine", "line"), marked())
def test_every_second_engine_means_what_the_corpus_says(engine: str, line: Line) -> None:
    """Each line's claim holds for each of its cases."""
    maker = made(engine)
    scope, node = node_of(line)
    program = program_of(node)
    cases = [{"today": "2026-01-01", "received_on": "2026-01-01", **given} for given in line["given"]]
    expected = [case.pop("is") for case in cases]
    rows = [program.row(build.columns(scope, node, case)) for case in cases]
    for case, wanted, found in zip(cases, expected, maker(program).judge_many(rows), strict=True):
        assert not isinstance(found, Exception), found
        for value in (*found.truths, *found.amounts):
            assert ("unknown" if value is None else write_value(value, node.type)) == wanted, case


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("engine", MAKERS)
def test_every_second_engine_agrees_on_lists_and_scores(engine: str, seed: int) -> None:
    """Generated questions about lists come to the same, whatever is unknown."""
    maker, chooser = made(engine), Seeded(seed)
    for _ in range(EXPRESSIONS[engine]):
        node = made_expression(chooser)
        if node is not None:
            program = program_of(node)
            rows = [program.row(case_of(chooser)) for _ in range(5)]
            assert list(differences(program, rows, maker)) == [], node


@pytest.mark.parametrize("engine", MAKERS)
def test_every_second_engine_agrees_on_generated_policies(engine: str, tmp_path: Path) -> None:
    """Truths and amounts of all pairs are those of the reference, and none is refused."""
    figures = Figures()
    made(engine)
    broken = {
        seed: found for seed in POLICIES if (found := run_seed(seed, tmp_path, figures, CASES[engine], (engine,)))
    }
    assert broken == {}
    assert figures[f"{engine}: judged"] == figures["pairs"] > 0


def test_every_exception_is_of_a_node() -> None:
    """Gaps and exceptions name classes of node that there are, of engines that there are."""
    for told in (GAPS, {name: exceptions for name, (_, exceptions) in CARRIED.items()}):
        assert set(told) == set(MAKERS)
        assert all(set(each) <= set(NODES) for each in told.values())
