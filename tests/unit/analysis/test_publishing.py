"""Publishing: every stage is told and recorded, rules are ended and not deleted, and the past stays as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairservice import MissingPart, PolicyError, load
from fairservice.analysis.publishing.past import rules_of
from fairservice.analysis.publishing.publish import Published, Wanted, publish
from fairservice.analysis.publishing.stage import Candidate, Examined, Stage
from fairservice.bootstrap import open_publication, publishing_stages
from fairservice.errors import Finding
from fairservice.policy.published.record import read_publication
from fairservice.policy.published.shelf import may_have_decided, open_shelf
from shelving import BY, RULES, examined, kiosk, put

SECOND = """\
rules:
  never-used:
    request: ask
    overrides: in-time
    when: {days_ago: more than 20}
    answer: no
    because: {en: A stricter one.}
"""
TABLE = """\
rules:
  late:
    request: ask
    overrides: in-time
    table:
      columns: [id, days_ago, answer, until, because.en]
      rows:
        - [a, 21 to 25, no, -, Late.]
        - [b, 26 to 30, no, -, Later.]
"""
EXAMPLE = """\
examples:
  wrong:
    request: ask
    today: 2026-06-01
    case: {days_ago: 3}
    expect: {answer: no}
"""
AS_OF = RULES.replace(
    "requests:\n  ask:\n",
    "requests:\n  ask:\n    in_force_on: bought_on\n",
).replace("facts:\n", "facts:\n  bought_on: {type: date, ask: {en: When was it bought?}}\n")
"""Judged as of the day on which it was bought."""


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "published"


def found(result: Published) -> list[Finding]:
    return [finding for _, each in result.stages for finding in each.findings]


def codes(result: Published) -> list[str]:
    assert result.refused == any(each.severity == "error" for each in found(result))
    assert (result.publication is None) == result.refused
    return [each.code for each in found(result)]


def of_stage(result: Published, name: str) -> Examined:
    return dict(result.stages)[name]


# ---- ended, not deleted


def test_a_rule_that_is_gone_is_refused_with_the_line_that_ends_it(tmp_path: Path, to: Path) -> None:
    """With a picture of where it was, and the rule to paste back; pasted back as it is told, it passes."""
    policy = kiosk(tmp_path / "policy", more=SECOND)
    put(policy, to, "2026-01-01")
    kiosk(policy, ("That was", "Sadly that was"))
    (policy / "more.yaml").unlink()
    result = examined(policy, to, "2026-07-01")
    (finding,) = found(result)
    assert finding.code == "FS702" and finding.span is not None
    assert finding.span.file.path.endswith("0001.publication:kiosk/more.yaml")
    assert finding.span.file.lines[finding.span.start.line - 1].strip() == "never-used:"
    assert "`effective: {until: 2026-06-30}`" in str(finding.help)
    (policy / "back.yaml").write_text(of_stage(result, "keep").below, encoding="utf-8")
    put(policy, to, "2026-07-01")
    again = load(to / "kiosk", on=date(2026, 7, 1))
    case = {"days_ago": 25, "price": "5.00"}
    assert again.decide("ask", case, today=date(2026, 6, 30)).answer == "no"
    assert again.decide("ask", case, today=date(2026, 7, 1)).answer == "yes"


def test_a_rule_that_has_ended_stays(tmp_path: Path, to: Path) -> None:
    """It is refused to drop it later too, also where only the first publication of many has it."""
    ended = SECOND + "    effective: {from: 2025-06-01, until: 2026-06-30}\n"
    policy = kiosk(tmp_path / "policy", more=SECOND + "    effective: {from: 2025-06-01}\n")
    put(policy, to, "2026-01-01")
    (policy / "more.yaml").write_text(ended, encoding="utf-8")
    put(policy, to, "2026-07-01")
    (policy / "more.yaml").unlink()
    result = examined(policy, to, "2026-08-01")
    assert codes(result) == ["FS702"]
    assert "put it back as it was" in str(found(result)[0].help)
    below = of_stage(result, "keep").below
    assert "from: 2025-06-01" in below and "until: 2026-06-30" in below


def test_a_new_name_is_a_new_rule(tmp_path: Path, to: Path) -> None:
    """A rule that was renamed is gone; the name that it seems to have now is said."""
    policy = kiosk(tmp_path / "policy", more=SECOND)
    put(policy, to, "2026-01-01")
    kiosk(policy, more=SECOND.replace("never-used", "never-use"))
    (finding,) = found(examined(policy, to))
    assert finding.code == "FS702" and "`never-use` is another rule" in str(finding.help)


def test_a_row_of_a_table_is_a_rule(tmp_path: Path, to: Path) -> None:
    """A row that is gone is refused with how a row is ended; ended in its column it passes."""
    policy = kiosk(tmp_path / "policy", more=TABLE)
    put(policy, to, "2026-01-01")
    row = "        - [b, 26 to 30, no, -, Later.]\n"
    kiosk(policy, more=TABLE.replace(row, ""))
    result = examined(policy, to, "2026-07-01")
    (finding,) = found(result)
    assert finding.code == "FS702" and "`late.b`" in finding.message
    assert "`2026-06-30` in a column `until`" in str(finding.help)
    below = of_stage(result, "keep").below
    assert below == '# rows of late, to be ended on 2026-06-30\n- [b, 26 to 30, no, "-", Later.]\n'
    kiosk(policy, more=TABLE.replace("no, -, Later", "no, 2026-06-30, Later"))
    put(policy, to, "2026-07-01")


def test_a_rule_of_a_pack_is_kept_too(tmp_path: Path, to: Path) -> None:
    """Decisions cite the law by the rules of its pack."""
    pack = tmp_path / "pack"
    pack.mkdir()
    head = "language: 1\npack: pack\ntitle: {en: Pack}\nowner: a@example.com\nlanguages: [en]\nsince: 2025-01-01\n"
    (pack / "policy.yaml").write_text(head, encoding="utf-8")
    (pack / "rules.yaml").write_text(SECOND, encoding="utf-8")
    policy = kiosk(tmp_path / "policy")
    manifest = policy / "policy.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "uses: [pack]\n", encoding="utf-8")
    put(policy, to, "2026-01-01")
    (pack / "rules.yaml").unlink()
    (finding,) = found(examined(policy, to))
    assert finding.code == "FS702" and "`never-used`" in finding.message


def test_a_rule_that_never_came_into_force_may_go(tmp_path: Path, to: Path) -> None:
    """What was announced for a day can be published anew for that day before it comes, without what was wrong in it."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    kiosk(policy, more=SECOND)
    put(policy, to, "2026-09-01", "2026-06-01")
    (policy / "more.yaml").unlink()
    assert codes(examined(policy, to, "2026-10-01", "2026-06-02")) == ["FS702"], "it will have decided in September"
    put(policy, to, "2026-09-01", "2026-06-02")
    put(kiosk(policy, ("That", "This")), to, "2026-09-15", "2026-09-15")


