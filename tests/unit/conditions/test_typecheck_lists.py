"""What is asked of lists of records: what is refused, with which words, and what both notations come to."""

from __future__ import annotations

import pytest

from conformance import build
from fairservice.conditions.nodes import columns_of
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import EXACT, Quantity
from fairservice.errors import PolicyError, Rejected

FACTS = """
facts:
  limit: {type: money}
  days: {type: integer, range: 0 to 30}
  order.is_gift: {type: boolean}
  order.lines:
    type: list
    at_most: 100
    of:
      sku: text
      price: money
      times: integer
      returned: boolean
      kind: {type: choice, values: [book, shoe]}
      sent_on: date
  order.parcels: {type: list, at_most: 100, of: {lost: boolean, weight: {type: number, range: 0 to 50}}}
  few: {type: list, at_most: 3, of: {ok: boolean, size: {type: integer, range: 0 to 9}}}
definitions:
  returned_lines: count(order.lines where returned)
"""


@pytest.fixture(scope="module")
def scope() -> Scope:
    return build.scope_of(FACTS)


REFUSED = [
    ("order.lines", "FS202", "ask something of it"),
    ("order.lines = 3", "FS202", "a list cannot stand here"),
    ("order.lines[returned]", "FS202", "a list cannot stand here"),
    ("for x in order.lines return x.price", "FS202", "a list cannot stand here"),
    ("order.lines.price > 3", "FS101", "`sum(order.lines.price where …)`"),
    ("count(days) > 3", "FS202", "`days` is a whole number, not a list"),
    ("count(order.line) > 3", "FS101", "did you mean `order.lines`?"),
    ("count(order.lines, few) > 3", "FS202", "`count` takes one list"),
    ("count(order.lines.price) > 3", "FS202", "`count` counts records"),
    ("count(order.lines[1]) > 0", "FS202", "records have no number"),
    ("count(order.lines where prise > 3) > 0", "FS101", "did you mean `price`?"),
    ("count(order.lines where order.lines.price > 3) > 0", "FS101", "here write `price`"),
    ("count(order.lines where sku) > 0", "FS202", "not a yes or no"),
    ("count(order.lines where kind = book) > 0", "FS204", 'write `"book"`'),
    ("count(order.lines where weekday(sent_on) = 1) > 0", "FS202", "give the records a field for it"),
    ("some line in order.lines satisfies price > 3", "FS101", "did you mean `line.price`?"),
    ("some line in order.lines satisfies line.prise > 3", "FS101", "did you mean `price`?"),
    ("some line in order.lines satisfies line = 3", "FS202", "name a field of it: `line.sku`"),
    ("some order in order.lines satisfies order.returned", "FS231", "would hide `order.is_gift`"),
    ("some days in order.lines satisfies days.returned", "FS231", "has a meaning already"),
    ("some x in few satisfies some x in few satisfies x.ok", "FS231", "has a meaning already"),
    ("count(few where some ok in order.lines satisfies ok.returned) > 0", "FS231", "has a meaning already"),
    ("some a.b in order.lines satisfies a.b.returned", "FS202", "write one word"),
    ("some line in order.lines.price satisfies line > 3", "FS202", "goes through records"),
    ("some x in few, y in few satisfies x.ok", "FS200", "one list at a time"),
    ("some x in few", "FS200", "here `satisfies` is missing"),
    ("some x few satisfies x.ok", "FS200", "here `in` is missing"),
    ("every in few satisfies ok", "FS200", "a name for one record"),
    ("sum(order.lines) > 3", "FS202", "name the field: `sum(order.lines.price…)`"),
    ("sum(order.lines.sku) > 3", "FS202", "a text is no amount"),
    ("sum(order.lines.sent_on) > today", "FS202", "cannot be added up"),
    ("sum(order.lines.price, otherwise 0) > 3", "FS202", "a sum of nothing is 0"),
    ("sum(order.lines.price, limit) > 3", "FS202", "one `sum` a list"),
    ("sum() > 3", "FS202", "needs something to add"),
    ("sum(limit, days) > 3", "FS202", "does not go with"),
    ("min(order.lines.price) > 3", "FS230", "`min(…, otherwise 0)`"),
    ("max(order.lines.price where returned) > 3", "FS230", "`max(…, otherwise 0)`"),
    ("max(order.lines.price, limit) > 3", "FS202", "otherwise 0"),
    ("max(order.lines.price, otherwise days) > 3", "FS202", "does not go with"),
    ("limit > otherwise", "FS101", "nothing is called"),
    ("max(limit, otherwise 3) > 3", "FS202", "`otherwise` does not belong here"),
    ("sum(for x in order.lines return x.price * x.times) > 3", "FS205", "`order.lines.price`"),
    (
        "some a in few satisfies some b in few satisfies some c in few satisfies count(few where ok) > 1",
        "FS232",
        "deep",
    ),
    ("some a in order.lines satisfies some b in order.lines satisfies count(order.parcels) > 1", "FS232", "at_most"),
    (f"some x in few satisfies ({'+'.join(['x.size'] * 80)}) + {'+'.join(['x.size'] * 60)} > 3", "FS232", "steps"),
]


@pytest.mark.parametrize(("text", "code", "said"), REFUSED, ids=[text[:90] for text, _, _ in REFUSED])
def test_what_cannot_be_asked_of_a_list_is_refused_with_the_way_out(
    scope: Scope, text: str, code: str, said: str
) -> None:
    """Each slip has a code, a place within the condition, and what to write instead."""
    with pytest.raises(Rejected) as caught:
        build.condition(scope, text)
    finding = caught.value.finding
    assert finding.code == code
    assert said in f"{finding.message} {finding.help}"
    assert finding.span is not None


