"""Reads invariants and minimums out as plain Dutch and English sentences, for owners who check what they wrote."""

from __future__ import annotations

from dataclasses import dataclass

from fairservice.conditions.describe import Describer, tests_of
from fairservice.conditions.nodes import TRUE, Node
from fairservice.conditions.vocabulary import CLOCKS, Quantity
from fairservice.policy.describe import answer_in_words, describer_of, listed, opening_of
from fairservice.policy.invariant import CONCEDE, GIVE, Change, Invariant, Minimum, Never, NeverWorse
from fairservice.policy.rulebook import Rulebook

_T = {
    "en": {
        "section": "What must always be so",
        "invariant": "Invariant {}",
        "minimum": "Minimum {}",
        "asked": "Asked: “{}”",
        "never": "this never happens:",
        "never_alone": "This never happens:",
        "answer": "the answer is {}",
        "give": "one option gives: {}",
        "concede": "an employee may concede: {}",
        "offer": "what is offered: {}",
        "or": "or",
        "worse": "Of two cases that differ only in this, the second is never decided worse for the customer:",
        "from": "first: {}",
        "to": "then: {}",
        "higher": "{} is higher",
        "lower": "{} is lower",
        "later": "{} is later",
        "earlier": "{} is earlier",
        "made_of": "{}; it is made of {}, and only that may differ",
        "both": "In both cases this holds:",
        "at_least": "the answer is at least {}",
        "also": ", and ",
        "one_option": "one option gives at least {}",
        "provided": "For it no more is asked than {}.",
        "nothing": "For it nothing is asked.",
        "because": "Why: “{}”",
    },
    "nl": {
        "section": "Wat altijd zo moet zijn",
        "invariant": "Invariant {}",
        "minimum": "Minimum {}",
        "asked": "Gevraagd: “{}”",
        "never": "komt dit nooit voor:",
        "never_alone": "Dit komt nooit voor:",
        "answer": "het antwoord is {}",
        "give": "één mogelijkheid geeft: {}",
        "concede": "een medewerker mag toegeven: {}",
        "offer": "wat wordt aangeboden: {}",
        "or": "of",
        "worse": "Van twee gevallen die alleen hierin verschillen, is de beslissing in het tweede voor de klant"
        " nooit slechter:",
        "from": "eerst: {}",
        "to": "daarna: {}",
        "higher": "{} is hoger",
        "lower": "{} is lager",
        "later": "{} is later",
        "earlier": "{} is eerder",
        "made_of": "{}; het hangt af van {}, en alleen dat mag verschillen",
        "both": "In beide gevallen geldt:",
        "at_least": "is het antwoord minstens {}",
        "also": ", en ",
        "one_option": "geeft één mogelijkheid minstens {}",
        "provided": "Daarvoor wordt niet meer gevraagd dan {}.",
        "nothing": "Daarvoor wordt niets gevraagd.",
        "because": "Waarom: “{}”",
    },
}


@dataclass(frozen=True)
class _OfLines(Describer):
    """Reads out tests of what is given or conceded too, whose columns go by the label of their grant."""

    grants: frozenset[str] = frozenset()

    def name(self, column: str) -> str:
        which, _, grant = column.partition("/")
        return self.label(grant) if which in (GIVE, CONCEDE) and grant in self.grants else super().name(column)


def section_in_words(lang: str) -> str:
    """The heading above all invariants and minimums."""
    return _T[lang]["section"]


def invariant_in_words(rulebook: Rulebook, invariant: Invariant, lang: str) -> str:
    """An invariant or a minimum as a short paragraph, one sentence a line."""
    t = _T[lang]
    plain = describer_of(rulebook, lang)
    describer = _OfLines(plain.lang, plain.currency, plain.label, plain.zone, frozenset(rulebook.grants))
    question = rulebook.requests[invariant.request].question.get(lang) or rulebook.label(invariant.request, lang)
    match invariant:
        case Never():
            lines = _never(rulebook, invariant, lang, describer)
        case NeverWorse():
            lines = _never_worse(rulebook, invariant, lang, describer)
        case Minimum():
            lines = _minimum(rulebook, invariant, lang, describer)
    heading = t["minimum" if isinstance(invariant, Minimum) else "invariant"].format(invariant.name)
    if why := invariant.because.get(lang):
        lines.append(t["because"].format(why))
    return "\n".join([heading, *("  " + line for line in (t["asked"].format(question), *lines))])


def _never(rulebook: Rulebook, never: Never, lang: str, describer: Describer) -> list[str]:
    t = _T[lang]
    either = f" {t['or']} "
    parts = []
    if never.answers:
        words = either.join(answer_in_words(each, lang) for each in sorted(never.answers, reverse=True))
        parts.append(t["answer"].format(words))
    for which, tests in ((GIVE, never.gives), (CONCEDE, never.concedes)):
        if tests:
            parts.append(t[which].format(listed([describer.condition(node) for _, node in tests], lang)))
    if never.offers:
        parts.append(t["offer"].format(either.join(rulebook.label(each, lang) for each in never.offers)))
    lines, opening = opening_of(never.condition, lang, describer)
    said = t["never_alone"] if never.condition == TRUE else _sentence(opening + t["never"])
    if len(parts) == 1:
        return [*lines, f"{said} {parts[0]}."]
    return [*lines, said, *(f"  - {each}" for each in parts)]


def _never_worse(rulebook: Rulebook, invariant: NeverWorse, lang: str, describer: Describer) -> list[str]:
    t = _T[lang]
    lines = [t["worse"], *(f"  - {_change(rulebook, each, lang, describer)}" for each in invariant.changes)]
    if invariant.condition != TRUE:
        lines += [t["both"], *(f"  - {describer.condition(each)}" for each in tests_of(invariant.condition))]
    return lines


def _change(rulebook: Rulebook, change: Change, lang: str, describer: Describer) -> str:
    t = _T[lang]
    name = describer.amount(change.node)
    if change.direction is not None:
        type = change.node.type
        clock = isinstance(type, Quantity) and type.kind in CLOCKS
        word = {"higher": "later", "lower": "earlier"}[change.direction] if clock else change.direction
        said = t[word].format(name)
    else:
        ends = (("from", change.start), ("to", change.end))
        said = ", ".join(t[which].format(describer.condition(node)) for which, node in ends if node is not None)
    if change.facts == {change.name}:
        return said
    return t["made_of"].format(said, listed([rulebook.label(each, lang) for each in sorted(change.facts)], lang))


def _minimum(rulebook: Rulebook, minimum: Minimum, lang: str, describer: Describer) -> list[str]:
    t = _T[lang]
    said = []
    if minimum.answer is not None:
        said.append(t["at_least"].format(answer_in_words(minimum.answer, lang)))
    if minimum.gives:
        given = [_given(rulebook.label(grant, lang), node, describer) for grant, node in minimum.gives]
        said.append(t["one_option"].format(listed(given, lang)))
    lines, opening = opening_of(minimum.condition, lang, describer)
    lines.append(_sentence(opening + t["also"].join(said) + "."))
    if minimum.provided is not None:
        asked = [rulebook.label(each, lang) for each in sorted(minimum.provided)]
        lines.append(t["provided"].format(listed(asked, lang)) if asked else t["nothing"])
    return lines


def _given(label: str, node: Node, describer: Describer) -> str:
    return label if node == TRUE else f"{label} ({describer.amount(node)})"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
