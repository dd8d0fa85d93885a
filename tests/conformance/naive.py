"""Resolution of a complete case, written a second time from the words of the design, with no regard to speed.

Only what the design says is told; where it says nothing (who lends the words between a right and the
policy, which of two equal options is kept) nothing is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from fairservice.conditions.nodes import Node
from fairservice.conditions.vocabulary import Quantity, Value, int_of
from fairservice.policy.rule import Answer, Line, Rule
from fairservice.policy.rulebook import Request

AmountOf = Callable[[Node], Value]
Lines = Mapping[str, tuple[Value, bool]]
"""Per grant how much, and whether less of it is more (a date: sooner is more)."""


@dataclass
class Told:
    """What the design says of a complete case."""

    status: str = "settled"
    answer: str | None = None
    options: Counter[object] = field(default_factory=Counter)
    offers: set[object] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    conflict: set[str] = field(default_factory=set)
    concede: set[object] = field(default_factory=set)
    may_override: set[str] = field(default_factory=set)


def told(request: Request, holds: Mapping[str, bool], amount: AmountOf, together: frozenset[str]) -> Told:
    """The outcome of a complete case."""
    rules = request.rules
    above = _everything_above(request)
    stands = [r for r in rules if holds[r.id] and not any(holds[other] for other in above[r.id])]
    law_no = [r for r in stands if r.basis == "law" and r.answer in (Answer.NO, Answer.NO_BUT)]
    rights = [r for r in stands if r.basis in ("law", "promise") and r.answer in (Answer.YES, Answer.YES_BUT)]
    policy = [r for r in stands if r.basis == "policy"]
    goodwill = [r for r in stands if r.basis == "goodwill"]

    # 1. Prohibition
    if law_no:
        law_rights = [r for r in rights if r.basis == "law"]
        if law_rights:
            return Told("conflict", conflict={r.id for r in (*law_no, *law_rights)})
        lowest = min(_answer(r) for r in law_no)
        givers = [r for r in law_no if r.answer == lowest]
        return Told(
            "settled",
            lowest.word,
            offers=_offers(givers, amount),
            rules={r.id for r in givers},
            may_override={"nobody"},
        )

    # 2. Policy
    if request.combine == "highest":
        made = policy or ([request.otherwise] if request.otherwise else [])
    else:
        disagreeing = {
            each.id for a in policy for b in policy if _by_value(a, amount) != _by_value(b, amount) for each in (a, b)
        }
        if disagreeing:
            options = _options(rights, [], amount, together)
            return Told("conflict", conflict=disagreeing, options=options)
        made = policy or ([request.otherwise] if request.otherwise else [])

    # 3. Rights
    if not made and not rights:
        return Told("gap")
    answer = max(_answer(r) for r in (*made, *rights))
    givers = [r for r in (*rights, *made) if r.answer == answer]
    first = made if request.combine == "highest" else made[:1]
    of_policy = {r.may_override for r in made if r.answer == answer}
    found = Told(
        "settled",
        answer.word,
        options=_options(rights, first, amount, together),
        offers=_offers(givers, amount),
        rules={r.id for r in givers},
        may_override=of_policy or {"nobody"},
    )

    # 4. Goodwill
    for r in goodwill:
        assert r.concession is not None
        tables = {each.table for each in rules if each.id in found.rules}
        if r.concession.exception_to in found.rules | tables:
            found.concede |= {(r.id, line.grant, amount(line.amount)) for line in r.concession.lines}
    return found


def _everything_above(request: Request) -> dict[str, set[str]]:
    """Per rule all rules that override it, however many steps away.

    Whoever names a table means each of its rows, and what a table says it overrides, each of its rows does. In a
    table of which the first row counts, each row goes before all below it.
    """
    says: dict[str, set[str]] = {}
    for r in request.rules:
        table = request.tables.get(r.table) if r.table else None
        if table is not None and table.hit == "first":
            last = next(each for each in request.rules if each.id == table.rules[-1])
            says[r.id] = {*last.overrides, *table.rules[table.rules.index(r.id) + 1 :]}
        else:
            says[r.id] = set(r.overrides)
    above = {r.id: {o for o in says if says[o] & ({r.id} | ({r.table} if r.table else set()))} for r in request.rules}
    while True:
        further = {name: direct.union(*(above[each] for each in direct)) for name, direct in above.items()}
        if further == above:
            return above
        above = further


def added_up(
    rule: Rule, bounds: Mapping[str, Node], value: Callable[[Node], Value | None]
) -> tuple[bool, dict[Node, int]]:
    """A table whose rows add up, row by row: whether any holds, and per line the bounded sum, rounded once half up."""
    holding = [row for row in rule.rows if value(row.condition) is True]
    found: dict[Node, int] = {}
    for line in rule.lines:
        if line.grant in bounds:
            total = Fraction(0)
            for row in holding:
                for grant, node in row.amounts:
                    if grant == line.grant:
                        total += _exact(node, value)
            total = max(min(total, _exact(bounds[line.grant], value)), Fraction(0))
            found[line.amount] = floor(total * 10 ** _scale(line.amount) + Fraction(1, 2))
    return bool(holding), found


def _exact(node: Node, value: Callable[[Node], Value | None]) -> Fraction:
    known = value(node)
    assert known is not None
    return Fraction(int_of(known), 10 ** _scale(node))


def _scale(node: Node) -> int:
    assert isinstance(node.type, Quantity)
    return node.type.scale


def _answer(rule: Rule) -> Answer:
    assert rule.answer is not None
    return rule.answer


def _by_value(rule: Rule, amount: AmountOf) -> object:
    lines = {line.grant: amount(line.amount) for line in rule.lines}
    return rule.answer, lines, set(rule.provided), _offered(rule, amount), rule.may_override


def _offered(rule: Rule, amount: AmountOf) -> list[object]:
    return [
        (o.what, o.calming, o.on and amount(o.on), None if o.amount is None else amount(o.amount)) for o in rule.offers
    ]


def _offers(rules: list[Rule], amount: AmountOf) -> set[object]:
    return {offer for rule in rules for offer in _offered(rule, amount)}


def _options(rights: list[Rule], policy: list[Rule], amount: AmountOf, together: frozenset[str]) -> Counter[object]:
    """The options by what is in them: own lines, what must be provided, and the lines that add to each of them."""
    giving = [*rights, *(r for r in policy if _answer(r).grants)]
    own: list[tuple[Lines, frozenset[str]]] = []
    added: Counter[object] = Counter()
    for rule in giving:
        added.update((line.grant, amount(line.amount)) for line in rule.lines if line.grant in together)
        lines = {
            line.grant: (
                amount(line.amount),
                isinstance(line.amount.type, Quantity) and line.amount.type.kind == "date",
            )
            for line in rule.lines
            if line.grant not in together
        }
        if lines or not rule.lines:
            own.append((lines, frozenset(rule.provided)))
    if added and not own:  # nothing to add to: what adds up is the option
        own.append(({}, frozenset(next(r for r in giving if r.lines).provided)))
    kept: list[tuple[Lines, frozenset[str]]] = []
    for option in own:
        if any(_covers(other, option) for other in kept):
            continue
        kept = [other for other in kept if not _covers(option, other)] + [option]
    sums = frozenset(added.items())
    return Counter(
        (frozenset((grant, value) for grant, (value, _) in lines.items()), provided, sums) for lines, provided in kept
    )


def _is_date(line: Line) -> bool:
    return isinstance(line.amount.type, Quantity) and line.amount.type.kind == "date"


def _covers(more: tuple[Lines, frozenset[str]], less: tuple[Lines, frozenset[str]]) -> bool:
    if not more[1] <= less[1]:
        return False
    for grant, (value, sooner) in less[0].items():
        if grant not in more[0]:
            return False
        a, b = int_of(more[0][grant][0]), int_of(value)
        if (a > b) if sooner else (a < b):
            return False
    return True
