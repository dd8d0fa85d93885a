"""A customer who waits gets more: then nobody should come early, and those who did are the fools.

Seen: time that passes at the customer's side, as a whole-number fact or a definition between two dates whose name
says so (`days_since_delivery`, `age_days`, `dagen_sinds_aankoop`), where a test bounds it from below; the same case
is decided at that moment and at each earlier bound, and both decisions are told. Compared are the answer, and what
the policy itself gives of one grant. Not seen: time under other names, and differences that need other facts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from fairservice.analysis.checks.plain.belonging import is_own, place_of
from fairservice.analysis.checks.plain.cases import Case, Space
from fairservice.analysis.checks.plain.linear import Term, sum_of
from fairservice.conditions.nodes import Named, Node, Variable, walk
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Quantity, int_of
from fairservice.decisions.outcome import Outcome
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Answer, Rule
from fairservice.policy.rulebook import Request, Rulebook

LATER_GETS_MORE = Defect("FS521", "later-gets-more", "advice", "who comes later gets more than who comes earlier")

_PASSING = {"since", "sinds", "after", "na", "elapsed", "age", "ago", "oud", "leeftijd"}
_NOT_DAYS = {"year", "years", "jaar", "jaren"}
"""Years are how long someone has been a customer, which may well earn something."""
MAX_CASES = 12


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for request in rulebook.requests.values():
        space = Space(rulebook, request)
        told: set[str] = set()
        for name, node in times_in(request).items():
            for rule in request.rules:
                if rule.answer is None or rule.id in told or not is_own(rulebook, rule.span):
                    continue
                message = _more(space, name, node, rule)
                if message:
                    told.add(rule.id)
                    yield LATER_GETS_MORE.at(
                        place_of(rule, "when", "unless"),
                        message,
                        "if you do not mean this, bound the rules so that waiting pays nothing",
                    )


def times_in(request: Request) -> dict[str, Node]:
    """What counts the time that passes, by name."""
    found: dict[str, Node] = {}
    for condition in request.program.conditions:
        for part in walk(condition):
            if isinstance(part, Variable | Named) and isinstance(part.type, Quantity) and part.type.kind == "integer":
                passing = _PASSING & set(re.split(r"[._]", part.name)) and "/" not in part.name
                if passing and part.type.unit not in _NOT_DAYS:
                    found[part.name] = part
    return found


def _more(space: Space, name: str, node: Node, rule: Rule) -> str | None:
    """What to say of a rule that gives more at a later moment than the same case got earlier."""
    term = sum_of(node.body if isinstance(node, Named) else node).parts
    lower = _lower_bounds(space, rule, term)
    if not lower:
        return None
    earlier_moments = sorted({moment for each in lower for moment in (each - 1, 0)}, reverse=True)
    for case in islice(space.cases(space.fires(rule) or []), MAX_CASES):
        later = space.outcome(case)
        moment = value_of(node, case)
        if rule not in later.deciding or moment is None:
            continue
        for wanted in earlier_moments:
            before = _moved(space, case, node, int_of(moment) - wanted) if 0 <= wanted < int_of(moment) else None
            if before is None or value_of(node, before) != wanted:
                continue
            less = _less((before, space.outcome(before)), (case, later))
            if less:
                return (
                    f"`{rule.id}` gives more later: {less[1]} where {name} is {moment}, {less[0]} where it is {wanted}"
                )
    return None


def _lower_bounds(space: Space, rule: Rule, term: Term) -> set[int]:
    """From which moments the rule holds, as far as its tests compare the time itself with a figure."""
    opposite = tuple((node, -times) for node, times in term)
    found = set()
    for region in space.fires(rule) or []:
        for each, (low, high) in region.stretches.items():
            if each == term and low is not None:
                found.add(low)
            elif each == opposite and high is not None:
                found.add(-high)
    return {bound for bound in found if bound > 0}


def _moved(space: Space, case: Case, node: Node, days: int) -> Case | None:
    """The same case so many days earlier: the time itself, or else the day on which the customer came."""
    if isinstance(node, Variable):
        return space.with_parts({**case, node.name: int_of(case[node.name]) - days})
    clock = [name for name in ("received_on", "today") if name in case and name != space.request.in_force_fact]
    if "received_on" not in case and "today" not in clock:
        return None
    return space.with_parts({**case, **{name: int_of(case[name]) - days for name in clock}})


def _less(first: tuple[Case, Outcome], second: tuple[Case, Outcome]) -> tuple[str, str] | None:
    """How the earlier outcome is less than the later one; None where it is not, or where one is withheld."""
    (early, earlier), (late, later) = first, second
    if earlier.answer is None or later.answer is None:
        return None
    if earlier.answer < later.answer:
        return _word(earlier.answer), _word(later.answer)
    if earlier.answer > later.answer or len(earlier.options) != 1 or len(later.options) != 1:
        return None
    before = {giving.line.grant: value_of(giving.line.amount, early) for giving in earlier.options[0].lines}
    after = {giving.line.grant: value_of(giving.line.amount, late) for giving in later.options[0].lines}
    if before.keys() != after.keys() or len(after) != 1:
        return None
    (grant, less), (_, more) = *before.items(), *after.items()
    return (
        (f"less {grant}", f"more {grant}") if less is not None and more is not None and _is_less(less, more) else None
    )


def _is_less(less: object, more: object) -> bool:
    return isinstance(less, int) and isinstance(more, int) and less < more


def _word(answer: Answer) -> str:
    return f"`{answer.word}`"
