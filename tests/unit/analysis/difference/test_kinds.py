"""What each kind of change to a policy is told as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.analysis.difference.change import RequestDifference
from fairservice.analysis.difference.compare import MOST, compare
from fairservice.analysis.difference.told import Teller, escaped
from fairservice.policy.load import load_rulebook
from fairservice.policy.rulebook import Rulebook

MANIFEST = """\
language: 1
policy: shop
title: {en: Shop, nl: Winkel}
owner: owner@example.com
languages: [en, nl]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles:
  agent: {}
  lead: {above: agent, may: [override, approve]}
  expert: {may: [override]}
grants: {refund: money, credit: money, discount: percent, ready_on: date}
mandates:
  agent: {credit: {per_case: 10.00}}
  lead: {credit: {per_case: 50.00}}
"""
RULES = """\
facts:
  kind: {type: choice, values: [book, shoe], ask: {en: What is it?, nl: Wat is het?}}
  days: {type: integer, unit: days, range: 0 to 100, ask: {en: How long ago?, nl: Hoe lang geleden?}}
  price: {type: money, range: 1.00 to 500.00, ask: {en: What did it cost?, nl: Wat kostte het?}}
  known: {type: boolean, ask: {en: Is the customer known?, nl: Is de klant bekend?}}
  placed: {type: date, ask: {en: When was it ordered?, nl: Wanneer is het besteld?}}
  said: {type: datetime, ask: {en: When was it said?, nl: Wanneer is het gezegd?}}
  lines:
    type: list
    at_most: 4
    of:
      cost: {type: money, range: 0 to 100}
      back: {type: boolean}
    ask: {en: Which lines?, nl: Welke regels?}
parameters:
  window: {unit: days, values: {2025-01-01: 30}}
requests:
  return:
    question: {en: May it come back?, nl: Mag het terug?}
    otherwise:
      answer: no_but
      may_override: lead
      offer: [{what: advice}]
      because: {en: It is late., nl: Het is laat.}
  swap:
    question: {en: May it be swapped?, nl: Mag het geruild?}
    otherwise:
      answer: yes
      because: {en: Yes., nl: Ja.}
rules:
  in-window:
    request: return
    when: {kind: shoe, days: at most window}
    answer: yes
    give: {refund: price}
    because: {en: In time., nl: Op tijd.}
  books:
    request: return
    when: {kind: book, known: true}
    answer: yes_but
    give: {credit: price}
    provided: [receipt]
    because: {en: For credit., nl: Voor tegoed.}
  kind-word:
    request: return
    basis: goodwill
    exception_to: otherwise
    when: {known: true}
    concede: {credit: {up_to: 20.00}}
    reasons: [personal, unclear]
    per_customer: {at_most: 2, within: 365 days}
    because: {en: Just this once., nl: Voor deze keer.}
