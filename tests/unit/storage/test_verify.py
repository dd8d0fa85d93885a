"""What was done to a ledger behind its back is found, and told by the numbers of entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from fairservice.ledger.entry import GENESIS, chained, commitment_to, written
from fairservice.ledger.item import Query
from fairservice.storage.sql_ledger import SqlLedger
from fairservice.storage.verify import Verified, rebuild, verify
from ledger_samples import BUNDLE, CONTENT, alarm, answer, concession, decision, erased, moment, notice, rectified, use

LAST = 24

Sql = Callable[..., list[Any]]


@pytest.fixture
def filled(ledger: SqlLedger) -> SqlLedger:
    """1 decision, 2 answer, 3 concession, 4 notice, 5 use, 6 to 22 decisions of other tickets, 23 the erasure of 8 to
    10 and 12, 24 the correction of 14. Entry 6 has a key; entry 7 is an alarm.
    """
    with ledger.writing() as writing:
        writing.keep_bundle(BUNDLE, CONTENT)
        first = (decision(), answer(1), concession(1), notice(3), use(3, 0))
        rest = [decision(f"T-{number}", customer=f"c{number}") for number in range(6, 23)]
        for number, record in enumerate((*first, rest[0], alarm(), *rest[2:]), 1):
            writing.append(record, moment(number))
        writing.remember(b"key", b"digest", 6)
        writing.erase([8, 9, 10, 12], "forget", erased(4), moment(23))
        writing.rectify(14, decision("T-14", customer="c14", answer="yes"), rectified(14), moment(24))
        assert writing.head().number == LAST
    return ledger


@pytest.fixture
def sql(filled: SqlLedger) -> Sql:
    """Runs SQL on the database past the ledger, with `?` for values."""

    def run(text: str, values: Sequence[Any] = ()) -> list[Any]:
        connection = filled.place.connect()
        try:
            mark = "?" if filled.place.database == "sqlite" else "%s"
            found = connection.execute(text.replace("?", mark), tuple(values))
            return found.fetchall() if text.startswith("SELECT") else []
        finally:
            connection.close()

    return run


def told(verified: Verified) -> list[tuple[str, int, int]]:
    return [(each.what, each.first, each.last) for each in verified.flaws]


def looked(ledger: SqlLedger, *head: Any) -> list[tuple[str, int, int]]:
    return told(verify(ledger, head or None))


def test_a_ledger_as_it_was_written_is_sound(filled: SqlLedger) -> None:
    """Erased and corrected entries are no flaws: they are counted, by what is told of them."""
    found = verify(filled)
    assert found.flaws == () and found.sound
    assert found.erased == {"forget": 4} and found.rectified == 1
    with filled.reading() as reading:
        head = reading.head()
        assert found.head == head
    assert verify(filled, (head.number, head.hash)).sound
    assert verify(filled, (0, GENESIS)).sound


def test_an_empty_ledger_is_sound(ledger: SqlLedger) -> None:
    """There is nothing to be wrong."""
    assert verify(ledger).sound
    assert looked(ledger, 3, b"x" * 32) == [("removed", 1, 3)]


@pytest.mark.parametrize("change", ["kind = 'answer'", "at = at + 1", "public = '{}'", "hash = commitment"])
def test_a_changed_entry_is_found(filled: SqlLedger, sql: Sql, change: str) -> None:
    """Whatever is chained of it."""
    sql(f"UPDATE ledger_entries SET {change} WHERE number = 16")
    found = {each for each in looked(filled) if each[0] == "changed"}
    # A hash that was changed can as well be that of the entry before: both are named.
    assert found == ({("changed", 16, 17)} if change.startswith("hash") else {("changed", 16, 16)})


def test_a_changed_commitment_is_found_with_its_payload(filled: SqlLedger, sql: Sql) -> None:
    """The payload is another one than was written, and the entry does not follow."""
    sql("UPDATE ledger_entries SET commitment = hash WHERE number = 16")
    assert looked(filled) == [("changed", 16, 16), ("payload_changed", 16, 16)]


@pytest.mark.parametrize("number", [1, 6, 13, 14, 24])
def test_a_changed_payload_is_found(filled: SqlLedger, sql: Sql, number: int) -> None:
    """By the salted commitment in the chain, also of what was put right."""
    sql("UPDATE ledger_payloads SET salt = ? WHERE number = ?", (b"another salt 16b", number))
    assert looked(filled) == [("payload_changed", number, number)]


def test_another_decision_in_a_payload_is_found_with_its_item(filled: SqlLedger, sql: Sql) -> None:
    """Commitment, and what followed from the entry."""
    payload = written(decision("T-13", customer="c13", answer="yes").content())
    sql("UPDATE ledger_payloads SET payload = ? WHERE number = 13", (payload,))
    assert looked(filled) == [("item", 13, 13), ("payload_changed", 13, 13)]


def test_a_payload_that_is_no_record_is_found(filled: SqlLedger, sql: Sql) -> None:
    """It is told, and the rest is still looked at."""
    sql("UPDATE ledger_payloads SET payload = ? WHERE number = 13", (b"\xff{",))
    sql("UPDATE ledger_entries SET kind = 'unheard_of' WHERE number = 16")
    found = looked(filled)
    assert ("unreadable", 13, 13) in found and ("unreadable", 16, 16) in found
    assert ("payload_changed", 13, 13) in found and ("changed", 16, 16) in found


def test_a_payload_that_goes_without_a_tombstone_is_found(filled: SqlLedger, sql: Sql) -> None:
    """Erasing leaves a trace; this does not."""
    sql("DELETE FROM ledger_payloads WHERE number IN (17, 18)")
    assert ("payload_missing", 17, 18) in looked(filled)


def test_a_payload_that_comes_back_is_found(filled: SqlLedger, sql: Sql) -> None:
    """What is said to be erased must not be there, from a backup or anywhere."""
    sql(
        "INSERT INTO ledger_payloads (number, staff, salt, payload) VALUES (9, 'anna', ?, ?)",
        (b"s" * 16, written(decision("T-9", customer="c9").content())),
    )
    found = looked(filled)
    assert ("payload_back", 9, 9) in found and ("payload_changed", 9, 9) in found


def test_a_correction_that_is_taken_back_is_found(filled: SqlLedger, sql: Sql) -> None:
    """What stands there must be what was put right last."""
    before = b"s" * 16, written(decision("T-14", customer="c14").content())
    sql("UPDATE ledger_payloads SET salt = ?, payload = ? WHERE number = 14", before)
    found = looked(filled)
    assert ("payload_changed", 14, 14) in found and ("item", 14, 14) in found


def test_swapped_payloads_are_found(filled: SqlLedger, sql: Sql) -> None:
    """Each is bound to its own entry."""
    sql("UPDATE ledger_payloads SET number = -1 WHERE number = 16")
    sql("UPDATE ledger_payloads SET number = 16 WHERE number = 18")
    sql("UPDATE ledger_payloads SET number = 18 WHERE number = -1")
    found = looked(filled)
    assert ("payload_changed", 16, 16) in found and ("payload_changed", 18, 18) in found


@pytest.mark.parametrize("column", ["customer", "household", "ticket", "staff", "bundle"])
def test_an_entry_that_is_filed_otherwise_is_found(filled: SqlLedger, sql: Sql, column: str) -> None:
    """Else it would not be found by whom it is about."""
    sql(f"UPDATE ledger_payloads SET {column} = ? WHERE number = 20", (7 if column == "bundle" else "other",))
    assert looked(filled) == [("filed_otherwise", 20, 20)]
    sql("DELETE FROM ledger_named WHERE number = 3")
    assert looked(filled) == [("filed_otherwise", 3, 3), ("filed_otherwise", 20, 20)]


# ---- taken out, put in, put elsewhere


@pytest.mark.parametrize(("first", "last"), [(1, 1), (15, 15), (15, 18), (1, 7)])
def test_a_gap_is_found(filled: SqlLedger, sql: Sql, first: int, last: int) -> None:
    """The numbers that are not there, and no others."""
    sql("DELETE FROM ledger_entries WHERE number BETWEEN ? AND ?", (first, last))
    sql("DELETE FROM ledger_payloads WHERE number BETWEEN ? AND ?", (first, last))
    found = looked(filled)
    assert ("removed", first, last) in found
    assert {each[0] for each in found} <= {"removed", "item", "left_over"}


def test_what_is_cut_off_shows_by_what_is_left_of_it(filled: SqlLedger, sql: Sql) -> None:
    """Payloads, keys and items that know of more entries than there are."""
    sql("DELETE FROM ledger_entries WHERE number > 21")
    found = looked(filled)
    assert ("removed", 22, 22) in found  # the case of T-22 rests on it
    assert ("left_over", 22, 24) in found


def test_what_is_cut_off_cleanly_shows_by_the_head(filled: SqlLedger, sql: Sql) -> None:
    """Who takes care to leave nothing is found by who kept the head elsewhere."""
    with filled.reading() as reading:
        head = reading.head()
    with filled.writing() as writing:
        writing.append(notice(999), moment(25))
    for table in ("entries", "payloads"):
        sql(f"DELETE FROM ledger_{table} WHERE number = 25")
    assert looked(filled) == []
    assert looked(filled, head.number, head.hash) == []
    assert looked(filled, 26, b"h" * 32) == [("removed", 25, 26)]


def test_a_ledger_that_was_written_anew_shows_by_the_head(filled: SqlLedger, sql: Sql) -> None:
    """All of its hashes fit; the one that was kept does not."""
    with filled.reading() as reading:
        head = reading.head()
    before = GENESIS
    for number, kind, at, commitment, public in sql(
        "SELECT number, kind, at, commitment, public FROM ledger_entries ORDER BY number"
    ):
        at += 1000 if number == 2 else 0
        before = chained(before, number, kind, at, bytes(commitment), public)
        sql("UPDATE ledger_entries SET at = ?, hash = ? WHERE number = ?", (at, before, number))
    assert looked(filled) == []
    assert looked(filled, head.number, head.hash) == [("rewritten", LAST, LAST)]


def test_an_entry_that_was_hashed_anew_is_found_by_the_next(filled: SqlLedger, sql: Sql) -> None:
    """Who changes an entry with its hash breaks what follows."""
    before = bytes(sql("SELECT hash FROM ledger_entries WHERE number = 15")[0][0])
    kind, at, commitment, public = sql("SELECT kind, at, commitment, public FROM ledger_entries WHERE number = 16")[0]
    anew = chained(before, 16, kind, at + 5, bytes(commitment), public)
    sql("UPDATE ledger_entries SET at = at + 5, hash = ? WHERE number = 16", (anew,))
    (flaw,) = verify(filled).flaws
    assert flaw.what == "changed" and flaw.first == 17 and "the one before it was" in flaw.message


def renumber(sql: Sql, numbers: dict[int, int]) -> None:
    for table in ("entries", "payloads", "named", "keys"):
        for number in numbers:
            sql(f"UPDATE ledger_{table} SET number = ? WHERE number = ?", (-1000 - number, number))
        for number, other in numbers.items():
            sql(f"UPDATE ledger_{table} SET number = ? WHERE number = ?", (other, -1000 - number))


@pytest.mark.parametrize(("one", "other"), [(16, 17), (16, 20), (1, 2), (15, 22), (23, 24), (1, 24)])
def test_entries_that_changed_places_are_found(filled: SqlLedger, sql: Sql, one: int, other: int) -> None:
    """The two, where each of them was, and nothing else of the chain."""
    renumber(sql, {one: other, other: one})
    flaws = verify(filled).flaws
    moved = {(each.first, each.detail) for each in flaws if each.what in ("moved", "changed")}
    assert moved == {(one, f"as entry {other}"), (other, f"as entry {one}")}


def test_entries_in_a_circle_are_found(filled: SqlLedger, sql: Sql) -> None:
    """Three that took each other's places."""
    renumber(sql, {15: 18, 18: 20, 20: 15})
    moved = {(each.first, each.detail) for each in verify(filled).flaws if each.what in ("moved", "changed")}
    assert moved == {(18, "as entry 15"), (20, "as entry 18"), (15, "as entry 20")}


