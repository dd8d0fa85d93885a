"""A class of cases that is told has what it is told for: in all of it, and no case of the kind is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conformance.cases import CaseWriter, Known, Moment
from conformance.chooser import Seeded
from conformance.engines import Loaded
from conformance.planted import PLANTED
from conformance.policies import Writer
from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims import gaps
from fairservice.analysis.proofs.classes import Class
from fairservice.analysis.proofs.classes import Test as Asked  # a name of pytest's
from fairservice.analysis.proofs.story import Story
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.bootstrap import load
from fairservice.conditions.nodes import columns_of
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Choice, Choices, Quantity, Value
from fairservice.decisions.case import read_case, with_parts
from fairservice.decisions.decide import Policy
from fairservice.errors import CaseError, PolicyError
from fairservice.interpreters.reference import Reference
from fairservice.policy.rulebook import Request

BAD = Path(__file__).resolve().parents[3] / "policies" / "bad"
DRAWN = 400

SETS = """\
facts:
  parcel.damage: {type: choices, values: [dented, broken, wet], ask: {en: What is wrong?}}
requests:
  return: {question: {en: May it come back?}, complete: true}
rules:
  whole:
    request: return
    when: {parcel.damage: none of dented}
    answer: yes
    because: {en: Yes.}
  dented-and-more:
    request: return
    when: {parcel.damage: "any of broken, wet"}
    answer: yes
    because: {en: Yes.}
"""
"""No rule for what is dented and nothing else."""

MANIFEST = """\
language: 1
policy: shop
title: {en: Shop}
owner: owner@example.com
languages: [en]
since: 2025-01-01
"""


def complete_request(policy: Policy) -> Request:
    return next(each for each in policy.rulebook.requests.values() if each.otherwise is None)


def gaps_of(policy: Policy, request: Request) -> list[Verdict]:
    return [each for each in gaps.prove(Bench(policy.rulebook, request)) if each.status == "refuted"]


def is_gap(policy: Policy, request: Request, known: Known, moment: Moment) -> bool:
    decided = policy.decide(request.name, known, today=moment.today, received_on=moment.received_on)
    return decided.status == "gap"


def lies_in(policy: Policy, around: Class, known: Known, moment: Moment) -> bool:
    case: dict[str, Value] = dict(read_case(policy.rulebook, known))
    case |= {"today": moment.today.toordinal(), "received_on": moment.received_on.toordinal()}
    node = around.node
    return value_of(node, with_parts(case, columns_of(node), policy.rulebook)) is True


def moved_into(writer: CaseWriter, around: Class, chooser: Seeded, known: Known) -> Known:
    """The case with each fact that the class tests at a value that passes the test, often at its very end."""
    found = dict(known)
    for test in around.tests:
        if test.name in writer.facts:
            fact = writer.facts[test.name]
            found[test.name] = writer.written(fact, value_in(test, chooser))
    return found


def value_in(test: Asked, chooser: Seeded) -> Value:
    if test.values:
        return test.values[chooser.integer(0, len(test.values) - 1)]
    assert isinstance(test.type, Quantity | Choice)
    ends = (test.type.low, test.type.high) if isinstance(test.type, Quantity) else (0, len(test.type.values) - 1)
    low = ends[0] if test.low is None else test.low
    high = ends[1] if test.high is None else test.high
    return (low, high, chooser.integer(low, high))[chooser.integer(0, 2)]


def policies() -> Iterator[tuple[str, Path]]:
    for folder in sorted(PLANTED.glob("gap-*")):
        yield folder.name, folder / "planted"
    yield "a gap of one day", BAD / "FS802-no-rule-for-a-case"


def judged(policy: Policy, request: Request, verdicts: list[Verdict], drawn: int) -> int:
    """Every drawn case lies in a class just when it has no rule; how many do. Fails where one does not."""
    around = [each.around for each in verdicts if each.around is not None]
    whole = len(around) == len([each for each in verdicts if not each.more]) and not any(each.more for each in verdicts)
    writer, chooser, found = CaseWriter(policy.rulebook, request), Seeded(1), 0
    for at in range(drawn):
        known, moment = writer.full(chooser), writer.moment(chooser)
        if around and at % 2:
            known = moved_into(writer, around[at // 2 % len(around)], chooser, known)
        try:
            gap = is_gap(policy, request, known, moment)
        except CaseError:  # a day before the policy
            continue
        inside = any(lies_in(policy, each, known, moment) for each in around)
        assert gap or not inside, f"{known} on {moment} has a rule, and lies in a class of those that have none"
        assert inside or not gap or not whole, f"{known} on {moment} has no rule, and lies in no class that is told"
        found += inside
    return found


@pytest.mark.parametrize("folder", [path for _, path in policies()], ids=[name for name, _ in policies()])
def test_the_cases_without_a_rule_are_those_of_the_classes(folder: Path) -> None:
    """Drawn at random and at the very ends of the classes, cases have no rule just where they lie in one."""
    policy = load(folder, engine="reference")
    request = complete_request(policy)
    verdicts = gaps_of(policy, request)
    assert verdicts
    assert all(each.around is not None for each in verdicts)
    assert judged(policy, request, verdicts, DRAWN) > 0, "no case was drawn that lies in a class"


def test_classes_of_generated_policies_are_right(tmp_path: Path) -> None:
    """The same of policies that nobody wrote, with lists, tables, dates and choices by figures."""
    tried = inside = 0
    for seed in range(1_000):
        try:
            loaded = Loaded.written(tmp_path, Writer(Seeded(seed), "small").written())
        except PolicyError:
            continue
        if loaded.request.otherwise is None:
            policy = Policy(loaded.rulebook, (), Reference)
            inside += judged(policy, loaded.request, gaps_of(policy, loaded.request), 40)
            tried += 1
        if tried == 12:
            break
    assert tried == 12
    assert inside > 20


def test_a_set_of_choices_is_told_exactly(tmp_path: Path) -> None:
    """What is dented and broken has a rule, and is not among the cases told; the rule to complete says so too."""
    (tmp_path / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(SETS, encoding="utf-8")
    policy = load(tmp_path, engine="reference")
    request = complete_request(policy)
    (verdict,) = gaps_of(policy, request)
    assert verdict.around is not None
    assert isinstance(verdict.around.tests[0].type, Choices)
    moment = Moment(date(2026, 2, 5), date(2026, 2, 5))
    for held in ([], ["dented"], ["dented", "broken"], ["wet"], ["dented", "broken", "wet"]):
        known = {"parcel.damage": ", ".join(held)}
        assert lies_in(policy, verdict.around, known, moment) == is_gap(policy, request, known, moment), held
    missing = "\n".join(Story(policy.rulebook, "en").missing_rule(verdict))
    (tmp_path / "missing.yaml").write_text(
        missing.replace("return-…", "missing")
        .replace("answer: …", "answer: no")
        .replace("because: …", "because: {en: No.}"),
        encoding="utf-8",
    )
    mended = load(tmp_path, engine="reference")
    assert gaps_of(mended, complete_request(mended)) == []


def test_a_test_is_written_as_it_is_meant() -> None:
    """The words of a test are those of the language, with figures as an owner writes them."""
    days = Quantity("integer", 0, 3650)
    assert Asked("a.b", days, low=1, high=3).written == "1 to 3"
    assert Asked("a.b", days, low=3, high=3).written == "3"
    assert Asked("a.b", days, low=3).written == "at least 3"
    assert Asked("a.b", days, high=3).written == "at most 3"
    kinds = Choice(("pot", "pan", "lid"), False)
    assert Asked("a.b", kinds, values=("pot", "lid")).written == "pot, lid"
