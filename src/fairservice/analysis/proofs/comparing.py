"""What makes one decision better for the customer than another: in formulas, for all cases at once.

Grants are compared one by one and never exchanged. Each comparison is told by the aspect in which the other is more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Literal, TypeVar

import z3

from fairservice.analysis.proofs.resolution import (
    Adding,
    Conceding,
    Offering,
    Resolution,
    Slot,
    all_of,
    any_of,
    negated,
)
from fairservice.policy.rule import NOBODY, Answer, Limit
from fairservice.policy.rulebook import Rulebook

Z = Any
T = TypeVar("T")
Aspect = Literal["answer", "options", "offers", "concessions", "override", "words"]


def more_in(other: Resolution, one: Resolution) -> dict[Aspect, Z]:
    """In what `other` is better than `one`: per aspect the formula that says so."""
    grants = dict.fromkeys(each.grant for each in other.outcome.adding)
    options = [uncovered(slot, one) for slot in other.outcome.slots]
    options += [_adds_more(grant, other, one) for grant in grants]
    return {
        "answer": higher_answer(other, one),
        "options": any_of(options),
        "offers": any_of(_not_offered(each, one.offering) for each in other.offering if not each.offer.calming),
        "concessions": any_of(_not_conceded(each, one.conceding) for each in other.conceding),
        "override": lower_role(other, one),
    }


def plainly_more_in(other: Resolution, one: Resolution) -> Z:
    """Wider than `more_in` and quicker to ask where much is conceded or chosen from: each thing beside its own rule's.

    Where this is impossible, so is what `more_in` says; where it is not, nothing is known yet.
    """
    grants = dict.fromkeys(each.grant for each in other.outcome.adding)
    options = [
        _uncovered(slot, [each for each in mine if each.plain == slot.plain])
        for slot, mine in _paired(other.outcome.slots, one.outcome.slots, lambda slot: slot.rules)
    ]
    options += [_adds_more(grant, other, one) for grant in grants]
    offers = _paired(other.offering, one.offering, lambda each: (each.offer.what, each.offer.on, each.offer.amount))
    conceding = _paired(other.conceding, one.conceding, lambda each: each.rule.id)
    return any_of(
        (
            higher_answer(other, one),
            *options,
            *(_not_offered(each, mine) for each, mine in offers if not each.offer.calming),
            *(_not_conceded(each, mine) for each, mine in conceding),
            lower_role(other, one),
        )
    )


def _paired(theirs: Iterable[T], mine: Iterable[T], key: Callable[[T], Hashable]) -> list[tuple[T, list[T]]]:
    """Each of theirs with those of mine that have the same key."""
    by_key: dict[Hashable, list[T]] = {}
    for each in mine:
        by_key.setdefault(key(each), []).append(each)
    return [(each, by_key.get(key(each), [])) for each in theirs]


def higher_answer(other: Resolution, one: Resolution) -> Z:
    """`no_but` with nothing but calming offers counts as `no`."""
    theirs, mine = _worth(other), _worth(one)
    return any_of(all_of((theirs[each], negated(mine[each]))) for each in theirs)


def _worth(resolution: Resolution) -> dict[Answer, Z]:
    something = any_of(each.there for each in resolution.offering if not each.offer.calming)
    no_but = any_of((resolution.at_least[Answer.YES_BUT], all_of((resolution.is_answer[Answer.NO_BUT], something))))
    return {**resolution.at_least, Answer.NO_BUT: no_but}


# ---- options


def uncovered(slot: Slot, one: Resolution) -> Z:
    """The option is there, gives something, and nothing that the one gives is as much for as little."""
    return all_of((_uncovered(slot, one.outcome.slots), negated(_adds_by_itself(slot, one))))


def _uncovered(slot: Slot, others: Iterable[Slot]) -> Z:
    """The option is there, gives something, and none of the others gives as much for as little."""
    gives = slot.there if slot.plain else all_of((slot.there, any_of(each.counts for each in slot.lines.values())))
    return all_of((gives, negated(any_of(covers(other, slot) for other in others))))


def _adds_by_itself(slot: Slot, one: Resolution) -> Z:
    """Whether all that the one gives adds to any option, and so is an option that covers this one, of no lines."""
    if not slot.plain:
        return any_of(())
    adding = one.outcome.adding
    return all_of(
        (
            negated(any_of(slot.there for slot in one.outcome.slots)),
            any_of(each.much.there for each in adding),
            *(
                any_of((negated(each.much.there), all_of(_asks_no_more(each.provided, slot.provided))))
                for each in adding
            ),
        )
    )


def added_less(line: Adding, adding: Iterable[Adding]) -> Z:
    """What adds to any option is there, comes to something, and these do not come to as much for as little."""
    same = [each for each in adding if each.grant == line.grant]
    if line.much.earlier_is_more:
        enough = any_of(_adds_as_much(each, line) for each in same)
    else:
        free = [(all_of((each.much.there, *_asks_no_more(each.provided, line.provided))), each) for each in same]
        total = z3.Sum(*(z3.If(there, each.much.amount, 0) for there, each in free)) if free else z3.IntVal(0)
        enough = total >= line.much.amount
    return all_of((line.much.counts, negated(enough)))


def covers(more: Slot, less: Slot) -> Z:
    """Whether one option has as much of each grant as another, and asks no more for it."""
    parts = [more.there]
    for grant, line in less.lines.items():
        theirs = more.lines.get(grant)
        enough = any_of(()) if theirs is None else theirs.as_much_as(line)
        parts.append(any_of((negated(line.counts), enough)))
    parts += _asks_no_more(more.provided, less.provided)
    return all_of(parts)


def more_of_the_same(other: Resolution, one: Resolution) -> Z:
    """An option of the other gives more of a grant that the one gives too, and none of the one's covers it."""
    found = []
    for slot in other.outcome.slots:
        more = [
            all_of((mine.there, line.counts, mine.lines[grant].counts, negated(mine.lines[grant].as_much_as(line))))
            for mine in one.outcome.slots
            for grant, line in slot.lines.items()
            if grant in mine.lines
        ]
        found.append(all_of((_uncovered(slot, one.outcome.slots), any_of(more))))
    return any_of(found)


