"""The lowered form run as it stands, binding by binding: shows that lowering alone changes no meaning."""

from __future__ import annotations

from fairservice.conditions.lowering import lower, run_lowered
from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.vocabulary import Value


class LoweredForm:
    """Judges a program by its two-valued bindings."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lowered = lower(program)

    def fire(self, row: Row) -> Firing:
        truths, _ = run_lowered(self.lowered, self.program.case(row))
        return self.program.firing(truths)

    def amount(self, position: int, row: Row) -> Value | None:
        _, amounts = run_lowered(self.lowered, self.program.case(row))
        return amounts[position]
