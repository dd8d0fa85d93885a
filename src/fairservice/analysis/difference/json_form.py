"""The JSON form of what changes between two versions of a policy."""

from __future__ import annotations

from fairservice.analysis.difference.change import Change, RequestDifference
from fairservice.analysis.difference.told import Teller
from fairservice.decisions.decision import Decision


def difference_to_dict(found: RequestDifference, teller: Teller) -> dict[str, object]:
    """One request. Words are in the teller's language; facts and amounts are exact, as a case file has them."""
    return {
        "request": found.request,
        "status": found.status.replace(" ", "_"),
        "reason": found.reason,
        "changes": [_change(each, teller) for each in found.changes],
        "more": found.more,
        "words": list(found.words),
        "lists_up_to": dict(found.lists),
        "declared_otherwise": list(found.ranges),
    }


def _change(change: Change, teller: Teller) -> dict[str, object]:
    around = change.around
    return {
        "customer": change.side,
        "where": list(teller.where(change)),
        "tests": None if around is None else {test.name: test.written for test in around.tests},
        "gained": list(change.gained),
        "lost": list(change.lost),
        "case": teller.facts.written(change.case),
        "before": _decision(change.before, teller),
        "after": _decision(change.after, teller),
    }


def _decision(decision: Decision, teller: Teller) -> dict[str, object]:
    told = decision.to_dict(trace=False)
    parts = ("status", "answer", "rules", "conflict", "options", "offers", "may_concede", "may_override")
    return {**{part: told[part] for part in parts}, "told": list(teller.heard(decision))}
