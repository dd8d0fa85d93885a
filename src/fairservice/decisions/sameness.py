"""What makes two rules, or two offers, come to the same: by what is plain of them, and by their amounts."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from fairservice.conditions.nodes import Node
from fairservice.policy.rule import Offer, Rule

Key: TypeAlias = tuple[Hashable, tuple[Hashable, ...]]
"""What is plain of a rule, and its amounts: each as it is calculated, or a tuple with its value where that is known."""


def key_of_rule(rule: Rule) -> Key:
    """What a rule answers, gives and offers: what is plain of it, and how each amount is calculated."""
    grants = tuple(sorted(line.grant for line in rule.lines))
    offers = tuple((offer.what, offer.calming, offer.on is None, offer.amount is None) for offer in rule.offers)
    return (rule.answer, rule.may_override, tuple(sorted(rule.provided)), grants, offers), nodes_of(rule)


def nodes_of(rule: Rule) -> tuple[Node | None, ...]:
    """The amounts of a rule: its lines by grant, then the day and amount of each offer."""
    lines = sorted(rule.lines, key=lambda line: line.grant)
    return (*(line.amount for line in lines), *(node for offer in rule.offers for node in (offer.on, offer.amount)))


def differ(one: Key, other: Key) -> bool:
    """Whether two rules surely come to something else, by their keys by value: a known value is a tuple there."""
    if one[0] != other[0]:
        return True
    return any(a != b and isinstance(a, tuple) and isinstance(b, tuple) for a, b in zip(one[1], other[1], strict=True))


def key_of_offer(offer: Offer) -> tuple[Hashable, ...]:
    return offer.what, offer.calming, offer.on, offer.amount
