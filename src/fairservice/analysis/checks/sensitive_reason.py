"""A reason for an exception that stores someone's health or blames someone: it stays on record for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

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
    for _, rule in own_rules(rulebook):
        for reason in rule.concession.reasons if rule.concession else ():
            words = reason.split("_")
            if any(map(_HEALTH.match, words)):
                why, help = "looks like data about health", "choose a neutral one, such as `personal_circumstances`"
            elif any(map(_BLAME.match, words)):
                why, help = (
                    "blames someone, or pays for pressure",
                    "choose what happened, such as `unclear_information`",
                )
            else:
                continue
            yield SENSITIVE_REASON.at(place_of(rule, "reasons"), f"the reason `{reason}` {why}", help)
