"""A reason for an exception that stores someone's health or blames someone: it stays on record for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairservice.errors import Defect, Finding
from fairservice.policy.packs import words
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located import Entries, Items, Text

SENSITIVE_REASON = Defect(
    "FS423", "sensitive-reason", "advice", "a reason for goodwill records health, or blames someone"
)

_HEALTH = re.compile(
    r"(ill|illness|sick|sickness|ziek|ziekte|zieke|health|gezondheid|pregnan\w*|zwanger\w*|hospital\w*|ziekenhuis\w*|"
    r"disab\w*|handicap\w*|depress\w*|burn_?out|medical|medisch\w*|diagnos\w*|kanker|cancer)\Z"
)
_BLAME = re.compile(
    r"(angry|anger|boos|boze|rude|rudeness|onbeleefd\w*|difficult|lastig\w*|complain\w*|klager|zeur\w*|nag\w*|shout\w*|"
    r"schreeuw\w*|threat\w*|dreig\w*|insist\w*|aandring\w*|stupid|dom|fault|schuld|liar|leugen\w*|aggress\w*|agress\w*)\Z"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, _, tree in rulebook.packs[-1].files:
        for reason in _reasons(tree):
            parts = reason.split("_")
            if any(map(says_health, parts)):
                why, help = "looks like data about health", "choose a neutral one, such as `personal_circumstances`"
            elif any(map(_BLAME.match, parts)):
                why, help = (
                    "blames someone, or pays for pressure",
                    "choose what happened, such as `unclear_information`",
                )
            else:
                continue
            yield SENSITIVE_REASON.at(reason.span, f"the reason `{reason}` {why}", help)


def says_health(word: str) -> bool:
    """Whether a word, in small letters, is one by which health is recorded."""
    return _HEALTH.match(word) is not None


def _reasons(tree: Entries) -> Iterator[Text]:
    rules = tree.get("rules")
    for rule in rules.values() if isinstance(rules, Entries) else ():
        listed = rule.get("reasons") if isinstance(rule, Entries) else None
        if isinstance(listed, Items | Text):
            yield from words(listed)
