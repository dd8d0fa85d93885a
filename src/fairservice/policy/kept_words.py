"""What the kinds of `keeps:` and their grounds are called, wherever people read of them."""

from __future__ import annotations

from collections.abc import Mapping

from fairservice.conditions.declarations import Texts

GROUNDS: Mapping[str, tuple[str, Texts]] = {
    "consent": ("AVG/GDPR art. 6(1)(a)", {"nl": "toestemming", "en": "consent"}),
    "contract": ("AVG/GDPR art. 6(1)(b)", {"nl": "uitvoering van een overeenkomst", "en": "performance of a contract"}),
    "legal_obligation": ("AVG/GDPR art. 6(1)(c)", {"nl": "wettelijke verplichting", "en": "legal obligation"}),
    "vital_interests": ("AVG/GDPR art. 6(1)(d)", {"nl": "vitale belangen", "en": "vital interests"}),
    "public_task": ("AVG/GDPR art. 6(1)(e)", {"nl": "taak van algemeen belang", "en": "task in the public interest"}),
    "legitimate_interests": ("AVG/GDPR art. 6(1)(f)", {"nl": "gerechtvaardigd belang", "en": "legitimate interests"}),
}
"""The grounds of art. 6(1): where each stands, and what it is called."""

STAYS_BY: Mapping[str, str] = {
    "legal_obligation": "AVG/GDPR art. 17(3)(b)",
    "legal_claims": "AVG/GDPR art. 17(3)(e)",
}
"""Where it stands that something stays when somebody asks to be forgotten."""

KEPT: Mapping[str, Texts] = {
    "decisions": {"nl": "antwoorden op vragen", "en": "answers to questions"},
    "concessions": {"nl": "wat uit coulance is gegeven", "en": "what was given as a favour"},
    "overrides": {"nl": "antwoorden die zijn herzien", "en": "answers that were changed"},
    "outside_policy": {"nl": "toezeggingen buiten het beleid", "en": "what was promised outside of the policy"},
    "incidents": {"nl": "meldingen van onredelijk gedrag", "en": "reports of unreasonable conduct"},
    "complaints": {"nl": "klachten", "en": "complaints"},
    "promises": {"nl": "afspraken", "en": "agreements"},
    "precedents": {"nl": "patronen van coulance", "en": "patterns of favours"},
    "objections": {"nl": "bezwaren van medewerkers tegen regels", "en": "objections of employees to rules"},
    "privacy": {"nl": "verzoeken over persoonsgegevens", "en": "requests about personal data"},
}
"""What the kinds of `keeps:` are called."""
