"""A program cut into steps: rules for durable-rules, and amounts that are worked out around it, stage by stage.

durable-rules judges each comparison (with its sums, differences and products), each `and`, `or` and `at_least`, each
membership, and each condition on a record, record by record. Worked out in fairservice, from the lowered form, are
which branch of an `if` and which entry of a table is taken, least and greatest, quotients, and what the records of a
list that durable-rules found add up to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, assert_never

from fairservice.conditions.lowering import Lowered, lower
from fairservice.conditions.nodes import (
    FLIPPED,
    And,
    Arithmetic,
    AtLeast,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Count,
    Dated,
    Extreme,
    Extremum,
    Field,
    LookUp,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Rescale,
    Rounded,
    Some,
    Total,
    Variable,
    Whole,
    negation,
    walk,
)
from fairservice.conditions.program import Program
from fairservice.conditions.vocabulary import BOOLEAN, Boolean, Choices, Quantity, Value
from fairservice.interpreters.rete_rules.rules import (
    ALWAYS,
    ANY,
    MAX_CONJUNCTS,
    MAX_TERM,
    NEVER,
    ZERO,
    Bounds,
    Column,
    Rule,
    Shard,
    Term,
    Test,
    columns_in,
    combined,
    fits,
    sharded,
    size,
)

_OPPOSITE: dict[Comparator, Comparator] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
Conjunction: TypeAlias = list[Test]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a step is done: once a case, or once for each record of a list, within another such frame or not."""

    records: str
    level: int
    within: int
    """The number of the frame around it; 0 is the case."""


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount worked out in fairservice, by the reference's arithmetic, from what stands already."""

    name: str
    frame: int
    node: Node


@dataclass(frozen=True, slots=True)
class Folded:
    """What the records of a frame come to: whether any counts, how many, their amounts' sum, least or greatest."""

    name: str
    frame: int
    by: Literal["any", "count", "sum", "min", "max"]
    over: int
    counts: str
    amount: str | None = None
    otherwise: str | None = None


@dataclass
class Stage:
    """Everything that can be done once the stages before it are: first these steps in order, then the judging."""

    steps: list[Worked | Folded] = field(default_factory=list)
    rules: dict[int, list[Rule]] = field(default_factory=dict)
    shards: list[tuple[int, int]] = field(default_factory=list)
    """Frame, and number of the shard in `Plan.shards`."""


@dataclass(frozen=True)
class Plan:
    """All steps of a program. Frame 0 is the case itself."""

    lowered: Lowered
    frames: tuple[Frame, ...]
    stages: tuple[Stage, ...]
    shards: tuple[Shard, ...]
    codes: Mapping[str, int]
    """The number of each text that stands in the policy."""
    bounds: Mapping[str, Bounds]
    """Between which a column lies; with them no sum or product in a test leaves 64 bits, which would go unnoticed."""


def planned(program: Program) -> Plan:
    """The steps by which a program is judged."""
    work = _Planning()
    lowered = lower(program)
    for name, node in lowered.bindings:
        work.bind(name, node)
    shards: list[Shard] = []
    for stage in work.stages:
        for frame, rules in stage.rules.items():
            for shard in sharded(rules):
                stage.shards.append((frame, len(shards)))
                shards.append(shard)
    return Plan(lowered, tuple(work.frames), tuple(work.stages), tuple(shards), work.codes, work.bounds)


