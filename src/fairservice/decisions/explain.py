"""Tells a decision to its readers: staff in a call, the customer, and whoever checks it afterwards."""

from __future__ import annotations

from typing import Literal

from fairservice.conditions.wording import spoken_day
from fairservice.decisions.content import GivenLine, Listed, Option, RowsLeftOut
from fairservice.decisions.phrases import ANSWERS, EXPLAIN
from fairservice.decisions.told import Told
from fairservice.decisions.trace import abridged
from fairservice.policy.rule import NOBODY

Reader = Literal["staff", "customer", "auditor"]


def explain(decision: Told, for_: Reader) -> str:
    """The decision as plain text for one reader. Raises ValueError for a reader that is not known."""
    if for_ == "staff":
        return "\n".join(_for_staff(decision))
    if for_ == "customer":
        return "\n".join(_for_customer(decision))
    if for_ == "auditor":
        return "\n".join(_for_auditor(decision))
    raise ValueError(f"`{for_}` is no reader of decisions; there are staff, customer and auditor")


def answer_in_words(decision: Told) -> str:
    """`Yes, but`, or where it is open between which answers it lies."""
    words, t = ANSWERS[decision.lang], EXPLAIN[decision.lang]
    if decision.answer:
        return words[decision.answer]
    if decision.status in ("conflict", "gap"):
        return str(t[decision.status])
    if decision.at_least and decision.at_most and decision.at_least != decision.at_most:
        return f"{t['open']} ({_between(decision)})"
    return str(t["open"])


def _between(decision: Told) -> str:
    words = ANSWERS[decision.lang]
    return str(EXPLAIN[decision.lang]["between"]).format(
        words[decision.at_least or "no"], words[decision.at_most or "yes"]
    )


def _for_staff(decision: Told) -> list[str]:
    t, called = EXPLAIN[decision.lang], dict(decision.labels)
    lines = [f"{t['answer']}: {answer_in_words(decision)}", f"{t['say']}: {decision.say}"]
    if decision.if_pressed:
        lines.append(f"{t['pressed']}: {decision.if_pressed}")
    lines += choices(decision)
    for each in decision.may_concede:
        key = "up_to" if each.up_to.text else "up_to_open"
        text = f"{t['concede']}: " + str(t[key]).format(label=each.label, amount=each.up_to.text)
        roles = ", ".join(
            str(t["mandate"]).format(role=called[role], amount=amount.text)
            for role, amount in each.by_role
            if amount.text
        )
        reasons = ", ".join(called[reason] for reason in each.reasons)
        extras = [part for part in (roles, str(t["reasons"]).format(reasons) if reasons else "") if part]
        lines.append(text + (f" ({'; '.join(extras)})" if extras else ""))
    if decision.may_override == NOBODY:
        lines.append(str(t["final"]))
    elif decision.may_override:
        lines.append(str(t["may_override"]).format(called[decision.may_override]))
    for question in decision.questions[:3]:
        lines.append(f"{t['ask']}: {question.text}")
    lines += ["", *_rules(decision)]
    return lines


def _for_customer(decision: Told) -> list[str]:
    """Only what the customer may truthfully be told; there is no second, inner motive."""
    t = EXPLAIN[decision.lang]
    lines = [decision.say]
    if decision.because and decision.because != decision.say:
        lines.append(decision.because)
    if decision.status != "settled":
        lines.append(str(t["customer_open"]))
    options = [option for option in decision.options if option.certain and option.lines]
    if options:
        lines += [str(t["you_can"]), *(f"  - {_option(option, decision)}" for option in options)]
    offers = [offer for offer in decision.offers if offer.certain]
    if offers:
        lines += [str(t["instead"]), *(f"  - {offer.say or offer.label}" for offer in offers)]
    if decision.reference:
        lines.append(f"{t['reference']}: {decision.reference}")
    lines += _law(decision)
    lines.append(str(t["also"]))
    return lines


def _for_auditor(decision: Told) -> list[str]:
    t = EXPLAIN[decision.lang]
    lines = _for_staff(decision)
    lines += [
        "",
        str(t["as_of"]).format(
            day=spoken_day(decision.today, decision.lang),
            received=spoken_day(decision.received_on, decision.lang),
        ),
    ]
    if decision.in_force_on:
        lines.append(str(t["in_force"]).format(spoken_day(decision.in_force_on, decision.lang)))
    lines += _law(decision)
    facts = ", ".join(f"{name} = {_fact(value)}" for name, value in decision.facts) or str(t["no_facts"])
    lines.append(f"{t['facts']}: {facts}")
    lines.append(f"{t['owner']}: {decision.owner}")
    lines.append(f"{t['bundle']}: {decision.policy} {decision.bundle}")
    lines.append(f"{t['finger']}: {decision.fingerprint}")
    return lines


def _fact(value: str | Listed) -> str:
    if isinstance(value, str):
        return value
    records = [", ".join(f"{field}: {text}" for field, text in record.items()) for record in value]
    return "[" + "; ".join(records) + "]"


def _law(decision: Told) -> list[str]:
    text = str(EXPLAIN[decision.lang]["law"])
    return [text.format(name, spoken_day(since, decision.lang)) for name, since in decision.law]


def choices(decision: Told) -> list[str]:
    """The options and offers of a decision, a line each."""
    t = EXPLAIN[decision.lang]
    lines = []
    if decision.options:
        lines.append(f"{t['choose']}:")
        lines += [f"  - {_option(option, decision)}" for option in decision.options]
    if decision.offers:
        lines.append(f"{t['offer']}:")
        for offer in decision.offers:
            parts = [offer.label]
            if offer.amount and offer.amount.text:
                parts.append(offer.amount.text)
            if offer.on and offer.on.text:
                parts.append(str(t["on"]).format(offer.on.text))
            lines.append(f"  - {' '.join(parts)}{'' if offer.certain else ' ?'}")
    return lines


def _option(option: Option, decision: Told) -> str:
    t = EXPLAIN[decision.lang]
    text = " + ".join(_line(line, decision) for line in option.telling) or str(t["asked"])
    if option.provided_labels:
        text += ", " + str(t["provided"]).format(", ".join(option.provided_labels))
    return text + ("" if option.certain else " ?")


def _line(line: GivenLine, decision: Told) -> str:
    return (
        f"{line.label} {line.amount.text}" if line.amount.text else f"{line.label} ({EXPLAIN[decision.lang]['open']})"
    )


def rows_left_out(rows: RowsLeftOut, lang: str) -> str:
    """How many rows of a table are not told, in words: `fees: 1998 other rows do not hold`."""
    counts = (("rows_failed", rows.failed), ("rows_yielded", rows.yielded), ("rows_may_stand", rows.may_stand))
    parts = [EXPLAIN[lang][key][0 if count == 1 else 1].format(count) for key, count in counts if count]  # type: ignore[index]
    return f"{rows.table}: {'; '.join(parts)}"


def _rules(decision: Told) -> list[str]:
    t = EXPLAIN[decision.lang]
    marks = {True: "+", False: "-", None: "?"}
    lines = [f"{t['rules']}:"]
    basis = t["basis"]
    assert isinstance(basis, dict)
    for each in abridged(decision.trace):
        if isinstance(each, RowsLeftOut):
            lines.append(f"  {rows_left_out(each, decision.lang)}")
            continue
        standing = str(t[each.standing]).format(each.yielded_to)
        reference = f", {each.reference}" if each.reference else ""
        lines.append(f"  {each.rule} ({basis[each.basis]}{reference}): {standing}")
        lines += [f"    {marks[reason.holds]} {reason.text}" for reason in each.reasons]
    return lines
