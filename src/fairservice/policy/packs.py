"""Finds and reads the files of a policy and of the packs that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fairservice.conditions.vocabulary import cut
from fairservice.errors import Defect, Finding
from fairservice.policy.files import Manifest, RulesFile
from fairservice.policy.shape import shaped
from fairservice.policy.table_sources import Beside, inline_rows
from fairservice.source.located_yaml import MAX_VALUES, Entries, Items, Text, read_bytes, read_yaml
from fairservice.source.text_file import MAX_BYTES
from fairservice.span import File

NO_POLICY = Defect("FS110", "no-policy-here", "error", "there is no policy at this place")
UNKNOWN_PACK = Defect("FS117", "unknown-pack", "error", "a pack is used that cannot be found")

MANIFEST = "policy.yaml"
MAX_FILES = 500
BUNDLED = 32
"""How many times as large a file of a bundle may be: it has the rows of sheets in it."""
NOT_READ = frozenset({"cases", "counterexamples", "published", "node_modules"})
"""Folders beside the rules that hold other things."""

PACK_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one policy or pack: their paths within it, texts, trees and models."""

    name: str
    manifest: Manifest
    manifest_file: File
    trees: tuple[tuple[str, File, Entries], ...]
    models: tuple[RulesFile, ...]
    sheets: tuple[File, ...] = ()
    """The sheets that the rows of tables were read from."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the files of a policy come from: names within it, and how to find a pack that it uses."""

    files: tuple[tuple[str, str, bytes], ...]
    """Path within the policy, path to show, content."""
    shown: str
    packs: Iterable[Path] | dict[str, Source]
    beside: Beside | None = None
    """Where sheets lie; a bundle has none beside it."""


def folder_source(path: Path, search: Iterable[Path] = ()) -> Source | None:
    """The policy in a folder; packs are looked for beside it, above it, and then in `search`."""
    if not (path / MANIFEST).is_file():
        return None
    found = []
    for each in sorted(path.rglob("*.y*ml")):
        within = each.relative_to(path)
        if each.suffix not in (".yaml", ".yml") or not each.is_file():
            continue
        if any(part in NOT_READ or part.startswith(".") for part in within.parts):
            continue
        found.append((within.as_posix(), shown_path(each), each))
    found.sort(key=lambda item: (item[0] != MANIFEST, item[0]))
    files = tuple((name, shown, each.read_bytes()) for name, shown, each in found[: MAX_FILES + 1])
    above = list(path.resolve().parents)[:4]
    shown = shown_path(path)
    return Source(files, shown, (*above, *search), Beside(path, shown))


def shown_path(path: Path) -> str:
    """A path as the reader knows it: from where they stand, where it lies below that."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def read_folders(source: Source, findings: list[Finding]) -> list[Folder]:
    """The packs that a policy uses, then the policy itself; what is wrong is added to `findings`."""
    done: dict[str, Folder | None] = {}
    return [folder for folder in _read(source, "", findings, done) if folder]


def _read(source: Source, name: str, findings: list[Finding], done: dict[str, Folder | None]) -> list[Folder | None]:
    folder = _read_one(source, name, findings)
    done[name] = folder
    result: list[Folder | None] = []
    for used in words(folder.manifest.uses) if folder else []:
        if str(used) in done:
            continue
        below = _find_pack(source, used, findings)
        if below:
            result += _read(below, str(used), findings, done)
    return [*result, folder]


def _find_pack(source: Source, used: Text, findings: list[Finding]) -> Source | None:
    if PACK_NAME.match(used):
        if isinstance(source.packs, dict):
            if str(used) in source.packs:
                return source.packs[str(used)]
        else:
            for base in source.packs:
                found = folder_source(base / str(used), source.packs)
                if found:
                    return found
    findings.append(
        UNKNOWN_PACK.at(
            used.span,
            f"no pack `{cut(used)}` is found",
            f"a pack is a folder `{cut(used)}` with a {MANIFEST}, beside this policy or above it",
        )
    )
    return None


def _read_one(source: Source, name: str, findings: list[Finding]) -> Folder | None:
    if len(source.files) > MAX_FILES:
        findings.append(NO_POLICY.at(None, f"`{source.shown}` has more than {MAX_FILES} files", "split the policy"))
        return None
    manifest: Manifest | None = None
    manifest_file: File | None = None
    trees: list[tuple[str, File, Entries]] = []
    models: list[RulesFile] = []
    sheets: list[File] = []
    for path, shown, content in source.files:
        larger = 1 if source.beside else BUNDLED
        file = read_bytes(shown, content, findings, MAX_BYTES * larger)
        tree = read_yaml(file, findings, is_text, MAX_VALUES * larger) if file else None
        if file is None or tree is None:
            continue
        trees.append((path, file, tree))
        if path == MANIFEST:
            manifest, manifest_file = shaped(Manifest, tree, findings), file
        else:
            sheets += inline_rows(tree, source.beside, findings)
            model = shaped(RulesFile, tree, findings)
            if model:
                models.append(model)
    if manifest is None or manifest_file is None:
        return None
    name = name or str(manifest.policy or manifest.pack or "")
    return Folder(name, manifest, manifest_file, tuple(trees), tuple(models), tuple(sheets))


def is_text(path: tuple[str, ...]) -> bool:
    """Whether a value holds a text for people, so that it may be a block of lines."""
    return bool(path) and (re.fullmatch(r"[a-z]{2,3}", path[-1]) is not None) and path[-1] not in ("if", "on", "by")


def words(value: Items | Text | None) -> list[Text]:
    """A list of words, written as a list, as one word, or with commas."""
    if value is None:
        return []
    if isinstance(value, Items):
        return [each for each in value if isinstance(each, Text)]
    if "," not in value:
        return [value]
    found, at = [], 0
    for part in value.split(","):
        stripped = part.strip()
        offset = at + len(part) - len(part.lstrip())
        if stripped:
            found.append(Text(stripped, value.part(offset, len(stripped))))
        at += len(part) + 1
    return found
