"""Reads out what a policy says for the desk, in plain Dutch and English, with each limit that it left to be as usual.

Which alarm holds when is decided in the desk itself; here stands what its owner and the colleagues make of it.
"""

from __future__ import annotations

from typing import Any

from fairservice.conditions.vocabulary import default_quantity, write_value
from fairservice.conditions.wording import spoken
from fairservice.policy.desk_terms import DeskTerms, Drift, Precedents
from fairservice.policy.kept_words import GROUNDS, KEPT, STAYS_BY

_PERCENT = default_quantity("percent")

_T = {
    "en": {
        "section": "What holds at the desk",
        "nothing": "This policy says nothing for a desk.",
        "deadlines": "How long, and by when",
        "answerable": "A decision can be given as the answer for {}; after that the case is decided anew.",
        "concession": "A concession can be used {}, within {}.",
        "once": "once",
        "approval": "A request for approval is answered within {}.",
        "objection": "What a colleague has against a rule is answered by the owner of the policy, within {}.",
        "repair": "What was given outside of the policy is honoured or taken back by somebody who may approve, within"
        " {}.",
        "warn": "What comes due or ends is told {} ahead.",
        "one": "A favour to one customer",
        "notice": "With each concession the customer is told: “{}”",
        "score": "Of each kind of favour it is counted how many this customer had within {}, since they were last told"
        " no.",
        "levels": "At {} a pattern begins, at {} the customer counts on it. From {} on, one more takes a higher role"
        " than usual.",
        "doubled": "One more is counted for a favour of which they were not told so within {}, and for each time that"
        " they name an earlier one.",
        "recoveries": "What makes up for a failure of our own is not among them.",
        "many": "A favour that becomes a habit of ours",
        "put": "It is put to the owner of the policy to decide when:",
        "spread": "a favour spreads: for the same reason, within {within}, it is given to at least {customers}, by at"
        " least {givers}, over at least {days}, and surely in more than {rate} of the cases that its rule decides;",
        "alone": "in that time, one colleague gives such a favour to {} or more, and nobody else gives it; who that"
        " is, is not told;",
        "drift": "a kind of favour runs away: in {within}, compared with the {within} before, it is surely given more"
        " often (at least {cases} in each), or on average for more than {value} of what it was (at least {grants} in"
        " each);",
        "same_drift": "what makes up for our own failures runs away, by the same measure.",
        "recovery_drift": "what makes up for our own failures runs away: in {within}, compared with the {within}"
        " before, it is surely given more often (at least {cases} in each), or on average for more than {value} of"
        " what it was (at least {grants} in each).",
        "surely": "“Surely” means that chance alone does not explain it (95% sure).",
        "decide": "The owner decides within {}: it becomes policy, it stops, it ends on a day, or it is left until a"
        " day. After that, it is not given until it is decided.",
        "kept": "What is kept, why and how long",
        "controller": "{} answers for the personal data (the controller, GDPR art. 4(7)).",
        "contact": "Requests to see, correct or erase data go to {}.",
        "forgotten": "Where customers ask to be forgotten, what is about them goes, unless it is said here to stay.",
        "keep": "{}; ground: {} ({}){}:",
        "legal_claims": "; stays, as legal claims may need it ({})",
        "legal_obligation": "; stays, as the law obliges to keep it ({})",
        "what": "{}: “{}”",
        "open": "After that it is erased; what is still open, or counts for a limit, once that is over.",
    },
    "nl": {
        "section": "Wat aan de balie geldt",
        "nothing": "Dit beleid zegt niets voor een balie.",
        "deadlines": "Hoelang, en wanneer uiterlijk",
        "answerable": "Een beslissing kan {} als antwoord worden gegeven; daarna wordt opnieuw beslist.",
        "concession": "Wat is toegegeven kan {} worden gebruikt, binnen {}.",
        "once": "één keer",
        "approval": "Een vraag om goedkeuring wordt beantwoord binnen {}.",
        "objection": "Wat een collega tegen een regel heeft, beantwoordt de eigenaar van het beleid binnen {}.",
        "repair": "Wat buiten het beleid om is gegeven, wordt nagekomen of teruggenomen door iemand die mag goedkeuren,"
        " binnen {}.",
        "warn": "Wat af moet of afloopt, wordt {} vooraf gemeld.",
        "one": "Een gunst aan één klant",
        "notice": "Bij alles wat wordt toegegeven, hoort de klant: “{}”",
        "score": "Van elke soort gunst wordt geteld hoeveel deze klant er binnen {} kreeg, sinds de laatste keer nee.",
        "levels": "Bij {} begint een patroon, bij {} rekent de klant erop. Vanaf {} is voor nog een keer een hogere rol"
        " nodig dan gewoonlijk.",
        "doubled": "Eén extra telt een gunst waarbij dat niet binnen {} is gezegd, en elke keer dat de klant zich op"
        " een eerdere beroept.",
        "recoveries": "Wat een eigen fout goedmaakt, telt daarbij niet mee.",
        "many": "Een gunst die een gewoonte van ons wordt",
        "put": "De eigenaar van het beleid moet erover beslissen als:",
        "spread": "een gunst zich verspreidt: om dezelfde reden is die binnen {within} gegeven aan minstens"
        " {customers}, door minstens {givers}, over minstens {days}, en met zekerheid in meer dan {rate} van de"
        " gevallen waarin de regel erachter beslist;",
        "alone": "in die tijd één collega zo'n gunst aan {} of meer geeft, en verder niemand; wie dat is, wordt niet"
        " gemeld;",
        "drift": "een soort gunst uit de hand loopt: in {within}, vergeleken met de {within} ervoor, is die met"
        " zekerheid vaker gegeven (minstens {cases} in elk), of gemiddeld voor meer dan {value} van wat het was"
        " (minstens {grants} in elk);",
        "same_drift": "wat onze eigen fouten goedmaakt uit de hand loopt, naar dezelfde maat.",
        "recovery_drift": "wat onze eigen fouten goedmaakt uit de hand loopt: in {within}, vergeleken met de {within}"
        " ervoor, is het met zekerheid vaker gegeven (minstens {cases} in elk), of gemiddeld voor meer dan {value} van"
        " wat het was (minstens {grants} in elk).",
        "surely": "“Met zekerheid” betekent dat toeval alleen het niet verklaart (95% zeker).",
        "decide": "De eigenaar beslist binnen {}: het wordt beleid, het stopt, het eindigt op een dag, of het blijft zo"
        " tot een dag. Daarna wordt het niet meer gegeven tot er is beslist.",
        "kept": "Wat wordt bewaard, waarom en hoelang",
        "controller": "{} is verantwoordelijk voor de persoonsgegevens (AVG art. 4, onder 7).",
        "contact": "Verzoeken om gegevens in te zien, te verbeteren of te wissen gaan naar {}.",
        "forgotten": "Vraagt een klant om vergeten te worden, dan wordt alles over die klant gewist, behalve waar hier"
        " staat dat het blijft.",
        "keep": "{}; grondslag: {} ({}){}:",
        "legal_claims": "; blijft, want het kan als bewijs nodig zijn ({})",
        "legal_obligation": "; blijft, want de wet verplicht ertoe ({})",
        "what": "{}: “{}”",
        "open": "Daarna wordt het gewist; wat nog openstaat of voor een grens meetelt, zodra dat voorbij is.",
    },
}
_COUNTED = {
    "en": {
        "days": ("day", "days"),
        "customers": ("customer", "customers"),
        "givers": ("colleague", "colleagues"),
        "cases": ("case", "cases"),
        "times": ("time", "times"),
    },
    "nl": {
        "days": ("dag", "dagen"),
        "customers": ("klant", "klanten"),
        "givers": ("collega", "collega's"),
        "cases": ("geval", "gevallen"),
        "times": ("keer", "keer"),
    },
}


