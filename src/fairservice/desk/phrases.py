"""The sentences of the desk itself, in the languages that fairservice speaks. Another language is another column."""

from __future__ import annotations

from collections.abc import Mapping

Phrases = Mapping[str, str]

OVERRIDDEN: Phrases = {
    "nl": "Het antwoord van {name} volgde het beleid; ik maak een uitzondering omdat {reason}.",
    "en": "{name}'s answer followed the policy; I make an exception because {reason}.",
}
"""What somebody says who overrides: it backs the colleague who answered."""
OWN_OVERRIDDEN: Phrases = {
    "nl": "Mijn antwoord volgde het beleid; ik maak een uitzondering omdat {reason}.",
    "en": "My answer followed the policy; I make an exception because {reason}.",
}
UPHELD: Phrases = {
    "nl": "Het antwoord van {name} volgde ons beleid, en ik sta erachter.",
    "en": "{name}'s answer followed our policy, and I stand behind it.",
}
"""What somebody higher says who was asked for, and agrees."""
HONOURED: Phrases = {
    "nl": "Wij hebben u dit toegezegd en houden ons daaraan. Het was een uitzondering; een volgende keer geldt het "
    "gewone beleid.",
    "en": "We told you that you would have this, and we keep our word. It was an exception; next time our usual policy "
    "applies.",
}
"""What a customer is told of something that was promised outside of the policy, and is honoured."""
RETRACTED: Phrases = {
    "nl": "Wij hebben u iets toegezegd dat wij niet konden toezeggen. Dat spijt ons. Dit is wat wij wel voor u kunnen "
    "doen: {say}",
    "en": "We told you something that we could not promise. We are sorry for that. This is what we can do for you: "
    "{say}",
}
BACKED: Phrases = {
    "nl": "Dit antwoord volgde regel `{rule}` van beleid {policy}, zoals dat gold op {day}. De organisatie staat "
    "erachter.",
    "en": "This answer followed rule `{rule}` of policy {policy}, as in force on {day}. The organisation stands behind "
    "it.",
}
"""The statement that backs an employee."""
CONDUCT: Mapping[str, Phrases] = {
    "shouting": {"nl": "schreeuwen", "en": "shouting"},
    "insult": {"nl": "een belediging", "en": "an insult"},
    "discrimination": {"nl": "discriminatie", "en": "discrimination"},
    "sexual_remark": {"nl": "een seksuele opmerking", "en": "a sexual remark"},
    "threat": {"nl": "een bedreiging", "en": "a threat"},
    "violence": {"nl": "geweld", "en": "violence"},
    "endless_pressure": {"nl": "eindeloos aandringen", "en": "endless pressure"},
}
"""What each kind of reported conduct is called."""


def phrase(phrases: Phrases, lang: str) -> str:
    """The sentence in a language, or in English where there is none."""
    return phrases.get(lang) or phrases["en"]
