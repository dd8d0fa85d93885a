"""The columns of one case as z3 terms: what each can be, and how a model is read back as a case.

boolean            Bool
quantity           Int, within its range
ordered choice     Int, the rank
choice             Int, the place of the value among the choice's values
choices            a Bool per value
text               Int: a number per text that the policy names, further numbers for other texts
list               slots in order, each with a Bool (whether there is such a record) and a term per field
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never
from zoneinfo import ZoneInfo

import z3

from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Record,
    Records,
    Scalar,
    ScalarType,
    Text,
    Type,
    Value,
    scalar_of,
)
from fairservice.interpreters.smt_formula.calendar import Calendar

Z: TypeAlias = Any
"""A z3 expression. z3 has no static types."""


@dataclass(frozen=True, slots=True)
class SetTerm:
    """A set of choice values: for each value whether it is in."""

    members: Mapping[str, Z]


@dataclass(frozen=True, slots=True)
class ListTerm:
    """A list: its slots, each with whether it is filled (none after an empty one) and the terms of its fields."""

    slots: tuple[tuple[Z, tuple[Term, ...]], ...]


Term: TypeAlias = Any
"""A z3 expression, a `SetTerm` or a `ListTerm`."""

MAX_TEXTS = 1_000_000
OTHER_TEXTS = ("text", "other", "another", "something", "anything")


@dataclass
class Texts:
    """The texts that a policy names, each with its number; the same for all cases that are held beside each other."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def text(self, number: int) -> str:
        named = list(self.numbers)
        if number < len(named):
            return named[number]
        free = [each for each in OTHER_TEXTS if each not in self.numbers]
        place = number - len(named)
        return free[place] if place < len(free) else f"text {number}"


def code_of(value: Scalar, type: Type, texts: Texts) -> Term:
    """A constant of a type as a term."""
    match type:
        case Boolean():
            return z3.BoolVal(bool(value))
        case Quantity():
            return z3.IntVal(int(value))  # type: ignore[arg-type]
        case Choice(values, ordered):
            return z3.IntVal(value if ordered else values.index(str(value)) if value in values else -1)
        case Choices(values):
            assert isinstance(value, frozenset)
            return SetTerm({each: z3.BoolVal(each in value) for each in values})
        case Text():
            return z3.IntVal(texts.number(str(value)))
        case Records():
            raise AssertionError("a list is no constant")
        case _:
            assert_never(type)


class Columns:
    """The columns of one case, declared when they are first asked for.

    `suffix` tells two cases apart. What `shared` gives for a column is used instead of declaring it; a part of a
    date (`order.placed_on/weekday`) follows from its date, whose type `type_of` tells. `slots` says how many records
    of a list are looked at.
    """

    def __init__(
        self,
        texts: Texts,
        suffix: str = "",
        shared: Callable[[str, Type], Term | None] = lambda name, type: None,
        type_of: Mapping[str, Type] | None = None,
        zone: ZoneInfo | None = None,
        slots: Callable[[str, Records], int] = lambda name, type: type.at_most,
    ) -> None:
        self.texts = texts
        self.suffix = suffix
        self.terms: dict[str, Term] = {}
        self.types: dict[str, Type] = {}
        self.domain: list[Z] = []
        """What is true of every case: each column within its range."""
        self._shared = shared
        self._type_of = type_of or {}
        self._calendar = Calendar(zone or ZoneInfo("UTC"), self.domain)
        self._slots = slots

    def term(self, name: str, type: Type) -> Term:
        found = self.terms.get(name)
        if found is None:
            found = self.terms[name] = self._new(name, type)
            self.types[name] = type
        return found

    def _new(self, name: str, type: Type) -> Term:
        shared = self._shared(name, type)
        if shared is not None:
            return shared
        base, slash, part = name.partition("/")
        if slash and base in self._type_of:
            of = self._type_of[base]
            assert isinstance(of, Quantity)
            return self._calendar.part(base + self.suffix, self.term(base, of), of, part)
        return self._declared(name + self.suffix, type, name)

    def _declared(self, name: str, type: Type, column: str) -> Term:
        match type:
            case Boolean():
                return z3.Bool(name)
            case Quantity(low=low, high=high):
                return self._int(name, low, high)
            case Choice(values):
                return self._int(name, 0, len(values) - 1)
            case Choices(values):
                return SetTerm({each: z3.Bool(f"{name}:{each}") for each in values})
            case Text():
                return self._int(name, 0, MAX_TEXTS)
            case Records(fields):
                slots = []
                before: Z = None
                for number in range(self._slots(column, type)):
                    filled = z3.Bool(f"{name}[{number}]")
                    if before is not None:
                        self.domain.append(z3.Implies(filled, before))
                    before = filled
                    terms = (self._declared(f"{name}[{number}].{field}", its, column) for field, its in fields)
                    slots.append((filled, tuple(terms)))
                return ListTerm(tuple(slots))
            case _:
                assert_never(type)

    def _int(self, name: str, low: int, high: int) -> Z:
        made = z3.Int(name)
        self.domain += [made >= low, made <= high]
        return made

    # ---- reading a model

    def value(self, model: Z, name: str) -> Value:
        """What a column is in a model."""
        return self._read(model, self.terms[name], self.types[name])

    def is_value(self, name: str, value: Value) -> Z:
        """That a column is a value. A list longer than what is looked at is never met."""
        return self._is(self.terms[name], value, self.types[name])

    def is_field(self, name: str, at: int, place: int, value: Value) -> Z:
        """That a field of a record of a list is a value."""
        type = self.types[name]
        assert isinstance(type, Records)
        return self._is(self.terms[name].slots[at][1][place], value, type.fields[place][1])

    def _is(self, term: Term, value: Value, type: Type) -> Z:
        if not isinstance(type, Records):
            code = code_of(scalar_of(value), type, self.texts)
            if isinstance(code, SetTerm):
                return z3.And(*(term.members[each] == held for each, held in code.members.items()))
            return term == code
        assert isinstance(value, tuple)
        if len(value) > len(term.slots):
            return z3.BoolVal(False)
        parts: list[Z] = [z3.Not(filled) for filled, _ in term.slots[len(value) :]]
        for (filled, terms), record in zip(term.slots, value, strict=False):
            parts.append(filled)
            for each, held, (_, its) in zip(terms, record, type.fields, strict=True):
                if held is not None:
                    parts.append(self._is(each, held, its))
        return z3.And(*parts) if parts else z3.BoolVal(True)

    def _read(self, model: Z, term: Term, type: Type) -> Value:
        if isinstance(type, Records):
            records: list[Record] = []
            for filled, terms in term.slots:
                if not z3.is_true(model.eval(filled, True)):
                    break
                both = zip(terms, type.fields, strict=True)
                records.append(tuple(scalar_of(self._read(model, each, its)) for each, (_, its) in both))
            return tuple(records)
        return read_scalar(model, term, type, self.texts)


def read_scalar(model: Z, term: Term, type: ScalarType, texts: Texts) -> Scalar:
    """What a term of a type comes to in a model, where nothing is left open."""
    match type:
        case Boolean():
            return bool(z3.is_true(model.eval(term, True)))
        case Choices(values):
            return frozenset(each for each in values if z3.is_true(model.eval(term.members[each], True)))
        case _:
            number = int(model.eval(term, True).as_long())
            if isinstance(type, Choice) and not type.ordered:
                return type.values[number]
            return texts.text(number) if isinstance(type, Text) else number
