"""Reads conditions as owners write them, in words or in FEEL, into syntax; says what is wrong where.

One small Pratt parser serves both notations. It was chosen over a grammar library for its errors: each
slip (`=>`, `25,50`, `==`, curly quotes, a missing `to`) has a sentence and a place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal as Only

from fairservice.conditions.slips import function_meant, two_words
from fairservice.conditions.syntax import Apply, Literal, Name, Syntax
from fairservice.conditions.token_reader import TokenReader
from fairservice.conditions.tokens import (
    COMPARATORS,
    FUNCTIONS,
    KEYWORDS,
    LENGTHS,
    MAX_CHAIN,
    SOFT,
    Token,
    place,
)
from fairservice.source.located_yaml import Text
from fairservice.span import Span


def parse_expression(text: Text) -> Syntax:
    """A full expression, as in `if:`, a definition or a `give`. Raises `Rejected`."""
    parser = _Parser(text)
    result = parser.expression()
    parser.finish()
    return parser.shallow(result)


def parse_tests(text: Text) -> Syntax:
    """What stands after a fact's name in `when`: unary tests, in words or in FEEL. Raises `Rejected`."""
    parser = _Parser(text)
    result = parser.tests()
    parser.finish(tests=True)
    return parser.shallow(result)


def _kind_of(written: str) -> Only["date", "datetime", "time", "duration"]:
    """What FEEL writes as `@"…"`."""
    if written.startswith(("P", "-P")):
        return "duration"
    return "datetime" if "T" in written else "time" if written[2:3] == ":" else "date"


