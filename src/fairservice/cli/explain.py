"""`fairservice explain`: the rules of a policy, read out as sentences that anyone can check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fairservice.cli.failures import Trouble, meant
from fairservice.cli.options import command, format_option, lang_option, language_of
from fairservice.policy.rule import OTHERWISE, Rule

if TYPE_CHECKING:
    from fairservice.conditions.declarations import Fact
    from fairservice.policy.rulebook import Rulebook

DESK = "desk"
"""What is asked for to hear only what holds at the desk; a rule or request of that name goes first."""
WIDEST = 88


@command(
    "explain",
    example="""
fairservice explain webshop --lang nl
fairservice explain webshop return-in-window
fairservice explain webshop desk
""",
    exits="0  fine; 2  the policy has errors, or there is no such rule",
)
@click.argument("policy")
@click.argument("rule", required=False, metavar="[RULE]")
@lang_option()
@format_option()
def run(policy: str, rule: str | None, lang: str | None, format: str) -> None:
    """Read a policy out loud, in plain sentences.

    RULE is one rule, one request with all its rules, one decision table with all its rows, one invariant or minimum,
    or `desk`: who may do what, and what holds where decisions are recorded. Read it to the colleagues who must work
    with it: what sounds wrong, is wrong.
    """
    from fairservice.cli.policies import open_policy, seen_from_here
    from fairservice.cli.terminal import bold, say, say_json
    from fairservice.policy.describe import request_in_words, rule_in_words
    from fairservice.policy.describe_history import looked_up
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
    if not chosen and not always and rule not in (None, DESK):
        known = [each.id for request in book.requests.values() for each in request.rules]
        known = [*book.requests, *known, OTHERWISE, *(each.name for each in book.invariants), DESK]
        raise Trouble(f"there is no rule, request or invariant `{rule}`", meant(str(rule), known))
    with_desk = rule is None or (rule == DESK and not chosen and not always)
    facts = looked_up(book, None if with_desk else [each for _, each in chosen if each])
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
        data = {"policy": book.name, "lang": lang, "rules": told, "invariants": held}
        say_json({**data, **_desk_as_data(book, facts, with_desk, lang)})
        return
    if rule is None:
        say(f"\n{bold(book.title.get(lang) or book.name)}, {book.owner}")
    for item in [*told, *held]:
        if held and item is held[0]:
            say(f"\n{bold(section_in_words(lang))}")
        indent = 0 if item.get("rule", "") is None else 2
        _tell(str(item["words"]), indent, str(item["place"]) if indent else None)
    _tell_desk(book, facts, with_desk, lang, asked=rule == DESK)


def _desk_as_data(book: Rulebook, facts: list[Fact], with_desk: bool, lang: str) -> dict[str, Any]:
    """What is beside the rules: the same keys whatever was asked for, empty where it was not."""
    from fairservice.cli.policies import seen_from_here
    from fairservice.policy.describe_desk import desk_as_data, desk_in_words
    from fairservice.policy.describe_history import history_as_data, history_in_words
    from fairservice.policy.describe_roles import role_in_words, roles_as_data

    desk = None
    if with_desk and book.desk is not None:
        words = "\n\n".join(desk_in_words(book.desk, lang))
        desk = {**desk_as_data(book.desk), "words": words, "place": seen_from_here(book.desk.span)}
    return {
        "roles": [
            {
                **each,
                "words": role_in_words(book, book.roles[each["role"]], lang),
                "place": seen_from_here(book.roles[each["role"]].span),
            }
            for each in (roles_as_data(book) if with_desk else [])
        ],
        "history": [
            {
                **history_as_data(each),
                "words": history_in_words(book, each, lang),
                "place": seen_from_here(each.span) if each.span else None,
            }
            for each in facts
        ],
        "desk": desk,
    }


def _tell_desk(book: Rulebook, facts: list[Fact], with_desk: bool, lang: str, *, asked: bool) -> None:
    """Who may do what, what is looked up, and what holds at the desk; of one rule, what is looked up for it."""
    from fairservice.cli.policies import seen_from_here
    from fairservice.cli.terminal import bold, dim, say
    from fairservice.policy.describe_desk import desk_heading, desk_in_words, no_desk
    from fairservice.policy.describe_history import histories_in_words
    from fairservice.policy.describe_roles import roles_in_words

    if with_desk and book.roles:
        _tell(roles_in_words(book, lang), 0)
    if facts:
        _tell(histories_in_words(book, facts, lang), 0 if with_desk else 2)
    if with_desk and book.desk is not None:
        say(f"\n{bold(desk_heading(lang))}{dim(f'  {seen_from_here(book.desk.span)}')}")
        for paragraph in desk_in_words(book.desk, lang):
            _tell(paragraph, 2)
    elif with_desk and asked:
        _tell(no_desk(lang), 0)


def _tell(words: str, indent: int, place: str | None = None) -> None:
    """A paragraph: its heading, and each sentence on a line of its own."""
    from fairservice.cli.terminal import bold, dim, say, width_now, wrap

    heading, *sentences = words.splitlines()
    say()
    say(" " * indent + bold(heading.strip()) + (dim(f"  {place}") if place else ""))
    column = indent + 4  # where a sentence goes on, so that each one is seen to begin
    for sentence in sentences:
        bullet = "- " if sentence.strip().startswith("- ") else ""
        begin = " " * (indent + 2) + bullet
        first, *rest = wrap(sentence.strip().removeprefix(bullet), min(width_now(), WIDEST) - column)
        for line in (begin + first, *(" " * column + each for each in rest)):
            say(line)
