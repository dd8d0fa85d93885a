"""All complete cases of one request at once: a term for each fact, and for each rule when it fires and stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import z3

from fairservice.conditions.declarations import BUILT_IN
from fairservice.conditions.nodes import TRUE, Count, Dated, Extreme, Node, Some, Total, Variable, walk
from fairservice.conditions.vocabulary import Quantity, Records, Type, Value
from fairservice.interpreters.smt_formula import Columns, Formulas, Term, Texts
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook, condition_of

Z = Any
Case = Mapping[str, Value]
"""The facts of a case; what is not there is not known, or does not matter."""

MAX_JUDGED = 200
"""So many records, or pairs of records of two lists asked within each other, are looked at in one question."""


class Facts:
    """What the cases of one request have in common: the types of its facts, and how many records are looked at."""

    def __init__(self, rulebook: Rulebook, request: Request, asked: Iterable[Node] = ()) -> None:
        self.rulebook = rulebook
        self.request = request
        self.asked = tuple(asked)
        """What is asked about the request besides what its rules do: of the owner's own invariants."""
        self.texts = Texts()
        self.types: dict[str, Type] = {}
        self.read = self.read_by((*request.program.parts, *self.asked)) | {request.in_force_fact}
        """The facts that the request reads; what day it is belongs to each case, read or not."""
        for base in sorted(self.read | {fact.name for fact in BUILT_IN}):
            if base in rulebook.facts:  # and not the amount of a line, which invariants speak of
                self.types[base] = rulebook.facts[base].type
        self._slots = self._affordable()

    def slots(self, name: str, type: Records) -> int:
        """How many records of a list are looked at."""
        return min(self._slots, type.at_most)

    @property
    def cut_short(self) -> dict[str, int]:
        """The lists that may be longer than what is looked at, with that number."""
        lists = {name: type for name, type in self.types.items() if isinstance(type, Records)}
        return {name: self._slots for name, type in lists.items() if type.at_most > self._slots}

    def look_with(self, other: Facts) -> None:
        """Looks at as many records of each list as are looked at in another request, and that at as many as here."""
        self._slots = other._slots = min(self._slots, other._slots)

    def _affordable(self) -> int:
        """The most records a list for which no question looks at more than `MAX_JUDGED` of them, one by one."""
        deepest, seen = 0, set[int]()
        for part in (*self.request.program.parts, *self.asked):
            for node in walk(part, seen):
                if isinstance(node, Some | Count | Total | Extreme):
                    deepest = max(deepest, node.level + 1)
        count = MAX_JUDGED
        while deepest > 1 and count**deepest > MAX_JUDGED:
            count -= 1
        return max(count, 2)

    def read_by(self, nodes: Iterable[Node]) -> frozenset[str]:
        """The facts that these conditions and amounts are made of."""
        seen: set[int] = set()
        parts = (part for node in nodes for part in walk(node, seen))
        return frozenset(part.name.partition("/")[0] for part in parts if isinstance(part, Variable))


class Situation:
    """One case of a request, with nothing settled. Beside `like` it has the same facts, but for those in `free`.

    `pinned`: dated values and rules are those in force in `like`, whatever day it is here.
    """

    def __init__(
        self,
        facts: Facts,
        suffix: str = "",
        like: Situation | None = None,
        free: frozenset[str] = frozenset(),
        pinned: bool = False,
    ) -> None:
        self.facts = facts
        self.request = facts.request
        self.free = free

        def shared(name: str, type: Type) -> Term | None:
            if like is None or name.partition("/")[0] in free:
                return None
            return like.columns.term(name, type)

        zone = facts.rulebook.zone
        self.columns = Columns(facts.texts, suffix, shared, facts.types, zone, facts.slots)
        self.dated: Formulas | None = like.formulas if pinned and like is not None else None
        self.formulas: Formulas = Formulas(self.columns.term, facts.texts, self.dated)
        day = self.columns.term(facts.request.in_force_fact, facts.types[facts.request.in_force_fact])
        self.domain: list[Z] = [day >= facts.rulebook.since] if self._is_date else []

    @property
    def _is_date(self) -> bool:
        type = self.facts.types[self.request.in_force_fact]
        return isinstance(type, Quantity) and type.kind == "date"

    def truth(self, rule: Rule) -> Z:
        """When a rule fires, whatever overrides it."""
        if self.dated is None:
            return self.formulas.of(condition_of(rule))
        return z3.And(self.dated.of(rule.in_force), self.formulas.of(condition_of(replace(rule, in_force=TRUE))))

    @property
    def same_period(self) -> list[Z]:
        """Of a pinned situation: that the same dated values and rules are in force on its own day too."""
        on = Variable(self.request.in_force_fact, self.facts.types[self.request.in_force_fact])
        if self.dated is None or on.name not in self.free:
            return []
        seen: set[int] = set()
        nodes = (node for part in self.request.program.parts for node in walk(part, seen))
        starts = {first for node in nodes if isinstance(node, Dated) and node.on == on for first, _ in node.versions}
        days = [(self.dated.of(on) >= first) == (self.formulas.of(on) >= first) for first in sorted(starts)]
        windows = dict.fromkeys(rule.in_force for rule in self.request.rules)
        return days + [self.dated.of(window) == self.formulas.of(window) for window in windows]

    @cached_property
    def all_facts(self) -> dict[str, Term]:
        """Every fact of the request, whether or not a formula asks for it."""
        return {name: self.columns.term(name, type) for name, type in self.facts.types.items()}

    @property
    def bounds(self) -> list[Z]:
        """What is true of every case."""
        return [*self.domain, *self.columns.domain]

    def case(self, model: Z) -> Case:
        """The facts of the case in a model."""
        return {name: self.columns.value(model, name) for name in self.all_facts}

    def pinned_to(self, case: Mapping[str, Value]) -> list[Z]:
        """That the facts are these."""
        return [self.columns.is_value(name, value) for name, value in case.items()]
