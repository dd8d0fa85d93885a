"""What a policy says for the desk is read into its terms, and each slip in it is told at its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fairservice.analysis.check import check_policy
from fairservice.bootstrap import load
from fairservice.errors import Finding, PolicyError
from fairservice.policy.blocks import Block
from fairservice.policy.bundle import bundle_bytes
from fairservice.policy.declare import Declarations
from fairservice.policy.declare_desk import DeskReader
from fairservice.policy.desk_files import DeskFile
from fairservice.policy.desk_terms import KEPT_KINDS, NOTICE, Cohort, DeskTerms, Drift, Favour, Keep, Precedents
from fairservice.policy.load import load_bundle, load_rulebook
from fairservice.policy.packs import is_text
from fairservice.policy.shape import shaped
from fairservice.source.layout import format_text
from fairservice.source.located_yaml import read_yaml
from fairservice.span import File
from probe import MANIFEST

Write = Callable[..., Path]
TOP = "  controller: Example, Delft\n  contact: privacy@example.com\n"


def keeps(**days: int) -> str:
    """All that is kept, for two years where nothing else is said; 0 leaves a kind out."""
    lines = ["  keeps:"]
    for kind in KEPT_KINDS:
        if days.get(kind, 730):
            lines.append(f"    {kind}:")
            lines.append("      purpose: {en: For something.}")
            lines.append(f"      basis: legitimate_interests\n      keep: {days.get(kind, 730)} days")
    return "\n".join(lines) + "\n"


def desk(body: str = "", **days: int) -> str:
    return "desk:\n" + TOP + body + keeps(**days)


def terms_of(path: Path) -> DeskTerms:
    found = load_rulebook(path)[0].desk
    assert found is not None
    return found


def told(path: Path) -> list[Finding]:
    with pytest.raises(PolicyError) as caught:
        load_rulebook(path)
    return list(caught.value.findings)


def seen(finding: Finding) -> tuple[str, str, str]:
    """Its code, the characters it points at, and its help."""
    assert finding.span is not None
    line = finding.span.file.lines[finding.span.start.line - 1]
    return finding.code, line[finding.span.start.column - 1 : finding.span.end.column - 1], finding.help or ""


# ---- what is read


def test_a_policy_without_the_section_has_no_terms(write_policy: Write) -> None:
    """`desk:` is not needed to decide."""
    assert load_rulebook(write_policy("labels: {agent: {en: agent}}\n"))[0].desk is None


def test_what_is_not_said_is_usual(write_policy: Write) -> None:
    """Only the controller, the contact and what is kept have to be said; the rest is as the documentation says."""
    found = terms_of(write_policy(desk()))
    assert (found.controller, found.contact) == ("Example, Delft", "privacy@example.com")
    assert found.notice == {"en": NOTICE["en"]}
    assert (found.answerable_days, found.concession_days, found.concession_uses) == (30, 30, 1)
    assert (found.approval_days, found.objection_days, found.repair_days) == (2, 14, 5)
    assert found.precedents == Precedents(
        Favour(2, 3, 365, 7),
        Cohort(rate=20_00, customers=10, givers=3, days=60, within_days=365),
        5,
        Drift(90, 20, 150_00),
        Drift(90, 20, 150_00),
        30,
        7,
    )
    assert tuple(found.keeps) == KEPT_KINDS
    usual = DeskTerms("a", "b", found.span, {}, {})
    assert replace(found, controller="a", contact="b", notice={}, keeps={}) == usual


def test_everything_can_be_said(write_policy: Write) -> None:
    """Each key reaches its own term; periods are days, shares hundredths of a percent."""
    body = """\
  answerable_for: 1 day
  concessions: {valid_for: 60 days, uses: 2}
  approvals: {answer_within: 3 days}
  objections: {answer_within: 4 days}
  repairs: {answer_within: 6 days}
  no_precedent: {en: For once.}
  precedents:
    favour: {emerging: 3, expectation: 5, within: 100 days, notice_within: 8 days}
    cohort: {rate: 12.5%, customers: 20, givers: 4, days: 70, within: 200 days}
    single_giver: {customers: 6}
    drift: {within: 91 days, cases: 21, value: 160}
    recovery_drift: {within: 92 days, cases: 22, value: 170%}
    decide_within: 40 days
    warn_before: 9 days
