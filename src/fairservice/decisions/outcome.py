"""The outcome of a case before its amounts are told: which rules stand, and what is answered, given and offered.

It depends on the conditions that fire only (and on amounts where rules have to be compared), so that one
outcome serves every case in which the same conditions fire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Firing
from fairservice.conditions.vocabulary import Value
from fairservice.decisions.content import Option
from fairservice.policy.rule import Answer, Line, Offer, Rule

Truth = bool | None
Withheld = Literal["conflict", "gap"]
AmountOf = Callable[[Node], Value | None]


@dataclass(slots=True)
class Giving:
    """A line of an option, and whether it is certain to be there.

    `named`: it is this rule that gives it, and not perhaps an earlier one that agrees.
    """

    line: Line
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

    @property
    def all_lines(self) -> list[Giving]:
        return [*self.lines, *self.added]


@dataclass(slots=True)
class Proposed:
    """One offer of one rule. `named`: as for `Giving`."""

    rule: Rule
    offer: Offer
    certain: bool
    named: bool


@dataclass(slots=True)
class Conceded:
    """One line that may be conceded, up to its amount."""

    rule: Rule
    line: Line
    certain: bool


@dataclass(slots=True)
class Outcome:
    """All that resolution says of one case, but for amounts; positions are those of the request's rules."""

    firing: Firing
    stands: Mapping[int, Literal[True] | None]
    """The rules that stand (True) or may (None); all others do not."""
    answer: Answer | None = None
    """The answer, once all that may still happen agree on it."""
    answers: set[Answer] = field(default_factory=set)
    withheld: set[Withheld] = field(default_factory=set)
    conflict: tuple[Rule, ...] = ()
    options: list[Choosable] = field(default_factory=list)
    offers: list[Proposed] = field(default_factory=list)
    concessions: list[Conceded] = field(default_factory=list)
    overriders: set[str] = field(default_factory=set)
    deciding: tuple[Rule, ...] = ()
    """The rules that certainly give the answer, the one that lends its words first."""
    speaker: Rule | None = None
    """The rule whose words are said, once it is settled which one that is."""
    told: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    """The options in each language, where they do not depend on the amounts of the case."""
    compared: bool = False
    """Whether amounts were looked at, so that another case may come to another outcome."""

    def stand(self, position: int) -> Truth:
        """Whether the rule at a position stands; None while it may."""
        return self.stands.get(position, False)


def both(a: Truth, b: Truth) -> Truth:
    return False if a is False or b is False else None if a is None or b is None else True
