"""A figure that stands in a rule: when it changes nobody can tell from which day, or who decided so.

Seen: numbers, percentages and dates in conditions, amounts and definitions. Not meant: 0, 1 and 100%, the
values of a choice, and weekdays and months.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.syntax import Apply, Literal, Name, Syntax
from fairservice.conditions.when import GROUPS
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.rulebook import Rulebook
from fairservice.source.located import Entries, Items, Located, Text

FIGURE_IN_RULE = Defect("FS520", "figure-in-rule", "advice", "a figure stands in a rule instead of under a name")

_PLAIN = {"0", "1", "0%", "100%", "0.00", "1.00"}
_CALENDAR = {"weekday", "month"}


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, _, tree in rulebook.packs[-1].files:
        for syntax in _file(tree):
            for figure in _figures(syntax):
                shown = figure.text + ("%" if figure.kind == "percent" and not figure.text.endswith("%") else "")
                if shown not in _PLAIN:
                    yield FIGURE_IN_RULE.at(
                        figure.span,
                        f"the figure `{shown}` stands here without a name",
                        "name it under `parameters`, so that each change has a day and a reference",
                    )


def _file(tree: Entries) -> Iterator[Syntax]:
    for _, body in _pairs(tree.get("definitions")):
        yield from _expression(body) if isinstance(body, Text) else _conditions(body)
    for _, rule in _pairs(tree.get("rules")):
        yield from _outcome(rule)
        for key, value in _pairs(rule):
            if key in ("when", "unless"):
                yield from _conditions(value)
            elif key == "concede":
                for _, bound in _pairs(value):
                    yield from _expression(bound.get("up_to") if isinstance(bound, Entries) else None)
    for _, request in _pairs(tree.get("requests")):
        yield from _outcome(request.get("otherwise") if isinstance(request, Entries) else None)


def _outcome(tree: Located | None) -> Iterator[Syntax]:
    for key, value in _pairs(tree):
        if key == "give":
            for _, amount in _pairs(value):
                yield from _expression(amount)
        elif key == "offer":
            for offer in value if isinstance(value, Items) else [value]:
                for name, amount in _pairs(offer):
                    if name in ("on", "amount"):
                        yield from _expression(amount)


def _conditions(tree: Located | None) -> Iterator[Syntax]:
    if isinstance(tree, Items):
        for each in tree:
            yield from _conditions(each)
    elif isinstance(tree, Text):
        yield from _expression(tree)
    for key, value in _pairs(tree):
        if key == "at_least":
            for _, members in _pairs(value):
                yield from _conditions(members)
        elif key in GROUPS:
            yield from _conditions(value)
        elif isinstance(value, Entries):  # what is asked of a list
            for which, asked in value.pairs():
                yield from _test(asked) if which == "count" else _conditions(asked)
        elif key.rpartition(".")[2] not in _CALENDAR:
            for test in value if isinstance(value, Items) else [value]:
                yield from _test(test)


def _expression(text: Located | None) -> Iterator[Syntax]:
    if isinstance(text, Text):
        try:
            yield parse_expression(text)
        except Rejected:
            return


def _test(text: Located | None) -> Iterator[Syntax]:
    if isinstance(text, Text):
        try:
            yield parse_tests(text)
        except Rejected:
            return


def _figures(syntax: Syntax) -> Iterator[Literal]:
    if isinstance(syntax, Literal) and syntax.kind in ("number", "percent", "date", "datetime", "duration"):
        yield syntax
    elif isinstance(syntax, Apply):
        if any(_is_of_calendar(each) for each in syntax.operands):
            return
        for each in syntax.operands:
            yield from _figures(each)


def _is_of_calendar(syntax: Syntax) -> bool:
    """Whether this is a weekday or month, whose numbers need no name: `weekday(d)` or `d.weekday`."""
    if isinstance(syntax, Name):
        return "." in syntax.text and syntax.text.rpartition(".")[2] in _CALENDAR
    return isinstance(syntax, Apply) and syntax.operator in _CALENDAR


def _pairs(tree: Located | None) -> Iterator[tuple[Text, Located | None]]:
    return tree.pairs() if isinstance(tree, Entries) else iter(())
