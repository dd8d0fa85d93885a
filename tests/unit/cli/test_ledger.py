"""What is typed about the ledger: nothing goes without a yes, and every message says what would do."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from .desk_typed import Typist


def read(at: Typist, *args: str, by: str = "olga", code: int = 0, input: str | None = None) -> dict[str, object]:
    result = at("ledger", *args, "--format", "json", by=by, input=input)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_a_ledger_is_verified_with_or_without_a_head(at: Typist) -> None:
    """It says the head to keep; with one that was kept, what was cut off shows."""
    at.decide()
    at.decide("T-2")
    found = read(at, "verify")
    assert found["sound"] and found["entries"] == 2
    head = str(found["head"])
    assert read(at, "verify", "--head", head)["sound"]
    with sqlite3.connect("desk.db") as open_:
        for table in ("entries", "payloads"):
            open_.execute(f"DELETE FROM ledger_{table} WHERE number = 2")
    open_.close()
    assert not read(at, "verify", "--head", head, code=1)["sound"]
    result = at("ledger", "verify", "--head", "1:zz")
    assert result.exit_code == 2 and "is no head" in result.stderr


def test_decisions_are_replayed(at: Typist) -> None:
    """Each is decided again; those that are put right are counted apart."""
    at.decide()
    at("ledger", "rectify", "D-1", "--fact", "customer.tenure_years=1", "--why", "a typing slip", "--yes", by="olga")
    at.decide("T-2")
    assert read(at, "replay") == {"same": 1, "differs": 0, "not_replayable": 1, "differing": []}
    assert "Decided again: 1 as it was, 0 otherwise." in at("ledger", "replay").stdout


def test_forgetting_asks_first(at: Typist) -> None:
    """It tells what will be gone; without a yes, or without anybody there, nothing is."""
    at.decide()
    at.pass_(days=731)
    no = at("ledger", "forget", "K-1", by="olga", input="n\n")
    assert no.exit_code == 130 and "Nothing brings it back" in no.stderr
    nobody = at("ledger", "forget", "K-1", by="olga")
    assert nobody.exit_code == 2 and "--yes" in nobody.stderr
    assert read(at, "verify")["erased"] == {}
    told = read(at, "forget", "K-1", "--dry-run", "--lang", "en")
    assert told["entry"] is None and told["count"]
    done = read(at, "forget", "-", "--yes", input="K-1\n")
    assert done["erased"] == told["erased"] and done["entry"]
    assert read(at, "verify")["erased"] == {"forget": done["count"]}


def test_exports_go_to_a_file_of_ones_own(at: Typist) -> None:
    """The file is new, and only its owner reads it; a name that is taken gives nothing and records nothing."""
    at.decide()
    made = at("ledger", "export", "K-1", "-o", "k.json", "--format", "json", by="olga")
    assert made.exit_code == 0 and "1 entries" in made.stdout
    assert Path("k.json").stat().st_mode & 0o077 == 0
    assert [each["id"] for each in json.loads(Path("k.json").read_text())["entries"]] == ["D-1"]
    again = at("ledger", "export", "K-1", "-o", "k.json", by="olga")
    assert again.exit_code == 2 and "already" in again.stderr
    assert read(at, "verify")["entries"] == 2


def test_ones_own_data_take_no_duty(at: Typist) -> None:
    """An employee gets their own; that of a customer or a colleague is refused, and says whom to ask."""
    at.decide()
    assert read(at, "export", "--me", by="anna")["login"] == "anna"
    for args in (("K-1",), ("--employee", "bram")):
        refused = at("ledger", "export", *args, by="anna")
        assert refused.exit_code == 4 and "policy_owner" in refused.stderr


def test_an_objection_of_a_customer(at: Typist) -> None:
    """Anybody records it; who protects data decides, and must say which way."""
    at.desk("incident", "shouting", "--ticket", "T-1", "--customer", "K-1")
    made = read(at, "object", "K-1", "--why", "it was my brother", by="bram")
    name = str(made["id"])
    assert made["due"] == "2026-04-02"
    assert at("ledger", "decide-objection", name, "--why", "x", by="olga").exit_code == 2
    assert at("ledger", "decide-objection", name, "--uphold", "--why", "x", by="bram").exit_code == 4
    assert read(at, "decide-objection", name, "--uphold", "--why", "nobody else heard it")["upheld"]


def test_pruning_tells_and_asks(at: Typist) -> None:
    """A rehearsal tells what is past its time; with a yes it goes, and the ledger is sound."""
    at.decide()
    assert "Nothing is past its time" in at("ledger", "prune", by="olga").stdout
    at.pass_(days=4000)
    assert read(at, "prune", "--dry-run")["erased"] == {"decisions": 1}
    assert at("ledger", "prune", by="olga", input="n\n").exit_code == 130
    assert read(at, "prune", "--yes")["erased"] == {"decisions": 1}
    assert read(at, "verify")["sound"]


def test_a_backup_comes_back_without_what_was_erased_since(at: Typist) -> None:
    """Restored beside the newer ledger, what was forgotten in between is forgotten again."""
    at.decide()
    at.decide("T-2", "K-2")
    at.pass_(days=731)
    made = read(at, "backup", "b.db")
    gone = read(at, "forget", "K-1", "--yes")
    Path("desk.db").rename("newer.db")
    for each in ("desk.db-wal", "desk.db-shm"):
        Path(each).unlink(missing_ok=True)
    found = read(at, "restore", "b.db", "--head", str(made["head"]), "--newer", "sqlite:///newer.db")
    assert found["entries"] == 2 and found["erased"] == gone["count"]
    assert read(at, "verify")["erased"] == {"restore": gone["count"]}
    full = at("ledger", "restore", "b.db", "--yes", by="olga")
    assert full.exit_code == 2 and "has entries" in full.stderr


def test_tables_are_brought_up_to_date(at: Typist) -> None:
    """Nothing has to be done where they are; and it says so."""
    at.decide()
    assert "nothing had to be done" in at("ledger", "migrate").stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("prunne",), "did you mean `prune`"),
        (("export",), "whose data is it"),
        (("export", "K-1", "--me"), "one person at a time"),
        (("export", "K-1", "--lang", "de"), "--lang nl"),
        (("rectify", "D-1", "--why", "x", "--yes"), "which fact is not right"),
        (("rectify", "D-1", "--fact", "customer.tenure_yaers=3", "--why", "x", "--yes"), "customer.tenure_years"),
        (("verify", "--ledger", "sqlite:///nowhere.db"), "there is no ledger"),
        (("decide-objection", "D-1", "--uphold", "--why", "x"), "Z-"),
    ],
)
def test_what_is_mistyped_is_told(at: Typist, args: tuple[str, ...], says: str) -> None:
    """One line on what is wrong, and one on what would do; never a traceback, and nothing is made."""
    at.decide()
    result = at("ledger", *args, by="olga")
    assert result.exit_code == 2 and says in result.stderr
    assert not Path("nowhere.db").exists()


def test_looks_are_shown_to_whom_they_were_at(at: Typist) -> None:
    """Without an agreement there are none."""
    assert at("ledger", "view", "own_team_overrides", "anna", "--why", "curious", by="mira").exit_code == 4
    assert "Nobody has looked" in at("ledger", "views").stdout
