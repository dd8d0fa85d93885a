"""`fairservice precedents`: favours that have become a pattern, what they rest on, and the decision on each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from fairservice.cli.desk.options import key_option, open_here
from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.group import LazyGroup
from fairservice.cli.options import Day, command, format_option, lang_option

if TYPE_CHECKING:
    from fairservice.cli.precedents_told import Teller
    from fairservice.desk.desk import Desk

NOT_HERE = "2  there is no such alarm or no desk here; 4  it is for the owner of the policy"
COMMANDS = {
    "list": "precedents:list_",
    "show": "precedents:show",
    "resolve": "precedents:resolve",
}


@click.group(
    "precedents",
    cls=LazyGroup,
    modules=COMMANDS,
    epilog="\b\nBegin with:\n  fairservice precedents list",
)
def run() -> None:
    """See favours that became a pattern, and decide on them.

    What is given again and again is policy that nobody made. At an alarm the owner of the policy decides: make it
    policy, stop it, end it with notice, or accept it until a day. What nobody decides in time is closed.
    """


@command(
    "list",
    example="""
fairservice precedents list
fairservice precedents list --format json
""",
    exits="0  nothing waits for a decision; 1  something does; 2  there is no desk here",
)
@lang_option()
@format_option()
def list_(lang: str | None, format: str) -> int:
    """List all patterns, and what comes due.

    Those to decide come first. Alarms that are due by now are raised first, and recorded.
    """
    from fairservice.cli.terminal import say_json

    desk = open_here(lang)
    found = desk.precedents()
    if format == "json":
        say_json(found.to_dict())
    else:
        _teller(desk, lang).tell_list(found)
    return FOUND if any(each.status == "open" for each in found.patterns) else FINE


@command(
    "show",
    example="""
fairservice precedents show P-23
fairservice precedents show P-23 --draft > codified.yaml
""",
    exits=f"0  fine; {NOT_HERE}",
)
@click.argument("alarm", metavar="P-…")
@click.option("--draft", is_flag=True, help="Print the rule that would make it policy, and nothing else. Owners only.")
@lang_option()
@format_option()
def show(alarm: str, draft: bool, lang: str | None, format: str) -> None:
    """Show what a pattern rests on, what was decided, and what can be.

    Nobody is named, neither customers nor colleagues.
    """
    from fairservice.cli.terminal import say, say_json

    desk = open_here(lang)
    shown = desk.precedent(alarm)
    if draft:
        text = shown.draft or desk.draft_rule(alarm).text
        if format == "json":
            say_json({"draft": text})
        else:
            say(text, end=False)
    elif format == "json":
        say_json(shown.to_dict())
    else:
        _teller(desk, lang).tell_one(shown)


@command(
    "resolve",
    example="""
fairservice precedents resolve P-23 codify --why "it is what we want for every loyal customer"
fairservice precedents resolve P-23 tighten --why "it was meant for other cases"
fairservice precedents resolve P-23 sunset --until 2026-12-31 --why "it costs more than it brings"
fairservice precedents resolve P-23 accept --until 2027-01-31 --why "the strike is not over"
""",
    exits=f"0  it is decided; {NOT_HERE}",
)
@click.argument("alarm", metavar="P-…")
@click.argument("how", metavar="codify|tighten|sunset|accept")
@click.option("--why", metavar="TEXT", required=True, help="Why, in neutral words; it stays on record.")
@click.option("--until", type=Day(), help="The last day on which it is accepted, or given with notice.")
@click.option(
    "--words",
    metavar="LANG=TEXT",
    multiple=True,
    help="What customers are told of a sunset, per language. Without it, words that fit any.",
)
@key_option()
@lang_option()
@format_option()
def resolve(
    alarm: str,
    how: str,
    why: str,
    until: date | None,
    words: tuple[str, ...],
    key: str | None,
    lang: str | None,
    format: str,
) -> None:
    """Decide on a pattern. That is for the owner of the policy.

    codify: make it policy; you get a draft of the rule, with the cases behind it as examples. tighten: it is no
    longer given, from now on. sunset: it is given until a day, and customers are told so. accept: it is as it is until
    a day, and then looked at anew. What was decided can be decided again.
    """
    from fairservice.cli.terminal import say_json

    desk = open_here(lang)
    done = desk.resolve_precedent(alarm, how, why, until=until, words=_words(words), key=key)
    if format == "json":
        say_json({"id": done.id, **_plain(done.record.content())})
    else:
        _teller(desk, lang).tell_decided(alarm.strip().upper(), done.record)


def _teller(desk: Desk, lang: str | None) -> Teller:
    from fairservice.cli.desk.speaking import speaker
    from fairservice.cli.precedents_told import Teller

    with desk.looking() as session:
        return Teller(speaker(session, lang), session.today)


def _words(given: tuple[str, ...]) -> dict[str, str] | None:
    words: dict[str, str] = {}
    for each in given:
        lang, equals, text = each.partition("=")
        if not equals or not text.strip():
            raise Trouble(f"`{each[:40]}` is no language with words", 'write it like `--words nl="…"`')
        if lang in words:
            raise Trouble(f"the words in `{lang}` are given twice", "leave one of them out")
        words[lang] = text
    return words or None


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """What is recorded, for programs; who decided it is on the ledger."""
    return {name: value for name, value in content.items() if name not in ("by", "role")}
