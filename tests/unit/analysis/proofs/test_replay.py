"""No case is told that does not show by the definition what it is told for; what it shows is judged part by part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.cases import CaseWriter
from conformance.chooser import Seeded
from conformance.planted import PLANTED
from conformance.planted_pairs import better
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.replay import Replay, more_in, same_said
from fairservice.analysis.proofs.situation import Case
from fairservice.bootstrap import load
from fairservice.decisions.case import read_case
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
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
roles: {agent: {}, lead: {above: agent, may: [override]}, head: {above: lead, may: [override]}}
grants: {refund: money, voucher: money, ready_on: date, discount: percent}
together: [discount]
mandates: {agent: {voucher: {per_case: 50.00}}}
"""
FACTS = """\
facts:
  who: {type: choice, values: [first, second]}
  asked.day: {type: date}
requests:
  ask:
    question: {en: May it be?}
    otherwise: {answer: no, because: {en: No.}}
rules:
"""


def rulebook(folder: Path, rules: str) -> Rulebook:
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "rules.yaml").write_text(FACTS + rules, encoding="utf-8")
    return load_rulebook(folder, ())[0]


def rule(who: str, outcome: str, extra: str = "") -> str:
    return f"  {who}-rule{extra}: {{request: ask, when: {{who: {who}}}, because: {{en: So.}}, {outcome}}}\n"


def goodwill(who: str, outcome: str) -> str:
    return (
        f"  {who}-once: {{request: ask, basis: goodwill, exception_to: otherwise, when: {{who: {who}}}, "
        f"because: {{en: Once.}}, {outcome}}}\n"
    )


def told(folder: Path, first: str, second: str) -> tuple[list[str], list[str]]:
    """In what the second of two customers is better off, and in what the first, who each have a rule of their own."""
    found = rulebook(folder, first + second)
    replay = Replay(found)
    one, other = (replay.decide("ask", case_of(found, who)) for who in ("first", "second"))
    return more_in(other, one, found), more_in(one, other, found)


def case_of(found: Rulebook, who: str) -> Case:
    day = date(2026, 3, 2).toordinal()
    known = dict(read_case(found, {"who": who, "asked.day": "2026-03-10"}))
    history = {name: 0 for name in found.facts if name.startswith("history.")}
    return {**known, **history, "today": day, "received_on": day}


@pytest.mark.parametrize(
    ("first", "second", "more", "less"),
    [
        ("answer: yes", "answer: yes", [], []),
        ("answer: no", "answer: yes", ["answer", "options"], []),
        ("answer: no_but, offer: [{what: x}]", "answer: no_but, offer: [{what: x}]", [], []),
        ("answer: no", "answer: no_but, offer: [{what: x}]", ["answer", "offers"], []),
        ("answer: no", "answer: no_but, offer: [{what: x, calming: true}]", [], []),
        ("answer: no_but, offer: [{what: x}]", "answer: no_but, offer: [{what: y}]", ["offers"], ["offers"]),
        (
            "answer: no_but, offer: [{what: x, amount: 5}]",
            "answer: no_but, offer: [{what: x, amount: 4}]",
            ["offers"],
            ["offers"],
        ),
        ("answer: yes, give: {refund: 10.00}", "answer: yes, give: {refund: 10.01}", ["options"], []),
        ("answer: yes, give: {refund: 10.00}", "answer: yes, give: {voucher: 5.00}", ["options"], ["options"]),
        ("answer: yes, give: {refund: 10.00}", "answer: yes, give: {refund: 10.00, voucher: 5.00}", ["options"], []),
        ("answer: yes, give: {refund: 10.00}", "answer: yes, give: {refund: 10.00, voucher: 0.00}", [], []),
        (
            "answer: yes_but, give: {refund: 10.00}, provided: [receipt, box]",
            "answer: yes_but, give: {refund: 10.00}, provided: [receipt]",
            ["options"],
            [],
        ),
        ("answer: yes, give: {ready_on: asked.day}", "answer: yes, give: {ready_on: received_on}", ["options"], []),
        ("answer: yes, give: {discount: 5%}", "answer: yes, give: {discount: 6%}", ["options"], []),
        ("answer: no, may_override: head", "answer: no, may_override: lead", ["override"], []),
        ("answer: no", "answer: no, may_override: head", ["override"], []),
        ("answer: yes", "answer: no, may_override: lead", [], ["answer", "options"]),
        ("answer: yes", "answer: yes, may_override: lead", ["override"], []),
        ("answer: no", "answer: yes, may_override: lead", ["answer", "options", "override"], []),
    ],
)
def test_each_part_is_compared_by_itself(
    tmp_path: Path, first: str, second: str, more: list[str], less: list[str]
) -> None:
    """One grant is never exchanged for another; calming offers and empty lines are nothing; an earlier day is more."""
    assert told(tmp_path / "shop", rule("first", first), rule("second", second)) == (more, less)


