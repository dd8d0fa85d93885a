"""Says on a terminal how far a long piece of work is; nothing where nobody looks."""

from __future__ import annotations

import sys


class Progress:
    """A line on standard error that is written over: `doing` what, of which there are `count`."""

    def __init__(self, count: int, doing: str) -> None:
        self.count = count
        self.doing = doing
        self.done = 0
        self.on = sys.stderr.isatty() and count > 1

    def begins(self, name: str) -> None:
        self.done += 1
        if self.on:
            line = f"\r\x1b[K{self.doing} {name} ({self.done} of {self.count}) …"
            print(line, end="", file=sys.stderr, flush=True)

    def ends(self) -> None:
        if self.on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
