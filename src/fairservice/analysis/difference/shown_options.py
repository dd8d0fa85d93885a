"""That what can be chosen is not the same list: to the option, also where another one on it is as good or better.

Who compares what customers get leaves out options that another one covers. A decision leaves them out as well, but
for options with a line of nothing (0 %), which it counts as a line; so that two lists can differ that are worth as
much. Nothing of that is a gain or a loss, and all of it is a difference.
"""

from __future__ import annotations

from typing import Any

from fairservice.analysis.proofs.resolution import NEVER, Resolution, Slot, all_of, any_of, negated

Z = Any


def lists_differ(one: Resolution, other: Resolution) -> Z:
    """That an option is listed in one decision, and none like it in the other."""
    mine, theirs = _listed(one), _listed(other)
    return any_of([*_unmatched(mine, one, theirs, other), *_unmatched(theirs, other, mine, one)])


def _unmatched(mine: list[Z], one: Resolution, theirs: list[Z], other: Resolution) -> list[Z]:
    extra = [any_of(each.much.counts for each in every.outcome.adding) for every in (one, other)]
    found = []
    for there, slot in zip(mine, one.outcome.slots, strict=True):
        like = [
            all_of((also, _alike(slot, each, extra))) for also, each in zip(theirs, other.outcome.slots, strict=True)
        ]
        found.append(all_of((there, negated(any_of(like)))))
    return found


def _listed(resolution: Resolution) -> list[Z]:
    """For each option that there may be whether a decision lists it."""
    slots = resolution.outcome.slots
    found = []
    for at, slot in enumerate(slots):
        dropped = []
        for place, each in enumerate(slots):
            if place != at:
                covered = _covers(each, slot)
                equal = negated(_covers(slot, each)) if at < place else negated(NEVER)  # of equal ones the first stays
                dropped.append(all_of((covered, equal)))
        found.append(resolution.named(f"lists option {at}", all_of((_there(slot), negated(any_of(dropped))))))
    return found


def _there(slot: Slot) -> Z:
    return slot.there if slot.plain else all_of((slot.there, any_of(each.there for each in slot.lines.values())))


def _covers(more: Slot, less: Slot) -> Z:
    """As a decision sees it: a line of nothing is a line."""
    parts = [_there(more)]
    for grant, line in less.lines.items():
        theirs = more.lines.get(grant)
        enough = NEVER if theirs is None else theirs.as_much_as(line)
        parts.append(any_of((negated(line.there), enough)))
    parts += [any_of((negated(asked), less.provided.get(item, NEVER))) for item, asked in more.provided.items()]
    return all_of(parts)


def _alike(one: Slot, other: Slot, extra: list[Z]) -> Z:
    """Whether two options come to the same; nothing is to be provided for what comes to nothing."""
    parts = []
    for grant in dict.fromkeys((*one.lines, *other.lines)):
        mine, theirs = one.lines.get(grant), other.lines.get(grant)
        if mine is None or theirs is None:
            single = mine or theirs
            assert single is not None
            parts.append(negated(single.counts))
        else:
            parts.append(mine.counts == theirs.counts)
            parts.append(any_of((negated(mine.counts), mine.amount == theirs.amount)))
    gives = [_gives(slot, more) for slot, more in zip((one, other), extra, strict=True)]
    for item in dict.fromkeys((*one.provided, *other.provided)):
        asked = [all_of((gives[at], slot.provided.get(item, NEVER))) for at, slot in enumerate((one, other))]
        parts.append(asked[0] == asked[1])
    return all_of(parts)


def _gives(slot: Slot, extra: Z) -> Z:
    return slot.there if slot.plain else any_of((extra, *(each.counts for each in slot.lines.values())))
