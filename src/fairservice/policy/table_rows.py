"""Goes through the rows of a decision table: the cells that fit, and what holds of each row by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairservice.conditions.nodes import And, Node
from fairservice.conditions.vocabulary import cut
from fairservice.errors import Finding
from fairservice.policy.declare_values import TWICE
from fairservice.policy.files import RuleFile, TableFile
from fairservice.policy.outcome_defects import GIVES_WITH_NO, LAW_REFERENCE, NO_ANSWER, PROMISE_REFUSES
from fairservice.policy.rule import ANSWERS, Answer, Rule, Template
from fairservice.policy.table_columns import (
    ANY,
    MAX_SLIPS,
    TABLE_ROW,
    TABLE_SHAPE,
    Column,
    RuleReader,
    grants_of_columns,
    read_columns,
)
from fairservice.policy.texts import PLACEHOLDER
from fairservice.source.located import Entries, Items, Text
from fairservice.span import Span

MAX_ROWS = 20_000
_MISSING: Any = object()
_EMPTY = "write `-` for any, or where nothing is said"


class TableRows:
    """The rows of one table while it is read; `shared` is the rule that they have in common."""

    def __init__(self, reader: RuleReader, shared: Rule, model: RuleFile) -> None:
        assert model.table is not None
        self.reader = reader
        self.findings = reader.findings
        self.shared = shared
        self.model = model
        self.table: TableFile = model.table
        self.has_answer = model.answer is not None
        self.answer_is_unclear = (self.has_answer and str(model.answer) not in ANSWERS) or "answer" in model.lost()
        self.written = {*map(str, model.give), *model.give.lost} if model.give is not None else set()
        own = [line.grant for line in shared.lines]
        self.columns = read_columns(reader, self.table.columns, dict.fromkeys([*own, *grants_of_columns(model)]))
        self.slips = 0
        self.row_is_broken = False
        """Whether a cell of the row that is read now has a finding of its own."""
        self._needed: dict[int, tuple[Template, frozenset[str]]] = {}
        self.ids: dict[str, Span] = {}

    def rows(self) -> Iterator[tuple[str, Items, dict[int, Any]]]:
        """Each row that fits: its id, its cells, and by column what they say (`-` is left out)."""
        rows = self.table.rows
        if not isinstance(rows, Items) or not rows:
            message = "the rows of a table are a list"
            help = "write `- [gold, yes]` for each, or name a sheet: `rows: bags.csv`"
            self.findings.append(TABLE_ROW.at(rows.span, message, help))
            return
        if len(rows) > MAX_ROWS:
            message = f"this table has {len(rows):,} rows, and the most is {MAX_ROWS:,}"
            self.findings.append(TABLE_SHAPE.at(self.table.places()["rows"], message, "split it into several tables"))
            return
        if self.columns is None:
            return
        columns = list(enumerate(self.columns))
        name = self.shared.id
        for number, row in enumerate(rows, 1):
            if not isinstance(row, Items) or len(row) != len(columns):
                self._misfit(row)
                continue
            said: dict[int, Any] = {}
            self.row_is_broken = False
            for (position, column), cell in zip(columns, row, strict=True):
                if cell == ANY:
                    continue
                value = column.seen.get(cell, _MISSING) if type(cell) is Text else _MISSING
                if value is _MISSING:
                    value = self._cell(column, cell)
                if value is not None:
                    said[position] = value
                else:
                    self.row_is_broken = True
            id = next((said[at] for at, column in columns if column.kind == "id" and at in said), str(number))
            yield self._once(f"{name}.{id}", row), row, said

    def _cell(self, column: Column, cell: object) -> Any:
        if not isinstance(cell, Text):
            assert isinstance(cell, Items | Entries)
            self._slip(cell.span, "one value is expected in a cell", "put a text with commas in double quotes")
            return None
        if not cell:
            self._slip(cell.span, f"this cell of `{cut(column.name)}` is empty", _EMPTY)
            return None
        return column.value(cell, self.findings)

    def _slip(self, at: Span, message: str, help: str) -> None:
        self.slips += 1
        if self.slips <= MAX_SLIPS:
            self.findings.append(TABLE_ROW.at(at, message, help))

    def _misfit(self, row: object) -> None:
        assert isinstance(row, Items | Text | Entries) and self.columns is not None
        if not isinstance(row, Items):
            self._slip(row.span, "a row is a list of cells", "write it like `- [gold, yes]`")
            return
        wanted, found = len(self.columns), len(row)
        there = "there is 1 column" if wanted == 1 else f"there are {wanted} columns"
        message = f"this row has {found} {'cell' if found == 1 else 'cells'}, and {there}"
        if found > wanted:
            self._slip(row[wanted].span, message, "a text with a comma stands in double quotes")
        else:
            last = cut(self.columns[found].name)
            self._slip(row.span, message, f"the first that is missing is `{last}`; write `-` for any")

    def _once(self, id: str, row: Items) -> str:
        if id in self.ids:
            help = "give each row a name of its own"
            also = [(self.ids[id], "the first")]
            self.findings.append(TWICE.at(row.span, f"two rows are called `{id}`", help, also))
        self.ids.setdefault(id, row.span)
        return id

    def condition(self, said: Mapping[int, Any]) -> list[Node]:
        """The tests of a row, those that are made of several taken apart."""
        assert self.columns is not None
        found: list[Node] = []
        for position, value in said.items():
            if self.columns[position].kind == "test":
                found += value.operands if isinstance(value, And) else (value,)
        return found

    def check(self, rule: Rule, answered: bool) -> None:
        """What holds of each rule by itself: that it answers, and that its parts fit each other."""
        assert rule.answer is not None
        at = rule.places.get("answer", rule.span)
        found: Finding | None = None
        if not answered:
            help = "answer `yes`, `yes_but`, `no_but` or `no`: in a column `answer`, or beside the table"
            found = NO_ANSWER.at(rule.span, f"`{rule.id}` has no `answer`", help)
        elif rule.lines and not rule.answer.grants:
            message = f"`{rule.id}` gives something, but its answer does not"
            help = "answer `yes` or `yes_but`, or write `-` where nothing is given"
            found = GIVES_WITH_NO.at(rule.places.get("give", at), message, help)
        elif rule.basis == "promise" and rule.answer < Answer.YES_BUT:
            found = PROMISE_REFUSES.at(at, "a promise cannot answer no", "make it `basis: policy`")
        if found is None and rule.basis == "law" and rule.reference is None:
            message = f"the law rule `{rule.id}` has no `reference`"
            found = LAW_REFERENCE.at(rule.span, message, "cite the article it rests on")
        if found is None:
            found = self._unfilled(rule)
        if found is not None:
            self.slips += 1
            if self.slips <= MAX_SLIPS:
                self.findings.append(found)

    def _unfilled(self, rule: Rule) -> Finding | None:
        """A placeholder for what this very row does not give."""
        given: set[str] | None = None
        for kind, words in (("because", rule.because), ("say", rule.say), ("if_pressed", rule.if_pressed)):
            for template in words.values():
                needed = self._grants_in(template)
                if not needed:
                    continue
                given = given if given is not None else {*self.written, *(line.grant for line in rule.lines)}
                for name in sorted(needed - given):
                    message = f"`{rule.id}` speaks of `{{{name}}}`, and gives none"
                    help = f"fill in `give.{name}` in this row, or give the row a text of its own"
                    also = [(rule.places[kind], "the text")] if rule.places.get(kind) != rule.span else []
                    return PLACEHOLDER.at(rule.span, message, help, also)
        return None

    def _grants_in(self, template: Template) -> frozenset[str]:
        known = self._needed.get(id(template))
        if known is None:
            names = frozenset(part.grant for part in template if not isinstance(part, str) and part.grant)
            known = self._needed[id(template)] = (template, names)
        return known[1]
