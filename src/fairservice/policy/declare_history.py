"""Reads what the desk looks up on its ledger for a fact: how many, how much together, or how long ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fairservice.conditions.declarations import About, Fact, HistoryOf, Measure, Recorded, Worse
from fairservice.conditions.quantities import kind_in_words
from fairservice.conditions.vocabulary import Quantity, Type, cut, default_quantity, one_of
from fairservice.errors import Defect
from fairservice.policy.authority import Authority
from fairservice.policy.declare import ABOUT, Declarations
from fairservice.policy.files import FactFile, HistoryFile, RuleFile
from fairservice.policy.packs import words
from fairservice.policy.reading import Reading
from fairservice.policy.rule import OTHERWISE
from fairservice.policy.rulebook import Request
from fairservice.policy.texts import read_texts
from fairservice.source.located_yaml import Items, Text

HISTORY = Defect("FS373", "history-unclear", "error", "it is not clear what the desk looks up for a fact")

MEASURES: tuple[Measure, ...] = ("count", "sum", "days_since")
RECORDED: tuple[Recorded, ...] = (
    "concessions",
    "recoveries",
    "refusals",
    "overrides",
    "promises",
    "complaints",
    "incidents",
)
GIVEN: tuple[Recorded, ...] = ("concessions", "recoveries")
BY_RULE: tuple[Recorded, ...] = (*GIVEN, "refusals", "overrides")
"""What rests on a rule and a request; of the rest the desk does not know which."""
MOST = 1000
"""As high as the desk counts; what comes after it decides nothing more."""
MOST_PERCENT = 1000_00
"""As high as percentages add up, in hundredths of a percent."""

_ABOUT: Mapping[Recorded, About | None] = {
    "concessions": "goodwill",
    "recoveries": "goodwill",
    "refusals": "goodwill",
    "overrides": "goodwill",
    "promises": None,
    "complaints": "complaint",
    "incidents": "conduct",
}
_ASK: Mapping[str, Mapping[Measure, str]] = {
    "en": {
        "count": "How many {} have there been with this {} within {} days?",
        "sum": "What do the {} for this {} come to, within {} days?",
        "days_since": "How many days ago was the last of the {} with this {}? ({} where there were none since then)",
    },
    "nl": {
        "count": "Hoeveel {} waren er bij {} binnen {} dagen?",
        "sum": "Hoeveel is het samen aan {} bij {} binnen {} dagen?",
        "days_since": "Hoeveel dagen geleden was de laatste van de {} bij {}? ({} als die er sindsdien niet waren)",
    },
}
CALLED: Mapping[str, Mapping[str, str]] = {
    "en": {
        "concessions": "exceptions",
        "recoveries": "compensations for our own failures",
        "refusals": "refusals",
        "overrides": "overridden answers",
        "promises": "promises",
        "complaints": "complaints",
        "incidents": "incidents",
        "customer": "customer",
        "household": "household",
    },
    "nl": {
        "concessions": "uitzonderingen",
        "recoveries": "vergoedingen voor onze eigen fouten",
        "refusals": "weigeringen",
        "overrides": "herziene antwoorden",
        "promises": "toezeggingen",
        "complaints": "klachten",
        "incidents": "incidenten",
        "customer": "deze klant",
        "household": "dit huishouden",
    },
}


def history_type(measure: Measure, within: int, given: Type | None = None, unit: str | None = None) -> Quantity:
    """The type of what the desk looks up: `given` is that of the grant that is summed.

    `days_since` is one more than `within` where there was nothing in that time.
    """
    if measure == "days_since":
        return default_quantity("integer", unit="days").bounded(0, within + 1)
    if measure == "sum" and isinstance(given, Quantity):
        return given.bounded(0, MOST_PERCENT) if given.kind == "percent" else given
    return default_quantity("integer", unit=unit).bounded(0, MOST)


def read_history(declare: Declarations, authority: Authority, name: Text, model: FactFile) -> Fact | None:
    """A fact that says what the desk looks up for it; None with a finding where that is not clear."""
    assert model.history is not None
    return _Reader(declare, authority, name, model, model.history).fact()


class _Reader:
    def __init__(
        self, declare: Declarations, authority: Authority, name: Text, model: FactFile, said: HistoryFile
    ) -> None:
        self.declare = declare
        self.authority = authority
        self.name = name
        self.model = model
        self.said = said

    def wrong(self, at: Text, message: str, help: str) -> None:
        self.declare.findings.append(HISTORY.at(at.span, message, help))

    def fact(self) -> Fact | None:
        model, declare = self.model, self.declare
        told = len(declare.findings)
        origin = model.from_
        if str(origin) != "ledger" and "from" not in model.lost():
            at = origin.span if origin is not None else model.places()["history"]
            help = "add `from: ledger`" if origin is None else "write `from: ledger`, or leave `history` out"
            declare.findings.append(HISTORY.at(at, "only a fact from the ledger has a history", help))
        history = self._history()
        if history is None:
            return None
        type = self._type(history)
        about, worse = self._about(history)
        ask = read_texts(model.ask, declare.languages, declare.findings)
        if type is None or len(declare.findings) > told:
            return None
        asked = {lang: _asked(history, lang) for lang in declare.languages if lang in _ASK}
        protected = declare.yes(model.protected)
        return Fact(
            str(self.name), type, self.name.span, ask or asked, about, worse, protected, "ledger", history=history
        )

    # ---- what is looked up

    def _history(self) -> HistoryOf | None:
        said = self.said
        found = [(each, word) for each in MEASURES if (word := getattr(said, each)) is not None]
        if len(found) != 1:
            if found:
                self.wrong(found[1][1], f"`{found[0][0]}` and `{found[1][0]}` are two facts", "make a fact of each")
            elif not said.lost():
                message = f"the history of `{self.name}` says nothing to look up"
                at = self.model.places()["history"]
                help = "add `count`, `sum` or `days_since`, like `count: concessions`"
                self.declare.findings.append(HISTORY.at(at, message, help))
            return None
        measure, word = found[0]
        what = self._what(measure, word)
        within = self.declare.period(said.within)
        of = self._word(said.of, ("customer", "household"), "whom a history is of") or "customer"
        if what is None or within is None:
            return None
        return HistoryOf(
            measure,
            what,
            self._grant(measure, what, word),
            self._listed("rules", what, BY_RULE),
            self._listed("requests", what, BY_RULE),
            self._listed("reasons", what, GIVEN),
            "household" if of == "household" else "customer",
            within,
        )

    def _what(self, measure: Measure, word: Text) -> Recorded | None:
        if measure == "sum" and str(word) in RECORDED and str(word) not in GIVEN:
            self.wrong(word, f"`{word}` have no amount to add up", f"write `count: {word}`")
            return None
        known = GIVEN if measure == "sum" else RECORDED
        named = self._word(word, known, "what the ledger has")
        return next((each for each in known if each == named), None)

    def _word(self, text: Text | None, known: Sequence[str], what: str) -> str | None:
        if text is None or str(text) in known:
            return None if text is None else str(text)
        self.wrong(text, f"`{cut(text)}` is not {what}", one_of(text.lower(), list(known)))
        return None

    def _grant(self, measure: Measure, what: Recorded, word: Text) -> str | None:
        written = self.said.grant
        if written is None:
            if measure == "sum" and "grant" not in self.said.lost():
                names = [name for name, each in self.authority.grants.items() if _adds_up(each.type)]
                shown = f"add `grant: {names[0]}`" if names else "declare a grant that has an amount"
                self.wrong(word, "a sum is of one grant", shown)
            return None
        if what not in GIVEN:
            self.wrong(written, f"`{what}` are of no grant", "leave `grant` out")
        elif str(written) not in self.authority.grants:
            self.authority.no_grant(written)
        elif measure == "sum" and not _adds_up(type := self.authority.grants[str(written)].type):
            self.wrong(written, f"`{written}` is {kind_in_words(type)}, which does not add up", "write `count` instead")
        return str(written)

    def _listed(self, key: str, what: Recorded, having: Sequence[Recorded]) -> tuple[str, ...]:
        values: Items | Text | None = getattr(self.said, key)
        listed = words(values)
        if values is not None and not listed:
            at = self.said.places()[key]
            self.declare.findings.append(
                HISTORY.at(at, f"`{key}` lists nothing", "name one, or leave it out: then all count")
            )
        if listed and what not in having:
            self.wrong(listed[0], f"`{what}` are not told apart by `{key}`", f"leave `{key}` out")
        for each in listed:
            if [str(other) for other in listed].count(str(each)) > 1:
                self.wrong(each, f"`{cut(each)}` is listed twice", "leave one out")
                break
        return tuple(map(str, listed))

    # ---- the fact

    def _type(self, history: HistoryOf) -> Type | None:
        model = self.model
        for key in ("range", "decimals", "values", "ordered", "of", "at_most"):
            if key in model.places():
                at = model.places()[key]
                message = f"what the desk looks up has no `{key}` of its own"
                self.declare.findings.append(HISTORY.at(at, message, "leave it out: `history` says how far it goes"))
        given = self.authority.grants.get(history.grant or "")
        type = history_type(history.measure, history.within_days, given.type if given else None)
        if model.unit is not None:
            if history.measure == "count":
                type = replace(type, unit=str(model.unit))
            elif str(model.unit) != type.unit:
                counted = "days" if history.measure == "days_since" else "the unit of its grant"
                self.wrong(model.unit, f"this is counted in {counted}", "leave `unit` out")
        known = history.measure != "sum" or given is not None
        if known and model.type is not None and str(model.type) != type.kind:
            self.wrong(model.type, f"this is {kind_in_words(type)}", "leave `type` out: `history` says it")
        return type if known else None

    def _about(self, history: HistoryOf) -> tuple[About | None, Worse | None]:
        """What the fact is about and which way is worse: by what is looked up, whatever its owner would like."""
        model = self.model
        about = _ABOUT[history.what]
        worse: Worse | None = None
        if about == "conduct":
            worse = "lower" if history.measure == "days_since" else "higher"
        written = self.declare.choice(model.about, ABOUT, "what a fact can be about")
        if model.about is not None and written not in (None, about):
            help = f"write `about: {about}`, or leave it out" if about else "leave `about` out"
            self.wrong(model.about, f"`{history.what}` are not about {written}", help)
        if model.worse is not None and str(model.worse) != worse:
            if worse is None:
                self.wrong(model.worse, f"no way is worse of `{history.what}`", "leave `worse` out")
            else:
                why = "a longer time ago is better" if worse == "lower" else "more incidents are worse"
                self.wrong(model.worse, f"of `{history.what}`, {why}", f"write `worse: {worse}`, or leave it out")
        return about, worse


def _adds_up(type: Type) -> bool:
    return isinstance(type, Quantity) and type.kind in ("money", "percent", "integer", "number")


def _asked(history: HistoryOf, lang: str) -> str:
    called = CALLED[lang]
    days = history.within_days + 1 if history.measure == "days_since" else history.within_days
    said = _ASK[lang][history.measure].format(called[history.what], called[history.of], days)
    only = ", ".join((*history.rules, *history.requests, *history.reasons))
    return f"{said[:-1]} ({only})?" if only and said.endswith("?") else said


# ---- once the rules are read


def check_histories(
    reading: Reading,
    models: Sequence[tuple[Text, FactFile]],
    rules: Sequence[tuple[Text, RuleFile, str]],
    requests: Mapping[str, Request],
) -> None:
    """The rules, requests and reasons that histories name are there; a table's name stands for its rows."""
    for name, model in models:
        fact = reading.facts.get(str(name))
        if model.history is None or fact is None or fact.history is None:
            continue
        history = fact.history
        _names(reading, words(model.history.requests), list(requests), "request", reading.lost["requests"])
        allowed = _rules_of(history, rules)
        for each in words(model.history.rules):
            other = next((rule for key, rule, _ in rules if str(key) == str(each)), None)
            if str(each) not in allowed and other is not None:
                _cannot_count(reading, each, other, history)
            else:
                _names(reading, [each], allowed, "rule", reading.lost["rules"])
        reasons = [
            str(reason)
            for key, rule, _ in rules
            if str(key) in allowed and (not history.rules or str(key) in history.rules)
            for reason in words(rule.reasons)
        ]
        _names(reading, words(model.history.reasons), list(dict.fromkeys(reasons)), "reason", frozenset())
        tables = {name: table for request in requests.values() for name, table in request.tables.items()}
        rows = [row for each in history.rules for row in (tables[each].rules if each in tables else (each,))]
        if tuple(rows) != history.rules:
            reading.facts[fact.name] = replace(fact, history=replace(history, rules=tuple(rows)))


