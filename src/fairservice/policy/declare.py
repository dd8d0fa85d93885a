"""Reads the declarations of a policy: facts, parameters, roles, grants and mandates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from fairservice.conditions.declarations import Fact, Parameter, Version
from fairservice.conditions.tokens import KEYWORDS
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    DATE,
    DATETIME,
    TEXT,
    Boolean,
    Choice,
    Choices,
    Kind,
    Quantity,
    Type,
    Unreadable,
    Value,
    cut,
    default_quantity,
    int_of,
    one_of,
    read_date,
    read_value,
    write_value,
)
from fairservice.errors import Defect, Finding
from fairservice.policy.files import FactFile, ParameterFile, RoleFile
from fairservice.policy.packs import words
from fairservice.policy.rule import Limit
from fairservice.policy.rulebook import Grant, Mandate, Role
from fairservice.policy.texts import read_texts
from fairservice.source.located_yaml import Entries, Items, Located, Text
from fairservice.span import Span

TWICE = Defect("FS114", "declared-twice", "error", "a name is declared twice")
BAD_NAME = Defect("FS115", "bad-name", "error", "a name is written in a way that could be misread")
PREFIX = Defect("FS116", "name-within-a-name", "error", "one name is the beginning of another")
BAD_VALUE = Defect("FS119", "bad-value", "error", "a value is not what its place asks for")
UNKNOWN_ROLE = Defect("FS120", "unknown-role", "error", "a role is named that nothing declares")
UNKNOWN_GRANT = Defect("FS121", "unknown-grant", "error", "a grant is named that nothing declares")
NO_VERSION = Defect("FS122", "no-version-yet", "error", "a parameter has no version on the first day of the policy")
TABLE_GAP = Defect("FS123", "table-with-gaps", "error", "a parameter table leaves out a combination of its keys")

TYPES = ("boolean", "integer", "number", "money", "percent", "choice", "choices", "text", "date", "datetime")
DUTIES = ("approve", "override", "decide_measure", "hear_appeal", "publish")
ABOUT = ("conduct", "segment", "goodwill", "complaint", "influence")

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", re.ASCII)
_WORD = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)
_DAYS = re.compile(r"([1-9][0-9]{0,4}) days?\Z", re.ASCII)


class Declarations:
    """Reads declarations with the policy's own languages, currency and time zone; gathers findings."""

    def __init__(self, languages: tuple[str, ...], decimals: int, zone: ZoneInfo, findings: list[Finding]) -> None:
        self.languages = languages
        self.decimals = decimals
        self.zone = zone
        self.findings = findings

    # ---- small readings

    def wrong(self, span: Span, message: str, help: str | None) -> None:
        self.findings.append(BAD_VALUE.at(span, message, help))

    def value(self, text: Located | None, type: Type) -> Value | None:
        """A written value of a type, or None with a finding."""
        if not isinstance(text, Text):
            if text is not None:
                self.wrong(text.span, "one value is expected here", None)
            return None
        try:
            return read_value(text, type, self.zone)
        except Unreadable as error:
            self.wrong(text.span, error.message, error.help)
            return None

    def day(self, text: Text | None) -> int | None:
        if text is None:
            return None
        try:
            return read_date(text)
        except Unreadable as error:
            self.wrong(text.span, error.message, error.help)
            return None

    def choice(self, text: Text | None, values: tuple[str, ...]) -> str | None:
        """One of a list of words, or None, with a finding where it is another word."""
        if text is None or text in values:
            return None if text is None else str(text)
        self.wrong(text.span, f"`{cut(text)}` is not known here", one_of(text, values))
        return None

    def yes(self, text: Text | None) -> bool:
        return bool(self.value(text, BOOLEAN)) if text is not None else False

    def days(self, text: Text) -> int:
        match = _DAYS.match(text)
        if not match:
            self.wrong(text.span, f"`{cut(text)}` is not a number of days", "write it like `365 days`")
            return 1
        return int(match[1])

    def name(self, text: Text) -> bool:
        """Whether a name is well formed and free to be used."""
        if not _NAME.match(text):
            lower = re.sub(r"[^a-z0-9_.]+", "_", text.lower()).strip("_.")
            self.findings.append(
                BAD_NAME.at(
                    text.span,
                    f"`{cut(text)}` cannot be a name",
                    "names are small letters, digits and `_`, joined by points"
                    + (f": `{lower}`" if _NAME.match(lower) else ""),
                )
            )
            return False
        if set(text.split(".")) & KEYWORDS:
            word = next(part for part in text.split(".") if part in KEYWORDS)
            self.findings.append(
                BAD_NAME.at(text.span, f"`{word}` is a word of the language", "choose another name for it")
            )
            return False
        return True

    def word_values(self, values: Items | Text | None, what: str = "a value") -> tuple[str, ...]:
        """A list of words, each written as one, none twice. `what` says what each of them is."""
        found: list[str] = []
        for each in words(values):
            if str(each) in found:
                self.findings.append(TWICE.at(each.span, f"`{each}` is listed twice", "leave one out"))
            elif self.word(each, what):
                found.append(str(each))
        return tuple(found)

    def word(self, text: Text, what: str) -> bool:
        """Whether a text is one word of small letters, digits and `_`."""
        if _WORD.match(text):
            return True
        help = "write small letters, digits and `_`, with commas between several"
        self.findings.append(BAD_NAME.at(text.span, f"`{cut(text)}` cannot be {what}", help))
        return False

    # ---- facts

    def fact(self, name: Text, model: FactFile) -> Fact | None:
        type = self.type_of(model)
        if type is None:
            return None
        about = self.choice(model.about, ABOUT)
        return Fact(
            str(name),
            type,
            name.span,
            read_texts(model.ask, self.languages, self.findings),
            about,  # type: ignore[arg-type]
            self.choice(model.worse, ("higher", "lower", "true", "false")),  # type: ignore[arg-type]
            self.yes(model.protected),
            "ledger" if self.choice(model.from_, ("ledger", "case")) == "ledger" else "case",
        )

    def type_of(self, model: FactFile) -> Type | None:
        """The type that a fact declares, with its range."""
        kind = self.choice(model.type, TYPES)
        if kind is None:
            return None
        if kind in ("choice", "choices"):
            ordered = model.ordered is not None
            values = self.word_values(model.ordered if ordered else model.values)
            if not values:
                self.wrong(model.type.span, f"a {kind} needs its values", "add `values: [one, another]`")
                return None
            return Choices(values) if kind == "choices" else Choice(values, ordered)
        if model.values is not None or model.ordered is not None:
            self.wrong(
                model.type.span,
                f"a {kind} has no list of values",
                "make it a `choice`, or leave the list out",
            )
        if kind == "boolean":
            return BOOLEAN
        if kind == "text":
            return TEXT
        return self.quantity(kind, model)  # type: ignore[arg-type]

    def quantity(self, kind: Kind, model: FactFile) -> Quantity:
        decimals = 0
        if kind == "number":
            given = self.value(model.decimals, Quantity("integer", 0, 6)) if model.decimals is not None else 2
            decimals = int_of(given) if given is not None else 2
        if kind == "money":
            decimals = self.decimals
        type = default_quantity(kind, decimals, str(model.unit) if model.unit else None)
        if kind == "datetime":
            type = DATETIME
        if model.range is None:
            return type
        low, _, high = model.range.partition(" to ")
        wide = type.bounded(0, 10**15) if kind not in ("date", "datetime") else type
        try:
            bounds = [int_of(read_value(each.strip(), wide, self.zone)) for each in (low, high)]
        except Unreadable as error:
            self.wrong(model.range.span, error.message, f"a range is written `0 to 100`; {error.help}")
            return type
        if bounds[0] > bounds[1]:
            self.wrong(model.range.span, "this range ends before it begins", "write the smaller first: `0 to 100`")
            return type
        return type.bounded(bounds[0], bounds[1])

    # ---- parameters

    def parameter(self, name: Text, model: ParameterFile, facts: Mapping[str, Type], since: int) -> Parameter | None:
        by = words(model.by)
        keys: list[Type] = []
        for each in by:
            type = facts.get(str(each))
            if not isinstance(type, Choice | Boolean):
                self.wrong(
                    each.span,
                    f"`{cut(each)}` is not a choice that is declared as a fact",
                    "a table is `by` one or two facts that are a choice or a boolean",
                )
                return None
            keys.append(type)
        if len(by) > 2:
            self.wrong(by[2].span, "a table has one or two keys", "make two tables of it")
            return None
        rows = [(first, value) for first, value in model.values.pairs() if value is not None]
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
                    f"give it a version from {write_value(since, DATE)} on, or earlier",
                )
            )
        return Parameter(str(name), _spanning(type, versions), tuple(map(str, by)), tuple(versions), name.span)

    def version(self, first: Text, day: int, value: Located, type: Type, keys: tuple[Type, ...]) -> Version | None:
        reference: str | None = None
        if isinstance(value, Entries) and {"value", "table"} & set(value):
            for key, _ in value.pairs():
                if key not in ("value", "table", "reference"):
                    self.wrong(key.span, f"`{cut(key)}` is not known here", "a version has `value` and `reference`")
            note = value.get("reference")
            reference = str(note) if isinstance(note, Text) else None
            value = value.get("table" if keys else "value") or first
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
        for key, below in value.pairs():
            if key == "otherwise":
                otherwise = self.value(below, type)
                continue
            at = self.value(key, keys[0])
            if at is None:
                continue
            if len(keys) == 1:
                found = self.value(below, type)
                if found is not None:
                    rows[(at,)] = found
            elif isinstance(below, Entries):
                for second, inner in below.pairs():
                    places = _domain(keys[1]) if second == "otherwise" else [self.value(second, keys[1])]
                    found = self.value(inner, type)
                    for place in places:
                        if place is not None and found is not None:
                            rows.setdefault((at, place), found)
            else:
                self.wrong(
                    key.span,
                    f"`{key}` needs a line per second key",
                    "write `gold: {economy: 3, business: 4}`",
                )
        if otherwise is None:
            self.covered(first, rows, keys)
        return Version(day, None, tuple(rows.items()), otherwise, reference, first.span) if rows else None

    def covered(self, first: Text, rows: Mapping[tuple[Value, ...], Value], keys: tuple[Type, ...]) -> None:
        """A finding where a table leaves a combination of keys out."""
        combinations: list[tuple[Value, ...]] = [()]
        for key in keys:
            combinations = [(*before, value) for before in combinations for value in _domain(key)]
        missing = [each for each in combinations if each not in rows]
        if missing:
            shown = ", ".join(write_value(value, key) for value, key in zip(missing[0], keys, strict=True))
            self.findings.append(
                TABLE_GAP.at(first.span, f"this table has nothing for `{shown}`", "add it, or a line `otherwise: …`")
            )

    def parameter_type(self, name: Text, model: ParameterFile, values: list[Located]) -> Type | None:
        """The type that a parameter declares, or that its first figure shows."""
        unit = str(model.unit) if model.unit else None
        if model.type is not None:
            kind = self.choice(model.type, TYPES)
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

    # ---- roles, grants, mandates

    def roles(self, models: Mapping[Text, RoleFile]) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for name, model in models.items():
            if not _WORD.match(name):
                self.findings.append(
                    BAD_NAME.at(name.span, f"`{cut(name)}` cannot be a role", "use small letters and `_`")
                )
                continue
            may = frozenset(each for each in (self.choice(duty, DUTIES) for duty in words(model.may)) if each)
            above = str(model.above) if model.above else None
            roles[str(name)] = Role(str(name), above, may, name.span)  # type: ignore[arg-type]
        for name, model in models.items():
            if model.above is not None and str(model.above) not in roles:
                self.findings.append(
                    UNKNOWN_ROLE.at(
                        model.above.span,
                        f"no role is called `{cut(model.above)}`",
                        one_of(model.above, list(roles)),
                    )
                )
            below, steps = roles.get(str(name)), 0
            while below and below.above and steps <= len(roles):
                below, steps = roles.get(below.above), steps + 1
            if steps > len(roles):
                self.wrong(name.span, f"`{name}` stands above itself", "break the circle of `above`")
                return {key: Role(key, None, role.may, role.span) for key, role in roles.items()}
        return roles

    def grants(self, tree: Entries | None) -> dict[str, Grant]:
        types: dict[str, Type] = {
            "money": default_quantity("money", self.decimals),
            "percent": default_quantity("percent"),
            "yes_or_no": BOOLEAN,
            "date": DATE,
            "quantity": default_quantity("integer"),
        }
        grants: dict[str, Grant] = {}
        for name, value in tree.pairs() if tree is not None else ():
            if not _WORD.match(name):
                self.findings.append(
                    BAD_NAME.at(name.span, f"`{cut(name)}` cannot be a grant", "use small letters and `_`")
                )
                continue
            kind = self.choice(value, tuple(types)) if isinstance(value, Text) else None
            if not isinstance(value, Text):
                self.wrong(name.span, f"`{name}` needs a type", one_of("", tuple(types)))
            if kind:
                grants[str(name)] = Grant(str(name), types[kind], name.span)
        return grants

    def mandates(self, tree: Entries | None, roles: Mapping[str, Role], grants: Mapping[str, Grant]) -> list[Mandate]:
        found: list[Mandate] = []
        for role, below in tree.pairs() if tree is not None else ():
            if str(role) not in roles:
                self.findings.append(
                    UNKNOWN_ROLE.at(role.span, f"no role is called `{cut(role)}`", one_of(role, list(roles)))
                )
                continue
            if not isinstance(below, Entries):
                self.wrong(role.span, "a mandate has a line per grant", "write `store_credit: {per_case: 25.00}`")
                continue
            for grant, limits in below.pairs():
                if str(grant) not in grants:
                    self.findings.append(
                        UNKNOWN_GRANT.at(grant.span, f"no grant is called `{cut(grant)}`", one_of(grant, list(grants)))
                    )
                elif isinstance(limits, Entries):
                    found += self.mandate(str(role), grant, limits, grants[str(grant)].type)
                else:
                    self.wrong(grant.span, "a mandate says how much", "write `{per_case: 25.00}`")
        return found

    def mandate(self, role: str, grant: Text, limits: Entries, type: Type) -> list[Mandate]:
        for key, _ in limits.pairs():
            if key not in ("per_case", "per_customer"):
                self.wrong(key.span, f"`{cut(key)}` is not known here", "a mandate has `per_case` and `per_customer`")
        per_case = self.value(limits.get("per_case"), type) if "per_case" in limits else None
        if per_case is None:
            if "per_case" not in limits:
                self.wrong(grant.span, "this mandate has no `per_case`", "write how much one case may cost")
            return []
        tree = limits.get("per_customer")
        per_customer = self.limit(tree, type) if isinstance(tree, Entries) else None
        return [Mandate(role, str(grant), int(int_of(per_case)), per_customer, grant.span)]

    def limit(self, tree: Entries, type: Type) -> Limit | None:
        within, at_most = tree.get("within"), self.value(tree.get("at_most"), type)
        if not isinstance(within, Text) or at_most is None:
            self.wrong(tree.span, "a limit needs `at_most` and `within`", "write `{at_most: 50.00, within: 90 days}`")
            return None
        return Limit(int(int_of(at_most)), self.days(within))


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


def _domain(type: Type) -> list[Value]:
    if isinstance(type, Choice):
        return list(range(len(type.values))) if type.ordered else list(type.values)
    return [True, False]


def _spanning(type: Type, versions: list[Version]) -> Type:
    """The type with the range that the versions really span, so that sizes are known exactly."""
    if not isinstance(type, Quantity):
        return type
    found = [version.value for version in versions] + [version.otherwise for version in versions]
    found += [value for version in versions for _, value in version.rows]
    figures = [int_of(value) for value in found if value is not None]
    return type.bounded(min(figures), max(figures))
