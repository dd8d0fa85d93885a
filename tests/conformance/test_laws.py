"""The laws of decisions, on generated policies and cases. `agree.py` tries them on many more."""

from __future__ import annotations

from collections.abc import Iterable

import jsonschema
import pytest
from hypothesis import given, settings

from conformance.agree import MAX_COMPLETIONS
from conformance.figures import FIGURES
from conformance.laws import adding_keeps, completions_agree, engines_agree, plain, resolves_as_designed, within_bounds
from conformance.worlds import World, worlds
from fairservice.decisions.json_form import DECISION_SCHEMA
from fairservice.errors import CaseError

SCHEMA = jsonschema.Draft202012Validator(DECISION_SCHEMA)


def none_of(broken: Iterable[str], but: tuple[str, ...] = ()) -> None:
    """Fails with the first broken law, leaving out those that have a test of their own."""
    for each in broken:
        if not each.startswith(but or "\0"):
            pytest.fail(each, pytrace=False)


@given(worlds())
@settings(max_examples=250)
def test_all_engines_agree(world: World) -> None:
    """Reference, lowered form and generated Python give equal truths, amounts and decisions on every case."""
    for known in world.path[:: max(len(world.path) // 4, 1)]:
        try:
            none_of(engines_agree(world.loaded, known, world.moment))
        except CaseError:
            return


@given(worlds())
@settings(max_examples=250)
def test_adding_facts_never_changes_a_determined_part(world: World) -> None:
    """Answer, range, options, offers, concessions, who may override: what is certain stays so when facts are added."""
    none_of(adding_keeps(world.loaded, world.path, world.moment), but=("attribution", "words"))


@given(worlds())
@settings(max_examples=250)
def test_adding_facts_never_changes_whose_words_are_said(world: World) -> None:
    """The rule that is once named, its words, and the rule of a certain option or offer stay when facts are added."""
    found = adding_keeps(world.loaded, world.path, world.moment)
    none_of(each for each in found if each.startswith(("attribution", "words")))


@given(worlds(small=True))
@settings(max_examples=200)
def test_a_determined_part_is_what_every_completion_gives(world: World) -> None:
    """Each completion has all that was certain, and its answer lies within the range or is withheld as announced."""
    size = world.loaded.cases.size
    for known in (each for each in world.path if 1 < size(each) <= MAX_COMPLETIONS):
        found = completions_agree(world.loaded, known, world.moment, FIGURES)
        none_of(found, but=("completions attribution", "completions words"))
        break


@given(worlds(small=True))
@settings(max_examples=150)
def test_whose_words_are_said_is_what_every_completion_gives(world: World) -> None:
    """A rule is named, and its words said, only where every completion names it too."""
    size = world.loaded.cases.size
    for known in (each for each in world.path if 1 < size(each) <= MAX_COMPLETIONS):
        found = completions_agree(world.loaded, known, world.moment, FIGURES)
        none_of(each for each in found if each.startswith(("completions attribution", "completions words")))
        break


@given(worlds())
@settings(max_examples=100)
def test_every_intermediate_lies_within_its_bounds(world: World) -> None:
    """What the checker proves of sizes is true: each value lies within the bounds of its node, below 2^53."""
    none_of(within_bounds(world.loaded, world.path[-1], world.moment))


@given(worlds())
@settings(max_examples=300)
def test_complete_cases_resolve_as_the_design_says(world: World) -> None:
    """A second, naive resolution, written from the design, gives the same decision on every complete case."""
    none_of(resolves_as_designed(world.loaded, world.path[-1], world.moment))


@given(worlds())
@settings(max_examples=100)
def test_every_decision_can_be_told(world: World) -> None:
    """No decision, trace or explanation raises, and its JSON form is as the published schema says."""
    for known in (world.path[0], world.path[-1]):
        try:
            decision = world.loaded.decide(known, world.moment)
        except CaseError as error:
            assert [finding.code for finding in error.findings] == ["FS606"]
            return
        SCHEMA.validate(decision.to_dict())
        for reader in ("staff", "customer", "auditor"):
            assert decision.say in decision.explain(reader)
        assert plain(decision)["fingerprint"] == decision.fingerprint
