"""`fairservice desk decide`: the answer to one case by the policy in force, on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from fairservice.cli.desk.options import desk_command, open_here
from fairservice.cli.failures import FINE, NO_ANSWER_YET, Trouble
from fairservice.cli.options import Day

if TYPE_CHECKING:
    from fairservice.cli.desk.outcome import Step
    from fairservice.cli.desk.phrases import Words
    from fairservice.decisions.decision import Decision
    from fairservice.desk.closed_now import ClosedNow
    from fairservice.desk.desk import DecidedCase, Desk
    from fairservice.policy.rulebook import Rulebook


@desk_command(
    "decide",
    example="""
fairservice desk decide return --ticket T-881 --customer K-1007 --fact days_since_purchase=31
fairservice desk decide return --ticket T-881 --customer K-1007 --case case.json --lang nl
fairservice desk decide --again D-12 --fact item.condition=unused
""",
    exits="0  there is an answer, whichever; 2  the case, a name or the desk is wrong; "
    "3  there is no answer yet: a fact that matters is unknown, or rules disagree; "
    "4  it is refused, as for a fact that only the ledger can know",
)
@click.argument("request", required=False)
@click.option(
    "--ticket",
    metavar="ID",
    help="The contact that this belongs to, as your system calls it. Needed, but with --again.",
)
@click.option("--customer", metavar="ID", help="Who the customer is, by an id of yours; kept as a pseudonym.")
@click.option("--household", metavar="ID", help="Their household, where the policy counts by it; kept as a pseudonym.")
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="One fact; goes before the case's.")
@click.option("--case", "case_file", metavar="FILE", help="The facts, as JSON, YAML or CSV; `-` reads standard input.")
@click.option("--received", type=Day(), help="The day the request came in. Today if not said.")
@click.option(
    "--again", metavar="D-…", help="The case of that decision, with each --fact put over its own; `NAME=` is unknown."
)
def run(
    request: str | None,
    ticket: str | None,
    customer: str | None,
    household: str | None,
    facts: tuple[str, ...],
    case_file: str | None,
    received: date | None,
    again: str | None,
    lang: str | None,
    key: str | None,
    format: str,
) -> int:
    """Decide one case, and put that on record.

    It is decided by the policy in force. Facts that you leave out are unknown, not false: the answer tells what is
    still worth asking. What the ledger knows of the customer is looked up. Without a customer nothing can be conceded
    later.

    Once you know more, `--again` decides the case of an earlier decision: same ticket, customer, request and facts,
    with what you say now put over them. It is decided by the policy in force today.
    """
    if again is not None:
        case_of = {
            "REQUEST": request,
            "--ticket": ticket,
            "--customer": customer,
            "--household": household,
            "--case": case_file,
            "--received": received,
        }
        return _again(again, facts, case_of, lang, key, format)
    if ticket is None:
        raise click.MissingParameter(ctx=click.get_current_context(), param_hint="'--ticket'", param_type="option")
    from fairservice.cli.facts_given import empty_case, read_case, with_facts
    from fairservice.cli.options import language_of, request_of

    case = with_facts(read_case(case_file) if case_file else empty_case(), facts)
    desk = open_here()
    with desk.looking() as session:
        policy = session.policy
    lang = language_of(policy, lang)
    made = desk.decide(
        ticket,
        customer,
        request_of(policy, request or case.request, lang),
        case.facts,
        household=household,
        received_on=received or case.received_on,
        lang=lang,
        key=key,
    )
    return _told(desk, made, format)


def _again(
    name: str,
    facts: tuple[str, ...],
    case_of: Mapping[str, object],
    lang: str | None,
    key: str | None,
    format: str,
) -> int:
    """The case of an earlier decision. Raises Trouble for what would make it another case."""
    from fairservice.cli.facts_given import empty_case, with_facts

    for option, given in case_of.items():
        if given is not None:
            raise Trouble(
                f"with `--again` the case is that of `{name}`, so `{option}` has no place",
                "leave it out; another case is decided without `--again`",
            )
    typed = with_facts(empty_case(), facts).facts
    over = {str(fact): value if str(value).strip() else None for fact, value in typed.pairs()}
    desk = open_here(lang)
    return _told(desk, desk.decide_again(name, over, lang=lang, key=key), format)


def _told(desk: Desk, made: DecidedCase, format: str) -> int:
    from fairservice.desk.closed_now import closed_now

    with desk.looking() as session:
        closed = closed_now(session, made.record, made.decision)
        rulebook = session.policy_of(made.record).rulebook
    if format == "json":
        _say_json(made, closed)
    else:
        _show(made, closed, rulebook)
    return FINE if made.decision.settled else NO_ANSWER_YET


def _say_json(made: DecidedCase, closed: Sequence[ClosedNow]) -> None:
    from fairservice.cli.terminal import say_json

    record = {name: value for name, value in made.record.content().items() if name not in ("decision", "facts")}
    said = {"id": made.id, "kind": made.record.kind, "at": made.at.isoformat(), "hash": made.hash, "record": record}
    earlier = made.earlier
    if earlier is not None:
        said["again"] = {
            "id": earlier.id,
            "on": earlier.on.isoformat(),
            "put_right": list(earlier.put_right),
            "left_out": list(earlier.left_out),
            "other_policy": earlier.other_policy,
        }
    shut = [{"favour": each.rule, "grant": each.grant, "reason": each.reason} for each in closed]
    say_json({**said, "closed": shut, "decision": made.decision.to_dict()})


def _show(made: DecidedCase, closed: Sequence[ClosedNow], rulebook: Rulebook) -> None:
    from datetime import date

    from fairservice.cli.desk.outcome import drawn_steps
    from fairservice.cli.desk.phrases import words_in
    from fairservice.cli.show import show_decision
    from fairservice.cli.terminal import WIDEST, bold, dim, hanging, say, width_now
    from fairservice.conditions.wording import spoken_day

    decision, words, width = made.decision, words_in(made.decision.lang), min(width_now(), WIDEST)
    show_decision(decision)
    say()
    until = spoken_day(date.fromisoformat(made.record.valid_until), decision.lang)
    for line in hanging("", words.on_record.format(id=made.id, day=until), 2, width):
        say(bold(line))
    if made.record.draft:
        for line in hanging("", words.draft, 2, width):
            say(dim(line))
    for text in _of_earlier(made, words):
        for line in hanging("", text, 2, width):
            say(dim(line))
    for each in closed:
        what, why = rulebook.label(each.grant, decision.lang), rulebook.label(each.reason, decision.lang)
        for line in hanging("", words.closed_now.format(what=what, reason=why), 2, width):
            say(bold(line))
    for line in drawn_steps(_steps(made, decision, words, closed), words, len(words.next) + 5, width):
        say(line)


def _of_earlier(made: DecidedCase, words: Words) -> list[str]:
    """What is to be known of the decision whose case was decided again, a sentence each."""
    from fairservice.conditions.wording import spoken_day

    earlier, lang = made.earlier, made.decision.lang
    if earlier is None:
        return []
    told = [words.again.format(id=earlier.id)]
    if earlier.on.isoformat() < made.record.on:
        told = [words.again_of.format(id=earlier.id, day=spoken_day(earlier.on, lang))]
    if earlier.put_right:
        told.append(words.again_right.format(facts=", ".join(f"`{each}`" for each in earlier.put_right)))
    if earlier.left_out:
        told.append(words.again_without.format(facts=", ".join(f"`{each}`" for each in earlier.left_out)))
    if earlier.other_policy:
        told.append(words.again_policy.format(id=earlier.id))
    return told


def _steps(made: DecidedCase, decision: Decision, words: Words, closed: Sequence[ClosedNow]) -> list[Step]:
    from fairservice.cli.desk.outcome import step

    if decision.status in ("conflict", "gap"):  # nothing that a customer could tell would change it
        objected = step(words.rule_wrong, "object", made.id, "--note", '"…"')
        return [objected, step(words.escalate, "escalate", made.id)]
    if decision.answer is None:
        facts = [f"--fact {each.fact}=…" for each in decision.questions[:1] if not each.from_ledger]
        return [step(words.decide_again, "decide", "--again", made.id, *facts)]
    steps = [step(words.told_customer, "answer", made.id)]
    shut = {(each.rule, each.grant, each.reason) for each in closed}
    given = (
        (each.grant, reason)
        for each in decision.may_concede
        for reason in each.reasons
        if each.certain and (each.rule, each.grant, reason) not in shut
    )
    grant, reason = next(given, (None, None))
    if grant is not None and reason is not None and made.record.customer is not None and decision.settled:
        steps.append(step(words.concede, "concede", made.id, grant, "AMOUNT", "--reason", reason))
    if made.record.refuses:
        steps.append(step(words.escalate, "escalate", made.id))
    return steps
