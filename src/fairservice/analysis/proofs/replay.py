"""Decides a case that a proof came up with, by the definition itself, and judges what it shows.

No case is told that does not show here what it is told for. What is compared is what a decision says, part by part,
so that this does not repeat what the formulas may have got wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fairservice.analysis.proofs.comparing import below
from fairservice.analysis.proofs.situation import Case
from fairservice.conditions.reference import values_in
from fairservice.conditions.vocabulary import Quantity, Records, Type, Value, int_of, write_value, written_records
from fairservice.decisions.case import with_parts
from fairservice.decisions.content import Amount, MayConcede, OfferMade, Option
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.decisions.resolve import resolve
from fairservice.interpreters.reference import Reference
from fairservice.policy.rule import ANSWERS, Answer, Rule
from fairservice.policy.rulebook import Rulebook


class Replay:
    """A policy that is decided by plain recursion."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._policy = Policy(rulebook, (), Reference)

    def decide(self, request: str, case: Case) -> Decision:
        """The decision on a case. Raises `CaseError` where the case is not one of the policy's."""
        today = date.fromordinal(int_of(case.get("today", self.rulebook.since)))
        received = case.get("received_on")
        received_on = today if received is None else date.fromordinal(int_of(received))
        return self._policy.decide(request, self.written(case), today=today, received_on=received_on)

    def written(self, case: Case) -> dict[str, str | list[dict[str, str]]]:
        """The facts of a case as a person writes them, without the clock."""
        facts = self.rulebook.facts
        return {name: written(value, facts[name].type) for name, value in case.items() if facts[name].source != "clock"}

    def rights(self, request: str, case: Case, among: Iterable[int]) -> list[_Plain]:
        """What these rules, by position, give as of right in a case, whether or not the policy gives as much."""
        found = self.rulebook.requests[request]
        whole = with_parts(dict(case), found.program.columns, self.rulebook)
        meaning = values_in(whole)
        firing = Reference(found.program).fire(found.program.row(whole))
        outcome = resolve(found, firing, meaning, self.rulebook.together)
        if outcome.answer is None or any(
            rule.basis in ("law", "promise") and not _grants(rule) for rule in outcome.deciding
        ):
            return []  # a prohibition decides
        rights = []
        for position in among:
            if outcome.stand(position) is True:
                rule = found.rules[position]
                lines = {
                    line.grant: (int_of(meaning(line.amount) or 0), _is_day(line.amount.type)) for line in rule.lines
                }
                lines = {grant: each for grant, each in lines.items() if each[1] or each[0]}
                if lines or not rule.lines:
                    rights.append((lines, frozenset(rule.provided)))
        return rights


def _grants(rule: Rule) -> bool:
    return rule.answer is not None and rule.answer.grants


def written(value: Value, type: Type) -> str | list[dict[str, str]]:
    return written_records(value, type) if isinstance(type, Records) else write_value(value, type)


def same_said(one: Decision, other: Decision) -> bool:
    """Whether two decisions on the same question say the same, to the words: the second with less known."""
    if (one.status, one.answer, one.rule, one.conflict) != (other.status, other.answer, other.rule, other.conflict):
        return False
    if not (other.offers_settled and other.options_settled and other.may_concede_settled) and other.status == "settled":
        return False
    return (
        one.options == other.options
        and one.offers == other.offers
        and one.may_concede == other.may_concede
        and one.may_override == other.may_override
        and one.say == other.say
    )


def more_in(other: Decision, one: Decision, rulebook: Rulebook) -> list[str]:
    """In what the other decision is better for the customer than the one; of two settled decisions."""
    found = []
    if _worth(other) > _worth(one):
        found.append("answer")
    if _more_by_itself(other, one, rulebook.together) or _more_as_a_whole(other, one):
        found.append("options")
    if any(not any(_same_offer(each, offer) for each in one.offers if not each.calming) for offer in _valued(other)):
        found.append("offers")
    if any(
        not any(_as_good(each, given) for each in one.may_concede) for given in other.may_concede if _some(given.up_to)
    ):
        found.append("concessions")
    lower = other.may_override is not None and one.may_override is not None
    compared = other.answer == one.answer or not ANSWERS[one.answer or "no"].grants
    if lower and compared and below(other.may_override or "", one.may_override or "", rulebook):
        found.append("override")
    return found


