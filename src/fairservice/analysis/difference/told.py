"""Tells what changes between two versions of a policy, as text for a terminal or as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from fairservice.analysis.difference.change import Change, RequestDifference
from fairservice.analysis.proofs.story import FactTeller
from fairservice.conditions.describe import Describer
from fairservice.conditions.nodes import Named, Node, walk
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import answer_in_words, choices
from fairservice.policy.rulebook import Rulebook

PHRASES = {
    "en": {
        "same": "the same for all cases (proved)",
        "same_words": "decides the same for all cases (proved), in other words: {}",
        "added": "is new",
        "removed": "is gone",
        "not settled": "could not be settled: {}",
        "gains": "the customer gains",
        "loses": "the customer loses",
        "both": "the customer gains and loses",
        "neither": "neither more nor less for the customer",
        "where": "where",
        "always": "in every case",
        "one": "in a case like this one",
        "example": "for example",
        "before": "before",
        "after": "after",
        "more": "There are more cases that change than are told here.",
        "lists": "Lists were looked at up to a length: {}.",
        "ranges": "Declared otherwise now, and compared as far as both versions can read them: {}.",
        "nothing": "Nothing changes: every request is decided the same in all cases (proved).",
        "by": "by {}",
        "change": "change",
        "words": "in other words: {}",
        "and": " and ",
        "concede": "may be conceded: {} up to {}",
        "override": "may answer otherwise: {}",
        "case": "the case",
    },
    "nl": {
        "same": "hetzelfde voor alle gevallen (bewezen)",
        "same_words": "beslist hetzelfde voor alle gevallen (bewezen), in andere woorden: {}",
        "added": "is nieuw",
        "removed": "is weg",
        "not settled": "is niet uitgemaakt: {}",
        "gains": "de klant krijgt meer",
        "loses": "de klant krijgt minder",
        "both": "de klant krijgt het een meer en het ander minder",
        "neither": "niet meer of minder voor de klant",
        "where": "als",
        "always": "in elk geval",
        "one": "in een geval als dit",
        "example": "bijvoorbeeld",
        "before": "eerst",
        "after": "nu",
        "more": "Er veranderen meer gevallen dan hier staan.",
        "lists": "Lijsten zijn bekeken tot een lengte: {}.",
        "ranges": "Nu anders opgegeven, en vergeleken zover beide versies ze kunnen lezen: {}.",
        "nothing": "Er verandert niets: elk verzoek wordt in alle gevallen hetzelfde beslist (bewezen).",
        "by": "volgens {}",
        "change": "verandering",
        "words": "in andere woorden: {}",
        "and": " en ",
        "concede": "mag worden toegegeven: {} tot {}",
        "override": "mag anders antwoorden: {}",
        "case": "het geval",
    },
}
MARKS = {"gains": "+", "loses": "-", "both": "±", "neither": "~"}


class Teller:
    """Tells differences between two versions in one language, with the labels of the new one."""

    def __init__(self, old: Rulebook, new: Rulebook, lang: str) -> None:
        self.lang = lang if lang in PHRASES else "en"
        self.say = PHRASES[self.lang]
        both = FactTeller(new, old, self.lang)
        self.facts = both
        self.describer: Describer = both.describer
        changed = _changed_names(old, new)
        self._of_version = {
            version: replace(both.describer, label=self._label_of(version, changed, both.describer.label))
            for version in ("first", "second", "both")
        }

    def _label_of(self, version: str, changed: set[str], label: Callable[[str], str]) -> Callable[[str], str]:
        """Labels of one version: a name that means something else in the other says so."""
        suffix = {"first": self.say["before"], "second": self.say["after"]}.get(version)
        return lambda name: f"{label(name)} ({suffix})" if suffix and name in changed else label(name)

    # ---- text

    def text(self, found: RequestDifference) -> Iterator[str]:
        """A request, line by line; what is indented belongs to what stands above it."""
        if found.status != "changed":
            yield f"{found.request}: {self._status(found)}"
        else:
            yield f"{found.request}"
        for change in found.changes:
            yield f"  {MARKS[change.side]} {self.headline(change)}"
            for line in self.where(change):
                yield f"      {line}"
            yield f"    {self.say['example']}:"
            for line in self.facts.lines(change.case):
                yield f"      {line}"
            for when, decision in (("before", change.before), ("after", change.after)):
                first, *rest = self.heard(decision)
                yield f"    {self.say[when]}: {first}"
                yield from (f"      {line}" for line in rest)
        yield from (f"  {line}" for line in self.notes(found))

    def headline(self, change: Change) -> str:
        before, after = (answer_in_words(self._in(each)) for each in (change.before, change.after))
        move = before if before == after else f"{before} → {after}"
        return f"{move}: {self.say[change.side]}"

    def where(self, change: Change) -> Iterator[str]:
        """The conditions of the class, one a line."""
        if change.around is None:
            yield self.say["one"]
            return
        parts = [self.describer.condition(test.node) for test in change.around.tests]
        both = zip(change.around.conditions, change.around.versions, strict=True)
        parts += [self._of_version[version].condition(node) for node, version in both]
        if not parts:
            yield self.say["always"]
        for at, part in enumerate(parts):
            yield f"{self.say['where'] if at == 0 else self.say['and'].strip()} {part}"

    def heard(self, decision: Decision) -> Iterator[str]:
        """What a decision comes to, the answer first."""
        decision = self._in(decision)
        by = f" ({self.say['by'].format(', '.join(decision.rules))})" if decision.rules else ""
        if decision.conflict:
            by = f" ({self.say['and'].join(decision.conflict)})"
        yield answer_in_words(decision) + by
        yield from choices(decision)
        for each in decision.may_concede:
            yield self.say["concede"].format(each.label, each.up_to.text)
        if decision.may_override and decision.may_override != "nobody":
            yield self.say["override"].format(dict(decision.labels).get(decision.may_override, decision.may_override))

    def notes(self, found: RequestDifference) -> Iterator[str]:
        """What else is to be said of a request."""
        if found.status == "changed" and found.words:
            yield self.say["words"].format(", ".join(found.words))
        if found.more:
            yield self.say["more"]
        if found.status == "changed" and found.reason:
            yield self.say["not settled"].format(found.reason)
        if found.lists and found.status != "added":
            yield self.say["lists"].format(", ".join(f"{name} {count}" for name, count in found.lists))
        if found.ranges:
            yield self.say["ranges"].format(", ".join(found.ranges))

    def _status(self, found: RequestDifference) -> str:
        if found.status == "same" and found.words:
            return self.say["same_words"].format(", ".join(found.words))
        return self.say[found.status].format(found.reason)

    def _in(self, decision: Decision) -> Decision:
        return decision.in_language(self.lang) if self.lang in decision._answering.rulebook.languages else decision

    # ---- Markdown

    def markdown(self, found: RequestDifference) -> Iterator[str]:
        """A request as a section of Markdown."""
        yield f"### `{found.request}`"
        yield ""
        if found.status != "changed":
            yield self._status(found)
            yield ""
        for change in found.changes:
            yield f"**{MARKS[change.side]} {_escaped(self.headline(change))}**"
            yield ""
            yield from (f"- {_escaped(line)}" for line in self.where(change))
            yield ""
            yield f"| {self.say['example']} | {self.say['before']} | {self.say['after']} |"
            yield "| --- | --- | --- |"
            case = "<br>".join(_escaped(line.strip()) for line in self.facts.lines(change.case))
            cells = ["<br>".join(_escaped(line) for line in self.heard(each)) for each in (change.before, change.after)]
            yield f"| {case} | {cells[0]} | {cells[1]} |"
            yield ""
        notes = list(self.notes(found))
        yield from (f"- {_escaped(line)}" for line in notes)
        if notes:
            yield ""


def _escaped(text: str) -> str:
    """A text that Markdown leaves as it is."""
    for sign in "\\`*_{}[]<>#|~":
        text = text.replace(sign, "\\" + sign)
    return text


def _changed_names(old: Rulebook, new: Rulebook) -> set[str]:
    """The definitions and parameters that do not mean the same in both versions."""
    found: dict[str, Node] = {}
    changed: set[str] = set()
    for rulebook in (old, new):
        seen: set[int] = set()
        for request in rulebook.requests.values():
            for part in request.program.parts:
                for node in walk(part, seen):
                    if isinstance(node, Named) and found.setdefault(node.name, node) != node:
                        changed.add(node.name)
    return changed
