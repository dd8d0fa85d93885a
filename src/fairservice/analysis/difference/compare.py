"""Compares two versions of a policy request by request: for all cases at once, and what differs by its classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import z3

from fairservice.analysis.difference.change import SIDES, Change, RequestDifference
from fairservice.analysis.difference.differing import clash, differs_beside, tell_units_apart
from fairservice.analysis.difference.moves import key_of_concession, key_of_offer, key_of_option
from fairservice.analysis.difference.shared_facts import Links
from fairservice.analysis.difference.spreads import Spreads
from fairservice.analysis.proofs.classes import Class, Classes
from fairservice.analysis.proofs.comparing import more_in
from fairservice.analysis.proofs.kept import digest_of_request
from fairservice.analysis.proofs.replay import Replay, same_said
from fairservice.analysis.proofs.replay import more_in as more_shown
from fairservice.analysis.proofs.resolution import NEVER, Resolution, all_of, any_of, negated
from fairservice.analysis.proofs.search import SECONDS, Search, Unsettled
from fairservice.analysis.proofs.situation import Case, Facts, Situation
from fairservice.analysis.proofs.witness import readable, shrunk
from fairservice.conditions.nodes import Node
from fairservice.decisions.decision import Decision
from fairservice.errors import CaseError
from fairservice.policy.rule import Rule, Template
from fairservice.policy.rulebook import Request, Rulebook, condition_of

Z = Any
MOST = 12
"""So many kinds of changes are told of one request."""
CLASSES = 40
"""So many classes of cases are looked for; those of one kind are told together."""
ALIKE = 8
"""After so many classes that change alike, the rest of them is told by the rules that decide."""
MANY_RULES = 200
ALIKE_OF_MANY = 1
"""The same for a request of more rules: there a class takes seconds, and has conditions that nobody reads."""
STRAYS = 3
"""So often a case may look different and not be, before it is said that the request could not be settled."""


def compare(
    old: Rulebook, new: Rulebook, seconds: float = SECONDS, begins: Callable[[str], None] = lambda name: None
) -> Iterator[RequestDifference]:
    """How each request differs, those of the new version in its order, and then those that are gone.

    `seconds` is the most for one question.
    """
    for name, request in new.requests.items():
        begins(name)
        if name not in old.requests:
            yield RequestDifference(name, "added")
        elif digest_of_request(old, old.requests[name]) == digest_of_request(new, request):
            yield RequestDifference(name, "same")
        else:
            yield _Comparison(old, new, name, seconds).difference()
    for name in old.requests:
        if name not in new.requests:
            yield RequestDifference(name, "removed")


class _Comparison:
    """One request of both versions, beside each other."""

    def __init__(self, old: Rulebook, new: Rulebook, name: str, seconds: float) -> None:
        self.rulebooks = (old, new)
        self.name = name
        self.requests: tuple[Request, Request] = (old.requests[name], new.requests[name])
        self.seconds = seconds
        self.replays = (Replay(old), Replay(new))
        both = replace(old, facts={**new.facts, **old.facts})  # what is read of a case may be a fact of either
        facts = Facts(both, self.requests[0]), Facts(new, self.requests[1])
        facts[1].texts = facts[0].texts
        facts[0].look_with(facts[1])
        self.links = Links(facts[0].types, facts[1].types, old.zone.key == new.zone.key)
        self.reads = (frozenset(facts[0].types), frozenset(facts[1].types))
        facts[0].types = {**facts[1].types, **facts[0].types}
        self.before = Situation(facts[0], " before")
        _ = self.before.all_facts
        self.after = Situation(facts[1], " after", self.before, self.links.apart)
        _ = self.after.all_facts
        self.one = Resolution(self.before, " before")
        self.other = Resolution(self.after, " after", self.one)
        _ = self.one.is_answer, self.other.is_answer
        apart = tell_units_apart(self.one, self.other)
        self.linked = self.links.formulas(self.before, self.after)
        self.conditions = self._conditions()
        self.spreads = Spreads(self.before, self.one, self.other, apart)

    def difference(self) -> RequestDifference:
        told: dict[object, Change] = {}
        more, reason = False, None
        try:
            for count, change in enumerate(self._changes()):
                known = told.get(change.kind)
                if known is None and (len(told) == MOST or count >= CLASSES):
                    more = True
                    break
                told[change.kind] = change if known is None else known.and_also(change)
                if count >= CLASSES:
                    more = True
                    break
        except Unsettled as error:
            reason = str(error)
        lists = {**self.before.facts.cut_short, **self.after.facts.cut_short}
        return RequestDifference(
            self.name,
            "changed" if told else "same" if reason is None else "not settled",
            tuple(sorted(told.values(), key=lambda each: SIDES.index(each.side))),
            more,
            reason,
            self._other_words(),
            tuple(sorted(lists.items())),
            self.links.told,
            self._other_days(),
        )

    def _other_days(self) -> bool:
        """Whether there are cases that are too early for one of the versions only."""
        old, new = self.rulebooks
        moved = self.requests[0].in_force_fact != self.requests[1].in_force_fact
        return old.since != new.since or moved

    # ---- the changes

    def _changes(self) -> Iterator[Change]:
        one, other = self.one, self.other
        clashes = [any_of((each.disagree, each.law_conflict)) for each in (one, other)]
        gains, loses = more_in(other, one), more_in(one, other)
        lower = [loses["answer"], all_of((any_of(loses.values()), negated(gains["answer"])))]
        differ = any_of([*gains.values(), *loses.values(), differs_beside(one, other)])
        yield from self._found(differ, [*one.decided, *other.decided], gains, loses, any_of(lower))
        yield from self._found(any_of((clashes[1], other.gap)), one.decided)
        yield from self._found(any_of((clashes[0], one.gap)), other.decided)
        yield from self._found(all_of((one.gap, clashes[1])), [])
        yield from self._found(all_of((clashes[0], other.gap)), [])

    def _found(
        self,
        differ: Z,
        given: list[Z],
        gains: Mapping[Any, Z] | None = None,
        loses: Mapping[Any, Z] | None = None,
        first: Z = NEVER,
    ) -> Iterator[Change]:
        """The classes of cases of which a formula is true, and that are decided as is given; some of them first."""
        if z3.is_false(differ):
            return
        search = Search(self.seconds)
        search.add([*self.before.bounds, *self.after.bounds, *self.linked])
        search.add([*self.one.definitions, *self.other.definitions])
        self._readable(search)
        search.add(given)
        if search.model() is None:
            return
        if self.links.unlinked and search.model_of(differ) is not None:
            names = ", ".join(f"`{name}`" for name in sorted(self.links.unlinked))
            raise Unsettled(f"{names} is another kind of fact now, and no case of one version is one of the other")
        classes = Classes(search, self.before, *self.conditions)
        blocked: list[Z] = []
        strays, found = 0, dict[object, int]()
        while True:
            cases = None
            if not z3.is_false(first):
                cases = readable(search, (self.before, self.after), all_of((first, differ)), *blocked)
                first = first if cases is not None else NEVER
            if cases is None:
                cases = readable(search, (self.before, self.after), differ, *blocked)
            if cases is None:
                return
            decided = self._decided(cases)
            if not self._shows(*decided):
                strays += 1
                if strays > STRAYS:
                    raise Unsettled("cases were found that look different and are not")
                blocked.append(z3.Not(self._class(None, cases)))
                continue
            change, alike = self._change(cases, decided, differ, gains or {}, loses or {})
            key = (change.side, change.gained, change.lost, *(each.rules or each.conflict for each in decided))
            found[key] = found.get(key, 0) + 1
            if found[key] > (ALIKE if len(self.requests[1].rules) <= MANY_RULES else ALIKE_OF_MANY):
                yield replace(change, rest=True)
                blocked.append(negated(alike))
                continue
            around = classes.around(cases[0], alike)
            spreads = self.spreads.of(search, around, change.before, change.after)
            yield replace(change, around=(around,), spreads=spreads)
            blocked.append(z3.Not(self._class(around, cases)))

    def _readable(self, search: Search) -> None:
        """Raises `Unsettled` where there is no case that both versions can read."""
        if search.model() is None:
            raise Unsettled("there is no case that both versions can read")

    def _conditions(self) -> tuple[list[Node], list[Node]]:
        """The conditions of each version, as far as they ask facts that both read alike."""
        found = ([condition_of(rule) for rule in request.rules] for request in self.requests)
        kept = [[each for each in all if not self.before.facts.read_by([each]) & self.links.apart] for all in found]
        return kept[0], kept[1]

    def _class(self, around: Class | None, cases: tuple[Case, ...]) -> Z:
        if around is None:
            return z3.And(*self.before.pinned_to(cases[0]), *self.after.pinned_to(cases[1]))
        return self.before.formulas.of(around.node)

    def _change(
        self,
        cases: tuple[Case, ...],
        decided: tuple[Decision, Decision],
        differ: Z,
        gains: Mapping[Any, Z],
        loses: Mapping[Any, Z],
    ) -> tuple[Change, Z]:
        """What one case shows, and the formula of all that change in the same way."""
        before, after = decided
        gained, lost = self._more(before, after)
        shown = self._fewer(cases, before, after)
        parts = [self._alike(self.one, before), self._alike(self.other, after)]
        if before.answer == after.answer is not None:  # else the answer, or that there is none, says it all
            parts.append(differ)
            parts += [gains[aspect] for aspect in gained] + [loses[aspect] for aspect in lost]
        return Change((), {**shown[0], **shown[1]}, before, after, gained, lost), all_of(parts)

    def _more(self, before: Decision, after: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """In what one decision is more than the other, and the other way round."""
        if before.answer is None or after.answer is None:
            return (), ()
        old, new = self.rulebooks  # who stands above whom is asked of the version with whose role is compared
        return tuple(more_shown(after, before, old)), tuple(more_shown(before, after, new))

    def _shows(self, before: Decision, after: Decision) -> bool:
        """Whether two decisions differ in something."""
        if (before.status, before.answer, before.may_override) != (after.status, after.answer, after.may_override):
            return True
        offers = [{key_of_offer(offer) for offer in each.offers} for each in (before, after)]
        options = [{key_of_option(option) for option in each.options} for each in (before, after)]
        return (
            any(self._more(before, after))
            or offers[0] != offers[1]
            or options[0] != options[1]
            or (
                {key_of_concession(each) for each in before.may_concede}
                != {key_of_concession(each) for each in after.may_concede}
            )
        )

    def _decided(self, cases: tuple[Case, ...]) -> tuple[Decision, Decision]:
        try:
            before, after = (
                replay.decide(self.name, {name: value for name, value in case.items() if name in reads})
                for replay, case, reads in zip(self.replays, cases, self.reads, strict=True)
            )
        except CaseError as error:
            raise Unsettled(f"a case that was found cannot be read: {error}") from None
        return before, after

    def _alike(self, resolution: Resolution, decision: Decision) -> Z:
        """That it is decided by the same rules."""
        if decision.answer is None:
            return resolution.gap if decision.status == "gap" else clash(resolution, decision.conflict)
        named = {rule.id: rule for rule in (*resolution.request.rules, *_otherwise(resolution.request))}
        return all_of(resolution.gives_answer(named[each]) for each in decision.rules)

    def _fewer(self, cases: tuple[Case, ...], before: Decision, after: Decision) -> tuple[Case, ...]:
        """The cases without what matters to neither version."""

        def still(told: tuple[Case, ...]) -> bool:
            try:
                again = self._decided(told)
            except Unsettled:
                return False
            return same_said(before, again[0]) and same_said(after, again[1])

        types = {**self.before.facts.types, **self.after.facts.types}
        return shrunk(cases, types, still)

    # ---- words

    def _other_words(self) -> tuple[str, ...]:
        """The rules that are in both, and say it in other words."""
        old, new = ({rule.id: _words(rule) for rule in (*each.rules, *_otherwise(each))} for each in self.requests)
        return tuple(name for name, words in new.items() if name in old and old[name] != words)


def _otherwise(request: Request) -> tuple[Rule, ...]:
    return () if request.otherwise is None else (request.otherwise,)


def _words(rule: Rule) -> tuple[object, ...]:
    """The words of a rule as they are written, whatever the figures in them are."""
    templates = (rule.because, rule.say, rule.if_pressed, *(offer.say for offer in rule.offers))
    return tuple(tuple(sorted((lang, _plain(text)) for lang, text in each.items())) for each in templates)


def _plain(template: Template) -> str:
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in template)
