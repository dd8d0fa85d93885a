"""Cases that lie in a region, and what a policy says of them: no accusation without a case that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from fairservice.analysis.checks.plain.linear import ends
from fairservice.analysis.checks.plain.records import record_for
from fairservice.analysis.checks.plain.regions import (
    Region,
    Stretch,
    TooMany,
    is_empty,
    narrowed,
    regions,
    whole,
    within,
)
from fairservice.conditions.nodes import Conditional, Named, Node, Some, Variable, children, conjunction, walk
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import (
    MAX_RECORDS,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Record,
    Records,
    Scalar,
    ScalarType,
    Text,
    Type,
    Value,
    int_of,
    write_value,
)
from fairservice.decisions.case import with_parts
from fairservice.decisions.outcome import Outcome
from fairservice.decisions.resolve import resolve
from fairservice.interpreters.protocol import Interpreter
from fairservice.interpreters.reference import Reference
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook, amounts_of, condition_of

Case = dict[str, Value]

MAX_STEPS = 200
"""So many choices of a value are tried in one region before it is left alone."""
MAX_REGIONS_TRIED = 24
MAX_ASKED = 6
"""So many records that rules ask for are tried one by one."""
MAX_IFS = 6
"""So deep may conditions of `if … then … else` hold further ones: each doubles the ways there are."""
MAX_FEW_RULES = 200


class Spaces:
    """The space of each request of a policy, made at first use."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._made: dict[str, Space] = {}

    def of(self, request: Request) -> Space:
        if request.name not in self._made:
            self._made[request.name] = Space(self.rulebook, request)
        return self._made[request.name]


