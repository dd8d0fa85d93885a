"""A favour written down as a rule: a draft in YAML that the owner of the policy completes, checks and publishes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fairservice.conditions.vocabulary import write_value
from fairservice.decisions.decide import Policy
from fairservice.desk.phrases import phrase
from fairservice.desk.ports import Reading
from fairservice.desk.precedents.behind import Behind, CaseBehind, Said, behind
from fairservice.desk.precedents.cohort import Window, granted, granted_for
from fairservice.desk.precedents.grants import GIVEN, RECOVERED, favour_of
from fairservice.desk.precedents.remarks import ALSO_GIVES, HEAD, LEFT_OUT, NOTHING_SHARED, TO_WRITE, VARIES
from fairservice.desk.precedents.resolutions import OF_ONE_REASON
from fairservice.desk.refusals.owning import BASIS, GRANT_GONE, NOT_OURS, NOTHING_LEFT, REQUEST_GONE, RULE_GONE
from fairservice.ledger.item import Item
from fairservice.policy.desk_terms import DeskTerms
from fairservice.policy.rule import OTHERWISE, Answer, Rule
from fairservice.policy.rulebook import Rulebook

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.%-]*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a rule: its id, its text, and how many cases have become examples of it."""

    rule: str
    text: str
    examples: int
    left_out: int


def draft(reading: Reading, policy: Policy, alarm: Item, terms: DeskTerms, today: date) -> Draft:
    """The draft for the favour of an alarm. Raises `Refused` where no rule of the policy can say it."""
    favour, rulebook = favour_of(alarm), policy.rulebook
    kind = alarm.body["alarm"]
    window = Window.until(today, terms.precedents.cohort.within_days)
    if kind in OF_ONE_REASON:
        grants = granted_for(reading, favour, alarm.reason, window)
    else:
        grants = granted(reading, favour, window, RECOVERED if kind == "recovery_drift" else GIVEN)
    excepted = _excepted(rulebook, favour.request, favour.rule)
    if favour.grant not in rulebook.grants:
        raise GRANT_GONE.of(grant=favour.grant)
    if not grants:
        raise NOTHING_LEFT.of(id=f"P-{alarm.number}")
    rule = _free_id(rulebook, f"{favour.request}-{favour.grant}-as-given")
    found = behind(reading, policy, favour, grants, today)
    lines = [
        *_head(rulebook, alarm, grants, found),
        *_rule(rulebook, rule, alarm, excepted, grants, found),
        *_examples(rule, alarm, excepted, found),
    ]
    return Draft(rule, "\n".join(lines) + "\n", len(found.cases), found.left_out)


def _excepted(rulebook: Rulebook, request: str, rule: str) -> Rule | None:
    """The rule that the favour is an exception to; None for what a request answers otherwise."""
    asked = rulebook.requests.get(request)
    if asked is None:
        raise REQUEST_GONE.of(request=request)
    if rule == OTHERWISE:
        return asked.otherwise
    found = next((each for each in asked.rules if each.id == rule), None)
    if found is None:
        raise RULE_GONE.of(rule=rule)
    if found.basis != "policy":
        raise NOT_OURS.of(rule=rule, basis=BASIS[found.basis])
    return found


