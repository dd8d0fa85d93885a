"""What a comparison of two policies found: per request the classes of cases that change, each with an example."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Literal

from fairservice.analysis.proofs.classes import Class
from fairservice.analysis.proofs.situation import Case
from fairservice.decisions.decision import Decision

Side = Literal["undecided", "loses", "both", "neither", "gains", "decided"]
"""What a change does to the customer: gains, loses, gains one thing and loses another, or neither (somebody else may
override); or there is no answer any more (`undecided`: a conflict or a gap), or there is one at last (`decided`)."""
SIDES: tuple[Side, ...] = ("undecided", "loses", "both", "neither", "gains", "decided")
"""The order in which changes are told: who loses first, since that is what nobody may overlook."""

Status = Literal["same", "changed", "added", "removed", "not settled"]


@dataclass(frozen=True)
class Spread:
    """By how much an amount of a grant goes up over all cases of a class; down where below zero."""

    grant: str
    least: int
    most: int

    def and_also(self, other: Spread) -> Spread:
        return Spread(self.grant, min(self.least, other.least), max(self.most, other.most))


@dataclass(frozen=True)
class Change:
    """Cases that are decided otherwise in the same way, with one of them and what each version decides on it.

    `around` are the classes in which such cases lie, each None where it could not be described; `rest`: there are
    further ones, wherever the same rules decide. `gained` and `lost`
    say in what (`answer`, `options`, …). `case` has the facts as the new version reads them, where it does.
    """

    around: tuple[Class | None, ...]
    case: Case
    before: Decision
    after: Decision
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    spreads: tuple[Spread, ...] = ()
    rest: bool = False

    @property
    def side(self) -> Side:
        """By the answer where that changes: whatever is offered beside a lower one, it is less."""
        if (self.before.answer is None) != (self.after.answer is None):
            return "undecided" if self.after.answer is None else "decided"
        gained, lost = ({*side} - {"override"} for side in (self.gained, self.lost))
        if "answer" in gained or (gained and not lost):
            return "gains"
        if "answer" in lost or (lost and not gained):
            return "loses"
        return "both" if gained else "neither"

    def and_also(self, other: Change) -> Change:
        """This change with the classes of another of its kind."""
        both = {each.grant: each for each in other.spreads}
        spreads = tuple(each.and_also(both[each.grant]) for each in self.spreads if each.grant in both)
        rest = self.rest or other.rest
        return replace(self, around=self.around + other.around, spreads=() if rest else spreads, rest=rest)

    @property
    def kind(self) -> tuple[Hashable, ...]:
        """What a reader sees of it, besides figures: changes of one kind are told together."""
        return (self.side, self.gained, self.lost, _seen(self.before), _seen(self.after))


def _seen(decision: Decision) -> tuple[Hashable, ...]:
    options = frozenset(
        (frozenset((line.grant, line.provided) for line in option.telling), frozenset(option.provided))
        for option in decision.options
    )
    offers = frozenset(each.what for each in decision.offers)
    concessions = frozenset((each.grant, each.rule) for each in decision.may_concede)
    return (decision.status, decision.answer, decision.rules, decision.conflict, options, offers, concessions,
            decision.may_override)  # fmt: skip


@dataclass(frozen=True)
class RequestDifference:
    """How one request differs. `more`: there are further changes than are told.

    `reason` says why it could not be settled. `words` has the rules whose words changed, where they decide the same.
    `lists` are the lists that may be longer than what was looked at, with that length. `ranges` are facts that can be
    something in one version only, and `dates` says that the versions decide from another day on: what is compared is
    what both can read.
    """

    request: str
    status: Status
    changes: tuple[Change, ...] = ()
    more: bool = False
    reason: str | None = None
    words: tuple[str, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    ranges: tuple[str, ...] = ()
    dates: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is no case that is decided otherwise, nor one that only one version can read."""
        return self.status == "same" and not self.ranges and not self.dates
