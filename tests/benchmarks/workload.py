"""The work that every contestant of the benchmark gets: N rules over 25 facts, and cases that spread over the rules.

Two shapes. *Ordered*: the first rule that holds decides, and a catch-all stands at the end. *Exclusive*: a random
decision tree with N leaves, each leaf a rule, so that in any order exactly one holds. Everything is seeded: the same
numbers give the same rules and cases on every machine. Amounts are constants, since not every contestant can
calculate exactly (Cedar cannot calculate an outcome at all), and all get the same work.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

Kind = Literal["ordered", "exclusive"]
KINDS: tuple[Kind, ...] = ("ordered", "exclusive")
Facts = dict[str, str | int | bool]

CATCH_ALL = "otherwise"
"""The id of what decides when no rule holds: fairservice has a word for it, so all use that one."""


@dataclass(frozen=True)
class Choice:
    """A fact that is one of a few words."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Boolean:
    name: str


@dataclass(frozen=True)
class Number:
    """A whole number, or an amount in whole units of money, from `low` to `high`."""

    name: str
    low: int
    high: int
    money: bool = False


@dataclass(frozen=True)
class Day:
    """A date, as its ISO text in a case."""

    name: str
    first: date
    last: date


Fact = Choice | Boolean | Number | Day

FACTS: tuple[Fact, ...] = (
    Choice("order_channel", ("web", "app", "phone", "shop", "marketplace")),
    Choice("order_country", ("nl", "be", "de", "fr", "lu", "at", "es", "pl")),
    Choice("item_category", ("shoes", "clothing", "electronics", "furniture", "toys", "books", "garden", "food")),
    Choice("item_condition", ("unopened", "unused", "like_new", "used", "damaged", "broken")),
    Choice("return_reason", ("fit", "colour", "regret", "defect", "late", "wrong_item", "gift", "missing_part")),
    Choice("delivery_status", ("waiting", "sent", "delivered", "lost", "refused", "damaged_parcel")),
    Choice("delivery_carrier", ("post", "courier", "own_van", "pick_up", "locker")),
    Choice("payment_method", ("card", "transfer", "invoice", "voucher", "cash", "instalments")),
    Choice("customer_segment", ("consumer", "business", "reseller", "public_body")),
    Choice("contract_type", ("single", "subscription", "rental")),
    Boolean("customer_is_member"),
    Boolean("item_final_sale"),
    Boolean("item_personalised"),
    Boolean("packaging_complete"),
    Boolean("seal_broken"),
    Boolean("order_is_gift"),
    Number("days_since_delivery", 0, 400),
    Number("customer_tenure_years", 0, 40),
    Number("order_items", 1, 60),
    Number("earlier_returns", 0, 50),
    Number("open_complaints", 0, 12),
    Number("order_total", 0, 5000, money=True),
    Number("item_price", 0, 3000, money=True),
    Day("order_placed_on", date(2025, 1, 1), date(2026, 6, 30)),
    Day("promised_on", date(2025, 1, 1), date(2026, 12, 31)),
)
BY_NAME: Mapping[str, Fact] = {fact.name: fact for fact in FACTS}


class OneOf(NamedTuple):
    """The fact is one of these words."""

    fact: str
    values: tuple[str, ...]


class Is(NamedTuple):
    """The fact is this yes or no."""

    fact: str
    value: bool


class Within(NamedTuple):
    """The number is at least `low` and at most `high`; None is no bound."""

    fact: str
    low: int | None
    high: int | None


class Days(NamedTuple):
    """The day is not before `first` and not after `last`; None is no bound."""

    fact: str
    first: str | None
    last: str | None


Test = OneOf | Is | Within | Days


class Verdict(NamedTuple):
    """What is read of each decision: the answer, the rule, and what the first option gives, in cents."""

    answer: str
    rule: str
    grant: str | None
    amount: int | None


