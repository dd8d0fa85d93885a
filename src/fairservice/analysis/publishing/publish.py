"""Publishes a policy: it goes through every stage, and what passes is put on the shelf with what each stage found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fairservice.analysis.publishing.stage import Candidate, Examined, Stage
from fairservice.analysis.publishing.stages import of_findings
from fairservice.decisions.decide import Policy
from fairservice.errors import Defect, Finding, MissingPart, PolicyError
from fairservice.policy.bundle import bundle_bytes
from fairservice.policy.load import load_bundle
from fairservice.policy.published.record import Publication, Record, StageRecord, damaged
from fairservice.policy.published.shelf import Shelf, Window, in_force, windows
from fairservice.policy.published.signing import Signer

BAD_DATE = Defect("FS705", "bad-first-day", "error", "a policy would come into force on a day on which it cannot")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is recorded of who publishes it, and with what."""

    by: str
    tool: str
    signer: Signer | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it: what each stage found, and the publication, unless a stage refused or it was there already."""

    stages: tuple[tuple[str, Examined], ...]
    record: Record | None
    """What is recorded, or would be; None where a stage refused."""
    publication: Publication | None
    already: Publication | None
    """What has the same content and is in force on that day anyway."""
    windows: tuple[Window, ...]
    """What is in force when, with this publication if there is a record of it."""
    before: tuple[Publication, ...] = ()
    """What was on the shelf already."""

    @property
    def refused(self) -> bool:
        return any(examined.result == "refused" for _, examined in self.stages)


def first_day(policy: Policy, shelf: Shelf, wanted: date | None, today: date) -> date:
    """The first day in force. Raises PolicyError for one on which it cannot begin, or a shelf of another policy."""
    of_another = [each for each in shelf.publications if each.record.policy != policy.name]
    if of_another:
        why = f"it is of `{of_another[0].record.policy}`, and this is where `{policy.name}` is published"
        raise PolicyError([damaged(of_another[0].shown, why)])
    day = today if wanted is None else wanted
    since = date.fromordinal(policy.rulebook.since)
    help = None
    if day < today and shelf.publications:
        message = f"{day} is past: decisions of that day were made by what was in force on it"
        help = f"the first day is {today} at the earliest"
    elif day < since:
        message = f"the policy decides from {since} on, and would be in force from {day}"
        help = f"publish it with `--effective {since}`"
    elif day.year > 2200:
        message, help = f"{day} is later than fairservice counts", "name a day up to 2200-12-31"
    if help is not None:
        raise PolicyError([BAD_DATE.at(None, message, help)])
    return day


def examine(candidate: Candidate, stages: Sequence[Stage]) -> tuple[tuple[str, Examined], ...]:
    """What each stage finds. One whose part is not installed is not available; every other one is gone through."""
    found = []
    for stage in stages:
        try:
            found.append((stage.name, stage.examine(candidate)))
        except MissingPart as missing:
            found.append((stage.name, Examined("not_available", str(missing))))
    return tuple(found)


def publish(
    candidate: Candidate, stages: Sequence[Stage], wanted: Wanted, now: datetime, write: bool = True
) -> Published:
    """Examines a policy and, with `write`, puts it on the shelf.

    Raises PolicyError where another one came first, and OSError where it cannot be written.
    """
    shelf = candidate.shelf
    bundle = bundle_bytes(candidate.policy.rulebook)
    already = _already(candidate, wanted)
    found = examine(candidate, stages)
    if already is not None or any(examined.result == "refused" for _, examined in found):
        return Published(found, None, None, already, shelf.windows())
    record = _record(candidate, found, wanted, now)
    signature = wanted.signer.sign(record) if wanted.signer else None
    _read_back(bundle, record)
    publication = Publication(record, signature, shelf.folder, str(shelf.folder))
    if write:
        publication = shelf.add(record, signature, bundle)
    in_order = windows([*shelf.publications, publication])
    return Published(found, record, publication if write else None, None, in_order, shelf.publications)


def _already(candidate: Candidate, wanted: Wanted) -> Publication | None:
    """What makes this publication idle: the same content is in force on that day, and as well signed."""
    found = in_force(candidate.shelf.publications, candidate.effective)
    if found is None or found.record.digest != candidate.policy.digest:
        return None
    return None if wanted.signer is not None and found.record.key != wanted.signer.key else found


def _record(candidate: Candidate, found: Sequence[tuple[str, Examined]], wanted: Wanted, now: datetime) -> Record:
    shelf, policy = candidate.shelf, candidate.policy
    replaced = in_force(shelf.publications, candidate.effective)
    stages = []
    for name, examined in found:
        assert examined.result == "passed" or examined.result == "not_available"
        stages.append(StageRecord(name, examined.result, examined.said, examined.details))
    return Record(
        policy=policy.name,
        number=len(shelf.publications) + 1,
        digest=policy.digest,
        effective=candidate.effective,
        timezone=policy.rulebook.zone.key,
        published_at=now.astimezone(UTC).replace(microsecond=0),
        published_by=wanted.by,
        previous=shelf.publications[-1].record.seal if shelf.publications else None,
        replaces=replaced.record.digest if replaced else None,
        stages=tuple(stages),
        tool=wanted.tool,
        key=wanted.signer.key if wanted.signer else None,
    )


def _read_back(bundle: bytes, record: Record) -> None:
    """The bundle is read as it will be, before anybody relies on it. Raises PolicyError."""
    again, _ = load_bundle(f"bundle of {record.policy}", bundle)
    assert bundle_bytes(again) == bundle, "a bundle is not what it was made from"


def unreadable(findings: Sequence[Finding], stages: Sequence[Stage]) -> Published:
    """What is told of a policy that cannot be read: only what `check` finds."""
    rest = Examined("not_reached", "once it can be read")
    found = [("check", of_findings(findings)), *((each.name, rest) for each in stages if each.name != "check")]
    return Published(tuple(found), None, None, None, ())
