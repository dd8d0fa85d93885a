"""The words, numbers and signs that a condition is made of; each classic slip has a sentence of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairservice.conditions.vocabulary import cut
from fairservice.errors import Defect, Rejected
from fairservice.source.located_yaml import Text
from fairservice.span import Span

SYNTAX = Defect("FS200", "condition-not-understood", "error", "a condition cannot be read")
NUMBER_FORM = Defect("FS201", "number-form", "error", "a number is written in a form that could be misread")

MAX_LENGTH = 2000
MAX_NESTING = 40
MAX_DEEP = 160
"""The deepest that a condition may nest once the sums within its sums are counted: what reads it goes as deep."""
MAX_CHAIN = 100
"""The most amounts that one sum or product joins: interpreters nest as deep as that."""

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "if",
        "then",
        "else",
        "between",
        "in",
        "of",
        "to",
        "true",
        "false",
        "yes",
        "no",
        "null",
        "some",
        "every",
        "satisfies",
        "return",
        "for",
        "where",
        "at",
        "most",
        "least",
        "more",
        "less",
        "than",
        "before",
        "after",
        "on",
        "any",
        "all",
        "none",
        "function",
        "instance",
    ]
)
"""Words with a meaning of their own; no fact, parameter or definition may be called so."""

SOFT = frozenset({"at", "most", "least", "more", "less", "than", "before", "after", "on", "any", "all", "none"})
"""Those that mean something only beside others (`none of`), and so may be the value of a choice."""

FUNCTIONS = frozenset({"min", "max", "sum", "count", "abs", "floor", "ceiling", "not"}) | frozenset(
    {"days_between", "date", "time", "weekday", "month", "year"}
)

LENGTHS = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years"})
"""What may follow a number as its unit; other units stand with the fact."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<datetime>[0-9]{4}-[0-9]{2}-[0-9]{2}[T][0-9:]{5,8}(?:Z|[+-][0-9]{2}:[0-9]{2})?)
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
    | (?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<field>(?<=\])\.[a-z_][a-z0-9_]*)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<op>\.\.|\*\*|<=|>=|!=|==|=>|=<|<>|&&|\|\||[-+*/%<>=()\[\],@!])
    | (?P<bad>\S)
    )""",
    re.VERBOSE | re.ASCII,
)

_EUROPEAN_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<sign>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<year>[0-9]{4})(?![0-9])", re.ASCII
)

COMPARATORS = ("<=", ">=", "!=", "<", ">", "=")
_SLIPS = {
    "==": "one `=` compares",
    "=>": "write `>=`, or `at least`",
    "=<": "write `<=`, or `at most`",
    "<>": "write `!=`, or `not`",
    "&&": "write `and`",
    "||": "write `or`",
    "!": "write `not`",
    "**": "powers are not part of the language",
}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


def place(text: Text, start: int, end: int) -> Span:
    """The span of a stretch of a text, as narrow as its style lets one say."""
    return text.part(start, end - start)


def not_understood(text: Text, token: Token, message: str, help: str | None) -> Rejected:
    """The error that a token makes no sense where it stands."""
    return Rejected(SYNTAX.at(place(text, token.start, token.end), message, help))


def read_tokens(text: Text) -> list[Token]:
    """The tokens of a condition, an `end` last. Raises `Rejected` for what is no part of the language."""
    tokens: list[Token] = []
    position = 0
    while match := _TOKEN.match(text, position):
        kind = match.lastgroup or "bad"
        start, position = match.start(kind), match.end()
        token = Token(kind, match[kind], start, position)
        if kind == "bad":
            raise _bad_character(text, token)
        if kind == "op" and token.text in _SLIPS:
            raise not_understood(text, token, f"`{token.text}` is not known here", _SLIPS[token.text])
        if kind == "number":
            _check_number(text, token)
        tokens.append(token)
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _bad_character(text: Text, token: Token) -> Rejected:
    help = "words, numbers, quoted texts and `+ - * / < > = ( ) [ ] ,` are what a condition is made of"
    if token.text in "“”„‟«»":
        help = 'write straight double quotes: `"…"`'
    elif token.text in "'‘’":
        help = 'texts stand in double quotes: `"…"`'
    elif token.text == '"':
        help = "the closing quote is missing"
    elif token.text in "≤≥≠":
        help = {
            "≤": "write `<=` or `at most`",
            "≥": "write `>=` or `at least`",
            "≠": "write `!=` or `not`",
        }[token.text]
    elif token.text in "€$£":
        help = "leave the currency out: amounts are in the currency of the policy"
    elif token.text == ";":
        help = "values are separated by commas"
    elif token.text in "–—−":
        help = "write `to` for a range, or `-` to subtract"
    return not_understood(text, token, f"`{token.text}` is not known here", help)


def _check_number(text: Text, token: Token) -> None:
    after = text[token.end : token.end + 3]
    written = _EUROPEAN_DATE.match(text, token.start)
    if written:
        day, month, year = (int(written[group]) for group in ("day", "month", "year"))
        raise Rejected(
            NUMBER_FORM.at(
                place(text, *written.span()),
                f"`{written[0]}` is not a date as it is written here",
                f"write year-month-day: `{year}-{month:02}-{day:02}`",
            )
        )
    if re.match(r",[0-9]", after):
        whole = re.match(r"[0-9.]+(,[0-9]+)+", text[token.start :])
        shown = whole[0] if whole else token.text
        raise Rejected(
            NUMBER_FORM.at(
                place(text, token.start, token.start + len(shown)),
                f"`{shown}` could be one number or several",
                _without_commas(shown),
            )
        )
    help = None
    if re.match(r"0[0-9]", token.text):
        help = f"leave the leading zero out: `{token.text.lstrip('0') or '0'}`; a text stands in double quotes"
    elif re.match(r"[eE][-+0-9]", after):
        help = "write the number out in full, without `e`"
    elif re.match(r"_[0-9]", after):
        help = "leave the `_` out"
    elif re.match(r"(h|u|am|pm|uur)\b", text[token.end : token.end + 4]):
        help = "a time of day is written with a colon: `09:30`, `22:00`"
    elif re.match(r"[A-Za-z_]", after):
        help = f"put a space after the number, or write the unit with the fact: `{token.text}`"
    elif len(token.text) > 18:
        help = "no fact can be that large"
    if help:
        shown = (re.match(r"[0-9A-Za-z_.]+", text[token.start :]) or [token.text])[0]
        raise Rejected(
            NUMBER_FORM.at(
                place(text, token.start, token.start + len(shown)),
                f"`{cut(shown)}` is not a number as it is written here",
                help,
            )
        )


def _without_commas(shown: str) -> str:
    """What to write instead of `25,50`, `1.000,50` or `1,2,3`."""
    if shown.count(",") == 1 and "." in shown.partition(",")[0]:
        return f"decimals are written with a point, thousands without: `{shown.replace('.', '').replace(',', '.')}`"
    listed = f"a list has a space after each comma: `{shown.replace(',', ', ')}`"
    if shown.count(",") > 1 or "." in shown:
        return listed
    return f"decimals are written with a point: `{shown.replace(',', '.')}`; {listed}"