def _rules_of(history: HistoryOf, rules: Sequence[tuple[Text, RuleFile, str]]) -> list[str]:
    """The rules on which such entries can rest."""
    if history.what in GIVEN:
        recovers = history.what == "recoveries"
        return [
            str(key) for key, rule, _ in rules if rule.basis == "goodwill" and recovers == (rule.recovery is not None)
        ]
    return [str(key) for key, rule, _ in rules if rule.basis != "goodwill"] + [OTHERWISE]


def _names(reading: Reading, written: Sequence[Text], known: list[str], what: str, lost: frozenset[str]) -> None:
    for each in written:
        if str(each) not in known and str(each) not in lost:
            message = f"no {what} is called `{cut(each)}`"
            reading.findings.append(HISTORY.at(each.span, message, one_of(each, known, f"{what}s")))


def _cannot_count(reading: Reading, at: Text, rule: RuleFile, history: HistoryOf) -> None:
    message = f"`{cut(at)}` is goodwill, by which nothing is refused or overridden"
    help = "name a rule that answers, or count `concessions`"
    if history.what in GIVEN:
        message, help = f"`{cut(at)}` is no goodwill, so nothing is conceded by it", "name a goodwill rule"
        if rule.basis == "goodwill":
            recovers = rule.recovery is not None
            makes_up = "makes up for our own failure" if recovers else "makes up for no failure of ours"
            message = f"`{cut(at)}` {makes_up}, and is not among the {history.what}"
            instead = "recoveries" if recovers else "concessions"
            help = f"write `{history.measure}: {instead}`, or name another rule"
    reading.findings.append(HISTORY.at(at.span, message, help))
