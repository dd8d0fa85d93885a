"""Reads what a policy says in one place: a value, a name, a word, or the type of one value."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from fairservice.conditions.tokens import KEYWORDS
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    CLOCKS,
    TEXT,
    Choice,
    Choices,
    Kind,
    OutOfRange,
    Quantity,
    ScalarType,
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
from fairservice.policy.files import FieldFile
from fairservice.policy.packs import words
from fairservice.policy.shape import UNKNOWN_KEY, unknown_key
from fairservice.source.located_yaml import Entries, Items, Located, Text
from fairservice.span import Span

TWICE = Defect("FS114", "declared-twice", "error", "a name is declared twice")
BAD_NAME = Defect("FS115", "bad-name", "error", "a name is written in a way that could be misread")
BAD_VALUE = Defect("FS119", "bad-value", "error", "a value is not what its place asks for")

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", re.ASCII)
ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*\Z", re.ASCII)
"""The name of a rule, a policy or an invariant."""
WORD = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)
MOST_DAYS = 3650
"""Nothing is looked up further back on the ledger, and nothing on it is kept longer."""
_DAYS = re.compile(r"([1-9][0-9]{0,4}) days?\Z", re.ASCII)


class ValueReader:
    """Reads values with the policy's own currency and time zone; what is wrong is added to the findings."""

    def __init__(self, decimals: int, zone: ZoneInfo, findings: list[Finding]) -> None:
        self.decimals = decimals
        self.zone = zone
        self.findings = findings

    def wrong(self, span: Span, message: str, help: str | None) -> None:
        self.findings.append(BAD_VALUE.at(span, message, help))

    def value(self, text: Located | None, type: Type) -> Value | None:
        """A written value of a type, or None with a finding."""
        if not isinstance(text, Text):
            if text is not None:
                self.wrong(text.span, "one value is expected here", "write it on the same line as its key")
            return None
        try:
            return read_value(text, type, self.zone)
        except OutOfRange as error:
            percent = isinstance(type, Quantity) and type.kind == "percent"
            self.wrong(text.span, error.message, "a percentage is 0% to 100%" if percent else "no figure lies outside")
            return None
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

    def choice(self, text: Text | None, values: tuple[str, ...], what: str, called: str = "values") -> str | None:
        """One of a list of words, or None, with a finding where it is another word.

        `what` says what the word should be, and `called` what the words of the list are.
        """
        if text is None or text in values:
            return None if text is None else str(text)
        self.wrong(text.span, f"`{cut(text)}` is not {what}", one_of(text.lower(), values, called))
        return None

    def unknown_keys(self, tree: Entries, known: tuple[str, ...]) -> bool:
        """Whether a mapping has keys that nothing reads; each is a finding."""
        unknown = [key for key, _ in tree.pairs() if key not in known]
        for key in unknown:
            self.findings.append(UNKNOWN_KEY.at(key.span, *unknown_key(key, known)))
        return bool(unknown)

    def yes(self, text: Text | None) -> bool:
        return bool(self.value(text, BOOLEAN)) if text is not None else False

    def bounded(self, text: Text, type: Quantity, what: str) -> int | None:
        """A figure that lies within the bounds of its type; `what` says what it is."""
        try:
            return int_of(read_value(text, type))
        except OutOfRange:
            low, high = (write_value(each, type) for each in (type.low, type.high))
            self.wrong(text.span, f"`{cut(text)}` cannot be {what}", f"it is {low} to {high}")
        except Unreadable as error:
            self.wrong(text.span, error.message, error.help)
        return None

    def period(self, text: Text, most: int = MOST_DAYS) -> int | None:
        """A number of days, as in `365 days`, of at most ten years."""
        match = _DAYS.match(text)
        if match and int(match[1]) <= most:
            return int(match[1])
        if match:
            self.wrong(text.span, f"`{cut(text)}` is too long", f"it is at most `{most} days`")
        else:
            help = (
                f"write `{text} days`" if re.match(r"[1-9][0-9]{0,3}\Z", text, re.ASCII) else "write it like `30 days`"
            )
            self.wrong(text.span, f"`{cut(text)}` is not a number of days", help)
        return None

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

    def field_name(self, text: Text) -> bool:
        """Whether a text can name a field: one word, and none of the language."""
        if "." in text and _NAME.match(text):
            help = f"name it in one word: `{text.rpartition('.')[2]}`"
            self.findings.append(BAD_NAME.at(text.span, f"`{cut(text)}` cannot be a field", help))
            return False
        return self.name(text)

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
        if WORD.match(text):
            return True
        help = "write small letters, digits and `_`, with commas between several"
        self.findings.append(BAD_NAME.at(text.span, f"`{cut(text)}` cannot be {what}", help))
        return False

    # ---- types

    def scalar_of(self, model: FieldFile, types: tuple[str, ...]) -> ScalarType | None:
        """The type of one value that a fact or a field declares; it says one."""
        kind = self.choice(model.type, types, "a type", "types")
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

    def quantity(self, kind: Kind, model: FieldFile) -> Quantity:
        decimals = 0
        if kind == "number":
            given = self.value(model.decimals, Quantity("integer", 0, 6)) if model.decimals is not None else 2
            decimals = int_of(given) if given is not None else 2
        if kind == "money":
            decimals = self.decimals
        type = default_quantity(kind, decimals, str(model.unit) if model.unit else None)
        if model.range is None:
            return type
        low, _, high = model.range.partition(" to ")
        wide = type.bounded(0, 10**15) if kind not in CLOCKS else type
        try:
            bounds = [int_of(read_value(each.strip(), wide, self.zone)) for each in (low, high)]
        except Unreadable as error:
            self.wrong(model.range.span, *_range_help(model.range, error))
            return type
        if bounds[0] > bounds[1]:
            self.wrong(model.range.span, "this range ends before it begins", "write the smaller first: `0 to 100`")
            return type
        return type.bounded(bounds[0], bounds[1])


def _range_help(written: Text, error: Unreadable) -> tuple[str, str]:
    """Message and help for a range that cannot be read."""
    figures = re.findall(r"[0-9]+(?:\.[0-9]+)?(?:-[0-9]{2}-[0-9]{2})?", written, re.ASCII)
    if " to " in written or len(figures) != 2:
        return error.message, f"a range is written `0 to 100`; {error.help}"
    return f"`{cut(written)}` is not a range", f"write `{figures[0]} to {figures[1]}`"
