"""The z3 terms that proofs are made of mean what the reference says: on the corpus, on lists, on generated pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import build
from conformance.agree import SIZES
from conformance.chooser import Seeded
from conformance.engines import Loaded
from conformance.policies import Writer
from conformance.test_corpus import Line, lines, node_of
from conformance.test_lists import case_of
from conformance.test_lists import made as made_expression
from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import Boolean, write_value
from fairservice.errors import CaseError, PolicyError
from fairservice.interpreters.reference import Reference

pytest.importorskip("z3")

from fairservice.interpreters.smt_formula import SmtFormula

POLICIES = range(7_000, 7_090)
CASES = 5


def program_of(node: Node) -> Program:
    """A program that tells what a node comes to; a condition also as something that is judged."""
    return Program((node,) if isinstance(node.type, Boolean) else (), (node,))


def differences(program: Program, rows: list[Row]) -> list[str]:
    """Where the terms do not come to what the reference says."""
    smt, reference = SmtFormula(program), Reference(program)
    found = []
    for row in rows:
        if (fired := smt.fire(row)) != (expected := reference.fire(row)):
            found.append(f"fires {fired} instead of {expected}, with {program.case(row)}")
        for at, node in enumerate(program.amounts):
            value, meant = smt.amount(at, row), reference.amount(at, row)
            if (value is None, value) != (meant is None, meant):
                found.append(f"{value} instead of {meant} for {node}, with {program.case(row)}")
    return found


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line['file']}: {line['claim']}")
def test_terms_mean_what_the_corpus_says(line: Line) -> None:
    """Each line's claim holds for each of its cases."""
    scope, node = node_of(line)
    program = program_of(node)
    engine = SmtFormula(program)
    for given in line["given"]:
        case = {"today": "2026-01-01", "received_on": "2026-01-01", **given}
        expected = case.pop("is")
        row = program.row(build.columns(scope, node, case))
        value = engine.amount(0, row)
        assert ("unknown" if value is None else write_value(value, node.type)) == expected, given
        if isinstance(node.type, Boolean):
            sure, perhaps = engine.fire(row)
            assert (True if sure else None if perhaps else False) == value, given


@pytest.mark.parametrize("seed", range(4))
def test_terms_agree_on_lists_and_scores(seed: int) -> None:
    """Generated questions about lists come to the same, whatever is unknown."""
    chooser = Seeded(seed)
    for _ in range(40):
        node = made_expression(chooser)
        if node is not None:
            program = program_of(node)
            assert differences(program, [program.row(case_of(chooser)) for _ in range(4)]) == [], node


@pytest.mark.parametrize("part", range(6))
def test_terms_agree_on_generated_policies(part: int, tmp_path: Path) -> None:
    """What fires and every amount are those of the reference, whatever is unknown."""
    tried = 0
    for seed in POLICIES[part::6]:
        chooser = Seeded(seed)
        written = Writer(chooser, SIZES[seed % len(SIZES)]).written()
        try:
            loaded = Loaded.written(tmp_path, written)
        except PolicyError as error:
            assert {each.code for each in error.findings} == {"FS205"}, error
            continue
        program, rows = loaded.request.program, []
        for number in range(CASES):
            full, moment = loaded.cases.full(chooser), loaded.cases.moment(chooser)
            known = full if number % 3 == 0 else loaded.cases.known(chooser, full, 80)
            try:
                rows.append(program.row(loaded.columns(known, moment)))
            except CaseError:
                continue
        tried += len(rows)
        assert differences(program, rows) == [], f"seed {seed}"
    assert tried > CASES * len(POLICIES) / 6 * 0.8
