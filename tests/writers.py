"""Processes that write on one ledger, and tell in a file of their own what was acknowledged to them, line by line."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from contextlib import suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from pathlib import Path

from fairservice.storage.sql_ledger import open_ledger

with suppress(ImportError):
    import psycopg  # noqa: F401
from ledger_samples import BUNDLE, CONTENT, answer, decision, erased, moment

DESK = "shop", b"a check of the key"


@cache
def context() -> ForkServerContext:
    """Processes that begin within milliseconds: what they import was imported before they are forked."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["writers"])
    # Python 3.11 does not tell the process that forks where this one imports from.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(each for each in sys.path if each)
    try:
        ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return found


def told(file: Path) -> list[tuple[str, int]]:
    """What was acknowledged: words and numbers of entries. A line that was cut off was not told."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").split("\n")[:-1]
    return [(word, int(number)) for word, number in (each.split() for each in lines)]


class Telling:
    def __init__(self, file: Path) -> None:
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __call__(self, word: str, number: int) -> None:
        os.write(self._handle, f"{word} {number}\n".encode())


def write_on_and_on(url: str, name: str, file: Path) -> None:
    """Until it is killed: a decision with its answer and a key in each block, and at times an erasure."""
    tell, chance = Telling(file), random.Random(name)
    ledger = open_ledger(url, *DESK)
    tell("open", 0)
    each = 0
    while True:
        each += 1
        with ledger.writing() as writing:
            writing.keep_bundle(BUNDLE, CONTENT)
            facts = {"note": "x" * chance.randrange(4000)}
            made = writing.append(decision(f"{name}-{each}", facts=facts), moment(each))
            writing.append(answer(made.number, f"{name}-{each}"), moment(each))
            writing.remember(f"{name}-{each}".encode(), b"digest", made.number)
        tell("wrote", made.number)
        if chance.random() < 0.02:
            with ledger.writing() as writing:
                writing.erase([made.number], "forget", erased(1), moment(each))
            tell("erased", made.number)


def write_so_often(url: str, name: str, file: Path, times: int) -> None:
    """So many blocks, and the end."""
    tell = Telling(file)
    ledger = open_ledger(url, *DESK)
    for each in range(times):
        with ledger.writing() as writing:
            writing.keep_bundle(BUNDLE, CONTENT)
            made = writing.append(decision(f"{name}-{each}"), moment(each))
            writing.append(answer(made.number, f"{name}-{each}"), moment(each))
        tell(f"{name}-{each}", made.number)


def write_the_same(url: str, name: str, file: Path, times: int) -> None:
    """What all of them write under the same keys, each in an order of its own: who comes second finds it there."""
    tell, order = Telling(file), list(range(times))
    random.Random(name).shuffle(order)
    ledger = open_ledger(url, *DESK)
    for each in order:
        key = f"key-{each}".encode()
        with ledger.writing() as writing:
            known = writing.remembered(key)
            if known is None:
                number = writing.append(decision(f"same-{each}"), moment(each)).number
                writing.remember(key, b"digest", number)
            else:
                number = known[1]
        tell(f"same-{each}", number)


def begun(target: object, url: str, names: list[str], folder: Path, *more: int) -> dict[str, BaseProcess]:
    processes: dict[str, BaseProcess] = {}
    for name in names:
        process = context().Process(target=target, args=(url, name, folder / name, *more))  # type: ignore[arg-type]
        process.start()
        processes[name] = process
    return processes
