"""One way to make choices for the generators: drawn by hypothesis (which shrinks them), or from a seed (fast)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Chooser(Protocol):
    """Makes choices."""

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        ...


class Drawn:
    """Choices drawn by hypothesis."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        found: int = self._draw(st.integers(low, high))
        return found


class Seeded:
    """Choices from a seed, for the long runs."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def integer(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


def pick(chooser: Chooser, options: Sequence[T]) -> T:
    """One of some options; hypothesis shrinks towards the first."""
    return options[chooser.integer(0, len(options) - 1)]


def chance(chooser: Chooser, percent: int) -> bool:
    """True in about so many of a hundred; hypothesis shrinks towards False."""
    return chooser.integer(0, 99) >= 100 - percent


def some(chooser: Chooser, options: Sequence[T], percent: int) -> list[T]:
    """Each option with a chance of its own, in order."""
    return [each for each in options if chance(chooser, percent)]
