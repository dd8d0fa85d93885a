"""Refusals of what is done with a decision: to decide, to answer, to escalate, to uphold, to back, to object."""

from __future__ import annotations

from fairservice.desk.refusals.refusal import Refusal

LEDGER_FACT = Refusal(
    "ledger_fact",
    {
        "en": ("`{fact}` is counted on the ledger, and cannot be said", "leave it out"),
        "nl": ("`{fact}` wordt in het register geteld, en kun je niet opgeven", "laat het weg"),
    },
)
HEALTH = Refusal(
    "health",
    {
        "en": (
            "`{word}` tells about somebody's health, which is not kept here (GDPR art. 9)",
            "say what changed for the case instead, such as `personal circumstances`",
        ),
        "nl": (
            "`{word}` zegt iets over iemands gezondheid, en dat bewaren we hier niet (AVG art. 9)",
            "schrijf op wat er voor de zaak veranderde, zoals `persoonlijke omstandigheden`",
        ),
    },
)
NO_SUCH_REQUEST = Refusal(
    "policy_changed",
    {
        "en": (
            "the policy in force answers no `{request}`, as the one did that decided `{id}`",
            "decide the case by a request that it answers",
        ),
        "nl": (
            "het beleid dat nu geldt, beantwoordt geen `{request}`; dat waarmee `{id}` is beslist, deed dat wel",
            "kies een vraag die het beleid nu kent",
        ),
    },
)
TOO_OLD = Refusal(
    "too_old",
    {
        "en": (
            "`{id}` could be answered until {day}",
            "decide the case again: the policy, or the facts, may have changed",
        ),
        "nl": (
            "`{id}` kon je beantwoorden tot en met {day}",
            "beslis opnieuw: het beleid of de feiten kunnen veranderd zijn",
        ),
    },
)
TRIAL = Refusal(
    "draft",
    {
        "en": ("`{id}` was a trial with a draft, and binds nobody", "decide the case again"),
        "nl": ("`{id}` was een proef met een ontwerp, en bindt niemand", "beslis opnieuw"),
    },
)
NO_TRIAL = Refusal(
    "draft",
    {
        "en": ("`{id}` is no trial, and a draft decides nothing on it", "leave `draft` out"),
        "nl": ("`{id}` is geen proef, en een ontwerp beslist er niets over", "laat `draft` weg"),
    },
)

_MENDED = (
    "tell the owner of the policy with `object {id}`, and decide again once it is mended; until then the holding "
    "sentence is what can be said"
)
_HERSTELD = (
    "meld het aan de eigenaar van het beleid met `object {id}`, en beslis opnieuw als het hersteld is; zeg tot dan "
    "dat je erop terugkomt"
)
CONFLICT = Refusal(
    "conflict",
    {
        "en": ("`{id}` has no answer {what}: rules disagree, and nobody guesses", _MENDED),
        "nl": ("`{id}` heeft geen antwoord {what}: regels spreken elkaar tegen, en we gokken niet", _HERSTELD),
    },
)
GAP = Refusal(
    "gap",
    {
        "en": ("`{id}` has no answer {what}: no rule covers it, and nobody guesses", _MENDED),
        "nl": ("`{id}` heeft geen antwoord {what}: geen regel gaat erover, en we gokken niet", _HERSTELD),
    },
)
NO_ANSWER_YET = Refusal(
    "open",
    {
        "en": (
            "`{id}` has no answer {what} yet",
            "ask what is still open, and decide again; until then the holding sentence is what can be said",
        ),
        "nl": (
            "`{id}` heeft nog geen antwoord {what}",
            "vraag wat nog open is, en beslis opnieuw; zeg tot dan dat je erop terugkomt",
        ),
    },
)
TO_TELL = {"en": "to be told", "nl": "om te geven"}
TO_UPHOLD = {"en": "that could be upheld", "nl": "om achter te staan"}
TO_EXCEPT = {"en": "to make an exception to", "nl": "om een uitzondering op te maken"}
TO_OVERRIDE = {"en": "to override", "nl": "om te herzien"}
"""What is wanted of an answer that is not there: the last word of the three above."""

ESCALATED = Refusal(
    "escalated",
    {
        "en": ("`{id}` has been escalated already", "it waits for an answer"),
        "nl": ("voor `{id}` is al een leidinggevende gevraagd", "het wacht op antwoord"),
    },
)
ANSWERED = Refusal(
    "answered",
    {
        "en": ("`{id}` is answered already", None),
        "nl": ("`{id}` is al beantwoord", None),
    },
)
FOR_ANOTHER = Refusal(
    "role_too_low",
    {
        "en": ("`{id}` is for another {role} or higher", "leave it to one of them"),
        "nl": ("`{id}` is voor een andere {role} of hoger", "laat het aan een van hen over"),
    },
)
ROLE_NEEDED = Refusal(
    "role_too_low",
    {
        "en": ("this takes the role `{role}`", "ask somebody who is {able}; you are {roles}"),
        "nl": ("hiervoor is de rol `{role}` nodig", "vraag het iemand met {able}; jij hebt {roles}"),
    },
)
NO_ROLE = {"en": "no role", "nl": "geen rol"}

TRIAL_UNBACKED = Refusal(
    "draft",
    {
        "en": ("`{id}` was a trial with a draft, and nobody stands behind a draft", None),
        "nl": ("`{id}` was een proef met een ontwerp, en achter een ontwerp staat niemand", None),
    },
)
NO_ONE_RULE = Refusal(
    "open",
    {
        "en": ("`{id}` has no answer by one rule, so there is nothing to stand behind", None),
        "nl": ("`{id}` heeft geen antwoord volgens één regel, dus er is niets om achter te staan", None),
    },
)
DIFFERS = Refusal(
    "differs",
    {
        "en": ("`{id}` is not what its policy decides", "see `fairservice ledger verify`"),
        "nl": ("`{id}` is niet wat het beleid beslist", "kijk met `fairservice ledger verify`"),
    },
)
