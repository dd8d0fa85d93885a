"""Tells whether a file or folder is still as it was when it was read, at the cost of one look at it."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

_SETTLED_NS = 2_000_000_000
"""So long after its last change a file can still be changed again within one tick of the file system's clock."""


class Stamp(NamedTuple):
    """What differs once a file was changed or replaced."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int
    settled: bool
    """Whether its last change is long enough ago for the next one to show."""

    def still(self, now: Stamp) -> bool:
        """Whether nothing was changed since: surely, so that in doubt it is read again."""
        return self.settled and self[:-1] == now[:-1]


def stamp_of(about: os.stat_result) -> Stamp:
    """The stamp of a file that was looked at now. Look before reading: what changes meanwhile then shows."""
    latest = max(about.st_mtime_ns, about.st_ctime_ns)
    settled = abs(time.time_ns() - latest) > _SETTLED_NS
    return Stamp(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns, settled)
