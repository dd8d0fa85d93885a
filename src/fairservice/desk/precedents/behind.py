"""The cases behind a favour, as they can be shown: with the facts that decide, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fairservice.conditions.nodes import Variable, walk
from fairservice.conditions.vocabulary import CLOCKS, Boolean, Choice, Quantity, Records, Text, Type, int_of, read_value
from fairservice.decisions.decide import Policy
from fairservice.desk.ports import Reading
from fairservice.desk.precedents.grants import Favour
from fairservice.errors import CaseError
from fairservice.ledger.item import Item
from fairservice.ledger.records import DecisionMade, read_record
from fairservice.policy.rulebook import Rulebook

Said = str | tuple[tuple[tuple[str, str], ...], ...]
"""What a fact says, as written: one value, or the records of a list."""


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One case: its days and the facts that it takes to decide it."""

    today: date
    received_on: date
    facts: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a favour: each case that differs from the others, and what all of them have in common."""

    cases: tuple[CaseBehind, ...]
    shared: tuple[tuple[str, str], ...]
    """The facts that all cases say alike, of the kinds that a rule can be asked about."""
    varying: tuple[tuple[str, tuple[str, ...]], ...]
    """The facts besides that the favour itself asks about, with what the cases say, from least to most."""
    left_out: int
    """Cases that are erased, or that the policy of today decides otherwise, or not without what is left out here."""


def behind(reading: Reading, policy: Policy, favour: Favour, grants: Iterable[Item], day: date) -> Behind:
    """The cases in which something was granted.

    Facts of the ledger and protected ones stay out, as does any text: they tell of people. So do facts that change
    nothing, and the day of a case is `day` wherever that decides the same.
    """
    tickets: dict[object, Item] = {each.ticket or each.number: each for each in grants}
    found: list[tuple[DecisionMade, dict[str, Said]]] = []
    left_out = 0
    for grant in tickets.values():
        made = _decision(reading, grant)
        if made is None:
            left_out += 1
        else:
            found.append((made, _shown(policy.rulebook, made.facts)))
    decided = [(made, facts) for made, facts in found if _decides(policy, favour, facts, *_days(made))]
    left_out += len(found) - len(decided)
    shared = _shared(policy.rulebook, [facts for _, facts in decided])
    asked = _asked(policy.rulebook, favour, {each.favour for each in tickets.values()}) - set(shared)
    cases = [_least(policy, favour, made, facts, asked | set(shared), day) for made, facts in decided]
    varying = [(name, _varying(policy.rulebook, name, [facts for _, facts in decided])) for name in sorted(asked)]
    return Behind(
        tuple(dict.fromkeys(cases)),
        tuple(sorted(shared.items())),
        tuple((name, values) for name, values in varying if values),
        left_out,
    )


def _decision(reading: Reading, grant: Item) -> DecisionMade | None:
    number = grant.body.get("decision")
    entry = None if number is None else reading.entry(int(number))
    if entry is None or entry.erased or entry.kind != DecisionMade.kind:
        return None
    made = read_record(entry.kind, entry.content())
    return made if isinstance(made, DecisionMade) else None


def _days(made: DecisionMade) -> tuple[date, date]:
    return date.fromisoformat(made.on), date.fromisoformat(made.received_on)


def _shown(rulebook: Rulebook, facts: Mapping[str, object]) -> dict[str, Said]:
    """The facts of a case that may be shown."""
    shown: dict[str, Said] = {}
    for name, value in facts.items():
        fact = rulebook.facts.get(name)
        if fact is None or fact.protected or fact.source != "case" or isinstance(fact.type, Text):
            continue
        if isinstance(fact.type, Records):
            kept = [field for field, type in fact.type.fields if not isinstance(type, Text)]
            records = value if isinstance(value, list | tuple) else ()
            shown[name] = tuple(
                tuple((each, str(record[each])) for each in kept if each in record) for record in records
            )
        else:
            shown[name] = str(value)
    return shown


def _fields(record: Mapping[str, object], kept: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((each, str(record[each])) for each in kept if each in record)


def _shared(rulebook: Rulebook, cases: list[dict[str, Said]]) -> dict[str, str]:
    if not cases:
        return {}
    first = cases[0]
    return {
        name: value
        for name, value in first.items()
        if isinstance(value, str)
        and _can_be_asked(rulebook.facts[name].type)
        and all(each.get(name) == value for each in cases)
    }


def _asked(rulebook: Rulebook, favour: Favour, given_by: set[str | None]) -> set[str]:
    """The facts that the goodwill rules read by which it was given."""
    rules = [each for each in rulebook.requests[favour.request].rules if each.id in given_by]
    read = {node.name for rule in rules for node in walk(rule.condition) if isinstance(node, Variable)}
    return {name for name in read if name in rulebook.facts and _can_be_asked(rulebook.facts[name].type)}


def _varying(rulebook: Rulebook, name: str, cases: list[dict[str, Said]]) -> tuple[str, ...]:
    values = {value for each in cases if isinstance(value := each.get(name), str)}
    type = rulebook.facts[name].type
    if isinstance(type, Quantity):
        return tuple(sorted(values, key=lambda each: int_of(read_value(each, type))))
    return tuple(sorted(values))


def _can_be_asked(type: Type) -> bool:
    """Whether a rule can well be asked about one value: a day or moment is that of one case only."""
    return isinstance(type, Boolean | Choice) or (isinstance(type, Quantity) and type.kind not in CLOCKS)


def _least(
    policy: Policy, favour: Favour, made: DecisionMade, facts: dict[str, Said], kept: set[str], day: date
) -> CaseBehind:
    """The case with as little as decides it the same, and with what is kept in any case."""
    today, received_on = _days(made)
    if _decides(policy, favour, facts, day, day):
        today = received_on = day
    for name in sorted(set(facts) - kept):
        fewer = {each: value for each, value in facts.items() if each != name}
        if _decides(policy, favour, fewer, today, received_on):
            facts = fewer
    return CaseBehind(today, received_on, tuple(sorted(facts.items())))


def _decides(policy: Policy, favour: Favour, facts: Mapping[str, Said], today: date, received_on: date) -> bool:
    """Whether the policy as it is decides the case, for certain, by the rule that the favour is an exception to."""
    case = {
        name: value if isinstance(value, str) else [dict(record) for record in value] for name, value in facts.items()
    }
    try:
        decision = policy.decide(favour.request, case, today=today, received_on=received_on)
    except CaseError:
        return False
    return decision.status == "settled" and decision.rule == favour.rule
