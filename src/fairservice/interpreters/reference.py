"""The reference interpreter: plain recursion over the nodes. Slow, and the one that is right by definition."""

from __future__ import annotations

from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Value


class Reference:
    """Judges a program by the definition of each node."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def fire(self, row: Row) -> Firing:
        case = self.program.case(row)
        found = [value_of(condition, case) for condition in self.program.conditions]
        return self.program.firing([None if each is None else bool(each) for each in found])

    def amount(self, position: int, row: Row) -> Value | None:
        return value_of(self.program.amounts[position], self.program.case(row))
