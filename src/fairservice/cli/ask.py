"""`fairservice ask`: an interview that asks only what still matters, until the answer stands."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from fairservice.cli.failures import FINE, NO_ANSWER_YET
from fairservice.cli.options import Day, command, format_option, lang_option, language_of, request_of
from fairservice.cli.phrases import Phrases, phrases_in

if TYPE_CHECKING:
    from fairservice.decisions.content import Question
    from fairservice.decisions.decide import Policy
    from fairservice.decisions.decision import Decision
    from fairservice.errors import CaseError


@command(
    "ask",
    example="""
fairservice ask webshop return
fairservice ask webshop return --lang nl --fact item.price=49.95
""",
    exits="0  there is an answer, whichever; 2  the policy or the command is wrong; "
    "3  there is no answer yet: what is left open matters",
)
@click.argument("policy")
@click.argument("request", required=False)
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="A fact that need not be asked.")
@click.option("--today", type=Day(), help="Decide as of this day. Today if not said.")
@click.option("--received", type=Day(), help="The day the request came in. As --today if not said.")
@lang_option()
@format_option()
def run(
    policy: str,
    request: str | None,
    facts: tuple[str, ...],
    today: date | None,
    received: date | None,
    lang: str | None,
    format: str,
) -> int:
    """Find the answer to a case, one question at a time. Nothing is recorded.

    Only what can still change the answer is asked, the most telling first. An empty line means that you do
    not know; `?` tells why it is asked. A list is asked record by record; of one that you give with gaps, only
    those.
    """
    from fairservice.cli.facts_given import empty_case, with_facts
    from fairservice.cli.policies import open_policy
    from fairservice.cli.terminal import say, say_json

    opened = open_policy(policy)
    language = language_of(opened, lang)
    given = {str(key): str(value) for key, value in with_facts(empty_case(), facts).facts.items()}
    interview = Interview(opened, language, today, received, quiet=format == "json")
    asked = request_of(opened, request, language) if request else interview.which_request()
    decision, known = interview.hold(asked, given)
    if format == "json":
        say_json(decision.to_dict())
        return FINE if decision.settled else NO_ANSWER_YET
    from fairservice.cli.program import typed
    from fairservice.cli.show import show_decision
    from fairservice.cli.terminal import dim, paint

    show_decision(decision)
    words = phrases_in(language)
    say()
    say(f"  {dim(words.not_recorded)} {words.again}")
    again = ["dry-run", policy, asked]
    again += [part for name, value in known.items() for part in ("--fact", f"{name}={value}")]
    again += ["--today", today.isoformat()] if today else []
    again += ["--received", received.isoformat()] if received else []
    again += ["--lang", lang] if lang else []
    say(f"    {paint(typed(*again), fg='cyan')}")
    return FINE if decision.settled else NO_ANSWER_YET


class Interview:
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

    def which_request(self) -> str:
        """The request, chosen from what the policy answers. Raises Trouble where nobody chooses."""
        from fairservice.cli.terminal import bold, dim

        requests = list(self.policy.rulebook.requests.values())
        if len(requests) == 1:
            return requests[0].name
        column = len(str(len(requests)))
        self.say(f"\n  {bold(self.words.which)}")
        for number, request in enumerate(requests, 1):
            self.say(f"      {dim(f'{number:>{column}}')} {request.question.get(self.lang, request.name)}")
        while True:
            typed = self.typed()
            if typed is None:
                return request_of(self.policy, None, self.lang)
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(requests):
                return requests[int(typed) - 1].name
            if typed in self.policy.rulebook.requests:
                return typed
            self.say(f"      {self.words.not_a_choice.format(count=len(requests))}")

    def hold(self, request: str, known: dict[str, str]) -> tuple[Decision, dict[str, str]]:
        """The decision, and the facts that it was made on. Raises CaseError for facts given beforehand."""
        from fairservice.cli.ask_list import ListInterview
        from fairservice.conditions.vocabulary import Records

        known = dict(known)
        skipped: set[str] = set()
        decision = self.decide(request, known)
        self.say(f"\n  {decision.question}")
        if not decision.settled:
            self.say(f"  {self.words.intro}\n")
        while not decision.settled:
            question = next((each for each in decision.questions if each.fact not in skipped), None)
            if question is None:
                self.say(f"  {self.words.nothing_left}")
                return decision, known
            if isinstance(question.type, Records):
                skipped.add(question.fact)  # what was left open of it is not asked twice
                answered = ListInterview(self, question, request, known, decision).hold()
            else:
                answered = self._ask(question, request, known, decision)
            if answered is None:
                return decision, known
            text, after = answered
            if text is None:
                skipped.add(question.fact)
                self.say(f"      {self.words.skipped}\n")
            else:
                known[question.fact] = text
                decision = after
                self.say("")
        self.say(f"  {self.words.settled}")
        return decision, known

    def decide(self, request: str, facts: Mapping[str, object]) -> Decision:
        return self.policy.decide(request, facts, today=self.today, received_on=self.received, lang=self.lang)

    def _ask(
        self, question: Question, request: str, known: dict[str, str], decision: Decision
    ) -> tuple[str | None, Decision] | None:
        """The answer as a fact is written (None: left open) with the decision; None at the end of input."""
        from fairservice.cli.answers import NotAnAnswer, form_of, written_form
        from fairservice.errors import CaseError

        self.ask(question)
        self.choices(question)
        while True:
            typed = self.typed()
            if typed is None:
                return None
            if typed == "":
                return None, decision
            if typed == "?":
                self.note(self.why(question, decision))
                self.note(form_of(question.type, self.words))
                continue
            try:
                text = written_form(typed, question, self.words, self.lang, decision.today)
                after = self.decide(request, {**known, question.fact: text})
            except NotAnAnswer as error:
                self.note(str(error))
            except CaseError as error:
                self.refused(error, question, typed)
            else:
                return text, after

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
