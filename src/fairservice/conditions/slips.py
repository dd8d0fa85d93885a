"""What an owner most probably meant by a word that stands where the language has no place for one."""

from __future__ import annotations

from difflib import get_close_matches

from fairservice.conditions.tokens import Token
from fairservice.conditions.vocabulary import cut, one_of

_MEANT = {
    "atmost": "at most",
    "max": "at most",
    "maximum": "at most",
    "maximaal": "at most",
    "hoogstens": "at most",
    "atleast": "at least",
    "min": "at least",
    "minimum": "at least",
    "minimaal": "at least",
    "minstens": "at least",
    "tenminste": "at least",
    "morethan": "more than",
    "over": "more than",
    "above": "more than",
    "meer": "more than",
    "boven": "more than",
    "lessthan": "less than",
    "under": "less than",
    "below": "less than",
    "minder": "less than",
    "onder": "less than",
    "until": "on or before",
    "since": "on or after",
    "voor": "before",
    "na": "after",
    "tussen": "between",
}
_AND = {"en", "of", "und", "oder", "et", "ou"}
_OF = {"van", "von", "de", "on", "over"}
_LENGTHS = {
    **dict.fromkeys(("day", "days", "dag", "dagen"), "days"),
    **dict.fromkeys(("week", "weeks", "weken"), "weeks"),
    **dict.fromkeys(("month", "months", "maand", "maanden"), "months"),
    **dict.fromkeys(("year", "years", "jaar", "jaren"), "years"),
}
_HOURS = {"h", "u", "uur", "am", "pm"}
_LEFT_OUT = {
    **dict.fromkeys(
        ("round", "decimal", "round_up", "round_down", "truncate"),
        "amounts are rounded where they are given; for whole numbers there are `floor` and `ceiling`",
    ),
    **dict.fromkeys(("modulo", "mod"), "what is left after full sevens: `a - 7 * floor(a / 7)`"),
    **dict.fromkeys(("mean", "average", "avg", "median", "stddev", "mode"), "compare a sum: `a + b > 2 * 50`"),
    **dict.fromkeys(
        ("substring", "contains", "matches", "string", "number", "replace", "split", "starts_with", "ends_with"),
        "texts are not taken apart: make it a `choice`, or a fact of its own",
    ),
    **dict.fromkeys(("any", "all"), "join conditions with `or` and `and`; of a list, ask `some` or `every`"),
    **dict.fromkeys(("now", "today"), "`today` is a name, and has no time of day"),
    **dict.fromkeys(("day", "dayofweek", "day_of_week"), "there are `weekday`, `month` and `year`"),
    **dict.fromkeys(("years_between", "months_between", "datediff"), "add to the date: `placed_on + 2 years <= today`"),
    **dict.fromkeys(("sqrt", "exp", "log", "power", "pow"), "powers and roots are not part of the language"),
}
_MONEY = {"euro", "euros", "eur", "cent", "cents", "dollar", "dollars", "usd", "pond", "gbp"}


def leftover(tokens: list[Token], at: int, tests: bool) -> tuple[Token, str, str]:
    """The token to point at, the message and the help, where reading ends before token `at`.

    `tests` is whether a fact stands before it all, as in `when`.
    """
    token, before, first = tokens[at], tokens[at - 1], tokens[0]
    unexpected = f"`{cut(token.text)}` is not expected here"
    if token.text in ("and", "or"):
        return token, unexpected, "use `if:` for whole sentences with `and` and `or`"
    if token.kind == "text" or before.kind == "text":
        return token, unexpected, "put the whole value in quotes, or leave the quotes out"
    if tests and at == 1 and first.kind == "name" and token.kind in ("name", "number", "date"):
        meant = _test_meant(first.text)
        if meant:
            return first, f"`{first.text}` is not a test", f"did you mean `{meant}`?"
        if token.kind != "name":
            return (
                first,
                f"`{cut(first.text)}` is not a test",
                "there is `at most`, `at least`, `before`, `after`, `… to …`",
            )
    if before.text == "%" and token.kind in ("name", "number"):
        of = tokens[at + 1] if token.text in _OF and tokens[at + 1].kind != "end" else token
        help = f"write `{tokens[at - 2].text}% of {cut(of.text)}`"
        return token, "`of` is missing between the percentage and what it is taken of", help
    if token.kind == "name" and before.kind == "number":
        length = _LENGTHS.get(token.text.lower())
        if length:
            return token, unexpected, f"write `{before.text} {length}`"
        if token.text.lower() in _HOURS:
            return token, unexpected, "a time of day is written with a colon: `09:30`, `22:00`"
        if token.text.lower() in _MONEY:
            return token, unexpected, "leave the currency out: amounts are in the currency of the policy"
        return token, unexpected, "leave the unit out; it stands with the fact"
    if token.kind == "name" and before.kind == "name":
        if token.text in _AND:
            return token, unexpected, "for one of several values, write commas between them, or `or`"
        if tests and at == 1:
            help = f"several values are separated by commas: `{cut(first.text)}, {cut(token.text)}`"
            return token, unexpected, f"{help}; a name is one word"
        return two_words(before, token)
    return token, unexpected, "several values are separated by commas" if tests else "an operator is missing before it"


def function_meant(name: str, functions: frozenset[str]) -> str:
    """What to write instead of a function that the language has not."""
    return _LEFT_OUT.get(name.lower()) or one_of(name, sorted(functions), "functions")


def two_words(one: Token, other: Token) -> tuple[Token, str, str]:
    """A name that was written as two words."""
    both = Token("name", f"{one.text} {other.text}", one.start, other.end)
    return both, f"`{cut(both.text)}` is not one name", f"a name is one word, like `{cut(f'{one.text}_{other.text}')}`"


def _test_meant(word: str) -> str | None:
    known = _MEANT.get(word.lower())
    if known:
        return known
    near = get_close_matches(word.lower()[:40], _MEANT, n=1, cutoff=0.85)
    return _MEANT[near[0]] if near else None
