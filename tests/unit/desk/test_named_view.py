"""Figures with a name exist only as agreed, one employee at a time, and that employee sees each look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairservice.desk.named_view import VIEWS
from fairservice.desk.place import VIEWS as AGREEABLE
from fairservice.errors import NotOnRecord, Refused
from privacy_shop import AGREED, Shop, ledger, shop_of

__all__ = ["ledger", "shop_of"]


def test_without_an_agreement_there_is_none(shop_of: Callable[..., Shop]) -> None:
    """Nobody looks, whatever their role, and nothing is recorded."""
    shop = shop_of()
    for login in ("mia", "omar", "anna"):
        with pytest.raises(Refused, match="nobody but them"):
            shop.desk(login).view("own_team_overrides", "bram", "to talk about it")
    with shop.parts.ledger.reading() as reading:
        assert reading.head().number == 0


def test_each_look_is_shown_to_whom_it_was_at(shop_of: Callable[..., Shop]) -> None:
    """The employee sees when, which, in which role and what for; a colleague sees nothing of it."""
    shop = shop_of(agreement=AGREED)
    found = shop.desk("mia").view("own_team_overrides", "bram", "to prepare our yearly talk")
    assert found.figures == {}
    (seen,) = shop.desk("bram").my_views()
    assert (seen.on, seen.view, seen.role) == ("2026-01-05", "own_team_overrides", "manager")
    assert seen.why == "to prepare our yearly talk"
    assert shop.desk("anna").my_views() == ()


def test_only_what_was_agreed(shop_of: Callable[..., Shop]) -> None:
    """The role, the team and the view are those of the agreement."""
    shop = shop_of(agreement=AGREED)
    with pytest.raises(Refused, match="`manager` only"):
        shop.desk("anna").view("own_team_overrides", "bram", "curious")
    with pytest.raises(Refused, match="not on your team"):
        shop.desk("mia").view("own_team_overrides", "omar", "curious")
    with pytest.raises(NotOnRecord, match="no view"):
        shop.desk("mia").view("ranking", "bram", "curious")


def test_every_view_that_can_be_agreed_is_there() -> None:
    """The configuration and the desk know the same views."""
    assert set(VIEWS) == set(AGREEABLE)
