"""What somebody who reviews a change of the rules types: `diff`, with folders, bundles and git revisions."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import ANOTHER, MANIFEST, RULES, Type, edit

LAW = """\
language: 1
pack: law/consumer
title: {nl: Wet, en: Law}
owner: law@example.com
languages: [en, nl]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
grants: {refund: money}
"""
LAW_RULES = """\
facts:
  order.price:
    type: money
    ask: {nl: Wat kostte de bestelling?, en: What did the order cost?}
parameters:
  postage:
    type: money
    values:
      2025-01-01: 5.00
"""


@pytest.fixture
def other(shop: Path) -> Path:
    """A copy of the shop beside it."""
    folder = shop.parent / "other"
    folder.mkdir()
    for file in shop.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with the shop in `rules/shop` and a law pack in `rules/law`, committed once; we stand in it."""
    root = tmp_path / "repository"
    shop, law = root / "rules" / "shop", root / "rules" / "law" / "consumer"
    shop.mkdir(parents=True)
    law.mkdir(parents=True)
    manifest = MANIFEST.replace("languages: [en, nl]\n", "languages: [en, nl]\nuses: [law/consumer]\n")
    manifest = manifest.replace("grants:\n  refund: money\n", "")
    (shop / "policy.yaml").write_text(manifest, encoding="utf-8")
    rules = RULES.replace("refund: item.price", "refund: item.price + postage")
    (shop / "returns.yaml").write_text(rules.partition("\nexamples:")[0], encoding="utf-8")
    (law / "policy.yaml").write_text(LAW, encoding="utf-8")
    (law / "rules.yaml").write_text(LAW_RULES, encoding="utf-8")
    (root / "readme.txt").write_text("Not ours.", encoding="utf-8")
    monkeypatch.chdir(root)
    git("init", "-q", "-b", "main")
    commit("first")
    return root


def git(*arguments: str) -> str:
    names = ["-c", "user.name=Someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *names, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message: str) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", message)


# ---- what is told


def test_nothing_changes(typed: Type, shop: Path, other: Path) -> None:
    """The same policy, in other files and order, is told as the same, and that is fine."""
    text = (other / "returns.yaml").read_text(encoding="utf-8")
    (other / "returns.yaml").write_text("# New words above.\n" + text, encoding="utf-8")
    result = typed("diff", shop, other)
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "return: the same for all cases (proved)\n"
        "corner-shop: Nothing changes: every request is decided the same in all cases (proved).\n"
    )


