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

from probe import MANIFEST

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
    for report in terminalreporter.stats.get("passed", []):
        for line in dict(report.user_properties).get("figures", []):
            terminalreporter.write_line(line)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """A test that is skipped because a part is not installed fails where every part must be there.

    Such a skip says the line that installs the part: `pytest.skip("needs … : pip install …")`.
    """
    report = yield
    if report.skipped and os.environ.get("FAIRSERVICE_REQUIRE_PARTS"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if "needs " in reason:
            report.outcome = "failed"
            report.longrepr = f"FAIRSERVICE_REQUIRE_PARTS is set, and this was skipped: {reason}"
    return report
