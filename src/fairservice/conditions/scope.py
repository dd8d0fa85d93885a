"""Which names a condition may use, and what each of them means under one in-force date."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fairservice.conditions.declarations import Definition, Fact, Parameter, Version
from fairservice.conditions.nodes import Constant, Dated, LookUp, Named, Node, Variable
from fairservice.conditions.vocabulary import Boolean, Choice, nearest
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

UNKNOWN_NAME = Defect("FS101", "unknown-name", "error", "a name is used that nothing declares")
CIRCLE = Defect("FS102", "definitions-in-a-circle", "error", "a definition depends on itself")
TABLE_KEY = Defect("FS103", "table-key", "error", "a parameter table is keyed by something that is no choice")
PROTECTED = Defect("FS524", "protected-fact-decides", "error", "a decision depends on a fact that none may depend on")


class Scope:
    """The declared names of a policy, read under one in-force date (`today`, or a date fact of the request)."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        parameters: Mapping[str, Parameter],
        definitions: Mapping[str, Definition],
        in_force: Node,
        define: Callable[[Scope, Definition], Node],
    ) -> None:
        self.facts = facts
        self.parameters = parameters
        self.definitions = definitions
        self.in_force = in_force
        self._define = define
        self._nodes: dict[str, Node] = {}
        self._open: list[str] = []

    def has(self, name: str) -> bool:
        return name in self.facts or name in self.parameters or name in self.definitions

    def node(self, name: str, span: Span) -> Node:
        """What a name means. Raises `Rejected` for an unknown one, or a definition that needs itself."""
        found = self._nodes.get(name)
        if found is not None:
            return found
        if name in self.facts:
            self.refuse_protected(self.facts[name], span)
            found = Variable(name, self.facts[name].type)
        elif name in self.parameters:
            found = Named(name, "parameter", self._parameter(self.parameters[name]))
        elif name in self.definitions:
            found = Named(name, "definition", self._definition(self.definitions[name], span))
        else:
            raise self.unknown(name, span)
        self._nodes[name] = found
        return found

    @staticmethod
    def refuse_protected(fact: Fact, span: Span) -> None:
        """Raises `Rejected` for a fact that no decision may depend on: it cannot even be named."""
        if fact.protected:
            also = [(fact.span, "declared `protected: true`")] if fact.span else []
            message = f"no decision may depend on `{fact.name}`"
            raise Rejected(PROTECTED.at(span, message, "leave it out of conditions, amounts, tables and texts", also))

    def unknown(self, name: str, span: Span) -> Rejected:
        near = nearest(name, [*self.facts, *self.parameters, *self.definitions])
        help = (
            f"did you mean `{near}`?"
            if near
            else "declare it under `facts`, `parameters` or `definitions`; in `if:`, a value stands in double quotes"
        )
        return Rejected(UNKNOWN_NAME.at(span, f"nothing is called `{name}`", help))

    def _definition(self, definition: Definition, span: Span) -> Node:
        if definition.name in self._open:
            circle = " → ".join([*self._open[self._open.index(definition.name) :], definition.name])
            raise Rejected(
                CIRCLE.at(definition.span, f"`{definition.name}` depends on itself: {circle}", "break the circle")
            )
        self._open.append(definition.name)
        try:
            return self._define(self, definition)
        finally:
            self._open.pop()

    def _parameter(self, parameter: Parameter) -> Node:
        keys = tuple(self._key(parameter, name) for name in parameter.by)
        bodies = [(version.first, self._version(parameter, version, keys)) for version in parameter.versions]
        if len(bodies) == 1:
            return bodies[0][1]
        return Dated(self.in_force, tuple(bodies), parameter.type)

    def _key(self, parameter: Parameter, name: str) -> Node:
        key = self.node(name, parameter.span)
        if not isinstance(key.type, Choice | Boolean):
            raise Rejected(
                TABLE_KEY.at(
                    parameter.span,
                    f"`{name}` cannot be the key of a table",
                    "a table is `by` choices or yes/no facts",
                )
            )
        return key

    def _version(self, parameter: Parameter, version: Version, keys: tuple[Node, ...]) -> Node:
        if not keys:
            assert version.value is not None
            return Constant(version.value, parameter.type)
        fallback = version.otherwise if version.otherwise is not None else version.rows[0][1]
        return LookUp(keys, version.rows, fallback, parameter.type)
