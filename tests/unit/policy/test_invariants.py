"""What an owner says must always be so is read into its typed form, and each slip in it is told at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairservice.analysis.check import check_policy
from fairservice.conditions.nodes import TRUE, Comparison, Constant, Not, Variable, conjunction, walk
from fairservice.conditions.vocabulary import BOOLEAN, Choice, Quantity
from fairservice.errors import PolicyError
from fairservice.policy.bundle import bundle_bytes
from fairservice.policy.describe_invariants import invariant_in_words
from fairservice.policy.invariant import Change, Invariant, Minimum, Never, NeverWorse, column_of
from fairservice.policy.invariants import facts_of
from fairservice.policy.load import load_rulebook
from fairservice.policy.packs import is_text
from fairservice.policy.rule import Answer
from fairservice.policy.rulebook import Rulebook
from fairservice.source.layout import format_text
from probe import MANIFEST

SHOP = """facts:
  price: {type: money, range: 0 to 1000}
  days: {type: integer, unit: days, range: 0 to 100}
  years: {type: integer, range: 0 to 80}
  debt: {type: boolean}
  level: {type: choice, ordered: [basic, silver, gold]}
  colour: {type: choice, values: [red, green]}
  marks: {type: choices, values: [dent, scratch]}
  bought_on: {type: date}
  sent_at: {type: datetime}
  origin: {type: text, protected: true}
  lines: {type: list, at_most: 5, of: {cost: money}}
parameters:
  window: {unit: days, values: {2025-01-01: 14, 2026-01-01: 30}}
  share: {type: percent, by: [level], values: {2025-01-01: {gold: 20, otherwise: 10}}}
definitions:
  loyal: years >= 2
  in_time: days <= window
  age: days_between(bought_on, today)
  rate: share
  twice: window * 2
requests:
  ask:
    in_force_on: bought_on
    otherwise: {answer: no, because: {en: Otherwise.}, offer: repair}
  other:
    otherwise: {answer: yes, because: {en: Yes.}, give: {credit: 5.00}}
rules:
  r:
    request: ask
    when: {in_time: true}
    answer: yes_but
    provided: receipt
    give: {refund: price, swap: true}
    because: {en: So.}
