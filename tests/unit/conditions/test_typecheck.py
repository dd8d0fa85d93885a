"""What the type checker refuses, with which words; and that what it proves of sizes is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import build
from fairservice.conditions.nodes import Node, walk
from fairservice.conditions.reference import value_of
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import EXACT, Quantity
from fairservice.errors import PolicyError, Rejected

NAMES = (Path(__file__).parents[2] / "conformance" / "corpus" / "names.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scope() -> Scope:
    return build.scope_of(NAMES)


REFUSED = [
    ("days", "FS202", "not a yes or no"),
    ("price > days", "FS202", "an amount of money does not go with a whole number of days"),
    ("price > 10%", "FS202", "10% of order.total"),
    ("share > price", "FS202", "does not go with"),
    ("placed_on > 3", "FS202", "days_between"),
    ("placed_on + price > today", "FS202", "do not go together"),
    ("placed_on + placed_on > today", "FS202", "days_between"),
    ("said_at > today", "FS202", "date(…)"),
    ("said_at > 2026-03-29T02:30", "FS203", "does not exist"),
    ("said_at + 1 month > today", "FS202", "days_between"),
    ("placed_on > 2026-01-01T12:00", "FS202", "date(…)"),
    ("placed_on + 1.5 months > today", "FS201", "not a whole number"),
    ("placed_on + 200 years > today", "FS202", "more than a hundred years"),
    ("placed_on + 3 days + 1 month > today", "FS202", "add the months first"),
    ("weekday(placed_on + 1 month) = 1", "FS202", "only a fact has"),
    ('placed_on + duration("PT4H") > today', "FS202", "hours and minutes"),
    ('placed_on + duration("4 hours") > today', "FS201", "or in words"),
    ("placed_on + duration(4) > today", "FS200", "one text in double quotes"),
    ('said_at > date and time("2026-01-01T12:00", 1)', "FS200", "one text in double quotes"),
    ("time(placed_on) > 12:00", "FS202", "a date has no time of day"),
    ("placed_on.time > 12:00", "FS101", "placed_on.time"),
    ("said_at > 12:00", "FS202", "time(…)"),
    ("said_at.time > 12", "FS202", "a time of day does not go with a whole number"),
    ("said_at.time + 1 > 12:00", "FS202", ""),
    ("said_at.time - 12:00 > 12:00", "FS202", ""),
    ("-said_at.time < 12:00", "FS202", "a time of day has no opposite"),
    ("2 * said_at.time < 12:00", "FS202", "means nothing"),
    ("said_at.time / 2 < 12:00", "FS202", "cannot be divided"),
    ("floor(said_at.time) < 12", "FS202", "of a time of day"),
    ("said_at.time > 24:00", "FS203", "not a time of day"),
    ("said_at.time > 9:30", "FS203", "write `09:30`"),
    ('said_at.time > time("half past nine")', "FS203", "hours and minutes"),
    ("floor(price) > 3", "FS202", "of an amount of money, not of a number"),
    ("floor(price / 10) > 3", "FS202", "points_step"),
    ("ceiling(days / days) > 1", "FS206", "could be zero"),
    ("ceiling(weight, 1) > 1", "FS202", "takes one number"),
    ("ceiling(note) > 1", "FS202", "of a text"),
    ("abs(placed_on) > 1", "FS202", "no opposite"),
    ("abs(days, bought) > 1", "FS202", "takes one number"),
    ("days.weekday = 1", "FS101", "`days.weekday`"),
    ("placed_on.day = 1", "FS101", "`placed_on.day`"),
    ("1 month - placed_on > today", "FS202", "do not go together"),
    ("bought > 2 months", "FS207", "has no unit"),
    ("days > 2 months", "FS207", "days and months"),
    ("price * price > 3", "FS202", "means nothing"),
    ("is_new + 1 > 2", "FS202", "cannot be calculated with"),
    ("-kind = 3", "FS202", "cannot be calculated with"),
    ("kind = book", "FS204", 'write `"book"`'),
    ('kind = "bok"', "FS203", "did you mean `book`?"),
    ('kind < "book"', "FS208", "has no order"),
    ('note < "a"', "FS208", "has no order"),
    ("is_new > gift", "FS208", "has no order"),
    ("note = 3", "FS202", "text in double quotes"),
    ('days = "3"', "FS202", "compared with a text"),
    ('flaws = "dent"', "FS202", "a set of choices"),
    ("kind = level", "FS202", "different values"),
    ("is_new = 1", "FS202", "write `true` or `false`"),
    ("dys > 3", "FS101", "did you mean `days`?"),
    ("days in [5..3]", "FS209", "write the smaller first"),
    ("price / days > 3", "FS206", "this divisor could be zero"),
    ("price / 0 > 3", "FS206", "this divisor could be zero"),
    ("days / 3 + 1 > 2", "FS206", "may not come out exactly"),
    ("days / 3 / 7 > 1", "FS206", "may not come out exactly"),
    ("weekday(days) = 3", "FS202", "not a date"),
    ("month(placed_on + 1) = 3", "FS202", "only a fact has"),
    ("days_between(placed_on) > 3", "FS202", "takes 2 dates"),
    ("placed_on = 2026-02-30", "FS203", "not a day in the calendar"),
    ("-placed_on < 3", "FS202", ""),
]


@pytest.mark.parametrize(("text", "code", "said"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_what_makes_no_sense_is_refused_in_the_owners_words(scope: Scope, text: str, code: str, said: str) -> None:
    """A condition that mixes kinds is refused with a code and a way out, at a place within it."""
    with pytest.raises(Rejected) as caught:
        build.condition(scope, text)
    finding = caught.value.finding
    assert finding.code == code
    assert said in f"{finding.message} {finding.help}"
    assert finding.span is not None


TESTS_REFUSED = [
    ("kind: bok", "FS203", "did you mean `book`?"),
    ("kind: at least book", "FS208", "`ordered:`"),
    ("level: calm to wrong", "FS203", "the values are"),
    ("flaws: dent", "FS202", "`any of`, `all of` or `none of`"),
    ("flaws: any of bad", "FS203", "the values are"),
    ("days: any of 3, 4", "FS202", "asks something of a set"),
    ("days: 5 to 3", "FS209", "write the smaller first"),
    ("is_new: 1", "FS202", "write `true` or `false`"),
    ("days: true", "FS202", "a yes or no"),
    ("kind: book to lamp", "FS202", ""),
    ('price: \'"5" to "10"\'', "FS202", ""),
    ('price: \'"5", "10"\'', "FS202", ""),
    ("days: {}", "FS200", ""),
    ("any: []", "FS200", ""),
    ("all: []", "FS200", ""),
]


@pytest.mark.parametrize(("text", "code", "said"), TESTS_REFUSED, ids=[text for text, _, _ in TESTS_REFUSED])
def test_tests_that_do_not_fit_are_refused(scope: Scope, text: str, code: str, said: str) -> None:
    """A test that does not fit its fact, or tests nothing, is refused; none is silently always or never true."""
    with pytest.raises(PolicyError) as caught:
        build.when(scope, text + "\n")
    finding = caught.value.findings[0]
    assert finding.code == code
    assert said in f"{finding.message} {finding.help}"


GIVEN_REFUSED = [
    ("money", "days"), ("money", "10%"), ("money", "kind"), ("percent", "price"), ("quantity", "price"),
    ("date", "days"), ("date", "today / 2"), ("yes_or_no", "days"), ("money", "(price / bought) + 1"),
    ("money", "min(price / bought, 3)"), ("money", "price / days"),
]  # fmt: skip


@pytest.mark.parametrize(("grant", "text"), GIVEN_REFUSED)
def test_a_line_gives_what_its_grant_is(scope: Scope, grant: str, text: str) -> None:
    """An amount of another kind than the grant, or a division within a calculation, is refused."""
    with pytest.raises(Rejected):
        build.amount(scope, grant, text)


FACTORS = [
    "10% of 25.00",
    "price / (bought + 2)",
    "price * (bought + 1)",
    "1.5 * fee",
    "share of (if is_new then 10.00 else price)",
]


@pytest.mark.parametrize("text", FACTORS)
def test_plain_figures_take_the_kind_that_makes_sense(scope: Scope, text: str) -> None:
    """A plain figure beside an amount is a factor or divisor where that alone makes sense."""
    assert isinstance(build.amount(scope, "money", text).type, Quantity)


def test_units_do_not_mix() -> None:
    """Days and hours are not put together."""
    scope = build.scope_of("facts: {a: {type: integer, unit: days}, b: {type: integer, unit: hours}}\n")
    with pytest.raises(Rejected) as caught:
        build.condition(scope, "a + b > 3")
    assert caught.value.finding.code == "FS207"


def test_a_value_that_is_also_a_name_is_a_clash() -> None:
    """A bare word that is both a value of the choice and a declared name is refused."""
    scope = build.scope_of("facts: {kind: {type: choice, values: [book, lamp]}, lamp: {type: boolean}}\n")
    with pytest.raises(PolicyError) as caught:
        build.when(scope, "kind: lamp\n")
    assert caught.value.findings[0].code == "FS204"


def test_scales_are_aligned_without_rounding(scope: Scope) -> None:
    """A comparison of figures with different decimals is made at the finer one."""
    node = build.condition(scope, "weight = 2.55")
    assert all(value_of(node, {"weight": weight}) is False for weight in (25, 26))


LARGE = "facts: {n: {type: integer, range: 0 to 1000000000000000}, on: {type: date}}\n".replace("on:", "day:")


@pytest.mark.parametrize("text", ["n * n > 3", "n + n + n + n + n + n + n + n + n + n > 3", "n * 10 > 3", "n > 0.01"])
def test_what_could_reach_two_to_the_53_is_refused(text: str) -> None:
    """No calculation is let through that could grow beyond what is exact in every engine."""
    with pytest.raises(Rejected) as caught:
        build.condition(build.scope_of(LARGE), text)
    assert caught.value.finding.code == "FS205"


@pytest.mark.parametrize(
    "text",
    [
        "day + n + n + n + n + n + n + n + n + n + n > today",
        "day - n < today",
    ],
)
def test_dates_are_bounded_like_all_else(text: str) -> None:
    """Adding days to a date is bounded too: at 2^53, and at the calendar."""
    with pytest.raises(Rejected) as caught:
        build.condition(build.scope_of(LARGE), text)
    assert caught.value.finding.code == "FS205"


def test_bounds_hold_at_the_corners(scope: Scope) -> None:
    """At the least and greatest values of the facts, each part of a calculation lies within its bounds."""
    node: Node = build.amount(scope, "money", "max(price - paid, days * price) / bought")
    for price in (0, 100_000):
        for paid in (0, 100_000):
            for days in (0, 100):
                for bought in (1, 12):
                    case = {"price": price, "paid": paid, "days": days, "bought": bought}
                    for part in walk(node):
                        value = value_of(part, case)
                        assert isinstance(part.type, Quantity)
                        assert isinstance(value, int)
                        assert part.type.low <= value <= part.type.high
                        assert abs(value) < EXACT
