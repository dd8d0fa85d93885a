"""`fairservice desk answer`, `escalate` and `uphold`: what the customer was told, and who stands behind it."""

from __future__ import annotations

import click

from fairservice.cli.desk.options import desk_command, open_here


@desk_command(
    "answer",
    example="""
fairservice desk answer D-12
fairservice desk answer D-12 --said "Until Friday you may still exchange it." --channel phone
""",
)
@click.argument("decision", metavar="D-…")
@click.option("--said", metavar="TEXT", help="Your own words. Without it, the sentence of the policy.")
@click.option("--channel", metavar="WORD", help="How they were told: phone, mail, chat, …")
def answer(
    decision: str, said: str | None, channel: str | None, lang: str | None, key: str | None, format: str
) -> None:
    """Put on record what the customer was told.

    A no that was told counts: it keeps a favour of long ago from being taken for a right.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome, step
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.answer(decision, said, channel=channel, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words, made = speaker.words, f"D-{done.record.decision}"
    steps = [step(words.rule_wrong, "object", made, "--note", '"…"')]
    if done.record.refused:
        steps.insert(0, step(words.escalate, "escalate", made))
    rows = ((words.note, words.told_otherwise),) if said is not None else ()
    told = words.answered.format(id=done.id, decision=made)
    show_outcome(done, Outcome(told, say=done.record.said, rows=rows, steps=tuple(steps)), speaker, format)


@desk_command("escalate", example="fairservice desk escalate D-12")
@click.argument("decision", metavar="D-…")
def escalate(decision: str, lang: str | None, key: str | None, format: str) -> None:
    """The customer asks for somebody higher.

    The decision goes along, so that nobody begins anew. Mostly it is upheld; whoever knows a fact that changes the
    case overrides it.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome, step
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.ledger.records import DecisionMade
    from fairservice.policy.rule import NOBODY

    desk = open_here(lang)
    done = desk.escalate(decision, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words, role = speaker.words, speaker.label(done.record.to_role)
    made = f"D-{done.record.decision}"
    told = words.escalated.format(id=done.id, decision=made, role=role)
    steps = [step(words.role_upholds.format(role=role), "uphold", done.id)]
    with desk.looking() as session:
        overridable = session.numbered(done.record.decision, DecisionMade).record.decision["may_override"]
    if overridable not in (None, NOBODY):
        steps.append(step(words.role_overrides, "override", made, "yes", "--fact", "NAME=VALUE", "--why", '"…"'))
    show_outcome(done, Outcome(told, steps=tuple(steps), waits=True), speaker, format)


@desk_command("uphold", example="fairservice desk uphold U-14")
@click.argument("escalation", metavar="U-…")
def uphold(escalation: str, lang: str | None, key: str | None, format: str) -> None:
    """Stand behind the answer of a colleague.

    You get the sentence that says so, for the customer who asked for you.
    """
    from fairservice.cli.desk.outcome import Outcome, Step, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.uphold(escalation, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words, made = speaker.words, f"D-{done.record.decision}"
    told = words.upheld.format(id=f"U-{done.record.escalation}", decision=made)
    steps = (Step(("backing", made), words.statement),)
    show_outcome(done, Outcome(told, say=done.record.sentence, steps=steps), speaker, format)
