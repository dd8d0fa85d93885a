"""`fairservice demo`: a web shop's policy on a handful of cases, as the cards that its staff would see."""

from __future__ import annotations

from pathlib import Path

from fairservice.cli.options import command, format_option, lang_option

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
""",
    exits="0  fine",
)
@lang_option("en")
@format_option()
def run(lang: str, format: str) -> None:
    """See a web shop's policy at work: a few customers, and the card that a colleague has for each.

    A card is read top to bottom with the customer on the line: the answer, the sentence to say, what the
    customer can choose, what to say to one who insists, who may change it, and what to do next.
    """
    from fairservice.bootstrap import load, shipped
    from fairservice.cli.below import draw_concessions
    from fairservice.cli.card import card_of
    from fairservice.cli.drawing import draw_card
    from fairservice.cli.dry_run import day_in
    from fairservice.cli.facts_given import read_case
    from fairservice.cli.options import known_request, language_of
    from fairservice.cli.policies import label_in
    from fairservice.cli.terminal import WIDEST, bold, dim, hanging, say, say_json, width_now

    place = shipped("webshop")
    policy = load(place)
    language_of(policy, lang)
    files = sorted((place / "cases").glob("*.json"))
    told = []
    for file in files:
        case = read_case(str(file))
        decision = policy.decide(
            known_request(policy, case.request or ""),
            case.facts,
            today=day_in(case.today),
            received_on=day_in(case.received_on),
            lang=lang,
        )
        told.append((file, dict(case.story).get(lang, ""), decision))
    if format == "json":
        say_json([{"case": file.name, "story": story, "decision": each.to_dict(False)} for file, story, each in told])
        return
    width = min(width_now(), WIDEST)
    title = policy.rulebook.title.get(lang, policy.rulebook.name)
    say()
    say(f"  {bold(_TITLE.get(lang, _TITLE['en']).format(title=title, count=len(told)))}")
    for number, (_, story, decision) in enumerate(told, 1):
        say()
        for line in hanging(dim(f"  {number}"), story, 5, width - 2):
            say(line)
        label = label_in(policy, lang)
        say(draw_card(card_of(decision, label), lang))
        conceded = draw_concessions(decision, label)
        if conceded:
            say(conceded)
    say()
    request = told[0][2].request if told else "return"
    _next(lang, files[0] if files else None, request)


def _next(lang: str, first: Path | None, request: str) -> None:
    from fairservice.cli.terminal import bold, paint, say

    heading, lines = _TRY.get(lang, _TRY["en"])
    flag = "" if lang == "en" else f" --lang {lang}"
    commands = (
        f"fairservice dry-run webshop --case {first.stem}{flag} --why" if first else None,
        f"fairservice ask webshop {request}{flag}",
        f"fairservice explain webshop {request}{flag}",
        "fairservice init my-policy",
        f"fairservice demo{' --lang nl' if lang == 'en' else ''}",
    )
    say(f"  {bold(heading)}")
    for text, typed in zip(lines, commands, strict=True):
        if typed:
            say(f"  {text}:")
            say(f"      {paint(typed, fg='cyan')}")
    say()
