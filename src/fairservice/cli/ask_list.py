"""Asks for a list record by record: of each the fields that the request reads, and of one that has gaps only those."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fairservice.cli.answers import NotAnAnswer, form_of, written_form
from fairservice.cli.terminal import WIDEST, dim, hanging
from fairservice.conditions.vocabulary import BOOLEAN, Boolean, Choice, Choices, Records, ScalarType, read_value
from fairservice.conditions.wording import spoken
from fairservice.errors import CaseError

if TYPE_CHECKING:
    from fairservice.cli.conversation import Conversation
    from fairservice.decisions.content import Question
    from fairservice.decisions.decision import Decision


class EndOfInput(Exception):
    """Nobody answers any more."""


class ListInterview:
    """The questions for one list. What is typed is checked field by field, as in a case file."""

    def __init__(
        self, interview: Conversation, question: Question, request: str, known: Mapping[str, str], decision: Decision
    ) -> None:
        assert isinstance(question.type, Records)
        self.interview = interview
        self.words = interview.words
        self.question = question
        self.name = question.fact
        self.type = question.type
        self.request = request
        self.known = known
        self.decision = decision
        read = interview.policy.rulebook.requests[request].program.fields
        self.fields = [(name, its) for name, its in question.type.fields if f"{self.name}.{name}" in read]
        self.hinted: set[str] = set()

    def hold(self) -> tuple[str | None, Decision] | None:
        """The list as a case writes it (None: left open) with the decision; None at the end of input."""
        self.interview.ask(self.question)
        try:
            given = dict(self.decision.facts).get(self.name)
            records = self._whole() if given is None or isinstance(given, str) else self._gaps(given)
        except EndOfInput:
            return None
        if records is None:
            return None, self.decision
        return json.dumps(records, ensure_ascii=False, separators=(",", ":")), self._decided(records)

    def _decided(self, records: object) -> Decision:
        return self.interview.decide(self.request, {**self.known, self.name: records})

    # ---- a list of which nothing is known

    def _whole(self) -> list[dict[str, str]] | None:
        """All records; None where it is not known what they are."""
        self._hint(self.words.any_at_all if self.fields else self.words.how_many.format(most=self.type.at_most))
        while True:
            typed = self._line()
            if typed == "":
                return None
            try:
                if typed == "?":
                    self._help(self.question)
                elif typed.startswith("["):
                    return [dict(record) for record in self._listed(self._decided(typed))]
                elif not self.fields:
                    if typed.isascii() and typed.isdigit() and len(typed) < 9:
                        self._decided([{}] * int(typed))
                        return [{} for _ in range(int(typed))]
                    self.interview.note(self.words.how_many.format(most=self.type.at_most))
                elif not self._yes(typed):
                    self.interview.note(self.words.list_empty)
                    return []
                else:
                    return self._one_by_one()
            except NotAnAnswer as error:
                self.interview.note(str(error))
            except CaseError as error:
                self.interview.refused(error, self.question, typed)

    def _listed(self, decision: Decision) -> tuple[Mapping[str, str], ...]:
        listed = dict(decision.facts)[self.name]
        assert not isinstance(listed, str)
        return listed

    def _one_by_one(self) -> list[dict[str, str]]:
        records: list[dict[str, str]] = []
        while True:
            record: dict[str, str] = {}
            self._heading(len(records) + 1, record)
            for name, its in self.fields:
                typed = self._field(records, record, name, its)
                if typed is not None:
                    record[name] = typed
            records.append(record)
            if len(records) == self.type.at_most:
                self.interview.note(self.words.list_full)
                return records
            if not self._another():
                return records

    def _another(self) -> bool:
        self.interview.say(f"    {self.words.another}")
        while True:
            typed = self._line()
            if typed == "":
                return False
            try:
                return self._yes(typed)
            except NotAnAnswer as error:
                self.interview.note(str(error))

    def _yes(self, typed: str) -> bool:
        asked = replace(self.question, type=BOOLEAN)
        return written_form(typed, asked, self.words, self.interview.lang, self.decision.today) == "true"

    # ---- a list that was given, but not all of it

    def _gaps(self, given: tuple[Mapping[str, str], ...]) -> list[dict[str, str]] | None:
        """The list with what was still found out, as long as it matters; None where nothing was."""
        records = [dict(record) for record in given]
        found = False
        for number, record in enumerate(records, 1):
            gaps = [(name, its) for name, its in self.fields if name not in record]
            if gaps:
                self._heading(number, record)
            for name, its in gaps:
                typed = self._field(records[: number - 1], record, name, its)
                if typed is None:
                    continue
                record[name], found = typed, True
                if all(each.fact != self.name for each in self._decided(records).questions):
                    return records
        return records if found else None

    # ---- one field

    def _field(self, before: list[dict[str, str]], record: dict[str, str], name: str, its: ScalarType) -> str | None:
        """A field as a case writes it; None where it is left open."""
        interview, label = self.interview, self._label(f"{self.name}.{name}")
        values = its.values if isinstance(its, Choice | Choices) else ()
        asked = replace(
            self.question,
            fact=f"{self.name}[{len(before) + 1}].{name}",
            text=f"{label[:1].upper()}{label[1:]}?",
            type=its,
            values=values,
            value_labels=tuple(self._label(value) for value in values),
            from_ledger=False,
        )
        for line in hanging("", asked.text, 4, WIDEST):
            interview.say(line)
        interview.choices(asked)
        if name not in self.hinted and not values and not isinstance(its, Boolean):
            self.hinted.add(name)
            self._hint(form_of(its, self.words))
        while True:
            typed = self._line()
            if typed == "":
                return None
            if typed == "?":
                self._help(asked)
                continue
            try:
                text = written_form(typed, asked, self.words, interview.lang, self.decision.today)
                return self._listed(self._decided([*before, {**record, name: text}]))[len(before)][name]
            except NotAnAnswer as error:
                interview.note(str(error))
            except CaseError as error:
                interview.refused(error, asked, typed)

    def _heading(self, number: int, record: Mapping[str, str]) -> None:
        """Which record is asked, with what is known of it, so that one knows which it is."""
        known = [f"{self._label(f'{self.name}.{name}')} {self._shown(name, text)}" for name, text in record.items()]
        text = self.words.record.format(number=number)
        for line in hanging("", f"{text} ({', '.join(known)})" if known else text, 4, WIDEST):
            self.interview.say(line)

    def _shown(self, name: str, written: str) -> str:
        type, book = dict(self.type.fields)[name], self.interview.policy.rulebook
        value = read_value(written, type, book.zone)
        return spoken(value, type, self.interview.lang, book.currency, self._label)

    def _help(self, asked: Question) -> None:
        self.interview.note(self.interview.why(self.question, self.decision))
        self.interview.note(form_of(asked.type, self.words))

    def _hint(self, text: str) -> None:
        for line in hanging("", text, 6, WIDEST):
            self.interview.say(dim(line))

    def _label(self, name: str) -> str:
        return self.interview.policy.rulebook.label(name, self.interview.lang)

    def _line(self) -> str:
        typed = self.interview.typed()
        if typed is None:
            raise EndOfInput
        return typed
