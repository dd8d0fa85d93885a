"""A tree has one layout: the same content gives the same bytes, however it was written before.

Mappings stand in block form with two blanks a level; lists of short values in brackets where the line
has room, and those within another list (the rows of a table) always; other lists in block form. Values
stand without quotes where they are read back as they are.
A text with line breaks stands below `|`, whose final line end is not part of the text; a text that
itself ends in a line break therefore stands in double quotes. A key whose value is unknown is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fairservice.errors import Finding, PolicyError
from fairservice.source.comments import Comments, attach
from fairservice.source.located import Entries, Items, Located, Text
from fairservice.source.located_yaml import read_yaml
from fairservice.source.text_file import INVISIBLE
from fairservice.span import File

WIDTH = 100
"""The widest line that a list in brackets may make."""

Path = tuple[str, ...]
Texts = Callable[[Path], bool]

_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[0-9A-Za-z]))(?:[^\n\t]*[^\s])?")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|^(?:---|\.\.\.)")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}?]|:(?=[,\[\]{}])")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_][\w.-]*(?: [\w.-]+)*", re.ASCII)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_TO_ESCAPE = re.compile(rf'[\\"\n\t]|{INVISIBLE.pattern}')


def _anywhere(path: Path) -> bool:
    return True


def render_tree(tree: Located, texts: Texts = _anywhere) -> str:
    """The layout of a tree without comments. `texts` tells where `|` may be used, as for `read_yaml`."""
    return _Layout(Comments(), texts).document(tree)


def format_text(text: str, texts: Texts = _anywhere, path: str = "text") -> str:
    """The layout of a file with its owner's comments kept; PolicyError if the file has errors."""
    findings: list[Finding] = []
    tree = read_yaml(File(path, text), findings, texts)
    errors = [finding for finding in findings if finding.severity == "error"]
    if tree is None or errors:
        raise PolicyError(findings)
    return _Layout(attach(text, tree), texts).document(tree)


