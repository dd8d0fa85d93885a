"""Faults of the prover that were found, each by the smallest policy that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.policy.load import load_rulebook

pytest.importorskip("z3")

from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.verdict import Verdict

MANIFEST = """
language: 1
policy: small
title: {en: Small}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  lead: {above: agent, may: [override]}
grants: {refund: money, discount: percent, ready_on: date}
together: [discount]
"""
HEAD = """
facts:
  conduct.level: {type: choice, ordered: [good, bad], about: conduct, worse: higher}
  asked: {type: boolean}
  price: {type: money, range: 0 to 100}
requests:
  ask:
    question: {en: May I?}
    otherwise: {answer: no, because: {en: No.}}
"""


def rule(**said: str) -> str:
    """The lines of a rule."""
    lines = {"request": "ask", **said, "because": "{en: So it is.}"}
    if said.get("basis") == "law":
        lines["reference"] = "art. 1"
    return "".join(f"\n    {key}: {value}" for key, value in lines.items())


def proved(folder: Path, rules: dict[str, str], head: str = HEAD, more: str = "") -> dict[str, Verdict]:
    """The verdicts on a policy, by claim."""
    text = head + "rules:" + "".join(f"\n  {name}:{each}" for name, each in rules.items()) + "\n" + more
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    return {each.claim: each for each in prove_rulebook(load_rulebook(folder)[0])}


WORSE = '"if conduct.level = \\"bad\\" then {} else {}"'


def test_of_two_rules_that_agree_one_adds_to_an_option(tmp_path: Path) -> None:
    """It was counted for both, so that 15 % for who is rude was less than twice 10 % for others."""
    rules = {
        "a": rule(when="{asked: true}", answer="yes", give="{discount: " + WORSE.format("15%", "10%") + "}"),
        "b": rule(when="{asked: true, conduct.level: good}", answer="yes", give="{discount: 10%}"),
    }
    assert proved(tmp_path, rules)["rudeness-never-pays"].status == "refuted"


@pytest.mark.parametrize("give", ["{discount: %s}", "{discount: %s, refund: price}"])
def test_a_right_that_adds_to_any_option_can_shrink_too(give: str, tmp_path: Path) -> None:
    """Only what makes an option of its own was looked at."""
    rules = {"a": rule(basis="law", answer="yes", give=give % WORSE.format("5%", "10%"))}
    assert proved(tmp_path, rules)["rights-never-shrink"].status == "refuted"


def test_a_right_that_adds_is_kept_where_others_add_as_much(tmp_path: Path) -> None:
    """Whichever rules it comes from then."""
    rules = {
        "a": rule(basis="law", when="{conduct.level: good}", answer="yes", give="{discount: 10%}"),
        "b": rule(basis="law", when="{conduct.level: bad}", answer="yes", give="{discount: 4%}"),
        "c": rule(basis="promise", when="{conduct.level: bad}", answer="yes", give="{discount: 6%}"),
    }
    assert proved(tmp_path, rules)["rights-never-shrink"].status == "proved"
    rules["c"] = rule(basis="promise", when="{conduct.level: bad}", answer="yes", give="{discount: 5%}")
    assert proved(tmp_path, rules)["rights-never-shrink"].rules == ("a",)


@pytest.mark.parametrize("give", ["{discount: 10%}", "{discount: 10%, refund: price}"])
def test_what_must_be_provided_for_what_adds_counts_for_a_minimum(give: str, tmp_path: Path) -> None:
    """It was left out, so that `provided: []` was proved of what asks for a receipt."""
    rules = {"a": rule(basis="promise", answer="yes_but", give=give, provided="[receipt]")}
    least = "minimums:\n  least:\n    request: ask\n    give: {discount: 10%}\n    provided: []\n"
    assert proved(tmp_path, rules, more=least)["owners"].status == "refuted"


def test_an_option_that_another_covers_is_never_given(tmp_path: Path) -> None:
    """It was taken for one that a decision has, and then the decision did not show it."""
    rules = {
        "a": rule(basis="law", answer="yes", give="{refund: 5.00}"),
        "b": rule(answer="yes", give="{refund: 10.00}"),
    }
    never = "invariants:\n  never-five:\n    never:\n      request: ask\n      give: {refund: at most 5.00}\n"
    assert proved(tmp_path, rules, more=never)["owners"].status == "proved"


def test_what_adds_is_an_option_where_there_is_no_other(tmp_path: Path) -> None:
    """To be allowed something is no more than a discount."""
    rules = {
        "a": rule(when="{conduct.level: good}", answer="yes", give="{discount: 10%}"),
        "b": rule(basis="promise", when="{conduct.level: bad}", answer="yes"),
    }
    assert proved(tmp_path, rules)["rudeness-never-pays"].status == "proved"


def test_a_rule_that_ends_while_a_message_waits_is_no_backlog(tmp_path: Path) -> None:
    """The same rules are in force on both days; it was refuted by the last day of a rule."""
    ends = {"a": rule(basis="law", effective="{from: 2025-01-01, until: 2026-01-01}", answer="yes")}
    assert proved(tmp_path, ends)["no-backlog"].status == "proved"


def test_a_backlog_is_told_of_days_with_the_same_rules(tmp_path: Path) -> None:
    """So that the two cases are decided as they were proved."""
    head = HEAD + "definitions:\n  waited: days_between(received_on, today)\n"
    head += "parameters:\n  longest: {unit: days, values: {2025-01-01: 14, 2026-01-01: 30}}\n"
    rules = {
        "a": rule(basis="law", effective="{from: 2025-01-01, until: 2026-01-01}", answer="yes"),
        "b": rule(basis="law", when="{waited: more than longest}", overrides="a", answer="no"),
    }
    assert proved(tmp_path, rules, head)["no-backlog"].status == "refuted"


def test_of_a_request_without_any_case_nothing_is_proved(tmp_path: Path) -> None:
    """Its in-force date lies before the policy: it stopped with an error after much was `proved`."""
    head = HEAD.replace("asked: {type: boolean}", "asked: {type: date, range: 2020-01-01 to 2020-12-31}")
    head = head.replace("question:", "in_force_on: asked\n    question:")
    (found,) = proved(tmp_path, {"a": rule(answer="yes")}, head).values()
    assert (found.status, found.reason) == ("not settled", "no case of this request is decided at all")


def test_a_rule_without_which_others_disagree_matters(tmp_path: Path) -> None:
    """Where three more rules give something, it was said to change no decision."""
    rules = {"a": rule(answer="yes", give="{refund: 1.00}"), "b": rule(answer="yes", give="{refund: 2.00}")}
    rules["c"] = rule(answer="yes", give="{refund: 3.00}", overrides="[a, b]")
    rules["d"] = rule(when="{asked: true}", answer="yes", give="{refund: 4.00}", overrides="[a, b, c]")
    assert proved(tmp_path, rules)["no-idle-rule"].status == "proved"


def test_the_case_that_breaks_a_minimum_has_the_facts_that_it_speaks_of(tmp_path: Path) -> None:
    """They were left out where the decision did not depend on them."""
    least = "minimums:\n  least:\n    request: ask\n    when: {asked: true}\n    answer: yes\n"
    (case,) = proved(tmp_path, {"a": rule(when="{conduct.level: bad}", answer="yes")}, more=least)["owners"].cases
    assert case["asked"] is True


def test_a_right_that_gives_nothing_by_itself_is_kept_by_what_adds(tmp_path: Path) -> None:
    """The prover and the definition did not agree."""
    rules = {
        "a": rule(basis="law", when="{conduct.level: bad}", answer="yes", give="{discount: 10%}"),
        "b": rule(basis="law", when="{conduct.level: good}", answer="yes"),
    }
    assert proved(tmp_path, rules)["rights-never-shrink"].rules == ("a",)
    rules["b"] = rule(basis="law", when="{conduct.level: good}", answer="yes", give="{discount: 10%}")
    rules["a"] = rule(basis="law", when="{conduct.level: bad, asked: true}", answer="yes")
    rules["c"] = rule(basis="promise", when="{conduct.level: bad}", answer="yes", give="{discount: 10%}")
    assert proved(tmp_path, rules)["rights-never-shrink"].status == "proved"


def test_what_an_option_asks_by_itself_is_seen_beside_what_adds(tmp_path: Path) -> None:
    """The prover and the definition did not agree where what adds to both options asks as much for itself."""
    rules = {
        "a": rule(answer="yes_but", give="{refund: price}", provided="[receipt]"),
        "b": rule(
            when="{conduct.level: good}",
            overrides="a",
            answer="yes_but",
            give="{refund: price}",
            provided="[receipt, form]",
        ),
        "c": rule(basis="promise", answer="yes_but", give="{discount: 10%}", provided="[form]"),
    }
    found = proved(tmp_path, rules)["rudeness-never-pays"]
    assert (found.status, found.aspects) == ("refuted", ("options",))


def test_goodwill_may_name_an_otherwise_that_is_not_there(tmp_path: Path) -> None:
    """It stopped with an error where rules are `complete`."""
    head = HEAD.replace("otherwise: {answer: no, because: {en: No.}}", "complete: true")
    rules = {
        "a": rule(answer="yes", give="{refund: 5.00}"),
        "b": rule(basis="goodwill", exception_to="otherwise", concede="{refund: {up_to: 5.00}}", reasons="[personal]"),
    }
    assert proved(tmp_path, rules, head)["within-mandates"].status == "proved"


def test_a_rule_of_long_lists_is_not_dead_for_what_was_not_looked_at(tmp_path: Path) -> None:
    """Of lists within each other fewer records are looked at, and a rule that asks for more was said never to hold."""
    head = HEAD.replace("{type: boolean}", "{type: list, at_most: 20, of: {pieces: {type: integer}}}")
    asks = "count(asked) >= 18 and (some x in asked satisfies (some y in asked satisfies y.pieces > x.pieces))"
    found = proved(tmp_path, {"a": rule(when=f'{{if: "{asks}"}}', answer="yes")}, head)["no-dead-rule"]
    assert (found.status, found.lists) == ("not settled", (("asked", 14),))


def test_the_class_of_a_gap_says_what_a_set_does_not_have(tmp_path: Path) -> None:
    """It was told for every set that has at least that, of which some are no gap, and others were never told."""
    head = HEAD.replace("{type: boolean}", "{type: choices, values: [oak, elm]}")
    head = head.replace("otherwise: {answer: no, because: {en: No.}}", "complete: true")
    folder = tmp_path
    proved(folder, {"a": rule(when='{asked: "all of oak, elm"}', answer="yes")}, head)
    found = [each for each in prove_rulebook(load_rulebook(folder)[0]) if each.claim == "no-gap"]
    tests = [test.written for each in found if each.around for test in each.around.tests]
    assert sorted(tests) == ["all of elm and none of oak", "all of oak and none of elm", "none of oak, elm"]


def test_whom_only_the_rude_may_be_helped_by_counts(tmp_path: Path) -> None:
    """Both are refused, and one of them may be overridden: rare among generated policies, so it is told here."""
    rules = {
        "a": rule(when="{conduct.level: good}", answer="no", may_override="nobody"),
        "b": rule(when="{conduct.level: bad}", answer="no", may_override="lead"),
    }
    assert proved(tmp_path, rules)["rudeness-never-pays"].aspects == ("override",)


def test_what_only_calms_makes_no_higher_answer(tmp_path: Path) -> None:
    """`no_but` with nothing else is worth no more than `no`."""
    rules = {
        "a": rule(when="{conduct.level: good}", answer="no"),
        "b": rule(when="{conduct.level: bad}", answer="no_but", offer="[{what: tea, calming: true}]"),
    }
    assert proved(tmp_path, rules)["rudeness-never-pays"].status == "proved"