"""
    found = terms_of(write_policy(desk(body)))
    assert (found.answerable_days, found.concession_days, found.concession_uses) == (1, 60, 2)
    assert (found.approval_days, found.objection_days, found.repair_days) == (3, 4, 6)
    assert found.notice == {"en": "For once."}
    assert found.precedents == Precedents(
        Favour(3, 5, 100, 8),
        Cohort(12_50, 20, 4, 70, 200),
        6,
        Drift(91, 21, 160_00),
        Drift(92, 22, 170_00),
        40,
        9,
    )


def test_a_kind_that_is_kept_says_why_and_how_long(write_policy: Write) -> None:
    """Purpose, ground, days and what stays are read as they are written."""
    text = desk(privacy=0) + (
        "    privacy:\n      purpose: {en: To be accountable.}\n      basis: legal_obligation\n"
        "      keep: 1825 days\n      stays: legal_obligation\n"
    )
    found = terms_of(write_policy(text)).keeps["privacy"]
    assert found == Keep("privacy", {"en": "To be accountable."}, "legal_obligation", 1825, "legal_obligation")


@pytest.mark.parametrize("name", ["webshop", "supplier", "airline", "starter"])
def test_what_comes_with_fairservice_speaks_for_its_desk(name: str) -> None:
    """A shipped policy says of each kind of entry, in each of its languages, why it is kept."""
    book = load(name).rulebook
    assert book.desk is not None
    assert set(book.desk.notice) == set(book.languages)
    assert tuple(book.desk.keeps) == KEPT_KINDS
    assert all(set(keep.purpose) == set(book.languages) for keep in book.desk.keeps.values())


def test_a_bundle_keeps_the_terms(write_policy: Write) -> None:
    """What is published says the same for the desk as the folder it was made of."""
    folder = write_policy(desk("  answerable_for: 12 days\n"))
    bundled = load_bundle("probe.bundle", bundle_bytes(load_rulebook(folder)[0]))[0].desk
    assert bundled is not None
    assert replace(bundled, span=terms_of(folder).span) == terms_of(folder)


def test_the_layout_keeps_the_terms(write_policy: Write) -> None:
    """`fmt` writes the section so that it is read as before."""
    text = desk("  precedents: {cohort: {rate: 20%, days: 60}, favour: {within: 365 days}}\n")
    before = terms_of(write_policy(text))
    after = terms_of(write_policy(format_text(text, is_text)))
    assert replace(after, span=before.span) == before


# ---- where it stands


def test_a_second_section_is_refused(write_policy: Write) -> None:
    """Two sections would leave it open which one holds; both places are shown."""
    (found,) = told(write_policy(desk(), more=desk()))
    assert seen(found)[:2] == ("FS370", "desk")
    assert found.also


def test_the_manifest_has_no_section(write_policy: Write) -> None:
    """Who writes it there is told where it goes."""
    (found,) = told(write_policy(manifest=MANIFEST + "desk: {controller: Example}\n"))
    assert seen(found) == ("FS111", "desk", "`desk:` stands in any other file of the policy, not in this one")


def test_a_pack_that_is_used_has_no_section(write_policy: Write) -> None:
    """A pack is used by many companies; the policy's own section is read all the same."""
    pack = MANIFEST.replace("policy: probe", "pack: house").replace("roles:", "holding: {en: Wait.}\n#")
    pack = "\n".join(line for line in pack.splitlines() if line.split(":")[0] not in ("grants", "together")) + "\n"
    write_policy(desk(), manifest=pack, name="house")
    (found,) = told(write_policy(desk(), manifest=MANIFEST + "uses: [house]\n"))
    assert seen(found)[:2] == ("FS370", "desk")
    assert found.span is not None
    assert "house" in found.span.file.path


# ---- slips


