"""Types what is read off a date or moment: `date`, `time`, `weekday`, `month`, `year` and `days_between`."""

from __future__ import annotations

from fairservice.conditions.checking import Checking
from fairservice.conditions.nodes import Constant, Field, Node, Variable
from fairservice.conditions.quantities import calculated, kind_in_words, mismatch
from fairservice.conditions.syntax import Syntax
from fairservice.conditions.vocabulary import DATE, PARTS, Quantity, int_of, part_column, part_of
from fairservice.span import Span


def calendar_function(checker: Checking, function: str, operands: tuple[Syntax, ...], span: Span) -> Node:
    """A function of one date or moment, or the days between two. Raises `Rejected`."""
    wanted = 2 if function == "days_between" else 1
    if len(operands) != wanted:
        shown = "days_between(from, until)" if wanted == 2 else f"{function}(order.placed_on)"
        raise mismatch(span, f"`{function}` takes {wanted} dates", f"write `{shown}`")
    if function == "days_between":
        first, second = (_date(checker, each) for each in operands)
        return calculated("-", second, first, span)
    if function == "date":
        return _date(checker, operands[0])
    if function == "time":
        return _time(checker, operands[0])
    return _part(checker, operands[0], function)


def _date(checker: Checking, syntax: Syntax) -> Node:
    node = checker.node(syntax, DATE)
    if isinstance(node.type, Quantity):
        if node.type.kind == "date":
            return node
        if node.type.kind == "datetime":
            if isinstance(node, Constant):
                return Constant(part_of(int_of(node.value), node.type, "day", checker.scope.zone), DATE)
            return _part(checker, syntax, "day")
    raise mismatch(syntax.span, f"this is {kind_in_words(node.type)}, not a date", "name a date fact")


def _time(checker: Checking, syntax: Syntax) -> Node:
    type = checker.node(syntax).type
    if isinstance(type, Quantity) and type.kind == "datetime":
        return _part(checker, syntax, "time")
    raise mismatch(syntax.span, f"{kind_in_words(type)} has no time of day", "name a fact that is a datetime")


def _part(checker: Checking, syntax: Syntax, part: str) -> Node:
    node = checker.node(syntax)
    if isinstance(node, Field):
        raise mismatch(syntax.span, f"the {part} of a field is not known", "give the records a field for it")
    if not isinstance(node, Variable) or not isinstance(node.type, Quantity):
        raise mismatch(syntax.span, "only a fact has a day, month or weekday", "name a date fact")
    if node.type.kind not in ("date", "datetime"):
        raise mismatch(syntax.span, f"this is {kind_in_words(node.type)}, not a date", "name a date fact")
    fact, _, taken = node.name.partition("/")
    if taken not in ("", "day"):
        raise mismatch(syntax.span, "only a fact has a day, month or weekday", "name a date fact")
    return Variable(part_column(fact, part), PARTS[part])
