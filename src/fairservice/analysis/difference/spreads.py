"""By how much amounts change over all cases of a class: the least and the most, as far as they are found in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import z3

from fairservice.analysis.difference.change import Spread
from fairservice.analysis.proofs.classes import Class
from fairservice.analysis.proofs.resolution import Resolution, all_of
from fairservice.analysis.proofs.search import Search
from fairservice.analysis.proofs.situation import Situation
from fairservice.conditions.vocabulary import Quantity, int_of
from fairservice.decisions.decision import Decision

Z = Any
MILLISECONDS = 400
"""The most time for one end of one amount: it is told where it is found, and left out where it is not."""


class Spreads:
    """What is given by each grant, before and after. Those in `apart` are counted in another unit now."""

    def __init__(self, situation: Situation, one: Resolution, other: Resolution, apart: frozenset[str]) -> None:
        self.situation = situation
        self.both = (one, other)
        self.apart = apart

    def of(self, search: Search, around: Class | None, before: Decision, after: Decision) -> tuple[Spread, ...]:
        """Of each amount that is given before and after, and is not the same in the example."""
        if around is None or before.answer is None or after.answer is None:
            return ()
        old, new = most_of(before), most_of(after)
        changed = [grant for grant in new if grant in old and old[grant] != new[grant] and grant not in self.apart]
        found = (self._spread(search, around, grant) for grant in changed)
        return tuple(each for each in found if each is not None)

    def _spread(self, search: Search, around: Class, grant: str) -> Spread | None:
        up = _most(self.both[1], grant) - _most(self.both[0], grant)
        within = self.situation.formulas.of(around.node)
        ends = [self._end(search, within, up, highest) for highest in (False, True)]
        return None if ends[0] is None or ends[1] is None else Spread(grant, ends[0], ends[1])

    def _end(self, search: Search, within: Z, up: Z, highest: bool) -> int | None:
        optimize = z3.Optimize()
        optimize.set("timeout", MILLISECONDS)
        optimize.add(*search.solver.assertions(), within)
        (optimize.maximize if highest else optimize.minimize)(up)
        if optimize.check() != z3.sat:
            return None
        return int(optimize.model().eval(up, True).as_long())


def most_of(decision: Decision) -> Mapping[str, int]:
    """The most that any option gives of each grant that is an amount."""
    found: dict[str, int] = {}
    for option in decision.options:
        own: dict[str, int] = {}
        for line in option.lines:
            type = line.amount.type
            if isinstance(type, Quantity) and type.kind != "date" and line.amount.value is not None:
                own[line.grant] = own.get(line.grant, 0) + int_of(line.amount.value)
        for grant, value in own.items():
            found[grant] = max(found.get(grant, 0), value)
    return found


def _most(resolution: Resolution, grant: str) -> Z:
    most: Z = z3.IntVal(0)
    for slot in resolution.outcome.slots:
        line = slot.lines.get(grant)
        if line is not None:
            there = all_of((slot.there, line.there))
            most = z3.If(z3.And(there, line.amount > most), line.amount, most)
    adding = [each.much for each in resolution.outcome.adding if each.grant == grant]
    return most + z3.Sum(*(z3.If(each.there, each.amount, 0) for each in adding)) if adding else most