"""
LEVEL = Choice(("basic", "silver", "gold"), ordered=True)
MONEY = Quantity("money", 0, 1_000_000_000, 2)

Write = Callable[..., Path]


@pytest.fixture
def read(write_policy: Write) -> Callable[[str], Rulebook]:
    def reading(text: str) -> Rulebook:
        return load_rulebook(write_policy(SHOP + text))[0]

    return reading


def only(book: Rulebook) -> Invariant:
    (found,) = book.invariants
    return found


def never(book: Rulebook) -> Never:
    found = only(book)
    assert isinstance(found, Never)
    return found


def change(book: Rulebook) -> Change:
    found = only(book)
    assert isinstance(found, NeverWorse)
    return found.changes[0]


def finding(text: str, write: Write) -> tuple[str, str, str]:
    """The one finding of an error: its code, the characters it points at, and its help."""
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write(SHOP + text))
    (found,) = caught.value.findings
    assert found.span is not None
    line = found.span.file.lines[found.span.start.line - 1]
    return found.code, line[found.span.start.column - 1 : found.span.end.column - 1], found.help or ""


def one(body: str) -> str:
    return f"invariants:\n  a: {{{body}}}\n"


def least(body: str) -> str:
    return f"minimums:\n  a: {{request: ask, {body}}}\n"


# ---- never


def test_what_never_happens_has_its_answers_and_its_condition(read: Callable[[str], Rulebook]) -> None:
    """One answer or several; `when` and `unless` as in a rule."""
    found = never(
        read(one("never: {request: ask, answer: [yes, yes_but]}, when: {debt: true}, unless: {level: basic}"))
    )
    assert (found.request, found.answers) == ("ask", {Answer.YES, Answer.YES_BUT})
    level = Comparison("=", Variable("level", LEVEL), Constant(0, LEVEL))
    assert found.condition == conjunction([Variable("debt", BOOLEAN), Not(level)])
    assert (found.gives, found.concedes, found.offers, found.pack) == ((), (), (), "probe")


def test_without_a_condition_it_holds_in_every_case(read: Callable[[str], Rulebook]) -> None:
    """And `no` is a word here, not false."""
    found = never(read(one("never: {request: ask, answer: no}")))
    assert (found.condition, found.answers) == (TRUE, {Answer.NO})


def test_amounts_are_tested_as_facts_are(read: Callable[[str], Rulebook]) -> None:
    """Names, lists of tests and yes or no; a column of its own stands for what is given."""
    found = never(read(one('never: {request: ask, give: {refund: more than price, swap: true, extra: [3, "> 5"]}}')))
    tests = dict(found.gives)
    given = Variable(column_of("give", "refund"), MONEY)
    assert tests["refund"] == Comparison(">", given, Variable("price", Quantity("money", 0, 1000_00, 2)))
    assert tests["swap"] == Variable("give/swap", BOOLEAN)
    assert "give/extra" in {part.name for part in walk(tests["extra"]) if isinstance(part, Variable)}


def test_a_concession_has_a_column_of_its_own(read: Callable[[str], Rulebook]) -> None:
    """What may be conceded is told apart from what is given."""
    found = never(read(one("never: {request: ask, give: {credit: 1}, concede: {credit: more than 2.50}}")))
    (_, given), (_, conceded) = found.gives[0], found.concedes[0]
    assert given == Comparison("=", Variable("give/credit", MONEY), Constant(100, MONEY.bounded(100, 100)))
    assert conceded == Comparison(">", Variable("concede/credit", MONEY), Constant(250, MONEY.bounded(250, 250)))


def test_every_part_has_its_place(read: Callable[[str], Rulebook]) -> None:
    """For pictures: the keys of the invariant and of `never`, each grant and each offer."""
    found = never(read(one("never: {request: ask, give: {credit: 1}, offer: [repair, swap]}, when: {debt: true}")))
    assert {"never", "request", "give", "give/credit", "offer/repair", "offer/swap", "when"} <= found.places.keys()


# ---- never_worse


def test_a_change_is_from_a_test_to_a_test(read: Callable[[str], Rulebook]) -> None:
    """Both ends are what a `when` with them would be; one of them may be left open."""
    years = Variable("years", Quantity("integer", 0, 80))
    found = change(read(one("never_worse: ask, when_only: {years: {from: at most 2, to: 5}}")))
    assert found.start == Comparison("<=", years, Constant(2, Quantity("integer", 2, 2)))
    assert found.end == Comparison("=", years, Constant(5, Quantity("integer", 5, 5)))
    assert (found.node, found.facts, found.direction) == (years, {"years"}, None)


def test_one_end_may_be_left_open(read: Callable[[str], Rulebook]) -> None:
    """From whatever it was to this value."""
    found = change(read(one("never_worse: ask, when_only: {colour: {to: red}}")))
    assert (found.start, found.end) == (None, Comparison("=", found.node, Constant("red", found.node.type)))


@pytest.mark.parametrize(
    ("name", "written", "facts"),
    [
        ("level", "higher", {"level"}),
        ("years", "lower", {"years"}),
        ("bought_on", "later", {"bought_on"}),
        ("sent_at", "earlier", {"sent_at"}),
        ("sent_at.weekday", "higher", {"sent_at"}),
        ("age", "higher", {"bought_on"}),
        ("rate", "higher", {"level"}),
    ],
)
def test_a_direction_is_for_what_has_an_order(
    read: Callable[[str], Rulebook], name: str, written: str, facts: set[str]
) -> None:
    """Quantities, days and ordered choices, as facts, parts of them, or definitions; days are earlier and later too."""
    found = change(read(one(f"never_worse: ask, when_only: {{{name}: {written}}}")))
    assert found.direction == {"later": "higher", "earlier": "lower"}.get(written, written)
    assert found.facts == facts


def test_what_dates_a_figure_is_not_what_a_definition_is_made_of(read: Callable[[str], Rulebook]) -> None:
    """`window` is that of the day of buying, yet only the days differ: else the figures of the policy would change."""
    book = read(one("never_worse: ask, when_only: {in_time: {from: false, to: true}}"))
    assert change(book).facts == {"days"}
    assert facts_of(book.requests["ask"].scope.node("window", book.span)) == set()


def test_lists_and_sets_change_by_what_is_asked_of_them(read: Callable[[str], Rulebook]) -> None:
    """The questions of `when` do for both ends."""
    sets = change(read(one("never_worse: ask, when_only: {marks: {from: {any_of: [dent]}, to: {none_of: [dent]}}}")))
    assert isinstance(sets.end, Not)
    lists = change(read(one("never_worse: ask, when_only: {lines: {to: {some: {cost: more than 5}}}}")))
    assert (lists.facts, lists.end is not None) == ({"lines"}, True)


def test_several_things_change_together(read: Callable[[str], Rulebook]) -> None:
    """The two cases differ in the facts of all of them."""
    found = only(read(one("never_worse: ask, when: {debt: false}, when_only: {loyal: {to: true}, level: higher}")))
    assert isinstance(found, NeverWorse)
    assert ([each.name for each in found.changes], found.facts) == (["loyal", "level"], {"years", "level"})
    assert found.condition == Not(Variable("debt", BOOLEAN))


def test_a_definition_may_stay_as_it_is_while_its_facts_differ(read: Callable[[str], Rulebook]) -> None:
    """Among the loyal ones the years make no difference: that can be said; of a fact alone it would say nothing."""
    assert change(read(one("never_worse: ask, when_only: {loyal: {from: true, to: true}}"))).start is not None


# ---- minimums


def test_a_minimum_has_amounts_as_a_rule_has(read: Callable[[str], Rulebook]) -> None:
    """Rounded to the grant's unit; `provided` as a set, which may be empty, or absent."""
    found = only(
        read(least("answer: yes_but, give: {refund: price, swap: true}, provided: [receipt], when: {loyal: true}"))
    )
    assert isinstance(found, Minimum)
    rule = read(least("answer: yes")).requests["ask"].rules[0]
    assert dict(found.gives) == {line.grant: line.amount for line in rule.lines}
    assert (found.answer, found.provided) == (Answer.YES_BUT, {"receipt"})
    bare, empty = (only(read(least(text))) for text in ("answer: no_but", "give: {refund: 1.00}, provided: []"))
    assert isinstance(bare, Minimum) and isinstance(empty, Minimum)
    assert (bare.gives, bare.provided, empty.answer, empty.provided) == ((), None, None, frozenset())


