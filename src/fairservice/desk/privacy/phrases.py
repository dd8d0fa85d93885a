"""What customers and colleagues are told about their data, in the languages that fairservice speaks."""

from __future__ import annotations

from collections.abc import Mapping

from fairservice.desk.phrases import Phrases, phrase
from fairservice.policy.kept_words import STAYS_BY

STAYS: Mapping[str, tuple[str, Phrases]] = {
    "legal_obligation": (
        STAYS_BY["legal_obligation"],
        {
            "nl": "de wet verplicht ons het te bewaren",
            "en": "the law obliges us to keep it",
        },
    ),
    "legal_claims": (
        STAYS_BY["legal_claims"],
        {
            "nl": "het is nodig om een recht te kunnen bewijzen of ons te verweren, ook tegenover u",
            "en": "it is needed to establish, exercise or defend legal claims, yours as much as ours",
        },
    ),
}
"""Why something stays where somebody asks to be forgotten."""

ENTRY: Mapping[str, Phrases] = {
    "decision": {"nl": "besluit", "en": "decision"},
    "answer": {"nl": "antwoord", "en": "answer"},
    "escalation": {"nl": "vraag om een hogere medewerker", "en": "request for somebody higher"},
    "upheld": {"nl": "antwoord bevestigd", "en": "answer upheld"},
    "approval_asked": {"nl": "toestemming gevraagd", "en": "approval asked"},
    "approval": {"nl": "antwoord op die vraag", "en": "approval answered"},
    "concession": {"nl": "coulance", "en": "concession"},
    "notice": {"nl": "mededeling dat het eenmalig is", "en": "notice that it is given once"},
    "use": {"nl": "coulance gebruikt", "en": "concession used"},
    "withdrawal": {"nl": "coulance ingetrokken", "en": "concession withdrawn"},
    "favour_cited": {"nl": "beroep op eerdere coulance", "en": "an earlier favour named"},
    "override": {"nl": "herzien antwoord", "en": "answer changed"},
    "outside_policy": {"nl": "toezegging buiten het beleid", "en": "promised outside of the policy"},
    "repair": {"nl": "herstel daarvan", "en": "repair of that"},
    "incident": {"nl": "melding van gedrag", "en": "report of conduct"},
    "objection": {"nl": "bezwaar van een medewerker tegen een regel", "en": "objection of an employee to a rule"},
    "objection_answer": {"nl": "antwoord op dat bezwaar", "en": "answer to that objection"},
    "alarm": {"nl": "patroon gemeld", "en": "pattern told"},
    "resolution": {"nl": "besluit over een patroon", "en": "decision on a pattern"},
    "erased": {"nl": "gegevens gewist", "en": "data erased"},
    "rectified": {"nl": "gegeven verbeterd", "en": "data put right"},
    "opposition": {"nl": "bezwaar van de klant", "en": "objection of the customer"},
    "opposition_decided": {"nl": "besluit op dat bezwaar", "en": "decision on that objection"},
    "export": {"nl": "inzage gegeven", "en": "data given"},
    "named_view": {"nl": "inzage op naam", "en": "view with a name"},
}
"""What each kind of entry is called."""

