"""The stages that every policy goes through: it is in good order, and decides its examples as they expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fairservice.analysis.check import check_rulebook
from fairservice.analysis.examples import run_examples
from fairservice.analysis.publishing.stage import Candidate, Examined
from fairservice.errors import Finding
from fairservice.policy.load import in_reading_order


@dataclass(frozen=True, slots=True)
class Checked:
    """`fairservice check`: errors and warnings refuse, advice does not."""

    name: str = "check"

    def examine(self, candidate: Candidate) -> Examined:
        return of_findings([*candidate.policy.warnings, *check_rulebook(candidate.policy.rulebook)])


def of_findings(found: Sequence[Finding]) -> Examined:
    """What `check` comes to."""
    findings = tuple(in_reading_order(list(found)))
    counts = Counter(each.severity for each in findings)
    advice = counts.pop("advice", 0)
    details = {"advice": advice}
    if counts:
        said = " and ".join(f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in sorted(counts.items()))
        return Examined("refused", said, tuple(each for each in findings if each.severity != "advice"), details)
    said = "in good order" + (f"; {advice} {'piece' if advice == 1 else 'pieces'} of advice" if advice else "")
    return Examined("passed", said, (), details)


@dataclass(frozen=True, slots=True)
class Tested:
    """`fairservice test`: every example is decided as it expects."""

    name: str = "test"

    def examine(self, candidate: Candidate) -> Examined:
        report = run_examples(candidate.policy.rulebook, candidate.policy.decide)
        whole, exercised = len(report.outcomes), len(report.rules) - len(report.never)
        passed = sum(outcome.passed for outcome in report.outcomes)
        details = {"examples": whole, "rules": len(report.rules), "exercised": exercised}
        if passed < whole:
            return Examined(
                "refused", f"{whole - passed} of {whole} examples decided otherwise", report.findings, details
            )
        if not whole:
            return Examined("passed", "it has no examples", (), details)
        noun = "example" if whole == 1 else "examples"
        said = f"{whole} {noun} decided as expected; {exercised} of {len(report.rules)} rules exercised"
        return Examined("passed", said, (), details)
