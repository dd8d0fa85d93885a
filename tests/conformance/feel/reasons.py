"""Why a FEEL expression is refused, in a few words: the first of these that applies; and what the page says of it."""

from __future__ import annotations

import re

from conformance.feel.cases import unquoted
from fairservice.errors import Finding

WHY = {
    "`instance of`": "each fact has its type before anything is decided; there is nothing left to ask",
    "zones by name, parts of a second": "a moment has the policy's time zone, or an offset; promises are kept to the "
    "minute",
    "texts taken apart or put together": "what is decided by a part of a text is a fact of its own: make it a choice",
    "years before 1900 or after 2200": "a slip of the pen, in a policy",
    "lengths of hours and minutes": "days, months and years are counted; what is promised by the hour is a fact with "
    "`unit: hours`",
    "contexts": "facts have names with points, lists have records; nothing is put together while deciding",
    "arguments by name": "the functions have one or two arguments",
    "the order of texts": "`<` on texts depends on alphabet and capitals; a choice with `ordered` says which is more",
    "sums with moments and times": "days are counted and added to dates: `date(t) + 2 days`",
    "moments and dates put together from parts": "they are written, or come with the case",
    "rounding on the way": "amounts are rounded once, where they are given; `floor` and `ceiling` give whole numbers",
    "`null`": "a missing fact is unknown and is asked for; nothing can be made of it being missing",
    "lists as values": "a list is compared by what is asked of it: `some`, `every`, `count`, `sum`",
    "lists put together or taken apart": "records are asked, never moved about",
    "ranges as values": "a range is a test: `x in [1..5]`",
    "powers": "no service policy has compound interest; a table says it in figures that can be read out",
    "years and months between two dates": "add them to the date: `placed_on + 2 years <= today`",
    "yes and no from lists": "`and`, `or`; of a list `some` and `every`",
    "`modulo`": "rare, and its sign is a riddle; `a - 7 * floor(a / 7)` says it",
    "averages": "compare the sum: `a + b > 2 * 50`; an average would have to be rounded",
    "numbers that could be misread": "`.5`, `1e3` and `01` are written out: `0.5`, `1000`, `1`",
    "facts below zero": "facts count from zero up; what is owed is a fact of its own",
    "divisions that do not come out": "a divisor is a figure above zero, and the quotient exact or brought to a whole",
    "different kinds put together": "FEEL makes null of it; here it is an error, before anything is decided",
    "a length divided by a length": "count both in one unit",
    "lists of lists": "a list has records, and their fields are plain",
    "functions of your own": "a definition has a name that colleagues can read",
}
"""Every reason, and why it stays out; `docs/feel.md` shows them with their counts."""

OUTSIDE: tuple[tuple[str, str], ...] = (
    ("`instance of`", r"\binstance of\b"),
    ("functions of your own", r"\bfunction\b"),
    ("contexts", r"\{"),
    ("arguments by name", r"[A-Za-z]\w* *:"),
    ("`null`", r"\bnull\b"),
    ("years and months between two dates", r"\byears and months duration\b"),
    ("ranges as values", r"\brange ?\(|[])\[] *= *[]\[(]?.*\.\.|\( *(<|>|=|!=)[^()]*\) *="),
)
"""Looked for outside of quotes, before the others."""

_TIME = r"""(?<!and )\btime ?\(|@ ?"[0-9]{1,2}:"""
_MOMENT = r"""\bdate and time ?\(|@ ?"-?[0-9]+-[0-9]+-[0-9]+T"""

RAW: tuple[tuple[str, str], ...] = (
    ("years before 1900 or after 2200", r'"-?[0-9]{5,}-|"-[0-9]{4}-|\(-?[0-9]{5,}, ?[0-9]+, |\(-[0-9]{4}, ?[0-9]+, '),
    ("zones by name, parts of a second", r'"[^"]*:[0-9]{2}(\.[0-9]|[^"]*@[A-Z])|"-?P[^"]*\.[0-9]+S'),
    ("lengths of hours and minutes", r'"-?P[^"]*T'),
    (
        "moments and dates put together from parts",
        r'\bdate and time ?\((?! *"[^"]*T)|\btime ?\([0-9]|\bdate ?\(-?[0-9]',
    ),
    ("lists as values", r"\[1\]"),
    ("sums with moments and times", rf'({_TIME}|{_MOMENT}).*" *\)? *[-+]|[-+] *({_TIME}|{_MOMENT})'),
    ("zones by name, parts of a second", rf"{_TIME}|{_MOMENT}"),
    ("a length divided by a length", r'@ ?"-?P[^"]*" */ *@'),
)
"""Looked for in the expression with its quoted parts."""

LATER: tuple[tuple[str, str], ...] = (
    (
        "texts taken apart or put together",
        r"\b(substring( before| after)?|string( length)?|upper case|lower case|contains|matches|number) ?\("
        r"|\" *\+|\+ *\"",
    ),
    ("rounding on the way", r"\b(round( half)?( up| down)|decimal) ?\(|\b(floor|ceiling) ?\([^()]*,"),
    ("powers", r"\*\*"),
    ("averages", r"\b(mean|median) ?\("),
    (
        "lists put together or taken apart",
        r"\b(remove|insert before|append|concatenate|sublist|flatten|index of|list contains) ?\(",
    ),
    ("yes and no from lists", r"\b(all|any) ?\("),
    ("`modulo`", r"\bmodulo ?\("),
)
"""Looked for outside of quotes, after the others."""

_CODES = {
    "FS201": "numbers that could be misread",
    "FS206": "divisions that do not come out",
    "FS208": "the order of texts",
}


def reason_of(expression: str, finding: Finding) -> str | None:
    """Why an expression is refused; None where no reason is known, which a test forbids."""
    bare = "".join(part if outside else '""' for outside, part in unquoted(expression))
    for patterns, text in ((OUTSIDE, bare), (RAW, expression), (LATER, bare)):
        for reason, pattern in patterns:
            if re.search(pattern, text):
                return reason
    if finding.code == "FS202" and "a range does not fit a text" in finding.message:
        return _CODES["FS208"]
    if finding.code == "FS202" and "[" not in bare:
        return "different kinds put together"
    if finding.code in _CODES:
        return _CODES[finding.code]
    if "[" in bare:
        return "lists as values"
    return "numbers that could be misread" if re.search(r"(?<![0-9])\.[0-9]", bare) else None
