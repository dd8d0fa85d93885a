"""The stages that look further than the files: proofs, a second engine, and what changes for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from fairservice import MissingPart, load
from fairservice.analysis.publishing.cross_examining import CrossExamined
from fairservice.analysis.publishing.proving import Differs, Proved
from fairservice.analysis.publishing.stage import Candidate, Examined, Stage
from fairservice.bootstrap import comparer, engine_named, prover
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import Value
from fairservice.decisions.decide import Policy
from fairservice.errors import EngineFailed
from fairservice.interpreters.reference import Reference
from fairservice.policy.published.shelf import open_shelf
from fairservice.policy.rulebook import Rulebook

MANIFEST = """\
language: 1
policy: kiosk
title: {en: The kiosk}
owner: owner@example.com
languages: [en]
since: 2025-01-01
roles: {agent: {}}
grants: {refund: money}
"""
RULES = """\
facts:
  days_ago: {type: integer, unit: days, range: 0 to 100, ask: {en: How many days ago?}}
  shouts: {type: boolean, about: conduct, worse: true, ask: {en: Does the customer shout?}}
requests:
  ask:
    question: {en: May it come back?}
    otherwise: {answer: no, because: {en: It is too late.}}
rules:
  in-time:
    request: ask
    when: {days_ago: at most 14}
    answer: yes
    because: {en: You are in time.}
"""
LOUD = """\
  who-shouts:
    request: ask
    when: {days_ago: more than 14, shouts: true}
    answer: yes
    because: {en: All right then.}
