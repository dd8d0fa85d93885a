"""How this program is called here, so that what it suggests can be typed as it stands."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "fairservice"


def program() -> str:
    """The first word or words of a command: `fairservice` where that is what would run, else how it was started."""
    started = Path(sys.argv[0])
    found = shutil.which(_NAME)
    if started.name == "__main__.py" and started.parent.name == _NAME:  # python -m fairservice
        beside = found is not None and Path(found).parent == Path(sys.executable).parent
        return _NAME if beside else f"{shlex.quote(sys.orig_argv[0])} -m {_NAME}"
    if started.stem != _NAME:  # within another program, of which nothing is known
        return _NAME
    return _NAME if found is not None and _same(Path(found), started) else shlex.quote(sys.argv[0])


def typed(*words: str) -> str:
    """A command to type, with its words quoted where a shell needs it."""
    return f"{program()} {shlex.join(words)}"


def _same(one: Path, other: Path) -> bool:
    try:  # by folder too, since Windows leaves the ending of the file out
        return one.parent.samefile(other.parent) or one.samefile(other)
    except OSError:
        return False
