"""What stands below a card, for who has a minute: concessions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairservice.cli.card import Card, amount_in_words, offer_in_words, option_in_words
from fairservice.cli.phrases import Phrases, phrases_in
from fairservice.cli.terminal import WIDEST, bold, dim, hanging, width_now
from fairservice.decisions.content import MayConcede, Question
from fairservice.decisions.decision import Decision
from fairservice.policy.rule import OTHERWISE

_COLUMN = 4
_MOST_QUESTIONS = 5


def draw_below(decision: Decision, card: Card, width: int | None = None) -> str:
    """The rest of a decision as indented lines; empty where there is nothing more to tell."""
    words = phrases_in(decision.lang)
    width = min(width or width_now(), WIDEST)
    blocks = [
        _unsettled(decision, words),
        _moved(decision, card, words),
        _spoken_offers(decision, words),
        _concessions(decision, words),
        _open_questions(decision, words),
    ]
    out = [line for block in blocks if block for line in _block(*block, width)]
    out += [""] if out else []
    out += [dim(line) for each in _rests_on(decision, words) for line in hanging("", each, 2, width)]
    return "\n".join(out)


def draw_concessions(decision: Decision, width: int | None = None) -> str:
    """Only what may be conceded beyond the answer; empty where nothing may."""
    block = _concessions(decision, phrases_in(decision.lang))
    return "\n".join(_block(*block, min(width or width_now(), WIDEST))) if block else ""


def _block(title: str, lines: list[str], width: int) -> list[str]:
    out = ["", *(bold(line) for line in hanging("", title, 2, width))]
    for line in lines:
        bullet = "• " if line.startswith("• ") else ""
        out += hanging(" " * _COLUMN + bullet, line.removeprefix(bullet), _COLUMN + len(bullet), width)
    return out


def _unsettled(decision: Decision, words: Phrases) -> tuple[str, list[str]] | None:
    if decision.status == "conflict":
        return words.conflict.format(rules=", ".join(decision.conflict)), []
    if decision.status == "gap":
        return words.gap, []
    if decision.settled:
        return None
    low, high = decision.at_least, decision.at_most
    found = [line.label for option in decision.options for line in option.lines if not option.certain]
    found += [offer.label for offer in decision.offers if not offer.certain]
    possible = [f"{words.possibly}: {', '.join(dict.fromkeys(found))}"] if found else []
    if decision.may_conflict:
        possible.append(words.may_conflict)
    if decision.answer or low is None or high is None:
        return (possible[0], possible[1:]) if possible else None
    return words.range.format(low=words.answers[low], high=words.answers[high]), possible


def _moved(decision: Decision, card: Card, words: Phrases) -> tuple[str, list[str]] | None:
    """What had no room on the card."""
    lines: list[str] = []
    if "choices" in card.left_out:
        lines += [f"• {option_in_words(option, words)}" for option in decision.options if option.lines]
        lines += [f"• {offer_in_words(offer, words)}" for offer in decision.offers]
    if "if_pressed" in card.left_out and decision.if_pressed:
        lines.append(f"{words.insists}: {words.quote[0]}{decision.if_pressed}{words.quote[1]}")
    return (words.words, lines) if lines else None


def _spoken_offers(decision: Decision, words: Phrases) -> tuple[str, list[str]] | None:
    said = [f"{offer.label}: {words.quote[0]}{offer.say}{words.quote[1]}" for offer in decision.offers if offer.say]
    return (words.words, said) if said and decision.settled else None


def _concessions(decision: Decision, words: Phrases) -> tuple[str, list[str]] | None:
    certain = [each for each in decision.may_concede if each.certain]
    if not certain or not decision.settled:
        return None
    called = dict(decision.labels)
    return words.may_concede, [line for each in certain for line in _concession(each, words, called)]


def _concession(each: MayConcede, words: Phrases, called: Mapping[str, str]) -> list[str]:
    """One concession: how much; in whose mandate; for which reasons; how often used."""
    lines = [words.up_to.format(grant=each.label, amount=amount_in_words(each.up_to, words))]
    roles = [
        words.own_mandate.format(role=called[role], amount=amount_in_words(amount, words))
        for role, amount in each.by_role
    ]
    lines.append("• " + (words.alone.format(roles=", ".join(roles)) if roles else words.no_mandate))
    if each.reasons:
        reasons = ", ".join(called[reason] for reason in each.reasons)
        lines.append("• " + words.for_reasons.format(reasons=reasons))
    if each.at_most is not None:
        told = words.never_used if each.used is None else words.used
        lines.append("• " + told.format(used=each.used, at_most=each.at_most, days=each.within_days))
    return lines


def _open_questions(decision: Decision, words: Phrases) -> tuple[str, list[str]] | None:
    rest = decision.questions[0 if decision.settled else 1 :]
    if not rest or decision.status in ("conflict", "gap"):
        return None
    shown = [_question(each, words) for each in rest[:_MOST_QUESTIONS]]
    if len(rest) > _MOST_QUESTIONS:
        shown.append(f"  {words.and_more.format(count=len(rest) - _MOST_QUESTIONS)}")
    return words.still_open, shown


def _question(question: Question, words: Phrases) -> str:
    known = f"{question.text} {words.from_ledger}" if question.from_ledger else question.text
    return f"• {known}"


def _rests_on(decision: Decision, words: Phrases) -> Iterable[str]:
    """Rule, reference, law packs, owner, days and digest, each where there is one."""
    if decision.rule:
        rule = words.otherwise if decision.rule == OTHERWISE else f"{words.rule} {decision.rule}"
        others = [each for each in decision.rules if each != decision.rule and each != OTHERWISE]
        if others:
            rule += f" (+ {', '.join(others)})"
        yield " · ".join(part for part in (rule, decision.reference) if part)
    law = [words.according_to.format(pack=pack, day=day.isoformat()) for pack, day in decision.law]
    if law:
        yield ", ".join(law)
    days = words.dates.format(today=decision.today.isoformat(), received=decision.received_on.isoformat())
    if decision.in_force_on and decision.in_force_on != decision.today:
        days += ", " + words.in_force.format(day=decision.in_force_on.isoformat())
    yield days
    yield f"{words.bundle} {decision.policy} {decision.bundle[:12]} · {words.owner} {decision.owner}"
