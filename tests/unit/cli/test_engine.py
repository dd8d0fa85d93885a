"""`dry-run --engine`: the second engine answers as the first; where it is not there, the fix is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import fairservice.interpreters.rete_rules as rete_rules
from durable_here import needed

from .conftest import Type

FACTS = ("--fact", "item.condition=unused", "--fact", "item.price=49.95", "--fact", "bought.day=2026-06-01")
TODAY = ("--today", "2026-06-01")


@pytest.mark.parametrize("engine", ["rete", "reference"])
def test_every_engine_answers_alike(typed: Type, shop: Path, engine: str) -> None:
    """The whole decision, as JSON, is that of the live engine; also while a fact is unknown."""
    if engine == "rete":
        needed()
    for facts in (FACTS, FACTS[:2], ()):
        one = typed("dry-run", shop, "return", *facts, *TODAY, "--format", "json")
        other = typed("dry-run", shop, "return", *facts, *TODAY, "--format", "json", "--engine", engine)
        assert one.exit_code == other.exit_code
        assert json.loads(one.stdout) == json.loads(other.stdout)


def test_many_cases_are_decided_alike(typed: Type, shop: Path, tmp_path: Path) -> None:
    """`--cases` with the second engine writes the file that the first one writes."""
    needed()
    cases = tmp_path / "cases.csv"
    lines = [f"{condition},{price}.00" for condition in ("unused", "used", "") for price in (1, 20, 300)]
    cases.write_text("item.condition,item.price\n" + "\n".join(lines) + "\n", encoding="utf-8")
    written = []
    for engine in ("python", "rete"):
        out = tmp_path / f"{engine}.jsonl"
        result = typed("dry-run", shop, "return", "--cases", cases, "--out", out, *TODAY, "--engine", engine)
        assert result.exit_code == 0, result.stderr
        written.append(out.read_text(encoding="utf-8"))
    assert written[0] == written[1]
    assert written[0].count("\n") == 9


def test_where_it_is_not_installed_the_line_is_told(typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and the line that installs it."""
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(rete_rules, "find_spec", lambda name: None)
    result = typed("dry-run", shop, "return", *FACTS, *TODAY, "--engine", "rete")
    assert result.exit_code == 2
    assert (
        "`rete`, needs a part that is not installed here; `pip install 'fairservice[rete]'` installs" in result.stderr
    )
    assert not result.stdout


def test_on_python_3_13_it_is_told_that_it_cannot_be_had(
    typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, and no line that would fail."""
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    result = typed("dry-run", shop, "return", *FACTS, *TODAY, "--engine", "rete")
    assert result.exit_code == 2
    assert "does not run on Python 3.13 or later" in result.stderr
    assert "pip install" not in result.stderr


def test_an_engine_that_there_is_not_is_told_of(typed: Type, shop: Path) -> None:
    """The ones that there are, are named."""
    result = typed("dry-run", shop, "return", *TODAY, "--engine", "drools")
    assert result.exit_code == 2
    assert "'drools' is not one of 'python', 'rete', 'reference'" in result.stderr