@pytest.mark.parametrize(
    ("body", "code", "at", "help"),
    [
        ("  answerable_for: 30\n", "FS119", "30", "write `30 days`"),
        ("  answerable_for: 0 days\n", "FS119", "0 days", "write it like `30 days`"),
        ("  answerable_for: 4000 days\n", "FS119", "4000 days", "it is at most `3650 days`"),
        ("  approvals: {answer_within: 400 days}\n", "FS119", "400 days", "it is at most `365 days`"),
        ("  concessions: {uses: 0}\n", "FS119", "0", "it is 1 to 100"),
        ("  concessions: {uses: twice}\n", "FS119", "twice", "write digits only, like `14`"),
        ("  conssessions: {uses: 2}\n", "FS111", "conssessions", "did you mean `concessions`?"),
        ("  precedents: {cohort: {rate: 0.2}}\n", "FS119", "0.2", "it is 1% to 99%"),
        ("  precedents: {cohort: {rate: 100}}\n", "FS119", "100", "it is 1% to 99%"),
        ("  precedents: {cohort: {customers: 1}}\n", "FS119", "1", "it is 2 to 100000"),
        (
            "  precedents: {cohort: {days: 365}}\n",
            "FS371",
            "365",
            "let `days` be less than `within`, or no favour ever spreads",
        ),
        ("  precedents: {drift: {value: 100}}\n", "FS119", "100", "it is 101% to 1000%"),
        ("  precedents: {drift: {within: 1826 days}}\n", "FS119", "1826 days", "it is at most `1825 days`"),
        ("  precedents: {favour: {emerging: 3}}\n", "FS371", "3", "write `expectation: 4`, or more"),
        ("  precedents: {favour: {expectation: 2}}\n", "FS371", "2", "write `expectation: 3`, or more"),
        (
            "  precedents: {warn_before: 30 days}\n",
            "FS371",
            "30 days",
            "the owner has 30 days; warn later, or give more time",
        ),
        (
            "  precedents: {decide_within: 7 days}\n",
            "FS371",
            "7 days",
            "the owner has 7 days; warn later, or give more time",
        ),
    ],
)
def test_a_slip_is_told_at_its_place(write_policy: Write, body: str, code: str, at: str, help: str) -> None:
    """Each figure has its bounds, and no two of them contradict each other."""
    (found,) = told(write_policy(desk(body)))
    assert seen(found) == (code, at, help)


def test_several_slips_are_told_at_once(write_policy: Write) -> None:
    """Nobody has to check again and again to find the next mistake."""
    body = "  answerable_for: soon\n  precedents: {favour: {emerging: 0}, cohort: {rate: most}}\n"
    codes = [found.code for found in told(write_policy(desk(body, incidents=0).replace("basis: legit", "basis: ", 1)))]
    assert codes == ["FS119", "FS119", "FS119", "FS371", "FS371"]


def test_each_kind_has_to_be_kept_for_some_time(write_policy: Write) -> None:
    """All kinds that are left out are named at once, at `keeps`."""
    (found,) = told(write_policy(desk(complaints=0, promises=0)))
    assert seen(found)[:2] == ("FS371", "keeps")
    assert "`complaints`, `promises`" in found.message


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("basis: legitimate_interests", "basis: because", "FS371", "because"),
        ("      basis: legitimate_interests\n", "", "FS112", "decisions"),
        ("purpose: {en: For something.}", "purpose: {}", "FS371", "{}"),
        ("purpose: {en: For something.}", "purpose: Something.", "FS113", "Something."),
        ("keep: 730 days", "keep: for ever", "FS119", "for ever"),
        ("keep: 730 days", "keep: 730 days\n      stays: legal_obligation", "FS371", "legal_obligation"),
        ("keep: 730 days", "keep: 730 days\n      stays: because", "FS371", "because"),
        ("    decisions:", "    decision:", "FS111", "decision"),
        ("  controller: Example, Delft\n", "", "FS112", "desk"),
        ("  keeps:", "  keep:", "FS111", "keep"),
    ],
)
def test_a_slip_in_what_is_kept_is_told_once(write_policy: Write, old: str, new: str, code: str, at: str) -> None:
    """What is kept has a purpose, a ground and a time, and nothing follows from what is missing."""
    text = desk()
    assert old in text
    (found,) = [each for each in told(write_policy(text.replace(old, new, 1))) if each.severity == "error"]
    assert seen(found)[:2] == (code, at)


def test_a_purpose_speaks_every_language(write_policy: Write) -> None:
    """A customer is told in the own language why something is kept; the notice has usual words."""
    manifest = MANIFEST.replace("languages: [en]", "languages: [nl, en]").replace("{en: Probe}", "{nl: P, en: P}")
    found = check_policy(write_policy(desk("  no_precedent: {en: For once.}\n"), manifest=manifest))
    assert {each.code for each in found if each.span and "rules" in each.span.file.path} == {"FS410"}
    assert sum(each.code == "FS410" for each in found) == len(KEPT_KINDS)


