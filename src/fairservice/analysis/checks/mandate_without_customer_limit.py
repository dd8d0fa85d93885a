"""A mandate of money that is bounded per case only: at a desk, splitting over tickets gets round it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairservice.analysis.checks.plain.belonging import is_own
from fairservice.conditions.vocabulary import Quantity, write_value
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

MANDATE_WITHOUT_CUSTOMER_LIMIT = Defect(
    "FS532",
    "mandate-without-customer-limit",
    "advice",
    "a mandate bounds what one case gets, not what one customer gets",
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    if rulebook.desk is None:  # only a desk counts what a customer was given
        return
    for mandate in rulebook.mandates:
        type = rulebook.grants[mandate.grant].type
        if mandate.per_customer is not None or not isinstance(type, Quantity) or type.kind != "money":
            continue
        if mandate.per_case and is_own(rulebook, mandate.span):
            twice = 2 * mandate.per_case
            example = write_value(twice, replace(type, high=max(type.high, twice)))
            yield MANDATE_WITHOUT_CUSTOMER_LIMIT.at(
                mandate.span,
                f"`{mandate.role}` may give {write_value(mandate.per_case, type)} in a case, "
                "and the same again on each other ticket of a customer",
                f"bound it per customer too, like `per_customer: {{at_most: {example}, within: 90 days}}`; "
                "splitting over tickets gets round it otherwise",
            )
