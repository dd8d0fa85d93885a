"""A fact about conduct that does not say which way is worse: then nobody can prove that rudeness never pays."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import is_own
from fairservice.conditions.vocabulary import Boolean
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

CONDUCT_WITHOUT_WORSE = Defect(
    "FS525", "conduct-without-worse", "warning", "a fact about conduct does not say which way is worse"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for name, fact in rulebook.facts.items():
        if fact.about == "conduct" and fact.worse is None and is_own(rulebook, fact.span):
            word = "true" if isinstance(fact.type, Boolean) else "higher"
            yield CONDUCT_WITHOUT_WORSE.at(
                fact.span, f"`{name}` does not say which way is worse", f"add `worse: {word}`, or the other way round"
            )
