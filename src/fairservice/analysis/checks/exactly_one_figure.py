"""A fact that must be exactly as large as a parameter or a calculation: a rule that holds on one day of a whole year.

Seen: a test in `when` or `unless` that is nothing but a name or a calculation, on a number, an amount or a date.
Not meant: a figure that is written out, another fact, choices, yes or no, and `=` in an `if`.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.conditions.parse import parse_tests
from fairservice.conditions.scope import Scope
from fairservice.conditions.syntax import Apply, Literal, Name, Syntax
from fairservice.conditions.vocabulary import Quantity, cut
from fairservice.conditions.when import GROUPS
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located import Entries, Items, Located, Text

EXACTLY_ONE_FIGURE = Defect(
    "FS317", "exactly-one-figure", "advice", "a rule holds only where a figure is exactly that of a parameter"
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, _, tree in rulebook.packs[-1].files:
        rules = tree.get("rules")
        for rule in rules.values() if isinstance(rules, Entries) else ():
            request = rulebook.requests.get(str(rule.get("request"))) if isinstance(rule, Entries) else None
            if request is None or not isinstance(rule, Entries):
                continue
            for name, test in (each for key in ("when", "unless") for each in _tests(rule.get(key))):
                exactly = _exactly(test, rulebook)
                if exactly is not None and _is_figure(name, request.scope):
                    yield EXACTLY_ONE_FIGURE.at(
                        exactly.span, f"this holds only where `{name}` is exactly `{cut(test)}`", _help(exactly, test)
                    )


def _tests(tree: Located | None) -> Iterator[tuple[Text, Text]]:
    """Each name that is tested with what it is tested for, in groups too."""
    if isinstance(tree, Items):
        for each in tree:
            yield from _tests(each)
    elif isinstance(tree, Entries):
        for key, value in tree.pairs():
            if isinstance(value, Text):
                if key not in GROUPS:
                    yield key, value
            elif key in GROUPS or key.isdigit():
                yield from _tests(value)


def _exactly(test: Text, rulebook: Rulebook) -> Syntax | None:
    """The parameter or calculation that a test asks to be equal to; None where it asks something else."""
    try:
        syntax = parse_tests(test)
    except Rejected:
        return None
    if not isinstance(syntax, Apply) or syntax.operator != "test =":
        return None
    (operand,) = syntax.operands
    if isinstance(operand, Literal) or (isinstance(operand, Name) and operand.text not in rulebook.parameters):
        return None
    return operand


def _is_figure(name: Text, scope: Scope) -> bool:
    try:
        return isinstance(scope.node(str(name), name.span).type, Quantity)
    except Rejected:
        return False


def _help(exactly: Syntax, test: Text) -> str:
    if isinstance(exactly, Apply) and test.count(" - ") == 1:
        low, high = test.split(" - ")
        return f"for a range write `{cut(low)} to {cut(high)}`"
    return f"for a limit write `at most {cut(test)}` or `at least {cut(test)}`"
