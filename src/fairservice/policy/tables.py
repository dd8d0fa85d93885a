"""Reads a decision table: each row becomes a rule of its own, with its own id and place, that shares what all say.

`unique`: no row goes before another, so two that hold and disagree are a conflict, as of any rules. `first`: each
row overrides the next one; overriding goes on from rule to rule, so the chain says the order of all. `collect`: the
rows are one rule, whose amounts add up (`collected.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fairservice.conditions.nodes import Node, conjunction
from fairservice.errors import Finding
from fairservice.policy.collected import collected
from fairservice.policy.files import RuleFile
from fairservice.policy.rule import Hit, Line, Rule, Table, Template
from fairservice.policy.table_columns import SPOKEN, TABLE_SHAPE, RuleReader
from fairservice.policy.table_rows import TableRows
from fairservice.policy.table_sources import TABLE_COLUMN
from fairservice.source.located import Items

HITS = ("unique", "first", "collect")


def is_table(model: RuleFile, findings: list[Finding]) -> bool:
    """Whether a rule is a table that can be read. Goodwill cannot be one: an exception is made one by one."""
    table = model.table
    if table is None:
        # A table of which the rows were lost was no ordinary rule either.
        return False
    if model.basis == "goodwill":
        message, help = "goodwill cannot be a table", "write each exception as a rule of its own, with its own bound"
        findings.append(TABLE_SHAPE.at(model.places()["table"], message, help))
        return False
    return True


def was_table(model: RuleFile) -> bool:
    """Whether a rule is a table, or would be if a slip had not kept it from being read."""
    return model.table is not None or "table" in model.lost()


class TableReader(TableRows):
    """Reads one table into its rules."""

    def __init__(self, reader: RuleReader, shared: Rule, model: RuleFile) -> None:
        super().__init__(reader, shared, model)
        self._windows: dict[tuple[int | None, int | None], Node] = {}

    def read(self) -> tuple[Table, tuple[Rule, ...]]:
        """The table and its rules. What is wrong is added to the findings."""
        word = self.reader.reading.declare.choice(self.table.hit, HITS, "a hit policy", "hit policies")
        hit: Hit = "first" if word == "first" else "collect" if word == "collect" else "unique"
        self._check_columns()
        rules: tuple[Rule, ...]
        up_to: tuple[tuple[str, Node], ...] = ()
        if hit == "collect":
            found = collected(self)
            rules, up_to = ((found[0],), found[1]) if found else ((), ())
        else:
            if self.table.up_to is not None:
                message, help = f"a bound for the whole is of no use with `hit: {hit}`", "leave `up_to` out"
                self.findings.append(TABLE_SHAPE.at(self.table.places()["up_to"], message, help))
            rules = tuple(self._rule(*each) for each in self.rows())
            if hit == "first":
                rules = _chained(rules)
        return Table(self.shared.id, hit, tuple(rule.id for rule in rules), self.shared.span, up_to), rules

    def _check_columns(self) -> None:
        if self.table.columns is None:
            if "columns" not in self.table.lost():
                message, help = "the table does not say what its columns are", "write `columns: [item.state, answer]`"
                self.findings.append(TABLE_COLUMN.at(self.model.places()["table"], message, help))
        elif self.columns and not any(column.kind == "test" for column in self.columns):
            names = self.table.columns.span
            message = "no column tests anything, so every row always holds"
            self.findings.append(TABLE_COLUMN.at(names, message, "add a column with the name of a fact"))

    # ---- one rule a row

    def _rule(self, id: str, row: Items, said: dict[int, Any]) -> Rule:
        assert self.columns is not None
        shared, span = self.shared, row.span
        places = {**shared.places, "when": span}
        changes: dict[str, Any] = {}
        lines = {line.grant: line for line in shared.lines} if shared.lines else {}
        words: dict[str, dict[str, Template]] = {}
        window = shared.effective
        for position, value in said.items():
            column = self.columns[position]
            kind = column.kind
            if kind in ("test", "id"):
                continue
            at = row[position].span
            if kind == "give":
                lines[column.of] = Line(column.of, value, column.name.span)
            elif kind in SPOKEN:
                words.setdefault(kind, {})[column.of] = value
            elif kind == "from":
                window = (value, window[1])
            elif kind == "until":
                window = (window[0], value)
            else:
                changes["offers" if kind == "offer" else kind] = value
            places["effective" if kind in ("from", "until") else kind] = at
        if window != shared.effective:
            changes |= {"effective": window, "in_force": self._window(window)}
        for kind, texts in words.items():
            changes[kind] = {**getattr(shared, kind), **texts}
        parts = self.condition(said)
        rule = replace(
            shared,
            id=id,
            condition=conjunction([shared.condition, *parts]),
            lines=tuple(lines.values()),
            span=span,
            places=places,
            table=shared.id,
            **changes,
        )
        if not self.row_is_broken and ("answer" in changes or not self.answer_is_unclear):
            self.check(rule, "answer" in changes or self.has_answer)
        return rule

    def _window(self, window: tuple[int | None, int | None]) -> Node:
        if window not in self._windows:
            self._windows[window] = self.reader.window(window)
        return self._windows[window]


def _chained(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Each row overrides the next; the last one what the whole table overrides, and so do all before it."""
    return tuple(
        replace(rule, overrides=(rules[position + 1].id,)) if position + 1 < len(rules) else rule
        for position, rule in enumerate(rules)
    )
