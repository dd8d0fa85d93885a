"""Compares two versions of a policy request by request: for all cases at once, and what differs by its classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import z3

from fairservice.analysis.difference.change import Change, RequestDifference
from fairservice.analysis.difference.shared_facts import Links
from fairservice.analysis.proofs.classes import Class, Classes
from fairservice.analysis.proofs.comparing import more_in
from fairservice.analysis.proofs.kept import digest_of_request
from fairservice.analysis.proofs.replay import Replay, same_said
from fairservice.analysis.proofs.replay import more_in as more_shown
from fairservice.analysis.proofs.resolution import Resolution, all_of, any_of
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
"""So many classes of cases are told of one request."""


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
        both = replace(old, facts={**new.facts, **old.facts})  # a case may have facts of either version
        facts = Facts(both, self.requests[0]), Facts(new, self.requests[1])
        facts[1].texts = facts[0].texts
        self.links = Links(facts[0].types, facts[1].types)
        facts[0].types = {**facts[1].types, **facts[0].types}
        self.before = Situation(facts[0], " before")
        _ = self.before.all_facts
        self.after = Situation(facts[1], " after", self.before, self.links.apart)
        _ = self.after.all_facts
        self.one = Resolution(self.before, " before")
        self.other = Resolution(self.after, " after", self.one)
        _ = self.one.is_answer, self.other.is_answer
        self.linked = self.links.formulas(self.before, self.after)

    def difference(self) -> RequestDifference:
        told: list[Change] = []
        more, reason = False, None
        try:
            for change in self._changes():
                told.append(change)
                if len(told) == MOST:
                    more = True
                    break
        except Unsettled as error:
            reason = str(error)
        lists = {**self.before.facts.cut_short, **self.after.facts.cut_short}
        return RequestDifference(
            self.name,
            "changed" if told else "same" if reason is None else "not settled",
            tuple(told),
            more,
            reason,
            self._other_words(),
            tuple(sorted(lists.items())),
            self.links.told,
        )

    # ---- the changes

    def _changes(self) -> Iterator[Change]:
        one, other = self.one, self.other
        undecided = [any_of((each.disagree, each.law_conflict, each.gap)) for each in (one, other)]
        gains, loses = more_in(other, one), more_in(one, other)
        differ = any_of([*gains.values(), *loses.values()])
        yield from self._found(differ, [*one.decided, *other.decided], {**gains}, {**loses})
        yield from self._found(undecided[1], one.decided, {}, {})
        yield from self._found(undecided[0], other.decided, {}, {})

    def _found(self, differ: Z, given: list[Z], gains: dict[Any, Z], loses: dict[Any, Z]) -> Iterator[Change]:
        """The classes of cases of which a formula is true, and that are decided as is given."""
        if z3.is_false(differ):
            return
        search = Search(self.seconds)
        search.add([*self.before.bounds, *self.after.bounds, *self.linked, *given])
        search.add([*self.one.definitions, *self.other.definitions])
        search.possible()
        classes = Classes(search, self.before, *self._conditions())
        blocked: list[Z] = []
        while True:
            cases = readable(search, (self.before, self.after), differ, *blocked)
            if cases is None:
                return
            change, alike = self._change(cases, differ, gains, loses)
            around = classes.around(cases[0], alike) if alike is not None else None
            yield Change(around, change.case, change.before, change.after, change.gained, change.lost)
            blocked.append(z3.Not(self._class(around, cases)))

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
        self, cases: tuple[Case, ...], differ: Z, gains: dict[Any, Z], loses: dict[Any, Z]
    ) -> tuple[Change, Z | None]:
        """What one case shows, and the formula of all that change in the same way."""
        before, after = self._decided(cases)
        gained = tuple(more_shown(after, before, self.rulebooks[1])) if before.answer and after.answer else ()
        lost = tuple(more_shown(before, after, self.rulebooks[0])) if before.answer and after.answer else ()
        shown = self._fewer(cases, before, after)
        parts = [differ, self._alike(self.one, before), self._alike(self.other, after)]
        if before.answer == after.answer:  # else the answer says it all
            parts += [gains[aspect] for aspect in gained] + [loses[aspect] for aspect in lost]
        return Change(None, shown, before, after, gained, lost), all_of(parts)

    def _decided(self, cases: tuple[Case, ...]) -> tuple[Decision, Decision]:
        try:
            before, after = (
                replay.decide(self.name, {name: value for name, value in case.items() if name in replay.rulebook.facts})
                for replay, case in zip(self.replays, cases, strict=True)
            )
        except CaseError as error:
            raise Unsettled(f"a case that was found cannot be read: {error}") from None
        return before, after

    def _alike(self, resolution: Resolution, decision: Decision) -> Z:
        """That it is decided by the same rules."""
        if decision.answer is None:
            return any_of((resolution.disagree, resolution.law_conflict, resolution.gap))
        named = {rule.id: rule for rule in (*resolution.request.rules, *_otherwise(resolution.request))}
        return all_of(resolution.gives_answer(named[each]) for each in decision.rules)

    def _fewer(self, cases: tuple[Case, ...], before: Decision, after: Decision) -> Case:
        """The case without what matters to neither version."""

        def still(told: tuple[Case, ...]) -> bool:
            try:
                again = self._decided(told)
            except Unsettled:
                return False
            return same_said(before, again[0]) and same_said(after, again[1])

        types = {**self.before.facts.types, **self.after.facts.types}
        return {**(fewer := shrunk(cases, types, still))[1], **fewer[0]}

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