class _Layout:
    """Writes a tree line by line; the depth of a tree is bounded by its reader."""

    def __init__(self, comments: Comments, texts: Texts) -> None:
        self.comments = comments
        self.texts = texts
        self.lines: list[str] = []

    def document(self, tree: Located) -> str:
        if isinstance(tree, Text) or not tree:
            self.remarks((id(tree), 0), "")
            self.lines.append(_flow(tree))
            self.below(tree, "")
        elif isinstance(tree, Items):
            self.items(tree, "", ())
        else:
            self.sections(tree)
        return "\n".join(self.lines) + "\n"

    def sections(self, tree: Entries) -> None:
        """The top level: a section whose entries are mappings gets air around and within it."""
        airy_before = False
        for index, (key, value) in enumerate(_present(tree)):
            airy = isinstance(value, Entries) and _holds_mappings(value)
            if (airy or airy_before) and self.lines:
                self.lines.append("")
            self.entry((id(tree), index), key, value, "", (key,))
            airy_before = airy
        self.below(tree, "")

    def entries(self, node: Entries, indent: str, path: Path) -> None:
        airy = len(path) == 1 and _holds_mappings(node)
        for index, (key, value) in enumerate(_present(node)):
            if airy and index:
                self.lines.append("")
            self.entry((id(node), index), key, value, indent, (*path, key))
        self.below(node, indent)

    def below(self, node: Located, indent: str) -> None:
        self.lines += [indent + comment for comment in self.comments.below.get(id(node), [])]

    def remarks(self, spot: tuple[int, int], indent: str, *more: str) -> None:
        above = [*self.comments.above.get(spot, []), *more]
        if spot in self.comments.spaced and self.lines and self.lines[-1]:
            self.lines.append("")
        self.lines += [indent + comment for comment in above]
        if above and spot in self.comments.apart:
            self.lines.append("")

    def beside(self, spot: tuple[int, int]) -> str:
        comment = self.comments.beside.get(spot)
        if comment is None:
            return ""
        # Close to its `#` the reader would take the comment for part of a value.
        return f"  {comment}" if comment[1:2].strip() == "" else f"  # {comment[1:]}"

    def entry(self, spot: tuple[int, int], key: str, value: Located, indent: str, path: Path) -> None:
        self.remarks(spot, indent)
        name = indent + _key(key) + ":"
        beside = self.beside(spot)
        if isinstance(value, Text):
            self.text(name + " ", value, indent + "  ", path, beside)
        elif self.fits(value, name + " "):
            self.lines.append(f"{name} {_flow(value)}{beside}")
        else:
            self.lines.append(name + beside)
            if isinstance(value, Items):
                self.items(value, indent + "  ", path)
            else:
                self.entries(value, indent + "  ", path)

    def text(self, head: str, value: Text, indent: str, path: Path, beside: str) -> None:
        if _stands_in_block(value) and self.texts(path):
            self.lines.append(f"{head}|{beside}")
            self.lines += [indent + line if line else "" for line in value.split("\n")]
        else:
            self.lines.append(head + _scalar(value) + beside)

    def fits(self, node: Entries | Items, head: str) -> bool:
        """Whether a list or mapping goes on the line that begins with `head`."""
        if not node or (isinstance(node, Entries) and not list(_present(node))):
            return True
        if isinstance(node, Entries) or id(node) in self.comments.kept:
            return False
        short = all(isinstance(item, Text) and "\n" not in item for item in node)
        return short and len(head) + len(_flow(node)) <= WIDTH

    def is_row(self, node: Entries | Items) -> bool:
        """Whether a list within a list goes on one line of any width: a row of a table is read as one."""
        if isinstance(node, Entries) or id(node) in self.comments.kept:
            return False
        return all(isinstance(item, Text) and "\n" not in item for item in node)

    def items(self, node: Items, indent: str, path: Path) -> None:
        for index, value in enumerate(node):
            self.item((id(node), index), value, indent, (*path, str(index)))
        self.below(node, indent)

    def item(self, spot: tuple[int, int], value: Located, indent: str, path: Path) -> None:
        dash = f"{indent}- "
        beside = self.beside(spot)
        if isinstance(value, Text):
            self.remarks(spot, indent)
            self.text(dash, value, indent + "  ", path, beside)
        elif self.fits(value, dash) or self.is_row(value):
            self.remarks(spot, indent)
            self.lines.append(f"{dash}{_flow(value)}{beside}")
        else:
            # The dash shares its line with the first inner entry, whose a comment beside it would be.
            first = (id(value), 0)
            above = self.comments.above.pop(first, [])
            self.comments.apart.discard(first)
            begin = len(self.lines)
            self.remarks(spot, indent, *([beside.strip()] if beside else []), *above)
            if isinstance(value, Items):
                self.items(value, indent + "  ", path)
            else:
                self.entries(value, indent + "  ", path)
            self.hoist(begin, dash, indent)

    def hoist(self, begin: int, dash: str, indent: str) -> None:
        """Put the dash before the first line of an item that is no comment, and all comments above it."""
        at = begin
        while not self.lines[at] or self.lines[at].lstrip().startswith("#"):
            at += 1
        above = [indent + line.lstrip() for line in self.lines[begin:at] if line]
        apart = [""] if at > begin and not self.lines[at - 1] else []
        self.lines[begin : at + 1] = [*above, *apart, dash + self.lines[at].removeprefix(indent + "  ")]


def _present(node: Entries) -> list[tuple[Text, Located]]:
    return [(key, value) for key, value in node.pairs() if value is not None]


def _holds_mappings(node: Entries) -> bool:
    values = [value for _, value in _present(node)]
    return bool(values) and all(isinstance(value, Entries) and value for value in values)


def _flow(node: Located) -> str:
    if isinstance(node, Text):
        return _scalar(node, flow=True)
    if isinstance(node, Entries):
        return "{}"
    return "[" + ", ".join(_flow(item) for item in node) + "]"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _in_quotes(key)


def _scalar(text: str, flow: bool = False) -> str:
    return text if _stands_plain(text, flow) else _in_quotes(text)


def _stands_plain(text: str, flow: bool) -> bool:
    """Whether the reader takes the bare characters for this very text; when in doubt, no."""
    return (
        _PLAIN.fullmatch(text) is not None
        and _NOT_PLAIN.search(text) is None
        and INVISIBLE.search(text) is None
        and not (flow and _NOT_IN_FLOW.search(text))
    )


def _stands_in_block(text: str) -> bool:
    """Whether the lines of a text below `|` are read back as they are."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0].strip() and lines[-1].strip())
        and not lines[0][0].isspace()
        and all(line == line.rstrip() and not line.startswith("\t") for line in lines)
        and INVISIBLE.search(text) is None
    )


def _in_quotes(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(lambda match: _ESCAPES.get(match[0]) or _escape(match[0]), text) + '"'


def _escape(char: str) -> str:
    return f"\\u{ord(char):04X}"
