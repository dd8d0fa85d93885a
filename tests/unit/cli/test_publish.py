"""What is typed to publish: publish, published, keys, and deciding by what is in force."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from fairservice.bootstrap import TRUST
from fairservice.cli.keys import PASSPHRASE
from fairservice.policy.published.shelf import open_shelf

from .conftest import MANIFEST, Type, edit

BY = ("--by", "anna@example.com")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything is typed in an empty folder, where nobody is trusted yet."""
    monkeypatch.chdir(tmp_path)
    for name in (TRUST, PASSPHRASE):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def live(typed: Type, shop: Path) -> Path:
    """The shop, published from 2026-01-01, and its shelf."""
    result = typed("publish", shop, "--effective", "2026-01-01", *BY)
    assert result.exit_code == 0, result.output
    return Path("published/corner-shop")


TOMORROW = (date.today() + timedelta(2)).isoformat()
"""Of a time zone or another it may be tomorrow already."""


def flat(text: str) -> str:
    """What is said, however its lines were broken."""
    return " ".join(text.split())


# ---- publish


def test_publish_tells_each_stage_and_what_is_in_force_when(typed: Type, shop: Path, live: Path) -> None:
    """Each stage has its mark and line, also one that is not available; then what is in force when."""
    edit(shop / "returns.yaml", "You get {refund} back.", "You will get {refund} back.")
    result = typed("publish", shop, "--effective", TOMORROW, *BY)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("✓ check") and lines[1].startswith("✓ test") and lines[2].startswith("✓ keep")
    for name in ("prove", "cross-examine", "diff"):
        assert any(line[2:].startswith(name) for line in lines), name
    assert f"✓ {live}/0002.publication" in lines
    assert any(line.startswith(f"▸ from {TOMORROW}") for line in lines)
    assert any(line.startswith("  2026-01-01 to ") for line in lines)
    assert f"fairservice dry-run {live} REQUEST" in flat(result.stdout)


def test_publish_as_json_has_everything(typed: Type, shop: Path, here: Path) -> None:
    """Stages, record, and what is in force when; nothing on the standard error."""
    result = typed("publish", shop, *BY, "--format", "json")
    said = json.loads(result.stdout)
    assert result.exit_code == 0 and not result.stderr
    assert said["published"] and said["file"] == "published/corner-shop/0001.publication"
    assert said["record"]["published_by"] == BY[1]
    assert said["record"]["cross_examined"] in (True, False)
    assert [each["until"] for each in said["in_force"]] == [None]
    assert {each["result"] for each in said["stages"]} <= {"passed", "not_available"}


def test_a_dry_run_writes_nothing(typed: Type, shop: Path, here: Path) -> None:
    """All stages are gone through, and the folder is not even made."""
    result = typed("publish", shop, "--dry-run", *BY)
    assert result.exit_code == 0 and "with --dry-run nothing was written" in flat(result.stdout)
    assert not Path("published").exists()


def test_published_again_says_so(typed: Type, shop: Path, live: Path) -> None:
    """The same content is named, and is no failure."""
    result = typed("publish", shop, *BY)
    assert result.exit_code == 0
    assert "0001.publication has this very content, in force from 2026-01-01" in flat(result.stdout)
    assert len(open_shelf(live).publications) == 1


