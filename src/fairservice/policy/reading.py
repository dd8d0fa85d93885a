"""What the rules of a policy are read with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairservice.conditions.declarations import Definition, Fact, Parameter
from fairservice.conditions.nodes import Node, Variable
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import DATE
from fairservice.conditions.when import define
from fairservice.errors import Finding
from fairservice.policy.authority import Authority
from fairservice.policy.declare import Declarations


@dataclass
class Reading:
    """What rules are read with: the declared names, the languages, and where findings go."""

    languages: tuple[str, ...]
    declare: Declarations
    facts: dict[str, Fact]
    parameters: Mapping[str, Parameter]
    definitions: Mapping[str, Definition]
    authority: Authority
    owner: str
    since: int
    lost: Mapping[str, frozenset[str]]
    """By section, the names that a slip kept from being read."""
    findings: list[Finding]
    _scopes: dict[str, Scope] = field(default_factory=dict)

    def scope(self, in_force: str) -> Scope:
        """The scope under an in-force date; requests with the same date share it."""
        if in_force not in self._scopes:
            day: Node = Variable(in_force, DATE)
            self._scopes[in_force] = Scope(
                self.facts, self.parameters, self.definitions, day, define, self.declare.broken, self.declare.zone
            )
        return self._scopes[in_force]
