"""What the fields of entries are called, and what their codes mean, where people read them."""

from __future__ import annotations

from collections.abc import Mapping

from fairservice.desk.phrases import CONDUCT, Phrases

NAMES: Mapping[str, tuple[str, str]] = {
    "ticket": ("ticket", "ticket"),
    "request": ("vraag over", "question about"),
    "question": ("vraag", "question"),
    "received_on": ("ontvangen op", "received on"),
    "valid_until": ("geldig tot en met", "valid until"),
    "facts": ("feiten", "facts"),
    "answer": ("antwoord", "answer"),
    "rule": ("regel", "rule"),
    "say": ("wat wij daarover zeggen", "what we say about it"),
    "because": ("reden", "reason"),
    "reference": ("verwijzing", "reference"),
    "put_right": ("verbeterd op", "put right on"),
    "corrects": ("in plaats van besluit nummer", "instead of decision number"),
    "decision": ("besluit nummer", "decision number"),
    "said": ("gezegd", "said"),
    "refused": ("geweigerd", "refused"),
    "channel": ("via", "by"),
    "to_role": ("aan", "to"),
    "favour": ("regel voor coulance", "rule for the favour"),
    "grant": ("wat", "what"),
    "amount": ("hoeveel", "how much"),
    "give": ("gegeven", "given"),
    "reason": ("reden", "reason"),
    "in_return": ("gevraagd als tegenprestatie", "asked in return"),
    "recovery": ("om een eigen fout goed te maken", "to make up for our own failure"),
    "level": ("patroon tot dan toe", "pattern until then"),
    "expires_on": ("te gebruiken tot en met", "can be used until"),
    "uses": ("hoe vaak te gebruiken", "how often it can be used"),
    "left": ("nog te gebruiken", "uses left"),
    "notice": ("mededeling", "notice"),
    "fact": ("feit", "fact"),
    "was": ("was", "was"),
    "is_": ("is", "is"),
    "sentence": ("gezegd", "said"),
    "happened_on": ("gebeurd op", "happened on"),
    "late": ("laat gemeld", "told late"),
    "due": ("uiterlijk", "at the latest"),
    "how": ("hoe", "how"),
    "what": ("gedrag", "conduct"),
    "why": ("waarom", "why"),
    "grounds": ("gronden", "grounds"),
    "upheld": ("bezwaar gegrond", "objection upheld"),
    "note": ("opmerking", "note"),
    "by": ("door", "by"),
    "asked_by": ("gevraagd door", "asked by"),
    "answered_by": ("antwoord van", "answer by"),
    "given_by": ("gegeven door", "given by"),
    "employee": ("over", "about"),
    "view": ("inzage", "view"),
    "household": ("huishouden", "household"),
    "whose": ("van wie", "whose"),
    "entry": ("vermelding nummer", "entry number"),
    "count": ("hoeveel", "how many"),
    "asked": ("vraag om goedkeuring nummer", "request for approval number"),
    "approved": ("goedgekeurd", "approved"),
    "taken_back": ("ingetrokken door wie het vroeg", "taken back by who asked"),
    "approval": ("goedkeuring nummer", "approval number"),
    "renews": ("verlengt nummer", "renews number"),
    "concession": ("coulance nummer", "concession number"),
    "escalation": ("vraag om een leidinggevende nummer", "request for somebody higher, number"),
    "beyond": ("boven het antwoord gegeven", "given beyond the answer"),
    "decided_anew": ("opnieuw beslist in nummer", "decided anew in number"),
    "for_safety": ("voor de veiligheid", "for safety"),
    "report": ("melding nummer", "report number"),
    "objection": ("bezwaar nummer", "objection number"),
    "opposition": ("bezwaar nummer", "objection number"),
    "changes": ("beleid verandert", "policy changes"),
    "alarm": ("patroon", "pattern"),
    "figures": ("cijfers", "figures"),
    "until": ("tot en met", "until"),
    "words": ("ontwerp van de regel", "draft of the rule"),
}
"""In Dutch and in English. A field that is not here goes by its own name, and so do facts."""


DAYS = ("received_on", "valid_until", "expires_on", "happened_on", "due", "until")
"""The fields that are a day."""
LABELLED = ("grant", "reason", "favour", "to_role", "request")
"""The fields that are, or can be, a word of the policy, which has a label for people."""

_ANSWERS: Mapping[str, Phrases] = {
    "yes": {"nl": "ja", "en": "yes"},
    "yes_but": {"nl": "ja, maar", "en": "yes, but"},
    "no_but": {"nl": "nee, maar", "en": "no, but"},
    "no": {"nl": "nee", "en": "no"},
}
_WHO: Mapping[str, Phrases] = {
    "you": {"nl": "jij", "en": "you"},
    "colleague": {"nl": "een collega", "en": "a colleague"},
}
CODES: Mapping[str, Mapping[str, Phrases]] = {
    "answer": _ANSWERS,
    "by": _WHO,
    "asked_by": _WHO,
    "answered_by": _WHO,
    "given_by": _WHO,
    "employee": _WHO,
    "whose": {
        "customer": {"nl": "een klant", "en": "a customer"},
        "employee": {"nl": "een medewerker", "en": "an employee"},
    },
    "level": {
        "none": {"nl": "geen", "en": "none"},
        "emerging": {"nl": "in wording", "en": "emerging"},
        "expectation": {"nl": "er wordt op gerekend", "en": "it is counted on"},
    },
    "how": {
        "honour": {"nl": "nagekomen", "en": "honoured"},
        "retract": {"nl": "teruggenomen", "en": "taken back"},
        "codify": {"nl": "het wordt beleid", "en": "it becomes policy"},
        "tighten": {"nl": "het wordt niet meer gegeven", "en": "it is no longer given"},
        "sunset": {"nl": "het eindigt op een dag", "en": "it ends on a day"},
        "accept": {"nl": "aanvaard tot een dag", "en": "accepted until a day"},
    },
    "what": CONDUCT,
    "alarm": {
        "cohort": {"nl": "aan velen gegeven", "en": "given to many"},
        "single_giver": {"nl": "door één collega aan velen gegeven", "en": "given to many by one colleague"},
        "drift": {"nl": "vaker of ruimer gegeven", "en": "given more, or more often"},
        "recovery_drift": {"nl": "eigen fouten ruimer goedgemaakt", "en": "own failures made good with more"},
    },
}
"""What codes mean, per field. What is none of them is told as it is."""


def called(name: str, lang: str) -> str:
    found = NAMES.get(name)
    return name if found is None else found[lang != "nl"]
