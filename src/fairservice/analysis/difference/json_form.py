"""The JSON form of what changes between two versions of a policy."""

from __future__ import annotations

from fairservice.analysis.difference.change import Change, RequestDifference
from fairservice.analysis.difference.told import Teller
from fairservice.conditions.vocabulary import write_value
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
        "notes": list(teller.notes(found)),
    }


def _change(change: Change, teller: Teller) -> dict[str, object]:
    return {
        "customer": change.side,
        "where": [list(each) for each in teller.where(change)],
        "tests": [{test.name: test.written for test in each.tests} for each in change.around if each is not None],
        "elsewhere_by_the_same_rules": change.rest,
        "gained": list(change.gained),
        "lost": list(change.lost),
        "changes": list(teller.moves(change)),
        "by_how_much": {each.grant: _spread(each.grant, each.least, each.most, teller) for each in change.spreads},
        "case": teller.facts.written(change.case),
        "before": _decision(change.before, teller),
        "after": _decision(change.after, teller),
    }


def _spread(grant: str, least: int, most: int, teller: Teller) -> dict[str, str]:
    type = teller.new.grants[grant].type
    texts = [("-" if each < 0 else "") + write_value(abs(each), type) for each in (least, most)]
    return {"least": texts[0], "most": texts[1]}


def _decision(decision: Decision, teller: Teller) -> dict[str, object]:
    told = decision.to_dict(trace=False)
    parts = ("status", "answer", "rules", "conflict", "options", "offers", "may_concede", "may_override")
    return {**{part: told[part] for part in parts}, "told": list(teller.heard(decision))}
