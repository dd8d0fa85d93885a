"""What changes between two versions besides what is decided: mandates, roles, clock, currency, days and packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date

from fairservice.conditions.describe import Describer
from fairservice.conditions.wording import spoken_day
from fairservice.policy.desk_terms import DeskTerms
from fairservice.policy.rulebook import Mandate, Request, Rulebook

Label = Callable[[str], str]


def surroundings(
    old: Rulebook, new: Rulebook, say: Mapping[str, str], lang: str, describer: Describer
) -> Iterator[str]:
    """A sentence on each thing that is not as it was, whatever request it concerns."""
    if old.currency != new.currency:
        yield say["currency"].format(old.currency, new.currency)
    if old.zone.key != new.zone.key:
        yield say["timezone"].format(old.zone.key, new.zone.key)
    if old.since != new.since:
        yield say["since"].format(*(spoken_day(date.fromordinal(each.since), lang) for each in (old, new)))
    packs = [[f"{each.name} ({_day(each.since, lang)})" for each in every.packs[:-1]] for every in (old, new)]
    if packs[0] != packs[1]:
        none = say["nothing_given"]
        yield say["pack"].format(", ".join(packs[1]) or none, ", ".join(packs[0]) or none)
    yield from _roles(old, new, say)
    yield from _mandates(old, new, say, describer)
    for name in new.grants:
        if name in old.grants and old.grants[name].type != new.grants[name].type:
            yield say["grant"].format(name)
    yield from (say["together"].format(name) for name in sorted(new.together - old.together))
    yield from (say["not_together"].format(name) for name in sorted(old.together - new.together) if name in new.grants)
    if dict(old.holding) != dict(new.holding):
        yield say["holding"]
    yield from _desk(old, new, say)


def of_request(old: Request, new: Request, say: Mapping[str, str], label: Label) -> Iterator[str]:
    """The same of one request."""
    if old.in_force_fact != new.in_force_fact:
        yield say["in_force"].format(new.name, label(old.in_force_fact), label(new.in_force_fact))
    if old.complete != new.complete:
        yield say["complete" if new.complete else "not_complete"].format(new.name)
    if old.combine != new.combine:
        yield say["combine" if new.combine == "highest" else "not_combine"].format(new.name)
    if dict(old.question) != dict(new.question):
        yield say["question"].format(new.name)


def _desk(old: Rulebook, new: Rulebook, say: Mapping[str, str]) -> Iterator[str]:
    """What is said otherwise for the desk, and of the ledger."""
    was, now = old.desk, new.desk
    if (was is None) != (now is None):
        yield say["desk_new" if was is None else "desk_gone"]
    elif was is not None and now is not None:
        terms = [each.name for each in fields(DeskTerms) if each.name not in ("span", "keeps")]
        if any(getattr(was, name) != getattr(now, name) for name in terms):
            yield say["desk"]
        for kind, keep in now.keeps.items():
            before = was.keeps.get(kind)
            if before is not None and before != keep:
                changed = before.days != keep.days
                yield say["kept_for" if changed else "kept_why"].format(kind, keep.days, before.days)
    for name, fact in new.facts.items():
        if name in old.facts and old.facts[name].history != fact.history:
            yield say["history"].format(name)


def _day(day: int, lang: str) -> str:
    return spoken_day(date.fromordinal(day), lang)


def _roles(old: Rulebook, new: Rulebook, say: Mapping[str, str]) -> Iterator[str]:
    yield from (say["role_new"].format(name) for name in new.roles if name not in old.roles)
    yield from (say["role_gone"].format(name) for name in old.roles if name not in new.roles)
    for name, role in new.roles.items():
        was = old.roles.get(name)
        if was is not None and was.above != role.above:
            above = [f"`{each}`" if each else say["none"] for each in (role.above, was.above)]
            yield say["role_above"].format(name, *above)
        if was is not None and was.may != role.may:
            duties = [", ".join(sorted(each)) or say["nothing_given"] for each in (role.may, was.may)]
            yield say["role_may"].format(name, *duties)


def _mandates(old: Rulebook, new: Rulebook, say: Mapping[str, str], describer: Describer) -> Iterator[str]:
    was, now = ({(each.role, each.grant): each for each in every.mandates} for every in (old, new))
    for key in dict.fromkeys((*now, *was)):
        mine, theirs = now.get(key), was.get(key)
        terms = [_terms(each, every, say, describer) for each, every in ((mine, new), (theirs, old))]
        if terms[0] != terms[1]:
            yield say["mandate"].format(describer.label(key[0]), describer.label(key[1]), *terms)


def _terms(mandate: Mandate | None, rulebook: Rulebook, say: Mapping[str, str], describer: Describer) -> str:
    if mandate is None:
        return say["mandate_none"]
    type = rulebook.grants[mandate.grant].type
    most = describer.value(mandate.per_case, type)
    limit = mandate.per_customer
    if limit is None:
        return say["mandate_up_to"].format(most)
    return say["mandate_per"].format(most, describer.value(limit.at_most, type), limit.within_days)
