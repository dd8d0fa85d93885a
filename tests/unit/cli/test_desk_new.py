"""What is typed to have a desk: `desk new`, and what there is to say where there is none."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import click
import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from .desk_typed import STAFF, Typist


def test_a_desk_is_made_around_the_only_shelf(nowhere: Typist, shelf: Path, tmp_path: Path) -> None:
    """Four files are made; who made it has the highest role and owns the policy; the next step can be typed."""
    shutil.copytree(shelf, tmp_path / "published" / "webshop")
    made = nowhere.desk("new", "help-desk")
    assert made.exit_code == 0, made.output
    assert {each.name for each in Path("help-desk").iterdir()} >= {
        "fairservice.yaml",
        "staff.yaml",
        "desk.key",
        "desk.db",
    }
    assert "anna (manager, policy_owner)" in made.stdout
    for name in ("fairservice.yaml", "staff.yaml"):
        marked, _, schema = Path("help-desk", name).read_text(encoding="utf-8").splitlines()[0].partition("=")
        assert marked == "# yaml-language-server: $schema"
        draft = json.loads(Path("help-desk", schema).read_text(encoding="utf-8"))
        jsonschema.validate(yaml.safe_load(Path("help-desk", name).read_text(encoding="utf-8")), draft)
    assert stat.S_IMODE(Path("help-desk/desk.key").stat().st_mode) == 0o600
    os.chdir("help-desk")
    assert nowhere.desk("open").exit_code == 0
    decided = nowhere.desk("decide", "goodwill", "--ticket", "T-1", "--customer", "K-1")
    assert decided.exit_code == 3 and "D-1 is vastgelegd" in decided.stdout


def test_nothing_is_written_over(nowhere: Typist, shelf: Path, tmp_path: Path) -> None:
    """Staff that are there stay; a desk that is there is refused, and is as it was."""
    shutil.copytree(shelf, tmp_path / "published" / "webshop")
    Path("staff.yaml").write_text(STAFF, encoding="utf-8")
    assert "there already" in nowhere.desk("new").stdout
    assert Path("staff.yaml").read_text(encoding="utf-8") == STAFF
    before = Path("fairservice.yaml").read_bytes(), Path("desk.key").read_bytes(), Path("desk.db").read_bytes()
    again = nowhere.desk("new", "--policy", "published/webshop")
    assert again.exit_code == 2 and "there is a desk in `.` already" in again.stderr
    assert before == (
        Path("fairservice.yaml").read_bytes(),
        Path("desk.key").read_bytes(),
        Path("desk.db").read_bytes(),
    )


def test_a_policy_that_is_not_published_says_how(nowhere: Typist) -> None:
    """Either it is published, or it is tried as a draft; nothing is made until then."""
    none = nowhere.desk("new")
    assert none.exit_code == 2 and "fairservice publish POLICY" in none.stderr
    unpublished = nowhere.desk("new", "--policy", "webshop")
    assert unpublished.exit_code == 2
    assert "`fairservice publish webshop` publishes it; or try it with `--draft`" in unpublished.stderr
    assert not list(Path().iterdir())


def test_a_published_policy_is_named_where_its_folder_was(nowhere: Typist, shelf: Path, tmp_path: Path) -> None:
    """Whoever names the folder learns where its publications are; the bare name of a shelf will do."""
    shutil.copytree(shelf, tmp_path / "published" / "webshop")
    assert nowhere("init", "own", "--from", "webshop").exit_code == 0
    folder = nowhere.desk("new", "--policy", "own/webshop")
    assert folder.exit_code == 2 and "`--policy published/webshop`" in folder.stderr
    assert nowhere.desk("new", "--policy", "webshop").exit_code == 0


def test_a_draft_says_that_it_is_one(nowhere: Typist) -> None:
    """The file says so, and so does every decision; what it asks for still waits for somebody."""
    made = nowhere.desk("new", "--policy", "webshop", "--draft", "--name", "try-out")
    assert made.exit_code == 0, made.output
    assert "draft: true" in Path("fairservice.yaml").read_text(encoding="utf-8")
    Path("staff.yaml").write_text(STAFF, encoding="utf-8")
    facts = ("--fact", "service.failure=serious", "--fact", "service.failure_settled=false")
    conduct = ("--fact", "conduct.level=none")
    made = nowhere.desk("decide", "goodwill", "--ticket", "T-1", "--customer", "K-1", *facts, *conduct, "--lang", "en")
    assert "This desk tries a draft: nothing here counts as precedent." in made.stdout
    asked = nowhere.done("concede", "D-1", "store_credit", "90.00", "--reason", "real_costs_made", code=3)
    waits = json.loads(nowhere.desk("approvals", "--format", "json", by="mira").stdout)["waiting"]
    assert [each["id"] for each in waits] == [asked["id"]]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--policy", "webshp", "--draft"), "did you mean `webshop`?"),
        (("--draft",), "which policy is to be tried?"),
        (("--policy", "law/nl-consumer", "--draft"), "does not say what holds at its desk"),
        (("--policy", "webshop", "--draft", "--name", "Help Desk"), "cannot be the name of a desk"),
    ],
)
def test_what_cannot_be_served_is_refused_before_anything_is_made(
    nowhere: Typist, args: tuple[str, ...], why: str
) -> None:
    """Not one file is left behind."""
    made = nowhere.desk("new", *args)
    assert made.exit_code == 2 and why in made.stderr, made.output
    assert not list(Path().iterdir())


def test_a_desk_is_not_made_within_a_policy(nowhere: Typist) -> None:
    """There its files would be read as rules."""
    assert nowhere("init", "shop").exit_code == 0
    for folder in ("shop", "shop/desk"):
        made = nowhere.desk("new", folder, "--policy", "shop", "--draft")
        assert made.exit_code == 2 and "lies in the folder of a policy" in made.stderr
    assert not Path("shop/desk").exists() and not Path("shop/fairservice.yaml").exists()


def test_without_a_desk_it_says_how_to_make_one(nowhere: Typist) -> None:
    """Every command does, and in JSON too."""
    for args in (("open",), ("decide", "goodwill", "--ticket", "T-1"), ("show", "D-1"), ("use", "C-1")):
        result = nowhere.desk(*args)
        assert result.exit_code == 2 and "`fairservice desk new` makes one here" in result.stderr, args
    told = json.loads(nowhere.desk("open", "--format", "json").stdout)["error"]
    assert told["code"] == "desk" and "there is no desk here" in told["message"] and told["help"]


def test_a_database_that_does_not_answer_is_told(at: Typist) -> None:
    """Nothing hangs, no password is shown, and it is an error and not a refusal."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'fairservice[postgres]'")
    file = Path("fairservice.yaml")
    text = file.read_text(encoding="utf-8")
    url = "postgresql://desk:hunter2@127.0.0.1:1/desk"
    file.write_text(text.replace("sqlite:///desk.db", url), encoding="utf-8")
    for args in (("open",), ("decide", "goodwill", "--ticket", "T-1"), ("show", "D-1")):
        told = at.desk(*args)
        assert told.exit_code == 2 and "cannot be reached" in told.stderr and "hunter2" not in told.output, told.output
    assert json.loads(at.desk("open", "--format", "json").stdout)["error"]["code"] == "ledger"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write to what is read-only")
