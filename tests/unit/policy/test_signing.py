"""Signatures: who signed is verified, what was changed is refused, and what nobody trusts never decides."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fairservice import MissingPart, PolicyError, load
from fairservice.bootstrap import TRUST
from fairservice.policy.published.placing import place_new
from fairservice.policy.published.record import Publication, publication_bytes
from fairservice.policy.published.shelf import open_shelf
from fairservice.policy.published.signing import (
    PassphraseNeeded,
    Signer,
    must_be_trusted,
    new_key,
    read_public,
    read_signer,
)
from shelving import kiosk, put

DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def nobody_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TRUST, raising=False)


@pytest.fixture
def anna(tmp_path: Path) -> Signer:
    return new_key(tmp_path / "anna", None)


@pytest.fixture
def bob(tmp_path: Path) -> Signer:
    return new_key(tmp_path / "bob", None)


def signed(tmp_path: Path, *signers: Signer | None) -> Path:
    """A shelf with a publication of each, from 2026-06-01, -02, …"""
    for number, signer in enumerate(signers, 1):
        policy = kiosk(tmp_path / f"policy-{number}", ("} back", f"}} back {number}"))
        put(policy, tmp_path / "published", f"2026-06-{number:02}", signer=signer)
    return tmp_path / "published" / "kiosk"


def trusting(shelf: Path, *keys: Path) -> Path:
    (shelf / "trusted").mkdir(exist_ok=True)
    for key in keys:
        shutil.copy(key, shelf / "trusted")
    return shelf


def refused(shelf: Path, day: int = 1, **more: object) -> str:
    with pytest.raises(PolicyError) as caught:
        load(shelf, on=date(2026, 6, day), **more)  # type: ignore[arg-type]
    assert [each.code for each in caught.value.findings] == ["FS706"]
    return str(caught.value)


# ---- who is trusted


def test_what_a_trusted_key_signed_decides(tmp_path: Path, anna: Signer) -> None:
    """By the folder of the shelf, by what the caller names, and by the environment, as a file or as a folder."""
    shelf = signed(tmp_path, anna)
    assert load(shelf, on=DAY, trust=[tmp_path / "anna.pub"]).name == "kiosk"
    assert load(shelf, on=DAY, trust=[tmp_path]).name == "kiosk"
    trusting(shelf, tmp_path / "anna.pub")
    assert load(shelf, on=DAY).name == load(shelf / "0001.publication").name == "kiosk"


def test_what_nobody_trusted_signed_does_not_decide(tmp_path: Path, anna: Signer, bob: Signer) -> None:
    """Another key is refused; so is a signed publication where no key is trusted at all."""
    shelf = signed(tmp_path, anna)
    assert f"signed by the key {anna.key}, and no key is trusted here" in refused(shelf)
    assert f"signed by the key {anna.key}, which is not trusted here" in refused(shelf, trust=[tmp_path / "bob.pub"])
    trusting(shelf, tmp_path / "bob.pub")
    assert f"trusts {bob.key}" in refused(shelf)


def test_an_unsigned_policy_does_not_decide_where_keys_are_trusted(tmp_path: Path, anna: Signer) -> None:
    """Neither by the shelf's own folder nor by what the caller names; without any trust it does."""
    shelf = signed(tmp_path, None)
    assert load(shelf, on=DAY).name == "kiosk"
    assert "is not signed" in refused(shelf, trust=[tmp_path / "anna.pub"])
    assert "is not signed" in refused(trusting(shelf, tmp_path / "anna.pub"))


