"""Where a desk is: found from where one stands, with every path and URL as its file means them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from fairservice.bootstrap import load, shipped
from fairservice.desk.place import FILE, VARIABLE, Place, find_place
from fairservice.errors import DeskError, SetupError

WHOLE = """\
desk: webshop
policy: published/webshop
ledger: sqlite:///data/desk.db
staff: ../staff.yaml
key: secret/desk.key
works_council_agreement:
  on: 2026-01-01
  reference: agreement 2026-3
  views: [own_team_overrides]
  roles: [manager]
"""
SHORT = "desk: webshop\npolicy: published/webshop\n"


def desk(folder: Path, text: str = SHORT) -> Path:
    """A desk in a folder, beside a shelf and the folder of a policy."""
    (folder / "published" / "webshop").mkdir(parents=True, exist_ok=True)
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "policy.yaml").write_text("language: 1\n")
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def place(folder: Path, text: str = SHORT, **environ: str) -> Place:
    return find_place(desk(folder, text), environ)


def refused(folder: Path, text: str, **environ: str) -> list[tuple[str, str, str | None]]:
    with pytest.raises(SetupError) as caught:
        place(folder, text, **environ)
    return [(each.code, each.message, each.help) for each in caught.value.findings]


def ledger(folder: Path, url: str, **environ: str) -> str:
    return place(folder, f"{SHORT}ledger: {url}\n", **environ).ledger


# ---- found


def test_all_is_where_the_file_says(tmp_path: Path) -> None:
    """Paths count from the file, wherever one stands."""
    folder = tmp_path / "desks" / "one"
    found = place(folder, WHOLE)
    assert found.name == "webshop" and not found.draft
    assert found.policy == str(folder / "published" / "webshop")
    assert found.ledger == f"sqlite:///{folder}/data/desk.db"
    assert (found.staff, found.key) == (tmp_path / "desks" / "staff.yaml", folder / "secret" / "desk.key")
    assert found.agreement is not None
    assert (found.agreement.on, found.agreement.reference) == (date(2026, 1, 1), "agreement 2026-3")
    assert (found.agreement.views, found.agreement.roles) == (("own_team_overrides",), ("manager",))


def test_what_is_not_said_lies_beside_the_file(tmp_path: Path) -> None:
    """And there are no figures with a name."""
    found = place(tmp_path)
    assert found.ledger == f"sqlite:///{tmp_path / 'desk.db'}"
    assert (found.staff, found.key) == (tmp_path / "staff.yaml", tmp_path / "desk.key")
    assert found.agreement is None and found.warnings == ()


def test_a_desk_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest one counts, and nothing is found beside."""
    desk(tmp_path)
    deep = tmp_path / "published" / "webshop"
    assert find_place(deep, {}).file == tmp_path / FILE
    desk(tmp_path / "published")
    assert find_place(deep, {}).file == tmp_path / "published" / FILE
    monkeypatch.chdir(tmp_path / "rules")
    assert find_place(environ={}).file == tmp_path / FILE


def test_the_variable_goes_before_the_folder(tmp_path: Path) -> None:
    """It names the file or its folder; where nothing is there, no other desk is taken instead."""
    desk(tmp_path / "here")
    other = desk(tmp_path / "there")
    for named in (str(other), str(other / FILE), "../there"):
        found = find_place(tmp_path / "here", {VARIABLE: named})
        assert found.file.resolve() == other / FILE
    with pytest.raises(DeskError, match="FAIRSERVICE_DESK names `gone`"):
        find_place(tmp_path / "here", {VARIABLE: "gone"})
    assert find_place(tmp_path / "here", {VARIABLE: ""}).file == tmp_path / "here" / FILE


def test_without_a_desk_one_is_told_how_to_make_one(tmp_path: Path) -> None:
    """Or that the file has another name."""
    with pytest.raises(DeskError, match="there is no desk here") as caught:
        find_place(tmp_path, {})
    assert caught.value.help is not None and "`fairservice desk new`" in caught.value.help
    (tmp_path / "fairservice.yml").write_text(SHORT)
    with pytest.raises(DeskError) as caught:
        find_place(tmp_path, {})
    assert caught.value.help == "`fairservice.yml` is here; a desk's file is called `fairservice.yaml`"


