"""How conditions are read: every slip has a sentence and a narrow place of its own."""

from __future__ import annotations

from contextlib import suppress

import pytest

from conformance import build
from fairservice.conditions import parse
from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.syntax import Syntax
from fairservice.conditions.tokens import MAX_LENGTH, MAX_NESTING
from fairservice.errors import Finding, Rejected

SLIPS = [
    ("days == 3", "==", "one `=` compares"),
    ("days => 3", "=>", "write `>=`, or `at least`"),
    ("days =< 3", "=<", "write `<=`, or `at most`"),
    ("days <> 3", "<>", "write `!=`, or `not`"),
    ("new && gift", "&&", "write `and`"),
    ("new || gift", "||", "write `or`"),
    ("!new", "!", "write `not`"),
    ("days ** 2", "**", "powers are not part of the language"),
    ("days ≥ 3", "≥", "write `>=` or `at least`"),
    ("days ≤ 3", "≤", "write `<=` or `at most`"),
    ("days ≠ 3", "≠", "write `!=` or `not`"),
    ("kind = 'book'", "'", "texts stand in double quotes"),
    ("kind = “book”", "“", "write straight double quotes"),
    ('kind = "book', '"', "the closing quote is missing"),
    ("price > €5", "€", "leave the currency out"),
    ("days – 3", "–", "or `-` to subtract"),
    ("days > 25,50", "25,50", "decimals are written with a point: `25.50`"),
    ("days > 014", "014", "leave the leading zero out: `14`"),
    ("days > 1e3", "1e3", "write the number out in full"),
    ("days > 1_000", "1_000", "leave the `_` out"),
    ("days > 3days", "3days", "put a space after the number"),
    ("days > 9999999999999999999", "9999999999999999999", "no fact can be that large"),
    ("days > 3 > 2", ">", "comparisons do not chain"),
    ("mn(days)", "mn", "did you mean `min`?"),
    ("days 3", "3", "an operator is missing before it"),
]


def rejected(text: str, tests: bool = False) -> Finding:
    with pytest.raises(Rejected) as caught:
        (parse_tests if tests else parse_expression)(build.located(text))
    return caught.value.finding


@pytest.mark.parametrize(("text", "shown", "help"), SLIPS, ids=[text for text, _, _ in SLIPS])
def test_each_slip_is_named_at_its_own_place_with_what_to_write(text: str, shown: str, help: str) -> None:
    """A slip is found where it stands, no wider than it is, and the finding says what to write."""
    finding = rejected(text)
    assert finding.span is not None
    start = finding.span.start.column - len("value: '") - 1
    if "'" in text:  # doubled in YAML: only the line can be told
        start = text.index(shown)
    else:
        assert finding.span.end.column - finding.span.start.column == len(shown)
    assert text[start:].startswith(shown)
    assert help in f"{finding.message} {finding.help}"


@pytest.mark.parametrize(
    "text", ["", "days >", "(days > 3", "days between 3", "days in", "if new then", "not", "min(3"]
)
def test_what_is_missing_at_the_end_is_said(text: str) -> None:
    """An unfinished condition is a finding that says what is missing."""
    finding = rejected(text)
    assert finding.code == "FS200"
    assert "missing" in finding.message


@pytest.mark.parametrize(
    "text", ["at most", "3 to", "to 3", "any of", "more then 3", "at least at most 3", "not(3", "3..5"]
)
def test_unfinished_tests_are_findings(text: str) -> None:
    """A test that lacks a part, or has one in the wrong place, is a finding."""
    assert rejected(text, tests=True).code == "FS200"


def test_a_suggestion_is_itself_well_formed() -> None:
    """What is suggested instead of a number can be read as one."""
    finding = rejected("price > 1.000,50")
    assert "`1000.50`" in (finding.help or "")


@pytest.mark.parametrize("opening", ["(", "not ", "-", "if a then ", "min("])
def test_nesting_is_bounded(opening: str) -> None:
    """Deep nesting is a finding, never an overflow."""
    finding = rejected(opening * (MAX_NESTING + 5) + "a")
    assert f"more than {MAX_NESTING} deep" in finding.message


def test_length_is_bounded() -> None:
    """A very long condition is a finding before it is read."""
    assert str(MAX_LENGTH) in rejected("a" * (MAX_LENGTH + 1)).message


def test_reading_takes_no_more_steps_than_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nested parentheses after `in` are not read over and over again: twice as deep is twice the steps."""
    steps = 0
    read = parse._Parser.primary

    def counted(parser: parse._Parser) -> Syntax:
        nonlocal steps
        steps += 1
        return read(parser)

    monkeypatch.setattr(parse._Parser, "primary", counted)
    taken = []
    for depth in (6, 12):
        text, steps = "n", 0
        for _ in range(depth):
            text = f"n in (({text}))"
        with suppress(Rejected):
            parse_expression(build.located(text))
        taken.append(steps)
    assert 0 < taken[1] <= 2 * taken[0] + 2


@pytest.mark.parametrize("word", ["none", "all", "any", "before", "on", "more"])
def test_a_choice_may_have_a_value_that_is_also_a_word_of_the_language(word: str) -> None:
    """`conduct.level: none`, as in the design, is a test for that value."""
    scope = build.scope_of(f"facts: {{level: {{type: choice, values: [{word}, other_value]}}}}\n")
    node = build.when(scope, f"level: {word}\n")
    assert build.values(node, {"level": word})["meaning"] is True
    assert build.values(node, {"level": "other_value"})["meaning"] is False
