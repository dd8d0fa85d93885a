"""Decides: one case of one request, at one moment, by one policy. Pure, so that it can be replayed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from fairservice.conditions.describe import Describer, open_columns
from fairservice.conditions.lowering import Program
from fairservice.conditions.nodes import Field, Node, walk
from fairservice.conditions.quantities import kind_in_words
from fairservice.conditions.reference import value_of
from fairservice.conditions.vocabulary import (
    FIRST_DAY,
    LAST_DAY,
    Boolean,
    Choice,
    Choices,
    Record,
    Records,
    Type,
    Value,
    cut,
    int_of,
    nearest,
    write_value,
    written_records,
)
from fairservice.decisions.case import BAD_FACT, read_case, with_parts
from fairservice.decisions.content import (
    Amount,
    GivenLine,
    Listed,
    MayConcede,
    OfferMade,
    Option,
    Question,
    Status,
)
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import consider
from fairservice.decisions.outcome import Choosable, Conceded, Giving, Outcome, Proposed
from fairservice.decisions.phrases import ASK, ASK_GAPS, ASK_LIST, ASK_YES_NO, GENERIC, HOLDING
from fairservice.decisions.resolve import resolve
from fairservice.errors import CaseError, Defect, Finding
from fairservice.interpreters.protocol import Interpreter
from fairservice.policy.bundle import bundle_bytes, digest_of
from fairservice.policy.rule import NOBODY, Rule, Words
from fairservice.policy.rulebook import Request, Rulebook, condition_of

UNKNOWN_REQUEST = Defect("FS605", "request-not-there", "error", "something is asked that the policy does not answer")
TOO_EARLY = Defect("FS606", "before-the-policy", "error", "a case is decided as of a day before the policy begins")
NO_LANGUAGE = Defect(
    "FS607", "language-not-there", "error", "a decision is asked in a language the policy does not have"
)


class Policy:
    """A policy that answers. Immutable and safe to share between threads.

    `interpreter` makes the engine that judges a request's conditions, once per request, at first use.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        warnings: tuple[Finding, ...],
        interpreter: Callable[[Program], Interpreter],
    ) -> None:
        self.rulebook = rulebook
        self.warnings = warnings
        self._interpreter = interpreter
        self._engines: dict[str, Interpreter] = {}

    @property
    def name(self) -> str:
        return self.rulebook.name

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the policy's bundle, in hexadecimal."""
        return digest_of(bundle_bytes(self.rulebook))

    @property
    def requests(self) -> tuple[str, ...]:
        """The kinds of question that the policy answers."""
        return tuple(self.rulebook.requests)

    def decide(
        self,
        request: str,
        case: Mapping[str, object],
        *,
        today: date | None = None,
        received_on: date | None = None,
        lang: str | None = None,
    ) -> Decision:
        """The decision on a case; nothing is recorded.

        `case` maps fact names (dotted, or nested mappings) to values; see `decisions.case.read_case`. `today` is
        the policy's own day where it is not given, `received_on` is `today`, `lang` the policy's first language.
        Raises `CaseError` with every finding.
        """
        found = self._request(request)
        lang = self._language(lang)
        now = today or datetime.now(self.rulebook.zone).date()
        received = received_on or now
        for name, day in (("today", now), ("received_on", received)):
            if not FIRST_DAY <= day.toordinal() <= LAST_DAY:
                help = "the years are 1900 to 2200"
                raise CaseError([Finding(BAD_FACT, f"`{name}` cannot be {day}", None, help, (), name)])
        known: dict[str, Value] = dict(read_case(self.rulebook, case))
        known["today"], known["received_on"] = now.toordinal(), received.toordinal()
        in_force = known.get(found.in_force_fact)
        if in_force is not None and int_of(in_force) < self.rulebook.since:
            since = date.fromordinal(self.rulebook.since)
            raise CaseError(
                [
                    Finding(
                        TOO_EARLY,
                        f"this policy decides from {since} on, and the case is of {date.fromordinal(int_of(in_force))}",
                        None,
                        f"check `{found.in_force_fact}`, or ask with the policy of that time",
                        (),
                        found.in_force_fact,
                    )
                ]
            )
        return _Deciding(self, found, self._engine(found), known, now, received).decision(lang)

    def _request(self, name: str) -> Request:
        found = self.rulebook.requests.get(name)
        if found is None:
            near = nearest(name, list(self.requests))
            known = ", ".join(f"`{each}`" for each in self.requests)
            help = f"did you mean `{near}`?" if near else f"it answers {known}"
            raise CaseError([UNKNOWN_REQUEST.at(None, f"the policy has no request `{cut(name)}`", help)])
        return found

    def _language(self, lang: str | None) -> str:
        if lang is None:
            return self.rulebook.languages[0]
        if lang not in self.rulebook.languages:
            known = ", ".join(self.rulebook.languages)
            raise CaseError([NO_LANGUAGE.at(None, f"the policy has no texts in `{cut(lang)}`", f"it has {known}")])
        return lang

    def _engine(self, request: Request) -> Interpreter:
        engine = self._engines.get(request.name)
        if engine is None:
            engine = self._engines[request.name] = self._interpreter(request.program)
        return engine


