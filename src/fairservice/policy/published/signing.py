"""Signs publications and verifies them: Ed25519, with keys in PEM files, and a list of those that are trusted.

A signature stands for its publication and, since each names the seal of the one before, for all before it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairservice.errors import Defect, FairserviceError, MissingPart, PolicyError
from fairservice.policy.packs import shown_path
from fairservice.policy.published.placing import place_new
from fairservice.policy.published.record import Publication, Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NOT_TRUSTED = Defect("FS706", "not-trusted", "error", "a published policy is not signed by a key that is trusted")
BAD_KEY = Defect("FS707", "bad-key", "error", "a file is not the key that is needed")

PUBLIC = ".pub"


class PassphraseNeeded(FairserviceError):
    """A key is locked, and nobody said its passphrase. Said of the file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"the key in `{shown_path(path)}` is locked with a passphrase")


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: files of public keys, and folders of them. `said_by` names who said so."""

    places: tuple[Path, ...]
    said_by: str
    must_name_one: bool = False
    """Whether it is a mistake that it names no key: somebody asked for it."""

    def files(self) -> tuple[Path, ...]:
        """The key files. Raises PolicyError where a place is neither a file nor a folder."""
        found: list[Path] = []
        for place in self.places:
            if place.is_dir():
                found += sorted(place.glob(f"*{PUBLIC}"))
            elif place.is_file():
                found.append(place)
            else:
                help = "name a `.pub` file, or a folder of them"
                raise PolicyError([BAD_KEY.at(None, f"there is no key at `{shown_path(place)}`", help)])
        if self.must_name_one and not found:
            message = f"{self.said_by} names no key, so nothing can be trusted"
            raise PolicyError([BAD_KEY.at(None, message, f"put the `{PUBLIC}` files of those who publish there")])
        return tuple(found)


def key_id(raw: bytes) -> str:
    """How a key is called: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return hashlib.sha256(raw).hexdigest()[:16]


class Signer:
    """A private key, ready to sign."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public_pem(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key(self) -> str:
        return key_id(self._private.public_key().public_bytes_raw())

    def sign(self, record: Record) -> str:
        """The signature in base 64."""
        return base64.b64encode(self._private.sign(record.signed_bytes)).decode()


def need_cryptography() -> None:
    """Raises MissingPart where keys cannot be used."""
    try:
        import cryptography.exceptions  # noqa: F401
    except ImportError:
        raise MissingPart("signing", "pip install 'fairservice[sign]'") from None


def read_signer(path: Path, passphrase: bytes | None = None) -> Signer:
    """The private key in a PEM file. Raises PolicyError, PassphraseNeeded, MissingPart and OSError."""
    need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    shown = shown_path(path)
    content = path.read_bytes()
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        message, help = f"others than you can read the key in `{shown}`", f"run `chmod 600 {shown}`"
        raise PolicyError([BAD_KEY.at(None, message, help)])
    locked = b"ENCRYPTED" in content
    if locked and not passphrase:
        raise PassphraseNeeded(path)
    try:
        private = load_pem_private_key(content, passphrase if locked else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if locked:
            message, help = f"the passphrase does not open the key in `{shown}`", "say it again"
        elif b"PUBLIC KEY" in content:
            message = f"`{shown}` is the public half of a key"
            help = f"sign with the file beside it, without `{PUBLIC}`"
        else:
            message, help = f"`{shown}` is not a private key", "make one with `fairservice keys new FILE`"
        raise PolicyError([BAD_KEY.at(None, message, help)]) from None
    if not isinstance(private, Ed25519PrivateKey):
        message = f"`{shown}` is a key of another kind than Ed25519"
        raise PolicyError([BAD_KEY.at(None, message, "make one with `fairservice keys new FILE`")])
    return Signer(private)


def read_public(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises PolicyError, MissingPart and OSError."""
    need_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    shown = shown_path(path)
    content = path.read_bytes()
    try:
        public = load_pem_public_key(content)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        public = None
    if isinstance(public, Ed25519PublicKey):
        return public
    if b"PRIVATE KEY" in content:
        message, help = (
            f"`{shown}` is the private half of a key",
            f"trust the `{PUBLIC}` file beside it, and move it away",
        )
    else:
        message, help = f"`{shown}` is not a public Ed25519 key", f"name the `{PUBLIC}` file of `fairservice keys new`"
    raise PolicyError([BAD_KEY.at(None, message, help)])


