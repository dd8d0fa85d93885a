"""The lowered form run as it stands, binding by binding: shows that lowering alone changes no meaning."""

from __future__ import annotations

from fairservice.conditions.lowering import Program, lower, run_lowered
from fairservice.conditions.reference import Case
from fairservice.interpreters.protocol import Judged


class LoweredForm:
    """Judges a program by its two-valued bindings."""

    def __init__(self, program: Program) -> None:
        self.lowered = lower(program)

    def judge(self, case: Case) -> Judged:
        truths, amounts = run_lowered(self.lowered, case)
        return truths, amounts.__getitem__
