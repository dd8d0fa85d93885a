"""Reads the facts of a case, from files or from Python, into exact columns; refuses what is not exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from fairservice.conditions.declarations import Fact
from fairservice.conditions.vocabulary import (
    CLOCKS,
    Boolean,
    Choices,
    Quantity,
    Record,
    Records,
    Scalar,
    Type,
    Unreadable,
    Value,
    check_length,
    cut,
    int_of,
    nearest,
    one_of,
    part_column,
    part_of,
    read_choices,
    read_value,
    scalar_of,
    shown,
)
from fairservice.errors import CaseError, Defect, Finding
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located_yaml import Entries, Items, Text
from fairservice.span import Span

UNKNOWN_FACT = Defect("FS600", "unknown-fact", "error", "a case has a fact that the policy does not declare")
BAD_FACT = Defect("FS601", "bad-fact", "error", "the value of a fact is not one that it can have")
FLOAT = Defect("FS602", "inexact-number", "error", "a number in a case is a binary fraction, which is not exact")
FACT_TWICE = Defect("FS603", "fact-twice", "error", "a case says one fact twice")
CLOCK_FACT = Defect("FS604", "fact-of-the-clock", "error", "a case says what day it is, which is given apart")
TOO_MANY = Defect("FS608", "case-too-large", "error", "a case has more in it than a case can have")

NOT_A_CASE = Defect("FS609", "not-a-case", "error", "what is given as a case is no mapping of facts to values")

Place = Text | Items | str
"""What a finding points at: what was written, or the name of the fact where nothing was."""
MAX_FACTS = 10_000
MAX_DEPTH = 20
MAX_FINDINGS = 50


def read_case(rulebook: Rulebook, case: Mapping[str, object]) -> dict[str, Value]:
    """The known facts of a case as exact values; None and absent are unknown. Raises `CaseError` with all findings.

    Names are dotted (`order.total`) or nested. Values are texts as in a policy, or bool, int, Decimal, date,
    datetime, lists of texts, and for a list of records a list of mappings. A float is refused: it is not exact.
    """
    if not isinstance(case, Mapping):
        help = "give a mapping of names to values, or a `Case` with one"
        raise CaseError([NOT_A_CASE.at(None, "this case is no mapping of facts to values", help)])
    findings: list[Finding] = []
    known: dict[str, Value] = {}
    said: set[str] = set()
    for name, value, key in _flat(case, findings):
        if len(findings) >= MAX_FINDINGS:
            break
        fact = rulebook.facts.get(name)
        if fact is None:
            findings.append(_unknown(name, key, rulebook))
        elif fact.source == "clock":
            findings.append(
                _at(
                    CLOCK_FACT,
                    key,
                    f"`{name}` is not a fact of a case",
                    f"say it beside the facts, as `{name}:` of the case; on the command line `--today`, `--received`",
                )
            )
        elif name in said:
            findings.append(_at(FACT_TWICE, key, f"`{name}` is said twice", "say it once"))
        elif value is None:
            said.add(name)
        else:
            said.add(name)
            place = value if isinstance(value, Text) else key
            found = read_fact(fact, value, rulebook, place, findings)
            if found is not None:
                known[name] = found
    if findings:
        raise CaseError(findings)
    return known


def day_of(name: str, given: date) -> date:
    """A day that a policy can mean; of a moment its own day. Raises `CaseError`."""
    if not isinstance(given, date):
        help = "give a `datetime.date`"
        raise CaseError([Finding(BAD_FACT, f"`{name}` is no date", None, help, (), name)])
    if not 1900 <= given.year <= 2200:
        help = "the years are 1900 to 2200"
        raise CaseError([Finding(BAD_FACT, f"`{name}` cannot be {given}", None, help, (), name)])
    return given.date() if isinstance(given, datetime) else given


def with_parts(known: dict[str, Value], columns: Iterable[str], rulebook: Rulebook) -> dict[str, Value]:
    """The facts with the derived columns that are asked for: the weekday, month or year of a date."""
    for column in columns:
        name, slash, part = column.partition("/")
        if slash and name in known and column not in known:
            type = rulebook.facts[name].type
            assert isinstance(type, Quantity)
            known[part_column(name, part)] = part_of(int_of(known[name]), type, part, rulebook.zone)
    return known


def _flat(
    case: Mapping[str, object], findings: list[Finding], prefix: str = "", depth: int = 0
) -> Iterable[tuple[str, object, Text | str]]:
    """Names, values and the keys as written; mappings within mappings are dotted names."""
    pairs: Iterable[tuple[object, object]] = case.pairs() if isinstance(case, Entries) else case.items()
    if len(findings) >= MAX_FINDINGS:
        return
    if len(case) > MAX_FACTS:
        help = f"a case has at most {MAX_FACTS} facts"
        findings.append(TOO_MANY.at(_first(case), f"this case has {len(case)} facts", help))
        return
    if depth > MAX_DEPTH:
        help = "write the name of the fact in one, with points: `order.total`"
        findings.append(TOO_MANY.at(_first(case), f"this lies more than {MAX_DEPTH} levels deep", help))
        return
    for key, value in pairs:
        if not isinstance(key, str):
            findings.append(_at(UNKNOWN_FACT, shown(key), "the name of a fact is a text", None))
            continue
        name = prefix + key
        if isinstance(value, Mapping):
            yield from _flat(value, findings, name + ".", depth + 1)
        else:
            yield name, value, (key if isinstance(key, Text) else name)


def _first(case: Mapping[str, object]) -> Span | None:
    return next((key.span for key, _ in case.pairs()), None) if isinstance(case, Entries) else None


def read_fact(fact: Fact, value: object, rulebook: Rulebook, place: Place, findings: list[Finding]) -> Value | None:
    """What a fact is said to be, as an exact value; None, and a finding at `place`, where it cannot be that."""
    if isinstance(fact.type, Records) and not isinstance(value, str):
        return _records(fact.name, fact.type, value, rulebook, place, findings)
    return _value(fact.name, fact.type, value, rulebook, place, findings)


def _records(
    name: str, type: Records, value: object, rulebook: Rulebook, place: Place, findings: list[Finding]
) -> tuple[Record, ...] | None:
    """A list of records, each a mapping of its known fields. What is wrong is told at the record or field."""
    shown = f"write a list of records: `[{{{type.fields[0][0]}: …}}]`"
    if not isinstance(value, list | tuple):
        findings.append(_at(BAD_FACT, place, f"`{name}` is a list of records, and this is not", shown))
        return None
    place = value if isinstance(value, Items) else place
    try:
        check_length(len(value), type)
    except Unreadable as error:
        findings.append(_at(BAD_FACT, place, f"`{name}`: {error.message}", error.help))
        return None
    return tuple(
        _record(f"{name}[{number}]", type, entry, rulebook, place, findings)
        for number, entry in enumerate(value, 1)
        if len(findings) < MAX_FINDINGS
    )


def _record(
    name: str, type: Records, entry: object, rulebook: Rulebook, place: Place, findings: list[Finding]
) -> Record:
    """One record; `name` says which, like `order.lines[2]`."""
    if not isinstance(entry, Mapping):
        at = entry if isinstance(entry, Text | Items) else name if isinstance(place, str) else place
        help = f"write its fields: `{{{type.fields[0][0]}: …}}`"
        findings.append(_at(BAD_FACT, at, f"`{name}` is not a record", help))
        return ()
    fields, known = dict(type.fields), dict[str, Scalar]()
    pairs: Iterable[tuple[object, object]] = entry.pairs() if isinstance(entry, Entries) else entry.items()
    for key, value in pairs:
        if not isinstance(key, str) or key not in fields:
            at = key if isinstance(key, Text) else name
            message = f"`{name}` has no field `{shown(key)}`"
            findings.append(_at(UNKNOWN_FACT, at, message, one_of(str(key), list(fields), "fields")))
        elif value is not None:
            at = value if isinstance(value, Text) else key if isinstance(key, Text) else f"{name}.{key}"
            found = _value(f"{name}.{key}", fields[key], value, rulebook, at, findings)
            if found is not None:
                known[_as_text(key)] = scalar_of(found)
        if len(findings) >= MAX_FINDINGS:
            break
    return tuple(known.get(each) for each in fields)


def _value(
    name: str, type: Type, value: object, rulebook: Rulebook, place: Place, findings: list[Finding]
) -> Value | None:
    try:
        if isinstance(value, str):
            return read_value(_as_text(value), type, rulebook.zone)
        if isinstance(value, bool):
            if isinstance(type, Boolean):
                return value
        elif isinstance(value, int):
            if abs(value) < 10**18 and isinstance(type, Quantity) and type.kind not in CLOCKS:
                return read_value(int.__repr__(value), type)  # of an enum the number, not its name
        elif isinstance(value, Decimal):
            if isinstance(type, Quantity) and value.is_finite() and abs(value.adjusted()) < 18:
                return read_value(f"{value.normalize():f}", type)
        elif isinstance(value, datetime):
            if isinstance(type, Quantity) and type.kind == "datetime":
                text = value.isoformat(timespec="seconds")
                return read_value(text.replace("+00:00", "Z") if value.tzinfo is UTC else text, type, rulebook.zone)
        elif isinstance(value, date):
            if isinstance(type, Quantity) and type.kind == "date":
                return read_value(value.isoformat(), type)
        elif isinstance(value, time):
            if isinstance(type, Quantity) and type.kind == "time" and value.tzinfo is None:
                return read_value(value.isoformat(timespec="seconds"), type)
        elif isinstance(value, list | tuple | set | frozenset):
            parts = list(value)
            if isinstance(type, Choices) and all(isinstance(part, str) for part in parts):
                return read_choices([_as_text(part) for part in parts], type.values)
    except Unreadable as error:
        findings.append(_at(BAD_FACT, place, f"`{name}`: {error.message}", error.help))
        return None
    if isinstance(value, float):
        findings.append(
            _at(
                FLOAT,
                place,
                f"`{name}` is the inexact number {cut(repr(value))}",
                'write it as a text, like `"25.10"`, or as a Decimal',
            )
        )
        return None
    from fairservice.conditions.quantities import kind_in_words

    # only what is surely short is shown: a number may have a million digits, and a list may hold itself
    short = isinstance(value, str | bool | date) or (isinstance(value, int) and abs(value) < 10**30)
    shown = f"`{cut(str(value))}`" if short else f"this {_PLAIN.get(value.__class__, 'value')}"
    findings.append(_at(BAD_FACT, place, f"`{name}` is {kind_in_words(type)}, and {shown} is not", None))
    return None


def _as_text(text: str) -> str:
    """The text itself, also of an enum, whose own `str` is its name."""
    return str.__str__(text)


_PLAIN = {int: "number", Decimal: "number", list: "list", tuple: "list", set: "list", frozenset: "list"}
_PLAIN |= {Items: "list", dict: "record", Entries: "record"}


def _unknown(name: str, key: Text | str, rulebook: Rulebook) -> Finding:
    """A fact that the policy does not declare; a field of a list that stands outside of any record is told as that."""
    listed, _, field = name.rpartition(".")
    fact = rulebook.facts.get(listed)
    if fact is not None and isinstance(fact.type, Records):
        help = f"write a list of records: `{listed}: [{{{cut(field)}: …}}]`"
        return _at(
            UNKNOWN_FACT, key, f"`{listed}` is a list of records, and `{cut(field)}` stands outside of one", help
        )
    return _at(UNKNOWN_FACT, key, f"the policy has no fact `{cut(name)}`", _near(name, rulebook))


def _near(name: str, rulebook: Rulebook) -> str:
    names = [fact.name for fact in rulebook.facts.values() if fact.source != "clock"]
    near = nearest(name, names)
    return f"did you mean `{near}`?" if near else "leave it out, or declare it under `facts`"


def _at(defect: Defect, place: Place, message: str, help: str | None) -> Finding:
    if not isinstance(place, str) or isinstance(place, Text):
        return defect.at(place.span, message, help)
    return Finding(defect, message, None, help, (), cut(place))
