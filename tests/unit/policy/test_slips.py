"""Slips that would silently change what a policy means are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.errors import Finding
from fairservice.policy.load import read_rulebook

MANIFEST = """\
language: 1
policy: shop
title:
  en: Shop
owner: owner@example.com
languages: [en]
since: 2025-01-01
grants:
  refund: money
"""
RULES = """\
facts:
  price:
    type: money
    ask:
      en: What was paid?
  days.ago:
    type: integer
    ask:
      en: How long ago?
  state:
    type: choice
    values: [unused, opened, worn]
    ask:
      en: In which state?
parameters:
  window_days:
    values:
      2025-01-01: 14
requests:
  return:
    question:
      en: May it come back?
    otherwise:
      answer: no
      because:
        en: The time is over.
rules:
  in-time:
    request: return
    when:
      days.ago: at most window_days
    answer: yes
    give:
      refund: price
    because:
      en: It may come back.
"""


def findings(folder: Path, old: str, new: str) -> list[Finding]:
    assert old in RULES + MANIFEST
    (folder / "policy.yaml").write_text(MANIFEST.replace(old, new), encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES.replace(old, new), encoding="utf-8")
    found: list[Finding] = []
    read_rulebook(folder, found)
    return found


def test_the_policy_of_these_tests_is_right(tmp_path: Path) -> None:
    """Each finding below comes from its slip."""
    assert findings(tmp_path, "language: 1", "language: 1") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        ("days.ago: at most window_days", "price: at most 1.500", "FS201", "could be 1 and a bit, or 1500"),
        ("days.ago: at most window_days", "days.ago: at most 1.500", "FS201", "could be 1 and a bit, or 1500"),
        ("days.ago: at most window_days", "price: at most 2.555", "FS201", "could be 2 and a bit, or 2555"),
        ("days.ago: at most window_days", "price: at most 0.555", "FS201", "more than 2 decimals"),
        (
            "  price:\n    type: money",
            "  price:\n    type: money\n    range: 0 to 1.000",
            "FS119",
            "more than 2 decimals",
        ),
        ("2025-01-01: 14", "0225-01-01: 14", "FS119", "not a day that a policy can mean"),
        ("days.ago: at most window_days", "state: not unused, opened", "FS200", "what the `not` before this covers"),
        ("days.ago: at most window_days", "state: not unused or opened", "FS200", "what the `not` before"),
        ("      refund: price\n", "      refund: price\n    provided: [sent back]\n", "FS115", "`sent back`"),
        ("      answer: no\n", "      answer: no_but\n      offer: [swap, swap]\n", "FS114", "`swap` is offered twice"),
        ("policy: shop", "policy: The Shop!", "FS124", "`The Shop!` cannot name a policy"),
        ("It may come back.", "It may come back within window_days days.", "FS403", "would hear `window_days`"),
    ],
)
def test_a_slip_is_found_and_nothing_else(tmp_path: Path, old: str, new: str, code: str, part: str) -> None:
    """One slip, one finding, which says what is unclear."""
    found = findings(tmp_path, old, new)
    assert [each.code for each in found] == [code]
    assert part in found[0].message


@pytest.mark.parametrize("test", ["not (unused, opened)", "unused, not worn", "not unused and not opened"])
def test_a_clear_not_is_read(tmp_path: Path, test: str) -> None:
    """With parentheses, or last, it is plain what a `not` covers."""
    assert findings(tmp_path, "days.ago: at most window_days", f"state: {test}") == []


def test_a_sentence_that_ends_in_a_name_like_word_is_no_slip(tmp_path: Path) -> None:
    """Only declared names with a `_` or a point are names; an address or a plain word is not."""
    assert findings(tmp_path, "It may come back.", "See example.com or price.") == []
