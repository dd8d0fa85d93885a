"""The one place where an error becomes words for the person who typed the command; never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, NoReturn

import click

from fairservice.cli.terminal import colour_on, paint, prepare, say, say_json, width_now
from fairservice.errors import (
    DeskError,
    FairserviceError,
    Finding,
    FindingsError,
    KeyReused,
    LedgerError,
    NotOnRecord,
    NotStaff,
    Refused,
)

FINE = 0
FOUND = 1
"""Something that was looked for was found: findings, failing examples, files in another layout."""
WRONG_INPUT = 2
"""The command cannot be carried out as it was typed, or on the files that it was given."""
NO_ANSWER_YET = 3
"""A decision that is open, in conflict, or in a gap of the policy."""
REFUSED = 4
"""What was asked lies outside the bounds of who asked it: typed well, and refused all the same."""
INTERRUPTED = 130
TYPED = ("command line", "standard input")
"""What stands for the path of a file where the text is in none."""
PIPE_CLOSED = 141
REFUSAL: Mapping[str, tuple[str, str]] = {"en": ("refused:", "help:"), "nl": ("kan niet:", "tip:")}
"""What stands before a refusal, and before what would do instead."""


class Trouble(click.ClickException):
    """What was typed cannot be done. One line that says why, and one that says what would."""

    exit_code = WRONG_INPUT

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help

    def show(self, file: IO[Any] | None = None) -> None:
        _say_trouble(paint("error:", fg="red", bold=True), self.message, "help:", self.help)


def _say_trouble(word: str, message: str, help_word: str, help: str | None) -> None:
    """On the standard error."""
    say(word + paint(f" {message}", bold=True), err=True)
    if help:
        say(f"  {paint('=', fg='blue', bold=True)} {paint(help_word, bold=True)} {help}", err=True)


def meant(typed: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """Help for a word that is not known: the one that was probably meant, or what there is."""
    from difflib import get_close_matches

    words = list(known)
    begun = [word for word in words if typed and word.startswith(typed)]
    if len(begun) == 1:  # who stops typing half way is nearer to it than to any other word of that length
        return f"did you mean `{begun[0]}`?"
    near = get_close_matches(typed[:80], words, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if otherwise is not None:
        return otherwise
    if not words:
        return None
    shown = ", ".join(f"`{word}`" for word in words[:12])
    return f"there is {shown}" + (" …" if len(words) > 12 else "")


class PipeClosed(Exception):
    """Who read the output has seen enough of it."""


class Command(click.Command):
    """A command whose errors are shown in the format that it was asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FairserviceError as error:
            show(error, ctx.params.get("format") == "json", ctx.params.get("lang"))
            ctx.exit(REFUSED if isinstance(error, Refused) else WRONG_INPUT)


DESK_CODES: dict[type[DeskError], str] = {
    NotOnRecord: "not_on_record",
    NotStaff: "not_staff",
    KeyReused: "key_reused",
    LedgerError: "ledger",
}
"""What programs tell the errors of the desk apart by; those of `Refused` are its own, and of any other `desk`."""


def code_of(error: DeskError) -> str:
    """The stable code of an error of the desk."""
    return error.code if isinstance(error, Refused) else DESK_CODES.get(type(error), "desk")


def show(error: FairserviceError, as_json: bool, lang: str | None = None) -> None:
    """Findings as pictures on the standard error, or as JSON on the standard output; so also what a desk objects to.

    A refusal is told in the language `lang`, else in that of what it is about; in JSON always in English.
    """
    if isinstance(error, FindingsError):
        from fairservice.source.render import render_findings

        if as_json:
            say_json({"findings": [finding.to_dict() for finding in error.findings]})
        else:
            drawn = render_findings(error.findings, min(width_now(), 100), colour_on(sys.stderr))
            say(_without_files(drawn, error.findings), err=True, end=False)
    elif isinstance(error, DeskError):
        from fairservice.cli.desk.typed_help import typed_help

        if as_json:
            say_json({"error": {"code": code_of(error), "message": str(error), "help": typed_help(error.help)}})
        elif isinstance(error, Refused):  # no mistake of who typed, and so not called one
            chosen, line, help = error.told_in(lang)
            word, help_word = REFUSAL[chosen]
            _say_trouble(paint(word, fg="yellow", bold=True), line, help_word, typed_help(help))
        else:
            Trouble(str(error), typed_help(error.help)).show()
    else:
        Trouble(str(error)).show()


def _without_files(drawn: str, findings: Sequence[Finding]) -> str:
    """The pictures with a count that names no files, where what is wrong was typed and stands in none."""
    from fairservice.source.render import summarise

    if not all(each.span is None or each.span.file.path in TYPED for each in findings):
        return drawn
    counted = summarise(findings)
    return drawn.removesuffix(f"{counted}\n") + counted.partition(" in ")[0] + "\n"


def run(work: Callable[[], object]) -> NoReturn:
    """Does the work and leaves with its exit code, whatever happens on the way."""
    prepare()
    try:
        try:
            code = work()
        finally:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        say(f"\n{error}" if error.args else "\nStopped. Nothing was recorded.", err=True)
        code = INTERRUPTED
    except (PipeClosed, BrokenPipeError):
        _let_go_of_the_pipe()
        code = PIPE_CLOSED
    except OSError as error:
        name = f"`{error.filename}`: " if error.filename else ""
        Trouble(f"{name}{(error.strerror or str(error)).lower()}").show()
        code = WRONG_INPUT
    sys.exit(code if isinstance(code, int) else FINE)


def _let_go_of_the_pipe() -> None:
    """The reader has seen enough; what Python still holds for it must not be written at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(nowhere)
