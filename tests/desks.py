"""A desk for tests: a shipped policy, some colleagues, a clock that stands still, and a ledger in memory or a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import fairservice
from fairservice.bootstrap import shipped
from fairservice.decisions.decide import Policy
from fairservice.desk.agreement import Agreement
from fairservice.desk.desk import Desk
from fairservice.desk.key import Pseudonyms
from fairservice.desk.ports import InForce, Ledger, Person
from fairservice.desk.session import Parts
from fairservice.errors import NotStaff
from fairservice.policy.bundle import bundle_bytes
from memory_ledger import MemoryLedger

KEY = bytes(range(32))
COLLEAGUES = (
    Person("anna", "Anna", ("agent",)),
    Person("bram", "Bram", ("agent",)),
    Person("carla", "Carla", ("agent",)),
    Person("tess", "Tess", ("team_lead",)),
    Person("teun", "Teun", ("team_lead",)),
    Person("mira", "Mira", ("manager",)),
    Person("olga", "Olga", ("policy_owner",)),
)


@dataclass
class StandingClock:
    """A clock that goes on only when it is told to."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 10, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


class Colleagues:
    """The staff of a test. Passes what `desk.ports.Staff` asks for."""

    def __init__(self, people: Iterable[Person] = COLLEAGUES) -> None:
        self._people = {each.login: each for each in people}

    def person(self, login: str, day: date) -> Person:
        if login not in self._people:
            raise NotStaff(f"nobody here has the login `{login}`", None)
        return self._people[login]

    def people(self, day: date) -> tuple[Person, ...]:
        return tuple(self._people.values())


class OnePolicy:
    """A policy that is always in force, as if it were published as number 1; of a draft None."""

    def __init__(self, policy: Policy, number: int | None = 1) -> None:
        self.served = InForce(policy, bundle_bytes(policy.rulebook), number)
        self.others: dict[str, Policy] = {policy.digest: policy}

    def in_force(self, day: date) -> InForce:
        return self.served

    def serve(self, policy: Policy, number: int | None = 2) -> None:
        """Another policy is in force from now on."""
        self.served = InForce(policy, bundle_bytes(policy.rulebook), number)
        self.others[policy.digest] = policy

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        return self.others[digest]


_LOADED: dict[str, Policy] = {}


def policy_named(name: str) -> Policy:
    """A shipped policy, read once."""
    if name not in _LOADED:
        _LOADED[name] = fairservice.load(shipped(name))
    return _LOADED[name]


def desk_for_tests(
    login: str = "anna",
    *,
    policy: Policy | str | Path = "webshop",
    number: int | None = 1,
    ledger: Ledger | None = None,
    clock: StandingClock | None = None,
    people: Iterable[Person] = COLLEAGUES,
    agreement: Agreement | None = None,
) -> Desk:
    """A desk of `webshop`, at ten o'clock on 2 March 2026, with nothing on record."""
    opened = policy_named(policy) if isinstance(policy, str) else policy
    if isinstance(opened, Path):
        opened = fairservice.load(opened)
    parts = Parts(
        name="webshop",
        ledger=MemoryLedger() if ledger is None else ledger,
        policies=OnePolicy(opened, number),
        staff=Colleagues(people),
        clock=clock or StandingClock(),
        pseudonyms=Pseudonyms(KEY),
        agreement=agreement,
    )
    return Desk(parts, login)
