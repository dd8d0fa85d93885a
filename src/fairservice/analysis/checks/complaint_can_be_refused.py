"""A complaint that can be refused: every complaint is heard, whatever is then done about it.

Seen: requests called `complaint`, `complaints`, `klacht` or `klachten`. A request about what a complaint leads to
has another name, and may say no.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import called, own_rules, place_of
from fairservice.errors import Defect, Finding
from fairservice.policy.rulebook import Rulebook

COMPLAINT_CAN_BE_REFUSED = Defect("FS522", "complaint-can-be-refused", "warning", "a rule refuses to take a complaint")

NAMES = ("complaint", "complaints", "klacht", "klachten")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    for request, rule in own_rules(rulebook):
        if request.name in NAMES and rule.answer is not None and not rule.answer.grants:
            yield COMPLAINT_CAN_BE_REFUSED.at(
                place_of(rule, "answer"),
                f"{called(rule)} can refuse a complaint",
                "take it with `yes` or `yes_but`; what it leads to is another request",
            )
