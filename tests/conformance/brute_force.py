"""A judge of claims that shares nothing with the prover: decides every case of a small world and lays them together.

What is better for a customer, and what a right is, is told here once more, from the words of the design and of the
language, over decisions as anybody reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from conformance.cases import CaseWriter, _few
from conformance.chooser import Chooser, pick, some
from conformance.side_by_side import Given, Plain, adding, better, covers, plain
from fairservice.conditions.nodes import FALSE, Dated, Node, columns_of, walk
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import (
    Choices,
    Quantity,
    Records,
    Type,
    Value,
    int_of,
    write_value,
    written_records,
)
from fairservice.decisions.case import with_parts
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.interpreters.reference import Reference
from fairservice.policy.invariant import CONCEDE, GIVE, Minimum, Never, NeverWorse, column_of, nodes_of
from fairservice.policy.rule import Answer, Rule
from fairservice.policy.rulebook import Request, Rulebook, condition_of

if TYPE_CHECKING:  # it needs z3
    from fairservice.analysis.proofs.verdict import Verdict

Facts = Mapping[str, Value]
"""A complete case, `today` and `received_on` among it, as engines read it."""
TODAYS = ("2025-12-31", "2026-01-01", "2026-01-02", "2026-01-04")
RECEIVED = ("2025-12-30", "2025-12-31", "2026-01-02")
PLAIN_DAY = "2026-01-13"


class World:
    """One request of a small policy, with its cases."""

    def __init__(self, rulebook: Rulebook, request: str, dated: bool) -> None:
        self.rulebook = rulebook
        self.request: Request = rulebook.requests[request]
        self.policy = Policy(rulebook, (), Reference)
        self.claims = [each for each in rulebook.invariants if each.request == request]
        nodes = [node for claim in self.claims for node in nodes_of(claim)]
        columns = [*self.request.program.columns, *(column for node in nodes for column in columns_of(node))]
        self.columns = tuple(
            dict.fromkeys(each for each in columns if not each.startswith((f"{GIVE}/", f"{CONCEDE}/")))
        )
        self.read = {column.partition("/")[0] for column in self.columns} | {self.request.in_force_fact}
        self.dated = dated
        self._plain: dict[tuple[Value, ...], Plain] = {}

    @cached_property
    def cases(self) -> list[Facts]:
        facts = self.rulebook.facts
        days = (
            {"today": TODAYS, "received_on": RECEIVED}
            if self.dated
            else {"today": (PLAIN_DAY,), "received_on": RECEIVED[:2]}
        )
        names = sorted(name for name in self.read if facts[name].source != "clock")
        values: list[list[Value]] = [self._values(name) for name in names]
        for name, written in days.items():
            names.append(name)
            values.append(
                [date.fromisoformat(day).toordinal() for day in (written if name in self.read else written[:1])]
            )
        return [dict(zip(names, each, strict=True)) for each in product(*values)]

    def _values(self, name: str) -> list[Value]:
        type = self.rulebook.facts[name].type
        if isinstance(type, Records):
            records = [tuple(each) for each in product(*((_few(its) or []) for _, its in type.fields))]
            return [tuple(each) for count in range(type.at_most + 1) for each in product(records, repeat=count)]
        if isinstance(type, Choices):
            return [
                frozenset(v for v, held in zip(type.values, bits, strict=True) if held)
                for bits in product((0, 1), repeat=len(type.values))
            ]
        found = _few(type)
        assert found is not None, name
        return found

    def completed(self, told: Iterable[Facts], last: bool) -> list[Facts]:
        """Told cases with whatever they leave open: the first or last value there is, the same in all."""
        base = self.cases[-1 if last else 0]
        return [{**base, **each} for each in told]

    @cached_property
    def decided(self) -> bool:
        """Whether any case is decided at all."""
        return any(self.plain(case).answer is not None for case in self.cases)

    def whole(self, case: Facts) -> dict[str, Value]:
        return with_parts(dict(case), self.columns, self.rulebook)

    def decide(self, case: Facts, without: Policy | None = None) -> Decision:
        facts = self.rulebook.facts
        known = {
            name: _written(value, facts[name].type) for name, value in case.items() if facts[name].source != "clock"
        }
        today, received = (date.fromordinal(int_of(case[name])) for name in ("today", "received_on"))
        return (without or self.policy).decide(self.request.name, known, today=today, received_on=received)

    def plain(self, case: Facts) -> Plain:
        key = tuple(case[name] for name in sorted(case))
        if key not in self._plain:
            self._plain[key] = plain(self.decide(case), self.rulebook.together)
        return self._plain[key]

    def stands(self, case: Facts) -> list[int]:
        program = self.request.program
        return list(Reference(program).fire(program.row(self.whole(case)))[0])

    def pairs(self, free: Iterable[str]) -> Iterator[tuple[Facts, Facts]]:
        """Every two cases that differ in nothing but these facts."""
        free, groups = set(free), dict[tuple[object, ...], list[Facts]]()
        for case in self.cases:
            groups.setdefault(tuple(value for name, value in case.items() if name not in free), []).append(case)
        for group in groups.values():
            yield from product(group, repeat=2)

    def about(self, *kinds: str) -> set[str]:
        return {name for name in self.read if self.rulebook.facts[name].about in kinds}

    # ---- each claim: whether a case, or two, show that it is not so

    def refutes(
        self, claim: str, told: tuple[Facts, ...], name: str | None = None, rules: tuple[str, ...] = ()
    ) -> bool:
        """Whether these cases show what they are told for."""
        found = [self.plain(case) for case in told]
        first = found[0]
        match claim:
            case "no-conflict":
                return first.status == "conflict"
            case "no-gap":
                return first.status == "gap"
            case "complaints-heard":
                return self.request.name == "complaint" and first.answer is Answer.NO
            case "refusals-offer":
                return first.answer is Answer.NO_BUT and not self.decide(told[0]).offers
            case "within-mandates":
                return any(self._beyond(grant, much) for grant, much, *_ in first.concessions)
            case "owners":
                return self._breaks(name or "", told)
        if any(each.answer is None for each in found):
            return False
        match claim:
            case "rudeness-never-pays":
                return self._no_better_behaved(*told) and bool(better(found[0], found[1], self.rulebook))
            case "complaining-never-costs":
                return self._complains_more(*told) and bool(better(found[1], found[0], self.rulebook))
            case "rights-never-shrink":
                return self._shrunk(*told)
            case "no-backlog":
                return self._differ(*told) <= {"today"} and bool(self._lost(*told, ("law",)))
        raise AssertionError(claim)

    def refuted(self, claim: str, name: str | None = None) -> tuple[Facts, ...] | None:
        """Cases of this world that show that a claim is not so."""
        match claim:
            case "rudeness-never-pays":
                free = self.about("conduct", "influence")
            case "complaining-never-costs":
                free = self.about("complaint")
            case "rights-never-shrink":
                free = self.about("conduct", "goodwill", "influence", "complaint", "segment")
            case "no-backlog":
                free = {"today"}
            case "owners" if isinstance(self._claim(name or ""), NeverWorse):
                free = set(self._claim(name or "").facts)
            case _:
                return next(((case,) for case in self.cases if self.refutes(claim, (case,), name)), None)
        pairs = self.pairs(free)
        if claim == "no-backlog" and self.request.in_force_fact == "today":
            pairs = ((a, b) for a, b in pairs if self._period(a) == self._period(b))
        return next((pair for pair in pairs if self.refutes(claim, pair, name)), None)

    @cached_property
    def _starts(self) -> list[int]:
        """The first days of all figures that change with the day."""
        seen: set[int] = set()
        nodes = (node for part in self.request.program.parts for node in walk(part, seen))
        return sorted({first for node in nodes if isinstance(node, Dated) for first, _ in node.versions})

    def _period(self, case: Facts) -> list[bool]:
        """What is in force on the day of a case."""
        whole, today = self.whole(case), int_of(case["today"])
        windows = [value_of(rule.in_force, whole) is True for rule in self.request.rules]
        return windows + [today >= first for first in self._starts]

    def _differ(self, one: Facts, other: Facts) -> set[str]:
        return {name for name in one if one[name] != other[name]}

    def _beyond(self, grant: str, much: int) -> bool:
        most = [each.per_case for each in self.rulebook.mandates if each.grant == grant]
        return not most or much > max(most)

    def _no_better_behaved(self, one: Facts, other: Facts) -> bool:
        for name in self._differ(one, other):
            fact = self.rulebook.facts[name]
            if fact.about not in ("conduct", "influence"):
                return False
            if fact.worse is not None and (int_of(other[name]) > int_of(one[name])) != (
                fact.worse in ("higher", "true")
            ):
                return False
        return True

    def _complains_more(self, one: Facts, other: Facts) -> bool:
        for name in self._differ(one, other):
            if self.rulebook.facts[name].about != "complaint":
                return False
            a, b = one[name], other[name]
            if isinstance(a, frozenset) and isinstance(b, frozenset) and not a <= b:
                return False
            if isinstance(a, int) and isinstance(b, int) and a > b:
                return False
        return True

    # ---- rights

    def _shrunk(self, one: Facts, other: Facts) -> bool:
        differ = self._differ(one, other)
        kinds = {self.rulebook.facts[name].about for name in differ}
        if not kinds <= {"conduct", "goodwill", "influence", "complaint", "segment"}:
            return False
        bases = ("law",) if "segment" in kinds else ("law", "promise")
        return any(not self._allowed(other, basis) for basis in bases if self._lost(one, other, (basis,)))

    def _allowed(self, case: Facts, basis: str) -> bool:
        """A prohibition of the law stands that itself looks at what may differ."""
        free = self.about("conduct", "goodwill", "influence", "complaint", *(["segment"] if basis == "law" else []))
        rules = (self.request.rules[at] for at in self.stands(case))
        return any(
            rule.basis == "law"
            and not _grants(rule)
            and {c.partition("/")[0] for c in columns_of(condition_of(rule))} & free
            for rule in rules
        )

    def _lost(self, one: Facts, other: Facts, bases: tuple[str, ...]) -> list[str]:
        stand, after, columns = self.stands(one), self.plain(other), self.whole(one)
        rules = [self.request.rules[at] for at in stand]
        if any(rule.basis in ("law", "promise") and not _grants(rule) for rule in rules):
            return []
        together, found = self.rulebook.together, []
        for rule in rules:
            if rule.basis not in bases:
                continue
            lines = [(each.grant, _known(each.amount, columns), _sooner(each.amount)) for each in rule.lines]
            asks = frozenset(rule.provided)
            own = Given(tuple(line for line in lines if line[0] not in together), asks, not lines)
            kept = not (own.something or own.empty) or any(covers(option, own, after) for option in after.options)
            for grant, much, sooner in lines:
                if grant in together and (much or sooner):
                    there = [each.lines[0][1] for each in adding(after, grant) if each.asks <= asks]
                    kept = kept and (any(day <= much for day in there) if sooner else sum(there) >= much)
            if not kept:
                found.append(rule.id)
        return found

    # ---- what the owner claims

    def _claim(self, name: str) -> Any:
        return next(each for each in self.claims if each.name == name)

    def _breaks(self, name: str, told: tuple[Facts, ...]) -> bool:
        claim, wholes = self._claim(name), [self.whole(case) for case in told]
        found = [self.plain(case) for case in told]
        if any(value_of(claim.condition, each) is not True for each in wholes) or any(f.answer is None for f in found):
            return False
        match claim:
            case NeverWorse():
                if not self._differ(*told) <= claim.facts or not all(_changed(each, *wholes) for each in claim.changes):
                    return False
                return bool(better(found[1], found[0], self.rulebook) - {"override"})
            case Never():
                return self._happens(claim, found[0], wholes[0], self.decide(told[0]))
            case Minimum():
                if claim.answer is not None and found[0].answer < claim.answer:  # type: ignore[operator]
                    return True
                return bool(claim.gives) and not any(
                    _enough(claim, each, wholes[0]) for each in _whole_options(found[0])
                )
        raise AssertionError(claim)

    def _happens(self, never: Never, found: Plain, columns: dict[str, Value], decision: Decision) -> bool:
        def passes(which: str, grant: str, test: Any, much: int) -> bool:
            held: Value = bool(much) if grant == "swap" else much
            return value_of(test, {**columns, column_of(which, grant): held}) is True

        if never.answers and found.answer not in never.answers:
            return False
        if never.gives and not any(
            all(grant in lines and passes(GIVE, grant, test, lines[grant][0]) for grant, test in never.gives)
            for lines, _ in _whole_options(found)
        ):
            return False
        if not all(
            any(each[0] == grant and passes(CONCEDE, grant, test, each[1]) for each in found.concessions)
            for grant, test in never.concedes
        ):
            return False
        return not never.offers or any(each.what in never.offers for each in decision.offers)

    # ---- what else is told

    def unlike(self, verdict: Verdict) -> Iterator[Facts]:
        """Cases of the class of a gap that are none."""
        for case in self.cases if verdict.around is not None else ():
            assert verdict.around is not None
            if value_of(verdict.around.node, self.whole(case)) is True and self.plain(case).status != "gap":
                yield case

    def unshadowed(self, name: str, verdict: Verdict) -> Iterator[Facts]:
        """Cases in which a rule fires, and none of those fire that are told to go before it."""
        rules = [next(rule for rule in self.request.rules if rule.id == each) for each in (name, *verdict.by)]
        for case in self.cases:
            whole = self.whole(case)
            fires = [value_of(condition_of(rule), whole) is True for rule in rules]
            if fires[0] and not any(fires[1:]):
                yield case

    # ---- rules that change nothing

    def matters(self, rule_id: str) -> Facts | None:
        """A case that is decided otherwise without a rule, be it in the same words."""
        rules = tuple(replace(r, condition=FALSE) if r.id == rule_id else r for r in self.request.rules)
        request = replace(self.request, rules=rules)
        other = Policy(replace(self.rulebook, requests={request.name: request}), (), Reference)
        for case in self.cases:
            mine, theirs = self.plain(case), plain(self.decide(case, other), self.rulebook.together)
            if mine.answer is not None and (
                theirs.answer is None or better(mine, theirs, self.rulebook) or better(theirs, mine, self.rulebook)
            ):
                return case
        return None


class Sampled(World):
    """One request of any policy, with so many cases drawn, and each beside some that differ in what is asked for."""

    BESIDE = 3

    def __init__(self, rulebook: Rulebook, request: str, chooser: Chooser, count: int) -> None:
        super().__init__(rulebook, request, dated=True)
        self.chooser, self.count = chooser, count
        self.writer = CaseWriter(rulebook, self.request)
        self.writer.facts = {
            name: fact for name, fact in rulebook.facts.items() if name in self.read and fact.source != "clock"
        }

    @cached_property
    def cases(self) -> list[Facts]:
        return [case for case in (self._drawn() for _ in range(self.count)) if self._begun(case)]

    def _drawn(self) -> Facts:
        facts = {name: self.writer.value(self.chooser, fact) for name, fact in self.writer.facts.items()}
        moment = self.writer.moment(self.chooser)
        return {**facts, "today": moment.today.toordinal(), "received_on": moment.received_on.toordinal()}

    def _begun(self, case: Facts) -> bool:
        return int_of(case[self.request.in_force_fact]) >= self.rulebook.since

    def pairs(self, free: Iterable[str]) -> Iterator[tuple[Facts, Facts]]:
        names = [name for name in sorted(free) if name in self.read]
        for case in self.cases if names else ():
            for _ in range(self.BESIDE):
                other = self._drawn()
                changed = some(self.chooser, names, 50) or [pick(self.chooser, names)]
                pair = (case, {**case, **{name: other[name] for name in changed}})
                if self._begun(pair[1]):
                    yield pair
                    yield pair[1], pair[0]


def _written(value: Value, type: Type) -> object:
    return written_records(value, type) if isinstance(type, Records) else write_value(value, type)


def _known(node: Node, columns: Mapping[str, Value]) -> int:
    value = value_of(node, columns)
    assert value is not None
    return int_of(value)


def _sooner(node: Node) -> bool:
    return isinstance(node.type, Quantity) and node.type.kind == "date"


def _grants(rule: Rule) -> bool:
    return rule.answer is not None and rule.answer.grants


def _changed(change: Any, one: dict[str, Value], other: dict[str, Value]) -> bool:
    if change.start is not None and value_of(change.start, one) is not True:
        return False
    if change.end is not None and value_of(change.end, other) is not True:
        return False
    a, b = value_of(change.node, one), value_of(change.node, other)
    assert a is not None and b is not None
    return change.direction is None or (
        int_of(b) > int_of(a) if change.direction == "higher" else int_of(b) < int_of(a)
    )


def _whole_options(found: Plain) -> Iterator[tuple[dict[str, tuple[int, bool]], frozenset[str]]]:
    """Each option with all that adds to it: per grant how much, and all that must be provided."""
    for option in found.options:
        lines: dict[str, tuple[int, bool]] = {}
        for grant, much, sooner in (*option.lines, *(line for each in found.added for line in each.lines)):
            before = lines.get(grant)
            lines[grant] = (much if before is None else min(before[0], much) if sooner else before[0] + much, sooner)
        yield lines, option.asks.union(*(each.asks for each in found.added))


def _enough(
    least: Minimum, option: tuple[dict[str, tuple[int, bool]], frozenset[str]], columns: dict[str, Value]
) -> bool:
    lines, asks = option
    if least.provided is not None and not asks <= least.provided:
        return False
    for grant, node in least.gives:
        wanted = _known(node, columns)
        much, sooner = lines.get(grant, (None, _sooner(node)))
        if much is None:
            if sooner or wanted > 0:
                return False
        elif much > wanted if sooner else much < wanted:
            return False
    return True
