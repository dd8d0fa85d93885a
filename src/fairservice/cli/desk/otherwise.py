"""`fairservice desk override`, `report`, `repair` and `incident`: what was answered or given otherwise, and conduct."""

from __future__ import annotations

from datetime import date

import click

from fairservice.cli.desk.options import MIGHT_WAIT, desk_command, name_and_value, open_here
from fairservice.cli.failures import FINE, Trouble
from fairservice.cli.options import Day


@desk_command(
    "override",
    example="""
fairservice desk override D-12 yes --fact days_since_purchase=12 --why "the parcel was two weeks at our depot"
fairservice desk override D-12 yes_but --give store_credit=20.00 --reason our_mistake --why "our label was wrong"
""",
    exits=MIGHT_WAIT,
)
@click.argument("decision", metavar="D-…")
@click.argument("answer", metavar="no|no_but|yes_but|yes")
@click.option(
    "--fact", "facts", metavar="NAME=VALUE", multiple=True, help="The fact that was not known, or not right, as it is."
)
@click.option("--why", metavar="TEXT", required=True, help="Why, as part of a sentence: it completes `because …`.")
@click.option("--give", "gives", metavar="GRANT=AMOUNT", multiple=True, help="What is given.")
@click.option("--reason", metavar="WORD", help="Without --fact: the reason of the rule that allows the exception.")
@click.option("--favour", metavar="RULE", help="Without --fact: that rule, where more than one allows it.")
@click.option(
    "--for-safety", is_flag=True, help="Somebody is in danger otherwise: also after an incident, but no money."
)
def override(
    decision: str,
    answer: str,
    facts: tuple[str, ...],
    why: str,
    gives: tuple[str, ...],
    reason: str | None,
    favour: str | None,
    for_safety: bool,
    lang: str | None,
    key: str | None,
    format: str,
) -> int:
    """Answer otherwise than the policy, by a fact.

    That is for a fact that changes the case. What you get is the sentence that backs the colleague who answered by
    the policy. Without a fact it is an exception out of your own mandate, as `concede` makes one. Never below a right
    or above a prohibition of the law.
    """
    from fairservice.cli.desk.conceding import show_concession
    from fairservice.cli.desk.outcome import Outcome, Step, show_outcome
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.ledger.records import DecisionMade, Overridden

    if len(facts) > 1:
        raise Trouble(
            "an override is for one fact, and more are named",
            "where more than one was wrong it is another case: `fairservice desk decide` it again with all of them",
        )
    named = name_and_value(facts[0], "--fact", "NAME=VALUE") if facts else None
    give: dict[str, object] = {}
    for each in gives:
        grant, amount = name_and_value(each, "--give", "store_credit=10.00")
        if grant in give:
            raise Trouble(f"`{grant}` is given twice", "leave one of the two out")
        give[grant] = amount
    desk = open_here(lang)
    done = desk.override(
        decision,
        answer,
        why,
        give=give,
        fact=named,
        favour=favour,
        reason_word=reason,
        for_safety=for_safety,
        key=key,
    )
    if not isinstance(done.record, Overridden):
        return show_concession(desk, done, lang, format)
    record = done.record
    speaker = speaker_at(desk, lang, record)
    words, made = speaker.words, f"D-{record.decision}"
    with desk.looking() as session:
        was = session.numbered(record.decision, DecisionMade).record.answer or "open"
    told = words.overridden.format(id=done.id, answer=speaker.answer(record.answer), was=speaker.answer(was))
    rows = [
        (
            words.because,
            words.fact.format(
                fact=speaker.label(record.fact),
                was=speaker.value(record.fact, record.was),
                value=speaker.value(record.fact, record.is_),
            ),
        )
    ]
    rows += [(words.note, words.gives.format(what=speaker.what(grant, cents))) for grant, cents in record.give.items()]
    if record.decided_anew is not None:
        rows.append((words.note, words.anew.format(id=f"D-{record.decided_anew}")))
    steps = (Step(("backing", made), words.statement),)
    show_outcome(done, Outcome(told, say=record.sentence, rows=tuple(rows), steps=steps), speaker, format)
    return FINE


