"""Tells what changes between two versions of a policy, as text for a terminal or as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fairservice.analysis.difference.change import Change, RequestDifference, Spread
from fairservice.analysis.difference.moves import moves
from fairservice.analysis.difference.phrases import MARKS, PHRASES
from fairservice.analysis.difference.surroundings import of_request, surroundings
from fairservice.analysis.proofs.classes import Class, Test
from fairservice.analysis.proofs.story import FactTeller
from fairservice.conditions.describe import Describer
from fairservice.conditions.nodes import Comparator, Comparison, Constant, Named, Node, Not, Variable, walk
from fairservice.conditions.vocabulary import CLOCKS, Boolean, Quantity
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import answer_in_words, choices
from fairservice.policy.rulebook import Rulebook

CONTRARY: dict[Comparator, Comparator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
"""What is so of two known values where the one is not."""


SHOWN_CLASSES = 8
"""So many ways in which a change comes about are told; JSON has them all."""


class Teller:
    """Tells differences between two versions in one language, with the labels of the new one."""

    def __init__(self, old: Rulebook, new: Rulebook, lang: str) -> None:
        self.old, self.new = old, new
        self.lang = lang if lang in PHRASES else "en"
        self.say = PHRASES[self.lang]
        self.facts = FactTeller(new, old, self.lang)
        self.describer: Describer = self.facts.describer
        changed = _changed_names(old, new)
        self._of_version = {
            version: replace(self.describer, label=self._label_of(version, changed, self.describer.label))
            for version in ("first", "second", "both")
        }

    def _label_of(self, version: str, changed: set[str], label: Callable[[str], str]) -> Callable[[str], str]:
        """Labels of one version: a name that means something else in the other says so."""
        suffix = {"first": self.say["before"], "second": self.say["after"]}.get(version)
        return lambda name: f"{label(name)} ({suffix})" if suffix and name in changed else label(name)

    # ---- what both forms say

    def headline(self, change: Change) -> str:
        before, after = (answer_in_words(self._in(each)) for each in (change.before, change.after))
        move = before if before == after else f"{before} → {after}"
        return f"{move}: {self.say[change.side]}"

    def by(self, change: Change) -> str:
        """Which rules decide, before and now."""
        before, after = (", ".join(each.rules or each.conflict) for each in (change.before, change.after))
        if before == after:
            return self.say["by"].format(before)
        return self.say["by_now"].format(before or "–", after or "–")

    def moves(self, change: Change) -> Iterator[str]:
        """What is not as it was: in the example, and of amounts in all of its cases."""
        if change.before.answer is None or change.after.answer is None:
            return
        yield from moves(self._in(change.before), self._in(change.after), self.say, self.describer.label)
        yield from (self._spread(each) for each in change.spreads)

    def _spread(self, spread: Spread) -> str:
        type = self.new.grants[spread.grant].type
        low, high = (self.describer.value(abs(each), type) for each in (spread.least, spread.most))
        label = self.describer.label(spread.grant)
        if spread.least < 0 < spread.most:
            return self.say["either"].format(label, low, high)
        if spread.least == spread.most:
            return self.say["just_up" if spread.most > 0 else "just_down"].format(label, low)
        return self.say["up"].format(label, low, high) if spread.most > 0 else self.say["down"].format(label, high, low)

    def where(self, change: Change) -> tuple[tuple[str, ...], ...]:
        """The conditions of each class; none of one that could not be described. A class within another is left out."""
        found = [tuple(self._tests(around)) for around in change.around if around is not None]
        wide = [each for each in found if not any(set(other) < set(each) for other in found)]
        return tuple(dict.fromkeys(wide))

    def _tests(self, around: Class) -> Iterator[str]:
        yield from (self._test(test) for test in around.tests)
        both = zip(around.conditions, around.versions, strict=True)
        yield from (self._condition(node, self._of_version[version]) for node, version in both)

    def _test(self, test: Test) -> str:
        """A test of one fact: more than €0.00 sooner than at least one cent, and 0 sooner than at most 0."""
        type = test.type
        if isinstance(type, Quantity) and type.kind not in CLOCKS:
            if test.low == 1 and test.high is None and type.low == 0 and type.kind != "integer":
                return self._condition(Comparison(">", Variable(test.name, type), Constant(0, type)), self.describer)
            if test.low is None and test.high == type.low:
                return self._condition(
                    Comparison("=", Variable(test.name, type), Constant(type.low, type)), self.describer
                )
            if test.low is not None and test.high is not None and test.low != test.high:
                return self._from_to(test, type, test.low, test.high)
        return self._condition(test.node, self.describer)

    def _from_to(self, test: Test, type: Quantity, low: int, high: int) -> str:
        ends = (self.describer.value(each, type) for each in (low, high))
        return self.say["from_to"].format(self.describer.name(test.name), *ends)

    def _condition(self, node: Node, describer: Describer) -> str:
        match node:
            case Variable() | Named() if isinstance(node.type, Boolean):
                return f"{describer.amount(node)}: {self.say['yes']}"
            case Not(Variable() | Named() as inner):
                return f"{describer.amount(inner)}: {self.say['no']}"
            case Not(Comparison(operator, left, right)):
                return describer.condition(Comparison(CONTRARY[operator], left, right))
            case _:
                return describer.condition(node)

    def where_lines(self, change: Change, bullet: str) -> Iterator[tuple[int, str]]:
        """The conditions, each with how deep it stands: those of all classes, and then the rest of each."""
        classes = self.where(change)
        if not classes:
            yield 0, self.say["one"]
        else:
            yield from self._classes(classes, bullet)
        if change.rest:
            yield 0, self.say["rest"].format(self.by(change))

    def _classes(self, classes: tuple[tuple[str, ...], ...], bullet: str) -> Iterator[tuple[int, str]]:
        joint = [each for each in classes[0] if all(each in other for other in classes)]
        rest = [[each for each in every if each not in joint] for every in classes]
        if not joint and len(classes) == 1:
            yield 0, self.say["always"]
        yield from self._joined(joint)
        if len(classes) > 1:
            yield (1, self.say["one_of"]) if joint else (0, f"{self.say['where']} {self.say['one_of_these']}")
            yield from ((2, f"{bullet}{self.say['and'].join(each)}") for each in rest[:SHOWN_CLASSES])
            if len(rest) > SHOWN_CLASSES:
                yield 2, f"{bullet}…"

    def _joined(self, parts: Iterable[str]) -> Iterator[tuple[int, str]]:
        for at, part in enumerate(parts):
            yield min(at, 1), f"{self.say['where'] if at == 0 else self.say['and'].strip()} {part}"

    def example(self, change: Change) -> tuple[str, list[str]]:
        """What introduces the example, and its facts."""
        case = change.case
        day = self.facts._day(case["today"]) if "today" in case else None
        intro = self.say["example"] if day is None else self.say["example_on"].format(day)
        told = [line.strip() for line in self.facts.lines(case)]
        told = told[1:] if day is not None else told
        return intro, told

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
            yield self.say["unsettled"].format(found.reason)
        if found.lists and found.status not in ("added", "removed"):
            yield self.say["lists"].format(", ".join(f"{name} {count}" for name, count in found.lists))
        if found.ranges and found.status != "not settled":
            yield self.say["ranges"].format(", ".join(found.ranges))
        if found.dates and found.status != "not settled":
            yield self.say["dates"]
        if found.request in self.old.requests and found.request in self.new.requests:
            both = (self.old.requests[found.request], self.new.requests[found.request])
            yield from of_request(*both, self.say, self.describer.label)

    def surroundings(self) -> list[str]:
        """What changes besides what any request decides."""
        return list(surroundings(self.old, self.new, self.say, self.lang, self.describer))

    def status(self, found: RequestDifference) -> str:
        """A request in which nothing is told to change, in one line."""
        if found.status == "same":
            key = "same" if found.nothing else "same_common"
            return self.say[f"{key}_words" if found.words else key].format(", ".join(found.words))
        return self.say[found.status].format(found.reason)

    def _in(self, decision: Decision) -> Decision:
        return decision.in_language(self.lang) if self.lang in decision._answering.rulebook.languages else decision

    # ---- text

    def text(self, found: RequestDifference) -> Iterator[str]:
        """A request, line by line; what is indented belongs to what stands above it."""
        yield f"{found.request}: {self.status(found)}" if found.status != "changed" else found.request
        for change in found.changes:
            yield f"  {MARKS[change.side]} {self.headline(change)}"
            yield f"    {self.by(change)}"
            yield from (f"    {line}" for line in self.moves(change))
            yield from (f"    {'  ' * depth}{line}" for depth, line in self.where_lines(change, "- "))
            intro, facts = self.example(change)
            yield f"    {intro}: {'; '.join(facts)}"
        yield from (f"  {line}" for line in self.notes(found))

    # ---- Markdown

    def _where_in_markdown(self, change: Change) -> Iterator[str]:
        """The conditions as a list, those that are one of several below it."""
        for depth, line in self.where_lines(change, ""):
            yield f"{'  - ' if depth == 2 else '- '}{escaped(line)}"

    def markdown(self, found: RequestDifference) -> Iterator[str]:
        """A request as a section of Markdown."""
        yield f"### `{found.request}`"
        yield ""
        if found.status != "changed":
            yield escaped(self.status(found))
            yield ""
        for change in found.changes:
            yield f"**{MARKS[change.side]} {escaped(self.headline(change))}**"
            yield ""
            yield from self._where_in_markdown(change)
            yield ""
            intro, facts = self.example(change)
            yield f"| {escaped(intro)} | {self.say['before']} | {self.say['after']} |"
            yield "| --- | --- | --- |"
            case = "<br>".join(map(escaped, facts))
            cells = ["<br>".join(map(escaped, self.heard(each))) for each in (change.before, change.after)]
            yield f"| {case} | {cells[0]} | {cells[1]} |"
            yield ""
            changed = list(self.moves(change))
            yield from (f"- {escaped(line)}" for line in changed)
            if changed:
                yield ""
        notes = list(self.notes(found))
        yield from (f"- {escaped(line)}" for line in notes)
        if notes:
            yield ""


def escaped(text: str) -> str:
    """A text that Markdown leaves as it is, in one line."""
    text = " ".join(text.split())
    for sign in "\\`*_{}[]<>#|~&":
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
