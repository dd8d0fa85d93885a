"""What the long runs try, on some policies; and that these use all of the language."""

from __future__ import annotations

from pathlib import Path

from conformance.agree import run_seed
from conformance.coverage import DISPATCHED, FEATURES
from conformance.figures import Figures

POLICIES = 80
CASES = 15


def test_generated_policies_use_all_of_the_language_and_keep_every_law(tmp_path: Path) -> None:
    """No law breaks in the first policies of a long run, and each feature of the language occurs in two of them."""
    figures = Figures()
    broken = {seed: found for seed in range(POLICIES) if (found := run_seed(seed, tmp_path, figures, CASES))}
    assert broken == {}
    rare = [name for name in (*FEATURES, DISPATCHED) if figures[f"policies: {name}"] < 2]
    assert rare == []
    assert figures["pairs"] == CASES * figures["policies"]
    assert all(figures[key] for key in ("decisions compared", "steps", "resolved naively", "enumerated"))
