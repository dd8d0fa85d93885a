"""A backup is the ledger as it was at one moment, and a ledger is what it was again once it is restored."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from fairservice.desk.privacy.restored import erased_beyond
from fairservice.errors import LedgerError
from fairservice.ledger.item import Query
from fairservice.storage.backup import back_up, restore
from fairservice.storage.on_sqlite import SqlitePlace
from fairservice.storage.sql_ledger import SqlLedger, migrate, open_ledger
from fairservice.storage.verify import verify
from ledger_samples import BUNDLE, CONTENT, answer, concession, decision, erased, moment, notice
from unit.storage.conftest import KEY_CHECK


@pytest.fixture
def filled(ledger: SqlLedger) -> SqlLedger:
    with ledger.writing() as writing:
        writing.keep_bundle(BUNDLE, CONTENT)
        for number, record in enumerate((decision(), answer(1), concession(1), notice(3)), 1):
            writing.append(record, moment(number))
        for number in range(5, 700):
            writing.append(decision(f"T-{number}"), moment(number))
            writing.remember(b"%d" % number, b"d", number)
        writing.erase([2, 600], "forget", erased(2), moment(700))
    return ledger


def same(one: SqlLedger, other: SqlLedger) -> None:
    with one.reading() as a, other.reading() as b:
        assert a.head() == b.head()
        assert list(a.entries()) == list(b.entries())
        assert a.items(Query()) == b.items(Query())
        assert [each.number for each in a.entries(staff="anna")] == [each.number for each in b.entries(staff="anna")]
        assert a.remembered(b"5") == b.remembered(b"5") == (b"d", 5)
        assert a.bundle(BUNDLE) == b.bundle(BUNDLE) == CONTENT


def test_a_backup_is_a_ledger(filled: SqlLedger, tmp_path: Path) -> None:
    """It opens by itself, verifies by its head, and has all there was; beside it nothing is left."""
    folder = tmp_path / "kept"
    folder.mkdir()
    made = back_up(filled, folder / "backup.db")
    with filled.reading() as reading:
        assert made.head == reading.head()
    assert [each.name for each in folder.iterdir()] == ["backup.db"]
    opened = open_ledger(f"sqlite:///{folder / 'backup.db'}", "shop", KEY_CHECK)
    assert verify(opened, (made.head.number, made.head.hash)).sound
    same(filled, opened)
    opened.close()


def test_a_ledger_is_restored(filled: SqlLedger, tmp_path: Path, url: str) -> None:
    """Into an empty ledger, which goes on where the backup ends and is the same desk's."""
    made = back_up(filled, tmp_path / "backup.db")
    target = f"sqlite:///{tmp_path / 'new.db'}"
    assert restore(tmp_path / "backup.db", target, (made.head.number, made.head.hash)).head == made.head
    opened = open_ledger(target, "shop", KEY_CHECK)
    same(filled, opened)
    with opened.writing() as writing:
        assert writing.append(decision("T-new"), moment(900)).number == made.head.number + 1
    assert verify(opened).sound
    opened.close()
    with pytest.raises(LedgerError, match="key"):
        open_ledger(target, "shop", b"another key")


def test_a_ledger_moves_to_postgresql(tmp_path: Path, sqlite_url: str, empty_postgres_url: str) -> None:
    """A backup of one database is restored into the other."""
    small = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with small.writing() as writing:
        writing.keep_bundle(BUNDLE, CONTENT)
        writing.append(decision(), moment(1))
    back_up(small, tmp_path / "backup.db")
    with pytest.raises(LedgerError, match="no tables"):
        restore(tmp_path / "backup.db", empty_postgres_url)
    migrate(empty_postgres_url)
    restore(tmp_path / "backup.db", empty_postgres_url)
    shared = open_ledger(empty_postgres_url, "shop", KEY_CHECK)
    assert verify(shared).sound
    with small.reading() as a, shared.reading() as b:
        assert list(a.entries()) == list(b.entries()) and a.items(Query()) == b.items(Query())
    small.close()
    shared.close()


def test_a_backup_is_of_one_moment(filled: SqlLedger, tmp_path: Path) -> None:
    """While others write as fast as they can: what it has is whole, and verifies."""
    ends = threading.Event()

    def write() -> None:
        number = 1000
        while not ends.is_set():
            with filled.writing() as writing:
                number += 1
                writing.append(decision(f"T-{number}"), moment(number))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        heads = [back_up(filled, tmp_path / f"backup{each}.db").head for each in range(3)]
    finally:
        ends.set()
        thread.join()
    assert heads[0].number >= 700
    found = verify(filled, (heads[-1].number, heads[-1].hash))
    assert found.sound and found.head.number >= heads[-1].number


