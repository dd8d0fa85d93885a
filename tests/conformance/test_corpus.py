"""The hand-written corpus: what each operator means, for known, unknown and boundary values, in every interpreter."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from conformance import build
from fairservice.conditions.nodes import Node, walk
from fairservice.conditions.scope import Scope
from fairservice.conditions.vocabulary import Boolean, write_value

FOLDER = Path(__file__).parent / "corpus"
NAMES = (FOLDER / "names.yaml").read_text(encoding="utf-8")
Line = dict[str, Any]


def lines() -> list[Line]:
    found: list[Line] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != "names.yaml":
            loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
            found += [{**line, "file": path.stem} for line in loaded]
    return found


def node_of(line: Line) -> tuple[Scope, Node]:
    scope = build.scope_of(NAMES, line.get("in_force", "today"))
    if "when" in line:
        return scope, build.when(scope, yaml.safe_dump(line["when"]))
    if "give" in line:
        ((grant, text),) = line["give"].items()
        return scope, build.amount(scope, grant, text)
    return scope, build.condition(scope, line["if"])


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line['file']}: {line['claim']}")
def test_every_interpreter_means_what_the_corpus_says(line: Line) -> None:
    """Each line's claim holds for each of its cases, in the reference, the lowered form and generated Python."""
    scope, node = node_of(line)
    for given in line["given"]:
        case = {"today": "2026-01-01", "received_on": "2026-01-01", **given}
        expected = case.pop("is")
        for engine, value in build.values(node, build.columns(scope, node, case)).items():
            shown = "unknown" if value is None else write_value(value, node.type)
            assert shown == expected, f"{engine}, with {given}"
            assert value is None or isinstance(value, bool) == isinstance(node.type, Boolean), engine


def test_the_corpus_has_every_class_of_node() -> None:
    """No class of node is missing from the corpus, so that a new one has to be given its lines."""
    found = set()
    for line in lines():
        try:
            found |= {type(part) for part in walk(node_of(line)[1])}
        except Exception:  # the line's own test fails and says why
            continue
    assert found == set(get_args(Node))