def test_a_rule_that_decided_for_a_morning_stays(tmp_path: Path, to: Path) -> None:
    """What came into force today may have decided already, though it is replaced on its first day."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    kiosk(policy, more=SECOND)
    put(policy, to, "2026-06-01", "2026-06-01")
    (policy / "more.yaml").unlink()
    assert codes(examined(policy, to, "2026-06-01", "2026-06-01")) == ["FS702"]


# ---- the past


def test_a_figure_of_the_past_stays(tmp_path: Path, to: Path) -> None:
    """Changed, dropped or slipped in before the first day it is refused; from that day on it is new."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    figures = "values: {2025-01-01: 30}"
    for changed, said in (
        ("values: {2025-01-01: 20}", "the figure of `window` from 2025-01-01 is another one"),
        ("values: {2025-01-01: 30, 2026-06-30: 20}", "`window` gets a figure from 2026-06-30"),
        ("values: {2024-01-01: 30}", "the figure of `window` from 2025-01-01 is gone"),
    ):
        result = examined(kiosk(policy, (figures, changed)), to, "2026-07-01")
        assert set(codes(result)) == {"FS703"}
        assert any(said in each.message for each in found(result))
    put(kiosk(policy, (figures, "values: {2025-01-01: {value: 30, reference: a}, 2026-07-01: 9999}")), to, "2026-07-01")


