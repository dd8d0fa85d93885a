"""An invariant that no decision could break, or a minimum that none could keep: it was hardly meant so.

Seen by what the rules of the request name at all; whether it holds in every case is for `fairservice prove` to find.
A pack may speak of what the rules of the policies that use it will give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairservice.analysis.checks.plain.belonging import is_own, is_pack
from fairservice.conditions.vocabulary import one_of
from fairservice.errors import Defect, Finding
from fairservice.policy.invariant import CONCEDE, GIVE, OFFER, Minimum, Never, column_of
from fairservice.policy.rule import Rule
from fairservice.policy.rulebook import Request, Rulebook

UNKNOWN_OFFER = Defect("FS362", "unknown-offer", "warning", "an invariant names an offer that no rule makes")
NEVER_BROKEN = Defect("FS363", "never-broken", "advice", "an invariant holds whatever the rules decide")
NEVER_KEPT = Defect("FS364", "never-kept", "warning", "a minimum asks for more than any rule gives")

_VERB = {GIVE: "gives", CONCEDE: "concedes"}


def find(rulebook: Rulebook) -> Iterator[Finding]:
    if is_pack(rulebook):
        return
    for invariant in rulebook.invariants:
        if is_own(rulebook, invariant.span):
            request = rulebook.requests[invariant.request]
            if isinstance(invariant, Never):
                yield from _never(rulebook, request, invariant)
            elif isinstance(invariant, Minimum):
                yield from _minimum(request, invariant)


def _never(rulebook: Rulebook, request: Request, never: Never) -> Iterator[Finding]:
    rules = _rules(request)
    for which, tests in ((GIVE, never.gives), (CONCEDE, never.concedes)):
        known = _grants(which, rules)
        for grant, _ in tests:
            if grant not in known:
                message = f"no rule of `{request.name}` {_VERB[which]} `{grant}`, so this is never broken"
                place = never.places[column_of(which, grant)]
                yield NEVER_BROKEN.at(place, message, "name what is given there, or leave it for the day that it is")
    if never.gives and never.answers and not any(answer.grants for answer in never.answers):
        message = "nothing is given with a `no`, so this is never broken"
        yield NEVER_BROKEN.at(never.places["answer"], message, "leave `answer` out, or name `yes` and `yes_but`")
    offered = _offers(rules)
    anywhere = _offers(rule for each in rulebook.requests.values() for rule in _rules(each))
    for offer in never.offers:
        place = never.places[column_of(OFFER, offer)]
        if offer not in anywhere and offer not in rulebook.labels:
            yield UNKNOWN_OFFER.at(place, f"no rule offers `{offer}`", one_of(offer, sorted(anywhere), "offers"))
        elif not offered & set(never.offers):  # of several, one that can be offered is enough
            message = f"no rule of `{request.name}` offers `{offer}`, so this is never broken"
            yield NEVER_BROKEN.at(place, message, "name what is offered there, or leave it for the day that it is")


def _minimum(request: Request, minimum: Minimum) -> Iterator[Finding]:
    rules = _rules(request)
    given = _grants(GIVE, rules)
    for grant, _ in minimum.gives:
        if grant not in given:
            message = f"no rule of `{request.name}` gives `{grant}`, so this is never kept"
            yield NEVER_KEPT.at(minimum.places[column_of(GIVE, grant)], message, "give it in a rule, or leave it out")
    highest = max((rule.answer for rule in rules if rule.answer is not None), default=None)
    if minimum.answer is not None and highest is not None and highest < minimum.answer:
        message = f"no rule of `{request.name}` answers more than `{highest.word}`, so this is never kept"
        yield NEVER_KEPT.at(minimum.places["answer"], message, "answer so in a rule, or ask for less")


def _rules(request: Request) -> list[Rule]:
    return [*request.rules, *([request.otherwise] if request.otherwise else [])]


def _grants(which: str, rules: Iterable[Rule]) -> set[str]:
    if which == GIVE:
        return {line.grant for rule in rules for line in rule.lines}
    return {line.grant for rule in rules if rule.concession for line in rule.concession.lines}


def _offers(rules: Iterable[Rule]) -> set[str]:
    return {offer.what for rule in rules for offer in rule.offers}
