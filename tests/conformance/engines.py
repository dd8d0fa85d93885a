"""Loads a generated policy through the real loader, once, and decides with every engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from conformance.cases import CaseWriter, Known, Moment
from conformance.policies import REQUEST, Written
from fairservice.conditions.lowering import run_lowered
from fairservice.conditions.nodes import Node
from fairservice.conditions.program import Firing, Program, Row
from fairservice.conditions.reference import Case, value_of
from fairservice.conditions.vocabulary import Value
from fairservice.decisions.case import read_case, with_parts
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.interpreters.lowered import LoweredForm
from fairservice.interpreters.protocol import Interpreter
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.python_code.bitsets import Fire
from fairservice.interpreters.python_code.engine import Dispatch
from fairservice.interpreters.reference import Reference
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook


class Dispatching(PythonCode):
    """Generated Python that takes every chance to dispatch, also where it does not pay."""

    min_rules = 1
    max_share = 1.0


class LoweredOnce(LoweredForm):
    """`LoweredForm`, which runs a case once for all that is asked of it."""

    _last: tuple[Row, tuple[list[bool | None], list[Value | None]]] | None = None

    def run(self, row: Row) -> tuple[list[bool | None], list[Value | None]]:
        if self._last is None or self._last[0] != row:
            self._last = row, run_lowered(self.lowered, self.program.case(row))
        return self._last[1]

    def fire(self, row: Row) -> Firing:
        return self.program.firing(self.run(row)[0])

    def amount(self, position: int, row: Row) -> Value | None:
        return self.run(row)[1][position]


class Dispatched(PythonCode):
    """`PythonCode`, which remembers whether it dispatched."""

    dispatches = False

    def _dispatched(self, conditions: tuple[Node, ...]) -> Fire:
        made = Dispatch(self.program, conditions, self.functions, self.min_rules, self.max_share)
        self.dispatches |= bool(made._columns)
        return made.fire


ENGINES: dict[str, type[Interpreter]] = {
    "Reference": Reference,
    "LoweredForm": LoweredOnce,
    "PythonCode": Dispatched,
    "Dispatching": Dispatching,
}
Judged = tuple[list[object], list[object]]
"""The truth of each condition, and each amount."""


class Loaded:
    """One request of a policy, with each engine; and the writer of its cases."""

    def __init__(self, rulebook: Rulebook, request: str = REQUEST) -> None:
        self.rulebook = rulebook
        self.request = rulebook.requests[request]
        whole = self.request.program
        self.program = Program(whole.conditions, whole.amounts, (), whole.in_force)
        """As the request's own, but nothing silences anything: all that fires is told."""
        self.engines = {name: engine(whole) for name, engine in ENGINES.items()}
        self.telling = Dispatching(self.program)
        self.pairs: list[tuple[Case, Judged]] = []
        """Every case that the engines judged, and what it comes to: for those that judge by the batch."""
        self.policies = {name: Policy(rulebook, (), self._engine(name)) for name in ENGINES}
        self.cases = CaseWriter(rulebook, self.request)

    def _engine(self, name: str) -> Callable[[Program], Interpreter]:
        """The engine that is there already; only this one request is asked."""
        return lambda program: self.engines[name]

    @classmethod
    def written(cls, folder: Path, written: Written) -> Self:
        """A generated policy, read from files. Raises `PolicyError`."""
        for name, text in written.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return cls(load_rulebook(folder)[0])

    @property
    def dispatches(self) -> bool:
        """Whether generated Python found a dispatch worth its while, in what it was asked so far."""
        engine = self.engines["PythonCode"]
        return isinstance(engine, Dispatched) and engine.dispatches

    def decide(self, known: Known, moment: Moment, engine: str = "PythonCode") -> Decision:
        return self.policies[engine].decide(
            self.request.name,
            known,
            today=moment.today,
            received_on=moment.received_on,
            lang=self.rulebook.languages[0],
        )

    def columns(self, known: Known, moment: Moment) -> Case:
        """A case as the engines read it."""
        read = dict(read_case(self.rulebook, known))
        read["today"], read["received_on"] = moment.today.toordinal(), moment.received_on.toordinal()
        return with_parts(read, self.program.columns, self.rulebook)

    def meaning(self, columns: Case) -> Judged:
        """The truths and amounts as the reference says."""
        named: dict[int, Value | None] = {}
        return (
            [value_of(each, columns, named) for each in self.program.conditions],
            [value_of(each, columns, named) for each in self.program.amounts],
        )

    def judged(self, columns: Case) -> dict[str, Judged]:
        """The truths and amounts that each engine finds. Both of generated Python work out amounts alike."""
        row = self.program.row(columns)
        lowered, python = self.engines["LoweredForm"], self.engines["PythonCode"]
        assert isinstance(lowered, LoweredOnce)
        truths, amounts = lowered.run(row)
        return {
            "Reference": self.meaning(columns),
            "LoweredForm": (list(truths), list(amounts)),
            "Dispatching": (
                truths_of(self.telling.fire(row), len(self.program.conditions)),
                [python.amount(at, row) for at in range(len(self.program.amounts))],
            ),
        }

    def fired(self, columns: Case, judged: dict[str, Judged]) -> dict[str, Firing]:
        """What fires by each engine, without what is silenced."""
        row, whole = self.program.row(columns), self.request.program
        found = {name: whole.firing(judged[name][0]) for name in ("Reference", "LoweredForm")}  # type: ignore[arg-type]
        return found | {name: self.engines[name].fire(row) for name in ("PythonCode", "Dispatching")}


def truths_of(firing: Firing, size: int) -> list[object]:
    """The truth of each condition, where nothing silences anything."""
    found: list[object] = [False] * size
    for position in firing[0]:
        found[position] = True
    for position in firing[1]:
        found[position] = None
    return found
