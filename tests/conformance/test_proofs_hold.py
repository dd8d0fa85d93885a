"""What is said to be proved of small policies holds in every case of them; what is refuted is, by the case told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.brute_force import Sampled, World
from conformance.chooser import Seeded
from conformance.people import PeopleWriter, about_people
from conformance.policies import REQUEST, Size, Writer
from fairservice.errors import PolicyError
from fairservice.policy.load import load_rulebook

pytest.importorskip("z3")

from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.analysis.proofs.search import SECONDS

REFUSED = {"FS101", "FS202", "FS205", "FS360"}
POLICIES = range(60)
DRAWN = range(12)
ROOT = Path(__file__).parents[2]
PLANTED = ROOT / "tests" / "policies" / "planted"
UNTOLD = ("later-gets-more", "no-dead-rule", "no-idle-rule", "protected-facts")


def broken(seed: int, folder: Path, figures: Counter[str]) -> list[str]:
    """Where the prover and the judge differ on the policy of a seed."""
    writer = PeopleWriter(Seeded(seed))
    written = writer.written()
    for name, text in written.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        rulebook = load_rulebook(folder)[0]
    except PolicyError as error:
        figures["refused"] += 1
        return [] if {each.code for each in error.findings} & REFUSED else [f"refused: {error}"]
    figures["policies"] += 1
    (request,) = rulebook.requests
    world = World(rulebook, request, writer.dated)
    return [f"seed {seed}: {each}" for each in differences(world, figures)]


def differences(world: World, figures: Counter[str], seconds: float = SECONDS) -> list[str]:
    """Where the verdicts on a request differ from what its cases show."""
    found: list[str] = []
    figures["cases"] += len(world.cases)
    for verdict in prove_rulebook(world.rulebook, seconds, requests=[world.request.name]):
        of = f"{verdict.claim} {verdict.name or ''}{verdict.kind or ''}".strip()
        figures[f"{of}: {verdict.status}"] += 1
        if verdict.status == "not settled":
            if world.decided and "too long" not in str(verdict.reason):  # nothing is claimed where no case is
                found.append(f"{of} not settled: {verdict.reason} {verdict.cases}")
        elif verdict.claim == "no-dead-rule":
            for rule in verdict.rules:
                at = world.request.position[rule]
                found += [f"{of}: {rule} stands in {case}" for case in world.cases if at in world.stands(case)][:1]
                found += [f"{of}: not {verdict.by} in {case}" for case in world.unshadowed(rule, verdict)][:1]
        elif verdict.claim == "no-idle-rule":
            if verdict.kind in ("outranked", "never-matters") and (case := world.matters(verdict.rules[0])):
                found.append(f"{of}: {verdict.rules[0]} matters in {case}")
        elif verdict.claim in UNTOLD or verdict.more:
            continue
        elif verdict.status == "proved":
            if cases := world.refuted(verdict.claim, verdict.name):
                found.append(f"{of} is not so: {cases}")
        else:
            found += [f"{of}: {case} is not like it" for case in world.unlike(verdict)][:1]
            for last in (False, True):
                told = tuple(world.completed(verdict.cases, last))
                if not world.refutes(verdict.claim, told, verdict.name, verdict.rules):
                    found.append(f"{of} is not refuted by {told}")
    return found


def broken_by_chance(seed: int, folder: Path, figures: Counter[str], count: int, seconds: float) -> list[str]:
    """As `broken`, of a policy that uses all of the language, by cases that are drawn."""
    chooser = Seeded(seed)
    size: Size = ("small", "medium", "small")[seed % 3]  # type: ignore[assignment]
    written = about_people(Writer(chooser, size).written(), chooser)
    for name, text in written.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        rulebook = load_rulebook(folder)[0]
    except PolicyError as error:
        figures["refused"] += 1
        return [] if {each.code for each in error.findings} == {"FS205"} else [f"refused: {error}"]
    figures["policies"] += 1
    world = Sampled(rulebook, REQUEST, chooser, count)
    return [f"seed {seed}: {each}" for each in differences(world, figures, seconds)]


@pytest.mark.parametrize("part", range(6))
def test_what_is_proved_holds_and_what_is_refuted_does_not(part: int, tmp_path: Path) -> None:
    """Every claim about generated policies is judged a second time, by deciding all their cases."""
    figures: Counter[str] = Counter()
    assert [each for seed in POLICIES[part::6] for each in broken(seed, tmp_path, figures)] == []


@pytest.mark.parametrize("part", range(4))
def test_no_drawn_case_breaks_what_is_proved_of_all_of_the_language(part: int, tmp_path: Path) -> None:
    """With tables, lists, texts, dates and moments, too many cases to try them all."""
    figures: Counter[str] = Counter()
    assert [each for seed in DRAWN[part::4] for each in broken_by_chance(seed, tmp_path, figures, 60, 3)] == []


FOLDERS = [*(path.parent for path in sorted((ROOT / "rules").glob("*/policy.yaml"))), *sorted(PLANTED.iterdir())]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_drawn_case_breaks_what_is_proved_of_policies_that_people_wrote(folder: Path) -> None:
    """Of those that come with fairservice, and of those with planted defects: what is told of them is there, too."""
    figures: Counter[str] = Counter()
    try:
        rulebook = load_rulebook(folder, (ROOT / "rules",))[0]
    except PolicyError:  # one that the loader refuses
        return
    for number, request in enumerate(rulebook.requests):
        assert differences(Sampled(rulebook, request, Seeded(number), 60), figures) == []
