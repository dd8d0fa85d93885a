"""Processes that write at once, and processes that are killed while they write."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fairservice.storage.on_sqlite import SqlitePlace
from fairservice.storage.sql_ledger import open_ledger
from fairservice.storage.verify import verify
from writers import DESK, begun, told, write_on_and_on, write_so_often, write_the_same

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed or forked in this way on Windows")
AT_ONCE = 8
NAMES = [f"p{each}" for each in range(AT_ONCE)]


def ended_well(processes: dict[str, object], seconds: float = 120) -> None:
    for process in processes.values():
        process.join(seconds)  # type: ignore[attr-defined]
    stuck = [name for name, each in processes.items() if each.is_alive()]  # type: ignore[attr-defined]
    for name in stuck:
        processes[name].kill()  # type: ignore[attr-defined]
    assert stuck == []
    assert {each.exitcode for each in processes.values()} == {0}  # type: ignore[attr-defined]


def test_eight_processes_write_at_once(url: str, tmp_path: Path) -> None:
    """Nothing is lost, nothing is there twice, and none waits for ever; each one's own is in its order."""
    times = 40
    open_ledger(url, *DESK).close()
    ended_well(begun(write_so_often, url, NAMES, tmp_path, times))
    ledger = open_ledger(url, *DESK)
    assert verify(ledger).flaws == ()
    with ledger.reading() as reading:
        assert reading.head().number == 2 * AT_ONCE * times
        for name in NAMES:
            said = told(tmp_path / name)
            assert [each for each, _ in said] == [f"{name}-{each}" for each in range(times)]
            for ticket, number in said:
                assert [each.number for each in reading.entries(ticket=ticket)] == [number, number + 1]
            numbers = [number for _, number in said]
            assert numbers == sorted(numbers)
    ledger.close()


def test_the_same_keys_at_once_land_once(url: str, tmp_path: Path) -> None:
    """Eight processes write under the same keys: each of them is told the same entry."""
    times = 30
    open_ledger(url, *DESK).close()
    ended_well(begun(write_the_same, url, NAMES, tmp_path, times))
    told_by = [sorted(told(tmp_path / name)) for name in NAMES]
    assert all(each == told_by[0] for each in told_by)
    ledger = open_ledger(url, *DESK)
    with ledger.reading() as reading:
        assert reading.head().number == times
        assert sorted(number for _, number in told_by[0]) == list(range(1, times + 1))
    ledger.close()


def test_a_new_file_is_begun_by_all_at_once(sqlite_url: str, tmp_path: Path) -> None:
    """Eight processes find no ledger: one makes it, and all write on it."""
    ended_well(begun(write_so_often, sqlite_url, NAMES, tmp_path, 3))
    ledger = open_ledger(sqlite_url, *DESK)
    assert verify(ledger).flaws == () and verify(ledger).head.number == 2 * AT_ONCE * 3
    ledger.close()


def test_a_new_file_refuses_nobody_who_opens_it(tmp_path: Path) -> None:
    """SQLite tells some of those who meet at a new file that it is locked, without waiting: we wait for them."""

    def opened(each: int) -> None:
        all_here.wait(30)
        SqlitePlace(f"sqlite:///{tmp_path}/{each // AT_ONCE}.db").connect().close()

    all_here = threading.Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        assert list(workers.map(opened, range(200 * AT_ONCE))) == [None] * 200 * AT_ONCE


def test_who_is_killed_while_writing_loses_nothing(
    url: str, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    """kill -9 at random moments, hundreds of times: what was acknowledged is there, whole; what was not is there whole
    or not at all; the chain holds without gaps, and items are what the entries come to.
    """
    rounds, pause = (36, 0.03) if url.startswith("sqlite") else (25, 0.09)
    chance = random.Random(11)
    open_ledger(url, *DESK).close()
    kills = acknowledged = 0
    for each in range(rounds):
        names = [f"r{each}p{one}" for one in range(AT_ONCE)]
        processes = begun(write_on_and_on, url, names, tmp_path)
        waiting = time.monotonic() + 30
        while not any((tmp_path / name).exists() for name in names) and time.monotonic() < waiting:
            time.sleep(0.002)
        for name in chance.sample(names, len(names)):
            time.sleep(chance.random() * pause)
            pid = processes[name].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        for name in names:
            processes[name].join(30)
            # It died of that, and of nothing that went wrong before.
            assert processes[name].exitcode == -signal.SIGKILL
            processes[name].close()
            kills += 1
        if each % 6 == 5 or each == rounds - 1:
            acknowledged = _all_is_there(url, [tmp_path / f"r{r}p{p}" for r in range(each + 1) for p in range(AT_ONCE)])
    assert acknowledged > rounds
    record_property("figures", [f"{url.split(':')[0]}: {kills} writers killed, {acknowledged} blocks acknowledged"])


def _all_is_there(url: str, files: list[Path]) -> int:
    """Compares a ledger with what was acknowledged. How many blocks were."""
    ledger = open_ledger(url, *DESK)
    assert verify(ledger).flaws == ()
    wrote: dict[int, str] = {}
    gone: set[int] = set()
    for file in files:
        count = 0
        for word, number in told(file):
            if word == "wrote":
                count += 1
                wrote[number] = f"{file.name}-{count}"
            elif word == "erased":
                gone.add(number)
    with ledger.reading() as reading:
        kinds = {}
        for entry in reading.entries():
            kinds[entry.number] = entry.kind
            if entry.number in wrote and not entry.erased:
                assert entry.content()["ticket"] == wrote[entry.number]
                assert reading.remembered(wrote[entry.number].encode()) == (b"digest", entry.number)
            if entry.number in gone:
                assert entry.erased
            if entry.kind == "answer":
                assert kinds[entry.number - 1] == "decision"
            elif entry.number - 1 in kinds:
                assert kinds[entry.number - 1] != "decision", "a decision without the answer of its block"
        assert wrote.keys() <= kinds.keys()
    ledger.close()
    return len(wrote)
