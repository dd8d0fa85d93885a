"""The trace of a decision: each rule that was considered, and why it stands, failed, yielded or may still stand."""

from __future__ import annotations

from fairservice.conditions.describe import Describer, tests_of
from fairservice.conditions.nodes import columns_of
from fairservice.conditions.reference import Case, value_of
from fairservice.decisions.content import Considered, Reason, Standing
from fairservice.decisions.outcome import Outcome, Truth
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
