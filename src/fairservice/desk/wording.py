"""What people write for the record: some words, and nothing about health or that blames somebody.

The words that a policy is advised against as reasons (FS423) are refused here, since these stay on record for years.
"""

from __future__ import annotations

import re
import unicodedata

from fairservice.analysis.checks.sensitive_reason import says_health
from fairservice.conditions.vocabulary import cut
from fairservice.desk.refusals.answering import HEALTH
from fairservice.errors import DeskError
from fairservice.source.text_file import INVISIBLE

LONGEST = 1000
MOST_SAID = 20_000
"""The longest text of what a customer was told, in signs: a long letter."""
MOST_NAMED = 200
"""The longest name of a ticket, channel or colleague, in signs."""
_WORD = re.compile(r"[^\W\d_]+")


def neutral(text: str) -> str:
    """The words as they are kept. Raises `DeskError` for none or too many, `Refused` for words about health."""
    if not isinstance(text, str) or not text.strip():
        raise DeskError("this needs a reason in words", "say in one sentence what happened; it stays on record")
    words = " ".join(_visible(text, "a reason", LONGEST, "say it shorter; documents belong in the ticket").split())
    found = next((word for word in _WORD.findall(words) if says_health(word.lower())), None)
    if found is not None:
        raise HEALTH.of(word=found)
    return words


def said(text: object) -> str:
    """What a customer was told, as it is kept. Raises `DeskError` for no text, or too much of it."""
    if not isinstance(text, str) or not text.strip():
        raise DeskError("nothing was said", "leave the words out to record the sentence of the policy")
    return _visible(
        text, "what was said", MOST_SAID, "put on record what matters of it; documents belong in the ticket"
    )


def named(text: object, what: str) -> str:
    """A name on one line, as it is kept. `what` it is of: `a ticket`. Raises `DeskError`."""
    if not isinstance(text, str) or not text.strip():
        raise DeskError(f"{what} is named by a text", f"say which one, in 1 to {MOST_NAMED} signs")
    found = _visible(text, f"the name of {what}", MOST_NAMED, f"the most is {MOST_NAMED}")
    if "\n" in found or "\t" in found:
        raise DeskError(f"the name of {what} is on one line", "take the line ends and tabs out")
    return found


def flag(value: object, what: str) -> bool:
    """A yes or no. Raises `DeskError` for all else: a text like `no` would otherwise count as yes."""
    if not isinstance(value, bool):
        raise DeskError(f"`{what}` is true or false, and this is neither", "say `True` or `False`, not a text")
    return value


def _visible(text: str, what: str, longest: int, help: str) -> str:
    if len(text) > 10 * longest:  # not even looked at
        raise DeskError(f"{what} has {len(text):,} signs, and at most {longest:,} are kept", help)
    found = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(found) > longest:
        raise DeskError(f"{what} has {len(found):,} signs, and at most {longest:,} are kept", help)
    if unseen := INVISIBLE.search(found):
        shown = cut(INVISIBLE.sub("", found))
        message = f"`{shown}` has the sign U+{ord(unseen[0]):04X} in it, which cannot be seen"
        raise DeskError(message, "take it out")
    return found
