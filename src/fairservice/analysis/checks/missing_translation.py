"""A text that is there in one language of the policy and not in another: some customers would get no sentence."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.written import texts_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

MISSING_TRANSLATION = Defect(
    "FS410", "missing-translation", "warning", "a text is missing in one of the policy's languages"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for text in texts_of(rulebook):
        if text.role == "no_precedent":  # what is missing has usual words
            continue
        missing = [lang for lang in rulebook.languages if lang not in text.languages]
        if missing:
            what = {"offer": "say", "why": "because"}.get(text.role, text.role)
            langs = " or ".join(f"`{lang}`" for lang in missing)
            yield MISSING_TRANSLATION.at(
                text.key.span, f"`{what}` of `{text.of}` has no text in {langs}", f"add a line `{missing[0]}: …`"
            )
