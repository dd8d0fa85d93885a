"""Writes nested mappings of texts as the block YAML that an owner would write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

Tree: TypeAlias = "str | list[Tree] | Mapping[str, Tree]"

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]*( [A-Za-z0-9_.@-]+)*[.]?\Z", re.ASCII)


def yaml_text(tree: Mapping[str, Tree]) -> str:
    """The tree as YAML; every scalar is a text, quoted where it has to be."""
    return "\n".join(_lines(tree, "")) + "\n"


def _lines(tree: Mapping[str, Tree], indent: str) -> list[str]:
    found: list[str] = []
    for key, value in tree.items():
        head = f"{indent}{key}:"
        if isinstance(value, str):
            found.append(f"{head} {_scalar(value)}")
        elif isinstance(value, Mapping):
            found += [head, *_lines(value, indent + "  ")] if value else [f"{head} {{}}"]
        elif all(isinstance(each, str) for each in value):
            found.append(f"{head} [{', '.join(_scalar(str(each)) for each in value)}]")
        else:
            found.append(head)
            for each in value:
                if not isinstance(each, str | Mapping):  # a row of a table
                    found.append(f"{indent}  - [{', '.join(_scalar(str(cell)) for cell in each)}]")
                    continue
                inner = _item(each, indent + "    ")
                found += [f"{indent}  - {inner[0].lstrip()}", *inner[1:]]
    return found


def _item(value: Tree, indent: str) -> list[str]:
    if isinstance(value, Mapping):
        return _lines(value, indent)
    assert isinstance(value, str)
    return [_scalar(value)]


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)
