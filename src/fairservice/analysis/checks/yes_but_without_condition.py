"""A `yes, but` that names no condition: nobody can tell what the but is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import called, own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import Answer, Rule
from fairservice.policy.rulebook import Rulebook

YES_BUT_WITHOUT_CONDITION = Defect(
    "FS316", "yes-but-without-condition", "advice", "a `yes_but` does not say what the but is"
)

_BUT = re.compile(
    r"\b(but|only|if|when|once|after|provided|except|minus|less|without|with|maar|alleen|als|mits|zodra|wanneer|na|"
    r"behalve|min|zonder|met|wel)\b",
    re.IGNORECASE,
)


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for _, rule in own_rules(rulebook):
        if rule.answer is Answer.YES_BUT and not rule.provided and not _says_but(rule):
            yield YES_BUT_WITHOUT_CONDITION.at(
                place_of(rule, "answer"),
                f"{called(rule)} says yes, but not what the but is",
                "add `provided:` with what the customer must do, or answer `yes`",
            )


def _says_but(rule: Rule) -> bool:
    """Whether the words name a condition; crude, and in doubt yes."""
    templates = [*rule.because.values(), *rule.say.values()]
    return any(_BUT.search(part) for each in templates for part in each if isinstance(part, str))
