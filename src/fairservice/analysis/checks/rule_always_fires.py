"""A rule that fires in every case: it is what the request answers `otherwise`, under another name."""

from __future__ import annotations

from collections.abc import Iterator

from fairservice.analysis.checks.plain.belonging import own_rules, place_of
from fairservice.analysis.checks.plain.cases import Spaces
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import OTHERWISE
from fairservice.policy.rulebook import Rulebook, condition_of

RULE_ALWAYS_FIRES = Defect("FS311", "rule-always-fires", "advice", "a rule fires in every case")


def find(rulebook: Rulebook) -> Iterator[Finding]:
    spaces = Spaces(rulebook)
    for request, rule in own_rules(rulebook):
        if rule.id == OTHERWISE or rule.table is not None:
            continue  # the last row of a table may well be for all others
        if spaces.of(request).regions(condition_of(rule), False) == []:
            written = "when" in rule.places or "unless" in rule.places
            why = "its conditions hold in every case" if written else "it has no conditions"
            help = (
                "an exception for everyone is no exception: say under `when` for whom it is"
                if rule.basis == "goodwill"
                else "say under `when` for which cases it is; what holds for all others belongs in `otherwise`"
            )
            yield RULE_ALWAYS_FIRES.at(place_of(rule, "when", "unless"), f"`{rule.id}` always fires: {why}", help)
