"""From a model to the case that a person would tell: everyday values, and few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import z3

from fairservice.analysis.proofs.search import Search, Unsettled
from fairservice.analysis.proofs.situation import Case, Situation
from fairservice.conditions.declarations import RECEIVED_ON, TODAY
from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Text,
    Type,
    Value,
    int_of,
    scalar_of,
)

Z = Any
SOME_DAY = 400
"""Cases are told of a day in the second year of the policy, where that will do."""
_EPOCH = 719_163
"""The ordinal of 1970-01-01."""


def readable(search: Search, situations: Sequence[Situation], *such_that: Z) -> tuple[Case, ...] | None:
    """Complete cases for these situations in which all is true, with values as near to everyday ones as they can be.

    None where there are none. Raises `Unsettled`.
    """
    with search.given(*such_that):
        found = search.model()
        if found is None:
            return None
        walk = _Walk(search, situations, found)
        first = situations[0]
        for other in situations[1:]:
            for name in sorted(other.free & set(other.facts.types)):
                if first.facts.types.get(name) == other.facts.types[name]:
                    walk.try_all(_same(first, other, name))
        for part in _in_time(first):
            walk.try_all([part])
        usual, today = first.facts.rulebook.since + SOME_DAY, first.columns.terms[TODAY.name]
        for days in (45, 200, 500, 1500, 10_000):
            if walk.try_all([today >= usual - days, today <= usual + days]):
                break
        for name in _order(first):
            walk.settle(first, name)
        for other in situations[1:]:
            for name in sorted(other.free & set(other.facts.types)):
                walk.settle(other, name)
        return tuple(situation.case(walk.model) for situation in situations)


class _Walk:
    """Settles one fact after the other; what was settled stays so."""

    def __init__(self, search: Search, situations: Sequence[Situation], model: Z) -> None:
        self.search = search
        self.situations = situations
        self.model = model

    def settle(self, situation: Situation, name: str) -> None:
        type = situation.facts.types[name]
        now = situation.columns.value(self.model, name)
        known = situation.case(self.model)
        if isinstance(type, Records):
            self._settle_records(situation, name, type)
            return
        for value in _wanted(name, type, now, known, situation):
            if value == now:
                break
            if self.try_all([situation.columns.is_value(name, value)]):
                return
        self.search.solver.add(situation.columns.is_value(name, situation.columns.value(self.model, name)))

    def _settle_records(self, situation: Situation, name: str, type: Records) -> None:
        """As few records as it takes, and then the fields of each."""
        slots = situation.columns.terms[name].slots
        for count, (filled, _) in enumerate(slots):
            if self.try_all([z3.Not(filled)] + ([slots[count - 1][0]] if count else [])):
                break
        listed = situation.columns.value(self.model, name)
        assert isinstance(listed, tuple)
        for at, record in enumerate(listed):
            for place, (field, its) in enumerate(type.fields):
                now = record[place]
                assert now is not None
                for value in _wanted(field, its, now, {}, situation):
                    changed = (*record[:place], scalar_of(value), *record[place + 1 :])
                    part = situation.columns.is_field(name, at, place, value)
                    if value == now or self.try_all([part]):
                        record = changed
                        break
        self.search.solver.add(situation.columns.is_value(name, situation.columns.value(self.model, name)))

    def try_all(self, parts: list[Z]) -> bool:
        """Keeps these if they can be so."""
        self.search.solver.push()
        self.search.add(parts)
        try:
            found = self.search.model()
        except Unsettled:
            found = None
        self.search.solver.pop()
        if found is None:
            return False
        self.model = found
        self.search.add(parts)
        return True


def _same(one: Situation, other: Situation, name: str) -> list[Z]:
    """That a fact is the same in both, where it is no list."""
    a, b = one.columns.terms[name], other.columns.terms[name]
    type = one.facts.types[name]
    if isinstance(type, Records):
        return [x == y for (x, _), (y, _) in zip(a.slots, b.slots, strict=True)]
    if isinstance(type, Choices):
        return [a.members[each] == b.members[each] for each in type.values]
    return [a == b]


def _in_time(situation: Situation) -> Iterator[Z]:
    """That nothing that is known happens after today, where that can be."""
    terms = situation.columns.terms
    received = terms[RECEIVED_ON.name]
    yield received <= terms[TODAY.name]
    for name, type in situation.facts.types.items():
        if name not in (TODAY.name, RECEIVED_ON.name) and isinstance(type, Quantity):
            if type.kind == "date":
                yield terms[name] <= received
            elif type.kind == "datetime":
                yield terms[name] < (received + 1 - _EPOCH) * 86_400


def _order(situation: Situation) -> list[str]:
    """The clock first, then dates, then lists and sets, then the rest as they come."""
    types = situation.facts.types

    def rank(name: str) -> int:
        type = types[name]
        if name in (TODAY.name, RECEIVED_ON.name):
            return 0 if name == TODAY.name else 1
        if isinstance(type, Records):
            return 2
        return 3 if isinstance(type, Quantity) and type.kind in ("date", "datetime") else 4

    return sorted(types, key=rank)


def _wanted(name: str, type: Type, now: Value, known: Case, situation: Situation) -> Iterator[Value]:
    """Values to try for a fact, the most everyday one first."""
    match type:
        case Boolean():
            yield False
        case Choice(values, ordered):
            yield from range(len(values)) if ordered else values
        case Choices(values):
            yield frozenset()
            yield from (frozenset([each]) for each in values)
        case Text():
            yield from (text for text in ("text", "other") if text not in situation.facts.texts.numbers)
        case Records():
            return
        case Quantity():
            yield from (value for value in _amounts(name, type, int_of(now), known, situation) if _allowed(value, type))


def _allowed(value: int, type: Quantity) -> bool:
    return type.low <= value <= type.high


def _amounts(name: str, type: Quantity, now: int, known: Case, situation: Situation) -> Iterator[int]:
    if type.kind in ("date", "datetime"):
        yield from _days(name, type, now, known, situation)
        return
    unit = 10**type.scale
    fact = situation.facts.rulebook.facts.get(name)
    if fact is not None and fact.source == "ledger":
        yield 0  # nothing happened before
    if type.kind == "time":
        yield from (12 * 3600, 9 * 3600, now // 3600 * 3600, now // 60 * 60)
        return
    usual = {"money": (50, 100, 20, 10, 200), "percent": (10, 5, 20)}.get(type.kind, (10, 5, 1, 2, 0, 3, 20, 30))
    yield from (each * unit for each in usual)
    size = 1
    while size * 10 <= max(abs(now), 1):
        size *= 10
    while size >= 1:  # the nearest round ones, coarse first
        for step in (size, size // 2):
            if step >= 1:
                yield now // step * step
                yield -(-now // step) * step
        size //= 10


def _days(name: str, type: Quantity, now: int, known: Case, situation: Situation) -> Iterator[int]:
    """Near today, which itself is some day in the second year of the policy; received on the same day."""
    usual = situation.facts.rulebook.since + SOME_DAY
    today = usual if name == TODAY.name else int_of(known.get(TODAY.name, usual))
    days = [today, today - 10, today - 30, today - 100]
    if name not in (TODAY.name, RECEIVED_ON.name):
        days = [today - 10, today - 30, today, today - 100, today + 10]
    if type.kind == "datetime":
        yield from ((day - _EPOCH) * 86_400 + 12 * 3600 for day in days)
        now_day = now // 86_400
        yield now_day * 86_400 + 12 * 3600
        yield now // 3600 * 3600
        return
    yield from days
    for day in (now, now + 15):
        found = date.fromordinal(min(max(day, type.low), type.high))
        yield found.replace(day=1).toordinal()
        yield found.replace(month=1, day=1).toordinal()


def shrunk(
    cases: tuple[Case, ...], names: Iterable[str], shows: Callable[[tuple[Case, ...]], bool]
) -> tuple[Case, ...]:
    """The cases without those of these facts that do not matter to what they show."""
    for name in names:
        if name in (TODAY.name, RECEIVED_ON.name):
            continue
        fewer = tuple({each: value for each, value in case.items() if each != name} for case in cases)
        if shows(fewer):
            cases = fewer
    return cases
