"""Puts a new file in its place whole, on the disk, and never over another one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)


def place_new(path: Path, content: bytes, mode: int | None = None) -> None:
    """Makes a file that is there in whole or not at all. Raises FileExistsError where there is one, and OSError.

    Of two that do this at once, one does it. Who is stopped halfway leaves a file that begins with a dot. Without a
    `mode` nobody may write to it, and those may read it who may read what this user makes.
    """
    import tempfile  # at use: a decision should not pay for it

    if mode is None:
        mode = 0o444 & ~_umask()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "is no folder", error.filename) from None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = os.fspath(path)  # what was asked for, not the name that it has on the way
        raise
    fresh = Path(name)
    try:
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            if os.name == "posix":  # elsewhere a file that cannot be written cannot be given its name either
                fresh.chmod(mode)
        except OSError as error:
            error.filename = os.fspath(path)
            raise
        _name(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    _keep(path.parent)
    _keep(path.parent.parent)  # which may have a new folder in it


def _name(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            error.filename, error.filename2 = os.fspath(path), None
            raise
        # A file system without links: an empty file holds the name until the whole one takes it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        fresh.replace(path)


def _keep(folder: Path) -> None:
    """The name of the file is on the disk too. Some systems cannot do that, and do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
