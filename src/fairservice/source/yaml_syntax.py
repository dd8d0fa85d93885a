"""A syntax error of libyaml becomes a line that its owner can act on and, where sure, a repair to read on."""

from __future__ import annotations

import re
from typing import Any

from fairservice.errors import Defect, Finding
from fairservice.source.defects import (
    ANCHOR,
    BLOCK_TEXT,
    MISSING_SPACE,
    SWALLOWED_COMPARISON,
    TAB_INDENTATION,
    TAG,
    TEXT_AFTER_QUOTE,
    UNQUOTED_PLACEHOLDER,
    UNQUOTED_SIGN,
    YAML_SYNTAX,
)
from fairservice.source.located import Text
from fairservice.source.wording import GLUED, GLUED_DASH, in_quotes, shortened, without_space
from fairservice.span import File, Position, Span

Repair = tuple[int, int, int, str]
"""Line, first column and end column (from 0) to overwrite, and with what: `x` makes a plain value of it, a blank
leaves it out, and a sign beyond the end of the line adds what was forgotten there."""

_KEY = r"""(?:"[^"]*"|'[^']*'|[^\s"'#{\[][^:#]*?)"""
_ENTRY = re.compile(rf"(?P<head>\s*(?:- +)*(?:{_KEY}:[ \t]+)?)(?P<value>\S.*)?")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_BRACED = re.compile(r"\{[^{}:,]*\}|\{\{[^{}]*\}\}")

_LISTED = re.compile(r"\[[\w.-]+(?:, *[\w.-]+)*")
_BARE = re.compile(r"(?P<head>\s*(?:- +)*)(?P<key>[A-Za-z_][\w.-]*)(?:\s+(?P<value>\S.*?))?\s*")

_IN_QUOTES = "put the whole text in quotes: `<quoted>`"


def diagnose(file: File, lines: list[str], error: Any, quoted: Text | None) -> tuple[Finding, Repair | None]:
    """What went wrong in the owner's words, and how to read on if that is sure enough."""
    return _Diagnosis(file, lines, error, quoted).find()


