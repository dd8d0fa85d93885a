"""The one gate through which every figure about groups of employees goes: enough people, enough cases, or nothing.

Nor may a small group be worked out from larger ones: from a team and all others, or from two groups that overlap. So
what counts is not each group but each part that the shown groups cut the staff into.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

EMPLOYEES = 5
CASES = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Some employees by one name, with how many cases each of them had. Whoever had none does not count as one."""

    name: str
    cases: Mapping[str, int] = field(repr=False)
    """By login. Nothing but this gate may look into it."""

    @property
    def employees(self) -> frozenset[str]:
        return frozenset(login for login, count in self.cases.items() if count > 0)


def tellable(groups: Iterable[Group]) -> frozenset[str]:
    """The names of the groups of which a figure may be told, all of them together. Of the others it is withheld.

    Larger groups go first, so that what is told of all is not withheld for one of its parts. What is told must be of
    one period: two that overlap are two questions, and what lies between their answers is not guarded.
    """
    given = list(groups)
    cases: dict[str, int] = {}
    for group in given:
        for login, count in group.cases.items():
            if cases.setdefault(login, count) != count:
                raise ValueError("groups that are told together count the same cases")
    told: list[Group] = []
    for group in sorted(given, key=lambda each: (-len(each.employees), each.name)):
        if group.employees and all(_enough(part, cases) for part in _parts([*told, group])):
            told.append(group)
    return frozenset(group.name for group in told)


def _parts(groups: list[Group]) -> Iterable[frozenset[str]]:
    """The parts into which groups cut those who are in any: two employees are in one where they share every group."""
    parts: dict[tuple[bool, ...], set[str]] = {}
    members = [group.employees for group in groups]
    for login in frozenset().union(*members):
        parts.setdefault(tuple(login in each for each in members), set()).add(login)
    return [frozenset(each) for each in parts.values()]


def _enough(employees: frozenset[str], cases: Mapping[str, int]) -> bool:
    return len(employees) >= EMPLOYEES and sum(cases[login] for login in employees) >= CASES
