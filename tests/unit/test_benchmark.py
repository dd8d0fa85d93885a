"""The benchmark of decisions measures what it says: the same work for all, and all of them right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.contestants import FAIRSERVICE, PARTS, PEERS, contestant, installed
from benchmarks.contestants.fairservice_rules import CONTESTANT, FORMS, REQUEST
from benchmarks.loading import Loaded
from benchmarks.measuring import Disagreement, time_in_turns, verify_agreement
from benchmarks.reporting import BEGIN, END, Measured, Row, as_markdown, as_text, refill, verify_marks
from benchmarks.workload import FACTS, KINDS, Facts, Kind, Verdict, holds, workload
from fairservice import CaseError, load

ROOT = Path(__file__).resolve().parents[2]


def need(name: str) -> None:
    if not installed(name):
        pytest.skip(f"needs {PARTS[name]} and msgspec: pip install 'fairservice[bench]'")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [FAIRSERVICE, *PEERS])
def test_all_decide_the_same(name: str, kind: Kind, tmp_path: Path) -> None:
    """Each contestant gives each case of the smallest workload the verdict of the rule that plainly decides it."""
    need(name)
    work = workload(kind, 20, 100)
    contestant(name).write(work, tmp_path)
    verify_agreement(name, contestant(name).load(tmp_path), work)


@pytest.mark.parametrize("name", [FAIRSERVICE, *PEERS])
def test_all_decide_the_same_where_an_expression_must_be_divided(name: str, tmp_path: Path) -> None:
    """Beyond 192 rules CEL takes several expressions, and the last of all cases may be the catch-all's."""
    need(name)
    work = workload("ordered", 200, 60)
    contestant(name).write(work, tmp_path)
    verify_agreement(name, contestant(name).load(tmp_path), work)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_rules_and_rows_decide_the_same(form: str, kind: Kind, tmp_path: Path) -> None:
    """However the rules of fairservice are written, in order or without one, they decide as the others do."""
    work = workload(kind, 40, 80)
    contestant(f"fairservice-{form}").write(work, tmp_path)
    verify_agreement(form, contestant(f"fairservice-{form}").load(tmp_path), work)


def test_who_decides_otherwise_is_refused() -> None:
    """One wrong verdict is enough."""
    work = workload("ordered", 20, 40)
    with pytest.raises(Disagreement, match=r"fast, ordered, 20 rules: \('yes', 'always', None, None\) instead of"):
        verify_agreement("fast", lambda facts: Verdict("yes", "always", None, None), work)


@pytest.mark.parametrize("kind", KINDS)
def test_the_workload_is_the_same_everywhere(kind: Kind) -> None:
    """The same numbers give the same rules and cases, another seed gives others."""
    assert workload(kind, 50, 20) == workload(kind, 50, 20)
    assert workload(kind, 50, 20) != workload(kind, 50, 20, seed=2)


@pytest.mark.parametrize("size", [2, 20, 100, 777])
def test_exactly_one_exclusive_rule_holds(size: int) -> None:
    """The leaves of the tree divide all cases between them, also cases drawn for other rules."""
    work = workload("exclusive", size, 20)
    assert len(work.rules) == size
    for facts in (*work.cases, *workload("ordered", 20, 40).cases):
        assert sum(all(holds(test, facts) for test in rule.tests) for rule in work.rules) == 1


@pytest.mark.parametrize("size", [20, 100, 1000])
@pytest.mark.parametrize("kind", KINDS)
def test_cases_spread_over_the_rules(kind: Kind, size: int) -> None:
    """No fifth of the rules decides fewer than one case in eight, and the catch-all at most one in fifteen."""
    positions = workload(kind, size, 200).positions
    fifths = Counter(position * 5 // size for position in positions)
    assert all(fifths[fifth] >= 25 for fifth in range(5)), fifths
    assert fifths[5] <= 13


def test_twenty_five_facts_of_all_kinds() -> None:
    """What the issue of this benchmark asks for."""
    assert len(FACTS) == len({fact.name for fact in FACTS}) == 25
    assert Counter(type(fact).__name__ for fact in FACTS) == {"Choice": 10, "Boolean": 6, "Number": 7, "Day": 2}


WRONG: tuple[Facts, ...] = (
    {"order_channel": "carrier_pigeon"},
    {"customer_is_member": "maybe"},
    {"order_items": 61},
    {"order_placed_on": "2026-02-30"},
    {"undeclared": 1},
)


@pytest.mark.parametrize("wrong", WRONG)
def test_the_check_in_front_of_peers_refuses_what_fairservice_refuses(wrong: Facts, tmp_path: Path) -> None:
    """Peers are timed behind a check of the same constraints, not a lighter one."""
    work = workload("ordered", 20, 1)
    CONTESTANT.write(work, tmp_path)
    with pytest.raises(CaseError):
        load(tmp_path).decide(REQUEST, work.cases[0] | wrong)
    need("zen")
    from msgspec import ValidationError

    from benchmarks.checked import checker

    check = checker()
    check(work.cases[0])
    with pytest.raises(ValidationError):
        check(work.cases[0] | wrong)


def test_the_tables_say_who_could_not_and_why(tmp_path: Path) -> None:
    """A contestant without figures keeps its row and its reason, and a page is refilled between its marks only."""
    work = workload("ordered", 20, 20)
    times = time_in_turns({FAIRSERVICE: len, "zen": len}, work.cases, 3)  # type: ignore[dict-item]
    rows = (
        Row(FAIRSERVICE, Loaded(0.02, 5.0, 4.0), times[FAIRSERVICE]),
        Row("zen", Loaded(0.001, 1.0, 1.0), times["zen"], times["zen"]),
        Row("cel", Loaded(failed="recursion limit"), failed="recursion limit"),
    )
    measured = Measured("ordered", 20, work.spread(), None, rows)
    assert "recursion limit" in "\n".join(as_text(measured))
    text = as_markdown([measured, replace(measured, size=100)])
    assert "- cel, 20 rules: recursion limit" in text
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    refill(page, text)
    refill(page, text)
    assert page.read_text(encoding="utf-8") == f"before\n{text}\nafter\n"


def test_the_page_has_its_marks(tmp_path: Path) -> None:
    """`--markdown docs/performance.md` finds where the tables go; a page without marks is left alone."""
    verify_marks(ROOT / "docs" / "performance.md")
    for text in ("", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"):
        (tmp_path / "page.md").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match="has no place for the tables"):
            verify_marks(tmp_path / "page.md")
