"""`fairservice desk show`: what is on record under a name, or of a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from fairservice.cli.desk.options import lang_option, open_here
from fairservice.cli.failures import Trouble
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.recorded import Recorded
    from fairservice.desk.session import Session
    from fairservice.ledger.records import DecisionMade, Record


@command(
    "show",
    example="fairservice desk show D-12\nfairservice desk show --ticket T-881",
    exits="0  fine; 2  there is nothing of that name, or no desk here; 4  it is not for you to see",
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--ticket", metavar="ID", help="All that is on record of a ticket.")
@lang_option()
@format_option()
def run(name: str | None, ticket: str | None, lang: str | None, format: str) -> None:
    """Show what is on record under a name, or of a ticket.

    Colleagues are told by their role; your own entries say `you`.
    """
    from fairservice.desk.looking_up import matter_of, of_ticket

    if (name is None) == (ticket is None):
        raise Trouble("what is to be shown?", "say a name like `D-12`, or a ticket with `--ticket`")
    desk = open_here(lang)
    with desk.looking() as session:
        if name is not None:
            found = _found(session, name)
            _show_one(session, found, matter_of(session, found), lang, format)
        else:
            _show_ticket(session, str(ticket), of_ticket(session, str(ticket)), lang, format)


def _found(session: Session, name: str) -> Recorded[Record]:
    """The entry of a name; help for who typed a ticket. Raises as `look_up`."""
    from fairservice.desk.looking_up import look_up, of_ticket
    from fairservice.errors import DeskError, NotOnRecord

    try:
        return look_up(session, name)
    except NotOnRecord as error:
        try:
            tickets = of_ticket(session, name)
        except DeskError:  # that cannot be the name of one
            tickets = []
        if not tickets:
            raise
        raise NotOnRecord(str(error), f"did you mean the ticket, `--ticket {quote(name)}`?") from None


def _show_one(
    session: Session, found: Recorded[Record], matter: Sequence[Recorded[Record]], lang: str | None, format: str
) -> None:
    from fairservice.cli.desk.speaking import entry_json, speaker
    from fairservice.cli.terminal import WIDEST, bold, say, say_json, width_now
    from fairservice.ledger.records import DecisionMade

    speaks = speaker(session, lang, found.record)
    if format == "json":
        say_json({**entry_json(found, speaks), "matter": [entry_json(each, speaks) for each in matter]})
        return
    width = min(width_now(), WIDEST)
    if isinstance(found.record, DecisionMade):
        _show_decision(session, found.record, speaks)
    say()
    _lines(session, [found], speaks.lang, lang, width)
    _details(found.record, speaks, width)
    if matter:
        say()
        say(bold(f"  {speaks.words.belongs}"))
        _lines(session, matter, speaks.lang, lang, width)


def _show_decision(session: Session, record: DecisionMade, speaker: Speaker) -> None:
    """Its card, made again from its own policy and facts."""
    from dataclasses import replace

    from fairservice.cli.show import show_decision
    from fairservice.desk.deciding import again

    show_decision(again(session, replace(record, lang=speaker.lang)))


def _show_ticket(
    session: Session, ticket: str, found: Sequence[Recorded[Record]], lang: str | None, format: str
) -> None:
    from fairservice.cli.desk.speaking import entry_json, speaker
    from fairservice.cli.terminal import WIDEST, bold, say, say_json, width_now
    from fairservice.errors import NotOnRecord

    if not found:
        raise NotOnRecord(f"nothing is on record of the ticket `{ticket[:60]}`", "write it as it was written then")
    speaks = speaker(session, lang, found[0].record)
    if format == "json":
        say_json(
            {"ticket": ticket, "entries": [entry_json(each, speaker(session, lang, each.record)) for each in found]}
        )
        return
    say()
    say(bold(f"  {speaks.words.ticket.format(ticket=ticket)}"))
    _lines(session, found, speaks.lang, lang, min(width_now(), WIDEST))


def _lines(session: Session, found: Sequence[Recorded[Record]], like: str, lang: str | None, width: int) -> None:
    """A line each: when, its name, who by their role, and what."""
    from fairservice.cli.desk.speaking import speaker
    from fairservice.cli.terminal import hanging, say, wide

    column = max((wide(each.id) for each in found), default=0)
    for each in found:
        speaks = speaker(session, lang, each.record, like)
        at = each.at.astimezone(speaks.rulebook.zone)
        head = f"  {at:%Y-%m-%d %H:%M}  {each.id:<{column}}"
        for line in hanging(head, f"{_who(each.record, speaks)}: {event(each.record, speaks)}", wide(head) + 2, width):
            say(line)


def _who(record: Record, speaker: Speaker) -> str:
    if not record.by:
        return speaker.words.nobody
    return speaker.words.you if record.by == speaker.login else speaker.label(record.role)


def event(record: Record, speaker: Speaker) -> str:
    """What an entry says, in a few words."""

    def said(name: str) -> Any:
        return getattr(record, name, None)

    words = speaker.words
    grant, amount = said("grant"), said("amount")
    status = said("answer") or said("status") or "open"
    given: dict[str, Any] = {
        "request": said("request"),
        "answer": speaker.answer(str(status)),
        "answer_text": status,
        "said": said("said"),
        "to_role": speaker.label(str(said("to_role"))),
        "what": speaker.what(grant, amount) if grant is not None and amount is not None else "",
        "approved": speaker.answer(str(said("approved")).lower()),
        "reason": speaker.label(str(said("reason"))) if record.kind == "concession" else said("reason"),
        "left": said("left"),
        "why": said("why"),
        "how": speaker.answer(str(said("how"))),
        "conduct": words.conduct.get(str(said("what")), str(said("what"))),
        "note": said("note"),
        "grant": speaker.label(str(grant)),
        "rule": speaker.rule(said("rule")),
        "count": said("count"),
    }
    return words.events[record.kind].format(**given) if record.kind in words.events else record.kind


def _details(record: Record, speaker: Speaker, width: int) -> None:
    """Below one entry: what it says beyond its line, label by label."""
    from fairservice.cli.desk.outcome import quoted
    from fairservice.cli.terminal import dim, hanging, say, wide

    words = speaker.words
    said: list[tuple[str, str]] = []
    for name in ("notice", "sentence"):
        if text := getattr(record, name, None):
            said.append((words.say, quoted(str(text))))
    if record.kind == "repair":
        said.append((words.say, quoted(str(getattr(record, "said", "")))))
    if text := getattr(record, "in_return", None):
        said.append((words.in_return, str(text)))
    if text := getattr(record, "why", None):
        whys = [text] if isinstance(text, str) else [words.why.get(each, each) for each in text]
        said.append((words.because, "; ".join(whys)))
    for name in ("expires_on", "due", "valid_until"):
        if text := getattr(record, name, None):
            said.append((words.until, speaker.day(str(text))))
    column = max((wide(label) for label, _ in said), default=0) + 6
    for label, text in said:
        for line in hanging(dim(f"    {label}"), text, column, width):
            say(line)