def test_what_a_stage_refuses_is_shown_and_not_published(typed: Type, shop: Path, live: Path) -> None:
    """Exit code 1, a picture of each place, and the lines to put back; one with errors stops at the first stage."""
    edit(shop / "returns.yaml", "  return-in-window:", "  return-in-time:")
    edit(shop / "returns.yaml", "rule: return-in-window", "rule: return-in-time")
    result = typed("publish", shop, *BY)
    assert result.exit_code == 1
    assert "✗ keep" in flat(result.stdout) and "error[FS702] `return-in-window` is gone" in flat(result.stdout)
    assert "To put back:" in flat(result.stdout) and "          return-in-window:".lstrip() in flat(result.stdout)
    assert f"✗ {shop} is not published: see keep above." in flat(result.stdout)
    edit(shop / "returns.yaml", "answer: yes\n", "answer: maybe\n")
    result = typed("publish", shop, *BY)
    assert result.exit_code == 1 and "✗ check" in flat(result.stdout) and "– keep" in flat(result.stdout)
    said = json.loads(typed("publish", shop, *BY, "--format", "json").stdout)
    assert not said["published"] and said["record"] is None
    assert said["stages"][0]["result"] == "refused"
    assert len(open_shelf(live).publications) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--effective", "2020-01-01"), "is past"),
        (("--effective", "01-01-2027"), "write year-month-day"),
        (("--by", " "), "`--by` is one line"),
        (("--by", "a\nb"), "`--by` is one line"),
        (("--correcting", ""), "`--correcting` is one line"),
        (("--sign", "nowhere"), "nowhere"),
        (("--trust", "nowhere"), "there is no key at `nowhere`"),
        (("--trust", ""), "`--trust` names no key"),
        (("--to", "shop/policy.yaml"), "not a directory"),
    ],
)
def test_what_cannot_be_done_is_told(typed: Type, shop: Path, live: Path, args: tuple[str, ...], said: str) -> None:
    """Exit code 2, one clear line, and nothing published."""
    result = typed("publish", shop, *(BY if "--by" not in args else ()), *args)
    assert result.exit_code == 2, result.output
    assert said in flat(result.stderr)
    assert len(open_shelf(live).publications) == 1


def test_a_pack_and_what_is_not_there_are_told(typed: Type, here: Path) -> None:
    """A pack is published with the policies that use it."""
    result = typed("publish", "law/nl-consumer")
    assert result.exit_code == 2 and "is a pack" in flat(result.stderr)
    result = typed("publish", "shpo")
    assert result.exit_code == 2 and "there is no policy `shpo`" in flat(result.stderr)


