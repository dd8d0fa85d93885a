"""Reads out what the desk looks up on its ledger for the facts of a policy, in plain Dutch and English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fairservice.conditions.declarations import Fact, HistoryOf
from fairservice.conditions.nodes import columns_of
from fairservice.policy.declare_history import CALLED
from fairservice.policy.describe import listed
from fairservice.policy.describe_desk import counted
from fairservice.policy.requests import history_fact
from fairservice.policy.rule import OTHERWISE, Rule
from fairservice.policy.rulebook import Rulebook, amounts_of

_T = {
    "en": {
        "heading": "What the desk looks up",
        "fact": "{}: {}.",
        "count": "how many {} there were",
        "sum": "what the {} come to in {}",
        "days_since": "how many days ago the last of the {} was ({} if there was none)",
        "customer": "with this customer",
        "household": "with the household of this customer",
        "within": "within {}",
        "grant": "{} ({})",
        "rules": "by {}",
        "requests": "when asked for {}",
        "reasons": "because of {}",
        "otherwise": "all other cases",
        "rest": "What was taken back does not count. Of a customer who is not known, it is asked.",
    },
    "nl": {
        "heading": "Wat de balie opzoekt",
        "fact": "{}: {}.",
        "count": "hoeveel {} er waren",
        "sum": "hoeveel de {} samen zijn aan {}",
        "days_since": "hoeveel dagen geleden de laatste van de {} was ({} als die er niet was)",
        "customer": "bij deze klant",
        "household": "bij het huishouden van deze klant",
        "within": "binnen {}",
        "grant": "{} ({})",
        "rules": "volgens {}",
        "requests": "bij een vraag om {}",
        "reasons": "vanwege {}",
        "otherwise": "alle andere gevallen",
        "rest": "Wat is teruggenomen, telt niet mee. Van een klant die niet bekend is, wordt het gevraagd.",
    },
}


def looked_up(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> list[Fact]:
    """The facts with a history of their own, in file order; with `rules` only those that one of them reads.

    How often a favour was given is told by its rule already, which bounds that.
    """
    told = {history_fact(rule.id) for request in rulebook.requests.values() for rule in request.rules}
    found = [each for each in rulebook.facts.values() if each.history is not None and each.name not in told]
    if rules is None:
        return found
    nodes = [node for rule in rules for node in (rule.condition, *amounts_of(rule))]
    read = {column.partition("/")[0] for node in nodes for column in columns_of(node)}
    return [each for each in found if each.name in read]


def histories_in_words(rulebook: Rulebook, facts: Iterable[Fact], lang: str) -> str:
    """What is looked up for some facts in one paragraph, one a line."""
    t = _T[lang]
    lines = [f"- {history_in_words(rulebook, each, lang)}" for each in facts]
    return "\n".join([t["heading"], *(f"  {line}" for line in [*lines, t["rest"]])])


def history_in_words(rulebook: Rulebook, fact: Fact, lang: str) -> str:
    """What is looked up for one fact, and of what."""
    assert fact.history is not None
    return _T[lang]["fact"].format(rulebook.label(fact.name, lang), _looked_up(rulebook, fact.history, lang))


def _looked_up(rulebook: Rulebook, of: HistoryOf, lang: str) -> str:
    t = _T[lang]
    what = CALLED[lang][of.what]
    grant = rulebook.label(of.grant, lang) if of.grant is not None else None
    if grant is not None and of.measure != "sum":
        what = t["grant"].format(what, grant)
    match of.measure:
        case "count":
            said = [t["count"].format(what)]
        case "sum":
            said = [t["sum"].format(what, grant)]
        case "days_since":
            said = [t["days_since"].format(what, of.within_days + 1)]
    said += [t[of.of], t["within"].format(counted(of.within_days, "days", lang))]
    if of.rules:
        rules = [t["otherwise"] if each == OTHERWISE else each for each in of.rules]
        said.append(t["rules"].format(listed(rules, lang)))
    if of.requests:
        said.append(t["requests"].format(listed(list(of.requests), lang)))
    if of.reasons:
        said.append(t["reasons"].format(listed([rulebook.label(each, lang) for each in of.reasons], lang)))
    return " ".join(said)


def history_as_data(fact: Fact) -> dict[str, Any]:
    """What is looked up for a fact, by the keys of `history:`; a list that is empty leaves nothing out."""
    of = fact.history
    assert of is not None
    return {
        "fact": fact.name,
        "measure": of.measure,
        "what": of.what,
        "grant": of.grant,
        "rules": list(of.rules),
        "requests": list(of.requests),
        "reasons": list(of.reasons),
        "of": of.of,
        "within": of.within_days,
    }
