"""An entry of the ledger, and the chain that holds entries together without holding what they say.

The chain has salted commitments only: an entry can be emptied (its salt and payload erased) and the chain still holds,
while whatever was changed, taken away or put elsewhere breaks it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import to_json

FORMAT = b"fairservice-ledger/1\n"
GENESIS = hashlib.sha256(FORMAT).digest()
"""What the first entry is chained to."""
SALT_BYTES = 16
"""128 random bits: nobody finds out what was said by trying all that could have been said."""
# Made once: `json.dumps` would make one each time, for it is asked for other than plain JSON.

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Once erased, `salt` and `payload` are None; `public` is chained as it stands, and never erased."""

    number: int
    """From 1, without gaps."""
    kind: str
    at: int
    """Microseconds since 1970 in UTC."""
    commitment: bytes
    public: str
    hash: bytes
    salt: bytes | None
    payload: bytes | None

    @property
    def moment(self) -> datetime:
        return moment_of(self.at)

    @property
    def erased(self) -> bool:
        return self.payload is None

    def content(self) -> Mapping[str, Any]:
        """What the entry says. Raises ValueError once it is erased."""
        if self.payload is None:
            raise ValueError(f"entry {self.number} is erased")
        found: Mapping[str, Any] = json.loads(self.payload)
        return found


def microseconds(moment: datetime) -> int:
    """A moment with its offset as the ledger writes it."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(at: int) -> datetime:
    return _EPOCH + at * _MICROSECOND


def written(content: Mapping[str, Any]) -> bytes:
    """The bytes of a payload: JSON, as `json.dumps` writes it. Raises ValueError for text that is not Unicode."""
    return to_json(content)


def commitment_to(salt: bytes, payload: bytes) -> bytes:
    """What stands in the chain for a payload: it binds, and tells nothing once the salt is gone."""
    return hashlib.sha256(salt + payload).digest()


def chained(before: bytes, number: int, kind: str, at: int, commitment: bytes, public: str) -> bytes:
    """The hash of an entry: of all that it is but its payload, and of the hash of the entry before it."""
    head = f"{number}\n{kind}\n{at}\n{commitment.hex()}\n{public}".encode()
    return hashlib.sha256(FORMAT + before + head).digest()
