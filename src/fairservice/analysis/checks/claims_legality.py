"""A text that claims to be lawful: a policy follows a law pack as of a date; whether that is lawful a court says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairservice.analysis.checks.plain.written import texts_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

CLAIMS_LEGALITY = Defect("FS422", "claims-legality", "advice", "a text claims that something is lawful")

_CLAIMS = re.compile(
    r"(?<!\w)(lawful(ly)?|legal(ly)?(?! (right|term|period|warranty|guarantee|claim|obligation)s?\b)|"
    r"rechtmatig|rechtsgeldig|wettelijk (toegestaan|geoorloofd|in orde)|legaal)(?!\w)",
    re.IGNORECASE,
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for text in texts_of(rulebook):
        for _, sentence in text.texts:
            match = _CLAIMS.search(sentence)
            if match:
                yield CLAIMS_LEGALITY.at(
                    sentence.part(match.start(), len(match[0])),
                    f"`{match[0].lower()}` is for a court to say",
                    "name the rule or the article it rests on",
                )
