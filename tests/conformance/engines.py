"""Loads a generated policy through the real loader, once, and decides with every engine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from conformance.cases import CaseWriter, Known, Moment
from conformance.policies import REQUEST, Written
from fairservice.conditions.program import Firing, Program
from fairservice.conditions.reference import Case
from fairservice.decisions.case import read_case, with_parts
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.interpreters.lowered import LoweredForm
from fairservice.interpreters.protocol import Interpreter
from fairservice.interpreters.python_code import PythonCode
from fairservice.interpreters.reference import Reference
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

ENGINES: tuple[type[Interpreter], ...] = (Reference, LoweredForm, PythonCode)


class Loaded:
    """One request of a policy, with each engine; and the writer of its cases."""

    def __init__(self, rulebook: Rulebook, request: str = REQUEST) -> None:
        self.rulebook = rulebook
        self.request = rulebook.requests[request]
        self.policies = {engine.__name__: Policy(self.rulebook, (), engine) for engine in ENGINES}
        whole = self.request.program
        self.program = Program(whole.conditions, whole.amounts, (), whole.in_force)
        """As the request's own, but nothing silences anything: all that fires is told."""
        self.engines = {engine.__name__: engine(self.program) for engine in ENGINES}
        self.silencing = {engine.__name__: engine(whole) for engine in ENGINES}
        self.cases = CaseWriter(self.rulebook, self.request)

    @classmethod
    def written(cls, folder: Path, written: Written) -> Self:
        """A generated policy, read from files. Raises `PolicyError`."""
        for name, text in zip(("policy.yaml", "rules.yaml"), written.texts, strict=True):
            (folder / name).write_text(text, encoding="utf-8")
        return cls(load_rulebook(folder)[0])

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

    def judged(self, columns: Case) -> dict[str, tuple[list[object], list[object]]]:
        """The truths and amounts that each engine finds."""
        found = {}
        row = self.program.row(columns)
        for name, engine in self.engines.items():
            amounts = [engine.amount(at, row) for at in range(len(self.program.amounts))]
            found[name] = (truths_of(engine.fire(row), len(self.program.conditions)), amounts)
        return found

    def fired(self, columns: Case) -> dict[str, Firing]:
        """What fires by each engine, without what is silenced."""
        row = self.program.row(columns)
        return {name: engine.fire(row) for name, engine in self.silencing.items()}


def truths_of(firing: Firing, size: int) -> list[object]:
    """The truth of each condition, where nothing silences anything."""
    sure, perhaps = firing
    return [True if at in sure else None if at in perhaps else False for at in range(size)]


def additions(known: Known, full: Known, order: Iterable[str]) -> Iterable[Known]:
    """The case as its facts become known one after another."""
    current = dict(known)
    for name in order:
        if name not in current:
            current = {**current, name: full[name]}
            yield current
