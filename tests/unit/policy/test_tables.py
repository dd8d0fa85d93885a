"""Decision tables: rows are rules, in every engine, and each slip in a table is told at its cell."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from fairservice import Policy, PolicyError, load
from fairservice.bootstrap import Engine
from fairservice.policy.bundle import bundle_bytes
from fairservice.policy.load import load_rulebook

ENGINES: tuple[Engine, ...] = ("python", "reference", "lowered")
HEAD = """facts:
  level: {type: choice, values: [basic, silver, gold]}
  cabin: {type: choice, values: [economy, business]}
  bags: {type: integer, range: 0 to 20}
  paid: {type: money, range: 0 to 1000}
parameters:
  per_bag: {type: money, values: {2025-01-01: 50.00}}
requests:
  ask:
    otherwise: {answer: no, because: {en: Otherwise.}}
"""
BAGS = """  bags:
    request: ask
    answer: yes_but
    provided: receipt
    because: {en: "You get {refund}."}
    table:
      hit: HIT
      columns: [level, cabin, bags, id, answer, give.refund, because.en]
      rows:
        - [gold, business, "-", top, yes, paid, "All of it."]
        - [-, economy, at most 2, -, -, per_bag * bags, -]
        - ["silver, gold", -, more than 5, many, -, 20, -]
        - [basic, economy, 3 to 5, -, no, -, "No."]
"""
ONE = """  t:
    request: ask
    because: {en: So.}
    table:
"""


def table(body: str, shared: str = "answer: no") -> str:
    """The rules with one table in them."""
    return f"{HEAD}rules:\n{ONE.replace('because', f'{shared}{chr(10)}    because')}{body}"


def codes(error: PolicyError) -> list[str]:
    return [finding.code for finding in error.findings]


def plain_rules(hit: str) -> str:
    """The same rules as in BAGS, written one by one; for `first` each overrides all that come after it."""
    rows = [
        ("top", "{level: gold, cabin: business}", "yes", "paid", "All of it."),
        ("two", "{cabin: economy, bags: at most 2}", "yes_but", "per_bag * bags", "You get {refund}."),
        ("many", "{level: [silver, gold], bags: more than 5}", "yes_but", "20", "You get {refund}."),
        ("four", "{level: basic, cabin: economy, bags: 3 to 5}", "no", None, "No."),
    ]
    text = "rules:\n"
    for number, (name, when, answer, amount, because) in enumerate(rows):
        below = [each[0] for each in rows[number + 1 :]]
        text += f"  {name}:\n    request: ask\n    when: {when}\n    answer: {answer}\n    provided: receipt\n"
        text += f'    because: {{en: "{because}"}}\n'
        text += f"    give: {{refund: {amount}}}\n" if amount else ""
        text += f"    overrides: [{', '.join(below)}]\n" if below and hit == "first" else ""
    return text


@pytest.mark.parametrize("hit", ["unique", "first"])
@pytest.mark.parametrize("engine", ENGINES)
def test_rows_decide_as_rules_written_one_by_one(hit: str, engine: Engine, write_policy: Callable[..., Path]) -> None:
    """A table means its rows as rules: `first` as if each overrode all below it; also while facts are unknown."""
    rows = load(write_policy(f"{HEAD}rules:\n{BAGS.replace('HIT', hit)}", name="table"), engine)
    rules = load(write_policy(HEAD + plain_rules(hit), name="plain"), engine)
    values = {
        "level": [None, "basic", "silver", "gold"],
        "cabin": [None, "economy", "business"],
        "bags": [None, 1, 4, 9],
    }
    for chosen in product(*values.values()):
        case = {name: value for name, value in zip(values, chosen, strict=True) if value is not None} | {"paid": 80}
        one, other = rows.decide("ask", case), rules.decide("ask", case)
        assert (one.status, one.answer, one.at_least, one.at_most, one.say) == (
            (other.status, other.answer, other.at_least, other.at_most, other.say)
        ), case
        assert [[(line.grant, line.amount.value) for line in option.lines] for option in one.options] == [
            [(line.grant, line.amount.value) for line in option.lines] for option in other.options
        ], case


COLLECT = """  d:
    request: ask
    answer: yes
    when: {cabin: economy}
    because: {en: "{discount} off."}
    table:
      hit: collect
      up_to: {discount: 15%}
      columns: [level, bags, id, give.discount]
      rows:
        - ["silver, gold", -, loyal, 5%]
        - [gold, -, -, 2.25% + 2.25%]
        - [-, at least 5, bags, 7.5%]
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("level", "bags", "discount"),
    [("basic", 5, 750), ("silver", 0, 500), ("gold", 1, 950), ("silver", 9, 1250), ("gold", 9, 1500)],
)
def test_collected_rows_add_up_to_their_bound(
    engine: Engine, level: str, bags: int, discount: int, write_policy: Callable[..., Path]
) -> None:
    """`collect` is one rule that gives the sum of the rows that hold, and never more than the bound."""
    policy = load(write_policy(f"{HEAD}rules:\n{COLLECT}"), engine)
    decision = policy.decide("ask", {"level": level, "bags": bags, "cabin": "economy"})
    assert decision.rule == "d"
    assert [line.amount.value for option in decision.options for line in option.lines] == [discount]


