"""A record as a condition asks for it: a likely one, for the case that it is put into must still be judged."""

from __future__ import annotations

from collections.abc import Sequence

from fairservice.conditions.nodes import (
    FLIPPED,
    And,
    Comparison,
    Constant,
    Contains,
    Field,
    Named,
    Node,
    Not,
    OneOf,
    Or,
)
from fairservice.conditions.vocabulary import Boolean, Choice, Quantity, Record, Scalar, Value


def record_for(condition: Node, level: int, usual: Sequence[Scalar | None]) -> Record:
    """The usual record, with what the condition says of single fields of the record bound at `level`."""
    record = list(usual)
    pending: list[tuple[Node, bool]] = [(condition, True)]
    while pending:
        node, truth = pending.pop()
        match node:
            case Named(body=body):
                pending.append((body, truth))
            case Not(operand):
                pending.append((operand, not truth))
            case And(operands) | Or(operands):
                pending += [(each, truth) for each in operands]
            case Field() if node.level == level and isinstance(node.type, Boolean):
                record[node.position] = truth
            case Comparison(operator, Field() as field, Constant(value)) if field.level == level and truth:
                record[field.position] = _met(operator, value, field)
            case Comparison(operator, Constant(value), Field() as field) if field.level == level and truth:
                record[field.position] = _met(FLIPPED[operator], value, field)
            case OneOf(Field() as field, values) if field.level == level and truth:
                record[field.position] = _scalar(values[0])
            case Contains(Field() as field, _, values) if field.level == level:
                record[field.position] = frozenset(values) if truth else frozenset()
            case _:
                pass
    return tuple(record)


def _met(operator: str, value: Value, field: Field) -> Scalar:
    """A value that compares so with the one that is given."""
    found = _scalar(value)
    if isinstance(found, int) and not isinstance(found, bool):
        found += {"<": -1, ">": 1, "!=": 1}.get(operator, 0)
        if isinstance(field.type, Quantity):
            found = min(max(found, field.type.low), field.type.high)
        elif isinstance(field.type, Choice):
            found = min(max(found, 0), len(field.type.values) - 1)
    return found


def _scalar(value: Value) -> Scalar:
    assert not isinstance(value, tuple)
    return value
