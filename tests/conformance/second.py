"""Engines that join the conformance tests by the batch: which there are, what each supports, and how it is tried.

To add one: a maker in `MAKERS` (its engines have `judge_many`, see `analysis.cross_examination.SecondEngine`), and
what it cannot carry in `GAPS`. The corpus, the generated lists and policies, and the table of docs/agreement.md follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import get_args

import pytest

from conformance.smt import by_terms
from fairservice.analysis.cross_examination import SecondEngine
from fairservice.bootstrap import second_engine
from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Program, Row
from fairservice.conditions.reference import value_of
from fairservice.errors import EngineFailed, MissingPart

Maker = Callable[[Program], SecondEngine]

NODES: tuple[str, ...] = tuple(each.__name__ for each in get_args(Node))

MAKERS: dict[str, Callable[[], Maker | MissingPart]] = {"rete": second_engine, "smt": by_terms}

GAPS: dict[str, dict[str, str]] = {"rete": {}, "smt": {}}
"""Per engine the classes of node that it does not carry, each with the reason: their lines of the corpus must fail."""

CARRIED: dict[str, tuple[str, dict[str, str]]] = {
    "rete": (
        "durable-rules",
        {
            "Constant": "durable-rules; a text by its number",
            "Variable": "durable-rules; a text by its number, a set by what is in it",
            "Named": "durable-rules, once under its name",
            "Rounded": "worked out in fairservice",
            "Whole": "worked out in fairservice",
            "Extremum": "worked out in fairservice",
            "Conditional": "durable-rules which branch; fairservice takes its amount",
            "Dated": "durable-rules which version; fairservice takes its amount",
            "LookUp": "looked up in fairservice; a table of yes and no by durable-rules",
            "Some": "durable-rules each record; fairservice whether there is one",
            "Count": "durable-rules each record; fairservice how many",
            "Total": "durable-rules each record; fairservice their sum",
            "Extreme": "durable-rules each record; fairservice the least or greatest",
        },
    ),
    "smt": (
        "z3",
        {
            "Constant": "z3; a text by its number, a set by what is in it",
            "Variable": "z3; a text by its number, a set by what is in it",
            "Some": "z3, of each record that there may be",
            "Count": "z3, of each record that there may be",
            "Total": "z3, of each record that there may be",
            "Extreme": "z3, of each record that there may be",
        },
    ),
}
"""Per engine by what a node is carried: what holds for most, and the exceptions."""


@cache
def made(engine: str) -> Maker:
    """What makes an engine; the test is skipped where it is not installed."""
    found = MAKERS[engine]()
    if isinstance(found, MissingPart):
        if found.install is None:
            pytest.skip(str(found))
        pytest.skip(f"needs an engine: {found.install}")
    return found


def differences(program: Program, rows: Sequence[Row], maker: Maker) -> Iterator[str]:
    """Where an engine does not judge as the reference does. It may not refuse anything either."""
    for row, found in zip(rows, maker(program).judge_many(rows), strict=True):
        if isinstance(found, EngineFailed):
            yield f"not asked: {found}"
            continue
        case = program.case(row)
        truths = tuple(value_of(each, case) for each in program.conditions)
        amounts = tuple(value_of(each, case) for each in program.amounts)
        if (found.truths, found.amounts) != (truths, amounts):
            yield f"{found} instead of {truths} and {amounts}, with {case}"


def support_table() -> str:
    """Which class of node each engine carries, and by what, as a Markdown table."""
    names = list(MAKERS)
    lines = [f"| node | {' | '.join(f'`{name}`' for name in names)} |", f"| --- |{' --- |' * len(names)}"]
    for node in NODES:
        cells = []
        for name in names:
            by, exceptions = CARRIED[name]
            gap = GAPS[name].get(node)
            cells.append(f"not carried: {gap}" if gap else exceptions.get(node, by))
        lines.append(f"| {node} | {' | '.join(cells)} |")
    return "\n" + "\n".join(lines) + "\n\n"
