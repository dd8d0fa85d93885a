"""A sentence that cannot be said with a customer on the line: more than 25 words, or 20 when pressed."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.written import texts_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

SENTENCE_TOO_LONG = Defect("FS421", "sentence-too-long", "warning", "a text is too long to be said in one breath")

LIMITS = {"because": 25, "say": 25, "offer": 25, "if_pressed": 20}
"""Words per text, as a decision card has room for; a placeholder counts as one."""


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for text in texts_of(rulebook):
        if text.role not in LIMITS or text.also_say:
            continue
        for lang, sentence in text.texts:
            count, most = len(sentence.split()), LIMITS[text.role]
            if count > most:
                yield SENTENCE_TOO_LONG.at(
                    lang.span,
                    f"this has {count} words, and {most} can be said",
                    "say one thing; put the rest in `if_pressed`"
                    if text.role != "if_pressed"
                    else "say the one thing that still helps",
                )