# ---- the policy


def test_a_folder_is_served_as_a_draft_only(tmp_path: Path) -> None:
    """Said where it is written; a shelf is no draft."""
    text = "desk: webshop\npolicy: rules\n"
    ((code, message, _),) = refused(tmp_path, text)
    assert (code, message) == ("FS730", "`rules` is a policy that can still be edited")
    assert place(tmp_path, text + "draft: true\n").draft
    ((code, message, _),) = refused(tmp_path, SHORT + "draft: true\n")
    assert code == "FS119" and "no folder of a policy" in message
    assert not place(tmp_path, SHORT + "draft: false\n").draft
    ((code, _, help),) = refused(tmp_path, SHORT + "draft: treu\n")
    assert (code, help) == ("FS119", "write `draft: true`, or leave it out")


def test_a_shipped_policy_can_be_a_draft(tmp_path: Path) -> None:
    """By its name, for trying out."""
    assert place(tmp_path, "desk: webshop\npolicy: webshop\ndraft: true\n").policy == "webshop"


def test_a_shelf_that_is_not_there_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    """And one file is no shelf, since no other can come after it."""
    ((code, _, help),) = refused(tmp_path, SHORT.replace("/webshop", "/web_shop"))
    assert (code, help) == ("FS730", "did you mean `published/webshop`?")
    (tmp_path / "one.bundle").write_text("{}")
    ((code, message, _),) = refused(tmp_path, SHORT.replace("published/webshop", "one.bundle"))
    assert code == "FS730" and "is one file" in message


def test_the_files_of_a_desk_are_no_rules(tmp_path: Path) -> None:
    """In the folder of a draft they would be read as such."""
    text = "desk: webshop\npolicy: rules\ndraft: true\nstaff: rules/staff.yaml\n"
    assert [code for code, _, _ in refused(tmp_path, text)] == ["FS733"]
    (tmp_path / "policy.yaml").write_text("language: 1\n")
    found = refused(tmp_path, "desk: webshop\npolicy: .\ndraft: true\n")
    assert [code for code, _, _ in found] == ["FS733", "FS733"]


# ---- the ledger


def test_a_ledger_is_a_file_or_a_server(tmp_path: Path) -> None:
    """Of SQLite from the file on, or from the root; of PostgreSQL as it is written."""
    assert ledger(tmp_path, "sqlite:///a/b.db") == f"sqlite:///{tmp_path}/a/b.db"
    assert ledger(tmp_path, "sqlite:////var/lib/desk.db") == "sqlite:////var/lib/desk.db"
    assert ledger(tmp_path, "postgresql://db.example.com/desk") == "postgresql://db.example.com/desk"


