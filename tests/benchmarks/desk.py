"""What a decision at the desk costs, beside a bare durable insert of the same bytes; and where the time goes.

    python tests/benchmarks/desk.py [ROUNDS] [FLUSH]

The desk is that of the web shop, on a SQLite ledger with a durable commit each time. Its cases are the examples of the
policy, each of another customer with another price. The bare insert writes what the desk wrote of these cases (head,
payload and item together) as one blob into a table with a number, with the same settings: one commit each, or one for a
hundred. Both take turns, on the same disk.

Disks differ in nothing more than in how long they take until what is written is on them, and virtual ones may not wait
at all. With FLUSH every flush takes so many milliseconds more, for both (Linux with a C compiler).
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import fairservice
from fairservice.analysis.examples import own_examples
from fairservice.bootstrap import shipped
from fairservice.desk.desk import Ask, Desk

BATCH = 100
SLOWER = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int fdatasync(int file) {
    double ms = atof(getenv("FLUSH_MS"));
    struct timespec wait = {ms / 1000, (long)(ms * 1000000) % 1000000000};
    nanosleep(&wait, 0);
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
"""
"""Goes before the C library's own, and waits first."""
STAFF = "staff:\n  anna:\n    name: Anna\n    roles: agent\n"
TABLES = ("ledger_entries", "ledger_payloads", "ledger_items")


def asks(policy: fairservice.Policy) -> Iterator[Ask]:
    """The examples of the policy that one agent would ask, again and again, of other customers."""
    examples = [
        each
        for each in own_examples(policy.rulebook)
        if not any(policy.rulebook.facts[name].history for name in each.case if name in policy.rulebook.facts)
        and (each.received_on is None or date.fromordinal(each.received_on) <= date.today())
    ]
    number = 0
    while True:
        for each in examples:
            number += 1
            facts = {str(name): value for name, value in each.case.items()}
            if "item.price" in facts:
                facts["item.price"] = f"{number % 90 + 10}.{number % 100:02}"
            yield Ask(f"T-{number}", f"customer-{number % 5000}", each.request, facts)


def bare(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return connection


def written_by(ledger: Path) -> float:
    """The mean of the bytes that a decision takes in all tables, without indexes."""
    connection = sqlite3.connect(ledger)
    total = 0
    for table in TABLES:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        length = " + ".join(f'coalesce(length(cast("{column}" AS BLOB)), 0)' for column in columns)
        total += connection.execute(f"SELECT sum({length}) FROM {table}").fetchone()[0]
    count: int = connection.execute("SELECT count(*) FROM ledger_entries").fetchone()[0]
    connection.close()
    return total / count


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - busy


def insert(connection: sqlite3.Connection, bodies: list[bytes]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for body in bodies:
        connection.execute("INSERT INTO kept (body) VALUES (?)", (body,))
    connection.execute("COMMIT")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "staff.yaml").write_text(STAFF, "utf-8")
        desk = fairservice.open_desk(
            shipped("webshop"),
            draft=True,
            ledger=f"sqlite:///{folder / 'desk.db'}",
            staff=folder / "staff.yaml",
            login="anna",
        )
        measure(desk, folder, rounds)


def measure(desk: Desk, folder: Path, rounds: int) -> None:
    with desk.looking() as session:
        cases = asks(session.policy)
    desk.decide_many(next(cases) for _ in range(5 * BATCH))  # what is worked out once
    size = round(written_by(folder / "desk.db"))
    other = bare(folder)
    time.sleep(3)  # a staff file that was only just written is read again each time
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for name, batch, times in (("one at a time", 1, 20), (f"{BATCH} at a time", BATCH, 1)):
            for _ in range(times):
                asked = [next(cases) for _ in range(batch)]
                bodies = [os.urandom(size) for _ in range(batch)]
                for who, work in (
                    ("desk", lambda asked=asked: desk.decide_many(asked)),
                    ("bare", lambda bodies=bodies: insert(other, bodies)),
                ):
                    wall, busy = seconds(work)
                    found.setdefault(f"{name}, {who}", []).append((wall / batch * 1e6, busy / batch * 1e6))
    other.close()
    print(f"{size} bytes a decision, without indexes\n")
    print(f"{'microseconds a decision, medians':36}{'clock':>9}{'processor':>11}")
    medians: dict[str, float] = {}
    for name, times_of in found.items():
        wall, busy = (statistics.median(each) for each in zip(*times_of, strict=True))
        medians[name] = wall
        print(f"{name:36}{wall:9.0f}{busy:11.0f}")
    print()
    for name in ("one at a time", f"{BATCH} at a time"):
        print(f"{name}: {medians[f'{name}, desk'] / medians[f'{name}, bare']:.2f} times a bare durable insert")


def slowly(milliseconds: str) -> int:
    """This program again, on a disk that takes so much longer to flush."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "slower.so"
        compiler = ["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library), "-ldl"]
        subprocess.run(compiler, input=SLOWER.encode(), check=True)
        slower = {**os.environ, "LD_PRELOAD": str(library), "FLUSH_MS": milliseconds}
        return subprocess.run([sys.executable, *sys.argv[:2]], env=slower, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(slowly(sys.argv[2]))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
