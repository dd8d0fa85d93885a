"""Resolution in formulas comes to what decisions come to, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.agree import SIZES
from conformance.chooser import Chooser, Seeded
from conformance.engines import Loaded
from conformance.people import PeopleWriter
from conformance.policies import Writer
from fairservice.conditions.reference import values_in
from fairservice.conditions.vocabulary import Value, int_of
from fairservice.decisions.outcome import Choosable, Outcome
from fairservice.decisions.resolve import resolve
from fairservice.errors import PolicyError
from fairservice.interpreters.reference import Reference
from fairservice.policy.rule import NOBODY

pytest.importorskip("z3")

import z3

from fairservice.analysis.proofs.resolution import Resolution, Slot
from fairservice.analysis.proofs.situation import Facts, Situation

POLICIES = range(9_000, 9_048)
PEOPLE = range(90_000, 90_048)
CASES = 6


def differences(loaded: Loaded, chooser: Chooser, figures: Counter[str], cases: int = CASES) -> Iterator[str]:
    """Where the formulas of a request differ from its decisions, on some complete cases."""
    judge = Symbolic(loaded)
    for _ in range(cases):
        columns = dict(loaded.columns(loaded.cases.full(chooser), loaded.cases.moment(chooser)))
        in_force = int_of(columns[loaded.request.in_force_fact])
        if in_force < loaded.rulebook.since:
            continue
        figures["cases"] += 1
        for each in judge.differs(columns, figures):
            yield f"{each}, with {columns}"


class Symbolic:
    """The formulas of a request, to which cases are given one by one."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.situation = Situation(Facts(loaded.rulebook, loaded.request))
        _ = self.situation.all_facts
        self.resolution = found = Resolution(self.situation)
        _ = (found.is_answer, found.disagree, found.law_conflict, found.gap, found.outcome)
        _ = (found.offering, found.conceding, found.overriding)
        self.solver = z3.Solver()
        self.solver.add(*self.situation.bounds, *found.definitions)

    def differs(self, columns: dict[str, Value], figures: Counter[str]) -> Iterator[str]:
        loaded, resolution = self.loaded, self.resolution
        meaning = values_in(columns)
        firing = Reference(loaded.request.program).fire(loaded.request.program.row(columns))
        outcome = resolve(loaded.request, firing, meaning, loaded.rulebook.together)
        case = {name: columns[name] for name in self.situation.facts.types}
        self.solver.push()
        try:
            self.solver.add(*self.situation.pinned_to(case))
            if self.solver.check() != z3.sat:
                yield "no such case is possible"
                return
            model = self.solver.model()
            stand = [at for at, each in enumerate(resolution.stands) if z3.is_true(model.eval(each, True))]
            if stand != sorted(outcome.stands):
                yield f"{stand} stand instead of {sorted(outcome.stands)}"
            withheld = [name for name, there in self._withheld().items() if self.solver.check(there) == z3.sat]
            expected = ["conflict"] if outcome.conflict else ["gap"] if outcome.answer is None else []
            figures[expected[0] if expected else "decided"] += 1
            if withheld != expected:
                yield f"{withheld or 'decided'} instead of {expected or 'decided'}"
            self.solver.add(*resolution.decided)
            if (self.solver.check() == z3.sat) != (not expected):
                yield f"decided: {self.solver.check()} where {expected}"
            elif not expected:
                yield from self._decided(Told(self.solver.model()), outcome, meaning, figures)
        finally:
            self.solver.pop()

    def _withheld(self) -> dict[str, Any]:
        resolution = self.resolution
        return {"conflict": z3.Or(resolution.law_conflict, resolution.disagree), "gap": resolution.gap}

    def _decided(self, told: Told, outcome: Outcome, meaning: Any, figures: Counter[str]) -> Iterator[str]:
        resolution, together = self.resolution, self.loaded.rulebook.together
        answers = [answer for answer, there in resolution.is_answer.items() if told.true(there)]
        if answers != [outcome.answer]:
            yield f"answers {answers} instead of {outcome.answer}"
        levels = {each for each, there in resolution.at_least.items() if told.true(there)}
        assert outcome.answer is not None
        if levels != {each for each in resolution.at_least if outcome.answer >= each}:
            yield f"at least {levels} for {outcome.answer}"
        slots = [told.slot(slot) for slot in resolution.outcome.slots if told.true(slot.there)]
        options = [_plain(option, meaning, together) for option in outcome.options]
        own = [option for option in options if option[0] or not _only_added(option[2])]
        figures["options"] += len(own)
        for lines, provided, _ in own:
            if (lines, provided) not in slots:
                yield f"no slot is {lines} for {provided}; there are {slots}"
        for lines, provided in slots:
            if not any(_covers(option, (lines, provided), self._sooner()) for option in own):
                yield f"the slot {lines} for {provided} is covered by none of {own}"
        added = Counter(told.added(each) for each in resolution.outcome.adding if told.true(each.much.there))
        if outcome.options:
            lines = Counter(
                (each.line.grant, int_of(meaning(each.line.amount)), frozenset(each.rule.provided))
                for each in outcome.options[0].added
            )
            figures["lines that add"] += lines.total()
            if added != lines:
                yield f"{added} adds instead of {lines}"
        elif added:
            yield f"{added} adds to nothing"
        offers = {told.offer(each) for each in resolution.offering if told.true(each.there)}
        proposed = {(each.offer.what, each.offer.calming, *_values(each.offer, meaning)) for each in outcome.offers}
        figures["offers"] += len(proposed)
        if offers != proposed:
            yield f"offers {offers} instead of {proposed}"
        conceded = {told.conceded(each) for each in resolution.conceding if told.true(each.there)}
        may = {(each.rule.id, each.line.grant, int_of(meaning(each.line.amount))) for each in outcome.concessions}
        figures["concessions"] += len(may)
        if conceded != may:
            yield f"concedes {conceded} instead of {may}"
        roles = {role for role, there in resolution.overriding.items() if told.true(there)}
        if roles != ((outcome.overriders - {NOBODY}) or {NOBODY}):
            yield f"{roles} may override instead of {outcome.overriders}"

    def _sooner(self) -> set[str]:
        grants = self.loaded.rulebook.grants
        return {name for name, grant in grants.items() if getattr(grant.type, "kind", "") == "date"}


