"""Reads the requests and rules of a policy into their typed form, and checks how they fit together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairservice.conditions.declarations import Fact, HistoryOf, Recorded, Texts
from fairservice.conditions.nodes import TRUE, Comparison, Constant, Node, Variable, conjunction, negation
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.scope import Scope
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.vocabulary import DATE, Quantity, cut, default_quantity, one_of
from fairservice.conditions.when import read_when
from fairservice.errors import Defect, Rejected
from fairservice.policy.declare_history import history_type
from fairservice.policy.declare_values import TWICE
from fairservice.policy.files import OfferFile, OutcomeFile, RequestFile, RuleFile
from fairservice.policy.goodwill import BASES, GOODWILL_SHAPE, basis_is_unclear, goodwill_keys, refuse_goodwill_keys
from fairservice.policy.outcome_defects import GIVES_WITH_NO, LAW_REFERENCE, NO_ANSWER, PROMISE_REFUSES
from fairservice.policy.overriding import check_exceptions, check_overrides
from fairservice.policy.packs import words
from fairservice.policy.reading import Reading
from fairservice.policy.recovery import recovery_of
from fairservice.policy.rule import (
    ANSWERS,
    NOBODY,
    OTHERWISE,
    Answer,
    Basis,
    Concession,
    Limit,
    Line,
    Offer,
    Rule,
    Table,
    Words,
)
from fairservice.policy.rulebook import Request
from fairservice.policy.shape import shaped
from fairservice.policy.table_columns import grants_of_columns
from fairservice.policy.tables import TableReader, is_table, was_table
from fairservice.policy.texts import read_texts, read_words
from fairservice.source.located_yaml import Entries, Items, Located, Text
from fairservice.span import Span

UNKNOWN_REQUEST = Defect("FS118", "unknown-request", "error", "a rule speaks to a request that nothing declares")
NO_OTHERWISE = Defect("FS306", "otherwise-missing", "error", "a request says nothing for cases that no rule covers")
CANNOT_OVERRIDE = Defect("FS308", "role-cannot-override", "error", "a role that may not override is named to do so")


def read_requests(
    reading: Reading,
    models: Mapping[str, list[tuple[Text, RequestFile, str, bool]]],
    rules: list[tuple[Text, RuleFile, str]],
) -> dict[str, Request]:
    """Every request with its rules, in file order."""
    by_request: dict[str, list[tuple[Text, RuleFile, str]]] = {name: [] for name in models}
    counted: set[str] = set()
    for key, model, pack in rules:
        if str(model.request) in reading.lost["requests"] - models.keys():
            continue
        if str(model.request) not in models:
            reading.findings.append(
                UNKNOWN_REQUEST.at(
                    model.request.span,
                    f"no request is called `{cut(model.request)}`",
                    one_of(model.request, list(models), "requests") if models else "declare it under `requests`",
                )
            )
            continue
        by_request[str(model.request)].append((key, model, pack))
        _declare_history(reading, key, model, counted)
    return {name: _RequestReader(reading, name, said, by_request[name]).read() for name, said in models.items()}


def history_fact(rule_id: str) -> str:
    """The fact that says how often a goodwill rule was used for this customer within its period."""
    return f"history.{rule_id.replace('-', '_')}.used"


def _declare_history(reading: Reading, key: Text, model: RuleFile, counted: set[str]) -> None:
    """Declares how often a goodwill rule was used. `counted` has the facts that rules declared so far."""
    if model.basis != "goodwill" or model.per_customer is None:
        return
    name = history_fact(key)
    period = str(model.per_customer.within)
    ask = {
        "nl": f"Hoe vaak kreeg deze klant dit al ({key}, binnen {period.replace('days', 'dagen')})?",
        "en": f"How often has this customer had this before ({key}, within {period})?",
    }
    within = reading.declare.days(model.per_customer.within)
    what: Recorded = "concessions" if model.recovery is None else "recoveries"
    history = HistoryOf("count", what, None, (str(key),), (), (), "customer", within)
    there = reading.facts.get(name)
    if there is None:
        type = history_type("count", within)
        reading.facts[name] = Fact(name, type, key.span, ask, about="goodwill", source="ledger", history=history)
        counted.add(name)
    elif there.span is not None and name in counted:
        also = [(there.span, "the other one")]
        message = f"`{key}` is too near to another rule: both would be counted as `{name}`"
        reading.findings.append(TWICE.at(key.span, message, "give one of them another name", also))
    elif there.span is not None:
        message = f"`{name}` is how often `{key}` was used, and is declared by itself"
        reading.findings.append(TWICE.at(there.span, message, "leave this declaration out"))


class _RequestReader:
    def __init__(
        self,
        reading: Reading,
        name: str,
        said: list[tuple[Text, RequestFile, str, bool]],
        rules: list[tuple[Text, RuleFile, str]],
    ) -> None:
        self.reading = reading
        self.findings = reading.findings
        self.name = name
        self.said = said
        self.models = rules
        self.in_force = self._in_force()
        self.scope = reading.scope(self.in_force)
        self.checker = Checker(self.scope)
        self.tables: dict[str, Table] = {}

    def read(self) -> Request:
        key = self.said[-1][0]
        rules = tuple(rule for each in self.models for rule in self._rules(*each))
        check_overrides(self.name, self.models, rules, self.tables, self.reading.lost["rules"], self.findings)
        check_exceptions(self.name, self.models, rules, self.tables, self.reading.lost["rules"], self.findings)
        complete = any(self.reading.declare.yes(model.complete) for _, model, _, _ in self.said)
        otherwise = self._otherwise()
        is_pack = all(pack for *_, pack in self.said)
        lost = any({"otherwise", "complete"} & model.lost() for _, model, _, _ in self.said)
        if otherwise is None and not complete and not is_pack and not lost:
            self.findings.append(
                NO_OTHERWISE.at(
                    key.span,
                    f"`{self.name}` has no `otherwise`",
                    "add `otherwise:` with the answer where no rule holds, or `complete: true` if that cannot be",
                )
            )
        combine = self._one("combine")
        return Request(
            self.name,
            self._question(),
            rules,
            otherwise,
            complete,
            "highest"
            if self.reading.declare.choice(combine, ("highest", "agree"), "a way to combine") == "highest"
            else "agree",
            self.scope.in_force,
            self.in_force,
            self.scope,
            key.span,
            {name: span for _, model, _, _ in self.said for name, span in model.places().items()},
            self.tables,
        )

    # ---- the request itself

    def _one(self, key: str) -> Text | None:
        """What one of the packs says of a key; two that say it are a finding."""
        found: Text | None = None
        for _, model, _, _ in self.said:
            value = getattr(model, key)
            if value is None:
                continue
            if found is not None:
                self.findings.append(
                    TWICE.at(
                        value.span,
                        f"`{key}` of `{self.name}` is said twice",
                        "keep one",
                        [(found.span, "first")],
                    )
                )
                continue
            found = value
        return found

    def _question(self) -> Texts:
        found: dict[str, str] = {}
        for _, model, _, _ in self.said:
            for lang, text in read_texts(model.question, self.reading.languages, self.findings).items():
                found[lang] = text  # the policy's own wording comes after the pack's, and wins
        return found

    def _in_force(self) -> str:
        written = self._one("in_force_on")
        if written is None:
            return "today"
        fact = self.reading.facts.get(str(written))
        if fact is None or not isinstance(fact.type, Quantity) or fact.type.kind != "date":
            dates = [name for name, each in self.reading.facts.items() if each.type == DATE]
            self.reading.declare.wrong(written.span, f"`{cut(written)}` is not a date fact", one_of(written, dates))
            return "today"
        try:
            Scope.refuse_protected(fact, written.span)
        except Rejected as error:
            self.findings.append(error.finding)
        return str(written)

    def _otherwise(self) -> Rule | None:
        found: Rule | None = None
        for _key, model, pack, _ in self.said:
            if model.otherwise is None:
                continue
            at = model.places()["otherwise"]
            if found is not None:
                self.findings.append(
                    TWICE.at(at, f"`otherwise` of `{self.name}` is said twice", "keep one", [(found.span, "first")])
                )
                continue
            found = self._outcome(OTHERWISE, "policy", model.otherwise, pack, at)
        return found

    # ---- rules

    def _rules(self, key: Text, model: RuleFile, pack: str) -> tuple[Rule, ...]:
        """The rule, or those of the rows of its table."""
        if not was_table(model):
            return (self._rule(key, model, pack),)
        if not is_table(model, self.findings):
            return ()
        table, rules = TableReader(self, self._rule(key, model, pack), model).read()
        self.tables[table.name] = table
        return rules

    def _rule(self, key: Text, model: RuleFile, pack: str) -> Rule:
        declare = self.reading.declare
        basis: Basis = declare.choice(model.basis, BASES, "a basis") or "policy"  # type: ignore[assignment]
        rule = self._outcome(str(key), basis, model, pack, key.span)
        effective = (
            declare.day(model.effective.from_) if model.effective else None,
            declare.day(model.effective.until) if model.effective else None,
        )
        told = len(self.findings)
        parts = [] if model.when is None else [read_when(model.when, self.checker, self.findings)]
        if model.unless is not None:
            parts.append(negation(read_when(model.unless, self.checker, self.findings)))
        readable = len(self.findings) == told and not {"when", "unless"} & model.lost()
        whole = model.table is None  # else a row may say what is not said here
        if whole and basis == "law" and model.reference is None and "reference" not in model.lost():
            self.findings.append(
                LAW_REFERENCE.at(key.span, f"the law rule `{key}` has no `reference`", "cite the article it rests on")
            )
        if whole and basis == "promise" and rule.answer is not None and not rule.answer.grants:
            self.findings.append(
                PROMISE_REFUSES.at(
                    rule.places.get("answer", key.span),
                    "a promise cannot answer no",
                    "make it `basis: policy`",
                )
            )
        condition = conjunction(parts)
        return replace(
            rule,
            condition=condition,
            in_force=self.window(effective),
            effective=effective,
            overrides=tuple(map(str, words(model.overrides))),
            concession=self._concession(key, model, basis == "goodwill", condition if readable else None),
            owner=str(model.owner) if model.owner else self.reading.owner,
        )

    def window(self, effective: tuple[int | None, int | None]) -> Node:
        day = self.scope.in_force
        first, last = effective
        return conjunction(
            [
                TRUE if first is None else Comparison(">=", day, Constant(first, DATE)),
                TRUE if last is None else Comparison("<=", day, Constant(last, DATE)),
            ]
        )

    def _outcome(self, id: str, basis: Basis, model: OutcomeFile, pack: str, span: Span) -> Rule:
        answer = self._answer(model, basis, span)
        lines = self._lines(model.give)
        understood = model.answer is not None and str(model.answer) in ANSWERS
        if lines and understood and (answer is None or not answer.grants):
            self.findings.append(
                GIVES_WITH_NO.at(
                    model.places()["give"],
                    "this gives something, but its answer does not",
                    "answer `yes` or `yes_but`; what can be proposed instead goes under `offer`",
                )
            )
        offers = tuple(self.offers(model.offer))
        own = _written(model.give)
        if isinstance(model, RuleFile):
            own += _written(model.concede) + grants_of_columns(model)
        return Rule(
            id=id,
            request=self.name,
            basis=basis,
            condition=TRUE,
            in_force=TRUE,
            answer=answer,
            lines=lines,
            provided=self.reading.declare.word_values(model.provided, "what must be provided"),
            offers=offers,
            may_override=self.overrider(model.may_override),
            because=self.words(model.because, own),
            say=self.words(model.say, own),
            if_pressed=self.words(model.if_pressed, own),
            overrides=(),
            concession=None,
            reference=str(model.reference) if model.reference else None,
            owner=self.reading.owner,
            pack=pack,
            effective=(None, None),
            span=span,
            places=model.places(),
        )

    def _answer(self, model: OutcomeFile, basis: Basis, span: Span) -> Answer | None:
        if basis == "goodwill":
            if model.answer is not None:
                self.findings.append(
                    GOODWILL_SHAPE.at(
                        model.answer.span,
                        "goodwill never changes the answer",
                        "leave `answer` out; say what to `concede`",
                    )
                )
            return None
        if model.answer is None:
            if not self._is_excused(model):
                self.findings.append(
                    NO_ANSWER.at(span, "this has no `answer`", "answer `yes`, `yes_but`, `no_but` or `no`")
                )
            return Answer.NO
        word = self.reading.declare.choice(model.answer, tuple(ANSWERS), "an answer", "answers")
        return ANSWERS[word] if word else Answer.NO

    def _is_excused(self, model: OutcomeFile) -> bool:
        """Whether another finding already says why there is no answer."""
        if "answer" in model.lost():
            return True
        return isinstance(model, RuleFile) and (
            model.table is not None or basis_is_unclear(model) or bool(goodwill_keys(model))
        )

    def overrider(self, role: Text | None) -> str:
        if role is None or role == NOBODY:
            return NOBODY
        roles = self.reading.authority.roles
        if str(role) not in roles:
            self.reading.authority.no_role(role, [NOBODY])
            return NOBODY
        if "override" not in roles[str(role)].may:
            self.findings.append(
                CANNOT_OVERRIDE.at(
                    role.span,
                    f"`{role}` does not have the duty to override",
                    "give the role `may: [override]` in the manifest, or name another",
                    [(roles[str(role)].span, "the role")],
                )
            )
        return str(role)

    def words(self, tree: Entries | None, own: list[str]) -> Words:
        return read_words(tree, self.reading.languages, self.scope, own, self.findings)

    def _lines(self, tree: Entries | None) -> tuple[Line, ...]:
        found: list[Line] = []
        for key, value in tree.pairs() if tree is not None else ():
            line = self.line(key, value)
            if line:
                found.append(line)
        return tuple(found)

    def line(self, key: Text, value: Located | None) -> Line | None:
        grant = self.reading.authority.grants.get(str(key))
        if grant is None:
            self.reading.authority.no_grant(key)
            return None
        if not isinstance(value, Text):
            self.reading.declare.wrong(key.span, f"`{key}` needs an amount", "write an amount, or a name that has one")
            return None
        try:
            return Line(str(key), self.checker.amount(parse_expression(value), grant.type), key.span)
        except Rejected as error:
            self.findings.append(error.finding)
            return None

    def offers(self, tree: Located | None) -> list[Offer]:
        if tree is None:
            return []
        found: list[Offer] = []
        for each in tree if isinstance(tree, Items) else [tree]:
            if isinstance(each, Text):
                found += [
                    Offer(str(word), None, None, False, {}, word.span)
                    for word in words(each)
                    if self.reading.declare.word(word, "an offer")
                ]
                continue
            model = shaped(OfferFile, each, self.findings) if isinstance(each, Entries) else None
            if model is None:
                if not isinstance(each, Entries):
                    self.reading.declare.wrong(each.span, "an offer says `what`", "write `- what: exchange`")
                continue
            if not self.reading.declare.word(model.what, "an offer"):
                continue
            found.append(
                Offer(
                    str(model.what),
                    self._offered(model.on, DATE),
                    self._offered(model.amount, default_quantity("money", self.reading.declare.decimals)),
                    self.reading.declare.yes(model.calming),
                    self.words(model.say, []),
                    model.what.span,
                )
            )
        kept: list[Offer] = []
        for offer in found:
            same = next((each for each in kept if replace(each, span=offer.span) == offer), None)
            if same is None:
                kept.append(offer)
            else:
                also = [(same.span, "the first")]
                self.findings.append(TWICE.at(offer.span, f"`{offer.what}` is offered twice", "leave one out", also))
        return kept

    def _offered(self, value: Text | None, type: Quantity) -> Node | None:
        if value is None:
            return None
        try:
            return self.checker.amount(parse_expression(value), type)
        except Rejected as error:
            self.findings.append(error.finding)
            return None

    # ---- goodwill

    def _concession(self, key: Text, model: RuleFile, goodwill: bool, condition: Node | None) -> Concession | None:
        if not goodwill:
            refuse_goodwill_keys(model, self.findings)
            return None
        for needed, why in (
            ("exception_to", "name the rule, or `otherwise`, that it is an exception to"),
            ("concede", "say what may be given: `concede: {store_credit: {up_to: 10.00}}`"),
            ("reasons", "list neutral reasons, of which one must be chosen"),
        ):
            if getattr(model, needed) is None and needed not in model.lost():
                self.findings.append(GOODWILL_SHAPE.at(key.span, f"goodwill needs `{needed}`", why))
        if model.exception_to is None or model.concede is None:
            return None
        lines: list[Line] = []
        for grant, value in model.concede.pairs():
            up_to = value.get("up_to") if isinstance(value, Entries) else None
            if isinstance(value, Entries) and self.reading.declare.unknown_keys(value, ("up_to",)) and up_to is None:
                continue
            if up_to is None and isinstance(value, Entries) and "up_to" in value.lost:
                continue
            if up_to is None:
                self.findings.append(
                    GOODWILL_SHAPE.at(grant.span, f"`{grant}` has no bound", f"write `{grant}: {{up_to: 10.00}}`")
                )
                continue
            line = self.line(grant, up_to)
            if line:
                lines.append(line)
        limit = used = None
        if model.per_customer is not None:
            count = self.reading.declare.value(model.per_customer.at_most, default_quantity("integer"))
            if isinstance(count, int):
                limit = Limit(count, self.reading.declare.days(model.per_customer.within))
                name = history_fact(key)
                used = Variable(name, self.reading.facts[name].type)
        reasons = self.reading.declare.word_values(model.reasons, "a reason")
        recovery = recovery_of(self.reading, model, condition)
        return Concession(str(model.exception_to), tuple(lines), reasons, limit, used, recovery)


def _written(lines: Entries | None) -> list[str]:
    """The grants for which there is a line, also one that has a finding of its own."""
    return [*map(str, lines), *sorted(lines.lost)] if lines is not None else []
