"""Refusals of what is for the owner of the policy, and of views with a name."""

from __future__ import annotations

from fairservice.desk.refusals.refusal import Refusal

NOT_THE_OWNER = Refusal(
    "not_the_owner",
    {
        "en": ("the owner of the policy {does}", "that is a role with the duty `publish`"),
        "nl": ("de eigenaar van het beleid {does}", "dat is een rol met de taak `publish`"),
    },
)
ANSWERS_OBJECTIONS = {"en": "answers an objection", "nl": "antwoordt op een bezwaar"}
DECIDES_ON_PRECEDENTS = {"en": "decides on a precedent", "nl": "beslist over een patroon"}
SEES_ONE_COLLEAGUE = {
    "en": "alone sees what comes from one colleague",
    "nl": "ziet als enige wat van één collega komt",
}
DRAFTS_THE_RULE = {"en": "drafts the rule", "nl": "maakt het ontwerp van de regel"}
"""What only the owner of the policy does."""

OWNERS_PATTERN = Refusal(
    "not_the_owner",
    {
        "en": ("this pattern is for the owner of the policy", None),
        "nl": ("dit patroon is voor de eigenaar van het beleid", None),
    },
)
TOO_LONG = Refusal(
    "too_long",
    {
        "en": ("{last} is more than {longest} days from now", "say {most} at the latest"),
        "nl": ("{last} is meer dan {longest} dagen vooruit", "kies uiterlijk {most}"),
    },
)

# ---- what cannot become a rule

GRANT_GONE = Refusal(
    "nothing_to_codify",
    {
        "en": ("the policy does not give `{grant}`", "decide otherwise on it"),
        "nl": ("het beleid geeft geen `{grant}`", "beslis er anders over"),
    },
)
NOTHING_LEFT = Refusal(
    "nothing_to_codify",
    {
        "en": ("nothing of what `{id}` is about is on record any more", "accept it"),
        "nl": ("van waar `{id}` over gaat, is niets meer vastgelegd", "aanvaard het"),
    },
)
REQUEST_GONE = Refusal(
    "nothing_to_codify",
    {
        "en": ("the policy no longer answers `{request}`", "decide otherwise on it"),
        "nl": ("het beleid antwoordt niet meer op `{request}`", "beslis er anders over"),
    },
)
RULE_GONE = Refusal(
    "nothing_to_codify",
    {
        "en": ("the policy no longer has the rule `{rule}`", "decide otherwise on it"),
        "nl": ("het beleid heeft de regel `{rule}` niet meer", "beslis er anders over"),
    },
)
NOT_OURS = Refusal(
    "not_ours_to_change",
    {
        "en": (
            "`{rule}` rests on {basis}, and no rule of the policy can be put in its place",
            "tighten it, end it, or accept it until a day",
        ),
        "nl": (
            "`{rule}` berust op {basis}, en geen regel van het beleid kan daarvoor in de plaats komen",
            "geef het niet meer, laat het eindigen, of aanvaard het tot een dag",
        ),
    },
)
BASIS = {
    "law": {"en": "law", "nl": "de wet"},
    "promise": {"en": "promise", "nl": "een belofte"},
    "goodwill": {"en": "goodwill", "nl": "coulance"},
}

# ---- figures with a name

NOT_AGREED_ROLE = Refusal(
    "not_agreed",
    {
        "en": ("`{view}` may be looked at by {roles} only", "that is what was agreed"),
        "nl": ("`{view}` mag alleen {roles} bekijken", "zo is het afgesproken"),
    },
)
OTHER_TEAM = Refusal(
    "other_team",
    {
        "en": (
            "`{login}` is not on your team, and figures of others are not shown",
            "the view is of one's own team",
        ),
        "nl": (
            "`{login}` zit niet in jouw team, en cijfers van anderen krijg je niet te zien",
            "je kunt alleen je eigen team bekijken",
        ),
    },
)
NOT_AGREED = Refusal(
    "not_agreed",
    {
        "en": (
            "figures of one employee are shown to nobody but them",
            "where the works council agrees to a view (in the Netherlands: art. 27(1)(k) and (l) WOR), put that under "
            "`works_council_agreement` in `fairservice.yaml`",
        ),
        "nl": (
            "cijfers van één medewerker ziet alleen die medewerker zelf",
            "stemt de ondernemingsraad ermee in (art. 27 lid 1 onder k en l WOR), zet dat dan onder "
            "`works_council_agreement` in `fairservice.yaml`",
        ),
    },
)
