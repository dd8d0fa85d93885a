"""A decision that depends on a fact that no decision may depend on, directly or through a definition or table."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import called, is_own, own_rules, place_of
from fairservice.conditions.nodes import Node, columns_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook
from fairservice.span import Span

PROTECTED_FACT_DECIDES = Defect(
    "FS524", "protected-fact-decides", "error", "a decision depends on a fact that none may depend on"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    protected = {name: fact for name, fact in rulebook.facts.items() if fact.protected}
    for request in rulebook.requests.values():
        if request.in_force_fact in protected and is_own(rulebook, request.span):
            yield _finding(
                rulebook, request.places.get("in_force_on", request.span), "the rules in force", request.in_force_fact
            )
    for request, rule in own_rules(rulebook):
        for node, span in _decides(rule):
            for column in columns_of(node):
                name = column.partition("/")[0]
                if name in protected and name != request.in_force_fact:
                    yield _finding(rulebook, span, called(rule), name)


def _finding(rulebook: Rulebook, span: Span, what: str, name: str) -> Finding:
    fact = rulebook.facts[name]
    verb = "depend" if what == "the rules in force" else "depends"
    return PROTECTED_FACT_DECIDES.at(
        span,
        f"{what} {verb} on `{name}`, which no decision may depend on",
        "leave it out of conditions, amounts and tables",
        [(fact.span, "declared `protected: true`")] if fact.span else [],
    )


def _decides(rule: Rule) -> Iterator[tuple[Node, Span]]:
    """What of a rule decides: not its texts, which only show what was decided."""
    yield rule.condition, place_of(rule, "when", "unless")
    for line in (*rule.lines, *(rule.concession.lines if rule.concession else ())):
        yield line.amount, line.span
    for offer in rule.offers:
        for node in (offer.on, offer.amount):
            if node is not None:
                yield node, offer.span
