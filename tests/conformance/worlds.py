"""What a law is tried on: a generated policy that was loaded, a moment, and a case that becomes known step by step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases import Known, Moment, growing
from conformance.chooser import Chooser, Drawn, Seeded
from conformance.engines import Loaded
from conformance.figures import FIGURES
from conformance.policies import Size, Writer, Written
from fairservice.errors import PolicyError


@dataclass
class World:
    """A loaded policy with one path of cases: from little known to everything known."""

    written: Written
    loaded: Loaded
    moment: Moment
    path: list[Known]

    def __repr__(self) -> str:
        return f"{self.written!r}\n# {self.moment}\n# known at first: {self.path[0]}\n# at last: {self.path[-1]}"


@st.composite
def worlds(draw: Callable[[Any], Any], small: bool = False) -> World:
    """Worlds; the few policies that the loader refuses (a calculation could grow too large) are passed over."""
    size: Size = "small" if small else draw(st.sampled_from(("medium", "medium", "medium", "large")))
    # a large policy makes more choices than hypothesis can keep: it stands and falls with one of its
    chooser: Chooser = Seeded(draw(st.integers(0, 2**32))) if size == "large" else Drawn(draw)
    written = Writer(chooser, size).written()
    with tempfile.TemporaryDirectory() as folder:
        try:
            loaded = Loaded.written(Path(folder), written)
        except PolicyError as error:
            refused = {finding.code for finding in error.findings}
            assert refused == {"FS205"}, f"{error}\n{written!r}"
            assume(False)
            raise
    FIGURES["policies"] += 1
    full, moment = loaded.cases.full(chooser), loaded.cases.moment(chooser)
    start = loaded.cases.known(chooser, full, 40)
    order = draw(st.permutations(list(full)))
    path = [start, *growing(start, full, order)]
    FIGURES["pairs"] += len(path)
    return World(written, loaded, moment, path)
