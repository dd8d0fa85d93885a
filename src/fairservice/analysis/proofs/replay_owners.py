"""Judges by the definition whether a decision breaks what its owner says must be so."""

from __future__ import annotations

from collections.abc import Sequence

from fairservice.analysis.proofs.situation import Case
from fairservice.conditions.nodes import Node, columns_of
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Quantity, Type, Value, int_of
from fairservice.decisions.case import with_parts
from fairservice.decisions.content import Amount, Option
from fairservice.decisions.decision import Decision
from fairservice.policy.invariant import CONCEDE, GIVE, Minimum, Never, column_of, nodes_of
from fairservice.policy.rule import ANSWERS
from fairservice.policy.rulebook import Rulebook

Amounts = dict[str, tuple[Value, Type]]


def broken(claim: Never | Minimum, rulebook: Rulebook, case: Case, decision: Decision) -> bool:
    """Whether a complete case, decided so, breaks what the owner claims."""
    columns = [column for node in nodes_of(claim) for column in columns_of(node)]
    whole = with_parts(dict(case), columns, rulebook)
    if value_of(claim.condition, whole) is not True or decision.answer is None:
        return False
    match claim:
        case Never():
            return _happens(claim, whole, decision)
        case Minimum():
            return not _enough(claim, whole, decision)


def _happens(never: Never, case: Case, decision: Decision) -> bool:
    if never.answers and ANSWERS[decision.answer or "no"] not in never.answers:
        return False
    if never.gives and not any(_all_pass(never.gives, GIVE, lines_of(each), case) for each in decision.options):
        return False
    conceded = [(each.grant, _plain(each.up_to)) for each in decision.may_concede]
    for grant, test in never.concedes:
        if not any(
            name == grant and _all_pass(((grant, test),), CONCEDE, {grant: much}, case) for name, much in conceded
        ):
            return False
    return not never.offers or any(offer.what in never.offers for offer in decision.offers)


def _all_pass(tests: Sequence[tuple[str, Node]], which: str, lines: Amounts, case: Case) -> bool:
    return all(
        grant in lines and value_of(test, {**case, column_of(which, grant): lines[grant][0]}) is True
        for grant, test in tests
    )


def _enough(minimum: Minimum, case: Case, decision: Decision) -> bool:
    if minimum.answer is not None and ANSWERS[decision.answer or "no"] < minimum.answer:
        return False
    return not minimum.gives or any(_has(minimum, option, case) for option in decision.options)


def _has(minimum: Minimum, option: Option, case: Case) -> bool:
    provided = {*option.provided, *(item for line in option.lines for item in line.provided)}
    if minimum.provided is not None and not provided <= minimum.provided:
        return False
    lines = lines_of(option)
    for grant, node in minimum.gives:
        least = value_of(node, case)
        assert least is not None
        if grant not in lines:
            if int_of(least) > 0 or _is_date(node.type):
                return False
            continue
        much = int_of(lines[grant][0])
        if much > int_of(least) if _is_date(node.type) else much < int_of(least):
            return False
    return True


def lines_of(option: Option) -> Amounts:
    """Per grant how much an option comes to; what adds to it is added."""
    found: Amounts = {}
    for line in option.lines:
        value, type = _plain(line.amount)
        if line.grant in found:
            value = _both(found[line.grant][0], value, type)
        found[line.grant] = (value, type)
    return found


def _both(one: Value, other: Value, type: Type) -> Value:
    """What two lines of a grant come to: their sum; of dates the earlier, of yes and no either."""
    if isinstance(other, bool):
        return one is True or other
    return min(int_of(one), int_of(other)) if _is_date(type) else int_of(one) + int_of(other)


def _plain(amount: Amount) -> tuple[Value, Type]:
    assert amount.value is not None
    return amount.value, amount.type


def _is_date(type: Type) -> bool:
    return isinstance(type, Quantity) and type.kind == "date"
