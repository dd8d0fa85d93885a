"""Turns syntax into typed nodes, or says in the owner's words why it makes no sense.

Every intermediate is bounded by interval arithmetic and stays below 2^53, so that all interpreters are exact.
"""

from __future__ import annotations

from dataclasses import replace

from fairservice.conditions.calendar import moved
from fairservice.conditions.literals import UNKNOWN_VALUE, constant, literal_node
from fairservice.conditions.nodes import (
    FLIPPED,
    TRUE,
    Arithmetic,
    Comparator,
    Comparison,
    Conditional,
    Constant,
    Contains,
    Extremum,
    Node,
    OneOf,
    Rescale,
    Rounded,
    conjunction,
    disjunction,
    negation,
)
from fairservice.conditions.quantities import (
    DIVISION,
    aligned,
    calculated,
    compared,
    exact,
    folded,
    interval_of,
    joined,
    kind_in_words,
    mismatch,
    quantity_of,
    rescaled,
    same_dimension,
)
from fairservice.conditions.reference import round_half_up
from fairservice.conditions.scope import Scope
from fairservice.conditions.syntax import Apply, Literal, Name, Syntax
from fairservice.conditions.typecheck_calendar import calendar_function
from fairservice.conditions.typecheck_lists import counted, extreme, is_listed, misplaced, quantified, summed
from fairservice.conditions.typecheck_numbers import opposite, size, whole_number
from fairservice.conditions.vocabulary import (
    BOOLEAN,
    CLOCKS,
    TEXT,
    Boolean,
    Choice,
    Choices,
    Quantity,
    Records,
    Text,
    Type,
    cut,
    int_of,
    one_of,
)
from fairservice.errors import Defect, Rejected
from fairservice.span import Span

CLASH = Defect("FS204", "value-or-name", "error", "a word is both a value and a name")
EMPTY_RANGE = Defect("FS209", "empty-range", "error", "a range ends before it begins")