def test_a_mistake_of_the_past_is_corrected_with_a_reason(typed: Type, shop: Path, live: Path) -> None:
    """It is refused without, and recorded with it."""
    edit(shop / "returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    assert "FS703" in typed("publish", shop, *BY).stdout
    result = typed("publish", shop, *BY, "--correcting", "a misprint")
    assert result.exit_code == 0 and "1 place of the past corrected" in flat(result.stdout)
    assert "a misprint" in (live / "0002.publication").read_text(encoding="utf-8")


def test_where_nobody_can_be_asked_a_passphrase_comes_from_elsewhere(typed: Type, shop: Path, here: Path) -> None:
    """Without one the variable is named that would have it."""
    for args in (("keys", "new", "k", "--passphrase"), ("keys", "new", "l", "--passphrase")):
        result = typed(*args, input="")
        assert result.exit_code == 2 and PASSPHRASE in result.stderr
    assert typed("keys", "new", "k", "--passphrase", input="horse\nhorse\n").exit_code == 0
    result = typed("publish", shop, "--sign", "k", *BY, input="")
    assert result.exit_code == 2 and "`k` is locked" in result.stderr and PASSPHRASE in result.stderr


# ---- deciding by what is in force


def test_a_shelf_answers_as_of_the_day(typed: Type, shop: Path, live: Path) -> None:
    """`--today` chooses the publication; so does the day of a case; a day before all is told."""
    edit(shop / "returns.yaml", "You get {refund} back.", "Here is {refund}.")
    assert typed("publish", shop, "--effective", TOMORROW, *BY).exit_code == 0
    facts = ("--fact", "item.condition=unused", "--fact", "bought.day=2026-01-01", "--fact", "item.price=5.00")
    asked = ("dry-run", live, "return", *facts, "--lang", "en", "--received", "2026-01-02")
    assert "You get" in typed(*asked, "--today", "2026-01-02").stdout
    assert "Here is" in typed(*asked, "--today", TOMORROW).stdout
    case = {"request": "return", "today": TOMORROW, "received_on": "2026-01-02", "facts": {"item.condition": "unused"}}
    case["facts"] |= {"bought.day": "2026-01-01", "item.price": "5.00"}  # type: ignore[operator]
    Path("case.json").write_text(json.dumps(case), encoding="utf-8")
    assert "Here is" in typed("dry-run", live, "--case", "case.json", "--lang", "en").stdout
    result = typed(*asked, "--today", "2025-06-01")
    assert result.exit_code == 2 and "nothing in `published/corner-shop` is in force on 2025-06-01" in flat(
        result.stderr
    )


def test_of_many_cases_those_of_other_days_are_rejected(typed: Type, shop: Path, live: Path) -> None:
    """One publication decides them all, so a case of a day on which another one was in force is kept apart."""
    edit(shop / "returns.yaml", "You get {refund} back.", "Here is {refund}.")
    assert typed("publish", shop, "--effective", TOMORROW, *BY).exit_code == 0
    rows = [{"facts": {"item.condition": "used"}, "today": day} for day in ("2026-02-01", TOMORROW)]
    Path("cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = typed("dry-run", live, "return", "--cases", "cases.jsonl", "--today", "2026-02-01")
    assert result.exit_code == 0, "what is typed goes before what a case says"
    result = typed("dry-run", live, "return", "--cases", "cases.jsonl", "--format", "json")
    assert result.exit_code == 1
    assert f"on {TOMORROW} publication 1 is not in force" in flat(result.stderr) + result.stdout


def test_other_commands_take_what_is_in_force_now(typed: Type, live: Path) -> None:
    """`test`, `explain` and `bundle` read a shelf; `check` says that it is none of its business."""
    assert typed("test", live).exit_code == 0
    assert typed("explain", live).exit_code == 0
    assert typed("bundle", live, "-o", "out.bundle").exit_code == 0
    assert Path("out.bundle").read_bytes() == open_shelf(live).publications[0].bundle()
    for place in (live, live / "0001.publication"):
        result = typed("check", place)
        assert result.exit_code == 1 and "it was checked when it was published" in flat(result.stdout)
    result = typed("dry-run", "published", "return")
    assert result.exit_code == 2 and "did you mean `published/corner-shop`?" in flat(result.stderr)


# ---- published


def test_published_lists_each_shelf(typed: Type, shop: Path, live: Path) -> None:
    """From when until when, by whom, and how well it was looked at; one shelf, or all in a folder."""
    other = shop.with_name("other")
    other.mkdir()
    for file in shop.glob("*.yaml"):
        (other / file.name).write_text(file.read_text("utf-8").replace("corner-shop", "other-shop"), encoding="utf-8")
    assert typed("publish", other, *BY).exit_code == 0
    result = typed("published")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line[:1].isalpha()] == ["corner-shop", "other-shop"]
    assert "▸ from 2026-01-01" in flat(result.stdout) and "by anna@example.com" in flat(result.stdout)
    assert "not signed" in flat(result.stdout)
    assert "other-shop" not in typed("published", live).stdout
    said = json.loads(typed("published", live, "--format", "json").stdout)
    (shelf,) = said["shelves"]
    (only,) = shelf["publications"]
    assert only["in_force"] == {"number": 1, "digest": only["digest"], "from": "2026-01-01", "until": None}
    assert only["signature"] == "none" and only["doubt"] is None


def test_published_on_a_day_tells_all_of_it(typed: Type, live: Path) -> None:
    """With the whole digest and every stage; a day before all is told."""
    result = typed("published", live, "--on", "2026-03-01")
    assert open_shelf(live).publications[0].record.digest in flat(result.stdout)
    assert "2 examples decided as expected" in flat(result.stdout)
    assert typed("published", live, "--on", "2025-03-01").exit_code == 2


def test_published_tells_what_is_damaged_or_not_there(typed: Type, live: Path) -> None:
    """A bundle that was changed is found though it is not asked for."""
    assert typed("published", "nowhere").exit_code == 2
    Path("empty").mkdir()
    assert "nothing was published in `empty`" in typed("published", "empty").stderr
    file = live / "0001.publication"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-30])
    result = typed("published")
    assert result.exit_code == 2 and "its bundle is not the one that was published" in flat(result.stderr)


