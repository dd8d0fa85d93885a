"""A publication as a file: a line that says who published what from when, and the bundle, byte for byte, below it.

The first line is JSON: the record, its seal, and the signature if there is one. The seal is the SHA-256 of the record,
and each record has the digest of its bundle and the seal of the publication before it: whatever is changed shows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fairservice.errors import Defect, Finding, PolicyError
from fairservice.policy.bundle import MAX_BUNDLE, digest_of
from fairservice.source.text_file import INVISIBLE

BAD_PUBLICATION = Defect(
    "FS701", "bad-publication", "error", "a published policy is damaged, was changed, or is missing"
)

FORMAT = "fairservice-publication/1"
ENDING = ".publication"
CROSS_EXAMINATION = "cross-examine"
"""The name of the stage in which the engines judge each other."""
PROOF = "prove"
EXAMPLES = "test"
MAX_HEAD = 4 * 2**20
"""The longest first line that is read, in bytes."""
_BEGINS = b'{"format":"fairservice-publication/'
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_HASH = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{16}\Z", re.ASCII)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What one stage of publishing found: `said` is its line, `details` its figures."""

    stage: str
    result: Literal["passed", "not_available"]
    said: str
    details: Json

    def to_dict(self) -> dict[str, object]:
        return {"stage": self.stage, "result": self.result, "said": self.said, "details": dict(self.details)}


@dataclass(frozen=True, slots=True)
class Record:
    """Who published which bundle, from which day, and what it went through. `number` counts from 1 on each shelf."""

    policy: str
    number: int
    digest: str
    effective: date
    """The first day on which it is in force."""
    timezone: str
    published_at: datetime
    """In UTC, to the second. For people; the order of publications is their number."""
    published_by: str
    """As said by who published it. Nobody has verified it, unless the publication is signed."""
    previous: str | None
    """The seal of the publication before it."""
    replaces: str | None
    """The digest of the bundle that would have been in force on the first day."""
    stages: tuple[StageRecord, ...]
    tool: str
    key: str | None
    """The id of the key that it is signed with."""

    @property
    def cross_examined(self) -> bool:
        """Whether a second engine has judged the policy and agreed."""
        return any(each.stage == CROSS_EXAMINATION and each.result == "passed" for each in self.stages)

    @property
    def proved(self) -> tuple[Json, ...]:
        """The invariants that were looked at, each with `name` and `status`; none where nothing could be proved."""
        return tuple(self._details(PROOF).get("invariants", ()))

    @property
    def examples(self) -> int:
        """How many examples were decided as expected."""
        return int(self._details(EXAMPLES).get("examples", 0))

    def _details(self, stage: str) -> Json:
        return next((each.details for each in self.stages if each.stage == stage), {})

    @property
    def day_published(self) -> date:
        """The day of its publication in the policy's time zone."""
        return self.published_at.astimezone(ZoneInfo(self.timezone)).date()

    def to_dict(self) -> dict[str, object]:
        return {
            "policy": self.policy,
            "number": self.number,
            "digest": self.digest,
            "effective": self.effective.isoformat(),
            "timezone": self.timezone,
            "published_at": self.published_at.strftime(_MOMENT),
            "published_by": self.published_by,
            "previous": self.previous,
            "replaces": self.replaces,
            "cross_examined": self.cross_examined,
            "stages": [each.to_dict() for each in self.stages],
            "tool": self.tool,
            "key": self.key,
        }

    @property
    def signed_bytes(self) -> bytes:
        """What is sealed and signed: the format and the record. The digest in it stands for the bundle."""
        return FORMAT.encode() + b"\n" + _written(self.to_dict())

    @property
    def seal(self) -> str:
        """The SHA-256 of the record, in hexadecimal: the next publication names it."""
        return hashlib.sha256(self.signed_bytes).hexdigest()


