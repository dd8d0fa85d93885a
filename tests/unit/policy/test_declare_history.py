"""What the desk looks up for a fact is read with its type and what it is about, and each slip is told at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.analysis.check import check_policy
from fairservice.conditions.declarations import Fact, HistoryOf
from fairservice.conditions.vocabulary import Quantity
from fairservice.errors import Finding, PolicyError
from fairservice.policy.load import load_rulebook

Write = Callable[..., Path]
RULES = """
requests:
  ask:
    otherwise: {answer: no_but, because: {en: No.}, offer: advice}
  other:
    otherwise: {answer: yes, because: {en: Yes.}}
rules:
  refused:
    request: ask
    when: {failed: false}
    answer: no_but
    offer: advice
    because: {en: No.}
  rows:
    request: other
    because: {en: No.}
    table:
      columns: [failed, answer]
      rows: [["true", yes], ["false", no]]
  favour:
    request: ask
    basis: goodwill
    exception_to: refused
    concede: {credit: {up_to: 5.00}}
    reasons: [first_time]
    per_customer: {at_most: 1, within: 365 days}
  making-up:
    request: ask
    basis: goodwill
    exception_to: otherwise
    when: {failed: true}
    concede: {credit: {up_to: 5.00}}
    reasons: [own_costs]
    recovery: failed
    per_customer: {at_most: 2, within: 90 days}
"""


def text(history: str, more: str = "") -> str:
    written = f"  n: {{from: ledger{more}, history: {{{history}}}}}\n"
    return "facts:\n  failed: {type: boolean, ask: {en: Did we fail?}}\n" + written + RULES


def fact(write: Write, history: str, more: str = "") -> Fact:
    return load_rulebook(write(text(history, more)))[0].facts["n"]


def of(found: Fact) -> HistoryOf:
    assert found.history is not None
    return found.history


def seen(finding: Finding) -> tuple[str, str, str]:
    assert finding.span is not None
    line = finding.span.file.lines[finding.span.start.line - 1]
    return finding.code, line[finding.span.start.column - 1 : finding.span.end.column - 1], finding.help or ""


def slip(write: Write, written: str) -> tuple[str, str, str]:
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write(written))
    (found,) = caught.value.findings
    return seen(found)


# ---- what is read


def test_what_is_looked_up_is_read(write_policy: Write) -> None:
    """Every narrowing reaches the history; what is not said leaves nothing out."""
    said = "count: concessions, rules: favour, requests: [ask], reasons: first_time, grant: credit, of: household"
    assert of(fact(write_policy, said + ", within: 365 days")) == HistoryOf(
        "count", "concessions", "credit", ("favour",), ("ask",), ("first_time",), "household", 365
    )
    assert of(fact(write_policy, "days_since: incidents, within: 1 day")) == HistoryOf(
        "days_since", "incidents", None, (), (), (), "customer", 1
    )


def test_a_table_stands_for_its_rows(write_policy: Write) -> None:
    """Entries rest on the row that answered, so its table counts them all."""
    assert of(fact(write_policy, "count: refusals, rules: [rows, refused, otherwise], within: 9 days")).rules == (
        "rows.1",
        "rows.2",
        "refused",
        "otherwise",
    )


@pytest.mark.parametrize(
    ("said", "type"),
    [
        ("count: concessions", Quantity("integer", 0, 1000)),
        ("days_since: refusals", Quantity("integer", 0, 31, 0, "days")),
        ("sum: concessions, grant: credit", Quantity("money", 0, 1_000_000_000, 2)),
        ("sum: recoveries, grant: discount", Quantity("percent", 0, 100_000, 2)),
        ("sum: concessions, grant: extra", Quantity("integer", 0, 1_000_000)),
    ],
)
def test_the_type_follows(write_policy: Write, said: str, type: Quantity) -> None:
    """A count is a whole number, a sum is of its grant's type, and one day more than the period means never."""
    assert fact(write_policy, said + ", within: 30 days").type == type
    assert fact(write_policy, said + ", within: 30 days", f", type: {type.kind}").type == type