def _free_id(rulebook: Rulebook, wanted: str) -> str:
    taken = {rule.id for request in rulebook.requests.values() for rule in request.rules}
    taken |= {each.name for each in rulebook.examples}
    bare = re.sub(r"[^a-z0-9]+", "-", wanted)
    names = (bare if number == 1 else f"{bare}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken and f"{each}-1" not in taken)


def _head(rulebook: Rulebook, alarm: Item, grants: list[Item], found: Behind) -> Iterator[str]:
    favour = favour_of(alarm)
    lang = rulebook.languages[0]
    head = phrase(HEAD, lang).format(
        alarm=f"P-{alarm.number}",
        grant=favour.grant,
        count=len(grants),
        rule=favour.rule,
        request=favour.request,
        amounts=_amounts(rulebook, favour.grant, grants),
    )
    yield from (f"# {line}" for line in head.splitlines())
    if found.left_out:
        yield f"# {phrase(LEFT_OUT, lang).format(count=found.left_out)}"


def _amounts(rulebook: Rulebook, grant: str, grants: Iterable[Item]) -> str:
    counted = Counter(each.amount or 0 for each in grants).most_common()
    told = [f"{count} × {write_value(amount, rulebook.grants[grant].type)}" for amount, count in counted[:4]]
    return ", ".join(told) + (", …" if len(counted) > 4 else "")


def _rule(
    rulebook: Rulebook, id: str, alarm: Item, excepted: Rule | None, grants: list[Item], found: Behind
) -> Iterator[str]:
    favour = favour_of(alarm)
    usual, lang = _usual(grants), rulebook.languages[0]
    yield "rules:"
    yield f"  {id}:"
    yield f"    request: {favour.request}"
    if favour.rule != OTHERWISE:
        yield f"    overrides: {favour.rule}"
    if found.shared:
        yield "    when:"
        for name, value in found.shared:
            yield f"      {name}: {_scalar(value)}"
    else:
        yield f"    # {phrase(NOTHING_SHARED, lang)}"
    yield from _varying(found, lang)
    yield f"    answer: {_answer(excepted).word}"
    if _grants(excepted):
        yield f"    # {phrase(ALSO_GIVES, lang).format(rule=favour.rule)}"
    yield "    give:"
    yield f"      {favour.grant}: {write_value(usual, rulebook.grants[favour.grant].type)}"
    yield f"    reference: alarm P-{alarm.number}"
    yield "    because:"
    for each in rulebook.languages:
        yield f'      {each}: "{phrase(TO_WRITE, each)}"'


def _varying(found: Behind, lang: str) -> Iterator[str]:
    """What the cases say differently, for the owner to draw a line through."""
    for name, values in found.varying:
        shown = ", ".join(values) if len(values) <= 4 else f"{values[0]} … {values[-1]}"
        yield f"      # {phrase(VARIES, lang).format(name=name, values=shown)}"


def _usual(grants: Iterable[Item]) -> int:
    """The amount that was given most often; of several the lowest."""
    counted = Counter(each.amount or 0 for each in grants)
    most = max(counted.values())
    return min(amount for amount, count in counted.items() if count == most)


def _grants(excepted: Rule | None) -> bool:
    return excepted is not None and excepted.answer is not None and excepted.answer.grants


def _answer(excepted: Rule | None) -> Answer:
    """Less than what was asked, so `yes_but`; where the rule gave something already, as it answered."""
    if excepted is not None and excepted.answer is not None and excepted.answer.grants:
        return excepted.answer
    return Answer.YES_BUT


def _examples(id: str, alarm: Item, excepted: Rule | None, found: Behind) -> Iterator[str]:
    if not found.cases:
        return
    yield "examples:"
    for number, case in enumerate(found.cases, 1):
        yield f"  {id}-{number}:"
        yield f"    request: {alarm.request}"
        yield f"    today: {case.today}"
        yield f"    received_on: {case.received_on}"
        yield from _case(case)
        yield "    expect:"
        yield "      status: settled"
        yield f"      answer: {_answer(excepted).word}"
        yield f"      rule: {id}"


def _case(case: CaseBehind) -> Iterator[str]:
    if not case.facts:
        yield "    case: {}"
        return
    yield "    case:"
    for name, value in case.facts:
        yield from _fact(name, value)


def _fact(name: str, value: Said) -> Iterator[str]:
    if isinstance(value, str):
        yield f"      {name}: {_scalar(value)}"
    elif not value:
        yield f"      {name}: []"
    else:
        yield f"      {name}:"
        for record in value:
            said = ", ".join(f"{field}: {_scalar(each)}" for field, each in record)
            yield f"        - {{{said}}}"


def _scalar(value: str) -> str:
    """A value as it stands in YAML."""
    if _PLAIN.match(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