def test_a_mistake_of_the_past_is_corrected_by_name(tmp_path: Path, to: Path) -> None:
    """Who says why may do it; what was corrected, and why, is in the record for good."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    kiosk(policy, ("2025-01-01: 30", "2025-01-01: 14"))
    record = put(policy, to, correcting="it was 14 on the sign").record
    (kept,) = (each for each in record.stages if each.stage == "keep")
    assert kept.details["why"] == "it was 14 on the sign"
    assert kept.details["corrected"] == ["the figure of `window` from 2025-01-01 is another one than was published"]
    untouched = put(kiosk(policy, ("2025-01-01: 30", "2025-01-01: 14"), ("That", "This")), to, correcting="why").record
    assert [each.details["why"] for each in untouched.stages if each.stage == "keep"] == [None]


@pytest.mark.parametrize(
    ("before", "after", "fine"),
    [
        ("", "{until: 2026-06-30}", True),
        ("", "{until: 2026-12-31}", True),
        ("", "{until: 2026-06-29}", False),
        ("", "{from: 2026-07-01}", False),
        ("{until: 2026-03-31}", "", False),
        ("{until: 2026-03-31}", "{until: 2026-12-31}", False),
        ("{until: 2026-12-31}", "", True),
        ("{from: 2026-09-01}", "{from: 2026-07-01}", True),
        ("{from: 2026-09-01}", "{from: 2026-06-30}", False),
        ("{from: 2026-02-01}", "{from: 2026-03-01, until: 2026-12-31}", False),
    ],
)
def test_the_days_of_a_rule_change_for_the_future_only(
    tmp_path: Path, to: Path, before: str, after: str, fine: bool
) -> None:
    """Up to the day before the new first day a rule is in force on the very days on which it was."""

    def with_days(days: str) -> Path:
        return kiosk(tmp_path / "policy", more=SECOND + (f"    effective: {days}\n" if days else ""))

    put(with_days(before), to, "2026-01-01")
    assert codes(examined(with_days(after), to, "2026-07-01")) == ([] if fine else ["FS703"])


def test_a_rule_changed_in_place_is_pointed_out_where_cases_are_of_earlier_days(tmp_path: Path, to: Path) -> None:
    """It changes for things bought before too. That is advice, and none where a request is judged as of today."""
    policy = kiosk(tmp_path / "policy", rules=AS_OF)
    put(policy, to, "2026-01-01")
    put(kiosk(policy, ("You get", "You will get"), rules=AS_OF), to, "2026-06-15")
    result = examined(kiosk(policy, ("answer: yes", "answer: yes_but"), rules=AS_OF), to, "2026-07-01")
    assert codes(result) == ["FS708"] and result.publication is not None
    other = to.with_name("other")
    put(kiosk(policy), other, "2026-01-01")
    assert codes(examined(kiosk(policy, ("answer: yes", "answer: yes_but")), other, "2026-07-01")) == []


# ---- what comes into force later


def test_what_comes_later_must_know_what_comes_now(tmp_path: Path, to: Path) -> None:
    """Before something that is announced only that is published which it does not undo; first it is renewed."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    put(kiosk(policy, ("That", "This")), to, "2026-09-01")
    kiosk(policy, more=SECOND)
    result = examined(policy, to, "2026-07-01")
    (finding,) = found(result)
    assert finding.code == "FS710" and "`never-used` would be gone on 2026-09-01" in finding.message
    put(policy, to, "2026-09-01")
    passed = put(policy, to, "2026-07-01").record
    assert "on 2026-09-01 publication 3 takes over" in next(e.said for e in passed.stages if e.stage == "keep")


