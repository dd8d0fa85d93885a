"""`fairservice demo`: a shipped policy on a handful of cases, as the cards that its staff would see."""

from __future__ import annotations

from pathlib import Path

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import DEFAULT_LANGUAGE, command, format_option, lang_option

_TITLE = {
    "en": "{title}: {count} customers, and what its staff can answer them",
    "nl": "{title}: {count} klanten, en wat de medewerkers hun kunnen antwoorden",
}
_TRY = {
    "en": (
        "What next?",
        ("See why the first answer is what it is", "Answer a case of your own, question by question",
         "Read the rules behind it out loud", "Start your own policy", "The same cards in Dutch"),
    ),
    "nl": (
        "En nu?",
        ("Zie waarom het eerste antwoord zo is", "Beantwoord zelf een geval, vraag voor vraag",
         "Lees de regels erachter voor", "Begin je eigen beleid", "Dezelfde kaarten in het Engels"),
    ),
}  # fmt: skip


@command(
    "demo",
    example="""
fairservice demo
fairservice demo --lang nl
fairservice demo supplier
""",
    exits="0  fine; 2  no policy of that name comes with fairservice, or it has no cases",
)
@click.argument("name", metavar="[POLICY]", default="webshop")
@lang_option(DEFAULT_LANGUAGE)
@format_option()
def run(name: str, lang: str, format: str) -> None:
    """See a policy at work, card by card.

    It is a web shop's, or `supplier`. For a few customers there is the card that a colleague has in front of them. It
    is read top to bottom with the customer on the line: the answer, the sentence to say, what the customer can
    choose, what to say to one who insists, who may change it, and what to do next.
    """
    from fairservice.bootstrap import load, shipped, shipped_rules
    from fairservice.cli.below import draw_concessions
    from fairservice.cli.card import card_of
    from fairservice.cli.drawing import draw_card
    from fairservice.cli.facts_given import read_case
    from fairservice.cli.options import language_of, request_of
    from fairservice.cli.terminal import WIDEST, bold, dim, hanging, say, say_json, width_now

    shown = sorted({case.parent.parent.name for case in shipped_rules().glob("*/cases/*.json")})
    if name not in shown:
        raise Trouble(f"there is no `{name}` to demonstrate", meant(name, shown, f"there are {', '.join(shown)}"))
    place = shipped(name)
    policy = load(place)
    language_of(policy, lang)
    files = sorted((place / "cases").glob("*.json"))
    told = []
    for file in files:
        case = read_case(str(file))
        decision = policy.decide(
            request_of(policy, case.request, lang),
            case.facts,
            today=case.today,
            received_on=case.received_on,
            lang=lang,
        )
        told.append((file, dict(case.story).get(lang, ""), decision))
    if format == "json":
        say_json([{"case": file.name, "story": story, "decision": each.to_dict(False)} for file, story, each in told])
        return
    width = min(width_now(), WIDEST)
    title = policy.rulebook.title.get(lang, policy.rulebook.name)
    say()
    for line in hanging("", _TITLE.get(lang, _TITLE["en"]).format(title=title, count=len(told)), 2, width):
        say(bold(line))
    for number, (_, story, decision) in enumerate(told, 1):
        say()
        for line in hanging(dim(f"  {number}"), story, 5, width - 2):
            say(line)
        say(draw_card(card_of(decision), lang))
        conceded = draw_concessions(decision)
        if conceded:
            say(conceded)
    say()
    request = told[0][2].request if told else "return"
    _next(name, lang, files[0] if files else None, request)


def _next(name: str, lang: str, first: Path | None, request: str) -> None:
    from fairservice.cli.program import typed
    from fairservice.cli.terminal import bold, paint, say

    heading, lines = _TRY.get(lang, _TRY["en"])
    flag = ("--lang", lang)
    commands = (
        typed("dry-run", name, "--case", first.stem.partition("-")[0], *flag, "--why") if first else None,
        typed("ask", name, request, *flag),
        typed("explain", name, request, *flag),
        typed("init", "my-policy", *flag),
        typed("demo", *([] if name == "webshop" else [name]), "--lang", "nl" if lang == "en" else "en"),
    )
    say(f"  {bold(heading)}")
    for text, shown in zip(lines, commands, strict=True):
        if shown:
            say(f"  {text}:")
            say(f"      {paint(shown, fg='cyan')}")
    say()