def test_a_language_without_usual_words_needs_its_own() -> None:
    """Nobody gets a concession without the notice, whatever languages come later."""
    findings: list[Finding] = []
    tree = read_yaml(File("desk.yaml", desk()), findings, is_text)
    assert tree is not None
    model = shaped(_Whole, tree, findings)
    assert model is not None
    reader = DeskReader(Declarations(("nl", "de"), 2, ZoneInfo("UTC"), findings))
    terms = reader.terms(model.desk, tree.key("desk").span)
    assert terms.notice == {"nl": NOTICE["nl"]}
    (found,) = [each for each in findings if each.code == "FS371"]
    assert seen(found)[1:] == ("desk", "add `de: …` under `no_precedent`")


class _Whole(Block):
    desk: DeskFile


# ---- long enough

RULES = """\
requests:
  ask:
    otherwise: {answer: no_but, because: {en: No.}, offer: advice}
rules:
  kind:
    request: ask
    basis: goodwill
    exception_to: otherwise
    concede: {credit: {up_to: 5.00}}
    reasons: [because_so]
    per_customer: {at_most: 1, within: 800 days}
"""
MANDATE = "mandates: {agent: {credit: {per_case: 5.00, per_customer: {at_most: 9.00, within: 900 days}}}}\n"


@pytest.mark.parametrize(
    ("rules", "manifest", "days", "needed", "also"),
    [
        (RULES, "", {"concessions": 799}, 800, "per_customer"),
        (RULES, MANDATE, {"concessions": 899}, 900, "credit"),
        ("facts: {n: {from: ledger, history: {count: refusals, within: 800 days}}}\n", "", {}, 800, "n"),
        ("facts: {n: {from: ledger, history: {count: complaints, within: 800 days}}}\n", "", {}, 800, "n"),
        ("facts: {n: {from: ledger, history: {days_since: incidents, within: 800 days}}}\n", "", {}, 800, "n"),
        ("facts: {n: {from: ledger, history: {count: overrides, within: 800 days}}}\n", "", {}, 800, "n"),
        ("facts: {n: {from: ledger, history: {count: promises, within: 800 days}}}\n", "", {}, 800, "n"),
        ("", "", {"concessions": 364}, 365, "desk"),
        ("", "", {"outside_policy": 364}, 365, "desk"),
        ("", "", {"decisions": 364}, 365, "desk"),
        ("", "", {"objections": 13}, 14, "desk"),
        ("", "", {"precedents": 364}, 365, "desk"),
    ],
)
def test_nothing_is_erased_while_it_counts(
    write_policy: Write, rules: str, manifest: str, days: dict[str, int], needed: int, also: str
) -> None:
    """A kept time is told to be too short, with what needs it longer; kept just long enough, it is in order."""
    (found,) = told(write_policy(rules, desk=desk(**days), manifest=MANIFEST + manifest))
    kept = next(iter(days.values()), 730)
    assert seen(found) == ("FS372", f"{kept} days", f"keep them for `{needed} days` or longer")
    ((place, _),) = found.also
    line = place.file.lines[place.start.line - 1]
    assert line[place.start.column - 1 : place.end.column - 1] == also
    kind = next(iter(days), found.message.split("`")[1])
    load_rulebook(write_policy(rules, desk=desk(**{kind: needed}), manifest=MANIFEST + manifest))


def test_a_drift_needs_the_period_before_it_too(write_policy: Write) -> None:
    """A period is compared with the one before, so both are still there."""
    found = told(write_policy(desk("  precedents: {drift: {within: 400 days}}\n")))
    assert {seen(each) for each in found} == {("FS372", "730 days", "keep them for `800 days` or longer")}
    assert [each.message.split("`")[1] for each in found] == ["decisions", "concessions", "outside_policy"]


def test_a_refusal_is_kept_as_long_as_a_favour(write_policy: Write) -> None:
    """A refusal ends a customer's pattern: were it erased first, the pattern would come back."""
    found = told(write_policy(desk("  precedents: {favour: {within: 800 days}}\n", decisions=799, concessions=800)))
    assert [each.message.split("`")[1] for each in found] == ["decisions", "outside_policy"]


def test_what_nothing_can_keep_so_long_is_to_look_back_less(write_policy: Write) -> None:
    """Beyond ten years nothing is kept, so the limit has to give way."""
    rules = RULES.replace("800 days", "9000 days")
    (found,) = told(write_policy(rules, desk=desk()))
    assert seen(found)[2] == "nothing is kept longer than `3650 days`: look back less"
