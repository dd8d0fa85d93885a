"""A rule of a policy, typed: when these conditions hold, this answer, because."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

from fairservice.conditions.nodes import Node
from fairservice.span import Span

Basis = Literal["law", "promise", "policy", "goodwill"]
Combine = Literal["agree", "highest"]
Hit = Literal["unique", "first", "collect"]
"""Which rows of a decision table count where several hold: the DMN hit policies that fairservice has."""

OTHERWISE = "otherwise"
"""The id of what a request answers where no rule of the policy stands."""
NOBODY = "nobody"


class Answer(IntEnum):
    """The four answers, from least to most."""

    NO = 0
    NO_BUT = 1
    YES_BUT = 2
    YES = 3

    @property
    def word(self) -> str:
        """The answer as policies and JSON write it: `no`, `no_but`, `yes_but`, `yes`."""
        return self.name.lower()

    @property
    def grants(self) -> bool:
        return self >= Answer.YES_BUT


ANSWERS = {answer.word: answer for answer in Answer}


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder in a text. `grant` names a line of the rule's own outcome instead of a value in scope."""

    name: str
    node: Node | None
    grant: str | None = None


Template: TypeAlias = tuple[str | Slot, ...]
Words: TypeAlias = Mapping[str, Template]
"""One template per language."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is given by one grant, and how much: an amount in the grant's own unit."""

    grant: str
    amount: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be proposed instead. `calming` ones carry no value (a kind word, a call back)."""

    what: str
    on: Node | None
    amount: Node | None
    calming: bool
    say: Words
    span: Span


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so often, or so much, within so many days."""

    at_most: int
    within_days: int


@dataclass(frozen=True, slots=True)
class Concession:
    """What an employee may give beyond the answer: up to which amounts, for which reasons, how often."""

    exception_to: str
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    per_customer: Limit | None
    used: Node | None
    """The ledger fact that says how often it was given within the period of `per_customer`."""
    recovery: str | None = None
    """The fact that shows our own failure: what is given makes up for it, and is counted apart from favours."""


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: the ids of its rules in the order of its rows (of `collect`: its one rule)."""

    name: str
    hit: Hit
    rules: tuple[str, ...]
    span: Span
    up_to: tuple[tuple[str, Node], ...] = ()
    """Of `collect`: per grant the most that the rows come to together."""

    @property
    def entrances(self) -> tuple[str, ...]:
        """The rules to override so that all of them yield: in `first` each overrides the next already."""
        return self.rules[:1] if self.hit == "first" else self.rules


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that adds up to one rule, for the trace: when it counts."""

    id: str
    condition: Node
    amounts: tuple[tuple[str, Node], ...]
    """Per grant what it adds, before the whole is rounded."""
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is judged. For goodwill, `answer` is None and `concession` is set.

    `condition` is what the owner wrote; `in_force` the window of `effective` on the in-force date.
    `places` has the span of each field as written, for pictures under errors.
    """

    id: str
    request: str
    basis: Basis
    condition: Node
    in_force: Node
    answer: Answer | None
    lines: tuple[Line, ...]
    provided: tuple[str, ...]
    offers: tuple[Offer, ...]
    may_override: str
    because: Words
    say: Words
    if_pressed: Words
    overrides: tuple[str, ...]
    concession: Concession | None
    reference: str | None
    owner: str
    pack: str
    effective: tuple[int | None, int | None]
    span: Span
    places: Mapping[str, Span]
    table: str | None = None
    """The decision table of which the rule is a row."""
    rows: tuple[Row, ...] = ()
    """Of a table with `hit: collect`: its rows, which are one rule together."""