@pytest.mark.parametrize("hashed", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_an_entry_that_was_put_in_is_found(filled: SqlLedger, sql: Sql, hashed: bool, count: int) -> None:
    """Those after it are told to be numbered anew, not changed; hashed well or not."""
    renumber(sql, {number: number + count for number in range(LAST, 15, -1)})
    before = bytes(sql("SELECT hash FROM ledger_entries WHERE number = 15")[0][0])
    for number in range(16, 16 + count):
        payload, salt = written(notice(999).content()), b"s" * 16
        commitment = commitment_to(salt, payload)
        before = chained(before, number, "notice", 5, commitment, "") if hashed else b"h" * 32
        sql("INSERT INTO ledger_entries VALUES (?, 'notice', 5, ?, '', ?)", (number, commitment, before))
        filed = ("INSERT INTO ledger_payloads (number, customer, ticket, staff, salt, payload) "
                 "VALUES (?, 'c1', 'T-1', 'anna', ?, ?)")  # fmt: skip
        sql(filed, (number, salt, payload))
    found = looked(filled)
    assert ("put_in", 16, 15 + count) in found
    assert ("renumbered", 16 + count, LAST + count) in found
    assert not {each[0] for each in found} & {"changed", "moved", "removed"}


@pytest.mark.parametrize("count", [1, 3])
def test_an_entry_that_was_taken_out_is_found_although_others_closed_up(
    filled: SqlLedger, sql: Sql, count: int
) -> None:
    """There is no gap, and still it is told which number it had."""
    for table in ("entries", "payloads"):
        sql(f"DELETE FROM ledger_{table} WHERE number BETWEEN 15 AND ?", (14 + count,))
    renumber(sql, {number: number - count for number in range(15 + count, LAST + 1)})
    found = looked(filled)
    assert ("removed", 15, 14 + count) in found
    assert ("renumbered", 15, LAST - count) in found
    assert not {each[0] for each in found} & {"changed", "moved", "put_in"}


def test_an_entry_before_the_first_is_found(filled: SqlLedger, sql: Sql) -> None:
    """Numbers begin with 1."""
    sql("INSERT INTO ledger_entries VALUES (-3, 'notice', 5, ?, '', ?)", (b"c", b"h"))
    assert ("put_in", -3, -3) in looked(filled)


def test_an_entry_that_was_added_at_the_end_is_found(filled: SqlLedger, sql: Sql) -> None:
    """It does not follow from the last one."""
    sql("INSERT INTO ledger_entries VALUES (25, 'notice', 5, ?, '', ?)", (b"c", b"h"))
    assert looked(filled) == [("changed", 25, 25), ("payload_missing", 25, 25)]


def test_a_tombstone_for_what_comes_later_is_found(filled: SqlLedger, sql: Sql) -> None:
    """An erasure tells of what was there; and its words are chained."""
    for public in ('{"erased":[[22,30]],"why":"forget"}', "nonsense", '{"erased":[5],"why":"x"}'):
        sql("UPDATE ledger_entries SET public = ? WHERE number = 23", (public,))
        found = looked(filled)
        assert ("tombstone", 23, 23) in found and ("changed", 23, 23) in found


# ---- what follows from entries


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("UPDATE ledger_items SET status = 'given' WHERE id = 'concession/3'", 3),
        ("UPDATE ledger_items SET body = '{}' WHERE id = 'concession/3'", 3),
        ("UPDATE ledger_items SET body = 'x' WHERE id = 'concession/3'", 3),
        ("UPDATE ledger_items SET entries = '3,4' WHERE id = 'concession/3'", 3),
        ("UPDATE ledger_items SET customer = NULL WHERE id = 'case/T-1/return'", 1),
        ("DELETE FROM ledger_items WHERE id = 'case/T-20/return'", 20),
        ("UPDATE ledger_items SET id = 'case/é/return' WHERE id = 'case/T-20/return'", 20),
    ],
)
def test_an_item_that_does_not_follow_is_found(filled: SqlLedger, sql: Sql, change: str, number: int) -> None:
    """And is put right by working them out anew."""
    sql(change)
    assert {each[:2] for each in looked(filled)} == {("item", number)}
    with filled.reading() as reading:
        count = len({each.number for each in reading.entries()})
    assert count == LAST
    assert rebuild(filled) > 0
    assert looked(filled) == []


