"""However the generated engine is shaped (dispatch, bit sets, compiled rests), it fires what the definition says."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from conformance import build
from conformance.engines import Dispatching
from fairservice.conditions.nodes import Variable
from fairservice.conditions.program import Program
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import DATE, Boolean, Choice, Quantity, Records, Text, Type, Value
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.reference import Reference

FACTS = """\
facts:
  kind: {type: choice, values: [new, used, broken, gone]}
  level: {type: choice, ordered: [low, middle, high]}
  member: {type: boolean}
  gift: {type: boolean}
  days: {type: integer, range: 0 to 60}
  wide: {type: integer}
  price: {type: money}
  note: {type: text}
  bought_on: {type: date}
  marks: {type: choices, values: [a, b, c]}
  lines: {type: list, at_most: 3, of: {sum: money, late: boolean}}
parameters:
  window:
    values:
      2020-01-01: 14
      2026-01-01: 30
      2026-06-01: 45
definitions:
  loyal: member and days < window
"""
TESTS = """\
kind = "new"
kind in ("used", "broken")
kind != "gone"
level >= "middle"
level = "low"
member
not gift
days <= window
days between 10 and 20
days > 29 or days < 3
days = 14
wide > 1000
wide in (5, 500, 50000)
price >= 25
price < 99.99
note = "x"
not (note = "x")
note in ("x", "y")
bought_on > @"2026-03-01"
weekday(bought_on) = 1
month(bought_on) < 7
some line in lines satisfies line.late
sum(lines.sum) > 50
loyal
loyal or gift
days_between(bought_on, today) > 14
price * 2 > 100
10% of price >= 5
member = gift
(if member then 2 else 0) + (if gift then 2 else 0) + (if days > 5 then 1 else 0) >= 3
days + 1 > window
kind = "new" or kind = "gone"
not (days > 5 and days > 20)
""".splitlines()


def programs(seed: int, size: int) -> tuple[Program, Scope]:
    """Rules that each join some tests, and override each other here and there, sometimes in long chains."""
    chance = random.Random(seed)
    scope = build.scope_of(FACTS)
    conditions = []
    for _ in range(size):
        chosen = chance.sample(TESTS, chance.choice((1, 2, 2, 3, 4)))
        conditions.append(build.condition(scope, " and ".join(f"({each})" for each in chosen)))
    order = list(range(size))
    chance.shuffle(order)
    silencers: list[tuple[int, ...]] = [() for _ in order]
    style = seed % 3
    for place, position in enumerate(order):
        if style == 0 and place:  # one chain, in an order of its own
            silencers[position] = (order[place - 1],)
        elif style == 1 and place:
            silencers[position] = tuple(chance.sample(order[:place], min(place, chance.randint(0, 2))))
    return Program(tuple(conditions), (), tuple(silencers), Variable("today", DATE)), scope


def rows(program: Program, seed: int, count: int) -> Iterator[tuple[Value | None, ...]]:
    chance = random.Random(seed)
    for _ in range(count):
        unknown = chance.choice((0.0, 0.0, 0.2, 0.6))
        yield tuple(
            None if name != "today" and chance.random() < unknown else value_for(name, type, chance)
            for name, type in program.types.items()
        )


def value_for(name: str, type: Type, chance: random.Random) -> Value:
    match type:
        case Boolean():
            return chance.random() < 0.5
        case Choice(values, ordered):
            return chance.randrange(len(values)) if ordered else chance.choice(values)
        case Quantity(kind="date"):
            return chance.choice((739617, 739618, 739600, 739768, 739769, 739980, 740000)) + chance.randint(0, 3)
        case Quantity(low=low, high=high):
            edges = [low, high, 2, 3, 9, 10, 13, 14, 15, 20, 21, 29, 30, 45, 500, 1001, 2500, 5000, 9998, 9999, 50000]
            return chance.choice([each for each in edges if low <= each <= high])
        case Text():
            return chance.choice(("x", "y", "z", ""))
        case Records():
            records = range(chance.randint(0, 3))
            return tuple((chance.choice((0, 2500, 9999, None)), chance.choice((True, False, None))) for _ in records)
        case _:
            return frozenset(chance.sample("abc", chance.randint(0, 3)))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [1, 7, 40, 150])
def test_every_shape_fires_what_the_definition_says(size: int, seed: int) -> None:
    """Chains, graphs and no overriding; known, partly known and unknown facts; every period of a dated parameter."""
    program, _ = programs(seed, size)
    engines = [PythonCode(program), Dispatching(program)]
    reference = Reference(program)
    for row in rows(program, seed, 25):
        expected = reference.fire(row)
        for engine in engines:
            assert engine.fire(row) == expected, row


def test_a_dispatch_really_happens() -> None:
    """The shapes above are not all the same one: a choice that many rules test decides which of them are looked at."""
    scope = build.scope_of(FACTS)
    kinds = ("new", "used", "broken", "gone")
    conditions = tuple(build.condition(scope, f'kind = "{kinds[n % 4]}" and days = {n}') for n in range(40))
    program = Program(conditions, ())
    engine = PythonCode(program)
    found = [engine.fire(program.row({"kind": kinds[n % 4], "days": n})) for n in range(40)]
    assert found == [((n,), ()) for n in range(40)]
    assert engine.fire.__name__ == "fire" and "make" in engine.fire.__globals__
    assert engine.fire(program.row({"days": 5})) == ((), (5,))
    assert engine.fire(program.row({"kind": "new"})) == ((), tuple(range(0, 40, 4)))
