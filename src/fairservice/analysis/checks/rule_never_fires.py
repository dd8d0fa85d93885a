"""A rule that never fires: its conditions exclude each other, or it ended before the policy began."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules, place_of
from fairservice.analysis.checks.plain.cases import Space, Spaces
from fairservice.conditions.nodes import And, Node, columns_of
from fairservice.conditions.vocabulary import DATE, write_value
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.policy.rulebook import Request, Rulebook

RULE_NEVER_FIRES = Defect("FS310", "rule-never-fires", "warning", "no case can make a rule fire")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    spaces = Spaces(rulebook)
    for request, rule in own_rules(rulebook):
        if rule.id == OTHERWISE:
            continue
        space = spaces.of(request)
        ended = _ended(rulebook, rule)
        if ended:
            yield RULE_NEVER_FIRES.at(
                place_of(rule, "effective"),
                f"`{rule.id}` never fires: {ended}",
                "correct its `effective`, or remove the rule",
            )
        elif space.fires(rule) == []:
            at = place_of(rule, "when", "unless")
            yield RULE_NEVER_FIRES.at(
                at,
                f"`{rule.id}` never fires: {_why(space, request, rule)}",
                "correct the conditions, or remove the rule",
            )


def _ended(rulebook: Rulebook, rule: Rule) -> str | None:
    first, last = rule.effective
    if last is not None and first is not None and last < first:
        return f"it ends on {write_value(last, DATE)}, before it begins"
    if last is not None and last < rulebook.since:
        return f"it ends on {write_value(last, DATE)}, before the policy begins"
    return None


def _why(space: Space, request: Request, rule: Rule) -> str:
    """The single condition that cannot hold, or the first two that exclude each other."""
    parts: tuple[Node, ...] = rule.condition.operands if isinstance(rule.condition, And) else (rule.condition,)
    for part in parts:
        if space.regions(part) == []:
            return f"what it asks of {_names(part)} cannot be"
    for at, part in enumerate(parts):
        for other in parts[:at]:
            if space.regions(And((other, part))) == []:
                return f"what it asks of {_names(And((other, part)))} excludes itself"
    return "its conditions exclude each other"


def _names(node: Node) -> str:
    names = list(dict.fromkeys(name.partition("/")[0] for name in columns_of(node)))
    return " and ".join(f"`{name}`" for name in names[:3]) or "nothing"
