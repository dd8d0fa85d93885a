"""The outcome of a case in the making: which rules stand, and what may be answered, given and offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fairservice.conditions.nodes import Node
from fairservice.conditions.vocabulary import Value
from fairservice.policy.rule import Answer, Line, Offer, Rule
from fairservice.policy.rulebook import Request

Truth = bool | None
Withheld = Literal["conflict", "gap"]
AmountOf = Callable[[Node], Value | None]


@dataclass(slots=True)
class Giving:
    """A line of an option with what it comes to (None: open), and whether it is certain to be there.

    `named`: it is this rule that gives it, and not perhaps an earlier one that agrees.
    """

    line: Line
    value: Value | None
    rule: Rule
    certain: bool
    named: bool


@dataclass(slots=True)
class Choosable:
    """One option: what the customer gets by one rule, and what other rules add to it."""

    rule: Rule
    lines: list[Giving]
    added: list[Giving]
    certain: bool
    named: bool


@dataclass(slots=True)
class Proposed:
    """One offer of one rule, with its day and amount (None: open, or not said). `named`: as for `Giving`."""

    rule: Rule
    offer: Offer
    on: Value | None
    amount: Value | None
    certain: bool
    named: bool


@dataclass(slots=True)
class Conceded:
    """One line that may be conceded, up to `up_to` (None: open)."""

    rule: Rule
    line: Line
    up_to: Value | None
    certain: bool


@dataclass(slots=True)
class Outcome:
    """All that resolution says of one case; positions are those of the request's rules."""

    fired: Sequence[Truth]
    stands: list[Truth]
    answers: set[Answer] = field(default_factory=set)
    withheld: set[Withheld] = field(default_factory=set)
    conflict: tuple[Rule, ...] = ()
    options: list[Choosable] = field(default_factory=list)
    options_settled: bool = True
    offers: list[Proposed] = field(default_factory=list)
    offers_settled: bool = True
    concessions: list[Conceded] = field(default_factory=list)
    concessions_settled: bool = True
    overriders: set[str] = field(default_factory=set)
    deciding: tuple[Rule, ...] = ()
    """The rules that certainly give the answer, the one that lends its words first."""
    words_settled: bool = False

    @property
    def answer(self) -> Answer | None:
        """The answer, once all that may still happen agree on it."""
        return next(iter(self.answers)) if len(self.answers) == 1 and not self.withheld else None


def standing(request: Request, fired: Sequence[Truth]) -> list[Truth]:
    """Which rules stand: fired, and no fired rule overrides them, however many steps away."""
    overridden: list[Truth] = [False] * len(fired)
    for position in request.overriding_order:
        found: Truth = False
        for above in request.overriders[position]:
            if fired[above] or overridden[above]:
                found = True
                break
            if fired[above] is None or overridden[above] is None:
                found = None
        overridden[position] = found
    return [both(truth, negated(over)) for truth, over in zip(fired, overridden, strict=True)]


def both(a: Truth, b: Truth) -> Truth:
    return False if a is False or b is False else None if a is None or b is None else True


def negated(a: Truth) -> Truth:
    return None if a is None else not a
