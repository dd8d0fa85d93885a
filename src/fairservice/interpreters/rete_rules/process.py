"""The near end of the worker: asks it, within a time limit, and starts it afresh after whatever befell it."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from fairservice.errors import EngineFailed
from fairservice.interpreters.rete_rules.rules import Shard

LIMIT = 20.0
"""Seconds that one question, of at most some hundreds of facts, may take."""
KEPT = 400
"""Sets of rules that one process keeps, at some 0.35 MB each; before more of others come, a fresh one is started."""

_KEYS = itertools.count()


class Rules:
    """Sets of rules under a key of their own."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        self.key = next(_KEYS)
        self.shards = tuple(shards)


class Worker:
    """A process with durable-rules in it, started at the first question. Safe to use from several threads at once."""

    def __init__(self, limit: float = LIMIT) -> None:
        self.limit = limit
        self.starts = 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._end: weakref.finalize[..., Any] | None = None
        self._owner = 0
        self._known: set[int] = set()
        self._kept = 0

    def ask(self, rules: Rules, number: int, facts: list[list[int]]) -> list[list[int]]:
        """Which heads of a set of rules hold, for each fact. Raises `EngineFailed`."""
        shard = rules.shards[number]
        with self._lock:
            try:
                process = self._running(rules)
                if rules.key not in self._known:
                    sets = [[len(each.columns), each.message()] for each in rules.shards]
                    self._answer(process, ["load", rules.key, sets], "loaded")
                    self._known.add(rules.key)
                    self._kept += len(sets)
                held = self._answer(process, ["ask", rules.key, number, facts], "held")
            except EngineFailed as error:
                self._stop()
                error.asked = shard.heads
                raise
            except BaseException:  # whoever interrupts must not find the answer to an earlier question next time
                self._stop()
                raise
        if not isinstance(held, list) or len(held) != len(facts):
            raise EngineFailed("broke", "answered something else than was asked")
        return held

    def close(self) -> None:
        """Ends the process, if there is one. The next question starts another."""
        with self._lock:
            self._stop()

    def _running(self, rules: Rules) -> subprocess.Popen[str]:
        grown = rules.key not in self._known and self._kept > 0 and self._kept + len(rules.shards) > KEPT
        if self._process is not None and (
            self._owner != os.getpid()  # a copy of the one that started it
            or self._process.poll() is not None  # it ended while nothing was asked, as by an interrupt of both
            or grown
        ):
            self._stop()
        if self._process is None:
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(__file__).with_name("cage.py")), str(int(self.limit) + 2)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=environment,
            )
            self._end = weakref.finalize(self, _end, self._process)
            self._owner, self._known, self._kept = os.getpid(), set(), 0
            self.starts += 1
            self._answer(self._process, None, "ready")
        return self._process

    def _answer(self, process: subprocess.Popen[str], message: object, wanted: str) -> Any:
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()

        def kill() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.limit, kill)
        timer.daemon = True
        timer.start()
        line = ""
        try:
            with suppress(OSError):  # it is gone: there is no answer to read either
                if message is not None:
                    process.stdin.write(json.dumps(message) + "\n")
                    process.stdin.flush()
                line = process.stdout.readline()
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            raise EngineFailed("late", f"had no answer after {self.limit:g} seconds")
        if not line.endswith("\n"):
            raise EngineFailed("died", f"ended in the middle of a question ({_how(process)})")
        answer = json.loads(line)
        if wanted not in answer:
            raise EngineFailed("broke", f"could not go on ({answer.get('broke', 'for no reason told')})")
        return answer[wanted]

    def _stop(self) -> None:
        if self._end is not None and self._owner == os.getpid():
            self._end()
        elif self._end is not None:  # a copy of the process that started it: not ours to end
            self._end.detach()
        self._process = self._end = None


def _end(process: subprocess.Popen[str]) -> None:
    """Ends a process for certain, and leaves nothing of it behind."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _how(process: subprocess.Popen[str]) -> str:
    """How a process ended, in words."""
    try:
        code = process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return "it no longer speaks"
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