class _Deciding:
    """One decision in the making; language comes last, so that it can be told again in another."""

    def __init__(
        self,
        policy: Policy,
        request: Request,
        interpreter: Interpreter,
        known: dict[str, Value],
        today: date,
        received: date,
    ) -> None:
        self.policy = policy
        self.rulebook = policy.rulebook
        self.request = request
        self.today = today
        self.received = received
        self.case = with_parts(known, request.columns, self.rulebook)
        truths, self._amount_at = interpreter.judge(self.case)
        self.outcome: Outcome = resolve(request, truths, self.amount_of, self.rulebook.together)

    def amount_of(self, node: Node) -> Value | None:
        return self._amount_at(self.request.amount_index[node])

    # ---- the decision

    def decision(self, lang: str) -> Decision:
        outcome, rulebook, request = self.outcome, self.rulebook, self.request
        deciding = outcome.deciding[0] if outcome.deciding and outcome.words_settled else None
        answer = outcome.answer
        status = self._status()
        because = self._words(deciding.because, lang, deciding) if deciding else None
        say = (self._words(deciding.say, lang, deciding) if deciding and deciding.say else None) or because
        holding = rulebook.holding.get(lang) or HOLDING[lang]
        if answer is None or status in ("conflict", "gap"):
            sentence = holding
        else:
            sentence = say or GENERIC[lang][answer.word]
        in_force = self.case.get(request.in_force_fact)
        low = min(outcome.answers).word if outcome.answers else None
        high = max(outcome.answers).word if outcome.answers else None
        concessions = tuple(self._concession(each, lang) for each in outcome.concessions)
        decision = Decision(
            policy=rulebook.name,
            request=request.name,
            question=request.question.get(lang) or rulebook.label(request.name, lang),
            lang=lang,
            status=status,
            answer=answer.word if answer is not None else None,
            at_least=low,
            at_most=high,
            may_conflict=bool(outcome.withheld),
            options=tuple(self._option(each, lang) for each in outcome.options),
            options_settled=outcome.options_settled,
            offers=tuple(self._offer(each, lang) for each in outcome.offers),
            offers_settled=outcome.offers_settled,
            may_concede=concessions,
            may_concede_settled=outcome.concessions_settled,
            may_override=self._may_override(),
            say=sentence,
            if_pressed=self._words(deciding.if_pressed, lang, deciding) if deciding else None,
            because=because,
            holding=holding if status != "settled" else None,
            rule=deciding.id if deciding else None,
            rules=tuple(rule.id for rule in outcome.deciding),
            conflict=tuple(rule.id for rule in outcome.conflict),
            reference=deciding.reference if deciding else None,
            owner=deciding.owner if deciding else rulebook.owner,
            questions=self._questions(lang),
            facts=self._facts(),
            today=self.today,
            received_on=self.received,
            in_force_on=date.fromordinal(int_of(in_force)) if in_force is not None else None,
            law=tuple((pack.name, date.fromordinal(pack.since)) for pack in rulebook.packs if not pack.is_policy),
            labels=self._labels(concessions, lang),
            bundle=self.policy.digest,
            fingerprint="",
            _trace=lambda lang: consider(self.request, self.outcome, self.case, self._describer(lang)),
            _again=self.decision,
        )
        return replace(decision, fingerprint=self._fingerprint(decision))

    def _status(self) -> Status:
        outcome = self.outcome
        if not outcome.answers and outcome.withheld == {"conflict"}:
            return "conflict"
        if not outcome.answers and outcome.withheld == {"gap"}:
            return "gap"
        settled = outcome.answer is not None and outcome.options_settled and outcome.offers_settled
        return "settled" if settled else "open"

    def _may_override(self) -> str | None:
        """The one role (or nobody) that all that may still happen agree on."""
        outcome = self.outcome
        if outcome.withheld or len(outcome.overriders) != 1:
            return None
        return next(iter(outcome.overriders))

    def _labels(self, concessions: tuple[MayConcede, ...], lang: str) -> tuple[tuple[str, str], ...]:
        """What the roles and reasons of a decision are called in its language."""
        override = self._may_override()
        named = {override} if override not in (None, NOBODY) else set()
        for each in concessions:
            named |= {*each.reasons, *(role for role, _ in each.by_role)}
        return tuple((name, self.rulebook.label(name, lang)) for name in sorted(filter(None, named)))

    def _facts(self) -> tuple[tuple[str, str | Listed], ...]:
        """The known facts that this request reads; what was given besides is not kept."""
        read = {name.partition("/")[0] for name in self.request.columns} | {self.request.in_force_fact}
        shown = {
            name: _written(self.case[name], self.rulebook.facts[name].type)
            for name in read
            if name in self.case and self.rulebook.facts[name].source != "clock"
        }
        return tuple(sorted(shown.items()))

    def _fingerprint(self, decision: Decision) -> str:
        content = decision.to_dict(trace=False)
        for name in ("fingerprint", "lang", "question", "say", "if_pressed", "because", "holding"):
            content.pop(name)
        facts = content.pop("facts")  # whose names are the owner's, and may be any word
        plain = {"facts": facts, "decision": _without_words(content)}
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    # ---- words

    def _describer(self, lang: str) -> Describer:
        rulebook = self.rulebook
        return Describer(lang, rulebook.currency, lambda name: rulebook.label(name, lang), rulebook.zone)

    def _amount(self, value: Value | None, type: Type, lang: str) -> Amount:
        text = None if value is None else self._describer(lang).value(value, type)
        return Amount(value, type, text)

    def _words(self, words: Words, lang: str, rule: Rule) -> str | None:
        """A sentence with its placeholders filled in; None where there is none, or one of them is open."""
        template = words.get(lang) or next(iter(words.values()), None)
        if template is None:
            return None
        lines = {line.grant: line for line in (*rule.lines, *(rule.concession.lines if rule.concession else ()))}
        parts: list[str] = []
        for part in template:
            if isinstance(part, str):
                parts.append(part)
                continue
            node = part.node if part.node is not None else lines[part.grant or ""].amount
            value = self.amount_of(node)
            if value is None:
                return None
            parts.append(self._describer(lang).plain(value, node.type))
        return "".join(parts)

    # ---- parts

    def _option(self, option: Choosable, lang: str) -> Option:
        rule = option.rule
        lines = [self._line(each, lang, ()) for each in option.lines]
        lines += [self._line(each, lang, each.rule.provided if each.rule is not rule else ()) for each in option.added]
        labels = tuple(self.rulebook.label(name, lang) for name in rule.provided)
        return Option(
            rule.id if option.named else None, rule.basis, tuple(lines), rule.provided, labels, option.certain
        )

    def _line(self, giving: Giving, lang: str, provided: tuple[str, ...]) -> GivenLine:
        line = giving.line
        amount = self._amount(giving.value, line.amount.type, lang)
        label = self.rulebook.label(line.grant, lang)
        return GivenLine(line.grant, label, amount, giving.rule.id if giving.named else None, provided, giving.certain)

    def _offer(self, proposed: Proposed, lang: str) -> OfferMade:
        offer = proposed.offer
        return OfferMade(
            offer.what,
            self.rulebook.label(offer.what, lang),
            None if offer.on is None else self._amount(proposed.on, offer.on.type, lang),
            None if offer.amount is None else self._amount(proposed.amount, offer.amount.type, lang),
            offer.calming,
            self._words(offer.say, lang, proposed.rule) if proposed.named else None,
            proposed.rule.id if proposed.named else None,
            proposed.certain,
        )

    def _concession(self, conceded: Conceded, lang: str) -> MayConcede:
        rule, line = conceded.rule, conceded.line
        concession = rule.concession
        assert concession is not None
        type = line.amount.type
        by_role: list[tuple[str, Amount]] = []
        for role in self.rulebook.roles_upward():
            for mandate in self.rulebook.mandates:
                if (mandate.role, mandate.grant) == (role, line.grant):
                    up_to = (
                        mandate.per_case if conceded.up_to is None else min(mandate.per_case, int_of(conceded.up_to))
                    )
                    known: Value | None = None if conceded.up_to is None else up_to
                    by_role.append((role, self._amount(known, type, lang)))
        used = None if concession.used is None else value_of(concession.used, self.case)
        limit = concession.per_customer
        return MayConcede(
            rule.id,
            concession.exception_to,
            line.grant,
            self.rulebook.label(line.grant, lang),
            self._amount(conceded.up_to, type, lang),
            tuple(by_role),
            concession.reasons,
            int_of(used) if used is not None else None,
            limit.at_most if limit else None,
            limit.within_days if limit else None,
            conceded.certain,
        )

    # ---- questions

    def _questions(self, lang: str) -> tuple[Question, ...]:
        """The unknown facts that still matter, the most telling first; those the ledger knows last."""
        scores: dict[str, float] = {}
        for node, weight in self._open_nodes():
            names = list(dict.fromkeys(name.partition("/")[0] for name in open_columns(node, self.case)))
            for name in names:
                scores[name] = scores.get(name, 0.0) + weight / len(names)
        facts = self.rulebook.facts
        order = sorted(scores, key=lambda name: (facts[name].source == "ledger", -scores[name]))
        return tuple(self._question(name, lang) for name in order)

    def _open_nodes(self) -> list[tuple[Node, float]]:
        """What is open and could still change the decision, with how much it matters."""
        outcome = self.outcome
        found: list[tuple[Node, float]] = []
        matters = outcome.answer is None or not outcome.options_settled or not outcome.offers_settled
        for rule, truth in zip(self.request.rules, outcome.fired, strict=True):
            if truth is None and rule.basis != "goodwill" and matters:
                found.append((condition_of(rule), 4.0))
        weight = 0.1 if outcome.answer is None else 2.0  # first what is answered, then what it comes to
        for option in outcome.options:
            found += [(each.line.amount, weight) for each in (*option.lines, *option.added) if each.value is None]
        for each in outcome.offers:
            pairs = ((each.offer.on, each.on), (each.offer.amount, each.amount))
            found += [(node, weight) for node, value in pairs if node is not None and value is None]
        for conceded in outcome.concessions:
            if not conceded.certain:
                found.append((condition_of(conceded.rule), 1.0))
            if conceded.up_to is None:
                found.append((conceded.line.amount, 1.0))
        if outcome.answer is not None and not matters and not outcome.words_settled:
            found += [
                (condition_of(rule), 1.0)
                for rule, truth in zip(self.request.rules, outcome.fired, strict=True)
                if truth is None and rule.answer == outcome.answer
            ]
        return found

    def _question(self, name: str, lang: str) -> Question:
        fact = self.rulebook.facts[name]
        label = self.rulebook.label(name, lang)
        ask = fact.ask.get(lang) or next(iter(fact.ask.values()), None)
        text = ask or _asking(fact.type)[lang].format(label)
        listed = self.case.get(name)
        if isinstance(fact.type, Records) and isinstance(listed, tuple):  # it was given, but not all of it
            nodes = (*self.request.program.conditions, *self.request.program.amounts)
            read = {part.name for node in nodes for part in walk(node) if isinstance(part, Field)}
            names = [f"{name}.{each}" for each in _gaps_in(listed, fact.type)]
            gaps = [self.rulebook.label(each, lang) for each in names if each in read]
            text = ASK_GAPS[lang].format(label, ", ".join(gaps))
        values = fact.type.values if isinstance(fact.type, Choice | Choices) else ()
        labels = tuple(self.rulebook.label(value, lang) for value in values)
        return Question(name, text, fact.type, kind_in_words(fact.type), values, labels, fact.source == "ledger")


def _asking(type: Type) -> Mapping[str, str]:
    """How to ask for a fact whose owner wrote no question."""
    return ASK_YES_NO if isinstance(type, Boolean) else ASK_LIST if isinstance(type, Records) else ASK


def _gaps_in(records: tuple[Record, ...], type: Records) -> list[str]:
    """The fields that are unknown in one or more of the records."""
    return [name for at, (name, _) in enumerate(type.fields) if any(record[at] is None for record in records)]


def _written(value: Value, type: Type) -> str | Listed:
    if isinstance(type, Records):
        return tuple(tuple(record.items()) for record in written_records(value, type))
    return write_value(value, type)


_WORD_KEYS = frozenset({"label", "labels", "text", "say", "provided_labels", "question", "questions"})


def _without_words(content: object) -> object:
    """The decision without its wording, so that its fingerprint is the same in every language."""
    if isinstance(content, dict):
        return {key: _without_words(value) for key, value in content.items() if key not in _WORD_KEYS}
    if isinstance(content, list):
        return [_without_words(each) for each in content]
    return content