"""


def policy(folder: Path, rules: str) -> Policy:
    folder.mkdir()
    (folder / "policy.yaml").write_text(MANIFEST)
    (folder / "rules.yaml").write_text(rules)
    return load(folder)


def candidate(made: Policy, tmp_path: Path, earlier: Policy | None = None) -> Candidate:
    day = date(2026, 6, 1)
    found = Candidate(made, day, day, open_shelf(tmp_path / "published" / "kiosk"), lambda publication: made)
    if earlier is not None:
        object.__setattr__(found, "__dict__", {**found.__dict__, "earlier": earlier})
    return found


def proved(rulebook: Rulebook) -> Iterator[object]:
    return prover()(rulebook, 20.0, True, None, lambda name: None)


def examined(stage: Stage, made: Candidate) -> Examined:
    return stage.examine(made)


# ---- proofs


def test_a_policy_of_which_a_claim_is_refuted_is_refused(tmp_path: Path) -> None:
    """Rudeness pays: the finding is told, and every claim is recorded with its status."""
    found = examined(Proved(proved), candidate(policy(tmp_path / "kiosk", RULES + LOUD), tmp_path))  # type: ignore[arg-type]
    assert found.result == "refused"
    assert [each.code for each in found.findings] == ["FS807"]
    statuses = {each["name"]: each["status"] for each in found.details["invariants"]}
    assert statuses["rudeness-never-pays"] == "refuted"
    assert statuses["no-conflict"] == "proved"


def test_a_policy_of_which_all_is_proved_passes(tmp_path: Path) -> None:
    """Each claim is recorded as proved."""
    found = examined(Proved(proved), candidate(policy(tmp_path / "kiosk", RULES), tmp_path))  # type: ignore[arg-type]
    assert found.result == "passed"
    assert {each["status"] for each in found.details["invariants"]} == {"proved"}


def test_what_could_not_be_settled_is_recorded_and_told(tmp_path: Path) -> None:
    """It does not refuse: nobody can mend it; but nobody is told that it was proved either."""

    def unsure(rulebook: Rulebook) -> Iterator[object]:
        for verdict in prover()(rulebook, 20.0, True, None, lambda name: None):
            unsettled = verdict.claim == "no-conflict"
            yield replace(verdict, status="not settled", reason="it took too long") if unsettled else verdict

    found = examined(Proved(unsure), candidate(policy(tmp_path / "kiosk", RULES), tmp_path))  # type: ignore[arg-type]
    assert found.result == "passed"
    assert "1 not settled" in found.said
    assert [each.code for each in found.findings] == ["FS815"]
    assert "not_settled" in {each["status"] for each in found.details["invariants"]}


# ---- the difference


def test_the_difference_with_what_is_in_force_is_told(tmp_path: Path) -> None:
    """Which customers gain, with a case; it never refuses."""
    old = policy(tmp_path / "old", RULES)
    new = policy(tmp_path / "new", RULES.replace("at most 14", "at most 30"))
    stage = Differs(lambda one, other: comparer()(one, other, 20.0, lambda name: None))
    found = examined(stage, candidate(new, tmp_path, old))
    assert found.result == "passed"
    assert found.said == "ask: 1 × the customer gains"
    assert "15" in found.below and "30" in found.below
    assert found.details["changed"] == ["ask"]
    same = examined(stage, candidate(old, tmp_path, old))
    assert same.said == "decides the same in all cases, which is proved"


def test_without_anything_in_force_there_is_no_difference(tmp_path: Path) -> None:
    stage = Differs(lambda one, other: iter(()))
    assert "nothing is in force" in examined(stage, candidate(policy(tmp_path / "kiosk", RULES), tmp_path)).said


# ---- the second engine


@dataclass(frozen=True)
class Judgement:
    truths: tuple[bool | None, ...]
    amounts: tuple[Value | None, ...]


class Second:
    """A second engine: the definition itself, or one that takes each truth for its opposite, or has no answer."""

    def __init__(self, program: Program, how: str) -> None:
        self.program, self.how = program, how

    def judge_many(self, rows: Iterable[Row]) -> Iterator[Judgement | EngineFailed]:
        engine = Reference(Program(self.program.conditions, self.program.amounts, (), self.program.in_force))
        for row in rows:
            if self.how == "silent":
                yield EngineFailed("refused", "it has too many records")
                continue
            sure, perhaps = engine.fire(row)
            truths = tuple(
                None if at in perhaps else (at in sure) != (self.how == "wrong")
                for at in range(len(self.program.conditions))
            )
            yield Judgement(truths, tuple(engine.amount(at, row) for at in range(len(self.program.amounts))))


def stage(how: str) -> CrossExamined:
    def second() -> Callable[[Program], Second]:
        return lambda program: Second(program, how)

    return CrossExamined(engine_named("python"), second)


def test_a_policy_on_which_the_engines_differ_is_refused(tmp_path: Path) -> None:
    """With cases on which they do, and the advice to report it: it is no fault of the owner's."""
    found = examined(stage("wrong"), candidate(policy(tmp_path / "kiosk", RULES), tmp_path))
    assert found.result == "refused"
    assert "the engines differ on" in found.said
    assert "in-time" in found.below and "report" in found.below


def test_a_policy_on_which_the_engines_agree_passes(tmp_path: Path) -> None:
    found = examined(stage("right"), candidate(policy(tmp_path / "kiosk", RULES), tmp_path))
    assert found.result == "passed"
    assert int(found.details["asked"]) > 10
    assert found.details["differing"] == 0


def test_an_engine_that_answers_nothing_has_not_agreed(tmp_path: Path) -> None:
    """What was not asked is no agreement: the record says that the policy was not cross-examined."""
    found = examined(stage("silent"), candidate(policy(tmp_path / "kiosk", RULES), tmp_path))
    assert found.result == "not_available"


def test_a_missing_engine_is_raised_as_missing(tmp_path: Path) -> None:
    """So that publishing tells and records it."""
    missing = MissingPart("the second engine", "pip install 'fairservice[rete]'")
    with pytest.raises(MissingPart, match="rete"):
        examined(
            CrossExamined(engine_named("python"), lambda: missing),
            candidate(policy(tmp_path / "kiosk", RULES), tmp_path),
        )
