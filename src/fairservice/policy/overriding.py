"""Checks how the rules of a request override each other, and what goodwill is an exception to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from fairservice.conditions.vocabulary import cut, one_of
from fairservice.errors import Defect, Finding
from fairservice.policy.files import RuleFile
from fairservice.policy.packs import words
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.source.located_yaml import Text

UNKNOWN_RULE = Defect("FS125", "unknown-rule", "error", "a rule is named that does not exist for this request")
OTHER_BASIS = Defect("FS304", "overrides-another-basis", "error", "a rule overrides one that binds for another reason")
OVERRIDE_CIRCLE = Defect("FS305", "overrides-in-a-circle", "error", "rules override each other in a circle")

Models: TypeAlias = list[tuple[Text, RuleFile, str]]
"""The rules of one request as written, with the pack of each."""


def check_overrides(
    request: str, models: Models, rules: tuple[Rule, ...], lost: frozenset[str], findings: list[Finding]
) -> None:
    """Overriding joins rules of one request and one basis, without circles."""
    by_id = {rule.id: rule for rule in rules}
    for key, model, _ in models:
        for name in words(model.overrides):
            other = by_id.get(str(name))
            if other is None and str(name) in lost:
                continue
            if other is None:
                near = one_of(name, [each for each in by_id if each != key], "rules") if len(by_id) > 1 else None
                findings.append(UNKNOWN_RULE.at(name.span, f"`{request}` has no rule `{cut(name)}`", near))
            elif other.basis != by_id[str(key)].basis:
                findings.append(
                    OTHER_BASIS.at(
                        name.span,
                        f"a {by_id[str(key)].basis} rule cannot override the {other.basis} rule `{other.id}`",
                        "a right is an option of its own and yields to nothing but the law"
                        if other.basis in ("law", "promise")
                        else "give both the same basis",
                        [(other.span, f"a {other.basis} rule")],
                    )
                )
    _check_circles(rules, by_id, findings)


def _check_circles(rules: tuple[Rule, ...], by_id: Mapping[str, Rule], findings: list[Finding]) -> None:
    state: dict[str, int] = {}
    for root in rules:
        path: list[tuple[str, list[str]]] = [(root.id, list(root.overrides))] if root.id not in state else []
        state.setdefault(root.id, 1)
        while path:
            name, rest = path[-1]
            if not rest:
                state[name] = 2
                path.pop()
                continue
            below = rest.pop()
            if state.get(below) == 1:
                names = [each for each, _ in path]
                circle = " → ".join(f"`{each}`" for each in (*names[names.index(below) :], below))
                at = by_id[name].places.get("overrides", by_id[name].span)
                findings.append(
                    OVERRIDE_CIRCLE.at(
                        at,
                        f"rules override each other in a circle: {circle}",
                        f"leave `{below}` out of the `overrides` of `{name}`",
                    )
                )
            elif below in by_id and below not in state:
                state[below] = 1
                path.append((below, list(by_id[below].overrides)))


def check_exceptions(
    request: str, models: Models, rules: tuple[Rule, ...], lost: frozenset[str], findings: list[Finding]
) -> None:
    """Goodwill is an exception to a rule of the same request, or to its `otherwise`."""
    known = [rule.id for rule in rules if rule.basis != "goodwill"] + [OTHERWISE]
    for _, model, _ in models:
        name = model.exception_to
        if name is not None and str(name) not in known and str(name) not in lost:
            help = one_of(name, known, "rules")
            findings.append(UNKNOWN_RULE.at(name.span, f"`{request}` has no rule `{cut(name)}`", help))
