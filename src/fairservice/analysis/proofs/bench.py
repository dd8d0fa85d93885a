"""Where the claims about one request are proved: its cases, what it comes to in them, and the questions asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from fairservice.analysis.proofs.replay import Replay, same_said
from fairservice.analysis.proofs.resolution import Resolution
from fairservice.analysis.proofs.search import SECONDS, Search
from fairservice.analysis.proofs.situation import Case, Facts, Situation
from fairservice.analysis.proofs.trials import Trials
from fairservice.analysis.proofs.verdict import Claim, Status, Verdict
from fairservice.analysis.proofs.witness import readable, shrunk
from fairservice.conditions.nodes import Node
from fairservice.decisions.decision import Decision
from fairservice.errors import CaseError
from fairservice.policy.rulebook import Request, Rulebook

Z = Any
Shows = Callable[[tuple[Case, ...], tuple[Decision, ...]], bool]


class Bench:
    """One request of a policy, with what its proofs share."""

    def __init__(
        self, rulebook: Rulebook, request: Request, asked: Iterable[Node] = (), seconds: float = SECONDS
    ) -> None:
        self.rulebook = rulebook
        self.request = request
        self.facts = Facts(rulebook, request, asked)
        self.seconds = seconds

    @cached_property
    def replay(self) -> Replay:
        return Replay(self.rulebook)

    @cached_property
    def trials(self) -> Trials:
        return Trials(self.rulebook, self.request)

    @cached_property
    def situation(self) -> Situation:
        situation = Situation(self.facts)
        _ = situation.all_facts
        return situation

    @cached_property
    def resolution(self) -> Resolution:
        return Resolution(self.situation)

    @cached_property
    def search(self) -> Search:
        """Questions about one case."""
        return Search(self.seconds)

    def ask(self) -> Search:
        """The questions about one case, with all that was named so far."""
        self.search.keep_up(self.situation.domain, self.situation.columns.domain, self.resolution.definitions)
        return self.search

    def afresh(self) -> Search:
        """The same, with nothing that was given or learned on the way."""
        search = Search(self.seconds)
        search.add([*self.situation.bounds, *self.resolution.definitions])
        return search

    def cases(self, *such_that: Z) -> tuple[Case, ...] | None:
        """A readable case of which all is true; None where there is none. Raises `Unsettled`."""
        return readable(self.ask(), (self.situation,), *such_that)

    def beside(self, free: frozenset[str], pinned: bool = False) -> Beside:
        """Two cases that differ only in these facts."""
        return Beside(self, free, pinned)

    def verdict(self, claim: Claim, status: Status, **told: Any) -> Verdict:
        """A verdict on this request, with the lists that were not looked at whole."""
        lists = tuple(sorted(self.facts.cut_short.items()))
        return Verdict(claim, self.request.name, status, lists=lists, **told)

    def proved(self, claim: Claim, **told: Any) -> Verdict:
        return self.verdict(claim, "proved", **told)

    def witness(self, cases: tuple[Case, ...], shows: Shows, about: Iterable[Node] = ()) -> tuple[Case, ...] | None:
        """The cases, as far as the definition agrees that they show it, without what does not matter; else None.

        What the claim itself is `about` stays, though no rule reads it.
        """
        try:
            whole = tuple(self.replay.decide(self.request.name, case) for case in cases)
        except CaseError:
            return None
        if not shows(cases, whole):
            return None

        def still(told: tuple[Case, ...]) -> bool:
            try:
                decided = [self.replay.decide(self.request.name, case) for case in told]
            except CaseError:
                return False
            return all(same_said(one, other) for one, other in zip(whole, decided, strict=True))

        kept = self.facts.read_by(about)
        return shrunk(cases, [name for name in self.facts.types if name not in kept], still)


class Beside:
    """Two cases of a request, the second with some facts of its own."""

    def __init__(self, bench: Bench, free: frozenset[str], pinned: bool) -> None:
        self.bench = bench
        self.free = free
        self.one = bench.resolution
        self.second = Situation(bench.facts, " of the second", bench.situation, free, pinned)
        _ = self.second.all_facts
        self.other = Resolution(self.second, " of the second", bench.resolution)
        self.search = Search(bench.seconds)
        self._asked = False

    def ask(self) -> Search:
        bench = self.bench
        both = [*self.one.decided, *self.other.decided]
        self.search.keep_up(
            bench.situation.domain,
            bench.situation.columns.domain,
            self.second.domain,
            self.second.columns.domain,
            self.one.definitions,
            self.other.definitions,
        )
        if not self._asked:
            self.search.add(both)
            self.search.possible()
            self._asked = True
        return self.search

    def cases(self, *such_that: Z) -> tuple[Case, ...] | None:
        """Two readable cases of which all is true; None where there are none. Raises `Unsettled`."""
        return readable(self.ask(), (self.bench.situation, self.second), *such_that)
