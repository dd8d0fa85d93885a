"""Two rules that say different things of one case, while neither is said to give way: the answer is withheld.

Seen where a case that shows it can be built from tests of facts against figures; such a case is decided by the
reference interpreter before anything is said. Not seen: overlaps that hang on products or on long alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from fairservice.analysis.checks.plain.belonging import is_own
from fairservice.analysis.checks.plain.cases import Case, Space, judged, meets
from fairservice.analysis.checks.plain.regions import Region
from fairservice.conditions.nodes import columns_of
from fairservice.decisions.outcome import Outcome
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook, condition_of

OVERLAP_WITHOUT_OVERRIDES = Defect(
    "FS312", "overlap-without-overrides", "warning", "two rules disagree about one case, and neither gives way"
)

MAX_PAIRS = 20_000


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for request in rulebook.requests.values():
        space = Space(rulebook, request)
        own = {rule.id for rule in request.rules if is_own(rulebook, rule.span)}
        for one, other in islice(_pairs(request), MAX_PAIRS):
            if not {one.id, other.id} & own or not _may_conflict(space, one, other):
                continue
            case = conflict_of(space, one, other)
            if case is not None:
                later, first = (other, one) if other.id in own else (one, other)
                yield OVERLAP_WITHOUT_OVERRIDES.at(
                    later.span,
                    f"`{later.id}` and `{first.id}` can both hold, and disagree",
                    f"let one override the other, or make them exclude each other; both hold for "
                    f"{told(space, case, one, other)}",
                    [(first.span, "the other rule")],
                )


def _pairs(request: Request) -> Iterator[tuple[Rule, Rule]]:
    """Every two rules, but not two rows of one table: those are compared in `rows_of_a_table.py`."""
    groups: dict[str, list[Rule]] = {}
    for rule in request.rules:
        groups.setdefault(rule.table or rule.id, []).append(rule)
    for one, other in combinations(groups.values(), 2):
        yield from product(one, other)


def _may_conflict(space: Space, one: Rule, other: Rule) -> bool:
    """Whether the two speak at one level: rules of the policy, or a right and a prohibition of the law."""
    if one.basis != other.basis or one.answer is None or other.answer is None:
        return False
    if space.gives_way(other, one) or space.gives_way(one, other):
        return False
    if one.basis == "law":
        return one.answer.grants != other.answer.grants
    return one.basis == "policy" and space.request.combine == "agree"


def conflict_of(space: Space, one: Rule, other: Rule) -> Case | None:
    """A case in which two rules contradict each other, as the policy itself decides it."""
    first, second = space.fires(one), space.fires(other)
    if not first or not second:
        return None

    def conflicting(case: Case, outcome: Outcome) -> bool:
        return {one.id, other.id} <= {rule.id for rule in outcome.conflict}

    both = list(meets(first, second))
    if not both:
        return None
    return judged(space, _without_overriders(space, both, one, other), conflicting)


def _without_overriders(space: Space, found: list[Region], one: Rule, other: Rule) -> list[Region]:
    """Narrowed to where no third rule takes over, as far as that can be followed."""
    for third in space.request.rules:
        above = space.gives_way(one, third) or space.gives_way(other, third)
        prohibits = third.basis == "law" and third.answer is not None and not third.answer.grants
        if third in (one, other) or not (above or (prohibits and one.basis == "policy")):
            continue
        silent = space.regions(condition_of(third), False)
        if silent is not None and len(found) * len(silent) <= 2000:
            found = list(meets(found, silent))
    return found


def told(space: Space, case: Case, one: Rule, other: Rule) -> str:
    """What of a case two rules look at."""
    names = dict.fromkeys([*columns_of(one.condition), *columns_of(other.condition)])
    return space.shown(case, names) or "every case"
