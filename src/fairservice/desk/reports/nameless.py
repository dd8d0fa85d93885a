"""Takes the names of colleagues out of what people wrote, before it stands in a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairservice.desk.ports import Person

HIDDEN = "…"
SHORTEST = 3
"""Shorter parts of names are words of their own: `de`, `van`, `Jo`."""


class Nameless:
    """Knows the logins and the names of those who work here. Whoever has left, or is a customer, it cannot know."""

    def __init__(self, people: Iterable[Person]) -> None:
        said = list(people)
        logins = sorted({each.login for each in said if each.login}, key=len, reverse=True)
        names = sorted({name for each in said for name in _names(each) if name}, key=len, reverse=True)
        self._login = _whole(logins, re.IGNORECASE)
        self._name = _whole(names, re.NOFLAG)

    def __call__(self, text: str | None) -> str | None:
        """The text without them."""
        if text is None:
            return None
        for pattern in (self._name, self._login):
            if pattern is not None:
                text = pattern.sub(HIDDEN, text)
        return text


def _names(person: Person) -> Iterator[str]:
    yield person.name
    # `De` and `van` stand in other sentences; a name in them has a capital.
    yield from (part for part in person.name.split() if len(part) >= SHORTEST and part[0].isupper())


def _whole(words: list[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", flags)
