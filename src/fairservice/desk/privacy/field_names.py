"""What the fields of entries are called, where people read them."""

from __future__ import annotations

from collections.abc import Mapping

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
}
"""In Dutch and in English. A field that is not here goes by its own name, and so do facts."""


def called(name: str, lang: str) -> str:
    found = NAMES.get(name)
    return name if found is None else found[lang != "nl"]
