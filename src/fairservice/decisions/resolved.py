"""A case that has been resolved, and how each part of its decision is told in a language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from fairservice.conditions.describe import Describer
from fairservice.conditions.nodes import Constant, Node
from fairservice.conditions.open_columns import OpenColumns
from fairservice.conditions.program import Row
from fairservice.conditions.quantities import kind_in_words
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import (
    Boolean,
    Choice,
    Choices,
    Quantity,
    Record,
    Records,
    Type,
    Value,
    int_of,
)
from fairservice.conditions.wording import bare
from fairservice.decisions.content import (
    Amount,
    Considered,
    GivenLine,
    Listed,
    MayConcede,
    OfferMade,
    Option,
    Question,
    Status,
)
from fairservice.decisions.once import once
from fairservice.decisions.outcome import Choosable, Conceded, Giving, Outcome, Proposed
from fairservice.decisions.phrases import ASK, ASK_GAPS, ASK_LIST, ASK_YES_NO
from fairservice.decisions.trace import consider
from fairservice.policy.rule import NOBODY, Rule, Words

if TYPE_CHECKING:
    from fairservice.decisions.answering import Answering


class Resolved:
    """One case of one request with its outcome. What needs a language takes it as `lang`; all is told on demand."""

    def __init__(self, answering: Answering, row: Row, outcome: Outcome, today: date) -> None:
        self.answering = answering
        self.row = row
        self.outcome = outcome
        self.today = today

    @once
    def case(self) -> dict[str, Value]:
        """The known columns of the case."""
        return self.answering.program.case(self.row)

    def amount_of(self, node: Node) -> Value | None:
        return node.value if isinstance(node, Constant) else self.answering.amount_of(node, self.row)

    # ---- what needs no language

    @once
    def status(self) -> Status:
        outcome = self.outcome
        if not outcome.answers and outcome.withheld == {"conflict"}:
            return "conflict"
        if not outcome.answers and outcome.withheld == {"gap"}:
            return "gap"
        settled = outcome.answer is not None and self.options_settled and self.offers_settled
        return "settled" if settled else "open"

    @once
    def options_settled(self) -> bool:
        return all(
            option.certain and all(each.certain and self._known(each.line.amount) for each in option.all_lines)
            for option in self.outcome.options
        )

    @once
    def offers_settled(self) -> bool:
        return all(
            each.certain and all(node is None or self._known(node) for node in (each.offer.on, each.offer.amount))
            for each in self.outcome.offers
        )

    @once
    def concessions_settled(self) -> bool:
        return all(each.certain and self._known(each.line.amount) for each in self.outcome.concessions)

    def _known(self, node: Node) -> bool:
        return self.amount_of(node) is not None

    @property
    def in_force_on(self) -> date | None:
        place = self.answering.in_force_place
        day = None if place is None else self.row[place]
        return date.fromordinal(int_of(day)) if day is not None else None

    def may_override(self) -> str | None:
        """The one role (or nobody) that all that may still happen agree on."""
        outcome = self.outcome
        if outcome.withheld or len(outcome.overriders) != 1:
            return None
        return next(iter(outcome.overriders))

    def facts(self) -> tuple[tuple[str, str | Listed], ...]:
        """The known facts that this request reads; what was given besides is not kept."""
        told, row = self.answering.facts_told, self.row
        return tuple((name, write(value)) for place, name, write in told if (value := row[place]) is not None)

    def fingerprint(self, content: dict[str, object]) -> str:
        """The SHA-256 of a decision without its words, the same in every language; of its JSON form."""
        for name in ("fingerprint", "lang", "question", "say", "if_pressed", "because", "holding"):
            content.pop(name, None)
        facts = content.pop("facts")  # whose names are the owner's, and may be any word
        text = _plain_text({"facts": facts, "decision": _without_words(content)})
        return hashlib.sha256(text.encode()).hexdigest()

    def trace(self, lang: str) -> tuple[Considered, ...]:
        return consider(self.answering.request, self.outcome, self.case, self.describer(lang))

    # ---- words

    def describer(self, lang: str) -> Describer:
        return self.answering.describer(lang)

    def _amount(self, value: Value | None, type: Type, lang: str) -> Amount:
        return Amount(value, type, partial(self.describer(lang).value, today=self.today))

    def labels(self, lang: str, conceded: tuple[MayConcede, ...]) -> tuple[tuple[str, str], ...]:
        """What the roles and reasons of a decision are called."""
        override = self.may_override()
        named = {override} if override not in (None, NOBODY) else set()
        for each in conceded:
            named |= {*each.reasons, *(role for role, _ in each.by_role)}
        return tuple((name, self._label(name, lang)) for name in sorted(filter(None, named)))

    def _label(self, name: str, lang: str) -> str:
        return self.answering.rulebook.label(name, lang)

    def words(self, words: Words, lang: str, rule: Rule) -> str | None:
        """A sentence with its placeholders filled in; None where there is none, or one of them is open."""
        template = words.get(lang) or next(iter(words.values()), None)
        if template is None:
            return None
        parts: list[str] = []
        for part in template:
            if isinstance(part, str):
                parts.append(part)
                continue
            node = part.node if part.node is not None else _given(rule, part.grant or "")
            value = self.amount_of(node)
            if value is None:
                return None
            parts.append(self.describer(lang).plain(value, node.type, self.today))
        return "".join(parts)

    # ---- parts

    def options(self, lang: str) -> tuple[Option, ...]:
        outcome = self.outcome
        found = outcome.told.get(lang)
        if found is None:
            found = tuple(self._option(each, lang) for each in outcome.options)
            lines = (each for option in outcome.options for each in option.all_lines)
            if all(isinstance(each.line.amount, Constant) and not _is_day(each.line.amount.type) for each in lines):
                outcome.told[lang] = found
        return found

    def _option(self, option: Choosable, lang: str) -> Option:
        rule = option.rule
        lines = [self._line(each, lang, ()) for each in option.lines]
        lines += [self._line(each, lang, each.rule.provided if each.rule is not rule else ()) for each in option.added]
        labels = tuple(self._label(name, lang) for name in rule.provided)
        return Option(
            rule.id if option.named else None, rule.basis, tuple(lines), rule.provided, labels, option.certain
        )

    def _line(self, giving: Giving, lang: str, provided: tuple[str, ...]) -> GivenLine:
        line = giving.line
        amount = self._amount(self.amount_of(line.amount), line.amount.type, lang)
        label = self._label(line.grant, lang)
        return GivenLine(line.grant, label, amount, giving.rule.id if giving.named else None, provided, giving.certain)

    def offers(self, lang: str) -> tuple[OfferMade, ...]:
        return tuple(self._offer(each, lang) for each in self.outcome.offers)

    def _offer(self, proposed: Proposed, lang: str) -> OfferMade:
        offer = proposed.offer
        return OfferMade(
            offer.what,
            self._label(offer.what, lang),
            None if offer.on is None else self._amount(self.amount_of(offer.on), offer.on.type, lang),
            None if offer.amount is None else self._amount(self.amount_of(offer.amount), offer.amount.type, lang),
            offer.calming,
            self.words(offer.say, lang, proposed.rule) if proposed.named else None,
            proposed.rule.id if proposed.named else None,
            proposed.certain,
        )

    def concessions(self, lang: str) -> tuple[MayConcede, ...]:
        return tuple(self._concession(each, lang) for each in self.outcome.concessions)

    def _concession(self, conceded: Conceded, lang: str) -> MayConcede:
        rule, line = conceded.rule, conceded.line
        concession = rule.concession
        assert concession is not None
        type, most = line.amount.type, self.amount_of(line.amount)
        by_role: list[tuple[str, Amount]] = []
        for role in self.answering.rulebook.roles_upward():
            for mandate in self.answering.rulebook.mandates:
                if (mandate.role, mandate.grant) == (role, line.grant):
                    up_to = None if most is None else min(mandate.per_case, int_of(most))
                    by_role.append((role, self._amount(up_to, type, lang)))
        used = None if concession.used is None else value_of(concession.used, self.case)
        limit = concession.per_customer
        return MayConcede(
            rule.id,
            concession.exception_to,
            line.grant,
            self._label(line.grant, lang),
            self._amount(most, type, lang),
            tuple(by_role),
            concession.reasons,
            int_of(used) if used is not None else None,
            limit.at_most if limit else None,
            limit.within_days if limit else None,
            conceded.certain,
        )

    # ---- questions

    def questions(self, lang: str) -> tuple[Question, ...]:
        """The unknown facts that still matter, the most telling first; those the ledger knows last."""
        open_nodes = self._open_nodes()
        if not open_nodes:
            return ()
        scores: dict[str, float] = {}
        columns = OpenColumns(self.answering.read_columns, self.case)
        for node, weight, surely_open in open_nodes:
            names = dict.fromkeys(name.partition("/")[0] for name in columns.of(node, surely_open))
            for name in names:
                scores[name] = scores.get(name, 0.0) + weight / len(names)
        facts = self.answering.rulebook.facts
        order = sorted(scores, key=lambda name: (facts[name].source == "ledger", -scores[name]))
        return tuple(self._question(name, lang) for name in order)

    def _open_nodes(self) -> list[tuple[Node, float, bool]]:
        """What could still change the decision, with how much it matters, and whether it is known to be open."""
        outcome = self.outcome
        found: list[tuple[Node, float, bool]] = []
        rules, conditions = self.answering.request.rules, self.answering.program.conditions
        perhaps = outcome.firing[1]
        matters = outcome.answer is None or not self.options_settled or not self.offers_settled
        if matters:
            found += [(conditions[at], 4.0, True) for at in perhaps if rules[at].basis != "goodwill"]
        weight = 0.1 if outcome.answer is None else 2.0  # first what is answered, then what it comes to
        told = [each.line.amount for option in outcome.options for each in option.all_lines]
        told += [node for each in outcome.offers for node in (each.offer.on, each.offer.amount) if node is not None]
        if "conflict" in outcome.withheld and not outcome.conflict:  # those that stand may still agree by value
            stand = [rules[at] for at, truth in outcome.stands.items() if truth and rules[at].basis == "policy"]
            compared: list[Node | None] = [line.amount for rule in stand for line in rule.lines]
            compared += [node for rule in stand for each in rule.offers for node in (each.on, each.amount)]
            told += [node for node in dict.fromkeys(compared) if node is not None and node not in told]
        found += [(node, weight, True) for node in told if not self._known(node)]
        for conceded in outcome.concessions:
            if not conceded.certain:
                found.append((conditions[self.answering.request.position[conceded.rule.id]], 1.0, False))
            if not self._known(conceded.line.amount):
                found.append((conceded.line.amount, 1.0, True))
        if outcome.answer is not None and not matters and outcome.speaker is None:
            found += [(conditions[at], 1.0, True) for at in perhaps if rules[at].answer == outcome.answer]
        return found

    def _question(self, name: str, lang: str) -> Question:
        fact = self.answering.rulebook.facts[name]
        label = self._label(name, lang)
        ask = fact.ask.get(lang) or next(iter(fact.ask.values()), None)
        if isinstance(fact.type, Records):  # whose sentences have an article of their own
            label = bare(label, lang)
        text = ask or _asking(fact.type)[lang].format(label)
        listed = self.case.get(name)
        if isinstance(fact.type, Records) and isinstance(listed, tuple):  # it was given, but not all of it
            read = self.answering.program.fields
            names = [f"{name}.{each}" for each in _gaps_in(listed, fact.type)]
            gaps = [self._label(each, lang) for each in names if each in read]
            text = ASK_GAPS[lang].format(label, ", ".join(gaps))
        values = fact.type.values if isinstance(fact.type, Choice | Choices) else ()
        labels = tuple(self._label(value, lang) for value in values)
        return Question(name, text, fact.type, kind_in_words(fact.type), values, labels, fact.source == "ledger")


def _given(rule: Rule, grant: str) -> Node:
    """How much a rule gives, or may concede, of a grant."""
    lines = {line.grant: line for line in (*rule.lines, *(rule.concession.lines if rule.concession else ()))}
    return lines[grant].amount


def _is_day(type: Type) -> bool:
    """Whether how a value is spoken depends on today."""
    return isinstance(type, Quantity) and type.kind == "date"


def _asking(type: Type) -> Mapping[str, str]:
    """How to ask for a fact whose owner wrote no question."""
    return ASK_YES_NO if isinstance(type, Boolean) else ASK_LIST if isinstance(type, Records) else ASK


def _gaps_in(records: tuple[Record, ...], type: Records) -> list[str]:
    """The fields that are unknown in one or more of the records."""
    return [name for at, (name, _) in enumerate(type.fields) if any(record[at] is None for record in records)]


_WORD_KEYS = frozenset({"label", "labels", "text", "say", "provided_labels", "question", "questions"})


_plain_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _without_words(content: dict[str, object]) -> dict[str, object]:
    """The decision without its wording, so that its fingerprint is the same in every language."""
    return {
        key: _without_words(value) if type(value) is dict else _each_without(value) if type(value) is list else value
        for key, value in content.items()
        if key not in _WORD_KEYS
    }


def _each_without(listed: list[object]) -> list[object]:
    return [_without_words(each) if type(each) is dict else each for each in listed]
