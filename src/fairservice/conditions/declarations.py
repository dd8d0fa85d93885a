"""What a policy declares before any rule speaks: facts, parameters and definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairservice.conditions.vocabulary import DATE, Type, Value
from fairservice.source.located_yaml import Located
from fairservice.span import Span

About = Literal["conduct", "segment", "goodwill", "complaint", "influence"]
Worse = Literal["higher", "lower", "true", "false"]
Measure = Literal["count", "sum", "days_since"]
Recorded = Literal["concessions", "recoveries", "refusals", "overrides", "promises", "complaints", "incidents"]
Texts = Mapping[str, str]
"""One text per language code."""


@dataclass(frozen=True, slots=True)
class HistoryOf:
    """What a fact tells of the ledger: how many, how much together, or how many days since the last one.

    Of entries of one kind, within the last `within_days` days, for one customer or their household. An empty tuple
    leaves nothing out. `grant`: of a sum what is added up; else only concessions that give it count.
    """

    measure: Measure
    what: Recorded
    grant: str | None
    rules: tuple[str, ...]
    requests: tuple[str, ...]
    reasons: tuple[str, ...]
    of: Literal["customer", "household"]
    within_days: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed, named input. `about` and `worse` tell the proofs what kind of thing it says of the customer."""

    name: str
    type: Type
    span: Span | None
    ask: Texts = field(default_factory=dict)
    about: About | None = None
    worse: Worse | None = None
    protected: bool = False
    source: Literal["case", "ledger", "clock"] = "case"
    history: HistoryOf | None = None
    """What the desk looks up for it, where the policy says so; only of a fact from the ledger."""


@dataclass(frozen=True, slots=True)
class Version:
    """A parameter's value, or its table rows by key, from its first day on, with what decided it."""

    first: int
    value: Value | None
    rows: tuple[tuple[tuple[Value, ...], Value], ...]
    otherwise: Value | None
    reference: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named figure, or a table of figures `by` one or two choices, with dated versions, earliest first."""

    name: str
    type: Type
    by: tuple[str, ...]
    versions: tuple[Version, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression or condition, as written."""

    name: str
    body: Located
    span: Span


TODAY = Fact("today", DATE, None, source="clock")
RECEIVED_ON = Fact("received_on", DATE, None, source="clock")
BUILT_IN = (TODAY, RECEIVED_ON)