@pytest.mark.parametrize(
    ("said", "about", "worse"),
    [
        ("count: concessions", "goodwill", None),
        ("count: recoveries", "goodwill", None),
        ("days_since: refusals", "goodwill", None),
        ("count: overrides", "goodwill", None),
        ("count: promises", None, None),
        ("count: complaints", "complaint", None),
        ("count: incidents", "conduct", "higher"),
        ("days_since: incidents", "conduct", "lower"),
    ],
)
def test_what_it_is_about_follows(write_policy: Write, said: str, about: str | None, worse: str | None) -> None:
    """The proofs learn from the kind of entry what a fact says of the customer; to say the same is fine."""
    found = fact(write_policy, said + ", within: 30 days")
    assert (found.about, found.worse, found.source) == (about, worse, "ledger")
    again = f", about: {about}" * (about is not None) + f", worse: {worse}" * (worse is not None)
    assert fact(write_policy, said + ", within: 30 days", again) == found


def test_it_is_asked_in_every_language_where_there_is_no_desk(write_policy: Write) -> None:
    """Without words of its own it has a question; with them, theirs."""
    assert fact(write_policy, "count: concessions, rules: favour, within: 30 days").ask == {
        "en": "How many exceptions have there been with this customer within 30 days (favour)?"
    }
    own = ", ask: {en: How often?}"
    assert fact(write_policy, "count: concessions, within: 30 days", own).ask == {"en": "How often?"}
    assert not [
        each for each in check_policy(write_policy(text("count: refusals, within: 9 days"))) if each.code == "FS413"
    ]


def test_a_goodwill_rule_counts_what_it_gave(write_policy: Write) -> None:
    """The fact of a limit per customer looks up the rule's own concessions, or recoveries, within its period."""
    facts = load_rulebook(write_policy(text("count: promises, within: 9 days")))[0].facts
    used = [of(facts[name]) for name in ("history.favour.used", "history.making_up.used")]
    assert used == [
        HistoryOf("count", "concessions", None, ("favour",), (), (), "customer", 365),
        HistoryOf("count", "recoveries", None, ("making-up",), (), (), "customer", 90),
    ]


def test_a_fact_from_the_ledger_may_still_have_no_history(write_policy: Write) -> None:
    """What the desk knows from elsewhere, such as a conduct level, says its own type."""
    rules = "facts: {level: {type: choice, ordered: [none, warned], about: conduct, worse: higher, from: ledger}}\n"
    assert load_rulebook(write_policy(rules))[0].facts["level"].history is None


# ---- slips


@pytest.mark.parametrize(
    ("said", "at", "help"),
    [
        ("count: consessions", "consessions", "did you mean `concessions`?"),
        ("count: refusals, sum: concessions, grant: credit", "concessions", "make a fact of each"),
        ("of: customer", "history", "add `count`, `sum` or `days_since`, like `count: concessions`"),
        ("sum: complaints", "complaints", "write `count: complaints`"),
        ("sum: concessions", "concessions", "add `grant: refund`"),
        ("sum: concessions, grant: ready_on", "ready_on", "write `count` instead"),
        ("sum: concessions, grant: swap", "swap", "write `count` instead"),
        ("count: refusals, grant: credit", "credit", "leave `grant` out"),
        ("count: complaints, rules: favour", "favour", "leave `rules` out"),
        ("count: incidents, requests: ask", "ask", "leave `requests` out"),
        ("count: refusals, reasons: first_time", "first_time", "leave `reasons` out"),
        ("count: concessions, rules: favor", "favor", "did you mean `favour`?"),
        ("count: concessions, rules: [favour, favour]", "favour", "leave one out"),
        ("count: concessions, rules: []", "rules", "name one, or leave it out: then all count"),
        ("count: concessions, rules: making-up", "making-up", "write `count: recoveries`, or name another rule"),
        ("count: recoveries, rules: favour", "favour", "write `count: concessions`, or name another rule"),
        ("count: concessions, rules: refused", "refused", "name a goodwill rule"),
        ("count: refusals, rules: favour", "favour", "name a rule that answers, or count `concessions`"),
        ("count: refusals, requests: aks", "aks", "did you mean `ask`?"),
        ("count: concessions, reasons: own_costs", "own_costs", "the reasons are `first_time`"),
        ("count: concessions, of: houshold", "houshold", "did you mean `household`?"),
    ],
)
def test_a_slip_is_told_at_its_place(write_policy: Write, said: str, at: str, help: str) -> None:
    """One thing is looked up, and what it is narrowed down to is there."""
    assert slip(write_policy, text(said + ", within: 9 days")) == ("FS373", at, help)


