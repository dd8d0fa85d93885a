"""The sentences that fairservice itself says, in each language, where a policy has none of its own."""

from __future__ import annotations

HOLDING = {
    "nl": "Ik zoek dit voor u uit en bel u vandaag terug.",
    "en": "Let me find out exactly, and I will call you back today.",
}
"""While something is open or in conflict: a promise to call back, and no guess."""

GENERIC = {
    "nl": {
        "yes": "Ja, dat kan.",
        "yes_but": "Ja, dat kan, onder een voorwaarde.",
        "no_but": "Nee, dat kan niet, maar ik zeg u wat wel kan.",
        "no": "Nee, dat kan niet.",
    },
    "en": {
        "yes": "Yes, we can do that.",
        "yes_but": "Yes, we can do that, on one condition.",
        "no_but": "No, we cannot do that, but I can tell you what we can do.",
        "no": "No, we cannot do that.",
    },
}
"""Where the answer stands but the words depend on something that is still open."""

ASK = {"nl": "Wat is {}?", "en": "What is {}?"}
"""For a fact whose owner wrote no question."""
ASK_LIST = {"nl": "Welke {} zijn er?", "en": "Which {} are there?"}
ASK_GAPS = {"nl": "Wat is nog niet bekend van de {}: {}?", "en": "What is not yet known of the {}: {}?"}
"""For a list that was given with fields left open."""
ASK_YES_NO = {"nl": "Klopt dit: {}?", "en": "Is this so: {}?"}

ANSWERS = {
    "nl": {"yes": "Ja", "yes_but": "Ja, maar", "no_but": "Nee, maar", "no": "Nee"},
    "en": {"yes": "Yes", "yes_but": "Yes, but", "no_but": "No, but", "no": "No"},
}

EXPLAIN: dict[str, dict[str, str | tuple[str, str] | dict[str, str]]] = {
    "nl": {
        "answer": "Antwoord",
        "asked": "wat gevraagd is",
        "open": "nog open",
        "conflict": "regels spreken elkaar tegen",
        "gap": "geen regel voor dit geval",
        "say": "Zeg",
        "pressed": "Als de klant aandringt",
        "choose": "De klant kan kiezen uit",
        "offer": "Wel mogelijk",
        "because": "Waarom",
        "rule": "Regel",
        "owner": "Namens",
        "reference": "Grondslag",
        "stands": "geldt",
        "failed": "geldt niet",
        "yielded": "wijkt voor {}",
        "may_stand": "kan nog gelden",
        "rows_failed": ("{} andere rij geldt niet", "{} andere rijen gelden niet"),
        "rows_yielded": ("{} andere rij wijkt", "{} andere rijen wijken"),
        "rows_may_stand": ("{} andere rij kan nog gelden", "{} andere rijen kunnen nog gelden"),
        "ok": "ja",
        "bad": "nee",
        "unknown": "?",
        "final": "Dit antwoord staat vast; niemand kan er anders over beslissen.",
        "may_override": "Anders beslissen mag: {}.",
        "ask": "Vraag nog",
        "concede": "Je mag toegeven (coulance)",
        "up_to": "{label}, tot {amount}",
        "up_to_open": "{label}",
        "reasons": "reden: {}",
        "provided": "met: {}",
        "on": "op {}",
        "rules": "Regels van deze vraag",
        "as_of": "Beslist naar {day}; ontvangen op {received}.",
        "in_force": "Regels zoals ze golden op {}.",
        "law": "Volgens wetpakket {} van {}.",
        "bundle": "Beleid",
        "finger": "Vingerafdruk",
        "facts": "Feiten",
        "no_facts": "geen",
        "between": "tussen {} en {}",
        "mandate": "{role} tot {amount}",
        "customer_open": "We weten nog niet alles wat voor uw vraag telt.",
        "you_can": "U kunt kiezen uit:",
        "instead": "Wat wel kan:",
        "also": "Bent u het er niet mee eens, dan nemen wij uw klacht aan en krijgt u antwoord.",
        "used": "{} van {} keer gebruikt",
        "basis": {"law": "wet", "promise": "belofte", "policy": "beleid", "goodwill": "coulance"},
    },
    "en": {
        "answer": "Answer",
        "asked": "what was asked",
        "open": "still open",
        "conflict": "rules contradict each other",
        "gap": "no rule for this case",
        "say": "Say",
        "pressed": "If they insist",
        "choose": "The customer can choose from",
        "offer": "What we can do",
        "because": "Why",
        "rule": "Rule",
        "owner": "On behalf of",
        "reference": "Rests on",
        "stands": "stands",
        "failed": "does not hold",
        "yielded": "yields to {}",
        "may_stand": "may still stand",
        "rows_failed": ("{} other row does not hold", "{} other rows do not hold"),
        "rows_yielded": ("{} other row yields", "{} other rows yield"),
        "rows_may_stand": ("{} other row may still stand", "{} other rows may still stand"),
        "ok": "yes",
        "bad": "no",
        "unknown": "?",
        "final": "This answer is final; nobody can decide otherwise.",
        "may_override": "May decide otherwise: {}.",
        "ask": "Still to ask",
        "concede": "You may concede (goodwill)",
        "up_to": "{label}, up to {amount}",
        "up_to_open": "{label}",
        "reasons": "reason: {}",
        "provided": "with: {}",
        "on": "on {}",
        "rules": "The rules of this request",
        "as_of": "Decided as of {day}; received on {received}.",
        "in_force": "Rules as in force on {}.",
        "law": "According to law pack {} of {}.",
        "bundle": "Policy",
        "finger": "Fingerprint",
        "facts": "Facts",
        "no_facts": "none",
        "between": "between {} and {}",
        "mandate": "{role} up to {amount}",
        "customer_open": "We do not know yet all that counts for your question.",
        "you_can": "You can choose from:",
        "instead": "What we can do:",
        "also": "If you disagree, we take your complaint and you get a reply.",
        "used": "used {} of {} times",
        "basis": {"law": "law", "promise": "promise", "policy": "policy", "goodwill": "goodwill"},
    },
}
"""What an explanation is made of."""