# ---- where they stand


def test_they_keep_the_order_of_the_files(write_policy: Write) -> None:
    """Whichever section comes first; the next file after that."""
    folder = write_policy(
        SHOP + "minimums:\n  m: {request: ask, answer: yes_but}\n" + one("never: {request: ask, answer: yes}"),
        zz="invariants:\n  z: {never: {request: other, answer: no}}\n",
    )
    assert [each.name for each in load_rulebook(folder)[0].invariants] == ["m", "a", "z"]


def test_figures_are_those_of_the_in_force_date_of_the_request(read: Callable[[str], Rulebook]) -> None:
    """The same condition means the window of the day of buying for one request, and of today for another."""
    text = "invariants:\n  a: {never: {request: ask, answer: yes}, when: {in_time: true}}\n"
    text += "  b: {never: {request: other, answer: no}, when: {in_time: true}}\n"
    for invariant, day in zip(read(text).invariants, ("bought_on", "today"), strict=True):
        columns = {part.name for part in walk(invariant.condition) if isinstance(part, Variable)}
        assert columns == {"days", day}


def test_a_pack_may_have_them(write_policy: Write) -> None:
    """They hold of every policy that uses the pack, and say whose they are."""
    pack = MANIFEST.replace("policy: probe", "pack: rights").partition("roles:")[0]
    pack = MANIFEST.replace("policy: probe", "pack: rights").partition("roles:")[0]
    pack += "grants: {credit: money, refund: money, swap: yes_or_no}\n"
    write_policy(SHOP + least("answer: yes_but"), manifest=pack, name="rights")
    bare = MANIFEST.partition("roles:")[0] + "uses: [rights]\n"
    folder = write_policy(one("never: {request: ask, answer: yes}").replace("a:", "b:"), manifest=bare)
    found = load_rulebook(folder)[0].invariants
    assert [(each.name, each.pack) for each in found] == [("a", "rights"), ("b", "probe")]


def test_a_bundle_has_them(write_policy: Write, tmp_path: Path) -> None:
    """What is published is what was proved."""
    book = load_rulebook(write_policy(SHOP + one("never: {request: ask, give: {refund: more than price}}")))[0]
    file = tmp_path / "p.bundle"
    file.write_bytes(bundle_bytes(book))
    again = load_rulebook(file)[0]
    assert never(again).gives == never(book).gives
    assert bundle_bytes(again) == bundle_bytes(book)


def test_the_layout_keeps_them() -> None:
    """`fmt` changes neither their order nor what they say, and its own layout not at all."""
    text = "invariants:\n  # Why.\n  a: {never_worse: ask, when_only: {loyal: {from: false, to: true}}}\n"
    laid_out = format_text(text, is_text)
    assert format_text(laid_out, is_text) == laid_out
    assert "# Why." in laid_out
    assert "from: false" in laid_out


# ---- slips


