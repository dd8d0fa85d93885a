"""The lowered form of lists and scores: where its parts stand, and what it is made of."""

from __future__ import annotations

from conformance import build
from fairservice.conditions.lowering import Program, lower, lowered_case, lowered_records
from fairservice.conditions.nodes import Count, Node, Some, columns_of, open_levels, walk
from fairservice.conditions.vocabulary import Records

FACTS = """
facts:
  a: {type: boolean}
  b: {type: boolean}
  n: {type: integer, range: 0 to 9}
  lines: {type: list, at_most: 5, of: {size: {type: integer, range: 0 to 9}, ok: boolean, note: text}}
definitions:
  score: (if a then 3 else 0) + (if b then 2 else 0)
  few: count(lines where ok) < 2
"""
SCOPE = build.scope_of(FACTS)


def bindings(text: str) -> list[tuple[str, Node]]:
    return list(lower(Program((build.condition(SCOPE, text),), ())).bindings)


def test_no_binding_reads_a_record_that_it_does_not_go_through() -> None:
    """What differs from record to record stays within its list; a binding is one value a case."""
    for text in (
        "some x in lines satisfies x.size > n and (if x.ok then x.size else n) > 3",
        "count(lines where count(lines where ok) > size) > 1",
        "sum(for x in lines return if x.ok then x.size else score) > score",
    ):
        for name, node in bindings(text):
            assert not open_levels(node), name


def test_what_reads_no_record_is_bound_outside_of_the_list() -> None:
    """A definition used in a list is evaluated once, not once a record."""
    found = bindings("some x in lines satisfies few and x.ok")
    assert [name for name, _ in found if name.startswith("few")]
    quantified = [part for _, node in found for part in walk(node) if isinstance(part, Some)]
    assert quantified
    assert not [part for some in quantified for part in walk(some.condition) if isinstance(part, Count)]


def test_a_list_is_one_column_with_one_flag() -> None:
    """The lowered form reads the list and its flag; the flags of fields lie within the records."""
    lowered = lower(Program((build.condition(SCOPE, "some x in lines satisfies x.ok"),), ()))
    assert [name for name, _ in lowered.columns] == ["lines"]
    read = {name for pair in lowered.conditions for half in (pair.first, pair.second) for name in columns_of(half)}
    read |= {name for _, node in lowered.bindings for name in columns_of(node)}
    assert read - {name for name, _ in lowered.bindings} == {"lines", "lines?"}


def test_a_lowered_record_has_its_fields_and_then_their_flags() -> None:
    """An absent field is 0, false or empty, with its flag down."""
    type = SCOPE.facts["lines"].type
    assert isinstance(type, Records)
    assert lowered_records(type, ((3, None, "x"), (None, True, None))) == (
        (3, False, "x", True, False, True),
        (0, True, "", False, True, False),
    )
    assert lowered_case([("lines", type)], {}) == {"lines": (), "lines?": False}
    assert lowered_case([("lines", type)], {"lines": ()}) == {"lines": (), "lines?": True}


def test_comparisons_without_bounds_are_lowered_as_ever() -> None:
    """Only a count or a score has bounds; other comparisons keep one value and one flag."""
    assert not bindings("n > 3") or all("part" not in name for name, _ in bindings("n > 3"))
    assert any("part" in name for name, _ in bindings("score > 3"))
