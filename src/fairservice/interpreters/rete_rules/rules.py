"""What durable-rules is given: rules that are conjunctions of tests on whole numbers, and nothing else.

There is no `not`, no `or` and no text in them. A disjunction is several rules of one name; what is nested deeper gets
a name of its own, is judged first, and is a column (1 or 0) of the next fact. Each of these limits is there because
durable-rules crashes, hangs or lies beyond it: docs/second_engine.md tells which does what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fairservice.conditions.nodes import Comparator
from fairservice.conditions.vocabulary import EXACT

Operator = Literal["+", "-", "*"]
MAX_TESTS = 56
"""In all rules of one set: each that holds at the first step of a rule is kept on a stack of 64."""
MAX_CONJUNCTS = 40
"""In one rule; a longer one is cut into rules that are judged first."""
MAX_COLUMNS = 200
"""In one fact, which may have 255 properties."""
MAX_TERM = 24
"""Columns and figures in one sum or product; a larger one is worked out before it is compared."""


@dataclass(frozen=True, slots=True)
class Column:
    """A whole number of the fact: a column of the case, something judged before (1 or 0), or something worked out.

    With `member`, whether that value is in the set that the column holds.
    """

    name: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Combined:
    """A sum, difference or product. Never of figures alone: durable-rules takes every test on such a one for false."""

    operator: Operator
    left: Term
    right: Term


Term: TypeAlias = int | Column | Combined
Bounds: TypeAlias = tuple[int, int]
ANY: Bounds = (-EXACT + 1, EXACT - 1)
"""Between which every whole number of a fact lies: others are refused."""

ZERO = Column("zero")
"""Is 0 in every fact: what has no column of its own on the left is compared with it."""


@dataclass(frozen=True, slots=True)
class Test:
    """A column compared with a term."""

    column: Column
    operator: Comparator
    right: Term


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever is named by `head` holds where all tests hold. There may be several rules of one head."""

    head: str
    tests: tuple[Test, ...]


ALWAYS = Test(ZERO, "=", 0)
NEVER = Test(ZERO, "=", 1)


def combined(operator: Operator, left: Term, right: Term) -> Term:
    """A sum, difference or product, worked out at once where it is of figures alone."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right if operator == "+" else left - right if operator == "-" else left * right
    return Combined(operator, left, right)


def size(term: Term) -> int:
    """How many columns and figures a term has."""
    return size(term.left) + size(term.right) if isinstance(term, Combined) else 1


def fits(term: Term, bounds: Mapping[str, Bounds]) -> bool:
    """Whether a term, and each part of it, surely stays far within 64 bits."""
    return _between(term, bounds) is not None


def _between(term: Term, bounds: Mapping[str, Bounds]) -> Bounds | None:
    """The least and the most that a term comes to; None for too much, or a part that may be."""
    match term:
        case int():
            return (term, term) if abs(term) < EXACT else None
        case Column(name):
            return bounds.get(name, ANY)
        case Combined(operator, left, right):
            a, b = _between(left, bounds), _between(right, bounds)
            if a is None or b is None:
                return None
            if operator == "*":
                every = [one * other for one in a for other in b]
            else:
                c = b if operator == "+" else (-b[1], -b[0])
                every = [a[0] + c[0], a[1] + c[1]]
            return (min(every), max(every)) if max(map(abs, every)) < 2**61 else None


def columns_in(tests: Iterable[Test]) -> dict[Column, None]:
    """The columns that tests read, each once, in reading order; not `ZERO`, which is always there."""
    found: dict[Column, None] = {}

    def add(term: Term) -> None:
        if isinstance(term, Combined):
            add(term.left)
            add(term.right)
        elif isinstance(term, Column) and term != ZERO:
            found[term] = None

    for test in tests:
        add(test.column)
        add(test.right)
    return found


@dataclass(frozen=True)
class Shard:
    """Rules that are judged together, by one fact of these columns."""

    rules: tuple[Rule, ...]
    columns: tuple[Column, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.head for rule in self.rules))

    def message(self) -> list[object]:
        """The rules as the worker reads them: by field `f0`, `f1`, …, since durable-rules tells names by a hash."""
        fields = {column: f"f{number}" for number, column in enumerate(self.columns)} | {ZERO: "z"}
        heads = {head: number for number, head in enumerate(self.heads)}

        def written(term: Term) -> object:
            match term:
                case int():
                    return term
                case Column():
                    return {"$m": fields[term]}
                case Combined(operator, left, right):
                    name = {"+": "$add", "-": "$sub", "*": "$mul"}[operator]
                    return {name: {"$l": written(left), "$r": written(right)}}

        return [
            [heads[rule.head], [[fields[each.column], each.operator, written(each.right)] for each in rule.tests]]
            for rule in self.rules
        ]


def sharded(rules: Sequence[Rule]) -> tuple[Shard, ...]:
    """Rules put together, in their order, as long as they stay within the limits."""
    found: list[Shard] = []
    kept: list[Rule] = []
    columns: dict[Column, None] = {}
    tests = 0
    for rule in rules:
        wider = columns | columns_in(rule.tests)
        if kept and (tests + len(rule.tests) > MAX_TESTS or len(wider) > MAX_COLUMNS):
            found.append(Shard(tuple(kept), tuple(columns)))
            kept, tests, wider = [], 0, columns_in(rule.tests)
        kept.append(rule)
        columns, tests = wider, tests + len(rule.tests)
    return (*found, Shard(tuple(kept), tuple(columns))) if kept else ()
