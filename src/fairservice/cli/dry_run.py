"""`fairservice dry-run`: the answer to one case, with nothing recorded."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import click

from fairservice.cli.failures import FINE, NO_ANSWER_YET, Trouble
from fairservice.cli.options import Day, command, format_option, known_request, lang_option, language_of
from fairservice.source.located import Text

Reader = Literal["staff", "customer", "auditor"]


@command(
    "dry-run",
    example="""
fairservice dry-run webshop return --fact item.condition=unused --fact item.price=49.95
fairservice dry-run my-policy return --case case.json --lang nl --why
""",
    exits="0  there is an answer, whichever; 2  the case, the policy or the command is wrong; "
    "3  there is no answer yet: a fact that matters is unknown, or rules disagree",
)
@click.argument("policy")
@click.argument("request", required=False)
@click.option("--case", "case_file", metavar="FILE", help="The facts, as JSON or YAML; `-` reads standard input.")
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="One fact; goes before the file's.")
@click.option("--today", type=Day(), help="Decide as of this day. Today if not said.")
@click.option("--received", type=Day(), help="The day the request came in. As --today if not said.")
@lang_option()
@click.option(
    "--why",
    is_flag=False,
    flag_value="staff",
    default=None,
    metavar="[=READER]",
    type=click.Choice(get_args(Reader)),
    help="Tell why, rule by rule. --why=customer and --why=auditor tell it to them.",
)
@format_option()
def run(
    policy: str,
    request: str | None,
    case_file: str | None,
    facts: tuple[str, ...],
    today: date | None,
    received: date | None,
    lang: str | None,
    why: Reader | None,
    format: str,
) -> int:
    """Answer one case by a policy. Nothing is recorded.

    Facts that you leave out are unknown, not false: the answer tells what is still worth asking.

    POLICY is a folder with a policy.yaml, a bundle, or a shipped policy such as `webshop`.
    REQUEST is the kind of question, like `return`; a case file may name it instead.
    """
    from fairservice.cli.facts_given import empty_case, read_case, with_facts
    from fairservice.cli.policies import open_policy, place_of

    opened = open_policy(policy)
    case = with_facts(read_case(case_file, place_of(policy) / "cases") if case_file else empty_case(), facts)
    asked = request or case.request
    if asked is None:
        known = ", ".join(f"`{each}`" for each in opened.rulebook.requests)
        raise Trouble("which question is it about?", f"name one after the policy: {known}")
    decision = opened.decide(
        known_request(opened, asked),
        case.facts,
        today=today or day_in(case.today),
        received_on=received or day_in(case.received_on),
        lang=language_of(opened, lang),
    )
    if format == "json":
        from fairservice.cli.terminal import say_json

        say_json(decision.to_dict())
    else:
        from fairservice.cli.phrases import phrases_in
        from fairservice.cli.show import show_decision
        from fairservice.cli.terminal import dim, hanging, say, width_now

        words = phrases_in(decision.lang)
        show_decision(opened, decision)
        if why:
            say()
            for line in decision.explain(why).rstrip().splitlines():
                indent = len(line) - len(line.lstrip())
                first, *rest = hanging("", line.lstrip(), 0, min(width_now(), 88) - indent - 2)
                say(" " * indent + first)
                for each in rest:
                    say(" " * (indent + 2) + each)
        say()
        say(f"  {dim(words.not_recorded)}")
        if not why:
            say(f"  {dim(words.see_why)}")
    return FINE if decision.settled else NO_ANSWER_YET


def day_in(text: Text | None) -> date | None:
    """A day in a case file. Raises CaseError with a picture of it."""
    if text is None:
        return None
    from fairservice.cli.facts_given import CASE_FILE
    from fairservice.conditions.vocabulary import Unreadable, read_date
    from fairservice.errors import CaseError

    try:
        return date.fromordinal(read_date(text))
    except Unreadable as error:
        raise CaseError([CASE_FILE.at(text.span, error.message, error.help)]) from None