_COMPARATORS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class Checker:
    """Types syntax within a scope. Every method raises `Rejected` with the narrowest span it knows."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.tested: dict[tuple[str, str], Node] = {}
        """What a name and a test of it come to, as written: many rules ask the same."""

    def within(self, scope: Scope) -> Checker:
        """The same checker within another scope."""
        return Checker(scope)

    # ---- conditions

    def condition(self, syntax: Syntax) -> Node:
        """Syntax that must be true or false."""
        node = self.node(syntax, BOOLEAN)
        if not isinstance(node.type, Boolean):
            raise mismatch(
                syntax.span,
                f"this is {kind_in_words(node.type)}, not a yes or no",
                "compare it with something",
            )
        return node

    def test(self, subject: Node, syntax: Syntax) -> Node:
        """A unary test of `subject`, as it stands after a fact's name."""
        if not isinstance(syntax, Apply) or not syntax.operator.startswith("test"):
            return self._equals(subject, syntax)
        operator, operands, span = syntax.operator, syntax.operands, syntax.span
        match operator:
            case "test any":
                return TRUE
            case "tests any":
                return self._any_of(subject, operands)
            case "tests all":
                return conjunction(self.test(subject, each) for each in operands)
            case "test not":
                return negation(self.test(subject, operands[0]))
            case "test any of" | "test all of" | "test none of":
                return self._set_test(subject, operator.split()[1], operands, span)
        if operator in ("test [ ]", "test [ )", "test ( ]", "test ( )"):
            return self._interval(subject, operator, operands, span)
        sign: Comparator = operator.removeprefix("test ")  # type: ignore[assignment]
        if sign == "=":
            return self._equals(subject, operands[0])
        if isinstance(subject.type, Choices):
            raise self._set_needs_words(span)
        return self._compared(sign, subject, operands[0], span)

    def _any_of(self, subject: Node, operands: tuple[Syntax, ...]) -> Node:
        tests = [self.test(subject, each) for each in operands]
        values = [
            test.right.value
            for test in tests
            if isinstance(test, Comparison)
            and test.operator == "="
            and isinstance(test.right, Constant)
            and test.left == subject
        ]
        if len(values) == len(tests):
            return OneOf(subject, tuple(dict.fromkeys(values)))
        return disjunction(tests)

    def _equals(self, subject: Node, syntax: Syntax) -> Node:
        if isinstance(subject.type, Choices):
            raise self._set_needs_words(syntax.span)
        if isinstance(subject.type, Boolean) and isinstance(syntax, Literal) and syntax.kind == "boolean":
            return subject if syntax.text in ("true", "yes") else negation(subject)
        if isinstance(subject.type, Boolean) and isinstance(syntax, Literal):
            raise mismatch(syntax.span, "this is a yes or no fact", "write `true` or `false`")
        if isinstance(subject.type, Boolean) and isinstance(syntax, Name) and self._is_no_name(syntax.text):
            raise mismatch(syntax.span, f"`{cut(syntax.text)}` is neither true nor false", "write `true` or `false`")
        if isinstance(subject.type, Choice) and isinstance(syntax, Apply) and syntax.operator == "of":
            help = "for one of several values, write commas between them, or `or`"
            raise Rejected(UNKNOWN_VALUE.at(syntax.span, "`of` does not stand between values", help))
        return self._compared("=", subject, syntax, syntax.span)

    def _is_no_name(self, word: str) -> bool:
        """Whether a word is neither a name nor nearly one."""
        return not self.scope.has(word) and not self.scope.nearest(word)

    def _compared(self, operator: Comparator, subject: Node, syntax: Syntax, span: Span) -> Node:
        division = self._division(syntax, subject.type)
        if division:
            return self._ratio_comparison(FLIPPED[operator], division, subject, span)
        value = self._word_or_node(syntax, subject.type)
        return compared(operator, subject, value, span)

    def _interval(self, subject: Node, operator: str, operands: tuple[Syntax, ...], span: Span) -> Node:
        if not isinstance(subject.type, Quantity) and not (isinstance(subject.type, Choice) and subject.type.ordered):
            raise mismatch(span, f"a range does not fit {kind_in_words(subject.type)}", "name the values")
        low, high = (self._word_or_node(each, subject.type) for each in operands)
        if isinstance(low.type, Quantity) and isinstance(high.type, Quantity):
            a, b = aligned(low, high)
            if isinstance(a, Constant) and isinstance(b, Constant) and int_of(a.value) > int_of(b.value):
                raise Rejected(EMPTY_RANGE.at(span, "this range ends before it begins", "write the smaller first"))
        above: Comparator = ">=" if "[" in operator else ">"
        below: Comparator = "<=" if "]" in operator else "<"
        return conjunction((compared(above, subject, low, span), compared(below, subject, high, span)))

    def _set_test(self, subject: Node, which: str, operands: tuple[Syntax, ...], span: Span) -> Node:
        if not isinstance(subject.type, Choices):
            raise mismatch(
                span,
                f"`{which} of` asks something of a set; this is {kind_in_words(subject.type)}",
                "name the values",
            )
        values = tuple(dict.fromkeys(self._value_in(each, subject.type.values) for each in operands))
        if which == "none":
            return negation(Contains(subject, "any", values))
        return Contains(subject, "any" if which == "any" else "all", values)

    def _set_needs_words(self, span: Span) -> Rejected:
        return mismatch(span, "this fact can have several values at once", "write `any of`, `all of` or `none of`")

    # ---- words

    def _value_in(self, syntax: Syntax, values: tuple[str, ...]) -> str:
        if isinstance(syntax, Name | Literal):
            if syntax.text in values:
                return syntax.text
            raise Rejected(
                UNKNOWN_VALUE.at(syntax.span, f"`{syntax.text}` is not one of the values", one_of(syntax.text, values))
            )
        raise mismatch(syntax.span, "a value is expected here", one_of("", values))

    def _word_or_node(self, syntax: Syntax, expected: Type) -> Node:
        """In a test, a bare word on a choice or text is its value; elsewhere it is a name."""
        if isinstance(syntax, Name):
            named = self.scope.has(syntax.text)
            if isinstance(expected, Choice) and syntax.text in expected.values:
                if named:
                    raise Rejected(
                        CLASH.at(
                            syntax.span,
                            f"`{syntax.text}` is a value here and also a declared name",
                            f'write `"{syntax.text}"` for the value, or rename one of them',
                        )
                    )
                return constant(syntax.text, expected, syntax.span)
            if isinstance(expected, Choice) and not named:
                raise Rejected(
                    UNKNOWN_VALUE.at(
                        syntax.span,
                        f"`{syntax.text}` is not one of the values",
                        one_of(syntax.text, expected.values),
                    )
                )
            if isinstance(expected, Text) and not named:
                return constant(syntax.text, TEXT, syntax.span)
        return self.node(syntax, expected)

    # ---- expressions

    def node(self, syntax: Syntax, expected: Type | None = None) -> Node:
        """Any expression; `expected` is what a literal in it would have to be."""
        match syntax:
            case Literal():
                return literal_node(syntax, expected, self.scope.zone)
            case Name(text, span):
                if not self.scope.has(text) and isinstance(expected, Choice) and text in expected.values:
                    raise Rejected(
                        CLASH.at(
                            span,
                            f"`{text}` is a value, not a name",
                            f'in a full expression, write `"{text}"`',
                        )
                    )
                found = self.scope.node(text, span)
                if isinstance(found.type, Records):
                    raise misplaced("list", span)
                return found
            case Apply():
                return self._apply(syntax, expected)

    def _apply(self, syntax: Apply, expected: Type | None) -> Node:
        operator, operands, span = syntax.operator, syntax.operands, syntax.span
        match operator:
            case "and":
                return conjunction(self.condition(each) for each in operands)
            case "or":
                return disjunction(self.condition(each) for each in operands)
            case "not":
                if len(operands) != 1:
                    raise mismatch(span, "`not` takes one condition", None)
                return negation(self.condition(operands[0]))
            case "in":
                return self._in(operands[0], operands[1])
            case "if":
                return self._conditional(operands, expected)
            case "+" | "-":
                left, right = self._operands(operands[0], operands[1], expected)
                return moved(operator, left, right, span) or calculated(operator, left, right, span)
            case "*":
                return calculated(operator, self.node(operands[0]), self.node(operands[1]), span)
            case "of":
                return calculated(operator, self.node(operands[0]), self.node(operands[1], expected), span)
            case "negative":
                return opposite(self.node(operands[0], expected), span)
            case "abs":
                return size(self, operands, expected, span)
            case "floor" | "ceiling":
                return whole_number(self, operator, operands, span)
            case "/":
                return self._exact_quotient(operands[0], operands[1], expected, span)
            case "some" | "every":
                return quantified(self, operator, operands, span)
            case "count":
                return counted(self, operands, span)
            case "sum":
                return summed(self, operands, expected, span)
            case "where" | "field" | "for" | "otherwise":
                raise misplaced(operator, span)
            case "min" | "max":
                if operands and is_listed(self, operands[0]):
                    return extreme(self, operator, operands, expected, span)
                return self._extremum(operator, operands, expected, span)
            case "days_between" | "date" | "weekday" | "month" | "year" | "time":
                return calendar_function(self, operator, operands, span)
        if operator in _COMPARATORS:
            return self._full_comparison(operator, operands[0], operands[1], span)  # type: ignore[arg-type]
        raise mismatch(span, "a test cannot stand here", "write the fact in front of it")

    def _full_comparison(self, operator: Comparator, left: Syntax, right: Syntax, span: Span) -> Node:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            return self._full_comparison(FLIPPED[operator], right, left, span)
        division = self._division(left, None)
        if division:
            return self._ratio_comparison(operator, division, self.node(right, division[2]), span)
        subject = self.node(left)
        if isinstance(subject.type, Boolean) and isinstance(right, Literal) and operator in ("=", "!="):
            equal = self._equals(subject, right)
            return equal if operator == "=" else negation(equal)
        division = self._division(right, subject.type)
        if division:
            return self._ratio_comparison(FLIPPED[operator], division, subject, span)
        return compared(operator, subject, self.node(right, subject.type), span)

    def _in(self, subject: Syntax, test: Syntax) -> Node:
        if isinstance(test, Apply) and test.operator == "test =" and isinstance(test.operands[0], Name):
            held = self.scope.node(test.operands[0].text, test.span)
            if isinstance(held.type, Choices):
                return Contains(held, "any", (self._value_in(subject, held.type.values),))
        return self.test(self.node(subject), test)

    def _conditional(self, operands: tuple[Syntax, ...], expected: Type | None) -> Node:
        condition = self.condition(operands[0])
        then, otherwise = self._operands(operands[1], operands[2], expected)
        if isinstance(then.type, Quantity) and isinstance(otherwise.type, Quantity):
            then, otherwise = same_dimension(then, otherwise, operands[2].span)
            a, b = quantity_of(then), quantity_of(otherwise)
            return Conditional(condition, then, otherwise, joined(a, b).bounded(min(a.low, b.low), max(a.high, b.high)))
        if then.type != otherwise.type:
            raise mismatch(
                operands[2].span,
                f"one branch is {kind_in_words(then.type)}, the other {kind_in_words(otherwise.type)}",
                "both branches of an `if` are of one kind",
            )
        return Conditional(condition, then, otherwise, then.type)

    def _operands(self, left: Syntax, right: Syntax, expected: Type | None) -> tuple[Node, Node]:
        """Two operands, a literal taking after the other one."""
        if isinstance(left, Literal) and not isinstance(right, Literal):
            b = self.node(right, expected)
            return self.node(left, b.type if expected is None else expected), b
        a = self.node(left, expected)
        return a, self.node(right, a.type if expected is None else expected)

    def _extremum(self, which: str, operands: tuple[Syntax, ...], expected: Type | None, span: Span) -> Node:
        if not operands:
            raise mismatch(span, f"`{which}` needs something to choose from", f"write `{which}(a, b)`")
        model = next((each for each in operands if not isinstance(each, Literal)), operands[0])
        first = self.node(model, expected)  # once: reading it again at each level of nesting would double the work
        nodes = [first if each is model else self.node(each, first.type) for each in operands]
        for position, node in enumerate(nodes):
            nodes[0], nodes[position] = same_dimension(nodes[0], node, operands[position].span)
        nodes = [aligned(nodes[0], node)[1] for node in nodes]
        types = [quantity_of(node) for node in nodes]
        choose = min if which == "min" else max
        type = types[0].bounded(choose(t.low for t in types), choose(t.high for t in types))
        return nodes[0] if len(nodes) == 1 else Extremum(which, tuple(nodes), type)  # type: ignore[arg-type]

    # ---- quantities

    def _exact_quotient(self, left: Syntax, right: Syntax, expected: Type | None, span: Span) -> Node:
        divisor = self.node(right)
        if isinstance(divisor, Constant) and isinstance(divisor.type, Quantity) and divisor.type.dimension == "number":
            digits = int_of(divisor.value)
            for decimals in range(7):
                if digits > 0 and 10**decimals % digits == 0:
                    operand = self.node(left, expected)
                    type = operand.type
                    if not isinstance(type, Quantity) or type.kind in CLOCKS:
                        raise mismatch(span, f"{kind_in_words(type)} cannot be divided", None)
                    factor = 10 ** (decimals + divisor.type.scale) // digits
                    kind = "number" if type.kind == "integer" else type.kind
                    finer = exact(
                        replace(
                            type,
                            kind=kind,
                            scale=type.scale + decimals,
                            low=type.low * factor,
                            high=type.high * factor,
                        ),
                        span,
                    )
                    return Rescale(operand, factor, finer)
        raise Rejected(
            DIVISION.at(
                span,
                "this division may not come out exactly",
                "first do the rest, then divide: `(a + b) / 7` as the whole amount, or one whole side of a comparison",
            )
        )

    def _division(self, syntax: Syntax, expected: Type | None) -> tuple[Node, Node, Quantity] | None:
        """Numerator, divisor and the kind of their quotient, where syntax is a division that is not exact."""
        if not isinstance(syntax, Apply) or syntax.operator != "/":
            return None
        top, bottom = syntax.operands
        try:
            self._exact_quotient(top, bottom, expected, syntax.span)
            return None
        except Rejected as error:
            if error.finding.defect is not DIVISION:
                raise
        left, right = self.node(top), self.node(bottom)  # a literal factor is a number, not an amount
        a, b = left.type, right.type
        if not isinstance(a, Quantity) or not isinstance(b, Quantity) or {a.kind, b.kind} & CLOCKS:
            raise mismatch(syntax.span, f"{kind_in_words(a)} cannot be divided by {kind_in_words(b)}", None)
        if b.dimension not in ("number", a.dimension):
            raise mismatch(syntax.span, f"{kind_in_words(a)} cannot be divided by {kind_in_words(b)}", None)
        if b.low <= 0:
            raise Rejected(
                DIVISION.at(
                    syntax.operands[1].span,
                    "this divisor could be zero",
                    "give the fact a `range` that begins above zero, or use `max(…, 1)`",
                )
            )
        kind = "number" if b.dimension == a.dimension else a.kind
        return left, right, Quantity("number" if kind == "integer" else kind, 0, 0, a.scale)

    def _ratio_comparison(
        self, operator: Comparator, division: tuple[Node, Node, Quantity], other: Node, span: Span
    ) -> Node:
        """a / b op c, as a op c × b: the divisor is above zero."""
        numerator, divisor, kind = division
        c = other.type
        if not isinstance(c, Quantity) or c.dimension != kind.dimension:
            raise mismatch(span, f"{kind_in_words(kind)} is compared with {kind_in_words(c)}", None)
        a, b = quantity_of(numerator), quantity_of(divisor)
        low, high = interval_of("*", c, b)
        type = exact(replace(a, unit=None, low=low, high=high, scale=c.scale + b.scale), span)
        product = folded(Arithmetic("*", other, divisor, type))
        left, right = aligned(numerator, product, span)
        return Comparison(operator, left, right)

    def amount(self, syntax: Syntax, grant: Type) -> Node:
        """What a line comes to: rounded once, half up, to the grant's unit, and never below zero."""
        if isinstance(grant, Boolean):
            return self.condition(syntax)
        division = self._division(syntax, grant)
        numerator, divisor = division[:2] if division else (self.node(syntax, grant), None)
        kind = division[2] if division else numerator.type
        if not isinstance(grant, Quantity) or not isinstance(kind, Quantity) or kind.dimension != grant.dimension:
            share = isinstance(kind, Quantity) and kind.kind == "percent"
            help = "say what it is taken of: `10% of order.total`" if share else None
            raise mismatch(syntax.span, f"this is {kind_in_words(kind)}, but the grant is {kind_in_words(grant)}", help)
        return self.rounded(numerator, divisor, grant, syntax.span)

    @staticmethod
    def rounded(numerator: Node, divisor: Node | None, grant: Quantity, span: Span) -> Node:
        """A quantity of the grant's dimension (or a quotient) as a line of it: in its unit, rounded half up."""
        type = quantity_of(numerator)
        if grant.kind == "date":
            return numerator
        down = type.scale - (quantity_of(divisor).scale if divisor else 0) - grant.scale
        numerator = rescaled(numerator, max(-down, 0), span)
        factor = 10 ** max(down, 0)
        bottom: Node
        if divisor is None:
            bottom = Constant(factor, Quantity("integer", factor, factor))
        else:
            b = quantity_of(divisor)
            wider = replace(b, low=b.low * factor, high=b.high * factor)
            bottom = divisor if factor == 1 else Rescale(divisor, factor, exact(wider, span))
        n, d = quantity_of(numerator), quantity_of(bottom)
        exact(n.bounded(2 * n.low - d.high, 2 * n.high + d.high), span)
        low, high = max((2 * n.low + d.high) // (2 * d.high), 0), max((2 * n.high + d.low) // (2 * d.low), 0)
        type = grant.bounded(min(low, high), high)
        if isinstance(numerator, Constant) and isinstance(bottom, Constant):
            return Constant(round_half_up(int_of(numerator.value), int_of(bottom.value)), type)
        return Rounded(numerator, bottom, type)
