"""`fairservice published`: what is in force when, by whom, and how well it was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, FOUND, Trouble
from fairservice.cli.options import Day, command, format_option

if TYPE_CHECKING:
    from fairservice.policy.published.record import Publication, Record
    from fairservice.policy.published.shelf import Shelf, Window
    from fairservice.policy.published.signing import Trust


@command(
    "published",
    example="""
fairservice published
fairservice published published/my-policy --on 2026-12-24
""",
    exits="0  all is as it was published; 1  some of it is not signed by a trusted key; "
    "2  there is nothing, it is damaged, or nothing is in force on that day",
)
@click.argument("folder", default="published")
@click.option("--on", type=Day(), help="Tell of what is in force on this day only, with all that is recorded.")
@click.option(
    "--trust",
    metavar="KEY",
    multiple=True,
    help="Trust only these public keys; without it FAIRSERVICE_TRUST, or the shelf's folder `trusted`.",
)
@format_option()
def run(folder: str, on: date | None, trust: tuple[str, ...], format: str) -> int:
    """List what is in force when, and who published it.

    Every file is read and verified: its seal, its bundle, its predecessor and its signature.

    FOLDER is a shelf, like `published/my-policy`, or the folder of several.
    """
    from fairservice.bootstrap import trusted
    from fairservice.cli.terminal import say, say_json
    from fairservice.policy.published.choosing import own_trust

    given = trusted(trust or None, "`--trust`")
    told = [_Told(shelf, given or own_trust(shelf.folder), on) for shelf in _shelves(folder)]
    if format == "json":
        say_json({"shelves": [each.json() for each in told]})
    else:
        for number, each in enumerate(told):
            if number:
                say()
            each.print()
    return FOUND if any(each.doubted for each in told) else FINE


def _shelves(folder: str) -> list[Shelf]:
    from fairservice.policy.published.shelf import is_shelf, open_shelf

    place = Path(folder)
    if not place.is_dir():
        raise Trouble(f"there is no folder `{folder}`", "`fairservice publish POLICY` makes one, called `published`")
    found = [place] if is_shelf(place) else sorted(each for each in place.iterdir() if is_shelf(each))
    if not found:
        raise Trouble(f"nothing was published in `{folder}`", f"`fairservice publish POLICY --to {folder}` does that")
    return [open_shelf(each) for each in found]


class _Told:
    """A shelf with what is to be told of it; every bundle and signature is verified. Raises PolicyError."""

    def __init__(self, shelf: Shelf, trust: Trust, on: date | None) -> None:
        self.shelf = shelf
        self.on = on
        self.wanted = [shelf.in_force(on)] if on is not None else list(shelf.publications)
        self.doubts: dict[int, str] = {}
        for each in self.wanted:
            each.bundle()
            if (doubt := _doubt(each, shelf, trust)) is not None:
                self.doubts[each.record.number] = doubt

    @property
    def doubted(self) -> bool:
        return bool(self.doubts)

    def json(self) -> dict[str, object]:
        windows = {each.publication.record.number: each for each in self.shelf.windows()}
        return {
            "folder": str(self.shelf.folder),
            "policy": self.shelf.publications[0].record.policy,
            "publications": [
                {
                    **each.record.to_dict(),
                    "file": each.shown,
                    "in_force": window_json(windows[number]) if (number := each.record.number) in windows else None,
                    "signature": "none"
                    if each.signature is None
                    else "valid"
                    if number not in self.doubts
                    else "doubted",
                    "doubt": self.doubts.get(number),
                }
                for each in self.wanted
            ],
        }

    def print(self) -> None:
        from fairservice.cli.terminal import bold, say

        say(bold(self.shelf.publications[0].record.policy))
        if self.on is not None:
            self._print_one(self.wanted[0])
            return
        today = self.shelf.today()
        begun = [each.record.effective for each in self.wanted if each.record.effective <= today]
        now = self.shelf.in_force(today).record.number if begun else 0
        in_force = {each.publication.record.number: each for each in self.shelf.windows()}
        for each in sorted(self.wanted, key=lambda one: (one.record.effective, one.record.number)):
            _print_row(each.record, in_force.get(each.record.number), each.record.number == now, self.doubts)

    def _print_one(self, publication: Publication) -> None:
        from fairservice.cli.terminal import WIDEST, hanging, paint, say, width_now

        record = publication.record
        window = next(each for each in self.shelf.windows() if each.publication == publication)
        signed = self.doubts.get(record.number) or (f"by {record.key}" if record.key else "no")
        rows = [
            ("in force", _days(window)),
            ("file", publication.shown),
            ("sha256", record.digest),
            ("published", f"{record.published_at:%Y-%m-%d %H:%M} UTC by {record.published_by}, with {record.tool}"),
            ("signed", signed),
            *(
                (each.stage, each.said if each.result == "passed" else f"not available: {each.said}")
                for each in record.stages
            ),
        ]
        column = max(len(name) for name, _ in rows) + 4
        for name, text in rows:
            label = f"  {paint(name, dim=True)}"
            for line in hanging(
                label, text, column, max(min(width_now(), WIDEST), column + 64 if name == "sha256" else 0)
            ):
                say(line)


def _doubt(publication: Publication, shelf: Shelf, trust: Trust) -> str | None:
    """Why a publication is not vouched for, as one line."""
    from fairservice.errors import MissingPart, PolicyError
    from fairservice.policy.published.signing import NOT_TRUSTED, verify

    try:
        verify(publication, shelf.publications, trust)
    except MissingPart as missing:
        return f"not verified: {missing}"
    except PolicyError as error:
        if any(each.defect is not NOT_TRUSTED for each in error.findings):
            raise
        return error.findings[0].message
    return None


def _print_row(record: Record, window: Window | None, now: bool, doubts: dict[int, str]) -> None:
    from fairservice.cli.terminal import WIDEST, dim, hanging, paint, say, width_now

    mark = paint("▸", fg="green", bold=True) if now else " "
    days = _days(window) if window else f"{record.effective}, replaced"
    say(f"{mark} {days:<24}  {record.number:>3}  {record.digest[:12]}  by {record.published_by}")
    width = min(width_now(), WIDEST)
    for line in hanging("", short_state(record), 33, width):
        say(dim(line))
    if record.number in doubts:
        for line in hanging("", doubts[record.number], 33, width):
            say(paint(line, fg="red"))


def print_windows(windows: Sequence[Window], this: int) -> None:
    """What is in force when; the publication with the number `this` is marked."""
    from fairservice.cli.terminal import bold, paint, say

    for each in windows:
        record = each.publication.record
        mark = paint("▸", fg="green", bold=True) if record.number == this else " "
        days = f"{_days(each):<24}"
        say(f"{mark} {bold(days) if record.number == this else days}  {record.number:>3}  {record.digest[:12]}")


def window_json(window: Window) -> dict[str, object]:
    """A window as JSON; `until` is the last day, null for an open end."""
    record = window.publication.record
    return {
        "number": record.number,
        "digest": record.digest,
        "from": window.first.isoformat(),
        "until": window.last.isoformat() if window.last else None,
    }


def short_state(record: Record) -> str:
    """Whether it is signed, cross-examined and proved, in one line."""
    held = sum(each.get("status") == "proved" for each in record.proved)
    proved = f"{held} of {len(record.proved)} invariants proved" if record.proved else "nothing proved"
    examined = "cross-examined" if record.cross_examined else "not cross-examined"
    return f"{_signed(record)}; {examined}; {proved}"


def _signed(record: Record) -> str:
    return f"signed by {record.key}" if record.key else "not signed"


def _days(window: Window) -> str:
    return f"{window.first} to {window.last}" if window.last else f"from {window.first}"
