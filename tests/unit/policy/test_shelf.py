"""The shelf: what is in force when, nothing is ever written over, and whatever was changed shows."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairservice import PolicyError, load
from fairservice.policy.bundle import digest_of
from fairservice.policy.published.placing import place_new
from fairservice.policy.published.record import Publication, Record, publication_bytes
from fairservice.policy.published.shelf import Window, in_force, open_shelf, windows
from shelving import BY, MANIFEST, examined, kiosk, put

DAY = date(2026, 6, 1)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Three publications: from 2026-01-01, from 2026-06-01, and from 2026-09-01."""
    to = tmp_path / "published"
    put(kiosk(tmp_path / "one"), to, "2026-01-01")
    put(kiosk(tmp_path / "two", ("} back", "} again")), to)
    put(kiosk(tmp_path / "three", ("} back", "} once more")), to, "2026-09-01")
    return to / "kiosk"


def file(shelf: Path, number: int) -> Path:
    return shelf / f"{number:04}.publication"


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def trouble(shelf: Path) -> str:
    """What is said when the whole shelf is read."""
    with pytest.raises(PolicyError) as caught:
        for each in open_shelf(shelf).publications:
            each.bundle()
    assert {each.code for each in caught.value.findings} == {"FS701"}
    return str(caught.value)


# ---- in force when


def publication(number: int, effective: date) -> Publication:
    record = Record(
        "probe", number, "0" * 64, effective, "UTC", datetime(2026, 1, 1, tzinfo=UTC), BY, None, None, (), "test", None
    )  # fmt: skip
    return Publication(record, None, Path(), "")


days = st.integers(0, 12).map(lambda n: DAY + timedelta(n))


@given(st.lists(days, max_size=8), days, st.randoms())
def test_in_force_is_the_latest_first_day_and_then_the_latest_publication(
    firsts: list[date], day: date, shuffled: object
) -> None:
    """Whatever the order of publishing: no other publication begins later up to that day, nor was published later."""
    publications = [publication(number, first) for number, first in enumerate(firsts, 1)]
    mixed = publications[:]
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    found = in_force(mixed, day)
    begun = [each.record for each in publications if each.record.effective <= day]
    if found is None:
        assert not begun
        return
    assert found.record in begun
    for other in begun:
        assert other.effective < found.record.effective or (
            other.effective == found.record.effective and other.number <= found.record.number
        )


@given(st.lists(days, max_size=8))
def test_the_windows_say_the_same_as_each_day_asked(firsts: list[date]) -> None:
    """From the first day on every day is in exactly one window, and that is what is in force on it."""
    publications = [publication(number, first) for number, first in enumerate(firsts, 1)]
    found = windows(publications)
    for offset in range(-2, 16):
        day = DAY + timedelta(offset)
        holding = [each.publication for each in found if day in each]
        now = in_force(publications, day)
        assert holding == ([now] if now else [])


def test_a_shelf_decides_by_what_is_in_force(shelf: Path) -> None:
    """`load` takes the publication of the day; before the first one there is none, which is said."""
    case = {"days_ago": 3, "price": "5.00"}
    for day, word in (("2026-05-31", "back"), ("2026-06-01", "again"), ("2026-08-31", "again"), ("2030-01-01", "more")):
        policy = load(shelf, on=date.fromisoformat(day))
        assert word in str(policy.decide("ask", case, today=date.fromisoformat(day)).say)
    with pytest.raises(PolicyError, match=r"nothing in .* is in force on 2025-12-31 .*from 2026-01-01"):
        load(shelf, on=date(2025, 12, 31))
    assert load(file(shelf, 2)).digest == open_shelf(shelf).publications[1].record.digest
    with pytest.raises(ValueError, match="not published"):
        load("webshop", on=DAY)


def test_the_last_line_is_the_bundle(shelf: Path) -> None:
    """Below its first line a publication is the bundle byte for byte, so that any tool can compute the digest."""
    head, _, bundle = file(shelf, 1).read_bytes().partition(b"\n")
    assert json.loads(head)["record"]["digest"] == digest_of(bundle) == load(file(shelf, 1)).digest


def test_a_record_says_what_was_found_out(shelf: Path) -> None:
    """Who, when, what went before, and every stage with its result, whether or not it was available."""
    first, second, third = (each.record for each in open_shelf(shelf).publications)
    assert (first.published_by, first.effective, first.replaces) == (BY, date(2026, 1, 1), None)
    assert (second.previous, second.replaces) == (first.seal, first.digest)
    assert (third.previous, third.replaces) == (second.seal, second.digest)
    assert [each.stage for each in first.stages] == ["check", "test", "keep", "prove", "cross-examine", "diff"]
    assert all(each.said for each in first.stages)
    assert first.cross_examined == any(
        each.stage == "cross-examine" and each.result == "passed" for each in first.stages
    )


