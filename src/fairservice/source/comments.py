"""Every comment of a file finds the entry or list item that its owner wrote it for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fairservice.source.located import Entries, Items, Located, Text

Spot = tuple[int, int]
"""A container (by identity) and the position of an entry or item in it."""


@dataclass(slots=True)
class Comments:
    """The comments of a file by what they belong to; each is its text with the `#`, blanks stripped."""

    above: dict[Spot, list[str]] = field(default_factory=dict)
    beside: dict[Spot, str] = field(default_factory=dict)
    below: dict[int, list[str]] = field(default_factory=dict)
    """At the end of a container, in its own column."""
    apart: set[Spot] = field(default_factory=set)
    """Where the owner left an empty line between the last comment above and the entry."""
    spaced: set[Spot] = field(default_factory=set)
    """Where the owner left an empty line before an entry and its comments; the first of a container has none."""
    kept: set[int] = field(default_factory=set)
    """Lists that must stay in block form since comments stand between their items."""


@dataclass(slots=True)
class _Element:
    """An entry or item of a container in block form."""

    spot: Spot
    start: tuple[int, int]
    column: int
    end_line: int
    inside: tuple[Entries | Items, ...]


@dataclass(frozen=True, slots=True)
class _Comment:
    line: int
    column: int
    text: str
    alone: bool
    before_gap: bool


def attach(text: str, tree: Entries) -> Comments:
    """Where each comment of `text` belongs in its `tree`."""
    lines = text.split("\n")
    elements: list[_Element] = []
    flows: list[tuple[tuple[int, int], tuple[int, int], Spot]] = []
    if tree and _is_flow(tree, lines):
        # A whole file between braces: what stands inside moves to the top.
        end = tree.span.end
        elements.append(_Element((id(tree), 0), _at(tree), 0, end.line, (tree,)))
        flows.append((_at(tree), (end.line, end.column), (id(tree), 0)))
    else:
        _elements(tree, (tree,), lines, elements, flows)
    comments = Comments()
    for comment in _comments(lines, tree):
        _attach(comment, tree, elements, flows, comments)
    for element in elements:
        if element.spot[1] and _is_spaced(element, lines, element.spot in comments.apart):
            comments.spaced.add(element.spot)
    return comments


def _is_spaced(element: _Element, lines: list[str], apart: bool) -> bool:
    """Whether an empty line stands above an element, or above the comments that belong to it."""
    above = element.start[0] - 2
    while apart and above >= 0 and not lines[above].strip():
        above -= 1
    while above >= 0 and lines[above].lstrip().startswith("#"):
        above -= 1
    return above >= 0 and not lines[above].strip()


def _at(node: Located) -> tuple[int, int]:
    start = node.span.start
    return start.line, start.column


def _is_flow(node: Located, lines: list[str]) -> bool:
    if isinstance(node, Text):
        return False
    line, column = _at(node)
    return lines[line - 1][column - 1 : column] in ("[", "{")


def _elements(
    node: Entries | Items,
    inside: tuple[Entries | Items, ...],
    lines: list[str],
    elements: list[_Element],
    flows: list[tuple[tuple[int, int], tuple[int, int], Spot]],
) -> None:
    """The elements in block form, in reading order; depth is bounded by the reader."""
    children: list[tuple[tuple[int, int], Located]] = []
    if isinstance(node, Entries):
        children = [(_at(key), value) for key, value in node.pairs() if value is not None]
    else:
        children = [(_at(value), value) for value in node]
    column = node.span.start.column
    for index, (start, value) in enumerate(children):
        spot = (id(node), index)
        end = value.span.end
        nested = not isinstance(value, Text) and not _is_flow(value, lines)
        elements.append(_Element(spot, start, column, 0 if nested else end.line, inside))
        if isinstance(value, Text):
            continue
        if nested:
            _elements(value, (*inside, value), lines, elements, flows)
        else:
            flows.append((_at(value), (end.line, end.column), spot))


def _comments(lines: list[str], tree: Located) -> Iterator[_Comment]:
    """The comments: every `#` outside a scalar, since all other signs that could hold one are refused."""
    gap_start = (1, 1)
    for scalar in [*_scalars(tree), None]:
        gap_end = (len(lines), len(lines[-1]) + 1) if scalar is None else _at(scalar)
        yield from _in_gap(lines, gap_start, gap_end)
        if scalar is None:
            return
        start, end = scalar.span.start, scalar.span.end
        if scalar.style in ("literal", "folded"):
            # Its first line has no text yet, but perhaps a comment.
            header = lines[start.line - 1]
            yield from _in_gap(lines, (start.line, start.column), (start.line, len(header) + 1))
        gap_start = (end.line, end.column)


def _in_gap(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> Iterator[_Comment]:
    for number in range(start[0], end[0] + 1):
        line = lines[number - 1]
        begin = start[1] - 1 if number == start[0] else 0
        stop = end[1] - 1 if number == end[0] else len(line)
        at = line.find("#", begin, stop)
        if at >= 0:
            follows = lines[number] if number < len(lines) else ""
            alone = not line[:at].strip()
            yield _Comment(number, at + 1, line[at:].rstrip(), alone, not follows.strip())


def _scalars(node: Located) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Items):
        for item in node:
            yield from _scalars(item)
    else:
        for key, value in node.pairs():
            yield key
            if value is not None:
                yield from _scalars(value)


def _attach(
    comment: _Comment,
    tree: Entries,
    elements: list[_Element],
    flows: list[tuple[tuple[int, int], tuple[int, int], Spot]],
    comments: Comments,
) -> None:
    at = (comment.line, comment.column)
    for start, end, spot in flows:
        if start < at < end:
            comments.above.setdefault(spot, []).append(comment.text)
            return
    if not comment.alone:
        owner = _owner(comment.line, elements)
        if owner is not None and owner.spot not in comments.beside:
            comments.beside[owner.spot] = comment.text
            comments.kept.add(owner.spot[0])
            return
        if owner is not None:
            comments.above.setdefault(owner.spot, []).append(comment.text)
            comments.kept.add(owner.spot[0])
            return
    following = next((element for element in elements if element.start > at), None)
    previous = next((element for element in reversed(elements) if element.start < at), None)
    column = following.column if following is not None else 0
    if previous is not None and comment.column > column:
        for container in reversed(previous.inside):
            if column < container.span.start.column <= comment.column:
                comments.below.setdefault(id(container), []).append(comment.text)
                comments.kept.add(id(container))
                return
    if following is None:
        comments.below.setdefault(id(tree), []).append(comment.text)
        return
    comments.above.setdefault(following.spot, []).append(comment.text)
    comments.kept.add(following.spot[0])
    comments.apart.discard(following.spot)
    if comment.before_gap and comment.alone:
        comments.apart.add(following.spot)


def _owner(line: int, elements: list[_Element]) -> _Element | None:
    """The innermost element that begins on the line or, failing that, ends there."""
    begins = [element for element in elements if element.start[0] == line]
    ends = begins or [element for element in elements if element.end_line == line]
    return ends[-1] if ends else None
