"""The types of facts, parameters and grants, and how each one's written form becomes an exact value.

Every value that decides anything is an `int`, a `str`, a `bool`, a `frozenset[str]`, or a list of records of those:

    boolean            bool
    integer, number    int, at the declared number of decimals
    money              int, minor units (cents)
    percent            int, hundredths of a percent
    choice             str; an ordered choice: int, the rank of the value
    choices            frozenset[str]
    text               str, NFC, trimmed
    date               int, the proleptic Gregorian day (`date.toordinal`)
    datetime           int, the UTC second since 1970 (its local day is a column of its own)
    time               int, the seconds since midnight
    list               tuple of records, each a tuple of its fields' values, None where a field is unknown
"""

from __future__ import annotations

import json
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

Scalar: TypeAlias = int | str | bool | frozenset[str]
Record: TypeAlias = tuple[Scalar | None, ...]
"""The values of the fields of one record, in the order of its type; None is a field that nobody has supplied."""
Value: TypeAlias = Scalar | tuple[Record, ...]
Kind = Literal["integer", "number", "money", "percent", "date", "datetime", "time"]

EXACT = 2**53
"""Every intermediate stays below this in size, so that SQL doubles and JSON numbers are exact."""

FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2200, 12, 31).toordinal()
MAX_TEXT = 1000
"""The longest text fact, in characters."""
MAX_RECORDS = 200
"""The most records that a list may be declared to have."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something counted or measured: an int `low` to `high`, meaning value / 10**scale of its kind."""

    kind: Kind
    low: int
    high: int
    scale: int = 0
    unit: str | None = None

    @property
    def dimension(self) -> str:
        """What may be added to and compared with what: integers and numbers are one dimension."""
        return "number" if self.kind == "integer" else self.kind

    def bounded(self, low: int, high: int) -> Quantity:
        return replace(self, low=low, high=high)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `values`; where `ordered`, from least to most."""

    values: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Any number of `values` at once."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; only equality is asked of it."""


ScalarType: TypeAlias = Boolean | Quantity | Choice | Choices | Text


@dataclass(frozen=True, slots=True)
class Records:
    """A list of at most `at_most` records, each with these fields; the order of the records means nothing."""

    fields: tuple[tuple[str, ScalarType], ...]
    at_most: int


Type: TypeAlias = ScalarType | Records

BOOLEAN = Boolean()
TEXT = Text()
DATE = Quantity("date", FIRST_DAY, LAST_DAY)
TIME = Quantity("time", 0, 86_399)
CLOCKS: frozenset[Kind] = frozenset({"date", "datetime", "time"})
"""Kinds that are read off a calendar or a clock: they are compared, and have no product, quotient or opposite."""
_EPOCH = date(1970, 1, 1).toordinal()
DATETIME = Quantity("datetime", (FIRST_DAY + 1 - _EPOCH) * 86_400, (LAST_DAY - _EPOCH) * 86_400 - 1)
"""A day within the calendar at both ends, so that the local day of a moment lies in it wherever that is."""


def default_quantity(kind: Kind, decimals: int = 0, unit: str | None = None) -> Quantity:
    """The range that a quantity has when its owner gives none (design: 0 to a million, and so on)."""
    match kind:
        case "integer":
            return Quantity(kind, 0, 1_000_000, 0, unit)
        case "number":
            return Quantity(kind, 0, 1_000_000 * 10**decimals, decimals, unit)
        case "money":
            return Quantity(kind, 0, 10_000_000 * 10**decimals, decimals, unit)
        case "percent":
            return Quantity(kind, 0, 100_00, 2, unit)
        case "date":
            return DATE
        case "datetime":
            return DATETIME
        case "time":
            return TIME


PARTS: dict[str, Quantity] = {
    "day": DATE,
    "weekday": Quantity("integer", 1, 7),
    "month": Quantity("integer", 1, 12),
    "year": Quantity("integer", 1900, 2200),
    "time": TIME,
}
"""What is derived from a date or datetime when a case is read; a weekday is 1 (Monday) to 7, as in FEEL.

A part like `+24` is the day so many months later, which has no row here: its type follows from the fact's.
"""


def part_column(name: str, part: str) -> str:
    """The column that holds a part of a date fact: `order.placed_on/weekday`."""
    return f"{name}/{part}"