WHEN_REFUSED = [
    ("order.lines: some", "FS200", "no question to it"),
    ("order.lines: {}", "FS200", "no question to it"),
    ("order.lines: [a, b]", "FS200", "no question to it"),
    ("order.lines: {sum: {price: 3}}", "FS200", "`sum` is not asked of a list"),
    ("order.lines: {som: {price: 3}}", "FS200", "did you mean `some`?"),
    ("order.lines: {where: {returned: true}}", "FS200", "`where` says what is counted"),
    ("order.lines: {count: {returned: true}}", "FS200", "`count: at least 2`"),
    ("order.lines: {some: {prise: 3}}", "FS101", "did you mean `price`?"),
    ("order.lines: {some: {price: at most}}", "FS200", ""),
    ("order.lines: {some: {kind: boek}}", "FS203", "did you mean `book`?"),
    ("order.lines: {some: {}}", "FS200", "empty"),
]


@pytest.mark.parametrize(("text", "code", "said"), WHEN_REFUSED, ids=[text for text, _, _ in WHEN_REFUSED])
def test_a_when_asks_a_list_by_its_own_words(scope: Scope, text: str, code: str, said: str) -> None:
    """A list fact in a `when` takes `some`, `every`, `none` or `count`; nothing else is silently ignored."""
    with pytest.raises(PolicyError) as caught:
        build.when(scope, text + "\n")
    finding = caught.value.findings[0]
    assert finding.code == code
    assert said in f"{finding.message} {finding.help}"


SAME = [
    ("count(order.lines[price > 20 and not(returned)])", "count(order.lines where price > 20 and not(returned))"),
    ("sum(order.lines[returned].price)", "sum(order.lines.price where returned)"),
    ("sum(order.lines.price)", "sum(for line in order.lines return line.price)"),
    ("max(order.lines[returned].price, otherwise 0)", "max(order.lines.price where returned, otherwise 0)"),
    ("count(few[ok][size > 2])", "count(few where ok and size > 2)"),
    ("sum(days, 3)", "days + 3"),
    ("every x in few satisfies x.ok", "not(some x in few satisfies not(x.ok))"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_write_it_are_one_thing(scope: Scope, one: str, other: str) -> None:
    """FEEL and our words become the same node."""
    assert build.expression(scope, one) == build.expression(scope, other)


def test_a_when_asks_what_an_expression_asks(scope: Scope) -> None:
    """The words for owners who write no expressions become the same nodes."""
    asked = build.when(scope, "order.lines: {some: {returned: true, price: more than 20}}\n")
    assert asked == build.condition(scope, "some x in order.lines satisfies x.returned and x.price > 20")
    asked = build.when(scope, "order.lines: {count: at least 2, where: {returned: true}}\n")
    assert asked == build.condition(scope, "count(order.lines where returned) >= 2")
    asked = build.when(scope, "few: {every: {ok: true}, none: {size: at least 5}}\n")
    text = "(every x in few satisfies x.ok) and not(some x in few satisfies x.size >= 5)"
    assert asked == build.condition(scope, text)


def test_the_bounds_of_what_may_be_nested_are_within_reach(scope: Scope) -> None:
    """Just below each bound a condition is taken, and generated Python takes it too."""
    pairs = "some a in order.lines satisfies some b in order.parcels satisfies count(few where ok) > 1"
    steps = f"some x in few satisfies ({'+'.join(['x.size'] * 60)}) + {'+'.join(['x.size'] * 55)} > 3"
    ifs = f"some x in few satisfies {'(if x.ok then ' * 4}1{' else 2)' * 4} > 1"
    for text in (pairs, steps, ifs):
        node = build.condition(scope, text)
        assert set(build.values(node, {"few": ((True, 1),), "order.lines": ()}).values()) <= {True, False, None}


def test_a_range_that_looks_like_a_filter_stays_a_range(scope: Scope) -> None:
    """`]1..days[` ends with a bracket after a name, and `in` with a list is no filter either."""
    build.condition(scope, "days in ]1..days[ and days > 0")
    build.condition(scope, "days in ]1..days[")
    build.condition(scope, "days in [1..3]")


def test_only_the_list_is_a_column(scope: Scope) -> None:
    """What a condition reads of a case is the list, however many of its fields it looks at."""
    node = build.condition(scope, "some x in order.lines satisfies x.price > limit and x.returned")
    assert columns_of(node) == ["order.lines", "limit"]


def test_definitions_see_no_record_but_their_own(scope: Scope) -> None:
    """A definition that counts by itself means the same within what is asked of another list."""
    node = build.condition(scope, "some x in few satisfies x.size = returned_lines")
    lines = tuple(("a", 100, 1, returned, "book", 738000) for returned in (True, True, False))
    case = {"order.lines": lines, "few": ((True, 1), (True, 2))}
    assert set(build.values(node, case).values()) == {True}
    closed = build.scope_of(FACTS + "  leaky: size > 3\n")
    with pytest.raises(Rejected, match="nothing is called `size`"):
        build.condition(closed, "some x in few satisfies leaky")


def test_sizes_are_bounded_by_the_most_records() -> None:
    """A sum over a list lies within its own type, whatever is in the list, or is refused as too large."""
    scope = build.scope_of("facts:\n  l: {type: list, at_most: 200, of: {a: {type: number, decimals: 6}}}\n")
    total = build.expression(scope, "sum(l.a)")
    assert isinstance(total.type, Quantity)
    assert total.type.high == 200 * 1_000_000 * 10**6 < EXACT
    with pytest.raises(Rejected, match="too large"):
        build.expression(scope, "sum(for x in l return x.a * 100)")
