"""Asks z3, within a time: a case of which all of it is true, none, or that it could not be settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import z3

from fairservice.analysis.proofs.resolution import all_of

Z = Any

SECONDS = 20
"""The longest that one question may take."""


class Unsettled(Exception):
    """z3 found neither a case nor a proof; the message says why."""


class Search:
    """A set of assertions that grows, and questions about it.

    `model` says None of assertions that contradict each other, and so proves anything: see `possible`.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.solver = z3.Solver()
        self.solver.set("timeout", int(seconds * 1000))
        self._added: dict[int, int] = {}

    def add(self, parts: Iterable[Z]) -> None:
        self.solver.add(all_of(parts))  # as one: each call of `add` costs more than z3's own work on it

    def keep_up(self, *growing: list[Z]) -> None:
        """Asserts what came to these lists since the last time."""
        for each in growing:
            done = self._added.get(id(each), 0)
            # INVARIANT: what is added while something is only given for a while would be forgotten with it
            assert done == len(each) or self.solver.num_scopes() == 0
            self.add(each[done:])
            self._added[id(each)] = len(each)

    @contextmanager
    def given(self, *parts: Z) -> Iterator[None]:
        """Asserts these for a while."""
        self.solver.push()
        try:
            self.add(parts)
            yield
        finally:
            self.solver.pop()

    def model(self) -> Z | None:
        """A model of all that is asserted; None where there is none. Raises `Unsettled`."""
        found = self.solver.check()
        if found == z3.sat:
            return self.solver.model()
        if found == z3.unsat:
            return None
        why = self.solver.reason_unknown()
        told = "it took too long" if "timeout" in why or "canceled" in why else "its arithmetic is beyond the prover"
        raise Unsettled(told)

    def possible(self) -> None:
        """Raises `Unsettled` where nothing at all is possible, so that whatever were proved would say nothing."""
        if self.model() is None:
            raise Unsettled("no case of this request is decided at all")

    def model_of(self, part: Z) -> Z | None:
        """As `model`, with one more assertion."""
        if z3.is_false(part):
            return None
        with self.given(part):
            return self.model()

    def core(self, parts: dict[str, Z]) -> list[str] | None:
        """Names of parts that cannot all be true at once, as few as it takes one by one; None where they can."""
        literals = {name: z3.Bool(f"part {name}!") for name in parts}
        with self.given(*(z3.Implies(literals[name], part) for name, part in parts.items())):
            if self.solver.check(*literals.values()) != z3.unsat:
                return None
            core = {each.decl().name() for each in self.solver.unsat_core()}
            kept = [name for name, literal in literals.items() if literal.decl().name() in core]
            for name in list(kept):
                rest = [literals[each] for each in kept if each != name]
                if self.solver.check(*rest) == z3.unsat:
                    kept.remove(name)
            return kept
