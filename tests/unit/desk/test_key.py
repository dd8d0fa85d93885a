"""The key of a desk: made once, for its owner only, and customers are found back by it alone."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice.desk.key import KEY_BYTES, Pseudonyms, make_key, read_key
from fairservice.errors import DeskError, LedgerError

POSIX = pytest.mark.skipif(os.name != "posix", reason="the rights of a file are told otherwise there")
NAMES = Pseudonyms(bytes(range(32)))
OTHERS = Pseudonyms(bytes(32))


def test_a_key_is_made_once(tmp_path: Path) -> None:
    """The second one to make it gets the first one's: two keys would part a customer in two."""
    first = make_key(tmp_path / "desk.key")
    assert len(first) == KEY_BYTES
    assert make_key(tmp_path / "desk.key") == first == read_key(tmp_path / "desk.key")
    assert first != make_key(tmp_path / "other.key")


def test_of_many_who_make_it_at_once_all_have_the_same(tmp_path: Path) -> None:
    """Processes that start together on a new desk agree on its key."""
    line = (
        "import sys; from pathlib import Path; from fairservice.desk.key import make_key; "
        "print(make_key(Path(sys.argv[1])).hex())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", line, str(tmp_path / "desk.key")], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert len({each.communicate()[0] for each in running}) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["desk.key"]


@POSIX
def test_a_key_is_for_those_who_work_with_it_only(tmp_path: Path) -> None:
    """It is made so, and refused once anybody may read it, with the line that mends it. A group may share it."""
    path = tmp_path / "desk.key"
    make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    for mode in (0o644, 0o604, 0o660, 0o601):
        path.chmod(mode)
        with pytest.raises(LedgerError) as caught:
            read_key(path)
        assert f"`chmod 600 {path}`" in str(caught.value.help)
    for mode in (0o400, 0o440, 0o640):
        path.chmod(mode)
        assert len(read_key(path)) == KEY_BYTES


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33, b"x" * 32 + b"\n", b"x" * 5000])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """A key that an editor put a line end to, or that is cut off, is not taken for another key."""
    path = tmp_path / "desk.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(LedgerError, match="is not the key of a desk: that has 32 bytes"):
        read_key(path)


def test_a_key_that_is_gone_is_missed(tmp_path: Path) -> None:
    """Nobody goes on with a new one in silence."""
    with pytest.raises(LedgerError, match="without it no customer on the ledger is found back") as caught:
        read_key(tmp_path / "desk.key")
    assert caught.value.help is not None and "from its copy" in caught.value.help
    with pytest.raises(LedgerError, match="is a folder"):
        read_key(tmp_path)


# ---- pseudonyms


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_key_that_one_may_not_read_is_told(tmp_path: Path) -> None:
    """With what its owner types to let a group in."""
    key = tmp_path / "desk.key"
    make_key(key)
    key.chmod(0)
    with pytest.raises(LedgerError, match="may not read") as caught:
        read_key(key)
    assert caught.value.help is not None and "chmod 640" in caught.value.help


def test_pseudonyms_stay_what_they_are() -> None:
    """What stands on ledgers already: with another way to make them, nobody would be found back."""
    assert NAMES.of_customer("C-1001") == "0ecb95e243b09811a307b6c73ef31ce1"
    assert NAMES.of_customer("C-1001") == hmac.digest(bytes(range(32)), b"customer\0C-1001", "sha256")[:16].hex()
    assert NAMES.of_household("C-1001") == "bf4a418f483358b75279018ef477dbb7"
    assert NAMES.check() == "5f2a17ba2319fb1221fbdc8d7a75c483fe0dd68586718ca7a47116f910bfa98f"
    assert NAMES.key_digest("anna", "decide", "k1").hex()[:32] == "544cb02ad1bdf8417da2b9368db15c29"
    assert NAMES.body_digest({"b": 1, "a": "é"}).hex()[:32] == "bc10646ea751fef092ca04b213e88fe5"
    assert NAMES.seal(b"x")[:32] == "7f05d7d77271142b7503f47599911819"


