"""JSON is read as strictly as its standard says, to the same texts, lists and mappings with places as YAML.

Numbers keep the characters that were written; what they mean is the vocabulary's to say. `null` is None
and means that the fact is unknown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out

from fairservice.errors import Finding
from fairservice.source.defects import (
    CONTROL_CHARACTER,
    DUPLICATE_KEY,
    JSON_SYNTAX,
    TOO_DEEP,
    TOO_MANY_VALUES,
)
from fairservice.source.located import Entries, Items, Located, Text
from fairservice.source.text_file import CONTROL, only_visible
from fairservice.source.wording import in_quotes, shortened
from fairservice.span import File, Position, Span

MAX_DEPTH = 40
MAX_VALUES = 100_000
MAX_FINDINGS = 100

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+])")
_COMMA = re.compile(r"[0-9]+,[0-9]+(?=\s*[,}])")
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_SINGLE = re.compile(r"'(?:[^'\\\n]|\\.)*'")
_HALF = re.compile("[\ud800-\udfff]")
_NAMES = {"true": "true", "false": "false", "True": "true", "False": "false"}


class _Stop(Exception):
    """What follows cannot be made sense of any more."""


class _Open:
    """A list or mapping that is still being read."""

    __slots__ = ("begin", "closing", "entries", "items", "key")

    def __init__(self, begin: int, mapping: bool) -> None:
        self.begin = begin
        self.closing = "}" if mapping else "]"
        self.entries: dict[Text, Located | None] | None = {} if mapping else None
        self.items: list[Located] = []
        self.key: Text | None = None


def read_json(file: File, findings: list[Finding]) -> Located | None:
    """The value in a JSON file; None if it cannot be read. Every slip is added to `findings`."""
    if not only_visible(file, findings, CONTROL):
        return None
    found: list[Finding] = []
    reader = _Reader(file, found)
    try:
        value = reader.read()
    except _Stop:
        value = None
    findings.extend(found[:MAX_FINDINGS])
    return value


class _Reader:
    """Reads with a list as its stack, so that no depth of brackets can overflow anything."""

    def __init__(self, file: File, findings: list[Finding]) -> None:
        self.file = file
        self.text = file.text
        self.findings = findings
        self.at = 0
        self.values = 0
        self.begins = [0, *(match.end() for match in re.finditer("\n", file.text))]

    def position(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.begins, index)
        return line, index - self.begins[line - 1] + 1

    def place(self, begin: int, end: int) -> tuple[File, int, int, int, int]:
        return (self.file, *self.position(begin), *self.position(end))

    def span(self, begin: int, end: int) -> Span:
        return Span(self.file, Position(*self.position(begin)), Position(*self.position(end)))

    def object(self, message: str, help: str, begin: int, end: int | None = None) -> None:
        self.findings.append(JSON_SYNTAX.at(self.span(begin, end or begin + 1), message, help))

    def next(self) -> str:
        """The next character that counts, or nothing at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            comment = _COMMENT.match(self.text, self.at)
            if comment is None:
                return self.text[self.at : self.at + 1]
            self.object("JSON has no comments", "delete this comment", self.at, min(comment.end(), self.line_end()))
            self.at = comment.end()

    def line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def read(self) -> Located | None:
        stack: list[_Open] = []
        if not self.next():
            self.object("there is nothing in this file", "write an object such as `{}`", self.at)
            return None
        while True:
            sign = self.next()
            value: Located | None
            if sign and sign in "{[":
                opened = self.open(stack, sign == "{")
                if self.next() != opened.closing:
                    if opened.entries is not None:
                        self.key(opened)
                    continue
                self.at += 1
                value = self.made(stack.pop())
            else:
                value = self.scalar(stack)
            # The value is complete, and with it perhaps what it stands in.
            while True:
                if not stack:
                    return self.ended(value)
                self.add(stack[-1], value)
                if self.goes_on(stack[-1]):
                    break
                value = self.made(stack.pop())
            if stack[-1].entries is not None:
                self.key(stack[-1])

    def open(self, stack: list[_Open], mapping: bool) -> _Open:
        if len(stack) >= MAX_DEPTH:
            message = f"this lies more than {MAX_DEPTH} levels deep"
            help = "a case is a list of facts; leave out what wraps them"
            self.findings.append(TOO_DEEP.at(self.span(self.at, self.at + 1), message, help))
            raise _Stop
        self.count()
        stack.append(_Open(self.at, mapping))
        self.at += 1
        return stack[-1]

    def count(self) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            message = f"this file holds more than {MAX_VALUES:,} values"
            help = "split it into several files"
            self.findings.append(TOO_MANY_VALUES.at(self.span(self.at, self.at + 1), message, help))
            raise _Stop

    def made(self, done: _Open) -> Located:
        at = self.place(done.begin, self.at)
        return Items(done.items, at) if done.entries is None else Entries(done.entries.items(), at)

    def ended(self, value: Located | None) -> Located | None:
        if self.next():
            help = "delete it; a file holds one value"
            self.object("something follows after the end", help, self.at, self.line_end())
        elif value is None:
            self.object("`null` alone says nothing", "write an object such as `{}`", 0, 1)
        return value

    def add(self, top: _Open, value: Located | None) -> None:
        if top.entries is None:
            if value is None:
                help = "leave the item out; a list holds only what is known"
                self.object("`null` means nothing in a list", help, self.at - 4, self.at)
            else:
                top.items.append(value)
            return
        key = top.key
        assert key is not None
        if key in top.entries:
            first = next(other for other in top.entries if other == key)
            message = f"`{shortened(key)}` stands here for the second time"
            help = "keep one of the two"
            self.findings.append(DUPLICATE_KEY.at(key.span, message, help, [(first.span, "the first is here")]))
        else:
            top.entries[key] = value

    def goes_on(self, top: _Open) -> bool:
        """Whether another value follows in the list or mapping `top`."""
        sign = self.next()
        if sign == top.closing:
            self.at += 1
            return False
        if sign == ",":
            comma = self.at
            self.at += 1
            if self.next() != top.closing:
                return True
            self.object(f"there is a comma before the closing `{top.closing}`", "delete this comma", comma)
            self.at += 1
            return False
        if not sign:
            opening = self.text[top.begin]
            message = f"the `{opening}` that opens here is never closed"
            self.object(message, f"write `{top.closing}` at the end", top.begin)
            raise _Stop
        if sign in "]}:":
            self.object(
                f"`{sign}` does not belong here",
                f"close with `{top.closing}`, or add what is missing",
                self.at,
            )
            raise _Stop
        self.object("a comma is missing before this", "write a comma after the value before it", self.at)
        return True

    def key(self, top: _Open) -> None:
        sign = self.next()
        if sign == '"':
            top.key = self.string()
        elif sign == "'" and (single := _SINGLE.match(self.text, self.at)) is not None:
            top.key = self.single(single)
        elif sign and (word := _WORD.match(self.text, self.at)) is not None:
            message, help = (
                f"the name `{shortened(word[0])}` has no quotes",
                f'write `"{shortened(word[0])}"`',
            )
            self.object(message, help, self.at, word.end())
            top.key = Text(word[0], self.place(self.at, word.end()))
            self.at = word.end()
        else:
            self.object("a name in double quotes should stand here", 'write `"name": value`', self.at)
            raise _Stop
        if self.next() != ":":
            message = f"there is no colon after `{shortened(top.key)}`"
            self.object(message, 'write `"name": value`', self.at)
            raise _Stop
        self.at += 1

    def scalar(self, stack: list[_Open]) -> Text | None:
        """A string, a number or a name; None for `null`."""
        self.count()
        sign = self.next()
        if sign == '"':
            return self.string()
        begin = self.at
        comma = _COMMA.match(self.text, begin) if stack and stack[-1].entries is not None else None
        if comma is not None:
            self.at = comma.end()
            meant = comma[0].replace(",", ".")
            message = f"`{comma[0]}` is not a JSON number: a comma begins the next fact"
            self.object(message, f"write `{meant}`", begin, self.at)
            return Text(meant, self.place(begin, self.at))
        number = _NUMBER.match(self.text, begin)
        if number is not None:
            self.at = number.end()
            return Text(number[0], self.place(begin, self.at))
        if sign == "'" and (single := _SINGLE.match(self.text, begin)) is not None:
            return self.single(single)
        word = _WORD.match(self.text, begin)
        if word is None:
            what = f"a value should stand here, before `{sign}`" if sign else "a value should stand here"
            self.object(what, "write a value, or `null` if it is not known", self.at)
            raise _Stop
        self.at = word.end()
        if word[0] == "null":
            return None
        if word[0] not in ("true", "false"):
            self.object(f"`{shortened(word[0])}` is no JSON value", _meant(word[0]), begin, self.at)
        return Text(_NAMES.get(word[0], word[0]), self.place(begin, self.at))

    def single(self, match: re.Match[str]) -> Text:
        begin, self.at = self.at, match.end()
        self.object("JSON has only double quotes", f"write `{in_quotes(shortened(match[0][1:-1]))}`", begin, self.at)
        return Text(match[0][1:-1], self.place(begin, self.at), "single")

    def string(self) -> Text:
        begin = self.at
        try:
            value, self.at = scanstring(self.text, begin + 1, True)
        except JSONDecodeError as error:
            if error.msg.startswith("Unterminated") or self.text[error.pos : error.pos + 1] == "\n":
                self.object("the quote that opens here is never closed", 'write `"` at the end of the text', begin)
            elif error.msg.startswith("Invalid control"):
                message, help = "a tab stands within these quotes", "write `\\t` instead"
                self.object(message, help, error.pos)
            else:
                message = "this backslash begins nothing that JSON knows"
                at = max(self.text.rfind("\\", begin, error.pos + 1), begin)
                self.object(message, "write two backslashes for one", at, at + 2)
            raise _Stop from None
        # Half a character cannot be written anywhere again, so it does not leave this place.
        text = Text(_HALF.sub("\ufffd", value), self.place(begin, self.at), "double")
        hidden = CONTROL.search(value.replace("\r", ""))
        if hidden is not None:
            message = f"this text holds U+{ord(hidden[0]):04X}, which is no character that can be seen"
            self.findings.append(CONTROL_CHARACTER.at(text.span, message, "delete it from the text"))
        return text


def _meant(word: str) -> str:
    if word == "None":
        return "write `null` if it is not known"
    if word in _NAMES:
        return f"write `{_NAMES[word]}`"
    if word.lstrip("+-") in ("NaN", "Infinity", "inf", "nan"):
        return "write a number, or `null` if it is not known"
    if re.fullmatch(r"[+-]?[0-9.,]+", word):
        return "write digits with at most one point among them, such as `12.50`"
    return f'put a text in double quotes: `"{shortened(word)}"`'
