"""Which keys an owner wrote, but a slip kept from being read; so that nobody calls them missing as well."""

from __future__ import annotations

import re

from fairservice.errors import Finding
from fairservice.source.defects import EMPTY_VALUE, MISSING_SPACE, YAML_SYNTAX
from fairservice.source.located import Entries, Items, Located

_FIRST_WORD = re.compile(r"\s*(?:- +)*([A-Za-z_][\w.-]*)")


def note_lost_keys(tree: Entries, lines: list[str], findings: list[Finding]) -> None:
    """Note each lost key with the mapping that it was written in, as far as its column shows which."""
    blocks: list[Entries] | None = None
    for finding in findings:
        if finding.defect not in (EMPTY_VALUE, MISSING_SPACE, YAML_SYNTAX) or finding.span is None:
            continue
        line = finding.span.start.line
        match = _FIRST_WORD.match(lines[line - 1])
        if match is None:
            continue
        if blocks is None:
            blocks = _mappings(tree)
        column = match.start(1) + 1
        near = [each for each in blocks if each.span.start.column == column and match[1] not in each]
        if near:
            # A mapping may begin below its lost first line, but then no other stands closer.
            block = min(near, key=lambda each: _distance(each, line))
            block.lost |= {match[1]}


def _distance(block: Entries, line: int) -> tuple[int, int]:
    """How far a line lies outside of a mapping; of two as far, the one above comes first."""
    start, end = block.span.start.line, block.span.end.line
    if start <= line <= end:
        return 0, line - start
    return (line - end, 0) if line > end else (start - line, 1)


def _mappings(tree: Entries) -> list[Entries]:
    """Every mapping of the tree; its depth is bounded by its reader."""
    found: list[Entries] = []
    pending: list[Located | None] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Entries):
            found.append(node)
            pending += node.values()
        elif isinstance(node, Items):
            pending += node
    return found
