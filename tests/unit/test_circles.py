"""Modules do not import each other in circles, not even for types only or inside of a function.

Layers are import-linter's to keep, but it does not look within one, and a circle of type-only imports runs: nothing
else would say that two modules have become one. Not seen are modules that are imported by a name made while running.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import grimp
import pytest


def imports(package: str) -> dict[str, list[str]]:
    """Per module of a package those that it imports, wherever in it the import stands."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=False, cache_dir=None)
    return {each: sorted(graph.find_modules_directly_imported_by(each)) for each in sorted(graph.modules)}


def circle(graph: Mapping[str, list[str]]) -> list[str]:
    """The first circle, each module importing the next one, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[::-1]
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """In the whole package nothing leads back to where it came from, by whatever kind of import."""
    found = circle(imports("fairservice"))
    help = "move what they share to a module below both, or pass in the one thing that is needed"
    assert not found, f"{' → '.join(found)}: {help}"


BACK = {
    "at the top": "from planted.a import A\n",
    "relative": "from .a import A\n",
    "of the module": "from planted import a\n",
    "for types": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted.a import A\n",
    "in a function": "def late() -> None:\n    import planted.a\n",
    "in a method": "class C:\n    def late(self) -> None:\n        from planted.a import A\n",
}


@pytest.mark.parametrize("how", BACK)
def test_a_circle_is_found_however_it_is_closed(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three modules, the last of which leads back to the first in one of the ways to import."""
    package = tmp_path / "planted"
    package.mkdir()
    for name, text in {
        "__init__": "",
        "a": "from planted.b import B\nA = B\n",
        "b": "from planted.c import C\nB = C\n",
        "c": "C = 1\n",
    }.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert circle(imports("planted")) == []
    (package / "c.py").write_text(BACK[how], encoding="utf-8")
    found = circle(imports("planted"))
    assert found[0] == found[-1]
    steps = set(pairwise(found))
    assert steps == {("planted.a", "planted.b"), ("planted.b", "planted.c"), ("planted.c", "planted.a")}
