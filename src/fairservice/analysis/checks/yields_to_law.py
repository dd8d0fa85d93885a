"""A rule of the policy that the law overrules in some cases: its owner should know, and its readers too."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules
from fairservice.analysis.checks.plain.cases import Case, Space, Spaces, judged, meets
from fairservice.decisions.outcome import Outcome
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.policy.rulebook import Request, Rulebook

YIELDS_TO_LAW = Defect("FS313", "yields-to-law", "advice", "a rule gives way to a law rule in some cases")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    spaces = Spaces(rulebook)
    for request, rule in own_rules(rulebook):
        if rule.id == OTHERWISE or rule.basis != "policy" or rule.answer is None:
            continue
        space = spaces.of(request)
        stronger = [law for law in _stronger(request, rule) if _yields(space, rule, law)]
        if stronger:
            first = stronger[0]
            what = "still refuses" if rule.answer > (first.answer or 0) else "still gives"
            yield YIELDS_TO_LAW.at(
                rule.span,
                f"`{rule.id}` yields to the law rule `{first.id}`"
                + (f" and {len(stronger) - 1} more" if len(stronger) > 1 else ""),
                f"nothing needs to change: where both hold, the law {what}; let the rule's words fit the other cases",
                [(law.span, "the law rule") for law in stronger[:3]],
            )


def _stronger(request: Request, rule: Rule) -> Iterator[Rule]:
    """The law rules that would win from this one: a right over a refusal, a prohibition over a yes."""
    assert rule.answer is not None
    for law in request.rules:
        if law.basis == "law" and law.answer is not None and law.answer.grants != rule.answer.grants:
            yield law


def _yields(space: Space, rule: Rule, law: Rule) -> bool:
    first, second = space.fires(rule), space.fires(law)
    if not first or not second:
        return False
    here, there = space.request.position[rule.id], space.request.position[law.id]

    def beaten(case: Case, outcome: Outcome) -> bool:
        stand = outcome.stand(here) is True and outcome.stand(there) is True
        return stand and not outcome.conflict and law in outcome.deciding

    return judged(space, meets(first, second), beaten) is not None
