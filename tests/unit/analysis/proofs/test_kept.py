"""What is kept of proofs is found again for the same meaning, and for no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.analysis.proofs.kept import Kept, default_folder, digest_of_request
from fairservice.analysis.proofs.prove import prove_rulebook
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

MANIFEST = """\
language: 1
policy: shop
title:
  en: Shop
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  lead:
    above: agent
    may: [override]
grants:
  refund: money
  credit: money
  discount: percent
together: [discount]
mandates:
  agent:
    credit:
      per_case: 25.00
"""
RULES = """\
facts:
  item.used: {type: boolean}
  item.price: {type: money, range: 0 to 500}
  item.kind: {type: choice, values: [pot, pan]}
  conduct.level: {type: choice, ordered: [calm, loud], about: conduct, worse: higher}
  item.note: {type: text}
  bought.day: {type: date}
parameters:
  fee: {type: money, values: {2025-01-01: 2.00, 2026-01-01: 3.00}}
definitions:
  item.net: item.price - fee
requests:
  return:
    question: {en: May it come back?}
    otherwise: {answer: no, because: {en: It may not.}}
  other:
    question: {en: Anything else?}
    otherwise: {answer: yes}
rules:
  unused:
    request: return
    when: {item.used: false, conduct.level: calm}
    answer: yes
    give: {refund: item.net}
    because: {en: Yes.}
  pots:
    request: return
    basis: promise
    reference: our leaflet
    when: {item.kind: pot}
    answer: yes
    give: {refund: 5.00}
    because: {en: Pots come back.}
  late:
    request: return
    overrides: unused
    when: {item.price: more than 100}
    answer: no_but
    offer: [{what: exchange}]
    because: {en: Not that one.}
  once:
    request: return
    basis: goodwill
    exception_to: otherwise
    concede: {credit: {up_to: 10.00}}
    reasons: [kindness]
    per_customer: {at_most: 1, within: 365 days}
    because: {en: For once.}
  asked:
    request: other
    when: {item.used: true}
    answer: no
    because: {en: No.}
invariants:
  never-much:
    never: {request: return, give: {refund: more than 500}}
