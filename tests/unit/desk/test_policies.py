"""A desk decides by what is in force on the day, and notices what is published while it is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from fairservice.bootstrap import load, open_bundle
from fairservice.decisions.decide import Policy
from fairservice.desk.policies import DraftPolicy, OpenedPolicies, PublishedPolicies
from fairservice.errors import PolicyError
from fairservice.policy.bundle import bundle_bytes, digest_of
from fairservice.policy.published.choosing import trust_in
from fairservice.policy.published.signing import new_key
from shelving import kiosk, put

DAY = date(2026, 6, 15)
ASKED = {"days_ago": "1", "price": "10.00"}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Two publications: from 2026-01-01 and from 2026-07-01."""
    put(kiosk(tmp_path / "one"), tmp_path, "2026-01-01")
    put(kiosk(tmp_path / "two", ("} back", "} again")), tmp_path, "2026-07-01")
    return tmp_path / "kiosk"


def published(shelf: Path) -> PublishedPolicies:
    return PublishedPolicies(shelf, None, open_bundle)


def opening(opened: list[str]) -> Callable[[str, bytes], Policy]:
    """Opens bundles and notes it."""

    def opens(shown: str, content: bytes) -> Policy:
        opened.append(digest_of(content))
        return open_bundle(shown, content)

    return opens


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file was changed long ago."""
    monkeypatch.setattr("fairservice.desk.unchanged._SETTLED_NS", -1)


def codes(error: pytest.ExceptionInfo[PolicyError]) -> list[str]:
    return [each.code for each in error.value.findings]


# ---- a shelf


def test_what_is_in_force_depends_on_the_day(shelf: Path) -> None:
    """From its first day on, and with the number and the bundle that go on record."""
    policies = published(shelf)
    for day, number in (("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 2), ("2030-01-01", 2)):
        found = policies.in_force(date.fromisoformat(day))
        assert found.number == number and not found.draft
        assert digest_of(found.bundle) == found.policy.digest == load(shelf, on=date.fromisoformat(day)).digest
    with pytest.raises(PolicyError) as caught:
        policies.in_force(date(2025, 12, 31))
    assert codes(caught) == ["FS704"]


def test_a_policy_is_opened_once(shelf: Path, settled: None) -> None:
    """Every decision of a day is made by one and the same."""
    opened: list[str] = []
    policies = PublishedPolicies(shelf, None, opening(opened))
    found = [policies.in_force(DAY) for _ in range(5)]
    assert len({id(each.policy) for each in found}) == len(opened) == 1
    assert policies.of_bundle(found[0].policy.digest, found[0].bundle) is found[0].policy


def test_the_next_publication_counts_without_a_restart(shelf: Path, tmp_path: Path) -> None:
    """Also when it comes at the moment at which the shelf was read."""
    policies = published(shelf)
    assert policies.in_force(DAY).number == 1
    put(kiosk(tmp_path / "three", ("} back", "} at once")), tmp_path, "2026-06-10", "2026-06-09")
    assert policies.in_force(DAY).number == 3
    assert "at once" in policies.in_force(DAY).policy.decide("ask", ASKED, today=DAY).say


def test_a_publication_is_noticed_by_the_folder_alone(shelf: Path, tmp_path: Path, settled: None) -> None:
    """The folder differs once something is in it; what it did not say is not read again."""
    policies = published(shelf)
    first = policies.in_force(DAY)
    assert policies.in_force(DAY) is first
    put(kiosk(tmp_path / "three", ("} back", "} at once")), tmp_path, "2026-06-10", "2026-06-09")
    assert policies.in_force(DAY).number == 3


def test_a_shelf_that_breaks_gives_nothing(shelf: Path, tmp_path: Path) -> None:
    """Not even what it gave before; once it is whole again, it does."""
    policies = published(shelf)
    assert policies.in_force(DAY).number == 1
    first = shelf / "0001.publication"
    shutil.move(first, tmp_path / "away")
    for _ in range(3):
        with pytest.raises(PolicyError) as caught:
            policies.in_force(DAY)
        assert codes(caught) == ["FS701"]
    shutil.move(tmp_path / "away", first)
    assert policies.in_force(DAY).number == 1
    shutil.rmtree(shelf)
    with pytest.raises(PolicyError) as caught:
        policies.in_force(DAY)
    assert codes(caught) == ["FS704"]


def test_a_bundle_that_was_changed_decides_nothing(shelf: Path) -> None:
    """The record of it holds; what it speaks of does not."""
    path = shelf / "0001.publication"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"} back", b"} gone"))
    with pytest.raises(PolicyError) as caught:
        published(shelf).in_force(DAY)
    assert codes(caught) == ["FS701"]


def test_what_is_published_must_be_signed_by_a_trusted_key(tmp_path: Path, settled: None) -> None:
    """By the keys of the shelf, or of the caller; a key that is taken away counts no longer, at once."""
    signer = new_key(tmp_path / "key", None)
    other = new_key(tmp_path / "other", None)
    shelf = put(kiosk(tmp_path / "one"), tmp_path, "2026-01-01", signer=signer).path.parent
    policies = published(shelf)
    with pytest.raises(PolicyError) as caught:
        policies.in_force(DAY)
    assert codes(caught) == ["FS706"]
    (shelf / "trusted").mkdir()
    shutil.copy(tmp_path / "key.pub", shelf / "trusted" / "key.pub")
    assert policies.in_force(DAY).number == 1
    (shelf / "trusted" / "key.pub").unlink()
    with pytest.raises(PolicyError) as caught:
        policies.in_force(DAY)
    assert codes(caught) == ["FS706"]
    mine = PublishedPolicies(shelf, trust_in([tmp_path / "key.pub"], "`trust`"), open_bundle)
    assert mine.in_force(DAY).number == 1
    theirs = PublishedPolicies(shelf, trust_in([tmp_path / "other.pub"], "`trust`"), open_bundle)
    with pytest.raises(PolicyError, match="which is not trusted here"):
        theirs.in_force(DAY)
    assert other.key != signer.key


def test_a_shelf_without_anything_says_how_to_publish(tmp_path: Path) -> None:
    """Before the first publication nothing is in force."""
    with pytest.raises(PolicyError, match="nothing was published yet"):
        published(tmp_path / "kiosk").in_force(DAY)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PolicyError, match="nothing was published yet"):
        published(tmp_path / "empty").in_force(DAY)


def test_threads_get_one_policy(shelf: Path, tmp_path: Path) -> None:
    """Those who ask at once, while something is published, get what was or what is in force, and nothing else."""
    policies = published(shelf)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(policies.in_force, DAY) for _ in range(100)]
        put(kiosk(tmp_path / "three", ("} back", "} at once")), tmp_path, "2026-06-10", "2026-06-09")
        asked += [pool.submit(policies.in_force, DAY) for _ in range(100)]
    found = [each.result() for each in asked]
    assert {each.number for each in found} <= {1, 3} and found[-1].number == 3
    assert len({id(each.policy) for each in found}) == len({each.number for each in found})


# ---- what decisions cite


def test_a_bundle_that_a_decision_cites_is_opened_again(shelf: Path, tmp_path: Path) -> None:
    """Also one that was never on this shelf; and never another one in its place."""
    policies = published(shelf)
    content = bundle_bytes(load(kiosk(tmp_path / "draft", ("} back", "} once"))).rulebook)
    policy = policies.of_bundle(digest_of(content), content)
    assert "once" in policy.decide("ask", ASKED, today=DAY).say
    for _ in range(2):
        with pytest.raises(PolicyError) as caught:
            policies.of_bundle(digest_of(content), content.replace(b"once", b"ones"))
        assert codes(caught) == ["FS700"]
    with pytest.raises(PolicyError) as caught:
        policies.of_bundle(digest_of(b"{}"), b"{}")
    assert codes(caught) == ["FS700"]


def test_the_least_used_policy_is_dropped_first(tmp_path: Path) -> None:
    """A replay of years does not hold every policy there was."""
    bundles = [bundle_bytes(load(kiosk(tmp_path / word, ("} back", f"}} {word}"))).rulebook) for word in "abc"]
    opened: list[str] = []
    kept = OpenedPolicies(opening(opened), most=2)
    for turn in (0, 1, 0, 2, 0, 1):
        kept.policy(digest_of(bundles[turn]), bundles[turn], "a bundle")
    assert opened == [digest_of(bundles[turn]) for turn in (0, 1, 2, 1)]


# ---- a draft


def test_a_draft_is_what_it_was_when_it_was_opened(tmp_path: Path) -> None:
    """On every day, without a number; and what is on record of it decides the same."""
    folder = kiosk(tmp_path / "kiosk")
    policies = DraftPolicy(folder, load, open_bundle)
    found = policies.in_force(DAY)
    assert found.draft and found.number is None
    assert digest_of(found.bundle) == found.policy.digest
    kiosk(folder, ("} back", "} again"))
    assert policies.in_force(date(2020, 1, 1)) is found
    assert policies.of_bundle(found.policy.digest, found.bundle) is found.policy
    fresh = DraftPolicy(folder, load, open_bundle).of_bundle(found.policy.digest, found.bundle)
    facts = {"price": "10.00", "days_ago": 3}
    assert fresh.decide("ask", facts, today=DAY).say == found.policy.decide("ask", facts, today=DAY).say


def test_a_draft_with_a_mistake_decides_once_it_is_mended(tmp_path: Path) -> None:
    """Until then each question tells what is wrong."""
    folder = kiosk(tmp_path / "kiosk", ("at most window", "at most windw"))
    policies = DraftPolicy(folder, load, open_bundle)
    for _ in range(2):
        with pytest.raises(PolicyError, match="windw"):
            policies.in_force(DAY)
    kiosk(folder)
    assert policies.in_force(DAY).draft
