"""Examples as tests of a policy: each key compared by value, at its own place, and never right by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairservice.analysis.examples import Report, misunderstood_examples, run_examples
from fairservice.bootstrap import load

POLICY = """\
language: 1
policy: shop
title: {en: Shop}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
grants:
  refund: money
  store_credit: money
  repair: yes_or_no
mandates:
  agent:
    store_credit:
      per_case: 25.00
"""

RULES = """\
facts:
  used: {type: boolean}
  defect: {type: boolean}
  price: {type: money}
requests:
  return:
    question: {en: May it come back?}
    otherwise:
      answer: no_but
      offer:
        - what: exchange
      because: {en: You can exchange it.}
rules:
  law-repair:
    request: return
    basis: law
    reference: art. 1
    when: {defect: true}
    answer: yes
    give: {repair: true}
    because: {en: We repair it.}
  unused-back:
    request: return
    when: {used: false}
    answer: yes
    give: {refund: price}
    provided: [receipt, label]
    because: {en: You get it back.}
  late-once:
    request: return
    basis: goodwill
    exception_to: otherwise
    when: {used: true}
    concede:
      store_credit: {up_to: price}
    reasons: [our_delay]
    because: {en: For once.}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def run(shop: Path, case: str, expect: str, request: str = "return") -> Report:
    """The report on one example."""
    lines = "".join(f"      {line}\n" for line in expect.splitlines())
    text = f"examples:\n  one:\n    request: {request}\n    today: 2026-06-01\n    case: {case}\n    expect:\n{lines}"
    (shop / "examples.yaml").write_text(text, encoding="utf-8")
    policy = load(shop)
    return run_examples(policy.rulebook, policy.decide)


UNUSED = "{used: false, defect: true, price: 49.95}"
USED = "{used: true, defect: false, price: 49.95}"


@pytest.mark.parametrize(
    ("case", "expect"),
    [
        (UNUSED, "answer: yes"),
        (UNUSED, "status: settled"),
        (UNUSED, "options:\n  - refund: 49.95\n  - repair: true"),
        (UNUSED, "options:\n  - {repair: yes, rule: law-repair}\n  - {refund: 49.95, provided: [label, receipt]}"),
        (USED, "answer: no_but\nrule: otherwise\noffers: [exchange]\nmay_concede: [late-once]"),
        (USED, "offers: exchange\noptions: []\nquestions: []"),
        ("{defect: false}", "status: open\nat_least: no_but\nat_most: yes\nquestions: [used]"),
    ],
)
def test_what_is_so_passes(shop: Path, case: str, expect: str) -> None:
    """Amounts count by value, options and offers in any order, and what is not named is not looked at."""
    report = run(shop, case, expect)
    assert report.passed, [str(finding) for finding in report.findings]


@pytest.mark.parametrize(
    ("case", "expect", "said", "mark"),
    [
        (UNUSED, "answer: no", "the answer `no`, and gets yes", "no"),
        (UNUSED, "options:\n  - refund: 49.94\n  - repair: true", "an option refund 49.94", "refund: 49.94"),
        (UNUSED, "options:\n  - refund: 49.95", "the options refund 49.95", "- refund: 49.95"),
        (UNUSED, "options:\n  - {refund: 49.95, provided: [label]}\n  - repair: true", "for label", "{refund: 49.95"),
        (UNUSED, "options: []", "the options none", "options"),
        (USED, "answer: no_but\nrule: late-once", "the rule `late-once`, and gets otherwise", "late-once"),
        (USED, "may_concede: []", "may concede: none, and gets late-once", "may_concede"),
        (USED, "questions: [used]", "questions: used, and gets none", "[used]"),
        ("{defect: false}", "answer: yes", "gets no answer yet (open)", "yes"),
    ],
)
def test_what_is_not_so_fails_at_its_place(shop: Path, case: str, expect: str, said: str, mark: str) -> None:
    """The finding says what was expected and what came, and points at the very value."""
    report = run(shop, case, expect)
    assert not report.passed
    (finding,) = report.findings
    assert finding.code == "FS720"
    assert said in finding.message
    assert finding.span is not None
    start = finding.span.start
    line = finding.span.file.text.splitlines()[start.line - 1]
    assert line[start.column - 1 :].startswith(mark), line


FEES = """\
facts:
  level: {type: choice, values: [gold, silver, none]}
requests:
  fee:
    question: {en: What comes back?}
    otherwise:
      answer: no
      because: {en: Nothing.}
rules:
  fees:
    request: fee
    answer: yes
    because: {en: By level.}
    table:
      columns: [level, id, give.refund]
      rows:
        - [gold, gold, 20.00]
        - [silver, silver, 10.00]
  added:
    request: fee
    basis: law
    reference: art. 2
    answer: yes
    because: {en: By law.}
    table:
      hit: collect
      columns: [level, give.store_credit]
      up_to: {store_credit: 5.00}
      rows:
        - [gold, 3.00]
"""