"""


def rulebook(folder: Path, rules: str = RULES, manifest: str = MANIFEST, name: str = "rules.yaml") -> Rulebook:
    folder.mkdir()
    (folder / "policy.yaml").write_text(manifest, encoding="utf-8")
    (folder / name).write_text(rules, encoding="utf-8")
    return load_rulebook(folder, ())[0]


def digest(found: Rulebook, request: str = "return") -> str:
    return digest_of_request(found, found.requests[request])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("item.used: false, conduct", "item.used: true, conduct"),
        ("conduct.level: calm}", "conduct.level: loud}"),
        ("more than 100", "at least 100"),
        ("more than 100", "more than 101"),
        ("range: 0 to 500", "range: 0 to 501"),
        ("values: [pot, pan]", "values: [pot, pan, lid]"),
        ("ordered: [calm, loud]", "ordered: [calm, cross, loud]"),
        ("worse: higher", "worse: lower"),
        ("about: conduct, worse: higher", "about: segment"),
        ("2026-01-01: 3.00", "2026-01-01: 4.00"),
        ("2026-01-01: 3.00", "2026-01-02: 3.00"),
        ("item.price - fee", "item.price - 2 * fee"),
        ("basis: promise", "basis: law"),
        ("refund: 5.00", "refund: 5.01"),
        ("overrides: unused\n", "overrides: [unused]\n    effective: {from: 2026-01-01}\n"),
        ("    overrides: unused\n", ""),
        ("answer: no_but\n", "answer: yes_but\n    provided: [receipt]\n"),
        ("[{what: exchange}]", "[{what: repair}]"),
        ("[{what: exchange}]", "[{what: exchange, calming: true}]"),
        ("up_to: 10.00", "up_to: 11.00"),
        ("reasons: [kindness]", "reasons: [kindness, mistake]"),
        ("at_most: 1, within: 365", "at_most: 2, within: 365"),
        ("at_most: 1, within: 365", "at_most: 1, within: 364"),
        ("exception_to: otherwise", "exception_to: late"),
        ("{answer: no, because: {en: It may not.}}", "{answer: no, may_override: lead, because: {en: It may not.}}"),
        ("question: {en: May it come back?}", "question: {en: May it come back?}\n    in_force_on: bought.day"),
        ("question: {en: May it come back?}", "question: {en: May it come back?}\n    combine: highest"),
        ("{en: It may not.}", "{en: It cannot.}"),
        ("more than 500}", "more than 400}"),
        ("never-much:", "never-too-much:"),
        ("type: text", "type: text, protected: true"),
    ],
)
def test_what_changes_the_meaning_changes_the_digest(tmp_path: Path, before: str, after: str) -> None:
    """Conditions, figures, days, declarations, bases, amounts, offers, limits, words and claims: each counts."""
    assert RULES.count(before) == 1
    changed = rulebook(tmp_path / "changed", RULES.replace(before, after))
    assert digest(changed) != digest(rulebook(tmp_path / "shop"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("since: 2025-01-01", "since: 2024-12-31"),
        ("timezone: Europe/Amsterdam", "timezone: Europe/London"),
        ("together: [discount]", "together: [discount, credit]"),
        ("per_case: 25.00", "per_case: 26.00"),
    ],
)
def test_what_stands_in_the_manifest_counts_too(tmp_path: Path, before: str, after: str) -> None:
    """The first day, the zone, what adds up, and the mandates."""
    assert MANIFEST.count(before) == 1
    rules = RULES.replace("{2025-01-01: 2.00", "{2024-12-31: 2.00") if "2024" in after else RULES
    changed = rulebook(tmp_path / "changed", rules, MANIFEST.replace(before, after))
    assert digest(changed) != digest(rulebook(tmp_path / "shop", rules))


@pytest.mark.parametrize(
    ("rules", "manifest", "name"),
    [
        ("# A comment.\n\n" + RULES, MANIFEST, "rules.yaml"),
        (RULES, MANIFEST, "somewhere-else.yaml"),
        (
            RULES.replace("when: {item.price: more than 100}", "when:\n      item.price: more than 100"),
            MANIFEST,
            "a.yaml",
        ),
        (RULES.replace("more than 100", "more than 100.00"), MANIFEST, "rules.yaml"),
        (RULES.replace("May it come back?", "May this be returned?"), MANIFEST, "rules.yaml"),
        (RULES.replace("type: boolean}", "type: boolean, ask: {en: Used?}}"), MANIFEST, "rules.yaml"),
        (RULES, MANIFEST.replace("en: Shop", "en: The shop"), "rules.yaml"),
    ],
)
def test_what_changes_no_meaning_changes_no_digest(tmp_path: Path, rules: str, manifest: str, name: str) -> None:
    """Comments, layout, other places and names of files, questions, titles."""
    assert (rules, manifest, name) != (RULES, MANIFEST, "rules.yaml")
    assert digest(rulebook(tmp_path / "changed", rules, manifest, name)) == digest(rulebook(tmp_path / "shop"))


def test_a_request_has_a_digest_of_its_own(tmp_path: Path) -> None:
    """What is changed for one question does not prove the other anew."""
    one = rulebook(tmp_path / "shop")
    other = rulebook(tmp_path / "changed", RULES.replace("refund: 5.00", "refund: 6.00"))
    assert digest(one, "other") == digest(other, "other")
    assert digest(one, "other") != digest(one, "return")


def test_what_is_kept_is_what_was_found(tmp_path: Path) -> None:
    """Verdicts come back as they were, cases and all, under their own digest and no other."""
    found = rulebook(tmp_path / "shop")
    verdicts = list(prove_rulebook(found, requests=["return"]))
    assert {each.status for each in verdicts} >= {"proved", "refuted"}, "the policy has something to keep"
    assert any(each.cases for each in verdicts)
    kept = Kept(tmp_path / "kept")
    kept.keep(found, digest(found), verdicts)
    assert kept.verdicts(found, digest(found)) == verdicts
    assert kept.verdicts(found, digest(found, "other")) is None
    (file,) = (tmp_path / "kept").iterdir()
    file.rename(file.with_stem(digest(found, "other")))
    assert kept.verdicts(found, digest(found, "other")) is None


def test_where_proofs_are_kept_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By FAIRSERVICE_CACHE, else by XDG_CACHE_HOME, else in the cache folder of the user."""
    monkeypatch.setenv("FAIRSERVICE_CACHE", str(tmp_path / "one"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "two"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_folder() == tmp_path / "one" / "proofs"
    monkeypatch.delenv("FAIRSERVICE_CACHE")
    assert default_folder() == tmp_path / "two" / "fairservice" / "proofs"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_folder() == tmp_path / "home" / ".cache" / "fairservice" / "proofs"