FROM_CASE: Phrases = {
    "nl": "de feiten: van u, of uit onze administratie, zoals een medewerker ze bij uw vraag heeft ingevoerd; het "
    "antwoord: uitgerekend volgens ons beleid; wat met `ledger` is geteld: uit dit register",
    "en": "the facts: from you or from our records, as an employee entered them with your question; the answer: worked "
    "out by our policy; what is counted `from: ledger`: from this record",
}
FROM_EMPLOYEE: Phrases = {
    "nl": "vastgelegd door een medewerker bij uw vraag",
    "en": "recorded by an employee with your question",
}
FROM_WORK: Phrases = {
    "nl": "vastgelegd bij het werk, door jou of door een collega",
    "en": "recorded at work, by you or by a colleague",
}
FROM_PERSON: Phrases = {"nl": "van uzelf", "en": "from yourself"}
FROM_DESK: Phrases = {"nl": "vastgelegd door dit systeem", "en": "recorded by this system"}
SOURCES: Mapping[str, Phrases] = {
    "decision": FROM_CASE,
    "favour_cited": FROM_PERSON,
    "escalation": FROM_PERSON,
    "opposition": FROM_PERSON,
    "alarm": FROM_DESK,
    "erased": FROM_DESK,
    "export": FROM_DESK,
}
"""Where the data of each kind of entry came from; of any other kind from an employee."""

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "nl": (
        "U kunt vragen om verbetering (art. 16), verwijdering (art. 17) of beperking (art. 18) van deze gegevens.",
        "U kunt bezwaar maken tegen wat op grond van een gerechtvaardigd belang wordt bewaard (art. 21). Wat dan tegen "
        "u zou meetellen, telt niet mee tot een mens heeft beslist.",
        "Over uw vraag is beslist volgens regels; u kunt altijd vragen dat een mens ernaar kijkt (art. 22).",
        "U kunt een klacht indienen bij de Autoriteit Persoonsgegevens (art. 77).",
    ),
    "en": (
        "You can ask to have these data put right (art. 16), erased (art. 17) or restricted (art. 18).",
        "You can object to what is kept on the ground of legitimate interests (art. 21). What would count against you "
        "then does not count until a human has decided.",
        "Your question was decided by rules; you can always ask that a human looks at it (art. 22).",
        "You can complain to the supervisory authority (art. 77).",
    ),
}
EMPLOYEE_RIGHTS: Mapping[str, tuple[str, ...]] = {
    "nl": (
        "Er bestaan geen cijfers per medewerker, behalve die je hier zelf ziet en de inzage op naam die met de "
        "ondernemingsraad is afgesproken. Elke inzage op naam staat hieronder.",
        "Bezwaar, verbetering en vragen: bij de verantwoordelijke; een klacht kan bij de Autoriteit Persoonsgegevens "
        "(art. 77).",
        "Feiten en namen van klanten zijn weggelaten, en collega's staan er met hun rol: dat zijn hun gegevens "
        "(art. 15(4)).",
    ),
    "en": (
        "There are no figures per employee, but for those that you see here yourself and the views with a name that "
        "were agreed with the works council. Each such look is listed below.",
        "Objections, corrections and questions: to the controller; a complaint can go to the supervisory authority "
        "(art. 77).",
        "Facts and names of customers are left out, and colleagues stand here by their role: those data are theirs "
        "(art. 15(4)).",
    ),
}
NO_RECIPIENTS: Phrases = {
    "nl": "niemand buiten de verantwoordelijke; wie de software maakt, krijgt niets te zien",
    "en": "nobody outside of the controller; whoever makes the software sees nothing of it",
}
TRANSFERS: Phrases = {
    "nl": "de verantwoordelijke bepaalt waar dit register staat; de software stuurt niets ergens heen",
    "en": "the controller decides where this record is; the software sends nothing anywhere",
}
A_COLLEAGUE: Phrases = {"nl": "een medewerker", "en": "an employee"}
HEADINGS: Mapping[str, Phrases] = {
    "customer": {"nl": "Wat wij over u hebben vastgelegd", "en": "What we have on record about you"},
    "employee": {
        "nl": "Wat er over jou als medewerker is vastgelegd",
        "en": "What is on record about you, an employee",
    },
    "controller": {"nl": "Verantwoordelijke", "en": "Controller"},
    "made": {"nl": "Opgemaakt", "en": "Made on"},
    "recipients": {"nl": "Ontvangers", "en": "Recipients"},
    "transfers": {"nl": "Waar het staat", "en": "Where it is"},
    "rights": {"nl": "Uw rechten", "en": "Your rights"},
    "purpose": {"nl": "waarvoor", "en": "what for"},
    "basis": {"nl": "grondslag", "en": "ground"},
    "kept": {"nl": "bewaard", "en": "kept"},
    "source": {"nl": "herkomst", "en": "from"},
    "until": {"nl": "tot en met", "en": "until"},
    "nothing": {"nl": "Er is niets over u vastgelegd.", "en": "Nothing is on record about you."},
    "withheld": {"nl": "niet in deze kopie", "en": "not in this copy"},
    "days": {"nl": "{0} dagen", "en": "{0} days"},
    "complete": {
        "nl": "Alle gegevens, ook de technische, staan in het bestand voor programma's (JSON) dat u ook kunt krijgen.",
        "en": "All data, also the technical ones, are in the file for programs (JSON), which you can have as well.",
    },
    "yes": {"nl": "ja", "en": "yes"},
    "no": {"nl": "nee", "en": "no"},
}
EMPLOYEE_HEADINGS: Mapping[str, Phrases] = {
    "rights": {"nl": "Jouw rechten", "en": "Your rights"},
    "nothing": {"nl": "Er is niets over jou vastgelegd.", "en": "Nothing is on record about you."},
    "complete": {
        "nl": "Alle gegevens, ook de technische, staan in het bestand voor programma's (JSON) dat je ook kunt krijgen.",
        "en": "All data, also the technical ones, are in the file for programs (JSON), which you can have as well.",
    },
}
"""Headings for colleagues, where those for customers are too formal."""
NOTE_WITHHELD: Phrases = {
    "nl": "de woorden van een medewerker over een regel; zij gaan niet over u (art. 15(4))",
    "en": "the words of an employee about a rule; they are not about you (art. 15(4))",
}

