"""The stage in which a second, independent engine must judge as the live one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairservice.analysis.cross_examination import CASES, SecondEngine, cross_examine
from fairservice.analysis.publishing.stage import Candidate, Examined
from fairservice.conditions.program import Program
from fairservice.errors import MissingPart
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.published.record import CROSS_EXAMINATION

MOST_RULES = 3_000
"""The second engine takes minutes for a request of more rules than this, and is not asked about such a policy."""
MOST_JUDGED = 90_000
"""So many rules are judged in all the generated cases of a request, so that a policy takes seconds."""


@dataclass(frozen=True, slots=True)
class CrossExamined:
    """The policy's examples, and cases on the edges of its rules, judged by both engines.

    `second` makes the second engine, or says why it is not there.
    """

    live: Callable[[Program], Interpreter]
    second: Callable[[], Callable[[Program], SecondEngine] | MissingPart]
    name: str = CROSS_EXAMINATION

    def examine(self, candidate: Candidate) -> Examined:
        second = self.second()
        if isinstance(second, MissingPart):
            raise second
        rulebook = candidate.policy.rulebook
        largest = max((len(request.rules) for request in rulebook.requests.values()), default=0)
        if largest > MOST_RULES:
            return Examined("not_available", f"the second engine is not asked about {largest} rules in one request")
        cases = min(CASES, max(MOST_JUDGED // max(largest, 1), 1))
        found = cross_examine(rulebook, self.live, second, cases)
        details = found.to_dict()
        left_out = sum(count for _, _, count in found.not_asked)
        if not found.asked:
            return Examined("not_available", "nothing in it can be asked of the second engine", (), details)
        if not found.agrees:
            said = f"the engines differ on {found.differing} of {found.asked} cases"
            help = "this is a fault of fairservice or of the second engine, not of your policy: please report it"
            return Examined("refused", said, (), details, "\n".join([*map(str, found.shown), help]))
        said = f"a second engine agrees on {found.asked} cases"
        return Examined("passed", said + (f"; {left_out} could not be asked" if left_out else ""), (), details)
