"""Patterns of concessions in words, for who decides on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fairservice.cli.desk.outcome import INTO, WORDS, Step, drawn_steps
from fairservice.cli.precedents_phrases import PrecedentPhrases, phrases_in
from fairservice.cli.program import typed
from fairservice.cli.terminal import WIDEST, bold, dim, hanging, paint, say, wide, width_now, wrap

if TYPE_CHECKING:
    from fairservice.cli.desk.speaking import Speaker
    from fairservice.desk.patterns import ComesDue, Pattern, Patterns, Shown
    from fairservice.ledger.records import PrecedentResolved

_COLUMN = 12
"""Where the texts beside labels begin, where the labels leave that room."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of patterns in the language of a speaker, as of a day."""

    speaker: Speaker
    today: date

    @property
    def words(self) -> PrecedentPhrases:
        return phrases_in(self.speaker.lang)

    def tell_list(self, found: Patterns) -> None:
        words = self.words
        if not found.patterns:
            say(f"{paint('✓', fg='green', bold=True)} {words.none}")
        for number, each in enumerate(found.patterns):
            if number:
                say()
            self._head(each)
        if found.comes_due:
            say()
            say(bold(words.comes_due))
            column = max(len(each.id) for each in found.comes_due) + 4
            for due in found.comes_due:
                self._due(due, column)
        first = next((each for each in found.patterns if each.status == "open"), None)
        if first is not None:
            say()
            self._next((words.shows, "precedents", "show", first.id))

    def tell_one(self, shown: Shown) -> None:
        pattern, words = shown.pattern, self.words
        self._head(pattern)
        say()
        figures = list(self._figures(pattern))
        if shown.why is None:
            _rows(figures)
            self._tell_ways(pattern.id)
            return
        rows = [(words.decision, f"{words.decided[pattern.status]}: {shown.why}"), *self._told(shown.notice)]
        if shown.draft is not None:
            prints = typed("precedents", "show", pattern.id, "--draft")
            rows.append((words.rule, words.prints_draft.format(command=prints)))
        _rows(figures, rows)

    def tell_decided(self, alarm: str, record: PrecedentResolved) -> None:
        from fairservice.desk.phrases import phrase
        from fairservice.desk.precedents.remarks import TO_WRITE

        words = self.words
        day = "" if record.until is None else self.speaker.day(record.until)
        became = words.became[record.how].format(day=day)
        for line in hanging(paint("✓", fg="green", bold=True), f"{alarm}: {became}.", 2, _width()):
            say(line)
        _rows(self._told(record.notice or {}))
        if record.words is not None:
            say()
            say(record.words, end=False)
            say()
            marked = phrase(TO_WRITE, self.speaker.lang).partition(":")[0]
            self._next(
                (words.write.format(marked=marked), "precedents", "show", alarm, "--draft", INTO, "codified.yaml"),
                (words.runs, "test", words.policy),
                (words.makes, "publish", words.policy),
            )

    # ---- parts

    def _tell_ways(self, alarm: str) -> None:
        words = self.words
        say()
        say(f"  {words.owner_decides}")
        for how, text in words.ways.items():
            label = f"    {how} --until {words.day}" if how in ("sunset", "accept") else f"    {how}"
            for line in hanging(label, text, 26, _width()):
                say(line)
        say()
        self._next((words.one_way, "precedents", "resolve", alarm, words.how, "--why", WORDS))

    def _next(self, *steps: tuple[str, ...]) -> None:
        """The next commands: when each is typed, and its words."""
        words = self.speaker.words
        drawn = (Step(tuple(command), when) for when, *command in steps)
        for line in drawn_steps(tuple(drawn), words, wide(words.next) + 5, _width()):
            say(line)

    def _head(self, pattern: Pattern) -> None:
        words = self.words
        mark, colour = ("▸", "yellow") if pattern.status == "open" else ("·", "white")
        if pattern.closed:
            mark, colour = "✗", "red"
        name = f"{paint(mark, fg=colour, bold=True)} {bold(pattern.id)}"
        for line in hanging(name, self._state(pattern), wide(name) + 2, _width()):
            say(line)
        label = self.speaker.label
        favour = words.favour.format(
            grant=label(pattern.grant),
            reason="" if pattern.reason is None else words.with_reason.format(reason=label(pattern.reason)),
            rule=pattern.rule,
            request=pattern.request,
            alarm=words.alarms[pattern.alarm],
        )
        for line in wrap(favour, _width() - 2):
            say(f"  {line}")
        for line in wrap(words.short[pattern.alarm].format(**pattern.figures), _width() - 2):
            say(dim(f"  {line}"))

    def _state(self, pattern: Pattern) -> str:
        words = self.words
        if pattern.due is None:
            return words.decided[pattern.status]
        day, past = self.speaker.day(pattern.due), pattern.due < self.today
        match pattern.status:
            case "open" if past:
                return paint(words.closed.format(day=day), fg="red", bold=True)
            case "open":
                return words.decide_by.format(day=day, ahead=self._ahead(pattern.due))
            case "sunset":
                return (words.ended if past else words.given_until).format(day=day)
            case _:
                return (words.was_accepted if past else words.accepted_until).format(day=day)

    def _ahead(self, due: date) -> str:
        days = (due - self.today).days
        return self.words.today if days == 0 else self.words.one_day if days == 1 else self.words.days.format(days=days)

    def _figures(self, pattern: Pattern) -> Iterator[tuple[str, str]]:
        figures, words, day = pattern.figures, self.words, self.speaker.day
        yield words.raised, day(pattern.raised_on)
        if pattern.alarm in ("cohort", "single_giver"):
            yield words.given, words.from_to.format(first=day(figures["first_day"]), last=day(figures["last_day"]))
        if pattern.alarm == "cohort":
            yield words.rate, words.limit.format(rate=self._rate(figures), limit=self._percent(figures["limit"]))
        if pattern.alarm == "single_giver":
            yield words.who, words.not_told
        if "recent_low" in figures:
            for name, label in (("recent", words.recent), ("earlier", words.earlier)):
                rate, mean = self._rate(figures, f"{name}_"), figures[f"{name}_mean"]
                amount = "" if mean is None else self.speaker.amount(pattern.grant, mean)
                yield label, words.each_time.format(rate=rate, amount=amount) if amount else rate

    def _rate(self, figures: Mapping[str, Any], of: str = "") -> str:
        low, high = (self._percent(figures[f"{of}{each}"]) for each in ("low", "high"))
        return self.words.of_cases.format(low=low, high=high)

    def _percent(self, hundredths: int) -> str:
        whole, rest = divmod(hundredths, 100)
        number = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
        return self.words.percent.format(number=number.replace(".", self.words.point))

    def _told(self, notice: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(self.words.told.format(lang=lang), text) for lang, text in notice.items()]

    def _due(self, due: ComesDue, column: int) -> None:
        words = self.words
        when = self._ahead(due.due)
        if due.overdue:
            when = paint(words.overdue.format(day=self.speaker.day(due.due)), fg="red")
        what = words.coming[due.kind]
        if due.status not in ("open", "given", "to_repair"):
            what = words.last_day.format(decided=words.decided[due.status])
        for line in hanging(f"  {due.id}", f"{what}: {when}", column, _width()):
            say(line)


def _rows(*parts: Sequence[tuple[str, str]]) -> None:
    """Labels and texts in two columns, with a blank line between the parts."""
    column = max([_COLUMN, *(wide(label) + 4 for rows in parts for label, _ in rows)])
    for number, rows in enumerate(parts):
        if number:
            say()
        for label, text in rows:
            for line in hanging(f"  {label}", text, column, _width()):
                say(line)


def _width() -> int:
    return min(width_now(), WIDEST)