@dataclass(frozen=True, slots=True)
class Publication:
    """A record with its place, and its signature in base 64. The bundle is read when it is asked for."""

    record: Record
    signature: str | None
    path: Path
    shown: str

    def bundle(self) -> bytes:
        """The bundle. Raises PolicyError where it is not the one that was published, OSError where it is not read."""
        with self.path.open("rb") as stream:
            stream.readline(MAX_HEAD)
            content = stream.read(MAX_BUNDLE + 1)
        if digest_of(content) != self.record.digest:
            raise PolicyError([damaged(self.shown, "its bundle is not the one that was published")])
        return content


def publication_bytes(record: Record, signature: str | None, bundle: bytes) -> bytes:
    """The file of a publication."""
    head = {"format": FORMAT, "record": record.to_dict(), "seal": record.seal, "signature": signature}
    return _written(head) + b"\n" + bundle


class _Refused(Exception):
    """Why a file is not the publication that it was."""


def is_publication(content: bytes) -> bool:
    """Whether a file begins as a publication does."""
    return content.startswith(_BEGINS)


def read_publication(path: Path, shown: str) -> Publication:
    """A publication by its file. Raises PolicyError where it was changed or cut off, OSError where it is not read."""
    with path.open("rb") as stream:
        line = stream.readline(MAX_HEAD)
    record, signature = read_head(line, shown)
    return Publication(record, signature, path, shown)


def read_head(line: bytes, shown: str) -> tuple[Record, str | None]:
    """The first line of a publication: its record and signature. Raises PolicyError where it is not as it was."""
    try:
        if not line:
            raise _Refused("it is empty")
        if line.endswith(b"\r\n"):
            raise _Refused("its line ends were changed, as version control does with texts")
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise _Refused(f"its format is not `{FORMAT}`")
        record = _record(head["record"])
        signature = head["signature"]
        if signature is not None and not isinstance(signature, str):
            raise TypeError
        # Every sign counts: what is read must be what would be written, so that nothing can hide in the line.
        again = {"format": FORMAT, "record": record.to_dict(), "seal": record.seal, "signature": signature}
        if line != _written(again) + b"\n":
            raise _Refused("what it says was changed after it was published")
        if (record.key is None) != (signature is None):
            raise _Refused("its signature was taken away, or put to it")
    except _Refused as refused:
        raise PolicyError([damaged(shown, str(refused))]) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, OSError):
        raise PolicyError([damaged(shown, "it is cut off, or was changed")]) from None
    return record, signature


def damaged(shown: str, why: str) -> Finding:
    help = "put the file back as it was published, from a backup or from version control"
    return BAD_PUBLICATION.at(None, f"`{shown}` cannot be used: {why}", help)


def _record(data: Any) -> Record:
    """The record that the data are. Raises ValueError, TypeError or KeyError for anything else."""
    for name in ("policy", "timezone", "published_by", "tool"):
        _shown(data[name])
    for name in ("previous", "replaces"):
        if data[name] is not None and not _HASH.match(data[name]):
            raise TypeError
    if data["key"] is not None and not _KEY.match(data["key"]):
        raise TypeError
    if not _HASH.match(data["digest"]) or not _DAY.match(data["effective"]) or type(data["number"]) is not int:
        raise TypeError
    ZoneInfo(data["timezone"])
    stages = []
    for each in data["stages"]:
        if each["result"] not in ("passed", "not_available") or not isinstance(each["details"], dict):
            raise TypeError
        stages.append(StageRecord(_shown(each["stage"]), each["result"], _shown(each["said"]), each["details"]))
    return Record(
        policy=data["policy"],
        number=data["number"],
        digest=data["digest"],
        effective=date.fromisoformat(data["effective"]),
        timezone=data["timezone"],
        published_at=datetime.strptime(data["published_at"], _MOMENT).replace(tzinfo=UTC),
        published_by=data["published_by"],
        previous=data["previous"],
        replaces=data["replaces"],
        stages=tuple(stages),
        tool=data["tool"],
        key=data["key"],
    )


def _shown(text: Any) -> str:
    """A line that is shown to people, with nothing in it that a terminal would obey."""
    if not isinstance(text, str) or not text or "\n" in text or INVISIBLE.search(text):
        raise TypeError
    return text


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
