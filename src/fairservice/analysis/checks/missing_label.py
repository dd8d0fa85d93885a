"""A name that people get to see without words for it: `goods_sent_back` is no language for a customer."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook
from fairservice.span import Span

MISSING_LABEL = Defect("FS414", "missing-label", "warning", "something that people see has no words of its own")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    said = set(rulebook.labels)
    for _, rule in own_rules(rulebook):
        for name, what, span in _shown(rule):
            if name not in said:
                said.add(name)
                yield MISSING_LABEL.at(
                    span,
                    f"the {what} `{name}` has no label",
                    f"add `{name}:` under `labels`, with a few words per language",
                )


def _shown(rule: Rule) -> Iterator[tuple[str, str, Span]]:
    for line in rule.lines:
        yield line.grant, "grant", line.span
    for offer in rule.offers:
        yield offer.what, "offer", offer.span
    for name in rule.provided:
        yield name, "condition", place_of(rule, "provided")
    if rule.concession:
        for line in rule.concession.lines:
            yield line.grant, "grant", line.span
        for name in rule.concession.reasons:
            yield name, "reason", place_of(rule, "reasons")
