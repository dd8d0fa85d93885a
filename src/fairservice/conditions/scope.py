"""Which names a condition may use, and what each of them means under one in-force date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import Definition, Fact, Parameter, Version
from fairservice.conditions.nodes import Constant, Dated, LookUp, Named, Node, Variable, depth_of
from fairservice.conditions.vocabulary import PARTS, Boolean, Choice, Quantity, Records, cut, nearest, part_column
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

UNKNOWN_NAME = Defect("FS101", "unknown-name", "error", "a name is used that nothing declares")
CIRCLE = Defect("FS102", "definitions-in-a-circle", "error", "a definition depends on itself")
TOO_DEEP = Defect("FS104", "definition-too-deep", "error", "a definition builds on too many others")
TABLE_KEY = Defect("FS103", "table-key", "error", "a parameter table is keyed by something that is no choice")
PROTECTED = Defect("FS524", "protected-fact-decides", "error", "a decision depends on a fact that none may depend on")


UTC = ZoneInfo("UTC")
MAX_DEPTH = 250
"""The deepest nesting of a definition, counted through names: every interpreter goes as deep, and none may fail."""


class Scope:
    """The declared names of a policy, read under one in-force date (`today`, or a date fact of the request)."""

    depth = 0
    """How many lists are being gone through, one within the other."""
    pairs = 1
    """How many combinations of their records that makes, at most."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        parameters: Mapping[str, Parameter],
        definitions: Mapping[str, Definition],
        in_force: Node,
        define: Callable[[Scope, Definition], Node],
        broken: Collection[str] = (),
        zone: ZoneInfo = UTC,
    ) -> None:
        self.facts = facts
        self.parameters = parameters
        self.definitions = definitions
        self.in_force = in_force
        self.zone = zone
        self._define = define
        self._broken = broken
        self._nodes: dict[str, Node] = {}
        self._open: list[str] = []

    def has(self, name: str) -> bool:
        known = name in self.facts or name in self.parameters or name in self.definitions
        return known or name in self._broken or self._dated(name) is not None

    def _dated(self, name: str) -> tuple[Fact, str] | None:
        """The date fact and its part that a name like `order.placed_on.weekday` or `order.placed_at.time` means."""
        head, _, part = name.rpartition(".")
        fact = self.facts.get(head)
        if fact is None or part not in ("year", "month", "weekday", "time") or not isinstance(fact.type, Quantity):
            return None
        return (fact, part) if fact.type.kind == "datetime" or (fact.type.kind == "date" and part != "time") else None

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
        elif dated := self._dated(name):
            self.refuse_protected(dated[0], span)
            found = Variable(part_column(dated[0].name, dated[1]), PARTS[dated[1]])
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
        """A name that nothing declares; of one whose declaration has a finding itself, nothing more is said."""
        listed, _, field = name.rpartition(".")
        fact = self.facts.get(listed)
        if fact is not None and isinstance(fact.type, Records) and any(field == each for each, _ in fact.type.fields):
            message = f"`{name}` is a field of a list, and has a value in each record"
            help = f"ask for one: `sum({name} where …)`, `count({listed} where {field} …)`, `some … in {listed} …`"
            return Rejected(UNKNOWN_NAME.at(span, message, help))
        near = self.nearest(name)
        help = f"did you mean `{near}`?" if near else "declare it under `facts`, `parameters` or `definitions`"
        finding = UNKNOWN_NAME.at(span, f"nothing is called `{cut(name)}`", help)
        return Rejected(replace(finding, follows=name in self._broken or listed in self._broken))

    def nearest(self, name: str) -> str | None:
        """The declared name that was probably meant."""
        return nearest(name, [*self.facts, *self.parameters, *self.definitions])

    def _definition(self, definition: Definition, span: Span) -> Node:
        if definition.name in self._open:
            raise self._circle(self._open[self._open.index(definition.name) :])
        self._open.append(definition.name)
        try:
            body = self._define(self, definition)
        except RecursionError:  # each is read while the one that uses it is: a long way down may be too long to go
            if len(self._open) > 1:
                raise
            raise self._too_deep(definition) from None
        finally:
            self._open.pop()
        if depth_of(body) > MAX_DEPTH:
            raise self._too_deep(definition)
        return body

    @staticmethod
    def _too_deep(definition: Definition) -> Rejected:
        message = f"`{definition.name}` builds on more than {MAX_DEPTH} steps, one upon the other"
        return Rejected(TOO_DEEP.at(definition.span, message, "say it in fewer steps, with a parameter or a table"))

    def _circle(self, members: list[str]) -> Rejected:
        """One finding for a circle, whichever of its members it was entered by."""
        declared = list(self.definitions)
        at = members.index(min(members, key=declared.index))
        first, *others = [*members[at:], *members[:at]]
        circle = " → ".join(f"`{each}`" for each in (first, *others, first))
        message = f"`{first}` depends on itself: {circle}" if others else f"`{first}` depends on itself"
        help = f"write `{others[-1] if others else first}` without `{first}`"
        return Rejected(CIRCLE.at(self.definitions[first].span, message, help))

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
