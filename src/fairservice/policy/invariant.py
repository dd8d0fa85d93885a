"""What an owner says must be so of all decisions, typed: what never happens, who is never worse off, what is the least.

Nothing here decides a case. The prover looks for a case, or two cases, in which it is not so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fairservice.conditions.declarations import Texts
from fairservice.conditions.nodes import Node
from fairservice.policy.rule import Answer
from fairservice.span import Span

Direction = Literal["higher", "lower"]

GIVE = "give"
CONCEDE = "concede"
OFFER = "offer"


def column_of(which: str, grant: str) -> str:
    """The column that stands for how much a line gives, or a concession may come to: `give/refund`."""
    return f"{which}/{grant}"


@dataclass(frozen=True, slots=True)
class Never:
    """No case in which the condition holds has a decision of which all of this is true.

    The answer is one of `answers`, if there are any. Some one option has a line for each grant of `gives`, some one
    concession for each of `concedes`, and their amounts pass the tests: conditions over `column_of` the grant and
    whatever else is in scope. One of `offers` is offered, if there are any. `places` has the keys of `never` too, and
    each grant and offer by itself: `give/refund`, `offer/exchange`.
    """

    name: str
    request: str
    condition: Node
    answers: frozenset[Answer]
    gives: tuple[tuple[str, Node], ...]
    concedes: tuple[tuple[str, Node], ...]
    offers: tuple[str, ...]
    because: Texts
    span: Span
    places: Mapping[str, Span]
    pack: str


@dataclass(frozen=True, slots=True)
class Change:
    """How one thing differs between two cases: from a value to another, or so that it becomes higher or lower.

    `facts` are what it is made of, through definitions and tables; what only dates a parameter is not among them,
    nor is `today`: both cases are decided on one day. Of `start`, `end` and `direction` at least one is there.
    """

    name: str
    node: Node
    facts: frozenset[str]
    start: Node | None
    end: Node | None
    direction: Direction | None
    span: Span


@dataclass(frozen=True, slots=True)
class NeverWorse:
    """Of two cases in which the condition holds, the changed one is decided no worse for the customer.

    All `changes` are made together, and the two differ in nothing but the facts of them.
    """

    name: str
    request: str
    condition: Node
    changes: tuple[Change, ...]
    because: Texts
    span: Span
    places: Mapping[str, Span]
    pack: str

    @property
    def facts(self) -> frozenset[str]:
        """All facts in which the two cases may differ."""
        return frozenset().union(*(change.facts for change in self.changes))


@dataclass(frozen=True, slots=True)
class Minimum:
    """Each case in which the condition holds has a decision with at least this.

    The answer is `answer` or higher, and some one option gives at least `gives`, all lines together, rounded as a
    rule's own; of a date the same day or an earlier one is at least that. Where `provided` is not None, that option
    asks for nothing else.
    """

    name: str
    request: str
    condition: Node
    answer: Answer | None
    gives: tuple[tuple[str, Node], ...]
    provided: frozenset[str] | None
    because: Texts
    span: Span
    places: Mapping[str, Span]
    pack: str


Invariant: TypeAlias = Never | NeverWorse | Minimum


def nodes_of(invariant: Invariant) -> list[Node]:
    """Every node that an invariant or a minimum consists of."""
    match invariant:
        case Never(condition=condition, gives=gives, concedes=concedes):
            return [condition, *(node for _, node in (*gives, *concedes))]
        case NeverWorse(condition=condition, changes=changes):
            parts = [node for change in changes for node in (change.node, change.start, change.end)]
            return [condition, *(node for node in parts if node is not None)]
        case Minimum(condition=condition, gives=gives):
            return [condition, *(node for _, node in gives)]
