"""`fairservice desk approve` and `refuse`: what somebody else asked for, answered."""

from __future__ import annotations

import click

from fairservice.cli.desk.options import desk_command, open_here


@desk_command("approve", example='fairservice desk approve A-21 --why "our courier lost it twice"')
@click.argument("approval", metavar="A-…")
@click.option("--why", metavar="TEXT", required=True, help="Why, in neutral words; it stays on record.")
def approve(approval: str, why: str, lang: str | None, key: str | None, format: str) -> int:
    """Approve what a colleague asked for.

    Then it is given. Never one's own request. All bounds are looked at again, as they are now.
    """
    from fairservice.cli.desk.conceding import show_concession
    from fairservice.ledger.records import Conceded

    desk = open_here(lang)
    done = desk.approve(approval, True, why, key=key)
    assert isinstance(done.record, Conceded)
    return show_concession(desk, done, lang, format)


@desk_command("refuse", example='fairservice desk refuse A-21 --why "it was given for this last month"')
@click.argument("approval", metavar="A-…")
@click.option("--why", metavar="TEXT", required=True, help="Why, in neutral words; it stays on record.")
def refuse(approval: str, why: str, lang: str | None, key: str | None, format: str) -> None:
    """Refuse what a colleague asked for.

    Or take back what you asked for yourself. The answer of the policy stays.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.ledger.records import ApprovalAnswered, ApprovalAsked

    desk = open_here(lang)
    done = desk.approve(approval, False, why, key=key)
    assert isinstance(done.record, ApprovalAnswered)
    name = f"A-{done.record.asked}"
    with desk.looking() as session:
        asked = session.found(name, ApprovalAsked).record
    speaker = speaker_at(desk, lang, asked)
    words = speaker.words
    said = words.taken_back if done.record.taken_back else words.not_approved
    told = said.format(asked=name, what=speaker.what(asked.grant, asked.amount))
    rows = ((words.because, done.record.why), (words.note, words.answer_stays))
    show_outcome(done, Outcome(told, rows=rows), speaker, format)
