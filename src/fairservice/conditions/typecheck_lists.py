"""Types what is asked of lists of records: `some`, `every`, `count`, `sum`, `min` and `max`."""

from __future__ import annotations

from dataclasses import dataclass, field

from fairservice.conditions.checking import Checking
from fairservice.conditions.nodes import (
    Comparison,
    Conditional,
    Count,
    Extreme,
    Named,
    Node,
    Some,
    Total,
    Variable,
    children,
    conjunction,
    negation,
)
from fairservice.conditions.quantities import (
    calculated,
    exact,
    joined,
    kind_in_words,
    mismatch,
    quantity_of,
    same_dimension,
)
from fairservice.conditions.syntax import Apply, Literal, Name, Syntax
from fairservice.conditions.tokens import MAX_CHAIN
from fairservice.conditions.vocabulary import Boolean, Quantity, Records, Type
from fairservice.conditions.within_list import TOO_NESTED, WithinList, unknown_field
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

NO_DEFAULT = Defect(
    "FS230", "least-of-an-empty-list", "error", "`min` or `max` of a list does not say what it is when nothing counts"
)

MAX_NESTED = 4
"""The most `if`s, lists and comparisons of conditions one within the other, in what is asked of each record."""

MAX_STEPS = 120
"""The deepest nesting of it: it is written out in one piece, and Python takes 200 parentheses."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list as written: which one, which of its records count, and which amount of each is meant."""

    name: Name
    records: Variable
    filters: tuple[Syntax, ...] = ()
    amount: Name | None = None
    each: tuple[Name, Syntax] | None = field(default=None)


def quantified(checker: Checking, which: str, operands: tuple[Syntax, ...], span: Span) -> Node:
    """`some x in list satisfies …` and `every …`."""
    variable, listed, body = operands
    found = _listed(checker, listed)
    assert isinstance(variable, Name)
    if found.amount is not None or found.each is not None:
        raise mismatch(listed.span, f"`{which}` goes through records", f"name the list alone: `in {found.name.text}`")
    inner = checker.within(WithinList(checker.scope, found.records, variable, found.name))
    holds, counts = inner.condition(body), _filter(checker, found)
    level = inner.scope.depth - 1
    if which == "some":
        return limited(Some(level, found.records, conjunction((counts, holds))), span)
    return negation(limited(Some(level, found.records, conjunction((counts, negation(holds)))), span))


def counted(checker: Checking, operands: tuple[Syntax, ...], span: Span) -> Node:
    """`count(list)`, `count(list where …)`."""
    if len(operands) != 1:
        raise mismatch(span, "`count` takes one list", "write `count(order.lines where …)`, or `sum` for amounts")
    found = _listed(checker, operands[0])
    if found.amount is not None or found.each is not None:
        raise mismatch(operands[0].span, "`count` counts records", f"write `count({found.name.text} where …)`")
    return count_of(found.records, _filter(checker, found), checker, span)


def count_of(records: Variable, condition: Node, checker: Checking, span: Span) -> Node:
    """How many records a condition holds for, as a node."""
    assert isinstance(records.type, Records)
    type = Quantity("integer", 0, records.type.at_most)
    return limited(Count(checker.scope.depth, records, condition, type), span)


def summed(checker: Checking, operands: tuple[Syntax, ...], expected: Type | None, span: Span) -> Node:
    """`sum(list.field where …)`, `sum(for x in list return …)`, or the sum of some plain amounts."""
    if not operands:
        raise mismatch(span, "`sum` needs something to add", "write `sum(order.lines.price)`")
    if not any(is_listed(checker, each) for each in operands):
        return _plain_sum(checker, operands, expected, span)
    if len(operands) > 1:
        help = "a sum of nothing is 0" if _is_default(operands[1]) else "write one `sum` a list, and `+` between them"
        raise mismatch(operands[1].span, "`sum` takes one list and nothing more", help)
    found = _listed(checker, operands[0])
    counts, amount = _filter(checker, found), _amount(checker, found, "sum", expected)
    type, most = quantity_of(amount), _most(found)
    if type.kind in ("date", "datetime"):
        raise mismatch(operands[0].span, f"{kind_in_words(type)} cannot be added up", "`min` and `max` take dates")
    wide = type.bounded(min(type.low, 0) * most, max(type.high, 0) * most)
    return limited(Total(checker.scope.depth, found.records, counts, amount, exact(wide, span, amount)), span)


def extreme(checker: Checking, which: str, operands: tuple[Syntax, ...], expected: Type | None, span: Span) -> Node:
    """`min(list.field where …, otherwise …)` and `max`."""
    found = _listed(checker, operands[0])
    counts, amount = _filter(checker, found), _amount(checker, found, which, expected)
    if len(operands) == 1:
        message = f"there may be nothing to take the {_WORDS[which]} of"
        raise Rejected(NO_DEFAULT.at(span, message, f"say what it is then: `{which}(…, otherwise 0)`"))
    default = operands[1]
    if len(operands) > 2 or not isinstance(default, Apply) or default.operator != "otherwise":
        help = f"write `{which}({found.name.text}…, otherwise 0)`, and one `{which}` around several"
        raise mismatch(operands[1].span, f"`{which}` takes one list, and what it is of nothing", help)
    amount, rest = same_dimension(amount, checker.node(default.operands[0], amount.type), default.span)
    a, b = quantity_of(amount), quantity_of(rest)
    type = joined(a, b).bounded(min(a.low, b.low), max(a.high, b.high))
    return limited(Extreme(which, checker.scope.depth, found.records, counts, amount, rest, type), span)  # type: ignore[arg-type]


_WORDS = {"min": "least", "max": "greatest"}