@pytest.mark.parametrize(
    ("level", "expect", "said"),
    [
        ("gold", "rule: added", None),
        ("silver", "rule: fees", None),
        ("silver", "rule: fees.silver\noptions: [{refund: 10.00, rule: fees}]", None),
        ("gold", "options: [{refund: 20.00, rule: fees}, {store_credit: 3.00, rule: added}]", None),
        ("silver", "rule: fees.gold", "the rule `fees.gold`, and gets fees.silver"),
        ("none", "rule: fees", "a row of the table `fees`, and gets otherwise"),
        ("silver", "rule: added", "the rule `added`, and gets fees.silver"),
        ("gold", "options: [{refund: 20.00, rule: added}, {store_credit: 3.00}]", "refund 20.00 by added"),
        ("gold", "rule: fee", "`rule` cannot be `fee` for `fee`"),
        ("gold", "options: [{refund: 20.00, rule: feess}]", "there is no rule `feess` here"),
    ],
)
def test_a_table_is_met_by_any_of_its_rows(shop: Path, level: str, expect: str, said: str | None) -> None:
    """`TABLE` is any row, `TABLE.ROW` that one; a table that adds up is one rule anyway."""
    (shop / "rules.yaml").write_text(FEES, encoding="utf-8")
    policy = (shop / "policy.yaml").read_text(encoding="utf-8")
    (shop / "policy.yaml").write_text(policy[: policy.index("mandates")], encoding="utf-8")
    report = run(shop, f"{{level: {level}}}", expect, "fee")
    assert [said in str(finding) if said else str(finding) for finding in report.findings] == ([True] if said else [])


def test_right_by_the_wrong_rule_fails(shop: Path) -> None:
    """The expected answer from another rule than the expected one is a failure, and that rule is named."""
    report = run(shop, USED, "answer: no_but\nrule: late-once")
    (finding,) = report.findings
    assert finding.help is not None
    assert "`otherwise` decided it" in finding.help
    assert [(each.key, each.same) for each in report.outcomes[0].compared] == [("answer", True), ("rule", False)]


@pytest.mark.parametrize(
    ("expect", "said", "help"),
    [
        ("anwser: yes", "no `anwser`", "did you mean `answer`?"),
        ("answer: maybe", "`answer` cannot be `maybe`", "`no_but`"),
        ("answer: [yes]", "`answer` is one word", None),
        ("status: setled", "`status` cannot be `setled`", "did you mean `settled`?"),
        ("rule: unused-bak", "`rule` cannot be `unused-bak`", "did you mean `unused-back`?"),
        ("offers: [exchang]", "`offers` cannot be `exchang`", "did you mean `exchange`?"),
        ("may_concede: [unused-back]", "`may_concede` cannot be `unused-back`", "`late-once`"),
        ("questions: [usd]", "`questions` cannot be `usd`", "did you mean `used`?"),
        ("options: refund", "`options` is a list", "- {refund: 49.95}"),
        ("options:\n  - refnd: 1.00", "nothing called `refnd` can be given", "did you mean `refund`?"),
        ("options:\n  - refund: 1,00", "`1,00` is not an amount", "`1.00`"),
        ("options:\n  - {refund: 1.00, rule: law-repai}", "no rule `law-repai`", "did you mean `law-repair`?"),
        ("options:\n  - refund: [1.00]", "`refund` is one amount", None),
    ],
)
def test_what_no_decision_has_is_not_understood(shop: Path, expect: str, said: str, help: str | None) -> None:
    """A slip in an example is told apart from a failing one, and counts as a failure all the same."""
    report = run(shop, UNUSED, expect)
    (finding,) = report.findings
    assert finding.code == "FS721"
    assert said in finding.message
    assert help is None or help in (finding.help or "")
    assert not report.passed
    assert not report.outcomes[0].understood
    policy = load(shop)
    assert misunderstood_examples(policy.rulebook) == [finding]


def test_a_wrong_fact_or_request_is_not_understood(shop: Path) -> None:
    """What `dry-run` would refuse is refused here, with the place in the example."""
    report = run(shop, "{usd: true}", "answer: yes")
    assert not report.outcomes[0].understood
    assert report.findings[0].span is not None
    assert [each.code for each in misunderstood_examples(load(shop).rulebook)] == ["FS600"]
    report = run(shop, USED, "answer: yes", request="retrun")
    assert "did you mean `return`?" in (report.findings[0].help or "")


def test_a_rule_is_exercised_where_it_stands_in_a_passing_example(shop: Path) -> None:
    """All rules that stand count, the goodwill ones too; those of a failing example do not."""
    report = run(shop, UNUSED, "answer: yes")
    assert report.rules == ("law-repair", "unused-back", "late-once", "return/otherwise")
    assert report.never == ("late-once", "return/otherwise")
    report = run(shop, USED, "answer: no_but")
    assert report.never == ("law-repair", "unused-back")
    report = run(shop, USED, "answer: yes")
    assert report.exercised == frozenset()


def test_the_report_is_json_ready(shop: Path) -> None:
    """What programs get has every example with its result, and the rules never exercised."""
    told = run(shop, USED, "answer: yes").to_dict()
    assert told["ok"] is False
    (example,) = told["examples"]  # type: ignore[misc]
    assert example["result"] == "failed"
    assert example["compared"] == [{"key": "answer", "expected": "yes", "got": "no_but", "same": False}]
