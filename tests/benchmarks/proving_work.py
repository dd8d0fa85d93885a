"""Policies to prove things about: mixed ones with work for every claim, and hard ones, each with one difficulty.

Everything is seeded. The mixed policy has, for each request, a decision tree of ordinary rules, a table of which the
first row decides, exceptions that read conduct, influence, complaints and segment, rights of the law and a prohibition,
a promise, and goodwill within mandates; figures are dated parameters, and some rules read definitions.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.contestants.fairservice_rules import MANIFEST, euros, facts_text, unary
from benchmarks.workload import Rule, workload

GOODWILL = """\
mandates:
  agent: {store_credit: {per_case: 25.00, per_customer: {at_most: 50.00, within: 90 days}}}
  lead: {store_credit: {per_case: 100.00}}
"""
MIXED_MANIFEST = (
    MANIFEST.replace("roles: {agent: {}}", "roles: {agent: {}, lead: {above: agent, may: [override]}}").replace(
        "store_credit: money}", "store_credit: money, replacement: yes_or_no, discount: percent}\ntogether: [discount]"
    )
    + GOODWILL
)
MIXED_FACTS = (
    facts_text()
    + """\
  desk: {type: choice, values: [service, claims]}
  contract: {type: choice, values: [purchase, rental], about: segment}
  conduct_level: {type: choice, ordered: [fine, warned, restricted], about: conduct, worse: higher}
  reach: {type: integer, range: 0 to 1000000, about: influence, worse: higher}
  complaints_made: {type: integer, range: 0 to 50, about: complaint}
  nationality: {type: text, protected: true}
parameters:
  law_window: {unit: days, values: {2025-01-01: 14, 2026-01-01: 30}}
  loyal_years: {unit: years, values: {2025-01-01: 2, 2025-09-01: 3}}
  loyal_share: {values: {2025-01-01: 10%, 2026-01-01: 15%}}
  concession_cap: {type: money, values: {2025-01-01: 40.00, 2026-03-01: 75.00}}
  known_reach: {values: {2025-01-01: 10000}}
definitions:
  loyal: customer_is_member and customer_tenure_years >= loyal_years
  loyal_amount: loyal_share of item_price
  days_until_asked: days_between(order_placed_on, received_on)
