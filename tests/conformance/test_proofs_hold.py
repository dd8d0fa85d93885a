"""What is said to be proved of small policies holds in every case of them; what is refuted is, by the case told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.brute_force import World
from conformance.chooser import Seeded
from conformance.people import PeopleWriter
from fairservice.errors import PolicyError
from fairservice.policy.load import load_rulebook

pytest.importorskip("z3")

from fairservice.analysis.proofs.prove import prove_rulebook

REFUSED = {"FS101", "FS202", "FS205", "FS360"}
POLICIES = range(60)
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
    world, found = World(rulebook, request, writer.dated), []
    figures["cases"] += len(world.cases)
    for verdict in prove_rulebook(rulebook):
        of = f"{verdict.claim} {verdict.name or ''}{verdict.kind or ''}".strip()
        figures[f"{of}: {verdict.status}"] += 1
        if verdict.status == "not settled":
            if world.decided:  # nothing is claimed where no case is
                found.append(f"{of} not settled: {verdict.reason} {verdict.cases}")
        elif verdict.claim == "no-dead-rule":
            for rule in verdict.rules:
                at = world.request.position[rule]
                found += [f"{of}: {rule} stands in {case}" for case in world.cases if at in world.stands(case)][:1]
        elif verdict.claim == "no-idle-rule":
            if verdict.kind in ("outranked", "never-matters") and (case := world.matters(verdict.rules[0])):
                found.append(f"{of}: {verdict.rules[0]} matters in {case}")
        elif verdict.claim in UNTOLD or verdict.more:
            continue
        elif verdict.status == "proved":
            if cases := world.refuted(verdict.claim, verdict.name):
                found.append(f"{of} is not so: {cases}")
        else:
            for last in (False, True):
                told = tuple(world.completed(verdict.cases, last))
                if not world.refutes(verdict.claim, told, verdict.name, verdict.rules):
                    found.append(f"{of} is not refuted by {told}")
    return [f"seed {seed}: {each}" for each in found]


@pytest.mark.parametrize("part", range(6))
def test_what_is_proved_holds_and_what_is_refuted_does_not(part: int, tmp_path: Path) -> None:
    """Every claim about generated policies is judged a second time, by deciding all their cases."""
    figures: Counter[str] = Counter()
    assert [each for seed in POLICIES[part::6] for each in broken(seed, tmp_path, figures)] == []
