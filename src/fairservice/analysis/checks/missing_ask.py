"""A fact that decides something and has no question: an employee would have to make one up on the spot."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import is_own, is_pack
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

MISSING_ASK = Defect("FS413", "missing-ask", "warning", "a fact that is asked for has no question")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    read = {name.partition("/")[0] for request in rulebook.requests.values() for name in request.program.columns}
    read |= {request.in_force_fact for request in rulebook.requests.values()}
    for name, fact in rulebook.facts.items():
        asked = fact.source == "case" and not fact.protected and (name in read or is_pack(rulebook))
        if asked and not fact.ask and is_own(rulebook, fact.span):
            yield MISSING_ASK.at(
                fact.span,
                f"`{name}` has no question to ask",
                "add `ask:` with a question per language, or `from: ledger` if the desk knows it",
            )