class Space:
    """The cases of one request: its facts with what they can be, and its rules with where they fire."""

    def __init__(self, rulebook: Rulebook, request: Request) -> None:
        self.rulebook = rulebook
        self.request = request
        self.types = _types(rulebook, request)
        self.known: dict[str, Stretch] = {request.in_force_fact: (rulebook.since, None)}
        self._fires: dict[str, list[Region] | None] = {}

    def gives_way(self, rule: Rule, to: Rule) -> bool:
        """Whether a rule gives way to another, directly or through others."""
        tables = self.request.tables
        if rule.table is not None and rule.table == to.table:
            ordered = tables[rule.table].hit == "first"
            return ordered and self.request.position[to.id] < self.request.position[rule.id]
        # All rows of a table override the same; into an ordered one every step leads to the rows below it.
        return any(self._reached(name, rule) for name in self._below[to.table or to.id])

    def _reached(self, name: str, rule: Rule) -> bool:
        if name in (rule.id, rule.table):
            return True
        position, above = self.request.position, name.rpartition(".")[0]
        return above == rule.table and above in self._ordered and position.get(name, len(position)) < position[rule.id]

    @cached_property
    def _ordered(self) -> frozenset[str]:
        return frozenset(name for name, table in self.request.tables.items() if table.hit == "first")

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        """For each rule or whole table the rules, rows and tables that give way to it, without those below a row."""
        direct: dict[str, tuple[str, ...]] = {}
        for rule in self.request.rules:  # of an ordered table the last row says it for all
            direct[rule.table or rule.id] = rule.overrides
        found: dict[str, frozenset[str]] = {}
        for root in direct:
            reached: set[str] = set()
            pending = list(direct[root])
            while pending:
                name = pending.pop()
                if name not in reached:
                    reached.add(name)
                    pending += direct.get(name) or direct.get(name.partition(".")[0], ())
            found[root] = frozenset(reached)
        return found

    def fires(self, rule: Rule) -> list[Region] | None:
        """Where a rule may fire; None where that is more than plain analysis follows."""
        if rule.id not in self._fires:
            self._fires[rule.id] = self.regions(condition_of(rule))
        return self._fires[rule.id]

    def regions(self, node: Node, truth: bool = True) -> list[Region] | None:
        """Where a condition may be true (or false), without what the ranges of the facts rule out."""
        if _ifs_within_ifs(node) > MAX_IFS:
            return None
        try:
            return [each for each in regions(node, truth) if narrowed(each, self.known) is not None]
        except TooMany:
            return None

    def cases(self, found: Iterable[Region]) -> Iterator[Case]:
        """Complete cases in these regions, as far as they are easily found; each must still be judged."""
        for region in islice(found, MAX_REGIONS_TRIED):
            yield from self._cases(region)

    def outcome(self, case: Case) -> Outcome:
        """What the policy says of a complete case."""
        sure, _ = self._engine.fire(self.request.program.row(case))
        return resolve(self.request, (sure, ()), lambda node: value_of(node, case), self.rulebook.together)

    @cached_property
    def _engine(self) -> Interpreter:
        """The definition itself; of many rules the one that decides live, which need not look at each of them."""
        program = self.request.program
        if len(program.conditions) <= MAX_FEW_RULES:
            return Reference(program)
        from fairservice.interpreters.python_code import PythonCode

        return PythonCode(program)

    def with_parts(self, case: Mapping[str, Value]) -> Case:
        """A case with the weekdays and months of its own dates."""
        plain = {name: value for name, value in case.items() if "/" not in name}
        return with_parts(plain, self.types, self.rulebook)

    def shown(self, case: Case, names: Iterable[str]) -> str:
        """The facts that matter in a case, as a policy would write them."""
        told = [name for name in names if name in case and "/" not in name]
        return ", ".join(f"{name} {write_value(case[name], self.types[name])}" for name in told)

    # ---- finding a case

    def _cases(self, region: Region) -> Iterator[Case]:
        found = narrowed(region, self.known)
        if found is None:
            return
        asked = list(dict.fromkeys(node.name.partition("/")[0] for node in found if isinstance(node, Variable)))
        rest = [name for name in self.types if name not in asked and "/" not in name]
        fixed = {name: self._usual(name, region) for name in rest}
        for given in self._numbers(region, asked, {}, iter(range(MAX_STEPS))):
            for lists in self._lists():
                case = self.with_parts({**fixed, **given, **lists})
                if _lies_in(region, case):
                    yield case

    def _lists(self) -> Iterator[dict[str, Value]]:
        """A few contents of all lists: nothing, records that are all alike, or such as the rules ask for."""
        lists = {name: type for name, type in self.types.items() if isinstance(type, Records)}
        yield dict.fromkeys(lists, ())
        for count in (1, 2, MAX_RECORDS) if lists else ():
            for share in (1, 0, 2):
                yield {
                    name: (tuple(self._field(each, share) for _, each in type.fields),) * min(count, type.at_most)
                    for name, type in lists.items()
                }

        yield from self._asked

    @cached_property
    def _asked(self) -> list[dict[str, Value]]:
        """Lists with a record as each quantifier asks for, by themselves and all together."""
        records: dict[str, list[Record]] = {}
        seen: set[int] = set()
        for part in (node for root in self.request.program.conditions for node in walk(root, seen)):
            if isinstance(part, Some) and isinstance(part.records.type, Records):
                usual = [self._field(each, 1) for _, each in part.records.type.fields]
                record = record_for(part.condition, part.level, usual)
                if record not in records.setdefault(part.records.name, []):
                    records[part.records.name].append(record)
        empty: dict[str, Value] = {name: () for name, type in self.types.items() if isinstance(type, Records)}
        alone = [{**empty, name: (record,)} for name, found in records.items() for record in found]
        joined = {name: tuple(found[: _most(self.types[name])]) for name, found in records.items()}
        return [{**empty, **joined}, *alone[:MAX_ASKED]] if records else []

    def _field(self, type: ScalarType, share: int) -> Scalar:
        """The least of what a field can be (share 0), the middle (1) or the most (2)."""
        match type:
            case Boolean():
                return share == 2
            case Quantity(low=low, high=high):
                return (low, self._middle(type, low, high), high)[share]
            case Choice(values, ordered):
                rank = (len(values) - 1) * share // 2
                return rank if ordered else values[rank]
            case Choices(values):
                return frozenset(values[: len(values) * share // 2])
            case Text():
                return "text"

    def _numbers(
        self, region: Region, names: list[str], given: dict[str, int], steps: Iterator[int]
    ) -> Iterator[dict[str, int]]:
        if next(steps, None) is None:
            return
        left = [name for name in names if name not in given]
        found = narrowed(region, {**self.known, **{name: (value, value) for name, value in given.items()}})
        if found is None:
            return
        if not left:
            yield given
            return
        # The most bound fact first, so that the others follow from it.
        name = min(left, key=lambda each: _width(self._stretch(each, found)))
        for value in self._candidates(name, self._stretch(name, found), region):
            yield from self._numbers(region, names, {**given, name: value}, steps)

    def _stretch(self, name: str, found: Mapping[Node, Stretch]) -> Stretch:
        type = self.types[name]
        range = within(ends(type) or (None, None), self.known.get(name, (None, None)))
        return within(range, found.get(Variable(name, type), (None, None)))

    def _candidates(self, name: str, stretch: Stretch, region: Region) -> list[int]:
        """A few values to try; of a date whose month or weekday is asked, days that have it."""
        low, high = stretch
        if low is None or high is None or is_empty(stretch):
            return []
        usual = self._middle(self.types[name], low, high)
        parts = [node.name for term in region.stretches for node, _ in term if isinstance(node, Variable)]
        if not any(part.startswith(f"{name}/") for part in parts):
            return list(dict.fromkeys((usual, low, high)))
        step = 86400 if self._is_moment(name) else 1
        near = [usual + step * (month + day) for month in range(0, 365, 30) for day in range(7)]
        return [day for day in (*near, low, high) if low <= day <= high and self._has_parts(name, day, region)][:4]

    def _is_moment(self, name: str) -> bool:
        type = self.types[name]
        return isinstance(type, Quantity) and type.kind == "datetime"

    def _has_parts(self, name: str, day: int, region: Region) -> bool:
        """Whether a date has the month and weekday that the region asks of it by themselves."""
        case = self.with_parts({name: day})
        alone = {
            term: stretch
            for term, stretch in region.stretches.items()
            if all(isinstance(node, Variable) and node.name in case for node, _ in term)
        }
        return _lies_in(Region(stretches=alone), case)

    def _middle(self, type: Type, low: int, high: int) -> int:
        """An ordinary value: of a date, some day in the second year of the policy; else the middle."""
        if isinstance(type, Quantity) and type.kind in ("date", "datetime"):
            day = self.rulebook.since + 400
            wanted = day if type.kind == "date" else (day - 719163) * 86400 + 43200
            return min(max(wanted, low), high)
        return (low + high) // 2

    def _usual(self, name: str, region: Region) -> Value:
        type = self.types[name]
        if isinstance(type, Quantity):
            low, high = within((type.low, type.high), self.known.get(name, (None, None)))
            return self._middle(type, int_of(low or 0), int_of(high or 0))
        if isinstance(type, Choice) and type.ordered:
            return 0
        if isinstance(type, Records):
            return ()
        allowed = region.among[name].meet(whole(type)) if name in region.among else whole(type)
        if not allowed.all_but:
            return min(allowed.values, key=lambda value: str(type) if isinstance(value, frozenset) else str(value))
        return next(text for text in ("text", "other", "another", "x", "y") if text not in allowed.values)


def meets(one: Iterable[Region], other: Iterable[Region]) -> Iterator[Region]:
    """The regions that lie in one of the first and one of the second."""
    others = list(other)
    return (met for each in one for second in others if (met := each.meet(second)) is not None)


def _types(rulebook: Rulebook, request: Request) -> dict[str, Type]:
    """The columns that the request reads, with the dates that they are parts of."""
    rules = [*request.rules, *([request.otherwise] if request.otherwise else [])]
    nodes = [condition_of(rule) for rule in rules] + [node for rule in rules for node in amounts_of(rule)]
    types = {part.name: part.type for part in walk(conjunction(nodes)) if isinstance(part, Variable)}
    for column in list(types):
        name = column.partition("/")[0]
        types.setdefault(name, rulebook.facts[name].type)
    types.setdefault(request.in_force_fact, rulebook.facts[request.in_force_fact].type)
    return types


def _width(stretch: Stretch) -> int:
    return (stretch[1] or 0) - (stretch[0] or 0)


def _lies_in(region: Region, case: Case) -> bool:
    for term, stretch in region.stretches.items():
        values = [(value_of(node, case), times) for node, times in term]
        total = sum(int_of(value) * times for value, times in values if value is not None)
        if is_empty(within((total, total), stretch)):
            return False
    return True


def judged(space: Space, found: Iterable[Region], accept: Callable[[Case, Outcome], bool]) -> Case | None:
    """The first case in these regions of which the policy's own outcome is accepted as a proof."""
    for case in space.cases(found):
        today, received = case.get("today"), case.get("received_on")
        if today is not None and received is not None and int_of(received) > int_of(today):
            continue
        if accept(case, space.outcome(case)):
            return case
    return None


def _ifs_within_ifs(node: Node) -> int:
    """How many conditionals stand in the conditions of one another, at most."""
    most = 0
    pending = [(node, 0)]
    seen: set[tuple[int, int]] = set()  # names are shared: each is looked into once a depth
    while pending and most <= MAX_IFS:
        current, within_ifs = pending.pop()
        if isinstance(current, Named):
            if (id(current), within_ifs) in seen:
                continue
            seen.add((id(current), within_ifs))
        most = max(most, within_ifs)
        for child in children(current):
            deeper = isinstance(current, Conditional) and child is current.condition
            pending.append((child, within_ifs + deeper))
    return most


def _most(type: Type) -> int:
    return type.at_most if isinstance(type, Records) else 0
