"""What is wrong between two decisions, told plainly: a judge of planted defects that shares nothing with a prover.

It reads decisions as anybody would who lays two of them side by side, grant by grant. Which two cases may be laid
side by side, `allowed` says; what a kind of defect shows on them, `PAIR_JUDGES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fairservice.conditions.declarations import Fact
from fairservice.conditions.nodes import columns_of
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import Boolean, Choice, Quantity, Value, int_of
from fairservice.decisions.case import read_case, with_parts
from fairservice.decisions.content import Amount, MayConcede, OfferMade, Option
from fairservice.decisions.decide import Policy
from fairservice.decisions.decision import Decision
from fairservice.policy.invariant import Change, Invariant, Minimum, Never, NeverWorse, column_of, nodes_of
from fairservice.policy.rule import ANSWERS, NOBODY, Rule
from fairservice.policy.rulebook import Rulebook

FOLDER = Path(__file__).parents[1] / "policies" / "planted"
Truth = Mapping[str, Any]
"""A `truth.yaml`: every value as the text that stands there, days and amounts too."""
Held = tuple[tuple[str, ...], frozenset[str], dict[str, Amount]]
"""A right: the rules that give it, what must be provided for it, and how much of each grant it gives."""

# ---- reading


def read_truth(folder: Path) -> Truth:
    """What is wrong with the policy in a folder, as a person wrote it down."""
    found: Truth = yaml.load((folder / "truth.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def decided(policy: Policy, request: str, witness: Truth) -> Decision:
    """The decision on one case of a witness."""
    days = {name: date.fromisoformat(str(witness[name])) for name in ("today", "received_on")}
    return policy.decide(request, witness["case"], **days)


def decisions(policy: Policy, truth: Truth) -> list[Decision]:
    return [decided(policy, truth["request"], witness) for witness in truth["witness"]]


def shown(decision: Decision) -> dict[str, Any]:
    """What `shows` may say of a decision: names and amounts, lists in any order."""
    options = [
        {line.grant: line.amount.to_json() for line in option.lines}
        | ({"provided": sorted(_asked(option))} if _asked(option) else {})
        for option in decision.options
    ]
    return {
        "answer": decision.answer,
        "may_override": decision.may_override,
        "offers": sorted(offer.what for offer in decision.offers),
        "options": sorted(options, key=repr),
        "may_concede": sorted(({each.grant: each.up_to.to_json()} for each in decision.may_concede), key=repr),
    }


# ---- comparing two decisions


def better(first: Decision, second: Decision, *, overriding: bool = True) -> list[str]:
    """Everything in which the second decision is better for the customer than the first.

    Grant by grant, never exchanged: a higher answer, an option or concession that none of the first's covers, an offer
    that the first has not, a lower role that may override. What is withheld cannot be compared.
    """
    if first.answer is None or second.answer is None:
        return []
    found = []
    if _rank(second) > _rank(first):
        found.append(f"answers {second.answer}, not {first.answer}")
    found += [
        f"gives {_told(option)}" for option in second.options if not any(_covers(o, option) for o in first.options)
    ]
    found += [
        f"may concede {each.up_to.to_json()} {each.grant} by {each.rule}"
        for each in second.may_concede
        if not any(concedes_as_much(other, each) for other in first.may_concede)
    ]
    found += [
        f"offers {offer.what}"
        for offer in second.offers
        if not offer.calming and not any(offers_as_much(other, offer) for other in first.offers)
    ]
    if overriding and _lower(second, first):
        found.append(f"{second.may_override} may override, not {first.may_override}")
    return found


def lost_rights(
    first: Decision, second: Decision, bases: Sequence[str] = ("law", "promise"), rules: Sequence[Rule] = ()
) -> list[str]:
    """The rights of the first decision that no option of the second covers, whichever rule that is from.

    `rules`: those of the request, to tell a right that adds to an option of another rule.
    """
    if first.answer is None or second.answer is None:
        return []
    return [
        f"{names[0]} no longer holds"
        for names, provided, lines in _rights(first, bases, rules)
        if not any(
            _asked(option) <= provided and all(_has(option, grant, amount) for grant, amount in lines.items())
            for option in second.options
        )
    ]


def differences(first: Decision, second: Decision) -> list[str]:
    """The parts in which two decisions are not the same, words and rules too."""
    a, b = first.to_dict(trace=False), second.to_dict(trace=False)
    parts = ("status", "answer", "options", "offers", "may_concede", "may_override", "rule", "say", "if_pressed")
    return [f"{part}: {a[part]} and {b[part]}" for part in parts if a[part] != b[part]]


def beyond_mandate(policy: Policy, decision: Decision) -> list[str]:
    """The concessions of a decision that no role may make on its own."""
    found = []
    for each in decision.may_concede:
        per_case = [mandate.per_case for mandate in policy.rulebook.mandates if mandate.grant == each.grant]
        if not per_case:
            found.append(f"no role may concede {each.grant}")
        elif each.up_to.value is not None and int_of(each.up_to.value) > max(per_case):
            found.append(f"{each.rule} concedes {each.up_to.to_json()}, more than any role may")
    return found


def _rank(decision: Decision) -> int:
    """How high the answer is; a `no_but` that offers only what carries no value is a `no`."""
    answer = ANSWERS[str(decision.answer)]
    empty = answer is ANSWERS["no_but"] and all(offer.calming for offer in decision.offers)
    return ANSWERS["no"] if empty else answer


def _asked(option: Option) -> frozenset[str]:
    """All that must be provided for an option, with what is added to it."""
    return frozenset(option.provided).union(*(line.provided for line in option.lines))


def _covers(more: Option, less: Option) -> bool:
    return _asked(more) <= _asked(less) and all(_has(more, line.grant, line.amount) for line in less.lines)


def _has(option: Option, grant: str, least: Amount) -> bool:
    return any(line.grant == grant and _as_much(line.amount, least) for line in option.lines)


def _as_much(more: Amount, less: Amount) -> bool:
    assert more.value is not None and less.value is not None
    sooner_is_more = isinstance(less.type, Quantity) and less.type.kind == "date"
    a, b = int_of(more.value), int_of(less.value)
    return a <= b if sooner_is_more else a >= b


def concedes_as_much(more: MayConcede, less: MayConcede) -> bool:
    """Whether one concession allows all that another does: as much, for its reasons, as often."""
    often = more.at_most is None or (
        less.at_most is not None
        and more.at_most >= less.at_most
        and more.within_days is not None
        and less.within_days is not None
        and more.within_days <= less.within_days
    )
    reasons = set(less.reasons) <= set(more.reasons)
    return more.grant == less.grant and _as_much(more.up_to, less.up_to) and reasons and often


def offers_as_much(more: OfferMade, less: OfferMade) -> bool:
    """Whether one offer is the other, with as much and on no later day."""
    if more.what != less.what or (more.on is None) != (less.on is None):
        return False
    sooner = more.on is None or less.on is None or _as_much(more.on, less.on)
    return sooner and (less.amount is None or (more.amount is not None and _as_much(more.amount, less.amount)))


def _lower(one: Decision, other: Decision) -> bool:
    """Whether a role may override that stands below the one of the other decision; nobody stands above all."""
    mine, theirs = one.may_override, other.may_override
    if mine is None or theirs is None or mine in (theirs, NOBODY):
        return False
    roles = one._answering.rulebook.roles
    below = theirs if theirs == NOBODY else roles[theirs].above
    while below is not None and below != NOBODY and below != mine:
        below = roles[below].above
    return below is not None


def _rights(decision: Decision, bases: Sequence[str], rules: Sequence[Rule]) -> Iterator[Held]:
    basis_of = {rule.id: rule.basis for rule in rules}
    for option in decision.options:
        if option.basis in bases:
            own = {line.grant: line.amount for line in option.lines if line.rule == option.rule}
            yield (str(option.rule),), frozenset(option.provided), own
        for line in option.lines:
            if line.rule != option.rule and basis_of.get(str(line.rule)) in bases:
                yield (str(line.rule),), frozenset((*option.provided, *line.provided)), {line.grant: line.amount}


def _told(option: Option) -> str:
    lines = ", ".join(f"{line.grant} {line.amount.to_json()}" for line in option.lines) or "what was asked"
    return f"{lines} for {', '.join(sorted(_asked(option)))}" if _asked(option) else lines


# ---- which cases may be compared


def allowed(policy: Policy, kind: str, first: Truth, second: Truth) -> list[str]:
    """In what two cases differ that this kind of defect does not allow; in a good pair nothing."""
    found = [f"`{name}` differs" for name in _days(kind) if first[name] != second[name]]
    for name in sorted(_differing(first, second)):
        fact = policy.rulebook.facts[name]
        if not _may_differ(kind, fact):
            found.append(f"`{name}` differs")
        elif not may_become(policy.rulebook, kind, fact, first["case"][name], second["case"][name]):
            found.append(f"`{name}` goes the wrong way")
    return found


def _days(kind: str) -> tuple[str, ...]:
    return ("received_on",) if kind == "backlog" else ("today", "received_on")


def _differing(first: Truth, second: Truth) -> set[str]:
    return {name for name in {*first["case"], *second["case"]} if first["case"].get(name) != second["case"].get(name)}


def _may_differ(kind: str, fact: Fact) -> bool:
    match kind:
        case "rudeness-pays":
            return fact.about in ("conduct", "influence")
        case "rights-shrink":
            return fact.about in ("conduct", "goodwill", "influence", "complaint", "segment")
        case "complaining-costs":
            return fact.about == "complaint"
        case "protected-fact":
            return fact.protected
    return False


def may_become(rulebook: Rulebook, kind: str, fact: Fact, before: Any, after: Any) -> bool:
    """Whether a fact that may differ may do so in this direction: conduct no better, complaints no fewer."""
    if kind == "complaining-costs":
        way = "true" if isinstance(fact.type, Boolean) else "higher"
    elif kind == "rudeness-pays" and fact.about == "conduct":
        way = str(fact.worse)
    else:
        return True
    a, b = (read_case(rulebook, {fact.name: each})[fact.name] for each in (before, after))
    assert isinstance(fact.type, Boolean | Quantity | Choice)
    return a == b or (int_of(b) > int_of(a)) == (way in ("true", "higher"))


# ---- the judges


def _rudeness_pays(policy: Policy, truth: Truth) -> list[str]:
    return better(*decisions(policy, truth))


def _complaining_costs(policy: Policy, truth: Truth) -> list[str]:
    quiet, complaining = decisions(policy, truth)
    return better(complaining, quiet)


def _rights_shrink(policy: Policy, truth: Truth) -> list[str]:
    """What law and promise gave and no longer give; where the cases differ in segment, of the law alone."""
    first, second = decisions(policy, truth)
    facts = policy.rulebook.facts
    differing = _differing(*truth["witness"])
    bases = ("law",) if any(facts[name].about == "segment" for name in differing) else ("law", "promise")
    request = policy.rulebook.requests[truth["request"]]
    for rule in request.rules:
        forbids = rule.basis == "law" and rule.answer is not None and not rule.answer.grants
        if (
            forbids
            and rule.id in second.rules
            and differing & {c.partition("/")[0] for c in columns_of(rule.condition)}
        ):
            return []  # the law itself looks at such facts, and may take away
    return lost_rights(first, second, bases, request.rules)


def _backlog(policy: Policy, truth: Truth) -> list[str]:
    first, second = decisions(policy, truth)
    return lost_rights(first, second, ("law",), policy.rulebook.requests[truth["request"]].rules)


def _protected_fact(policy: Policy, truth: Truth) -> list[str]:
    return differences(*decisions(policy, truth))


def _beyond_mandate(policy: Policy, truth: Truth) -> list[str]:
    return [each for decision in decisions(policy, truth) for each in beyond_mandate(policy, decision)]


def _complaint_refused(policy: Policy, truth: Truth) -> list[str]:
    return [f"answers {each.answer}" for each in decisions(policy, truth) if each.answer in ("no", "no_but")]


def _broken_invariant(policy: Policy, truth: Truth) -> list[str]:
    named = [each for each in policy.rulebook.invariants if each.name == truth["invariant"]]
    return breaks(policy, named[0], truth["witness"]) if named else []


PAIR_JUDGES: dict[str, Callable[[Policy, Truth], list[str]]] = {
    "rudeness-pays": _rudeness_pays,
    "rights-shrink": _rights_shrink,
    "complaining-costs": _complaining_costs,
    "protected-fact": _protected_fact,
    "beyond-mandate": _beyond_mandate,
    "backlog": _backlog,
    "complaint-refused": _complaint_refused,
    "broken-invariant": _broken_invariant,
}
"""Per kind of defect what shows it on the witness of a truth; nothing where there is no defect."""


# ---- an owner's own invariants


def breaks(policy: Policy, invariant: Invariant, witness: Sequence[Truth]) -> list[str]:
    """How one case, or of `never_worse` two, breaks an invariant or a minimum; nothing where none speaks of it."""
    found = [decided(policy, invariant.request, each) for each in witness]
    columns = [_columns(policy.rulebook, invariant, each) for each in witness]
    if not all(value_of(invariant.condition, each) is True for each in columns):
        return []
    if any(each.answer is None for each in found):
        return []
    match invariant:
        case Never():
            return _never(invariant, found[0], columns[0])
        case Minimum():
            return _below(invariant, found[0], columns[0])
        case NeverWorse():
            if _differing(*witness) <= invariant.facts and all(_changed(each, *columns) for each in invariant.changes):
                return better(found[1], found[0], overriding=False)
            return []


def _columns(rulebook: Rulebook, invariant: Invariant, witness: Truth) -> dict[str, Value]:
    known = dict(read_case(rulebook, witness["case"]))
    known |= {name: date.fromisoformat(str(witness[name])).toordinal() for name in ("today", "received_on")}
    return with_parts(known, [column for node in nodes_of(invariant) for column in columns_of(node)], rulebook)


def _never(never: Never, decision: Decision, columns: Mapping[str, Value]) -> list[str]:
    if never.answers and ANSWERS[str(decision.answer)] not in never.answers:
        return []
    options = [{line.grant: line.amount for line in option.lines} for option in decision.options]
    if never.gives and not any(_pass(never.gives, "give", option, columns) for option in options):
        return []
    conceded = [{each.grant: each.up_to} for each in decision.may_concede]
    if not all(any(_pass((line,), "concede", each, columns) for each in conceded) for line in never.concedes):
        return []
    if never.offers and not any(offer.what in never.offers for offer in decision.offers):
        return []
    return [f"{never.name} does not hold: {shown(decision)}"]


def _pass(
    tests: Sequence[tuple[str, Any]], which: str, lines: Mapping[str, Amount], columns: Mapping[str, Value]
) -> bool:
    for grant, test in tests:
        value = lines[grant].value if grant in lines else None
        if value is None or value_of(test, {**columns, column_of(which, grant): value}) is not True:
            return False
    return True


def _below(minimum: Minimum, decision: Decision, columns: Mapping[str, Value]) -> list[str]:
    found = []
    if minimum.answer is not None and ANSWERS[str(decision.answer)] < minimum.answer:
        found.append(f"answers {decision.answer}")
    if minimum.gives and not any(_enough(minimum, option, columns) for option in decision.options):
        found.append(f"no option gives as much: {shown(decision)['options']}")
    return found


def _enough(minimum: Minimum, option: Option, columns: Mapping[str, Value]) -> bool:
    if minimum.provided is not None and not _asked(option) <= minimum.provided:
        return False
    for grant, node in minimum.gives:
        least = value_of(node, columns)
        lines = [line.amount for line in option.lines if line.grant == grant]
        if least is None or not any(_as_much(line, Amount(least, line.type, line._write)) for line in lines):
            return False
    return True


def _changed(change: Change, first: Mapping[str, Value], second: Mapping[str, Value]) -> bool:
    """Whether two cases differ as a line of `when_only` says."""
    if change.start is not None and value_of(change.start, first) is not True:
        return False
    if change.end is not None and value_of(change.end, second) is not True:
        return False
    before, after = value_of(change.node, first), value_of(change.node, second)
    if before is None or after is None:
        return False
    if change.direction is None:
        return before != after
    return int_of(after) > int_of(before) if change.direction == "higher" else int_of(after) < int_of(before)


# ---- policies that the loader refuses


def without_marks(folder: Path, to: Path) -> Path:
    """A copy of a policy in which nothing is declared protected, so that it can be decided by at all."""
    to.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.yaml"):
        text = re.sub(r"^ *protected: true\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (to / file.name).write_text(text, encoding="utf-8")
    return to