class _Planning:
    def __init__(self) -> None:
        self.frames = [Frame("", -1, 0)]
        self.stages: list[Stage] = [Stage()]
        self.codes: dict[str, int] = {}
        self.bounds: dict[str, Bounds] = {}
        self._ready: dict[str, int] = {}
        """The first stage at which something may be read."""
        self._terms: dict[str, Term] = {}
        """What stands under a name that is a sum, difference or product: durable-rules works it out itself."""
        self._made: dict[tuple[int, Node, bool], str] = {}
        self._inner: dict[tuple[int, str, int], int] = {}

    def bind(self, name: str, node: Node) -> None:
        """A binding of the lowered form."""
        if isinstance(node.type, Boolean):
            self._judge(name, node, True, 0)
        else:
            self._work_out(name, node, 0)
            if isinstance(node, Arithmetic | Rescale):
                term = self._scalar(node, 0)
                self._terms[name] = term if size(term) <= MAX_TERM // 2 else Column(name)

    # ---- steps

    def _stage(self, number: int) -> Stage:
        while len(self.stages) <= number:
            self.stages.append(Stage())
        return self.stages[number]

    def _after(self, names: Iterable[str]) -> int:
        return max((self._ready.get(name, 0) for name in names), default=0)

    def _judge(self, name: str, node: Node, holds: bool, frame: int) -> None:
        """Makes the rules by which durable-rules judges whether a condition holds, or does not."""
        rules = [Rule(name, tuple(tests)) for tests in self._cut(self._any(node, holds, frame) or [[NEVER]], frame)]
        stage = self._after(column.name for rule in rules for column in columns_in(rule.tests))
        self._stage(stage).rules.setdefault(frame, []).extend(rules)
        self._ready[name] = stage + 1

    def _cut(self, conjunctions: Iterable[Conjunction], frame: int) -> Iterable[Conjunction]:
        """Conjunctions that are too long, with parts of them judged first."""
        for tests in map(list, map(dict.fromkeys, conjunctions)):
            while len(tests) > MAX_CONJUNCTS:
                parts = [tests[at : at + MAX_CONJUNCTS] for at in range(0, len(tests), MAX_CONJUNCTS)]
                tests = [Test(Column(self._part(part, frame)), "=", 1) for part in parts]
            yield tests or [ALWAYS]

    def _part(self, tests: Conjunction, frame: int) -> str:
        name = self._name("part")
        stage = self._after(column.name for column in columns_in(tests))
        self._stage(stage).rules.setdefault(frame, []).append(Rule(name, tuple(tests)))
        self._ready[name] = stage + 1
        return name

    def _name(self, of: str) -> str:
        name = f"{of} ~{len(self._ready)}"  # no name of the lowered form has a tilde
        self._ready[name] = 0
        return name

    def _work_out(self, name: str, node: Node, frame: int) -> None:
        rewritten = self._rewritten(node, frame)
        stage = self._after(part.name for part in walk(rewritten) if isinstance(part, Variable))
        self._stage(stage).steps.append(Worked(name, frame, rewritten))
        self._ready[name] = stage

    def _judged(self, node: Node, holds: bool, frame: int) -> Column:
        """The column that is 1 where a condition holds, or does not."""
        match node:
            case Not(operand):
                return self._judged(operand, not holds, frame)
            case Variable(name) if holds:
                return Column(name)
            case Field() | Some() if holds:
                return Column(self._known_as(node, frame).name)
        key = frame, node, holds
        if key not in self._made:
            name = self._name("condition")
            self._judge(name, node, holds, frame)
            self._made[key] = name
        return Column(self._made[key])

    def _known_as(self, node: Node, frame: int) -> Variable:
        """The name of an amount, choice, text or set, or of something asked of a list, worked out before it is read."""
        match node:
            case Variable():
                return node
            case Field(level, position, _, type):
                return Variable(f"@{level}.{position}", type)
            case _ if isinstance(node.type, Boolean) and not isinstance(node, Some):
                return Variable(self._judged(node, True, frame).name, BOOLEAN)
        key = frame, node, True
        if key not in self._made:
            name = self._name("amount")
            if isinstance(node, Some | Count | Total | Extreme):
                self._fold(name, node, frame)
            else:
                self._work_out(name, node, frame)
            self._made[key] = name
        return Variable(self._made[key], node.type)

    def _fold(self, name: str, node: Some | Count | Total | Extreme, frame: int) -> None:
        key = frame, node.records.name, node.level
        if key not in self._inner:
            self._inner[key] = len(self.frames)
            self.frames.append(Frame(node.records.name, node.level, frame))
        over = self._inner[key]
        counts = self._judged(node.condition, True, over).name
        match node:
            case Some():
                step = Folded(name, frame, "any", over, counts)
            case Count():
                step = Folded(name, frame, "count", over, counts)
            case Total(amount=amount):
                step = Folded(name, frame, "sum", over, counts, self._named(amount, over))
            case Extreme(which, _, _, _, amount, otherwise):
                rest = self._named(otherwise, frame)
                step = Folded(name, frame, which, over, counts, self._named(amount, over), rest)
            case _:
                assert_never(node)
        stage = self._after(each for each in (counts, step.amount, step.otherwise) if each is not None)
        self._stage(stage).steps.append(step)
        self._ready[name] = stage

    def _named(self, node: Node, frame: int) -> str:
        """The name of an amount; a figure gets one too."""
        if not isinstance(node, Constant):
            return self._known_as(node, frame).name
        name = self._name("figure")
        self._work_out(name, node, frame)
        return name

    def _rewritten(self, node: Node, frame: int) -> Node:
        """An amount in which every condition, and all that is asked of a list, is a name."""
        match node:
            case Constant() | Variable():
                return node
            case Arithmetic(left=left, right=right):
                return replace(node, left=self._rewritten(left, frame), right=self._rewritten(right, frame))
            case Rescale(operand=operand):
                return replace(node, operand=self._rewritten(operand, frame))
            case Rounded(numerator=top, denominator=bottom) | Whole(numerator=top, denominator=bottom):
                return replace(node, numerator=self._rewritten(top, frame), denominator=self._rewritten(bottom, frame))
            case Extremum(operands=operands):
                return replace(node, operands=tuple(self._rewritten(each, frame) for each in operands))
            case Conditional(condition, then, otherwise, type) if not isinstance(type, Boolean):
                chosen = Variable(self._judged(condition, True, frame).name, BOOLEAN)
                return Conditional(chosen, self._rewritten(then, frame), self._rewritten(otherwise, frame), type)
            case LookUp(keys=keys) if not isinstance(node.type, Boolean):
                return replace(node, keys=tuple(self._rewritten(each, frame) for each in keys))
            case Named() | Dated():
                raise AssertionError("the lowered form has none")
            case _:
                return self._known_as(node, frame)

    # ---- conditions

    def _any(self, node: Node, holds: bool, frame: int) -> list[Conjunction]:
        """The conjunctions of which one must hold."""
        match node:
            case Not(operand):
                return self._any(operand, not holds, frame)
            case And(operands) | Or(operands):
                if isinstance(node, Or) == holds:
                    return [each for operand in operands for each in self._any(operand, holds, frame)]
            case AtLeast(count, operands):
                if not holds:
                    count, operands = len(operands) - count + 1, tuple(map(negation, operands))
                if count <= 1 or count >= len(operands):
                    plain = [] if count <= 0 else [NEVER]
                    if count in (1, len(operands)) and operands:
                        return self._any(Or(operands) if count == 1 else And(operands), True, frame)
                    return [plain]
            case Conditional(condition, then, otherwise):
                chosen = self._judged(condition, True, frame)
                return [
                    [Test(chosen, "=", taken), *each]
                    for taken, branch in ((1, then), (0, otherwise))
                    for each in self._any(branch, holds, frame)
                ]
            case LookUp():
                return self._any(self._unfolded(node, frame), holds, frame)
            case Comparison(operator, left, right):
                return self._compared(operator if holds else _OPPOSITE[operator], left, right, frame)
            case OneOf(operand, values) if holds:
                column = self._scalar(operand, frame)
                return [self._test(column, "=", self._figure(value)) for value in values]
            case Contains(operand, which, values):
                name = self._known_as(operand, frame).name
                tests = [Test(Column(name, value), "=", int(holds)) for value in values]
                return [[each] for each in tests] if (which == "any") == holds else [tests]
        return [self._all(node, holds, frame)]

    def _all(self, node: Node, holds: bool, frame: int) -> Conjunction:
        """The tests that must all hold; what is a disjunction is judged before, and then is one test."""
        match node:
            case Not(operand):
                return self._all(operand, not holds, frame)
            case Constant(value):
                return [] if bool(value) == holds else [NEVER]
            case Variable(name):
                return [Test(Column(name), "=", int(holds))]
            case Field() | Some():
                return [Test(Column(self._known_as(node, frame).name), "=", int(holds))]
            case And(operands) if holds:
                return [test for operand in operands for test in self._all(operand, True, frame)]
            case Or(operands) if not holds:
                return [test for operand in operands for test in self._all(operand, False, frame)]
            case OneOf(operand, values) if not holds:
                column = self._scalar(operand, frame)
                return [test for value in values for test in self._test(column, "!=", self._figure(value))]
            case AtLeast(count, operands) if holds and 1 < count < len(operands):
                return self._enough(count, operands, frame)
            case AtLeast(count, operands) if not holds and 0 < len(operands) - count < len(operands) - 1:
                return self._enough(len(operands) - count + 1, tuple(map(negation, operands)), frame)
            case And() | Or() | OneOf() | AtLeast() | Conditional() | LookUp():
                return [Test(self._judged(node, holds, frame), "=", 1)]
            case Comparison() | Contains():
                found = self._any(node, holds, frame)
                return found[0] if len(found) == 1 else [Test(self._judged(node, holds, frame), "=", 1)]
            case Named() | Dated():
                raise AssertionError("the lowered form has none")
            case Arithmetic() | Rescale() | Rounded() | Whole() | Extremum() | Count() | Total() | Extreme():
                raise AssertionError("an amount is not a condition")
            case _:
                assert_never(node)

    def _enough(self, count: int, operands: tuple[Node, ...], frame: int) -> Conjunction:
        """At least so many hold: what was judged of each is 1 or 0, and durable-rules adds them up."""
        type = Quantity("integer", 0, len(operands))
        names: list[Node] = [Variable(self._judged(each, True, frame).name, type) for each in operands]
        total = names[0]
        for number, each in enumerate(names[1:], 1):
            if number % MAX_TERM == 0:  # the sum becomes too long: it is worked out before it goes on
                total = self._known_as(total, frame)
            total = Arithmetic("+", total, each, type)
        return self._test(self._scalar(total, frame), ">=", count)

    def _unfolded(self, node: LookUp, frame: int) -> Node:
        """A table of yes and no: the entries that differ from what holds otherwise."""
        keys = [self._known_as(key, frame) for key in node.keys]
        first: dict[tuple[Value, ...], Value] = {}
        for at, value in node.entries:
            first.setdefault(at, value)
        met: list[Node] = [
            And(tuple(Comparison("=", key, Constant(one, key.type)) for key, one in zip(keys, at, strict=True)))
            for at, value in first.items()
            if value != node.otherwise
        ]
        return negation(Or(tuple(met))) if node.otherwise else Or(tuple(met))

    def _compared(self, operator: Comparator, left: Node, right: Node, frame: int) -> list[Conjunction]:
        if isinstance(left.type, Choices) and isinstance(right.type, Choices):
            members = dict.fromkeys((*left.type.values, *right.type.values))
            one, other = self._set(left, frame), self._set(right, frame)
            tests = [self._test(one(each), operator, other(each)) for each in members]
            return tests if operator == "!=" else [[test for each in tests for test in each]]
        return [self._test(self._scalar(left, frame), operator, self._scalar(right, frame))]

    def _set(self, node: Node, frame: int) -> _Members:
        if isinstance(node, Constant):
            assert isinstance(node.value, frozenset)
            return _Members(None, node.value)
        return _Members(self._known_as(node, frame).name, frozenset())

    def _scalar(self, node: Node, frame: int) -> Term:
        """What is compared: a column, a figure, or a sum, difference or product of such."""
        match node:
            case Constant(value):
                return self._figure(value)
            case Variable(name) if name in self._terms:
                return self._terms[name]
            case Arithmetic(operator, left, right):
                term = combined(operator, self._scalar(left, frame), self._scalar(right, frame))
            case Rescale(operand, factor):
                term = combined("*", self._scalar(operand, frame), factor)
            case _:
                return self._column(self._known_as(node, frame))
        if size(term) <= MAX_TERM and fits(term, self.bounds):
            return term
        return self._column(self._known_as(node, frame))

    def _column(self, variable: Variable) -> Column:
        """A column with its bounds, where it is a fact's own amount: anything else may be beyond them while unknown."""
        if isinstance(variable.type, Quantity) and variable.name not in self._ready:
            low, high = self.bounds.get(variable.name, (0, 0))
            low, high = min(low, variable.type.low), max(high, variable.type.high)
            self.bounds[variable.name] = max(low, ANY[0]), min(high, ANY[1])
        return Column(variable.name)

    def _figure(self, value: Value) -> int:
        if isinstance(value, str):
            return self.codes.setdefault(value, len(self.codes) + 1)
        assert isinstance(value, int)
        return int(value)

    def _test(self, left: Term, operator: Comparator, right: Term) -> Conjunction:
        """One test, with a column on its left; none where it always holds."""
        if isinstance(left, int) and not isinstance(right, int):
            left, operator, right = right, FLIPPED[operator], left
        if isinstance(left, Column):
            return [Test(left, operator, right)]
        if isinstance(right, Column):
            return [Test(right, FLIPPED[operator], left)]
        return [Test(ZERO, operator, combined("-", right, left))]  # twice what fits, which 64 bits still hold


@dataclass(frozen=True, slots=True)
class _Members:
    """Whether each value is in a set: of a column, or of these."""

    name: str | None
    values: frozenset[str]

    def __call__(self, member: str) -> Term:
        return int(member in self.values) if self.name is None else Column(self.name, member)