@pytest.mark.parametrize(
    ("text", "code", "at", "help"),
    [
        (one("never: {request: aks, answer: yes}"), "FS118", "aks", "`ask`"),
        (one("never: {request: ask, answer: jes}"), "FS119", "jes", "`yes`"),
        (one("never: {request: ask, give: {refnd: more than 1}}"), "FS121", "refnd", "`refund`"),
        (one("never: {request: ask, give: {refund: colour}}"), "FS202", "colour", "one kind"),
        (one("never: {request: ask, offer: Repair}"), "FS115", "Repair", "small letters"),
        (one("never: {request: ask, answer: yes}, when: {yeers: 3}"), "FS101", "yeers", "`years`"),
        (one("never: {request: ask}"), "FS360", "never", "`answer`"),
        (one("when: {debt: true}"), "FS360", "a", "`never:`"),
        (one("never: {request: ask, answer: no}, never_worse: ask"), "FS360", "never_worse", "two invariants"),
        (one("never: {request: ask, answer: no}, when_only: {years: lower}"), "FS360", "when_only", "under `when`"),
        (one("never_worse: ask"), "FS360", "a", "`when_only:`"),
        (one("never_worse: ask, when_only: {yeers: lower}"), "FS101", "yeers", "`years`"),
        (one("never_worse: ask, when_only: {origin: {to: x}}"), "FS524", "origin", "leave it out"),
        (one("never_worse: ask, when_only: {window: lower}"), "FS361", "window", "a fact"),
        (one("never_worse: ask, when_only: {today: lower}"), "FS361", "today", "a fact"),
        (one("never_worse: ask, when_only: {today.weekday: lower}"), "FS361", "today.weekday", "a fact"),
        (one("never_worse: ask, when_only: {twice: lower}"), "FS361", "twice", "a fact"),
        (one("never_worse: ask, when_only: {years: later}"), "FS361", "later", "`higher`"),
        (one("never_worse: ask, when_only: {debt: true}"), "FS361", "true", "from"),
        (one("never_worse: ask, when_only: {years: [1, 2]}"), "FS361", "[1, 2]", "from"),
        (one("never_worse: ask, when_only: {debt: {from: true, to: true}}"), "FS361", "{from: true, to: true}", "two"),
        (one("never_worse: ask, when_only: {colour: higher}"), "FS208", "higher", "{from: red, to: green}"),
        (one("never_worse: ask, when_only: {debt: lower}"), "FS208", "lower", "{from: false, to: true}"),
        (one("never_worse: ask, when_only: {lines: higher}"), "FS208", "higher", "from"),
        (one("never_worse: ask, when_only: {level: {from: gold, too: basic}}"), "FS111", "too", "`to`"),
        (one("never_worse: ask, when_only: {level: {from: gould}}"), "FS203", "gould", "`gold`"),
        (one('never: {request: ask, answer: no}, because: {en: "For {price}."}'), "FS401", "{", "without braces"),
        (least("when: {debt: true}"), "FS360", "a", "`give`"),
        (least("answer: no"), "FS360", "no", "`yes_but`"),
        (least("give: {refund: 0.00}"), "FS360", "0.00", "above zero"),
        (least("give: {swap: false}"), "FS360", "false", "`true`"),
        (least("answer: yes, provided: receipt"), "FS360", "provided", "`give`"),
        (least("give: {refund: days}"), "FS202", "days", ""),
        (least("give: {refund: [1, 2]}"), "FS119", "[1, 2]", "amount"),
        (least("answer: yes") + one("never: {request: ask, answer: no}"), "FS114", "a", "share"),
        (one("never: {request: ask, anwser: yes}"), "FS111", "anwser", "`answer`"),
        (one("never: {answer: yes}"), "FS112", "never", "request"),
        (one("never: [ask, yes]"), "FS113", "[ask, yes]", "never"),
        (one("nevr: {request: ask}"), "FS111", "nevr", "`never`"),
        (one("never_worse: ask, when_onyl: {years: lower}"), "FS111", "when_onyl", "`when_only`"),
        ("a:\n  never: {request: ask, answer: yes}\n", "FS111", "a", "an invariant"),
        ("invariants:\n  Never: {never: {request: ask, answer: no}}\n", "FS115", "Never", "hyphens"),
    ],
)
def test_a_slip_is_told_at_its_place(write_policy: Write, text: str, code: str, at: str, help: str) -> None:
    """One finding each, on what is wrong and no more, with the way out."""
    found = finding(text, write_policy)
    assert found[:2] == (code, at)
    assert help in found[2]


