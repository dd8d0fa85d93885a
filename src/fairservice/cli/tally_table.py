"""Draws a tally of many decisions: what a policy owner wants to know, largest first, figures below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fairservice.cli.drawing import COLOURS
from fairservice.cli.tally import OUTCOMES, Tally
from fairservice.cli.tally_phrases import TallyPhrases, tally_phrases
from fairservice.cli.terminal import WIDEST, bold, dim, hanging, paint, wide, wrap
from fairservice.conditions.vocabulary import Type
from fairservice.conditions.wording import LOCALES, spoken, spoken_day

_MOST = 12
"""Rows that a table has at most; the rest is counted in one."""
_MOST_ASKED = 6
_BAR = 24


def draw_tally(tally: Tally, width: int) -> str:
    """The tables as lines of at most `width` columns (80 if there are more)."""
    return "\n".join(_Drawing(tally, min(width, WIDEST)).lines())


class _Drawing:
    def __init__(self, tally: Tally, width: int) -> None:
        self.tally = tally
        self.width = width
        self.words: TallyPhrases = tally_phrases(tally.lang)
        self.rulebook = tally.policy.rulebook

    def lines(self) -> list[str]:
        tally, words = self.tally, self.words
        question = self.rulebook.requests[tally.request].question.get(tally.lang) or tally.request
        today = spoken_day(tally.today, tally.lang if tally.lang in LOCALES else "en")
        head = (words.one if tally.decided == 1 else words.head).format(
            cases=self.number(tally.decided), policy=tally.policy.name, today=today
        )
        out = ["", *(bold(line) for line in hanging("", question, 2, self.width)), f"  {dim(head)}"]
        if tally.decided:
            out += [*self.answers(), *self.rules(), *self.given(), *self.unknown(), *self.conflicts()]
        out += ["", *self.balance()]
        if tally.stopped:
            out += [paint(line, fg="yellow") for line in hanging("", words.stopped, 2, self.width)]
        return out

    # ---- the tables

    def answers(self) -> Iterable[str]:
        tally = self.tally
        column = max(wide(name) for name in self.words.outcomes.values()) + 2
        yield from self.heading(self.words.answers, self.words.cases, column + 4)
        for name in OUTCOMES:
            count = tally.outcomes[name]
            if not count and name in ("open", "conflict", "gap"):
                continue
            row = f"    {self.words.outcomes[name]:<{column}}{self.number(count):>11}{self.share(count):>9}"
            full = (count * _BAR + tally.decided - 1) // tally.decided  # what occurs at all is seen
            yield f"{row}   {paint('█' * full, fg=COLOURS[name][0])}" if count else dim(row)
        if tally.not_settled > tally.outcomes["open"]:
            yield from self.note(self.words.not_settled.format(count=self.number(tally.not_settled)))

    def rules(self) -> Iterable[str]:
        rows = self.tally.rules.most_common()
        without = self.tally.decided - sum(count for _, count in rows)
        yield from self.heading(self.words.rules, self.words.cases, self.name_column())
        for name, count in rows[:_MOST]:
            yield from self.counted(name, count)
        if rest := rows[_MOST:]:
            yield from self.counted(self.words.more.format(count=len(rest)), sum(count for _, count in rest), True)
        if without:
            yield from self.counted(self.words.rule_none, without, True)

    def given(self) -> Iterable[str]:
        rows = [(name, each) for name, each in self.tally.given.items() if each.decisions]
        if not rows:
            return
        ranges = any(each.at_least != each.at_most for _, each in rows)
        column = min(max(wide(self.label(name)) for name, _ in rows) + 6, 30)
        column = max(column, wide(self.words.gives) + 4)
        titles = f"{self.words.gets:>11}"
        if ranges:
            titles += f"{self.words.at_least:>18}{self.words.to:>18}"
        else:
            titles += f"{self.words.exactly:>18}"
        yield from ("", f"  {bold(self.words.gives)}{' ' * (column - wide(self.words.gives) - 2)}{dim(titles)}")
        for name, each in rows:
            type = self.rulebook.grants[name].type
            amounts = [each.at_least, each.at_most] if ranges else [each.at_most]
            label = self.fitted(self.label(name), column - 5)
            figures = "".join(f"{self.money(amount, type):>18}" for amount in amounts)
            yield f"    {label}{' ' * (column - 4 - wide(label))}{self.number(each.decisions):>11}{figures}"
        if self.tally.open_amounts:
            yield from self.note(self.words.amounts_open.format(count=self.number(self.tally.open_amounts)))

    def unknown(self) -> Iterable[str]:
        rows = self.tally.asked.most_common()
        if not rows:
            return
        yield from self.heading(self.words.unknown, self.words.cases, self.name_column())
        for fact, count in rows[:_MOST_ASKED]:
            yield from self.counted(self.tally.questions[fact], count)
            yield f"      {dim(fact)}"
        if rest := rows[_MOST_ASKED:]:
            yield f"    {dim(self.words.more.format(count=len(rest)))}"

    def conflicts(self) -> Iterable[str]:
        rows = self.tally.conflicts.most_common()
        if not rows:
            return
        yield from self.heading(self.words.conflicts, self.words.cases, self.name_column())
        for rules, count in rows[:_MOST_ASKED]:
            yield from self.counted(" × ".join(rules), count)
        if rest := rows[_MOST_ASKED:]:
            yield f"    {dim(self.words.more.format(count=len(rest)))}"

    def balance(self) -> Iterable[str]:
        tally = self.tally
        mark = paint("✗", fg="red", bold=True) if tally.refused else paint("✓", fg="green", bold=True)
        said = (self.words.balance_one if tally.cases == 1 else self.words.balance).format(
            cases=self.number(tally.cases), decided=self.number(tally.decided), rejected=self.number(tally.refused)
        )
        for number, line in enumerate(wrap(said, self.width - 4)):
            yield f"{'  ' if number else mark + ' '}{line}"

    # ---- parts of them

    def heading(self, title: str, counted: str, column: int) -> Sequence[str]:
        gap = " " * max(column - wide(title) - 2 + 11 - wide(counted), 1)
        return ("", f"  {bold(title)}{gap}{dim(counted)}")

    def name_column(self) -> int:
        return self.width - 11 - 9

    def counted(self, name: str, count: int, quiet: bool = False) -> Iterable[str]:
        """A name in as many lines as it takes, with its count and share behind the first."""
        room = self.name_column() - 6
        first, *rest = wrap(name, room)
        figures = f"{self.number(count):>11}{self.share(count):>9}"
        line = f"    {first}{' ' * (self.name_column() - 4 - wide(first))}{figures}"
        yield dim(line) if quiet else line
        yield from (f"    {each}" for each in rest)

    def note(self, text: str) -> Iterable[str]:
        return (dim(line) for line in hanging("", text, 4, self.width))

    def fitted(self, text: str, room: int) -> str:
        return text if wide(text) <= room else text[: room - 1] + "…"

    def label(self, grant: str) -> str:
        return self.rulebook.label(grant, self.tally.lang)

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.words.thousands)

    def share(self, count: int) -> str:
        """In percent with one decimal, half up."""
        tenths = (count * 2000 + self.tally.decided) // (2 * self.tally.decided)
        return f"{tenths // 10}{self.words.point}{tenths % 10}%"

    def money(self, amount: int, type: Type) -> str:
        lang = self.tally.lang if self.tally.lang in LOCALES else "en"
        return spoken(amount, type, lang, self.rulebook.currency, zone=self.rulebook.zone)
