"""fairservice: an employee-first policy rules engine.

policy = fairservice.load("rules/webshop")
decision = policy.decide("return", {"item.condition": "unused"}, lang="en")
print(decision.answer, decision.say)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairservice.bootstrap import load, open_desk
    from fairservice.decisions.decide import Policy
    from fairservice.decisions.decision import Decision
    from fairservice.decisions.many import Case, Decided
    from fairservice.desk.desk import Ask, Desk
    from fairservice.errors import (
        CaseError,
        DeskError,
        EngineFailed,
        FairserviceError,
        Finding,
        MissingPart,
        PolicyError,
        Refused,
    )

__version__ = "0.1.0"
__all__ = [
    "Ask",
    "Case",
    "CaseError",
    "Decided",
    "Decision",
    "Desk",
    "DeskError",
    "EngineFailed",
    "FairserviceError",
    "Finding",
    "MissingPart",
    "Policy",
    "PolicyError",
    "Refused",
    "load",
    "open_desk",
]

_HOMES = {
    "load": "fairservice.bootstrap",
    "open_desk": "fairservice.bootstrap",
    "Ask": "fairservice.desk.desk",
    "Desk": "fairservice.desk.desk",
    "Policy": "fairservice.decisions.decide",
    "Case": "fairservice.decisions.many",
    "Decided": "fairservice.decisions.many",
    "Decision": "fairservice.decisions.decision",
}


def __getattr__(name: str) -> object:
    """Each public name is imported when it is first used, so that a command pays for what it uses only."""
    if name not in __all__:
        raise AttributeError(f"module 'fairservice' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_HOMES.get(name, "fairservice.errors")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
