"""Refusals about the data of customers and colleagues: to forget, to put right, to object, to give, to prune."""

from __future__ import annotations

from fairservice.desk.refusals.refusal import Refusal

BY_A_PUBLISHED_POLICY = Refusal(
    "draft",
    {
        "en": ("{does} goes by a published policy here, and this is a draft", "leave `draft` out"),
        "nl": ("{does} gaat hier volgens een gepubliceerd beleid, en dit is een ontwerp", "laat `draft` weg"),
    },
)
NOT_YOUR_DUTY = Refusal(
    "protect_data",
    {
        "en": ("{does} takes the duty `protect_data`, which you do not have", "ask somebody who is `{role}`"),
        "nl": (
            "voor {does} is de taak `protect_data` nodig, en die heb je niet",
            "vraag het iemand met de rol `{role}`",
        ),
    },
)
NOBODYS_DUTY = Refusal(
    "protect_data",
    {
        "en": (
            "{does} takes the duty `protect_data`, which you do not have",
            "`{policy}` gives no role the duty `protect_data`: add it under `may` of one",
        ),
        "nl": (
            "voor {does} is de taak `protect_data` nodig, en die heb je niet",
            "`{policy}` geeft geen rol de taak `protect_data`: zet die bij een rol onder `may`",
        ),
    },
)
NOBODY_HAS_DUTY = Refusal(
    "protect_data",
    {
        "en": (
            "{does} takes the duty `protect_data`, which you do not have",
            "that is `{role}`, and nobody on the staff is: who keeps the staff file can give somebody that role",
        ),
        "nl": (
            "voor {does} is de taak `protect_data` nodig, en die heb je niet",
            "dat is `{role}`, en niemand hier heeft die rol: wie het personeelsbestand bijhoudt, kan hem geven",
        ),
    },
)
DECIDING = {
    "en": "deciding on the objection of a customer",
    "nl": "een beslissing op het bezwaar van een klant",
}
FORGETTING = {"en": "forgetting somebody", "nl": "het vergeten van iemand"}
ERASING_AGAIN = {"en": "erasing again what was erased", "nl": "het opnieuw wissen van wat gewist was"}
GIVING = {"en": "giving somebody what is kept about them", "nl": "inzage in wat over iemand is bewaard"}
GIVING_A_COLLEAGUE = {
    "en": "giving a colleague what is kept about them",
    "nl": "inzage in wat over een collega is bewaard",
}
PRUNING = {"en": "pruning the ledger", "nl": "het opschonen van het register"}
PUTTING_RIGHT = {"en": "putting data right", "nl": "het rechtzetten van gegevens"}
"""What only those do who have the duty to protect data."""

# ---- employees

NOT_NAMED = Refusal(
    "employee",
    {
        "en": ("nothing on the ledger names `{login}`", "there is nothing to erase"),
        "nl": ("niets in het register noemt `{login}`", "er valt niets te wissen"),
    },
)
STAYS_ITS_TIME = Refusal(
    "employee",
    {
        "en": (
            "what `{login}` recorded stays until its time is over, the last of it until {last}",
            "it shows who answered what, for legal claims, theirs among them (art. 17(3)(e)); `prune` erases it then. "
            "Take their name out of the staff file, and nothing tells whose login it was",
        ),
        "nl": (
            "wat `{login}` vastlegde, blijft tot de bewaartijd om is, het laatste tot en met {last}",
            "het toont wie wat antwoordde, voor het geval iemand zijn recht moet bewijzen, ook deze collega "
            "(art. 17 lid 3 onder e AVG); daarna wist `prune` het. Haal de naam uit het personeelsbestand, en niets "
            "zegt nog van wie de login was",
        ),
    },
)
EMPLOYED = Refusal(
    "employed",
    {
        "en": (
            "`{login}` works here, and what they recorded backs them and their customers",
            "it goes as each entry is past its time; `fairservice ledger export` gives them what is kept about them",
        ),
        "nl": (
            "`{login}` werkt hier, en wat deze collega vastlegde, staat achter hen en hun klanten",
            "elke vermelding verdwijnt als haar bewaartijd om is; `fairservice ledger export` geeft inzage in wat over "
            "hen is bewaard",
        ),
    },
)

# ---- objections of customers, and what is put right

OPPOSED = Refusal(
    "opposed",
    {
        "en": (
            "`{id}` of this customer is open already, and is answered by {due}",
            "what is held against them does not count meanwhile; new grounds belong in the ticket",
        ),
        "nl": (
            "`{id}` van deze klant staat al open, en is uiterlijk {due} beantwoord",
            "wat tegen de klant telt, telt zolang niet mee; nieuwe redenen horen in het ticket",
        ),
    },
)
OWN_REPORT = Refusal(
    "own_report",
    {
        "en": (
            "`{id}` is about what you reported yourself",
            "leave it to a colleague with the duty `protect_data`: nobody judges their own word",
        ),
        "nl": (
            "`{id}` gaat over wat je zelf meldde",
            "laat het over aan een collega met de taak `protect_data`: niemand oordeelt over het eigen woord",
        ),
    },
)
SAME_FACTS = Refusal(
    "same_facts",
    {
        "en": ("`{id}` says so already", "nothing has to be put right"),
        "nl": ("dat staat al zo in `{id}`", "er valt niets recht te zetten"),
    },
)
COUNTED = Refusal(
    "ledger_fact",
    {
        "en": (
            "`{fact}` is counted on the ledger, and cannot be put right here",
            "put right what it counts, or let the customer object to it: `fairservice ledger object`",
        ),
        "nl": (
            "`{fact}` wordt in het register geteld, en kun je hier niet rechtzetten",
            "zet recht wat er geteld wordt, of laat de klant bezwaar maken: `fairservice ledger object`",
        ),
    },
)
CITED = Refusal(
    "cited",
    {
        "en": ("the bundle `{digest}` is cited by entry {entry}", "prune what cites it first"),
        "nl": ("vermelding {entry} verwijst naar de bundel `{digest}`", "schoon eerst op wat ernaar verwijst"),
    },
)
