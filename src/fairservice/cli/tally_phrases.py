"""The fixed words around a tally of many decisions, in each language; never what a policy itself says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class TallyPhrases(NamedTuple):
    """The frame of a tally. Braces are filled in by the one who prints."""

    outcomes: Mapping[str, str]
    """Per answer, or why there is none: what its row is called."""
    head: str
    one: str
    answers: str
    cases: str
    rules: str
    rule_none: str
    gives: str
    gets: str
    exactly: str
    at_least: str
    to: str
    amounts_open: str
    unknown: str
    conflicts: str
    more: str
    not_settled: str
    balance: str
    balance_one: str
    rejected_in: str
    rejected_some: str
    rejected_all: str
    mend: str
    again: str
    written: str
    stopped: str
    point: str
    thousands: str


_EN = TallyPhrases(
    outcomes={
        "yes": "yes",
        "yes_but": "yes, but",
        "no_but": "no, but",
        "no": "no",
        "open": "still open",
        "conflict": "rules disagree",
        "gap": "no rule covers it",
    },
    head="{cases} cases, decided by {policy} as of {today}",
    one="1 case, decided by {policy} as of {today}",
    answers="Answer",
    cases="cases",
    rules="Rule that answers",
    rule_none="rule still open",
    gives="What is given",
    gets="cases",
    exactly="in all",
    at_least="at least",
    to="at most",
    amounts_open="Not in these sums, since it is still open what they give: {count}.",
    unknown="Unknown, and it matters",
    conflicts="Rules that disagree",
    more="and {count} more",
    not_settled="With an answer, option or offer that is still open: {count}.",
    balance="{cases} cases = {decided} decided + {rejected} rejected",
    balance_one="1 case = {decided} decided + {rejected} rejected",
    rejected_in="The rejected cases are in {file}, each below the reason.",
    rejected_some="The first {shown} of {rejected} rejected cases are shown above.",
    rejected_all="What was rejected is shown above.",
    mend="Mend them there, and decide only those:",
    again="Add --rejects FILE to keep all, with the reasons, to be mended and run again.",
    written="The decisions are in {file}.",
    stopped="Stopped early. What was read until then is counted here; the rest of the file is not.",
    point=".",
    thousands=",",
)

_NL = TallyPhrases(
    outcomes={
        "yes": "ja",
        "yes_but": "ja, maar",
        "no_but": "nee, maar",
        "no": "nee",
        "open": "nog open",
        "conflict": "regels oneens",
        "gap": "geen regel dekt dit",
    },
    head="{cases} gevallen, beslist met {policy} per {today}",
    one="1 geval, beslist met {policy} per {today}",
    answers="Antwoord",
    cases="gevallen",
    rules="Regel die antwoordt",
    rule_none="regel nog open",
    gives="Wat wordt gegeven",
    gets="gevallen",
    exactly="in totaal",
    at_least="minstens",
    to="hoogstens",
    amounts_open="Niet in deze sommen, omdat nog open is wat ze geven: {count}.",
    unknown="Onbekend, en het doet ertoe",
    conflicts="Regels die het oneens zijn",
    more="en nog {count}",
    not_settled="Met een antwoord, keuze of aanbod dat nog open is: {count}.",
    balance="{cases} gevallen = {decided} beslist + {rejected} afgewezen",
    balance_one="1 geval = {decided} beslist + {rejected} afgewezen",
    rejected_in="De afgewezen gevallen staan in {file}, elk onder de reden.",
    rejected_some="De eerste {shown} van {rejected} afgewezen gevallen staan hierboven.",
    rejected_all="Wat is afgewezen, staat hierboven.",
    mend="Verbeter ze daar, en beslis alleen die:",
    again="Met --rejects FILE blijven ze alle bewaard, met de redenen, om te verbeteren en opnieuw te beslissen.",
    written="De beslissingen staan in {file}.",
    stopped="Voortijdig gestopt. Wat tot dan gelezen is, telt hier mee; de rest van het bestand niet.",
    point=",",
    thousands=".",
)

_PHRASES: Mapping[str, TallyPhrases] = {"en": _EN, "nl": _NL}


def tally_phrases(lang: str) -> TallyPhrases:
    """The frame in a language; in English where there is none in it."""
    return _PHRASES.get(lang, _EN)
