"""What a policy wrote itself, and what comes from the packs that it uses: each is told of its own defects."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook
from fairservice.span import Span


def is_pack(rulebook: Rulebook) -> bool:
    """Whether this is a pack, checked by itself: what it declares may be meant for the policies that use it."""
    return any("pack" in tree for path, _, tree in rulebook.packs[-1].files if path == "policy.yaml")


def is_own(rulebook: Rulebook, span: Span | None) -> bool:
    """Whether a place is in the files of the policy itself."""
    own = rulebook.packs[-1]
    return span is not None and (any(span.file == file for _, file, _ in own.files) or span.file in own.sheets)


def own_rules(rulebook: Rulebook) -> Iterator[tuple[Request, Rule]]:
    """The rules that the policy itself wrote, each with its request, `otherwise` last."""
    for request in rulebook.requests.values():
        for rule in (*request.rules, *([request.otherwise] if request.otherwise else [])):
            if is_own(rulebook, rule.span):
                yield request, rule


def place_of(rule: Rule, *keys: str) -> Span:
    """Where the first of these keys of a rule is written, else its name."""
    return next((rule.places[key] for key in keys if key in rule.places), rule.span)


def called(rule: Rule) -> str:
    """How a message calls a rule."""
    return f"`otherwise` of `{rule.request}`" if rule.id == "otherwise" else f"`{rule.id}`"
