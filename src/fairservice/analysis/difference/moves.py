"""What of a decision is not as it was: what can be chosen, offered and conceded, and who may answer otherwise."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from fairservice.conditions.vocabulary import Value
from fairservice.decisions.content import Amount, GivenLine, MayConcede, OfferMade, Option
from fairservice.decisions.decision import Decision
from fairservice.policy.rule import NOBODY

T = TypeVar("T")


def moves(before: Decision, after: Decision, say: Mapping[str, str], role: Callable[[str], str]) -> Iterator[str]:
    """One line for each thing that changes: `refund: €50.00 → €42.50`. Of two decisions in one language."""
    yield from _options(before, after, say)
    yield from _offers(before, after, say)
    yield from _concessions(before, after, say)
    if before.answer and before.answer == after.answer and before.may_override != after.may_override:
        roles = [_role(each, say, role) for each in (before, after)]
        if roles[0] != roles[1]:
            yield say["override"].format(" → ".join(roles))


def _role(decision: Decision, say: Mapping[str, str], label: Callable[[str], str]) -> str:
    role = decision.may_override
    return say["none"] if role is None or role == NOBODY else label(role)


def _only_in(one: Iterable[T], other: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    known = {key(each) for each in other}
    return [each for each in one if key(each) not in known]


def _value(amount: Amount | None) -> tuple[Value | None, object] | None:
    return None if amount is None else (amount.value, amount.type)


# ---- options


def _options(before: Decision, after: Decision, say: Mapping[str, str]) -> Iterator[str]:
    gone = _only_in(before.options, after.options, key_of_option)
    come = _only_in(after.options, before.options, key_of_option)
    if len(gone) == len(come) == 1:
        yield from _one_option(gone[0], come[0], say)
        return
    yield from (say["no_option"].format(_in_words(each, say)) for each in gone)
    yield from (say["option"].format(_in_words(each, say)) for each in come)


def key_of_option(option: Option) -> Hashable:
    lines = frozenset((line.grant, _value(line.amount), frozenset(line.provided)) for line in option.telling)
    return lines, frozenset(option.provided)


def _one_option(old: Option, new: Option, say: Mapping[str, str]) -> Iterator[str]:
    """An option that is another now, grant by grant."""
    was, now = ({line.grant: line for line in option.telling} for option in (old, new))
    for grant in dict.fromkeys((*was, *now)):
        texts = [_amount(lines[grant]) if grant in lines else say["nothing_given"] for lines in (was, now)]
        if texts[0] != texts[1]:
            label = (now.get(grant) or was[grant]).label
            yield f"{label}: {' → '.join(texts)}"
    if old.provided_labels != new.provided_labels:
        asked = [", ".join(each.provided_labels) or say["nothing_given"] for each in (old, new)]
        yield say["asked"].format(" → ".join(asked))


def _amount(line: GivenLine) -> str:
    return line.amount.text or ""


def _in_words(option: Option, say: Mapping[str, str]) -> str:
    text = " + ".join(f"{line.label} {_amount(line)}" for line in option.telling) or say["plain"]
    return say["with"].format(text, ", ".join(option.provided_labels)) if option.provided_labels else text


# ---- offers


def _offers(before: Decision, after: Decision, say: Mapping[str, str]) -> Iterator[str]:
    gone = _only_in(before.offers, after.offers, key_of_offer)
    come = _only_in(after.offers, before.offers, key_of_offer)
    for old in list(gone):
        alike = [new for new in come if new.what == old.what]
        if len(alike) == 1 and _figures(old, say) != _figures(alike[0], say):
            figures = [_figures(each, say) or say["nothing_given"] for each in (old, alike[0])]
            yield f"{old.label}: {' → '.join(figures)}"
            gone.remove(old)
            come.remove(alike[0])
    if gone:
        yield say["no_offer"].format(", ".join(_offered(each, say) for each in gone))
    if come:
        yield say["offer"].format(", ".join(_offered(each, say) for each in come))


def key_of_offer(offer: OfferMade) -> Hashable:
    return offer.what, _value(offer.on), _value(offer.amount), offer.calming


def _figures(offer: OfferMade, say: Mapping[str, str]) -> str:
    parts = [offer.amount.text] if offer.amount and offer.amount.text else []
    parts += [say["on"].format(offer.on.text)] if offer.on and offer.on.text else []
    return " ".join(parts)


def _offered(offer: OfferMade, say: Mapping[str, str]) -> str:
    return f"{offer.label} {_figures(offer, say)}".strip()


# ---- concessions


def _concessions(before: Decision, after: Decision, say: Mapping[str, str]) -> Iterator[str]:
    was, now = ([each for each in every.may_concede if _some(each.up_to)] for every in (before, after))
    gone, come = _only_in(was, now, key_of_concession), _only_in(now, was, key_of_concession)
    for old in list(gone):
        alike = [new for new in come if new.grant == old.grant]
        if len(alike) == 1:
            yield say["may_concede"].format(f"{_conceded(old, alike[0], say)} → {_terms(alike[0], old, say)}")
            gone.remove(old)
            come.remove(alike[0])
    for each in gone:
        yield say["may_not_concede"].format(say["up_to"].format(each.label, each.up_to.text))
    for each in come:
        yield say["may_concede"].format(say["up_to"].format(each.label, each.up_to.text))


def _some(amount: Amount) -> bool:
    return bool(amount.value)


def key_of_concession(each: MayConcede) -> Hashable:
    return each.grant, _value(each.up_to), frozenset(each.reasons), each.at_most, each.within_days


def _conceded(old: MayConcede, new: MayConcede, say: Mapping[str, str]) -> str:
    return f"{old.label} {_terms(old, new, say)}"


def _terms(each: MayConcede, other: MayConcede, say: Mapping[str, str]) -> str:
    """Up to how much; for which reasons and how often, where that is not the same."""
    parts = [say["up_to"].format("", each.up_to.text).strip()]
    if set(each.reasons) != set(other.reasons):
        parts.append(say["reasons"].format(", ".join(reason.replace("_", " ") for reason in each.reasons)))
    if (each.at_most, each.within_days) != (other.at_most, other.within_days) and each.at_most is not None:
        parts.append(say["times"].format(each.at_most, each.within_days))
    return ", ".join(parts)
