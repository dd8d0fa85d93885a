"""What the commands on people's data tell colleagues, in each language; what customers are told is not theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class LedgerPhrases(NamedTuple):
    """Braces are filled in by the one who prints."""

    # before something is gone
    go_on: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    stopped: str
    final: str
    fact_gone: str
    in_files: str

    # what was done
    entry: str
    entries: str
    thousands: str
    exported: str
    forgotten: str
    put_right: str
    opposed: str
    hears_by: str
    by_protector: str
    upheld: str
    rejected: str

    # figures of one employee
    figures: str
    no_figures: str
    seen: str
    no_looks: str
    look: str


_EN = LedgerPhrases(
    go_on="Go on? [y/N]",
    yes=("y", "yes"),
    no=("n", "no"),
    stopped="Stopped. Nothing was recorded.",
    final="Nothing brings it back.",
    fact_gone="What `{decision}` says of {facts} now is gone for good.",
    in_files="Somebody was reading meanwhile: the bytes leave the ledger's file with the next that is written.",
    entry="1 entry",
    entries="{count} entries",
    thousands=",",
    exported="{file}: {entries}. That it was given is on record as {id}.",
    forgotten="On record as {id}, without saying whom it was about.",
    put_right="On record as {id}. What the customer can be told:",
    opposed="{id} is on record. Conduct that was reported does not count until it is decided.",
    hears_by="The customer hears by {day} at the latest (GDPR art. 12(3)).",
    by_protector="or `--reject`, by who protects data",
    upheld="{id} is upheld: what was reported does not count any more.",
    rejected="{id} is rejected: what was reported counts again; say so, and name the supervisory authority.",
    figures="{view} of {employee}, since {day}:",
    no_figures="none",
    seen="On record as {id}; {employee} can see it.",
    no_looks="Nobody has looked at figures of yours.",
    look="{view}, by a {role}: {why}",
)

_NL = LedgerPhrases(
    go_on="Doorgaan? [j/N]",
    yes=("j", "ja", "y", "yes"),
    no=("n", "nee", "no"),
    stopped="Gestopt. Er is niets vastgelegd.",
    final="Dit is niet terug te halen.",
    fact_gone="Wat `{decision}` nu over {facts} zegt, is dan voorgoed weg.",
    in_files="Iemand was intussen aan het lezen: uit het bestand is het pas weg als er weer iets wordt vastgelegd.",
    entry="1 vermelding",
    entries="{count} vermeldingen",
    thousands=".",
    exported="{file}: {entries}. Dat je het gaf, is vastgelegd als {id}.",
    forgotten="Vastgelegd als {id}, zonder te zeggen over wie het ging.",
    put_right="Vastgelegd als {id}. Dit kun je tegen de klant zeggen:",
    opposed="{id} is vastgelegd. Gemeld gedrag telt niet mee tot erover is beslist.",
    hears_by="De klant hoort het uiterlijk {day} (AVG art. 12(3)).",
    by_protector="of `--reject`, door wie gegevens beschermt",
    upheld="{id}: de klant krijgt gelijk. Wat is gemeld, telt niet meer mee.",
    rejected="{id} is afgewezen: wat is gemeld, telt weer mee. Zeg dat, en noem de Autoriteit Persoonsgegevens.",
    figures="{view} van {employee}, sinds {day}:",
    no_figures="geen",
    seen="Vastgelegd als {id}; {employee} kan het zien.",
    no_looks="Niemand heeft jouw cijfers bekeken.",
    look="{view}, door een {role}: {why}",
)

PHRASES: Mapping[str, LedgerPhrases] = {"en": _EN, "nl": _NL}


def phrases_in(lang: str) -> LedgerPhrases:
    """The phrases in a language; in English where there are none in it."""
    return PHRASES.get(lang, _EN)
