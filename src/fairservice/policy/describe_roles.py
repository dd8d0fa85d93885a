"""Reads out who may do what: each role with its duties, and what it may concede on its own."""

from __future__ import annotations

from typing import Any

from fairservice.conditions.vocabulary import BOOLEAN, write_value
from fairservice.conditions.wording import spoken
from fairservice.policy.authority import DUTIES
from fairservice.policy.describe import listed
from fairservice.policy.describe_desk import counted
from fairservice.policy.rulebook import Mandate, Role, Rulebook

_T = {
    "en": {
        "heading": "Who may do what",
        "role": "{}: {}",
        "above": "{} (above {})",
        "plain": "answers by the policy",
        "concede": "may concede alone: {}",
        "per_case": "{} up to {} in a case",
        "yes": "{} in a case",
        "per_customer": " ({} to a customer in {})",
        "approve": "lets others concede what they may not alone",
        "override": "answers otherwise where a rule lets them",
        "decide_measure": "decides what an incident leads to",
        "hear_appeal": "hears who disagrees with a measure",
        "publish": "publishes the policy, and decides what its precedents come to",
        "protect_data": "exports, corrects and erases what is kept of customers, and decides their objections",
        "upward": "What a role may do, those above it may too.",
        "bounded": "What law, promise or policy give takes no mandate.",
    },
    "nl": {
        "heading": "Wie wat mag",
        "role": "{}: {}",
        "above": "{} (boven {})",
        "plain": "antwoordt volgens het beleid",
        "concede": "mag zelf toegeven: {}",
        "per_case": "{} tot {} per geval",
        "yes": "{} per geval",
        "per_customer": " ({} per klant in {})",
        "approve": "keurt goed wat anderen niet zelf mogen toegeven",
        "override": "beslist anders waar een regel dat toestaat",
        "decide_measure": "beslist waar een incident toe leidt",
        "hear_appeal": "hoort wie het met een maatregel niet eens is",
        "publish": "publiceert het beleid, en beslist wat er met de precedenten gebeurt",
        "protect_data": "geeft inzage in wat van klanten is bewaard, verbetert en wist het, en beslist over hun"
        " bezwaren",
        "upward": "Wat een rol mag, mag ook wie erboven staat.",
        "bounded": "Wat wet, belofte of beleid geeft, mag iedereen geven.",
    },
}


def roles_in_words(rulebook: Rulebook, lang: str) -> str:
    """All roles in one paragraph, in file order, one a line."""
    t = _T[lang]
    roles = rulebook.roles.values()
    lines = [f"- {role_in_words(rulebook, each, lang)}" for each in roles]
    if any(each.above is not None for each in roles):
        lines.append(t["upward"])
    if rulebook.mandates:
        lines.append(t["bounded"])
    return "\n".join([t["heading"], *(f"  {line}" for line in lines)])


def role_in_words(rulebook: Rulebook, role: Role, lang: str) -> str:
    """One role: what it stands above, what it may concede on its own, and its duties."""
    t = _T[lang]
    name = rulebook.label(role.name, lang)
    if role.above is not None:
        name = t["above"].format(name, rulebook.label(role.above, lang))
    own = [_mandate(rulebook, each, lang) for each in rulebook.mandates if each.role == role.name]
    may = [t["concede"].format(listed(own, lang))] if own else []
    may += [t[duty] for duty in DUTIES if duty in role.may]
    return t["role"].format(name, "; ".join(may or [t["plain"]]) + ".")


def _mandate(rulebook: Rulebook, mandate: Mandate, lang: str) -> str:
    t = _T[lang]
    grant = rulebook.label(mandate.grant, lang)
    said = t["per_case"].format(grant, _amount(rulebook, mandate, mandate.per_case, lang))
    if rulebook.grants[mandate.grant].type == BOOLEAN:
        said = t["yes"].format(grant)
    limit = mandate.per_customer
    if limit is None:
        return said
    at_most = _amount(rulebook, mandate, limit.at_most, lang)
    return said + t["per_customer"].format(at_most, counted(limit.within_days, "days", lang))


def _amount(rulebook: Rulebook, mandate: Mandate, amount: int, lang: str) -> str:
    return spoken(amount, rulebook.grants[mandate.grant].type, lang, rulebook.currency, zone=rulebook.zone)


def roles_as_data(rulebook: Rulebook) -> list[dict[str, Any]]:
    """The roles by the keys of a manifest, in file order, each with its own mandates."""
    return [_role_as_data(rulebook, each) for each in rulebook.roles.values()]


def _role_as_data(rulebook: Rulebook, role: Role) -> dict[str, Any]:
    return {
        "role": role.name,
        "above": role.above,
        "may": [duty for duty in DUTIES if duty in role.may],
        "mandates": {
            each.grant: {
                "per_case": _written(rulebook, each, each.per_case),
                "per_customer": None
                if each.per_customer is None
                else {
                    "at_most": _written(rulebook, each, each.per_customer.at_most),
                    "within": each.per_customer.within_days,
                },
            }
            for each in rulebook.mandates
            if each.role == role.name
        },
    }


def _written(rulebook: Rulebook, mandate: Mandate, amount: int) -> str:
    return write_value(amount, rulebook.grants[mandate.grant].type)
