"""Amounts of what can be given: read as exactly as in a case, and written for people."""

from __future__ import annotations

from fairservice.conditions.declarations import Fact
from fairservice.conditions.vocabulary import Type, Value, int_of, nearest, shown, write_value
from fairservice.decisions.case import read_fact
from fairservice.errors import CaseError, Finding, NotOnRecord
from fairservice.policy.rulebook import Rulebook


def read_amount(rulebook: Rulebook, grant: str, amount: object) -> int:
    """An amount of a grant in its own unit, as exact as in a case. Raises `CaseError` and `NotOnRecord`."""
    findings: list[Finding] = []
    fact = Fact(grant, known_grant(rulebook, grant), None)
    value: Value | None = read_fact(fact, amount, rulebook, "amount", findings)
    if findings or value is None:
        raise CaseError(findings)
    return int_of(value)


def known_grant(rulebook: Rulebook, grant: object) -> Type:
    """The type of what can be given. Raises `NotOnRecord` where the policy has nothing of that name."""
    found = rulebook.grants.get(grant) if isinstance(grant, str) else None
    if found is None:
        near = nearest(shown(grant), list(rulebook.grants))
        listed = ", ".join(f"`{each}`" for each in rulebook.grants)
        raise NotOnRecord(
            f"the policy gives no `{shown(grant)}`", f"did you mean `{near}`?" if near else f"it gives {listed}"
        )
    return found.type


def amount_text(rulebook: Rulebook, grant: str, amount: int) -> str:
    """An amount as it is written in a policy."""
    return write_value(amount, rulebook.grants[grant].type)
