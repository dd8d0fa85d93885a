"""A desk in a folder of its own, and a way to type commands at it as one colleague or another, on any day."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from fairservice.bootstrap import TRUST, shipped
from fairservice.cli.main import cli
from fairservice.desk.clock import SystemClock
from fairservice.desk.place import VARIABLE
from shelving import put

STAFF = """\
staff:
  anna:
    name: Anna de Vries
    roles: agent
  bram:
    name: Bram Visser
    roles: agent
  tess:
    name: Tess Bakker
    roles: team_lead
  mira:
    name: Mira Jansen
    roles: manager
  olga:
    name: Olga Smit
    roles: policy_owner
"""
KIND = ("--fact", "service.failure=no_failure", "--fact", "customer.tenure_years=4", "--fact", "conduct.level=none")
"""A case of `goodwill` that is refused, where a small kindness may be conceded."""


@dataclass
class Typist:
    """Types at the desk of the current folder. `login` sits there, and the clock stands until it is moved."""

    login: str = "anna"
    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 10, 0, tzinfo=UTC))

    def __call__(self, *args: str | Path, by: str | None = None, input: str | bytes | None = None) -> Result:
        before, self.login = self.login, by or self.login
        try:
            return CliRunner().invoke(cli, [str(arg) for arg in args], input=input)
        finally:
            self.login = before

    def desk(self, *args: str, by: str | None = None) -> Result:
        return self("desk", *args, by=by)

    def done(self, *args: str, by: str | None = None, code: int = 0) -> dict[str, Any]:
        """What a command of the desk puts on record."""
        result = self.desk(*args, "--format", "json", by=by)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def refused(self, *args: str, by: str | None = None) -> str:
        """The code for which a command of the desk is refused."""
        return self.done(*args, by=by, code=4)["error"]["code"]

    def decide(self, ticket: str = "T-1", customer: str = "K-1", *more: str, by: str | None = None) -> str:
        """The name of a decision of a case of `KIND`."""
        return self.done("decide", "goodwill", "--ticket", ticket, "--customer", customer, *KIND, *more, by=by)["id"]

    def pass_(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


def same_places(tables: Mapping[str, NamedTuple]) -> None:
    """Every table of words has each text of the English one, with the same places to fill in."""
    english = tables["en"]._asdict()
    for lang, table in tables.items():
        for name, text in table._asdict().items():
            if isinstance(text, tuple):  # what may be typed, and not what is told
                continue
            ours, theirs = (each if isinstance(each, dict) else {"": each} for each in (english[name], text))
            assert ours.keys() == theirs.keys(), (lang, name)
            for key in ours:
                places = [sorted(re.findall(r"\{\w+\}", each)) for each in (ours[key], theirs[key])]
                assert theirs[key] and places[0] == places[1], (lang, name, key)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web shop on a shelf, in force since the first of January."""
    home = tmp_path_factory.mktemp("shelf")
    put(shipped("webshop"), home, "2026-01-01", "2026-01-01", only=("check",))
    return home / "webshop"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A typist in an empty folder."""
    typist = Typist()
    monkeypatch.chdir(tmp_path)
    for name in (TRUST, VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("fairservice.desk.login.own_login", lambda: typist.login)
    monkeypatch.setattr(SystemClock, "now", lambda self: typist.moment)
    return typist


@pytest.fixture
def at(nowhere: Typist, shelf: Path, tmp_path: Path) -> Typist:
    """A typist at the desk of the web shop, with five colleagues and nothing on record."""
    shutil.copytree(shelf, tmp_path / "published" / "webshop")
    (tmp_path / "staff.yaml").write_text(STAFF, encoding="utf-8")
    made = nowhere.desk("new")
    assert made.exit_code == 0, made.output
    return nowhere
