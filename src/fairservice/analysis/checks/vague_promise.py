"""A promise that nobody can keep or check: always, everything, as soon as possible.

Seen: a list of words per language, in what the customer gets to hear; `not always` and `anything else` are fine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairservice.analysis.checks.plain.written import SPOKEN, texts_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

VAGUE_PROMISE = Defect("FS420", "vague-promise", "warning", "a text promises what nobody can keep or check")

_WORDS = {
    "en": r"always|never|everything|anything(?! else)|whatever you want|as soon as possible|asap|a\.s\.a\.p\.",
    "nl": r"altijd|nooit|alles|zo snel mogelijk|zo spoedig mogelijk|z\.?s\.?m\b\.?|wat u maar wilt",
}
_NOT = re.compile(r"\b(not|n't|niet|nog)\s+\Z", re.IGNORECASE)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for text in texts_of(rulebook):
        if text.role not in SPOKEN:
            continue
        for lang, sentence in text.texts:
            for match in re.finditer(rf"(?<!\w)({_WORDS.get(lang, '(?!)')})(?!\w)", sentence, re.IGNORECASE):
                if _NOT.search(sentence[: match.start()]):
                    continue
                yield VAGUE_PROMISE.at(
                    sentence.part(match.start(), len(match[0])),
                    f"`{match[0].lower()}` promises what nobody can keep or check",
                    "say what, by when, or up to how much",
                )
