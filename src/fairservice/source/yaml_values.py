"""What YAML accepts but its owner cannot have meant is found at the value, which is read as it was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fairservice.errors import Finding
from fairservice.source.defects import (
    ANCHOR,
    BLOCK_TEXT,
    COMMA_IN_TEXT,
    COMMENT_TOO_CLOSE,
    CONTROL_CHARACTER,
    DUPLICATE_KEY,
    EMPTY_VALUE,
    MERGE_KEY,
    MISSING_SPACE,
    NON_BREAKING_SPACE,
    SWALLOWED_COMPARISON,
    TAG,
    TYPOGRAPHIC_QUOTES,
    UNQUOTED_PLACEHOLDER,
    YAML_SYNTAX,
)
from fairservice.source.located import Entries, Items, Located, Style, Text
from fairservice.source.text_file import CONTROL, INVISIBLE
from fairservice.source.wording import GLUED, GLUED_DASH, in_quotes, shortened, without_space
from fairservice.source.yaml_frame import Frame
from fairservice.span import File, Position, Span

_OPENING, _CLOSING = "“”„‘’‚«»", "“”‘’«»"
_HEADER = re.compile(r"[|>][0-9+-]*")
_COMMENT = re.compile(r"\s+#")
_MAX_KEY = 200


class ValueChecks:
    """The state of one reading, and what is checked of each value on the way."""

    def __init__(
        self,
        file: File,
        lines: list[str],
        texts: Callable[[tuple[str, ...]], bool],
        repaired: dict[tuple[int, int], str],
    ) -> None:
        self.file = file
        self.lines = lines
        self.texts = texts
        self.repaired = repaired
        self.findings: list[Finding] = []
        self.stack: list[Frame] = []
        self.values = 0
        self.last_quoted: Text | None = None

    def place(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        return Span(self.file, Position(line + 1, column + 1), Position(end_line + 1, end_column + 1))

    def source(self, line: int, column: int, end_line: int, end_column: int) -> str:
        if line == end_line:
            return self.lines[line][column:end_column]
        last = self.lines[end_line][:end_column] if end_line < len(self.lines) else ""
        return "\n".join([self.lines[line][column:], *self.lines[line + 1 : end_line], last])

    def entry(self, frame: Frame, node: Located) -> None:
        """Add the value of the pending key, once."""
        key = frame.key
        assert key is not None
        frame.key = frame.plain = None
        frame.slip = None
        if key == "<<" and key.style == "plain":
            message = "`<<` adds entries from elsewhere, where no reader sees them"
            self.findings.append(MERGE_KEY.at(key.span, message, "write the entries themselves here"))
        elif frame.empty is not None and (frame.empty[1] < 0 or key in frame.entries):
            self._outdented(frame)
        elif not frame.flow and key.style == "plain" and GLUED_DASH.match(key) is not None:
            self._glued_item(frame, key, node)
        elif key in frame.entries:
            first = next(other for other in frame.entries if other == key)
            message = f"`{key}` stands here for the second time"
            help = "keep one of the two, or give one of them another name"
            also = [(first.span, "the first is here")]
            self.findings.append(DUPLICATE_KEY.at(key.span, message, help, also))
        else:
            if not key or len(key) > _MAX_KEY:
                message = "this name is longer than 200 characters" if key else "there is no name before this colon"
                help = "write a short name before the colon; a sentence with a colon in it needs double quotes"
                self.findings.append(YAML_SYNTAX.at(key.span, message, help))
            frame.entries[key] = node
            if frame.flow and isinstance(node, Text) and node.style == "plain":
                frame.plain = key

    def _outdented(self, frame: Frame) -> None:
        """A key was indented too far, so that it looks empty, and the lines below it like doubles of those above."""
        assert frame.empty is not None
        index, before = frame.empty
        if before < 0:
            return
        # What stands below the empty key belongs to it, and not to the mapping in which it ended up.
        for key in list(frame.entries)[before:]:
            del frame.entries[key]
        help = "the lines below it seem to belong to it: indent them two spaces more than this line"
        self.findings[index] = replace(self.findings[index], help=help)
        frame.empty = (index, -1)

    def _glued_item(self, frame: Frame, key: Text, node: Located) -> None:
        """`-what: exchange`: to YAML, the dash is part of the name."""
        dash = Text("-", key.span.within(0, 1))
        message = "there is no space after this dash, so it is no list item"
        self.findings.append(MISSING_SPACE.at(dash.span, message, f"write `- {shortened(key[1:])}: …`"))
        name = Text(key[1:], key.part(1, len(key) - 1))
        frame.items.append(Entries([(name, node)], Span(self.file, name.span.start, node.span.end)))

    def empty(self, line: int, column: int) -> None:
        """A key or a dash with nothing after it."""
        if not self.stack:
            return
        frame = self.stack[-1]
        row = self.lines[line] if line < len(self.lines) else ""
        if not frame.mapping:
            at = self.place(line, max(row.rfind("-", 0, column + 1), 0), line, max(column, 1))
            self._nothing(at, "this list item is empty", row[column:])
            return
        key = frame.key
        if key is None:
            frame.key = Text("", (self.file, line + 1, column + 1, line + 1, column + 2))
            return
        end = key.span.end
        after = self.lines[end.line - 1][end.column - 1 :]
        frame.key = None
        frame.end = max(frame.end, (end.line - 1, end.column - 1))
        if frame.flow and not after.lstrip().startswith(":"):
            self._loose_key(frame, key)
            return
        frame.plain = None
        message = f"`{key}` has no value" if key else "there is neither a name nor a value here"
        if not frame.flow:
            frame.empty = (len(self.findings), len(frame.entries))
        self._nothing(key.span, message, after.lstrip()[1:])

    def _nothing(self, at: Span, message: str, after: str) -> None:
        comment = after.strip()
        if comment.startswith("#") and comment[1:2].strip():
            quoted = in_quotes(shortened(comment))
            help = f"if that is the value, put it in quotes: `{quoted}`; otherwise write a value before it"
        else:
            help = 'write a value, or delete the line; `{}` has nothing in it, `[]` is an empty list, `""` no text'
        self.findings.append(EMPTY_VALUE.at(at, message, help))

    def _loose_key(self, frame: Frame, key: Text) -> None:
        """`{nl: Nee, maar ruilen kan}`: to YAML, the comma ends the text and `maar ruilen kan` is a key."""
        owner = frame.plain
        if owner is None:
            frame.loose.append(key)
            return
        value = frame.entries[owner]
        assert isinstance(value, Text)
        start, end = value.span.start, key.span.end
        text = self.source(start.line - 1, start.column - 1, end.line - 1, end.column - 1)
        at = Span(self.file, start, end)
        frame.entries[owner] = Text(text, at)
        message = f"the comma in `{shortened(text)}` ends the text, and YAML takes `{shortened(key, 30)}` for a key"
        quoted = in_quotes(shortened(text, 100))
        help = f"put the whole text in quotes: `{owner}: {quoted}`; or write each language on its own line"
        finding = COMMA_IN_TEXT.at(at, message, help)
        if frame.slip is None:
            frame.slip = len(self.findings)
            self.findings.append(finding)
        else:
            self.findings[frame.slip] = finding

    def close(self, frame: Frame) -> Located:
        """The list or mapping that ends here, or the text that it was meant to be."""
        if not frame.mapping:
            return Items(frame.items, frame.at())
        loose = frame.loose
        if len(loose) == 1 and not frame.entries:
            key = loose[0]
            text = self.source(*frame.start, *frame.end)
            if (glued := GLUED.fullmatch(key)) is not None:
                self.findings.append(MISSING_SPACE.at(key.span, *without_space(glued)))
            elif frame.flow:
                # `{{x}}` was found out at the inner braces; only the outer ones are worth a word.
                if key.startswith("{") and self.findings[-1].defect is UNQUOTED_PLACEHOLDER:
                    self.findings.pop()
                message = f"`{shortened(text)}` without quotes is a mapping to YAML, not a text with a placeholder"
                help = f"put the whole text in quotes: `{in_quotes(shortened(text, 100))}`"
                self.findings.append(UNQUOTED_PLACEHOLDER.at(self.place(*frame.start, *frame.end), message, help))
            return Text(text, frame.at())
        if frame.items and not frame.entries:
            return Items(frame.items, frame.at())
        for key in loose:
            help = "for a list write `[…]`; a text with a comma needs double quotes"
            self.findings.append(EMPTY_VALUE.at(key.span, f"`{key}` has no value", help))
        return Entries(frame.entries.items(), frame.at())

    def plain(self, node: Text, line: int, end_line: int, end_column: int) -> Located:
        """Checks of an unquoted value or key; the value as it was meant."""
        if _COMMENT.match(self.lines[end_line], end_column) is not None:
            self._comment(node, self.lines[end_line][end_column:])
        meant: Located | None = None
        if self.stack and (line != end_line or self._on_own_line(line)):
            meant = self.missing_space(node)
        if not node.isascii():
            self._look_alikes(node)
        return meant if meant is not None else node

    def _on_own_line(self, line: int) -> bool:
        frame = self.stack[-1]
        return frame.mapping and frame.key is not None and frame.key.last_line - 1 != line

    def _comment(self, node: Text, rest: str) -> None:
        gap = len(rest) - len(rest.lstrip())
        comment = rest[gap:].rstrip()
        if not comment.startswith("#") or (rest[:2] == "  " and comment[1:2].strip() == ""):
            return
        end = node.span.end
        at = Span(self.file, end, Position(end.line, end.column + gap + len(comment))).within(gap, len(comment))
        whole = in_quotes(shortened(node.rpartition("\n")[2] + rest.rstrip(), 100))
        message = f"YAML drops `{shortened(comment)}` here, as a comment"
        words = shortened(comment.lstrip("# ") or "…", 30)
        help = f"if it belongs to the value, write `{whole}`; if not, put two spaces before it: `  # {words}`"
        self.findings.append(COMMENT_TOO_CLOSE.at(at, message, help))

    def missing_space(self, node: Text) -> Located | None:
        """A value of which a line is an entry or a list item whose space was forgotten, as it was meant; else None."""
        start, end = node.span.start, node.span.end
        entries: list[tuple[Text, Located]] = []
        items: list[Located] = []
        for number in range(start.line - 1, end.line):
            first = start.column - 1 if number == start.line - 1 else 0
            row = self.lines[number][first : end.column - 1 if number == end.line - 1 else None]
            if (glued := GLUED.fullmatch(row)) is not None:
                begin, stop = first + glued.start("key"), first + glued.end("key") + 1
                entries.append((self._part(number, first, glued, "key"), self._part(number, first, glued, "value")))
            elif (glued := GLUED_DASH.match(row)) is not None:
                begin, stop = first + glued.start("dash"), first + glued.end("dash")
                items.append(self._part(number, first, glued, "value"))
            else:
                continue
            message, help = without_space(glued)
            self.findings.append(MISSING_SPACE.at(self.place(number, begin, number, stop), message, help))
        lines = end.line - start.line + 1
        if len(entries) == lines and len({key for key, _ in entries}) == lines:
            return Entries(entries, node.span)
        if len(items) == lines:
            return Items(items, node.span)
        return node if entries or items else None

    def _part(self, line: int, first: int, match: re.Match[str], group: str) -> Text:
        text = match[group]
        value = text.strip()
        column = first + match.start(group) + len(text) - len(text.lstrip())
        return Text(value, (self.file, line + 1, column + 1, line + 1, column + len(value) + 1))

    def _look_alikes(self, node: Text) -> None:
        if node.strip() != node or (any(char in node for char in "\xa0\u202f\u2007") and self._is_key()):
            message = "there is a space here that looks ordinary but is part of the text"
            help = "type the space again with the space bar"
            at = next((index for index, char in enumerate(node) if char.isspace() and not char.isascii()), None)
            place = node.span if at is None else node.part(at, 1)
            self.findings.append(NON_BREAKING_SPACE.at(place, message, help))
        if len(node) > 1 and node[0] in _OPENING and node[-1] in _CLOSING and node[1:-1].strip():
            message = f"the curly quotes of `{shortened(node)}` become part of the value"
            inner = shortened(node[1:-1], 100)
            help = f'write `{inner}`, or with straight quotes `"{inner}"`'
            self.findings.append(TYPOGRAPHIC_QUOTES.at(node.span, message, help))

    def _is_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].mapping and self.stack[-1].key is None

    def block(self, value: str, style: str, line: int, column: int, end_line: int, end_column: int) -> Text:
        """A text that begins with `|` or `>`. One final line end is the file's, not the text's."""
        header = _HEADER.match(self.lines[line], column)
        sign = header[0] if header else style
        last = min(end_line, len(self.lines) - 1)
        while last > line and ((last == end_line and not end_column) or not self.lines[last].strip()):
            last -= 1
        width = len(self.lines[last]) if last > line else column + len(sign)
        named: Style = "literal" if style == "|" else "folded"
        text = Text(value.removesuffix("\n"), (self.file, line + 1, column + 1, last + 1, width + 1), named)
        at = self.place(line, column, line, column + len(sign))
        path = self._path()
        if style == ">" and any(char.isdigit() for char in sign) and not self.texts(path):
            message = f"`{sign}` without quotes begins a long text to YAML; it is not read as a comparison"
            help = f'put it in quotes: `"> {sign[1:]}"`, or write `more than {sign[1:]}`'
            self.findings.append(SWALLOWED_COMPARISON.at(at, message, help))
            return Text(sign, (self.file, line + 1, column + 1, line + 1, column + len(sign) + 1))
        if not self.texts(path):
            message = f"`{sign}` begins a long text, and here is no place for one"
            help = "write the value on the same line as its key"
            self.findings.append(BLOCK_TEXT.at(at, message, help))
        return text

    def _path(self) -> tuple[str, ...]:
        return tuple(str(frame.key or "") if frame.mapping else str(len(frame.items)) for frame in self.stack)

    def escapes(self, node: Text) -> None:
        """Quotes can hide a character that cannot be seen."""
        match = CONTROL.search(node) or INVISIBLE.search(node)
        if match is not None:
            message = f"these quotes hold the character U+{ord(match[0]):04X}, which cannot be seen"
            self.findings.append(CONTROL_CHARACTER.at(node.span, message, "delete it from the text"))

    def anchor_or_tag(self, event: Any) -> None:
        """`&name`, `*name` and `!type`: to YAML no part of the value."""
        mark = event.start_mark
        word = self.lines[mark.line][mark.column :].split(" ")[0]
        at = self.place(mark.line, mark.column, mark.line, mark.column + max(len(word), 1))
        if word.startswith("!"):
            message = f"`{word}` names a type to YAML, and values have no types here"
            help = f"delete `{word}`; if it is part of a text, put the text in double quotes"
            self.findings.append(TAG.at(at, message, help))
            return
        message = f"`{word}` is a reference to YAML, and what it stands for cannot be seen here"
        help = "write the value itself; if the sign is part of a text, put the text in double quotes"
        self.findings.append(ANCHOR.at(at, message, help))
