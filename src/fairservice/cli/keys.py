"""`fairservice keys`: makes a key to sign publications with, and says how a key is called."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import Trouble
from fairservice.cli.options import command, format_option

if TYPE_CHECKING:
    from fairservice.policy.published.signing import Signer

PASSPHRASE = "FAIRSERVICE_PASSPHRASE"


@command(
    "keys",
    example="""
fairservice keys new ~/.fairservice.key --passphrase
fairservice keys show ~/.fairservice.key.pub
""",
    exits="0  fine; 2  the file is there already, cannot be written, or is no key",
)
@click.argument("what", metavar="new|show", type=click.Choice(["new", "show"]))
@click.argument("file", metavar="FILE")
@click.option("--passphrase", is_flag=True, help=f"Lock the new key; asks for it, or takes {PASSPHRASE}.")
@format_option()
def run(what: str, file: str, passphrase: bool, format: str) -> None:
    """Make a key to sign publications with.

    `new` writes the private half to FILE, for your eyes only, and the public half to FILE.pub, for everyone who
    must be able to see that a policy was published by you. `show` reads the public half.
    """
    from fairservice.cli.program import typed
    from fairservice.cli.terminal import paint, say, say_json
    from fairservice.policy.published.signing import PUBLIC, key_id, new_key, read_public

    path = Path(file).expanduser()
    if what == "show":
        if passphrase:
            raise Trouble("a public key has no passphrase", "leave `--passphrase` out")
        key = key_id(read_public(path).public_bytes_raw())
        if format == "json":
            say_json({"key": key, "public": str(path)})
        else:
            say(key)
        return
    try:
        key = new_key(path, _new_passphrase() if passphrase else None).key
    except FileExistsError as error:
        name = error.filename or path
        raise Trouble(f"`{name}` is there already, and a key is never written over", "name another file") from None
    if format == "json":
        say_json({"key": key, "private": str(path), "public": f"{path}{PUBLIC}"})
        return
    say(
        f"{paint('✓', fg='green', bold=True)} {path} {'' if passphrase else '(without a passphrase) '}is the key {key}."
    )
    say(f"  Keep it to yourself. {path}{PUBLIC} is for everyone.")
    say(f"  Next: `{typed('publish', 'POLICY', '--sign', str(path))}`")


def _new_passphrase() -> bytes:
    known = os.environ.get(PASSPHRASE)
    return known.encode() if known else _asked("Passphrase", "nobody is there to say a passphrase", again=True)


def signer_of(file: str) -> Signer:
    """The key in a file, unlocked. Asks for its passphrase where it has one."""
    from fairservice.policy.published.signing import PassphraseNeeded, read_signer

    path = Path(file).expanduser()
    known = os.environ.get(PASSPHRASE)
    try:
        return read_signer(path, known.encode() if known else None)
    except PassphraseNeeded:
        nobody = f"`{path}` is locked, and nobody is there to open it"
        return read_signer(path, _asked(f"Passphrase of {path}", nobody))


def _asked(prompt: str, nobody: str, again: bool = False) -> bytes:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a pipe has no echo to turn off
            return str(click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)).encode()
    except click.Abort:
        if sys.stdin.isatty():  # they stopped it
            raise
        raise Trouble(nobody, f"put it into {PASSPHRASE}") from None
