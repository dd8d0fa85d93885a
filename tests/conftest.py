"""Hypothesis profiles, and the figures that the conformance tests print at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from fairservice import Policy, load

sys.path.insert(0, str(Path(__file__).resolve().parent))

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile(
    "ci",  # without shrinking, which takes minutes: `HYPOTHESIS_PROFILE=dev` shrinks
    derandomize=True,
    deadline=None,
    suppress_health_check=_SLOW,
    print_blob=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("dev", deadline=None, suppress_health_check=_SLOW, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many generated cases were compared, and how often the ranges settle what enumeration settles."""
    from conformance.figures import FIGURES

    for line in FIGURES.lines():
        terminalreporter.write_line(line)


MANIFEST = """language: 1
policy: probe
title: {en: Probe}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles: {agent: {}, lead: {above: agent, may: [override]}}
grants: {refund: money, credit: money, discount: percent, swap: yes_or_no, ready_on: date, extra: quantity}
together: [discount]
"""


@pytest.fixture
def write_policy(tmp_path: Path) -> Callable[..., Path]:
    """Writes a policy folder from the text of its rules (or of several files); gives its path."""

    def write(rules: str = "", *, manifest: str = MANIFEST, name: str = "probe", **files: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.yaml").write_text(manifest, encoding="utf-8")
        for stem, text in {"rules": rules, **files}.items():
            if text:
                (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def policy_of(write_policy: Callable[..., Path]) -> Callable[..., Policy]:
    """Loads a policy from the text of its rules."""
    return lambda *args, **kwargs: load(write_policy(*args, **kwargs))
