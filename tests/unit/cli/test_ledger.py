"""What is typed about the ledger: nothing goes without a yes, and every message says what would do."""

from __future__ import annotations

import contextlib
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
    assert made.exit_code == 0 and "1 entry." in made.stdout
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


def test_nothing_is_asked_where_a_backup_cannot_be_restored(at: Typist) -> None:
    """What stands in the way is told before a yes is asked for; without a yes no ledger is made."""
    at.decide()
    read(at, "backup", "b.db")
    Path("torn.db").write_bytes(b"no database at all, and long enough to be read as one" * 9)
    for args, says in ((("b.db",), "has entries"), (("none.db",), "no backup"), (("torn.db",), "not a ledger")):
        result = at("ledger", "restore", *args, by="olga", input="y\n")
        assert result.exit_code == 2 and says in result.stderr and "Go on?" not in result.stderr
    for answer, code in (("n\n", 130), ("", 2)):
        result = at("ledger", "restore", "b.db", "--ledger", "sqlite:///new.db", by="olga", input=answer)
        assert result.exit_code == code and "1 entry" in result.stderr and not Path("new.db").exists()
    result = at("ledger", "restore", "b.db", "--ledger", "sqlite:///new.db", by="olga", input="y\n")
    assert result.exit_code == 0 and read(at, "verify", "--ledger", "sqlite:///new.db")["entries"] == 1


def test_what_follows_from_entries_is_worked_out_anew(at: Typist) -> None:
    """`verify` says when that helps; where entries themselves were changed nothing is done."""
    at.decide()
    assert read(at, "rebuild") == {"rebuilt": False, "wrong": []}
    with sqlite3.connect("desk.db") as open_:
        open_.execute("UPDATE ledger_items SET status = 'given'")
    open_.close()
    assert "fairservice ledger rebuild" in at("ledger", "verify").stdout
    done = at("ledger", "rebuild")
    assert done.exit_code == 0 and "1 thing was worked out anew" in done.stdout
    assert read(at, "verify")["sound"]
    with sqlite3.connect("desk.db") as open_:
        open_.execute("UPDATE ledger_items SET status = 'given'")
        open_.execute("UPDATE ledger_payloads SET payload = x'7b7d'")
    open_.close()
    assert "ledger rebuild" not in at("ledger", "verify").stdout
    refused = at("ledger", "rebuild")
    assert refused.exit_code == 1 and "Nothing was done" in refused.stdout
    assert "entry 1" in str(read(at, "rebuild", code=1)["wrong"])


def test_a_bundle_stays_as_long_as_a_decision_cites_it(at: Typist) -> None:
    """They are listed; the one that is cited is refused without a question, and goes once nothing cites it."""
    assert "No bundles yet" in at("ledger", "bundles").stdout
    at.decide()
    (kept,) = read(at, "bundles")["bundles"]  # type: ignore[misc,attr-defined]
    assert kept["policy"] == "webshop" and kept["cited"] == 1 and kept["bytes"] > 10_000
    refused = at("ledger", "bundles", "--drop", kept["digest"][:8], by="olga")
    assert refused.exit_code == 4 and "cited by entry 1" in refused.stderr and "Go on?" not in refused.stderr
    assert at("ledger", "bundles", "--drop", "nix").exit_code == 2
    at.pass_(days=4000)
    read(at, "prune", "--yes")
    assert at("ledger", "bundles", "--drop", kept["digest"], input="n\n").exit_code == 130
    assert read(at, "bundles", "--drop", kept["digest"][:12].upper(), "--yes") == {"dropped": kept["digest"]}
    assert read(at, "bundles")["bundles"] == [] and read(at, "verify")["sound"]


def test_who_reads_meanwhile_is_no_secret(at: Typist) -> None:
    """Where somebody still reads the file, whoever erases is told that the bytes go later; else nothing is said."""
    at.decide()
    at.decide("T-2", "K-2")
    at.pass_(days=731)
    with contextlib.closing(sqlite3.connect("desk.db")) as reading:
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM ledger_entries").fetchone() == (2,)
        late = at("ledger", "forget", "K-1", "--yes", by="olga")
        assert late.exit_code == 0 and "reading meanwhile" in late.stderr
    soon = at("ledger", "forget", "K-2", "--yes", by="olga")
    assert soon.exit_code == 0 and "reading meanwhile" not in soon.stderr


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
