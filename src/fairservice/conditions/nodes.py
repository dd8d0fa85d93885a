"""The closed union of nodes that a typed condition or amount is made of.

Nodes are frozen and carry their static type. What they mean is written once, in `reference.py`.

What is asked of a list looks at one record after the other. The nodes that do so bind their record at a `level`,
0 for the outermost, and a `Field` names the level whose record it reads. Levels differ within one another, so a
node means the same wherever it is put, as long as the levels that it reads are bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from fairservice.conditions.vocabulary import BOOLEAN, Boolean, Quantity, Type, Value

Comparator = Literal["=", "!=", "<", "<=", ">", ">="]

FLIPPED: dict[Comparator, Comparator] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparator that says the same with the operands the other way round."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the policy."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of the case (a fact, or a part of one), or a named binding of the lowered form."""

    name: str
    type: Type


@dataclass(frozen=True)
class Named:
    """A definition or parameter under its own name; means what its body means."""

    name: str
    kind: Literal["definition", "parameter"]
    body: Node

    @property
    def type(self) -> Type:
        return self.body.type

    @cached_property
    def depth(self) -> int:
        """How deep its body is nested, names within it included."""
        return depth_of(self.body)

    @cached_property
    def spreads(self) -> bool:
        """Whether its body is known to lie between bounds while it is unknown itself."""
        return spreads(self.body)

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.body))

    def __hash__(self) -> int:  # bodies are shared by many rules: hash each once
        return self._hash


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product of two ints; scales were aligned by the type checker."""

    operator: Literal["+", "-", "*"]
    left: Node
    right: Node
    type: Quantity


@dataclass(frozen=True, slots=True)
class Rescale:
    """The same quantity at a finer scale: the int times `factor`."""

    operand: Node
    factor: int
    type: Quantity


@dataclass(frozen=True, slots=True)
class Rounded:
    """numerator / denominator, rounded half up, at least zero: what a `give` line comes to. Outermost only."""

    numerator: Node
    denominator: Node
    type: Quantity


@dataclass(frozen=True, slots=True)
class Whole:
    """numerator / denominator, down (`floor`) or up (`ceiling`) to a whole number. The denominator is above zero."""

    which: Literal["floor", "ceiling"]
    numerator: Node
    denominator: Node
    type: Quantity


@dataclass(frozen=True, slots=True)
class Extremum:
    """The least (`min`) or greatest (`max`) of one or more quantities."""

    which: Literal["min", "max"]
    operands: tuple[Node, ...]
    type: Quantity


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if condition then … else …`."""

    condition: Node
    then: Node
    otherwise: Node
    type: Type


@dataclass(frozen=True, slots=True)
class Dated:
    """The version in force on a day: of the last one whose first day is not after it, else the first one."""

    on: Node
    versions: tuple[tuple[int, Node], ...]
    type: Type