FORGOTTEN: Mapping[str, Phrases] = {
    "erased": {
        "nl": "Wij hebben over u gewist: {0}.",
        "en": "We have erased about you: {0}.",
    },
    "would": {
        "nl": "Dan wordt gewist: {0}.",
        "en": "This would be erased: {0}.",
    },
    "nothing": {"nl": "Er was niets over u dat gewist kon worden.", "en": "There was nothing about you to erase."},
    "stays": {
        "nl": "Dit blijft staan: {0} ({1}), tot uiterlijk {2}, want {3} ({4}). Daarna wordt het gewist.",
        "en": "This stays: {0} ({1}), until {2} at the latest, because {3} ({4}). After that it is erased.",
    },
    "usable": {
        "nl": "Daarmee vervalt ook {0}, die u nog tot en met {1} kon gebruiken.",
        "en": "With that {0} lapses too, which you could have used until {1}.",
    },
    "open": {
        "nl": "Wat nog openstond, wordt niet verder behandeld: {0}.",
        "en": "What was still open is not dealt with any further: {0}.",
    },
    "unlinked": {
        "nl": "Wat medewerkers in uw contact over onze regels zeiden ({0}), blijft staan zonder verwijzing naar u.",
        "en": "What employees said of our rules in your contact ({0}) stays, without anything that points to you.",
    },
    "complain": {
        "nl": "Bent u het er niet mee eens, dan kunt u naar {0} of naar de Autoriteit Persoonsgegevens.",
        "en": "If you do not agree, turn to {0}, or to the supervisory authority.",
    },
}
RECTIFIED: Mapping[str, Phrases] = {
    "was": {
        "nl": "In {0} hebben wij verbeterd: {1}.",
        "en": "In {0} we have put right: {1}.",
    },
    "same": {
        "nl": "Het antwoord van toen is met de juiste gegevens hetzelfde.",
        "en": "With the right data the answer is the same as it was then.",
    },
    "other": {
        "nl": "Met de juiste gegevens zou het antwoord anders zijn. Vraag ons er opnieuw naar te kijken.",
        "en": "With the right data the answer would be another one. Ask us to look at it again.",
    },
}


def words(lang: str) -> str:
    """The language to speak: the one that was asked for, where fairservice speaks it."""
    return lang if lang in ("nl", "en") else "en"


def said(of: Mapping[str, Phrases], name: str, lang: str) -> str:
    """A phrase by its name; the name itself where there is none."""
    return phrase(of[name], lang) if name in of else name
