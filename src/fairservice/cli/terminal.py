"""What is printed reaches any terminal, pipe or file: in colour only where wanted, whatever its encoding."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import sys
import unicodedata
from typing import TextIO

import click

WIDEST = 80
"""Cards and tables stay this narrow, so that a line is read at a glance."""

_SPELT = {
    "€": "EUR", "£": "GBP", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "·": "-",
    "─": "-", "│": "|", "┃": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "✓": "ok", "✗": "x", "→": "->",
    "\u00a0": " ", "\u202f": " ", "−": "-", "█": "#", "×": "x",
}  # fmt: skip
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    """A character that the output cannot have is written in letters that it can."""
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    plain = "".join(_SPELT.get(c) or _base_letter(c) for c in text)
    return plain, error.end


def _base_letter(char: str) -> str:
    return unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or "?"


def prepare() -> None:
    """Makes the standard streams forgiving: nothing printed or typed can fail on its encoding."""
    codecs.register_error("fairservice", _spell_out)
    for stream, errors in ((sys.stdout, "fairservice"), (sys.stderr, "fairservice"), (sys.stdin, "replace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)


def colour_on(stream: TextIO) -> bool:
    """Whether to colour: `NO_COLOR` and `FORCE_COLOR` are obeyed, else only a terminal that can show it."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and hasattr(stream, "isatty") and stream.isatty()


def unicode_on(stream: TextIO) -> bool:
    """Whether the output can have every character, so that JSON need not escape any."""
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")


def width_now() -> int:
    """How many columns there are; 80 where nobody looks."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def say(text: str = "", *, err: bool = False, end: bool = True) -> None:
    """Prints a line, with its colours where the stream wants them; without its end where `end` is False."""
    # The stream is named because click would otherwise replace one that is set to ASCII.
    stream = sys.stderr if err else sys.stdout
    click.echo(text, file=stream, nl=end, color=colour_on(stream))


def say_json(value: object) -> None:
    """Prints a value as JSON, readable by people and programs, in the standard output's own encoding."""
    import json

    say(json.dumps(value, ensure_ascii=not unicode_on(sys.stdout), indent=2))


def paint(text: str, **style: object) -> str:
    """The text in a style; `say` takes it off again where colour is not wanted."""
    return click.style(text, **style) if text else text  # type: ignore[arg-type]


def dim(text: str) -> str:
    return paint(text, dim=True)


def bold(text: str) -> str:
    return paint(text, bold=True)


def wide(text: str) -> int:
    """How many columns a text takes in a terminal."""
    bare = _ESCAPE.sub("", text)
    return sum(
        0 if unicodedata.combining(c) or c in "\u200d\ufe0f" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in bare
    )


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken only at ordinary blanks (`€ 5` keeps its own)."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if not line:
            line = word
        elif wide(line) + 1 + wide(word) <= width:
            line = f"{line} {word}"
        else:
            lines.append(line)
            line = word
        while wide(line) > width:
            lines.append(line[:width])
            line = line[width:]
    return [*lines, line] if line or not lines else lines


def hanging(label: str, text: str, column: int, width: int) -> list[str]:
    """A label and, from `column` on, its text in as many lines as it takes."""
    first, *rest = wrap(text, max(width - column, 20))
    return [label + " " * (column - wide(label)) + first, *(" " * column + line for line in rest)]
