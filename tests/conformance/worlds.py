"""What a law is tried on: a generated policy that was loaded, a moment, and a case that becomes known step by step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from conformance.cases import Known, Moment
from conformance.chooser import Drawn, chance
from conformance.engines import Loaded, additions
from conformance.figures import FIGURES
from conformance.policies import Writer, Written
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
    chooser = Drawn(draw)
    written = Writer(chooser, small).written()
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
    start = {name: value for name, value in full.items() if chance(chooser, 40)}
    order = draw(st.permutations(list(full)))
    path = [start, *additions(start, full, order)]
    FIGURES["pairs"] += len(path)
    return World(written, loaded, moment, path)
