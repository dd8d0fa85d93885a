"""Reads the declarations of a policy: facts and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import Fact, Parameter, Version, Worse
from fairservice.conditions.quantities import kind_in_words
from fairservice.conditions.scope import TABLE_KEY
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    DATE,
    TEXT,
    TIME,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Type,
    Value,
    cut,
    default_quantity,
    int_of,
    nearest,
    write_value,
)
from fairservice.errors import Defect, Finding
from fairservice.policy.declare_lists import FIELD_TYPES, records_of
from fairservice.policy.declare_values import TWICE, ValueReader
from fairservice.policy.files import FactFile, ParameterFile
from fairservice.policy.misplaced_lines import domain, misplaced
from fairservice.policy.packs import words
from fairservice.policy.shape import missing_key
from fairservice.policy.texts import read_texts
from fairservice.source.located_yaml import Entries, Located, Text
from fairservice.span import Span

PREFIX = Defect("FS116", "name-within-a-name", "error", "one name is the beginning of another")
NO_VERSION = Defect("FS122", "no-version-yet", "error", "a parameter has no version on the first day of the policy")
TABLE_GAP = Defect("FS123", "table-with-gaps", "error", "a parameter table leaves out a combination of its keys")

PLAIN_TYPES = (*FIELD_TYPES, "datetime", "time")
TYPES = (*PLAIN_TYPES, "list")
ABOUT = ("conduct", "segment", "goodwill", "complaint", "influence")


class Declarations(ValueReader):
    """Reads declarations with the policy's own languages, currency and time zone; gathers findings."""

    def __init__(self, languages: tuple[str, ...], decimals: int, zone: ZoneInfo, findings: list[Finding]) -> None:
        super().__init__(decimals, zone, findings)
        self.languages = languages
        self.broken: set[str] = set()
        """Facts, parameters and definitions that are declared, but have a finding of their own instead of a meaning."""

    # ---- facts

    def fact(self, name: Text, model: FactFile) -> Fact | None:
        type = self.type_of(name, model)
        if type is None:
            return None
        about = self.choice(model.about, ABOUT, "what a fact can be about")
        return Fact(
            str(name),
            type,
            name.span,
            read_texts(model.ask, self.languages, self.findings),
            about,  # type: ignore[arg-type]
            self.worse(model, type),
            self.yes(model.protected),
            "ledger" if self.choice(model.from_, ("ledger", "case"), "where a fact comes from") == "ledger" else "case",
        )

    def worse(self, model: FactFile, type: Type) -> Worse | None:
        """Which way is worse, of a type that has such a way; of any other, proofs could say nothing of it."""
        written = model.worse
        found = self.choice(written, ("higher", "lower", "true", "false"), "a direction")
        if found is None or written is None:
            return None
        ranked = isinstance(type, Quantity) or (isinstance(type, Choice) and type.ordered)
        if ranked and found in ("higher", "lower"):
            return "higher" if found == "higher" else "lower"
        if isinstance(type, Boolean) and found in ("true", "false"):
            return "true" if found == "true" else "false"
        help = "list the values from least to most under `ordered`, or leave `worse` out"
        if ranked:
            help = "write `higher` or `lower`"
        elif isinstance(type, Boolean):
            help = "write `true` or `false`: which of the two is worse"
        self.wrong(written.span, f"`{found}` is no direction of {kind_in_words(type)}", help)
        return "true" if isinstance(type, Boolean) else "higher"  # it is refused, and not said to be missing too

    def type_of(self, name: Text, model: FactFile) -> Type | None:
        """The type that a fact declares, with its range."""
        if model.type is None:
            if not {"type", "history"} & model.lost():
                self.findings.append(missing_key(FactFile, "type", name.span))
            return None
        if model.type == "list":
            return records_of(self, model)
        for key, word in (("of", model.of), ("at_most", model.at_most)):
            if word is not None:
                self.wrong(model.places()[key], f"`{key}` belongs to a list", "write `type: list`, or leave it out")
        return self.scalar_of(model, TYPES)

    # ---- parameters

    def parameter(self, name: Text, model: ParameterFile, facts: Mapping[str, Type], since: int) -> Parameter | None:
        by = words(model.by)
        keys: list[Type] = []
        for each in by:
            type = facts.get(str(each))
            if type is None and str(each) in self.broken:
                return None
            if not isinstance(type, Choice | Boolean):
                known = [fact for fact, its in facts.items() if isinstance(its, Choice | Boolean)]
                message = f"`{cut(each)}` is not a choice, and so no key of a table"
                if type is None:
                    message = f"no fact is called `{cut(each)}`"
                near = nearest(each, known)
                help = (
                    f"did you mean `{near}`?"
                    if near
                    else "a table is `by` one or two facts, each a choice or a boolean"
                )
                self.findings.append(TABLE_KEY.at(each.span, message, help))
                return None
            keys.append(type)
        if len(by) > 2:
            self.wrong(by[2].span, "a table has one or two keys", "make two tables of it")
            return None
        rows = [(first, value) for first, value in model.values.pairs() if value is not None]
        slips = list(misplaced(rows, keys, since))
        for slip in slips:
            self.wrong(*slip)
        if slips:
            return None
        type = self.parameter_type(name, model, [value for _, value in rows])
        if type is None:
            return None
        versions: list[Version] = []
        for first, value in rows:
            day = self.day(first)
            version = self.version(first, day, value, type, tuple(keys)) if day is not None else None
            if version:
                versions.append(version)
        versions.sort(key=lambda version: version.first)
        if not versions:
            return None
        if versions[0].first > since:
            self.findings.append(
                NO_VERSION.at(
                    versions[0].span,
                    f"`{name}` has no version yet on {write_value(since, DATE)}, when the policy begins",
                    f"add a line `{write_value(since, DATE)}: …` above this one",
                )
            )
        return Parameter(str(name), _spanning(type, versions), tuple(map(str, by)), tuple(versions), name.span)

    def version(self, first: Text, day: int, value: Located, type: Type, keys: tuple[Type, ...]) -> Version | None:
        reference: str | None = None
        what = "table" if keys else "value"
        if isinstance(value, Entries) and (not keys or (what in value and what not in domain(keys[0]))):
            unknown = self.unknown_keys(value, (what, "reference"))
            note = value.get("reference")
            reference = str(note) if isinstance(note, Text) else None
            figure = value.get(what)
            if figure is None:
                if not unknown and what not in value.lost:
                    self.wrong(value.span, f"this version has no `{what}`", "write `{value: 30, reference: …}`")
                return None
            value = figure
        if keys:
            return self.table(first, day, value, type, keys, reference)
        found = self.value(value, type)
        return None if found is None else Version(day, found, (), None, reference, first.span)

    def table(
        self, first: Text, day: int, value: Located, type: Type, keys: tuple[Type, ...], reference: str | None
    ) -> Version | None:
        if not isinstance(value, Entries):
            self.wrong(value.span, "a table is expected here", "write one line per value: `gold: 3`")
            return None
        rows: dict[tuple[Value, ...], Value] = {}
        otherwise: Value | None = None
        told = len(self.findings)
        for key, below in value.pairs():
            if key == "otherwise":
                otherwise = self.value(below, type)
                continue
            at = self.value(key, keys[0])
            if at is None:
                continue
            if len(keys) == 1:
                self.row(rows, (at,), key, self.value(below, type))
            elif isinstance(below, Entries):
                rest: Value | None = None
                for second, inner in below.pairs():
                    if second == "otherwise":
                        rest = self.value(inner, type)
                        continue
                    place = self.value(second, keys[1])
                    if place is not None:
                        self.row(rows, (at, place), second, self.value(inner, type))
                for place in domain(keys[1]) if rest is not None else ():
                    rows.setdefault((at, place), rest)  # type: ignore[arg-type]
            else:
                self.wrong(
                    key.span,
                    f"`{key}` needs a line per second key",
                    "write `gold: {economy: 3, business: 4}`",
                )
        if otherwise is None and len(self.findings) == told and not value.lost:
            self.covered(value, rows, keys)
        if not rows and otherwise is None:
            return None
        return Version(day, None, tuple(rows.items()), otherwise, reference, first.span)

    def row(self, rows: dict[tuple[Value, ...], Value], at: tuple[Value, ...], key: Text, found: Value | None) -> None:
        """One line of a table; the second for the same keys is a finding (`true` and `yes` are the same)."""
        if at in rows:
            self.findings.append(TWICE.at(key.span, f"the table has a line for `{key}` already", "keep one of them"))
        elif found is not None:
            rows[at] = found

    def covered(self, table: Entries, rows: Mapping[tuple[Value, ...], Value], keys: tuple[Type, ...]) -> None:
        """A finding where a table leaves a combination of keys out."""
        combinations: list[tuple[Value, ...]] = [()]
        for key in keys:
            combinations = [(*before, value) for before in combinations for value in domain(key)]
        missing = [each for each in combinations if each not in rows]
        if missing:
            shown = ", ".join(write_value(value, key) for value, key in zip(missing[0], keys, strict=True))
            self.findings.append(
                TABLE_GAP.at(
                    table.span, f"this table has nothing for `{shown}`", "add a line for it, or a line `otherwise: …`"
                )
            )

    def parameter_type(self, name: Text, model: ParameterFile, values: list[Located]) -> Type | None:
        """The type that a parameter declares, or that its first figure shows."""
        unit = str(model.unit) if model.unit else None
        if model.type is not None:
            kind = self.choice(model.type, PLAIN_TYPES, "a type", "types")
            if kind in ("choice", "choices"):
                listed = self.word_values(model.values_of)
                if not listed:
                    self.wrong(model.type.span, "a choice needs its values", "add `values_of: [one, another]`")
                    return None
                return Choice(listed) if kind == "choice" else Choices(listed)
            if kind is None:
                return None
            if kind == "boolean":
                return BOOLEAN
            if kind == "text":
                return TEXT
            decimals = self.decimals if kind == "money" else 4 if kind == "number" else 0
            return default_quantity(kind, decimals, unit)  # type: ignore[arg-type]
        figures = [each for value in values for each in _figures(value)]
        if any(each.endswith("%") for each in figures):
            return default_quantity("percent", unit=unit)
        if all(re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", each) for each in figures):
            return DATE
        if all(re.match(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?\Z", each) for each in figures):
            return TIME
        if all(each in ("true", "false", "yes", "no") for each in figures):
            return BOOLEAN
        if any("." in each for each in figures):
            self.wrong(
                name.span,
                f"it is not clear whether `{name}` is an amount of money or a number",
                "add `type: money`, `type: number` or `type: percent`",
            )
            return None
        return default_quantity("integer", unit=unit)


def check_prefixes(names: Iterable[tuple[str, Span]], findings: list[Finding]) -> None:
    """No name is the beginning of another: `order` and `order.total` cannot both be names."""
    before: list[tuple[str, Span]] = []
    for name, span in sorted(names, key=lambda each: each[0].split(".")):
        while before and not (name + ".").startswith(before[-1][0] + "."):
            before.pop()
        if before and name != before[-1][0]:
            shorter, at = before[-1]
            findings.append(
                PREFIX.at(
                    at,
                    f"`{shorter}` is a name and also the beginning of `{name}`",
                    f"call it `{shorter}.all`, or something that says more",
                    [(span, "the longer name")],
                )
            )
            continue
        before.append((name, span))


def _figures(value: Located) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, Entries):
        inner = value.get("value") or value.get("table")
        below = [inner] if inner is not None else [each for each in value.values() if each is not None]
        return [figure for each in below for figure in _figures(each)]
    return []


def _spanning(type: Type, versions: list[Version]) -> Type:
    """The type with the range that the versions really span, so that sizes are known exactly."""
    if not isinstance(type, Quantity):
        return type
    found = [version.value for version in versions] + [version.otherwise for version in versions]
    found += [value for version in versions for _, value in version.rows]
    figures = [int_of(value) for value in found if value is not None]
    return type.bounded(min(figures), max(figures))
