"""The alarms of a favour: which are open, what was decided on them, and from when grants count anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import Favour
from fairservice.ledger.effects import day_number
from fairservice.ledger.item import Item, Query

AlarmKind = Literal["cohort", "single_giver", "drift", "recovery_drift"]
OF_ONE_REASON: tuple[AlarmKind, ...] = ("cohort", "single_giver")
"""Alarms on grants for one reason; the others are on all grants of a kind."""
OWNER_ONLY: tuple[AlarmKind, ...] = ("single_giver",)
"""Alarms that nobody sees but the owner of the policy, since they come from what one person did."""


ENDED: tuple[AlarmKind, ...] = ("cohort", "single_giver", "drift")
"""Alarms on favours; making good our own failure has one of its own."""


@dataclass(frozen=True, slots=True)
class Start:
    """What counts: from a day on, and only entries after one. Without either: all of it."""

    day: int = 0
    after: int = 0

    def has(self, item: Item) -> bool:
        return item.day >= self.day and item.number > self.after


BEGINNING = Start()


@dataclass(frozen=True, slots=True)
class Alarms:
    """All alarms of one favour, as they are."""

    items: tuple[Item, ...]

    def of(self, kind: AlarmKind, reason: str | None) -> list[Item]:
        """Those of a kind: of one reason, where the kind tells reasons apart."""
        each_kind = [each for each in self.items if each.body["alarm"] == kind]
        return [each for each in each_kind if kind not in OF_ONE_REASON or each.reason == reason]

    def open(self, kind: AlarmKind, reason: str | None) -> Item | None:
        return next((each for each in self.of(kind, reason) if each.status == "open"), None)

    def start(self, reading: Reading, kind: AlarmKind, reason: str | None) -> Start:
        """From when grants count: after what was decided last; of what is accepted or ends, after its last day."""
        last = last_resolved(self.of(kind, reason))
        if last is None:
            return BEGINNING
        if last.status in ("accept", "sunset") and last.due is not None:
            return Start(last.due + 1)
        number = int(last.body["resolution"])
        resolution = reading.entry(number)
        assert resolution is not None, "what an item rests on is on the ledger"
        return Start(day_number(resolution.content()["on"]), number)


def alarms_of(reading: Reading, favour: Favour) -> Alarms:
    query = Query(kinds=("alarm",), requests=(favour.request,), rules=(favour.rule,), grant=favour.grant)
    return Alarms(tuple(reading.items(query)))


def ending(alarms: Alarms, reason: str | None, day: int) -> Item | None:
    """The alarm on which it was decided last that this favour ends, while it is still given until then."""
    for kind in ENDED:
        last = last_resolved(alarms.of(kind, reason))
        if last is not None and last.status == "sunset" and last.due is not None and day <= last.due:
            return last
    return None


def last_resolved(alarms: Iterable[Item]) -> Item | None:
    """The alarm that was decided on last."""
    resolved = [each for each in alarms if each.body.get("resolution") is not None]
    return max(resolved, key=lambda each: int(each.body["resolution"]), default=None)
