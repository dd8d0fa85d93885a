"""Goodwill that makes up for our own failure names the fact that shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.bootstrap import load
from fairservice.errors import PolicyError
from fairservice.policy.describe import rule_in_words
from fairservice.policy.load import load_rulebook

Write = Callable[..., Path]
TEXT = """
facts:
  failed: {type: boolean, ask: {en: Did we fail?}}
  unread: {type: boolean, ask: {en: Unread?}}
  shouted: {type: boolean, about: conduct, worse: true, ask: {en: Shouted?}}
  level: {type: choice, ordered: [none, warned], about: conduct, worse: higher, from: ledger}
definitions:
  was_ours: failed = true
requests:
  ask:
    otherwise: {answer: no_but, because: {en: No.}, offer: advice}
rules:
  making-up:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {failed: true, shouted: false, level: none, today: after 2025-01-01}
    concede: {credit: {up_to: 5.00}}
    reasons: [own_costs]
    recovery: failed
    per_customer: {at_most: 2, within: 90 days}
"""


def recovery(path: Path) -> str | None:
    (rule,) = load_rulebook(path)[0].requests["ask"].rules
    assert rule.concession is not None
    return rule.concession.recovery


def test_it_is_read(write_policy: Write) -> None:
    """The concession of the rule knows its fact; without it, it is a favour like others."""
    assert recovery(write_policy(TEXT)) == "failed"
    assert recovery(write_policy(TEXT.replace("    recovery: failed\n", ""))) is None


def test_it_may_be_read_through_a_definition(write_policy: Write) -> None:
    """What a definition is made of is looked at too."""
    text = TEXT.replace("{failed: true, shouted: false", "{was_ours: true, shouted: false")
    assert recovery(write_policy(text)) == "failed"


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("faild", "did you mean `failed`?"),
        ("nothing_like_it", "name the fact that shows our own failure"),
        ("was_ours", "name the fact that it is made of"),
        ("unread", "add `unread:` under `when`, with our failure"),
        ("shouted", "name the fact that shows our own failure"),
        ("level", "name a fact of the case itself: what went wrong this time"),
        ("today", "name the fact that shows our own failure"),
    ],
)
def test_what_shows_no_failure_of_ours_is_refused(write_policy: Write, name: str, help: str) -> None:
    """The fact is declared, comes from the case, is about us, and is looked at."""
    text = TEXT.replace("recovery: failed", f"recovery: {name}")
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write_policy(text))
    (found,) = caught.value.findings
    assert (found.code, found.help) == ("FS374", help)
    assert found.span is not None
    assert found.span.start.column == len("    recovery: ") + 1


def test_a_broken_fact_is_told_once(write_policy: Write) -> None:
    """Nothing is said of a fact that has a finding of its own."""
    text = TEXT.replace("failed: {type: boolean", "failed: {type: bolean")
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write_policy(text))
    assert "FS374" not in [each.code for each in caught.value.findings]


def test_only_goodwill_makes_up(write_policy: Write) -> None:
    """What law, promise or policy gives is no concession."""
    text = TEXT.replace("    basis: goodwill\n", "")
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write_policy(text))
    assert "FS302" in [each.code for each in caught.value.findings]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "It makes up for our own failure (failure on our side), and is counted apart from favours."),
        ("nl", "Dit maakt een eigen fout goed (fout van ons) en telt niet mee als gunst."),
    ],
)
def test_it_is_read_out(lang: str, sentence: str) -> None:
    """`explain` says that it is no favour."""
    book = load("webshop").rulebook
    rule = next(each for each in book.requests["goodwill"].rules if each.id == "service-recovery")
    assert sentence in rule_in_words(book, rule, lang)
