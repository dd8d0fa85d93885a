"""A `no, but` of which the but is missing, or is only a kind word."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import called, own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Answer
from fairservice.policy.rulebook import Rulebook

NO_BUT_WITHOUT_OFFER = Defect("FS314", "no-but-without-offer", "warning", "a `no_but` offers nothing")
ONLY_CALMING_OFFERS = Defect(
    "FS315", "only-calming-offers", "warning", "a `no_but` offers only what carries no value, so it counts as `no`"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, rule in own_rules(rulebook):
        if rule.answer is not Answer.NO_BUT:
            continue
        if not rule.offers:
            yield NO_BUT_WITHOUT_OFFER.at(
                place_of(rule, "answer"),
                f"{called(rule)} says no, but offers nothing",
                "add `offer:` with what can be done instead, or answer `no`",
            )
        elif all(offer.calming for offer in rule.offers):
            yield ONLY_CALMING_OFFERS.at(
                place_of(rule, "offer"),
                f"all that {called(rule)} offers is calming, which counts as `no`",
                "offer something of use as well, or answer `no`",
            )
