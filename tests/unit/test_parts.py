"""Tests that need a part which may be missing: skipped for users, a failure in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEST = 'import pytest\n\n\ndef test_it() -> None:\n    pytest.skip("needs a part: pip install part")\n'


@pytest.mark.parametrize(("required", "code"), [("", 0), ("1", 1)])
def test_a_missing_part_fails_only_where_all_are_required(tmp_path: Path, required: str, code: int) -> None:
    """A skip that says what it needs is a failure when FAIRSERVICE_REQUIRE_PARTS is set."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), "utf-8")
    for name in ("probe.py", "conformance"):
        (tmp_path / name).symlink_to(ROOT / "tests" / name)
    (tmp_path / "test_it.py").write_text(TEST, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "test_it.py"]
    environment = {**os.environ, "FAIRSERVICE_REQUIRE_PARTS": required, "PYTHONPATH": str(ROOT / "src")}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == code, ended.stdout
    assert "needs a part" in ended.stdout or not required
