"""When one colleague alone gives the same to many. The owner of the policy is told that it is so, never who it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.cohort import Window
from fairservice.desk.precedents.grants import Favour, at_least
from fairservice.ledger.item import Item


def customers_of_one(grants: list[Item]) -> int:
    """To how many customers the same person gave, where all that is known to be given came from that person; else 0.

    What was told afterwards without a name of who gave it says nothing either way.
    """
    named = [each for each in grants if each.giver is not None]
    if len({each.giver for each in named}) != 1:
        return 0
    return len({each.customer for each in named} - {None})


def told(grants: list[Item]) -> dict[str, Any]:
    """What an alarm says of them: nothing that tells one person from another."""
    named = [each for each in grants if each.giver is not None]
    return {
        "customers": customers_of_one(grants),
        "granted": len(named),
        "first_day": date.fromordinal(min(each.day for each in named)).isoformat(),
        "last_day": date.fromordinal(max(each.day for each in named)).isoformat(),
    }


def may_be_one(reading: Reading, favour: Favour, reason: str, customers: int, window: Window) -> bool:
    """Whether it can be one person with so many customers, by counting only."""
    query = replace(favour.granted(), reasons=(reason,), first_day=window.first, last_day=window.last)
    if reading.count(query, distinct="customer") < customers:
        return False
    # Only from entries after the last decision: where that is within the window, the days cannot tell all.
    return bool(window.start.after) or reading.count(at_least(query), distinct="giver") <= 1