def _asks_no_more(one: dict[str, Z], other: dict[str, Z]) -> list[Z]:
    return [any_of((negated(asked), other.get(item, any_of(())))) for item, asked in one.items()]


def _adds_more(grant: str, other: Resolution, one: Resolution) -> Z:
    theirs = [each for each in other.outcome.adding if each.grant == grant]
    mine = [each for each in one.outcome.adding if each.grant == grant]
    if theirs[0].much.earlier_is_more:
        return any_of(
            all_of((each.much.there, negated(any_of(_adds_as_much(every, each) for every in mine)))) for each in theirs
        )
    total, most = _sum(theirs), _sum(mine)
    items = dict.fromkeys(item for each in mine for item in each.provided)
    asks_more = [all_of((_asks(mine, item), negated(_asks(theirs, item)))) for item in items]
    return all_of((total > 0, any_of((total > most, *asks_more))))


def _adds_as_much(one: Adding, other: Adding) -> Z:
    return all_of((one.much.as_much_as(other.much), *_asks_no_more(one.provided, other.provided)))


def _sum(adding: list[Adding]) -> Z:
    return z3.Sum(*(z3.If(each.much.there, each.much.amount, 0) for each in adding)) if adding else z3.IntVal(0)


def _asks(adding: list[Adding], item: str) -> Z:
    return any_of(all_of((each.much.counts, each.provided[item])) for each in adding if item in each.provided)


# ---- offers, concessions, who may override


def _not_offered(each: Offering, others: list[Offering]) -> Z:
    same = [
        all_of((other.there, _equal(each.on, other.on), _equal(each.amount, other.amount)))
        for other in others
        if other.offer.what == each.offer.what and not other.offer.calming
    ]
    return all_of((each.there, negated(any_of(same))))


def _equal(one: Z | None, other: Z | None) -> Z:
    if one is None or other is None:
        return all_of(()) if one is other else any_of(())
    return all_of(()) if one.eq(other) else one == other


def _not_conceded(each: Conceding, others: list[Conceding]) -> Z:
    enough = [
        all_of((other.there, other.much.as_much_as(each.much)))
        for other in others
        if other.grant == each.grant and _as_freely(other, each)
    ]
    return all_of((each.there, each.much.counts, negated(any_of(enough))))


def _as_freely(one: Conceding, other: Conceding) -> bool:
    """Whether one concession may be made for all the reasons of another, and as often."""
    mine, theirs = one.rule.concession, other.rule.concession
    assert mine is not None and theirs is not None
    return set(theirs.reasons) <= set(mine.reasons) and _as_often(mine.per_customer, theirs.per_customer)


def _as_often(one: Limit | None, other: Limit | None) -> bool:
    if one is None or other is None:
        return one is None
    return one.at_most >= other.at_most and one.within_days <= other.within_days


def lower_role(other: Resolution, one: Resolution) -> Z:
    """One may be overridden by a role below all that may override the other.

    Compared where the other refuses, or both answer the same. Who is granted something needs no override, so that
    whom the policy names for a lower answer makes that no better.
    """
    same = [all_of((one.is_answer[answer], other.is_answer[answer])) for answer in Answer if answer.grants]
    compared = any_of((negated(one.at_least[Answer.YES_BUT]), *same))
    lower = [
        all_of(
            (
                there,
                negated(
                    any_of(mine for held, mine in one.overriding.items() if not below(role, held, one.facts.rulebook))
                ),
            )
        )
        for role, there in other.overriding.items()
        if role != NOBODY
    ]
    return all_of((compared, any_of(lower)))


def below(role: str, other: str, rulebook: Rulebook) -> bool:
    """Whether a role stands below another; every role stands below `nobody`."""
    if other == NOBODY or role == NOBODY:
        return other == NOBODY and role != NOBODY
    above, steps = rulebook.roles[other].above, 0
    while above is not None and steps <= len(rulebook.roles):
        if above == role:
            return True
        above, steps = rulebook.roles[above].above, steps + 1
    return False