# ---- what was changed shows


def test_no_sign_of_a_publication_can_be_changed(shelf: Path) -> None:
    """Each byte counts: of the first line and of the bundle, whichever is changed, the file is refused by name."""
    path = file(shelf, 3)
    whole = path.read_bytes()
    for at in range(len(whole)):
        overwrite(path, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "0003.publication" in trouble(shelf), at


@pytest.mark.parametrize("kept", [0, 1, 40, -1, -200])
def test_a_publication_that_was_cut_off_is_told(shelf: Path, kept: int) -> None:
    """Empty, its first line broken off, or a part of the bundle."""
    path = file(shelf, 2)
    overwrite(path, path.read_bytes()[:kept])
    assert "0002.publication" in trouble(shelf)


def test_a_publication_that_was_taken_away_is_missed(shelf: Path) -> None:
    """One in between or the first is named; nobody slips another one in under its name."""
    kept = file(shelf, 2).read_bytes()
    file(shelf, 2).unlink()
    assert "0002.publication` cannot be used: it is missing, and `0003.publication` comes after it" in trouble(shelf)
    shutil.copy(file(shelf, 1), file(shelf, 2))
    assert "it was published as number 1" in trouble(shelf)
    overwrite(file(shelf, 2), kept)
    assert len(open_shelf(shelf).publications) == 3
    file(shelf, 1).unlink()
    assert "0001.publication" in trouble(shelf)


def test_a_copy_beside_is_not_taken_for_a_publication(shelf: Path) -> None:
    """What a file manager makes of a copy is refused; other files on the shelf are nobody's business."""
    (shelf / "README.md").write_text("our rules")
    (shelf / ".0004.publication.tmp").write_text("half")
    open_shelf(shelf)
    shutil.copy(file(shelf, 1), shelf / "0001 (copy).publication")
    assert "its name is not that of a publication" in trouble(shelf)


def test_a_record_that_was_rewritten_does_not_fit_the_next(shelf: Path) -> None:
    """Even with a fresh seal, a changed record is not the one that its successor was published on."""
    old = open_shelf(shelf).publications[0]
    forged = replace(old.record, published_by="mallory@example.com")
    overwrite(file(shelf, 1), publication_bytes(forged, None, old.bundle()))
    assert "0001.publication` cannot be used: it is not the one that the next was published on" in trouble(shelf)


def test_a_publication_of_another_shelf_is_refused(shelf: Path, tmp_path: Path) -> None:
    """A shelf has one policy: also its first publication cannot come from elsewhere."""
    other = kiosk(tmp_path / "other")
    (other / "policy.yaml").write_text(MANIFEST.replace("kiosk", "other"), encoding="utf-8")
    path = put(other, shelf.parent, "2026-01-01").path
    for number in (2, 3):
        file(shelf, number).unlink()
    shutil.copy(path, file(shelf, 2))
    said = trouble(shelf)
    assert "0002.publication" in said


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"null",
        b"[]",
        b'{"format":"fairservice-publication/1"}',
        b'{"format":"fairservice-publication/2","record":{}}',
        b'{"format":"fairservice-publication/1","record":[],"seal":"","signature":null}',
        b'{"format":"fairservice-publication/1","record":{"number":1e999},"seal":"","signature":null}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"a":' + b"9" * 10_000 + b"}",
    ],
)
def test_what_was_made_up_is_told(shelf: Path, head: bytes) -> None:
    """Whatever stands in the file, it is a PolicyError with the name of the file."""
    overwrite(file(shelf, 1), head + b"\n{}")
    assert "0001.publication" in trouble(shelf)


@pytest.mark.parametrize("by", ["\x1b[2Janna", "anna\nbob", "", "anna\u202e"])
def test_a_record_that_would_play_with_the_terminal_is_refused(shelf: Path, by: str) -> None:
    """Also with a good seal: a name is one line of letters."""
    old = open_shelf(shelf).publications[2]
    overwrite(file(shelf, 3), publication_bytes(replace(old.record, published_by=by), None, old.bundle()))
    assert "0003.publication" in trouble(shelf)


def test_line_ends_that_were_changed_are_told(shelf: Path) -> None:
    """Version control on another system may do that to a file that it takes for a text."""
    overwrite(file(shelf, 1), file(shelf, 1).read_bytes().replace(b"\n", b"\r\n"))
    assert "its line ends were changed" in trouble(shelf)