def test_a_figure_that_what_comes_later_does_not_know_is_told(tmp_path: Path, to: Path) -> None:
    """For cases of the days between it would be another one again."""
    policy = kiosk(tmp_path / "policy")
    put(policy, to, "2026-01-01")
    put(kiosk(policy, ("That", "This")), to, "2026-09-01")
    result = examined(kiosk(policy, ("2025-01-01: 30", "2025-01-01: 30, 2026-07-01: 40")), to, "2026-07-01")
    assert codes(result) == ["FS710"]


STEPS = st.lists(
    st.tuples(st.sets(st.sampled_from("abcd")), st.integers(0, 4), st.integers(0, 2)), min_size=2, max_size=8
)


@settings(max_examples=40)
@given(STEPS)
def test_no_rule_that_may_have_decided_is_ever_gone(steps: list[tuple[set[str], int, int]]) -> None:
    """Whatever is tried to be published, in whatever order and for whichever days: who is in force has all the rules
    of whoever was in force before, and of whoever is announced before."""
    with tempfile.TemporaryDirectory() as folder:
        to, today, accepted = Path(folder) / "published", date(2026, 6, 1), 0
        for number, (names, ahead, passed) in enumerate(steps):
            today += timedelta(passed)
            more = "rules:\n" + "".join(f"  {name}: {ONE}\n" for name in sorted(names)) if names else ""
            policy = kiosk(Path(folder) / f"p{number}", ("too long ago", f"too late {number}"), more=more)
            result = examined(policy, to, str(today + timedelta(ahead)), str(today), only={"keep"})
            accepted += result.publication is not None
            publications = open_shelf(to / "kiosk").publications
            assert len(publications) == accepted
            last = {each.record.effective: each for each in publications}
            counting = [
                each
                for each in publications
                if may_have_decided(each, publications, today) or last[each.record.effective] is each
            ]
            counting.sort(key=lambda each: (each.record.effective, each.record.number))
            rules = [set(rules_of(open_publication(each).rulebook)) for each in counting]
            assert all(one <= other for one, other in pairwise(rules)), counting


ONE = "{request: ask, overrides: in-time, when: {days_ago: 7}, answer: no, because: {en: No.}}"


# ---- the first day


def test_nothing_comes_into_force_in_the_past(tmp_path: Path, to: Path) -> None:
    """Only the first publication may: nothing has decided before it. Not before the policy begins either."""
    policy = kiosk(tmp_path / "policy")
    with pytest.raises(PolicyError, match=r"FS705 .*decides from 2025-01-01 on"):
        examined(policy, to, "2024-12-31")
    put(policy, to, "2026-01-01")
    kiosk(policy, ("That", "This"))
    with pytest.raises(PolicyError, match="FS705 2026-05-31 is past"):
        examined(policy, to, "2026-05-31")
    with pytest.raises(PolicyError, match="FS705"):
        examined(policy, to, "9999-12-31")
    put(policy, to, "2026-06-01")


def test_the_same_again_is_not_published_twice(tmp_path: Path, to: Path) -> None:
    """What is in force with the same content is named. What was in force before can come back."""
    one, two = kiosk(tmp_path / "one"), kiosk(tmp_path / "two", ("That", "This"))
    first = put(one, to, "2026-01-01")
    again = examined(one, to)
    assert again.already == first and again.publication is None and not again.refused
    put(two, to)
    back = put(first.path, to, "2026-07-01")
    assert back.record.digest == first.record.digest and back.record.number == 3