def is_listed(checker: Checking, syntax: Syntax) -> bool:
    """Whether an argument is a list, or an amount of each record of one."""
    if isinstance(syntax, Name):
        return _resolved(checker, syntax) is not None
    return isinstance(syntax, Apply) and syntax.operator in ("where", "field", "for")


def misplaced(operator: str, span: Span) -> Rejected:
    """A part of a question to a list that stands alone."""
    if operator == "otherwise":
        return mismatch(span, "`otherwise` does not belong here", "it says what `min` or `max` of an empty list is")
    return mismatch(
        span, "a list cannot stand here", "ask something of it: `count(…)`, `sum(…)`, `some … in … satisfies …`"
    )


# ---- parts


def _listed(checker: Checking, syntax: Syntax) -> _Listed:
    match syntax:
        case Name():
            found = _resolved(checker, syntax)
            if found is not None:
                return found
            node = checker.scope.node(syntax.text, syntax.span)
            help = "name a fact that is a list"
            raise mismatch(syntax.span, f"`{syntax.text}` is {kind_in_words(node.type)}, not a list", help)
        case Apply("where", (inner, condition)):
            found = _listed(checker, inner)
            return _Listed(found.name, found.records, (*found.filters, condition), found.amount, found.each)
        case Apply("field", (inner, name)) if isinstance(name, Name):
            found = _listed(checker, inner)
            if found.amount is None and found.each is None:
                return _Listed(found.name, found.records, found.filters, name)
            raise mismatch(name.span, "a field has no fields", "name one field of the records")
        case Apply("for", (variable, inner, body)) if isinstance(variable, Name):
            found = _listed(checker, inner)
            if found.amount is None and found.each is None:
                return _Listed(found.name, found.records, found.filters, None, (variable, body))
            raise mismatch(inner.span, "`for` goes through records", f"name the list alone: `in {found.name.text}`")
    raise mismatch(syntax.span, "this is not a list", "name a fact that is a list")


def _resolved(checker: Checking, name: Name) -> _Listed | None:
    """The list that a name means, or the list and its field."""
    scope = checker.scope
    for text, rest in ((name.text, ""), (name.text.rpartition(".")[0], name.text.rpartition(".")[2])):
        fact = scope.facts.get(text)
        if fact is not None and isinstance(fact.type, Records):
            node = scope.node(text, name.span)
            assert isinstance(node, Variable)
            return _Listed(
                name if not rest else Name(text, name.span), node, (), Name(rest, name.span) if rest else None
            )
    return None


def _filter(checker: Checking, found: _Listed) -> Node:
    """Which records count: all filters hold."""
    inner = checker.within(WithinList(checker.scope, found.records, None, found.name))
    nodes = []
    for each in found.filters:
        if isinstance(each, Literal) and each.kind == "number":
            raise mismatch(each.span, "records have no number", "say which ones: `[price > 20]`")
        nodes.append(inner.condition(each))
    return conjunction(nodes)


def _amount(checker: Checking, found: _Listed, which: str, expected: Type | None) -> Node:
    """The amount of each record that is added or compared."""
    variable = found.each[0] if found.each else None
    scope = WithinList(checker.scope, found.records, variable, found.name)
    fields = [name for name, _ in scope.type.fields]
    if found.each is not None:
        node, span = checker.within(scope).node(found.each[1], expected), found.each[1].span
    elif found.amount is None:
        shown = next((name for name, type in scope.type.fields if isinstance(type, Quantity)), fields[0])
        help = f"name the field: `{which}({found.name.text}.{shown}…)`"
        raise mismatch(found.name.span, f"`{which}` needs an amount of each record", help)
    elif found.amount.text not in fields:
        raise unknown_field(found.name.text, found.amount.text, fields, found.amount.span)
    else:
        node, span = scope.node(found.amount.text, found.amount.span), found.amount.span
    if not isinstance(node.type, Quantity):
        raise mismatch(span, f"{kind_in_words(node.type)} is no amount", "`count(… where …)` counts records")
    return node


def _plain_sum(checker: Checking, operands: tuple[Syntax, ...], expected: Type | None, span: Span) -> Node:
    if len(operands) > MAX_CHAIN:
        raise mismatch(span, f"this joins more than {MAX_CHAIN} amounts", "give its parts names")
    model = next((each for each in operands if not isinstance(each, Literal)), operands[0])
    like = checker.node(model, expected).type
    total, *others = [checker.node(each, like) for each in operands]
    for each in others:
        total = calculated("+", total, each, span)
    return total


def _is_default(syntax: Syntax) -> bool:
    return isinstance(syntax, Apply) and syntax.operator == "otherwise"


def _most(found: _Listed) -> int:
    assert isinstance(found.records.type, Records)
    return found.records.type.at_most


def limited(node: Node, span: Span) -> Node:
    """The node, unless so much is nested in it that it would have to be written out too many times."""
    if _nested(node) - 1 > MAX_NESTED:
        message = f"more than {MAX_NESTED} `if`s, lists or compared conditions lie within each other here"
        help = "ask less of each record, or add a field that says it"
        raise Rejected(TOO_NESTED.at(span, message, help))
    if _steps(node) > MAX_STEPS:
        message = f"this asks more than {MAX_STEPS} steps, one upon the other, of each record"
        raise Rejected(TOO_NESTED.at(span, message, "ask less of each record, or add a field that says it"))
    return node


def _nested(node: Node) -> int:
    if isinstance(node, Named):  # read by itself, once
        return 0
    counts = isinstance(node, Conditional | Some | Count | Total | Extreme)
    counts = counts or (isinstance(node, Comparison) and isinstance(node.left.type, Boolean))
    return counts + max((_nested(each) for each in children(node)), default=0)


def _steps(node: Node) -> int:
    return 1 if isinstance(node, Named) else 1 + max(map(_steps, children(node)), default=0)