@pytest.mark.parametrize(
    ("first", "second", "more", "less"),
    [
        ("{up_to: 10.00}", "{up_to: 11.00}", ["concessions"], []),
        ("{up_to: 10.00}", "{up_to: 0.00}", [], ["concessions"]),
    ],
)
def test_concessions_are_compared_by_amount(
    tmp_path: Path, first: str, second: str, more: list[str], less: list[str]
) -> None:
    """A larger one is more, and one of nothing is none."""
    rules = [
        goodwill(who, f"concede: {{voucher: {each}}}, reasons: [kindness]")
        for who, each in (("first", first), ("second", second))
    ]
    assert told(tmp_path / "shop", *rules) == (more, less)


@pytest.mark.parametrize(
    ("first", "second", "more", "less"),
    [
        ("reasons: [kindness]", "reasons: [kindness, mistake]", ["concessions"], []),
        ("reasons: [kindness]", "reasons: [mistake]", ["concessions"], ["concessions"]),
        (
            "reasons: [kindness], per_customer: {at_most: 1, within: 30 days}",
            "reasons: [kindness], per_customer: {at_most: 2, within: 30 days}",
            ["concessions"],
            [],
        ),
        (
            "reasons: [kindness], per_customer: {at_most: 1, within: 30 days}",
            "reasons: [kindness], per_customer: {at_most: 1, within: 60 days}",
            [],
            ["concessions"],
        ),
        (
            "reasons: [kindness], per_customer: {at_most: 1, within: 30 days}",
            "reasons: [kindness]",
            ["concessions"],
            [],
        ),
    ],
)
def test_concessions_are_compared_by_how_freely_they_are_made(
    tmp_path: Path, first: str, second: str, more: list[str], less: list[str]
) -> None:
    """For more reasons, or more often, is more."""
    rules = [
        goodwill(who, f"concede: {{voucher: {{up_to: 10.00}}}}, {each}")
        for who, each in (("first", first), ("second", second))
    ]
    assert told(tmp_path / "shop", *rules) == (more, less)


def test_whatever_others_find_better_is_found_better() -> None:
    """On drawn pairs of the planted policies, a judge written by somebody else finds nothing more, override aside."""
    compared = found = 0
    for at, folder in enumerate(sorted(PLANTED.glob("*/planted"))):
        if (folder.parent / "truth.yaml").read_text(encoding="utf-8").find("refused:") >= 0:
            continue
        policy = load(folder, engine="reference")
        chooser = Seeded(at)
        for request in policy.rulebook.requests.values():
            writer = CaseWriter(policy.rulebook, request)
            for _ in range(15):
                one, other = (_decided(policy, request.name, writer, chooser) for _ in range(2))
                if one is None or other is None:
                    continue
                theirs = bool(better(one, other, overriding=False))
                mine = set(more_in(other, one, policy.rulebook)) - {"override"}
                assert bool(mine) >= theirs, (folder, one.to_dict(), other.to_dict())
                if not any(offer.on or offer.amount for each in (one, other) for offer in each.offers):
                    assert bool(mine) == theirs, (folder, mine, better(one, other, overriding=False))
                compared += 1
                found += theirs
    assert compared > 500
    assert 100 < found < compared


def _decided(policy: Policy, request: str, writer: CaseWriter, chooser: Seeded) -> Decision | None:
    moment = writer.moment(chooser)
    decided = policy.decide(request, writer.full(chooser), today=moment.today, received_on=moment.received_on)
    return decided if decided.status == "settled" else None


def test_a_case_that_does_not_show_it_is_not_told(tmp_path: Path) -> None:
    """Where the definition disagrees with whoever found the case, there is none."""
    found = rulebook(tmp_path / "shop", rule("first", "answer: yes"))
    bench = Bench(found, found.requests["ask"])
    yes, no = case_of(found, "first"), case_of(found, "second")
    assert bench.witness((yes,), lambda _, decisions: decisions[0].answer == "yes") is not None
    assert bench.witness((no,), lambda _, decisions: decisions[0].answer == "yes") is None
    before = {**yes, "today": found.since - 1, "received_on": found.since - 1}
    assert bench.witness((before,), lambda *_: True) is None


def test_a_case_with_less_in_it_says_the_same_or_is_not_told(tmp_path: Path) -> None:
    """What is left out changes neither answer nor words, and opens no question."""
    found = rulebook(tmp_path / "shop", rule("first", "answer: yes"))
    replay = Replay(found)
    whole = case_of(found, "first")
    decided = replay.decide("ask", whole)
    without_day = {name: value for name, value in whole.items() if name != "asked.day"}
    assert same_said(decided, replay.decide("ask", without_day))
    without_who = {name: value for name, value in whole.items() if name != "who"}
    assert not same_said(decided, replay.decide("ask", without_who))
