"""A term of the law that is counted to `today`: our own backlog would then eat the customer's right."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules, place_of
from fairservice.conditions.nodes import Dated, Named, Node, Variable, children
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

LAW_DEADLINE_TO_TODAY = Defect(
    "FS523", "law-deadline-to-today", "warning", "a law rule counts to today instead of to the day of the message"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, rule in own_rules(rulebook):
        path = _to_today(rule.condition) if rule.basis == "law" else None
        if path is not None:
            through = f" through `{path[0]}`" if path else ""
            also = [
                (rulebook.definitions[name].span, "reads `today`") for name in path[-1:] if name in rulebook.definitions
            ]
            yield LAW_DEADLINE_TO_TODAY.at(
                place_of(rule, "when", "unless"),
                f"the law rule `{rule.id}` counts to `today`{through}",
                "count to `received_on`, the day on which the customer told us",
                also,
            )


def _to_today(node: Node) -> list[str] | None:
    """The definitions that lead to `today`, outermost first; None if nothing does.

    Which version of a figure is in force is not a term, so the day that it looks at does not count.
    """
    if isinstance(node, Variable):
        return [] if node.name.partition("/")[0] == "today" else None
    below = tuple(body for _, body in node.versions) if isinstance(node, Dated) else children(node)
    for each in below:
        found = _to_today(each)
        if found is not None:
            return [node.name, *found] if isinstance(node, Named) else found
    return None