def test_a_figure_changes(typed: Type, shop: Path, other: Path) -> None:
    """Who loses what is told, the conditions, and one example; and the exit code says that something was found."""
    edit(other / "returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    result = typed("diff", shop, other)
    assert result.exit_code == 1
    assert result.stdout == (
        "return\n"
        "  - Yes → No, but: the customer loses\n"
        "    by return-in-window, now by otherwise\n"
        "    no longer to choose: money back €50.00, with: the receipt\n"
        "    is offered: exchange\n"
        "    where condition is unused\n"
        "      and days ago is at most return window (before) (30 days)\n"
        "      and days ago is more than return window (now) (14 days)\n"
        "    for example on 5 February 2026: day: 6 January 2026; condition: unused;\n"
        "      price: €50.00\n"
        "\n"
        "corner-shop: return; 1 × the customer loses.\n"
    )


def test_in_dutch(typed: Type, shop: Path, other: Path) -> None:
    """All of it is in the language that was asked for."""
    edit(other / "returns.yaml", "refund: item.price", "refund: 85% of item.price")
    edit(other / "returns.yaml", "refund: 49.95", "refund: 42.46")
    result = typed("diff", shop, other, "--lang", "nl")
    assert result.exit_code == 1
    assert "Ja: de klant krijgt minder" in result.stdout
    assert "bedrag terug: € 50,00 → € 42,50" in result.stdout.replace("\xa0", " ")
    assert "bijvoorbeeld op 5 februari 2026" in result.stdout
    assert "the customer" not in result.stdout
    wrong = typed("diff", shop, other, "--lang", "fy")
    assert wrong.exit_code == 2
    assert "`fy`" in wrong.stderr


def test_other_words_only(typed: Type, shop: Path, other: Path) -> None:
    """Words are no decision: they are named, and nothing is found."""
    edit(other / "returns.yaml", "You get {refund} back.", "We pay you {refund}.")
    result = typed("diff", shop, other)
    assert result.exit_code == 0
    assert "in other words:\n  return-in-window" in result.stdout


def test_requests_come_and_go(typed: Type, shop: Path, other: Path) -> None:
    """A request of one version only is told as new, or as gone."""
    (other / "advice.yaml").write_text(ANOTHER, encoding="utf-8")
    result = typed("diff", shop, other)
    assert (result.exit_code, "advice: is new" in result.stdout) == (1, True)
    result = typed("diff", other, shop)
    assert (result.exit_code, "advice: is gone" in result.stdout) == (1, True)


def test_what_is_no_decision_is_told_beside(typed: Type, shop: Path, other: Path) -> None:
    """A role, the currency or the first day can change while each case is decided the same: never `nothing changes`."""
    edit(other / "policy.yaml", "currency: EUR", "currency: USD")
    edit(other / "policy.yaml", "  agent: {}\n", "  agent: {}\n  lawyer: {}\n")
    result = typed("diff", shop, other)
    assert result.exit_code == 1
    assert "Amounts are in USD now, and were in EUR" in result.stdout
    assert "There is a role `lawyer` now." in result.stdout
    assert "Nothing changes" not in result.stdout


def test_as_json(typed: Type, shop: Path, other: Path) -> None:
    """JSON has facts and amounts exactly, the tests as an owner writes them, and by how much at least and at most."""
    edit(other / "returns.yaml", "refund: item.price", "refund: item.price - 5.00")
    edit(other / "returns.yaml", "refund: 49.95", "refund: 44.95")
    edit(other / "returns.yaml", "type: money\n", "type: money\n    range: 10.00 to 500.00\n")
    edit(shop / "returns.yaml", "type: money\n", "type: money\n    range: 10.00 to 500.00\n")
    result = typed("diff", shop, other, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["same"], told["kinds_of_cases"]["loses"]) == (False, 1)
    (request,) = told["requests"]
    (change,) = request["changes"]
    assert (request["request"], request["status"], request["more"]) == ("return", "changed", False)
    assert change["customer"] == "loses"
    assert change["by_how_much"] == {"refund": {"least": "-5.00", "most": "-5.00"}}
    assert change["case"]["item.price"] == "50.00"
    assert change["tests"] == [{"item.condition": "unused"}]
    assert (change["before"]["answer"], change["after"]["answer"]) == ("yes", "yes")
    assert change["changes"][0] == "money back: €50.00 → €45.00"


def test_as_markdown(typed: Type, shop: Path, other: Path) -> None:
    """No word of an owner breaks a table: each row has its three cells, whatever signs and lines are in a label."""
    for folder in (shop, other):
        edit(folder / "policy.yaml", "en: money back", "en: 'money | back *now* <b>'")
    edit(other / "returns.yaml", "refund: item.price", "refund: 85% of item.price")
    edit(other / "returns.yaml", "refund: 49.95", "refund: 42.46")
    result = typed("diff", shop, other, "--format", "markdown")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:2] == ["## corner-shop", ""]
    assert "### `return`" in lines
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 3
    for row in rows:
        assert row.replace("\\|", "").count("|") == 4, row
    assert "money \\| back \\*now\\* \\<b\\>" in rows[2]


# ---- what is compared


def test_a_folder_and_a_bundle(typed: Type, shop: Path, other: Path, tmp_path: Path) -> None:
    """A published bundle is a version as good as a folder, on either side."""
    bundle = tmp_path / "shop.bundle"
    assert typed("bundle", shop, "-o", bundle).exit_code == 0
    assert typed("diff", bundle, other).exit_code == 0
    edit(other / "returns.yaml", "answer: no_but", "answer: yes")
    edit(other / "returns.yaml", "    expect:\n      answer: no_but\n", "    expect:\n      answer: yes\n")
    assert typed("diff", bundle, other).exit_code == 1
    assert typed("diff", other, bundle).exit_code == 1


