"""What is told of favours that became a pattern, in each language; never what customers are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class PrecedentPhrases(NamedTuple):
    """Braces are filled in by the one who prints. Labels stand left of what they are about."""

    none: str
    favour: str
    with_reason: str
    alarms: Mapping[str, str]
    """Per kind of alarm: what it is."""
    decided: Mapping[str, str]
    """Per way to decide: what it came to."""

    # by when
    decide_by: str
    closed: str
    given_until: str
    ended: str
    accepted_until: str
    was_accepted: str
    today: str
    one_day: str
    days: str
    overdue: str

    # what comes due
    comes_due: str
    coming: Mapping[str, str]
    """Per kind of what comes due: what is about to happen."""
    last_day: str

    # what it rests on
    short: Mapping[str, str]
    """Per kind of alarm: its figures in one line."""
    raised: str
    given: str
    from_to: str
    rate: str
    of_cases: str
    limit: str
    who: str
    not_told: str
    recent: str
    earlier: str
    each_time: str
    percent: str
    point: str

    # deciding
    decision: str
    told: str
    rule: str
    prints_draft: str
    owner_decides: str
    day: str
    ways: Mapping[str, str]
    """Per way to decide: what it does."""
    how: str
    became: Mapping[str, str]
    """Per way to decide: what is so from now on."""
    # the next commands: when each is typed
    shows: str
    one_way: str
    policy: str
    write: str
    runs: str
    makes: str


_EN = PrecedentPhrases(
    none="No favour has become a pattern.",
    favour="{grant}{reason}, beyond `{rule}` of `{request}`: {alarm}",
    with_reason=", for “{reason}”",
    alarms={
        "cohort": "it has spread",
        "single_giver": "one colleague gives it to many",
        "drift": "it is given more and more",
        "recovery_drift": "making good our own failures takes more and more",
    },
    decided={
        "codify": "made policy",
        "tighten": "stopped",
        "sunset": "ends with notice",
        "accept": "accepted",
    },
    decide_by="to decide by {day} ({ahead})",
    closed="closed: it was to be decided by {day}",
    given_until="given until {day}, customers are told",
    ended="ended on {day}",
    accepted_until="accepted until {day}",
    was_accepted="was accepted until {day}",
    today="today",
    one_day="1 day left",
    days="{days} days left",
    overdue="overdue since {day}",
    comes_due="Comes due",
    coming={
        "alarm": "to be decided",
        "approval": "a request for approval, to be answered",
        "concession": "a concession, its last day",
        "recovery": "a recovery, its last day",
        "objection": "an objection of a colleague, to be answered",
        "outside": "given outside of the policy, to be repaired",
        "opposition": "an objection of a customer, to be decided",
    },
    last_day="{decided}, its last day",
    short={
        "cohort": "given in {granted} of {cases} cases, to {customers} customers, by {givers} colleagues",
        "single_giver": "given {granted} times, to {customers} customers, always by the same person",
        "drift": "given in {recent_granted} of {recent_cases} cases in {days} days, and in {earlier_granted} of "
        "{earlier_cases} in as many before",
        "recovery_drift": "given in {recent_granted} of {recent_cases} cases in {days} days, and in "
        "{earlier_granted} of {earlier_cases} in as many before",
    },
    raised="raised",
    given="given",
    from_to="from {first} to {last}",
    rate="rate",
    of_cases="{low} to {high} of such cases",
    limit="{rate} (95 % sure); the limit is {limit}",
    who="who",
    not_told="is not told here: it is about the rule, not about a colleague",
    recent="lately",
    earlier="before",
    each_time="{rate}, {amount} each time",
    percent="{number} %",
    point=".",
    decision="decided",
    told="told, {lang}",
    rule="the rule",
    prints_draft="`{command}` prints its draft",
    owner_decides="The owner of the policy decides, with `--why`:",
    day="DAY",
    ways={
        "codify": "make it policy: you get a draft of the rule, with these cases as examples",
        "tighten": "stop it: from now on it is not given",
        "sunset": "end it: it is given until that day, and customers are told so",
        "accept": "leave it until that day, and look at it anew",
    },
    how="HOW",
    became={
        "codify": "it becomes policy, by the rule below; nothing changes before that is published",
        "tighten": "it is no longer given, from now on",
        "sunset": "it is given until {day}, and then no longer",
        "accept": "it is accepted until {day}, and then looked at anew",
    },
    shows="what it rests on, and what can be decided",
    one_way="in one of these ways",
    policy="POLICY",
    write="in the folder of the policy; then write what is marked {marked}",
    runs="whether the cases behind it come out as expected",
    makes="it is policy from the day that you name",
)

_NL = PrecedentPhrases(
    none="Geen enkele gunst is een patroon geworden.",
    favour="{grant}{reason}, als uitzondering op `{rule}` van `{request}`: {alarm}",
    with_reason=" om “{reason}”",
    alarms={
        "cohort": "het wordt aan velen gegeven",
        "single_giver": "één collega geeft het aan velen",
        "drift": "het wordt steeds vaker of ruimer gegeven",
        "recovery_drift": "eigen fouten goedmaken kost steeds meer",
    },
    decided={
        "codify": "het wordt beleid",
        "tighten": "gestopt",
        "sunset": "loopt af",
        "accept": "aanvaard",
    },
    decide_by="besluit uiterlijk {day} ({ahead})",
    closed="gesloten: uiterlijk {day} moest erover zijn beslist",
    given_until="gegeven tot en met {day}, klanten krijgen dat te horen",
    ended="afgelopen op {day}",
    accepted_until="aanvaard tot en met {day}",
    was_accepted="was aanvaard tot en met {day}",
    today="vandaag",
    one_day="nog 1 dag",
    days="nog {days} dagen",
    overdue="te laat sinds {day}",
    comes_due="Loopt binnenkort af",
    coming={
        "alarm": "een patroon om over te beslissen",
        "approval": "een vraag om goedkeuring, nog te beantwoorden",
        "concession": "een concessie die afloopt",
        "recovery": "een herstel dat afloopt",
        "objection": "een bezwaar van een collega, nog te beantwoorden",
        "outside": "buiten het beleid om gegeven, nog te herstellen",
        "opposition": "een bezwaar van een klant om over te beslissen",
    },
    last_day="{decided}, laatste dag",
    short={
        "cohort": "in {granted} van de {cases} gevallen gegeven, aan {customers} klanten, door {givers} collega's",
        "single_giver": "{granted} keer gegeven, aan {customers} klanten, steeds door dezelfde collega",
        "drift": "in {days} dagen gegeven in {recent_granted} van de {recent_cases} gevallen, en in evenveel dagen "
        "ervoor in {earlier_granted} van de {earlier_cases}",
        "recovery_drift": "in {days} dagen gegeven in {recent_granted} van de {recent_cases} gevallen, en in evenveel "
        "dagen ervoor in {earlier_granted} van de {earlier_cases}",
    },
    raised="gemeld",
    given="gegeven",
    from_to="van {first} tot en met {last}",
    rate="hoe vaak",
    of_cases="in {low} tot {high} van zulke gevallen",
    limit="{rate} (95% zeker); de grens is {limit}",
    who="wie",
    not_told="dat staat hier niet: het gaat om de regel, niet om een collega",
    recent="onlangs",
    earlier="daarvoor",
    each_time="{rate}, {amount} per keer",
    percent="{number}%",
    point=",",
    decision="besloten",
    told="klant, {lang}",
    rule="de regel",
    prints_draft="`{command}` geeft het ontwerp",
    owner_decides="De eigenaar van het beleid beslist, met `--why`:",
    day="DAG",
    ways={
        "codify": "maak er beleid van: je krijgt een ontwerp van de regel, met deze gevallen als voorbeelden",
        "tighten": "stop ermee: vanaf nu wordt het niet meer gegeven",
        "sunset": "bouw het af: het wordt gegeven tot en met die dag, en klanten krijgen dat te horen",
        "accept": "laat het zo tot en met die dag, en kijk dan opnieuw",
    },
    how="HOE",
    became={
        "codify": "het wordt beleid, met de regel hieronder; er verandert niets tot die is gepubliceerd",
        "tighten": "het wordt vanaf nu niet meer gegeven",
        "sunset": "het wordt gegeven tot en met {day}, en daarna niet meer",
        "accept": "het is aanvaard tot en met {day}; daarna kijk je er opnieuw naar",
    },
    shows="waar het op rust, en wat je kunt beslissen",
    one_way="op een van deze manieren",
    policy="BELEID",
    write="in de map van het beleid; vul dan in waar {marked} staat",
    runs="of de gevallen erachter uitkomen zoals verwacht",
    makes="het is beleid vanaf de dag die je noemt",
)

PHRASES: Mapping[str, PrecedentPhrases] = {"en": _EN, "nl": _NL}


def phrases_in(lang: str) -> PrecedentPhrases:
    """The phrases in a language; in English where there are none in it."""
    return PHRASES.get(lang, _EN)
