"""`fairservice dry-run`: the answer to one case, or to each of a file of them, with nothing recorded."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import click

from fairservice.cli.failures import FINE, NO_ANSWER_YET, Trouble
from fairservice.cli.options import Day, command, format_option, lang_option, language_of, request_of

Reader = Literal["staff", "customer", "auditor"]


@command(
    "dry-run",
    example="""
fairservice dry-run webshop return --fact item.condition=unused --fact item.price=49.95
fairservice dry-run my-policy return --case case.json --lang nl --why
fairservice dry-run my-policy --example return-one-day-late
fairservice dry-run my-policy return --cases cases.csv --out decisions.csv --rejects rejects.csv
""",
    exits="0  there is an answer, whichever, or of --cases all are decided; "
    "1  of --cases some are rejected; 2  the case, the policy or the command is wrong; "
    "3  there is no answer yet: a fact that matters is unknown, or rules disagree",
)
@click.argument("policy")
@click.argument("request", required=False)
@click.option(
    "--case",
    "case_file",
    metavar="FILE",
    help="The facts, as JSON, YAML or CSV; `-` reads standard input. Of the policy's own `cases`, the name will do.",
)
@click.option("--example", metavar="NAME", help="The case of an example in the policy; how its name begins will do.")
@click.option(
    "--cases",
    metavar="FILE",
    help="Many cases: .jsonl (one a line), .csv (one a row) or .json (a list); `-` reads lines from standard input.",
)
@click.option("--out", metavar="FILE", help="With --cases: write every decision, as .jsonl or .csv.")
@click.option("--rejects", metavar="FILE", help="With --cases: write what could not be decided, as given, with why.")
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="One fact; goes before the case's.")
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
@click.option(
    "--engine",
    metavar="NAME",
    type=click.Choice(["python", "rete", "reference"]),
    default="python",
    show_default=True,
    help="What judges the rules. `rete` is a second, independent engine, to check the first; `reference` is plain and "
    "slow. All answer the same.",
)
@format_option()
def run(
    policy: str,
    request: str | None,
    case_file: str | None,
    example: str | None,
    cases: str | None,
    out: str | None,
    rejects: str | None,
    facts: tuple[str, ...],
    today: date | None,
    received: date | None,
    lang: str | None,
    why: Reader | None,
    engine: Literal["python", "rete", "reference"],
    format: Literal["text", "json"],
) -> int:
    """Answer one case by a policy, or many. Nothing is recorded.

    Facts that you leave out are unknown, not false: the answer tells what is still worth asking.

    POLICY is a folder with a policy.yaml, a bundle, or a shipped policy such as `webshop`.
    REQUEST is the kind of question, like `return`; not needed where there is only one, or the case names it.
    """
    from fairservice.cli.facts_given import empty_case, example_case, read_case, with_facts
    from fairservice.cli.policies import is_shelf, open_policy, place_of, window_of

    if cases is None and (out or rejects):
        raise Trouble("`--out` and `--rejects` are for many cases", "name their file with `--cases`")
    if cases is not None and (case_file or example or why):
        raise Trouble(
            "with `--cases` there is no one case to show or explain", "leave `--case`, `--example` or `--why` out"
        )
    if case_file and example:
        raise Trouble("a case comes from a file or from an example, not from both", "leave `--case` or `--example` out")
    opened = open_policy(policy, today, engine)
    lang_typed, lang = lang, language_of(opened, lang)
    if cases is not None:
        from fairservice.cli.dry_run_many import Wanted, run_many

        asked = request_of(opened, request, lang)
        return run_many(
            opened,
            Wanted(
                policy,
                cases,
                asked,
                today,
                received,
                lang,
                lang_typed,
                facts,
                out,
                rejects,
                format,
                engine,
                window_of(policy, today or opened.today()),
            ),
        )
    if example:
        case = example_case(opened, example)
    else:
        case = read_case(case_file, place_of(policy) / "cases") if case_file else empty_case()
        if today is None and case.today is not None and is_shelf(policy):
            opened = open_policy(policy, case.today)
            lang = language_of(opened, lang_typed)
    case = with_facts(case, facts)
    decision = opened.decide(
        request_of(opened, request or case.request, lang),
        case.facts,
        today=today or case.today,
        received_on=received or case.received_on,
        lang=lang,
    )
    if format == "json":
        from fairservice.cli.terminal import say_json

        say_json(decision.to_dict())
    else:
        from fairservice.cli.phrases import phrases_in
        from fairservice.cli.show import show_decision
        from fairservice.cli.terminal import WIDEST, dim, say, width_now

        words = phrases_in(decision.lang)
        show_decision(decision)
        if why:
            from fairservice.cli.why import draw_rules, draw_told

            width = min(width_now(), WIDEST)
            say()  # the card has told staff all but the rules
            say(draw_rules(decision, width) if why == "staff" else draw_told(decision.explain(why), width))
        say()
        say(f"  {dim(words.not_recorded)}")
        if not why:
            say(f"  {dim(words.see_why)}")
    return FINE if decision.settled else NO_ANSWER_YET
