"""The trace of a decision: each rule that was considered, and why it stands, failed, yielded or may still stand."""

from __future__ import annotations

from collections import Counter

from fairservice.conditions.describe import Describer, tests_of
from fairservice.conditions.nodes import TRUE, columns_of, disjunction
from fairservice.conditions.reference import Case, value_of, values_in
from fairservice.decisions.content import Considered, Reason, RowsLeftOut, Standing
from fairservice.decisions.outcome import Outcome, Truth
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, condition_of

MOST_ROWS = 8
"""The longest decision table that people are told row by row, and the most rows shown of a longer one."""
NEAREST_ROWS = 3
"""Of a longer table without a row that matters, so many that came nearest."""


def consider(request: Request, outcome: Outcome, case: Case, describer: Describer) -> tuple[Considered, ...]:
    """Each rule of the request with its standing, and each of its tests with the values that it met."""
    found: list[Considered] = []
    fired: list[Truth] = []
    value = values_in(case)  # many rows ask the same definition, which may go through a long list
    for condition in request.program.conditions:
        truth = value(condition)
        fired.append(None if truth is None else bool(truth))
    yielded_to = _yielded_to(request, fired)
    for position, rule in enumerate(request.rules):
        above = yielded_to[position]
        reasons = []
        for test in tests_of(condition_of(rule)):
            if rule.rows and test == disjunction(row.condition for row in rule.rows):
                reasons += _rows(rule, case, describer)
                continue
            holds = value(test)
            text, met = describer.condition(test), describer.met(test, case)
            facts = tuple(dict.fromkeys(name.partition("/")[0] for name in columns_of(test)))
            reasons.append(Reason(f"{text} ({met})" if met else text, None if holds is None else bool(holds), facts))
        stands = outcome.stand(position)
        status: Standing = "may_stand"
        if fired[position] is False:
            status = "failed"
        elif stands is False:
            status = "yielded"
        elif stands is True:
            status = "stands"
        found.append(
            Considered(
                rule.id,
                rule.basis,
                status,
                request.rules[above].id if status == "yielded" and above is not None else None,
                tuple(reasons),
                rule.reference,
                str(rule.span),
                rule.table,
            )
        )
    return tuple(found)


def _rows(rule: Rule, case: Case, describer: Describer) -> list[Reason]:
    """The rows that count of a table that adds up, and those that may; where none does, each of them."""
    met = [(row, value_of(row.condition, case)) for row in rule.rows]
    shown = [(row, holds) for row, holds in met if holds is not False] or met
    found = []
    for row, holds in shown:
        tests = [each for each in tests_of(row.condition) if each != TRUE]
        texts = [f"{describer.condition(each)} ({describer.met(each, case)})" for each in tests]
        facts = tuple(dict.fromkeys(name.partition("/")[0] for name in columns_of(row.condition)))
        text = f"{row.id}: " + (", ".join(texts) or describer.condition(TRUE))
        found.append(Reason(text, None if holds is None else bool(holds), facts))
    return found


def _yielded_to(request: Request, fired: list[Truth]) -> list[int | None]:
    """For each rule the nearest one that surely fired and overrides it, found in one pass from the top down."""
    nearest: list[tuple[int, int] | None] = [None] * len(fired)  # how many steps away, and which
    for position in request.program.order:
        found = None
        for above in request.overriders[position]:
            beyond = nearest[above]
            steps = (1, above) if fired[above] is True else beyond and (beyond[0] + 1, beyond[1])
            if steps and (found is None or steps[0] < found[0]):
                found = steps
        nearest[position] = found
    return [each and each[1] for each in nearest]


def abridged(trace: tuple[Considered, ...]) -> list[Considered | RowsLeftOut]:
    """A trace as a person reads it: of a table with many rows only those that matter, and how many others there are.

    The rows that stand, may stand, or yield to something outside of the table matter. Where there is none, those that
    failed by the fewest tests do.
    """
    rows = Counter(each.table for each in trace)
    long = {table for table, count in rows.items() if table is not None and count > MOST_ROWS}
    shown: dict[str, set[str]] = {table: set() for table in long}
    for name in shown:
        of_table = [each for each in trace if each.table == name]
        ids = {each.rule for each in of_table}
        telling = [each for each in of_table if each.standing == "stands"]
        telling += [each for each in of_table if each.standing == "yielded" and each.yielded_to not in ids]
        telling += [each for each in of_table if each.standing == "may_stand"]
        if not telling:
            telling = sorted(of_table, key=lambda each: sum(reason.holds is False for reason in each.reasons))
            telling = telling[:NEAREST_ROWS]
        shown[name] = {each.rule for each in telling[:MOST_ROWS]}
    found: list[Considered | RowsLeftOut] = []
    for each, after in zip(trace, (*trace[1:], None), strict=True):
        table = each.table
        if table is None or table not in shown:
            found.append(each)
            continue
        if each.rule in shown[table]:
            found.append(each)
        if after is None or after.table != table:
            left = Counter(row.standing for row in trace if row.table == table and row.rule not in shown[table])
            found.append(RowsLeftOut(table, left["failed"], left["yielded"], left["may_stand"]))
    return found
