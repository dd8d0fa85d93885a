"""What the commands of the desk tell staff, one table for all languages; never what a customer is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fairservice.desk.phrases import CONDUCT


class Words(NamedTuple):
    """The words of the desk in one language. Braces are filled in by the one who prints."""

    # labels, left of what they are about
    say: str
    done: str
    waits: str
    because: str
    in_return: str
    until: str
    note: str
    next: str

    # deciding and answering
    on_record: str
    draft: str
    closed_now: str
    told_customer: str
    concede: str
    escalate: str
    decide_again: str
    again: str
    again_of: str
    again_right: str
    again_without: str
    again_policy: str
    answered: str
    told_otherwise: str
    rule_wrong: str
    escalated: str
    role_upholds: str
    role_overrides: str
    upheld: str

    # concessions
    given: str
    recovery: str
    once: str
    times: str
    seen: Mapping[str, str]
    """Per level of a favour: what is so, told with a concession."""
    notice: str
    asked: str
    promise_nothing: str
    why: Mapping[str, str]
    """Why somebody higher must approve."""
    role_approves: str
    approved: str
    not_approved: str
    taken_back: str
    answer_stays: str
    used_it: str
    noticed: str
    used_up: str
    left: str
    withdrawn: str
    cited: str

    # overrides, and what happened outside
    overridden: str
    gives: str
    fact: str
    unknown: str
    anew: str
    reported: str
    not_held: str
    role_repairs: str
    role_retracts: str
    honour: str
    retract: str
    honoured: str
    retracted: str
    incident: str
    closed_today: str
    conduct: Mapping[str, str]

    # objections
    named_rule: str
    the_rule: str
    objected: str
    owner_answers: str
    objection_answered: str
    changes: str
    stays: str
    edit: str
    follow: str

    # what is open, and what was
    open_for: str
    nothing_open: str
    waiting: Mapping[str, str]
    """Per kind of what waits for somebody."""
    waits_for_others: str
    asked_for: Mapping[str, str]
    """Per kind: what whoever asks has asked of others."""
    by: str
    late: str
    no_approvals: str
    you: str
    nobody: str
    events: Mapping[str, str]
    """Per kind of entry: what happened, in a few words."""
    ticket: str
    belongs: str
    statement: str
    answers: Mapping[str, str]


_EN = Words(
    say="Say",
    done="Done",
    waits="Waits",
    because="Because",
    in_return="In return",
    until="Until",
    note="Note",
    next="Next",
    on_record="{id} is on record. It can be answered until {day}.",
    draft="This desk tries a draft: nothing here counts as precedent.",
    closed_now="Closed: {what} for “{reason}”. It was given too often.",
    told_customer="the customer was told this",
    concede="an exception, if you choose to make one",
    escalate="the customer wants somebody higher",
    decide_again="once you know more, decide again",
    again="This is the case of {id}, with what you said now.",
    again_of="This is the case of {id}, with what you said now. The other facts are those of {day}: say anew what has "
    "changed since.",
    again_right="Put right since, and decided on as it is now: {facts}.",
    again_without="The policy in force has no place for {facts}: left out.",
    again_policy="Another version of the policy decided {id}; this answer is by the one in force.",
    answered="{id}: what the customer was told of {decision}",
    told_otherwise="These are your words, not those of the policy. If they gave or promised more: `report`.",
    rule_wrong="you think that the rule is wrong",
    escalated="{id}: {decision} goes to a {role}",
    role_upholds="a {role} stands behind the answer",
    role_overrides="or knows a fact that changes it",
    upheld="{id} is answered: {decision} stands",
    given="{id}: {what}, {uses}, until {day}",
    recovery="This makes good a failure of ours, and counts apart from favours.",
    once="to be used once",
    times="to be used {uses} times",
    seen={
        "emerging": "It is not the first time: it begins to look like a habit.",
        "expectation": "The customer has come to count on it: say clearly that it is given this once.",
    },
    notice="the customer was told that it is given this once",
    asked="{id}: a {role} is asked for {what}, by {day}",
    promise_nothing="Promise nothing yet.",
    why={
        "above_mandate": "it is more than your mandate for a case",
        "above_mandate_per_customer": "it is more than your mandate for one customer, all of it together",
        "emerging": "it is not the first time, and so needs somebody higher",
        "expectation": "the customer has come to count on it, and so it needs somebody higher",
        "renewal": "a renewal needs somebody higher than who gave it",
    },
    role_approves="a {role} approves; `refuse` refuses",
    approved="It was asked for in {asked}; the colleague who asked can give it.",
    not_approved="{asked} is refused: {what} is not given",
    taken_back="{asked} is taken back: {what} is not asked for any more",
    answer_stays="The answer of the policy stays; so do its offers.",
    used_it="the customer used it",
    noticed="{id}: the customer was told that {concession} is given this once",
    used_up="{concession} is used, and none is left",
    left="{concession} is used; {left} left, until {day}",
    withdrawn="{concession} is taken back",
    cited="{id}: the customer named an earlier favour ({grant})",
    overridden="{id}: “{answer}” instead of “{was}”",
    gives="gives {what}",
    fact="{fact} was {was}, and is {value}",
    unknown="not known",
    anew="{id} is the decision with that fact.",
    reported="{id}: {what}, outside of the policy",
    not_held="Good that you tell it: it is not held against you.",
    role_repairs="a {role} decides by {day}",
    role_retracts="a {role} can take it back",
    honour="we keep our word",
    retract="we take it back, and say so",
    honoured="{report} is honoured",
    retracted="{report} is taken back",
    incident="{id}: {what}, in the contact of {ticket}",
    closed_today="Until tomorrow nothing beyond the policy is given in this contact. Rights stay what they are.",
    conduct={name: said["en"] for name, said in CONDUCT.items()},
    named_rule="the rule `{rule}`",
    the_rule="its rule",
    objected="{id}: you say that {rule} is wrong",
    owner_answers="The owner of the policy answers by {day}.",
    objection_answered="{objection} is answered",
    changes="The policy will change.",
    stays="The policy stays.",
    edit="changes the policy, once you have edited it",
    follow="what became of it",
    open_for="Waits for you, {name}",
    nothing_open="Nothing waits for you, {name}.",
    waiting={
        "approval": "approve or refuse {what}",
        "escalation": "a customer wants somebody higher about {decision} ({request})",
        "outside": "honour or retract {what}",
        "retract": "retract {what}; honouring it takes somebody else, a {role}",
        "named": "a colleague told that you gave or promised {what}; say so if it was otherwise",
        "objection": "a colleague says that {rule} is wrong",
        "alarm": "decide on a pattern: {grant} beside {rule}",
        "opposition": "decide on the objection of a customer to what is held against them",
        "notice": "tell the customer that {what} is given this once",
    },
    waits_for_others="Asked by you, and not answered yet",
    asked_for={"approval": "to give {what}", "objection": "to look at {rule}"},
    by="by {day}",
    late="was due {day}",
    no_approvals="No approval waits for you.",
    you="you",
    nobody="the desk",
    events={
        "decision": "decided {request}: {answer}",
        "answer": "told the customer: “{said}”",
        "escalation": "the customer wanted somebody higher",
        "upheld": "stood behind the answer",
        "approval_asked": "asked a {to_role} for {what}",
        "approval": "answered the request for approval: {approved}",
        "concession": "gave {what}: {reason}",
        "notice": "told the customer that it is given this once",
        "use": "the customer used it; {left} left",
        "withdrawal": "took it back: {why}",
        "favour_cited": "the customer named an earlier favour",
        "override": "answered “{answer}” instead: {reason}",
        "outside_policy": "told of {what}, outside of the policy",
        "repair": "repaired it: {how}",
        "incident": "reported {conduct}",
        "objection": "said that {rule} is wrong: {note}",
        "objection_answer": "answered the objection: {answer_text}",
        "alarm": "a pattern: {grant}, beside {rule}",
        "resolution": "decided on the pattern: {how}",
        "erased": "erased {count} entries",
        "rectified": "put facts right",
        "opposition": "the customer objected to what is held against them",
        "opposition_decided": "decided on the customer's objection",
        "export": "gave somebody what is kept about them",
        "named_view": "looked at figures with a name",
    },
    ticket="Ticket {ticket}",
    belongs="Of the same matter",
    statement="the statement that backs you",
    answers={"yes": "yes", "yes_but": "yes, but", "no_but": "no, but", "no": "no", "open": "still open",
             "conflict": "on hold", "gap": "on hold", "true": "approved", "false": "refused",
             "honour": "honoured", "retract": "taken back", "codify": "it becomes policy",
             "tighten": "it is no longer given",
             "sunset": "it ends on a day", "accept": "accepted until a day"},
)  # fmt: skip

_NL = Words(
    say="Zeg",
    done="Klaar",
    waits="Wacht",
    because="Omdat",
    in_return="Daarvoor",
    until="Tot",
    note="Let op",
    next="Nu",
    on_record="{id} is vastgelegd. Antwoorden kan tot en met {day}.",
    draft="Deze balie probeert een ontwerp: niets hier telt als precedent.",
    closed_now="Gesloten: {what} om “{reason}”. Het is te vaak gegeven.",
    told_customer="dit is tegen de klant gezegd",
    concede="een uitzondering, als je die wilt maken",
    escalate="de klant wil een leidinggevende",
    decide_again="weet je meer, beslis dan opnieuw",
    again="Dit is het geval van {id}, met wat je er nu bij zei.",
    again_of="Dit is het geval van {id}, met wat je er nu bij zei. De andere feiten zijn die van {day}: zeg opnieuw "
    "wat sindsdien anders is.",
    again_right="Sindsdien verbeterd, en nu zo meegeteld: {facts}.",
    again_without="Het geldende beleid heeft geen plaats voor {facts}: weggelaten.",
    again_policy="{id} is met een andere versie van het beleid beslist; dit antwoord is van het geldende beleid.",
    answered="{id}: wat de klant is gezegd over {decision}",
    told_otherwise="Dit zijn jouw woorden, niet die van het beleid. Is er meer gegeven of beloofd: `report`.",
    rule_wrong="je vindt dat de regel niet klopt",
    escalated="{id}: {decision} gaat naar een {role}",
    role_upholds="een {role} staat achter het antwoord",
    role_overrides="of kent een feit dat het verandert",
    upheld="{id} is beantwoord: {decision} blijft staan",
    given="{id}: {what}, {uses}, tot en met {day}",
    recovery="Dit maakt een fout van ons goed, en telt apart van gunsten.",
    once="één keer te gebruiken",
    times="{uses} keer te gebruiken",
    seen={
        "emerging": "Het is niet de eerste keer: het begint op een gewoonte te lijken.",
        "expectation": "De klant rekent erop: zeg duidelijk dat het voor deze ene keer is.",
    },
    notice="de klant weet dat het eenmalig is",
    asked="{id}: een {role} is gevraagd om {what}, uiterlijk {day}",
    promise_nothing="Beloof nog niets.",
    why={
        "above_mandate": "het is meer dan jouw mandaat per geval",
        "above_mandate_per_customer": "het is meer dan jouw mandaat voor één klant, alles bij elkaar",
        "emerging": "het is niet de eerste keer, en daar is een hogere rol voor nodig",
        "expectation": "de klant rekent erop, en daar is een hogere rol voor nodig",
        "renewal": "verlengen doet een hogere rol dan wie het gaf",
    },
    role_approves="een {role} keurt het goed; `refuse` wijst het af",
    approved="Het was gevraagd in {asked}; de collega die het vroeg kan het geven.",
    not_approved="{asked} is afgewezen: {what} wordt niet gegeven",
    taken_back="{asked} is ingetrokken: om {what} wordt niet meer gevraagd",
    answer_stays="Het antwoord van het beleid blijft, met wat het aanbiedt.",
    used_it="de klant heeft het gebruikt",
    noticed="{id}: de klant weet dat {concession} eenmalig is",
    used_up="{concession} is gebruikt, en er is niets over",
    left="{concession} is gebruikt; nog {left}, tot en met {day}",
    withdrawn="{concession} is teruggenomen",
    cited="{id}: de klant noemde een eerdere gunst ({grant})",
    overridden="{id}: “{answer}” in plaats van “{was}”",
    gives="geeft {what}",
    fact="{fact} was {was}, en is {value}",
    unknown="niet bekend",
    anew="{id} is de beslissing met dat feit.",
    reported="{id}: {what}, buiten het beleid om",
    not_held="Goed dat je het meldt: het wordt je niet verweten.",
    role_repairs="een {role} beslist uiterlijk {day}",
    role_retracts="een {role} kan het terugnemen",
    honour="we houden ons aan ons woord",
    retract="we nemen het terug, en zeggen dat",
    honoured="{report} wordt nagekomen",
    retracted="{report} is teruggenomen",
    incident="{id}: {what}, in het contact van {ticket}",
    closed_today="Tot morgen wordt in dit contact niets buiten het beleid om gegeven. Rechten blijven gelden.",
    conduct={name: said["nl"] for name, said in CONDUCT.items()},
    named_rule="de regel `{rule}`",
    the_rule="de regel",
    objected="{id}: je zegt dat {rule} niet klopt",
    owner_answers="De eigenaar van het beleid antwoordt uiterlijk {day}.",
    objection_answered="{objection} is beantwoord",
    changes="Het beleid verandert.",
    stays="Het beleid blijft.",
    edit="verandert het beleid, als je het hebt aangepast",
    follow="wat ermee is gedaan",
    open_for="Wacht op jou, {name}",
    nothing_open="Er wacht niets op jou, {name}.",
    waiting={
        "approval": "{what} goedkeuren of afwijzen",
        "escalation": "een klant wil een leidinggevende over {decision} ({request})",
        "outside": "{what} nakomen of terugnemen",
        "retract": "{what} terugnemen; nakomen kan alleen een ander, een {role}",
        "named": "een collega meldde dat jij {what} gaf of toezegde; zeg het als het anders was",
        "objection": "een collega zegt dat {rule} niet klopt",
        "alarm": "beslissen over een patroon: {grant} naast {rule}",
        "opposition": "beslissen over het bezwaar van een klant tegen wat tegen hem telt",
        "notice": "de klant zeggen dat {what} eenmalig is",
    },
    waits_for_others="Door jou gevraagd, en nog niet beantwoord",
    asked_for={"approval": "om {what} te geven", "objection": "om naar {rule} te kijken"},
    by="uiterlijk {day}",
    late="moest {day}",
    no_approvals="Er wacht geen goedkeuring op jou.",
    you="jij",
    nobody="de balie",
    events={
        "decision": "besliste {request}: {answer}",
        "answer": "zei tegen de klant: “{said}”",
        "escalation": "de klant wilde een leidinggevende",
        "upheld": "ging achter het antwoord staan",
        "approval_asked": "vroeg een {to_role} om {what}",
        "approval": "antwoordde op de vraag om goedkeuring: {approved}",
        "concession": "gaf {what}: {reason}",
        "notice": "zei tegen de klant dat het eenmalig is",
        "use": "de klant gebruikte het; nog {left}",
        "withdrawal": "nam het terug: {why}",
        "favour_cited": "de klant noemde een eerdere gunst",
        "override": "antwoordde in plaats daarvan “{answer}”: {reason}",
        "outside_policy": "meldde {what}, buiten het beleid om",
        "repair": "herstelde het: {how}",
        "incident": "meldde {conduct}",
        "objection": "zei dat {rule} niet klopt: {note}",
        "objection_answer": "beantwoordde het bezwaar: {answer_text}",
        "alarm": "een patroon: {grant}, naast {rule}",
        "resolution": "besliste over het patroon: {how}",
        "erased": "wiste {count} vermeldingen",
        "rectified": "zette feiten recht",
        "opposition": "de klant maakte bezwaar tegen wat tegen hem telt",
        "opposition_decided": "besliste op het bezwaar van de klant",
        "export": "gaf iemand wat over hem of haar wordt bewaard",
        "named_view": "bekeek cijfers met een naam",
    },
    ticket="Ticket {ticket}",
    belongs="Van dezelfde zaak",
    statement="de verklaring die jou steunt",
    answers={"yes": "ja", "yes_but": "ja, maar", "no_but": "nee, maar", "no": "nee", "open": "nog open",
             "conflict": "aangehouden", "gap": "aangehouden", "true": "goedgekeurd", "false": "afgewezen",
             "honour": "nagekomen", "retract": "teruggenomen", "codify": "het wordt beleid",
             "tighten": "het wordt niet meer gegeven", "sunset": "het eindigt op een dag",
             "accept": "aanvaard tot een dag"},
)  # fmt: skip

WORDS: Mapping[str, Words] = {"en": _EN, "nl": _NL}


def words_in(lang: str) -> Words:
    """The words in a language; in English where there are none in it."""
    return WORDS.get(lang, _EN)
