"""`fairservice backing`: the statement that an answer followed the policy, and whether such a statement holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairservice.cli.backing_phrases import phrases_in
from fairservice.cli.desk.options import lang_option, open_here
from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.desk import Desk

MAX_BYTES = 64 * 1024


@command(
    "backing",
    example="""
fairservice backing D-12
fairservice backing D-12 -o D-12.backing.json
fairservice backing --verify D-12.backing.json
""",
    exits="0  here it is, or it holds; 1  it does not hold; 2  there is no such decision, or this is no statement; "
    "4  there is nothing to stand behind: the decision is still open, or was changed",
)
@click.argument("decision", required=False, metavar="[D-…]")
@click.option("-o", "--out", metavar="FILE", help="Write it to a file, as it can be verified later.")
@click.option("--verify", metavar="FILE", help="Tell whether the statement in a file holds; `-` reads standard input.")
@lang_option()
@format_option()
def run(decision: str | None, out: str | None, verify: str | None, lang: str | None, format: str) -> int:
    """State that an answer followed the policy.

    It says which rule, of which version, on which day, for whoever was doubted. It is sealed by the desk: whoever has
    the file can have it verified here later, also when the entry was erased since.
    """
    if (decision is None) == (verify is None):
        raise Trouble("which decision is it about?", "say one like `D-12`; or name a statement with `--verify FILE`")
    if verify is not None and out is not None:
        raise Trouble("a statement is made or verified, not both", "leave `--verify` or `-o` out")
    if verify is not None:
        return _verify(verify, lang, format)
    return _state(str(decision), out, lang, format)


def _state(decision: str, out: str | None, lang: str | None, format: str) -> int:
    from fairservice.cli.desk.outcome import Step, drawn_steps
    from fairservice.cli.files import write_whole
    from fairservice.cli.terminal import WIDEST, paint, say, say_json, wide, width_now

    desk = open_here(lang)
    statement = desk.backing(decision)
    if out is not None:
        write_whole(Path(out), (json.dumps(statement, ensure_ascii=False, indent=2) + "\n").encode())
    if format == "json":
        say_json(statement)
        return FINE
    speaks = _speaker(desk, lang, decision)
    say()
    _print(statement, speaks)
    if out is not None:
        say()
        say(f"{paint('✓', fg='green', bold=True)} {out}")
        verifies, labels = Step(("backing", "--verify", out), phrases_in(speaks.lang).verify), speaks.words
        for line in drawn_steps((verifies,), labels, wide(labels.next) + 5, min(width_now(), WIDEST)):
            say(line)
    return FINE


def _speaker(desk: Desk, lang: str | None, decision: str) -> Speaker:
    """Who speaks the language that was typed, or else that of the decision."""
    from fairservice.cli.desk.speaking import speaker
    from fairservice.ledger.records import DecisionMade

    with desk.looking() as session:
        return speaker(session, lang, session.found(decision, DecisionMade).record)


def _print(statement: Mapping[str, Any], speaker: Speaker) -> None:
    from fairservice.cli.terminal import WIDEST, bold, dim, hanging, say, width_now

    width = min(width_now(), WIDEST)
    for line in hanging("", str(statement["says"]), 2, width):
        say(bold(line))
    say()
    words = phrases_in(speaker.lang)
    day, answer = speaker.day(statement["decided_on"]), speaker.answer(statement["answer"])
    rows = [
        (words.decision, words.decided.format(decision=statement["decision"], day=day, desk=statement["desk"])),
        (words.answer, words.answered.format(answer=answer, request=statement["request"])),
        (words.rule, " · ".join(str(each) for each in (statement["rule"], statement["reference"]) if each)),
        (words.policy, words.publication.format(**statement)),
        (words.owner, statement["owner"]),
        *((label, statement[name]) for name, label in words.seals.items()),
    ]
    column = max(len(name) for name, _ in rows) + 4
    for name, text in rows:
        for line in hanging(
            dim(f"  {name}"), str(text), column, max(width, column + 64 if len(str(text)) == 64 else 0)
        ):
            say(line)


def _verify(file: str, lang: str | None, format: str) -> int:
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.cli.terminal import WIDEST, hanging, paint, say, say_json, width_now

    statement = _read(file)
    desk = open_here(lang)
    verdict = desk.verify_backing(statement)
    holds = verdict in ("holds", "holds_but_erased")
    if format == "json":
        say_json({"verdict": verdict, "holds": holds, "decision": statement["decision"]})
        return FINE if holds else FOUND
    mark = paint("✓", fg="green", bold=True) if holds else paint("✗", fg="red", bold=True)
    name = str(statement["decision"])[:40]
    means = phrases_in(speaker_at(desk, lang).lang).verdicts[verdict]
    for line in hanging(f"{mark} {name}", means, len(name) + 4, min(width_now(), WIDEST)):
        say(line)
    return FINE if holds else FOUND


def _read(file: str) -> dict[str, Any]:
    """The statement in a file. Raises Trouble for what is none, and OSError."""
    if file == "-":
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(file).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    found: object = None
    if len(content) <= MAX_BYTES:
        try:
            found = json.loads(content.decode())
            json.dumps(found, ensure_ascii=False).encode()  # half a sign, which no statement has, cannot be sealed
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        raise Trouble(f"`{file}` is not a statement of backing", "`fairservice backing D-… -o FILE` makes one")
    return found
