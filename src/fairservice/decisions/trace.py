"""The trace of a decision: each rule that was considered, and why it stands, failed, yielded or may still stand."""

from __future__ import annotations

from fairservice.conditions.describe import Describer, tests_of
from fairservice.conditions.nodes import TRUE, columns_of, disjunction
from fairservice.conditions.reference import Case, value_of
from fairservice.decisions.content import Considered, Reason, Standing
from fairservice.decisions.outcome import Outcome, Truth
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, condition_of


def consider(request: Request, outcome: Outcome, case: Case, describer: Describer) -> tuple[Considered, ...]:
    """Each rule of the request with its standing, and each of its tests with the values that it met."""
    found: list[Considered] = []
    fired: list[Truth] = []
    for condition in request.program.conditions:
        truth = value_of(condition, case)
        fired.append(None if truth is None else bool(truth))
    for position, rule in enumerate(request.rules):
        reasons = []
        for test in tests_of(condition_of(rule)):
            if rule.rows and test == disjunction(row.condition for row in rule.rows):
                reasons += _rows(rule, case, describer)
                continue
            holds = value_of(test, case)
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
                _yielded_to(request, fired, position) if status == "yielded" else None,
                tuple(reasons),
                rule.reference,
                str(rule.span),
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


def _yielded_to(request: Request, fired: list[Truth], position: int) -> str | None:
    """The nearest rule that surely fired and overrides this one."""
    pending, seen = [position], {position}
    while pending:
        for above in request.overriders[pending.pop(0)]:
            if fired[above] is True:
                return request.rules[above].id
            if above not in seen:
                seen.add(above)
                pending.append(above)
    return None
