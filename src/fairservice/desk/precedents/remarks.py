"""What stands beside a draft of a rule, for the owner of the policy who completes it, in the first language of that."""

from __future__ import annotations

from fairservice.desk.phrases import Phrases

TO_WRITE = {
    "nl": "NOG TE SCHRIJVEN: waarom iedere klant in dit geval dit krijgt.",
    "en": "TO BE WRITTEN: why every customer in this case gets this.",
}
"""What stands where the owner of the policy gives the reason. Nobody else can: it is what customers are told."""

HEAD: Phrases = {
    "nl": """\
Een ontwerp, bij patroon {alarm}: `{grant}` is {count} keer gegeven als uitzondering op
`{rule}` van `{request}`. Zet het in een bestand van het beleid, en maak het af:
  when     is wat alle gevallen gemeen hebben; zeg wat nog meer moet gelden, en haal weg wat niet hoeft
  give     is wat het vaakst is gegeven ({amounts})
  because  schrijf je zelf: wat iedere klant mag horen
Daarna draait `fairservice test` de voorbeelden: de gevallen waarin het is gegeven, voor zover die het bepalen.
""",
    "en": """\
A draft, from alarm {alarm}: `{grant}` was given {count} times as an exception to
`{rule}` of `{request}`. Put it into a file of the policy, and complete it:
  when     is what all cases have in common; say what else must hold, and take out what need not
  give     is what was given most often ({amounts})
  because  is yours to write: what every customer may be told
Then `fairservice test` runs the examples: the cases in which it was given, as far as that decides them.
""",
}
LEFT_OUT: Phrases = {
    "nl": "Niet getoond: nog {count}, want gewist, intussen anders beslist, of herleidbaar tot iemand.",
    "en": "Not shown: {count} more, erased, decided otherwise by now, or telling of somebody.",
}
NOTHING_SHARED: Phrases = {
    "nl": "when: niets is in alle gevallen gelijk; zonder voorwaarde zou het voor iedereen gelden",
    "en": "when: nothing is the same in all cases; without a condition it would hold for everybody",
}
ALSO_GIVES: Phrases = {
    "nl": "en alles wat `{rule}` geeft: neem dat hier over, want die regel geldt dan niet meer",
    "en": "and all that `{rule}` gives: copy its lines here, since it is overridden",
}
VARIES: Phrases = {
    "nl": "{name}: in deze gevallen {values}",
    "en": "{name}: in these cases {values}",
}
