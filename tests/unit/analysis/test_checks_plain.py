"""Plain analysis never rules out what can be, and accuses only with a case that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice.analysis.check import check_policy
from fairservice.analysis.checks.plain.cases import Case, Space, _lies_in
from fairservice.analysis.checks.plain.regions import Region, TooMany, narrowed, regions
from fairservice.conditions.nodes import Node
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Boolean, Choice, Quantity
from fairservice.policy.load import load_rulebook

ROOT = Path(__file__).parents[3]
WEBSHOP, _ = load_rulebook(ROOT / "rules" / "webshop")
SPACES = [Space(WEBSHOP, request) for request in WEBSHOP.requests.values()]

POLICY = """\
language: 1
policy: shop
title:
  en: Shop
owner: owner@example.com
languages: [en]
since: 2025-01-01
grants:
  refund: money
roles:
  lead:
    may: [override]
labels:
  refund:
    en: money back
facts:
"""
FACTS = """\
facts:
  days_since:
    type: integer
    unit: days
    range: 0 to 365
  price:
    type: money
    range: 0 to 500
  ordered_on:
    type: date
  told_on:
    type: date
  used:
    type: boolean
  final:
    type: boolean
  kind:
    type: choice
    values: [book, lamp, chair]
  level:
    type: choice
    ordered: [low, middle, high]
parameters:
  window:
    unit: days
    values:
      2025-01-01: 14
      2026-01-01: 30
  window_of_kind:
    unit: days
    by: [kind]
    values:
      2025-01-01:
        book: 7
        otherwise: 21
definitions:
  days_open: days_between(ordered_on, told_on)
  own_window: if level >= "middle" then 40 else window
requests:
  return:
    otherwise:
      answer: no
      because:
        en: That is not possible.
rules:
"""
ONE = "  one:\n    request: return\n    answer: yes\n    because:\n      en: You may.\n    when:\n"
TWO = "  two:\n    request: return\n    answer: no\n    because:\n      en: You may not.\n    when:\n"


def codes(tmp_path: Path, rules: str) -> list[str]:
    """The codes of what is found in a policy with these rules, but for what its missing questions and uses say."""
    (tmp_path / "policy.yaml").write_text(POLICY.removesuffix("facts:\n"), encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(FACTS + rules, encoding="utf-8")
    found = check_policy(tmp_path)
    assert not [str(finding) for finding in found if finding.severity == "error"]
    return [finding.code for finding in found if finding.code[:4] in ("FS31", "FS52") and finding.code != "FS520"]


def when(text: str) -> str:
    """Conditions, one a line, at their depth in a rule."""
    return "".join(f"      {line}\n" for line in text.split("\n"))


@st.composite
def judged_cases(draw: st.DrawFn) -> tuple[Space, Case]:
    """A complete case of one of the web shop's requests, mostly near the days on which something changes."""
    space = draw(st.sampled_from(SPACES))
    case: Case = {}
    for name, type in space.types.items():
        if "/" in name:
            continue
        if isinstance(type, Quantity) and type.kind == "date":
            case[name] = WEBSHOP.since + draw(st.integers(0, 800))
        elif isinstance(type, Quantity):
            near = st.integers(type.low, min(type.high, type.low + 100))
            case[name] = draw(near | st.integers(type.low, type.high))
        elif isinstance(type, Boolean):
            case[name] = draw(st.booleans())
        elif isinstance(type, Choice):
            case[name] = draw(st.integers(0, len(type.values) - 1) if type.ordered else st.sampled_from(type.values))
    return space, space.with_parts(case)


def contains(region: Region, case: Case) -> bool:
    for name, among in region.among.items():
        if name in case and (case[name] in among.values) is among.all_but:
            return False
    return _lies_in(region, case)


def may_be(node: Node, truth: bool, case: Case) -> bool:
    try:
        found = regions(node, truth)
    except TooMany:
        return True
    return any(contains(region, case) and narrowed(region, {}) is not None for region in found)


@settings(max_examples=300, deadline=None)
@given(judged_cases())
def test_a_region_never_leaves_out_a_case(given_case: tuple[Space, Case]) -> None:
    """Where the reference interpreter says true, a region of the condition contains the case; the same for false."""
    space, case = given_case
    for condition in space.request.program.conditions:
        truth = value_of(condition, case)
        assert isinstance(truth, bool)
        assert may_be(condition, truth, case)


EXCLUSIVE = [
    ("days_since: at most window", "days_since: more than window"),
    ("days_since: at most own_window", "days_since: more than own_window"),
    ("days_since: at most window_of_kind", "days_since: window_of_kind + 1 to window_of_kind + 5"),
    ("kind: book, lamp", "kind: chair"),
    ("kind: book", "kind: not book"),
    ("level: at most middle", "level: high"),
    ("used: true", "used: false"),
    ("days_open: at most 14", "days_open: more than 14"),
    ("ordered_on: before 2025-06-01", "ordered_on: on or after 2025-06-01"),
    ("any:\n  - used: true\n  - final: true", "used: false\nfinal: false"),
    ("price: less than 10", "price: at least 10"),
    ("if: price + price + 1.00 > 50.00", "price: at most 20"),
]


