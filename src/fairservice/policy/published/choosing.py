"""Chooses what a path to something published means: of a shelf what is in force on a day, or one publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from fairservice.errors import PolicyError
from fairservice.policy.packs import shown_path
from fairservice.policy.published.record import ENDING, Publication, is_publication, read_publication
from fairservice.policy.published.shelf import TRUSTED, is_shelf, open_shelf
from fairservice.policy.published.signing import BAD_KEY, Trust, verify


def is_published(path: Path) -> bool:
    """Whether a path is a shelf, or a file on one; not one that cannot be read."""
    if path.is_dir():
        return is_shelf(path)
    if not path.is_file():
        return False
    if path.suffix == ENDING:
        return True
    try:
        with path.open("rb") as stream:
            return is_publication(stream.read(100))
    except OSError:  # told by who reads it as a bundle
        return False


def chosen(path: Path, on: date | None, trust: Trust | None) -> Publication:
    """The publication, vouched for. `on` is today where it is None; `trust` what the shelf itself says.

    Raises PolicyError where there is none, where it is damaged or not trusted; MissingPart and OSError.
    """
    if path.is_dir():
        shelf = open_shelf(path)
        found, beside = shelf.in_force(shelf.today() if on is None else on), shelf.publications
    else:
        folder = path.parent
        whole = (folder / f"0001{ENDING}").exists()
        beside = open_shelf(folder).publications if whole else ()
        found = next((each for each in beside if each.path.name == path.name), None) or read_publication(
            path, shown_path(path)
        )
        beside = beside if found in beside else (found,)
    verify(found, beside, trust or own_trust(found.path.parent))
    return found


def own_trust(folder: Path) -> Trust:
    """The keys that a shelf trusts: those in its own folder `trusted`."""
    place = folder / TRUSTED
    return Trust((place,) if place.is_dir() else (), f"`{shown_path(place)}`")


def trust_in(places: Iterable[str | Path], said_by: str) -> Trust:
    """The keys that somebody named, as files or folders of files; those of the shelf itself then count for nothing."""
    named = tuple(places)
    if any(not str(each) for each in named):  # a variable that was not set, and would mean this very folder
        raise PolicyError([BAD_KEY.at(None, f"{said_by} names no key", "name a `.pub` file, or a folder of them")])
    return Trust(tuple(map(Path, named)), said_by, must_name_one=True)
