"""The examples of a policy are its tests: each one is decided, and every difference is shown at its place.

Right by the wrong rule is wrong. A rule counts as exercised where it stands in an example that passes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fairservice.analysis.expectations import EXPECTATIONS, Compared, read_expectations
from fairservice.decisions.case import read_case
from fairservice.decisions.decision import Decision
from fairservice.errors import CaseError, Defect, Finding, FindingsError
from fairservice.policy.rule import OTHERWISE
from fairservice.policy.rulebook import Example, Rulebook
from fairservice.source.located import Entries

EXAMPLE_FAILS = Defect("FS720", "example-fails", "error", "an example is decided otherwise than it expects")


class Decide(Protocol):
    """Decides one case, as `Policy.decide` does. Raises CaseError."""

    def __call__(self, request: str, case: Entries, *, today: date | None, received_on: date | None) -> Decision: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example as it was decided: what differs, or why it could not be run."""

    example: Example
    decision: Decision | None
    compared: tuple[Compared, ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return self.decision is not None and not self.findings

    @property
    def understood(self) -> bool:
        """Whether it could be run at all; if not, `findings` says what is wrong with the example itself."""
        return self.decision is not None

    def to_dict(self) -> dict[str, object]:
        return {
            "example": self.example.name,
            "request": self.example.request,
            "result": "passed" if self.passed else "failed" if self.understood else "not_understood",
            "compared": [
                {"key": each.key, "expected": each.expected, "got": each.got, "same": each.same}
                for each in self.compared
            ],
            "findings": [finding.to_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All examples of a policy, and which of its rules they exercise."""

    policy: str
    outcomes: tuple[Outcome, ...]
    rules: tuple[str, ...]
    """Every rule of every request in file order; `return/otherwise` for what a request answers otherwise."""
    exercised: frozenset[str]

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def never(self) -> tuple[str, ...]:
        """The rules that stand in no passing example."""
        return tuple(rule for rule in self.rules if rule not in self.exercised)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)

    def to_dict(self) -> dict[str, object]:
        return {
            "policy": self.policy,
            "ok": self.passed,
            "examples": [outcome.to_dict() for outcome in self.outcomes],
            "rules": {"all": list(self.rules), "never_exercised": list(self.never)},
        }


def run_examples(rulebook: Rulebook, decide: Decide) -> Report:
    """Decides each example of the policy itself; those of packs it uses are tests of the packs."""
    outcomes = tuple(_run(rulebook, example, decide) for example in own_examples(rulebook))
    exercised: set[str] = set()
    for outcome in outcomes:
        if outcome.passed and outcome.decision is not None:
            exercised |= _standing(outcome.decision)
    return Report(rulebook.name, outcomes, tuple(_all_rules(rulebook)), frozenset(exercised))


def own_examples(rulebook: Rulebook) -> list[Example]:
    """The examples in the policy's own files."""
    own = rulebook.packs[-1].name if rulebook.packs else rulebook.name
    return [example for example in rulebook.examples if example.pack == own]


def misunderstood_examples(rulebook: Rulebook) -> list[Finding]:
    """What is wrong with how the examples are written, without deciding any."""
    findings: list[Finding] = []
    for example in own_examples(rulebook):
        read_expectations(rulebook, example, findings)
        try:
            read_case(rulebook, example.case)
        except CaseError as error:
            findings += error.findings
    return findings


def _run(rulebook: Rulebook, example: Example, decide: Decide) -> Outcome:
    findings: list[Finding] = []
    expectations = read_expectations(rulebook, example, findings)
    decision: Decision | None = None
    try:
        if example.request in rulebook.requests:
            decision = decide(
                example.request,
                example.case,
                today=_day(example.today),
                received_on=_day(example.received_on),
            )
    except FindingsError as error:
        findings += error.findings
    if findings or decision is None:
        return Outcome(example, None, (), tuple(findings))
    compared = tuple(EXPECTATIONS[each.key](rulebook, each, decision) for each in expectations)
    differences = [each for each in compared if not each.same]
    if differences:
        findings.append(_difference(example, differences, decision))
    return Outcome(example, decision, compared, tuple(findings))


def _difference(example: Example, differences: list[Compared], decision: Decision) -> Finding:
    """One finding an example: at the first thing that differs, with the others beside it."""
    first, *others = differences
    message = f"`{example.name}` expects {first.said}, and gets {first.got}"
    also = [(each.span, f"here it gets {each.got}") for each in others]
    return EXAMPLE_FAILS.at(first.span, message, _why(decision), also)


def _why(decision: Decision) -> str:
    """What decided, so that the owner knows where to look."""
    match decision.status:
        case "settled":
            by = decision.rule or OTHERWISE
            return f"`{by}` decided it; change the rule, or what the example expects"
        case "open":
            asked = ", ".join(f"`{each.fact}`" for each in decision.questions[:3])
            return f"it is open until these facts are known: {asked}" if asked else "it is still open"
        case "conflict":
            return f"these rules disagree: {', '.join(f'`{each}`' for each in decision.conflict)}"
        case "gap":
            return "no rule covers this case"


def _standing(decision: Decision) -> set[str]:
    rules = {each.rule for each in decision.trace if each.standing == "stands"}
    if OTHERWISE in rules or decision.rule == OTHERWISE:
        rules = (rules - {OTHERWISE}) | {f"{decision.request}/{OTHERWISE}"}
    return rules


def _all_rules(rulebook: Rulebook) -> Iterable[str]:
    for request in rulebook.requests.values():
        yield from (rule.id for rule in request.rules)
        if request.otherwise is not None:
            yield f"{request.name}/{OTHERWISE}"


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)
