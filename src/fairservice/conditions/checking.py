"""What the parts of the type checker ask of the whole: to type the syntax within what they type themselves."""

from __future__ import annotations

from typing import Protocol

from fairservice.conditions.nodes import Node
from fairservice.conditions.scope import Scope
from fairservice.conditions.syntax import Syntax
from fairservice.conditions.vocabulary import Type


class Checking(Protocol):
    """Types syntax within a scope. Every method raises `Rejected` with the narrowest span it knows."""

    scope: Scope

    def within(self, scope: Scope) -> Checking:
        """The same within another scope."""

    def condition(self, syntax: Syntax) -> Node:
        """Syntax that must be true or false."""

    def node(self, syntax: Syntax, expected: Type | None = None) -> Node:
        """Any expression; `expected` is what a literal in it would have to be."""