def test_no_two_uses_share_a_name() -> None:
    """A household is not the customer with its id; another desk knows both by other names."""
    made = [each.of_customer("1001") for each in (NAMES, OTHERS)] + [
        each.of_household("1001") for each in (NAMES, OTHERS)
    ]
    made += [NAMES.seal(b"1001"), NAMES.check(), OTHERS.check(), NAMES.body_digest("1001").hex()]
    made += [NAMES.key_digest("anna", "decide", "1001").hex()]
    assert len({each[:32] for each in made}) == len(made)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_an_id_counts_however_it_was_typed(id: str) -> None:
    """Blanks around it, and the two ways to write `é`, make no other customer."""
    if len(unicodedata.normalize("NFC", id)) <= 200:
        wanted = NAMES.of_customer(id)
        assert NAMES.of_customer(f"  {id}\n") == wanted
        assert NAMES.of_customer(unicodedata.normalize("NFD", id)) == wanted


def test_signs_that_count_make_another_customer() -> None:
    """Nothing else is taken for the same."""
    ids = ["c-1", "C-1", "c1", "c 1", "c-01", "0", "00"]
    assert len({NAMES.of_customer(each) for each in ids}) == len(ids)


@pytest.mark.parametrize(
    ("id", "why"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("x" * 201, "201 signs"),
        ("C-1\u200b1", "U\\+200B"),
        ("C\0", "U\\+0000"),
        ("C\n1", "U\\+000A"),
        ("\ud800", "U\\+D800"),
        (1001, "not a text"),
        (None, "not a text"),
    ],
)
def test_what_is_no_id_is_refused(id: object, why: str) -> None:
    """An id that could not be found back never gets onto the ledger; nor an idempotency key like it."""
    for use in (NAMES.of_customer, NAMES.of_household, lambda each: NAMES.key_digest("anna", "decide", each)):
        with pytest.raises(DeskError, match=why) as caught:
            use(id)  # type: ignore[arg-type]
        assert caught.value.help


def test_a_key_is_somebodys_for_one_operation() -> None:
    """The same key of another colleague, or for something else, is another one; names cannot run into each other."""
    made = [("anna", "decide", "1"), ("bob", "decide", "1"), ("anna", "concede", "1"), ("anna", "decide", "2")]
    made += [("ann", "adecide", "1"), ('anna","decide', "", "1")]
    assert len({NAMES.key_digest(*each) for each in made}) == len(made)


def test_the_same_content_has_the_same_digest() -> None:
    """In whatever order it comes; and any other content another one."""
    asked = {
        "ticket": "T1",
        "facts": {"item.price": Decimal("25.10"), "since": date(2026, 1, 31)},
        "n": [1, None, True],
    }
    again = {"n": (1, None, True), "facts": {"since": "2026-01-31", "item.price": "25.10"}, "ticket": "T1"}
    assert NAMES.body_digest(asked) == NAMES.body_digest(again)
    others = [{**asked, "ticket": "T2"}, {**asked, "n": [1, None]}, {**asked, "n": [1, None, 1]}, asked["facts"]]
    others += [[], {}, None]
    digests = {NAMES.body_digest(each) for each in [asked, *others]}
    assert len(digests) == len(others) + 1


@pytest.mark.parametrize("content", [{1: "x"}, {"x": b"y"}, {"x": {"y"}}, object()])
def test_a_content_that_could_be_taken_for_another_is_refused(content: object) -> None:
    """Where JSON would make one of two, nothing is digested."""
    with pytest.raises(TypeError, match="what was asked"):
        NAMES.body_digest(content)


def test_a_key_is_never_shown() -> None:
    """An error or a log that shows what it holds does not show the key."""
    assert repr(NAMES) == "Pseudonyms(…)"
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"short")
