"""The worker: a crash or a hang is an error within its time, and the next question is answered."""

from __future__ import annotations

import gc
import multiprocessing
import os
import platform
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from durable_here import needed
from fairservice.conditions.nodes import Comparison, Constant, Variable
from fairservice.conditions.program import Program
from fairservice.conditions.vocabulary import Quantity
from fairservice.errors import EngineFailed
from fairservice.interpreters.rete_rules import ReteRules, Worker, cage, process
from fairservice.interpreters.rete_rules.process import Rules
from fairservice.interpreters.rete_rules.rules import ALWAYS, Column, Rule, Shard

NUMBER = Quantity("integer", 0, 1000)
PROGRAM = Program((Comparison(">", Variable("a", NUMBER), Constant(1, NUMBER)),), ())


@pytest.fixture(autouse=True)
def durable() -> None:
    needed()


@dataclass(frozen=True)
class Wrong(Shard):
    """Rules as fairservice never makes them, to see what then happens."""

    made: tuple[object, ...] = ()

    def message(self) -> list[object]:
        return list(self.made)


A, B, C = Column("a"), Column("b"), Column("c")
DIVIDES = {"$div": {"$l": {"$m": "f1"}, "$r": {"$m": "f2"}}}
CRASHES = Wrong((Rule("divide", (ALWAYS,)),), (A, B, C), ([0, [["f0", "=", DIVIDES]]],))
"""Divides by its third column; by 0 the process is gone, where the processor traps that."""
HANGS = Wrong((Rule("hang", (ALWAYS,)),), (A,), tuple([0, [["f0", "=", at]]] for at in range(600)))
FINE = Shard((Rule("fine", (ALWAYS,)),), (A,))
TRAPS = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64", "i686"), reason="this processor divides by zero without a trap"
)


@TRAPS
def test_a_crash_is_an_error_and_the_next_question_is_answered() -> None:
    """A process that dies in the midst gives `EngineFailed` with what it was asked, and is started afresh."""
    worker, crashing, fine = Worker(), Rules([CRASHES]), Rules([FINE])
    assert worker.ask(fine, 0, [[1], [2]]) == [[0], [0]]
    with pytest.raises(EngineFailed, match=r"\(SIGFPE\); it was asked about `divide`") as caught:
        worker.ask(crashing, 0, [[1, 1, 1]])
    assert (caught.value.reason, caught.value.asked) == ("died", ("divide",))
    assert worker.ask(fine, 0, [[1]]) == [[0]]
    assert worker.starts == 2
    worker.close()


def test_a_hang_is_an_error_within_its_time() -> None:
    """What takes longer than its limit is killed: the caller waits no longer than that."""
    worker, began = Worker(limit=1), time.monotonic()
    with pytest.raises(EngineFailed, match="had no answer after 1 seconds") as caught:
        worker.ask(Rules([HANGS]), 0, [[1]])
    assert caught.value.reason == "late"
    assert time.monotonic() - began < 10
    assert worker.ask(Rules([FINE]), 0, [[1]]) == [[0]]
    worker.close()


@TRAPS
def test_one_case_that_kills_it_never_spoils_the_others() -> None:
    """Of a batch the case that crashes is told of, and all others are judged."""
    engine = ReteRules(PROGRAM)
    engine.fire((5,))
    real = engine.worker.ask

    class Poisoned(Worker):
        def ask(self, rules: Rules, number: int, facts: list[list[int]]) -> list[list[int]]:
            if any(7 in fact for fact in facts):
                return real(Rules([CRASHES]), 0, [[1, 1, 1]])
            return real(rules, number, facts)

    engine.worker = Poisoned()
    found = list(engine.judge_many([(at,) for at in range(20)]))
    assert [at for at, each in enumerate(found) if isinstance(each, EngineFailed)] == [7]
    assert [each.truths[0] for each in found if not isinstance(each, EngineFailed)] == [
        at > 1 for at in range(20) if at != 7
    ]


def test_after_some_failures_a_batch_is_given_up() -> None:
    """An engine that fails on every case is not started for each of thousands."""
    engine = ReteRules(PROGRAM)
    tries: list[int] = []

    class Failing(Worker):
        def ask(self, rules: Rules, number: int, facts: list[list[int]]) -> list[list[int]]:
            tries.append(1)
            raise EngineFailed("died", "ended")

    engine.worker = Failing()
    found = list(engine.judge_many([(at,) for at in range(200)]))
    assert all(isinstance(each, EngineFailed) for each in found)
    assert len(found) == 200
    assert len(tries) < 40


def test_what_it_says_must_be_an_answer() -> None:
    """A process that raises is told of with its words, and is not asked again."""
    worker = Worker()
    unheard = Wrong((Rule("odd", (ALWAYS,)),), (A,), ([0, [["f0", "~", 1]]],))
    with pytest.raises(EngineFailed, match="could not go on") as caught:
        worker.ask(Rules([unheard]), 0, [[1]])
    assert caught.value.reason == "broke"
    with pytest.raises(EngineFailed, match="a fact is not as announced"):
        worker.ask(Rules([FINE]), 0, [[1, 2]])
    with pytest.raises(EngineFailed, match="a fact is not as announced"):
        worker.ask(Rules([FINE]), 0, [[2**53]])
    worker.close()


