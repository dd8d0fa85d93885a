"""What every interpreter does: judge the conditions of a program in a case, and tell its amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from fairservice.conditions.reference import Case
from fairservice.conditions.vocabulary import Value

Judged: TypeAlias = tuple[Sequence[bool | None], Callable[[int], Value | None]]
"""One truth per condition of the program, and what the amount at a position comes to; None: left open."""


class Interpreter(Protocol):
    """An engine made for one `Program`. Safe to use from several threads at once."""

    def judge(self, case: Case) -> Judged:
        """Every condition and amount of the program in one case."""
        ...