def test_a_shelf_of_another_policy_is_not_added_to(tmp_path: Path, to: Path) -> None:
    """Where a folder was given another name, two policies would become one history."""
    put(kiosk(tmp_path / "policy"), to, "2026-01-01").path.parent.rename(to / "stall")
    other = kiosk(tmp_path / "other")
    manifest = other / "policy.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("policy: kiosk", "policy: stall"), encoding="utf-8")
    with pytest.raises(PolicyError, match="it is of `kiosk`, and this is where `stall` is published"):
        examined(other, to)


# ---- stages


@dataclass(frozen=True)
class Says:
    """A stage that finds what it is told to find."""

    name: str
    result: Examined | None

    def examine(self, candidate: Candidate) -> Examined:
        if self.result is None:
            raise MissingPart("proving", "pip install 'fairservice[prove]'")
        return self.result


def through(policy: Path, to: Path, stages: Sequence[Stage]) -> Published:
    opened = load(policy)
    shelf = open_shelf(to / opened.name)
    candidate = Candidate(opened, date(2026, 6, 1), date(2026, 6, 1), shelf, open_publication)
    return publish(candidate, stages, Wanted(BY, "test"), datetime(2026, 6, 1, tzinfo=UTC))


def test_what_each_stage_found_is_recorded(tmp_path: Path, to: Path) -> None:
    """Its line and its figures, also where its part is not installed; they are read back as they were."""
    invariants = [{"name": "rights-never-shrink", "status": "proved"}, {"name": "own", "status": "unknown"}]
    stages = (
        *publishing_stages()[:3],
        Says("prove", Examined("passed", "1 of 2", details={"invariants": invariants})),
        Says("cross-examine", Examined("passed", "12,000 cases", details={"asked": 12_000})),
        Says("diff", None),
    )
    published = through(kiosk(tmp_path / "policy"), to, stages).publication
    assert published is not None
    record = read_publication(published.path, "").record
    assert record == published.record
    assert record.cross_examined and record.proved == tuple(invariants) and record.examples == 0
    assert record.stages[-1].result == "not_available" and "fairservice[prove]" in record.stages[-1].said


@pytest.mark.parametrize("found", [Examined("passed", "two\nlines"), Examined("passed", "", details={"a": "b"})])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, to: Path, found: Examined) -> None:
    """A stage that says what no record can hold keeps the policy from being published, and not from being read."""
    with pytest.raises(PolicyError, match="FS701"):
        through(kiosk(tmp_path / "policy"), to, [*publishing_stages(), Says("odd", found)])
    assert not list(to.rglob("*.publication"))


def test_any_stage_can_refuse(tmp_path: Path, to: Path) -> None:
    """Every other stage is gone through all the same, so that all is told at once; nothing is written."""
    stages = (*publishing_stages(), Says("last", Examined("refused", "no")), Says("after", Examined("passed", "yes")))
    result = through(kiosk(tmp_path / "policy"), to, stages)
    assert result.refused and [name for name, _ in result.stages][-2:] == ["last", "after"]
    assert not to.exists()


def test_a_policy_with_a_warning_or_a_failing_example_is_refused(tmp_path: Path, to: Path) -> None:
    """As `check` and `test` would fail."""
    policy = kiosk(tmp_path / "policy", (", ask: {en: What did it cost?}", ""))
    assert codes_of(examined(policy, to)) == {"check": ["FS413"]}
    example = (
        "examples:\n  e:\n    request: ask\n    today: 2026-06-01\n    case: {days_ago: 3}\n    expect: {answer: no}\n"
    )
    assert codes_of(examined(kiosk(policy, more=example), to)) == {"test": ["FS720"]}


def codes_of(result: Published) -> dict[str, list[str]]:
    return {name: [each.code for each in e.findings] for name, e in result.stages if e.result == "refused"}


def test_the_stages_are_each_there_once() -> None:
    """Each has a name of its own; those that the record asks for by name are among them."""
    names = [each.name for each in publishing_stages()]
    assert len(set(names)) == len(names)
    assert {"check", "test", "keep", "prove", "cross-examine", "diff"} <= set(names)