def test_working_out_anew_changes_nothing_that_is_right(filled: SqlLedger) -> None:
    """Items are what they were."""
    with filled.reading() as reading:
        before = reading.items(Query())
    assert rebuild(filled) == len(before)
    with filled.reading() as reading:
        assert reading.items(Query()) == before


def test_a_changed_bundle_is_found(filled: SqlLedger, sql: Sql) -> None:
    """By every decision that cites it."""
    sql("UPDATE ledger_bundles SET content = ?", (b"another",))
    found = looked(filled)
    assert found == [("bundle", 1, 1), ("bundle", 6, 6), ("bundle", 11, 11), ("bundle", 13, 22)]


def test_keys_of_what_is_gone_are_found(filled: SqlLedger, sql: Sql) -> None:
    """Who erases by hand forgets them."""
    sql("UPDATE ledger_keys SET number = 9")
    assert looked(filled) == [("left_over", 9, 9)]


def test_each_flaw_is_one_line(filled: SqlLedger, sql: Sql) -> None:
    """That names its entries."""
    sql("DELETE FROM ledger_entries WHERE number BETWEEN 15 AND 18")
    sql("DELETE FROM ledger_items WHERE id = 'case/T-20/return'")
    messages = [str(each) for each in verify(filled).flaws]
    assert "entries 15 to 18 are not there" in messages
    assert "entry 20 came to something else than is kept: `case/T-20/return` is missing" in messages
    assert all("\n" not in each for each in messages)
