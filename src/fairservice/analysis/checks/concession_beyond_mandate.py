"""An exception that no role may approve: the employee is shown a favour that nobody can give.

A bound that is a figure is compared as it is; one that hangs on a fact only where a case shows it to be too high.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules
from fairservice.analysis.checks.plain.cases import Case, Space, judged, meets
from fairservice.conditions.nodes import Comparison, Constant, Node, Rounded, columns_of
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Boolean, Quantity, int_of, write_value
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Line, Rule
from fairservice.policy.rulebook import Request, Rulebook, condition_of

CONCESSION_BEYOND_MANDATE = Defect(
    "FS531", "concession-beyond-mandate", "warning", "goodwill goes beyond what any role may concede"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for request, rule in own_rules(rulebook):
        for line in rule.concession.lines if rule.concession else ():
            message = _beyond(rulebook, request, rule, line)
            if message:
                yield CONCESSION_BEYOND_MANDATE.at(
                    line.span, message, "bound it with `min(…, …)`, or give a role a mandate under `mandates`"
                )


def _beyond(rulebook: Rulebook, request: Request, rule: Rule, line: Line) -> str | None:
    mandates = [mandate.per_case for mandate in rulebook.mandates if mandate.grant == line.grant]
    if not mandates:
        return f"no role may concede `{line.grant}`"
    type, most = line.amount.type, max(mandates)
    if not isinstance(type, Quantity) or type.kind == "date" or type.high <= most:
        return None
    here = f"`{rule.id}` may concede"
    highest = write_value(most, type)
    if not columns_of(line.amount):
        return f"{here} {write_value(type.high, type)}, and no role may concede more than {highest}"
    case = _case(rulebook, request, rule, line.amount, most)
    if case is None:
        return None
    return f"{here} {write_value(case, type)}, and no role may concede more than {highest}"


def _case(rulebook: Rulebook, request: Request, rule: Rule, amount: Node, most: int) -> int | None:
    """How much it comes to in a case in which it is more than any role may concede."""
    if isinstance(amount.type, Boolean) or not isinstance(amount, Rounded):
        return None
    if not isinstance(amount.denominator, Constant):
        return None
    bound = Constant((most + 1) * int_of(amount.denominator.value), amount.numerator.type)
    space = Space(rulebook, request)
    more, fires = space.regions(Comparison(">=", amount.numerator, bound)), space.fires(rule)
    case = judged(
        space,
        meets(fires or [], more or []),
        lambda case, _: value_of(condition_of(rule), case) is True and _value(amount, case) > most,
    )
    return None if case is None else _value(amount, case)


def _value(amount: Node, case: Case) -> int:
    value = value_of(amount, case)
    return 0 if value is None else int_of(value)