@pytest.mark.parametrize(
    ("url", "help"),
    [
        ("sqlite://desk.db", "three strokes"),
        ("desk.db", "write `sqlite:///desk.db`"),
        ('"sqlite:///:memory:"', "write `sqlite:///desk.db`"),
        ("sqlite:///", "write `sqlite:///desk.db`"),
        ("postgres://db/desk", "instead of `postgres://`"),
        ("mysql://u:geheim@db/desk", "`postgresql://USER"),
        ("postgresql://u:${PASSWORD@db/desk", "`${DESK_PASSWORD}`"),
        ("postgresql://u:${}@db/desk", "`${DESK_PASSWORD}`"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, url: str, help: str) -> None:
    """With what to write; a password in it is not repeated."""
    ((code, message, told),) = refused(tmp_path, f"{SHORT}ledger: {url}\n", PASSWORD="x")
    assert code == "FS119" and told is not None and help in told
    assert "geheim" not in message


def test_a_password_comes_from_the_environment(tmp_path: Path) -> None:
    """Written so that no sign of it means something in a URL; and never shown."""
    url = "postgresql://desk:${PW}@db/desk"
    found = place(tmp_path, f"{SHORT}ledger: {url}\n", PW="p@ss/w:rd %?#")
    assert found.ledger == "postgresql://desk:p%40ss%2Fw%3Ard%20%25%3F%23@db/desk"
    assert found.shown_ledger == "postgresql://desk:…@db/desk"
    assert "p%40ss" not in repr(found) and found.warnings == ()
    whole = place(tmp_path, f"{SHORT}ledger: ${{URL}}\n", URL="postgresql://desk:a%40b@db/desk")
    assert whole.ledger == "postgresql://desk:a%40b@db/desk"


def test_a_variable_that_is_not_set_is_told(tmp_path: Path) -> None:
    """Each one at its place; an empty one is not set."""
    found = refused(tmp_path, f"{SHORT}ledger: postgresql://${{USR}}:${{PW}}@db/desk\n", PW="")
    assert [(code, message) for code, message, _ in found] == [
        ("FS731", "the variable `USR` is not set here"),
        ("FS731", "the variable `PW` is not set here"),
    ]


def test_what_a_variable_holds_is_never_in_an_error(tmp_path: Path) -> None:
    """It is there to keep a secret."""
    with pytest.raises(SetupError) as caught:
        place(tmp_path, f"{SHORT}ledger: ${{URL}}\n", URL="mysql://root:geheim@db/desk")
    assert "geheim" not in str(caught.value) and "what `${URL}` holds" in str(caught.value)


@pytest.mark.parametrize("password", ["winter26", "p@ss", "w:r", "${A", "x${PW}"])
def test_a_password_in_the_file_is_warned_of(tmp_path: Path, password: str) -> None:
    """The desk works all the same."""
    if password.count("{") != password.count("}"):
        assert refused(tmp_path, f"{SHORT}ledger: postgresql://desk:{password}@db/desk\n")
        return
    found = place(tmp_path, f"{SHORT}ledger: postgresql://desk:{password}@db/desk\n", PW="x")
    assert [each.code for each in found.warnings] == ([] if "$" in password else ["FS732"])
    assert found.shown_ledger == "postgresql://desk:…@db/desk"


# ---- what is wrong


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("desk: webshop", "desk: Web Shop", "FS115"),
        ("desk: webshop\n", "", "FS112"),
        ("policy: published/webshop\n", "", "FS112"),
        ("staff: ", "stafff: ", "FS111"),
        ("key: secret/desk.key", "key: rules", "FS119"),
        ("key: secret/desk.key", "key: secret/desk.key\nkey: other.key", "FS008"),
        ("on: 2026-01-01", "on: 1 januari 2026", "FS119"),
        ("reference: agreement 2026-3", 'reference: " "', "FS119"),
        ("  reference: agreement 2026-3\n", "", "FS112"),
        ("views: [own_team_overrides]", "views: [own_team_overides]", "FS119"),
        ("views: [own_team_overrides]", "views: []", "FS119"),
        ("roles: [manager]", "roles: [manager, manager]", "FS114"),
        ("works_council_agreement:", "works_council:", "FS111"),
    ],
)
def test_each_slip_is_pointed_at(tmp_path: Path, old: str, new: str, code: str) -> None:
    """With the narrowest place, and help."""
    assert old in WHOLE
    found = refused(tmp_path, WHOLE.replace(old, new, 1))
    assert [each for each, _, _ in found] == [code]
    assert all(help for _, _, help in found)


def test_the_roles_of_an_agreement_are_those_of_the_policy(tmp_path: Path) -> None:
    """Else nobody could look, or somebody else."""
    rulebook = load(shipped("webshop")).rulebook
    assert place(tmp_path, WHOLE).check_roles(rulebook) == ()
    (finding,) = place(tmp_path, WHOLE.replace("[manager]", "[manger]")).check_roles(rulebook)
    assert (finding.code, finding.help) == ("FS120", "did you mean `manager`?")
    assert place(tmp_path).check_roles(rulebook) == ()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """As what it is."""
    desk(tmp_path)
    (tmp_path / FILE).chmod(0)
    with pytest.raises(PermissionError):
        find_place(tmp_path, {})
