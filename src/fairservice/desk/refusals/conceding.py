"""Refusals of what is given beyond the answer: to concede, to approve, to use, to withdraw, to report and repair."""

from __future__ import annotations

from collections.abc import Mapping

from fairservice.desk.phrases import Phrases
from fairservice.desk.refusals.refusal import Refusal

_ALREADY: Mapping[str, Phrases] = {
    "approved": {"en": "approved", "nl": "goedgekeurd"},
    "refused": {"en": "refused", "nl": "afgewezen"},
    "taken_back": {"en": "taken back", "nl": "ingetrokken"},
    "answered": {"en": "answered", "nl": "beantwoord"},
    "honoured": {"en": "honoured", "nl": "nagekomen"},
    "retracted": {"en": "retracted", "nl": "teruggenomen"},
    "repaired": {"en": "repaired", "nl": "hersteld"},
    "upheld": {"en": "upheld", "nl": "toegewezen"},
    "rejected": {"en": "rejected", "nl": "afgewezen"},
    "decided": {"en": "decided", "nl": "beslist"},
}


def already(status: str) -> Phrases:
    """What became of something that was asked, as the ledger has it."""
    return _ALREADY.get(status, {"en": status})


DONE_ALREADY = Refusal(
    "answered",
    {
        "en": ("`{id}` is {status} already", None),
        "nl": ("`{id}` is al {status}", None),
    },
)
OWN_REQUEST = Refusal(
    "own_request",
    {
        "en": ("nobody approves what they asked for themselves", "leave it to a colleague"),
        "nl": ("wat je zelf vroeg, keur je niet zelf goed", "laat het aan een collega over"),
    },
)
FOR_A_ROLE = Refusal(
    "role_too_low",
    {
        "en": ("`{id}` is for a {role}", "leave it to one of them"),
        "nl": ("`{id}` is voor een {role}", "laat het aan een van hen over"),
    },
)
BY_NOW_FOR_A_ROLE = Refusal(
    "role_too_low",
    {
        "en": ("by now `{id}` needs a {role}", "leave it to one of them"),
        "nl": ("voor `{id}` is inmiddels een {role} nodig", "laat het aan een van hen over"),
    },
)
NOBODY_APPROVES = Refusal(
    "nobody_approves",
    {
        "en": (
            "no role that may approve can give {much}: {why}",
            "give less, or tell the owner of the policy what is needed with `object`",
        ),
        "nl": (
            "geen rol die mag goedkeuren, kan {much} geven: {why}",
            "geef minder, of meld de eigenaar van het beleid met `object` wat er nodig is",
        ),
    },
)
USES = Refusal(
    "uses",
    {
        "en": ("a concession can be used {often}", "leave it out, or say fewer"),
        "nl": ("dit is {often} te gebruiken", "laat het weg, of noem een lager aantal"),
    },
)
ONCE = {"en": "once", "nl": "één keer"}
AT_MOST = {"en": "at most {times} times", "nl": "hoogstens {times} keer"}


# ---- what becomes of a concession

NOTICED = Refusal(
    "noticed",
    {
        "en": ("the notice of `{id}` was sent on {day}", None),
        "nl": ("de klant weet al sinds {day} dat `{id}` eenmalig is", None),
    },
)
NO_LONGER_USED = Refusal(
    "expired",
    {
        "en": ("`{id}` could be used until {day}", "renew it, or leave it"),
        "nl": ("`{id}` was te gebruiken tot en met {day}", "verleng het, of laat het zo"),
    },
)
USED_UP = Refusal(
    "used_up",
    {
        "en": ("`{id}` is used up", "renew it, or leave it"),
        "nl": ("`{id}` is op", "verleng het, of laat het zo"),
    },
)
USED = Refusal(
    "used",
    {
        "en": ("`{id}` was used, and stays", "what is used is not taken back"),
        "nl": ("`{id}` is gebruikt, en blijft", "wat gebruikt is, neem je niet terug"),
    },
)
ENDED = Refusal(
    "expired",
    {
        "en": ("`{id}` ended on {day} by itself", "leave it as it is"),
        "nl": ("`{id}` is op {day} vanzelf verlopen", "laat het zo"),
    },
)
BY_A_HIGHER_ROLE = Refusal(
    "role_too_low",
    {
        "en": ("`{id}` was given by a higher role", "leave it to them"),
        "nl": ("`{id}` is door een hogere rol gegeven", "laat het aan hen over"),
    },
)
WITHDRAWN = Refusal(
    "withdrawn",
    {
        "en": ("`{id}` was withdrawn", None),
        "nl": ("`{id}` is teruggenomen", None),
    },
)

# ---- what was given outside of the policy

REPAIRED = Refusal(
    "repaired",
    {
        "en": ("`{id}` is {status} already", None),
        "nl": ("`{id}` is al {status}", None),
    },
)
REPAIRED_BY_APPROVERS = Refusal(
    "role_too_low",
    {
        "en": ("this is decided by somebody with the duty `approve`", "leave it to one of them"),
        "nl": ("hierover beslist iemand die mag goedkeuren", "laat het aan een van hen over"),
    },
)
OWN_REPORT = Refusal(
    "own_request",
    {
        "en": ("nobody honours what they gave or told of themselves", "leave it to a colleague, or retract it"),
        "nl": ("wat je zelf gaf of meldde, kom je niet zelf na", "laat het aan een collega over, of neem het terug"),
    },
)
HONOURED_BY = Refusal(
    "role_too_low",
    {
        "en": ("so much is honoured by a {role} or higher", "leave it to them, or retract it"),
        "nl": ("zoveel mag alleen een {role} of hoger nakomen", "laat het aan hen over, of neem het terug"),
    },
)
