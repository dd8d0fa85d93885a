"""What answers one request of a policy: reads its cases, fires its rules, and resolves what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from fairservice.conditions.describe import Describer
from fairservice.conditions.nodes import Node
from fairservice.conditions.open_columns import ReadColumns
from fairservice.conditions.program import Firing, Row
from fairservice.conditions.vocabulary import Value
from fairservice.decisions.content import Listed, writer_of
from fairservice.decisions.outcome import Outcome
from fairservice.decisions.reading import RowReader
from fairservice.decisions.resolve import resolve
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.rulebook import Request, Rulebook

MAX_KEPT = 10_000
"""The most outcomes that are kept for one request: one for each set of rules that fired together."""


class Answering:
    """One request of a policy, ready to decide. Safe to use from several threads at once."""

    def __init__(
        self, rulebook: Rulebook, request: Request, interpreter: Interpreter, digest: Callable[[], str]
    ) -> None:
        self.rulebook = rulebook
        self.request = request
        self.program = request.program
        self.interpreter = interpreter
        self.digest = digest
        self.read_columns = ReadColumns()
        self.facts_told = _facts_told(rulebook, request)
        """Of each fact that decisions tell, in the order of names: its place in a row, its name, how it is written."""
        columns = self.program.columns
        self.in_force_place = columns.index(request.in_force_fact) if request.in_force_fact in columns else None
        self._row = RowReader(rulebook, request).row
        self._fire = interpreter.fire
        self._outcomes: dict[Firing, Outcome] = {}
        self._describers: dict[str, Describer] = {}
        self._places: dict[int, tuple[Node, int]] = {}

    def resolved(self, case: Mapping[str, object], today: date, received_on: date) -> tuple[Row, Outcome]:
        """A case as it is read, and its outcome. Raises `CaseError` with every finding."""
        day = today.toordinal()
        row = self._row(case, day, day if received_on is today else received_on.toordinal())
        firing = self._fire(row)
        outcome = self._outcomes.get(firing)
        if outcome is None:
            outcome = self._resolve(firing, row)
        return row, outcome

    def _resolve(self, firing: Firing, row: Row) -> Outcome:
        outcome = resolve(self.request, firing, lambda node: self.amount_of(node, row), self.rulebook.together)
        # INVARIANT: without a look at an amount the outcome depends on what fired alone
        if not outcome.compared and len(self._outcomes) < MAX_KEPT:
            self._outcomes[firing] = outcome
        return outcome

    def amount_of(self, node: Node, row: Row) -> Value | None:
        """What an amount of the request comes to; None where it is open."""
        found = self._places.get(id(node))
        if found is None:  # to look it up by what it says takes long; the node is kept, so that its id stays its own
            found = self._places[id(node)] = node, self.request.amount_index[node]
        return self.interpreter.amount(found[1], row)

    def describer(self, lang: str) -> Describer:
        found = self._describers.get(lang)
        if found is None:
            label = self.rulebook.label
            found = self._describers[lang] = Describer(
                lang, self.rulebook.currency, lambda name: label(name, lang), self.rulebook.zone
            )
        return found


def _facts_told(rulebook: Rulebook, request: Request) -> tuple[tuple[int, str, Callable[[Value], str | Listed]], ...]:
    places = {name: place for place, name in enumerate(request.program.columns) if "/" not in name}
    facts = (rulebook.facts[name] for name in sorted(places))
    return tuple((places[each.name], each.name, writer_of(each.type)) for each in facts if each.source != "clock")