@pytest.mark.parametrize(
    ("more", "at", "help"),
    [
        (", about: segment", "segment", "write `about: goodwill`, or leave it out"),
        (", worse: higher", "higher", "leave `worse` out"),
        (", type: money", "money", "leave `type` out: `history` says it"),
        (", range: 0 to 5", "range", "leave it out: `history` says how far it goes"),
    ],
)
def test_what_history_says_is_not_said_otherwise(write_policy: Write, more: str, at: str, help: str) -> None:
    """Type, range and what it is about follow from what is looked up."""
    assert slip(write_policy, text("count: refusals, within: 9 days", more)) == ("FS373", at, help)


def test_worse_conduct_is_the_way_that_it_is(write_policy: Write) -> None:
    """Days since an incident are worse when they are fewer."""
    found = slip(write_policy, text("days_since: incidents, within: 9 days", ", worse: higher"))
    assert found == ("FS373", "higher", "write `worse: lower`, or leave it out")


def test_days_are_counted_in_days(write_policy: Write) -> None:
    """Another unit would be converted by nobody; a count may name what it counts."""
    found = slip(write_policy, text("days_since: refusals, within: 9 days", ", unit: weeks"))
    assert found == ("FS373", "weeks", "leave `unit` out")
    counted = fact(write_policy, "count: refusals, within: 9 days", ", unit: times").type
    assert isinstance(counted, Quantity)
    assert counted.unit == "times"


@pytest.mark.parametrize(("origin", "at"), [("", "history"), (", from: case", "case")])
def test_only_the_ledger_has_a_history(write_policy: Write, origin: str, at: str) -> None:
    """What a customer says is no record."""
    written = text("count: refusals, within: 9 days").replace("n: {from: ledger", "n: {type: integer" + origin)
    assert slip(write_policy, written)[:2] == ("FS373", at)


@pytest.mark.parametrize(
    ("said", "code", "at"),
    [
        ("cuont: refusals, within: 9 days", "FS111", "cuont"),
        ("count: refusals", "FS112", "history"),
        ("count: refusals, within: 9", "FS119", "9"),
        ("count: refusals, within: 3651 days", "FS119", "3651 days"),
        ("sum: concessions, grant: credits, within: 9 days", "FS121", "credits"),
    ],
)
def test_nothing_follows_from_a_slip(write_policy: Write, said: str, code: str, at: str) -> None:
    """A misspelt key is told once, though the fact has no type then."""
    assert slip(write_policy, text(said))[:2] == (code, at)


def test_a_fact_without_history_needs_a_type(write_policy: Write) -> None:
    """It may be left out only where `history` says it."""
    assert slip(write_policy, "facts: {n: {from: ledger}}\n")[:2] == ("FS112", "n")


def test_a_fact_is_not_taken_for_that_of_a_rule(write_policy: Write) -> None:
    """`history.RULE.used` is declared by its rule, and by nobody else."""
    written = text("count: promises, within: 9 days").replace("  n:", "  history.favour.used:")
    assert slip(write_policy, written)[:2] == ("FS114", "history.favour.used")