class _Diagnosis:
    def __init__(self, file: File, lines: list[str], error: Any, quoted: Text | None) -> None:
        self.file = file
        self.lines = lines
        self.quoted = quoted
        self.problem = str(getattr(error, "problem", None) or "")
        self.context = str(getattr(error, "context", None) or "")
        self.line, self.column = self.clamp(getattr(error, "problem_mark", None))
        mark = getattr(error, "context_mark", None)
        self.begin = self.clamp(mark) if mark is not None else (self.line, self.column)
        self.row = lines[self.line]
        self.sign = self.row[self.column : self.column + 1]

    def clamp(self, mark: Any) -> tuple[int, int]:
        """The mark, or the end of the last line with anything on it if the mark lies beyond that."""
        line = min(getattr(mark, "line", 0), len(self.lines) - 1)
        column = getattr(mark, "column", 0) if line == getattr(mark, "line", 0) else len(self.lines[line])
        while line and not self.lines[line].strip():
            line -= 1
            column = len(self.lines[line].rstrip())
        return line, min(column, len(self.lines[line]))

    def find(self) -> tuple[Finding, Repair | None]:
        for rule in (
            self.tab,
            self.comparison,
            self.quote,
            self.glued,
            self.goes_on,
            self.line_above,
            self.colon,
            self.bracket,
            self.sign_first,
            self.indentation,
        ):
            answer = rule()
            if answer is not None:
                return answer
        shown = self.row[self.column :].strip()[:30] or self.row.strip()[:30]
        message = f"YAML cannot make sense of `{shown}` here" if shown else "YAML cannot make sense of this place"
        help = "check the quotes, colons and indentation of this line and the one above it"
        return self.made(YAML_SYNTAX, self.line, self.column, self.column + 1, message, help), None

    def made(self, defect: Defect, line: int, column: int, end: int, message: str, help: str) -> Finding:
        end = max(end, column + 1)
        at = Span(self.file, Position(line + 1, column + 1), Position(line + 1, end + 1))
        return defect.at(at, message, help)

    def region(self, line: int, column: int) -> int:
        """The column where the value that begins here would end: before a comment or, in braces, a comma."""
        row = self.lines[line]
        end = len(row)
        comment = re.search(r"\s#", row[column:])
        if comment is not None:
            end = column + comment.start()
        before = _QUOTED.sub(lambda match: "x" * len(match[0]), row[:column])
        if before.count("{") + before.count("[") > before.count("}") + before.count("]"):
            depth = 0
            for at in range(column, end):
                depth += row[at] in "{["
                depth -= row[at] in "}]"
                if depth < 0 or (depth == 0 and row[at] == ","):
                    end = at
                    break
        return max(len(row[:end].rstrip()), column + 1)

    def value(self, defect: Defect, line: int, column: int, message: str, help: str) -> tuple[Finding, Repair]:
        """A finding on a whole value, after which it is read as a plain one."""
        end = self.region(line, column)
        text = self.lines[line][column:end]
        message = message.replace("<it>", shortened(text))
        help = help.replace("<quoted>", in_quotes(shortened(text, 100)))
        finding = self.made(defect, line, column, end, message, help)
        return finding, (line, column, end, "x")

    def tab(self) -> tuple[Finding, Repair | None] | None:
        for number in sorted({self.begin[0], self.line}):
            row = self.lines[number]
            indent = row[: len(row) - len(row.lstrip())]
            if "\t" in indent and "quoted" not in self.context and "block scalar" not in self.context:
                column = indent.index("\t")
                message = "this line is indented with a tab"
                help = "use two spaces for each level; most editors can replace all tabs by spaces"
                return self.made(TAB_INDENTATION, number, column, len(indent), message, help), None
        return None

    def comparison(self) -> tuple[Finding, Repair | None] | None:
        line, column = self.begin if "block scalar" in self.context else (self.line, self.column)
        sign = self.lines[line][column : column + 1]
        if "block scalar" not in self.context and "cannot start any token" not in self.problem:
            return None
        if sign == ">":
            number = shortened(self.lines[line][column : self.region(line, column)].lstrip(">= "))
            words = "at least" if self.lines[line][column + 1 : column + 2] == "=" else "more than"
            help = f"put it in quotes: `<quoted>`, or write `{words} {number or '…'}`"
            message = "`<it>` begins with `>`, which YAML takes for the start of a long text"
            return self.value(SWALLOWED_COMPARISON, line, column, message, help)
        if sign == "|":
            message = "`<it>` begins with `|`, which YAML takes for the start of a long text"
            help = "put it in quotes: `<quoted>`; a long text begins on the line after the `|`"
            return self.value(BLOCK_TEXT, line, column, message, help)
        return None

    def quote(self) -> tuple[Finding, Repair | None] | None:
        line, column = self.begin
        if "quoted scalar" in self.context or "double-quoted" in self.context:
            mark = self.lines[line][column : column + 1]
            if "escape" in self.problem or "hexdec" in self.problem:
                match = _QUOTED.match(self.lines[line], column)
                # libyaml points at the backslash, the loader in Python at what follows it.
                at = self.column - (self.sign != "\\" or self.row[max(self.column - 1, 0)] == "\\")
                shown = self.row[at : at + 2]
                message = f"`{shown}` means nothing between double quotes, where a backslash is special"
                help = "write single quotes around the text, or a double backslash"
                repair = (line, column, match.end(), "x") if match else None
                return self.made(YAML_SYNTAX, self.line, at, at + 2, message, help), repair
            message = f"the quote `{mark}` that opens here is never closed"
            help = f"write `{mark}` at the end of the text as well"
            end = self.region(line, column)
            return self.made(YAML_SYNTAX, line, column, column + 1, message, help), (line, column, end, "x")
        if self.quoted is None:
            return None
        begin, stop = self.quoted.span.start, self.quoted.span.end
        between = self.row[stop.column - 1 : self.column] if stop.line - 1 == self.line else None
        if between is None or between.strip() or self.column < stop.column - 1:
            return None
        mark = self.lines[begin.line - 1][begin.column - 1]
        if begin.line != stop.line:
            message = f"the quote `{mark}` that opens here is closed only on line {stop.line}, before `{self.sign}`"
            help = f"write `{mark}` at the end of the text on this line"
            return self.made(YAML_SYNTAX, begin.line - 1, begin.column - 1, begin.column, message, help), None
        if self.sign == ":" or not self.sign:
            return None
        message = "the text goes on after the closing quote: `<it>`"
        help = "put the whole value in one pair of quotes: `<quoted>`"
        return self.value(TEXT_AFTER_QUOTE, self.line, begin.column - 1, message, help)

    def glued(self) -> tuple[Finding, Repair | None] | None:
        if "expected ':'" not in self.problem and "expected key" not in self.problem:
            return None
        line = self.begin[0] if "simple key" in self.context else self.line
        row = self.lines[line]
        match = GLUED.fullmatch(row)
        if match is not None:
            column, end = match.start("key"), match.end("key") + 1
            message, help = without_space(match)
            return self.made(MISSING_SPACE, line, column, end, message, help), self.blank(line)
        dash = GLUED_DASH.match(row)
        if dash is not None:
            message, help = without_space(dash)
            return self.made(MISSING_SPACE, line, *dash.span("dash"), message, help), self.blank(line)
        if "simple key" in self.context:
            colonless = self.colonless(line)
            if colonless is not None:
                return colonless
            column = len(row) - len(row.lstrip())
            message = f"`{row.strip()[:40]}` is neither `key: value` nor a list item"
            help = "if it goes on with the text above, put it on the same line; if not, add what is missing"
            return self.made(YAML_SYNTAX, line, column, len(row.rstrip()), message, help), self.blank(line)
        return None

    def colonless(self, line: int) -> tuple[Finding, Repair | None] | None:
        """`answer yes`, or a name with deeper lines below it: a colon was forgotten."""
        row = self.lines[line]
        match = _BARE.fullmatch(row)
        if match is None:
            return None
        key, value = match["key"], match["value"]
        message = f"there is no colon after `{shortened(key)}`"
        if value is None:
            deeper = self.indent_below(line) > len(match["head"])
            finding = self.made(YAML_SYNTAX, line, *match.span("key"), message, f"write `{shortened(key)}:`")
            return finding, (line, len(row), len(row) + 1, ":") if deeper else self.blank(line)
        if len(value.split()) > 3 or value.endswith((".", "!", "?")):
            return None
        finding = self.made(YAML_SYNTAX, line, *match.span("key"), message, f"write `{key}: {value}`")
        return finding, self.blank(line)

    def indent_below(self, line: int) -> int:
        after = next((other for other in self.lines[line + 1 :] if other.strip()), "")
        return len(after) - len(after.lstrip())

    def line_above(self) -> tuple[Finding, Repair | None] | None:
        """A colon where YAML reads on in the value of the line before, which therefore is to blame."""
        if "mapping values are not allowed" not in self.problem:
            return None
        above = self.line - 1
        while above > 0 and not self.lines[above].split("#")[0].strip():
            above -= 1
        if above < 0:
            return None
        row = self.lines[above]
        match = GLUED.fullmatch(row)
        if match is not None:
            message, help = without_space(match)
            column, end = match.start("key"), match.end("key") + 1
            return self.made(MISSING_SPACE, above, column, end, message, help), self.blank(above)
        return self.colonless(above)

    def blank(self, line: int) -> Repair | None:
        """Leave a line out, unless something hangs on it."""
        row = self.lines[line]
        indent = len(row) - len(row.lstrip())
        return (line, 0, len(row), " ") if self.indent_below(line) <= indent else None

    def goes_on(self) -> tuple[Finding, Repair | None] | None:
        """`{x} days`, `[a] or b`: a text that begins as a collection."""
        before = self.row[: self.column].rstrip()
        for match in _BRACED.finditer(self.row):
            if match.end() == len(before) and self.sign and self.sign not in ":,}]#":
                message = "`<it>` begins with a brace, so YAML does not take it for a text"
                return self.value(UNQUOTED_PLACEHOLDER, self.line, match.start(), message, _IN_QUOTES)
        entry = _ENTRY.match(self.row)
        value = entry["value"] if entry else None
        if entry is None or not value:
            return None
        start = entry.start("value")
        if value[0] in "{[" and before.endswith(("}", "]")) and start < self.column and self.sign not in ",}]":
            defect = UNQUOTED_PLACEHOLDER if value[0] == "{" else YAML_SYNTAX
            message = "the text goes on after the bracket closes: `<it>`"
            return self.value(defect, self.line, start, message, _IN_QUOTES)
        return None

    def colon(self) -> tuple[Finding, Repair | None] | None:
        if "mapping values are not allowed" not in self.problem:
            return None
        entry = _ENTRY.match(self.row)
        if entry is not None and entry["value"] and entry["head"].rstrip().endswith(":"):
            start = entry.start("value")
            if start < self.column:
                message = "a text with a colon and a space in it looks like one more key: `<it>`"
                return self.value(YAML_SYNTAX, self.line, start, message, _IN_QUOTES)
        return None

    def bracket(self) -> tuple[Finding, Repair | None] | None:
        if "flow sequence" not in self.context and "flow mapping" not in self.context:
            return None
        line, column = self.begin
        mark = self.lines[line][column : column + 1]
        closing = "]" if "sequence" in self.context else "}"
        rest = self.row[self.column :]
        if self.line == line and closing in rest and self.sign not in "]}":
            message = f"there should be a comma or `{closing}` before `{rest.strip()[:30]}`"
            help = "add the comma, or put the text in double quotes"
            return self.made(YAML_SYNTAX, self.line, self.column, self.column + 1, message, help), None
        message = f"the `{mark or closing}` that opens here is never closed"
        help = f"write `{closing}` at the end; if it begins a text, put the text in double quotes"
        after = self.lines[line + 1] if line + 1 < len(self.lines) else ""
        entry = _ENTRY.match(after)
        begins_anew = not after.strip() or (entry is not None and entry["head"].strip().endswith(":"))
        sure = mark in ("[", "{") and begins_anew
        end = self.region(line, column)
        repair = (line, column, end, "x") if sure else None
        if sure and mark == "[" and end == len(self.lines[line]) and _LISTED.fullmatch(self.lines[line], column):
            repair = (line, end, end + 1, closing)
        return self.made(YAML_SYNTAX, line, column, column + 1, message, help), repair

    def sign_first(self) -> tuple[Finding, Repair | None] | None:
        entry = _ENTRY.match(self.row)
        start = entry.start("value") if entry is not None and entry["value"] else -1
        first = self.row[start : start + 1] if 0 <= start <= self.column else ""
        if first in ("*", "&", "!"):
            message = f"`<it>` begins with `{first}`, which YAML keeps for itself"
            return self.value(TAG if first == "!" else ANCHOR, self.line, start, message, _IN_QUOTES)
        if self.sign == "-" and "sequence entries" in self.problem:
            message = "a list begins on the line after its key, not behind it: `<it>`"
            help = "write each `- item` on its own line, or put a text in quotes: `<quoted>`"
            return self.value(YAML_SYNTAX, self.line, self.column, message, help)
        if self.sign and self.sign in "%@`*&!?,]}" and ("token" in self.problem or start == self.column):
            message = f"`<it>` begins with a {_named(self.sign)}, which YAML keeps for itself"
            return self.value(UNQUOTED_SIGN, self.line, self.column, message, _IN_QUOTES)
        return None

    def indentation(self) -> tuple[Finding, Repair | None] | None:
        indent = len(self.row) - len(self.row.lstrip())
        text = self.row.strip()
        if "mapping values" not in self.problem and self.column != indent:
            return None
        if text.startswith("- ") and "expected key" in self.problem:
            message = "a list item stands here among `key: value` lines"
            help = "put two more spaces before the dash if the list belongs to the key above it"
        elif text.startswith(":"):
            message = "there is no name before this colon"
            help = "write a short name before it"
        elif (left := self.left_of(indent)) is not None:
            name = self.lines[left].strip()
            column = len(self.lines[left]) - len(self.lines[left].lstrip())
            message = f"`{shortened(name)}` begins further left than the lines above and below it"
            help = f"put {indent - column} spaces before it, so that it stands in their column"
            return self.made(YAML_SYNTAX, left, column, column + len(name), message, help), None
        else:
            message = "this line is indented unlike the lines that it belongs to"
            help = "begin it in the column of the other lines of its group; a deeper level takes two more spaces"
        return self.made(YAML_SYNTAX, self.line, indent, indent + len(text), message, help), None

    def left_of(self, indent: int) -> int | None:
        """The line above, a name with a colon, that begins left of the column in which its group goes on."""
        rows = self.lines[: self.line]
        columns = [len(row) - len(row.lstrip()) if row.strip() else None for row in rows]
        left = next((n for n in reversed(range(len(rows))) if columns[n] is not None and columns[n] < indent), None)  # type: ignore[operator]
        if left is None or not rows[left].rstrip().endswith(":") or self.indent_below(left) <= indent:
            return None
        before = next((n for n in reversed(range(left)) if columns[n] in (indent, columns[left])), None)
        return left if before is not None and columns[before] == indent else None


def _named(sign: str) -> str:
    return "backtick" if sign == "`" else f"`{sign}`"
