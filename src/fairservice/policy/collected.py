"""A table whose rows add up (`hit: collect`) as one rule: it holds where any row does, and gives the bounded sum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairservice.conditions.nodes import Conditional, Constant, Extremum, Node, conjunction, disjunction
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.quantities import aligned, calculated, quantity_of, same_dimension
from fairservice.conditions.vocabulary import Quantity, cut
from fairservice.errors import Rejected
from fairservice.policy.rule import Line, Row, Rule
from fairservice.policy.table_columns import TABLE_SHAPE
from fairservice.policy.table_rows import TableRows
from fairservice.source.located import Items, Text
from fairservice.span import Span

MAX_COLLECTED = 100
"""The most rows that can add up: each of them is part of one amount."""


def collected(reader: TableRows) -> tuple[Rule, tuple[tuple[str, Node], ...]] | None:
    """The rule of the whole table and its bounds; None where the table cannot be one."""
    findings, columns = reader.findings, reader.columns
    told = len(findings)
    for column in columns or ():
        if column.kind not in ("test", "id", "give", "lost"):
            message = f"rows that add up cannot each have their own `{cut(column.name)}`"
            findings.append(TABLE_SHAPE.at(column.name.span, message, "say it beside the table, for all rows"))
    rows = reader.table.rows
    if isinstance(rows, Items) and len(rows) > MAX_COLLECTED:
        message = f"{len(rows)} rows cannot add up; the most is {MAX_COLLECTED}"
        findings.append(TABLE_SHAPE.at(reader.table.places()["rows"], message, "split the table"))
        return None
    bounds = _bounds(reader)
    found: list[Row] = []
    for id, row, said in reader.rows():
        amounts = tuple(_amounts(reader, row, said))
        found.append(Row(id, conjunction(reader.condition(said)), amounts, row.span))
    if not found or columns is None or len(findings) > told:
        return None
    lines = [line for line in reader.shared.lines if line.grant not in bounds]
    try:
        lines += [_line(reader, grant, bound, at, found) for grant, (bound, at) in bounds.items()]
    except Rejected as error:
        findings.append(error.finding)
        return None
    condition = conjunction([reader.shared.condition, disjunction(row.condition for row in found)])
    rule = replace(reader.shared, condition=condition, lines=tuple(lines), rows=tuple(found))
    reader.check(rule, reader.has_answer)
    return rule, tuple((grant, bound) for grant, (bound, _) in bounds.items())


def _bounds(reader: TableRows) -> dict[str, tuple[Node, Span]]:
    """Per grant that rows give, the most that they come to together."""
    found: dict[str, tuple[Node, Span]] = {}
    up_to = reader.table.up_to
    given = {column.of: column for column in reader.columns or () if column.kind == "give"}
    for grant, value in up_to.pairs() if up_to is not None else ():
        if str(grant) not in given:
            if reader.columns is not None:
                message, help = f"no column gives `{cut(grant)}`", f"add a column `give.{cut(grant)}`, or leave it out"
                reader.findings.append(TABLE_SHAPE.at(grant.span, message, help))
            continue
        type = reader.reader.reading.authority.grants[str(grant)].type
        if not isinstance(type, Quantity) or type.kind == "date":
            message = f"`{grant}` is nothing that adds up"
            reader.findings.append(TABLE_SHAPE.at(given[str(grant)].name.span, message, "use `hit: unique` or `first`"))
            continue
        try:
            if not isinstance(value, Text):
                raise Rejected(TABLE_SHAPE.at(grant.span, f"`{grant}` needs one bound", f"write `{grant}: 15%`"))
            reader.reader.checker.amount(parse_expression(value), type)
            found[str(grant)] = (reader.reader.checker.node(parse_expression(value), type), value.span)
        except Rejected as error:
            reader.findings.append(error.finding)
    for name, column in given.items():
        if up_to is None or (name not in up_to and name not in up_to.lost):
            message = f"nothing bounds what the rows give of `{name}` together"
            help = f"add `up_to:` with `{name}: …` to the table: the most that all rows come to"
            reader.findings.append(TABLE_SHAPE.at(column.name.span, message, help))
    if not given and reader.columns is not None:
        message, help = "no column gives anything that could add up", "add a column like `give.discount`"
        reader.findings.append(TABLE_SHAPE.at(reader.table.places()["hit"], message, help))
    return found


def _amounts(reader: TableRows, row: Items, said: dict[int, Any]) -> list[tuple[str, Node]]:
    """What a row adds, not rounded: the whole is rounded once."""
    found: list[tuple[str, Node]] = []
    for position in said:
        column = (reader.columns or [])[position]
        cell = row[position]
        if column.kind != "give" or not isinstance(cell, Text):
            continue
        type = reader.reader.reading.authority.grants[column.of].type
        try:
            found.append((column.of, reader.reader.checker.node(parse_expression(cell), type)))
        except Rejected as error:
            reader.findings.append(error.finding)
    return found


def _line(reader: TableRows, grant: str, bound: Node, at: Span, rows: list[Row]) -> Line:
    """`min(bound, sum of (if the row holds then its amount else 0))`, rounded once. Raises `Rejected`."""
    type = reader.reader.reading.authority.grants[grant].type
    assert isinstance(type, Quantity)
    parts = [_counted(row.condition, node) for row in rows for name, node in row.amounts if name == grant]
    while len(parts) > 1:  # in pairs, so that a hundred rows do not nest a hundred deep
        rest = parts[len(parts) // 2 * 2 :]
        parts = [calculated("+", a, b, at) for a, b in zip(parts[::2], parts[1::2], strict=False)] + rest
    if not parts:
        parts = [Constant(0, type.bounded(0, 0))]
    total, most = same_dimension(parts[0], bound, at)
    a, b = quantity_of(total), quantity_of(most)
    least = Extremum("min", (most, total), a.bounded(min(a.low, b.low), min(a.high, b.high)))
    return Line(grant, reader.reader.checker.rounded(least, None, type, at), at)


def _counted(condition: Node, amount: Node) -> Node:
    type = quantity_of(amount)
    zero: Node = Constant(0, type.bounded(0, 0))
    amount, zero = aligned(amount, zero)
    low, high = min(type.low, 0), max(type.high, 0)
    return Conditional(condition, amount, zero, type.bounded(low, high))
