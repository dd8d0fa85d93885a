"""`fairservice desk concede`, and what becomes of a concession: `notice`, `use`, `withdraw`, `cite`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fairservice.cli.desk.options import MIGHT_WAIT, desk_command, open_here
from fairservice.cli.failures import FINE, NO_ANSWER_YET

if TYPE_CHECKING:
    from fairservice.cli.desk.outcome import Outcome
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.desk import Desk
    from fairservice.desk.recorded import Recorded
    from fairservice.ledger.records import ApprovalAsked, Conceded


@desk_command(
    "concede",
    example="""
fairservice desk concede D-12 store_credit 10.00 --reason our_mistake
fairservice desk concede D-12 store_credit 40.00 --reason our_mistake --in-return "sends it back today"
""",
    exits=MIGHT_WAIT,
)
@click.argument("decision", metavar="D-…")
@click.argument("grant")
@click.argument("amount")
@click.option("--reason", metavar="WORD", required=True, help="One of the reasons of the rule that allows it.")
@click.option("--favour", metavar="RULE", help="The rule that allows it, where more than one does.")
@click.option("--in-return", metavar="TEXT", help="What the customer does for it.")
@click.option("--uses", type=int, metavar="N", help="How often it may be used, if less often than the policy allows.")
@click.option("--renews", metavar="C-…", help="The concession that it renews; that needs somebody higher.")
def concede(
    decision: str,
    grant: str,
    amount: str,
    reason: str,
    favour: str | None,
    in_return: str | None,
    uses: int | None,
    renews: str | None,
    lang: str | None,
    key: str | None,
    format: str,
) -> int:
    """Make an exception that the policy allows.

    It is given once, up to a bound, and for a reason. `fairservice desk decide` says which, up to how much, and for
    which reasons. Within your mandate it is given; above it, it is asked of the lowest role that can approve it, and
    promised to nobody until then. AMOUNT is written as in a policy: `15.00`, `10%`, `2026-12-24`, `yes`.
    """
    desk = open_here(lang)
    done = desk.concede(
        decision, grant, amount, reason, favour=favour, in_return=in_return, uses=uses, renews=renews, key=key
    )
    return show_concession(desk, done, lang, format)


def show_concession(
    desk: Desk, done: Recorded[Conceded] | Recorded[ApprovalAsked], lang: str | None, format: str
) -> int:
    """Tells of a concession that was given, or asked for, and gives the exit code."""
    from fairservice.cli.desk.outcome import show_outcome
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.ledger.records import Conceded

    speaker = speaker_at(desk, lang, done.record)
    record = done.record
    given = isinstance(record, Conceded)
    told = _given(done.id, record, speaker) if isinstance(record, Conceded) else _asked(done.id, record, speaker)
    show_outcome(done, told, speaker, format)
    return FINE if given else NO_ANSWER_YET


def _given(id: str, record: Conceded, speaker: Speaker) -> Outcome:
    from fairservice.cli.desk.outcome import Outcome, step

    words = speaker.words
    uses = words.once if record.uses == 1 else words.times.format(uses=record.uses)
    what = speaker.what(record.grant, record.amount)
    notes = [words.seen[record.level]] if record.level in words.seen else []
    notes += [words.recovery] if record.recovery else []
    notes += [words.approved.format(asked=f"A-{record.approval}")] if record.approval else []
    rows = _reasons(record, speaker, speaker.label(record.reason)) + [(words.note, each) for each in notes]
    rows += [(words.note, words.draft)] if record.draft else []
    done = words.given.format(id=id, what=what, uses=uses, day=speaker.day(record.expires_on))
    return Outcome(done, say=record.notice, rows=tuple(rows), steps=(step(words.notice, "notice", id),))


def _asked(id: str, record: ApprovalAsked, speaker: Speaker) -> Outcome:
    from fairservice.cli.desk.outcome import Outcome, step

    words, role = speaker.words, speaker.label(record.to_role)
    what = speaker.what(record.grant, record.amount)
    why = "; ".join(words.why.get(each, each) for each in record.why)
    rows = [*_reasons(record, speaker, why), (words.note, words.promise_nothing)]
    done = words.asked.format(id=id, role=role, what=what, day=speaker.day(record.due))
    steps = (step(words.role_approves.format(role=role), "approve", id, "--why", '"…"'),)
    return Outcome(done, rows=tuple(rows), steps=steps, waits=True)


def _reasons(record: Any, speaker: Speaker, because: str) -> list[tuple[str, str]]:
    words = speaker.words
    return [(words.because, because), *([(words.in_return, record.in_return)] if record.in_return else [])]


@desk_command("notice", example="fairservice desk notice C-15 --channel mail")
@click.argument("concession", metavar="C-…")
@click.option("--channel", metavar="WORD", help="How they were told: phone, mail, chat, …")
def notice(concession: str, channel: str | None, lang: str | None, key: str | None, format: str) -> None:
    """The customer was told: it is given this once.

    Without it a favour is sooner taken for a right, and counts as such.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome, step
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.notice_sent(concession, channel=channel, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words, given = speaker.words, f"C-{done.record.concession}"
    told = words.noticed.format(id=done.id, concession=given)
    if channel:
        told += f" ({channel})"
    show_outcome(done, Outcome(told, steps=(step(words.used_it, "use", given),)), speaker, format)


@desk_command("use", example="fairservice desk use C-15")
@click.argument("concession", metavar="C-…")
def use(concession: str, lang: str | None, key: str | None, format: str) -> None:
    """The customer used a concession, once."""
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.ledger.records import Conceded

    desk = open_here(lang)
    done = desk.use(concession, key=key)
    given = f"C-{done.record.concession}"
    with desk.looking() as session:
        record = session.found(given, Conceded).record
    speaker = speaker_at(desk, lang, record)
    words = speaker.words
    until = speaker.day(record.expires_on)
    told = words.left.format(concession=given, left=done.record.left, day=until)
    if not done.record.left:
        told = words.used_up.format(concession=given)
    show_outcome(done, Outcome(told), speaker, format)


@desk_command("withdraw", example='fairservice desk withdraw C-15 --why "it was given on the wrong ticket"')
@click.argument("concession", metavar="C-…")
@click.option("--why", metavar="TEXT", required=True, help="Why, in neutral words; it stays on record.")
def withdraw(concession: str, why: str, lang: str | None, key: str | None, format: str) -> None:
    """Take back a concession that was not used yet.

    Whoever gave it or asked for it may do so, and higher roles.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.withdraw(concession, why, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words = speaker.words
    told = words.withdrawn.format(concession=f"C-{done.record.concession}")
    show_outcome(done, Outcome(told, rows=((words.because, done.record.why),)), speaker, format)


@desk_command("cite", example="fairservice desk cite D-31 store_credit")
@click.argument("decision", metavar="D-…")
@click.argument("grant")
def cite(decision: str, grant: str, lang: str | None, key: str | None, format: str) -> None:
    """The customer named an earlier favour as a reason.

    That is how a favour becomes a habit; it counts in what the favour has come to.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.cite(decision, grant, key=key)
    speaker = speaker_at(desk, lang, done.record)
    told = speaker.words.cited.format(id=done.id, grant=speaker.label(done.record.grant))
    show_outcome(done, Outcome(told), speaker, format)
