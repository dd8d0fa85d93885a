"""A desk of the laundry, with real parts but for the clock: who works there, what it decides, and what it keeps."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairservice import Policy, load
from fairservice.desk.agreement import Agreement
from fairservice.desk.desk import Desk
from fairservice.desk.key import Pseudonyms
from fairservice.desk.ports import InForce, Ledger
from fairservice.desk.session import Parts
from fairservice.desk.staff_file import StaffFile
from fairservice.policy.bundle import bundle_bytes
from memory_ledger import MemoryLedger

LAUNDRY = Path(__file__).resolve().parent / "policies" / "good" / "laundry"
STAFF = """\
staff:
  anna:
    name: Anna de Vries
    roles: assistant
    team: counter
  bram:
    name: Bram Bakker
    roles: assistant
    team: counter
  mia:
    name: Mia Maas
    roles: manager
    team: counter
  omar:
    name: Omar Officer
    roles: officer
  kees:
    name: Kees Klaver
    roles: assistant
    until: 2026-06-30
"""


@dataclass
class Clock:
    """Stands still until it is told otherwise."""

    moment: datetime = datetime(2026, 1, 5, 10, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def go(self, days: int) -> None:
        self.moment += timedelta(days)

    @property
    def today(self) -> date:
        return self.moment.date()


class OnePolicy:
    """A policy that is in force for ever, as publication 1."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.bundle = bundle_bytes(policy.rulebook)

    def in_force(self, day: date) -> InForce:
        return InForce(self.policy, self.bundle, 1)

    def of_bundle(self, digest: str, content: bytes) -> Policy:
        assert digest == self.policy.digest
        return self.policy


@dataclass
class Shop:
    """The desk of each employee, and what happens there in a line."""

    parts: Parts
    clock: Clock
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, login: str = "anna") -> Desk:
        return self.desks.setdefault(login, Desk(self.parts, login))

    def decide(self, ticket: str = "T-1", customer: str | None = "c-jansen", by: str = "anna", **other: Any) -> str:
        facts = {"garment.cause_of_delay": "customer", "garment.price": "123.45"}
        facts |= other.pop("facts", {})
        return self.desk(by).decide(ticket, customer, "late_garment", facts, **other).id

    def favour(self, decision: str, by: str = "anna", **other: Any) -> Any:
        return self.desk(by).concede(decision, "credit", "5.00", "special_day", favour="small-kindness", **other)


AGREED = Agreement(date(2025, 1, 1), "OR 2025-3", ("own_team_overrides",), ("manager",))


def policy_in(folder: Path, changed: dict[str, str]) -> Policy:
    """The laundry with an officer who protects data, and with other words in its files."""
    shutil.copytree(LAUNDRY, folder)
    changed = {"  manager:\n    above: assistant\n": "  officer:\n    above: assistant\n    may: [protect_data]\n"
               "  manager:\n    above: assistant\n",
               "      answer: no_but\n      offer:": "      answer: no_but\n      may_override: manager\n      offer:",
               **changed}  # fmt: skip
    for file in folder.iterdir():
        text = file.read_text()
        for old, new in changed.items():
            text = text.replace(old, new)
        file.write_text(text)
    return load(folder)


@pytest.fixture
def ledger() -> Ledger:
    return MemoryLedger()


@pytest.fixture
def shop_of(tmp_path: Path, ledger: Ledger) -> Callable[..., Shop]:
    """A shop whose policy has other words here and there."""

    def shop_of(changed: dict[str, str] | None = None, agreement: Agreement | None = None) -> Shop:
        (tmp_path / "staff.yaml").write_text(STAFF)
        clock = Clock()
        policy = policy_in(tmp_path / "laundry", changed or {})
        key = Pseudonyms(b"k" * 32)
        parts = Parts("laundry", ledger, OnePolicy(policy), StaffFile(tmp_path / "staff.yaml"), clock, key, agreement)
        return Shop(parts, clock)

    return shop_of


@pytest.fixture
def shop(shop_of: Callable[..., Shop]) -> Iterator[Shop]:
    yield shop_of()
