"""Walking along the chain, and telling what was done to it where it does not hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from fairservice.ledger.entry import GENESIS, chained
from fairservice.storage.flaws import Flaws, What

LOOKED_INTO = 60
"""Of how many links that do not hold it is found out what happened: each is compared with each."""
RECENT = 9
"""Up to how many entries, one less, can be put in or taken out at one place so that it is told how many."""
A_RUN = 3
"""From how many in a row on entries count as numbered anew, not as put elsewhere."""


@dataclass(frozen=True, slots=True)
class Link:
    """What is chained of an entry, as it stands in the table."""

    number: int
    kind: str
    at: int
    commitment: bytes
    public: str
    hash: bytes

    def follows(self, before: bytes, number: int) -> bool:
        """Whether it was written with that number, after the entry that has that hash."""
        return chained(before, number, self.kind, self.at, self.commitment, self.public) == self.hash


class Walk:
    """Along the chain in the order of its numbers, with a few entries in memory."""

    def __init__(self, flaws: Flaws, hash_at: Callable[[int], bytes | None]) -> None:
        self._flaws = flaws
        self._hash_at = hash_at
        self._recent: deque[tuple[int, int, bytes]] = deque([(0, 0, GENESIS)], RECENT)
        """Number, number as written, and hash of the last entries."""
        self._shift = 0
        """How much higher numbers are than they were written."""
        self._turn: tuple[What, int, int] | None = None
        """What made it so, if the next few entries bear it out."""
        self._run: list[Link] = []
        self._broken: list[Link] = []
        self.gaps: list[tuple[int, int]] = []

    def step(self, link: Link) -> None:
        number, (last, _, before) = link.number, self._recent[-1]
        if number < 1:
            self._flaws.add("put_in", number, "the first entry is entry 1")
            return
        if number > last + 1:
            self._flaws.add("removed", last + 1, last=number - 1)
            self.gaps.append((last + 1, number - 1))
            # What it followed is not there to be compared with.
        elif link.follows(before, number - self._shift):
            self._shifted(link)
        elif not self._turns(link, before):
            self._broken_at(link)
        self._recent.append((number, number - self._shift, link.hash))

    def _turns(self, link: Link, before: bytes) -> bool:
        """Whether it holds with another number: from here on entries were numbered anew."""
        number, shift = link.number, self._shift
        for other, as_written, hash in list(self._recent)[-2::-1]:
            if link.follows(hash, as_written + 1):
                self._turn_to(number - as_written - 1, ("put_in", other + 1, number - 1), link)
                return True
        for more in range(1, RECENT):
            if link.follows(before, number - shift + more):
                first = number - 1 - shift
                self._turn_to(shift - more, ("removed", first, first + more - 1), link)
                return True
        return False

    def _turn_to(self, shift: int, turn: tuple[What, int, int], link: Link) -> None:
        self._end_run()
        self._shift, self._turn = shift, turn
        self._shifted(link)

    def _shifted(self, link: Link) -> None:
        if self._turn is None:
            if self._shift:
                self._flaws.add("renumbered", link.number, self._as_written())
            return
        self._run.append(link)
        if len(self._run) < A_RUN:
            return
        what, first, last = self._turn
        begin = self._run[0].number
        if what == "put_in":
            self._broken = [each for each in self._broken if not first <= each.number <= last]
            self._flaws.add(what, first, last=last)
        else:
            # The entry right before it came after what was taken out, which it cannot be compared with.
            self._broken = [each for each in self._broken if each.number != begin - 1]
            self._flaws.add(what, first, "those after it were numbered anew", last=last)
            if self._shift:
                self._flaws.add("renumbered", begin - 1, self._as_written())
        if self._shift:
            for each in self._run:
                self._flaws.add("renumbered", each.number, self._as_written())
        self._turn, self._run = None, []

    def _as_written(self) -> str:
        return f"{abs(self._shift)} {'less' if self._shift > 0 else 'more'}"

    def _end_run(self) -> None:
        """Too few to say that they were numbered anew: each is looked into by itself."""
        self._broken += self._run
        self._turn, self._run = None, []

    def _broken_at(self, link: Link) -> None:
        if len(self._broken) < LOOKED_INTO:
            self._broken.append(link)
        else:
            self._flaws.add("changed", link.number, _CHANGED)

    def end(self) -> int:
        """Looks into what did not hold. The number of the last entry."""
        self._end_run()
        hashes = {each.hash for each in self._broken}
        for link in self._broken:
            own = self._hash_at(link.number - 1)
            if any(link.follows(each, link.number) for each in hashes | ({own} if own else set())):
                continue  # it follows from an entry that is elsewhere now: that one is told of
            origin = next((m for m in self._places() if m != link.number and self._was_at(link, m, hashes)), None)
            if origin is None:
                self._flaws.add("changed", link.number, _CHANGED)
            else:
                self._flaws.add("moved", link.number, f"as entry {origin}")
        return self._recent[-1][0]

    def _places(self) -> list[int]:
        lost = [n for first, last in self.gaps for n in range(first, min(last, first + LOOKED_INTO) + 1)]
        return [each.number for each in self._broken] + lost + [self._recent[-1][0] + 1]

    def _was_at(self, link: Link, number: int, hashes: set[bytes]) -> bool:
        before = GENESIS if number == 1 else self._hash_at(number - 1)
        return any(link.follows(each, number) for each in (hashes | {before} if before else hashes))


_CHANGED = "it was changed, or the one before it was and hashed anew"
