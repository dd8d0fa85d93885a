"""`fairservice backing`: the statement that an answer followed the policy, and whether such a statement holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import command, format_option

MAX_BYTES = 64 * 1024
VERDICTS = {
    "holds": "It holds: decided again from what is on record, it is the same answer by the same rule.",
    "holds_but_erased": "It holds: this desk made it, and its entry stands in the chain. What the entry said "
    "is erased, so it cannot be decided again.",
    "differs": "It does not hold: what is on the ledger is not what it says.",
    "not_ours": "It does not hold: this desk did not make it, or it was changed since.",
}
"""What each verdict means."""


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
@format_option()
def run(decision: str | None, out: str | None, verify: str | None, format: str) -> int:
    """State that an answer followed the policy.

    It says which rule, of which version, on which day, for whoever was doubted. It is sealed by the desk: whoever has
    the file can have it verified here later, also when the entry was erased since.
    """
    if (decision is None) == (verify is None):
        raise Trouble("which decision is it about?", "say one like `D-12`; or name a statement with `--verify FILE`")
    if verify is not None and out is not None:
        raise Trouble("a statement is made or verified, not both", "leave `--verify` or `-o` out")
    if verify is not None:
        return _verify(verify, format)
    return _state(str(decision), out, format)


def _state(decision: str, out: str | None, format: str) -> int:
    from fairservice.bootstrap import open_place
    from fairservice.cli.files import write_whole
    from fairservice.cli.terminal import say, say_json

    statement = open_place().backing(decision)
    if out is not None:
        write_whole(Path(out), (json.dumps(statement, ensure_ascii=False, indent=2) + "\n").encode())
    if format == "json":
        say_json(statement)
        return FINE
    say()
    _print(statement)
    if out is not None:
        from fairservice.cli.program import typed
        from fairservice.cli.terminal import paint

        say()
        say(f"{paint('✓', fg='green', bold=True)} {out}")
        say(f"  Next: `{typed('backing', '--verify', out)}` says whether it holds.")
    return FINE


def _print(statement: Mapping[str, Any]) -> None:
    from fairservice.cli.terminal import WIDEST, bold, dim, hanging, say, width_now

    width = min(width_now(), WIDEST)
    for line in hanging("", str(statement["says"]), 2, width):
        say(bold(line))
    say()
    by = f"{statement['policy']}, publication {statement['publication']}"
    if statement["publication"] is None:
        by = f"{statement['policy']}, a draft"
    rows = [
        ("decision", f"{statement['decision']} of {statement['decided_on']}, at the desk {statement['desk']}"),
        ("answer", f"{statement['answer']}, to {statement['request']}"),
        ("rule", " · ".join(str(each) for each in (statement["rule"], statement["reference"]) if each)),
        ("policy", by),
        ("owner", statement["owner"]),
        *((name, statement[name]) for name in ("bundle", "fingerprint", "entry", "seal")),
    ]
    column = max(len(name) for name, _ in rows) + 4
    for name, text in rows:
        for line in hanging(
            dim(f"  {name}"), str(text), column, max(width, column + 64 if len(str(text)) == 64 else 0)
        ):
            say(line)


def _verify(file: str, format: str) -> int:
    from fairservice.bootstrap import open_place
    from fairservice.cli.terminal import WIDEST, hanging, paint, say, say_json, width_now

    statement = _read(file)
    verdict = open_place().verify_backing(statement)
    holds = verdict in ("holds", "holds_but_erased")
    if format == "json":
        say_json({"verdict": verdict, "holds": holds, "decision": statement["decision"]})
        return FINE if holds else FOUND
    mark = paint("✓", fg="green", bold=True) if holds else paint("✗", fg="red", bold=True)
    name = str(statement["decision"])[:40]
    for line in hanging(f"{mark} {name}", VERDICTS[verdict], len(name) + 4, min(width_now(), WIDEST)):
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
