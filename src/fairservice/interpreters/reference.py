"""The reference interpreter: plain recursion over the nodes. Slow, and the one that is right by definition."""

from __future__ import annotations

from fairservice.conditions.lowering import Program
from fairservice.conditions.reference import Case, value_of
from fairservice.interpreters.protocol import Judged


class Reference:
    """Judges a program by the definition of each node."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def judge(self, case: Case) -> Judged:
        found = [value_of(condition, case) for condition in self.program.conditions]
        truths = [None if each is None else bool(each) for each in found]
        return truths, lambda position: value_of(self.program.amounts[position], case)
