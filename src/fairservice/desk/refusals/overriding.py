"""Refusals to answer otherwise than the policy: who may not, without which fact, below what right."""

from __future__ import annotations

from fairservice.desk.refusals.refusal import Refusal

_OPEN_EN = "ask what is still open, and decide again"
_OPEN_NL = "vraag wat nog open is, en beslis opnieuw"

WHO_IS_OPEN = Refusal(
    "open",
    {
        "en": ("who may override `{id}` is open yet", _OPEN_EN),
        "nl": ("wie `{id}` mag herzien, is nog open", _OPEN_NL),
    },
)
_RULE_WRONG_EN = "where a fact is wrong, decide the case again; if you think the rule is wrong, use `object`"
_RULE_WRONG_NL = "klopt een feit niet, beslis dan opnieuw; vind je dat de regel niet klopt, gebruik dan `object`"
NOBODY_BY_RULE = Refusal(
    "nobody_may_override",
    {
        "en": ("nobody may override `{id}`: it rests on `{rule}`", _RULE_WRONG_EN),
        "nl": ("niemand mag `{id}` herzien: het berust op `{rule}`", _RULE_WRONG_NL),
    },
)
NOBODY_YET = Refusal(
    "nobody_may_override",
    {
        "en": ("nobody may override `{id}`: it has no answer yet", _RULE_WRONG_EN),
        "nl": ("niemand mag `{id}` herzien: het heeft nog geen antwoord", _RULE_WRONG_NL),
    },
)
BY_A_ROLE = Refusal(
    "role_too_low",
    {
        "en": ("`{id}` may be overridden by a {role} or higher", "use `escalate {id}`"),
        "nl": ("alleen een {role} of hoger mag `{id}` herzien", "gebruik `escalate {id}`"),
    },
)
NO_FACT = Refusal(
    "no_fact",
    {
        "en": (
            "an override names the fact that was not known, or not right",
            "name it with `fact`; without one it is a concession: say what is given, and the reason from the list",
        ),
        "nl": (
            "bij een herziening noem je het feit dat niet bekend was, of niet klopte",
            "noem het met `fact`; zonder feit is het een uitzondering: zeg dan wat je geeft, en de reden uit de lijst",
        ),
    },
)
UNKNOWN_FACT = Refusal(
    "no_fact",
    {
        "en": (
            "a fact that is not known changes nothing",
            "name it with its value; else it is a concession",
        ),
        "nl": (
            "een feit dat niet bekend is, verandert niets",
            "noem het met zijn waarde; anders is het een uitzondering",
        ),
    },
)
POLICY_CHANGED = Refusal(
    "policy_changed",
    {
        "en": (
            "the policy changed since `{id}`, and reads other facts by now",
            "decide the case again, with the facts as they are",
        ),
        "nl": (
            "het beleid is na `{id}` veranderd, en kijkt nu naar andere feiten",
            "beslis opnieuw, met de feiten zoals ze zijn",
        ),
    },
)
SAME_FACT = Refusal(
    "same_fact",
    {
        "en": (
            "`{fact}` was known to be `{was}` when `{id}` was decided",
            "name the fact that was not known, or not right; without one it is a concession",
        ),
        "nl": (
            "dat `{fact}` `{was}` is, was bekend toen `{id}` beslist werd",
            "noem het feit dat niet bekend was, of niet klopte; zonder feit is het een uitzondering",
        ),
    },
)

# ---- what nobody may answer

PROHIBITED = Refusal(
    "prohibited",
    {
        "en": ("`{rule}` is a prohibition of the law, which nobody overrides", None),
        "nl": ("`{rule}` is een verbod van de wet, en dat herziet niemand", None),
    },
)
LAW_IS_OPEN = Refusal(
    "open",
    {
        "en": ("it is open what the law says of this case", _OPEN_EN),
        "nl": ("het is nog open wat de wet hierover zegt", _OPEN_NL),
    },
)
BELOW_RIGHTS = Refusal(
    "below_rights",
    {
        "en": (
            "the customer has a right here, by law or by promise, and nobody answers below it",
            "the answer is at least `{answer}`",
        ),
        "nl": (
            "de klant heeft hier een recht, uit de wet of een belofte, en daar gaat niemand onder zitten",
            "het antwoord is minstens `{answer}`",
        ),
    },
)

# ---- what is given with it

GIVES_NOTHING = Refusal(
    "nothing",
    {
        "en": ("to give nothing is no yes", "say how much, or leave that grant out"),
        "nl": ("niets geven is geen ja", "zeg hoeveel, of laat het weg"),
    },
)
NOTHING_SAID = Refusal(
    "nothing_said",
    {
        "en": (
            "the policy gives nothing on these facts, so a yes says what is given",
            'name it with `give`, like `{{"store_credit": "10.00"}}`, within your mandate',
        ),
        "nl": (
            "het beleid geeft niets bij deze feiten, dus bij een ja zeg je wat je geeft",
            'noem het met `give`, zoals `{{"store_credit": "10.00"}}`, binnen jouw mandaat',
        ),
    },
)
TO_NOBODY_KNOWN = Refusal(
    "no_customer",
    {
        "en": ("this is given to a customer who is known", "decide again with `customer`"),
        "nl": ("dit geef je aan een klant die bekend is", "beslis opnieuw, met `customer`"),
    },
)
_MORE = {
    "en": ("this is more {grant} than a {role} may give in this case", "give less, or use `escalate {id}`"),
    "nl": ("dit is meer {grant} dan een {role} hier mag geven", "geef minder, of gebruik `escalate {id}`"),
}
MORE_THAN_MANDATE = {why: Refusal(why, _MORE) for why in ("above_mandate", "above_mandate_per_customer")}
"""By why a mandate does not reach."""
_BEFORE = {
    "en": (
        "this customer had {grant} beyond the policy before, so it needs somebody higher",
        "leave it at what the policy gives on that fact, or use `escalate {id}`",
    ),
    "nl": (
        "deze klant kreeg al eerder {grant} buiten het beleid om, dus is er een hogere rol voor nodig",
        "laat het bij wat het beleid bij dat feit geeft, of gebruik `escalate {id}`",
    ),
}
HAD_BEFORE = {level: Refusal(level, _BEFORE) for level in ("emerging", "expectation")}
"""By what the favour has become with this customer."""
