"""Shows what came of a command at the desk: first what to say, then what is on record, then what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fairservice.cli.desk.phrases import Words

if TYPE_CHECKING:
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.recorded import Recorded
    from fairservice.ledger.records import Record


class Step(NamedTuple):
    """A command that may come next, as words to type, and when."""

    typed: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is told of something that was done. `waits`: it is asked, and not given yet."""

    done: str
    say: str | None = None
    rows: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    waits: bool = False


WORDS = '"…"'
"""Stands in a command for words that somebody writes."""
REST = "…"
"""Stands in a command, also at the end of a word, for what is left out."""
INTO = ">"
"""Stands in a command before the file that takes what it prints."""


def step(when: str, *typed: str) -> Step:
    """A command of the desk."""
    return Step(("desk", *typed), when)


def show_outcome(found: Recorded[Record], outcome: Outcome, speaker: Speaker, format: str) -> None:
    """As JSON, with the words to say beside the entry; or as text."""
    from fairservice.cli.desk.speaking import entry_json
    from fairservice.cli.terminal import say, say_json

    if format == "json":
        say_json({**entry_json(found, speaker), "say": outcome.say})
        return
    say(drawn(outcome, speaker.words))


def drawn(outcome: Outcome, words: Words) -> str:
    """The text: labels left, in a column of its own."""
    from fairservice.cli.terminal import WIDEST, bold, dim, wide, width_now, wrap

    width = min(width_now(), WIDEST)
    rows = [(words.waits if outcome.waits else words.done, outcome.done), *outcome.rows]
    if outcome.say is not None:
        rows.insert(0, (words.say, quoted(outcome.say)))
    column = max(wide(label) for label, _ in [*rows, (words.next, "")]) + 5
    out: list[str] = [""]
    for number, (label, text) in enumerate(rows):
        shown = bold if number == 0 and outcome.say is not None else str
        for line in wrap(text, max(width - column, 20)):
            out.append(dim(f"  {label}") + " " * (column - 2 - wide(label)) + shown(line))
            label = ""
    out += drawn_steps(outcome.steps, words, column, width)
    return "\n".join(out)


def typed_step(typed: Sequence[str]) -> str:
    """A command as it is typed; what stands for something else stays as it is."""
    import shlex

    from fairservice.cli.program import program

    shown = (each if each.endswith((REST, WORDS)) or each == INTO else shlex.quote(each) for each in typed)
    return " ".join([program(), *shown])


def quoted(text: str) -> str:
    """Words to be spoken."""
    return f"“{text}”"


def drawn_steps(steps: Sequence[Step], words: Words, column: int, width: int) -> list[str]:
    """The next commands, each on a line that can be copied; when it is typed stands beside or below."""
    from fairservice.cli.terminal import dim, hanging, paint, wide

    out: list[str] = []
    written = [(typed_step(each.typed), each.when) for each in steps]
    beside = max((wide(command) for command, _ in written), default=0) + 2
    fits = all(column + beside + wide(when) <= width for _, when in written)
    for number, (command, when) in enumerate(written):
        label = dim(f"  {words.next}") if number == 0 else ""
        begin = label + " " * (column - wide(label))
        if fits:
            out.append(begin + paint(command, fg="cyan") + " " * (beside - wide(command)) + dim(when))
        else:
            out.append(begin + paint(command, fg="cyan"))
            out += [dim(line) for line in hanging("", when, column + 2, width)]
    return out