"""
)
TREE, ROWS, CONDUCT, REACH, COMPLAINT, LOYAL, SEGMENT, GOODWILLS = 110, 60, 10, 3, 2, 4, 1, 5
"""So many rules of each kind in a request of the mixed policy; five of law and promise come to it."""


def write_mixed(folder: Path, requests: int, seed: int = 1) -> None:
    """A policy with so many requests, each of 200 rules."""
    (folder / "policy.yaml").write_text(MIXED_MANIFEST, encoding="utf-8")
    (folder / "facts.yaml").write_text(MIXED_FACTS, encoding="utf-8")
    for number in range(1, requests + 1):
        (folder / f"question_{number}.yaml").write_text(_mixed(number, seed, folder), encoding="utf-8")


def _mixed(number: int, seed: int, folder: Path) -> str:
    name, short = f"question_{number}", f"q{number}"
    chance = random.Random(f"mixed {number} {seed}")
    tree = workload("exclusive", TREE, 0, seed * 1000 + number).rules
    rows = chance.sample(workload("ordered", 1000, 0, seed * 1000 + number).rules, ROWS)
    granting = [rule for rule in tree if rule.verdict.amount is not None]
    refusing = [rule for rule in tree if rule.verdict.answer == "no"]
    chance.shuffle(granting)
    found = [
        f"requests:\n  {name}:\n    question: {{en: May we do this?}}\n",
        "    in_force_on: order_placed_on\n" if number % 2 else "",
        "    otherwise:\n      answer: no\n      because: {en: No rule covers this.}\n",
        "rules:\n",
    ]

    def add(id: str, answer: str, when: Iterable[str], gives: str = "", **more: str) -> None:
        found.append(f"  {short}-{id}:\n    request: {name}\n")
        found.extend(f"    {key}: {value}\n" for key, value in more.items())
        found.append("    when:\n" + "".join(f"      {each}\n" for each in when))
        found.append(f"    answer: {answer}\n")
        found.append(f"    give: {{{gives}}}\n" if gives else "")
        found.append("    provided: [receipt]\n" if answer == "yes_but" else "")
        offer = "what: walk, calming: true" if id.startswith("reach") else "what: exchange"
        found.append(f"    offer: [{{{offer}}}]\n" if answer == "no_but" else "")
        found.append(f"    because: {{en: This is what {id} says.}}\n")

    def tests(rule: Rule) -> list[str]:
        return ["desk: service", *(f"{test.fact}: {unary(test)}" for test in rule.tests)]

    for rule in tree:
        verdict = rule.verdict
        gives = "" if verdict.amount is None else f"{verdict.grant}: {euros(verdict.amount)}"
        add(verdict.rule, verdict.answer, tests(rule), gives)
    exceptions = iter(granting)

    def except_from(kind: str, count: int, answer: str, test: str, gives: str = "") -> None:
        for at in range(count):
            rule = next(exceptions)
            add(f"{kind}-{at}", answer, [*tests(rule), test], gives, overrides=f"{short}-{rule.verdict.rule}")

    except_from("conduct", CONDUCT, "no", "conduct_level: restricted")
    except_from("reach", REACH, "no_but", "reach: more than known_reach")
    except_from("loyal", LOYAL, "yes", "loyal: true", "store_credit: loyal_amount, discount: 5%")
    except_from("segment", SEGMENT, "no_but", "contract: rental")
    for at, rule in enumerate(refusing[:COMPLAINT]):
        heard = [*tests(rule), "complaints_made: at least 2"]
        add(f"complaint-{at}", "no_but", heard, overrides=f"{short}-{rule.verdict.rule}")
    law = {"basis": "law", "reference": "the law"}
    add("broken", "yes", ["return_reason: defect", "item_condition: broken"], "replacement: true", **law)
    soon = ["return_reason: defect, missing_part", "days_until_asked: 0 to law_window"]
    add("repaid", "yes_but", soon, "refund: item_price", **law, overrides=f"{short}-forbidden")
    add("forbidden", "no", ["seal_broken: true", "item_category: food", "item_condition: used"], **law)
    promised = ["promised_on: before received_on", "delivery_status: waiting"]
    add("promised", "yes", promised, "discount: 10%", basis="promise", reference="terms")
    add("lost", "yes", ["delivery_status: lost"], "refund: order_total", basis="promise", reference="terms")
    for at in range(GOODWILLS):
        rule = next(exceptions)
        cap = "concession_cap" if at % 2 else "min(item_price, concession_cap)"
        found.append(
            f"  {short}-goodwill-{at}:\n    request: {name}\n    basis: goodwill\n"
            f"    exception_to: {short}-{rule.verdict.rule}\n    when: {{conduct_level: at most warned}}\n"
            f'    concede: {{store_credit: {{up_to: "{cap}"}}}}\n    reasons: [own_fault]\n'
            "    per_customer: {at_most: 1, within: 365 days}\n"
        )
    found.append(f"  {short}-claims:\n    request: {name}\n    because: {{en: This is what the table says.}}\n")
    columns = list(dict.fromkeys(test.fact for rule in rows for test in rule.tests))
    found.append("    table:\n      hit: first\n")
    found.append(
        f"      columns: [id, desk, {', '.join(columns)}, answer, give.refund, give.store_credit, provided, offer]\n"
    )
    found.append("      rows:\n")
    for at, rule in enumerate(rows):
        verdict, asked = rule.verdict, {test.fact: unary(test) for test in rule.tests}
        cells = [f"r{at}", "claims", *(asked.get(each, "-") for each in columns), verdict.answer]
        cells += [
            euros(verdict.amount) if verdict.amount is not None and verdict.grant == grant else "-"
            for grant in ("refund", "store_credit")
        ]
        cells.append("receipt" if verdict.answer == "yes_but" else "-")
        cells.append("exchange" if verdict.answer == "no_but" else "-")
        found.append(f"        - [{', '.join(cells)}]\n")
    return "".join(found)


# ---- hard ones

CONDUCT_FACT = "  conduct_level: {type: choice, ordered: [fine, warned, restricted], about: conduct, worse: higher}\n"
OTHERWISE = "    otherwise:\n      answer: no\n      because: {en: No rule covers this.}\n"


def write_lists(folder: Path) -> None:
    """300 rules over the lines of an order: asked whether some, how many, and how much in all."""
    facts = """\