class Told:
    """What a model says."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def true(self, part: Any) -> bool:
        return z3.is_true(self.model.eval(part, True))

    def number(self, part: Any) -> int | None:
        return None if part is None else int(self.model.eval(part, True).as_long())

    def slot(self, slot: Slot) -> tuple[dict[str, int | None], frozenset[str]]:
        lines = {grant: self.number(much.amount) for grant, much in slot.lines.items() if self.true(much.there)}
        return lines, frozenset(item for item, asked in slot.provided.items() if self.true(asked))

    def added(self, each: Any) -> tuple[object, ...]:
        asked = frozenset(item for item, is_asked in each.provided.items() if self.true(is_asked))
        return each.grant, self.number(each.much.amount), asked

    def offer(self, each: Any) -> tuple[object, ...]:
        return each.offer.what, each.offer.calming, self.number(each.on), self.number(each.amount)

    def conceded(self, each: Any) -> tuple[object, ...]:
        return each.rule.id, each.grant, self.number(each.much.amount)


Lines = dict[str, int]


def _plain(option: Choosable, meaning: Any, together: frozenset[str]) -> tuple[Lines, frozenset[str], Choosable]:
    lines = {each.line.grant: int_of(meaning(each.line.amount)) for each in option.lines}
    return lines, frozenset(option.rule.provided), option


def _only_added(option: Choosable) -> bool:
    """Whether an option is there only because there is nothing that its lines could add to."""
    return bool(option.rule.lines) and not option.lines


def _covers(option: tuple[Lines, frozenset[str], object], slot: tuple[Any, frozenset[str]], sooner: set[str]) -> bool:
    lines, provided, _ = option
    return provided <= slot[1] and all(
        grant in lines and (lines[grant] <= much if grant in sooner else lines[grant] >= much)
        for grant, much in slot[0].items()
    )


def _values(offer: Any, meaning: Any) -> tuple[int | None, int | None]:
    on, amount = (None if node is None else int_of(meaning(node)) for node in (offer.on, offer.amount))
    return on, amount


def tried(seed: int, folder: Path, figures: Counter[str], cases: int = CASES) -> list[str]:
    """The differences of the policy of a seed: above 90,000 one about people, else one of all of the language."""
    chooser = Seeded(seed)
    people = seed >= 90_000
    written = PeopleWriter(chooser).written() if people else Writer(chooser, SIZES[seed % len(SIZES)]).written()
    try:
        for name, text in written.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        rulebook = load(folder)
    except PolicyError:
        figures["refused"] += 1
        return []
    figures["policies"] += 1
    (request,) = rulebook.requests
    return [f"seed {seed}: {each}" for each in differences(Loaded(rulebook, request), chooser, figures, cases)]


def load(folder: Path) -> Any:
    from fairservice.policy.load import load_rulebook

    return load_rulebook(folder)[0]


@pytest.mark.parametrize("seeds", [POLICIES, PEOPLE], ids=["all of the language", "people"])
@pytest.mark.parametrize("part", range(4))
def test_formulas_come_to_what_is_decided(seeds: range, part: int, tmp_path: Path) -> None:
    """Who stands, what is withheld and why, the answer, options, what adds, offers, concessions, who may override."""
    figures: Counter[str] = Counter()
    assert [each for seed in seeds[part::4] for each in tried(seed, tmp_path, figures)] == []
    kinds = ["decided", "options", "lines that add", "offers"]
    if seeds is PEOPLE:  # few of the others are in conflict, or leave a gap
        kinds.append("concessions")
    assert all(figures[kind] for kind in kinds), figures
