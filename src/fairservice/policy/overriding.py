"""Checks how the rules of a request override each other, and what goodwill is an exception to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from fairservice.conditions.vocabulary import cut, one_of
from fairservice.errors import Defect, Finding
from fairservice.policy.files import RuleFile
from fairservice.policy.packs import words
from fairservice.policy.rule import OTHERWISE, Rule, Table
from fairservice.policy.table_columns import TABLE_SHAPE
from fairservice.policy.tables import was_table
from fairservice.source.located_yaml import Text

UNKNOWN_RULE = Defect("FS125", "unknown-rule", "error", "a rule is named that does not exist for this request")
OTHER_BASIS = Defect("FS304", "overrides-another-basis", "error", "a rule overrides one that binds for another reason")
OVERRIDE_CIRCLE = Defect("FS305", "overrides-in-a-circle", "error", "rules override each other in a circle")

MAX_EDGES = 1_000_000
"""So many pairs of rows may override each other; an ordered table needs one for all of its rows."""

Models: TypeAlias = list[tuple[Text, RuleFile, str]]
"""The rules of one request as written, with the pack of each."""
Tables: TypeAlias = Mapping[str, Table]


def check_overrides(
    request: str,
    models: Models,
    rules: tuple[Rule, ...],
    tables: Tables,
    lost: frozenset[str],
    findings: list[Finding],
) -> None:
    """Overriding joins rules of one request and one basis, without circles."""
    by_id = {rule.id: rule for rule in rules}
    written = {str(key): model for key, model, _ in models}
    edges = 0
    for key, model, _ in models:
        mine = tables.get(str(key))
        own = by_id.get(mine.rules[0] if mine and mine.rules else str(key))
        for name in words(model.overrides):
            table = tables.get(str(name))
            other = by_id.get(table.rules[0] if table and table.rules else str(name))
            if other is None and (str(name) in lost or _unread(str(name), written, tables)):
                continue
            if other is None:
                findings.append(_unknown(request, name, [each for each in written if each != key], by_id, tables))
            elif own is not None and other.basis != own.basis:
                findings.append(
                    OTHER_BASIS.at(
                        name.span,
                        f"a {own.basis} rule cannot override the {other.basis} rule `{name}`",
                        "a right is an option of its own and yields to nothing but the law"
                        if other.basis in ("law", "promise")
                        else "give both the same basis",
                        [(table.span if table else other.span, f"a {other.basis} rule")],
                    )
                )
            elif mine is not None and mine.hit == "unique":
                edges += len(mine.rules) * (len(table.entrances) if table else 1)
                if edges > MAX_EDGES:
                    message = f"`{key}` and `{name}` have too many rows for each of one to override each of the other"
                    help = "with `hit: first` in one of the two tables, one step is enough for all of its rows"
                    findings.append(TABLE_SHAPE.at(name.span, message, help))
                    break
    _check_circles(models, by_id, findings)


def _unread(name: str, written: Mapping[str, RuleFile], tables: Tables) -> bool:
    """Whether a table, or a row of one, is named that could not be read."""
    key = name.partition(".")[0]
    model, table = written.get(key), tables.get(key)
    return model is not None and was_table(model) and (table is None or not table.rules)


def _unknown(request: str, name: Text, others: list[str], by_id: Mapping[str, Rule], tables: Tables) -> Finding:
    table = tables.get(name.partition(".")[0])
    near = None
    if table is not None and "." in name:
        near = one_of(name, list(table.rules), "rows")
    elif len(by_id) > 1:
        near = one_of(name, others, "rules")
    return UNKNOWN_RULE.at(name.span, f"`{request}` has no rule `{cut(name)}`", near)


def _check_circles(models: Models, by_id: Mapping[str, Rule], findings: list[Finding]) -> None:
    """Circles among rules and whole tables: what overrides one row of a table overrides what that row overrides."""
    names = {str(key) for key, _, _ in models}
    spans = {str(key): model.places().get("overrides", key.span) for key, model, _ in models}
    below: dict[str, list[str]] = {}
    for key, model, _ in models:
        wanted = [str(each) for each in words(model.overrides)]
        below[str(key)] = [each if each in names else each.partition(".")[0] for each in wanted]
    state: dict[str, int] = {}
    for root in below:
        path: list[tuple[str, list[str]]] = [(root, list(below[root]))] if root not in state else []
        state.setdefault(root, 1)
        while path:
            name, rest = path[-1]
            if not rest:
                state[name] = 2
                path.pop()
                continue
            lower = rest.pop()
            if state.get(lower) == 1:
                steps = [each for each, _ in path]
                circle = " → ".join(f"`{each}`" for each in (*steps[steps.index(lower) :], lower))
                findings.append(
                    OVERRIDE_CIRCLE.at(
                        spans[name],
                        f"rules override each other in a circle: {circle}",
                        f"leave `{lower}` out of the `overrides` of `{name}`",
                    )
                )
            elif lower in below and lower not in state:
                state[lower] = 1
                path.append((lower, list(below[lower])))


def check_exceptions(
    request: str,
    models: Models,
    rules: tuple[Rule, ...],
    tables: Tables,
    lost: frozenset[str],
    findings: list[Finding],
) -> None:
    """Goodwill is an exception to a rule of the same request, to the rows of a table, or to its `otherwise`."""
    known = {rule.id for rule in rules if rule.basis != "goodwill"} | {OTHERWISE} | tables.keys()
    written = {str(key): model for key, model, _ in models}
    shown: list[str] | None = None
    for _, model, _ in models:
        name = model.exception_to
        if name is None or str(name) in known or str(name) in lost or _unread(str(name), written, tables):
            continue
        if shown is None:
            shown = [str(key) for key, each, _ in models if each.basis != "goodwill"] + [OTHERWISE]
        help = one_of(name, shown, "rules")
        findings.append(UNKNOWN_RULE.at(name.span, f"`{request}` has no rule `{cut(name)}`", help))
