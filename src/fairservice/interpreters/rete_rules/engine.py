"""Judges a program by durable-rules: whole numbers go in, what held comes out, and the rest is put together here."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from fairservice.conditions.lowering import lowered_case
from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Record, Value, int_of
from fairservice.errors import EngineFailed
from fairservice.interpreters.rete_rules.plan import Folded, planned
from fairservice.interpreters.rete_rules.process import Rules, Worker
from fairservice.interpreters.rete_rules.rules import ANY, Bounds, Column

AT_ONCE = 200
"""Cases that are judged together, so that fewer questions go to and fro."""
MAX_FACTS = 5_000
"""Facts that one case may come to, where records of several lists are looked at in each other's light."""
PATIENCE = 3
"""Times that durable-rules may fail within one batch before no more of it is asked."""

Standing: TypeAlias = MutableMapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judged:
    """What durable-rules found of one case: each condition true, false or None for open; and each amount."""

    truths: tuple[bool | None, ...]
    amounts: tuple[Value | None, ...]


class ReteRules:
    """Judges a program by durable-rules, in a worker process that may be shared with others."""

    def __init__(self, program: Program, worker: Worker | None = None) -> None:
        self.program = program
        self.plan = planned(program)
        self.worker = worker or Worker()
        self._rules = Rules(self.plan.shards)
        self._last: tuple[Row, Judged] | None = None

    def fire(self, row: Row) -> Firing:
        """Raises `EngineFailed`: there is no answer then, never a wrong one."""
        return self.program.firing(self._one(row).truths)

    def amount(self, position: int, row: Row) -> Value | None:
        """Worked out around durable-rules, by the conditions that it judged. Raises `EngineFailed`."""
        return self._one(row).amounts[position]

    def fire_many(self, rows: Iterable[Row]) -> list[Firing]:
        """What `fire` says of each, much faster. Raises the first `EngineFailed`."""
        return [self.program.firing(_or_raise(each).truths) for each in self.judge_many(rows)]

    def judge_many(self, rows: Iterable[Row]) -> Iterator[Judged | EngineFailed]:
        """Everything about each case, or why durable-rules could not be asked about it. Raises nothing."""
        every = list(rows)
        for start in range(0, len(every), AT_ONCE):
            yield from self._try(every[start : start + AT_ONCE], [])

    def _one(self, row: Row) -> Judged:
        last = self._last
        if last is None or last[0] != row:
            last = row, self._judge([row])[0]
            self._last = last
        return last[1]

    def _try(self, rows: Sequence[Row], failures: list[EngineFailed]) -> list[Judged | EngineFailed]:
        """All at once, and where that fails half by half, so that one case never spoils the others."""
        if len(failures) >= PATIENCE:
            return [failures[-1]] * len(rows)
        try:
            return [*self._judge(rows)]
        except EngineFailed as error:
            if len(rows) == 1:
                if error.reason != "refused":
                    failures.append(error)
                return [error]
        middle = len(rows) // 2
        return [*self._try(rows[:middle], failures), *self._try(rows[middle:], failures)]

    def _judge(self, rows: Sequence[Row]) -> list[Judged]:
        plan, columns = self.plan, self.plan.lowered.columns
        cases: list[Standing] = [lowered_case(columns, self.program.case(row)) for row in rows]
        within: list[list[tuple[int, Standing]]] = [[(at, case) for at, case in enumerate(cases)]]
        of_case: list[list[int]] = [list(range(len(cases)))]
        for frame in plan.frames[1:]:
            outer, owners = within[frame.within], of_case[frame.within]
            counted = [len(_listed(standing, frame.records)) for _, standing in outer]
            owned = [owner for owner, count in zip(owners, counted, strict=True) for _ in range(count)]
            if max(Counter(owned).values(), default=0) > MAX_FACTS:
                raise EngineFailed("refused", f"has no room for the records of `{frame.records}`: they are too many")
            within.append(list(_records(outer, frame.records, frame.level)))
            of_case.append(owned)
        codes = dict(plan.codes)
        for stage in plan.stages:
            for step in stage.steps:
                if isinstance(step, Folded):
                    _fold(step, within[step.frame], within[step.over])
                else:
                    for _, standing in within[step.frame]:
                        standing[step.name] = _known(step.node, standing)
            for frame_number, shard in stage.shards:
                self._ask(shard, [standing for _, standing in within[frame_number]], codes)
        return [self._read_off(case) for case in cases]

    def _ask(self, number: int, standing: Sequence[Standing], codes: dict[str, int]) -> None:
        """Puts what a set of rules holds into what stands. Equal facts are asked once."""
        shard = self.plan.shards[number]
        heads = shard.heads
        bounds = [self.plan.bounds.get(column.name, ANY) for column in shard.columns]
        columns = list(zip(shard.columns, bounds, strict=True))
        facts = [tuple(_figure(column, each, codes, between) for column, between in columns) for each in standing]
        for_fact = {fact: at for at, fact in enumerate(dict.fromkeys(facts))}
        # of each head it is told only that it held: what is not told did not
        held = self.worker.ask(self._rules, number, [list(fact) for fact in for_fact]) if for_fact else []
        for each, fact in zip(standing, facts, strict=True):
            found = held[for_fact[fact]]
            for at, head in enumerate(heads):
                each[head] = each.get(head) is True or at in found  # the rules of one head may be in two sets

    def _read_off(self, case: Standing) -> Judged:
        truths: list[bool | None] = []
        for at, pair in enumerate(self.plan.lowered.conditions):
            holds, fails = _known(pair.first, case), _known(pair.second, case)
            if holds and fails:
                raise EngineFailed("broke", f"says of condition {at + 1} both that it holds and that it fails")
            truths.append(True if holds else False if fails else None)
        amounts = [
            _known(pair.second, case) if _known(pair.first, case) else None for pair in self.plan.lowered.amounts
        ]
        return Judged(tuple(truths), tuple(amounts))


