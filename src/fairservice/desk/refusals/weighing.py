"""Refusals of a wish to concede: what the policy does not allow, or no mandate reaches."""

from __future__ import annotations

from collections.abc import Collection

from fairservice.desk.phrases import Phrases
from fairservice.desk.refusals.refusal import Refusal, joined

_REPORTED = "give less; what was already given or promised is told with `report`"
_GEMELD = "geef minder; wat al gegeven of beloofd is, meld je met `report`"

NO_CUSTOMER = Refusal(
    "no_customer",
    {
        "en": ("a concession is given to a customer who is known", "decide the case again with `customer`"),
        "nl": ("een uitzondering geef je aan een klant die bekend is", "beslis opnieuw, met `customer`"),
    },
)
AMOUNT_OPEN = Refusal(
    "open",
    {
        "en": ("how much may be conceded is not known yet", "ask what is still open, and decide again"),
        "nl": ("hoeveel je mag geven, is nog niet bekend", "vraag wat nog open is, en beslis opnieuw"),
    },
)
OPEN_YET = Refusal(
    "open",
    {
        "en": (
            "whether {grant} may be conceded is open yet: it depends on what is not known",
            "ask what is still open, and decide again",
        ),
        "nl": (
            "of je {grant} mag geven, is nog open: dat hangt af van iets wat nog niet bekend is",
            "vraag wat nog open is, en beslis opnieuw",
        ),
    },
)
OPEN_BY_FACTS = Refusal(
    "open",
    {
        "en": (
            "whether {grant} may be conceded is open yet: it depends on what is not known",
            "find out {facts}, and decide the case again with it",
        ),
        "nl": (
            "of je {grant} mag geven, is nog open: dat hangt af van iets wat nog niet bekend is",
            "zoek {facts} uit, en beslis daarmee opnieuw",
        ),
    },
)
NOTHING = Refusal(
    "nothing",
    {
        "en": ("a concession of nothing is none", "say how much, or leave it"),
        "nl": ("niets geven is geen uitzondering", "zeg hoeveel, of laat het"),
    },
)
ABOVE_POLICY = Refusal(
    "above_policy",
    {
        "en": ("up to {up_to} of {grant} is allowed, and this is {amount}", _REPORTED),
        "nl": ("toegestaan is {grant} tot {up_to}, en dit is {amount}", _GEMELD),
    },
)
ABOVE_POLICY_IN_PARTS = Refusal(
    "above_policy",
    {
        "en": ("up to {up_to} of {grant} is allowed in a case, and {before} was given in this one", _REPORTED),
        "nl": ("toegestaan is {grant} tot {up_to} per geval, en hier is al {before} gegeven", _GEMELD),
    },
)
ABOVE_EVERY_MANDATE = Refusal(
    "above_every_mandate",
    {
        "en": (
            "nobody may give {much} here: {why}",
            "give less, or tell the owner of the policy what is needed with `object`",
        ),
        "nl": (
            "niemand mag hier {much} geven: {why}",
            "geef minder, of meld de eigenaar van het beleid met `object` wat er nodig is",
        ),
    },
)
PUT_RIGHT = Refusal(
    "corrected",
    {
        "en": ("of `{id}` was put right since: {facts}", "decide the case again"),
        "nl": ("van `{id}` is daarna rechtgezet: {facts}", "beslis opnieuw"),
    },
)
DECIDED_ANEW = Refusal(
    "corrected",
    {
        "en": ("`{id}` was decided anew as `{anew}`, with a fact that was put right", "use that"),
        "nl": ("`{id}` is opnieuw beslist als `{anew}`, met een feit dat is rechtgezet", "gebruik die"),
    },
)
WHICH_FAVOUR = Refusal(
    "which_favour",
    {
        "en": ("more than one rule allows this: {rules}", "say which one with `favour`"),
        "nl": ("meer dan één regel staat dit toe: {rules}", "zeg welke met `favour`"),
    },
)
NOT_CONCEDED = Refusal(
    "not_conceded",
    {
        "en": (
            "the policy allows no concession of {grant} in this case",
            "say what the answer is; if you think the rule is wrong, use `object`",
        ),
        "nl": (
            "het beleid staat hier geen uitzondering met {grant} toe",
            "zeg wat het antwoord is; vind je dat de regel niet klopt, gebruik dan `object`",
        ),
    },
)
OTHERS_CONCEDED = Refusal(
    "not_conceded",
    {
        "en": ("the policy allows no concession of {grant} in this case", "it allows {allowed}"),
        "nl": ("het beleid staat hier geen uitzondering met {grant} toe", "wel mag {allowed}"),
    },
)
UP_TO_BY_RULE = {"en": "{what} up to {up_to} by `{rule}`", "nl": "{what} tot {up_to} volgens `{rule}`"}
BY_RULE = {"en": "{what} by `{rule}`", "nl": "{what} volgens `{rule}`"}
"""What is allowed instead; the second one where how much is still open."""

