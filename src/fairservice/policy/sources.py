"""Finds what a path means: the folder of a policy, its manifest, or a bundle; or says what lies there instead."""

from __future__ import annotations

import re
from pathlib import Path

from fairservice.errors import Finding
from fairservice.policy.bundle import bundle_source
from fairservice.policy.packs import MANIFEST, NO_POLICY, Source, folder_source

_CHECKED = "it was checked when it was published; name the folder in which the policy is edited"


def source_of(path: Path, findings: list[Finding], search: tuple[Path, ...]) -> Source | None:
    """Where the files of a policy come from; None, with a finding, where there are none."""
    try:
        if path.is_dir():
            found = folder_source(path, search)
            if found is None:
                findings.append(_no_manifest(path))
            return found
        if path.name == MANIFEST and path.is_file():
            return folder_source(path.parent, search)
        if path.is_file():
            from fairservice.policy.published.record import is_publication

            content = path.read_bytes()
            if is_publication(content):
                findings.append(NO_POLICY.at(None, f"`{path}` is a published policy", _CHECKED))
                return None
            return bundle_source(str(path), content, findings)
    except OSError as error:
        what, why = error.filename or path, (error.strerror or "it is not there").lower()
        findings.append(NO_POLICY.at(None, f"`{what}` cannot be read: {why}", "see where it lies and who may read it"))
        return None
    findings.append(NO_POLICY.at(None, f"there is nothing at `{path}`", "name the folder of a policy, or its bundle"))
    return None


def _no_manifest(folder: Path) -> Finding:
    from fairservice.policy.published.record import ENDING

    if any(folder.glob(f"*{ENDING}")):
        return NO_POLICY.at(None, f"`{folder}` is a shelf of published policies", _CHECKED)
    message, help = f"there is no `{MANIFEST}` in `{folder}`", ""
    if (other := _looks_like_manifest(folder)) is not None:
        help = f"did you mean to call `{other}` so?"
    elif shelves := sorted({each.parent.as_posix() for each in folder.glob(f"*/*{ENDING}")}):
        named = ", ".join(f"`{each}`" for each in shelves[:5])
        help = f"did you mean {named}?" if len(shelves) == 1 else f"what is published is in {named}"
    elif len(below := sorted(each.parent.as_posix() for each in folder.glob(f"*/{MANIFEST}"))) == 1:
        help = f"did you mean `{below[0]}`?"  # `init` puts a policy that uses a pack there, with the pack beside it
    return NO_POLICY.at(
        None, message, help or "name the folder of a policy, or start one with `fairservice init FOLDER`"
    )


def _looks_like_manifest(folder: Path) -> str | None:
    """A file that would be the manifest if it had its name."""
    for each in sorted(folder.glob("*.y*ml")):
        head = each.read_bytes()[:4000].decode(errors="replace")
        if re.search(r"^language:", head, re.MULTILINE) and re.search(r"^(policy|pack):", head, re.MULTILINE):
            return each.name
    return None