def test_who_is_named_goes_before_the_shelf(
    tmp_path: Path, anna: Signer, bob: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write to the shelf can put a key into its folder; that counts for nothing where keys are named."""
    shelf = trusting(signed(tmp_path, bob), tmp_path / "bob.pub")
    assert load(shelf, on=DAY).name == "kiosk"
    refused(shelf, trust=[tmp_path / "anna.pub"])
    monkeypatch.setenv(TRUST, str(tmp_path / "anna.pub"))
    refused(shelf)
    monkeypatch.setenv(TRUST, os.pathsep.join([str(tmp_path / "anna.pub"), str(tmp_path / "bob.pub")]))
    assert load(shelf, on=DAY).name == "kiosk"


def test_to_name_no_key_is_a_mistake(tmp_path: Path, anna: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list, an empty folder, or a place where nothing is never means that anything goes."""
    shelf = signed(tmp_path, None)
    (tmp_path / "empty").mkdir()
    for trust in ([], [tmp_path / "empty"], [tmp_path / "nowhere.pub"]):
        with pytest.raises(PolicyError, match="FS707"):
            load(shelf, on=DAY, trust=trust)
    monkeypatch.setenv(TRUST, str(tmp_path / "empty"))
    with pytest.raises(PolicyError, match="FAIRSERVICE_TRUST names no key"):
        load(shelf, on=DAY)


def test_a_signature_vouches_for_all_before_it(tmp_path: Path, anna: Signer, bob: Signer) -> None:
    """What was published before keys were used still decides: the signed one names its seal. Later ones do not."""
    shelf = trusting(signed(tmp_path, None, anna, None), tmp_path / "anna.pub")
    assert load(shelf, on=date(2026, 6, 1)).name == "kiosk"
    assert load(shelf, on=date(2026, 6, 2)).name == "kiosk"
    assert "0003.publication` is not signed" in refused(shelf, 3)
    assert "0002.publication` is signed by the key" in refused(shelf, 1, trust=[tmp_path / "bob.pub"])


def test_trust_is_for_what_is_published(tmp_path: Path, anna: Signer) -> None:
    """Who asks for a signature on a folder that is edited is told that there is none."""
    with pytest.raises(ValueError, match="not published"):
        load(kiosk(tmp_path / "policy"), trust=[tmp_path / "anna.pub"])


# ---- what was changed


def forge(shelf: Path, number: int, changed: Publication, signature: str | None, bundle: bytes | None = None) -> None:
    path = shelf / f"{number:04}.publication"
    content = publication_bytes(changed.record, signature, bundle or changed.bundle())
    path.unlink()
    place_new(path, content)


def test_a_record_changed_after_it_was_signed_is_refused(tmp_path: Path, anna: Signer) -> None:
    """Whoever writes it anew, with a fresh seal, cannot sign it."""
    shelf = trusting(signed(tmp_path, anna), tmp_path / "anna.pub")
    (old,) = open_shelf(shelf).publications
    forged = replace(old, record=replace(old.record, effective=date(2026, 1, 1)))
    forge(shelf, 1, forged, old.signature)
    assert "does not fit" in refused(shelf)


@pytest.mark.parametrize("signature", ["", "AAAA", "not base 64!", base64.b64encode(bytes(64)).decode()])
def test_another_signature_is_refused(tmp_path: Path, anna: Signer, signature: str) -> None:
    """Too short, no base 64, or of nothing."""
    shelf = trusting(signed(tmp_path, anna), tmp_path / "anna.pub")
    (old,) = open_shelf(shelf).publications
    forge(shelf, 1, old, signature)
    assert "does not fit" in refused(shelf)


def test_a_signature_cannot_be_taken_away_or_put_to_another_key(tmp_path: Path, anna: Signer, bob: Signer) -> None:
    """The record says which key signed it."""
    shelf = trusting(signed(tmp_path, anna), tmp_path / "anna.pub")
    (old,) = open_shelf(shelf).publications
    forge(shelf, 1, old, None)
    with pytest.raises(PolicyError, match=r"FS701 .*its signature was taken away"):
        load(shelf, on=DAY)
    forge(shelf, 1, replace(old, record=replace(old.record, key=None)), None, _bundle(shelf))
    assert "is not signed" in refused(shelf)
    claims = replace(old.record, published_by="bob@example.com")
    forge(shelf, 1, replace(old, record=claims), bob.sign(claims), _bundle(shelf))
    assert "does not fit" in refused(shelf)


def _bundle(shelf: Path) -> bytes:
    return (shelf / "0001.publication").read_bytes().partition(b"\n")[2]


def test_another_bundle_under_a_good_signature_is_refused(tmp_path: Path, anna: Signer) -> None:
    """The signature is on the digest of the bundle."""
    shelf = trusting(signed(tmp_path, anna), tmp_path / "anna.pub")
    (old,) = open_shelf(shelf).publications
    forge(shelf, 1, old, old.signature, old.bundle().replace(b"} back", b"} twice"))
    with pytest.raises(PolicyError, match=r"FS701 .*its bundle is not the one that was published"):
        load(shelf, on=DAY)


def test_the_signature_is_plain_ed25519(tmp_path: Path, anna: Signer) -> None:
    """Any other program can verify it: over the format, a line end and the record as it stands in the file."""
    shelf = signed(tmp_path, anna)
    line = (shelf / "0001.publication").read_bytes().partition(b"\n")[0]
    head = json.loads(line)
    record = line[line.index(b'"record":') + 9 : line.index(b',"seal":')]
    message = head["format"].encode() + b"\n" + record
    read_public(tmp_path / "anna.pub").verify(base64.b64decode(head["signature"]), message)


# ---- keys


def test_a_key_is_for_its_owner_only(tmp_path: Path, anna: Signer) -> None:
    """The private half can be read by nobody else, or is refused; neither half is ever written over."""
    path = tmp_path / "anna"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_signer(path).key == anna.key
    with pytest.raises(FileExistsError):
        new_key(path, None)
    (tmp_path / "carl.pub").write_text("mine")
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "carl", None)
    assert not (tmp_path / "carl").exists()
    path.chmod(0o640)
    with pytest.raises(PolicyError, match=r"FS707 others than you can read .*chmod 600"):
        read_signer(path)


