"""`SmtFormula` as one of the engines that are asked by the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import NamedTuple

from conformance.engines import truths_of
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import Value
from fairservice.errors import MissingPart


class Judged(NamedTuple):
    truths: tuple[bool | None, ...]
    amounts: tuple[Value | None, ...]


class ByTerms:
    """Judges by z3 terms. The program may have nothing that silences anything: all that fires is told."""

    def __init__(self, program: Program) -> None:
        from fairservice.interpreters.smt_formula import SmtFormula

        assert not any(program.silencers)
        self._program = program
        self._engine = SmtFormula(program)

    def judge_many(self, rows: Iterable[Row]) -> Iterator[Judged]:
        for row in rows:
            truths = truths_of(self._engine.fire(row), len(self._program.conditions))
            amounts = (self._engine.amount(at, row) for at in range(len(self._program.amounts)))
            yield Judged(tuple(truths), tuple(amounts))  # type: ignore[arg-type]


def by_terms() -> Callable[[Program], ByTerms] | MissingPart:
    """What makes the engine, or that z3 is not installed."""
    if find_spec("z3") is None:
        return MissingPart("what proves policies, `smt`,", "pip install 'fairservice[prove]'")
    return ByTerms
