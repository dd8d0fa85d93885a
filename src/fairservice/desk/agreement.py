"""What was agreed with the works council: without it there are no figures with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which views with names there are, and which roles may look at them."""

    on: date
    reference: str
    views: tuple[str, ...]
    roles: tuple[str, ...]
