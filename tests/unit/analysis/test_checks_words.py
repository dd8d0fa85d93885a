"""What `check` says of words, names and figures, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.analysis.check import check_policy, check_rulebook
from fairservice.policy.bundle import bundle_bytes
from fairservice.policy.load import load_rulebook
from probe import SHOP

ROOT = Path(__file__).parents[3]

RULES = """\
facts:
  used:
    type: boolean
    ask:
      en: Used?
requests:
  return:
    question:
      en: May it come back?
    otherwise:
      answer: yes
      because:
        en: SENTENCE
rules:
  used:
    request: return
    when:
      used: true
    answer: no
    because:
      en: It was used.
"""


def found(folder: Path, rules: str, manifest: str = SHOP) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(manifest, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    return [f"{finding.code} {finding.message}" for finding in check_policy(folder)]


@pytest.mark.parametrize(
    ("sentence", "vague"),
    [
        ("We always help you.", "always"),
        ("You get an answer ASAP.", "asap"),
        ("We do Everything for you.", "everything"),
        ("That is not always possible.", None),
        ("Is there anything else?", None),
        ("We work in the hallways.", None),
    ],
)
def test_vague_promises_are_whole_words(tmp_path: Path, sentence: str, vague: str | None) -> None:
    """A word within a word, a denied one and a set phrase promise nothing."""
    codes = found(tmp_path, RULES.replace("SENTENCE", sentence))
    assert codes == ([f"FS420 `{vague}` promises what nobody can keep or check"] if vague else [])


@pytest.mark.parametrize(
    ("sentence", "vague"),
    [("U krijgt altijd antwoord.", True), ("Wij bellen z.s.m. terug.", True), ("Dat kan niet altijd.", False)],
)
def test_vague_promises_are_seen_in_dutch(tmp_path: Path, sentence: str, vague: bool) -> None:
    """Each language has its own words."""
    rules = RULES.replace("en: ", "nl: ").replace("SENTENCE", sentence)
    codes = found(tmp_path, rules, SHOP.replace("en: ", "nl: ").replace("[en]", "[nl]"))
    assert [code[:5] for code in codes] == (["FS420"] if vague else [])


def test_a_because_that_is_not_said_may_be_long(tmp_path: Path) -> None:
    """Where there is a `say`, that is the sentence for the customer on the line."""
    long = " ".join(["word"] * 26)
    assert [code[:5] for code in found(tmp_path / "a", RULES.replace("SENTENCE", long))] == ["FS421"]
    beside = RULES.replace("SENTENCE", long).replace("rules:\n", "      say:\n        en: You may.\nrules:\n")
    assert found(tmp_path / "b", beside) == []


def test_errors_do_not_drag_follow_ups_along(tmp_path: Path) -> None:
    """A name with a slip is one finding: the rule is not also said to fire always, nor the fact to be unused."""
    slip = RULES.replace("      used: true", "      usde: true").replace("SENTENCE", "We always help.")
    assert [code[:5] for code in found(tmp_path, slip)] == ["FS420", "FS101"]


def test_a_place_without_a_policy_is_a_finding(tmp_path: Path) -> None:
    """`check_policy` never raises."""
    assert [finding.code for finding in check_policy(tmp_path / "nothing")] == ["FS110"]


def test_a_bundle_is_checked_like_its_folder(tmp_path: Path) -> None:
    """The same findings come out, wherever the files lie."""
    codes = found(tmp_path / "policy", RULES.replace("SENTENCE", "We always help."))
    rulebook, _ = load_rulebook(tmp_path / "policy")
    (tmp_path / "shop.json").write_bytes(bundle_bytes(rulebook))
    bundled = check_policy(tmp_path / "shop.json")
    assert [f"{finding.code} {finding.message}" for finding in bundled] == codes
    assert [finding.code for finding in check_rulebook(rulebook)] == ["FS420"]


def test_a_pack_is_told_of_its_own_defects_only_by_itself(tmp_path: Path) -> None:
    """A policy is not accused of what a pack that it uses wrote; the pack is."""
    pack = SHOP.replace("policy: shop", "pack: rules")
    asked = RULES.replace("    otherwise:\n      answer: yes\n      because:\n        en: SENTENCE\n", "")
    vague = asked.replace("It was used.", "That is always so.").replace("    ask:\n      en: Used?\n", "")
    assert [code[:5] for code in found(tmp_path / "pack", vague, pack)] == ["FS413", "FS420"]
    own = "requests:\n  return:\n    otherwise:\n      answer: yes\n      because:\n        en: You may.\n"
    assert found(tmp_path / "shop", own, SHOP + "uses: [pack]\n") == []


def test_facts_that_are_only_to_be_known_are_not_unused(tmp_path: Path) -> None:
    """Protected facts, and those that say something of the customer, are declared so that they never count."""
    facts = "  origin:\n    type: text\n    protected: true\n  shouts:\n    type: boolean\n    about: influence\n"
    rules = RULES.replace("facts:\n", "facts:\n" + facts).replace("SENTENCE", "You may.")
    assert found(tmp_path, rules) == []


@pytest.mark.parametrize("through", ["definition", "table", "amount"])
def test_a_protected_fact_is_found_through_names(tmp_path: Path, through: str) -> None:
    """Definitions, tables and amounts lead to it all the same."""
    rules = RULES.replace("SENTENCE", "You may.").replace(
        "facts:\n", "facts:\n  age_group:\n    type: choice\n    values: [young, old]\n    protected: true\n"
    )
    table = (
        "parameters:\n  bonus:\n    type: money\n    by: [age_group]\n"
        "    values:\n      2025-01-01:\n        young: 5.00\n        old: 1.00\n"
    )
    if through == "definition":
        rules = rules.replace("      used: true", "      is_old: true") + 'definitions:\n  is_old: age_group = "old"\n'
    elif through == "table":
        rules = rules.replace("      used: true", "      if: bonus > 1.00") + table
    else:
        rules = rules.replace("answer: no\n", "answer: yes\n    give:\n      refund: bonus\n") + table
    codes = found(tmp_path, rules, SHOP + "grants:\n  refund: money\nlabels:\n  refund:\n    en: money back\n")
    assert "FS524 no decision may depend on `age_group`" in codes


def test_a_law_figure_with_versions_does_not_count_to_today(tmp_path: Path) -> None:
    """Which version is in force today is no term that runs to today."""
    law = RULES.replace("SENTENCE", "You may.").replace(
        "    answer: no\n", "    basis: law\n    reference: BW 6:230o\n    answer: yes\n"
    )
    days = law.replace("      used: true", "      days: at most term").replace(
        "facts:\n", "facts:\n  days:\n    type: integer\n    ask:\n      en: How long?\n"
    )
    term = "parameters:\n  term:\n    values:\n      2025-01-01: 14\n      2026-01-01: 30\n"
    assert "FS523" not in [code[:5] for code in found(tmp_path, days + term)]


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        ("30.00", "`late` may concede 30.00, and no role may concede more than 25.00"),
        ("25.00", None),
        ("min(price, 25.00)", None),
        ("price", "may concede"),
        ("50% of price", "may concede"),
        ("min(price, 20.00) + 5.00", None),
    ],
)
def test_a_concession_is_held_against_the_highest_mandate(tmp_path: Path, bound: str, message: str | None) -> None:
    """A figure as it is; what hangs on a fact by a case that shows it."""
    manifest = SHOP + (
        "grants:\n  credit: money\nroles:\n  agent: {}\nmandates:\n  agent:\n    credit:\n      per_case: 25.00\n"
        "labels:\n  credit:\n    en: credit\n  our_delay:\n    en: our delay\n"
    )
    price = "facts:\n  price:\n    type: money\n    range: 0 to 500\n    ask:\n      en: Price?\n"
    late = (
        "  late:\n    request: return\n    basis: goodwill\n    exception_to: used\n    when:\n      used: true\n"
        f"    concede:\n      credit:\n        up_to: {bound}\n    reasons: [our_delay]\n"
        "    per_customer:\n      at_most: 1\n      within: 365 days\n    because:\n      en: This once.\n"
    )
    rules = RULES.replace("SENTENCE", "You may.").replace("facts:\n", price) + late
    told = [code for code in found(tmp_path, rules, manifest) if code.startswith("FS531")]
    assert (message in told[0]) if message else not told


@pytest.mark.parametrize("folder", sorted((ROOT / "tests" / "policies").glob("*/*")), ids=lambda each: each.name)
def test_check_never_fails_itself(folder: Path) -> None:
    """Whatever is wrong with a policy, it becomes a finding."""
    check_policy(folder)