def test_a_ledger_that_is_only_read_is_told(at: Typist) -> None:
    """What is on record is shown; nothing is decided, and it says what must be writable."""
    at.decide()
    Path("desk.db").chmod(0o400)
    Path().resolve().chmod(0o500)
    try:
        told = at.desk("decide", "goodwill", "--ticket", "T-2")
        assert told.exit_code == 2 and "must be writable for whoever works at the desk" in told.stderr, told.output
    finally:
        Path().resolve().chmod(0o700)


def test_a_password_in_the_file_is_warned_of(at: Typist) -> None:
    """`desk open` shows the place in the file on the standard error, so that what it prints can be piped."""
    from fairservice.cli.desk.waiting import warn_of_the_place

    file = Path("fairservice.yaml")
    url = "postgresql://desk:hunter2@db.example.com/desk"  # nobody asks that server: only its file is read
    file.write_text(file.read_text(encoding="utf-8").replace("sqlite:///desk.db", url), encoding="utf-8")
    shown = CliRunner().invoke(click.command()(warn_of_the_place))
    assert "FS732" in shown.stderr and "fairservice.yaml:10" in shown.stderr and not shown.stdout


def test_a_ledger_that_is_gone_is_missed(at: Typist) -> None:
    """Nothing goes on with an empty one: there, every customer would have had nothing. What makes one is said."""
    at.decide()
    for each in Path().glob("desk.db*"):
        each.rename(f"lost-{each.name}")
    for args in (("open",), ("decide", "goodwill", "--ticket", "T-1")):
        told = at.desk(*args)
        assert told.exit_code == 2 and "is not at" in told.stderr and "ledger restore" in told.stderr, told.output
    assert not Path("desk.db").exists()
    assert at("ledger", "migrate").exit_code == 0
    assert at.desk("open").exit_code == 0


def test_only_staff_work_at_a_desk(at: Typist) -> None:
    """Another login, and a staff file with a slip in it, are told with what would help."""
    stranger = at.desk("open", by="zoe")
    assert stranger.exit_code == 2 and "nobody in `staff.yaml` has the login `zoe`" in stranger.stderr
    Path("staff.yaml").write_text(STAFF.replace("roles: team_lead", "roles: team_leed"), encoding="utf-8")
    slip = at.desk("open")
    assert slip.exit_code == 2 and "did you mean `team_lead`?" in slip.stderr and "staff.yaml:10" in slip.stderr
    told = json.loads(at.desk("open", "--format", "json").stdout)
    assert [each["code"] for each in told["findings"]] == ["FS120"]


def test_the_policy_below_a_folder_is_told(nowhere: Typist) -> None:
    """`init` puts one that uses a pack a folder deeper, beside the pack; the folder above it is soon typed."""
    assert nowhere("init", "shop", "--from", "webshop").exit_code == 0
    told = nowhere("check", "shop")
    assert told.exit_code != 0 and "did you mean `shop/webshop`?" in told.output + told.stderr
