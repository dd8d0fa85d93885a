"""Why a FEEL expression is refused, in a few words: the first of these that applies."""

from __future__ import annotations

import re

from conformance.feel.cases import unquoted
from fairservice.errors import Finding

_TIME = r"""(?<!and )\btime ?\(|@ ?"[0-9]{1,2}:"""
_MOMENT = r"""\bdate and time ?\(|@ ?"-?[0-9]+-[0-9]+-[0-9]+T"""
_DURATION = r"""\bduration ?\(|@ ?"-?P"""

RAW: tuple[tuple[str, str], ...] = (
    ("times of day", _TIME),
    ("years before 1900 or after 2200", r'"-?[0-9]{5,}-|"-[0-9]{4}-|\(-?[0-9]{5,}, ?[0-9]+, |\(-[0-9]{4}, ?[0-9]+, '),
    ("moments: only their days are compared", _MOMENT),
    ("durations", _DURATION),
)
"""Looked for in the expression with its quoted parts."""

OUTSIDE: tuple[tuple[str, str], ...] = (
    ("`instance of`", r"\binstance of\b"),
    ("functions of your own", r"\bfunction\b"),
    ("contexts", r"\{"),
    ("arguments by name", r"\w *:"),
    ("`null`", r"\bnull\b"),
)
"""Looked for outside of quotes, before the others."""

LATER: tuple[tuple[str, str], ...] = (
    ("ranges as values", r"\brange ?\(|[])\[] *= *[]\[(]?.*\.\.|\( *(<|>|=|!=)[^()]*\) *="),
    (
        "texts taken apart or put together",
        r"\b(substring( before| after)?|string( length)?|upper case|lower case|contains|matches|number) ?\("
        r"|\" *\+|\+ *\"",
    ),
    ("rounding on the way", r"\b(round( half)?( up| down)|decimal) ?\(|\b(floor|ceiling) ?\([^()]*,"),
    ("powers", r"\*\*"),
    ("averages", r"\b(mean|median) ?\("),
    ("lists put together or taken apart", r"\b(remove|insert before|append|concatenate|sublist|flatten|index of) ?\("),
    ("yes and no from lists", r"\b(all|any) ?\("),
    ("functions", r"\b(abs|floor|ceiling|modulo) ?\("),
)
"""Looked for outside of quotes, after the others."""

_CODES = {
    "FS201": "numbers that could be misread",
    "FS205": "numbers beyond 2^53",
    "FS206": "divisions that do not come out",
    "FS208": "the order of texts",
}


def reason_of(expression: str, finding: Finding) -> str | None:
    """Why an expression is refused; None where no reason is known, which a test forbids."""
    bare = "".join(part if outside else '""' for outside, part in unquoted(expression))
    for reason, pattern in OUTSIDE:
        if re.search(pattern, bare):
            return reason
    for reason, pattern in RAW:
        if re.search(pattern, expression):
            return reason
    for reason, pattern in LATER:
        if re.search(pattern, bare):
            return reason
    if finding.code == "FS202" and "a range does not fit a text" in finding.message:
        return _CODES["FS208"]
    if finding.code == "FS202" and not re.search(r"\[", bare):
        return "different kinds put together"
    if finding.code in _CODES:
        return _CODES[finding.code]
    if re.search(r"\[", bare):
        return "lists as values"
    return "numbers that could be misread" if re.search(r"(?<![0-9])\.[0-9]", bare) else None
