"""What every interpreter does: say which conditions of a program fire in a case, and what an amount comes to."""

from __future__ import annotations

from typing import Protocol

from fairservice.conditions.program import Firing, Row
from fairservice.conditions.vocabulary import Value


class Interpreter(Protocol):
    """An engine made for one `Program`. Safe to use from several threads at once."""

    def fire(self, row: Row) -> Firing:
        """The conditions that hold or may hold in one case, without those that are surely silenced."""
        ...

    def amount(self, position: int, row: Row) -> Value | None:
        """What the amount at a position of the program comes to in one case; None where it is open."""
        ...
