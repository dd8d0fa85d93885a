"""Bundles: the same bytes for the same content, the same decisions by the same digest, and damage is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fairservice import PolicyError, load
from fairservice.bootstrap import shipped
from fairservice.policy.bundle import bundle_bytes
from probe import MANIFEST

RULES = """# our rules
facts:
  price: {type: money}   # in euro
  new: {type: boolean}
requests:
  ask:
    otherwise: {answer: no, because: {en: "Otherwise, no."}}
rules:
  r:
    request: ask
    when: {new: true}
    answer: yes
    give: {refund: price}
    because:
      en: |
        You get
        {refund} back.
"""
OTHERWISE_LAID_OUT = """facts:


    price:
        type:   money
    new:
        type: 'boolean'
requests: {ask: {otherwise: {answer: no, because: {en: 'Otherwise, no.'}}}}
rules:
    r:
        request: "ask"
        # only new things
        when:
            new: true
        answer: yes
        give:
            refund: price
        because:
            en: |
                You get
                {refund} back.
"""


def test_the_same_content_is_the_same_bytes(write_policy: Callable[..., Path]) -> None:
    """Layout, comments, quotes, line ends, a byte order mark and the folder do not change a bundle."""
    here = bundle_bytes(load(write_policy(RULES, name="here")).rulebook)
    assert here == bundle_bytes(load(write_policy(OTHERWISE_LAID_OUT, name="else/where")).rulebook)
    folder = write_policy(RULES, name="windows")
    rules = folder / "rules.yaml"
    rules.write_bytes(b"\xef\xbb\xbf" + RULES.replace("\n", "\r\n").encode())
    assert here == bundle_bytes(load(folder).rulebook)


@pytest.mark.parametrize(
    ("old", "new"),
    [("refund: price", "refund: 50% of price"), ("answer: yes", "answer: yes_but"), ("no.", "yes."),
     ("new: true", "new: false"), ("{refund} back", "{refund} again")],
)  # fmt: skip
def test_other_content_is_another_digest(write_policy: Callable[..., Path], old: str, new: str) -> None:
    """What is decided or said is part of the digest."""
    changed = RULES.replace(old, new)
    assert changed != RULES
    assert load(write_policy(RULES)).digest != load(write_policy(changed, name="other")).digest


def test_the_order_of_rules_is_content(write_policy: Callable[..., Path]) -> None:
    """The first rule in file order lends its words, so order is part of the digest."""
    rule = "  {}: {{request: ask, answer: no, because: {{en: R.}}}}\n"
    start = RULES.partition("rules:\n")[0] + "rules:\n"
    one = load(write_policy(start + rule.format("a") + rule.format("b")))
    other = load(write_policy(start + rule.format("b") + rule.format("a"), name="other"))
    assert one.digest != other.digest


def test_a_bundle_decides_as_its_folder(write_policy: Callable[..., Path], tmp_path: Path) -> None:
    """A policy loaded from its bundle has the same digest, and the same decisions by fingerprint."""
    folder = load(write_policy(RULES))
    file = tmp_path / "policy.bundle"
    file.write_bytes(bundle_bytes(folder.rulebook))
    again = load(file)
    assert again.digest == folder.digest
    assert bundle_bytes(again.rulebook) == file.read_bytes()
    for case in ({}, {"new": True, "price": "5.00"}, {"new": False}):
        one, two = (policy.decide("ask", case, today=date(2026, 6, 1)) for policy in (folder, again))
        assert one.to_dict(trace=False) == two.to_dict(trace=False)


def test_a_bundle_holds_the_packs_that_it_uses(tmp_path: Path) -> None:
    """The shipped webshop is whole in its bundle: it needs no law pack beside it."""
    shop = load(shipped("webshop"))
    file = tmp_path / "shop.bundle"
    file.write_bytes(bundle_bytes(shop.rulebook))
    again = load(file)
    assert again.digest == shop.digest
    assert [pack.name for pack in again.rulebook.packs] == [pack.name for pack in shop.rulebook.packs]


@pytest.fixture
def whole(write_policy: Callable[..., Path]) -> bytes:
    return bundle_bytes(load(write_policy(RULES)).rulebook)


def with_packs(packs: object) -> Callable[[bytes], bytes]:
    return lambda whole: json.dumps({**json.loads(whole), "packs": packs}).encode()


DAMAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda whole: b""),
    ("cut off", lambda whole: whole[: len(whole) // 2]),
    ("not JSON", lambda whole: b"\x00\xff\xfe" + whole),
    ("a list", lambda whole: b"[1, 2]"),
    ("null", lambda whole: b"null"),
    ("a number", lambda whole: b"1e400"),
    ("another format", lambda whole: whole.replace(b"fairservice-bundle/1", b"fairservice-bundle/9")),
    ("no packs", with_packs([])),
    ("packs by name", with_packs({"a": 1})),
    ("packs that are none", with_packs(None)),
    ("files that are none", with_packs([{"name": "a", "files": [1]}])),
    ("files without text", with_packs([{"name": "a", "files": [["policy.yaml", 3]]}])),
    ("half a character", lambda whole: whole.replace(b"Otherwise", b"\\ud800")),
    ("very deep", lambda whole: b"[" * 100_000),
    ("a rule that is wrong", lambda whole: whole.replace(b'"answer":"yes"', b'"answer":"maybe"')),
]  # fmt: skip


@pytest.mark.parametrize("damage", [each[1] for each in DAMAGE], ids=[each[0] for each in DAMAGE])
def test_a_damaged_bundle_is_told(tmp_path: Path, whole: bytes, damage: Callable[[bytes], bytes]) -> None:
    """A bundle that was cut off, changed or made up is a `PolicyError`, never another exception."""
    file = tmp_path / "damaged.bundle"
    file.write_bytes(damage(whole))
    assert file.read_bytes() != whole
    with pytest.raises(PolicyError) as caught:
        load(file)
    assert caught.value.findings
    assert MANIFEST not in str(caught.value)