def part_of(value: int, type: Quantity, part: str, zone: ZoneInfo) -> int:
    """A part of a date or datetime, or the day some months from it; for a datetime, of its local day in `zone`."""
    if type.kind == "datetime":
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=value)
        local = moment.astimezone(zone)
        if part == "time":
            return local.hour * 3600 + local.minute * 60 + local.second
        day = local.date()
    else:
        day = date.fromordinal(value)
    match part:
        case "day":
            return day.toordinal()
        case "weekday":
            return day.isoweekday()
        case "month":
            return day.month
        case "year":
            return day.year
        case _:
            return months_later(day.toordinal(), int(part))


def months_later(day: int, months: int) -> int:
    """The same day of the month, so many months later or, below zero, earlier; else the last day of that month."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


class Unreadable(Exception):
    """A text that is not a value of the type; `help` says what would be."""

    def __init__(self, message: str, help: str) -> None:
        self.message = message
        self.help = help
        super().__init__(message)


class OutOfRange(Unreadable):
    """A value that is written well, but outside of what its type allows."""


_WHOLE = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,9}))?\Z", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z", re.ASCII)
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?\Z",
    re.ASCII,
)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?\Z", re.ASCII)
_YES = {"true": True, "yes": True, "false": False, "no": False}


def read_value(text: str, type: Type, zone: ZoneInfo | None = None) -> Value:
    """The exact value that `text` writes. Raises `Unreadable`, with what to write instead."""
    match type:
        case Boolean():
            if text in _YES:
                return _YES[text]
            raise Unreadable(f"`{cut(text)}` is neither true nor false", "write `true` or `false`")
        case Quantity():
            value = _read_quantity(text, type, zone)
            if not type.low <= value <= type.high:
                raise OutOfRange(
                    f"`{cut(text)}` is outside {write_value(type.low, type)} to {write_value(type.high, type)}",
                    "if it is right, the policy owner can widen the `range` of the fact",
                )
            return value
        case Choice(values, ordered):
            if text not in values:
                raise Unreadable(f"`{cut(text)}` is not one of the values", one_of(text, values))
            return values.index(text) if ordered else text
        case Choices(values):
            return read_choices([part.strip() for part in text.split(",")] if text.strip() else [], values)
        case Text():
            if len(text) > MAX_TEXT:
                raise Unreadable(
                    f"this text has {len(text)} characters, more than {MAX_TEXT}",
                    "keep only what the rules ask",
                )
            if any("\ud800" <= char <= "\udfff" for char in text):
                raise Unreadable("this text has half a character in it", "copy it again, or leave that sign out")
            return unicodedata.normalize("NFC", text).strip()
        case Records():
            return _read_records(text, type, zone)


def read_choices(parts: list[str], values: tuple[str, ...]) -> frozenset[str]:
    """A set of choice values. Raises `Unreadable` for one that is not among `values`."""
    for part in parts:
        if part not in values:
            raise Unreadable(f"`{cut(part)}` is not one of the values", one_of(part, values))
    return frozenset(parts)


def _read_quantity(text: str, type: Quantity, zone: ZoneInfo | None) -> int:
    match type.kind:
        case "date":
            return read_date(text)
        case "datetime":
            return _read_datetime(text, zone or ZoneInfo("UTC"))
        case "time":
            return _read_time(text)
        case "integer":
            if not _WHOLE.match(text):
                help = "write digits only, like `14`"
                if not re.match(r"[0-9]+[.,][0-9]{1,2}\Z", text, re.ASCII):  # no fraction of it would be whole
                    help = _number_help(text, help)
                raise Unreadable(f"`{cut(text)}` is not a whole number", help)
            return int(text)
        case _:
            bare = text[:-1].rstrip(" ") if type.kind == "percent" and text.endswith("%") else text
            match = _DECIMAL.match(bare)
            if not match:
                what = {"money": "an amount", "percent": "a percentage", "number": "a number"}[type.kind]
                shown = {"money": "25.00", "percent": "12.5", "number": "2.5"}[type.kind]
                raise Unreadable(f"`{cut(text)}` is not {what}", _number_help(text, f"write it like `{shown}`"))
            whole, fraction = match[1], match[2] or ""
            if len(fraction) > type.scale:
                raise Unreadable(f"`{cut(text)}` has more than {type.scale} decimals", _decimals_help(whole, fraction))
            return int(whole + fraction[: type.scale].ljust(type.scale, "0"))


def _decimals_help(whole: str, fraction: str) -> str:
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        return f"for {whole} thousand and more write `{whole}{fraction}`; else round it: `{whole}.{fraction[:2]}`"
    return "round it first"


def _number_help(text: str, otherwise: str) -> str:
    if re.match(r"[0-9.]+,[0-9]{1,2}\Z", text, re.ASCII):
        right = text.replace(".", "").replace(",", ".")
        return f"decimals are written with a point: `{right}`"
    if re.match(r"[0-9]{1,3}([ _,.'][0-9]{3})+(\.[0-9]+)?\Z", text, re.ASCII):
        return f"leave the thousands mark out: `{re.sub(r'[ _,]|[.](?=[0-9]{3})', '', text)}`"
    if re.match(r"0[0-9]+\Z", text, re.ASCII):
        return f"leave the leading zero out: `{text.lstrip('0') or '0'}`"
    if re.match(r"[€$£]\s*[0-9]", text) or re.match(r"[0-9.]+\s*[€$£]", text):
        return f"leave the currency out: `{re.sub(r'[€$£ ]', '', text)}`"
    if re.match(r"[+-][0-9]", text, re.ASCII):
        return "signs are not written; facts and figures count from zero up"
    if re.match(r"[0-9.]+[eE][+-]?[0-9]+\Z", text, re.ASCII):
        return "write the number out in full, without `e`"
    if text.lower() in {"nan", "inf", "infinity", ".nan", ".inf"}:
        return "leave the fact out if it is not known"
    return otherwise


def read_date(text: str) -> int:
    """The day that `YYYY-MM-DD` writes. Raises `Unreadable`."""
    match = _DATE.match(text)
    if not match:
        raise Unreadable(f"`{cut(text)}` is not a date", "write year-month-day, like `2026-01-31`")
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])).toordinal()
    except ValueError:
        raise Unreadable(f"`{text}` is not a day in the calendar", "write year-month-day, like `2026-01-31`") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unreadable(f"`{text}` is not a day that a policy can mean", "the years are 1900 to 2200")
    return day


def _read_datetime(text: str, zone: ZoneInfo) -> int:
    match = _DATETIME.match(text)
    help = "write it like `2026-01-31T14:30` (local time) or `2026-01-31T14:30+01:00`"
    if not match:
        raise Unreadable(f"`{cut(text)}` is not a date with a time", help)
    iso = f"{match[1]}T{match[2]}:{match[3]}:{match[4] or '00'}"
    try:
        moment = datetime.fromisoformat(iso + (match[5] or "").replace("Z", "+00:00"))
    except ValueError:
        raise Unreadable(f"`{text}` is not a moment in the calendar", help) from None
    if match[5] is None:
        local = moment.replace(tzinfo=zone)
        if local.utcoffset() != local.replace(fold=1).utcoffset():
            there = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
            why = "happens twice" if there else "does not exist"
            raise Unreadable(
                f"`{text}` {why} in {zone.key}, where the clocks change then",
                "write it with its offset, like `+01:00`",
            )
        moment = local
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def _read_time(text: str) -> int:
    match = _TIME.match(text)
    if not match:
        early = re.match(r"([0-9])[:.]([0-9]{2})\Z", text, re.ASCII)
        late = re.match(r"([01][0-9]|2[0-3])[.h]([0-9]{2})\Z", text, re.ASCII)
        help = f"write `{early[1]:0>2}:{early[2]}`" if early else f"write `{late[1]}:{late[2]}`" if late else None
        raise Unreadable(
            f"`{cut(text)}` is not a time of day", help or "write hours and minutes, like `09:30` or `22:00`"
        )
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def write_value(value: Value, type: Type) -> str:
    """The written form of a value, the inverse of `read_value`; the same in every language."""
    match type:
        case Boolean():
            return "true" if value else "false"
        case Quantity(kind="date"):
            return date.fromordinal(int_of(value)).isoformat()
        case Quantity(kind="datetime"):
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int_of(value))
            return moment.isoformat().replace("+00:00", "Z")
        case Quantity(kind="time"):
            hours, seconds = divmod(int_of(value), 3600)
            return f"{hours:02}:{seconds // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
        case Quantity(scale=scale):
            number = int_of(value)
            sign, digits = ("-" if number < 0 else ""), str(abs(number)).rjust(scale + 1, "0")
            whole, fraction = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
            if type.kind != "money":
                fraction = fraction.rstrip("0")
            return sign + whole + ("." + fraction if fraction else "") + ("%" if type.kind == "percent" else "")
        case Choice(values, ordered):
            return values[int_of(value)] if ordered else str(value)
        case Choices():
            assert isinstance(value, frozenset)
            return ", ".join(sorted(value))
        case Text():
            return str(value)
        case Records():
            return json.dumps(written_records(value, type), ensure_ascii=False, separators=(",", ":"))


def _read_records(text: str, type: Records, zone: ZoneInfo | None) -> tuple[Record, ...]:
    """A list of records written as JSON, as `write_value` writes it."""
    names = [name for name, _ in type.fields]
    shown = f'write it as JSON, like `[{{"{names[0]}": "…"}}]`'
    try:
        listed = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unreadable(f"`{cut(text)}` is not a list of records", shown) from None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Unreadable(f"`{cut(text)}` is not a list of records", shown)
    check_length(len(listed), type)
    records: list[Record] = []
    for entry in listed:
        for name in entry:
            if name not in names:
                raise Unreadable(f"a record has no field `{cut(name)}`", one_of(name, names, "fields"))
        records.append(tuple(_read_field(entry.get(name), its, name, zone) for name, its in type.fields))
    return tuple(records)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def check_length(count: int, type: Records) -> None:
    """Raises `OutOfRange` for more records than a list can have."""
    if count > type.at_most:
        raise OutOfRange(
            f"there are {count} records, and at most {type.at_most} are allowed",
            "if they are right, the policy owner can raise `at_most` of the fact",
        )


def _read_field(value: object, type: ScalarType, name: str, zone: ZoneInfo | None) -> Scalar | None:
    if value is None:
        return None
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, list) and isinstance(type, Choices):
        return read_choices([str(each) for each in value], type.values)
    if not isinstance(value, str):
        raise Unreadable(f"`{name}` has more than one value", "write one text")
    try:
        return scalar_of(read_value(value, type, zone))
    except Unreadable as error:
        raise error.__class__(f"`{name}`: {error.message}", error.help) from None


def scalar_of(value: Value) -> Scalar:
    """The value of a field, which is no list by construction."""
    assert not isinstance(value, tuple)
    return value


def written_records(value: Value, type: Records) -> list[dict[str, str]]:
    """A list of records as their written fields; one that is unknown is left out."""
    assert isinstance(value, tuple)
    return [
        {
            name: write_value(each, its)
            for (name, its), each in zip(type.fields, record, strict=True)
            if each is not None
        }
        for record in value
    ]


def int_of(value: Value) -> int:
    """The value of a quantity or rank, which is an int by construction."""
    assert isinstance(value, int)
    return value


def cut(text: str, length: int = 40) -> str:
    """The user's text, shortened to what fits in a message."""
    flat = " ".join(text[: 50 * length].encode("utf-8", "replace").decode().split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def shown(value: object) -> str:
    """What somebody passed, whatever it is, shortened to what fits in a message."""
    if isinstance(value, str):
        return cut(value)
    try:
        return cut(str(value))
    except ValueError:  # a number with more digits than are written out
        return "a very large number"


def one_of(text: str, values: tuple[str, ...] | list[str], called: str = "values") -> str:
    """Help for a word that is not in a list: the nearest one, or the list; `called` says what its members are."""
    near = nearest(text, values)
    if near:
        return f"did you mean `{near}`?"
    if not values:
        return f"there are no {called} yet"
    shown = ", ".join(f"`{value}`" for value in values[:12])
    return f"the {called} are {shown}" + (" …" if len(values) > 12 else "")


def nearest(text: str, values: tuple[str, ...] | list[str]) -> str | None:
    """The value that someone who wrote `text` most likely meant, if one is near enough."""
    from difflib import get_close_matches

    found = get_close_matches(text[:60], values, n=1, cutoff=0.6)
    return found[0] if found else None
