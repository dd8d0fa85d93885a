"""What is suggested can be typed as it stands, wherever the program is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fairservice.cli.program import program, typed

pytestmark = pytest.mark.skipif(os.name == "nt", reason="programs are found otherwise on Windows")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A program `fairservice` in a folder of its own."""
    file = tmp_path / "bin" / "fairservice"
    file.parent.mkdir()
    file.write_text("", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_what_is_on_the_path_goes_by_its_name(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it was started by its path, or through a link."""
    monkeypatch.setenv("PATH", str(installed.parent))
    (installed.parent.parent / "links").mkdir()
    link = installed.parent.parent / "links" / "fairservice"
    link.symlink_to(installed)
    for started in (installed, link):
        monkeypatch.setattr(sys, "argv", [str(started), "demo"])
        assert program() == "fairservice"


def test_what_is_not_on_the_path_goes_by_how_it_was_started(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the README, before its environment is activated; another one that is on the path changes nothing."""
    monkeypatch.chdir(installed.parent.parent)
    monkeypatch.setattr(sys, "argv", ["bin/fairservice", "demo"])
    monkeypatch.setenv("PATH", "")
    assert program() == "bin/fairservice"
    other = installed.parent.parent / "other"
    other.mkdir()
    (other / "fairservice").write_text("", encoding="utf-8")
    (other / "fairservice").chmod(0o755)
    monkeypatch.setenv("PATH", str(other))
    assert typed("init", "my policy") == "bin/fairservice init 'my policy'"


def test_a_module_goes_by_its_python(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m fairservice`, unless the program of that Python is on the path."""
    monkeypatch.setattr(sys, "argv", ["/somewhere/fairservice/__main__.py"])
    monkeypatch.setattr(sys, "orig_argv", ["python3.11", "-m", "fairservice"])
    monkeypatch.setenv("PATH", str(installed.parent))
    assert program() == "python3.11 -m fairservice"
    monkeypatch.setattr(sys, "executable", str(installed.parent / "python3.11"))
    assert program() == "fairservice"
