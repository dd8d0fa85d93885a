"""What a policy owner sees of proofs: what is proved, a story where it is not, and a case to try."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from fairservice.analysis.proofs import prove
from fairservice.analysis.proofs.bench import Bench
from fairservice.policy.rulebook import Request, Rulebook

from .conftest import ANOTHER, Type, edit

BAD = Path(__file__).resolve().parents[2] / "policies" / "bad"

LOUD = """\
facts:
  conduct.shouts:
    type: boolean
    about: conduct
    worse: true
    ask:
      nl: Schreeuwt de klant?
      en: Does the customer shout?
rules:
  return-for-peace:
    request: return
    when:
      item.condition: used
      conduct.shouts: true
    answer: yes
    because:
      nl: Vooruit dan maar.
      en: Go on then.
"""
"""A rule by which shouting pays."""

KEYS = {
    "claim": str,
    "name": str | None,
    "request": str,
    "status": str,
    "kind": str | None,
    "reason": str | None,
    "more": bool,
    "rules": list,
    "by": list,
    "more_in": list,
    "lists_up_to": dict,
    "finding": dict | None,
    "story": list,
    "missing_rule": str | None,
    "case_files": list,
}
"""What JSON says of each claim."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is kept from one test to the next; cases are written where the test works."""
    monkeypatch.setenv("FAIRSERVICE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache" / "proofs"


@pytest.fixture
def loud(shop: Path) -> Path:
    """The shop with a rule by which shouting pays, and a second question."""
    (shop / "loud.yaml").write_text(LOUD, encoding="utf-8")
    (shop / "advice.yaml").write_text(ANOTHER, encoding="utf-8")
    return shop


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that are really proved, not taken from what was kept."""
    found: list[str] = []

    def noted(rulebook: Rulebook, request: Request, *rest: Any) -> Bench:
        found.append(request.name)
        return Bench(rulebook, request, *rest)

    monkeypatch.setattr(prove, "Bench", noted)
    return found


def claims(result: Result) -> dict[tuple[str, str], dict[str, object]]:
    """What JSON says of each claim about each request."""
    return {(each["claim"], each["request"]): each for each in json.loads(result.stdout)["claims"]}


# ---- what is told


def test_what_is_proved_is_said_claim_by_claim(typed: Type, shop: Path) -> None:
    """Nothing refuted: a tick for each claim, the next command, and exit code 0; no cases are written."""
    result = typed("prove", shop)
    assert result.exit_code == 0, result.output
    assert "✓ rudeness never pays" in result.stdout
    assert "claims are proved." in result.stdout
    assert f"fairservice publish {shop}" in result.stdout
    assert not Path("counterexamples").exists()


def test_ci_gets_a_note_at_the_line(typed: Type, loud: Path) -> None:
    """With `--format annotations` each finding is shown beside the line that it is about, and nothing else is said."""
    result = typed("prove", loud, "--format", "annotations")
    assert result.exit_code == 1, result.output
    (line,) = result.stdout.splitlines()
    assert line.startswith("::warning file=shop/loud.yaml,line=10,")
    assert "FS807 rudeness-pays" in line


def test_what_is_proved_names_the_law_it_was_proved_against(typed: Type) -> None:
    """It says against which pack of which day, and never that anything is lawful."""
    result = typed("prove", "webshop", "--request", "complaint", "--request", "return")
    assert result.exit_code == 0, result.output
    assert "against law/nl-consumer of 2025-01-01." in result.stdout
    assert "lawful" not in result.stdout
    told = json.loads(typed("prove", "webshop", "--request", "complaint", "--format", "json").stdout)
    assert told["against"] == [{"pack": "law/nl-consumer", "since": "2025-01-01"}]


def test_what_is_refuted_comes_with_a_picture_and_a_story(typed: Type, loud: Path) -> None:
    """The place in the policy, two customers, what sets them apart, what each hears; exit code 1."""
    result = typed("prove", loud)
    assert result.exit_code == 1
    for part in (
        "warning[FS807] rudeness pays here: `conduct.shouts` alone brings a higher answer",
        "loud.yaml:10:3",
        "Two customers with the same case:",
        "They differ in this:",
        "shouts: no → yes",
        "What the first hears: No, but (by otherwise)",
        "What the second hears: Yes (by return-for-peace)",
        "✗ rudeness never pays                    refuted: return",
        "✓ no two rules disagree                  2 requests",
        "1 of ",
    ):
        assert part in result.stdout, result.stdout


def test_the_story_is_told_in_dutch(typed: Type, loud: Path) -> None:
    """Facts, answers and offers have the words that the policy gives them in that language."""
    result = typed("prove", loud, "--lang", "nl")
    for part in (
        "Twee klanten met hetzelfde geval:",
        "Zij verschillen hierin:",
        "shouts: nee → ja",
        "Wat de eerste hoort: Nee, maar (volgens otherwise)",
        "- ruilen",
        "Wat de tweede hoort: Ja (volgens return-for-peace)",
    ):
        assert part in result.stdout, result.stdout
    assert "fy" in typed("prove", loud, "--lang", "fy").stderr


def test_a_gap_comes_with_the_rule_that_is_missing(typed: Type) -> None:
    """The cases without a rule are written as a rule to complete."""
    result = typed("prove", BAD / "FS802-no-rule-for-a-case")
    assert result.exit_code == 1
    assert "the missing rule, to complete:" in result.stdout
    assert "          order.days_since_delivery: 30\n" in result.stdout
    told = claims(typed("prove", BAD / "FS802-no-rule-for-a-case", "--format", "json"))[("no-gap", "return")]
    assert str(told["missing_rule"]).startswith("rules:\n  return-…:\n    request: return\n")


def test_advice_alone_is_no_failure(typed: Type) -> None:
    """A rule that changes nothing is pointed out; exit code 0, and no case is written."""
    result = typed("prove", BAD / "FS813-idle-rule")
    assert result.exit_code == 0
    assert "advice[FS813]" in result.stdout
    assert "· every rule changes something           pointed out: return" in result.stdout
    assert "claims are proved; 1 piece of advice." in result.stdout
    assert not Path("counterexamples").exists()


def test_what_is_not_settled_is_neither(typed: Type, cache: Path, proved: list[str]) -> None:
    """The reason is said, exit code 1; and it is not kept, so that it is asked again the next time."""
    for _ in range(2):
        result = typed("prove", BAD / "FS815-claim-not-settled", "--seconds", "0.2")
        assert result.exit_code == 1
        assert "could not be settled for `swap`: it took too long" in " ".join(result.stdout.split())
        assert "? no rule is dead" in result.stdout
    assert proved == ["swap", "swap"]
    assert not cache.exists()
    told = claims(typed("prove", BAD / "FS815-claim-not-settled", "--seconds", "0.2", "--format", "json"))
    assert told[("no-dead-rule", "swap")]["status"] == "not_settled"
    assert told[("no-dead-rule", "swap")]["reason"] == "it took too long"


def test_programs_are_told_the_same(typed: Type, loud: Path) -> None:
    """JSON has the same keys for each claim, whatever became of it."""
    result = typed("prove", loud, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told.keys() == {"policy", "digest", "ok", "against", "claims"}
    assert (told["policy"], told["ok"], told["against"]) == ("corner-shop", False, [])
    for each in told["claims"]:
        assert each.keys() == KEYS.keys()
        assert all(isinstance(each[key], kind) for key, kind in KEYS.items()), each
        assert each["status"] in ("proved", "refuted", "not_settled", "pointed_out")
        assert (each["finding"] is None) == (each["status"] == "proved")
    refuted = claims(result)[("rudeness-never-pays", "return")]
    assert refuted["rules"] == ["return-for-peace", "otherwise"]
    assert refuted["more_in"] == ["answer", "options"]
    assert len(refuted["case_files"]) == 2  # type: ignore[arg-type]
    assert json.loads(typed("prove", loud, "--request", "advice", "--format", "json").stdout)["ok"] is True


# ---- the cases


def test_a_case_that_refutes_is_a_case_to_try(typed: Type, loud: Path, tmp_path: Path) -> None:
    """Both customers lie in a file each, which `dry-run` reads and decides as the story says; the command is shown."""
    result = typed("prove", loud, "--cases", tmp_path / "cases")
    answers = []
    for which in ("first", "second"):
        file = tmp_path / "cases" / f"return-rudeness-never-pays-{which}.yaml"
        assert f"dry-run {loud} --case {file} --why" in result.stdout
        decided = typed("dry-run", loud, "--case", file, "--format", "json")
        assert decided.exit_code == 0, decided.output
        answers.append(json.loads(decided.stdout)["answer"])
        assert "story:\n  en: " in file.read_text(encoding="utf-8")
    assert answers == ["no_but", "yes"]


def test_cases_go_to_a_folder(typed: Type, loud: Path) -> None:
    """A file in the place of the folder is refused at once, and left as it is."""
    before = (loud / "policy.yaml").read_bytes()
    result = typed("prove", loud, "--cases", loud / "policy.yaml")
    assert result.exit_code == 2
    assert "is no folder" in result.stderr
    assert (loud / "policy.yaml").read_bytes() == before


def test_what_is_written_never_becomes_a_rule(typed: Type, loud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the owner stands in the folder of the policy; another folder among the rules is refused."""
    monkeypatch.chdir(loud)
    first = typed("prove", ".")
    assert (loud / "counterexamples").is_dir()
    assert typed("prove", ".").stdout == first.stdout
    assert typed("check", ".").exit_code == 0
    result = typed("prove", ".", "--cases", "wrong")
    assert result.exit_code == 2
    assert "would be read as rules" in result.stderr
    assert typed("prove", ".", "--cases", "cases/refuting").exit_code == 1
    assert typed("check", ".").exit_code == 0


# ---- what is asked


def test_one_request_can_be_proved_by_itself(typed: Type, loud: Path, proved: list[str]) -> None:
    """Only what was asked for is proved, and once; a slip is recognised before anything is."""
    result = typed("prove", loud, "--request", "advice", "--request", "advice")
    assert result.exit_code == 0, result.output
    assert proved == ["advice"]
    result = typed("prove", loud, "--request", "retrun")
    assert result.exit_code == 2
    assert "`corner-shop` answers no request `retrun`" in result.stderr
    assert "did you mean `return`?" in result.stderr
    assert proved == ["advice"]


def test_a_policy_with_errors_is_not_proved(typed: Type, loud: Path) -> None:
    """The errors are shown instead; exit code 2. So is a policy that is not there."""
    edit(loud / "loud.yaml", "conduct.shouts: true", "conduct.shuts: true")
    result = typed("prove", loud)
    assert result.exit_code == 2
    assert "did you mean `conduct.shouts`?" in result.output
    assert typed("prove", loud / "nowhere").exit_code == 2
    assert typed("prove", loud, "--seconds", "0").exit_code == 2


def test_without_the_prover_it_is_said_how_to_install_it(
    typed: Type, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part is optional: one line says what is missing, and which line brings it."""
    monkeypatch.setitem(sys.modules, "z3", None)
    result = typed("prove", shop)
    assert result.exit_code == 2
    assert "proving needs a part that is not installed here" in result.stderr
    assert "pip install 'fairservice[prove]'" in result.stderr
    assert result.stdout == ""


# ---- what is kept


def test_what_has_not_changed_is_not_proved_again(typed: Type, loud: Path, proved: list[str]) -> None:
    """The second time says the same at once; `--anew` proves everything."""
    first = typed("prove", loud)
    assert sorted(proved) == ["advice", "return"]
    second = typed("prove", loud)
    assert (second.stdout, second.exit_code) == (first.stdout, first.exit_code)
    assert len(proved) == 2
    assert typed("prove", loud, "--anew").stdout == first.stdout
    assert len(proved) == 4


def test_a_request_whose_rules_changed_is_proved_again(typed: Type, loud: Path, proved: list[str]) -> None:
    """Only that one; and what was mended is proved."""
    assert typed("prove", loud).exit_code == 1
    proved.clear()
    edit(loud / "loud.yaml", "answer: yes", "answer: no")
    edit(loud / "loud.yaml", "en: Go on then.", "en: Not like this.")
    assert typed("prove", loud).exit_code == 0
    assert proved == ["return"]


@pytest.mark.parametrize("damage", ["", "[", "{}", "[]", "[1]", '[{"claim": "no-gap"}]', '[{"cases": 3, "lists": []}]'])
def test_what_was_kept_and_is_damaged_is_not_believed(
    typed: Type, loud: Path, cache: Path, proved: list[str], damage: str
) -> None:
    """It is proved again, and kept anew."""
    first = typed("prove", loud)
    for file in cache.iterdir():
        whole = file.read_text(encoding="utf-8")
        file.write_text(damage or whole[: len(whole) // 2], encoding="utf-8")
    proved.clear()
    assert typed("prove", loud).stdout == first.stdout
    assert sorted(proved) == ["advice", "return"]
    assert typed("prove", loud).stdout == first.stdout
    assert len(proved) == 2


def test_a_folder_that_cannot_keep_anything_hinders_nobody(
    typed: Type, loud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be written, everything is proved each time."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("FAIRSERVICE_CACHE", str(tmp_path / "file"))
    assert typed("prove", loud).exit_code == 1
