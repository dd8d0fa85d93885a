"""Finds the unknown columns that keep conditions and amounts open: what still has to be asked."""

from __future__ import annotations

from fairservice.conditions.nodes import (
    Comparison,
    Conditional,
    Contains,
    Count,
    Dated,
    Extreme,
    Field,
    Named,
    Node,
    Not,
    OneOf,
    Rescale,
    Some,
    Total,
    Variable,
    children,
    columns_of,
    walk,
)
from fairservice.conditions.reference import Case, values_in
from fairservice.conditions.vocabulary import Value, int_of


def open_columns(node: Node, case: Case) -> list[str]:
    """The unknown columns that keep a node open: only parts that are open themselves are looked into."""
    return list(OpenColumns(ReadColumns(), case).of(node))


class ReadColumns(dict[int, tuple[Node, frozenset[str]]]):
    """The columns that nodes read, by the id of each node, which is kept so that its id stays its own.

    Made once for the nodes of a program and given to each of its cases: it grows no larger than the program.
    """

    def of(self, node: Node) -> frozenset[str]:
        found = self.get(id(node))
        if found is None:
            found = self[id(node)] = node, frozenset(columns_of(node))
        return found[1]


class OpenColumns:
    """What is open in one case, which must outlive this, as must the nodes: each is looked into once."""

    def __init__(self, read: ReadColumns, case: Case) -> None:
        self._read = read
        self._case = case
        self._value = values_in(case)
        self._settled = {name for name, value in case.items() if not _has_gaps(value)}
        self._found: dict[int, tuple[str, ...]] = {}

    def of(self, node: Node, surely_open: bool = False) -> tuple[str, ...]:
        """The unknown columns that keep a node open, in reading order; none where it is not open.

        `surely_open`: the node is known to be open, and is not judged again.
        """
        found = self._found.get(id(node))
        if found is None:
            found = self._columns(node) if surely_open or self._is_open(node) else ()
            self._found[id(node)] = found
        return found

    def _columns(self, node: Node) -> tuple[str, ...]:
        inside = children(node)
        match node:
            case Variable(name):
                return (name,)
            case Named() | Not() | Rescale() | OneOf() | Contains():
                return self.of(inside[0], surely_open=True)
            case Conditional(condition, then, otherwise):
                holds = self._value(condition)
                if holds is not None:
                    inside = (then if holds else otherwise,)
            case Dated(on, versions) if (day := self._value(on)) is not None:
                begun = [body for first, body in versions if first <= int_of(day)]
                inside = (begun[-1] if begun else versions[0][1],)
            case Some() | Count() | Total() | Extreme():
                return _open_of_list(node, self._case)
            case _:
                pass
        return tuple(dict.fromkeys(name for each in inside for name in self.of(each)))

    def _is_open(self, node: Node) -> bool:
        """Whether the value of a node is unknown. Most are told by what they read, without working them out."""
        if self._read.of(node) <= self._settled:
            return False
        match node:
            case Variable(name):
                return name not in self._case
            case Comparison(_, Variable(name)) | Comparison(_, _, Variable(name)) if name not in self._case:
                return True
            case OneOf(operand) | Contains(operand) | Not(operand) | Rescale(operand):
                return self._is_open(operand)
            case _:
                return self._value(node) is None


def _has_gaps(value: Value) -> bool:
    """Whether fields of the records of a list are unknown."""
    return isinstance(value, tuple) and any(None in record for record in value)


def _open_of_list(node: Some | Count | Total | Extreme, case: Case) -> tuple[str, ...]:
    """The unknown columns that what is asked of a list reads; of it and of lists within, those with open fields."""
    found = [name for name in columns_of(node) if name not in case]
    read: dict[str, set[int]] = {}
    for part in walk(node):
        if isinstance(part, Field):
            read.setdefault(part.name.rpartition(".")[0], set()).add(part.position)
    for name, positions in read.items():
        listed = case.get(name)
        assert listed is None or isinstance(listed, tuple)
        if listed is not None and any(record[position] is None for record in listed for position in positions):
            found.append(name)
    return tuple(dict.fromkeys(found))
