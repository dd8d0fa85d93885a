"""Reads the declaration of a list: the fields of its records, and how many there can be."""

from __future__ import annotations

from collections.abc import Mapping

from fairservice.conditions.declarations import Fact
from fairservice.conditions.vocabulary import MAX_RECORDS, Quantity, Records, ScalarType, cut, int_of
from fairservice.conditions.within_list import HIDES
from fairservice.errors import Finding
from fairservice.policy.declare_values import ValueReader
from fairservice.policy.files import FactFile, FieldFile
from fairservice.policy.shape import shaped
from fairservice.source.located_yaml import Entries, Located, Text
from fairservice.span import Span

FIELD_TYPES = ("boolean", "integer", "number", "money", "percent", "choice", "choices", "text", "date")
MAX_FIELDS = 50


def records_of(declare: ValueReader, model: FactFile) -> Records | None:
    """The type of a list: its fields, and how many records it can have."""
    assert model.type is not None
    told = len(declare.findings)
    keys = model.places()  # what has another shape than it should has been told already
    for key in ("unit", "range", "decimals", "values", "ordered"):
        if getattr(model, key) is not None:
            help = f"give it to the field that it is about: `{{type: …, {key}: …}}`"
            declare.wrong(keys[key], f"a list has no `{key}`", help)
    if "of" not in keys or (model.of is not None and not model.of):
        declare.wrong(model.type.span, "a list needs the fields of its records", "add `of: {sku: text, price: money}`")
    if "at_most" not in keys:
        declare.wrong(model.type.span, "a list needs the most records that it can have", "add `at_most: 50`")
    most = declare.value(model.at_most, Quantity("integer", 0, 10**9)) if model.at_most is not None else None
    if most is not None and model.at_most is not None and not 1 <= int_of(most) <= MAX_RECORDS:
        message = f"`{cut(model.at_most)}` is not how many records a list can have"
        declare.wrong(model.at_most.span, message, f"write 1 to {MAX_RECORDS}")
    fields: list[tuple[str, ScalarType]] = []
    for key, written in model.of.pairs() if model.of is not None else ():
        type = _field(declare, key, written)
        if type is not None:
            fields.append((str(key), type))
    if len(fields) > MAX_FIELDS:
        assert model.of is not None
        declare.wrong(model.of.span, f"a record has more than {MAX_FIELDS} fields", "keep only what the rules ask")
    return None if len(declare.findings) > told or most is None or not fields else Records(tuple(fields), int_of(most))


def _field(declare: ValueReader, key: Text, written: Located | None) -> ScalarType | None:
    """The type of a field: a word, or a mapping as a fact has."""
    if not declare.field_name(key):
        return None
    if isinstance(written, Text):
        written = Entries([(Text("type", written.span), written)], written.span)
    model = shaped(FieldFile, written, declare.findings) if isinstance(written, Entries) else None
    if model is None:
        if not isinstance(written, Entries):
            declare.wrong(key.span, f"the field `{key}` needs a type", f"write `{key}: money`")
        return None
    if model.type in ("list", "datetime"):
        help = "make it a `date`" if model.type == "datetime" else "make two lists of it"
        declare.wrong(model.type.span, f"a field cannot be a {model.type}", help)
        return None
    return declare.scalar_of(model, FIELD_TYPES)


def check_fields(
    facts: Mapping[str, Fact],
    names: Mapping[str, Span | None],
    fields_of: Mapping[str, Entries],
    findings: list[Finding],
) -> None:
    """No field of a record has the name of something else: in `where` it would hide it."""
    for fact in facts.values():
        for name, _ in fact.type.fields if isinstance(fact.type, Records) else ():
            if name in names:
                place = names[name]
                message = f"the field `{name}` would hide what else is called `{name}`"
                also = [(place, "declared here")] if place else []
                at = fields_of[fact.name].key(name).span
                findings.append(HIDES.at(at, message, f"call the field `its_{name}`, or rename the other", also))
