"""Writes a file whole or not at all, at once or piece by piece."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file in one step, keeping its permissions; nobody sees half of it. Raises OSError."""
    with written_whole(path) as stream:
        stream.write(content)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose content replaces the file in one step at the end, and not after an error. Raises OSError."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device is not to be replaced
        with _stream(os.open(path, os.O_WRONLY), path) as stream:
            yield stream
        return
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "is a folder")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = os.fspath(path)  # what was asked for, not the name that it would have on the way
        raise
    fresh = Path(name)
    try:
        with _stream(handle, path) as stream:
            yield stream
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        fresh.chmod(mode)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _stream(handle: int, path: Path) -> IO[bytes]:
    return io.BufferedWriter(_NamedFile(handle, os.fspath(path)))


class _NamedFile(io.FileIO):
    """A file whose errors name what was asked for, also when the disk is full halfway."""

    def __init__(self, handle: int, asked: str) -> None:
        super().__init__(handle, "wb")
        self.asked = asked

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            return super().write(content)
        except OSError as error:
            error.filename = self.asked
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
