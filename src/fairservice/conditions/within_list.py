"""Which names a condition may use while it looks at one record of a list: its fields, and all that is declared."""

from __future__ import annotations

import re

from fairservice.conditions.nodes import Field, Node, Variable
from fairservice.conditions.quantities import mismatch
from fairservice.conditions.scope import UNKNOWN_NAME, Scope
from fairservice.conditions.syntax import Name
from fairservice.conditions.vocabulary import Records, cut, nearest, one_of
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

HIDES = Defect("FS231", "record-hides-a-name", "error", "a field or a name for one record hides another name")
TOO_NESTED = Defect("FS232", "lists-too-nested", "error", "what is asked of a list goes too deep")

MAX_LISTS = 3
"""The most lists that are gone through one within the other."""
MAX_PAIRS = 40_000
"""The most records that are looked at so, each of one list with each of another: a decision stays quick."""

_WORD = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)


class WithinList(Scope):
    """The scope of what is asked of each record: bare field names, or `line.price` where the record has a name."""

    def __init__(self, outer: Scope, records: Variable, variable: Name | None, listed: Name) -> None:
        super().__init__(
            outer.facts, outer.parameters, outer.definitions, outer.in_force, outer._define, outer._broken, outer.zone
        )
        assert isinstance(records.type, Records)
        self.outer = outer
        self.list = records.name
        self.type = records.type
        self.level = outer.depth
        self.depth = outer.depth + 1
        self.pairs = outer.pairs * records.type.at_most
        self.variable = None if variable is None else variable.text
        if self.depth > MAX_LISTS:
            message = f"these lists lie more than {MAX_LISTS} deep within each other"
            raise Rejected(TOO_NESTED.at(listed.span, message, "ask less at once, or add a field to the records"))
        if self.pairs > MAX_PAIRS:
            message = f"this looks at up to {self.pairs} combinations of records, more than {MAX_PAIRS}"
            raise Rejected(TOO_NESTED.at(listed.span, message, "lower `at_most` of the lists"))
        if variable is not None:
            self._check(variable)

    def _check(self, variable: Name) -> None:
        name = variable.text
        if not _WORD.match(name):
            raise mismatch(variable.span, f"`{cut(name)}` cannot be a name for one record", "write one word: `line`")
        declared = [each for each in self._declared() if each == name or each.startswith(name + ".")]
        if declared or self.outer.has(name):
            hidden = declared[0] if declared else name
            message = f"`{name}` would hide `{hidden}`" if hidden != name else f"`{name}` has a meaning already"
            raise Rejected(HIDES.at(variable.span, message, f"choose another name, like `{_free(self, name)}`"))

    def _declared(self) -> list[str]:
        return [*self.facts, *self.parameters, *self.definitions]

    def field(self, name: str) -> Node | None:
        """The field that a name means in this record, if it means one."""
        if self.variable is not None:
            before, point, name = name.partition(".")
            if before != self.variable or not point:
                return None
        for position, (field, type) in enumerate(self.type.fields):
            if field == name:
                return Field(self.level, position, f"{self.list}.{field}", type)
        return None

    def has(self, name: str) -> bool:
        return self.field(name) is not None or name == self.variable or self.outer.has(name)

    def node(self, name: str, span: Span) -> Node:
        found = self.field(name)
        if found is not None:
            return found
        fields = [field for field, _ in self.type.fields]
        if name == self.variable:
            raise mismatch(span, f"`{name}` is a whole record", f"name a field of it: `{name}.{fields[0]}`")
        if self.variable is not None and name.startswith(self.variable + "."):
            raise unknown_field(self.list, name.partition(".")[2], fields, span)
        if name in [f"{self.list}.{field}" for field in fields]:
            own = (self.variable + "." if self.variable else "") + name.rpartition(".")[2]
            raise Rejected(UNKNOWN_NAME.at(span, f"`{name}` is a field of each record", f"here write `{own}`"))
        if not self.outer.has(name):
            raise self.unknown(name, span)
        return self.outer.node(name, span)

    def nearest(self, name: str) -> str | None:
        before = "" if self.variable is None else self.variable + "."
        fields = [before + field for field, _ in self.type.fields]
        if before + name in fields:
            return before + name
        return nearest(name, fields) or self.outer.nearest(name)


def unknown_field(records: str, field: str, fields: list[str], span: Span) -> Rejected:
    """A field that the records of a list do not have."""
    message = f"the records of `{records}` have no field `{cut(field)}`"
    return Rejected(UNKNOWN_NAME.at(span, message, one_of(field, fields, "fields")))


def _free(scope: WithinList, name: str) -> str:
    candidates = ("item", "one", "each", "record", name + "_here")
    return next(each for each in candidates if not scope.outer.has(each) and each not in scope._declared())
