"""What a finding of a proof says: which rules, in what they differ, and the line that would settle it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.analysis.proofs.findings import findings_of
from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.errors import Finding
from fairservice.policy.load import load_rulebook

MANIFEST = """\
language: 1
policy: shop
title: {en: Shop}
owner: owner@example.com
languages: [en]
currency: EUR
since: 2025-01-01
roles: {agent: {}, lead: {above: agent, may: [override]}}
grants: {refund: money}
"""
FACTS = """\
facts:
  item.used: {type: boolean}
  item.price: {type: money, range: 0 to 1000}
  conduct.level: {type: choice, ordered: [calm, loud], about: conduct, worse: higher}
requests:
  return:
    question: {en: May it come back?}
    otherwise: {answer: no, because: {en: No.}}
rules:
"""


def findings(folder: Path, rules: str) -> dict[str, Finding]:
    """The findings of all proofs, by their codes."""
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(FACTS + rules, encoding="utf-8")
    rulebook, _ = load_rulebook(folder, ())
    return {each.code: each for each in findings_of(rulebook, prove_rulebook(rulebook))}


def rule(name: str, when: str, outcome: str) -> str:
    return f"  {name}: {{request: return, when: {when}, {outcome}, because: {{en: So.}}}}\n"


WIDE, NARROW = "{item.used: false}", "{item.used: false, item.price: more than 500}"


@pytest.mark.parametrize("first", ["wide", "narrow"])
def test_the_narrower_of_two_rules_is_taken_for_the_exception(tmp_path: Path, first: str) -> None:
    """Wherever it stands in the file, the rule that holds only where the other does is told to override that one."""
    rules = [rule("wide", WIDE, "answer: yes"), rule("narrow", NARROW, "answer: no")]
    found = findings(tmp_path, "".join(rules if first == "wide" else reversed(rules)))["FS801"]
    assert found.help is not None
    assert "`narrow` holds only where `wide` does: as its exception it needs `overrides: wide`" in found.help


def test_of_two_rules_that_merely_overlap_neither_is_the_exception(tmp_path: Path) -> None:
    """Which of them goes first is for the owner to say."""
    rules = rule("cheap", "{item.price: less than 100}", "answer: yes") + rule(
        "used", "{item.used: true}", "answer: no"
    )
    help = findings(tmp_path, rules)["FS801"].help
    assert help == "say which goes first: `overrides: used` under `cheap`, or `overrides: cheap` under `used`"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("answer: yes", "answer: no", "`wide` says yes, and `narrow` says no: there is a case of both"),
        (
            "answer: yes, give: {refund: 5.00}",
            "answer: yes, give: {refund: 6.00}",
            "`wide` and `narrow` both answer `yes`, and differ in what they give: there is a case of both",
        ),
        (
            "answer: no_but, offer: [{what: x}], may_override: lead",
            "answer: no_but, offer: [{what: y}]",
            "`wide` and `narrow` both answer `no_but`, and differ in what they offer and who may override: "
            "there is a case of both",
        ),
        (
            "answer: yes_but, provided: [box], give: {refund: 5.00}",
            "answer: yes_but, provided: [receipt], give: {refund: 5.00}",
            "`wide` and `narrow` both answer `yes_but`, and differ in what must be provided: there is a case of both",
        ),
    ],
)
def test_a_conflict_says_in_what_two_rules_differ(tmp_path: Path, one: str, other: str, message: str) -> None:
    """Also where both give the same answer."""
    assert findings(tmp_path, rule("wide", WIDE, one) + rule("narrow", NARROW, other))["FS801"].message == message


def test_what_comes_with_a_higher_answer_is_not_told_twice(tmp_path: Path) -> None:
    """The option of a yes is no second gain; more of a grant with the same answer is told as that."""
    rules = rule("loud-used", "{item.used: true, conduct.level: loud}", "answer: yes")
    assert findings(tmp_path, rules)["FS807"].message == (
        "rudeness pays here: `conduct.level` alone brings a higher answer"
    )
    rules = rule("calm", "{conduct.level: calm}", "answer: yes, give: {refund: 5.00}")
    rules += rule("loud", "{conduct.level: loud}", "answer: yes, give: {refund: 6.00}")
    assert findings(tmp_path, rules)["FS807"].message == (
        "rudeness pays here: `conduct.level` alone brings an option that gives more or asks less"
    )
