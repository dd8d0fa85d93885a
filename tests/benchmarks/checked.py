"""The same 25 facts checked by msgspec: what a user of an engine without fact checking puts in front of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

import msgspec

from benchmarks.workload import FACTS, Boolean, Choice, Fact, Facts, Number


def checker() -> Callable[[Facts], object]:
    """A function that raises `msgspec.ValidationError` on a case with a wrong, missing or undeclared fact."""
    fields = [(fact.name, _type(fact)) for fact in FACTS]
    case = msgspec.defstruct("Case", fields, frozen=True, gc=False, forbid_unknown_fields=True)
    convert = msgspec.convert

    def check(facts: Facts) -> object:
        return convert(facts, case, strict=True)

    return check


def _type(fact: Fact) -> object:
    match fact:
        case Choice(_, values):
            return Literal[values]
        case Boolean():
            return bool
        case Number(_, low, high):
            return Annotated[int, msgspec.Meta(ge=low, le=high)]
        case _:
            return date
