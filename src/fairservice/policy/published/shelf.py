"""A shelf: every publication of one policy, in the order of publishing, none ever taken away.

In force on a day is the publication with the latest first day up to then; of two with one first day, the later one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from fairservice.errors import Defect, Finding, PolicyError
from fairservice.policy.bundle import digest_of
from fairservice.policy.packs import MANIFEST, shown_path
from fairservice.policy.published.placing import place_new
from fairservice.policy.published.record import (
    ENDING,
    MAX_HEAD,
    Publication,
    Record,
    damaged,
    publication_bytes,
    read_head,
    read_publication,
)

NOT_IN_FORCE = Defect("FS704", "not-in-force", "error", "a published policy is not in force on the day that is asked")
MEANWHILE = Defect("FS709", "published-meanwhile", "error", "something else was published while this was examined")

TRUSTED = "trusted"
"""The folder of a shelf with the keys that it trusts."""
_NUMBERED = re.compile(r"(\d{4,9})\.publication\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """A publication with the days on which it is in force. `last` is None for an open end."""

    publication: Publication
    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The publications of a policy by number. Its seals and their chain hold; bundles are verified when read."""

    folder: Path
    publications: tuple[Publication, ...]

    def in_force(self, day: date) -> Publication:
        """The publication in force on a day. Raises PolicyError where there is none."""
        found = in_force(self.publications, day)
        if found is None:
            shown = shown_path(self.folder)
            begins = min((each.record.effective for each in self.publications), default=None)
            raise PolicyError(
                [
                    NOT_IN_FORCE.at(
                        None,
                        f"nothing in `{shown}` is in force on {day}",
                        f"the first publication is in force from {begins}"
                        if begins
                        else "nothing was published yet; `fairservice publish POLICY` does that",
                    )
                ]
            )
        return found

    def windows(self) -> tuple[Window, ...]:
        """Each publication that has a day, with its days, earliest first."""
        return windows(self.publications)

    def today(self, now: datetime | None = None) -> date:
        """What day it is in the time zone of the policy that was published last; UTC for an empty shelf."""
        now = now or datetime.now(UTC)
        zone = self.publications[-1].record.timezone if self.publications else "UTC"
        return now.astimezone(ZoneInfo(zone)).date()

    def add(self, record: Record, signature: str | None, bundle: bytes) -> Publication:
        """Puts a publication on the shelf. Raises PolicyError where another one came first, and OSError."""
        assert record.number == len(self.publications) + 1 and record.digest == digest_of(bundle)
        path = self.folder / f"{record.number:04}{ENDING}"
        content = publication_bytes(record, signature, bundle)
        # INVARIANT: what cannot be read back is never put there, since it could not be taken away again.
        read_head(content[: min(content.index(b"\n") + 1, MAX_HEAD)], shown_path(path))
        try:
            place_new(path, content)
        except FileExistsError:
            message = f"`{shown_path(path)}` was published while this one was examined"
            help = "see `fairservice published` for what it is, and publish again: this one is then compared with it"
            raise PolicyError([MEANWHILE.at(None, message, help)]) from None
        return Publication(record, signature, path, shown_path(path))


def in_force(publications: Iterable[Publication], day: date) -> Publication | None:
    """The latest first day up to `day` counts, and of one first day the later publication."""
    begun = [each for each in publications if each.record.effective <= day]
    return max(begun, key=_order, default=None)


def windows(publications: Iterable[Publication]) -> tuple[Window, ...]:
    """The publications in the order in which they are in force, without those that never are."""
    by_day = {each.record.effective: each for each in sorted(publications, key=_order)}
    days = sorted(by_day)
    ends = {first: after - timedelta(1) for first, after in pairwise(days)}
    return tuple(Window(by_day[first], first, ends.get(first)) for first in days)


def may_have_decided(publication: Publication, publications: Iterable[Publication], today: date) -> bool:
    """Whether a decision can have been made by it: its first day has come, and nothing took that day from it before."""
    record = publication.record
    return record.effective <= today and not any(
        other.record.number > record.number
        and other.record.effective == record.effective
        and other.record.day_published < record.effective
        for other in publications
    )


def is_shelf(folder: Path) -> bool:
    """Whether a folder is a shelf with something on it."""
    return folder.is_dir() and not (folder / MANIFEST).exists() and any(folder.glob(f"*{ENDING}"))


def open_shelf(folder: Path) -> Shelf:
    """The shelf in a folder, empty where there is none yet.

    Raises PolicyError with every file that is damaged, changed or missing, and OSError where one cannot be read.
    """
    publications: list[Publication] = []
    findings = []
    for path in sorted(folder.iterdir(), key=_number) if folder.is_dir() else ():
        if path.name.startswith(".") or path.suffix != ENDING:
            continue
        shown = shown_path(path)
        if not _NUMBERED.match(path.name):
            findings.append(damaged(shown, "its name is not that of a publication, like `0001.publication`"))
            continue
        try:
            publications.append(read_publication(path, shown))
        except PolicyError as error:
            findings += error.findings
    if not findings:
        findings += _broken_chain(folder, publications)
    if findings:
        raise PolicyError(findings)
    return Shelf(folder, tuple(publications))


def _broken_chain(folder: Path, publications: Sequence[Publication]) -> list[Finding]:
    before: Publication | None = None
    for number, each in enumerate(publications, 1):
        record = each.record
        wanted = f"{number:04}{ENDING}"
        if each.path.name != wanted:
            return [damaged(shown_path(folder / wanted), f"it is missing, and `{each.path.name}` comes after it")]
        if record.number != number:
            return [damaged(each.shown, f"it was published as number {record.number}")]
        if before is not None and record.policy != before.record.policy:
            return [
                damaged(each.shown, f"it is of `{record.policy}`, and this is the shelf of `{before.record.policy}`")
            ]
        if record.previous != (before.record.seal if before else None):
            return [damaged(before.shown if before else each.shown, "it is not the one that the next was published on")]
        before = each
    return []


def _order(publication: Publication) -> tuple[date, int]:
    return publication.record.effective, publication.record.number


def _number(path: Path) -> tuple[int, str]:
    return (int(path.stem) if _NUMBERED.match(path.name) else 0), path.name
