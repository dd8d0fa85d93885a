"""Which keys a slip kept from being read."""

from __future__ import annotations

import pytest

from fairservice.errors import Finding
from fairservice.source.located import Entries
from fairservice.source.located_yaml import read_yaml
from fairservice.span import File


@pytest.mark.parametrize(
    ("source", "path", "lost"),
    [
        ("a: 1\nanswer:no\nb: 2", (), {"answer"}),
        ("a: 1\nanswer no\nb: 2", (), {"answer"}),
        ("a:\nb: 2", (), {"a"}),
        ("a:\n  b: 1\n  c:\nd: 2", ("a",), {"c"}),
        ("a:\n  b:\nc: 2", ("a",), {"b"}),
        ("a:\n  - b: 1\n    c:\n  - b: 2", ("a", 0), {"c"}),
        ("a:\n  b:\n    c: 1\n  d:\n    e:1\n    c: 1", ("a", "d"), {"e"}),
        ("a:\n  b-c\n    d: e", ("a",), set()),
    ],
)
def test_a_lost_key_is_known_where_it_stood(source: str, path: tuple[str | int, ...], lost: set[str]) -> None:
    """A key that was told of already is not missing; one that could be mended is not lost."""
    findings: list[Finding] = []
    node: object = read_yaml(File("p.yaml", source), findings, lambda path: False)
    for step in path:
        node = node[step]  # type: ignore[index]
    assert findings and isinstance(node, Entries)
    assert node.lost == lost