@dataclass(frozen=True)
class Rule:
    """A rule: all of `tests` must hold."""

    tests: tuple[Test, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Workload:
    """The rules, what decides when none holds, and cases with the position of the rule that decides each."""

    kind: Kind
    rules: tuple[Rule, ...]
    catch_all: Verdict
    cases: tuple[Facts, ...]
    positions: tuple[int, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """By position, the catch-all last."""
        return (*(rule.verdict for rule in self.rules), self.catch_all)

    def spread(self) -> str:
        """Where the deciding rules stand: how many cases in each fifth of the rules, and at the catch-all."""
        size = len(self.rules)
        fifths = Counter(5 if at == size else at * 5 // size for at in self.positions)
        parts = " ".join(str(fifths[fifth]) for fifth in range(5))
        tests = sorted(len(rule.tests) for rule in self.rules)
        return (
            f"{len(self.cases)} cases, per fifth of the rules {parts}, catch-all {fifths[5]}; "
            f"{len(set(self.positions))} different rules decide; "
            f"tests a rule {tests[0]} to {tests[-1]}, median {tests[size // 2]}"
        )


def workload(kind: Kind, size: int, cases: int = 300, seed: int = 1) -> Workload:
    """The workload of that kind and size."""
    chance = random.Random(f"{kind} {size} {seed}")
    tests = _ordered(chance, size) if kind == "ordered" else _exclusive(chance, size)
    rules = tuple(Rule(each, _verdict(chance, f"rule-{at}")) for at, each in enumerate(tests))
    catch_all = Verdict("no", CATCH_ALL, None, None)
    drawn = [_case(chance, kind, rules, at, cases) for at in range(cases)]
    chance.shuffle(drawn)
    return Workload(kind, rules, catch_all, tuple(facts for facts, _ in drawn), tuple(at for _, at in drawn))


def first_holding(rules: tuple[Rule, ...], facts: Facts) -> int:
    """The position of the first rule that holds, or of the catch-all: the plainest reading, to check all others by."""
    for at, rule in enumerate(rules):
        if all(holds(test, facts) for test in rule.tests):
            return at
    return len(rules)


def holds(test: Test, facts: Facts) -> bool:
    """Whether a test holds of a case."""
    value = facts[test.fact]
    match test:
        case OneOf(_, values):
            return value in values
        case Is(_, wanted):
            return value is wanted
        case Within(_, low, high):
            assert isinstance(value, int)
            return (low is None or low <= value) and (high is None or value <= high)
        case Days(_, first, last):
            assert isinstance(value, str)
            return (first is None or first <= value) and (last is None or value <= last)


# ---- rules


def _verdict(chance: random.Random, rule: str) -> Verdict:
    answer = chance.choices(("yes", "yes_but", "no_but", "no"), (40, 30, 20, 10))[0]
    if answer in ("no_but", "no"):
        return Verdict(answer, rule, None, None)
    return Verdict(answer, rule, chance.choice(("refund", "store_credit")), chance.randrange(5, 500) * 50)


def _ordered(chance: random.Random, size: int) -> list[tuple[Test, ...]]:
    """Rules with two to five tests: the more rules, the more each says, or the first would leave nothing to others."""
    counts = {20: (2, 2, 3), 100: (2, 3, 3, 4), 1000: (3, 4, 4, 5), 10_000: (4, 5, 5)}
    wanted = counts[min(counts, key=lambda each: abs(each - size))]
    found: dict[tuple[Test, ...], None] = {}
    while len(found) < size:
        count = chance.choice(wanted)
        # Policies mostly turn on the kind of thing; a number, a yes or no, a date narrows it down.
        words = max(1, count - (1 if size >= 1000 else chance.choice((1, 1, 2))))
        facts = [*_some(chance, _CHOICES, words), *_some(chance, _OTHERS, count - words)]
        found[tuple(_test(chance, fact, size) for fact in facts)] = None
    return list(found)


_CHOICES = {fact: len(fact.values) for fact in FACTS if isinstance(fact, Choice)}
_OTHERS = {fact: 1 if isinstance(fact, Boolean) else 2 for fact in FACTS if not isinstance(fact, Choice)}


def _some(chance: random.Random, weights: Mapping[Fact, int], count: int) -> list[Fact]:
    """So many different facts, the weighty ones more often."""
    found: dict[Fact, None] = {}
    while len(found) < count:
        found[chance.choices([*weights], [*weights.values()])[0]] = None
    return list(found)


def _test(chance: random.Random, fact: Fact, size: int) -> Test:
    few = size < 1000  # then a rule says something broad
    match fact:
        case Choice(name, values):
            some = chance.choice((1, 1, 2)) if few and len(values) > 4 else 1
            return OneOf(name, tuple(sorted(chance.sample(values, some))))
        case Boolean(name):
            return Is(name, chance.random() < 0.5)
        case Number(name, low, high):
            width = (high - low) // (5 if few else 12)
            at = chance.randrange(low + 1, high - width)
            broad = chance.choice(((None, at), (at, None), (at, at + width)))
            return Within(name, *(broad if few else (at, at + width)))
        case Day(name, first, last):
            at_day = first + timedelta(days=chance.randrange((last - first).days))
            until = at_day + timedelta(days=90 if few else 40)
            bounds = chance.choice(((None, at_day), (at_day, None), (at_day, until))) if few else (at_day, until)
            return Days(name, *(None if each is None else each.isoformat() for each in bounds))


def _exclusive(chance: random.Random, size: int) -> list[tuple[Test, ...]]:
    """The leaves of a random decision tree. The shallowest leaf is split next, so that no rule gets long."""
    leaves: list[tuple[Test, ...]] = [()]
    while len(leaves) < size:
        shallow = min(map(len, leaves))
        at = chance.choice([index for index, leaf in enumerate(leaves) if len(leaf) == shallow])
        leaf = leaves.pop(at)
        used = {test.fact for test in leaf}
        weights = [0 if fact.name in used else 6 if isinstance(fact, Choice) else 1 for fact in FACTS]
        fact = chance.choices(FACTS, weights)[0]
        leaves += [(*leaf, test) for test in _split(chance, fact, size - len(leaves))]
    chance.shuffle(leaves)
    return leaves


def _split(chance: random.Random, fact: Fact, most: int) -> list[Test]:
    """Tests of one fact, at most so many, of which each value meets exactly one."""
    match fact:
        case Choice(name, values):
            words = chance.sample(values, len(values))
            parts = min(most, len(words))
            return [OneOf(name, tuple(sorted(words[at::parts]))) for at in range(parts)]
        case Boolean(name):
            return [Is(name, True), Is(name, False)]
        case Number(name, low, high):
            cuts = sorted(chance.sample(range(low + 1, high), min(most, 5) - 1))
            ends = [None, *(each - 1 for each in cuts)][1:]
            return [Within(name, first, last) for first, last in zip([None, *cuts], [*ends, None], strict=True)]
        case Day(name, start, end):
            days = sorted(chance.sample(range(1, (end - start).days), min(most, 4) - 1))
            begins = [(start + timedelta(days=day)).isoformat() for day in days]
            lasts = [(start + timedelta(days=day - 1)).isoformat() for day in days]
            return [Days(name, first, last) for first, last in zip([None, *begins], [*lasts, None], strict=True)]


# ---- cases


def _case(chance: random.Random, kind: Kind, rules: tuple[Rule, ...], at: int, count: int) -> tuple[Facts, int]:
    """A case whose deciding rule stands in the `at`-th of `count` equal parts of the rules, or near it.

    Of ordered rules each twentieth case is for the catch-all. Drawing from what a rule asks, and keeping the case only
    if no earlier part decides it, spreads the cases evenly; plain random ones would nearly all end at the catch-all.
    """
    size = len(rules)
    if kind == "ordered" and at % 20 == 19:
        return _until(chance, lambda: _meeting(chance, ()), rules, lambda found: found == size)
    begin, end = at * size // count, max(at * size // count + 1, (at + 1) * size // count)
    nearby = range(begin * 10 // size, 10) if kind == "ordered" else range(10)

    def draw() -> Facts:
        return _meeting(chance, rules[chance.randrange(begin, end)].tests)

    return _until(chance, draw, rules, lambda found: found < size and found * 10 // size in nearby)


def _until(
    chance: random.Random, draw: Callable[[], Facts], rules: tuple[Rule, ...], wanted: Callable[[int], bool]
) -> tuple[Facts, int]:
    for _ in range(200):
        facts = draw()
        found = first_holding(rules, facts)
        if wanted(found):
            return facts, found
    return facts, found  # an ordered rule that earlier ones leave nothing to


def _meeting(chance: random.Random, tests: tuple[Test, ...]) -> Facts:
    """A random case that meets the tests."""
    asked = {test.fact: test for test in tests}
    facts: Facts = {}
    for fact in FACTS:
        test = asked.get(fact.name)
        match fact:
            case Choice(name, values):
                facts[name] = chance.choice(test.values if isinstance(test, OneOf) else values)
            case Boolean(name):
                facts[name] = test.value if isinstance(test, Is) else chance.random() < 0.5
            case Number(name, low, high):
                if isinstance(test, Within):
                    low, high = max(low, test.low or low), high if test.high is None else test.high
                facts[name] = chance.randint(low, high)
            case Day(name, first, last):
                if isinstance(test, Days):
                    first = first if test.first is None else date.fromisoformat(test.first)
                    last = last if test.last is None else min(last, date.fromisoformat(test.last))
                facts[name] = (first + timedelta(days=chance.randint(0, (last - first).days))).isoformat()
    return facts
