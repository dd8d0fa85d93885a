"""What is erased is in no file and no row any more."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from fairservice.storage.sql_ledger import SqlLedger, open_ledger
from fairservice.storage.verify import verify
from ledger_samples import concession, decision, erased, moment, rectified
from unit.storage.conftest import KEY_CHECK


def files_with(folder: Path, text: str) -> list[str]:
    """The files of a ledger that have a text in them: the file itself, its log, and the index of its log."""
    return [each.name for each in folder.glob("desk.db*") if text.encode() in each.read_bytes()]


def marked(mark: str, size: int = 1) -> Any:
    """A decision that has a mark wherever something can be erased."""
    about = {"customer": f"cust{mark}", "household": f"house{mark}", "by": f"staff{mark}"}
    return decision(f"ticket{mark}", **about, rule=f"rule{mark}", facts={"note": f"fact{mark} " * size})


def test_what_is_erased_is_in_no_file(sqlite_url: str, tmp_path: Path) -> None:
    """Neither in the file, nor in its log, nor in copies that SQLite left as it moved rows: after many rounds."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    chance = random.Random(5)
    there: dict[int, str] = {}
    for each in range(5):
        with ledger.writing() as writing:
            for _ in range(80):
                mark = f"{chance.getrandbits(80):020x}"
                entry = writing.append(marked(mark, chance.choice([1, 3, 40, 200, 900])), moment(1))
                writing.remember(f"key{mark}".encode(), f"digest{mark}".encode(), entry.number)
                there[entry.number] = mark
        numbers = chance.sample(sorted(there), chance.choice([1, 30, 60]))
        with ledger.writing() as writing:
            writing.erase(numbers, "forget", erased(len(numbers)), moment(2))
        assert not ledger.unwashed
        for number in numbers:
            assert files_with(tmp_path, there.pop(number)) == [], each
    assert all(files_with(tmp_path, mark) for mark in there.values())
    ledger.close()


def test_what_was_put_right_is_in_no_file(sqlite_url: str, tmp_path: Path) -> None:
    """What an entry said before it was put right is gone as well."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with ledger.writing() as writing:
        writing.append(marked("WRONG", 300), moment(1))
    with ledger.writing() as writing:
        writing.rectify(1, marked("RIGHT"), rectified(1), moment(2))
    assert files_with(tmp_path, "WRONG") == [] and files_with(tmp_path, "factRIGHT")
    ledger.close()


def test_who_still_reads_delays_it_only(sqlite_url: str, tmp_path: Path) -> None:
    """The erasure stands at once; the bytes go with the next writing or opening after the reader has ended."""
    ledger = open_ledger(sqlite_url, "shop", KEY_CHECK)
    with ledger.writing() as writing:
        writing.append(marked("GONE"), moment(1))
    with ledger.reading() as reading:
        assert reading.head().number == 1
        with ledger.writing() as writing:
            writing.erase([1], "forget", erased(1), moment(2))
        assert ledger.unwashed
        again = reading.entry(1)
        assert again is not None and not again.erased
    with ledger.reading() as reading:
        now = reading.entry(1)
        assert now is not None and now.erased
    other = open_ledger(sqlite_url, "shop", KEY_CHECK)
    assert not other.unwashed
    assert files_with(tmp_path, "GONE") == []
    other.close()
    with ledger.writing() as writing:
        writing.append(decision(), moment(3))
    assert not ledger.unwashed
    ledger.close()


def test_no_row_has_what_is_erased(ledger: SqlLedger) -> None:
    """Of no table: payloads, items, keys, names; and what stays verifies."""
    with ledger.writing() as writing:
        writing.append(marked("GONE"), moment(1))
        writing.append(concession(1, "ticketGONE", asked_by="askedGONE", customer="custGONE"), moment(2))
        writing.append(marked("STAYS"), moment(3))
        writing.remember(b"keyGONE", b"digest", 2)
    assert _rows_with(ledger, "GONE") == {"payloads", "named", "items", "keys"}
    with ledger.writing() as writing:
        writing.erase([1, 2], "forget", erased(2), moment(4))
    assert _rows_with(ledger, "GONE") == set()
    assert _rows_with(ledger, "STAYS") == {"payloads", "items"}
    assert verify(ledger).erased == {"forget": 2}


def _rows_with(ledger: SqlLedger, text: str) -> set[str]:
    found = set()
    connection = ledger.place.connect()
    for table in ("entries", "payloads", "named", "items", "keys", "bundles", "meta"):
        for row in connection.execute(f"SELECT * FROM ledger_{table}").fetchall():
            if any(text.encode() in (each if isinstance(each, bytes) else str(each).encode()) for each in row):
                found.add(table)
    connection.close()
    return found


@pytest.mark.parametrize("size", [1, 400])
def test_an_erasure_that_is_interrupted_is_none(ledger: SqlLedger, size: int) -> None:
    """A block that fails after erasing has erased nothing, and has nothing to wash."""
    with ledger.writing() as writing:
        writing.append(marked("STAYS", size), moment(1))
    with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
        writing.erase([1], "forget", erased(1), moment(2))
        raise ZeroDivisionError
    with ledger.reading() as reading:
        entry = reading.entry(1)
        assert entry is not None and not entry.erased
        assert reading.item("case/ticketSTAYS/return") is not None
