"""`fairservice publish`: a policy goes live, after everything that can be found out about it was found out."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import Day, command, format_option

if TYPE_CHECKING:
    from fairservice.analysis.publishing.publish import Published
    from fairservice.analysis.publishing.stage import Examined
    from fairservice.decisions.decide import Policy
    from fairservice.policy.published.signing import Signer, Trust

DEFAULT = "published"
MAX_SAID = 200
"""The longest name or reason that is recorded."""


@command(
    "publish",
    example="""
fairservice publish my-policy --dry-run
fairservice publish my-policy --effective 2027-01-01 --by anna@example.com
fairservice publish my-policy --sign ~/.fairservice.key
""",
    exits="0  it is published, or with --dry-run could be, or was already; 1  a stage refuses it; "
    "2  the command, the day, the key or the shelf is wrong, or it cannot be written",
)
@click.argument("policy")
@click.option(
    "--to",
    "to",
    metavar="FOLDER",
    default=DEFAULT,
    show_default=True,
    help="Where publications are kept; each policy has its shelf in it.",
)
@click.option("--effective", type=Day(), help="The first day in force. Today if not said.")
@click.option("--by", metavar="WHO", help="Who publishes it. Your e-mail address in git, or your login, if not said.")
@click.option("--sign", metavar="KEY", help="Sign it with this key, of `fairservice keys new`.")
@click.option(
    "--trust",
    metavar="KEY",
    multiple=True,
    help="Trust only these public keys; without it FAIRSERVICE_TRUST, or the shelf's folder `trusted`.",
)
@click.option(
    "--correcting",
    metavar="WHY",
    help="Change what was in force before the first day, and say why; recorded.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Go through every stage, and write nothing.")
@format_option()
def run(
    policy: str,
    to: str,
    effective: date | None,
    by: str | None,
    sign: str | None,
    trust: tuple[str, ...],
    correcting: str | None,
    dry: bool,
    format: str,
) -> int:
    """Publish a policy: from a first day on it is in force.

    It goes through stages: it is checked and tested, compared with everything that was published before, proved,
    cross-examined by a second engine, and compared with what is in force. A stage whose part is not there is told and
    recorded. Then it is put beside its predecessors with the record of all that. Nothing that was published is ever
    changed or taken away; rules are ended, not deleted.

    POLICY is a folder with a policy.yaml, or a bundle.
    """
    from fairservice.analysis.publishing.publish import Wanted, first_day, publish
    from fairservice.analysis.publishing.stage import Candidate
    from fairservice.bootstrap import open_publication, publishing_stages, trusted
    from fairservice.cli.keys import signer_of
    from fairservice.cli.policies import must_exist
    from fairservice.errors import PolicyError
    from fairservice.policy.published.choosing import own_trust
    from fairservice.policy.published.shelf import open_shelf
    from fairservice.policy.published.signing import must_be_trusted

    must_exist(policy)
    who = _said(by, "--by") if by is not None else _whoever()
    why = None if correcting is None else _said(correcting, "--correcting")
    stages = publishing_stages()
    try:
        opened = _opened(policy)
    except PolicyError:
        return _show(_unread(policy), policy, to, format)
    now = datetime.now(UTC)
    today = opened.today()
    shelf = open_shelf(Path(to) / opened.name)
    first = first_day(opened, shelf, effective, today)
    signer = signer_of(sign) if sign else None
    whose = trusted(trust or None, "`--trust`")
    must_be_trusted(signer, whose or own_trust(shelf.folder))
    candidate = Candidate(opened, first, today, shelf, open_publication, why)
    result = publish(candidate, stages, Wanted(who, _tool(), signer), now, write=not dry)
    if signer and whose is None and not dry and not result.refused:
        _trust_from_now_on(signer, own_trust(shelf.folder), shelf.folder)
    return _show(result, policy, to, format)


# ---- what was typed


def _opened(named: str) -> Policy:
    from fairservice.cli.policies import open_policy

    opened = open_policy(named)
    for path, _, tree in opened.rulebook.packs[-1].files:
        if path == "policy.yaml" and "pack" in tree:
            raise Trouble(f"`{named}` is a pack, which is published with each policy that uses it", "name a policy")
    return opened


def _unread(named: str) -> Published:
    from fairservice.analysis.check import check_policy
    from fairservice.analysis.publishing.publish import unreadable
    from fairservice.bootstrap import publishing_stages, shipped_rules
    from fairservice.cli.policies import place_of

    return unreadable(check_policy(place_of(named), (shipped_rules(),)), publishing_stages())


def _said(text: str, option: str) -> str:
    text = text.strip()
    if not text or len(text) > MAX_SAID or not text.isprintable():
        raise Trouble(
            f"`{option}` is one line of at most {MAX_SAID} characters", f"for instance {option} anna@example.com"
        )
    return text


def _whoever() -> str:
    """Who seems to be typing: the e-mail address that git knows, or the login."""
    import getpass
    import subprocess

    try:
        found = subprocess.run(
            ["git", "config", "user.email"], capture_output=True, text=True, timeout=5, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError, UnicodeError):
        found = ""
    if not found:
        try:
            found = getpass.getuser()
        except (OSError, KeyError, ImportError):
            found = ""
    if not found or len(found) > MAX_SAID or not found.isprintable():
        raise Trouble("nobody knows who publishes this", "say it: `--by anna@example.com`")
    return found


def _tool() -> str:
    from fairservice import __version__

    return f"fairservice {__version__}"


def _trust_from_now_on(signer: Signer, trust: Trust, folder: Path) -> None:
    """The first signature on a shelf makes its key the trusted one there."""
    from fairservice.policy.published.placing import place_new
    from fairservice.policy.published.shelf import TRUSTED
    from fairservice.policy.published.signing import PUBLIC

    if not trust.files():
        place_new(folder / TRUSTED / f"{signer.key}{PUBLIC}", signer.public_pem)


# ---- what is shown


def _show(result: Published, named: str, to: str, format: str) -> int:
    from fairservice.cli.terminal import say_json

    if format == "json":
        say_json(_json(result))
    else:
        _print_stages(result)
        _print_end(result, named, to)
    return FOUND if result.refused else FINE


def _json(result: Published) -> dict[str, object]:
    from fairservice.cli.published import window_json

    publication = result.publication or result.already
    return {
        "published": result.publication is not None,
        "already_published": result.already is not None,
        "file": publication.shown if publication else None,
        "stages": [
            {
                "stage": name,
                "result": examined.result,
                "said": examined.said,
                "details": dict(examined.details),
                "findings": [finding.to_dict() for finding in examined.findings],
            }
            for name, examined in result.stages
        ],
        "record": result.record.to_dict() if result.record else None,
        "in_force": [window_json(each) for each in result.windows],
    }


_MARKS = {
    "passed": ("✓", "green"),
    "refused": ("✗", "red"),
    "not_available": ("–", "yellow"),
    "not_reached": ("–", "white"),
}


def _print_stages(result: Published) -> None:
    from fairservice.cli.terminal import WIDEST, bold, colour_on, hanging, paint, say, width_now
    from fairservice.source.render import render_findings

    width = min(width_now(), WIDEST)
    column = max(len(name) for name, _ in result.stages) + 4
    for name, examined in result.stages:
        mark, colour = _MARKS[examined.result]
        said = examined.said if examined.result != "not_available" else f"not available: {examined.said}"
        for line in hanging(f"{paint(mark, fg=colour, bold=True)} {name}", said, column, width):
            say(line)
    findings = list(dict.fromkeys(finding for _, examined in result.stages for finding in examined.findings))
    if findings:
        say()
        say(render_findings(findings, min(width_now(), 100), colour_on(sys.stdout)), end=False)
    for name, examined in result.stages:
        if examined.below:
            say()
            say(bold(_heading(name, examined)))
            say("".join(f"    {line}".rstrip() + "\n" for line in examined.below.splitlines()), end=False)


def _heading(name: str, examined: Examined) -> str:
    from fairservice.analysis.publishing.kept import KEEP

    return "To put back:" if name == KEEP and examined.result == "refused" else f"{name}:"


def _print_end(result: Published, named: str, to: str) -> None:
    from fairservice.cli.program import typed
    from fairservice.cli.published import print_windows, short_state
    from fairservice.cli.terminal import WIDEST, hanging, paint, say, width_now

    say()
    if result.refused:
        refused = ", ".join(name for name, examined in result.stages if examined.result == "refused")
        say(f"{paint('✗', fg='red', bold=True)} {named} is not published: see {refused} above.")
        return
    good = paint("✓", fg="green", bold=True)
    if result.already is not None:
        since = result.already.record.effective
        say(f"{good} {result.already.shown} has this very content, in force from {since}.")
        say("  There is nothing to publish.")
        return
    record = result.record
    assert record is not None
    if result.publication is None:
        say(f"{good} {named} can be published; with --dry-run nothing was written.")
    else:
        say(f"{good} {result.publication.shown}")
    say(f"  sha256 {record.digest}")
    width = min(width_now(), WIDEST)
    for line in hanging("  ", f"by {record.published_by}; {short_state(record)}", 2, width):
        say(line)
    say()
    print_windows(result.windows, record.number)
    if vouched := _vouched_for(result):
        names = ", ".join(map(str, vouched))
        for line in hanging("  ", f"The signature vouches for what nobody signed before it too: {names}.", 2, width):
            say(line)
    if result.publication is not None:
        shelf = result.publication.path.parent
        say(f"  Next: `{typed('published', *([to] if to != DEFAULT else []))}` lists what is in force when,")
        say(f"        `{typed('dry-run', str(shelf), 'REQUEST')}` answers by it.")


def _vouched_for(result: Published) -> list[int]:
    """The publications before a signed one that nobody signed, back to the last that somebody did."""
    if result.record is None or result.record.key is None:
        return []
    found: list[int] = []
    for each in reversed(result.before):
        if each.signature is not None:
            break
        found.insert(0, each.record.number)
    return found
