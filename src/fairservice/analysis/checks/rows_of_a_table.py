"""Rows of a decision table that cannot do what they are there for: two that disagree, or one that never decides.

Seen in tests of facts against values and figures, row against row, in tables of up to 500 rows; of two rows that
disagree a case is shown, which was decided by the policy itself. Not seen: rows that only several others cover
together, and rows that hang on sums of facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from fairservice.analysis.checks.overlap_without_overrides import conflict_of, told
from fairservice.analysis.checks.plain.belonging import is_own
from fairservice.analysis.checks.plain.cases import Space
from fairservice.analysis.checks.plain.linear import Term, ends
from fairservice.analysis.checks.plain.regions import Among, Region, Stretch, within
from fairservice.conditions.nodes import Variable
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook

ROWS_DISAGREE = Defect("FS340", "rows-disagree", "warning", "two rows of a table hold for one case, and disagree")
ROW_NEVER_DECIDES = Defect("FS341", "row-never-decides", "warning", "a row of a table stands below one that covers it")

MAX_ROWS = 500
MAX_TRIED = 200
MAX_TOLD = 20


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for request in rulebook.requests.values():
        for table in request.tables.values():
            if table.hit == "collect" or len(table.rules) > MAX_ROWS or not is_own(rulebook, table.span):
                continue
            space = Space(rulebook, request)
            rows = [request.rules[request.position[name]] for name in table.rules]
            if table.hit == "first":
                yield from _never_deciding(space, rows)
            elif request.combine == "agree" and rows and rows[0].basis == "policy":
                yield from _disagreeing(space, rows)


# ---- `unique`: two rows that disagree


def _disagreeing(space: Space, rows: list[Rule]) -> Iterator[Finding]:
    tried = found = 0
    for one, other in combinations(rows, 2):
        if _same_outcome(one, other) or not _may_meet(space, one, other):
            continue
        tried += 1
        case = conflict_of(space, one, other)
        if case is not None:
            found += 1
            yield ROWS_DISAGREE.at(
                other.span,
                f"`{other.id}` and `{one.id}` can both hold, and disagree",
                "make their cells exclude each other, or let the order decide with `hit: first`; both hold for "
                f"{told(space, case, one, other)}",
                [(one.span, "the other row")],
            )
        if tried >= MAX_TRIED or found >= MAX_TOLD:
            return


def _same_outcome(one: Rule, other: Rule) -> bool:
    return (
        one.answer == other.answer
        and one.may_override == other.may_override
        and set(one.provided) == set(other.provided)
        and {line.grant: line.amount for line in one.lines} == {line.grant: line.amount for line in other.lines}
        and {offer.what for offer in one.offers} == {offer.what for offer in other.offers}
    )


def _may_meet(space: Space, one: Rule, other: Rule) -> bool:
    first, second = space.fires(one), space.fires(other)
    return bool(first and second) and any(a.meet(b) is not None for a in first or () for b in second or ())


# ---- `first`: a row that another one covers


def _never_deciding(space: Space, rows: list[Rule]) -> Iterator[Finding]:
    found = 0
    above: list[tuple[Rule, list[Region]]] = []
    for row in rows:
        regions = space.fires(row)
        if not regions:
            continue
        by = next((rule for rule, covering in above if _covered(space, regions, covering)), None)
        if by is None:
            above.append((row, regions))
            continue
        found += 1
        yield ROW_NEVER_DECIDES.at(
            row.span,
            f"`{row.id}` never decides: wherever it holds, `{by.id}` above it holds too",
            "move it up, test more in the row above, or remove it",
            [(by.span, "the row above it")],
        )
        if found >= MAX_TOLD:
            return


def _covered(space: Space, inner: list[Region], outer: list[Region]) -> bool:
    return all(any(_lies_within(space, each, one) for one in outer) for each in inner)


def _lies_within(space: Space, inner: Region, outer: Region) -> bool:
    for name, allowed in outer.among.items():
        mine = inner.among.get(name)
        if mine is None or not _is_part(mine, allowed):
            return False
    return all(_stretch_within(space, inner.stretches, term, stretch) for term, stretch in outer.stretches.items())


def _is_part(mine: Among, allowed: Among) -> bool:
    if mine.all_but:
        return allowed.all_but and allowed.values <= mine.values
    return not (mine.values & allowed.values) if allowed.all_but else mine.values <= allowed.values


def _stretch_within(space: Space, stretches: Mapping[Term, Stretch], term: Term, outer: Stretch) -> bool:
    low, high = stretches.get(term, (None, None))
    if len(term) == 1:
        ((node, times),) = term
        if isinstance(node, Variable) and times in (1, -1):
            least, most = within(ends(node.type) or (None, None), space.known.get(node.name, (None, None)))
            if times == -1:
                least, most = (None if most is None else -most), (None if least is None else -least)
            low, high = within((low, high), (least, most))
    below = outer[0] is None or (low is not None and low >= outer[0])
    above = outer[1] is None or (high is not None and high <= outer[1])
    return below and above
