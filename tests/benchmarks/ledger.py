"""What the ledger in SQLite costs: `python tests/benchmarks/ledger.py [--million]`.

Appending a decision of 3 kB, one a commit and a hundred a commit, beside a bare durable insert of the same bytes; and
counting a customer's history on a ledger of ten thousand entries beside one of a million. In turns, on the same disk.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fairservice.ledger.entry import written
from fairservice.ledger.item import Query
from fairservice.storage.sql_ledger import SqlLedger, open_ledger
from ledger_samples import BUNDLE, CONTENT, DAY, answer, decision, moment

ROUNDS = 40
BYTES = 3000


def sample(number: int, chance: random.Random) -> object:
    """A decision of about 3 kB, of one of 20 000 customers."""
    said = {"say": "".join(chance.choices("abcdefghij ", k=BYTES - 800)), "options": [{"refund": 1200}]}
    customer = f"{chance.randrange(20_000):032x}"
    return decision(f"T-{number}", customer=customer, decision=said, fingerprint="f" * 64)


def in_turns(contestants: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    """Microseconds of each a thing, as the median of rounds in which all take a turn in another order."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    order, chance = list(contestants), random.Random(2)
    for each in range(rounds + 2):
        chance.shuffle(order)
        for name in order:
            begin = time.perf_counter()
            things = contestants[name]()
            taken = (time.perf_counter() - begin) / things * 1e6
            if each >= 2:  # the first turns warm up
                found[name].append(taken)
    return {name: statistics.median(times) for name, times in found.items()}


def appending(folder: Path, a_commit: int, commits: int) -> None:
    chance, number = random.Random(3), 0
    ledger = open_ledger(f"sqlite:///{folder / f'desk{a_commit}.db'}", "shop", b"check")
    bare = sqlite3.connect(folder / f"bare{a_commit}.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, bytes BLOB)")

    def blocks() -> list[list[tuple[object, bytes]]]:
        nonlocal number
        made = []
        for _ in range(commits):
            block = []
            for _ in range(a_commit):
                number += 1
                record = sample(number, chance)
                block.append((record, written(record.content())))  # type: ignore[attr-defined]
            made.append(block)
        return made

    todo: list[list[tuple[object, bytes]]] = []

    def append() -> int:
        for block in todo:
            with ledger.writing() as writing:
                for record, _ in block:
                    writing.append(record, moment(1))  # type: ignore[arg-type]
        return commits * a_commit

    def insert() -> int:
        for block in todo:
            bare.execute("BEGIN IMMEDIATE")
            for _, payload in block:
                bare.execute("INSERT INTO kept (bytes) VALUES (?)", (payload,))
            bare.execute("COMMIT")
        return commits * a_commit

    def encode() -> int:
        for block in todo:
            for record, _ in block:
                written(record.content())  # type: ignore[attr-defined]
        return commits * a_commit

    found: dict[str, list[float]] = {"append": [], "insert": [], "encode": []}
    for each in range(ROUNDS):
        todo = blocks()
        for name, turn in random.Random(each).sample([("append", append), ("insert", insert), ("encode", encode)], 3):
            begin = time.perf_counter()
            things = turn()
            found[name].append((time.perf_counter() - begin) / things * 1e6)
    of = {name: statistics.median(times[2:]) for name, times in found.items()}
    print(
        f"{a_commit:4} a commit: {of['append']:6.1f} µs a decision, {of['insert']:6.1f} µs a bare insert: "
        f"{of['append'] / of['insert']:.2f} times (of it {of['encode']:.1f} µs for the bytes of the payload)"
    )
    ledger.close()
    bare.close()


def filled(folder: Path, entries: int) -> SqlLedger:
    """Cases, half of them with an answer, of one customer for each 40 entries."""
    ledger = open_ledger(f"sqlite:///{folder / f'history{entries}.db'}", "shop", b"check")
    chance, number = random.Random(4), 0
    while number < entries:
        with ledger.writing() as writing:
            writing.keep_bundle(BUNDLE, CONTENT)
            for _ in range(2500):
                customer = f"c{chance.randrange(entries // 40)}"
                first = writing.append(decision(f"T-{number}", customer=customer), moment(1)).number
                number = writing.append(answer(first, f"T-{number}", customer=customer), moment(1)).number
    return ledger


def history(folder: Path, sizes: tuple[int, ...]) -> None:
    chance, day, contestants = random.Random(5), DAY.toordinal(), {}
    for size in sizes:
        begin = time.perf_counter()
        ledger = filled(folder, size)
        print(f"{size:8} entries written in {time.perf_counter() - begin:.1f} s")

        def ask(ledger: SqlLedger = ledger, size: int = size) -> int:
            with ledger.reading() as reading:
                for _ in range(200):
                    customer = f"c{chance.randrange(size // 40)}"
                    reading.count(Query(kinds=("refusal",), customer=customer, first_day=day - 365, last_day=day))
            return 200

        contestants[f"{size}"] = ask
    times = in_turns(contestants, ROUNDS)
    small, large = (times[f"{each}"] for each in (sizes[0], sizes[-1]))
    for size in sizes:
        print(f"{size:8} entries: {times[f'{size}']:6.1f} µs to count what a customer was refused within a year")
    print(f"         {large / small:.2f} times")


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="fairservice-ledger-") as name:
        folder = Path(name)
        appending(folder, 1, 100)
        appending(folder, 100, 4)
        history(folder, (10_000, 1_000_000) if "--million" in arguments else (10_000, 100_000))


if __name__ == "__main__":
    main(sys.argv[1:])
