"""What a proof came to: proved, refuted with a case that anyone can replay, or not settled with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairservice.analysis.proofs.classes import Class
from fairservice.analysis.proofs.situation import Case

Status = Literal["proved", "refuted", "not settled", "pointed out"]
"""`pointed out` is what an owner should know of, and nothing that must be mended."""

Claim = Literal[
    "no-conflict",
    "no-gap",
    "no-dead-rule",
    "within-mandates",
    "complaints-heard",
    "refusals-offer",
    "rudeness-never-pays",
    "rights-never-shrink",
    "complaining-never-costs",
    "protected-facts",
    "no-backlog",
    "owners",
    "no-idle-rule",
    "later-gets-more",
]


@dataclass(frozen=True)
class Verdict:
    """What is known of one claim about one request.

    `kind` says what was found, of a claim under which several things can be found (`shadowed`, `never-fires`).
    `rules` are those that it is about, `by` others that make it so (what shadows a rule, what outranks it).
    `cases` is one case, or two that are held beside each other; complete, or with what does not matter left out.
    `aspects` says in what the second of two is more (`answer`, `options`, …). `lists` has the lists that may be longer
    than what was looked at, with that length. `name` is that of an invariant of the owner's own.
    """

    claim: Claim
    request: str
    status: Status
    kind: str | None = None
    reason: str | None = None
    rules: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    aspects: tuple[str, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    name: str | None = None
    around: Class | None = None
    """The cases that are like the one told: all of them show the same."""
    more: bool = False
    """There may be more of the kind than are told."""
