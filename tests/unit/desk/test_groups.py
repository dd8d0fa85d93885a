"""No figure of a small group is told, and none can be worked out from larger ones."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice.desk.groups import CASES, EMPLOYEES, Group, tellable

STAFF = [f"e{number}" for number in range(14)]


def group(name: str, members: list[str], each: int = 10) -> Group:
    return Group(name, dict.fromkeys(members, each))


def test_it_takes_enough_people_and_enough_cases() -> None:
    """Five employees who had twenty cases: one fewer of either, and nothing is told."""
    assert tellable([group("a", STAFF[:5], 4)]) == {"a"}
    assert tellable([group("a", STAFF[:4], 50)]) == frozenset()
    assert tellable([Group("a", {**dict.fromkeys(STAFF[:4], 4), STAFF[4]: 3})]) == frozenset()


def test_who_had_no_case_hides_nobody() -> None:
    """Four who had all the cases are four, however many sat beside them."""
    assert tellable([Group("a", {**dict.fromkeys(STAFF[:4], 50), **dict.fromkeys(STAFF[4:], 0)})]) == frozenset()


def test_nobody_is_what_all_others_are_not() -> None:
    """All but a team, where the others are few, would be told by subtraction: the team is withheld."""
    everyone = group("everyone", STAFF[:9])
    assert tellable([everyone, group("team", STAFF[:5])]) == {"everyone"}
    assert tellable([group("everyone", STAFF[:10]), group("team", STAFF[:5])]) == {"everyone", "team"}


def test_overlapping_groups_do_not_give_one_away() -> None:
    """Two large groups that differ in one employee would tell of that one."""
    assert tellable([group("old", STAFF[:8]), group("new", STAFF[:9])]) == {"new"}


def test_groups_of_one_question_count_the_same() -> None:
    """Groups of different periods cannot be told together: nobody could say what lies between them."""
    with pytest.raises(ValueError, match="same cases"):
        tellable([group("a", STAFF[:5], 10), group("b", STAFF[:5], 11)])


@given(st.lists(st.sets(st.sampled_from(STAFF), min_size=1), max_size=6), st.integers(1, 9))
def test_no_difference_or_overlap_is_small(members: list[set[str]], each: int) -> None:
    """Of any two groups that are told, neither what they share nor what only one has is a small group."""
    groups = [group(str(number), sorted(found), each) for number, found in enumerate(members)]
    names = tellable(groups)
    told = [one.employees for one in groups if one.name in names]
    for one, other in combinations(told, 2):
        for part in (one - other, other - one, one & other):
            assert not part or (len(part) >= EMPLOYEES and len(part) * each >= CASES)
