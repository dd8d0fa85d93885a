"""The fixed words around a decision, one table for all languages; never what a policy itself says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Phrases(NamedTuple):
    """The frame of a card and of an interview in one language. Braces are filled in by the one who prints."""

    answers: Mapping[str, str]
    """Per answer or status, in capitals: what stands at the top of a card."""
    choose: str
    gets: str
    offer: str
    insists: str
    final: str
    backed: str
    change: str
    only: str
    next: str
    needs: str
    on_condition: str
    open_amount: str
    on: str
    more: str
    quote: tuple[str, str]

    # the one next action
    let_choose: str
    agree: str
    make_offer: str
    offer_one: str
    confirm: str
    promise: str
    call_back: str
    take_complaint: str
    ask: str
    look_up: str
    ask_owner: str
    find_out: str

    # below a card
    may_concede: str
    up_to: str
    alone: str
    own_mandate: str
    no_mandate: str
    for_reasons: str
    used: str
    never_used: str
    conflict: str
    gap: str
    range: str
    possibly: str
    may_conflict: str
    still_open: str
    and_more: str
    from_ledger: str
    words: str
    rule: str
    otherwise: str
    according_to: str
    owner: str
    dates: str
    in_force: str
    bundle: str
    not_recorded: str
    see_why: str

    # the interview
    which: str
    intro: str
    yes_no: str
    help_number: str
    help_date: str
    help_other: str
    help_list: str
    any_at_all: str
    how_many: str
    record: str
    another: str
    list_full: str
    list_empty: str
    because_of: str
    because_amount: str
    not_valid: str
    from_to: str
    not_a_choice: str
    not_yes_no: str
    skipped: str
    settled: str
    nothing_left: str
    again: str


_EN = Phrases(
    answers={
        "yes": "YES",
        "yes_but": "YES, BUT",
        "no_but": "NO, BUT",
        "no": "NO",
        "open": "STILL OPEN",
        "conflict": "ON HOLD",
        "gap": "ON HOLD",
    },
    choose="Choose",
    gets="Gets",
    offer="Offer",
    insists="Insists",
    final="Final",
    backed="you are backed",
    change="Change",
    only="only by {role}",
    next="Next",
    needs="Needs",
    on_condition="needs: {what}",
    open_amount="amount to be found out",
    on="on {day}",
    more="{count} more, below",
    quote=("“", "”"),
    let_choose="Let the customer choose.",
    agree="Agree and confirm it.",
    make_offer="Make the offer.",
    offer_one="Offer one of these.",
    confirm="Confirm in writing.",
    promise="Promise",
    call_back="to call back, and say when",
    take_complaint="Unhappy? Take the complaint.",
    ask="Ask: {question}",
    look_up="Look up: {question}",
    ask_owner="Ask {owner}.",
    find_out="Find out, then decide again.",
    may_concede="You may concede, as an exception and with a reason; the answer stays",
    up_to="{grant}, up to {amount}",
    alone="alone: {roles}",
    own_mandate="{role} {amount}",
    no_mandate="no role has a mandate for it: ask the policy owner",
    for_reasons="for: {reasons}",
    used="used {used} of {at_most} times in {days} days",
    never_used="at most {at_most} in {days} days",
    conflict="Two rules disagree, so nobody guesses: {rules}",
    gap="No rule covers this case, though the policy says that it is complete",
    range="So far: at least {low} and at most {high}",
    possibly="Possible",
    may_conflict="Rules may turn out to disagree",
    still_open="Still to find out",
    and_more="and {count} more, if it comes to that",
    from_ledger="(look it up)",
    words="To say with it",
    rule="Rule",
    otherwise="No rule of the policy stands: its `otherwise` answers",
    according_to="according to {pack} of {day}",
    owner="Owner",
    dates="decided as of {today}, received on {received}",
    in_force="rules in force on {day}",
    bundle="policy",
    not_recorded="This was a dry run: nothing is recorded.",
    see_why="Add --why to see each rule and why it stands or fails.",
    which="What is it about?",
    intro="Enter an empty line if you do not know, `?` for help, Ctrl-C to stop.",
    yes_no="y/n",
    help_number="A number, written like {example}.",
    help_date="A day, written like {example}; `today` and `yesterday` work too.",
    help_other="Any text.",
    help_list="You are asked for one after the other. Who has the list can paste it as well, written like {example}.",
    any_at_all="Are there any? y: enter the first one; n: there are none.",
    how_many="How many are there? A number from 0 to {most}.",
    record="Number {number}",
    another="Another one? y/N",
    list_full="That is as many as there can be.",
    list_empty="There are none.",
    because_of="It is asked because these rules depend on it: {rules}.",
    because_amount="It is asked because an amount or a day depends on it.",
    not_valid="`{typed}` cannot be the answer.",
    from_to="From {low} to {high}.",
    not_a_choice="Please enter one of the numbers 1 to {count}, or one of the words.",
    not_yes_no="Please answer `y` or `n`.",
    skipped="Left open.",
    settled="That is all that matters.",
    nothing_left="There is nothing more to ask.",
    again="The same, without questions:",
)

_NL = Phrases(
    answers={
        "yes": "JA",
        "yes_but": "JA, MAAR",
        "no_but": "NEE, MAAR",
        "no": "NEE",
        "open": "NOG OPEN",
        "conflict": "AANHOUDEN",
        "gap": "AANHOUDEN",
    },
    choose="Kiezen",
    gets="Krijgt",
    offer="Bied aan",
    insists="Dringt aan",
    final="Definitief",
    backed="je wordt gesteund",
    change="Afwijken",
    only="alleen door {role}",
    next="Nu",
    needs="Mits",
    on_condition="mits: {what}",
    open_amount="bedrag nog uit te zoeken",
    on="op {day}",
    more="nog {count}, zie onder",
    quote=("“", "”"),
    let_choose="Laat de klant kiezen.",
    agree="Bevestig deze afspraak.",
    make_offer="Doe het aanbod.",
    offer_one="Bied er een van aan.",
    confirm="Bevestig schriftelijk.",
    promise="Beloof",
    call_back="terug te bellen, en noem een tijd",
    take_complaint="Ontevreden? Neem de klacht op.",
    ask="Vraag: {question}",
    look_up="Zoek op: {question}",
    ask_owner="Vraag het {owner}.",
    find_out="Zoek het uit en beslis opnieuw.",
    may_concede="Je mag toegeven, bij uitzondering en met een reden; het antwoord blijft",
    up_to="{grant}, tot {amount}",
    alone="zelf: {roles}",
    own_mandate="{role} {amount}",
    no_mandate="geen rol heeft er een mandaat voor: vraag de beleidseigenaar",
    for_reasons="wegens: {reasons}",
    used="{used} van {at_most} keer gebruikt in {days} dagen",
    never_used="hoogstens {at_most} in {days} dagen",
    conflict="Twee regels spreken elkaar tegen, dus niemand gokt: {rules}",
    gap="Geen regel dekt dit geval, terwijl het beleid zegt volledig te zijn",
    range="Tot nu toe: minstens {low} en hoogstens {high}",
    possibly="Mogelijk",
    may_conflict="Regels kunnen elkaar nog gaan tegenspreken",
    still_open="Nog uit te zoeken",
    and_more="en nog {count}, als het zover komt",
    from_ledger="(opzoeken)",
    words="Om erbij te zeggen",
    rule="Regel",
    otherwise="Geen regel van het beleid geldt: `otherwise` geeft het antwoord",
    according_to="volgens {pack} van {day}",
    owner="Eigenaar",
    dates="beslist per {today}, ontvangen op {received}",
    in_force="regels van {day}",
    bundle="beleid",
    not_recorded="Dit was een proef: er is niets vastgelegd.",
    see_why="Met --why zie je elke regel en waarom die wel of niet geldt.",
    which="Waar gaat het over?",
    intro="Lege regel: je weet het niet. `?`: uitleg. Ctrl-C: stoppen.",
    yes_no="j/n",
    help_number="Een getal, geschreven als {example}.",
    help_date="Een dag, geschreven als {example}; `vandaag` en `gisteren` mag ook.",
    help_other="Een tekst.",
    help_list="Ze worden een voor een gevraagd. Wie de lijst heeft, kan haar ook plakken, geschreven als {example}.",
    any_at_all="Zijn ze er? j: vul de eerste in; n: er zijn er geen.",
    how_many="Hoeveel zijn het er? Een getal van 0 tot en met {most}.",
    record="Nummer {number}",
    another="Nog een? j/N",
    list_full="Meer kunnen het er niet zijn.",
    list_empty="Er zijn er geen.",
    because_of="Het wordt gevraagd omdat deze regels ervan afhangen: {rules}.",
    because_amount="Het wordt gevraagd omdat een bedrag of een dag ervan afhangt.",
    not_valid="`{typed}` kan het antwoord niet zijn.",
    from_to="Van {low} tot en met {high}.",
    not_a_choice="Kies een van de nummers 1 tot en met {count}, of een van de woorden.",
    not_yes_no="Antwoord met `j` of `n`.",
    skipped="Blijft open.",
    settled="Meer doet er niet toe.",
    nothing_left="Er valt niets meer te vragen.",
    again="Hetzelfde, zonder vragen:",
)

PHRASES: Mapping[str, Phrases] = {"en": _EN, "nl": _NL}


def phrases_in(lang: str) -> Phrases:
    """The frame in a language; in English where there is none in it."""
    return PHRASES.get(lang, _EN)
