"""What a comparison of two policies found: per request the classes of cases that change, each with an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairservice.analysis.proofs.classes import Class
from fairservice.analysis.proofs.situation import Case
from fairservice.decisions.decision import Decision

Side = Literal["gains", "loses", "both", "neither"]
"""What the customer does by a change: gains, loses, gains one thing and loses another, or neither (a conflict or gap
came or went, or only somebody else may override)."""

Status = Literal["same", "changed", "added", "removed", "not settled"]


@dataclass(frozen=True)
class Change:
    """A class of cases that are decided otherwise, with one of them and what each version decides on it.

    `around` is None where the class could not be described. `gained` and `lost` say in what (`answer`, `options`, …).
    """

    around: Class | None
    case: Case
    before: Decision
    after: Decision
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def side(self) -> Side:
        """By the answer where that changes: whatever is offered beside a lower one, it is less."""
        gained, lost = ({*side} - {"override"} for side in (self.gained, self.lost))
        if "answer" in gained or (gained and not lost):
            return "gains"
        if "answer" in lost or (lost and not gained):
            return "loses"
        return "both" if gained else "neither"


@dataclass(frozen=True)
class RequestDifference:
    """How one request differs. `more`: there are further changes than are told.

    `reason` says why it could not be settled. `words` has the rules whose words changed, where they decide the same.
    `lists` are the lists that may be longer than what was looked at, with that length. `ranges` are facts that can be
    something in one version only: what is compared is what both can read.
    """

    request: str
    status: Status
    changes: tuple[Change, ...] = ()
    more: bool = False
    reason: str | None = None
    words: tuple[str, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    ranges: tuple[str, ...] = ()