@pytest.mark.parametrize(("first", "second"), EXCLUSIVE)
def test_rules_that_exclude_each_other_are_not_accused(tmp_path: Path, first: str, second: str) -> None:
    """Windows, tables, dated figures, choices and sums that cannot both hold are seen as such."""
    assert codes(tmp_path, ONE + when(first) + TWO + when(second)) == []


@pytest.mark.parametrize(("first", "second"), EXCLUSIVE)
def test_a_rule_that_asks_for_both_never_fires(tmp_path: Path, first: str, second: str) -> None:
    """The same two in one rule exclude each other."""
    both = when(f"all:\n  - {first}\n  - {second}") if "\n" not in first else None
    if both is not None:
        assert codes(tmp_path, ONE + both) == ["FS310"]


OVERLAPPING = [
    ("used: true", "final: true"),
    ("days_since: at most window", "days_since: at least window"),
    ("days_since: at most window", "days_since: at most 20"),
    ("days_since: at most own_window", "days_since: more than window\nlevel: high"),
    ("days_since: at most window_of_kind", "days_since: more than 7"),
    ("days_open: at most 14", "told_on: before ordered_on"),
    ("price: at least 10", "price: at most 10"),
    ("if: month(ordered_on) = 12", "if: weekday(ordered_on) = 6"),
]


@pytest.mark.parametrize(("first", "second"), OVERLAPPING)
def test_rules_that_both_hold_somewhere_are_pointed_out(tmp_path: Path, first: str, second: str) -> None:
    """An overlap is found through figures with versions, tables, calculations and calendars."""
    assert "FS312" in codes(tmp_path, ONE + when(first) + TWO + when(second))


def test_agreeing_rules_may_overlap(tmp_path: Path) -> None:
    """Two rules that come to the same answer do not conflict."""
    same = TWO.replace("answer: no", "answer: yes")
    assert codes(tmp_path, ONE + when("used: true") + same + when("final: true")) == []


def test_an_override_settles_it_directly_or_through_a_third(tmp_path: Path) -> None:
    """`overrides` is transitive, whether or not the rule between fires."""
    three = (
        "  three:\n    request: return\n    overrides: two\n    answer: yes\n    because:\n      en: Yes.\n    when:\n"
    )
    two = TWO.replace("    answer", "    overrides: one\n    answer")
    rules = ONE + when("used: true") + two + when("final: true") + three + when("kind: book")
    assert codes(tmp_path, rules) == []


def test_a_third_rule_that_takes_over_settles_it(tmp_path: Path) -> None:
    """Where both hold only together with a rule that overrides both, there is no conflict."""
    three = (
        "  three:\n    request: return\n    overrides: [one, two]\n    answer: yes\n"
        "    because:\n      en: Yes.\n    when:\n"
    )
    rules = ONE + when("used: true") + TWO + when("final: true") + three + when("used: true\nfinal: true")
    assert codes(tmp_path, rules) == []


def test_the_highest_answer_is_no_conflict(tmp_path: Path) -> None:
    """A request with `combine: highest` merges what its rules say."""
    rules = ONE + when("used: true") + TWO + when("final: true")
    assert "FS312" in codes(tmp_path, rules)
    text = (FACTS + rules).replace("  return:\n", "  return:\n    combine: highest\n")
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    assert "FS312" not in [finding.code for finding in check_policy(tmp_path)]


@pytest.mark.parametrize(
    ("effective", "fires"),
    [
        ("from: 2025-06-01\n      until: 2025-05-01", False),
        ("until: 2024-12-31", False),
        ("until: 2025-12-31", True),
        ("from: 2030-01-01", True),
    ],
)
def test_a_rule_that_has_ended_never_fires(tmp_path: Path, effective: str, fires: bool) -> None:
    """Its last day comes before its first, or before the policy's."""
    rule = ONE.replace("    when:\n", f"    effective:\n      {effective}\n    when:\n")
    assert codes(tmp_path, rule + when("used: true")) == ([] if fires else ["FS310"])


def test_what_is_outside_the_range_of_a_fact_never_fires(tmp_path: Path) -> None:
    """A range is what a fact can be."""
    assert codes(tmp_path, ONE + when("days_since: more than 400")) == ["FS310"]


def test_a_rule_that_covers_the_range_always_fires(tmp_path: Path) -> None:
    """It is true of every value that the fact can have."""
    assert codes(tmp_path, ONE + when("days_since: at most 365")) == ["FS311"]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (ONE + when("days_since: more than window"), True),
        (ONE + when("days_since: at most window"), False),
        (ONE + when("days_since: 3 to window"), True),
        (TWO + when("days_since: more than window"), False),
    ],
)
def test_later_gets_more_is_seen_in_windows(tmp_path: Path, rules: str, told: bool) -> None:
    """A window that opens later with a higher answer is pointed out; one that closes is not."""
    assert codes(tmp_path, rules) == (["FS521"] if told else [])


def test_later_gets_more_is_seen_in_amounts(tmp_path: Path) -> None:
    """Two windows with one answer, of which the later one gives more."""
    early = ONE.replace("    because", "    give:\n      refund: 5.00\n    because") + when("days_since: at most 10")
    late = ONE.replace("one", "two").replace("    because", "    give:\n      refund: 10.00\n    because")
    assert codes(tmp_path, early + late + when("days_since: more than 10")) == ["FS521"]
    falling = (early + late).replace("5.00", "20.00")
    assert codes(tmp_path, falling + when("days_since: more than 10")) == []
