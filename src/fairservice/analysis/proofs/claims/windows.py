"""Windows in which a later case gets more than an earlier one: pointed out, as `check` does."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks import later_gets_more
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.verdict import Verdict


def prove(bench: Bench) -> Iterator[Verdict]:
    """What plain analysis finds of this request."""
