"""`fairservice desk object` and `answer-objection`: staff have a voice, and the owner of the policy answers."""

from __future__ import annotations

import click

from fairservice.cli.desk.options import desk_command, either, open_here


@desk_command("object", example='fairservice desk object D-12 --note "the receipt does not show the day"')
@click.argument("decision", metavar="D-…")
@click.option("--note", metavar="TEXT", required=True, help="What is wrong with the rule.")
def object_to(decision: str, note: str, lang: str | None, key: str | None, format: str) -> None:
    """Say that the rule behind a decision is wrong.

    Nobody can refuse that. The owner of the policy answers by a day; until then the rule holds.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome, step
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.object(decision, note, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words = speaker.words
    told = words.objected.format(id=done.id, rule=speaker.rule(done.record.rule))
    rows = ((words.note, words.owner_answers.format(day=speaker.day(done.record.due))),)
    show_outcome(done, Outcome(told, rows=rows, steps=(step(words.follow, "show", done.id),)), speaker, format)


@desk_command(
    "answer-objection",
    example='fairservice desk answer-objection X-40 --changes --answer "the day will be on the receipt from May on"',
)
@click.argument("objection", metavar="X-…")
@click.option("--answer", metavar="TEXT", required=True, help="What you think of it.")
@click.option("--changes", is_flag=True, help="The policy will change for it.")
@click.option("--stays", is_flag=True, help="The policy stays as it is.")
def answer_objection(
    objection: str, answer: str, changes: bool, stays: bool, lang: str | None, key: str | None, format: str
) -> None:
    """Answer a colleague who says that a rule is wrong.

    That is for the owner of the policy.
    """
    from fairservice.cli.desk.outcome import Outcome, Step, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    either(changes, stays, ("--changes", "--stays"), "does the policy change for it?")
    desk = open_here(lang)
    done = desk.answer_objection(objection, answer, changes, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words = speaker.words
    told = words.objection_answered.format(objection=f"X-{done.record.objection}")
    steps = (Step(("publish", "POLICY"), words.edit),) if changes else ()
    rows = ((words.note, words.changes if changes else words.stays),)
    show_outcome(done, Outcome(told, rows=rows, steps=steps), speaker, format)