def test_a_shelf_of_published_policies(typed: Type, shop: Path, tmp_path: Path) -> None:
    """What is in force is compared with the draft; a damaged publication is told as that."""
    shelf = tmp_path / "published"
    assert typed("publish", shop, "--to", shelf, "--by", "anna@example.com").exit_code == 0
    (published,) = shelf.iterdir()
    assert typed("diff", published, shop).exit_code == 0
    edit(shop / "returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    result = typed("diff", published, shop)
    assert result.exit_code == 1
    assert "the customer loses" in result.stdout
    (file,) = published.glob("*.publication")
    file.write_bytes(file.read_bytes().replace(b"30", b"31"))
    result = typed("diff", published, shop)
    assert result.exit_code == 2
    assert "FS701" in result.stderr


def test_a_shipped_policy(typed: Type, tmp_path: Path) -> None:
    """What is shipped is named as everywhere."""
    assert typed("init", tmp_path / "mine", "--from", "starter", "--lang", "en").exit_code == 0
    result = typed("diff", "starter", tmp_path / "mine")
    assert result.exit_code == 0, result.output


# ---- git


def test_with_an_earlier_revision(typed: Type, repository: Path) -> None:
    """What is there now is compared with a revision: committed or not, and whatever the folder that one stands in."""
    assert typed("diff", "HEAD", "--", "rules/shop").exit_code == 0
    edit(repository / "rules/shop/returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    assert typed("diff", "HEAD", "--", "rules/shop").exit_code == 1
    commit("second")
    assert typed("diff", "HEAD", "--", "rules/shop").exit_code == 0
    assert typed("diff", "HEAD~1", "--", "rules/shop").exit_code == 1
    assert typed("diff", "HEAD~1", "--", repository / "rules" / "shop").exit_code == 1
    assert typed("diff", "HEAD~1", "HEAD", "--", "rules/shop").exit_code == 1
    assert typed("diff", "HEAD", "main", "--", "rules/shop").exit_code == 0


def test_the_packs_are_those_of_the_revision(typed: Type, repository: Path) -> None:
    """A figure of the law pack that was changed since is told: the old policy is read with the old pack."""
    edit(repository / "rules/law/consumer/rules.yaml", "2025-01-01: 5.00", "2025-01-01: 6.00")
    result = typed("diff", "HEAD", "--", "rules/shop")
    assert result.exit_code == 1
    assert "money back: €55.00 → €56.00" in result.stdout
    commit("second")
    result = typed("diff", "HEAD~1", "HEAD", "--", "rules/shop")
    assert "money back: €55.00 → €56.00" in result.stdout


def test_a_folder_that_is_gone_now(typed: Type, repository: Path) -> None:
    """Two revisions are compared though the folder was renamed since; where it was not there, that is said."""
    edit(repository / "rules/shop/returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    commit("second")
    git("mv", "rules/shop", "rules/store")
    commit("third")
    assert typed("diff", "HEAD~2", "HEAD~1", "--", "rules/shop").exit_code == 1
    result = typed("diff", "HEAD~1", "--", "rules/store")
    assert result.exit_code == 2
    assert "`HEAD~1` has nothing in `rules/store`" in result.stderr
    assert "another name" in result.stderr


def test_a_folder_called_like_a_branch(typed: Type, repository: Path) -> None:
    """A folder without a policy in it does not stand in the way of the branch of its name."""
    (repository / "main").mkdir()
    assert typed("diff", "main", "--", "rules/shop").exit_code == 0


def test_errors_in_the_old_version(typed: Type, repository: Path) -> None:
    """They are shown where git has them, and not in a folder that is gone already."""
    edit(repository / "rules/shop/returns.yaml", "answer: yes", "answer: yess")
    commit("broken")
    edit(repository / "rules/shop/returns.yaml", "answer: yess", "answer: yes")
    result = typed("diff", "HEAD", "--", "rules/shop")
    assert result.exit_code == 2
    assert "HEAD:rules/shop/returns.yaml:" in result.stderr
    assert "fairservice-" not in result.stderr
    assert "yess" in result.stderr
    found = json.loads(typed("diff", "HEAD", "--format", "json", "--", "rules/shop").stdout)["findings"]
    assert found and "fairservice-" not in json.dumps(found)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere", "--", "rules/shop"), "there is no policy `nowhere`, and no such revision in the git repository"),
        (("HEAD", "--", "rules/shpo"), "there is no policy `rules/shpo`"),
        (("HEAD", "HEAD", "--", "rules/nothing"), "`HEAD` has nothing in `rules/nothing`"),
        (("--", "-q", "rules/shop"), "there is no policy `-q`, and no such revision"),
        (("rules/shop",), "there is nothing to compare with"),
        (("a", "b", "c", "d"), "`d` is one too many"),
        (("HEAD", "--", "starter"), "there is no policy `HEAD`"),
    ],
)
def test_what_cannot_be_done(typed: Type, repository: Path, args: tuple[str, ...], said: str) -> None:
    """One line says what is wrong, and one what would be right."""
    result = typed("diff", *args)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "help:" in result.stderr
    assert result.stdout == ""


def test_nothing_typed(typed: Type) -> None:
    """Without arguments it says what is missing."""
    assert typed("diff").exit_code == 2


def test_no_repository(typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the name of a folder is not taken for a revision without saying so."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(shop.parent))
    result = typed("diff", shop.parent / "shpo", shop)
    assert result.exit_code == 2
    told = " ".join(result.stderr.split())
    assert "shpo` is no policy, and no revision either" in told
    assert "lies in no git repository" in told


def test_git_is_not_there(typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders can still be compared."""
    monkeypatch.setenv("PATH", "")
    result = typed("diff", "HEAD", shop)
    assert result.exit_code == 2
    assert "git is not installed here" in result.stderr
    assert typed("diff", shop, shop).exit_code == 0


def test_a_shallow_clone(typed: Type, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CI often has the last commit only: what is not there is said to be no revision here."""
    edit(repository / "rules/shop/returns.yaml", "2025-01-01: 30", "2025-01-01: 14")
    commit("second")
    git("clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert typed("diff", "HEAD", "--", "rules/shop").exit_code == 0
    result = typed("diff", "HEAD~1", "--", "rules/shop")
    assert result.exit_code == 2
    assert "no such revision" in result.stderr


def test_the_prover_is_not_there(typed: Type, shop: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which line installs it."""
    import sys

    monkeypatch.setitem(sys.modules, "z3", None)
    result = typed("diff", shop, other)
    assert result.exit_code == 2
    assert "pip install 'fairservice[prove]'" in result.stderr