@desk_command(
    "report",
    example="""
fairservice desk report D-12 store_credit 30.00
fairservice desk report D-12 store_credit 30.00 --on 2026-11-20 --by bas --why "promised on the phone"
""",
    exits="0  it is on record; 2  the command, a name or the desk is wrong",
)
@click.argument("decision", metavar="D-…")
@click.argument("grant")
@click.argument("amount")
@click.option("--on", type=Day(), help="The day on which it happened. Today if not said.")
@click.option("--why", metavar="TEXT", help="How it came about, in neutral words.")
@click.option("--by", metavar="LOGIN", help="Who gave or promised it, where that is known. No report ever shows it.")
def report(
    decision: str,
    grant: str,
    amount: str,
    on: date | None,
    why: str | None,
    by: str | None,
    lang: str | None,
    key: str | None,
    format: str,
) -> None:
    """Tell what was given outside of the policy already.

    Or promised. That is never refused, and within a working day never held against you. It counts as what was given,
    and somebody decides whether it is honoured or taken back.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome, step
    from fairservice.cli.desk.speaking import speaker_at
    from fairservice.desk.principal import lowest_with
    from fairservice.desk.reporting_outside import honoured_by

    desk = open_here(lang)
    done = desk.report(decision, grant, amount, on=on, reason=why, given_by=by, key=key)
    record = done.record
    speaker = speaker_at(desk, lang, record)
    words = speaker.words
    told = words.reported.format(id=done.id, what=speaker.what(record.grant, record.amount))
    rows = () if record.late else ((words.note, words.not_held),)
    with desk.looking() as session:
        able = honoured_by(session, record)
        lowest = lowest_with(session.rulebook, "approve")
    by_role = words.role_repairs.format(role=speaker.label(able[0] if able else "approve"), day=speaker.day(record.due))
    steps = [step(by_role, "repair", done.id, "honour")]
    if able and lowest is not None and lowest not in able:
        steps.append(step(words.role_retracts.format(role=speaker.label(lowest)), "repair", done.id, "retract"))
    show_outcome(done, Outcome(told, rows=rows, steps=tuple(steps)), speaker, format)


@desk_command("repair", example="fairservice desk repair R-33 honour\nfairservice desk repair R-33 retract")
@click.argument("report", metavar="R-…")
@click.argument("how", metavar="honour|retract")
def repair(report: str, how: str, lang: str | None, key: str | None, format: str) -> None:
    """Honour what was given so, or take it back.

    With the words for the customer.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.repair(report, how, key=key)
    speaker = speaker_at(desk, lang, done.record)
    told = speaker.words.honoured if done.record.how == "honour" else speaker.words.retracted
    show_outcome(done, Outcome(told.format(report=f"R-{done.record.report}"), say=done.record.said), speaker, format)


@desk_command("incident", example="fairservice desk incident threat --ticket T-881 --customer K-1007")
@click.argument("conduct")
@click.option("--ticket", metavar="ID", required=True, help="The contact in which it happened.")
@click.option("--customer", metavar="ID", help="Who the customer is, by an id of yours; kept as a pseudonym.")
@click.option("--household", metavar="ID", help="Their household, where the policy counts by it.")
def incident(
    conduct: str,
    ticket: str,
    customer: str | None,
    household: str | None,
    lang: str | None,
    key: str | None,
    format: str,
) -> None:
    """Tell of unreasonable conduct in a contact.

    It says what was done, never who somebody is. CONDUCT is shouting, insult, discrimination, sexual_remark, threat,
    violence or endless_pressure. Until the next day nothing beyond the policy is given to that customer: pressure
    does not pay. Rights stay what they are.
    """
    from fairservice.cli.desk.outcome import Outcome, show_outcome
    from fairservice.cli.desk.speaking import speaker_at

    desk = open_here(lang)
    done = desk.report_incident(ticket, customer, conduct, household=household, key=key)
    speaker = speaker_at(desk, lang, done.record)
    words, record = speaker.words, done.record
    told = words.incident.format(id=done.id, what=words.conduct.get(record.what, record.what), ticket=record.ticket)
    show_outcome(done, Outcome(told, rows=((words.note, words.closed_today),)), speaker, format)
