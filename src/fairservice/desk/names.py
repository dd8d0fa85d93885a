"""What people call an entry of the ledger: a letter for what it is, and its number, like `D-1042`."""

from __future__ import annotations

import re

from fairservice.conditions.vocabulary import cut, shown
from fairservice.errors import NotOnRecord

LETTERS = {
    "decision": "D",
    "concession": "C",
    "approval_asked": "A",
    "override": "O",
    "outside_policy": "R",
    "objection": "X",
    "alarm": "P",
    "escalation": "U",
    "opposition": "Z",
}
"""The letter of each kind that people speak of; `E` for any other."""
OTHER = "E"
CALLED = {
    "decision": "a decision",
    "concession": "a concession",
    "approval_asked": "a request for approval",
    "override": "an override",
    "outside_policy": "a report of what happened outside of the policy",
    "objection": "an objection of a colleague",
    "alarm": "an alarm about a pattern",
    "escalation": "a request for somebody higher",
    "opposition": "an objection of a customer",
}
_BARE = re.compile(r"([A-Z])?([1-9][0-9]{0,17})\Z", re.ASCII)
"""A name without its hyphen, or without its letter too."""
_NAME = re.compile(r"([A-Z])-([1-9][0-9]{0,17})\Z", re.ASCII)


def name_of(kind: str, number: int) -> str:
    """How an entry is called: `D-1042`."""
    return f"{LETTERS.get(kind, OTHER)}-{number}"


def number_of(name: str, *kinds: str) -> int:
    """The number in a name, which must be of one of the kinds, if any are said. Raises `NotOnRecord`."""
    found = _NAME.match(name.strip().upper()) if isinstance(name, str) else None
    wanted = " or ".join(CALLED[each] for each in kinds) or "an entry"
    form = " or ".join(f"`{LETTERS[each]}-…`" for each in kinds) or "`D-1042`"
    if found is None:
        meant = _meant(name, {LETTERS[each] for each in kinds})
        help = f"did you mean `{meant}`?" if meant else f"it is written like {form}"
        raise NotOnRecord(f"`{shown(name)}` is not the name of {wanted}", help)
    letter, number = found.groups()
    if kinds and letter not in {LETTERS[each] for each in kinds}:
        meant = next((CALLED[kind] for kind, each in LETTERS.items() if each == letter), "another entry")
        raise NotOnRecord(f"`{cut(name)}` is {meant}, and this needs {wanted}", f"it is written like {form}")
    return int(number)


def _meant(name: object, letters: set[str]) -> str | None:
    """The name that was meant where its hyphen is missing, or its letter too and there is only one that it can be."""
    found = _BARE.match(name.strip().upper()) if isinstance(name, str) else None
    if found is None:
        return None
    if found[1] is not None:
        return f"{found[1]}-{found[2]}" if found[1] in letters or not letters else None
    return f"{min(letters)}-{found[2]}" if len(letters) == 1 else None
