"""What `verify` finds: what is not on a ledger as it was written, told by the numbers of entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

What = Literal[
    "removed",
    "put_in",
    "changed",
    "moved",
    "renumbered",
    "rewritten",
    "payload_changed",
    "payload_missing",
    "payload_back",
    "unreadable",
    "filed_otherwise",
    "left_over",
    "tombstone",
    "bundle",
    "item",
]

_SAID: dict[What, tuple[str, str]] = {
    "removed": ("is not there", "are not there"),
    "put_in": ("was put in between others", "were put in between others"),
    "changed": ("does not follow from the one before it", "do not follow from the ones before them"),
    "moved": ("was written elsewhere", "were written elsewhere"),
    "renumbered": ("was written with another number", "were written with other numbers"),
    "rewritten": ("is not the one that was there", "are not the ones that were there"),
    "payload_changed": ("does not say what it said when it was written", "do not say what they said when written"),
    "payload_missing": (
        "is empty, and nothing says why",
        "are empty, and nothing says why",
    ),
    "payload_back": ("was erased, and says something again", "were erased, and say something again"),
    "unreadable": ("cannot be read", "cannot be read"),
    "filed_otherwise": ("is filed under others than it is about", "are filed under others than they are about"),
    "left_over": ("is gone, and something of it is left over", "are gone, and something of them is left over"),
    "tombstone": ("tells of an erasure that cannot be", "tell of erasures that cannot be"),
    "bundle": ("cites a bundle that is not there as it was", "cite a bundle that is not there as it was"),
    "item": ("came to something else than is kept", "came to something else than is kept"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not as it was written, of one entry or of several that follow each other."""

    what: What
    first: int
    last: int
    detail: str = ""

    @property
    def message(self) -> str:
        """One line that names the entries."""
        one, many = _SAID[self.what]
        if self.first == self.last:
            said = f"entry {self.first} {one}"
        else:
            said = f"entries {self.first} to {self.last} {many}"
        return f"{said}: {self.detail}" if self.detail else said

    def __str__(self) -> str:
        return self.message


@dataclass(slots=True)
class Flaws:
    """Flaws as they are found: what is so of entries that follow each other is told once."""

    found: list[Flaw] = field(default_factory=list)
    _open: dict[tuple[What, str], int] = field(default_factory=dict)

    def add(self, what: What, number: int, detail: str = "", last: int | None = None) -> None:
        key = what, detail
        place = self._open.get(key)
        if place is not None and self.found[place].last == number - 1:
            self.found[place] = replace(self.found[place], last=number if last is None else last)
            return
        self._open[key] = len(self.found)
        self.found.append(Flaw(what, number, number if last is None else last, detail))

    def in_order(self) -> list[Flaw]:
        return sorted(self.found, key=lambda each: (each.first, each.what, each.detail))