# ---- keys


def test_a_first_signature_makes_its_key_the_trusted_one(typed: Type, shop: Path, live: Path) -> None:
    """From then on only what is signed by a trusted key is published, and decides."""
    result = typed("keys", "new", "anna.key")
    assert result.exit_code == 0
    key = typed("keys", "show", "anna.key.pub").stdout.strip()
    assert key in flat(result.stdout) and len(key) == 16
    edit(shop / "returns.yaml", "You get {refund} back.", "Here is {refund}.")
    result = typed("publish", shop, "--sign", "anna.key", *BY)
    assert result.exit_code == 0, result.output
    assert f"signed by {key}" in flat(result.stdout)
    assert "vouches for what nobody signed before it too: 1." in flat(result.stdout)
    assert [each.name for each in (live / "trusted").iterdir()] == [f"{key}.pub"]
    edit(shop / "returns.yaml", "Here is {refund}.", "You have {refund}.")
    result = typed("publish", shop, *BY)
    assert result.exit_code == 2 and "this would not be signed" in flat(result.stderr)
    assert typed("published").exit_code == 0
    (live / "trusted" / f"{key}.pub").unlink()
    result = typed("published")
    assert result.exit_code == 1 and "no key is trusted here" in flat(result.stdout)
    assert typed("published", "--trust", "anna.key.pub").exit_code == 0
    assert typed("test", live).exit_code == 2


def test_a_locked_key_is_opened_by_its_passphrase(
    typed: Type, shop: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for, or comes from the environment; another one is refused."""
    assert typed("keys", "new", "k", "--passphrase", input="horse\nhorse\n").exit_code == 0
    assert "ENCRYPTED" in Path("k").read_text(encoding="utf-8")
    result = typed("publish", shop, "--sign", "k", *BY, input="donkey\n")
    assert result.exit_code == 2 and "passphrase does not open" in flat(result.stderr)
    assert typed("publish", shop, "--sign", "k", "--dry-run", *BY, input="horse\n").exit_code == 0
    monkeypatch.setenv(PASSPHRASE, "horse")
    assert typed("publish", shop, "--sign", "k", *BY).exit_code == 0


def test_keys_are_never_written_over(typed: Type, here: Path) -> None:
    """Neither half."""
    assert typed("keys", "new", "k", "--format", "json").exit_code == 0
    before = Path("k").read_bytes(), Path("k.pub").read_bytes()
    for name in ("k", "k.pub"):
        result = typed("keys", "new", name)
        assert result.exit_code == 2 and "never written over" in flat(result.stderr)
    assert (Path("k").read_bytes(), Path("k.pub").read_bytes()) == before
    assert typed("keys", "show", "k").exit_code == 2
    assert typed("keys", "show", "nowhere").exit_code == 2


def test_without_the_part_publishing_goes_on_and_signing_is_told(
    typed: Type, shop: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not sign needs nothing more."""
    assert typed("keys", "new", "k").exit_code == 0
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    result = typed("publish", shop, "--sign", "k", *BY)
    assert result.exit_code == 2 and "pip install 'fairservice[sign]'" in flat(result.stderr)
    assert typed("publish", shop, *BY).exit_code == 0


def test_the_manifest_is_the_one_of_the_other_tests() -> None:
    """The shop of these tests is called as its shelf is."""
    assert "policy: corner-shop" in MANIFEST