# ---- writing


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there stays as it is, also one that is a link to nothing; no half file is left beside."""
    path = tmp_path / "new" / "0001.publication"
    place_new(path, b"one")
    assert (path.read_bytes(), path.stat().st_mode & 0o222) == (b"one", 0)
    with pytest.raises(FileExistsError):
        place_new(path, b"two")
    loose = path.with_name("0002.publication")
    loose.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        place_new(loose, b"two")
    assert path.read_bytes() == b"one"
    assert sorted(each.name for each in path.parent.iterdir()) == ["0001.publication", "0002.publication"]


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is then held by an empty file, which also nobody writes over."""

    def no_links(self: Path, target: Path) -> None:
        raise OSError(1, "operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    path = tmp_path / "0001.publication"
    place_new(path, b"one")
    with pytest.raises(FileExistsError):
        place_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["0001.publication"]


def child(code: str, *args: Path | str) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[3]
    path = os.pathsep.join([str(root / "src"), str(root / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


PUBLISH = """
import sys
from pathlib import Path
from shelving import put
from fairservice import PolicyError
try:
    print(put(Path(sys.argv[1]), Path(sys.argv[2])).path.name)
except PolicyError as error:
    print(error.findings[0].code)
"""


def test_of_publishers_at_once_one_wins(tmp_path: Path) -> None:
    """Real processes publish different content at the same time: each gets a number of its own, or a clear error."""
    to = tmp_path / "published"
    policies = [kiosk(tmp_path / f"p{n}", ("} back", f"}} back {n}")) for n in range(5)]
    running = [child(PUBLISH, policy, to) for policy in policies]
    said = [(process.communicate(timeout=120)[0].strip(), process.returncode) for process in running]
    assert all(code == 0 for _, code in said)
    numbers = sorted(text for text, _ in said if text != "FS709")
    assert numbers == [f"{n:04}.publication" for n in range(1, len(numbers) + 1)]
    shelf = open_shelf(to / "kiosk")
    assert len(shelf.publications) == len(numbers) >= 1
    assert {each.bundle() for each in shelf.publications}


def test_who_comes_second_is_told(shelf: Path, tmp_path: Path) -> None:
    """A publication that was examined against a shelf on which something else has appeared since is not put there."""
    seen = open_shelf(shelf)
    first = put(kiosk(tmp_path / "now", ("} back", "} now")), shelf.parent, "2026-10-01")
    record = first.record
    with pytest.raises(PolicyError, match=r"FS709 .*0004.publication` was published while"):
        seen.add(record, None, first.bundle())
    assert open_shelf(shelf).publications[3].record == record


KILLED = """
import os, signal, sys
from pathlib import Path
from fairservice.policy.published import placing
placing._name = lambda fresh, path: os.kill(os.getpid(), signal.SIGKILL)
from shelving import put
put(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_publisher_killed_halfway_leaves_no_publication(shelf: Path, tmp_path: Path) -> None:
    """Between writing and naming the shelf is as it was, and the next one publishes as if nothing had happened."""
    before = open_shelf(shelf)
    policy = kiosk(tmp_path / "later", ("} back", "} later"))
    killed = child(KILLED, policy, shelf.parent)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert open_shelf(shelf) == before
    assert any(each.name.startswith(".0004") for each in shelf.iterdir()), "it was killed too early to tell"
    assert put(policy, shelf.parent, "2026-10-01").path == file(shelf, 4)


FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from fairservice.policy.published import placing
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    placing.place_new(Path(sys.argv[1]), b"x" * 5000)
except OSError as error:
    print(error.filename)
"""


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """Where there is no room the error names the file that was asked for, and no part of it is left."""
    assert resource.RLIMIT_FSIZE
    path = tmp_path / "0001.publication"
    out, err = child(FULL, path).communicate(timeout=60)
    assert out.strip() == str(path), err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_another_is_told(tmp_path: Path) -> None:
    """Where nobody may write, the error names what was asked for."""
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError) as caught:
        place_new(tmp_path / "0001.publication", b"one")
    assert caught.value.filename == str(tmp_path / "0001.publication")


def test_a_file_where_the_shelf_should_be_is_told(tmp_path: Path) -> None:
    """It is no publication that came first."""
    (tmp_path / "probe").write_text("")
    with pytest.raises(NotADirectoryError):
        place_new(tmp_path / "probe" / "0001.publication", b"one")


def test_what_would_be_published_is_not_written(tmp_path: Path) -> None:
    """With `write` off every stage is gone through and no folder is made."""
    result = examined(kiosk(tmp_path / "one"), tmp_path / "published", write=False)
    assert result.record is not None and result.publication is None
    assert isinstance(result.windows[0], Window)
    assert not (tmp_path / "published").exists()