def test_no_collected_row_is_no_rule(policy_of: Callable[..., Policy]) -> None:
    """Where no row holds, or what all rows share does not, the table says nothing."""
    policy = policy_of(f"{HEAD}rules:\n{COLLECT}")
    assert policy.decide("ask", {"level": "basic", "bags": 0, "cabin": "economy"}).rule == "otherwise"
    assert policy.decide("ask", {"level": "gold", "bags": 9, "cabin": "business"}).rule == "otherwise"


def test_the_trace_tells_the_rows_that_counted(policy_of: Callable[..., Policy]) -> None:
    """A decision by collected rows names each row that holds, with what it met, and not the others."""
    decision = policy_of(f"{HEAD}rules:\n{COLLECT}").decide("ask", {"level": "silver", "bags": 9, "cabin": "economy"})
    (trace,) = decision.trace
    assert [reason.text.partition(" ")[0] for reason in trace.reasons] == ["cabin", "d.loyal:", "d.bags:"]


def test_each_row_has_its_own_place(policy_of: Callable[..., Policy]) -> None:
    """The place of a row's rule is the row."""
    rules = policy_of(f"{HEAD}rules:\n{BAGS.replace('HIT', 'first')}").rulebook.requests["ask"].rules
    assert [rule.id for rule in rules] == ["bags.top", "bags.2", "bags.many", "bags.4"]
    first = rules[0].span.start.line
    assert [rule.span.start.line for rule in rules] == [first, first + 1, first + 2, first + 3]
    assert all(rule.table == "bags" for rule in rules)


OVER = """  last:
    request: ask
    answer: no
    because: {en: Last.}
  all:
    request: ask
    overrides: TARGETS
    when: {paid: more than 500}
    answer: no
    because: {en: All.}
"""