def _or_raise(found: Judged | EngineFailed) -> Judged:
    if isinstance(found, EngineFailed):
        raise found
    return found


def _known(node: Node, standing: Mapping[str, Value]) -> Value:
    value = value_of(node, standing)
    assert value is not None, "the lowered form has no unknowns"
    return value


def _listed(standing: Mapping[str, Value], records: str) -> tuple[Record, ...]:
    listed = standing[records]
    assert isinstance(listed, tuple)
    return listed


def _records(outer: Sequence[tuple[int, Standing]], records: str, level: int) -> Iterator[tuple[int, Standing]]:
    """What stands for each record, with the place of what stands around it."""
    for at, (_, standing) in enumerate(outer):
        for record in _listed(standing, records):
            fields = {f"@{level}.{position}": value for position, value in enumerate(record) if value is not None}
            yield at, ChainMap(fields, standing)  # type: ignore[arg-type]


def _fold(step: Folded, outer: Sequence[tuple[int, Standing]], inner: Sequence[tuple[int, Standing]]) -> None:
    counting: list[list[int]] = [[] for _ in outer]
    for at, standing in inner:
        if standing[step.counts]:
            counting[at].append(1 if step.amount is None else int_of(standing[step.amount]))
    for found, (_, standing) in zip(counting, outer, strict=True):
        match step.by:
            case "any":
                standing[step.name] = bool(found)
            case "count" | "sum":
                standing[step.name] = sum(found)
            case "min" | "max":
                assert step.otherwise is not None
                chosen = (min if step.by == "min" else max)(found) if found else standing[step.otherwise]
                standing[step.name] = chosen


def _figure(column: Column, standing: Standing, codes: dict[str, int], between: Bounds) -> int:
    """A column as a whole number: texts by number, equal ones alike; a set by whether a value is in it."""
    value = standing[column.name]
    if isinstance(value, str):
        return codes.setdefault(value, len(codes) + 1)
    if isinstance(value, frozenset):
        return int(column.member in value)
    assert isinstance(value, int)
    if not between[0] <= value <= between[1]:
        raise EngineFailed("refused", f"has no room for `{value}` in `{column.name}`")
    return int(value)