GIVEN_BEFORE = Refusal(
    "given_before",
    {
        "en": (
            "the customer has had `{rule}` as often as it may be given: {used} of {at_most} within {days} days",
            "say what the answer is, and what can be offered instead",
        ),
        "nl": (
            "de klant kreeg `{rule}` al zo vaak als het mag: {used} van {at_most} binnen {days} dagen",
            "zeg wat het antwoord is, en wat je wel kunt aanbieden",
        ),
    },
)
NOT_THAT_REASON = Refusal(
    "reason",
    {
        "en": ("`{reason}` is no reason for which this is given", "did you mean `{near}`?"),
        "nl": ("`{reason}` is geen reden om dit te geven", "bedoel je `{near}`?"),
    },
)
NOT_A_REASON = Refusal(
    "reason",
    {
        "en": ("`{reason}` is no reason for which this is given", "choose one of {reasons}"),
        "nl": ("`{reason}` is geen reden om dit te geven", "kies uit {reasons}"),
    },
)
CALLED = {"en": "`{name}` ({called})", "nl": "`{name}` ({called})"}
"""A reason as it is typed, and what people call it."""

UNDECIDED = Refusal(
    "precedent_undecided",
    {
        "en": (
            "this favour was given so often that it is closed until the owner of the policy decides",
            "`fairservice precedents show {id}` tells what it rests on",
        ),
        "nl": (
            "deze gunst is zo vaak gegeven dat hij gesloten is tot de eigenaar van het beleid beslist",
            "`fairservice precedents show {id}` laat zien waar dat op berust",
        ),
    },
)
CLOSED = Refusal(
    "precedent_closed",
    {
        "en": (
            "the owner of the policy decided that this favour is no longer given",
            "`fairservice precedents show {id}` tells what it rests on",
        ),
        "nl": (
            "de eigenaar van het beleid heeft beslist dat deze gunst niet meer gegeven wordt",
            "`fairservice precedents show {id}` laat zien waar dat op berust",
        ),
    },
)
INCIDENT = Refusal(
    "incident",
    {
        "en": (
            "there was an incident in this contact today, so nothing beyond the policy is given before {tomorrow}",
            "the answer of the policy holds; what safety or the law asks for is done at once, by `override` with "
            "`for_safety`",
        ),
        "nl": (
            "in dit contact was vandaag een incident, dus vóór {tomorrow} geef je niets buiten het beleid om",
            "het antwoord van het beleid geldt; wat veiligheid of de wet vraagt, doe je meteen, met `override` en "
            "`for_safety`",
        ),
    },
)

PAYS_NOTHING = Refusal(
    "incident",
    {
        "en": (
            "after an incident, safety is no reason to give `{grant}` beyond the policy",
            "do what keeps people safe; what the policy gives on the right facts is given all the same",
        ),
        "nl": (
            "na een incident is veiligheid geen reden om `{grant}` buiten het beleid om te geven",
            "doe wat mensen veilig houdt; wat het beleid bij de juiste feiten geeft, geef je gewoon",
        ),
    },
)

# ---- renewals

NOT_THE_SAME = Refusal(
    "not_the_same",
    {
        "en": ("`{id}` is of another customer or grant", "renew what was given to them"),
        "nl": ("`{id}` is van een andere klant, of van iets anders", "verleng wat deze klant kreeg"),
    },
)
WITHDRAWN_BEFORE = Refusal(
    "withdrawn",
    {
        "en": ("`{id}` was withdrawn", "give a new one, if the policy allows it"),
        "nl": ("`{id}` is teruggenomen", "geef een nieuwe, als het beleid dat toestaat"),
    },
)
STILL_GOOD = Refusal(
    "still_good",
    {
        "en": ("`{id}` can be used until {day}", "renew it when it is used up or past its day"),
        "nl": ("`{id}` is te gebruiken tot en met {day}", "verleng het als het op is, of verlopen"),
    },
)
RENEWED = Refusal(
    "renewed",
    {
        "en": ("`{id}` was renewed already, as `{by}`", "renew `{by}`"),
        "nl": ("`{id}` is al verlengd, als `{by}`", "verleng `{by}`"),
    },
)

# ---- why no role reaches it

WHY = {
    "above_mandate": {
        "en": "it is more than your mandate for a case",
        "nl": "het is meer dan jouw mandaat per geval",
    },
    "above_mandate_per_customer": {
        "en": "it is more than your mandate for one customer, all of it together",
        "nl": "het is meer dan jouw mandaat voor één klant, alles bij elkaar",
    },
    "emerging": {
        "en": "it would be the second time or more, and so needs somebody higher",
        "nl": "het is niet de eerste keer, en daar is een hogere rol voor nodig",
    },
    "expectation": {
        "en": "it was given so often that the customer counts on it, and so needs somebody higher",
        "nl": "de klant rekent erop, en daar is een hogere rol voor nodig",
    },
    "renewal": {
        "en": "a renewal needs somebody higher than who gave it",
        "nl": "verlengen doet een hogere rol dan wie het gaf",
    },
}
"""Why an employee cannot give something alone."""
NO_MANDATE = {"en": "no mandate reaches it", "nl": "geen mandaat reikt zo ver"}


def whys(why: Collection[str]) -> Phrases:
    """Why an employee cannot give something alone, in words."""
    return joined([WHY[each] for each in dict.fromkeys(why)], "; ") if why else NO_MANDATE