def _more_as_a_whole(other: Decision, one: Decision) -> bool:
    """Whether an option of the other, with all that adds to it, is covered by none of the one's."""
    theirs = [option for option in map(_plain, other.options) if option is not None]
    mine = [option for option in (_plain(each, all=True) for each in one.options) if option is not None]
    return any(not any(_covers(each, option) for each in mine) for option in theirs)


def _more_by_itself(other: Decision, one: Decision, together: frozenset[str]) -> bool:
    """Whether an option of the other, without what adds to it, is covered by none of the one's: it may ask less."""

    def only_adds(option: Option) -> bool:
        return all(line.grant in together for line in option.lines) and any(
            line.rule == option.rule for line in option.lines
        )

    def alone(option: Option) -> Option:
        return replace(option, lines=tuple(line for line in option.lines if line.grant not in together))

    theirs = [_plain(alone(each)) for each in other.options if not only_adds(each)]
    mine = [_plain(each if only_adds(each) else alone(each), all=True) for each in one.options]
    return any(
        option is not None and not any(each is not None and _covers(each, option) for each in mine) for option in theirs
    )


def _worth(decision: Decision) -> Answer:
    answer = ANSWERS[decision.answer or "no"]
    return Answer.NO if answer is Answer.NO_BUT and not _valued(decision) else answer


def _valued(decision: Decision) -> list[OfferMade]:
    return [offer for offer in decision.offers if not offer.calming]


_Plain = tuple[dict[str, tuple[int, bool]], frozenset[str]]
"""What an option comes to: per grant how much, and whether earlier is more; and what must be provided."""


def _plain(option: Option, all: bool = False) -> _Plain | None:
    """An option with what adds to it. None for one that comes to nothing, unless `all` are asked."""
    lines: dict[str, tuple[int, bool]] = {}
    provided = set(option.provided)
    for line in option.lines:
        day = _is_date(line.amount)
        if not day and not _some(line.amount):
            continue
        provided |= set(line.provided)
        value = int_of(line.amount.value or 0)
        if line.grant in lines:
            before = lines[line.grant][0]
            value = min(before, value) if day else before + value
        lines[line.grant] = (value, day)
    return (lines, frozenset(provided)) if lines or all or not option.lines else None


def _covers(more: _Plain, less: _Plain) -> bool:
    if not more[1] <= less[1]:
        return False
    for grant, (value, day) in less[0].items():
        theirs = more[0].get(grant)
        if theirs is None or (theirs[0] > value if day else theirs[0] < value):
            return False
    return True


def _is_date(amount: Amount) -> bool:
    return _is_day(amount.type)


def _is_day(type: Type) -> bool:
    return isinstance(type, Quantity) and type.kind == "date"


def _some(amount: Amount) -> bool:
    return _is_date(amount) or bool(amount.value)


def _same_offer(one: OfferMade, other: OfferMade) -> bool:
    return one.what == other.what and _value(one.on) == _value(other.on) and _value(one.amount) == _value(other.amount)


def _value(amount: Amount | None) -> Value | None:
    return None if amount is None else amount.value


def _as_good(one: MayConcede, other: MayConcede) -> bool:
    """Whether a concession is as much as another, for all its reasons, as often."""
    if one.grant != other.grant or not set(other.reasons) <= set(one.reasons):
        return False
    if one.at_most is not None and (other.at_most is None or one.at_most < other.at_most):
        return False
    if one.within_days is not None and (other.within_days is None or one.within_days > other.within_days):
        return False
    mine, theirs = int_of(one.up_to.value or 0), int_of(other.up_to.value or 0)
    return mine <= theirs if _is_date(one.up_to) else mine >= theirs


def covered(right: _Plain, decision: Decision) -> bool:
    """Whether some option of a decision gives all of a right, and asks no more for it."""
    there = [each for option in decision.options if (each := _plain(option, all=True)) is not None]
    return any(_covers(each, right) for each in there)
