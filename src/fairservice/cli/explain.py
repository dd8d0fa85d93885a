"""`fairservice explain`: the rules of a policy, read out as sentences that anyone can check."""

from __future__ import annotations

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import command, format_option, lang_option, language_of
from fairservice.policy.rule import OTHERWISE, Rule


@command(
    "explain",
    example="""
fairservice explain webshop --lang nl
fairservice explain webshop return-in-window
""",
    exits="0  fine; 2  the policy has errors, or there is no such rule",
)
@click.argument("policy")
@click.argument("rule", required=False, metavar="[RULE]")
@lang_option()
@format_option()
def run(policy: str, rule: str | None, lang: str | None, format: str) -> None:
    """Read a policy out loud, in plain sentences.

    RULE is one rule, one request with all its rules, one decision table with all its rows, or one invariant or
    minimum. Read it to the colleagues who must work with it: what sounds wrong, is wrong.
    """
    from fairservice.cli.policies import open_policy, seen_from_here
    from fairservice.cli.terminal import bold, dim, say, say_json, width_now, wrap
    from fairservice.policy.describe import request_in_words, rule_in_words
    from fairservice.policy.describe_invariants import invariant_in_words, section_in_words

    opened = open_policy(policy)
    lang = language_of(opened, lang)
    book = opened.rulebook
    chosen: list[tuple[str, Rule | None]] = []
    for request in book.requests.values():
        rules = [*request.rules, *([request.otherwise] if request.otherwise else [])]
        if rule in (None, request.name):
            chosen.append((request.name, None))
            chosen += [(request.name, each) for each in rules]
        else:
            chosen += [(request.name, each) for each in rules if rule in (each.id, each.table)]
    always = [each for each in book.invariants if rule in (None, each.name, each.request)]
    if not chosen and not always:
        known = [each.id for request in book.requests.values() for each in request.rules]
        known = [*book.requests, *known, OTHERWISE, *(each.name for each in book.invariants)]
        raise Trouble(f"there is no rule, request or invariant `{rule}`", meant(str(rule), known))
    told: list[dict[str, object]] = [
        {
            "request": name,
            "rule": each.id if each else None,
            "words": rule_in_words(book, each, lang) if each else request_in_words(book, book.requests[name], lang),
            "place": seen_from_here(each.span if each else book.requests[name].span),
        }
        for name, each in chosen
    ]
    held: list[dict[str, object]] = [
        {
            "request": each.request,
            "invariant": each.name,
            "words": invariant_in_words(book, each, lang),
            "place": seen_from_here(each.span),
        }
        for each in always
    ]
    if format == "json":
        say_json({"policy": book.name, "lang": lang, "rules": told, "invariants": held})
        return
    width = min(width_now(), 88)
    if rule is None:
        say(f"\n{bold(book.title.get(lang) or book.name)}, {book.owner}")
    for item in [*told, *held]:
        if held and item is held[0]:
            say(f"\n{bold(section_in_words(lang))}")
        heading, *sentences = str(item["words"]).splitlines()
        indent = 0 if item.get("rule", "") is None else 2
        say()
        say(" " * indent + bold(heading.strip()) + (dim(f"  {item['place']}") if indent else ""))
        for sentence in sentences:
            bullet = "- " if sentence.strip().startswith("- ") else ""
            begin = " " * (indent + 2) + bullet
            column = indent + 4  # where a sentence goes on, so that each one is seen to begin
            first, *rest = wrap(sentence.strip().removeprefix(bullet), width - column)
            for line in (begin + first, *(" " * column + each for each in rest)):
                say(line)
