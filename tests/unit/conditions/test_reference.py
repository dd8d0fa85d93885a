"""Kleene's logic, as the reference has it; and that the lowered form means the same for any condition."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance import build
from fairservice.conditions.nodes import And, AtLeast, Conditional, Node, Not, Or, Variable
from fairservice.conditions.reference import round_half_up, value_of
from fairservice.conditions.vocabulary import BOOLEAN

A, B, C = (Variable(name, BOOLEAN) for name in "abc")
nodes: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from([A, B, C]),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: And(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Or(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda n, parts: AtLeast(n, tuple(parts)), st.integers(1, 3), st.lists(inner, min_size=3, max_size=3)
        ),
        st.builds(lambda c, a, b: Conditional(c, a, b, BOOLEAN), inner, inner, inner),
    ),
    max_leaves=12,
)
cases = st.dictionaries(st.sampled_from("abc"), st.booleans())


def completions(case: dict[str, bool]) -> list[dict[str, bool]]:
    unknown = [name for name in "abc" if name not in case]
    return [
        {**case, **dict(zip(unknown, values, strict=True))} for values in product((False, True), repeat=len(unknown))
    ]


@given(nodes, cases)
def test_a_known_truth_is_what_every_completion_gives(node: Node, case: dict[str, bool]) -> None:
    """Where a condition is known though facts are not, it has that truth whatever they turn out to be."""
    value = value_of(node, case)
    if value is not None:
        assert {value_of(node, each) for each in completions(case)} == {value}


@given(nodes, cases)
def test_a_complete_case_leaves_nothing_open(node: Node, case: dict[str, bool]) -> None:
    """With every fact known, a condition is true or false."""
    for each in completions(case):
        assert value_of(node, each) in (True, False)


@given(nodes, cases)
def test_every_form_means_the_same(node: Node, case: dict[str, bool]) -> None:
    """Lowered form and generated Python agree with the reference on any nesting of conditions."""
    assert len({repr(value) for value in build.values(node, case).values()}) == 1


@given(nodes, nodes, cases)
def test_de_morgan(a: Node, b: Node, case: dict[str, bool]) -> None:
    """Not (a and b) is (not a) or (not b), unknowns and all; and not not a is a."""
    assert value_of(Not(And((a, b))), case) == value_of(Or((Not(a), Not(b))), case)
    assert value_of(Not(Not(a)), case) == value_of(a, case)


def test_the_kleene_tables() -> None:
    """`and` is the lesser and `or` the greater of two truths, with unknown between false and true."""
    rank: dict[Any, int] = {False: 0, None: 1, True: 2}
    for a, b in product((False, None, True), repeat=2):
        case = {name: value for name, value in (("a", a), ("b", b)) if value is not None}
        assert rank[value_of(And((A, B)), case)] == min(rank[a], rank[b])
        assert rank[value_of(Or((A, B)), case)] == max(rank[a], rank[b])


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_rounding_is_half_up_and_never_below_zero(numerator: int, denominator: int) -> None:
    """The nearest whole, halves up; below zero is zero."""
    found = round_half_up(numerator, denominator)
    if numerator < 0:
        assert found == 0 or 2 * numerator + denominator >= 0
    else:
        assert -denominator < 2 * (numerator - found * denominator) + 1 <= denominator + 1
        assert 2 * numerator - denominator < 2 * found * denominator <= 2 * numerator + denominator
