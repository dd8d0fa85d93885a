"""A YAML file is read as text with places, and every slip in it becomes a finding, never an exception.

No scalar is ever typed: `no`, `12:30` and `014` stay the characters that the owner sees. A finding does
not end the reading where the meaning is plain, so that one run shows as many slips as there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from fairservice.errors import Finding
from fairservice.source.defects import (
    DIRECTIVE,
    NOT_A_MAPPING,
    SEVERAL_DOCUMENTS,
    TOO_DEEP,
    TOO_MANY_VALUES,
    YAML_SYNTAX,
)
from fairservice.source.located import Entries, Items, Located, Style, Text
from fairservice.source.lost_keys import note_lost_keys
from fairservice.source.text_file import only_visible, read_bytes
from fairservice.source.yaml_frame import Frame
from fairservice.source.yaml_syntax import diagnose
from fairservice.source.yaml_values import ValueChecks
from fairservice.span import File, Position, Span

__all__ = ["Entries", "Items", "Located", "Text", "read_bytes", "read_yaml"]

MAX_DEPTH = 40
MAX_VALUES = 100_000
MAX_REPAIRS = 20
MAX_FINDINGS = 100

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):
    """The finding just made says all that there is to say about this file."""


def read_yaml(
    file: File, findings: list[Finding], texts: Callable[[tuple[str, ...]], bool], most: int = MAX_VALUES
) -> Entries | None:
    """The entries of a YAML file; None if it has no shape at all. Every slip is added to `findings`.

    `texts` tells for the keys that lead to a value (list positions as "0", "1", …) whether a long text
    with `|` may stand there. A value with a slip is kept as its owner most probably meant it; a key
    without a value is left out. `most` is how many values the file may hold.
    """
    if not only_visible(file, findings):
        return None
    found: list[Finding] = []
    tree = _read(file, found, texts, most)
    findings.extend(sorted(found, key=_place)[:MAX_FINDINGS])
    return tree


def _place(finding: Finding) -> tuple[int, int]:
    return (finding.span.start.line, finding.span.start.column) if finding.span else (0, 0)


def _read(file: File, found: list[Finding], texts: Callable[[tuple[str, ...]], bool], most: int) -> Entries | None:
    """Read again after each repair: libyaml stops at its first error, its user should not have to."""
    lines = file.text.split("\n")
    shown = list(lines)
    syntax: list[Finding] = []
    repaired: dict[tuple[int, int], str] = {}
    _directives(file, lines, syntax)
    while True:
        reader = _Reader(file, shown, texts, repaired)
        reader.most = most
        try:
            tree = reader.read("\n".join(lines))
            break
        except _Stop:
            tree = None
            break
        except yaml.YAMLError as error:
            tree = None
            finding, repair = diagnose(file, lines, error, reader.last_quoted)
            syntax.append(finding)
            if repair is None or len(syntax) > MAX_REPAIRS:
                break
            line, column, end, filler = repair
            if (line, column) in repaired:
                break
            # The same number of characters, so that every other place stays what it was.
            repaired[line, column] = shown[line][column:end]
            lines[line] = lines[line][:column] + filler * (end - column) + lines[line][end:]
    found += syntax
    found += reader.findings
    if tree is not None:
        note_lost_keys(tree, shown, found)
    return tree


def _directives(file: File, lines: list[str], found: list[Finding]) -> None:
    for number, line in enumerate(lines):
        if line.startswith("%"):
            at = Span(file, Position(number + 1, 1), Position(number + 1, len(line) + 1))
            found.append(DIRECTIVE.at(at, f"`{line.strip()}` is an instruction to YAML itself", "delete this line"))
            lines[number] = "#" + line[1:]
        elif line.strip() and not line.startswith("#"):
            return


class _Reader(ValueChecks):
    """Builds the tree from libyaml's events, with a list as its stack: depth cannot overflow anything."""

    most = MAX_VALUES

    def read(self, text: str) -> Entries | None:
        root: Located | None = None
        node: Located | None
        documents = 0
        event: Any
        for event in yaml.parse(text, Loader=Loader):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                node = self.scalar(event)
                if node is not None and not self.stack:
                    root = node
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.begin(event, kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = self.end(event)
                if not self.stack:
                    root = node
            elif kind is yaml.AliasEvent:
                node = self.alias(event)
                if not self.stack:
                    root = node
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    mark = event.start_mark
                    at = self.place(mark.line, mark.column, mark.line, mark.column + 3)
                    message = "a second document begins here; a file holds one"
                    help = "delete this line, or move what follows it to a file of its own"
                    self.findings.append(SEVERAL_DOCUMENTS.at(at, message, help))
                    break
        return self.top(root)

    def top(self, root: Located | None) -> Entries | None:
        if isinstance(root, Entries):
            return root
        help = "write lines such as `key: value`, each key once, at the start of the line"
        if root is None:
            at = Span(self.file, Position(1, 1), Position(1, 1))
            message = "there is nothing in this file"
        elif isinstance(root, Items):
            at, message = root.span, "this file is a list; it should be `key: value` lines"
            if root:
                at = root[0].span
        else:
            at, message = root.span, "this file is one text; it should be `key: value` lines"
            if self.missing_space(root) is not None:
                return None
        self.findings.append(NOT_A_MAPPING.at(at, message, help))
        return None

    def begin(self, event: Any, mapping: bool) -> None:
        start = event.start_mark
        if len(self.stack) >= MAX_DEPTH:
            at = self.place(start.line, start.column, start.line, start.column + 1)
            message = f"this lies more than {MAX_DEPTH} levels deep"
            self.findings.append(TOO_DEEP.at(at, message, "give the inner part a name of its own and refer to it"))
            raise _Stop
        self.count(start.line, start.column)
        if event.anchor is not None or event.tag is not None:
            self.anchor_or_tag(event)
        self.stack.append(Frame(self.file, mapping, event.flow_style, start.line, start.column))

    def end(self, event: Any) -> Located:
        frame = self.stack.pop()
        mark = event.end_mark
        if frame.flow and mark.column:
            frame.end = (mark.line, mark.column)
        node = self.close(frame)
        if self.stack:
            self.add(node, *frame.start, *frame.end)
        return node

    def count(self, line: int, column: int) -> None:
        self.values += 1
        if self.values > self.most:
            at = self.place(line, column, line, column + 1)
            message = f"this file holds more than {self.most:,} values"
            self.findings.append(TOO_MANY_VALUES.at(at, message, "split it into several files"))
            raise _Stop

    def add(self, node: Located, line: int, column: int, end_line: int, end_column: int) -> None:
        frame = self.stack[-1]
        frame.end = (end_line, end_column)
        if not frame.mapping:
            frame.items.append(node)
        elif frame.key is None:
            if not isinstance(node, Text):
                node = self.collection_as_key(node, line, column, end_line, end_column)
            frame.key = node
        else:
            self.entry(frame, node)

    def scalar(self, event: Any) -> Located | None:
        """The text of a scalar as it was meant, already added to what it stands in; None if there is none."""
        start, end = event.start_mark, event.end_mark
        line, column, end_line, end_column = start.line, start.column, end.line, end.column
        self.count(line, column)
        style, value = event.style, event.value
        node: Located
        if event.tag is not None or event.anchor is not None:
            self.anchor_or_tag(event)
            return self.keep(line, column, end_line, end_column)
        if not style:
            if not value and line == end_line and column == end_column:
                self.empty(line, column)
                return None
            original = self.repaired.get((line, column))
            if original is not None:
                return self.keep(line, column, line, column + len(original))
            text = Text(value, (self.file, line + 1, column + 1, end_line + 1, end_column + 1))
            node = self.plain(text, line, end_line, end_column)
        elif style in "|>":
            node = self.block(value, style, line, column, end_line, end_column)
            # The mark stands at the start of a later line; the text itself ends before that.
            end_line, end_column = node.span.end.line - 1, node.span.end.column - 1
        else:
            named: Style = "double" if style == '"' else "single"
            node = self.last_quoted = Text(
                value, (self.file, line + 1, column + 1, end_line + 1, end_column + 1), named
            )
            if "\\" in self.lines[line] or line != end_line:
                self.escapes(node)
        if self.stack:
            self.add(node, line, column, end_line, end_column)
        return node

    def alias(self, event: Any) -> Text:
        start, end = event.start_mark, event.end_mark
        self.count(start.line, start.column)
        self.anchor_or_tag(event)
        return self.keep(start.line, start.column, end.line, end.column)

    def keep(self, line: int, column: int, end_line: int, end_column: int) -> Text:
        """The characters as they stand: what the owner meant by a value that YAML reads otherwise."""
        value = self.source(line, column, end_line, end_column)
        node = Text(value, (self.file, line + 1, column + 1, end_line + 1, end_column + 1))
        if self.stack:
            self.add(node, line, column, end_line, end_column)
        return node

    def collection_as_key(self, node: Located, line: int, column: int, end_line: int, end_column: int) -> Text:
        text = self.source(line, column, end_line, end_column)
        key = Text(text, (self.file, line + 1, column + 1, end_line + 1, end_column + 1))
        frame = self.stack[-1]
        if not frame.flow or not isinstance(node, Entries):
            message = f"`{text}` stands where a name should be"
            help = "begin the line with a name and a colon, or put a text in double quotes"
            self.findings.append(YAML_SYNTAX.at(key.span, message, help))
        return key
