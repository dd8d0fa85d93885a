"""A refusal without its reason, or an answer without a sentence: the employee stands there with empty hands."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import called, own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

MISSING_BECAUSE = Defect("FS411", "missing-because", "warning", "a refusal does not say why")
NOTHING_TO_SAY = Defect("FS412", "nothing-to-say", "advice", "an answer has no sentence to say")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, rule in own_rules(rulebook):
        if rule.because:
            continue
        if rule.answer is not None and not rule.answer.grants:
            yield MISSING_BECAUSE.at(
                place_of(rule, "answer"),
                f"{called(rule)} answers `{rule.answer.word}` and does not say why",
                "add `because:` with what the customer may truthfully be told",
            )
        elif not rule.say:
            yield NOTHING_TO_SAY.at(
                place_of(rule, "answer", "concede"),
                f"{called(rule)} has no sentence to say",
                "add `because:` with one sentence per language",
            )
