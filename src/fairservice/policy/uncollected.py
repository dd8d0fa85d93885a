"""Making a policy ready leaves nothing behind for the garbage collector, which therefore rests meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """The cyclic garbage collector rests, where it was not at rest already.

    Of a policy nearly all that is made while it is read, and while its first decision is prepared, stays. The
    collector would look through it again and again and find nothing: for a table of 10,000 rows that took longer than
    reading it. For the same reason all of it is then taken for old, so that not the next request looks through it.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # else a server has put away what is to stay so
            gc.freeze()
            gc.unfreeze()  # to the oldest generation
        gc.enable()
