"""The columns of a decision table: which of them test something, which say an outcome, and what a cell there means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from fairservice.conditions.nodes import Node
from fairservice.conditions.parse import parse_expression, parse_tests
from fairservice.conditions.scope import UNKNOWN_NAME, Scope
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.vocabulary import cut, nearest
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.files import OutcomeFile, RuleFile
from fairservice.policy.reading import Reading
from fairservice.policy.rule import ANSWERS, Line, Offer, Words
from fairservice.policy.table_sources import TABLE_COLUMN
from fairservice.source.located import Entries, Items, Located, Text

TABLE_ROW = Defect("FS131", "table-row", "error", "a row of a decision table does not fit its columns")
TABLE_SHAPE = Defect("FS132", "table-shape", "error", "a decision table as a whole says something that does not fit")

ANY = "-"
"""What a cell says that tests nothing, or says nothing of its own."""
PLAIN = ("id", "answer", "provided", "offer", "reference", "may_override", "from", "until")
DOTTED = ("give", "because", "say", "if_pressed")
SPOKEN = ("because", "say", "if_pressed")
MAX_SLIPS = 20
"""So many slips of one column are told; the rest are most often the same one."""
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", re.ASCII)
_ROW_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*\Z", re.ASCII)


class RuleReader(Protocol):
    """What reads the parts of ordinary rules: rows have the same parts."""

    reading: Reading
    scope: Scope
    checker: Checker
    findings: list[Finding]

    def words(self, tree: Entries | None, own: list[str]) -> Words: ...
    def line(self, key: Text, value: Located | None) -> Line | None: ...
    def offers(self, tree: Located | None) -> list[Offer]: ...
    def overrider(self, role: Text | None) -> str: ...
    def window(self, effective: tuple[int | None, int | None]) -> Node: ...


@dataclass
class Column:
    """One column: what its cells are (`test`, or an outcome), of which grant or language, and the cells read so far.

    Sheets repeat themselves: each text of a column is read once.
    """

    name: Text
    kind: str
    of: str
    read: Callable[[Text], Any]
    seen: dict[str, Any] = field(default_factory=dict)
    slips: int = 0

    def value(self, cell: Text, findings: list[Finding]) -> Any:
        """What a cell means; None where it cannot be read, which is told for the first few."""
        before = len(findings)
        try:
            found = self.read(cell)
        except Rejected as error:
            findings.append(error.finding)
            found = None
        self.slips += len(findings) > before
        if len(findings) == before or self.slips >= MAX_SLIPS:
            self.seen[str(cell)] = found
        return found


def read_columns(reader: RuleReader, tree: Located | None, grants: Iterable[str]) -> list[Column] | None:
    """The columns of a table. None where not even their number is known; `grants` are those that rows can give."""
    names = list(tree) if isinstance(tree, Items) else []
    if not names or not all(isinstance(each, Text) for each in names):
        if tree is not None:
            help = "write `columns: [customer.membership, answer, give.refund]`"
            reader.findings.append(TABLE_COLUMN.at(tree.span, "the columns are a list of names", help))
        return None
    columns = [_column(reader, each, list(grants)) for each in names if isinstance(each, Text)]
    first: dict[str, Text] = {}
    for column in columns:
        if column.kind != "test" and str(column.name) in first:
            also = [(first[str(column.name)].span, "the first")]
            message = f"there are two columns `{column.name}`"
            reader.findings.append(TABLE_COLUMN.at(column.name.span, message, "keep one of them", also))
        first.setdefault(str(column.name), column.name)
    return columns


def grants_of_columns(model: OutcomeFile) -> list[str]:
    """The grants that rows of the table of a rule can give."""
    columns = model.table.columns if isinstance(model, RuleFile) and model.table is not None else None
    names = [str(each) for each in columns if isinstance(each, Text)] if isinstance(columns, Items) else []
    return [name.removeprefix("give.") for name in names if name.startswith("give.")]


def is_outcome(name: str) -> bool:
    """Whether a column says an outcome instead of testing something."""
    head, _, rest = name.partition(".")
    return name in PLAIN or name in DOTTED or (head in DOTTED and bool(rest))


def _column(reader: RuleReader, name: Text, grants: list[str]) -> Column:
    head, _, rest = str(name).partition(".")
    if not is_outcome(name):
        return Column(name, "test", "", _tester(reader, name))
    if reader.scope.has(name):
        message = f"`{name}` says an outcome in a table, and is also the name of something here"
        reader.findings.append(TABLE_COLUMN.at(name.span, message, "give the fact or figure another name"))
    if name in PLAIN:
        return Column(name, str(name), "", _PLAIN_READERS[str(name)](reader))
    if not rest:
        what = "refund" if head == "give" else reader.reading.languages[0]
        message = f"`{head}` does not say {'what is given' if head == 'give' else 'in which language'}"
        reader.findings.append(TABLE_COLUMN.at(name.span, message, f"write it like `{head}.{what}`"))
        return Column(name, "lost", "", _nothing)
    of = Text(rest, name.part(len(head) + 1, len(rest)))
    if head == "give":
        if rest not in reader.reading.authority.grants:
            reader.reading.authority.no_grant(of)
            return Column(name, "lost", "", _nothing)
        return Column(name, "give", rest, _giver(reader, of))
    return Column(name, head, rest, _speaker(reader, of, grants))


def _nothing(cell: Text) -> None:
    return None


def _tester(reader: RuleReader, name: Text) -> Callable[[Text], Node | None]:
    """Reads tests of what the column names: a name, or a full expression. A slip in it is told once."""
    try:
        if _NAME.match(name):
            subject = reader.scope.node(str(name), name.span)
        else:
            subject = reader.checker.node(parse_expression(name))
    except Rejected as error:
        found = error.finding
        near = nearest(name, [*PLAIN, *(f"{head}." for head in DOTTED)])
        if found.defect is UNKNOWN_NAME and near and reader.scope.nearest(name) is None:
            found = replace(found, help=f"did you mean `{near}`?")
        reader.findings.append(found)
        return _nothing
    return lambda cell: reader.checker.test(subject, parse_tests(cell))


def _giver(reader: RuleReader, grant: Text) -> Callable[[Text], Node | None]:
    def read(cell: Text) -> Node | None:
        line = reader.line(grant, cell)
        return line.amount if line else None

    return read


def _speaker(reader: RuleReader, lang: Text, grants: list[str]) -> Callable[[Text], Any]:
    def read(cell: Text) -> Any:
        return reader.words(Entries([(lang, cell)], cell.span), grants).get(str(lang))

    return read


def _identifier(reader: RuleReader) -> Callable[[Text], str | None]:
    def read(cell: Text) -> str | None:
        if _ROW_ID.match(cell):
            return str(cell)
        help = "use small letters, digits and hyphens: `gold-business`"
        raise Rejected(TABLE_ROW.at(cell.span, f"`{cut(cell)}` cannot name a row", help))

    return read


def _answer(reader: RuleReader) -> Callable[[Text], Any]:
    def read(cell: Text) -> Any:
        word = reader.reading.declare.choice(cell, tuple(ANSWERS), "an answer", "answers")
        return ANSWERS[word] if word else None

    return read


_PLAIN_READERS: dict[str, Callable[[RuleReader], Callable[[Text], Any]]] = {
    "id": _identifier,
    "answer": _answer,
    "provided": lambda reader: lambda cell: reader.reading.declare.word_values(cell, "what must be provided"),
    "offer": lambda reader: lambda cell: tuple(reader.offers(cell)),
    "reference": lambda reader: str,
    "may_override": lambda reader: reader.overrider,
    "from": lambda reader: reader.reading.declare.day,
    "until": lambda reader: reader.reading.declare.day,
}
