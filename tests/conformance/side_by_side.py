"""Two decisions laid beside each other: in what one is better for the customer, told from the words of the design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairservice.conditions.vocabulary import Quantity, Value, int_of
from fairservice.decisions.content import Amount
from fairservice.decisions.decision import Decision
from fairservice.policy.rule import ANSWERS, NOBODY, Answer
from fairservice.policy.rulebook import Rulebook


@dataclass(frozen=True)
class Given:
    """An option by itself, or what adds to each of them: per grant how much, and all that must be provided for it."""

    lines: tuple[tuple[str, int, bool], ...]
    """Grant, how much, and whether sooner is more."""
    asks: frozenset[str]
    empty: bool
    """Whether it has no lines at all, not even of nothing."""

    @property
    def something(self) -> tuple[tuple[str, int, bool], ...]:
        return tuple(line for line in self.lines if line[2] or line[1])


@dataclass(frozen=True)
class Plain:
    """A decision as two of them are compared."""

    status: str
    answer: Answer | None
    options: tuple[Given, ...]
    added: tuple[Given, ...]
    offers: frozenset[tuple[str, Value | None, Value | None]]
    concessions: tuple[tuple[str, int, bool, frozenset[str], int | None, int | None], ...]
    override: str | None
    words: tuple[object, ...]


def plain(decision: Decision, together: frozenset[str]) -> Plain:
    options = []
    added: tuple[Given, ...] = ()
    for option in decision.options:
        own = tuple(_line(line.grant, line.amount) for line in option.lines if line.grant not in together)
        its = any(line.rule == option.rule for line in option.lines)
        options.append(Given(own, frozenset(option.provided), not its))
        added = tuple(
            Given(
                (_line(line.grant, line.amount),),
                frozenset(option.provided if line.rule == option.rule else line.provided),
                False,
            )
            for line in option.lines
            if line.grant in together
        )
    return Plain(
        decision.status,
        None if decision.answer is None else ANSWERS[decision.answer],
        tuple(options),
        added,
        frozenset(
            (each.what, each.on and each.on.value, each.amount and each.amount.value)
            for each in decision.offers
            if not each.calming
        ),
        tuple(
            (*_line(each.grant, each.up_to), frozenset(each.reasons), each.at_most, each.within_days)
            for each in decision.may_concede
        ),
        decision.may_override,
        (decision.say, decision.if_pressed),
    )


def _line(grant: str, amount: Amount) -> tuple[str, int, bool]:
    assert amount.value is not None
    return grant, int_of(amount.value), isinstance(amount.type, Quantity) and amount.type.kind == "date"


# ---- comparing


def better(one: Plain, other: Plain, rulebook: Rulebook) -> set[str]:
    """In what the other is better for the customer."""
    found = set()
    if _worth(other) > _worth(one):
        found.add("answer")
    for option in other.options:
        if (option.something or option.empty) and not any(covers(mine, option, one) for mine in one.options):
            found.add("options")
    for grant in {line[0] for each in other.added for line in each.lines}:
        if _adds_more(grant, one, other):
            found.add("options")
    if other.offers - one.offers:
        found.add("offers")
    if any(
        (each[1] or each[2]) and not any(_as_good(mine, each) for mine in one.concessions) for each in other.concessions
    ):
        found.add("concessions")
    refuses = one.answer is not None and not one.answer.grants
    compared = one.override and other.override and (refuses or one.answer == other.answer)
    if compared and _below(str(other.override), str(one.override), rulebook):
        found.add("override")
    return found


def _worth(one: Plain) -> Answer:
    assert one.answer is not None
    return Answer.NO if one.answer is Answer.NO_BUT and not one.offers else one.answer


def covers(more: Given, less: Given, whole: Plain) -> bool:
    asks = more.asks
    if not more.lines and not more.empty:  # nothing but what adds: all of it belongs to it
        asks = asks.union(*(each.asks for each in whole.added))
    return asks <= less.asks and all(
        any(its == grant and (value <= much if sooner else value >= much) for its, value, _ in more.lines)
        for grant, much, sooner in less.something
    )


def _adds_more(grant: str, one: Plain, other: Plain) -> bool:
    mine, theirs = adding(one, grant), adding(other, grant)
    if any(each.lines[0][2] for each in theirs):
        return any(not any(a.lines[0][1] <= b.lines[0][1] and a.asks <= b.asks for a in mine) for b in theirs)
    total, most = sum(each.lines[0][1] for each in theirs), sum(each.lines[0][1] for each in mine)
    asked = frozenset().union(*(each.asks for each in mine if each.lines[0][1]))
    asks = frozenset().union(*(each.asks for each in theirs if each.lines[0][1]))
    return total > 0 and (total > most or bool(asked - asks))


def adding(one: Plain, grant: str) -> list[Given]:
    return [each for each in one.added if each.lines[0][0] == grant]


def _as_good(mine: Any, other: Any) -> bool:
    grant, much, sooner, reasons, at_most, within = mine
    if grant != other[0] or not other[3] <= reasons or (much > other[1] if sooner else much < other[1]):
        return False
    return at_most is None or (other[4] is not None and at_most >= other[4] and within <= other[5])


def _below(role: str, other: str, rulebook: Rulebook) -> bool:
    if role in (NOBODY, other):
        return False
    if other == NOBODY:
        return True
    above = rulebook.roles[other].above
    return above is not None and (above == role or _below(role, above, rulebook))