facts:
  lines:
    type: list
    at_most: 30
    of:
      kind: {type: choice, values: [a, b, c, d, e]}
      price: {type: money, range: 0 to 1000}
      late: {type: boolean}
  total: {type: money, range: 0 to 5000}
  group: {type: integer, range: 0 to 99}
"""
    rules = []
    for at in range(300):
        kind, amount = "abcde"[at % 5], 50 + at
        asked = (
            f'if: some line in lines satisfies line.kind = "{kind}" and line.price > {amount} and line.late',
            f'if: count(lines where kind = "{kind}" and late) >= {at % 4 + 2}',
            f'if: sum(lines.price where kind = "{kind}") > {amount * 10}',
        )[at % 3]
        # three rules a group, each an exception to the one before it
        more = f"    overrides: rule-{at - 1}\n" if at % 3 else ""
        rules.append(_plain(at, [f"group: {at // 3}", asked], ("yes", "no_but", "no")[at % 3], more))
    _write(folder, facts, rules)


def write_products(folder: Path) -> None:
    """200 rules that compare products of two facts."""
    facts = """\
facts:
  pieces: {type: integer, range: 0 to 1000}
  weight: {type: integer, range: 0 to 1000}
  price: {type: money, range: 0 to 1000}
  discount_rate: {type: percent, range: 0 to 100}
  group: {type: integer, range: 0 to 99}
"""
    rules = []
    for at in range(200):
        low = 1000 + 37 * at
        asked = (f"if: pieces * weight > {low}", f"if: pieces * price > {low}")[at % 2]
        more = f"    overrides: rule-{at - 1}\n" if at % 2 else ""
        gives = "    give: {refund: discount_rate * price}\n"
        rules.append(_plain(at, [f"group: {at // 2}", asked], ("no", "yes")[at % 2], more + (gives if at % 2 else "")))
    _write(folder, facts, rules)


def write_dated(folder: Path) -> None:
    """20 parameters with 10 versions each, read by 200 rules of which the day of the order decides the version."""
    facts = """\
facts:
  placed_on: {type: date}
  days: {type: integer, range: 0 to 1000}
  pieces: {type: integer, range: 0 to 5000}
  group: {type: integer, range: 0 to 99}
