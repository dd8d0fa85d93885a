"""The table of refusals: complete in every language, and the one place that refusals come from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import fairservice
from fairservice.conditions.wording import LOCALES
from fairservice.desk import refusals
from fairservice.desk.refusals.refusal import Refusal

SOURCE = Path(fairservice.__file__).parent
PLACE = re.compile(r"(?<!\{)\{(\w+)\}")
TABLES = [
    import_module(f"{refusals.__name__}.{each.name}")
    for each in iter_modules(refusals.__path__)
    if each.name != "refusal"
]
TABLE = {
    f"{table.__name__.rpartition('.')[2]}.{name}": each
    for table in TABLES
    for name, each in vars(table).items()
    if isinstance(each, Refusal)
}
UNTABLED = {
    "desk/refusals/refusal.py": "the table itself makes them",
}
"""The modules that make a refusal by hand, and why."""


def made_in(path: Path) -> Iterator[ast.Call]:
    return (each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.Call))


@pytest.mark.parametrize("name", TABLE)
def test_every_refusal_is_told_in_every_language_with_the_same_places(name: str) -> None:
    """Whoever reads it in one language is told as much as who reads it in another."""
    refusal = TABLE[name]
    assert refusal.told.keys() == LOCALES.keys()
    line, help = refusal.told["en"]
    for lang, (own, own_help) in refusal.told.items():
        assert own, (name, lang)
        assert (own_help is None) == (help is None), (name, lang)
        for ours, theirs in ((line, own), (help or "", own_help or "")):
            assert set(PLACE.findall(ours)) == set(PLACE.findall(theirs)), (name, lang)


def test_what_fills_places_is_there_in_every_language() -> None:
    """A mapping of words that a table holds for a place has every language, or a part of it would stay English."""
    for table in TABLES:
        for name, each in vars(table).items():
            if isinstance(each, dict) and not name.startswith("__"):
                for said in [each] if "en" in each else each.values():
                    if isinstance(said, dict):
                        assert said.keys() == LOCALES.keys(), (table.__name__, name)


def test_every_refusal_comes_from_the_table() -> None:
    """A refusal that is made where it is raised would be told in one language."""
    by_hand = {
        path.relative_to(SOURCE).as_posix()
        for part in ("desk", "storage", "ledger")
        for path in (SOURCE / part).rglob("*.py")
        for call in made_in(path)
        if isinstance(call.func, ast.Name) and call.func.id == "Refused"
    }
    assert by_hand == UNTABLED.keys()


def test_every_refusal_is_raised_with_its_places_filled() -> None:
    """What raises a refusal names each of its places, and no refusal lies in the table unused."""
    by_name: dict[str, list[Refusal]] = {}
    for name, each in TABLE.items():
        by_name.setdefault(name.rpartition(".")[2], []).append(each)
    used = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "fairservice.desk.refusals" not in text or path.parent.name == "refusals":
            continue
        used |= set(re.findall(r"\b[A-Z][A-Z_]+\b", text)) & by_name.keys()
        for call in made_in(path):
            match call.func:
                case ast.Attribute(value=ast.Name(id=name), attr="of") if name in by_name:
                    given = {each.arg for each in call.keywords}
                    wanted = [
                        {place for text in each.told["en"] for place in PLACE.findall(text or "")}
                        for each in by_name[name]
                    ]
                    assert given in wanted, (path.name, name)
    assert by_name.keys() - used == set()
