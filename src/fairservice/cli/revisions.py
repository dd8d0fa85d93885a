"""A policy as it was in an earlier revision of its git repository, laid out in a folder of its own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fairservice.cli.failures import Trouble

if TYPE_CHECKING:
    from fairservice.decisions.decide import Policy
    from fairservice.span import Span

SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")
"""What the packs beside a policy can be made of; of the policy itself everything is taken."""
DEEP = "1/2/3/4"
"""Packs are looked for in the four folders above a policy: that is never to lead out of what is laid out."""
HELP = "name two folders or bundles, or a revision that `git log` shows and the policy's folder"


def policy_at(revision: str, path: Path) -> Policy:
    """The policy as it was in a revision, with the packs as they were then.

    Raises Trouble where there is none, and PolicyError, with the files as git names them, for one with errors.
    """
    from fairservice.bootstrap import load
    from fairservice.errors import PolicyError

    with _laid_out(revision, path) as (root, folder):
        try:
            return load(folder)
        except PolicyError as error:

            def there(span: Span) -> Span:
                shown = Path(span.file.path).resolve()
                if not shown.is_relative_to(root):
                    return span
                named = f"{revision}:{shown.relative_to(root).as_posix()}"
                return replace(span, file=replace(span.file, path=named))

            raise PolicyError(
                [
                    replace(
                        each,
                        span=there(each.span) if each.span else None,
                        also=tuple((there(span), text) for span, text in each.also),
                        message=each.message.replace(f"{root}/", f"{revision}:"),
                        help=each.help.replace(f"{root}/", f"{revision}:") if each.help else None,
                    )
                    for each in error.findings
                ]
            ) from None


@contextmanager
def _laid_out(revision: str, path: Path) -> Iterator[tuple[Path, Path]]:
    """The folder in which the files of a revision are, and in it the policy."""
    near = _existing(path)
    wrong = f"`{revision}` is no policy, and no revision either: `{path}` lies in no git repository"
    top = Path(_git(near, "rev-parse", "--show-toplevel", wrong=wrong).decode().strip())
    within = path.resolve().relative_to(top.resolve())
    commit = _git(
        top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        wrong=f"there is no policy `{revision}`, and no such revision in the git repository of `{path}`",
    ).decode().strip()  # fmt: skip
    wrong = f"`{revision}` cannot be read"
    blobs = dict(_blobs(_git(top, "ls-tree", "-r", "-z", commit, wrong=wrong)))
    own = {name for name in blobs if PurePosixPath(name).is_relative_to(within.as_posix())}
    if not own:
        raise Trouble(
            f"`{revision}` has nothing in `{within.as_posix()}`",
            "it may have had another name then, or not be committed; `git log --stat` shows where it was",
        )
    kept = {name: blob for name, blob in blobs.items() if name in own or name.endswith(SUFFIXES)}
    with tempfile.TemporaryDirectory(prefix="fairservice-") as made:
        root = Path(made).resolve() / DEEP
        for name, content in zip(kept, _contents(top, list(kept.values()), wrong), strict=True):
            target = root.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield root, root.joinpath(*within.parts)


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """The name and hash of each plain file in a listing; no links, and no repositories within this one."""
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        what, _, name = line.partition("\t")
        if what.startswith("100"):
            yield name, what.split()[2]


def _contents(top: Path, hashes: list[str], wrong: str) -> Iterator[bytes]:
    """What is in each of these files, in one go."""
    out = _git(top, "cat-file", "--batch", wrong=wrong, given="".join(f"{each}\n" for each in hashes).encode())
    at = 0
    for _ in hashes:
        end = out.index(b"\n", at)
        told = out[at:end].split()
        if len(told) != 3:  # a clone without all objects
            raise Trouble(wrong, "this repository does not have all of its files; fetch them with git first")
        size = int(told[2])
        yield out[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _existing(path: Path) -> Path:
    """The nearest folder that is still there: the policy itself may be gone by now."""
    found = path.resolve()
    while not found.is_dir():
        found = found.parent
    return found


def _git(folder: Path, *arguments: str, wrong: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, input=given)
    except FileNotFoundError:
        raise Trouble("git is not installed here", "name two folders or bundles instead") from None
    if done.returncode:
        raise Trouble(wrong, HELP)
    return done.stdout
