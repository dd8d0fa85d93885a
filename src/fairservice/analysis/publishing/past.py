"""What would no longer have been so: days on which a rule was in force, and figures of days that are past.

A case is judged as of a day, often an earlier one, so a change of the past changes what customers were told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fairservice.analysis.publishing.pasting import written_rule
from fairservice.conditions.declarations import Parameter, Version
from fairservice.conditions.vocabulary import Quantity, Text, write_value
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Rulebook
from fairservice.span import Span

PAST_CHANGED = Defect("FS703", "past-changed", "error", "a figure or the days of a rule change for the past")
CHANGED_IN_PLACE = Defect(
    "FS708", "changed-in-place", "advice", "a rule is changed for cases of days before the change too"
)


def rules_of(book: Rulebook) -> dict[str, Rule]:
    """Every rule by its id; the rows of a table are rules, what a request answers otherwise is none."""
    return {rule.id: rule for request in book.requests.values() for rule in request.rules}


def changes_of_the_past(earlier: Rulebook, book: Rulebook, first: date) -> Iterator[Finding]:
    """What was so on days before the first one, and would no longer have been."""
    rules = rules_of(book)
    for id, old in rules_of(earlier).items():
        new = rules.get(id)
        if new is not None and _days(old, first) != _days(new, first):
            was, now = _said(_days(old, first)), _said(_days(new, first))
            help = "a rule ends at the earliest on the day before, and begins at the earliest on the first day"
            yield PAST_CHANGED.at(
                new.places.get("effective", new.span),
                f"before {first} `{id}` was in force {was}, and now {now}",
                help,
                [(old.span, "as it was published")],
            )
    for name, parameter in earlier.parameters.items():
        new_one = book.parameters.get(name)
        if new_one is None:  # a rule that is kept and reads it would have been refused before
            continue
        day = first.toordinal()
        before = {each.first: each for each in parameter.versions if each.first < day}
        after = {each.first: each for each in new_one.versions if each.first < day}
        for begins in sorted(before.keys() | after.keys()):
            was_version, version = before.get(begins), after.get(begins)
            began = date.fromordinal(begins)
            if version is None:
                assert was_version is not None
                message = f"the figure of `{name}` from {began} is gone"
                yield PAST_CHANGED.at(
                    new_one.span, message, _NEW_FIGURE.format(first=first), _as_it_was(was_version.span)
                )
            elif was_version is None:
                message = f"`{name}` gets a figure from {began}, which is before {first}"
                yield PAST_CHANGED.at(version.span, message, _NEW_FIGURE.format(first=first))
            elif _figures(book, new_one, version) != _figures(earlier, parameter, was_version):
                message = f"the figure of `{name}` from {began} is another one than was published"
                yield PAST_CHANGED.at(
                    version.span, message, _NEW_FIGURE.format(first=first), _as_it_was(was_version.span)
                )


def _figures(book: Rulebook, parameter: Parameter, version: Version) -> tuple[object, ...]:
    """The figures of a version as written, with their unit; the type spans all versions and says nothing of one."""
    keys = [book.facts[name].type if name in book.facts else Text() for name in parameter.by]
    rows = {
        tuple(write_value(key, type) for key, type in zip(of, keys, strict=True)): write_value(value, parameter.type)
        for of, value in version.rows
    }
    single = [
        None if value is None else write_value(value, parameter.type) for value in (version.value, version.otherwise)
    ]
    unit = (parameter.type.kind, parameter.type.unit) if isinstance(parameter.type, Quantity) else None
    return (type(parameter.type), unit, parameter.by, rows, *single)


_NEW_FIGURE = (
    "leave what is past as it was, and add a figure from `{first}`; a mistake is corrected with `--correcting WHY`"
)


def _as_it_was(span: Span) -> list[tuple[Span, str]]:
    return [(span, "as it was published")]


def _days(rule: Rule, first: date) -> tuple[int | None, int] | None:
    """The days before the first one on which a rule was in force; None where there are none."""
    begins, ends = rule.effective
    last = first.toordinal() - 1
    last = last if ends is None else min(ends, last)
    return None if begins is not None and begins > last else (begins, last)


def _said(days: tuple[int | None, int] | None) -> str:
    if days is None:
        return "on no day"
    until = f"until {date.fromordinal(days[1])}"
    return until if days[0] is None else f"from {date.fromordinal(days[0])} {until}"


def changed_in_place(earlier: Rulebook, book: Rulebook, first: date) -> Iterator[Finding]:
    """Rules that decide otherwise for cases of before, where a request is judged as of a day in the case."""
    was = rules_of(earlier)
    for request in book.requests.values():
        if request.in_force_fact == "today":
            continue
        for rule in request.rules:
            old = was.get(rule.id)
            if (
                old is not None
                and _days(old, first) is not None
                and _decides(earlier, rule.id) != _decides(book, rule.id)
            ):
                fact = request.in_force_fact
                yield CHANGED_IN_PLACE.at(
                    rule.span,
                    f"`{rule.id}` changes for every case, also where `{fact}` is before {first}",
                    f"to change later cases only, end it with `until: {day_before(first)}` and begin a new rule",
                    _as_it_was(old.span),
                )


def _decides(book: Rulebook, id: str) -> dict[str, object] | None:
    """A rule as written, without its words and its days; None for a row of a table."""
    tree = written_rule(book, id)
    return None if tree is None else {str(key): value for key, value in tree.pairs() if str(key) not in _NOT_DECIDING}


_NOT_DECIDING = frozenset({"because", "say", "if_pressed", "reference", "owner", "effective"})


def day_before(first: date) -> date:
    """The last day on which what is ended is in force."""
    return date.fromordinal(first.toordinal() - 1)
