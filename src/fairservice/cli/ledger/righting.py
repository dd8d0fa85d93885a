"""`fairservice ledger rectify`, `object` and `decide-objection`: what somebody says is not right, or not fair."""

from __future__ import annotations

import click

from fairservice.cli.failures import FINE, Trouble
from fairservice.cli.ledger.asking import agreed, given_id, language, tell_of_files, ticked, yes_option
from fairservice.cli.ledger.phrases import phrases_in
from fairservice.cli.options import command, format_option, lang_option


@command(
    "rectify",
    example='fairservice ledger rectify D-12 --fact item.condition=unused --why "it was never opened"',
    exits="0  it is put right; 2  there is no such decision or fact; 4  it takes the duty `protect_data`, "
    "or is counted on the ledger",
)
@click.argument("decision", metavar="D-…")
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="The right value; again for another fact.")
@click.option("--unknown", metavar="NAME", multiple=True, help="A fact that is wrong, and nobody knows better.")
@click.option("--why", metavar="TEXT", required=True, help="How it came out.")
@click.option("--lang", metavar="nl|en", help="The language of the words for the customer.")
@yes_option()
@format_option()
def rectify(
    decision: str,
    facts: tuple[str, ...],
    unknown: tuple[str, ...],
    why: str,
    lang: str | None,
    yes: bool,
    format: str,
) -> int:
    """Put facts of a decision right.

    That is what customers can ask (GDPR art. 16). The wrong value is gone then; the answer stays on record as it was
    given, and so does who is backed by it. You are told whether the answer would be another one: then decide the case
    again.
    """
    from fairservice.bootstrap import open_place
    from fairservice.cli.desk.options import name_and_value
    from fairservice.cli.terminal import say, say_json
    from fairservice.desk.privacy.rectifying import weigh

    right: dict[str, str | None] = dict.fromkeys(unknown)
    for each in facts:
        name, value = name_and_value(each, "--fact", "item.condition=unused")
        if name in right:
            raise Trouble(f"the fact `{name}` is given twice", "leave one of the two out")
        right[name] = value
    if not right:
        raise Trouble("which fact is not right?", "name it with its right value: `--fact NAME=VALUE`")
    desk = open_place()
    spoken = language(desk, lang)
    with desk.looking() as session:
        weigh(session, decision, right, why)  # what cannot be put right is told before a yes is asked for
    words, listed = phrases_in(spoken), ", ".join(f"`{name}`" for name in right)
    agreed(words.fact_gone.format(decision=decision, facts=listed), yes, spoken)
    done = desk.rectify(decision, right, why)
    tell_of_files(desk, spoken)
    if format == "json":
        say_json(done.to_dict(spoken))
        return FINE
    say(ticked(words.put_right.format(id=done.entry.id)))
    say(f"  {done.said(spoken)}")
    return FINE


@command(
    "object",
    example='fairservice ledger object K-1042 --why "it was my brother who shouted"',
    exits="0  it is on record; 2  nobody is meant, or the desk is wrong; 4  an objection of theirs is open already",
)
@click.argument("customer", metavar="CUSTOMER")
@click.option("--household", metavar="ID", help="The household of the customer.")
@click.option("--why", metavar="TEXT", required=True, help="What the customer says.")
@click.option("--key", metavar="TEXT", help="An idempotency key: done twice under one key, it is on record once.")
@lang_option()
@format_option()
def oppose(customer: str, household: str | None, why: str, key: str | None, lang: str | None, format: str) -> int:
    """Record that a customer objects.

    To what is held against them (GDPR art. 21). Anybody who hears it does so. From now on it does not count, until a
    human decides: within a month, and not who reported it. That a colleague finds a rule wrong is another thing:
    `fairservice desk object`.

    CUSTOMER is your own id of them; `-` reads it from the standard input.
    """
    from fairservice.cli.desk.options import open_here
    from fairservice.cli.desk.outcome import WORDS, Step, drawn_steps
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.cli.terminal import WIDEST, say, say_json, wide, width_now

    desk = open_here(lang)
    done = desk.oppose(given_id(customer) or "", why, household=household, key=key)
    if format == "json":
        say_json({"id": done.id, "due": done.record.due})
        return FINE
    speaks = speaker_at(desk, lang)
    words, labels = phrases_in(speaks.lang), speaks.words
    say(ticked(words.opposed.format(id=done.id)))
    say(f"  {words.hears_by.format(day=speaks.day(done.record.due))}")
    decides = Step(("ledger", "decide-objection", done.id, "--uphold", "--why", WORDS), words.by_protector)
    for line in drawn_steps((decides,), labels, wide(labels.next) + 5, min(width_now(), WIDEST)):
        say(line)
    return FINE


@command(
    "decide-objection",
    example='fairservice ledger decide-objection Z-31 --uphold --why "nobody else heard it"',
    exits="0  it is decided; 2  there is no such objection; 4  it takes the duty `protect_data`, "
    "is decided already, or is about what you reported",
)
@click.argument("objection", metavar="Z-…")
@click.option("--uphold", "upheld", is_flag=True, help="The customer is right.")
@click.option("--reject", "rejected", is_flag=True, help="The customer is not.")
@click.option("--why", metavar="TEXT", required=True, help="The reason, as the customer may hear it.")
@click.option("--key", metavar="TEXT", help="An idempotency key: done twice under one key, it is on record once.")
@lang_option()
@format_option()
def decide_objection(
    objection: str, upheld: bool, rejected: bool, why: str, key: str | None, lang: str | None, format: str
) -> int:
    """Decide on the objection of a customer.

    Upheld: what was reported until then never counts again. Rejected: it does from now on, and the customer may turn
    to the supervisory authority.
    """
    from fairservice.cli.desk.options import either, open_here
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.cli.terminal import say, say_json

    either(upheld, rejected, ("--uphold", "--reject"), "is the customer right?")
    desk = open_here(lang)
    done = desk.decide_opposition(objection, upheld, why, key=key)
    if format == "json":
        say_json({"id": done.id, "objection": f"Z-{done.record.opposition}", "upheld": done.record.upheld})
        return FINE
    words = phrases_in(speaker_at(desk, lang).lang)
    say(ticked((words.upheld if upheld else words.rejected).format(id=f"Z-{done.record.opposition}")))
    return FINE
