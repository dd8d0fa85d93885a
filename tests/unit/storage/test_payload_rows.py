"""What is kept of a record is JSON as everybody reads it, sign by sign."""

from __future__ import annotations

import json
import sys

import pytest

from fairservice.errors import LedgerError
from fairservice.ledger.entry import written
from fairservice.ledger.records import IncidentReported
from fairservice.storage.payload_rows import payload_of


def test_every_sign_is_written_as_the_standard_library_writes_it() -> None:
    """The bytes of a payload are those of `json.dumps`, whatever sign stands in it, as a key or as a value."""
    signs = [chr(each) for each in range(sys.maxunicode + 1) if not 0xD800 <= each <= 0xDFFF]
    for content in ({"all": signs}, dict.fromkeys(signs, 1)):
        assert written(content) == json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def test_every_kind_of_value_is_written_as_the_standard_library_writes_it() -> None:
    """Numbers of any size, yes and no, nothing, and what holds them."""
    content = {"n": [0, -1, 2**53, 10**30], "b": [True, False, None], "t": ("a", ({"x": []},)), "e": {}}
    assert written(content) == json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def test_half_a_character_is_told() -> None:
    """Text that no database keeps is refused in words of the ledger."""
    record = IncidentReported(on="2026-01-01", by="anna", role="agent", what="\ud800")
    with pytest.raises(LedgerError, match="half a character"):
        payload_of(record)
