"""What an example expects of a decision, key by key: how each key is read, compared, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from fairservice.conditions.vocabulary import Unreadable, Value, cut, one_of, read_value, write_value
from fairservice.decisions.content import GivenLine, Option
from fairservice.decisions.decision import Decision
from fairservice.errors import Defect, Finding
from fairservice.policy.rule import ANSWERS, OTHERWISE
from fairservice.policy.rulebook import Example, Request, Rulebook
from fairservice.source.located import Entries, Items, Located, Text
from fairservice.span import Span

NOT_UNDERSTOOD = Defect("FS721", "example-not-understood", "error", "an example expects what no decision has")

STATUSES = ("settled", "open", "conflict", "gap")


@dataclass(frozen=True, slots=True)
class ExpectedOption:
    """One option as an example writes it: amounts per grant, and if said `provided` and `rule` (or a whole table)."""

    amounts: Mapping[str, Value]
    provided: frozenset[str] | None
    rule: str | None
    written: str
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """One key of `expect`, understood: words in file order, or options."""

    key: str
    words: tuple[str, ...]
    options: tuple[ExpectedOption, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """One key of an example beside the decision; `said` is what was expected, in words."""

    key: str
    expected: str
    got: str
    same: bool
    said: str
    span: Span


def read_expectations(rulebook: Rulebook, example: Example, findings: list[Finding]) -> list[Expectation]:
    """The keys of `expect`; what no decision can have is added to `findings`."""
    request = rulebook.requests.get(example.request)
    if request is None:
        help = one_of(example.request, tuple(rulebook.requests))
        findings.append(NOT_UNDERSTOOD.at(example.span, f"there is no request `{cut(example.request)}`", help))
        return []
    rules = list(dict.fromkeys([*(rule.id for rule in request.rules), *request.tables]))
    outcomes = (*request.rules, request.otherwise)
    facts = [name for name, fact in rulebook.facts.items() if fact.source != "clock"]
    known: dict[str, list[str]] = {
        "answer": list(ANSWERS),
        "at_least": list(ANSWERS),
        "at_most": list(ANSWERS),
        "status": list(STATUSES),
        "rule": [*rules, OTHERWISE],
        "may_concede": [rule.id for rule in request.rules if rule.basis == "goodwill"],
        "questions": facts,
        "offers": sorted({offer.what for rule in outcomes if rule for offer in rule.offers}),
    }
    found: list[Expectation] = []
    for key, value in example.expect.pairs():
        if key == "options":
            options = _options(rulebook, value, [*rules, OTHERWISE], findings)
            found.append(Expectation("options", (), options, _span(value, key)))
        elif key not in known:
            help = one_of(key, tuple(EXPECTATIONS))
            findings.append(NOT_UNDERSTOOD.at(key.span, f"a decision has no `{cut(key)}`", help))
        else:
            many = key in ("offers", "may_concede", "questions")
            words = _words(value, key, many, findings)
            for word in words:
                if word not in known[key]:
                    help = one_of(word, known[key]) if known[key] else "nothing of the kind is declared"
                    message = f"`{key}` cannot be `{cut(word)}` for `{request.name}`"
                    findings.append(NOT_UNDERSTOOD.at(word.span, message, help))
            found.append(Expectation(str(key), tuple(str(word) for word in words), (), _span(value, key)))
    return found


def _span(value: Located | None, key: Text) -> Span:
    return value.span if value is not None and not (isinstance(value, Items) and not value) else key.span


def _words(value: Located | None, key: Text, many: bool, findings: list[Finding]) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if many and isinstance(value, Items) and all(isinstance(each, Text) for each in value):
        return [each for each in value if isinstance(each, Text)]
    shape = "a list of names" if many else "one word"
    findings.append(NOT_UNDERSTOOD.at(_span(value, key), f"`{key}` is {shape}", None))
    return []


def _options(
    rulebook: Rulebook, value: Located | None, rules: list[str], findings: list[Finding]
) -> tuple[ExpectedOption, ...]:
    entries = value if isinstance(value, Items) else [value] if isinstance(value, Entries) else None
    if entries is None or not all(isinstance(each, Entries) for each in entries):
        at = value.span if value is not None else None
        help = "write one line each, like `- {refund: 49.95}`"
        findings.append(NOT_UNDERSTOOD.at(at, "`options` is a list of what is given", help))
        return ()
    return tuple(_option(rulebook, each, rules, findings) for each in entries if isinstance(each, Entries))


def _option(rulebook: Rulebook, tree: Entries, rules: list[str], findings: list[Finding]) -> ExpectedOption:
    amounts: dict[str, Value] = {}
    provided: frozenset[str] | None = None
    rule: str | None = None
    for key, value in tree.pairs():
        if key == "provided":
            provided = frozenset(str(word) for word in _words(value, key, True, findings))
        elif key == "rule":
            words = _words(value, key, False, findings)
            rule = str(words[0]) if words else None
            if words and rule not in rules:
                help = one_of(words[0], tuple(rules))
                findings.append(NOT_UNDERSTOOD.at(words[0].span, f"there is no rule `{cut(words[0])}` here", help))
        elif key not in rulebook.grants:
            help = one_of(key, (*rulebook.grants, "provided", "rule"))
            findings.append(NOT_UNDERSTOOD.at(key.span, f"nothing called `{cut(key)}` can be given", help))
        elif not isinstance(value, Text):
            findings.append(NOT_UNDERSTOOD.at(_span(value, key), f"`{key}` is one amount", None))
        else:
            try:
                amounts[str(key)] = read_value(value, rulebook.grants[key].type, rulebook.zone)
            except Unreadable as error:
                findings.append(NOT_UNDERSTOOD.at(value.span, error.message, error.help))
    written = _told(
        [f"{name} {write_value(value, rulebook.grants[name].type)}" for name, value in amounts.items()],
        provided,
        rule,
    )
    return ExpectedOption(amounts, provided, rule, written, tree.span)


def _told(amounts: list[str], provided: frozenset[str] | None, rule: str | None) -> str:
    text = " + ".join(amounts) or "nothing"
    if provided:
        text += f" for {', '.join(sorted(provided))}"
    return f"{text} by {rule}" if rule else text


# ---- one comparison per key


def _compare_word(
    got_of: Callable[[Decision], str | None],
) -> Callable[[Rulebook, Expectation, Decision], Compared]:
    def compare(rulebook: Rulebook, wanted: Expectation, decision: Decision) -> Compared:
        word = wanted.words[0]
        got = got_of(decision)
        shown = f"no {wanted.key.replace('_', ' ')} yet ({decision.status})" if got is None else f"`{got}`"
        said = f"the {wanted.key.replace('_', ' ')} `{word}`"
        return Compared(wanted.key, word, shown if got is None else got, got == word, said, wanted.span)

    return compare


def _compare_rule(rulebook: Rulebook, wanted: Expectation, decision: Decision) -> Compared:
    """The rule by its id; the name of a decision table is met by each of its rows."""
    compared = _compare_word(lambda decision: decision.rule)(rulebook, wanted, decision)
    request, word = rulebook.requests[decision.request], wanted.words[0]
    said = f"a row of the table `{word}`" if word in request.tables and word not in request.position else compared.said
    return replace(compared, same=_is_rule(word, decision.rule, request), said=said)


def _is_rule(wanted: str, got: str | None, request: Request) -> bool:
    table = request.tables.get(wanted)
    return wanted == got or (table is not None and got in table.rules)


def _compare_names(
    got_of: Callable[[Decision], list[str]],
) -> Callable[[Rulebook, Expectation, Decision], Compared]:
    """Names in any order."""

    def compare(rulebook: Rulebook, wanted: Expectation, decision: Decision) -> Compared:
        got = got_of(decision)
        return _names(wanted, got, sorted(wanted.words) == sorted(got))

    return compare


def _compare_questions(rulebook: Rulebook, wanted: Expectation, decision: Decision) -> Compared:
    """The first questions, in order; an empty list means that there are none."""
    count = len(wanted.words) or None
    got = [question.fact for question in islice(decision.questions, count)]
    return _names(wanted, got, list(wanted.words) == got)


def _names(wanted: Expectation, got: list[str], same: bool) -> Compared:
    expected, found = ", ".join(wanted.words) or "none", ", ".join(got) or "none"
    return Compared(wanted.key, expected, found, same, f"{wanted.key.replace('_', ' ')}: {expected}", wanted.span)


def _compare_options(rulebook: Rulebook, wanted: Expectation, decision: Decision) -> Compared:
    """Options in any order, each expected one matched with another one of the decision."""
    certain = [option for option in decision.options if option.certain]
    left = _unmatched(list(wanted.options), certain, rulebook.requests[decision.request])
    expected = "; ".join(each.written for each in wanted.options) or "none"
    got = "; ".join(_option_told(option) for option in certain) or "none"
    span = left[0].span if left else wanted.span
    said = f"an option {left[0].written}" if left and len(wanted.options) > 1 else f"the options {expected}"
    return Compared("options", expected, got, not left and len(certain) == len(wanted.options), said, span)


def _unmatched(wanted: list[ExpectedOption], options: list[Option], request: Request) -> list[ExpectedOption]:
    """The expected options that find no option of their own; in whatever order they stand."""
    taken: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        for position, option in enumerate(options):
            if position not in seen and _matches(wanted[index], option, request):
                seen.add(position)
                if position not in taken or place(taken[position], seen):
                    taken[position] = index
                    return True
        return False

    return [each for index, each in enumerate(wanted) if not place(index, set())]


def _matches(wanted: ExpectedOption, option: Option, request: Request) -> bool:
    amounts = {line.grant: line.amount.value for line in option.lines}
    return (
        amounts == dict(wanted.amounts)
        and (wanted.provided is None or wanted.provided == _provided(option))
        and (wanted.rule is None or _is_rule(wanted.rule, option.rule, request))
    )


def _provided(option: Option) -> frozenset[str]:
    return frozenset((*option.provided, *(name for line in option.lines for name in line.provided)))


def _option_told(option: Option) -> str:
    return _told([_line_told(line) for line in option.lines], _provided(option), option.rule)


def _line_told(line: GivenLine) -> str:
    amount = line.amount.to_json()
    return f"{line.grant} {amount}" if amount is not None else f"{line.grant} (open)"


EXPECTATIONS: dict[str, Callable[[Rulebook, Expectation, Decision], Compared]] = {
    "answer": _compare_word(lambda decision: decision.answer),
    "status": _compare_word(lambda decision: decision.status),
    "rule": _compare_rule,
    "options": _compare_options,
    "offers": _compare_names(lambda decision: [offer.what for offer in decision.offers if offer.certain]),
    "may_concede": _compare_names(
        lambda decision: list(dict.fromkeys(each.rule for each in decision.may_concede if each.certain))
    ),
    "questions": _compare_questions,
    "at_least": _compare_word(lambda decision: decision.at_least),
    "at_most": _compare_word(lambda decision: decision.at_most),
}
