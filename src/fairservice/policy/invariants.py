"""Reads what an owner says must be so of all decisions, `invariants` and `minimums`, into their typed form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from fairservice.conditions.declarations import Texts
from fairservice.conditions.nodes import (
    Comparison,
    Constant,
    Dated,
    Named,
    Node,
    Not,
    Variable,
    children,
    conjunction,
    negation,
)
from fairservice.conditions.parse import parse_expression
from fairservice.conditions.quantities import ORDER, kind_in_words
from fairservice.conditions.typecheck import Checker
from fairservice.conditions.vocabulary import CLOCKS, PARTS, Boolean, Choice, Quantity, Type, cut, nearest, one_of
from fairservice.conditions.when import read_entry, read_tests, read_when
from fairservice.errors import Defect, Finding, Rejected
from fairservice.policy.declare_values import BAD_NAME, ID, TWICE
from fairservice.policy.files import InvariantFile, MinimumFile, NeverFile, RulesFile
from fairservice.policy.invariant import (
    CONCEDE,
    GIVE,
    OFFER,
    Change,
    Direction,
    Invariant,
    Minimum,
    Never,
    NeverWorse,
    column_of,
)
from fairservice.policy.packs import words
from fairservice.policy.reading import Reading
from fairservice.policy.requests import UNKNOWN_REQUEST
from fairservice.policy.rule import ANSWERS, Answer
from fairservice.policy.rulebook import Request
from fairservice.policy.texts import PLACEHOLDER, read_texts
from fairservice.source.located_yaml import Entries, Located, Text
from fairservice.span import Span

SAYS_NOTHING = Defect("FS360", "invariant-unclear", "error", "an invariant or a minimum does not say what must be so")
NO_CHANGE = Defect("FS361", "change-not-possible", "error", "`when_only` names something that cannot change like that")

HOW = "write `{from: …, to: …}`, `higher` or `lower`"
_DIRECTIONS: dict[str, Direction] = {"higher": "higher", "lower": "lower"}
_OF_A_CLOCK: dict[str, Direction] = {"later": "higher", "earlier": "lower"}
_MEANT = {
    **dict.fromkeys(("more", "greater", "larger", "later", "up", "longer", "older", "hoger", "meer"), "higher"),
    **dict.fromkeys(("less", "smaller", "earlier", "down", "shorter", "fewer", "lager", "minder"), "lower"),
}
"""What else owners may write for the two ways in which something can change."""

_Written: TypeAlias = InvariantFile | MinimumFile


def read_invariants(
    reading: Reading, files: Iterable[tuple[str, RulesFile]], requests: Mapping[str, Request]
) -> tuple[Invariant, ...]:
    """The invariants and minimums of all files, each file with the name of its pack, in file order."""
    reader = _InvariantReader(reading, requests)
    found: list[Invariant] = []
    for pack, file in files:
        written: list[tuple[Text, _Written]] = [*(file.invariants or {}).items(), *(file.minimums or {}).items()]
        for key, model in sorted(written, key=lambda each: (each[0].span.start.line, each[0].span.start.column)):
            invariant = reader.read(key, model, pack) if reader.has_name(key) else None
            found += [invariant] if invariant is not None else []
    return tuple(found)


class _InvariantReader:
    def __init__(self, reading: Reading, requests: Mapping[str, Request]) -> None:
        self.reading = reading
        self.declare = reading.declare
        self.findings = reading.findings
        self.requests = requests
        self.names: dict[str, Text] = {}
        self.checkers: dict[str, Checker] = {}

    def has_name(self, key: Text) -> bool:
        """Whether a name is well formed and the first of its kind: a proof is asked for by it."""
        if not ID.match(key):
            help = "use small letters and hyphens: `no-discount-on-debt`"
            self.findings.append(BAD_NAME.at(key.span, f"`{cut(key)}` cannot name an invariant", help))
            return False
        first = self.names.setdefault(str(key), key)
        if first is not key:
            also = [(first.span, "first declared here")]
            help = "keep one of them, or give one another name; invariants and minimums share theirs"
            self.findings.append(TWICE.at(key.span, f"`{cut(key)}` is declared twice", help, also))
        return first is key

    def read(self, key: Text, model: _Written, pack: str) -> Invariant | None:
        if isinstance(model, MinimumFile):
            return self._minimum(key, model, pack)
        if model.never is not None and model.never_worse is not None:
            message = f"`{key}` says both `never` and `never_worse`"
            self._unclear(model.places()["never_worse"], message, "make two invariants of it")
        elif model.never is not None:
            return self._never(key, model, model.never, pack)
        elif model.never_worse is not None:
            return self._never_worse(key, model, model.never_worse, pack)
        elif not model.lost() & {"never", "never_worse"}:
            help = "write `never:` with what no decision may be, or `never_worse:` with a request"
            self._unclear(key.span, f"`{key}` says neither `never` nor `never_worse`", help)
        return None

    # ---- what an invariant can be

    def _never(self, key: Text, model: InvariantFile, never: NeverFile, pack: str) -> Never | None:
        if model.when_only is not None:
            help = "write its conditions under `when`; `when_only` compares two cases, for `never_worse`"
            self._unclear(model.places()["when_only"], "`when_only` does not go with `never`", help)
        checker = self._checker(never.request)
        if checker is None:
            return None
        asked = ("answer", "give", "concede", "offer")
        if not any(getattr(never, each) is not None for each in asked) and not never.lost() & set(asked):
            help = "add `answer`, `give`, `concede` or `offer`: what no decision may be"
            self._unclear(model.places()["never"], f"`{key}` does not say what never happens", help)
        answers = [self.declare.choice(word, tuple(ANSWERS), "an answer", "answers") for word in words(never.answer)]
        return Never(
            str(key),
            str(never.request),
            self._condition(model, checker),
            frozenset(ANSWERS[word] for word in answers if word),
            self._lines(never.give, self._test_of(GIVE, checker)),
            self._lines(never.concede, self._test_of(CONCEDE, checker)),
            self.declare.word_values(never.offer, "an offer"),
            self._because(model),
            key.span,
            {**never.places(), **_places(never), **model.places()},
            pack,
        )

    def _never_worse(self, key: Text, model: InvariantFile, request: Text, pack: str) -> NeverWorse | None:
        checker = self._checker(request)
        if checker is None:
            return None
        if not model.when_only and "when_only" not in model.lost():
            help = "add `when_only:` with what differs between two cases, like `customer.since: higher`"
            self._unclear(key.span, f"`{key}` does not say by which change nobody is worse off", help)
        changes = [self._change(*each, checker) for each in (model.when_only.pairs() if model.when_only else ())]
        return NeverWorse(
            str(key),
            str(request),
            self._condition(model, checker),
            tuple(each for each in changes if each is not None),
            self._because(model),
            key.span,
            model.places(),
            pack,
        )

    def _minimum(self, key: Text, model: MinimumFile, pack: str) -> Minimum | None:
        checker = self._checker(model.request)
        if checker is None:
            return None
        if model.answer is None and model.give is None and not model.lost() & {"answer", "give"}:
            help = "add `answer`, the lowest that it may be, or `give`, with what one option gives at least"
            self._unclear(key.span, f"`{key}` does not say what the least is", help)
        word = self.declare.choice(model.answer, tuple(ANSWERS), "an answer", "answers")
        answer = ANSWERS[word] if word else None
        if answer is Answer.NO and model.answer is not None:
            help = "write `no_but`, `yes_but` or `yes`" + ("; or leave it out" if model.give is not None else "")
            self._unclear(model.answer.span, "every answer is at least `no`", help)
        provided = None
        if model.provided is not None:
            provided = frozenset(self.declare.word_values(model.provided, "what must be provided"))
            if model.give is None and "give" not in model.lost():
                help = "add what it gives under `give`; what must be provided is asked for that"
                self._unclear(model.places()["provided"], "`provided` goes with `give`", help)
        return Minimum(
            str(key),
            str(model.request),
            self._condition(model, checker),
            answer,
            self._lines(model.give, self._amount_of(checker)),
            provided,
            self._because(model),
            key.span,
            {**_places(model), **model.places()},
            pack,
        )

    # ---- their parts

    def _unclear(self, span: Span, message: str, help: str) -> None:
        self.findings.append(SAYS_NOTHING.at(span, message, help))

    def _checker(self, request: Text) -> Checker | None:
        """What reads the conditions of a request; None, with a finding, where there is no such request."""
        name = str(request)
        if name in self.requests:
            if name not in self.checkers:
                self.checkers[name] = Checker(self.requests[name].scope)
            return self.checkers[name]
        if name not in self.reading.lost["requests"]:
            names = list(self.requests)
            help = one_of(request, names, "requests") if names else "declare it under `requests`"
            self.findings.append(UNKNOWN_REQUEST.at(request.span, f"no request is called `{cut(request)}`", help))
        return None

    def _condition(self, model: _Written, checker: Checker) -> Node:
        parts = [] if model.when is None else [read_when(model.when, checker, self.findings)]
        if model.unless is not None:
            parts.append(negation(read_when(model.unless, checker, self.findings)))
        return conjunction(parts)

    def _because(self, model: _Written) -> Texts:
        for _, text in model.because.pairs() if model.because is not None else ():
            if isinstance(text, Text) and "{" in text:
                at = text.part(text.index("{"), 1)
                help = "it is told of no single case; write it without braces"
                self.findings.append(PLACEHOLDER.at(at, "nothing is filled in here", help))
        return read_texts(model.because, self.reading.languages, self.findings)

    def _lines(
        self, tree: Entries | None, read: Callable[[Text, Located, Type], Node | None]
    ) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        for key, value in tree.pairs() if tree is not None else ():
            grant = self.reading.authority.grants.get(str(key))
            if grant is None:
                self.reading.authority.no_grant(key)
            elif value is not None and (node := read(key, value, grant.type)) is not None:
                found.append((str(key), node))
        return tuple(found)

    def _test_of(self, which: str, checker: Checker) -> Callable[[Text, Located, Type], Node | None]:
        def read(key: Text, value: Located, type: Type) -> Node | None:
            if which in checker.scope.facts and str(key) in PARTS:  # one column cannot mean both
                message = f"`{which}.{key}` is a part of the fact `{which}`, and of a grant here"
                self.findings.append(BAD_NAME.at(key.span, message, f"give the fact `{which}` a longer name"))
                return None
            return read_tests(Variable(column_of(which, str(key)), type), key, value, checker, self.findings)

        return read

    def _amount_of(self, checker: Checker) -> Callable[[Text, Located, Type], Node | None]:
        def read(key: Text, value: Located, type: Type) -> Node | None:
            if not isinstance(value, Text):
                self.declare.wrong(value.span, f"`{key}` needs an amount", "write an amount, or a name that has one")
                return None
            try:
                amount = checker.amount(parse_expression(value), type)
            except Rejected as error:
                self.findings.append(error.finding)
                return None
            if isinstance(amount, Constant) and not amount.value:
                help = "write an amount above zero, or `true` for what is given or not"
                self._unclear(value.span, f"nothing is less than this of `{key}`", help)
            return amount

        return read

    # ---- changes

    def _change(self, key: Text, value: Located | None, checker: Checker) -> Change | None:
        try:
            node = checker.scope.node(str(key), key.span)
        except Rejected as error:
            self.findings.append(error.finding)
            return None
        facts = facts_of(node) - {"today"}
        if not facts:
            self.findings.append(self._fixed(key, node))
            return None
        if isinstance(value, Entries) and not self.declare.unknown_keys(value, ("from", "to")):
            ends = [value.get("from"), value.get("to")]
            if not any(ends):
                self._no_change(value.span, f"this does not say how `{key}` changes", HOW)
                return None
            start, end = (None if each is None else read_entry(key, each, checker, self.findings) for each in ends)
            if start is not None and start == end and isinstance(node, Variable) and _is_one_value(start):
                self._no_change(value.span, f"`{key}` is the same before and after", "name two values")
                return None
            return Change(str(key), node, facts, start, end, None, key.span)
        known = {**_DIRECTIONS, **(_OF_A_CLOCK if _is_of_a_clock(node.type) else {})}
        if isinstance(value, Text) and str(value) in known:
            return self._directed(key, node, facts, value, known[str(value)])
        if value is not None and not isinstance(value, Entries):
            message = f"this does not say from what to what `{key}` changes"
            word = str(value) if isinstance(value, Text) else ""
            near = _MEANT.get(word) or nearest(word, ["higher", "lower"])
            self._no_change(value.span, message, f"did you mean `{near}`?" if near else HOW)
        return None

    def _directed(
        self, key: Text, node: Node, facts: frozenset[str], value: Text, direction: Direction
    ) -> Change | None:
        type = node.type
        if isinstance(type, Quantity) or (isinstance(type, Choice) and type.ordered):
            return Change(str(key), node, facts, None, None, direction, key.span)
        help = "write `{from: …, to: …}`"
        if isinstance(type, Boolean):
            help = "write `{from: false, to: true}`"
        elif isinstance(type, Choice):
            help = f"write `{{from: {type.values[0]}, to: {type.values[-1]}}}`, or list its values under `ordered`"
        message = f"`{key}` is {kind_in_words(type)}, which is never {value}"
        self.findings.append(ORDER.at(value.span, message, help))
        return None

    def _fixed(self, key: Text, node: Node) -> Finding:
        if str(key) in self.reading.parameters:
            message = f"`{key}` is a figure of the policy, which no case changes"
            return NO_CHANGE.at(key.span, message, "name a fact, or a definition that is made of facts")
        if "today" in facts_of(node):
            message = "both cases are decided on one day, so that `today` is the same"
            return NO_CHANGE.at(key.span, message, "name a fact, like the day on which it was ordered")
        message = f"`{key}` is made of no fact, so it is the same in every case"
        return NO_CHANGE.at(key.span, message, "name a fact, or a definition that is made of facts")

    def _no_change(self, span: Span, message: str, help: str) -> None:
        self.findings.append(NO_CHANGE.at(span, message, help))


def _places(model: NeverFile | MinimumFile) -> dict[str, Span]:
    """Where each grant and each offer stands: `give/refund`, `offer/exchange`."""
    found = {column_of(GIVE, key): key.span for key, _ in (model.give.pairs() if model.give is not None else ())}
    if isinstance(model, NeverFile):
        conceded = model.concede.pairs() if model.concede is not None else ()
        found |= {column_of(CONCEDE, key): key.span for key, _ in conceded}
        found |= {column_of(OFFER, word): word.span for word in words(model.offer)}
    return found


def facts_of(node: Node) -> frozenset[str]:
    """The facts that something is made of, through names and tables; not the day that dates a parameter."""
    found: set[str] = set()
    seen: set[int] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        match current:
            case Variable(name):
                found.add(name.partition("/")[0])
            case Dated(versions=versions):
                pending += [body for _, body in versions]
            case Named():
                if id(current) not in seen:
                    seen.add(id(current))
                    pending.append(current.body)
            case _:
                pending += children(current)
    return frozenset(found)


def _is_of_a_clock(type: Type) -> bool:
    return isinstance(type, Quantity) and type.kind in CLOCKS


def _is_one_value(test: Node) -> bool:
    """Whether a test of a fact leaves it a single value."""
    inner = test.operand if isinstance(test, Not) else test
    if isinstance(test, Comparison):
        return test.operator == "=" and isinstance(test.right, Constant)
    return isinstance(inner, Variable)
