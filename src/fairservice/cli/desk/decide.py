"""`fairservice desk decide`: the answer to one case by the policy in force, on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from fairservice.cli.desk.options import desk_command, open_here
from fairservice.cli.failures import FINE, NO_ANSWER_YET
from fairservice.cli.options import Day

if TYPE_CHECKING:
    from fairservice.cli.desk.outcome import Step
    from fairservice.cli.desk.phrases import Words
    from fairservice.decisions.decision import Decision
    from fairservice.desk.closed_now import ClosedNow
    from fairservice.desk.desk import DecidedCase
    from fairservice.policy.rulebook import Rulebook


@desk_command(
    "decide",
    example="""
fairservice desk decide return --ticket T-881 --customer K-1007 --fact days_since_purchase=31
fairservice desk decide return --ticket T-881 --customer K-1007 --case case.json --lang nl
""",
    exits="0  there is an answer, whichever; 2  the case, a name or the desk is wrong; "
    "3  there is no answer yet: a fact that matters is unknown, or rules disagree; "
    "4  it is refused, as for a fact that only the ledger can know",
)
@click.argument("request", required=False)
@click.option(
    "--ticket", metavar="ID", required=True, help="The contact that this belongs to, as your system calls it."
)
@click.option("--customer", metavar="ID", help="Who the customer is, by an id of yours; kept as a pseudonym.")
@click.option("--household", metavar="ID", help="Their household, where the policy counts by it; kept as a pseudonym.")
@click.option("--fact", "facts", metavar="NAME=VALUE", multiple=True, help="One fact; goes before the case's.")
@click.option("--case", "case_file", metavar="FILE", help="The facts, as JSON, YAML or CSV; `-` reads standard input.")
@click.option("--received", type=Day(), help="The day the request came in. Today if not said.")
def run(
    request: str | None,
    ticket: str,
    customer: str | None,
    household: str | None,
    facts: tuple[str, ...],
    case_file: str | None,
    received: date | None,
    lang: str | None,
    key: str | None,
    format: str,
) -> int:
    """Decide one case, and put that on record.

    It is decided by the policy in force. Facts that you leave out are unknown, not false: the answer tells what is
    still worth asking. What the ledger knows of the customer is looked up. Without a customer nothing can be conceded
    later.
    """
    from fairservice.cli.facts_given import empty_case, read_case, with_facts
    from fairservice.cli.options import language_of, request_of
    from fairservice.desk.closed_now import closed_now

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
    if format == "json":
        _say_json(made)
    else:
        with desk.looking() as session:
            _show(made, closed_now(session, made.record, made.decision), session.policy_of(made.record).rulebook)
    return FINE if made.decision.settled else NO_ANSWER_YET


def _say_json(made: DecidedCase) -> None:
    from fairservice.cli.terminal import say_json

    record = {name: value for name, value in made.record.content().items() if name not in ("decision", "facts")}
    said = {"id": made.id, "kind": made.record.kind, "at": made.at.isoformat(), "hash": made.hash, "record": record}
    say_json({**said, "decision": made.decision.to_dict()})


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
    for each in closed:
        what, why = rulebook.label(each.grant, decision.lang), rulebook.label(each.reason, decision.lang)
        for line in hanging("", words.closed_now.format(what=what, reason=why), 2, width):
            say(bold(line))
    for line in drawn_steps(_steps(made, decision, words, closed), words, len(words.next) + 5, width):
        say(line)


def _steps(made: DecidedCase, decision: Decision, words: Words, closed: Sequence[ClosedNow]) -> list[Step]:
    from fairservice.cli.desk.outcome import step

    if decision.status in ("conflict", "gap"):  # nothing that a customer could tell would change it
        objected = step(words.rule_wrong, "object", made.id, "--note", '"…"')
        return [objected, step(words.escalate, "escalate", made.id)]
    if decision.answer is None:
        facts = [f"--fact {each.fact}=…" for each in decision.questions[:1] if not each.from_ledger]
        again = ("decide", decision.request, "--ticket", str(made.record.ticket), "…", *facts)
        return [step(words.decide_again, *again)]
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