def test_a_locked_key_needs_its_passphrase(tmp_path: Path) -> None:
    """Without one it says so; with another one it is refused."""
    key = new_key(tmp_path / "dora", b"correct horse").key
    with pytest.raises(PassphraseNeeded):
        read_signer(tmp_path / "dora")
    with pytest.raises(PolicyError, match="FS707 the passphrase does not open"):
        read_signer(tmp_path / "dora", b"wrong horse")
    assert read_signer(tmp_path / "dora", b"correct horse").key == key


def test_what_is_no_such_key_is_told(tmp_path: Path, anna: Signer) -> None:
    """The other half, another kind of key, or anything else."""
    other = generate_private_key(SECP256R1())
    private = tmp_path / "other"
    place_new(private, other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    place_new(tmp_path / "other.pub", other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    place_new(tmp_path / "text", b"hello", 0o600)
    (tmp_path / "anna.pub").chmod(0o600)
    for name, said in (("other", "another kind"), ("text", "not a private key"), ("anna.pub", "public half")):
        with pytest.raises(PolicyError, match=f"FS707 .*{said}"):
            read_signer(tmp_path / name)
    for name, said in (("other.pub", "not a public Ed25519"), ("text", "not a public"), ("anna", "private half")):
        with pytest.raises(PolicyError, match=f"FS707 .*{said}"):
            read_public(tmp_path / name)


def test_nobody_publishes_what_would_not_be_trusted(tmp_path: Path, anna: Signer, bob: Signer) -> None:
    """It is refused before anything is examined."""
    from fairservice.policy.published.choosing import own_trust, trust_in

    trust = trust_in([tmp_path / "anna.pub"], "the test")
    must_be_trusted(anna, trust)
    must_be_trusted(None, own_trust(tmp_path))
    for signer in (bob, None):
        with pytest.raises(PolicyError, match="FS706"):
            must_be_trusted(signer, trust)


def test_without_the_part_the_line_that_installs_it_is_said(
    tmp_path: Path, anna: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not signed needs no part; what is signed is never taken on trust."""
    shelf = signed(tmp_path, None, anna)
    unsigned = tmp_path / "alone"
    put(kiosk(tmp_path / "p"), unsigned, "2026-06-01")
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    assert load(unsigned / "kiosk", on=DAY).name == "kiosk"
    with pytest.raises(MissingPart, match=r"pip install 'fairservice\[sign\]'"):
        load(trusting(shelf, tmp_path / "anna.pub"), on=date(2026, 6, 2))
    with pytest.raises(MissingPart):
        new_key(tmp_path / "new", None)
    with pytest.raises(MissingPart):
        read_signer(tmp_path / "anna")
