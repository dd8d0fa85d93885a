"""Opens the policy that was named on the command line, or says which one was probably meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fairservice.cli.failures import Trouble, meant
from fairservice.span import Span

if TYPE_CHECKING:
    from fairservice.bootstrap import Engine
    from fairservice.decisions.decide import Policy
    from fairservice.policy.published.shelf import Window


def open_policy(named: str, on: date | None = None, engine: Engine = "python") -> Policy:
    """The policy; of a shelf the one in force on the day.

    Raises PolicyError for one with errors, Trouble where there is none, MissingPart for its engine.
    """
    from fairservice.bootstrap import load

    must_exist(named)
    return load(named, engine, on=on) if on is not None and is_shelf(named) else load(named, engine)


def is_shelf(named: str) -> bool:
    """Whether what was named is a shelf of published policies, of which a day chooses one."""
    from fairservice.policy.published.shelf import is_shelf

    return is_shelf(Path(named))


def window_of(named: str, day: date) -> Window | None:
    """Of a shelf, what is in force on a day, with all its days; None for anything else."""
    from fairservice.policy.published.shelf import open_shelf

    windows = open_shelf(Path(named)).windows() if is_shelf(named) else ()
    return next((each for each in windows if day in each), None)


def must_exist(named: str) -> None:
    """Raises Trouble where there is neither a file or folder nor a shipped policy of that name."""
    if Path(named).exists() or named in shipped_names():
        return
    beside = Path(named).parent
    near = [str(each.parent) for each in _policies_in(beside)] if beside.is_dir() else []
    otherwise = f"name a folder with a policy.yaml, a bundle, or one that is shipped: {', '.join(shipped_names())}"
    raise Trouble(f"there is no policy `{named}`", meant(named, [*shipped_names(), *near], otherwise))


def _policies_in(folder: Path) -> list[Path]:
    return [*folder.glob("*/policy.yaml"), *folder.glob("*/0001.publication")]


def place_of(named: str) -> Path:
    """The folder or file of a policy that exists."""
    from fairservice.bootstrap import shipped

    return Path(named) if Path(named).exists() else shipped(named)


def shipped_names() -> list[str]:
    """The policies and packs that come with fairservice."""
    from fairservice.bootstrap import shipped_rules

    root = shipped_rules()
    return sorted(each.parent.relative_to(root).as_posix() for each in root.rglob("policy.yaml"))


def near(path: str | Path) -> str:
    """A path as seen from the current folder where it lies below that, else as it is."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def seen_from_here(span: Span) -> str:
    """A place with its file as seen from the current folder."""
    return f"{near(span.file.path)}:{span.start.line}"
