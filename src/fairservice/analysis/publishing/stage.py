"""A stage of publishing looks at a policy that is about to be published, and lets it pass or refuses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol

from fairservice.decisions.decide import Policy
from fairservice.errors import Finding
from fairservice.policy.published.record import Publication
from fairservice.policy.published.shelf import Shelf, in_force


@dataclass(frozen=True)
class Candidate:
    """A policy that was read without errors, and where and from when it is to be in force."""

    policy: Policy
    effective: date
    today: date
    shelf: Shelf
    """What was published of this policy before."""
    open: Callable[[Publication], Policy]
    """The policy of a publication, ready to decide. Raises PolicyError."""
    correcting: str | None = None
    """Why figures and days of the past are changed, where the publisher says that they must be."""

    @cached_property
    def earlier(self) -> Policy | None:
        """What is in force on the first day as long as this is not published. Raises PolicyError."""
        found = in_force(self.shelf.publications, self.effective)
        return None if found is None else self.open(found)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a stage found. Only `refused` keeps a policy from being published.

    `said` is one line for people; `details` are the figures for the record, as JSON; `below` is longer text for people.
    """

    result: Literal["passed", "refused", "not_available", "not_reached"]
    said: str
    findings: tuple[Finding, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    below: str = ""


class Stage(Protocol):
    """One thing that a policy goes through. Raises MissingPart where an optional part is not installed."""

    @property
    def name(self) -> str:
        """One word, which publications keep: it never changes."""
        ...

    def examine(self, candidate: Candidate) -> Examined: ...
