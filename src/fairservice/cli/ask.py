"""`fairservice ask`: an interview that asks only what still matters, until the answer stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from fairservice.cli.conversation import Conversation
from fairservice.cli.failures import FINE, NO_ANSWER_YET
from fairservice.cli.options import Day, command, format_option, lang_option, language_of, request_of
from fairservice.cli.phrases import phrases_in

if TYPE_CHECKING:
    from fairservice.decisions.content import Question
    from fairservice.decisions.decision import Decision


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

    opened = open_policy(policy, today)
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


class Interview(Conversation):
    """Asks for one fact after the other until the answer stands."""

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