parameters:
"""
    for at in range(20):
        versions = "".join(
            f"      {2025 + version // 4}-{version % 4 * 3 + 1:02}-01: {10 + at + version * (3 if at % 2 else -1)}\n"
            for version in range(10)
        )
        facts += f"  limit_{at}:\n    values:\n{versions}"
    rules = []
    for at in range(200):
        asked = [
            f"group: {at // 2}",
            f"days: at most limit_{at % 20}" if at % 2 else f"days: more than limit_{at // 2 % 20}",
        ]
        asked.append(f"pieces: at least limit_{(at * 7 + 3) % 20}")
        rules.append(_plain(at, asked, ("yes", "no_but")[at % 2], f"    overrides: rule-{at - 1}\n" if at % 2 else ""))
    _write(folder, facts, rules, "    in_force_on: placed_on\n")


def write_conduct(folder: Path) -> None:
    """1,000 rules, a decision tree of 500 and an exception to each leaf, that all read a conduct fact."""
    rules = []
    for at, rule in enumerate(workload("exclusive", 500, 0).rules):
        decent = [*_asked(rule), "conduct_level: at most warned"]
        rules.append(_plain(2 * at, decent, ("yes", "no_but", "yes")[at % 3], _gives(at)))
        rules.append(_plain(2 * at + 1, [*_asked(rule), "conduct_level: restricted"], "no", ""))
    _write(folder, facts_text() + CONDUCT_FACT, rules)


def write_conflicts(folder: Path) -> None:
    """1,000 rules: a decision tree, and twelve more that contradict some of its leaves."""
    tree = workload("exclusive", 988, 0).rules
    rules = [_plain(at, _asked(rule), ("yes", "no")[at % 2], "") for at, rule in enumerate(tree)]
    rules += [_plain(988 + at, _asked(tree[at * 80])[:-1], "no_but", "") for at in range(12)]
    _write(folder, facts_text(), rules)


def write_highest(folder: Path) -> None:
    """300 rules of which the highest counts, each with an amount of its own; a third reads a conduct fact."""
    rules = []
    for at, rule in enumerate(workload("ordered", 1000, 0).rules[:300]):
        asked = _asked(rule)
        if at % 3 == 0:
            asked.append("conduct_level: at most warned")
        rules.append(_plain(at, asked, "yes", _gives(at * 3)))
    _write(folder, facts_text() + CONDUCT_FACT, rules, "    combine: highest\n")


def write_rights(folder: Path) -> None:
    """300 rights, each with an amount of its own, beside 100 rules of the policy, which read a conduct fact."""
    facts = facts_text() + CONDUCT_FACT
    bound = "    basis: promise\n    reference: terms\n"
    rights = workload("ordered", 1000, 0).rules[:300]
    rules = [_plain(at, _asked(rule), "yes", bound + _gives(at * 3)) for at, rule in enumerate(rights)]
    for at, rule in enumerate(workload("exclusive", 100, 0).rules, 300):
        rules.append(_plain(at, [*_asked(rule), "conduct_level: fine"], ("yes", "no")[at % 2], ""))
    _write(folder, facts, rules)


def write_goodwill(folder: Path) -> None:
    """100 rules of a decision tree, and 100 concessions, one to each of them."""
    tree = workload("exclusive", 100, 0).rules
    rules = [_plain(at, _asked(rule), ("yes", "no")[at % 2], "") for at, rule in enumerate(tree)]
    for at in range(100, 200):
        rules.append(
            f"  rule-{at}:\n    request: service\n    basis: goodwill\n    exception_to: rule-{at % 100}\n"
            f"    when: {{conduct_level: at most warned, earlier_returns: {at % 7} to {at % 11 + 8}}}\n"
            f'    concede: {{store_credit: {{up_to: "min(item_price, {at - 80}.00)"}}}}\n    reasons: [own_fault]\n'
            "    per_customer: {at_most: 1, within: 365 days}\n"
        )
    mandates = "mandates:\n  agent: {store_credit: {per_case: 400.00}}\n"
    _write(folder, facts_text() + CONDUCT_FACT, rules, mandates=mandates)


def write_gaps(folder: Path) -> None:
    """1,000 rules that are said to cover every case: a decision tree of which every 51st leaf is missing."""
    tree = workload("exclusive", 1020, 0).rules
    rules = [_plain(at, _asked(rule), ("yes", "no")[at % 2], "") for at, rule in enumerate(tree) if at % 51 != 50]
    _write(folder, facts_text(), rules, "    complete: true\n")


def write_idle(folder: Path) -> None:
    """500 rules, of which every fifth says again what another one says, for a part of its cases."""
    rules = []
    for at, rule in enumerate(workload("exclusive", 400, 0).rules):
        asked = _asked(rule)
        rules.append(_plain(at, asked, "yes", _gives(3 * at)))
        if at % 4 == 0:
            asked.append("order_is_gift: true" if "gift" not in str(asked) else "seal_broken: true")
            rules.append(_plain(at, asked, "yes", _gives(3 * at)).replace(f"  rule-{at}:", f"  again-{at}:"))
    _write(folder, facts_text(), rules)


HARD: dict[str, Callable[[Path], None]] = {
    "lists": write_lists,
    "products": write_products,
    "dated": write_dated,
    "conduct": write_conduct,
    "conflicts": write_conflicts,
    "highest": write_highest,
    "rights": write_rights,
    "goodwill": write_goodwill,
    "gaps": write_gaps,
    "idle": write_idle,
}


def _plain(at: int, asked: Iterable[str], answer: str, more: str) -> str:
    when = "".join(f"      {each}\n" for each in asked)
    offer = "    offer: [{what: exchange}]\n" if answer == "no_but" else ""
    because = f"    because: {{en: This is what rule {at} says.}}\n"
    return f"  rule-{at}:\n    request: service\n{more}    when:\n{when}    answer: {answer}\n{offer}{because}"


def _gives(at: int) -> str:
    return "" if at % 3 == 1 else f"    give: {{refund: {5 + at}.00}}\n"


def _asked(rule: Rule) -> list[str]:
    return [f"{test.fact}: {unary(test)}" for test in rule.tests]


def _write(folder: Path, facts: str, rules: list[str], request: str = "", mandates: str = "") -> None:
    (folder / "policy.yaml").write_text(MANIFEST + mandates, encoding="utf-8")
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    head = f"requests:\n  service:\n    question: {{en: May we do this?}}\n{request}"
    head += "" if "complete" in request else OTHERWISE
    (folder / "rules.yaml").write_text(head + "rules:\n" + "".join(rules), encoding="utf-8")