def counted(number: int, what: str, lang: str) -> str:
    """So many of something: `1 day`, `30 dagen`."""
    one, more = _COUNTED[lang][what]
    return f"{number} {one if number == 1 else more}"


def desk_heading(lang: str) -> str:
    """The heading above all that holds at the desk."""
    return _T[lang]["section"]


def no_desk(lang: str) -> str:
    """What is read out of a policy without a section `desk`, where somebody asks for it."""
    return _T[lang]["nothing"]


def desk_in_words(terms: DeskTerms, lang: str) -> list[str]:
    """The section as a few paragraphs, each a heading and one sentence a line."""
    t = _T[lang]

    def days(number: int) -> str:
        return counted(number, "days", lang)

    uses = t["once"] if terms.concession_uses == 1 else counted(terms.concession_uses, "times", lang)
    said = terms.precedents
    favour = said.favour
    deadlines = [
        t["answerable"].format(days(terms.answerable_days)),
        t["concession"].format(uses, days(terms.concession_days)),
        t["approval"].format(days(terms.approval_days)),
        t["objection"].format(days(terms.objection_days)),
        t["repair"].format(days(terms.repair_days)),
        t["warn"].format(days(said.warn_days)),
    ]
    to_one = [
        t["notice"].format(terms.notice[lang]),
        t["score"].format(days(favour.within_days)),
        t["levels"].format(favour.emerging, favour.expectation, favour.emerging),
        t["doubled"].format(days(favour.notice_within_days)),
        t["recoveries"],
    ]
    return [
        _paragraph(t["deadlines"], [f"- {each}" for each in deadlines]),
        _paragraph(t["one"], to_one),
        _paragraph(t["many"], _habits(said, lang)),
        _paragraph(t["kept"], _kept(terms, lang)),
    ]