def new_key(path: Path, passphrase: bytes | None) -> Signer:
    """Makes a key: the private half for its owner's eyes only, the public one beside it. Never over another file."""
    need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        KeySerializationEncryption,
        NoEncryption,
        PrivateFormat,
    )

    lock: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    private = Ed25519PrivateKey.generate()
    public = path.with_name(path.name + PUBLIC)
    if public.exists():
        raise FileExistsError(17, "is there already", str(public))
    signer = Signer(private)
    place_new(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), 0o600)
    place_new(public, signer.public_pem)
    return signer


def must_be_trusted(signer: Signer | None, trust: Trust) -> None:
    """Raises PolicyError where what is about to be published would not be trusted."""
    files = trust.files()
    if not files:
        return
    if signer is None:
        message = "only what is signed is trusted here, and this would not be signed"
        raise PolicyError(
            [NOT_TRUSTED.at(None, message, f"sign it with `--sign KEY`; {trust.said_by} says which keys are trusted")]
        )
    known = {key_id(read_public(each).public_bytes_raw()) for each in files}
    if signer.key not in known:
        message = f"this would be signed by the key {signer.key}, which is not trusted here"
        help = f"{trust.said_by} trusts {', '.join(sorted(known))}; put the `{PUBLIC}` file of another key there too"
        raise PolicyError([NOT_TRUSTED.at(None, message, help)])


def verify(publication: Publication, publications: Sequence[Publication], trust: Trust) -> None:
    """Raises PolicyError where a publication is not vouched for, and MissingPart where that cannot be found out.

    Itself signed, its signature must be that of a trusted key. Unsigned, the next one that is signed vouches for it;
    where none is, it counts only while no key is trusted.
    """
    record = publication.record
    voucher = next((e for e in publications if e.record.number >= record.number and e.signature is not None), None)
    files = trust.files()
    if voucher is None:
        if files:
            message = f"`{publication.shown}` is not signed, and only what is signed is trusted here"
            help = f"publish it with `--sign KEY`; {trust.said_by} says which keys are trusted"
            raise PolicyError([NOT_TRUSTED.at(None, message, help)])
        return
    if not files:
        message = f"`{voucher.shown}` is signed by the key {voucher.record.key}, and no key is trusted here"
        help = f"put its `{PUBLIC}` file into {trust.said_by}, or name it with `--trust` or FAIRSERVICE_TRUST"
        raise PolicyError([NOT_TRUSTED.at(None, message, help)])
    _verify_signature(voucher, files, trust)


def _verify_signature(publication: Publication, files: Iterable[Path], trust: Trust) -> None:
    keys = {key_id(key.public_bytes_raw()): key for key in map(read_public, files)}
    from cryptography.exceptions import InvalidSignature

    record = publication.record
    key = keys.get(str(record.key))
    if key is None:
        known = ", ".join(sorted(keys))
        message = f"`{publication.shown}` is signed by the key {record.key}, which is not trusted here"
        raise PolicyError([NOT_TRUSTED.at(None, message, f"{trust.said_by} trusts {known}")])
    try:
        key.verify(base64.b64decode(publication.signature or "", validate=True), record.signed_bytes)
    except (InvalidSignature, ValueError):
        message = f"the signature of `{publication.shown}` does not fit: it was changed after it was signed"
        help = "put the file back as it was published, and find out who changed it"
        raise PolicyError([NOT_TRUSTED.at(None, message, help)]) from None
