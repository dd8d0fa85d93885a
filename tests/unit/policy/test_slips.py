"""Slips that would silently change what a policy means are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.errors import Finding
from fairservice.policy.load import read_rulebook
from probe import SHOP

MANIFEST = SHOP + "grants:\n  refund: money\n"
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
        ("    answer: yes", "    answer:yes", "FS022", "`answer:`"),
        ("    answer: yes", "    answer yes", "FS004", "no colon after `answer`"),
        ("    answer: yes", "    anwser: yes", "FS111", "called `anwser`"),
        ("    answer: yes", "    answer: ja", "FS119", "`ja` is not an answer"),
        ("      refund: price\n", "      refund: 10,00\n", "FS201", "`10,00`"),
        ("      refund: price\n", "      refund: 10 euro\n", "FS200", "`euro`"),
        ("      refund: price\n", "      refund: item price\n", "FS200", "`item price` is not one name"),
        ("      refund: price\n", "      refund: 50% van price\n", "FS200", "`of` is missing"),
        ("      refund: price\n", "      refund: 50%\n", "FS202", "a percentage"),
        ("  refund: money", "  refund: euro", "FS119", "`euro` is not a type of grant"),
        ("since: 2025-01-01", "since: 1-1-2025", "FS119", "`1-1-2025` is not a date"),
        ("language: 1", "language: 1.0", "FS124", "language 1.0"),
        ("2025-01-01: 14", "2025-01-01: 14,5", "FS119", "`14,5`"),
        ("2025-01-01: 14", "2025-01-01: {vaule: 14}", "FS111", "`vaule`"),
        ("2025-01-01: 14", "2025-01-01: {reference: x}", "FS119", "no `value`"),
        ("2025-01-01: 14", "2025-01-01: 150%", "FS119", "outside 0% to 100%"),
        ("  days.ago:\n    type: integer", "  days.ago:\n    type: int", "FS119", "`int` is not a type"),
        ("  days.ago:\n    type: integer", "  days.ago:\n    type:", "FS009", "`type` has no value"),
        (
            "  days.ago:\n    type: integer",
            "  days.ago:\n    type: integer\n    range: 0-60",
            "FS119",
            "is not a range",
        ),
        ("days.ago: at most window_days", "days.ago: atmost window_days", "FS200", "`atmost` is not a test"),
        ("days.ago: at most window_days", "days.ago: hoogstens window_days", "FS200", "`hoogstens` is not a test"),
        ("days.ago: at most window_days", "days.ago: at most window days", "FS200", "`window days` is not one name"),
        ("days.ago: at most window_days", "days.ago: at most 14 dagen", "FS200", "`dagen`"),
        ("days.ago: at most window_days", "today: after 01-06-2026", "FS201", "`01-06-2026` is not a date"),
        ("days.ago: at most window_days", "state: unused of opened", "FS203", "`of`"),
        ("days.ago: at most window_days", "state: unused en opened", "FS200", "`en`"),
        ("days.ago: at most window_days", "state: unused; opened", "FS200", "`;`"),
        ("days.ago: at most window_days", "state: [unused, opened", "FS004", "`[`"),
        ("days.ago: at most window_days", "state: at least opened", "FS208", "`state` has no order"),
        ("days.ago: at most window_days", "state unused", "FS200", "no colon after `state`"),
        ("    when:\n      days.ago:", "    days.ago:", "FS111", "`days.ago`"),
        ("  in-time:\n", "  in-time\n", "FS004", "no colon after `in-time`"),
        ("      en: It may come back.", "      en:It may come back.", "FS022", "`en:`"),
        ("    because:\n      en: It may come back.", "    because: It may come back.", "FS113", "`because`"),
        ("    answer: yes", "    answer: yes\n    reasons: [kind]", "FS302", "has `reasons`, but is not goodwill"),
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


def test_what_was_lost_is_not_missed_elsewhere(tmp_path: Path) -> None:
    """A role, a grant and a rule that have a finding of their own are known where they are named."""
    staff = "roles:\n  seller:\n  chief: {above: seller}\n"
    assert [each.code for each in findings(tmp_path, "grants:\n", staff + "grants:\n")] == ["FS009"]
    grant = findings(tmp_path, "  refund: money\n", "  refund:\n")
    assert [each.code for each in grant] == ["FS009"]
    other = "  signed:\n    reqest: return\n    answer: no\n    because: {en: No.}\n"
    rule = findings(tmp_path, "  in-time:\n", other + "  in-time:\n    overrides: signed\n")
    assert [each.code for each in rule] == ["FS111"]


def test_a_rule_outside_of_its_section_is_known_by_its_keys(tmp_path: Path) -> None:
    """The help says where a block belongs that begins at the start of a line."""
    rule = "in-time-too:\n  request: return\n  answer: no\n"
    (finding,) = findings(tmp_path, "facts:\n", rule + "facts:\n")
    assert finding.code == "FS111"
    assert "looks like a rule" in (finding.help or "")


def test_a_circle_is_told_once(tmp_path: Path) -> None:
    """Whichever member it is entered by, and wherever it is used; the help names the one to change."""
    circle = "definitions:\n  b: c\n  c: a + 1\n  a: b\n"
    (finding,) = set(findings(tmp_path, "rules:\n", circle + "rules:\n"))
    assert finding.message == "`b` depends on itself: `b` → `c` → `a` → `b`"
    assert finding.help == "write `a` without `b`"


KEYED = "    by: [state]\n    values:\n      2025-01-01: "


@pytest.mark.parametrize(
    ("written", "at", "said", "help"),
    [
        (KEYED + "{reference: x, value: {worn: 3, otherwise: 2}}", "value", "under `value`", "below `table:`"),
        (KEYED + "{worn: 3, otherwise: 2, reference: staff 2.5}", "reference", "among the lines", "below `table:`"),
        (KEYED + "{value: 3, reference: x}", "value", "under `value`", "below `table:`"),
        ("    by: [state]\n    values: {worn: 3, otherwise: 2}", "worn", "the first day", "`2025-01-01:`"),
        ("    values:\n      2025-01-01: {table: {worn: 3}}", "table", "has no `by`", "`by: [FACT]`"),
        ("    values:\n      2025-01-01: {value: {worn: 3}, reference: x}", "value", "has no `by`", "`by: [FACT]`"),
        ("    values:\n      2025-01-01: {worn: 3, otherwise: 2}", "worn", "has no `by`", "`by: [FACT]`"),
    ],
)
def test_a_table_and_its_reference_in_the_wrong_place(
    tmp_path: Path, written: str, at: str, said: str, help: str
) -> None:
    """One finding, at the word that stands wrong, with what works."""
    (finding,) = findings(tmp_path, "    values:\n      2025-01-01: 14", written)
    assert (finding.code, finding.span is not None) == ("FS119", True)
    assert said in finding.message and help in (finding.help or "")
    assert finding.span is not None
    line = finding.span.file.text.splitlines()[finding.span.start.line - 1]
    assert line[finding.span.start.column - 1 :].startswith(at)


def test_a_table_with_a_reference_and_a_key_called_like_one(tmp_path: Path) -> None:
    """`table` and `reference` beside each other; and a value that is itself called `reference` is a line."""
    table = KEYED + "{table: {worn: 3, otherwise: 2}, reference: staff of 2.5}"
    assert not findings(tmp_path, "    values:\n      2025-01-01: 14", table)
    text = RULES.replace("opened", "reference").replace(
        "    values:\n      2025-01-01: 14", KEYED + "{reference: 3, otherwise: 2}"
    )
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    found: list[Finding] = []
    read_rulebook(tmp_path, found)
    assert not found
