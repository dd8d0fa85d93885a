"""The key of a desk, and what it makes of ids: pseudonyms by which a customer is found back, and nothing else.

Without the key nobody is found back, and no idempotency key is recognised: keep a copy of it elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shlex
import stat
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from fairservice.conditions.vocabulary import cut, shown
from fairservice.errors import DeskError, LedgerError
from fairservice.policy.packs import shown_path
from fairservice.policy.published.placing import place_new
from fairservice.source.text_file import INVISIBLE

KEY_BYTES = 32
MAX_ID = 200
"""The longest id of a customer, and the longest idempotency key, in characters."""
_PSEUDONYM_BYTES = 16
_PRIVATE = 0o600
_REFUSED = 0o037
"""Rights that no key has: any of others, and to change it those of its group. A group may read it, since colleagues
who work on one machine each act as their own account."""


def make_key(path: Path) -> bytes:
    """A new key in a file that only its owner reads at first; the one that is there, where another process was first.

    It is on the disk when this returns. Raises LedgerError where what is there is no key, and OSError.
    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        place_new(path, key, _PRIVATE)
    except FileExistsError:
        return read_key(path)
    return key


def read_key(path: Path) -> bytes:
    """The key in a file. Raises LedgerError where it is not there, is not a key, or others may read it; and OSError."""
    shown = shown_path(path)
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            content = stream.read(KEY_BYTES + 1)
    except FileNotFoundError:
        message = f"the key of this desk is not at `{shown}`, and without it no customer on the ledger is found back"
        help = "put it back from its copy; a new key would give every customer another pseudonym"
        raise LedgerError(message, help) from None
    except PermissionError:
        quoted = shlex.quote(shown)
        help = f"its owner lets a group in that you are of: `chgrp GROUP {quoted} && chmod 640 {quoted}`"
        raise LedgerError(f"you may not read `{shown}`, without which nobody works at this desk", help) from None
    except IsADirectoryError:
        raise LedgerError(f"the key of this desk is a file, and `{shown}` is a folder", "name the file") from None
    if os.name == "posix" and stat.S_IMODE(about.st_mode) & _REFUSED:
        help = f"`chmod 600 {shlex.quote(shown)}`, or 640 where a group shares it; who has read it can tell customers"
        raise LedgerError(f"more people may use the key `{shown}` than work with it", help)
    if len(content) != KEY_BYTES:
        size = f"{len(content)} bytes" if len(content) <= KEY_BYTES else "more"
        message = f"`{shown}` is not the key of a desk: that has {KEY_BYTES} bytes, and this has {size}"
        raise LedgerError(message, "put the key back from its copy, or name the right file under `key`")
    return content


class Pseudonyms:
    """What a desk's key makes of ids, keys and contents. Each is for one use, and tells nothing of another."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a desk's key has {KEY_BYTES} bytes")
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonyms(…)"  # never the key: errors and logs show what they hold

    def of_customer(self, id: str) -> str:
        """By what name the ledger knows a customer. Raises DeskError where that cannot be an id."""
        return self._pseudonym(b"customer", _clean(id, "a customer"))

    def of_household(self, id: str) -> str:
        """By what name the ledger knows a household; never that of a customer with the same id. Raises DeskError."""
        return self._pseudonym(b"household", _clean(id, "a household"))

    def key_digest(self, principal: str, operation: str, key: str) -> bytes:
        """What stands for an idempotency key that somebody used for an operation. Raises DeskError."""
        return self._hmac(b"key", _canonical([principal, operation, _clean(key, "an idempotency key", said="be")]))

    def body_digest(self, content: object) -> bytes:
        """What stands for all that was asked: the same for the same content, in whatever order it is written.

        `content` is what JSON can hold, with days and decimals too. Raises TypeError for anything else.
        """
        return self._hmac(b"body", _canonical(content))

    def check(self) -> str:
        """What the ledger keeps to know its key by."""
        return self._hmac(b"check", b"").hex()

    def seal(self, content: bytes) -> str:
        """What only this desk can have put under a content."""
        return self._hmac(b"seal", content).hex()

    def _pseudonym(self, use: bytes, id: str) -> str:
        return self._hmac(use, id.encode())[:_PSEUDONYM_BYTES].hex()

    def _hmac(self, use: bytes, content: bytes) -> bytes:
        return hmac.digest(self._key, use + b"\0" + content, hashlib.sha256)


def _clean(id: object, what: str, said: str = "have as id") -> str:
    """An id as it counts: one and the same however it was typed or sent."""
    if not isinstance(id, str):
        raise DeskError(f"`{shown(id)}` is not a text, so {what} cannot {said} it", "pass it as a text")
    found = unicodedata.normalize("NFC", id).strip()
    if not found:
        raise DeskError(f"{what} cannot {said} an empty text", "say which one it is")
    if len(found) > MAX_ID:
        message = f"`{cut(found)}` has {len(found):,} signs, more than {what} can {said}"
        raise DeskError(message, f"the most is {MAX_ID}")
    if (match := INVISIBLE.search(found)) or "\n" in found or "\t" in found:
        sign = match[0] if match else "\n" if "\n" in found else "\t"
        message = f"`{cut(INVISIBLE.sub('', found))}` has the sign U+{ord(sign):04X} in it, which cannot be seen"
        raise DeskError(message, f"take it out; {what} would otherwise not be found back")
    return found


def _canonical(content: object) -> bytes:
    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), allow_nan=True).encode()


def _plain(content: object) -> object:
    """The content as JSON has it. A mapping's keys must be texts: JSON would make `1` and `"1"` one."""
    if content is None or isinstance(content, str | int | float):
        return content
    if isinstance(content, Mapping):
        for key in content:
            if not isinstance(key, str):
                raise TypeError(f"a key of what was asked is no text: {shown(key)}")
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, date):  # a datetime is one too
        return content.isoformat()
    if isinstance(content, Decimal):
        return str(content)
    raise TypeError(f"what was asked holds what JSON cannot: {cut(repr(content))}")
