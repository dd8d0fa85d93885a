"""Roles form a forest: who stands where, may what, and as whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice.bootstrap import load, shipped
from fairservice.desk.ports import Person
from fairservice.desk.principal import acting_role, lowest_with, may, role_with, roles_above, roles_of, stands_at
from fairservice.errors import NotStaff, Refused
from fairservice.policy.rulebook import Rulebook

SUPPLIER = load(shipped("supplier")).rulebook
WEBSHOP = load(shipped("webshop")).rulebook


def person(*roles: str) -> Person:
    return Person("anna", "Anna de Vries", roles)


def test_who_stands_higher_stands_at_each_role_below() -> None:
    """A director stands at sales, and at neither planning beside it nor appeals."""
    director = person("sales_director")
    assert [role for role in SUPPLIER.roles if stands_at(SUPPLIER, director, role)] == [
        "inside_sales",
        "account_manager",
        "sales_director",
    ]
    assert not stands_at(SUPPLIER, person("inside_sales"), "sales_director")
    assert not stands_at(SUPPLIER, person("planner"), "account_manager")


def test_a_duty_is_of_those_above_too() -> None:
    """What a role may, those above it may; what stands apart is theirs alone."""
    assert may(WEBSHOP, person("manager"), "approve") and may(WEBSHOP, person("team_lead"), "approve")
    assert not may(WEBSHOP, person("agent"), "approve")
    assert not may(WEBSHOP, person("manager"), "protect_data")
    assert may(WEBSHOP, person("agent", "policy_owner"), "protect_data")


def test_one_acts_in_the_lowest_role_that_will_do() -> None:
    """Somebody with two roles uses no more of them than it takes."""
    both = person("manager", "team_lead")
    assert acting_role(WEBSHOP, both, "agent") == "team_lead"
    assert acting_role(WEBSHOP, both, "manager") == "manager"


def test_who_stands_too_low_is_told_who_stands_high_enough() -> None:
    """The refusal has a code for programs, and names the roles for people."""
    with pytest.raises(Refused) as caught:
        acting_role(WEBSHOP, person("agent"), "team_lead")
    assert caught.value.code == "role_too_low"
    assert str(caught.value) == "this takes the role `team_lead`"
    assert caught.value.help == "ask somebody who is `team_lead`, `manager`; you are `agent`"


def test_the_roles_above_are_told_nearest_first() -> None:
    """Of two as near the one that the policy names first; nothing is above the highest."""
    assert roles_above(SUPPLIER, "inside_sales") == ("planner", "account_manager", "sales_director")
    assert roles_above(SUPPLIER, "sales_director") == ()
    assert roles_above(SUPPLIER, "appeals") == ()


def test_the_lowest_role_with_a_duty_is_found_above_who_asks() -> None:
    """An approval goes to the next one up who may give it, never to the asker's own role."""
    assert lowest_with(WEBSHOP, "approve") == "team_lead"
    assert lowest_with(WEBSHOP, "approve", above="agent") == "team_lead"
    assert lowest_with(WEBSHOP, "approve", above="team_lead") == "manager"
    assert lowest_with(WEBSHOP, "approve", above="manager") is None
    assert lowest_with(WEBSHOP, "hear_appeal") == "appeals"
    assert lowest_with(WEBSHOP, "hear_appeal", above="agent") is None


def test_a_duty_is_found_in_every_line_of_roles() -> None:
    """Planning and accounts both approve. The director stands above accounts, not above planning, and approves too."""
    assert lowest_with(SUPPLIER, "approve") == "planner"
    for role in ("planner", "account_manager", "sales_director"):
        assert role_with(SUPPLIER, person(role), "approve") == role
        assert stands_at(SUPPLIER, person(role), "planner") == (role == "planner")
    assert role_with(SUPPLIER, person("sales_director", "account_manager"), "approve") == "account_manager"
    assert role_with(SUPPLIER, person("inside_sales"), "approve") is None
    assert role_with(SUPPLIER, person("left_over"), "approve") is None


def test_a_role_that_the_policy_does_not_know_gives_nothing() -> None:
    """A role that is left over from an older policy opens no door, and who has no other is no staff."""
    left_over = person("supervisor")
    assert not stands_at(WEBSHOP, left_over, "supervisor")
    assert not may(WEBSHOP, left_over, "approve")
    assert roles_of(WEBSHOP, person("supervisor", "agent")) == ("agent",)
    with pytest.raises(NotStaff, match="`anna` has no role that `webshop` knows"):
        roles_of(WEBSHOP, left_over)


@given(st.sampled_from([SUPPLIER, WEBSHOP]), st.data())
def test_all_that_is_said_of_roles_agrees(rulebook: Rulebook, data: st.DataObject) -> None:
    """Who stands at a role has it or one of those above it, acts in such a one, and may all that it may."""
    names = list(rulebook.roles)
    role = data.draw(st.sampled_from(names))
    one = person(*data.draw(st.lists(st.sampled_from(names), unique=True)))
    high_enough = {role, *roles_above(rulebook, role)}
    assert stands_at(rulebook, one, role) == bool(high_enough & set(one.roles))
    if stands_at(rulebook, one, role):
        assert acting_role(rulebook, one, role) in high_enough & set(one.roles)
        assert all(may(rulebook, one, duty) for duty in rulebook.roles[role].may)
    else:
        with pytest.raises(Refused):
            acting_role(rulebook, one, role)