def test_of_a_broken_declaration_nothing_more_is_said(write_policy: Write) -> None:
    """What follows from another finding is not told: one slip, one picture."""
    text = SHOP.replace("years: {type: integer", "years: {type: intgr") + one(
        "never_worse: ask, when_only: {years: lower}"
    )
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write_policy(text))
    assert [each.code for each in caught.value.findings] == ["FS119"]


def test_a_part_of_a_fact_is_not_taken_for_a_grant(write_policy: Write) -> None:
    """A date called `give` has a weekday, and so may a grant be called: one column cannot mean both."""
    text = (
        "facts:\n  give: {type: date}\n"
        + SHOP.partition("\n")[2]
        + one("never: {request: ask, give: {weekday: more than 1}}")
    )
    manifest = MANIFEST.replace("grants: {", "grants: {weekday: money, ")
    with pytest.raises(PolicyError) as caught:
        load_rulebook(write_policy(text, manifest=manifest))
    assert [each.code for each in caught.value.findings] == ["FS115"]


# ---- sense


def codes(folder: Path) -> set[tuple[str, str]]:
    return {(each.code, each.message) for each in check_policy(folder) if each.code[:4] in ("FS36", "FS51")}


def test_what_only_an_invariant_names_is_used(write_policy: Write) -> None:
    """A fact that is there to make no difference is there for something; the same of definitions and figures."""
    before = codes(write_policy(SHOP))
    text = one("never_worse: ask, when: {days: at most twice}, when_only: {debt: {to: true}, loyal: {to: true}}")
    gone = before - codes(write_policy(SHOP + text))
    assert {message.split("`")[1] for _, message in gone} == {"debt", "loyal", "twice"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (one("never: {request: ask, offer: repairs}"), "FS362"),
        (one("never: {request: ask, give: {credit: more than 1}}"), "FS363"),
        (one("never: {request: ask, concede: {refund: more than 1}}"), "FS363"),
        (one("never: {request: other, offer: repair}"), "FS363"),
        (one("never: {request: ask, answer: no_but, give: {refund: more than 1}}"), "FS363"),
        (least("give: {credit: 5.00}"), "FS364"),
        (least("answer: yes"), "FS364"),
    ],
)
def test_what_could_never_be_otherwise_is_told(write_policy: Write, text: str, code: str) -> None:
    """Nothing that the rules of the request could bring about would break it, or keep it."""
    assert code in {each for each, _ in codes(write_policy(SHOP + text))}


@pytest.mark.parametrize(
    "text",
    [
        one("never: {request: ask, offer: [repair, repairs]}").replace("repairs", "repair_later")
        + "labels: {repair_later: {en: later}}\n",
        one("never: {request: ask, answer: yes, give: {refund: more than price}}"),
        least("answer: yes_but, give: {refund: price, swap: true}"),
    ],
)
def test_what_could_be_otherwise_is_left_to_the_proof(write_policy: Write, text: str) -> None:
    """No accusation of what plain reading cannot see."""
    assert not {each for each, _ in codes(write_policy(SHOP + text)) if each.startswith("FS36")}


# ---- read out


READ_OUT = [
    """Invariant a
  Asked: “ask”
  When debt, this never happens:
    - the answer is YES or YES, BUT
    - one option gives: refund is more than €100.00""",
    """Invariant b
  Asked: “ask”
  Of two cases that differ only in this, the second is never decided worse for the customer:
    - then: loyal; it is made of years, and only that may differ
    - bought on is later
  In both cases this holds:
    - days is at most 3""",
    """Minimum c
  Asked: “ask”
  In every case the answer is at least YES, BUT, and one option gives at least refund (price) and swap.
  For it nothing is asked.
  Why: “Fair.”""",
]


def test_they_are_read_out(read: Callable[[str], Rulebook]) -> None:
    """In both languages, with the words of the policy for what is given."""
    book = read(
        "invariants:\n"
        "  a: {never: {request: ask, answer: [yes, yes_but], give: {refund: more than 100}}, when: {debt: true}}\n"
        "  b: {never_worse: ask, when_only: {loyal: {to: true}, bought_on: later}, when: {days: at most 3}}\n"
        "minimums:\n"
        "  c: {request: ask, answer: yes_but, give: {refund: price, swap: true}, provided: [], because: {en: Fair.}}\n"
    )
    told = [invariant_in_words(book, each, "en") for each in book.invariants]
    assert told == READ_OUT
    dutch = invariant_in_words(book, book.invariants[2], "nl").splitlines()
    assert dutch[2].endswith(
        "is het antwoord minstens JA, MAAR, en geeft één mogelijkheid minstens refund (price) en swap."
    )
