"""What is told beside a statement of backing, in each language; what the statement says is its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class BackingPhrases(NamedTuple):
    """Labels stand left of what they are about. Braces are filled in by the one who prints."""

    decision: str
    decided: str
    answer: str
    answered: str
    rule: str
    policy: str
    publication: str
    owner: str
    seals: Mapping[str, str]
    """Per field by which it is verified: what it is called."""
    verify: str
    verdicts: Mapping[str, str]
    """What each verdict means."""


_EN = BackingPhrases(
    decision="decision",
    decided="{decision} of {day}, at the desk {desk}",
    answer="answer",
    answered="“{answer}”, to {request}",
    rule="rule",
    policy="policy",
    publication="{policy}, publication {publication}",
    owner="owner",
    seals={"bundle": "bundle", "fingerprint": "fingerprint", "entry": "entry", "seal": "seal"},
    verify="whether it holds",
    verdicts={
        "holds": "It holds: decided again from what is on record, it is the same answer by the same rule.",
        "holds_but_erased": "It holds: this desk made it, and its entry stands in the chain. What the entry said is "
        "erased, so it cannot be decided again.",
        "differs": "It does not hold: what is on the ledger is not what it says.",
        "not_ours": "It does not hold: this desk did not make it, or it was changed since.",
    },
)

_NL = BackingPhrases(
    decision="beslissing",
    decided="{decision} van {day}, aan balie {desk}",
    answer="antwoord",
    answered="“{answer}”, op {request}",
    rule="regel",
    policy="beleid",
    publication="{policy}, publicatie {publication}",
    owner="eigenaar",
    seals={"bundle": "bundel", "fingerprint": "vingerafdruk", "entry": "vermelding", "seal": "zegel"},
    verify="of het klopt",
    verdicts={
        "holds": "Het klopt: opnieuw beslist met wat is vastgelegd, is het hetzelfde antwoord door dezelfde regel.",
        "holds_but_erased": "Het klopt: deze balie heeft dit gemaakt, en de vermelding staat in de keten. Wat erin "
        "stond is gewist, dus opnieuw beslissen kan niet.",
        "differs": "Het klopt niet: er is iets anders vastgelegd dan hier staat.",
        "not_ours": "Het klopt niet: deze balie heeft dit niet gemaakt, of het is daarna veranderd.",
    },
)

PHRASES: Mapping[str, BackingPhrases] = {"en": _EN, "nl": _NL}


def phrases_in(lang: str) -> BackingPhrases:
    """The phrases in a language; in English where there are none in it."""
    return PHRASES.get(lang, _EN)
