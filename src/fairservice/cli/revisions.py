"""A policy as it was in an earlier revision of its git repository, laid out in a folder of its own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from fairservice.cli.failures import Trouble

SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx", ".json", ".bundle")
"""What a policy, and the packs beside it, can be made of."""


@contextmanager
def at_revision(revision: str, path: Path) -> Iterator[Path]:
    """The folder of the policy as it was in a revision. Raises Trouble where there is none."""
    root = Path(_git(_existing(path), "rev-parse", "--show-toplevel", wrong="no git repository").decode().strip())
    within = path.resolve().relative_to(root.resolve())
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        wrong=f"no revision `{revision}` in this repository",
    ).decode().strip()  # fmt: skip
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, wrong=f"`{revision}` cannot be read")
    names = [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name.endswith(SUFFIXES)]
    if not any(PurePosixPath(name).is_relative_to(within.as_posix()) for name in names):
        raise Trouble(f"`{revision}` has no policy in `{within.as_posix()}`", "name the folder as it was called then")
    with tempfile.TemporaryDirectory(prefix="fairservice-") as folder:
        for name in names:
            target = Path(folder, *PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_git(root, "cat-file", "blob", f"{commit}:{name}", wrong=f"`{name}` cannot be read"))
        yield Path(folder, *within.parts)


def _existing(path: Path) -> Path:
    """The nearest folder that is still there: the policy itself may be gone by now."""
    found = path.resolve()
    while not found.is_dir():
        found = found.parent
    return found


def _git(folder: Path, *arguments: str, wrong: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise Trouble("git is not installed here", "name two folders or bundles instead") from None
    if done.returncode:
        help = "name two folders or bundles instead, or a revision that `git log` shows"
        raise Trouble(f"there is {wrong}" if wrong.startswith("no ") else wrong, help)
    return done.stdout
