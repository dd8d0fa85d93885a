"""`fairservice desk open` and `approvals`: what waits for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fairservice.cli.desk.options import lang_option, open_here
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.session import Session
    from fairservice.desk.waiting import Waiting

EXITS = "0  fine, also where nothing waits; 2  there is no desk here, or you are not on its staff"


@command("open", example="fairservice desk open\nfairservice desk open --lang nl", exits=EXITS)
@lang_option()
@format_option()
def run(lang: str | None, format: str) -> None:
    """List what waits for you, the soonest first.

    Requests for approval, customers who want somebody higher, promises outside of the policy, objections of
    colleagues, patterns to decide on: each where your roles have that duty. And what you still have to tell customers.
    """
    from fairservice.desk.waiting import asked, waiting

    desk = open_here(lang)
    with desk.looking() as session:
        _show(session, waiting(session), asked(session), lang, format)
    warn_of_the_place()


def warn_of_the_place() -> None:
    """What is not as it should be in the desk's own file, though it works: told on the standard error."""
    import sys

    from fairservice.cli.terminal import colour_on, say, width_now
    from fairservice.desk.place import find_place
    from fairservice.source.render import render_findings

    warnings = find_place().warnings
    if warnings:
        say(err=True)
        say(render_findings(warnings, min(width_now(), 100), colour_on(sys.stderr)), err=True, end=False)


@command("approvals", example="fairservice desk approvals", exits=EXITS)
@lang_option()
@format_option()
def approvals(lang: str | None, format: str) -> None:
    """List the requests for approval that you can answer.

    Your own are never among them.
    """
    from fairservice.desk.waiting import approvals

    desk = open_here(lang)
    with desk.looking() as session:
        _show(session, approvals(session), [], lang, format, words="no_approvals")


def _show(
    session: Session,
    mine: Sequence[Waiting],
    others: Sequence[Waiting],
    lang: str | None,
    format: str,
    words: str = "nothing_open",
) -> None:
    from fairservice.cli.desk.speaking import speaker
    from fairservice.cli.terminal import WIDEST, bold, hanging, say, say_json, width_now

    speaks = speaker(session, lang)
    today = session.today.toordinal()
    if format == "json":
        say_json(
            {
                "waiting": [_json(each, speaks, today) for each in mine],
                "asked": [_json(each, speaks, today) for each in others],
            }
        )
        return
    width = min(width_now(), WIDEST)
    name = session.person.name
    say()
    if mine:
        say(bold(f"  {speaks.words.open_for.format(name=name)}"))
    else:
        for line in hanging("", getattr(speaks.words, words).format(name=name), 2, width):
            say(line)
    _rows(mine, speaks, today, width)
    if others:
        say()
        say(bold(f"  {speaks.words.waits_for_others}"))
        _rows(others, speaks, today, width, steps=False)


def _rows(found: Sequence[Waiting], speaker: Speaker, today: int, width: int, steps: bool = True) -> None:
    from fairservice.cli.desk.outcome import typed_step
    from fairservice.cli.terminal import hanging, paint, say, wide

    words = speaker.words
    column = max((wide(each.id) for each in found), default=0) + 4
    for each in found:
        due = ""
        if each.due is not None:
            form = words.late if each.due < today else words.by
            due = form.format(day=speaker.day(each.due))
        told = in_words(each, speaker, words.waiting if steps else words.asked_for)
        late = each.due is not None and each.due < today
        for line in hanging(f"  {each.id}", f"{told}, {due}" if due else told, column, width):
            say(paint(line, fg="red") if late else line)
        if steps:
            say(" " * column + paint(typed_step(step_of(each)), fg="cyan"))


def in_words(each: Waiting, speaker: Speaker, told: Mapping[str, str]) -> str:
    """What waits, in a few words."""
    record = each.record
    grant, amount = getattr(record, "grant", None), getattr(record, "amount", None)
    what = speaker.what(grant, amount) if grant is not None and amount is not None else ""
    return told["retract" if each.honoured_by is not None else each.kind].format(
        what=what,
        decision=f"D-{getattr(record, 'decision', '')}",
        request=getattr(record, "request", ""),
        grant=speaker.label(grant) if grant is not None else "",
        rule=speaker.rule(getattr(record, "rule", None)),
        role=speaker.label(each.honoured_by or ""),
    )


def step_of(each: Waiting) -> tuple[str, ...]:
    """The command that ends the waiting."""
    match each.kind:
        case "approval":
            return ("desk", "approve", each.id, "--why", '"…"')
        case "escalation":
            return ("desk", "uphold", each.id)
        case "outside":
            return ("desk", "repair", each.id, "honour" if each.honoured_by is None else "retract")
        case "named":
            return ("desk", "object", f"D-{each.item.body['decision']}", "--note", '"…"')
        case "objection":
            return ("desk", "answer-objection", each.id, "--stays", "--answer", '"…"')
        case "alarm":
            return ("precedents", "show", each.id)
        case "opposition":
            return ("desk", "show", each.id)
        case "notice":
            return ("desk", "notice", each.id)


def _json(each: Waiting, speaker: Speaker, today: int) -> dict[str, object]:
    from datetime import date

    grant, amount = each.item.grant, None
    if grant is not None and each.item.amount is not None:
        amount = speaker.written(grant, each.item.amount)
    return {
        "kind": each.kind,
        "id": each.id,
        "due": None if each.due is None else date.fromordinal(each.due).isoformat(),
        "late": each.due is not None and each.due < today,
        "ticket": each.item.ticket,
        "request": each.item.request,
        "rule": each.item.rule,
        "grant": each.item.grant,
        "amount": amount,
        "honoured_by": each.honoured_by,
        "reason": each.item.reason if each.kind != "objection" else None,
    }