@pytest.mark.parametrize("hit", ["unique", "first"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_whole_table_overrides_and_is_overridden(hit: str, engine: Engine, write_policy: Callable[..., Path]) -> None:
    """`overrides` of a table holds for each of its rows, whichever of the others hold; and so does naming a table."""
    tabled = BAGS.replace("HIT", hit).replace("    table:", "    overrides: last\n    table:")
    policy = load(write_policy(f"{HEAD}rules:\n{tabled}{OVER.replace('TARGETS', '[bags, last]')}"), engine)
    cases = {
        "bags.top": ("gold", "business", 1),
        "bags.2": ("basic", "economy", 1),
        "bags.many": ("silver", "business", 9),
    }
    cases["bags.4"] = ("basic", "economy", 4)
    for row, (level, cabin, bags) in cases.items():
        case = {"level": level, "cabin": cabin, "bags": bags, "paid": 80}
        assert policy.decide("ask", case).rule == row
        assert policy.decide("ask", {**case, "paid": 600}).rule == "all"
    assert policy.decide("ask", {"level": "basic", "cabin": "business", "bags": 9, "paid": 80}).rule == "last"


def test_one_row_is_overridden_by_its_name(policy_of: Callable[..., Policy]) -> None:
    """`overrides: TABLE.ROW` concerns that row and not the others of a table without order."""
    policy = policy_of(f"{HEAD}rules:\n{BAGS.replace('HIT', 'unique')}{OVER.replace('TARGETS', '[bags.top, last]')}")
    edges = policy.rulebook.requests["ask"].overriders
    assert [bool(each) for each in edges] == [True, False, False, False, True, False]


# ---- slips


SLIPS = {
    "too short": ("      columns: [level, answer]\n      rows:\n        - [gold]\n", "FS131"),
    "too long": ("      columns: [level, answer]\n      rows:\n        - [gold, no, no]\n", "FS131"),
    "not a row": ("      columns: [level, answer]\n      rows:\n        - gold\n", "FS131"),
    "no rows": ("      columns: [level, answer]\n      rows: []\n", "FS131"),
    "a cell that is a list": ("      columns: [level, answer]\n      rows:\n        - [[gold], no]\n", "FS131"),
    "empty cell": ('      columns: [level, answer]\n      rows:\n        - ["", no]\n', "FS131"),
    "bad id": ('      columns: [level, id]\n      rows:\n        - [gold, "Top Row"]\n', "FS131"),
    "unknown fact": ("      columns: [lovel, answer]\n      rows:\n        - [gold, no]\n", "FS101"),
    "unknown outcome": ("      columns: [level, awnser]\n      rows:\n        - [gold, no]\n", "FS101"),
    "unknown grant": ("      columns: [level, give.refunt]\n      rows:\n        - [gold, 5]\n", "FS121"),
    "unknown language": ("      columns: [level, because.fr]\n      rows:\n        - [gold, Non.]\n", "FS400"),
    "no language": ("      columns: [level, because]\n      rows:\n        - [gold, No.]\n", "FS130"),
    "twice": ("      columns: [level, answer, answer]\n      rows:\n        - [gold, no, no]\n", "FS130"),
    "nothing to test": ("      columns: [answer]\n      rows:\n        - [no]\n", "FS130"),
    "no columns": ("      rows:\n        - [gold, no]\n", "FS130"),
    "columns in one text": ("      columns: level\n      rows:\n        - [gold]\n", "FS130"),
    "unknown hit": ("      hit: firts\n      columns: [level]\n      rows:\n        - [gold]\n", "FS119"),
    "unknown value": ("      columns: [level, answer]\n      rows:\n        - [platinum, no]\n", "FS203"),
    "unknown answer": ("      columns: [level, answer]\n      rows:\n        - [gold, nope]\n", "FS119"),
    "same id": ("      columns: [level, id]\n      rows:\n        - [gold, a]\n        - [silver, a]\n", "FS114"),
    "gives with a no": ("      columns: [level, give.refund]\n      rows:\n        - [gold, 5]\n", "FS301"),
    "bound without collect": (
        "      up_to: {refund: 5}\n      columns: [level]\n      rows:\n        - [gold]\n",
        "FS132",
    ),
    "key twice": ("      row: x\n      columns: [level]\n      rows:\n        - [gold]\n", "FS111"),
    "no rows at all": ("      columns: [level]\n", "FS112"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_table_is_one_finding(name: str, write_policy: Callable[..., Path]) -> None:
    """Each slip is told once, with its own code, and nothing that only follows from it."""
    body, code = SLIPS[name]
    with pytest.raises(PolicyError) as caught:
        load(write_policy(table(body)))
    assert codes(caught.value) == [code], caught.value


COLLECTED = {
    "no bound": "      columns: [level, give.discount]\n      rows:\n        - [gold, 5%]\n",
    "another bound": "      up_to: {refund: 5}\n      columns: [level, give.discount]\n"
    "      rows:\n        - [gold, 5%]\n",
    "an outcome of its own": "      up_to: {discount: 5%}\n      columns: [level, provided, give.discount]\n"
    "      rows:\n        - [gold, pass, 5%]\n",
    "nothing to add": "      columns: [level]\n      rows:\n        - [gold]\n",
    "yes or no": "      up_to: {swap: true}\n      columns: [level, give.swap]\n      rows:\n        - [gold, true]\n",
    "too many": "      up_to: {discount: 5%}\n      columns: [bags, give.discount]\n      rows:\n"
    + "        - [1, 1%]\n" * 101,
}


@pytest.mark.parametrize("name", COLLECTED)
def test_what_cannot_add_up_is_refused(name: str, write_policy: Callable[..., Path]) -> None:
    """Rows that add up have a bound for each grant, few enough rows, and nothing else of their own."""
    with pytest.raises(PolicyError) as caught:
        load(write_policy(table("      hit: collect\n" + COLLECTED[name], "answer: yes")))
    assert set(codes(caught.value)) == {"FS132"}, caught.value


def test_goodwill_is_no_table(write_policy: Callable[..., Path]) -> None:
    """An exception is written one by one, each with its own bound."""
    text = table("      columns: [level]\n      rows:\n        - [gold]\n", "basis: goodwill")
    with pytest.raises(PolicyError) as caught:
        load(write_policy(text))
    assert codes(caught.value) == ["FS132"]


def test_a_row_that_gives_nothing_cannot_speak_of_it(write_policy: Callable[..., Path]) -> None:
    """A shared text with a placeholder for a grant needs that grant in each row, or the row its own text."""
    text = f"{HEAD}rules:\n{BAGS.replace('HIT', 'first')}".replace('no, -, "No."', "no, -, -")
    with pytest.raises(PolicyError) as caught:
        load(write_policy(text))
    assert codes(caught.value) == ["FS401"]


def test_a_fact_named_as_an_outcome_is_refused(write_policy: Callable[..., Path]) -> None:
    """`answer` cannot be a column to test and the answer at once."""
    text = table("      columns: [level, offer]\n      rows:\n        - [gold, x]\n")
    with pytest.raises(PolicyError) as caught:
        load(write_policy(text.replace("facts:\n", "facts:\n  offer: {type: boolean}\n")))
    assert codes(caught.value) == ["FS130"]


@pytest.mark.parametrize(
    ("targets", "code"),
    [("[bags.5, last]", "FS125"), ("[bagz, last]", "FS125"), ("bags", "FS305"), ("bags.many", "FS305")],
)
def test_overriding_what_cannot_be_is_told(targets: str, code: str, write_policy: Callable[..., Path]) -> None:
    """Rows that are not there, and circles through a table, are found without following row after row."""
    tabled = BAGS.replace("HIT", "first")
    if code == "FS305":
        tabled = tabled.replace("    table:", "    overrides: all\n    table:")
    with pytest.raises(PolicyError) as caught:
        load(write_policy(f"{HEAD}rules:\n{tabled}{OVER.replace('TARGETS', targets)}"))
    assert codes(caught.value) == [code], caught.value


def test_goodwill_softens_a_table_or_one_row(policy_of: Callable[..., Policy]) -> None:
    """`exception_to` may name a table or one of its rows."""
    soft = "request: ask, basis: goodwill, concede: {credit: {up_to: 5.00}}, reasons: [x]"
    text = f"{HEAD}rules:\n{BAGS.replace('HIT', 'first')}"
    text += f"  soft: {{{soft}, exception_to: bags.4}}\n  softer: {{{soft}, exception_to: bags}}\n"
    assert [rule.id for rule in policy_of(text).rulebook.requests["ask"].rules][-2:] == ["soft", "softer"]


# ---- sheets


SHEETED = "      hit: first\n      rows: ROWS\n"
CSV = "level;bags;id;answer\ngold;at most 2;a;no\n-;-;b;no_but\n;;;\n"


@pytest.mark.parametrize("text", [CSV, CSV.replace(";", ","), "\ufeff" + CSV.replace("\n", "\r\n")])
def test_rows_come_from_a_csv_file(text: str, write_policy: Callable[..., Path]) -> None:
    """The first row names the columns; comma or semicolon, and empty rows at the end do not count."""
    folder = write_policy(table(SHEETED.replace("ROWS", "rows.csv")))
    (folder / "rows.csv").write_bytes(text.encode())
    policy = load(folder)
    assert [rule.id for rule in policy.rulebook.requests["ask"].rules] == ["t.a", "t.b"]
    assert str(policy.rulebook.requests["ask"].rules[0].span).endswith("rows.csv:2:1")


def test_headings_are_mapped_and_remarks_left_out(write_policy: Callable[..., Path]) -> None:
    """The owner's own headings stay; each is mapped to a name, and remarks to `-`."""
    mapped = 'columns: {Niveau: level, Antwoord: answer, Opmerking: "-"}\n      rows: rows.csv\n'
    folder = write_policy(table(f"      {mapped}", ""))
    (folder / "rows.csv").write_text("Niveau,Opmerking,Antwoord\ngold,sinds mei,no\nsilver,,no_but\n")
    rules = load(folder).rulebook.requests["ask"].rules
    assert [rule.answer.word for rule in rules if rule.answer is not None] == ["no", "no_but"]


def test_a_bundle_carries_the_rows(write_policy: Callable[..., Path]) -> None:
    """A bundle decides without the sheet, and is the same bytes when it is made from itself or from written rows."""
    folder = write_policy(table(SHEETED.replace("ROWS", "rows.csv")))
    (folder / "rows.csv").write_text(CSV)
    bundle = bundle_bytes(load(folder).rulebook)
    (folder.parent / "one.bundle").write_bytes(bundle)
    (folder / "rows.csv").unlink()
    assert bundle_bytes(load(folder.parent / "one.bundle").rulebook) == bundle
    written = "      hit: first\n      columns: [level, bags, id, answer]\n      rows:\n"
    written += '        - [gold, at most 2, a, "no"]\n        - ["-", "-", b, no_but]\n'
    assert bundle_bytes(load(write_policy(table(written), name="written")).rulebook) == bundle


@pytest.mark.parametrize(
    ("named", "content"),
    [
        ("missing.csv", None),
        ("../rows.csv", CSV),
        ("/etc/rows.csv", CSV),
        ("rows.txt", CSV),
        ("rows.csv#Sheet1", CSV),
        ("rows.csv", ""),
        ("rows.csv", "level,answer\n"),
        ("rows.xlsx", "no workbook"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told(
    named: str, content: str | None, write_policy: Callable[..., Path]
) -> None:
    """A sheet lies within the policy, and is what its name says."""
    folder = write_policy(table(SHEETED.replace("ROWS", f'"{named}"')))
    if content is not None and named.startswith("rows."):
        (folder / named.partition("#")[0]).write_text(content)
    with pytest.raises(PolicyError) as caught:
        load(folder)
    assert codes(caught.value) == ["FS029"], caught.value


def test_a_link_out_of_the_policy_is_not_followed(write_policy: Callable[..., Path]) -> None:
    """A sheet elsewhere is not read through a link either."""
    folder = write_policy(table(SHEETED.replace("ROWS", "rows.csv")))
    outside = folder.parent / "rows.csv"
    outside.write_text(CSV)
    (folder / "rows.csv").symlink_to(outside)
    with pytest.raises(PolicyError) as caught:
        load(folder)
    assert codes(caught.value) == ["FS029"]


@pytest.mark.parametrize(
    ("columns", "header"),
    [
        ("", "level,level"),
        ("", "level,,answer"),
        ("columns: [level, answer]", "level,answer"),
        ("columns: {Level: level}", "Level,Answer"),
        ("columns: {Level: level, Answer: answer, Since: from}", "Level,Answer"),
    ],
)
def test_headings_that_do_not_fit_are_told(columns: str, header: str, write_policy: Callable[..., Path]) -> None:
    """Each column has one heading, and a mapping names each heading once and no other."""
    folder = write_policy(table(f"      {columns}\n      rows: rows.csv\n" if columns else "      rows: rows.csv\n"))
    (folder / "rows.csv").write_text(f"{header}\ngold,no\n")
    with pytest.raises(PolicyError) as caught:
        load(folder)
    assert set(codes(caught.value)) == {"FS130"}, caught.value


def test_ten_thousand_ordered_rows_load_and_are_linked_one_by_one(write_policy: Callable[..., Path]) -> None:
    """An ordered table needs one step per row, however long it is."""
    folder = write_policy(table(SHEETED.replace("ROWS", "rows.csv")))
    (folder / "rows.csv").write_text("bags,paid\n" + "".join(f"{n % 20},{n}.00\n" for n in range(1, 10_001)))
    request = load_rulebook(folder)[0].requests["ask"]
    assert len(request.rules) == 10_000 and sum(map(len, request.overriders)) == 9_999


def test_two_large_tables_without_order_do_not_override_each_other_row_by_row(
    write_policy: Callable[..., Path],
) -> None:
    """A million pairs is where it ends; the help says what does it in one step."""
    text = (
        table("      rows: rows.csv\n")
        + "    overrides: u\n"
        + ONE.replace("  t:", "  u:").replace("because", "answer: no\n    because")
    )
    folder = write_policy(text + "      rows: rows.csv\n")
    (folder / "rows.csv").write_text("bags,paid\n" + "".join(f"{n % 20},{n}.00\n" for n in range(1, 1_002)))
    with pytest.raises(PolicyError) as caught:
        load(folder)
    assert codes(caught.value) == ["FS132"]
