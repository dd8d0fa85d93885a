"""What many decisions come to: how often each answer and rule, how much money, and what is still unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from fairservice.cli.cases_given import Refused
from fairservice.cli.decisions_out import gives, money_grants
from fairservice.conditions.vocabulary import write_value
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.decisions.json_form import ANSWER_WORDS
from fairservice.errors import Finding

OUTCOMES = (*reversed(ANSWER_WORDS), "open", "conflict", "gap")
"""What can come of a case that is decided: an answer, or why there is none yet."""
MAX_SHOWN = 3
"""Of so many refused cases the pictures are kept."""


@dataclass
class Given:
    """A grant in money, added up over the decisions in which it is settled. In the unit of the grant."""

    at_least: int = 0
    at_most: int = 0
    decisions: int = 0
    """In how many of them the customer can get any."""


@dataclass
class Tally:
    """Adds decisions up, in a space that does not grow with their number."""

    policy: Policy
    request: str
    lang: str
    today: date
    decided: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    given: dict[str, Given] = field(default_factory=dict)
    not_settled: int = 0
    """Decisions in which options, offers or amounts are open, although there may be an answer."""
    open_amounts: int = 0
    """Decisions whose money is open, and so in no sum."""
    asked: Counter[str] = field(default_factory=Counter)
    questions: dict[str, str] = field(default_factory=dict)
    conflicts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    refused: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[int, tuple[Finding, ...]]] = field(default_factory=list)
    stopped: bool = False

    def __post_init__(self) -> None:
        found = self.policy.rulebook.requests[self.request]
        self.given = {name: Given() for name in money_grants(self.policy.rulebook, found)}

    @property
    def cases(self) -> int:
        return self.decided + self.refused

    def add(self, decision: Decision) -> None:
        self.decided += 1
        self.outcomes[decision.answer or decision.status] += 1
        if decision.rule is not None:
            self.rules[decision.rule] += 1
        if decision.conflict:
            self.conflicts[decision.conflict] += 1
        if decision.status == "open":
            self.not_settled += 1
            for question in decision.questions:
                self.asked[question.fact] += 1
                self.questions.setdefault(question.fact, question.text)
        amounts = {name: gives(decision, name) for name in self.given}
        self.open_amounts += None in amounts.values()
        for name, ends in amounts.items():
            if ends is not None:
                found = self.given[name]
                found.at_least += ends[0]
                found.at_most += ends[1]
                found.decisions += ends[1] > 0

    def refuse(self, refused: Refused, pictured: Iterable[Finding]) -> None:
        self.refused += 1
        self.codes.update({finding.code for finding in refused.findings})
        if len(self.shown) < MAX_SHOWN:
            self.shown.append((refused.line, tuple(pictured)))

    def to_dict(self) -> dict[str, object]:
        """The tally as JSON-ready data; sums of money are texts, exact as written."""
        grants = self.policy.rulebook.grants
        return {
            "policy": self.policy.name,
            "request": self.request,
            "lang": self.lang,
            "today": self.today.isoformat(),
            "bundle": self.policy.digest,
            "stopped": self.stopped,
            "cases": self.cases,
            "decided": self.decided,
            "rejected": self.refused,
            "answers": {name: self.outcomes[name] for name in OUTCOMES},
            "not_settled": self.not_settled,
            "rules": dict(self.rules.most_common()),
            "gives": {
                name: {
                    "at_least": write_value(each.at_least, grants[name].type),
                    "at_most": write_value(each.at_most, grants[name].type),
                    "decisions": each.decisions,
                }
                for name, each in self.given.items()
            },
            "amounts_open": self.open_amounts,
            "unknown": [
                {"fact": fact, "question": self.questions[fact], "decisions": count}
                for fact, count in self.asked.most_common()
            ],
            "conflicts": [{"rules": list(rules), "decisions": count} for rules, count in self.conflicts.most_common()],
            "rejected_codes": dict(self.codes.most_common()),
            "first_rejected": [
                {"line": line, "findings": [finding.to_dict() for finding in findings]} for line, findings in self.shown
            ],
        }
