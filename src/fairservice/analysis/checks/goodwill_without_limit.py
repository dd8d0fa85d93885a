"""Goodwill that one customer can have again and again: it becomes a right of those who ask most."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

GOODWILL_WITHOUT_LIMIT = Defect("FS530", "goodwill-without-limit", "warning", "goodwill has no limit per customer")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, rule in own_rules(rulebook):
        if rule.concession and rule.concession.per_customer is None:
            yield GOODWILL_WITHOUT_LIMIT.at(
                rule.span,
                f"one customer can have `{rule.id}` without end",
                "add `per_customer:` with `at_most: 1` and `within: 365 days`",
            )
