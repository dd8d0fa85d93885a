"""Which facts two versions of a policy have in common, and how those that were declared otherwise go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import z3

from fairservice.analysis.proofs.situation import Situation
from fairservice.conditions.vocabulary import Boolean, Choice, Choices, Quantity, Records, Text, Type

Z = Any


class Links:
    """The facts that both versions read. `told` were declared otherwise; those in `apart` have terms of their own.

    Where the clocks of the versions differ, so do the local day and time of one moment.
    """

    def __init__(self, old: Mapping[str, Type], new: Mapping[str, Type], same_clock: bool = True) -> None:
        self.old = old
        self.new = new
        both = [name for name in new if name in old]
        self.told = tuple(sorted(name for name in both if old[name] != new[name]))
        self.apart = frozenset((*self.told, *(name for name in both if not same_clock and _has_moment(new[name]))))
        self.unlinked = frozenset(name for name in self.told if not _comparable(old[name], new[name]))
        """Of these a value of one version says nothing of the other."""

    def formulas(self, before: Situation, after: Situation) -> list[Z]:
        """That both are about one case, as far as both can read it."""
        found: list[Z] = []
        for name in sorted(self.apart):
            one, other = before.columns.terms[name], after.columns.terms[name]
            found += _linked(self.old[name], self.new[name], one, other)
        return found


def _has_moment(type: Type) -> bool:
    if isinstance(type, Records):
        return any(_has_moment(field) for _, field in type.fields)
    return isinstance(type, Quantity) and type.kind == "datetime"


def _comparable(old: Type, new: Type) -> bool:
    if isinstance(old, Quantity) and isinstance(new, Quantity):
        return old.dimension == new.dimension
    return old.__class__ is new.__class__


def _linked(old: Type, new: Type, one: Any, other: Any) -> list[Z]:
    """That two terms stand for one value that both types can have; nothing where they have nothing in common."""
    match old, new:
        case Boolean(), Boolean():
            return [one == other]
        case Quantity(), Quantity() if _comparable(old, new):
            scale = max(old.scale, new.scale)
            return [one * 10 ** (scale - old.scale) == other * 10 ** (scale - new.scale)]
        case Choice(), Choice():
            both = [each for each in old.values if each in new.values]
            return [z3.Or(*(z3.And(one == old.values.index(each), other == new.values.index(each)) for each in both))]
        case Choices(), Choices():
            values = dict.fromkeys((*old.values, *new.values))
            return [
                one.members.get(each, z3.BoolVal(False)) == other.members.get(each, z3.BoolVal(False))
                for each in values
            ]
        case Text(), Text():
            return [one == other]
        case Records(), Records():
            return _linked_records(old, new, one, other)
        case _:
            return []


def _linked_records(old: Records, new: Records, one: Any, other: Any) -> list[Z]:
    """The same records, in the fields that both have."""
    places = {name: at for at, (name, _) in enumerate(new.fields)}
    found: list[Z] = []
    for number in range(max(len(one.slots), len(other.slots))):
        here = one.slots[number] if number < len(one.slots) else None
        there = other.slots[number] if number < len(other.slots) else None
        found.append((here[0] if here else z3.BoolVal(False)) == (there[0] if there else z3.BoolVal(False)))
        if here and there:
            for at, (name, type) in enumerate(old.fields):
                if name in places:
                    field = new.fields[places[name]][1]
                    found += _linked(type, field, here[1][at], there[1][places[name]])
    return found