@dataclass(frozen=True, slots=True)
class LookUp:
    """The entry of a table by one or two keys; `otherwise` for keys that have none."""

    keys: tuple[Node, ...]
    entries: tuple[tuple[tuple[Value, ...], Value], ...]
    otherwise: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values of one type and scale; `<` and its like only between ints."""

    operator: Comparator
    left: Node
    right: Node
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these constants."""

    operand: Node
    values: tuple[Value, ...]
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class Contains:
    """A set has `any` or `all` of these values."""

    operand: Node
    which: Literal["any", "all"]
    values: tuple[str, ...]
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold. Of one boolean; unknown where that is unknown."""

    operand: Node
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class And:
    """All of these hold. Of booleans; false as soon as one is false, else unknown where one is unknown."""

    operands: tuple[Node, ...]
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these holds. Of booleans; true as soon as one is true, else unknown where one is unknown."""

    operands: tuple[Node, ...]
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the operands hold."""

    count: int
    operands: tuple[Node, ...]
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record bound at `level`: the value at `position` in it. Unknown where the record leaves it open.

    `name` is that of the list and the field: `order.lines.price`.
    """

    level: int
    position: int
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Some:
    """A record of the list for which the condition holds: the `Or` over all records, so false of an empty list.

    Unknown where the list is, and where it holds of no record but is unknown of one.
    """

    level: int
    records: Variable
    condition: Node
    type: Boolean = BOOLEAN


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of the list the condition holds for.

    Known where it is known of every record; else it lies between those it surely holds for and those it may hold
    for, and of an unknown list between 0 and the most records that there can be.
    """

    level: int
    records: Variable
    condition: Node
    type: Quantity


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of an amount over the records for which the condition holds; of none it is 0.

    Unknown where the list is, where the condition is unknown of a record, or an amount that counts.
    """

    level: int
    records: Variable
    condition: Node
    amount: Node
    type: Quantity


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest amount over the records for which the condition holds; of none it is `otherwise`.

    Unknown as a `Total` is, and where it comes down to an `otherwise` that is unknown.
    """

    which: Literal["min", "max"]
    level: int
    records: Variable
    condition: Node
    amount: Node
    otherwise: Node
    type: Quantity


Node: TypeAlias = (
    Constant
    | Variable
    | Named
    | Arithmetic
    | Rescale
    | Rounded
    | Whole
    | Extremum
    | Conditional
    | Dated
    | LookUp
    | Comparison
    | OneOf
    | Contains
    | Not
    | And
    | Or
    | AtLeast
    | Field
    | Some
    | Count
    | Total
    | Extreme
)

_LEAVES = (Constant, Variable, Field)

TRUE = Constant(True, BOOLEAN)
FALSE = Constant(False, BOOLEAN)


def conjunction(operands: Iterable[Node]) -> Node:
    """`And`, with what is surely true left out and nested ones joined."""
    kept: list[Node] = []
    for operand in operands:
        if operand == FALSE:
            return FALSE
        if operand != TRUE:
            kept.append(operand)
    if len(kept) == 1:
        return kept[0]
    joined = (part for each in kept for part in (each.operands if isinstance(each, And) else (each,)))
    unique = tuple(dict.fromkeys(joined))
    return TRUE if not unique else unique[0] if len(unique) == 1 else And(unique)


def disjunction(operands: Iterable[Node]) -> Node:
    """`Or`, with what is surely false left out and nested ones joined."""
    kept: list[Node] = []
    for operand in operands:
        if operand == TRUE:
            return TRUE
        if operand != FALSE:
            kept.append(operand)
    if len(kept) == 1:
        return kept[0]
    joined = (part for each in kept for part in (each.operands if isinstance(each, Or) else (each,)))
    unique = tuple(dict.fromkeys(joined))
    return FALSE if not unique else unique[0] if len(unique) == 1 else Or(unique)


def negation(operand: Node) -> Node:
    """`Not`, without doubles."""
    match operand:
        case Constant(value=bool(value)):
            return FALSE if value else TRUE
        case Not(inner):
            return inner
        case _:
            return Not(operand)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, in reading order."""
    match node:
        case Constant() | Variable() | Field():
            return ()
        case Named(body=body):
            return (body,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Rounded(numerator, denominator) | Whole(_, numerator, denominator):
            return (numerator, denominator)
        case Rescale(operand=operand) | OneOf(operand=operand) | Contains(operand=operand) | Not(operand=operand):
            return (operand,)
        case Extremum(operands=operands) | And(operands=operands) | Or(operands=operands) | AtLeast(operands=operands):
            return operands
        case Conditional(condition, then, otherwise):
            return (condition, then, otherwise)
        case Dated(on, versions):
            return (on, *(body for _, body in versions))
        case LookUp(keys=keys):
            return keys
        case Some(records=records, condition=condition) | Count(records=records, condition=condition):
            return (records, condition)
        case Total(records=records, condition=condition, amount=amount):
            return (records, condition, amount)
        case Extreme(records=records, condition=condition, amount=amount, otherwise=otherwise):
            return (records, condition, amount, otherwise)


def walk(node: Node, seen: set[int] | None = None) -> Iterator[Node]:
    """Every node within a node, itself first, in reading order; what stands under a name once.

    `seen` has the names that were walked already, and is added to; it may be shared by several walks.
    """
    pending = [node]
    seen = set() if seen is None else seen
    while pending:
        current = pending.pop()
        if isinstance(current, Named):
            if id(current) in seen:
                continue
            seen.add(id(current))
        yield current
        if not isinstance(current, _LEAVES):
            pending.extend(reversed(children(current)))


def depth_of(node: Node) -> int:
    """How deep a node is nested, counted through names."""
    deepest = 0
    pending = [(node, 1)]
    while pending:
        current, depth = pending.pop()
        if isinstance(current, Named):
            deepest = max(deepest, depth + current.depth)
            continue
        deepest = max(deepest, depth)
        pending.extend((child, depth + 1) for child in children(current))
    return deepest


def spreads(node: Node) -> bool:
    """Whether an amount may be known to lie between bounds while it is unknown: counts, scores and sums of them."""
    match node:
        case Count():
            return True
        case Conditional(type=type):
            return isinstance(type, Quantity)
        case Named():
            return node.spreads
        case Arithmetic("*"):
            return bounded_factor(node) is not None
        case Arithmetic(left=left, right=right):
            return spreads(left) or spreads(right)
        case Rescale(operand=operand):
            return spreads(operand)
        case Extremum(operands=operands):
            return any(map(spreads, operands))
        case _:
            return False


def bounded_factor(product: Arithmetic) -> tuple[Node, Node] | None:
    """What spreads in a product, and what it is multiplied by, where that does not and is never below zero."""
    left, right = spreads(product.left), spreads(product.right)  # once each: products nest deep
    if left == right:
        return None
    one, other = (product.left, product.right) if left else (product.right, product.left)
    return (one, other) if isinstance(other.type, Quantity) and other.type.low >= 0 else None


def open_levels(node: Node) -> frozenset[int]:
    """The levels that a node reads a field of without binding them itself."""
    match node:
        case Field(level=level):
            return frozenset([level])
        case Constant() | Variable() | Named():  # what stands under a name is closed
            return frozenset()
        case Some(level=level) | Count(level=level) | Total(level=level):
            return frozenset().union(*map(open_levels, children(node))) - {level}
        case Extreme(level=level, condition=condition, amount=amount, otherwise=otherwise):
            return (open_levels(condition) | open_levels(amount)) - {level} | open_levels(otherwise)
        case _:
            return frozenset().union(*map(open_levels, children(node)))


def columns_of(node: Node) -> list[str]:
    """The columns that a node reads, each once, in reading order."""
    return list(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Variable)))
