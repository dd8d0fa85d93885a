"""Evaluates the examples of the language reference through the real reader, parser, checker and interpreters."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

from operator_rows import Read, Row
from pages import ROOT, Page

from fairservice.conditions.lowering import lower, run_lowered
from fairservice.conditions.nodes import Node, columns_of
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.program import Program
from fairservice.conditions.reference import Case, value_of
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.vocabulary import Quantity, Type, Value, read_date, write_value
from fairservice.conditions.when import read_when
from fairservice.decisions.case import read_case, with_parts
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located_yaml import Text, read_yaml
from fairservice.span import File

PAGE = ROOT / "docs" / "language.md"
TODAY = "2026-07-01"
UNKNOWN = "unknown"


@cache
def sample() -> Rulebook:
    """The tool hire policy that stands, file by file, at the top of the language reference."""
    with tempfile.TemporaryDirectory() as folder:
        for block in Page(PAGE).blocks():
            if block.marker == "file" and str(block.target).startswith("tool-hire/"):
                path = Path(folder) / str(block.target)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        rulebook, _ = load_rulebook(Path(folder) / "tool-hire")
    return rulebook


def node_of(example: str, read: Read) -> Node:
    """What an example becomes. Raises Rejected, or AssertionError with what is wrong in a `when`."""
    rulebook = sample()
    checker = Checker(rulebook.requests["deposit_back"].scope)
    if read == "when":
        findings: list = []
        tree = read_yaml(File("example", example + "\n"), findings, lambda path: False)
        node = read_when(tree, checker, findings) if tree is not None else None
        assert node is not None, example
        assert not findings, f"{example}: {findings[0]}"
        return node
    lines = example + "\n"
    syntax = parse_expression(Text(example, (File("example", lines), 1, 1, 1, len(example) + 1)))
    return checker.amount(syntax, rulebook.grants["refund"].type) if read == "amount" else checker.node(syntax)


def evaluated(node: Node, facts: dict[str, str]) -> str:
    """The value in a case as a reader writes it, or `unknown`; the lowered form must agree."""
    case = _case(node, facts)
    value = value_of(node, case)
    is_condition = isinstance(value, bool)
    program = Program((node,), ()) if is_condition else Program((), (node,))
    conditions, amounts = run_lowered(lower(program), case)
    other = conditions[0] if conditions else amounts[0]
    assert value is None or other == value, f"lowered: {other}, reference: {value}"
    return UNKNOWN if value is None else _written(value, node.type)


def of_row(row: Row) -> Node:
    return node_of(row.example, row.read)


def _case(node: Node, facts: dict[str, str]) -> Case:
    known = dict(read_case(sample(), facts))
    known["today"] = known["received_on"] = read_date(TODAY)
    return with_parts(known, columns_of(node), sample())


def _written(value: Value, type: Type) -> str:
    written = write_value(value, type)
    if isinstance(type, Quantity) and type.kind == "money":
        return f"{Decimal(written).normalize():.2f}" if Decimal(written) == round(Decimal(written), 2) else written
    return written