def test_what_was_erased_after_the_backup_is_told(filled: SqlLedger, tmp_path: Path) -> None:
    """So that it is erased again, of what was restored."""
    made = back_up(filled, tmp_path / "backup.db")
    with filled.writing() as writing:
        writing.append(decision("T-later"), moment(800))
        writing.erase([1, 3, 4, made.head.number + 1], "forget", erased(4), moment(801))
        writing.erase([5], "prune", erased(1), moment(802))
    with filled.reading() as reading:
        again = erased_beyond(reading, made.head)
    assert again == {1, 3, 4, 5}
    target = f"sqlite:///{tmp_path / 'new.db'}"
    restore(tmp_path / "backup.db", target)
    restored = open_ledger(target, "shop", KEY_CHECK)
    with restored.writing() as writing:
        writing.erase(again, "restored", erased(len(again)), moment(900))
    with restored.reading() as reading:
        entries = list(reading.entries())
        assert [each.number for each in entries if each.erased] == [1, 2, 3, 4, 5, 600]
    assert verify(restored).sound
    restored.close()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('UPDATE ledger_entries SET public = \'{"erased":[[7,7]],"why":"forget"}\' WHERE kind = \'erased\'', "chain"),
        ("UPDATE ledger_entries SET at = at + 1 WHERE number = 9", "does not hold at entry 9"),
        ("DELETE FROM ledger_entries WHERE number = 9", "does not hold at entry 9"),
        ("DELETE FROM ledger_entries WHERE number > 400", "its entries are others"),
    ],
)
def test_a_newer_ledger_that_was_tampered_with_tells_nothing(tmp_path: Path, change: str, says: str) -> None:
    """Neither what was changed in it, nor one that ends before the backup does."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'shop.db'}", "shop", KEY_CHECK)
    with ledger.writing() as writing:
        writing.keep_bundle(BUNDLE, CONTENT)
        for number in range(1, 500):
            writing.append(decision(f"T-{number}"), moment(number))
    made = back_up(ledger, tmp_path / "backup.db")
    with ledger.writing() as writing:
        writing.erase([3], "forget", erased(1), moment(700))
    ledger.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as by_hand:
        by_hand.execute(change)
    ledger = SqlLedger(SqlitePlace(f"sqlite:///{tmp_path / 'shop.db'}"))
    with pytest.raises(LedgerError, match=says), ledger.reading() as reading:
        erased_beyond(reading, made.head)
    ledger.close()


def test_a_backup_never_replaces_a_file(filled: SqlLedger, tmp_path: Path) -> None:
    """A file that is there is left as it is; a folder that is not there is told."""
    (tmp_path / "there.db").write_text("mine")
    with pytest.raises(LedgerError, match="there already"):
        back_up(filled, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_text() == "mine"
    with pytest.raises(LedgerError, match="cannot be opened"):
        back_up(filled, tmp_path / "nowhere" / "backup.db")


def test_a_folder_and_half_of_a_backup_are_told_as_that(filled: SqlLedger, tmp_path: Path) -> None:
    """Of half a backup, that somebody may be making it, and how it is removed if not; it is left alone."""
    with pytest.raises(LedgerError, match="is a folder"):
        back_up(filled, tmp_path)
    with pytest.raises(LedgerError, match="is a folder"):
        back_up(filled, Path())
    half = tmp_path / "b.db.part"
    half.write_bytes(b"half")
    with pytest.raises(LedgerError, match="half of a backup") as caught:
        back_up(filled, tmp_path / "b.db")
    assert caught.value.help is not None and f"rm {half}" in caught.value.help
    assert half.read_bytes() == b"half"


def test_a_damaged_ledger_gives_no_backup(filled: SqlLedger, tmp_path: Path) -> None:
    """It is told at once what is wrong, and nothing is left that looks like a backup."""
    connection = filled.place.connect()
    connection.execute("UPDATE ledger_entries SET kind = 'notice' WHERE number = 5")
    connection.close()
    folder = tmp_path / "kept"
    folder.mkdir()
    with pytest.raises(LedgerError, match="entry 5 does not follow"):
        back_up(filled, folder / "backup.db")
    assert list(folder.iterdir()) == []


def test_what_is_no_backup_is_refused(filled: SqlLedger, tmp_path: Path, url: str) -> None:
    """A file that is not there, no database, of another head; and a ledger that has entries is not filled."""
    made = back_up(filled, tmp_path / "backup.db")
    empty = f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(LedgerError, match="no backup"):
        restore(tmp_path / "nothing.db", empty)
    (tmp_path / "text.db").write_text("some text that is no database, and long enough to be read as one" * 20)
    with pytest.raises(LedgerError, match="no SQLite database"):
        restore(tmp_path / "text.db", empty)
    with pytest.raises(LedgerError, match="not the one"):
        restore(tmp_path / "backup.db", empty, (made.head.number, b"h" * 32))
    with pytest.raises(LedgerError, match="has entries"):
        restore(tmp_path / "backup.db", url)
    with pytest.raises(LedgerError, match="itself"):
        restore(tmp_path / "backup.db", f"sqlite:///{tmp_path / 'backup.db'}")
