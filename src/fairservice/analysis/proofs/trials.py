"""What the cases that were found show of the rules that stand in them: that they do, and that they change something.

One case is enough to show either, and quick to decide; only what no case has shown yet is asked of the prover. Each is
decided with a rule and without it by the same resolution as any decision, so that nothing is shown that is not so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property, partial

from fairservice.analysis.proofs.replay import more_in
from fairservice.analysis.proofs.situation import Case
from fairservice.conditions.program import Firing, Row, mask_of
from fairservice.conditions.vocabulary import int_of
from fairservice.decisions.answering import Answering
from fairservice.decisions.case import with_parts
from fairservice.decisions.decision import Decision
from fairservice.decisions.resolve import resolve
from fairservice.interpreters.python_code import PythonCode
from fairservice.policy.rulebook import Request, Rulebook


class Trials:
    """Decides cases of a request, with and without a rule. Rules go by their positions."""

    def __init__(self, rulebook: Rulebook, request: Request) -> None:
        self.rulebook = rulebook
        self.request = request
        self.stood: set[int] = set()
        """The rules that stood in some case."""
        self.mattered: set[int] = set()
        """The rules without which some case is decided otherwise, to the words."""

    @cached_property
    def _all(self) -> PythonCode:
        """What tells all rules that fire, also those that others silence."""
        return PythonCode(replace(self.request.program, silencers=()))

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self.rulebook, self.request, self._all, lambda: "")

    def learn(self, case: Case, position: int) -> None:
        """Which rules stand in a complete case, and whether it is decided otherwise without this one of them."""
        row = self.request.program.row(with_parts(dict(case), self.request.program.columns, self.rulebook))
        fired, open_ones = self._all.fire(row)
        assert not open_ones, "a case of the prover is complete"
        standing = self._standing(fired)
        self.stood.update(standing)
        if position not in standing or position in self.mattered:
            return
        whole = self._decide(case, row, standing)
        less = self._decide(case, row, self._standing(tuple(each for each in fired if each != position)))
        if whole.settled and self._otherwise(whole, less):
            self.mattered.add(position)

    def _standing(self, fired: tuple[int, ...]) -> tuple[int, ...]:
        above, mask = self.request.program.above, mask_of(fired)
        return tuple(each for each in fired if not above[each] & mask)

    def _decide(self, case: Case, row: Row, standing: tuple[int, ...]) -> Decision:
        firing: Firing = (standing, ())
        amount_of = partial(self._answering.amount_of, row=row)
        outcome = resolve(self.request, firing, amount_of, self.rulebook.together)
        today = int_of(case.get("today", self.rulebook.since))
        received = int_of(case.get("received_on", today))
        days = date.fromordinal(today), date.fromordinal(received)
        return Decision(self._answering, row, outcome, *days, self.rulebook.languages[0])

    def _otherwise(self, one: Decision, other: Decision) -> bool:
        """Whether another thing is said or given: not whether another rule says it."""
        return (
            (one.status, one.answer) != (other.status, other.answer)
            or (one.because, one.say, one.if_pressed) != (other.because, other.say, other.if_pressed)
            or bool(more_in(one, other, self.rulebook) or more_in(other, one, self.rulebook))
        )
