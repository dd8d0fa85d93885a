"""Times contestants on one workload in turns, after they have shown to decide the same."""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.contestants import Decide
from benchmarks.workload import Facts, Workload


class Disagreement(Exception):
    """A contestant decides otherwise than the rules say: no figure of it means anything."""


@dataclass(frozen=True)
class Times:
    """Microseconds a decision: the median of the rounds, and the quartiles around it."""

    median: float
    low: float
    high: float


def verify_agreement(name: str, decide: Decide, work: Workload) -> None:
    """Raises `Disagreement` unless each case gets the verdict of the rule that plainly decides it."""
    verdicts = work.verdicts
    for facts, position in zip(work.cases, work.positions, strict=True):
        answer, rule, grant, amount = decide(facts)
        found, wanted = (answer, rule.replace(".", "-"), grant, amount), tuple(verdicts[position])
        # fairservice calls a row after its table: `rule.17`.
        if found != wanted:
            raise Disagreement(f"{name}, {work.kind}, {len(work.rules)} rules: {found} instead of {wanted} for {facts}")


def behind(check: Callable[[Facts], object], decide: Decide) -> Decide:
    """The same decision with a check of the facts in front."""

    def checked(facts: Facts) -> tuple[object, ...]:
        check(facts)
        return decide(facts)

    return checked  # type: ignore[return-value]


def time_in_turns(
    contestants: dict[str, Callable[[Facts], object]],
    cases: tuple[Facts, ...],
    rounds: int,
    slice_ms: float = 10,
    parsed: bool = True,
) -> dict[str, Times]:
    """All of them in so many rounds; each round all take a turn, in another order, over the next few cases.

    So a machine that slows down for a while slows all. Time is that of the processor, in all threads of this process:
    what else the machine does in between does not count (no contestant waits for anything). A turn takes about
    `slice_ms`: the slow ones get fewer cases a turn and go on where they stopped. The collector runs as it would in a
    service, over what the turns leave behind, not over what was loaded.

    `parsed`: each turn gets its cases newly parsed from JSON, as a service gets them. Dicts that stand in a program and
    that are decided again and again, have names and words that Python recognises by their address and has hashed
    before, which flatters whatever decides in Python.
    """
    counts = {name: _fitting(decide, cases, slice_ms / 1000) for name, decide in contestants.items()}
    found: dict[str, list[float]] = {name: [] for name in contestants}
    at = dict.fromkeys(contestants, 0)
    chance = random.Random(1)
    order = list(contestants)
    twice = cases * 2
    texts = [json.dumps(facts) for facts in twice]
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            chance.shuffle(order)
            for name in order:
                decide, count, begin_at = contestants[name], counts[name], at[name]
                turn: Sequence[Facts] = twice[begin_at : begin_at + count]
                if parsed:
                    turn = [json.loads(text) for text in texts[begin_at : begin_at + count]]
                decide(twice[begin_at])  # what the turn before has pushed out of the caches
                begin = time.process_time()
                for facts in turn:
                    decide(facts)
                taken = time.process_time() - begin
                found[name].append(taken / count * 1e6)
                at[name] = (begin_at + count) % len(cases)
    finally:
        gc.unfreeze()
    return {name: _times(each) for name, each in found.items()}


def _fitting(decide: Callable[[Facts], object], cases: tuple[Facts, ...], seconds: float) -> int:
    """How many decisions fit into that time; at most all cases, at least one."""
    begin = time.process_time()
    done = 0
    for facts in cases:
        decide(facts)
        done += 1
        if time.process_time() - begin > seconds:
            break
    return done


def _times(found: list[float]) -> Times:
    low, median, high = statistics.quantiles(found, n=4) if len(found) > 1 else found * 3
    return Times(median, low, high)
