"""What tells a goodwill rule from others, as it is written: its basis, and keys that no other rule has."""

from __future__ import annotations

from fairservice.errors import Defect, Finding
from fairservice.policy.files import RuleFile

GOODWILL_SHAPE = Defect(
    "FS302", "goodwill-shape", "error", "a goodwill rule lacks what makes an exception an exception"
)
BASES = ("law", "promise", "policy", "goodwill")


def goodwill_keys(model: RuleFile) -> list[str]:
    """The keys of a rule that only goodwill has, the most telling one first."""
    keys = ("concede", "exception_to", "reasons", "per_customer", "recovery")
    return [name for name in keys if getattr(model, name) is not None]


def basis_is_unclear(model: RuleFile) -> bool:
    """Whether the basis itself has a finding, so that nothing can be said of what does not suit it."""
    return "basis" in model.lost() or (model.basis is not None and str(model.basis) not in BASES)


def refuse_goodwill_keys(model: RuleFile, findings: list[Finding]) -> None:
    """One finding on a rule that has keys of goodwill, but is none."""
    keys = goodwill_keys(model)
    if not keys or basis_is_unclear(model):
        return
    help = "add `basis: goodwill`" if model.basis is None else "write `basis: goodwill`"
    if model.answer is not None:
        help += " and leave `answer` out"
    message = f"this rule has `{keys[0]}`, but is not goodwill"
    findings.append(GOODWILL_SHAPE.at(model.places()[keys[0]], message, f"{help}; or leave `{keys[0]}` out"))
