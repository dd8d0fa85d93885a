"""The case that is told is the plainest that shows it: everyday values, and few facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.replay import Replay
from fairservice.analysis.proofs.situation import Case
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.vocabulary import int_of
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

MANIFEST = """\
language: 1
policy: shop
title: {en: Shop}
owner: owner@example.com
languages: [en]
currency: EUR
since: 2025-01-01
grants: {refund: money}
"""
RULES = """\
facts:
  item.price: {type: money, range: 0 to 1000}
  item.weight: {type: number, decimals: 1, range: 0 to 100}
  item.kind: {type: choice, values: [pot, pan, lid]}
  item.extras: {type: choices, values: [handle, knob]}
  item.note: {type: text}
  bought.day: {type: date}
  order.lines: {type: list, at_most: 5, of: {price: {type: money, range: 0 to 100}, broken: {type: boolean}}}
  conduct.shouts: {type: boolean, about: conduct, worse: true}
  conduct.warnings: {type: integer, range: 0 to 9, about: conduct, worse: higher}
requests:
  return:
    question: {en: May it come back?}
    complete: true
rules:
  never-empty:
    request: return
    when: WHEN
    answer: yes
    because: {en: Yes.}
"""


def proved(folder: Path, rules: str, claim: str) -> tuple[Rulebook, Verdict]:
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    rulebook, _ = load_rulebook(folder, ())
    return rulebook, next(each for each in prove_rulebook(rulebook) if each.claim == claim and each.cases)


def gap(folder: Path, when: str) -> Case:
    """The case without a rule, where the only rule asks this; with what was left out where it does not matter."""
    _, verdict = proved(folder, RULES.replace("WHEN", when), "no-gap")
    return verdict.cases[0]


@pytest.mark.parametrize(
    ("when", "fact", "value"),
    [
        ("{item.price: more than 200}", "item.price", 5000),
        ("{item.price: less than 0.5}", "item.price", 5000),
        ("{item.price: less than 317.42}", "item.price", 40000),
        ("{item.price: at most 999.98}", "item.price", 100000),
        ("{item.price: not 50.00}", "item.price", 5000),
        ("{item.weight: more than 20}", "item.weight", 100),
        ("{item.kind: [pan, lid]}", "item.kind", "pot"),
        ("{item.extras: any of knob}", "item.extras", frozenset()),
        ("{item.extras: none of knob}", "item.extras", frozenset({"knob"})),
        ("{item.note: not broken}", "item.note", "broken"),
        ("{conduct.warnings: at most 3}", "conduct.warnings", 5),
    ],
)
def test_values_are_everyday_ones(tmp_path: Path, when: str, fact: str, value: object) -> None:
    """A price of fifty where it may be; else a round one near by; the very figure only where nothing else shows it."""
    assert gap(tmp_path, when)[fact] == value


def test_a_day_is_near_the_second_year(tmp_path: Path) -> None:
    """Today lies in the second year of the policy, the message came today, and other days shortly before."""
    case = gap(tmp_path, "{bought.day: at least 2026-06-01}")
    today = date.fromordinal(int_of(case["today"]))
    assert today == date(2026, 2, 5)
    assert date.fromordinal(int_of(case["bought.day"])) == date(2026, 1, 26)
    other = gap(tmp_path, "{bought.day: at most 2026-06-01}")
    assert date.fromordinal(int_of(other["bought.day"])) > date(2026, 6, 1)


def test_what_does_not_matter_is_left_out(tmp_path: Path) -> None:
    """Of a rule that asks for all of several facts, the one that fails it is enough."""
    case = gap(tmp_path, "{item.kind: pot, item.price: more than 20, item.extras: any of knob}")
    assert len(set(case) - {"today", "received_on"}) == 1


def test_lists_are_as_short_as_they_can_be(tmp_path: Path) -> None:
    """No record where none is needed, else as few as it takes, with everyday fields."""
    assert gap(tmp_path, "{order.lines: {some: {broken: true}}}")["order.lines"] == ()
    assert gap(tmp_path, "{order.lines: {count: at most 2}}")["order.lines"] == ((5000, False),) * 3
    assert gap(tmp_path, "{order.lines: {none: {broken: true, price: more than 60}}}")["order.lines"] == (
        (10000, True),
    )


PAYS = """
rules:
  paid:
    request: return
    when: {conduct.warnings: at least 2, item.price: more than 20}
    answer: yes
    because: {en: Yes.}
"""


def test_two_customers_differ_in_as_little_as_it_takes(tmp_path: Path) -> None:
    """What is the same in both stays the same, and of the facts that may differ only one does."""
    base = RULES.partition("rules:\n")[0].replace("complete: true", "otherwise: {answer: no, because: {en: No.}}")
    rulebook, verdict = proved(tmp_path, base + PAYS, "rudeness-never-pays")
    one, other = verdict.cases
    assert [name for name in one if one[name] != other[name]] == ["conduct.warnings"]
    assert set(one) - {"today", "received_on"} == {"conduct.warnings", "item.price"}
    assert one["conduct.warnings"] in (0, 1)
    assert one["item.price"] == 5000
    replay = Replay(rulebook)
    assert [replay.decide("return", case).answer for case in (one, other)] == ["no", "yes"]


def test_what_an_owner_claims_something_about_stays_in_the_case(tmp_path: Path) -> None:
    """A refund above the price is shown with the price, though no rule reads it."""
    rules = (
        RULES.replace("WHEN", "{item.kind: pot}").replace(
            "complete: true", "otherwise: {answer: no, because: {en: No.}}"
        )
        + "    give: {refund: 30.00}\n"
        + "invariants:\n  no-gain:\n    never: {request: return, give: {refund: more than item.price}}\n"
    )
    _, verdict = proved(tmp_path, rules, "owners")
    (case,) = verdict.cases
    assert int_of(case["item.price"]) < 3000
    assert set(case) - {"today", "received_on"} == {"item.kind", "item.price"}
