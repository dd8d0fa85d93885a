"""Tells the case that refutes a claim as a story, in Dutch or English, and writes it as a case file for `dry-run`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from fairservice.analysis.proofs.replay import Replay, written
from fairservice.analysis.proofs.situation import Case
from fairservice.analysis.proofs.verdict import Verdict
from fairservice.conditions.declarations import Fact
from fairservice.conditions.describe import Describer
from fairservice.conditions.vocabulary import Choices, Records, int_of
from fairservice.conditions.wording import spoken_day
from fairservice.decisions.decision import Decision
from fairservice.decisions.explain import answer_in_words, choices
from fairservice.policy.rulebook import Rulebook

PHRASES = {
    "en": {
        "on": "It is {}.",
        "received": "The message came in on {}.",
        "any": "Whatever else is known.",
        "answer": "The answer: {}",
        "withheld": "No answer can be given: {} disagree.",
        "both": "Two customers with the same case:",
        "but": "They differ in this:",
        "first": "the first",
        "second": "the second",
        "hears": "What {} hears: {}",
        "and": " and ",
        "concede": "may be conceded: {} up to {}",
        "override": "may answer otherwise: {}",
        "by": "by {}",
        "one": "Two customers with the same case, but for {}. This is {}.",
        "single": "A case that shows it.",
    },
    "nl": {
        "on": "Het is {}.",
        "received": "Het bericht kwam binnen op {}.",
        "any": "Wat er verder ook bekend is.",
        "answer": "Het antwoord: {}",
        "withheld": "Er is geen antwoord te geven: {} spreken elkaar tegen.",
        "both": "Twee klanten met hetzelfde geval:",
        "but": "Zij verschillen hierin:",
        "first": "de eerste",
        "second": "de tweede",
        "hears": "Wat {} hoort: {}",
        "and": " en ",
        "concede": "mag worden toegegeven: {} tot {}",
        "override": "mag anders antwoorden: {}",
        "by": "volgens {}",
        "one": "Twee klanten met hetzelfde geval, op {} na. Dit is {}.",
        "single": "Een geval dat het laat zien.",
    },
}


class FactTeller:
    """Tells the facts of cases in one language; by `other` those that the policy itself does not have."""

    def __init__(self, rulebook: Rulebook, other: Rulebook, lang: str) -> None:
        self.rulebook = rulebook
        self.other = other
        self.lang = lang
        self.describer = Describer(lang, rulebook.currency, self._label, rulebook.zone)

    def _label(self, name: str) -> str:
        known = name in self.rulebook.labels or name not in self.other.labels
        return (self.rulebook if known else self.other).label(name, self.lang)

    def lines(self, case: Case) -> list[str]:
        """The day, and each fact with its value; the records of a list below it."""
        say, lines = PHRASES[self.lang], []
        if "today" in case:
            lines.append(say["on"].format(self._day(case["today"])))
            if "received_on" in case and case["received_on"] != case["today"]:
                lines.append(say["received"].format(self._day(case["received_on"])))
        told = [name for name in case if self._fact(name).source != "clock"]
        for name in told:
            lines.append(f"{self.name(name)}: {self.value(name, case)}")
            lines += self._records(name, case)
        return lines if told else [*lines, say["any"]]

    def name(self, fact: str) -> str:
        return self.describer.name(fact)

    def value(self, fact: str, case: Case) -> str:
        return self.describer.value(case.get(fact), self._fact(fact).type)

    def written(self, case: Case) -> dict[str, str | list[dict[str, str]]]:
        """The facts as a case file has them, the days included."""
        return {name: written(value, self._fact(name).type) for name, value in case.items()}

    def _fact(self, name: str) -> Fact:
        return self.rulebook.facts.get(name) or self.other.facts[name]

    def _records(self, fact: str, case: Case) -> Iterator[str]:
        """The records of a list, a line each."""
        type, value = self._fact(fact).type, case[fact]
        if isinstance(type, Records) and isinstance(value, tuple):
            for record in value:
                parts = [
                    f"{self._label(f'{fact}.{field}')}: {self.describer.value(held, its)}"
                    for (field, its), held in zip(type.fields, record, strict=True)
                ]
                yield f"  - {', '.join(parts)}"

    def _day(self, value: object) -> str:
        assert isinstance(value, int)
        return spoken_day(date.fromordinal(value), self.lang)


class Story:
    """Tells verdicts of one policy in one language."""

    def __init__(self, rulebook: Rulebook, lang: str) -> None:
        self.rulebook = rulebook
        self.lang = lang
        self.say = PHRASES[lang]
        self.replay = Replay(rulebook)
        self.facts = FactTeller(rulebook, rulebook, lang)
        self.describer = self.facts.describer

    def lines(self, verdict: Verdict) -> list[str]:
        """The story of a verdict that has cases, line by line."""
        if not verdict.cases:
            return []
        decisions = [self.replay.decide(verdict.request, case).in_language(self.lang) for case in verdict.cases]
        if len(verdict.cases) == 1:
            return [*self._facts(verdict.cases[0]), *self._heard(decisions[0], None)]
        one, other = verdict.cases
        same = {name: value for name, value in one.items() if name in other and other[name] == value}
        lines = [self.say["both"], *self._facts(same), self.say["but"]]
        for name in one:
            if name not in same or name not in other:
                lines.append(
                    f"  {self.facts.name(name)}: {self.facts.value(name, one)} → {self.facts.value(name, other)}"
                )
        for decision, who in zip(decisions, ("first", "second"), strict=True):
            lines += self._heard(decision, self.say[who])
        return lines

    def _facts(self, case: Case) -> list[str]:
        return [f"  {line}" for line in self.facts.lines(case)]

    def _heard(self, decision: Decision, who: str | None) -> Iterator[str]:
        answer = answer_in_words(decision)
        if decision.conflict:
            yield self.say["withheld"].format(self.say["and"].join(decision.conflict))
            return
        by = f" ({self.say['by'].format(decision.rule)})" if decision.rule else ""
        yield self.say["answer"].format(answer + by) if who is None else self.say["hears"].format(who, answer + by)
        yield from (f"  {line}" for line in choices(decision))
        for each in decision.may_concede:
            yield "  " + self.say["concede"].format(each.label, each.up_to.text)
        if decision.may_override and decision.may_override != "nobody":
            yield "  " + self.say["override"].format(self.rulebook.label(decision.may_override, self.lang))

    def missing_rule(self, verdict: Verdict) -> list[str]:
        """For a gap the rule that would fill it, as YAML to complete."""
        around = verdict.around
        if around is None:
            return []
        lines = [f"  {verdict.request}-…:", f"    request: {verdict.request}", "    when:"]
        sets = [test for test in around.tests if isinstance(test.type, Choices)]
        lines += [f"      {test.name}: {test.written}" for test in around.tests if test not in sets]
        lines += ["      all:"] if sets else []
        lines += [f"        - {test.name}: {part}" for test in sets for part in test.of_choices]
        lines += [f"      # {self.describer.condition(node)}" for node in around.conditions]
        if not around.tests:
            lines[2] = "    # in every case:" if not around.conditions else "    # when:"
        return ["rules:", *lines, "    answer: …", "    because: …"]

    # ---- case files

    def case_files(self, verdict: Verdict) -> Iterator[str]:
        """Each case as a file that `dry-run --case` reads."""
        for at, case in enumerate(verdict.cases):
            yield self._file(verdict, at, case)

    def _file(self, verdict: Verdict, at: int, case: Case) -> str:
        lines = [f"request: {verdict.request}"]
        for name in ("today", "received_on"):
            if name in case:
                lines.append(f"{name}: {date.fromordinal(int_of(case[name])).isoformat()}")
        lines.append("story:")
        for lang in self.rulebook.languages:
            if lang in PHRASES:
                lines.append(
                    f"  {lang}: {json.dumps(Story(self.rulebook, lang).title(verdict, at), ensure_ascii=False)}"
                )
        lines.append("facts:")
        facts = self.replay.written(case)
        lines += [f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]
        return "\n".join(lines if facts else [*lines[:-1], "facts: {}"]) + "\n"

    def title(self, verdict: Verdict, at: int) -> str:
        """One sentence on a case file."""
        if len(verdict.cases) == 1:
            return self.say["single"]
        one, other = verdict.cases
        apart = [self.facts.name(name) for name in one if one.get(name) != other.get(name)]
        return self.say["one"].format(self.say["and"].join(apart), self.say["first" if at == 0 else "second"])