def test_nothing_is_left_behind() -> None:
    """The process ends with whoever asked it: by `close`, or once nobody holds the worker any more."""
    engine = ReteRules(PROGRAM)
    engine.fire((5,))
    started = engine.worker._process
    assert started is not None
    del engine
    gc.collect()
    assert started.returncode is not None
    worker = Worker()
    worker.ask(Rules([FINE]), 0, [[1]])
    started = worker._process
    worker.close()
    worker.close()
    assert started is not None
    assert started.returncode is not None
    assert not any(isinstance(each, threading.Timer) for each in threading.enumerate())


def test_a_program_that_ends_leaves_no_process_and_no_warning() -> None:
    """Whoever forgets to close it need not mind: nothing is printed, and nothing goes on running."""
    code = (
        "from fairservice.interpreters.rete_rules import Worker\n"
        "from fairservice.interpreters.rete_rules.process import Rules\n"
        "from fairservice.interpreters.rete_rules.rules import *\n"
        "w = Worker(); w.ask(Rules([Shard((Rule('r', (ALWAYS,)),), (Column('a'),))]), 0, [[1]])\n"
        "print(w._process.pid)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(ended.stdout), 0)


def test_one_that_ended_while_idle_is_started_again() -> None:
    """An interrupt in a terminal reaches the worker too; the next question is answered all the same."""
    worker, rules = Worker(), Rules([FINE])
    worker.ask(rules, 0, [[1]])
    assert worker._process is not None
    worker._process.terminate()
    worker._process.wait(10)
    assert worker.ask(rules, 0, [[1]]) == [[0]]
    assert worker.starts == 2
    worker.close()


def test_an_interrupt_leaves_no_answer_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever interrupts a question never gets its answer to the next one."""
    worker, rules = Worker(), Rules([FINE])
    worker.ask(rules, 0, [[1]])
    loads = process.json.loads

    def interrupted(line: str) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(process.json, "loads", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worker.ask(rules, 0, [[1], [2], [3]])
    monkeypatch.setattr(process.json, "loads", loads)
    assert worker.ask(rules, 0, [[1]]) == [[0]]
    assert worker.starts == 2
    worker.close()


def test_several_threads_may_ask_at_once() -> None:
    """Each gets the answers to its own questions."""
    engine = ReteRules(PROGRAM)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: engine.fire((at % 4,)), range(400)))
    assert found == [((0,), ()) if at % 4 > 1 else ((), ()) for at in range(400)]


def test_a_process_that_grew_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of many policies do not heap up in one process."""
    monkeypatch.setattr(process, "KEPT", 3)
    worker = Worker()
    for _ in range(7):
        assert worker.ask(Rules([FINE]), 0, [[1]]) == [[0]]
    assert worker.starts == 3
    many = Rules([FINE] * 5)
    for at in range(5):
        assert worker.ask(many, at, [[1]]) == [[0]]
    assert worker.starts == 4
    worker.close()


def _asks(worker: Worker, rules: Rules) -> None:
    sys.exit(0 if worker.ask(rules, 0, [[1]]) == [[0]] and worker.starts == 2 else 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this platform")
def test_a_fork_gets_a_process_of_its_own() -> None:
    """A copy of the program never reads answers that are meant for the original, and never ends its worker."""
    worker, rules = Worker(), Rules([FINE])
    worker.ask(rules, 0, [[1]])
    copy = multiprocessing.get_context("fork").Process(target=_asks, args=(worker, rules))
    copy.start()
    copy.join(60)
    assert copy.exitcode == 0
    assert worker.ask(rules, 0, [[2]]) == [[0]]
    assert worker.starts == 1
    worker.close()


def test_the_cage_has_no_threads_and_hides_no_builtins() -> None:
    """Nothing runs beside it, and `durable.lang`, which would hide `any` and `all`, is not even imported."""
    code = (
        "import sys, threading; sys.path.insert(0, sys.argv[1]); import cage; made = cage.Cage();"
        "made.load(0, [[1, [[0, [['f0', '=', 1]]]]]]);"
        "assert made.ask(0, 0, [[1], [2]]) == [[0], []];"
        "assert threading.active_count() == 1 and 'durable.lang' not in sys.modules"
    )
    folder = str(Path(cage.__file__).parent)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code, folder], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("state", "told"),
    [("{'sid': '0'}", "the rule that always holds did not"), ("{'exception': 'x'}", "it told of"), ("0", "it told of")],
)
def test_the_cage_believes_no_answer_without_its_sentinel(state: str, told: str) -> None:
    """Where not even the rule that always holds fired, or the state tells of an exception, there is no answer."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import cage; made = cage.Cage();"
        "made.load(0, [[1, [[0, [['f0', '=', 1]]]]]]);"
        f"made.host.assert_fact = lambda name, fact: {state};"
        "made.ask(0, 0, [[1]])"
    )
    folder = str(Path(cage.__file__).parent)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code, folder], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert f"RuntimeError: {told}" in ended.stderr


def test_what_tells_has_one_parameter() -> None:
    """With two durable-rules takes it for one that ends later, and the rules after it are never told of."""
    made = cage.Cage._telling(object.__new__(cage.Cage), 0)
    assert made.__code__.co_argcount - made.__code__.co_posonlyargcount == 1
