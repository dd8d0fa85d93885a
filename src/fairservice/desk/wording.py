"""What people write for the record: some words, and nothing about health or that blames somebody.

The words that a policy is advised against as reasons (FS423) are refused here, since these stay on record for years.
"""

from __future__ import annotations

import re

from fairservice.analysis.checks.sensitive_reason import says_health
from fairservice.errors import DeskError, Refused

LONGEST = 1000
_WORD = re.compile(r"[^\W\d_]+")


def neutral(text: str) -> str:
    """The words as they are kept. Raises `DeskError` for none or too many, `Refused` for words about health."""
    words = " ".join(str(text).split())
    if not words:
        raise DeskError("this needs a reason in words", "say in one sentence what happened; it stays on record")
    if len(words) > LONGEST:
        raise DeskError(f"this is longer than {LONGEST} signs", "say it shorter; documents belong in the ticket")
    found = next((word for word in _WORD.findall(words) if says_health(word.lower())), None)
    if found is not None:
        raise Refused(
            "health",
            f"`{found}` tells about somebody's health, which is not kept here (GDPR art. 9)",
            "say what changed for the case instead, such as `personal circumstances`",
        )
    return words
