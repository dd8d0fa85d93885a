"""What changes between two versions for the desk is told, though no decision is another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.analysis.difference.phrases import PHRASES
from fairservice.analysis.difference.surroundings import surroundings
from fairservice.policy.describe import describer_of
from fairservice.policy.load import load_rulebook

LAUNDRY = Path(__file__).resolve().parents[3] / "policies" / "good" / "laundry"
DESK = (LAUNDRY / "desk.yaml").read_text(encoding="utf-8")
RULES = (LAUNDRY / "rules.yaml").read_text(encoding="utf-8")
MANIFEST = (LAUNDRY / "policy.yaml").read_text(encoding="utf-8")
Told = Callable[..., list[str]]


@pytest.fixture
def told(write_policy: Callable[..., Path]) -> Told:
    """What is told of the laundry as it is and with another desk or other rules."""

    def of(lang: str = "en", old: str = DESK, desk: str = DESK, rules: str = RULES) -> list[str]:
        before = load_rulebook(write_policy(RULES, manifest=MANIFEST, name="old", desk=old))[0]
        after = load_rulebook(write_policy(rules, manifest=MANIFEST, name="new", desk=desk))[0]
        return list(surroundings(before, after, PHRASES[lang], lang, describer_of(after, lang)))

    return of


def test_the_same_terms_are_no_change(told: Told) -> None:
    """A section that only moved says the same."""
    assert told() == []
    assert told(desk="# moved\n\n" + DESK) == []


def test_terms_that_come_are_told(told: Told) -> None:
    """A policy without the section said nothing for the desk."""
    assert told(old="") == ["Terms for the desk are laid down."]


def test_terms_that_go_are_told(told: Told) -> None:
    """Without the section nothing is kept, and nobody is told why."""
    assert told(desk="") == ["The terms for the desk are gone."]


@pytest.mark.parametrize(
    ("old", "new", "lang", "said"),
    [
        ("expectation: 3", "expectation: 4", "en", "Other terms hold at the desk."),
        ("controller: Laundry", "controller: The laundry", "nl", "Aan de balie gelden andere voorwaarden."),
        ("keep: 730 days", "keep: 800 days", "en", "On the ledger `decisions` are kept for 800 days instead of 730."),
        ("To answer complaints.", "To learn.", "en", "On the ledger `complaints` are kept for another reason."),
    ],
)
def test_what_holds_at_the_desk_is_told(told: Told, old: str, new: str, lang: str, said: str) -> None:
    """Whoever approves a change sees that more is kept, or for longer, or that a pattern begins elsewhere."""
    assert old in DESK
    assert told(lang, desk=DESK.replace(old, new, 1)) == [said]


def test_what_is_looked_up_otherwise_is_told(told: Told) -> None:
    """The same rule over another history decides otherwise in time."""
    changed = RULES.replace("rules: small-kindness\n      within: 365 days", "within: 365 days")
    assert changed != RULES
    assert told(rules=changed) == ["For `kindnesses_this_year` something else is looked up on the ledger."]