def _paragraph(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *("  " + line for line in lines)])


def _habits(said: Precedents, lang: str) -> list[str]:
    t = _T[lang]
    cohort = said.cohort
    spread = t["spread"].format(
        within=counted(cohort.within_days, "days", lang),
        customers=counted(cohort.customers, "customers", lang),
        givers=counted(cohort.givers, "givers", lang),
        days=counted(cohort.days, "days", lang),
        rate=_percent(cohort.rate, lang),
    )
    same = said.recovery_drift == said.drift
    runs_away = [
        spread,
        t["alone"].format(counted(said.single_giver, "customers", lang)),
        _drift("drift", said.drift, lang),
        t["same_drift"] if same else _drift("recovery_drift", said.recovery_drift, lang),
    ]
    decide = t["decide"].format(counted(said.decide_within_days, "days", lang))
    return [t["put"], *(f"- {each}" for each in runs_away), t["surely"], decide]


def _drift(which: str, drift: Drift, lang: str) -> str:
    return _T[lang][which].format(
        within=counted(drift.within_days, "days", lang),
        cases=counted(drift.cases, "cases", lang),
        value=_percent(drift.value, lang),
        grants=counted(drift.grants, "times", lang),
    )


def _percent(hundredths: int, lang: str) -> str:
    return spoken(hundredths, _PERCENT, lang, "EUR")


def _kept(terms: DeskTerms, lang: str) -> list[str]:
    """What is kept alike is told together, so that the ground and how long it is are told once."""
    t = _T[lang]
    lines = [t["controller"].format(terms.controller), t["contact"].format(terms.contact), t["forgotten"]]
    keeps = terms.keeps.values()
    for days, basis, stays in dict.fromkeys((each.days, each.basis, each.stays) for each in keeps):
        article, ground = GROUNDS[basis]
        why = "" if stays is None else t[stays].format(STAYS_BY[stays])
        lines.append(t["keep"].format(counted(days, "days", lang), ground[lang], article, why))
        alike = [each for each in keeps if (each.days, each.basis, each.stays) == (days, basis, stays)]
        lines += ["- " + t["what"].format(KEPT[each.kind][lang], each.purpose[lang]) for each in alike]
    return [*lines, t["open"]]


def desk_as_data(terms: DeskTerms) -> dict[str, Any]:
    """The section by its own keys, with what it left out; times in days, percentages as a policy writes them."""
    said = terms.precedents
    return {
        "controller": terms.controller,
        "contact": terms.contact,
        "answerable_for": terms.answerable_days,
        "concessions": {"valid_for": terms.concession_days, "uses": terms.concession_uses},
        "approvals": {"answer_within": terms.approval_days},
        "objections": {"answer_within": terms.objection_days},
        "repairs": {"answer_within": terms.repair_days},
        "no_precedent": dict(terms.notice),
        "precedents": {
            "favour": {
                "emerging": said.favour.emerging,
                "expectation": said.favour.expectation,
                "within": said.favour.within_days,
                "notice_within": said.favour.notice_within_days,
            },
            "cohort": {
                "rate": write_value(said.cohort.rate, _PERCENT),
                "customers": said.cohort.customers,
                "givers": said.cohort.givers,
                "days": said.cohort.days,
                "within": said.cohort.within_days,
            },
            "single_giver": {"customers": said.single_giver},
            "drift": _drift_as_data(said.drift),
            "recovery_drift": _drift_as_data(said.recovery_drift),
            "decide_within": said.decide_within_days,
            "warn_before": said.warn_days,
        },
        "keeps": {
            each.kind: {
                "purpose": dict(each.purpose),
                "basis": each.basis,
                "keep": each.days,
                "stays": each.stays,
            }
            for each in terms.keeps.values()
        },
    }


def _drift_as_data(drift: Drift) -> dict[str, Any]:
    return {"within": drift.within_days, "cases": drift.cases, "value": write_value(drift.value, _PERCENT)}
