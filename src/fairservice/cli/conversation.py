"""What the questions of an interview have in common: how they are put, explained and answered on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fairservice.cli.phrases import Phrases, phrases_in

if TYPE_CHECKING:
    from fairservice.decisions.content import Question
    from fairservice.decisions.decide import Policy
    from fairservice.decisions.decision import Decision
    from fairservice.errors import CaseError


class Conversation:
    """Asks on the terminal and reads what is typed; with `quiet`, standard output is left for the result."""

    def __init__(
        self, policy: Policy, lang: str, today: date | None, received: date | None, quiet: bool = False
    ) -> None:
        self.policy = policy
        self.lang = lang
        self.today = today
        self.received = received
        self.quiet = quiet
        self.words: Phrases = phrases_in(lang)

    def decide(self, request: str, facts: Mapping[str, object]) -> Decision:
        return self.policy.decide(request, facts, today=self.today, received_on=self.received, lang=self.lang)

    def ask(self, question: Question) -> None:
        """Puts a question."""
        from fairservice.cli.terminal import WIDEST, bold, hanging

        look_up = f" {self.words.from_ledger}" if question.from_ledger else ""
        for line in hanging("", f"{question.text}{look_up}", 2, WIDEST):
            self.say(bold(line))

    def choices(self, question: Question) -> None:
        from fairservice.cli.terminal import WIDEST, dim, wide
        from fairservice.conditions.vocabulary import Boolean

        if question.values:
            labels = question.value_labels or question.values
            numbered = [f"{dim(str(n))} {label}" for n, label in enumerate(labels, 1)]
            line = "   ".join(numbered)
            for each in [line] if wide(line) <= WIDEST - 6 else numbered:
                self.say(f"      {each}")
        elif isinstance(question.type, Boolean):
            self.say(f"      {dim(self.words.yes_no)}")

    def why(self, question: Question, decision: Decision) -> str:
        """The rules that wait for this fact."""
        rules = [
            each.rule
            for each in decision.trace
            if any(question.fact in reason.facts and reason.holds is None for reason in each.reasons)
        ]
        return self.words.because_of.format(rules=", ".join(rules)) if rules else self.words.because_amount

    def typed(self) -> str | None:
        """One line as typed, without blanks around it; None at the end of the input."""
        from fairservice.cli.terminal import say

        say("    > ", err=self.quiet, end=False)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.say(line.rstrip("\n"))
        return line.strip() if line else None

    def refused(self, error: CaseError, question: Question, typed: str) -> None:
        """Why an answer is not taken: in English with the reader's own words, else with how it is written."""
        from fairservice.cli.answers import form_of

        if self.lang == "en":
            for finding in error.findings:
                said = finding.message.removeprefix(f"`{question.fact}`: ")
                self.note(f"{said}; {finding.help}" if finding.help else said)
        else:
            self.note(f"{self.words.not_valid.format(typed=typed)} {form_of(question.type, self.words)}")

    def note(self, text: str) -> None:
        from fairservice.cli.terminal import WIDEST, hanging

        for line in hanging("", text, 6, WIDEST):
            self.say(line)

    def say(self, text: str) -> None:
        from fairservice.cli.terminal import say

        say(text, err=self.quiet)
