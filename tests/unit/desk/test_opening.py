"""`open_desk`: what is wrong with what it is given is told as that, before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

import fairservice
from fairservice.bootstrap import shipped
from fairservice.errors import LedgerError

STAFF = "staff:\n  anna:\n    name: Anna\n    roles: agent\n"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://desk.db", "desk.db", ""])
def test_a_url_that_is_none_is_told_as_that(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not as one that lacks a key; no file is left."""
    monkeypatch.chdir(tmp_path)
    Path("staff.yaml").write_text(STAFF, "utf-8")
    with pytest.raises(LedgerError, match="is no place of a ledger"):
        fairservice.open_desk(shipped("webshop"), draft=True, ledger=url, login="anna")
    assert [each.name for each in tmp_path.iterdir()] == ["staff.yaml"]