"""

Versions = Callable[..., tuple[Rulebook, Rulebook]]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """The policy, and it again with some words replaced."""

    def made(*changes: tuple[str, str], both: tuple[tuple[str, str], ...] = ()) -> tuple[Rulebook, Rulebook]:
        loaded = []
        for name, pairs in (("old", both), ("new", (*both, *changes))):
            texts = {"policy.yaml": MANIFEST, "rules.yaml": RULES}
            for before, after in pairs:
                assert any(before in text for text in texts.values()), before
                texts = {path: text.replace(before, after) for path, text in texts.items()}
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            for path, text in texts.items():
                (folder / path).write_text(text, encoding="utf-8")
            loaded.append(load_rulebook(folder)[0])
        return loaded[0], loaded[1]

    return made


def told(old: Rulebook, new: Rulebook, request: str = "return") -> tuple[RequestDifference, str]:
    """What is found of a request, and how it is told."""
    (found,) = (each for each in compare(old, new) if each.request == request)
    return found, "\n".join(Teller(old, new, "en").text(found))


def test_the_same_policy_is_the_same(versions: Versions) -> None:
    """Nothing is found where nothing changed, and where what changed can make no difference."""
    assert told(*versions())[0].nothing
    found, text = told(*versions(("at most window", "less than window + 1")))
    assert found.nothing
    assert text == "return: the same for all cases (proved)"


@pytest.mark.parametrize(
    ("changes", "headline", "lines"),
    [
        ([("2025-01-01: 30", "2025-01-01: 14")], "- Yes → No, but: the customer loses", ["is offered: advice"]),
        (
            [("2025-01-01: 30", "2025-01-01: 30, 2026-06-01: 60")],
            "+ No, but → Yes: the customer gains",
            ["the customer can choose: refund €50.00"],
        ),
        ([("refund: price", "refund: price - 0.50")], "- Yes: the customer loses", ["refund: €50.00 → €49.50"]),
        (
            [("refund: price}", "refund: price, discount: 10%}")],
            "+ Yes: the customer gains",
            ["discount: nothing → 10%"],
        ),
        (
            [("[receipt]", "[receipt, box]")],
            "- Yes, but: the customer loses",
            ["to be provided: receipt → receipt, box"],
        ),
        (
            [("what: advice", "what: repair")],
            "± No, but: the customer gains and loses",
            ["is no longer offered: advice", "is offered: repair"],
        ),
        (
            [("may_override: lead", "may_override: nobody")],
            "~ No, but: neither more nor less for the customer",
            ["may answer otherwise: lead → nobody"],
        ),
        (
            [("may_override: lead", "may_override: expert")],
            "~ No, but: neither more nor less for the customer",
            ["may answer otherwise: lead → expert"],
        ),
        (
            [("up_to: 20.00", "up_to: 15.00")],
            "- No, but: the customer loses",
            ["may be conceded: credit up to €20.00 → up to €15.00"],
        ),
        (
            [("[personal, unclear]", "[personal]")],
            "- No, but: the customer loses",
            ["may be conceded: credit up to €20.00, for personal, unclear → up to €20.00, for personal"],
        ),
        (
            [("at_most: 2, within", "at_most: 1, within")],
            "- No, but: the customer loses",
            [],
        ),
        (
            [("[{what: advice}]", "[{what: advice}, {what: flowers, calming: true}]")],
            "~ No, but: neither more nor less for the customer",
            ["is offered: flowers"],
        ),
    ],
)  # fmt: skip
def test_what_changes_is_told(
    versions: Versions, changes: list[tuple[str, str]], headline: str, lines: list[str]
) -> None:
    """From which answer to which, who gains or loses, and what moved from how much to how much."""
    found, text = told(*versions(*changes))
    assert found.status == "changed" and not found.more and found.reason is None
    shown = [line.strip() for line in text.splitlines()]
    assert headline in shown, text
    for line in lines:
        assert line in shown, text


def test_only_calming_words_are_no_offer(versions: Versions) -> None:
    """`no, but` with nothing but calming words is worth as much as `no`, and still another answer."""
    calm = (("[{what: advice}]", "[{what: flowers, calming: true}]"),)
    gone = ("answer: no_but\n      may_override: lead\n      offer: [{what: flowers, calming: true}]\n",
            "answer: no\n      may_override: lead\n")  # fmt: skip
    found, text = told(*versions(gone, both=calm))
    assert found.status == "changed"
    assert "No, but → No" in text


def test_by_how_much_over_all_cases(versions: Versions) -> None:
    """The least and the most that is lost in the whole class, to the cent."""
    found, text = told(*versions(("refund: price}", "refund: 90% of price}")))
    (change,) = found.changes
    assert [(each.grant, each.least, each.most) for each in change.spreads] == [("refund", -5000, -10)]
    assert "over all of these cases refund: €0.10 to €50.00 less" in text


def test_those_who_lose_stand_first(versions: Versions) -> None:
    """Whoever reads only the top of it has seen who is worse off."""
    found, _ = told(*versions(("refund: price}", "refund: price - 0.50}"), ("kind: book, known: true", "kind: book")))
    assert [each.side for each in found.changes] == ["loses", "gains"]


def test_a_conflict_is_told_before_all(versions: Versions) -> None:
    """Where rules contradict each other now nobody has an answer, and the class of such cases is told."""
    rule = """\
  too-dear:
    request: return
    when: {price: more than 100}
    answer: no
    because: {en: Too dear., nl: Te duur.}
  kind-word:
"""
    found, text = told(*versions(("  kind-word:\n", rule)))
    assert found.changes[0].side == "undecided"
    assert "Yes → rules contradict each other: nobody has an answer any more" in text
    assert all(each is not None for change in found.changes for each in change.around)
    back, text = told(*reversed(versions(("  kind-word:\n", rule))))
    assert any(each.side == "decided" for each in back.changes)
    assert "there is an answer now" in text


# ---- what only one version can read


@pytest.mark.parametrize(
    "change",
    [
        ("range: 0 to 100, ask", "range: 0 to 200, ask"),
        ("range: 0 to 100, ask", "range: 0 to 50, ask"),
        ("values: [book, shoe]", "values: [book, shoe, lamp]"),
        ("values: [book, shoe]", "values: [shoe, book]"),
        ("range: 1.00 to 500.00", "range: 1.00 to 600.00"),
    ],
)
def test_facts_declared_otherwise(versions: Versions, change: tuple[str, str]) -> None:
    """What both can read is the same, which is said in as many words; it is never told as the same for all cases."""
    found, text = told(*versions(change))
    assert (found.status, found.nothing) == ("same", False)
    assert "that both versions can read" in text
    assert found.ranges


def test_a_change_beside_facts_declared_otherwise(versions: Versions) -> None:
    """Values that were moved, added or counted finer are the same values: the change is told in the words of today."""
    found, text = told(
        *versions(("values: [book, shoe]", "values: [lamp, shoe, book]"), ("2025-01-01: 30", "2025-01-01: 14"))
    )
    assert [each.side for each in found.changes] == ["loses"]
    assert "kind: shoe" in text and "lamp" not in text


def test_another_kind_of_fact(versions: Versions) -> None:
    """A yes or no that becomes a choice has no case in common with what it was: nothing is claimed."""
    found, text = told(
        *versions(
            ("known: {type: boolean,", "known: {type: choice, values: [new, old],"), ("known: true", "known: old")
        )
    )
    assert found.status == "not settled"
    assert "`known` is another kind of fact now" in text


def test_facts_of_one_version_only(versions: Versions) -> None:
    """A condition on a new fact is told by that fact, and one that was dropped by the fact that counted."""
    new = ("kind: shoe, days", "kind: shoe, member: true, days")
    declared = ("  known: {", "  member: {type: boolean, ask: {en: A member?, nl: Lid?}}\n  known: {")
    found, text = told(*versions(new, declared))
    assert [each.side for each in found.changes] == ["loses"]
    assert "member: no" in text
    found, text = told(*reversed(versions(new, declared)))
    assert [each.side for each in found.changes] == ["gains"]
    assert "member: no" in text


def test_another_first_day(versions: Versions) -> None:
    """Cases before it are read by one version only: `the same` is said of the others."""
    found, text = told(*versions(("since: 2025-01-01", "since: 2024-01-01"), ("{2025-01-01: 30}", "{2024-01-01: 30}")))
    assert not found.nothing
    assert "too early for one of the versions" in text


def test_another_day_whose_rules_count(versions: Versions) -> None:
    """With dated figures it matters, and that it changed is said whether or not."""
    both = (("{2025-01-01: 30}", "{2025-01-01: 30, 2026-01-01: 14}"),)
    change = ("    question: {en: May it come back?", "    in_force_on: placed\n    question: {en: May it come back?")
    found, text = told(*versions(change, both=both))
    assert found.status == "changed"
    assert "placed counts for the rules and figures of return now, and today did." in text


def test_another_clock(versions: Versions) -> None:
    """One moment has another local day elsewhere, so that a condition on the day is not the same."""
    both = (("when: {kind: shoe, days: at most window}", "when: {if: 'date(said) = placed'}"),)
    found, _ = told(*versions(("timezone: Europe/Amsterdam", "timezone: America/New_York"), both=both))
    assert found.status == "changed"


def test_another_unit_of_a_grant(versions: Versions) -> None:
    """€50.00 is not 50 %, though both are 5000 of something."""
    both = (("refund: price}", "discount: 50%}"),)
    old, _ = versions(both=(*both, ("discount: percent", "discount: money"), ("discount: 50%", "discount: 50.00")))
    _, new = versions(both=both)
    found, text = told(old, new)
    assert found.status == "changed"
    assert "discount: €50.00 → 50%" in text
    assert "`discount` is counted in another unit now." in "\n".join(Teller(old, new, "en").surroundings())


def test_lists(versions: Versions) -> None:
    """What is asked of the records of a list is compared, and the example has the records."""
    both = (("when: {kind: book, known: true}", "when: {if: 'sum(lines.cost) > 50', kind: book}"),)
    found, text = told(*versions(("sum(lines.cost) > 50", "sum(lines.cost) > 60"), both=both))
    assert [each.side for each in found.changes] == ["loses"], text
    assert "lines: 1" in text
    found, text = told(*versions(("at_most: 4", "at_most: 6"), both=both))
    assert (found.status, found.ranges) == ("same", ("lines",))
    found, text = told(*versions(("      back: {type: boolean}\n", "      sort: {type: boolean}\n"), both=both))
    assert (found.status, found.ranges) == ("same", ("lines",))


# ---- beside decisions


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("agent: {credit: {per_case: 10.00}}", "agent: {credit: {per_case: 12.50}}"),
         "agent may concede credit up to €12.50 now, and could up to €10.00."),
        (("  agent: {credit: {per_case: 10.00}}\n", ""),
         "agent may concede credit nothing now, and could up to €10.00."),
        (("expert: {may", "expert: {above: agent, may"), "`expert` stands above `agent` now, and stood above nobody."),
        (("may: [override, approve]", "may: [override]"),
         "`lead` may do this now: override; and could: approve, override."),
        (("currency: EUR", "currency: USD"),
         "Amounts are in USD now, and were in EUR; figures were compared as they are."),
        (("ready_on: date}", "ready_on: date}\ntogether: [discount]"), "`discount` adds to every option now."),
    ],
)  # fmt: skip
def test_what_changes_beside_decisions(versions: Versions, change: tuple[str, str], said: str) -> None:
    """Mandates, roles, the currency and what adds up are told in a sentence each."""
    old, new = versions(change)
    assert Teller(old, new, "en").surroundings() == [said]
    assert Teller(old, new, "nl").surroundings() != [said]


def test_how_a_request_is_put(versions: Versions) -> None:
    """Another question, or another way to join rules, is a note, with the rest decided the same."""
    found, text = told(*versions(("May it come back?", "Can it come back?")))
    assert found.nothing and "`return` is asked in other words." in text
    found, text = told(
        *versions(("    question: {en: May it come", "    combine: highest\n    question: {en: May it come"))
    )
    assert found.nothing and "`return` takes the highest of its rules now." in text


def test_there_are_more(versions: Versions) -> None:
    """At most twelve kinds of changes are told, and only where there is a thirteenth it is said that there are more."""

    def made(count: int, extra: int) -> tuple[str, str]:
        rules = "".join(
            f"  rule-{at}:\n    request: swap\n    when: {{days: {at}}}\n    answer: yes\n    "
            f"give: {{credit: {at + 1 + extra}}}\n    because: {{en: 'N{at}.', nl: 'N{at}.'}}\n"
            for at in range(count)
        )
        return ("  kind-word:\n", rules + "  kind-word:\n")

    for count in (MOST, MOST + 1):
        old, _ = versions(both=(made(count, 0),))
        _, new = versions(made(count, 5))
        found, text = told(old, new, "swap")
        assert (len(found.changes), found.more) == (MOST, count > MOST)
        assert ("There are more cases" in text) == (count > MOST)


def test_markdown_is_left_as_it_is() -> None:
    """No sign of an owner's words is taken for markup, and no line for a new one."""
    assert escaped("a | b\n# *c* [d](e) <f> &amp; ~g~") == ("a \\| b \\# \\*c\\* \\[d\\](e) \\<f\\> \\&amp; \\~g\\~")
