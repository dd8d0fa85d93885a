"""Cross-examines a policy: a second engine must judge each case as the live one does, in every truth and amount.

The engines are handed in, each made for one `Program`. What the second one cannot be asked is told, and never taken
for agreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fairservice.analysis.boundary_cases import BoundaryCases
from fairservice.conditions.program import Program, Row
from fairservice.conditions.vocabulary import Records, Value, int_of, write_value, written_records
from fairservice.decisions.case import read_case, with_parts
from fairservice.errors import CaseError, EngineFailed
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook, amounts_of

CASES = 300
"""Generated cases a request."""
MOST_SHOWN = 5
"""Differing cases of one request that are kept to be shown; all are counted."""


class Judged(Protocol):
    """What an engine found of one case: each condition true, false or None for open; and each amount."""

    @property
    def truths(self) -> tuple[bool | None, ...]: ...

    @property
    def amounts(self) -> tuple[Value | None, ...]: ...


class SecondEngine(Protocol):
    """An engine that judges many cases of its program, and says of each that it could not be asked instead."""

    def judge_many(self, rows: Iterable[Row]) -> Iterator[Judged | EngineFailed]: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """A case on which the two engines differ: the facts as they are written, and in what they differ."""

    request: str
    facts: Mapping[str, object]
    today: date
    received_on: date
    differs: tuple[str, ...]
    example: str | None = None
    """The example whose case it is; None for a generated one."""

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.facts.items()) or "nothing known"
        case = f"the example `{self.example}`" if self.example else told
        return f"`{self.request}` on {self.today}, {case}: {'; '.join(self.differs)}"

    def to_dict(self) -> dict[str, object]:
        return {
            "request": self.request,
            "example": self.example,
            "today": self.today.isoformat(),
            "received_on": self.received_on.isoformat(),
            "facts": dict(self.facts),
            "differs": list(self.differs),
        }


@dataclass(frozen=True, slots=True)
class CrossExamination:
    """What came of it: how many cases both engines judged, on how many they differ, and what was not asked, and why.

    `shown` has at most `MOST_SHOWN` of the differing cases of each request; `not_asked` has each reason once, with its
    request and how many cases it holds for.
    """

    asked: int
    differing: int
    shown: tuple[Difference, ...]
    not_asked: tuple[tuple[str, str, int], ...]

    @property
    def agrees(self) -> bool:
        """Whether at least one case was judged, all alike. What was not asked does not count."""
        return self.asked > 0 and not self.differing

    def to_dict(self) -> dict[str, object]:
        return {
            "asked": self.asked,
            "differing": self.differing,
            "shown": [each.to_dict() for each in self.shown],
            "not_asked": [
                {"request": request, "reason": reason, "cases": cases} for request, reason, cases in self.not_asked
            ],
        }


@dataclass(frozen=True, slots=True)
class _Case:
    columns: dict[str, Value]
    example: str | None = None


def cross_examine(
    rulebook: Rulebook,
    live: Callable[[Program], Interpreter],
    second: Callable[[Program], SecondEngine],
    cases: int = CASES,
) -> CrossExamination:
    """Asks both engines about the case of each example, and about so many generated ones a request."""
    asked = differing = 0
    shown: list[Difference] = []
    not_asked: dict[tuple[str, str], int] = {}
    for request in rulebook.requests.values():
        every = list(_cases(rulebook, request, cases))
        whole = request.program
        # without what silences what: a difference behind a rule that is silenced is one too
        program = Program(whole.conditions, whole.amounts, (), whole.in_force)
        rows = [program.row(case.columns) for case in every]
        first = live(program)
        kept = 0
        for case, row, found in zip(every, rows, second(program).judge_many(rows), strict=True):
            if isinstance(found, EngineFailed):
                why = request.name, _why(request, found)
                not_asked[why] = not_asked.get(why, 0) + 1
                continue
            asked += 1
            differs = tuple(_differs(request, program, first, row, found))
            if differs:
                differing += 1
                kept += 1
                if kept <= MOST_SHOWN:
                    shown.append(_shown(rulebook, request, case, differs))
    told = tuple((request, reason, count) for (request, reason), count in not_asked.items())
    return CrossExamination(asked, differing, tuple(shown), told)


def _cases(rulebook: Rulebook, request: Request, most: int) -> Iterator[_Case]:
    """The cases of the examples, as far as they can be read, then generated ones."""
    made = BoundaryCases(rulebook, request)
    for example in rulebook.examples:
        if example.request == request.name:
            try:
                read = dict(read_case(rulebook, example.case))
            except CaseError:  # `test` tells of an example that cannot be read
                continue
            today = example.today if example.today is not None else _some_day(rulebook)
            read["today"] = today
            read["received_on"] = example.received_on if example.received_on is not None else today
            yield _Case(with_parts(read, request.program.columns, rulebook), example.name)
    for case in made.cases(most):
        yield _Case(with_parts(case, request.program.columns, rulebook))


def _some_day(rulebook: Rulebook) -> int:
    """The day of an example that names none: the same one each time, not the day on which it is run."""
    return max([rulebook.since, *(each.today for each in rulebook.examples if each.today is not None)])


def _why(request: Request, error: EngineFailed) -> str:
    """Why a case was not asked, with the rules that it was about instead of the names of the lowered form."""
    positions = [int(each[1]) for each in map(_CONDITION.fullmatch, error.asked) if each]
    rules = dict.fromkeys(request.rules[position].id for position in positions)
    told = EngineFailed(error.reason, error.what)
    told.asked = tuple(rules)
    return str(told)


_CONDITION = re.compile(r"condition (\d+) [TF]")


def _differs(request: Request, program: Program, live: Interpreter, row: Row, found: Judged) -> Iterator[str]:
    sure, perhaps = live.fire(row)
    for position, rule in enumerate(request.rules):
        one = True if position in sure else None if position in perhaps else False
        other = found.truths[position]
        if one is not other:
            yield f"rule `{rule.id}` {_HOLDS[one]} by the live engine, and {_HOLDS[other]} by the second one"
    for position, node in enumerate(program.amounts):
        first, second = live.amount(position, row), found.amounts[position]
        if first != second or (first is None) != (second is None):
            said, answered = (("open" if each is None else write_value(each, node.type)) for each in (first, second))
            whose = _whose(request, position)
            yield f"an amount of {whose} is {said} by the live engine, and {answered} by the second one"


_HOLDS = {True: "holds", False: "does not hold", None: "may hold"}


def _whose(request: Request, position: int) -> str:
    """The rules that speak of an amount."""
    rules: list[Rule] = [*request.rules, *([request.otherwise] if request.otherwise else [])]
    named = [f"`{rule.id}`" for rule in rules if request.program.amounts[position] in amounts_of(rule)]
    return ", ".join(named[:3]) or "the request"


def _shown(rulebook: Rulebook, request: Request, case: _Case, differs: tuple[str, ...]) -> Difference:
    facts: dict[str, object] = {}
    for name, value in case.columns.items():
        if name in rulebook.facts and rulebook.facts[name].source != "clock":
            type = rulebook.facts[name].type
            facts[name] = written_records(value, type) if isinstance(type, Records) else write_value(value, type)
    today, received_on = (date.fromordinal(int_of(case.columns[name])) for name in ("today", "received_on"))
    return Difference(request.name, facts, today, received_on, differs, case.example)
