"""Who works here is what the staff file says now: exactly, day by day, and never what it said before."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from fairservice.bootstrap import load, shipped
from fairservice.desk.ports import Person
from fairservice.desk.staff_file import StaffFile
from fairservice.errors import DeskError, NotStaff, SetupError

DAY = date(2026, 6, 1)
ANNA = """\
staff:
  anna:
    name: Anna de Vries
    roles: agent
    from: 2025-01-01
    until: 2026-12-31
    team: retail
"""


def staff(folder: Path, text: str = ANNA) -> StaffFile:
    (folder / "staff.yaml").write_text(text, encoding="utf-8")
    return StaffFile(folder / "staff.yaml")


def findings(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(SetupError) as caught:
        staff(folder, text).people(DAY)
    assert all(each.span is not None for each in caught.value.findings)
    return [(each.code, each.message) for each in caught.value.findings]


def test_an_employee_is_known_by_their_login(tmp_path: Path) -> None:
    """With the name, roles and team that the file says."""
    found = staff(tmp_path).person("anna", DAY)
    assert found == Person("anna", "Anna de Vries", ("agent",), "retail")
    assert staff(tmp_path).people(DAY) == (found,)


@pytest.mark.parametrize(("day", "works"), [("2024-12-31", 0), ("2025-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)])
def test_the_first_and_the_last_day_count(tmp_path: Path, day: str, works: int) -> None:
    """Both are days of work; the day before and the day after are none."""
    file = staff(tmp_path)
    assert len(file.people(date.fromisoformat(day))) == works
    if not works:
        with pytest.raises(NotStaff, match=f"`anna` is not on the staff on {day}") as caught:
            file.person("anna", date.fromisoformat(day))
        assert caught.value.help is not None
        assert ("their first day is 2025-01-01" in caught.value.help) == (day < "2026")
        assert ("their last day was 2026-12-31" in caught.value.help) == (day > "2026")


@pytest.mark.parametrize("login", ["bob", "Anna", "anna ", "", "anna\0", "staff", "x" * 10_000])
def test_nobody_else_is_staff(tmp_path: Path, login: str) -> None:
    """A login counts as it is written, and no other one comes near enough."""
    with pytest.raises(NotStaff) as caught:
        staff(tmp_path).person(login, DAY)
    assert caught.value.help and len(str(caught.value)) < 200


@pytest.mark.parametrize("login", ["a.devries", "anna@example.com", "SHOP\\anna", "Anna de Vries", "josé", "svc$", "7"])
def test_a_login_is_written_as_accounts_are(tmp_path: Path, login: str) -> None:
    """Accounts of all systems can stand there."""
    assert staff(tmp_path, ANNA.replace("  anna:", f"  {login}:")).person(login, DAY).login == login


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  anna:", '  "an:na":', "FS115"),
        ("  anna:", '  " anna":', "FS115"),
        ("  anna:", f"  {'a' * 65}:", "FS115"),
        ("name: Anna de Vries", 'name: ""', "FS119"),
        ("name: Anna de Vries", f"name: {'A' * 81}", "FS119"),
        ("name: Anna de Vries", "naam: Anna", "FS111"),
        ("    name: Anna de Vries\n", "", "FS112"),
        ("    roles: agent\n", "", "FS112"),
        ("roles: agent", "roles: []", "FS119"),
        ("roles: agent", "roles: Team Lead", "FS115"),
        ("roles: agent", "roles: [agent, agent]", "FS114"),
        ("roles: agent", "roles: {agent: true}", "FS113"),
        ("from: 2025-01-01", "from: 01-01-2025", "FS119"),
        ("from: 2025-01-01", "from: 2027-01-01", "FS119"),
        ("until: 2026-12-31", "until: 2026-02-30", "FS119"),
        ("until: 2026-12-31", "till: 2026-02-28", "FS111"),
        ("staff:", "people:", "FS111"),
        ("    team: retail\n", "    team: retail\n  anna: {name: A, roles: agent}\n", "FS008"),
        ("    team: retail\n", "    team: retail\n  ANNA: {name: A, roles: agent}\n", "FS114"),
        ("team: retail", "team: &x retail", "FS006"),
        ("team: retail", "team: !!python/name:os.system retail", "FS005"),
        ("    name", "\tname", "FS021"),
        ("team: retail", "team: re\u200btail", "FS003"),
    ],
)
def test_each_slip_is_pointed_at(tmp_path: Path, old: str, new: str, code: str) -> None:
    """The file is read as exactly as a policy, and nobody is staff while it is wrong."""
    assert old in ANNA
    assert code in [found for found, _ in findings(tmp_path, ANNA.replace(old, new))]


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    """One look shows everything that there is to mend."""
    text = ANNA.replace("2025-01-01", "soon").replace("roles: agent", "roles: Agent") + "  bob: {name: Bob}\n"
    assert {code for code, _ in findings(tmp_path, text)} == {"FS112", "FS115", "FS119"}


def test_roles_are_those_of_the_policy(tmp_path: Path) -> None:
    """A role that the policy does not have is pointed at, with the one that was meant."""
    rulebook = load(shipped("webshop")).rulebook
    assert staff(tmp_path).check_roles(rulebook) == ()
    text = ANNA.replace("roles: agent", "roles: [agent, teamlead]")
    (finding,) = staff(tmp_path, text).check_roles(rulebook)
    assert (finding.code, finding.message) == ("FS120", "`webshop` has no role `teamlead`")
    assert finding.help == "did you mean `team_lead`?"
    assert finding.span is not None and (finding.span.start.line, finding.span.start.column) == (4, 20)


# ---- the file changes


def test_who_is_put_into_the_file_works_here_at_once(tmp_path: Path) -> None:
    """A service that runs for months notices who comes and goes, also twice within one tick of the clock."""
    file = staff(tmp_path)
    path = tmp_path / "staff.yaml"
    assert file.person("anna", DAY).roles == ("agent",)
    path.write_text(ANNA.replace("  anna", "  bobo"))
    with pytest.raises(NotStaff):
        file.person("anna", DAY)
    path.write_text(ANNA.replace("agent", "agenz"))
    assert file.person("anna", DAY).roles == ("agenz",)


def test_another_file_in_its_place_is_noticed_by_whatever_differs(tmp_path: Path) -> None:
    """Editors and deployments put a new file in the place of the old one, at times with its age and size."""
    file = staff(tmp_path)
    path = tmp_path / "staff.yaml"
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert file.person("anna", DAY)
    other = tmp_path / "new.yaml"
    other.write_text(ANNA.replace("  anna", "  bobo"))
    os.utime(other, (1_000_000_000, 1_000_000_000))
    assert other.stat().st_size == path.stat().st_size
    other.replace(path)
    assert file.person("bobo", DAY)


def test_a_broken_file_makes_nobody_staff_until_it_is_right(tmp_path: Path) -> None:
    """Never those of before: who was taken out could be among them."""
    file = staff(tmp_path)
    path = tmp_path / "staff.yaml"
    assert file.person("anna", DAY)
    path.write_text(ANNA.replace("roles:", "role:"))
    for _ in range(3):
        with pytest.raises(SetupError, match="did you mean `roles`"):
            file.person("anna", DAY)
    path.unlink()
    for _ in range(2):
        with pytest.raises(DeskError, match="so nobody works at this desk") as caught:
            file.people(DAY)
        assert caught.value.help is not None and "`staff:`" in caught.value.help
    path.write_text(ANNA)
    assert file.person("anna", DAY)


def test_an_unchanged_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not change costs one look at it, also while it is wrong."""
    for text in (ANNA, ANNA.replace("roles:", "role:")):
        file = staff(tmp_path, text)
        reads: list[Path] = []
        opened = Path.open

        def counted(path: Path, *args: str, opened=opened, reads=reads) -> object:  # type: ignore[no-untyped-def]
            reads.append(path)
            return opened(path, *args)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", counted)
            patched.setattr("fairservice.desk.unchanged._SETTLED_NS", -1)
            for _ in range(5):
                try:
                    file.people(DAY)
                except SetupError:
                    continue
        assert len(reads) == 1


def test_a_folder_or_a_file_that_is_too_large_is_no_staff(tmp_path: Path) -> None:
    """What cannot be a list of staff is told as that."""
    with pytest.raises(DeskError, match="is a directory"):
        StaffFile(tmp_path).people(DAY)
    assert [code for code, _ in findings(tmp_path, "# " + "x" * 2**20)] == ["FS001"]
    assert [code for code, _ in findings(tmp_path, "")] == ["FS012"]


def test_a_desk_without_staff_has_none(tmp_path: Path) -> None:
    """An empty list is no mistake; it lets nobody in."""
    file = staff(tmp_path, "staff: {}\n")
    assert file.people(DAY) == ()
    with pytest.raises(NotStaff):
        file.person("anna", DAY)