class _Parser(TokenReader):
    # ---- unary tests

    def tests(self) -> Syntax:
        start = self.here.start
        alternatives = [self.conjoined_tests()]
        while self.here.text in (",", "or"):
            self._refuse_loose_not(alternatives[-1])
            self.take()
            alternatives.append(self.conjoined_tests())
        return self._joined("tests any", alternatives, start)

    def _refuse_loose_not(self, before: Syntax) -> None:
        """`not unused, opened` would mean (not unused) or opened, which is hardly ever what is meant."""
        if isinstance(before, Apply) and before.operator == "test not" and self.tokens[self.at - 1].text != ")":
            help = "write `not (one, other)` for neither of them"
            raise self.error(self.here, "it is not clear what the `not` before this covers", help)

    def conjoined_tests(self) -> Syntax:
        start = self.here.start
        parts = [self.test()]
        while self.accept("and"):
            parts.append(self.test())
        return self._joined("tests all", parts, start)

    def _joined(self, operator: str, parts: list[Syntax], start: int) -> Syntax:
        return parts[0] if len(parts) == 1 else Apply(operator, tuple(parts), self.span_from(start))

    _WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
        (("at", "most"), "test <="),
        (("at", "least"), "test >="),
        (("more", "than"), "test >"),
        (("less", "than"), "test <"),
        (("on", "or", "before"), "test <="),
        (("on", "or", "after"), "test >="),
        (("before",), "test <"),
        (("after",), "test >"),
    )

    def test(self) -> Syntax:
        token = self.here
        self.deeper(token)
        try:
            return self._test(token)
        finally:
            self.depth -= 1

    _TOLD = frozenset(
        ["not", "between", "any", "all", "none", "-", *COMPARATORS, "at", "more", "less", "on", "before", "after"]
    )
    """What a test begins with that is not a value or a range."""

    def _test(self, token: Token) -> Syntax:
        told = self._told_test(token) if token.text in self._TOLD else None
        if told is not None:
            return told
        if interval := self.interval():
            return interval
        value = self.sum()
        if self.accept("to"):
            return Apply("test [ ]", (value, self.sum()), self.span_from(token.start))
        return Apply("test =", (value,), self.span_from(token.start))

    def _told_test(self, token: Token) -> Syntax | None:
        if token.text == "-" and self.tokens[self.at + 1].kind == "end" and self.at == 0:
            self.take()
            return Apply("test any", (), self.span_from(token.start))
        for words, operator in self._WORDS:
            follows = self.tokens[min(self.at + len(words), len(self.tokens) - 1)]
            if len(words) == 1 and (follows.kind == "end" or follows.text in (",", ")", "or", "and")):
                continue  # alone it is the value of a choice
            if self.accept(*words):
                return Apply(operator, (self.sum(),), self.span_from(token.start))
        for sign in COMPARATORS:
            if self.accept(sign):
                return Apply("test " + sign, (self.sum(),), self.span_from(token.start))
        for which in ("any", "all", "none"):
            if self.accept(which, "of"):
                values = [self.sum()]
                while self.accept(","):
                    values.append(self.sum())
                return Apply(f"test {which} of", tuple(values), self.span_from(token.start))
        if self.accept("not"):
            if self.accept("("):
                inner = self.tests()
                self.expect(")", "each `(` is closed by a `)`")
            else:
                inner = self.test()
            return Apply("test not", (inner,), self.span_from(token.start))
        if self.accept("between"):
            low = self.sum()
            self.expect("and", "write `between 1 and 5`, or `1 to 5`")
            return Apply("test [ ]", (low, self.sum()), self.span_from(token.start))
        return None

    def interval(self) -> Syntax | None:
        """`[a..b]`, `(a..b]`, `]a..b[`; None, and nothing taken, where it is not one."""
        token = self.here
        if token.text not in ("[", "(", "]") or token.kind != "op":
            return None
        if token.text != "]" and not self._has_dots():
            return None
        self.take()
        opening = "[" if token.text == "[" else "("
        low = self.sum()
        self.expect("..", "a range is written `[1..5]`, or `1 to 5`")
        high = self.sum()
        closing = self.take()
        if closing.text not in ("]", ")", "["):
            raise self.error(closing, "this range is not closed", "write `[1..5]`, or `1 to 5`")
        end = "]" if closing.text == "]" else ")"
        return Apply(f"test {opening} {end}", (low, high), self.span_from(token.start))

    def _has_dots(self) -> bool:
        """Whether `..` stands within the bracket that opens here, and not in one inside it."""
        depth = 0
        for token in self.tokens[self.at :]:
            if token.kind != "op":
                continue
            if token.text in ("(", "["):
                depth += 1
            elif token.text in (")", "]"):
                depth -= 1
            if depth == 0:
                return False
            if token.text == ".." and depth == 1:
                return True
        return False

    # ---- expressions, loosest first

    def expression(self) -> Syntax:
        token = self.here
        self.deeper(token)
        try:
            return self._left("or", lambda: self._left("and", self.negated))
        finally:
            self.depth -= 1

    def _left(self, word: str, operand: Callable[[], Syntax]) -> Syntax:
        start = self.here.start
        parts = [operand()]
        while self.accept(word):
            parts.append(operand())
        return self._joined(word, parts, start)

    def negated(self) -> Syntax:
        token = self.here
        if self.ahead("not") and not self.ahead("(", skip=1):
            self.take()
            self.deeper(token)
            inner = self.negated()
            self.depth -= 1
            return Apply("not", (inner,), self.span_from(token.start))
        return self.comparison()

    def comparison(self) -> Syntax:
        token = self.here
        left = self.sum()
        for sign in COMPARATORS:
            if self.accept(sign):
                result = Apply(sign, (left, self.sum()), self.span_from(token.start))
                if self.here.kind == "op" and self.here.text in COMPARATORS:
                    raise self.error(
                        self.here,
                        "comparisons do not chain",
                        "write `between … and …`, or join two with `and`",
                    )
                return result
        if self.accept("between"):
            low = self.sum()
            self.expect("and", "write `x between 1 and 5`")
            test = Apply("test [ ]", (low, self.sum()), self.span_from(token.start))
            return Apply("in", (left, test), test.span)
        if self.accept("not", "in"):
            return Apply("not", (self._in(left, token),), self.span_from(token.start))
        if self.accept("in"):
            return self._in(left, token)
        return left

    def _in(self, left: Syntax, token: Token) -> Syntax:
        test = self.interval()
        if test is None and (self.accept("(") or self.accept("[")):
            closing = ")" if self.tokens[self.at - 1].text == "(" else "]"
            test = self.tests()
            self.expect(closing, f"each list is closed by a `{closing}`")
        if test is None:
            test = self.test()
        return Apply("in", (left, test), self.span_from(token.start))

    def sum(self) -> Syntax:
        if self._stands_alone():
            return self.primary()
        return self._binary(("+", "-"), self.product)

    def product(self) -> Syntax:
        return self._binary(("*", "/", "of"), self.signed)

    def _stands_alone(self) -> bool:
        """Whether the next word, number or text is plainly an amount by itself, as it nearly always is in a test."""
        if self.here.kind in ("op", "end"):
            return False
        after = self.tokens[self.at + 1]
        return after.kind == "end" or after.text in (",", "to")

    def _binary(self, signs: tuple[str, ...], operand: Callable[[], Syntax]) -> Syntax:
        token = self.here
        left, links = operand(), 0
        while self.here.kind in ("op", "name") and self.here.text in signs:
            sign = self.take().text
            links += 1
            if links > MAX_CHAIN:
                raise self.error(token, f"this joins more than {MAX_CHAIN} amounts", "give its parts names")
            left = Apply(sign, (left, operand()), self.span_from(token.start))
        return left

    def signed(self) -> Syntax:
        token = self.here
        if self.accept("-"):
            self.deeper(token)
            operand = self.signed()
            self.depth -= 1
            return Apply("negative", (operand,), self.span_from(token.start))
        return self.primary()

    def primary(self) -> Syntax:
        token = self.take()
        span = place(self.text, token.start, token.end)
        match token.kind:
            case "number":
                if self.accept("%"):
                    return Literal("percent", token.text, self.span_from(token.start))
                if self.here.kind == "name" and self.here.text in LENGTHS:
                    return Literal("duration", f"{token.text} {self.take().text}", self.span_from(token.start))
                return Literal("number", token.text, span)
            case "date":
                return Literal("date", token.text, span)
            case "datetime":
                return Literal("datetime", token.text, span)
            case "time":
                return Literal("time", token.text, span)
            case "text":
                return Literal("text", re.sub(r"\\(.)", r"\1", token.text[1:-1]), span)
            case "name":
                return self.named(token, span)
        if token.text == "(":
            inner = self.expression()
            self.expect(")", "each `(` is closed by a `)`")
            return inner
        if token.text == "@" and self.here.kind == "text":
            written = self.take().text[1:-1]
            return Literal(_kind_of(written), written, self.span_from(token.start))
        if token.kind == "end":
            raise self.error(token, "something is missing at the end", "a name, a number or a text is expected")
        raise self.error(token, f"`{token.text}` is not expected here", "a name, a number or a text is expected")

    def named(self, token: Token, span: Span) -> Syntax:
        if token.text in ("true", "false", "yes", "no"):
            return Literal("boolean", token.text, span)
        if token.text == "if":
            self.deeper(token)
            condition = self.expression()
            self.expect("then", "write `if … then … else …`")
            then = self.expression()
            self.expect("else", "an `if` says what holds otherwise: `if … then … else …`")
            otherwise = self.expression()
            self.depth -= 1
            return Apply("if", (condition, then, otherwise), self.span_from(token.start))
        if self.ahead("("):
            return self.call(token)
        if token.text == "date" and self.accept("and", "time", "("):
            written = self.written_out(token, 'write `date and time("2026-01-31T14:30")`')
            return Literal("datetime", written, self.span_from(token.start))
        if token.text in ("some", "every", "for"):
            return self.of_each(token)
        if token.text == "return" and self.here.kind == "name":
            raise self.error(*two_words(token, self.here))
        if token.text in ("function", "null", "instance"):
            raise self.error(token, f"`{token.text}` is not part of the language", None)
        if token.text in KEYWORDS - SOFT:
            raise self.error(token, f"`{token.text}` is not expected here", "a name, a number or a text is expected")
        return self.filtered(Name(token.text, span), token)

    # ---- lists of records

    def of_each(self, token: Token) -> Syntax:
        """`some line in order.lines satisfies …`, `every …`, `for line in order.lines return …`."""
        word = "return" if token.text == "for" else "satisfies"
        shown = f"write `{token.text} line in order.lines {word} …`"
        name = self.take()
        if name.kind != "name" or name.text in KEYWORDS:
            raise self.error(name, f"after `{token.text}` comes a name for one record", shown)
        variable = Name(name.text, place(self.text, name.start, name.end))
        self.expect("in", shown)
        self.deeper(token)
        records = self.primary()
        if self.ahead(","):
            raise self.error(
                self.here, "one list at a time", f"put one within the other: `{token.text} … {word} some …`"
            )
        self.expect(word, shown)
        body = self.expression()
        self.depth -= 1
        return Apply(token.text, (variable, records, body), self.span_from(token.start))

    def filtered(self, listed: Syntax, token: Token) -> Syntax:
        """A name, with the filter `[…]` and the field that may follow a list."""
        while self._opens_filter():
            self.take()
            self.deeper(token)
            condition = self.expression()
            self.depth -= 1
            self.expect("]", "each `[` is closed by a `]`")
            listed = Apply("where", (listed, condition), self.span_from(token.start))
        if self.here.kind == "field":
            field = self.take()
            name = Name(field.text[1:], place(self.text, field.start + 1, field.end))
            listed = Apply("field", (listed, name), self.span_from(token.start))
        return listed

    def _opens_filter(self) -> bool:
        """Whether a `[` opens a filter, and does not close a range as in `]1..5[`."""
        if not self.ahead("["):
            return False
        after = self.tokens[self.at + 1]
        if after.kind == "op":
            return after.text in ("(", "-", "@")
        return after.kind != "end" and after.text not in ("and", "or", "then", "else", "satisfies", "return", "where")

    def argument(self) -> Syntax:
        """An argument of a function: `order.lines where …`, `otherwise …`, or an expression."""
        token = self.here
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.ahead("otherwise") and (after.kind not in ("op", "end", "field") or after.text == "("):
            self.take()
            return Apply("otherwise", (self.expression(),), self.span_from(token.start))
        given = self.expression()
        if self.accept("where"):
            given = Apply("where", (given, self.expression()), self.span_from(token.start))
        return given

    def call(self, token: Token) -> Syntax:
        if token.text not in FUNCTIONS and token.text != "duration":
            raise self.error(
                token,
                f"`{token.text}` is not a function of the language",
                function_meant(token.text, FUNCTIONS),
            )
        self.expect("(", "arguments stand in parentheses")
        if token.text == "time" and self.here.kind == "text":
            written = self.written_out(token, 'write `time("22:00")`')
            return Literal("time", written, self.span_from(token.start))
        if token.text == "duration":
            written = self.written_out(token, 'write `duration("P2Y")`, or `2 years`')
            return Literal("duration", written, self.span_from(token.start))
        arguments: list[Syntax] = []
        if not self.accept(")"):
            arguments.append(self.argument())
            while self.accept(","):
                arguments.append(self.argument())
            self.expect(")", "each `(` is closed by a `)`")
        return Apply(token.text, tuple(arguments), self.span_from(token.start))

    def written_out(self, function: Token, help: str) -> str:
        """The one text in quotes that stands between the parentheses of a function."""
        written = self.take()
        if written.kind != "text" or not self.accept(")"):
            raise self.error(written, f"`{function.text}` takes one text in double quotes here", help)
        return written.text[1:-1]
